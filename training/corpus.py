"""The corpus schema: annotated sentences as rows, read and checked; every error names the row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError
from framing.rows import Row, read_rows


def read_corpus(paths: Sequence[str | Path]) -> list[Row]:
    """Return the rows of annotated corpora, in order, with the rows of a document next to each other.

    A row needs ``text``, ``stance`` (a label), ``blocs`` (a list of labels, empty for the author's own voice)
    and ``speaker`` (words of the text, or null). ``doc`` joins consecutive sentences (default: each row by
    itself), ``context`` says that the blocs could be told only from other sentences (default: 0). Raises
    InputError with the file, the row and the remedy.
    """
    rows: list[Row] = []
    for number, path in enumerate(paths):
        for row_number, row in enumerate(read_rows(str(path)), 1):
            checked = _checked(row, f"{path}: row {row_number}") | {"place": f"{path}: row {row_number}"}
            checked["doc"] = f"{number}/{checked.get('doc') or checked.get('id') or f'row {row_number}'}"
            rows.append(checked)
    if not rows:
        raise InputError(f"{', '.join(map(str, paths))}: no rows; name a corpus with annotated sentences")
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(row["doc"], len(order))
    return sorted(rows, key=lambda row: order[row["doc"]])


def _checked(row: Row, place: str) -> Row:
    stance, blocs, speaker = row.get("stance"), row.get("blocs"), row.get("speaker")
    if not isinstance(stance, str) or not stance:
        raise InputError(f"{place}: stance is {stance!r}; give a label")
    if not isinstance(blocs, list) or not all(isinstance(bloc, str) for bloc in blocs):
        raise InputError(f"{place}: blocs is {blocs!r}; give a list of labels")
    if speaker is not None and (not isinstance(speaker, str) or speaker not in row["text"]):
        raise InputError(f"{place}: speaker {speaker!r} is not in the text; copy the words, or put null")
    return {**row, "speaker": speaker or None, "context": int(bool(row.get("context")))}


def document_bounds(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Return where each document begins, and the number of rows: shape (documents + 1,)."""
    starts = [n for n in range(len(rows)) if n == 0 or rows[n]["doc"] != rows[n - 1]["doc"]]
    return np.array([*starts, len(rows)], dtype=np.int64)


def fingerprint(paths: Sequence[str | Path]) -> str:
    """Return the SHA-256 of the files' bytes, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()
