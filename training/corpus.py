"""Annotated sentences as rows of one schema, whatever they were read from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from datasets import Dataset
from numpy.typing import NDArray
from pyarrow import ArrowException

from framing.errors import InputError
from framing.rows import Row
from training.loading import HUB, Placed, load_rows
from training.schema import FEATURES, PARTS, USUAL, Columns, Fault, schema_row


@dataclass(frozen=True)
class Corpus:
    """Rows in the order of their documents, and what is wrong with the rows that were left out."""

    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)
    bad: int = 0

    @property
    def labelled(self) -> tuple[str, ...]:
        """The parts that some row is labelled with."""
        return tuple(part for part in PARTS if rows_with(self.rows, part))


def read_corpus(
    sources: Sequence[str | Path], columns: Columns = USUAL, *, split: str | None = None
) -> list[Row]:
    """Return the rows of annotated corpora, in order, with the rows of a document next to each other.

    Raises InputError for the first fault; see `collect`.
    """
    corpus = collect(sources, columns, split=split)
    if corpus.faults:
        raise InputError(corpus.faults[0].line)
    return corpus.rows


def collect(sources: Sequence[str | Path], columns: Columns = USUAL, *, split: str | None = None) -> Corpus:
    """Return the rows of corpora (see `training.loading.load_rows`) that can be used, and the others' faults.

    A row needs a text, and a value for each part that its file has a column of: ``stance`` (a label),
    ``blocs`` (a list of labels, or one string with ``|`` between them; empty for the author's own voice),
    ``speaker`` (words of the text; empty for none). ``doc`` joins consecutive sentences (default: each row by
    itself), ``group`` what cross-validation keeps on one side besides, ``pair`` counterfactual rows;
    ``context`` says that the blocs could be told only from other sentences. A part without a column is not
    labelled. Rows as ``framing analyze`` writes them are read too. Raises InputError where a source or a
    column that was asked for is missing, or no row can be used.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    met: set[str] = set()
    bad = 0
    for number, source in enumerate(map(str, sources)):
        placed = list(load_rows(source, split))
        names = dict.fromkeys(name for _, row in placed for name in row)
        met |= names.keys()
        used = columns.of(names)
        _demand(source, placed, used, columns, names)
        for row_number, (place, row) in enumerate(placed, 1):
            values = {name: row.get(column) for name, column in used.items()}
            made, wrong = schema_row(row, values, columns, place)
            made["doc"] = f"{number}/{made['doc'] or made['id'] or f'row {row_number}'}"
            bad += bool(wrong)
            faults += wrong
            rows += [] if wrong else [made]
    for name, column in columns.named().items():
        if column not in met and rows:
            raise InputError(
                f"{sources[0]}: no column {column!r}; it has {', '.join(map(repr, met))}: "
                f"choose with --{name}-column"
            )
    if not rows and not faults:
        raise InputError(f"{', '.join(map(str, sources))}: no rows; name a corpus with annotated sentences")
    return _ordered(rows, faults, bad)


def _ordered(rows: list[Row], faults: list[Fault], bad: int) -> Corpus:
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(row["doc"], len(order))
    rows = sorted(rows, key=lambda row: order[row["doc"]])
    if not rows:
        return Corpus([], faults, bad)
    try:
        table = Dataset.from_list(rows, features=FEATURES)
    except (ValueError, TypeError, ArrowException) as error:
        place = rows[0]["place"]
        raise InputError(f"{place} and further: {error}; give each column the type of the schema") from error
    return Corpus(table.to_list(), faults, bad)


def _demand(
    source: str, placed: Sequence[Placed], used: Mapping[str, str], columns: Columns, names: Iterable[str]
) -> None:
    """Raise InputError where a source has rows, but no text or nothing that they are labelled with."""
    if not placed:
        return
    found = ", ".join(map(repr, names))
    wanted = columns.text or "text"
    if "text" not in used:
        raise InputError(f"{source}: no column {wanted!r}; it has {found}: choose with --text-column")
    if not used.keys() & set(PARTS):
        raise InputError(
            f"{source}: no labels; it has {found}: name a column with --stance-column, --blocs-column or "
            "--speaker-column"
        )


def rows_with(rows: Sequence[Row], part: str) -> list[int]:
    """Return the numbers of the rows that are labelled with a part, one of ``PARTS``."""
    return [number for number, row in enumerate(rows) if part in row["labelled"]]


def counts(rows: Sequence[Row], part: str) -> dict[str, int]:
    """Return how many rows have each label of a part, by label.

    Rows of several blocs count for each, those of none as ``(none)``; speakers are ``(named)`` or ``(none)``.
    """
    found: Counter[str] = Counter()
    for row in (rows[number] for number in rows_with(rows, part)):
        if part == "stance":
            found[row["stance"]] += 1
        elif part == "blocs":
            found.update(row["blocs"] or ["(none)"])
        else:
            found["(named)" if row["speaker"] else "(none)"] += 1
    return dict(sorted(found.items()))


def document_bounds(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Return where each document begins, and the number of rows: shape (documents + 1,)."""
    starts = [n for n in range(len(rows)) if n == 0 or rows[n]["doc"] != rows[n - 1]["doc"]]
    return np.array([*starts, len(rows)], dtype=np.int64)


def fingerprint(sources: Sequence[str | Path], split: str | None = None) -> str:
    """Return the SHA-256 of the files' bytes, one after the other; without a file, of the rows as JSON."""
    digest = hashlib.sha256()
    for source in map(str, sources):
        if source.startswith(HUB) or Path(source).is_dir():
            for _, row in load_rows(source, split):
                digest.update(json.dumps(row, sort_keys=True, default=str).encode() + b"\n")
        else:
            digest.update(Path(source).read_bytes())
    return digest.hexdigest()
