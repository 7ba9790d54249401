"""How figures change with the year of publication and with the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.corpus import Corpus, gold_labels, single_spaced
from benchmarks.metrics import Judged, Labels
from benchmarks.quality import SMALLEST_GROUP, grouped
from framing import InputError
from framing.rows import Row

SMALLEST_PERIOD = 60
SMALLEST_PUBLISHER = 100
_SMALLEST = {"source": SMALLEST_GROUP, "origin": SMALLEST_GROUP, "publisher": SMALLEST_PUBLISHER}
"""The fields that say where a row comes from, and the rows that one of their values needs."""


def drift(judged: Sequence[Judged], rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return figures by period of publication, and by each field of `_SMALLEST` that has several values.

    ``judged`` is of ``rows``, in order. Years too thin for a figure are joined with those that follow.
    """
    found = {}
    years = periods([row.get("year") for row in rows], SMALLEST_PERIOD)
    found["year"] = grouped(judged, years, SMALLEST_PERIOD)
    for field, least in _SMALLEST.items():
        values = [str(row.get(field) or "") for row in rows]
        if len(set(values)) > 1:
            found[field] = grouped(judged, values, least)
    return {field: groups for field, groups in found.items() if groups}


def periods(years: Sequence[int | None], least: int) -> list[str]:
    """Return the period of each row, ``2014`` or ``2008-2013``; empty for a row without a year.

    Each has at least ``least`` rows. They are made from the earliest year on; what is left over at the end
    joins the last one.
    """
    counts = Counter(year for year in years if year is not None)
    parts: list[list[int]] = [[]]
    for year in sorted(counts):
        if sum(counts[own] for own in parts[-1]) >= least:
            parts.append([])
        parts[-1].append(year)
    if len(parts) > 1 and sum(counts[own] for own in parts[-1]) < least:
        last = parts.pop()
        parts[-1] += last
    names = {year: "-".join(map(str, sorted({part[0], part[-1]}))) for part in parts for year in part}
    return [names[year] if year is not None else "" for year in years]


def judge_held_out(corpus: Corpus, held_out: Sequence[Row]) -> list[Judged]:
    """Return the rows with what `python -m training fit --held-out` wrote of them, for a corpus that trained.

    The file may hold more rows. Raises InputError where one of the corpus is not in it.
    """
    found = {row.get("id"): row for row in held_out}
    missing = sum(row.get("id") not in found for row in corpus.rows)
    if missing:
        remedy = "write it with training fit --held-out"
        raise InputError(f"{missing} rows of {corpus.name} are not in the held-out file; {remedy}")
    return [
        Judged(
            row["doc"],
            gold_labels(row),
            Labels(held["stance"], frozenset(held["blocs"]), single_spaced(held["speaker"])),
        )
        for row, held in ((row, found[row.get("id")]) for row in corpus.rows)
    ]
