"""What figures are given with: bootstrap intervals over documents, and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Figure = dict[str, float]
"""``value`` and the bounds ``low`` and ``high`` of its 95% interval."""

SAMPLES = 1000
CALIBRATION_BINS = 15
_BOUNDS = (0.025, 0.975)


def document_weights(
    documents: Sequence[str], samples: int, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return each row's document number, shape (n,), and how often each replicate draws each document.

    The draws, shape (samples, documents), follow from ``seed`` and the number of documents alone.
    """
    names, place = np.unique(np.array(documents, dtype=str), return_inverse=True)
    share = np.full(len(names), 1 / len(names))
    return place, np.random.default_rng(seed).multinomial(len(names), share, size=samples)


def interval(value: float, replicates: Floats) -> Figure:
    """Return ``value`` with the central 95% of its replicates."""
    low, high = np.quantile(replicates, _BOUNDS)
    return {"value": value, "low": float(low), "high": float(high)}


def calibration_bins(
    probabilities: Floats, right: NDArray[np.bool_], bins: int = CALIBRATION_BINS
) -> list[dict[str, float]]:
    """Return bins of equal mass, by rising probability: their ``rows``, mean ``probability``, ``accuracy``.

    ``probabilities`` are those of the labels given, ``right`` whether each is the gold one: shape (n,).
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        {
            "rows": float(len(part)),
            "probability": float(probabilities[part].mean()),
            "accuracy": float(right[part].mean()),
        }
        for part in parts
    ]


def expected_calibration_error(
    probabilities: Floats, right: NDArray[np.bool_], bins: int = CALIBRATION_BINS
) -> float:
    """Return the mean distance of probability and accuracy over bins of equal mass, weighted by their rows.

    From Nguyen and O'Connor 2015 ("Posterior calibration and exploratory analysis for NLP models", EMNLP).
    """
    found = calibration_bins(probabilities, right, bins)
    error = sum(part["rows"] * abs(part["probability"] - part["accuracy"]) for part in found)
    return error / max(1, len(probabilities))


def f1_figure(
    documents: Sequence[str],
    gold: NDArray[np.bool_],
    found: NDArray[np.bool_],
    both: NDArray[np.bool_],
    *,
    average: Literal["macro", "micro"],
    seed: int = 0,
) -> Figure:
    """Return F1 over k labels with its 95% interval, from bootstrap draws of whole documents.

    ``gold``, ``found`` and ``both`` (n, k) say which rows have a label, were given it, and were given it
    rightly. ``macro`` is the mean of the labels' F1, ``micro`` that of all together; F1 of nothing is 0.
    """
    place, weights = document_weights(documents, SAMPLES, seed)
    table = np.zeros((weights.shape[1], 2, gold.shape[1]))
    np.add.at(table, place, np.stack([2.0 * both, 1.0 * gold + found], axis=1))

    def score(counts: Floats) -> Floats:  # (..., 2, k)
        if average == "micro":
            counts = counts.sum(axis=-1, keepdims=True)
        return np.asarray((counts[..., 0, :] / np.maximum(counts[..., 1, :], 1)).mean(axis=-1))

    return interval(float(score(table.sum(axis=0))), score(np.tensordot(weights, table, 1)))
