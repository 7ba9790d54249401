"""Rows from wherever a corpus lies: files, a folder of the datasets library, the Hub."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, DatasetDict, List, load_dataset, load_from_disk
from datasets.utils.logging import disable_progress_bar

from framing.errors import InputError
from framing.rows import Row, placed_rows
from training.readers.brat import read_brat

HUB = "hub:"
_MARKS = ("dataset_info.json", "dataset_dict.json")  # what `save_to_disk` leaves in a folder

Placed = tuple[str, Row]
"""What error messages begin with (the file and the row's number), and the row."""


def load_rows(source: str, split: str | None = None) -> Iterator[Placed]:
    """Yield the rows of a corpus with their places, in order.

    ``source`` is a ``.jsonl``, ``.csv`` or ``.parquet`` file, a folder that ``Dataset.save_to_disk`` wrote or
    one of brat's files, or ``hub:owner/name``; ``split`` chooses among those that a dataset has. Class labels
    come out as their names, NaN as None. Raises InputError with the place and the remedy.
    """
    if source.startswith(HUB):
        name = source.removeprefix(HUB)
        return _dataset_rows(source, _opened(source, lambda: load_dataset(name)), split)
    if Path(source).is_dir():
        return _folder_rows(source, split)
    return ((place, _plain(row)) for place, row in placed_rows(source))


def _folder_rows(source: str, split: str | None) -> Iterator[Placed]:
    folder = Path(source)
    if any((folder / mark).is_file() for mark in _MARKS):
        return _dataset_rows(source, _opened(source, lambda: load_from_disk(source)), split)
    if any(folder.glob("*.ann")):
        return ((f"{source}: row {number}", row) for number, row in enumerate(read_brat(folder), 1))
    raise InputError(
        f"{source}: neither a folder of the datasets library nor one of brat's .txt and .ann files; "
        "write one with Dataset.save_to_disk"
    )


def _opened(source: str, load: Callable[[], Any]) -> Any:
    disable_progress_bar()
    try:
        return load()
    # The library, its file systems and the network fail in many ways; each means that there are no rows.
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"{source}: cannot be loaded: {reason}; check the name and the connection"
        ) from error


def _dataset_rows(source: str, found: Dataset | DatasetDict, split: str | None) -> Iterator[Placed]:
    if isinstance(found, DatasetDict):
        names = list(found)
        if split is None and len(names) > 1:
            raise InputError(f"{source}: has the splits {', '.join(names)}; choose one with --split")
        if split is not None and split not in names:
            raise InputError(f"{source}: no split {split!r}, only {', '.join(names)}; choose one of them")
        found = found[split or names[0]]
    named = {name: _names(feature) for name, feature in found.features.items()}
    for number, row in enumerate(found, 1):
        decoded = {name: named[name](value) for name, value in row.items()}
        yield f"{source}: row {number}", _plain(decoded)


def _names(feature: Any) -> Callable[[Any], Any]:
    """Return what turns a feature's values into those of the corpus: class numbers into names."""
    if isinstance(feature, ClassLabel):
        return lambda value: feature.names[value] if value is not None and value >= 0 else None
    if isinstance(feature, List) and isinstance(feature.feature, ClassLabel):
        return lambda value: None if value is None else [feature.feature.names[one] for one in value]
    return lambda value: value


def _plain(row: Row) -> Row:
    missing = {name: None for name, value in row.items() if isinstance(value, float) and math.isnan(value)}
    return row | missing
