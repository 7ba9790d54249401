"""From probabilities of blocs to a set of them."""

from __future__ import annotations

import numpy as np

from framing.termmodel import Floats
from framing.tokens import Bools

Thresholds = tuple[float, float, float]
"""Least probability of a speaker's likeliest bloc, of a further bloc, of the likeliest without a speaker."""


def choose(probabilities: Floats, speaks: Bools, thresholds: Thresholds) -> Bools:
    """Return the chosen blocs (n, B): the likeliest one if likely enough, and further ones likewise.

    ``speaks`` (n,) says which sentences have a speaker.
    """
    low, further, bare = thresholds
    best = probabilities.max(axis=1, keepdims=True, initial=0)
    least = np.where(speaks, low, bare)[:, None]
    first: Bools = (probabilities == best) & (best >= least)
    others: Bools = probabilities >= np.maximum(further, least)
    return first | others


def best_thresholds(answer: Floats, targets: Bools, speaks: Bools) -> Thresholds:
    """Return the thresholds with the best sum of micro-F1 and set accuracy, found one after the other."""
    chosen = [0.0, 0.5, 0.4]
    grid = np.arange(0, 80, 2) / 100
    for place in (2, 0, 1):
        quality = np.zeros(len(grid))
        for number, value in enumerate(grid):
            chosen[place] = float(value)
            guess = choose(answer, speaks, (chosen[0], chosen[1], chosen[2]))
            f1 = 2 * int((guess & targets).sum()) / max(int(guess.sum() + targets.sum()), 1)
            quality[number] = f1 + float((guess == targets).all(axis=1).mean())
        best = np.flatnonzero(quality >= quality.max() - 1e-12)
        chosen[place] = float(grid[best[len(best) // 2]])  # the middle of equally good ones
    return chosen[0], chosen[1], chosen[2]
