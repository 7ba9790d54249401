"""Whether the probabilities of stances are what they say, and what abstaining buys."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.corpus import Corpus
from benchmarks.metrics import Judged, risk_at_coverage
from benchmarks.quality import SETTINGS, judge
from framing.analysis import Annotator
from training.statistics import (
    SAMPLES,
    Figure,
    calibration_bins,
    document_weights,
    expected_calibration_error,
    interval,
)

COVERAGES = tuple(round(0.05 * k, 2) for k in range(1, 21))


def calibration(model: Annotator, corpus: Corpus) -> dict[str, Any]:
    """Return, for each way of annotating, the expected calibration error, its bins and risks by coverage.

    ``risk`` is the share of wrong stances among the most probable ones, for each of ``COVERAGES``.
    """
    return {setting: _scored(judge(model, corpus, setting)) for setting in SETTINGS}


def _scored(judged: list[Judged]) -> dict[str, Any]:
    probabilities = np.array([j.probability for j in judged])
    right = np.array([j.gold.stance == j.found.stance for j in judged])
    place, weights = document_weights([j.document for j in judged], SAMPLES, seed=0)
    draws = [np.repeat(np.arange(len(judged)), times[place]) for times in weights]

    def errors(rows: np.ndarray[Any, Any]) -> list[float]:
        p, r = probabilities[rows], right[rows]
        return [expected_calibration_error(p, r), *(risk_at_coverage(p, r, share) for share in COVERAGES)]

    values = errors(np.arange(len(judged)))
    replicates = np.array([errors(rows) for rows in draws if len(rows)])
    error, *risks = (interval(value, replicates[:, k]) for k, value in enumerate(values))
    risk: dict[str, Figure] = {f"{share:.2f}": found for share, found in zip(COVERAGES, risks, strict=True)}
    return {"expected_calibration_error": error, "bins": calibration_bins(probabilities, right), "risk": risk}
