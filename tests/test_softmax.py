"""Held-out probabilities are calibrated, and offsets serve rare labels."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from framing.errors import ModelFormatError
from framing.softmax import SoftmaxRegression, blend, macro_f1, softmax

RNG = np.random.default_rng(0)
N = 3000
VALUES = RNG.normal(size=(N, 2))
TRUE = softmax(VALUES @ np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]]) + np.array([1.5, 0.0, 0.0]))
TARGET = np.array([RNG.choice(3, p=row) for row in TRUE])
FOLD = np.arange(N) % 5
EVERY = np.ones(N, bool)


def test_held_out_probabilities_are_the_true_ones() -> None:
    held_out = SoftmaxRegression().fit_held_out(VALUES, TARGET, 3, FOLD, EVERY)
    np.testing.assert_allclose(held_out.sum(axis=1), 1)
    assert abs(held_out - TRUE).mean() < 0.02


def test_offsets_raise_the_macro_f1() -> None:
    model = SoftmaxRegression()
    held_out = model.fit_held_out(VALUES, TARGET, 3, FOLD, EVERY)
    assert macro_f1(TARGET, model.choose(held_out), 3) > macro_f1(TARGET, held_out.argmax(axis=1), 3) + 0.01


def test_macro_f1_is_scikit_learns() -> None:
    guess = TRUE.argmax(axis=1)
    assert macro_f1(TARGET, guess, 3) == pytest.approx(f1_score(TARGET, guess, average="macro"))


@pytest.mark.parametrize("seen", [[0], [1, 2], [0, 1, 2]])
def test_labels_that_were_not_seen_are_not_given(seen: list[int]) -> None:
    chosen = np.isin(TARGET, seen)
    model = SoftmaxRegression()
    model.fit_held_out(VALUES, TARGET, 3, FOLD, chosen)
    assert set(model.probabilities(VALUES).argmax(axis=1)) <= set(seen)


def test_what_is_saved_is_read_or_refused() -> None:
    model = SoftmaxRegression()
    model.fit_held_out(VALUES, TARGET, 3, FOLD, EVERY)
    arrays = model.arrays("x.")
    again = SoftmaxRegression.from_arrays(arrays, "x.", 2, 3)
    np.testing.assert_allclose(again.probabilities(VALUES), model.probabilities(VALUES), atol=1e-5)
    with pytest.raises(ModelFormatError, match=r"x\.weights"):
        SoftmaxRegression.from_arrays(arrays, "x.", 3, 3)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
def test_abstention_keeps_the_rate_of_wrong_labels_on_average(rate: float) -> None:
    shares = []
    for seed in range(8):
        half = np.random.default_rng(seed).random(N) < 0.5
        model = SoftmaxRegression()
        model.fit_held_out(VALUES[half], TARGET[half], 3, FOLD[half], EVERY[half])
        probabilities = model.probabilities(VALUES[~half])
        label = model.choose(probabilities)
        given = probabilities[np.arange(len(label)), label] >= model.least_probability(rate)
        shares.append((given & (label != TARGET[~half])).mean())
    assert np.mean(shares) <= rate + 0.005
    assert np.mean(shares) >= rate - 0.02  # and not by giving up


def test_a_rate_that_cannot_be_shown_labels_nothing() -> None:
    model = SoftmaxRegression()
    model.fit_held_out(VALUES, TARGET, 3, FOLD, EVERY)
    assert model.least_probability(0.0) == np.inf
    assert model.least_probability(1.0) == 0.0


def test_leaning_on_another_regression_blends_the_probabilities() -> None:
    one, other = SoftmaxRegression(), SoftmaxRegression()
    one.fit_held_out(VALUES, TARGET, 3, FOLD, EVERY)
    other.fit_held_out(VALUES[:, :1], TARGET, 3, FOLD, EVERY)
    expected = blend(one.probabilities(VALUES), other.probabilities(VALUES[:, :1]), 0.75)
    one.lean(other, 0.75)
    np.testing.assert_allclose(one.probabilities(VALUES), expected, atol=1e-6)
    np.testing.assert_allclose(
        other.widened(2).probabilities(VALUES), other.probabilities(VALUES[:, :1]), atol=1e-12
    )
