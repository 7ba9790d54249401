"""Labelled corpora: rows in the fields of ``data/README.md``, their documents and their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.metrics import Labels
from framing import InputError
from framing.rows import Row, group_rows, read_rows

DATA = Path(__file__).parent / "data"
AUTHORED = DATA / "articles.jsonl"
AUTHORED_NAME = "authored articles"
_TRAINING = Path(__file__).parent.parent / "training" / "corpora"


@dataclass(frozen=True, slots=True)
class Registered:
    """A corpus of this repository: what results call it, its files, and whether they measure or train."""

    name: str
    files: tuple[Path, ...]
    use: Literal["measure", "train"]


TRAINING = Registered(
    "authored training sentences", (_TRAINING / "example.jsonl", _TRAINING / "counterfactual.jsonl"), "train"
)
CORPORA = (Registered(AUTHORED_NAME, (AUTHORED,), "measure"), TRAINING)
"""The corpora that benchmarks use where none is named."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled sentences under a name that may be published; ``sha256`` is that of the file they came in."""

    name: str
    rows: tuple[Row, ...]
    sha256: str

    @property
    def documents(self) -> list[list[int]]:
        """The row numbers of each document, in order."""
        return [[number for number, _ in group] for group in group_rows(self.rows, "doc")]

    @property
    def stances(self) -> list[str]:
        """The stance labels of the rows, sorted."""
        return sorted({row["stance"] for row in self.rows})

    def describe(self) -> dict[str, Any]:
        """Return what a result says of its data: no path, no text."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "rows": len(self.rows),
            "documents": len(self.documents),
        }


def read_corpus(path: str | Path, name: str | None = None) -> Corpus:
    """Read labelled sentences from a ``.jsonl`` or ``.parquet`` file; ``name`` defaults to the file's stem.

    Raises InputError with the row and the field that is missing or of another type.
    """
    rows = tuple(read_rows(str(path)))
    if not rows:
        raise InputError(f"{path}: no rows; a corpus needs labelled sentences")
    for number, row in enumerate(rows, 1):
        _check(row, f"{path}: row {number}")
    return Corpus(name or Path(path).stem, rows, hashlib.sha256(Path(path).read_bytes()).hexdigest())


def gold_labels(row: Row) -> Labels:
    """Return the labels of a corpus row."""
    return Labels(row["stance"], frozenset(row["blocs"]), single_spaced(row.get("speaker")))


def single_spaced(words: str | None) -> str:
    """Return ``words`` with single spaces, empty for None, so that line ends do not matter in comparisons."""
    return " ".join((words or "").split())


def _check(row: Row, place: str) -> None:
    legal: Sequence[tuple[str, type | tuple[type, ...], str]] = (
        ("doc", str, "a string, the name of its document"),
        ("stance", str, "a label"),
        ("blocs", list, "a list of labels"),
        ("speaker", (str, type(None)), "the speaker's words or null"),
    )
    for field, kind, meaning in legal:
        if not isinstance(row.get(field), kind):
            raise InputError(f"{place}: field {field!r} must be {meaning}; see benchmarks/data/README.md")
