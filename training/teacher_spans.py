"""Speakers in word pieces: from characters to labels of pieces, and from their scores back to characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.rows import Row
from training.blocs import annotated_speaker

PARTS = 3
_OUT, _BEGIN, _INSIDE = range(PARTS)
Offsets = Sequence[tuple[int, int]]
"""The characters of each piece; empty for marks that are not of the text."""


def best_span(logs: NDArray[np.floating[Any]], offsets: Offsets) -> tuple[tuple[int, int] | None, float]:
    """Return the speaker's characters, or None, and by how much (log-odds) the answer beats the next best.

    ``logs`` (n, 3) are log-probabilities of each piece to be outside, first or later in the speaker.
    """
    begin, inside = logs[:, _BEGIN] - logs[:, _OUT], logs[:, _INSIDE] - logs[:, _OUT]
    real = np.array([end > start for start, end in offsets])
    total = np.concatenate(([0.0], np.cumsum(inside)))
    best, speaker = 0.0, None
    for start in np.flatnonzero(real & (begin > -6)).tolist():  # others cannot win
        end = start
        while end < len(offsets) and real[end]:
            gain = float(begin[start] + total[end + 1] - total[start + 1])
            if gain > best:
                best, speaker = gain, (offsets[start][0], offsets[end][1])
            end += 1
    if speaker is None:
        return None, float(-begin[real].max(initial=-20.0))
    return speaker, best


def speaker_parts(row: Row, offsets: Offsets) -> list[int]:
    """Return for each piece whether it is outside, first or later in the annotated speaker."""
    speaker = annotated_speaker(row)
    parts = [_OUT] * len(offsets)
    touched = [
        place
        for place, (start, end) in enumerate(offsets)
        if speaker and end > start and start < speaker.end and end > speaker.start
    ]
    for place in touched:
        parts[place] = _BEGIN if place == touched[0] else _INSIDE
    return parts
