"""Intervals and calibration errors equal those worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from training.statistics import (
    calibration_bins,
    document_weights,
    expected_calibration_error,
    f1_figure,
)


def test_a_draw_takes_whole_documents() -> None:
    place, weights = document_weights(["b", "a", "b"], samples=50, seed=1)
    assert place.tolist() == [1, 0, 1]
    assert weights.shape == (50, 2) and set(weights.sum(axis=1)) == {2}


def test_f1_by_hand() -> None:
    gold = np.array([[1, 0], [0, 1], [1, 0], [1, 0]], bool)
    found = np.array([[1, 0], [1, 0], [0, 1], [1, 0]], bool)
    # First label: 2 right of 3 gold and 3 found; second: none right.
    macro = f1_figure(["a", "a", "b", "b"], gold, found, gold & found, average="macro")
    micro = f1_figure(["a", "a", "b", "b"], gold, found, gold & found, average="micro")
    assert macro["value"] == pytest.approx((2 / 3 + 0) / 2)
    assert micro["value"] == pytest.approx(4 / 8)
    assert macro["low"] <= macro["value"] <= macro["high"]


def test_f1_of_nothing_is_zero() -> None:
    none = np.zeros((3, 2), bool)
    assert f1_figure(["a", "b", "c"], none, none, none, average="micro")["value"] == 0.0


def test_expected_calibration_error_by_hand() -> None:
    probabilities = np.array([0.9, 0.6, 0.7, 0.8])
    right = np.array([True, False, True, False])
    # Two bins of two: (0.6, 0.7) half right, (0.8, 0.9) half right.
    assert expected_calibration_error(probabilities, right, bins=2) == pytest.approx((0.15 + 0.35) / 2)
    assert calibration_bins(probabilities, right, bins=2)[0] == pytest.approx(
        {"rows": 2, "probability": 0.65, "accuracy": 0.5}
    )


def test_bins_have_equal_mass_and_none_is_empty() -> None:
    rng = np.random.default_rng(0)
    sizes = [part["rows"] for part in calibration_bins(rng.random(100), rng.random(100) < 0.5)]
    assert len(sizes) == 15 and sum(sizes) == 100 and max(sizes) - min(sizes) <= 1
    assert len(calibration_bins(np.array([0.5, 0.6]), np.array([True, False]))) == 2


def test_honest_probabilities_have_a_small_error() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.uniform(0.4, 1.0, size=20_000)
    assert expected_calibration_error(probabilities, rng.random(20_000) < probabilities) < 0.02
    assert expected_calibration_error(probabilities, np.zeros(20_000, dtype=bool)) == pytest.approx(
        0.7, abs=0.01
    )
