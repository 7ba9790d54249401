"""Shares of labels over documents, with bootstrap intervals, and the periods that dates fall into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SAMPLES = 1000
MOST_PERIODS = 16
LEAST_MEMBERS = 5
_BOUNDS = (0.025, 0.975)
_AT_A_TIME = 2_000_000  # drawn documents, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, ``count`` statements, with its 95% interval where there are documents to draw."""

    value: float
    low: float | None
    high: float | None
    count: int


def shares(counts: NDArray[np.int64], *, samples: int = SAMPLES, seed: int = 0) -> list[Share]:
    """Return each label's share of all statements; ``counts`` (documents, labels) are of statements.

    Intervals are percentiles of replicates that draw whole documents (Efron & Tibshirani 1993, "An
    Introduction to the Bootstrap"), since the statements of an article are alike.
    """
    total = counts.sum(axis=0)
    value = total / max(int(total.sum()), 1)
    if len(counts) < 2:
        return [Share(float(v), None, None, int(n)) for v, n in zip(value, total, strict=True)]
    low, high = np.quantile(_replicates(counts, samples, seed), _BOUNDS, axis=0)
    columns = zip(value.tolist(), low.tolist(), high.tolist(), total.tolist(), strict=True)
    return [Share(*column) for column in columns]


def differences(
    one: NDArray[np.int64], other: NDArray[np.int64], *, samples: int = SAMPLES
) -> list[tuple[float, float, float]]:
    """Return by how much each label's share is greater in ``one``, with the bounds of its 95% interval.

    Both sides (documents, labels) are drawn anew, each by itself, and need two documents or more.
    """
    point = [part.sum(axis=0) / max(int(part.sum()), 1) for part in (one, other)]
    drawn = _replicates(one, samples, 0) - _replicates(other, samples, 1)
    low, high = np.quantile(drawn, _BOUNDS, axis=0)
    value = point[0] - point[1]
    return list(zip(value.tolist(), low.tolist(), high.tolist(), strict=True))


def _replicates(counts: NDArray[np.int64], samples: int, seed: int) -> Floats:
    """Return the shares in each replicate, (samples, labels); those of no statement at all are 0."""
    documents = len(counts)
    draw, even = np.random.default_rng(seed), np.full(documents, 1 / documents)
    step = max(1, _AT_A_TIME // documents)
    parts = [
        draw.multinomial(documents, even, min(step, samples - done)) @ counts
        for done in range(0, samples, step)
    ]
    drawn = np.concatenate(parts).astype(np.float64)
    result: Floats = drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1)
    return result


def timeline(dates: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return consecutive periods and the number of the one each ISO date falls into, -1 for an empty date.

    Dates are days, months or years. Periods are the finest of days, months, quarters and years for which
    every date is fine enough, which are no more than ``MOST_PERIODS`` and hold ``LEAST_MEMBERS`` dates each
    on average; years may be more.
    """
    known = [date for date in dates if date]
    if not known:
        return [], [-1] * len(dates)
    finest = min(map(len, known))
    most = min(MOST_PERIODS, len(known) // LEAST_MEMBERS)
    fitting = [(number_of, name_of) for size, number_of, name_of in _PERIODS if size <= finest]
    bounds = [(min(map(number_of, known)), max(map(number_of, known))) for number_of, _ in fitting]
    chosen = next((n for n, (first, last) in enumerate(bounds) if last - first < most), -1)
    (number_of, name_of), (first, last) = fitting[chosen], bounds[chosen]
    names = [name_of(number) for number in range(first, last + 1)]
    return names, [number_of(date) - first if date else -1 for date in dates]


def _month(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1


# Least length of a date, its period's number, and that period's name.
_PERIODS: tuple[tuple[int, Callable[[str], int], Callable[[int], str]], ...] = (
    (10, lambda d: dt.date.fromisoformat(d).toordinal(), lambda n: dt.date.fromordinal(n).isoformat()),
    (7, _month, lambda n: f"{n // 12}-{n % 12 + 1:02}"),
    (7, lambda d: _month(d) // 3, lambda n: f"{n // 4} Q{n % 4 + 1}"),
    (4, lambda d: int(d[:4]), str),
)
