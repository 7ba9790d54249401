"""Takes names of officials and companies from PETRARCH's actor dictionaries.

    python -m training.actors FOLDER

FOLDER holds ``Phoenix.Countries.actors.txt`` and ``Phoenix.International.actors.txt`` (Open Event Data
Alliance, MIT License). The table of actors takes in those of Russia, China and the front line; its rows of
other sources stay as they are. A sample of the officials of all other countries goes to ``names.csv``, which
the bloc model learns the looks of names from.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/framing/data/actors.csv"
NAMES = Path(__file__).parent / "names.csv"
SAMPLE = 1000  # names of each bloc in NAMES
SOURCE = "PETRARCH"
FIRST_YEAR = 2003  # of the last office: earlier ministers are seldom quoted in today's news

COUNTRIES = {"RUS": "russia", "CHN": "china", "HKG": "china", "UKR": "frontline", "TWN": "frontline"}
WEST = frozenset(
    code
    for group in (
        "USA GBR CAN AUS NZL JPN FRA DEU ITA ESP PRT NLD BEL LUX IRL DNK SWE FIN NOR ISL POL",
        "CZE SVK HUN AUT SVN HRV GRC CYP MLT ROU ROM BGR EST LVA LTU ALB MNE MKD TUR",
    )
    for code in group.split()
)
COMPANIES = {"MNCCHN": "china", "MNCTWN": "frontline", "MNCGBR": "west", "MNCJPN": "west"}

Entry = tuple[str, list[str], list[str]]  # name, aliases, codes with their periods


def entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of one dictionary, in the notation of the file."""
    entry: Entry | None = None
    for line in path.read_text("utf-8", "replace").splitlines():
        content = line.split("#")[0].rstrip()
        codes = re.findall(r"\[([^\]]+)\]", content)
        name = re.sub(r"\[[^\]]*\]", "", content).strip()
        if name.startswith("+") and entry:
            entry[1].append(name[1:])
        elif name and not content[0].isspace():
            if entry:
                yield entry
            entry = (name, [], [])
        if entry:
            entry[2].extend(codes)
    if entry:
        yield entry


def period(code: str) -> tuple[int, int] | None:
    """Return the years of a code such as ``RUSGOV 040401-080507``; 9999 for an office without an end."""
    parts = code.split()
    if len(parts) < 2 or not (found := re.fullmatch(r"([<>]?)(\d{6,8})(?:-(\d{6,8}))?", parts[1])):
        return None
    sign, first, last = found.groups()
    if sign == "<":
        return 0, _year(first)
    return _year(first), 9999 if sign == ">" or last is None else _year(last)


def _year(date: str) -> int:
    if len(date) == 8:
        return int(date[:4])
    return int(date[:2]) + (1900 if int(date[:2]) > 30 else 2000)


def spelled(name: str) -> str:
    """Return a name of the dictionary as it is written in text."""
    return " ".join(word.capitalize() for word in name.strip("_ ").split("_"))


def officials(path: Path) -> Iterator[list[str]]:
    """Yield a row for each official in office since FIRST_YEAR."""
    for name, _, codes in entries(path):
        offices = [
            (code[:3], years) for code in codes if code[3:6] in {"GOV", "MIL"} and (years := period(code))
        ]
        known = [(country, years) for country, years in offices if country in COUNTRIES]
        words = spelled(name).split()
        if (
            not known
            or known != offices
            or not 2 <= len(words) <= 3
            or max(y[1] for _, y in known) < FIRST_YEAR
        ):
            continue
        country = known[-1][0]
        aliases = []
        if country in {"TWN", "HKG"} and len(words) == 3:
            aliases.append(f"{words[0]} {words[1]}-{words[2].lower()}")
        # The dictionary ends in 2014: an office without an end does not bound the years.
        first, last = min(y[0] for _, y in known), max(y[1] for _, y in known)
        between = ["", ""] if last == 9999 else [str(first), str(last)]
        yield [" ".join(words), "|".join(aliases), COUNTRIES[country], *between, "person", SOURCE]


def companies(path: Path) -> Iterator[list[str]]:
    """Yield a row for each company of two to four words."""
    for name, _, codes in entries(path):
        code = codes[0].split()[0] if codes else ""
        if code[:6] in COMPANIES and re.fullmatch(r"[A-Z]+(_[A-Z]+){1,3}_?", name.strip()):
            yield [spelled(name), "", COMPANIES[code[:6]], "", "", "company", SOURCE]


def strangers(path: Path) -> Iterator[list[str]]:
    """Yield name and bloc of a sample of the officials of countries without a place in the table."""
    found: dict[str, list[str]] = {"west": [], "other": []}
    for name, _, codes in entries(path):
        countries = {code[:3] for code in codes if len(code.split()[0]) > 3}
        words = spelled(name).split()
        if len(countries) == 1 and countries.isdisjoint(COUNTRIES) and 2 <= len(words) <= 3:
            found["west" if countries <= WEST else "other"].append(" ".join(words))
    for bloc, names in found.items():
        for number in range(SAMPLE):  # the dictionary goes by country, so even steps take from all
            yield [names[number * len(names) // SAMPLE], bloc, "person", SOURCE]


def main(folder: Path) -> None:
    """Rewrite the rows of PETRARCH in the table; a name that another source has stays with that one."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows = [row for row in rows if row[-1] != SOURCE]
    taken = {name.lower() for row in rows for name in [row[0], *row[1].split("|")]}
    found = [
        *officials(folder / "Phoenix.Countries.actors.txt"),
        *companies(folder / "Phoenix.International.actors.txt"),
    ]
    for row in found:
        if row[0].lower() not in taken:
            taken.add(row[0].lower())
            rows.append(row)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    with NAMES.open("w", encoding="utf-8", newline="") as file:
        sample = list(strangers(folder / "Phoenix.Countries.actors.txt"))
        csv.writer(file, lineterminator="\n").writerows([["name", "bloc", "kind", "source"], *sample])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
