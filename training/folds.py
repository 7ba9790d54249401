"""Folds for cross-validation that keep what belongs together on one side."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import GroupKFold

from framing.errors import InputError
from framing.rows import Row


def document_folds(rows: Sequence[Row], count: int = 5) -> NDArray[np.int64]:
    """Return the fold of each row, shape (n,): rows of one document, pair or ``group`` share one.

    A document's fold follows from its name alone, so it stays the same when other documents come or go.
    ``pair`` joins counterfactual rows, which would give each other away. Groups are few and of unlike size,
    so they are dealt out by size instead. Raises InputError where all rows belong together.
    """
    names = [f"pair {row['pair']}" if row.get("pair") is not None else str(row["doc"]) for row in rows]
    if is_grouped(rows):
        return _group_folds(rows, names, count)
    # crc32 and not hash(): the same in every process.
    return np.array([zlib.crc32(name.encode()) % count for name in names], dtype=np.int64)


def is_grouped(rows: Sequence[Row]) -> bool:
    """Tell whether any row has a ``group``."""
    return any(row.get("group") for row in rows)


def _group_folds(rows: Sequence[Row], names: Sequence[str], count: int) -> NDArray[np.int64]:
    """Return folds of rows whose group, document or pair is not parted, even where others join them."""
    units = [
        f"group {row['group']}" if row.get("group") else name for row, name in zip(rows, names, strict=True)
    ]
    ids = [np.unique(values, return_inverse=True)[1] for values in (units, names)]
    ones = np.ones(len(rows), bool)
    size = int(ids[0].max()) + 1
    links = coo_matrix((ones, (ids[0], ids[1] + size)), shape=(size + int(ids[1].max()) + 1,) * 2)
    group = connected_components(links, directed=False)[1][ids[0]]
    parts = len(np.unique(group))
    if parts < 2:
        raise InputError(
            "all rows belong to one group: nothing is left to test on; choose another --group-column"
        )
    fold = np.zeros(len(rows), np.int64)
    for number, (_, mine) in enumerate(GroupKFold(min(count, parts)).split(fold, groups=group)):
        fold[mine] = number
    return fold
