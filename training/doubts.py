"""Labels that cross-validation does not believe: confident learning over held-out probabilities.

Northcutt, Jiang & Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels" (JAIR 70),
https://jair.org/index.php/jair/article/view/12125, as cleanlab does it: a label is in doubt where another one
is at least as probable as it is on average in the rows that bear it. Those whose own probability is farthest
below that of the other come first. Each bloc is a question of yes or no.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError, MissingExtraError
from framing.rows import Row, read_rows
from framing.table import clip, printable
from framing.writers import atomic_output, write_jsonl
from training.corpus import read_corpus
from training.progress import steps
from training.recipe import fit_model, held_out_rows

_WIDTH = 60  # columns of the text in the table


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that is probably wrong: where it stands, and what models that had not seen it say instead.

    ``part`` is "stance" or, say, "bloc china"; ``probability`` is that of the ``given`` label,
    ``found_probability`` that of the one ``found``.
    """

    place: str
    id: str | None
    part: str
    given: str
    found: str
    probability: float
    found_probability: float
    text: str


def add_parser(commands: Any) -> None:
    """Add the command ``doubts``."""
    parser = commands.add_parser("doubts", help="list the labels that cross-validation disbelieves most")
    parser.add_argument("corpus", nargs="+", metavar="CORPUS", help="as given to fit")
    parser.add_argument(
        "--held-out",
        metavar="FILE",
        help="what fit --held-out wrote for this corpus (default: cross-validate now, which takes as long)",
    )
    parser.add_argument("--top", type=int, default=50, metavar="N", help="how many to show (default: 50)")
    parser.add_argument("--output", metavar="FILE", help="a .jsonl file for all of them")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    rows = read_corpus(args.corpus)
    with atomic_output(args.output) if args.output else nullcontext() as file:
        held_out = list(read_rows(args.held_out, "doc") if args.held_out else _cross_validated(rows))
        found = find_doubts(rows, held_out)
        if file:
            write_jsonl((asdict(doubt) for doubt in found), file)
    print(format_doubts(found[: args.top]))
    labels = sum(row.get("stance") is not None for row in rows)
    stances = sum(doubt.part == "stance" for doubt in found)
    print(f"{stances} of {labels} stances and {len(found) - stances} blocs in doubt")


def _cross_validated(rows: Sequence[Row]) -> Iterator[Row]:
    with steps() as report:
        yield from held_out_rows(rows, fit_model(rows, report=report))


def find_doubts(rows: Sequence[Row], held_out: Sequence[Row]) -> list[Doubt]:
    """Return the labels in doubt of ``rows`` (`training.corpus.read_corpus`), the least believed first.

    ``held_out`` is what ``fit --held-out`` writes: a row for each of ``rows``, in their order. Raises
    InputError where it is not.
    """
    if [row.get("id") for row in rows] != [row.get("id") for row in held_out]:
        raise InputError("the held-out file is not of this corpus; write it with training fit --held-out")
    pairs = list(zip(rows, held_out, strict=True))
    doubts = [*_stance_doubts(pairs), *_bloc_doubts(pairs)]
    return sorted(doubts, key=lambda doubt: doubt.probability - doubt.found_probability)


def _stance_doubts(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Doubt]:
    known = [(row, said["stance_probabilities"]) for row, said in pairs if said.get("stance_probabilities")]
    labels = sorted({label for _, said in known for label in said})
    strange = next((row for row, _ in known if row["stance"] not in labels), None)
    if strange:
        raise InputError(
            f"{strange['place']}: the held-out file knows no stance {strange['stance']!r}; write it anew with"
            " training fit --held-out"
        )
    given = np.array([labels.index(row["stance"]) for row, _ in known], np.int64)
    table = np.array([[said[label] for label in labels] for _, said in known])
    for number in _disbelieved(given, table):
        yield _doubt(known[number][0], "stance", labels, int(given[number]), table[number])


def _bloc_doubts(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Doubt]:
    known = [(row, said["bloc_probabilities"]) for row, said in pairs if row.get("blocs") is not None]
    for bloc in sorted({label for _, said in known for label in said}):
        given = np.array([bloc in row["blocs"] for row, _ in known], np.int64)
        yes = np.array([said[bloc] for _, said in known])
        table = np.stack([1 - yes, yes], axis=1)
        for number in _disbelieved(given, table):
            yield _doubt(known[number][0], f"bloc {bloc}", ("no", "yes"), int(given[number]), table[number])


def _disbelieved(given: NDArray[np.int64], probabilities: NDArray[np.float64]) -> list[int]:
    """Return the rows whose label is probably wrong, of n labels (n,) and probabilities (n, k)."""
    if len(np.unique(given)) < 2:
        return []
    try:
        from cleanlab.filter import find_label_issues
    except ImportError as error:
        raise MissingExtraError("doubts needs cleanlab; run: pip install 'framing-stance[train]'") from error
    found = find_label_issues(
        given,
        probabilities,
        filter_by="confident_learning",
        return_indices_ranked_by="normalized_margin",
        n_jobs=1,
    )
    return [int(number) for number in found]


def _doubt(row: Row, part: str, labels: Sequence[str], given: int, said: NDArray[np.float64]) -> Doubt:
    best = int(np.where(np.arange(len(said)) == given, -1.0, said).argmax())
    return Doubt(
        place=row["place"],
        id=row.get("id"),
        part=part,
        given=labels[given],
        found=labels[best],
        probability=round(float(said[given]), 6),
        found_probability=round(float(said[best]), 6),
        text=row["text"],
    )


def format_doubts(doubts: Sequence[Doubt]) -> str:
    """Return a table for a terminal, a line for each doubt."""
    lines = [("where", "part", "given", "p", "found", "p", "text")]
    lines += [
        (
            printable(doubt.place),
            doubt.part,
            doubt.given,
            f"{doubt.probability:.2f}",
            doubt.found,
            f"{doubt.found_probability:.2f}",
            clip(printable(doubt.text), _WIDTH),
        )
        for doubt in doubts
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
