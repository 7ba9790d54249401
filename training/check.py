"""What is wrong with a corpus, or may be: faults that make rows useless, and findings worth a look."""

from __future__ import annotations

import argparse
import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from framing.rows import Row
from training.corpus import Corpus, collect, counts, rows_with
from training.duplicates import near_duplicates, same_texts
from training.folds import document_folds
from training.options import add_corpus, columns_of
from training.schema import PARTS, Fault

LEAST_SHARE = 0.05
"""Labels with a smaller share of the rows are hard to learn."""
_LIKE = 0.85  # similarity of two labels, by difflib, from which on one may be the other, misspelt
_MANY = 20  # times as frequent as its misspelling is a label
SHOWN = 5
FAULTY = 1
"""What the command returns where rows cannot be used."""


def add_parser(commands: Any) -> None:
    """Add the command ``check``."""
    parser = commands.add_parser("check", help="say what is wrong with a corpus, or may be")
    parser.set_defaults(run=_run)
    add_corpus(parser)
    add = parser.add_argument
    add("--test", nargs="+", default=[], metavar="CORPUS", help="rows kept for testing: what do both have?")
    add("--all", action="store_true", help="list everything, not the first few of each kind")


def _run(args: argparse.Namespace) -> int:
    columns = columns_of(args)
    corpus = without_rare_labels(collect(args.corpus, columns, split=args.split))
    test = collect(args.test, columns, split=args.split) if args.test else Corpus([])
    faults = [*corpus.faults, *test.faults]
    corpus = replace(corpus, faults=faults, bad=corpus.bad + test.bad)
    found = findings(corpus.rows, test.rows, folds=args.folds)
    for line in report(corpus, found, None if args.all else SHOWN):
        print(line)
    return FAULTY if faults else 0


def without_rare_labels(corpus: Corpus) -> Corpus:
    """Return the corpus without rows whose label occurs in one document alone, each of them a fault.

    Such a label cannot be both learned and tested; mostly it is a slip of the keyboard.
    """
    documents: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in corpus.rows:
        for key in _labels(row):
            documents[key].add(row["doc"])
    kept, faults = [], []
    for row in corpus.rows:
        rare = [(part, label) for part, label in _labels(row) if len(documents[part, label]) == 1]
        for part, label in rare:
            others = [name for kind, name in documents if kind == part and name != label]
            near = difflib.get_close_matches(label, others, 1)
            hint = f"is it {near[0]!r}?" if near else "label more of it, or leave the row out"
            line = f"{row['place']}: {part} {label!r} is in one document alone: it cannot be tested; {hint}"
            faults.append(Fault(f"rare {part}", line))
        if not rare:
            kept.append(row)
    bad = corpus.bad + len(corpus.rows) - len(kept)
    return replace(corpus, rows=kept, faults=[*corpus.faults, *faults], bad=bad)


def _labels(row: Row) -> Iterator[tuple[str, str]]:
    if row["stance"] is not None:
        yield "stance", row["stance"]
    for bloc in row["blocs"] or ():
        yield "bloc", bloc


def findings(rows: Sequence[Row], test: Sequence[Row] = (), *, folds: int = 5) -> list[Fault]:
    """Return what a person should look at in ``rows`` that can all be used.

    With ``test`` rows, that is what they share with the ``rows``; without, what the ``folds`` parts of
    cross-validation share, by which scores come out too high.
    """
    found = [*_contradictions([*rows, *test]), *_misspellings(rows), *_balance(rows)]
    if not rows:
        return found
    if test:
        sides = {row["place"]: "the corpus" for row in rows} | {row["place"]: "the test" for row in test}
    else:
        parts = document_folds(rows, folds).tolist()
        sides = {row["place"]: f"part {part + 1}" for row, part in zip(rows, parts, strict=True)}
    every = [*rows, *test]
    return [*found, *_alike(every, sides), *_on_both_sides(every, sides, bool(test))]


def _contradictions(rows: Sequence[Row]) -> Iterator[Fault]:
    for numbers in same_texts([row["text"] for row in rows]):
        for part in PARTS:
            said = {_shown(rows[n], part): rows[n] for n in reversed(numbers) if part in rows[n]["labelled"]}
            if len(said) > 1:
                each = ", ".join(f"{value} in {row['place']}" for value, row in reversed(said.items()))
                line = f"{rows[numbers[0]]['place']}: one text, different labels ({part}): {each}"
                yield Fault("one text with two labels", line)


def _shown(row: Row, part: str) -> str:
    value = row[part]
    return "+".join(sorted(value)) or "none" if part == "blocs" else repr(value) if value else "none"


def _misspellings(rows: Sequence[Row]) -> Iterator[Fault]:
    count = Counter(key for row in rows for key in _labels(row))
    for (part, label), times in count.items():
        others = [name for kind, name in count if kind == part and count[kind, name] >= _MANY * times]
        for near in difflib.get_close_matches(label, others, 1, _LIKE):
            first = next(row for row in rows if (part, label) in _labels(row))
            line = f"{first['place']}: {part} {label!r} is in {times} rows, {near!r} in {count[part, near]}"
            yield Fault("labels that look alike", f"{line}; are they the same?")


def _balance(rows: Sequence[Row]) -> Iterator[Fault]:
    count = Counter(key for row in rows for key in _labels(row))
    for (part, label), times in sorted(count.items()):
        whole = len(rows_with(rows, "stance" if part == "stance" else "blocs"))
        if times < LEAST_SHARE * whole:
            first = next(row["place"] for row in rows if (part, label) in _labels(row))
            line = f"{first}: {part} {label!r} is in {times} of {whole} rows ({times / whole:.1%})"
            yield Fault("rare labels", f"{line}; label more of it")


def _alike(rows: Sequence[Row], sides: Mapping[str, str]) -> Iterator[Fault]:
    texts = [row["text"] for row in rows]
    pairs = [(n[0], other, 1.0) for n in same_texts(texts) for other in n[1:]] + near_duplicates(texts)
    for one, other, similarity in sorted(pairs):
        first, second = (rows[n]["place"] for n in (one, other))
        how = "the same text as in" if similarity == 1 else f"{similarity:.0%} of the text of"
        if sides[first] == sides[second]:
            yield Fault("texts alike", f"{second}: {how} {first}; is it meant twice?")
        else:
            line = f"{second}: {how} {first}, but in {sides[second]}, not {sides[first]}"
            yield Fault("texts on both sides", f"{line}; keep one, or give both the same doc")


def _on_both_sides(rows: Sequence[Row], sides: Mapping[str, str], tested: bool) -> Iterator[Fault]:
    """Yield documents of several rows, and groups, publishers or sources, that are on more than one side."""
    kind = next((name for name in ("group", "publisher", "source") if any(row[name] for row in rows)), None)
    for name, numbers in _shared([_named_document(row) for row in rows]):
        if len({rows[n]["doc"] for n in numbers}) < len(numbers):
            yield from _parted(rows, numbers, sides, f"document {name!r}", "keep it in one file")
    for name, numbers in _shared([row[kind] for row in rows]) if kind else ():
        remedy = "keep it on one" if tested else "--group-column with its column keeps it in one"
        yield from _parted(rows, numbers, sides, f"{kind} {name!r}", remedy)


def _named_document(row: Row) -> str:
    return str(row["doc"]).partition("/")[2]


def _shared(names: Sequence[str | None]) -> Iterator[tuple[str, list[int]]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if name:
            found[name].append(number)
    yield from ((name, numbers) for name, numbers in found.items() if len(numbers) > 1)


def _parted(
    rows: Sequence[Row], numbers: Sequence[int], sides: Mapping[str, str], name: str, remedy: str
) -> Iterator[Fault]:
    first = {sides[rows[n]["place"]]: rows[n]["place"] for n in reversed(numbers)}
    if len(first) > 1:
        others = [f"{side} ({place})" for side, place in first.items() if place != rows[numbers[0]]["place"]]
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        here = sides[rows[numbers[0]]["place"]]
        line = f"{rows[numbers[0]]['place']}: {name} is in {here}, and in {others[-1]}{more}; {remedy}"
        yield Fault(f"{name.split(maxsplit=1)[0]}s on both sides", line)


def report(corpus: Corpus, found: Sequence[Fault], shown: int | None = SHOWN) -> Iterator[str]:
    """Yield the lines of a report: counts of labels, then faults and findings by kind.

    Of each kind ``shown`` are listed, all where None.
    """
    yield f"{len(corpus.rows):,} rows can be used, {corpus.bad:,} cannot."
    for part in corpus.labelled:
        each = (f"{label} {times:,}" for label, times in counts(corpus.rows, part).items())
        yield f"  {part}: {', '.join(each)}"
    for title, all_of_them in (("Cannot be used", corpus.faults), ("Worth a look", found)):
        for kind, number in Counter(one.kind for one in all_of_them).items():
            yield f"{title}: {kind} ({number:,})"
            lines = [one.line for one in all_of_them if one.kind == kind]
            yield from (f"  {line}" for line in lines[:shown])
            if shown is not None and number > shown:
                yield f"  ... and {number - shown:,} more"
