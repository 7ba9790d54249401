"""Folds for cross-validation that keep what belongs together on one side."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.rows import Row


def document_folds(rows: Sequence[Row], count: int = 5) -> NDArray[np.int64]:
    """Return the fold of each row, shape (n,): rows of one document, or of one pair, share one.

    A document's fold follows from its name alone, so it stays the same when other documents come or go.
    ``pair`` joins counterfactual rows, which would give each other away.
    """
    names = [f"pair {row['pair']}" if "pair" in row else str(row["doc"]) for row in rows]
    # crc32 and not hash(): the same in every process.
    return np.array([zlib.crc32(name.encode()) % count for name in names], dtype=np.int64)
