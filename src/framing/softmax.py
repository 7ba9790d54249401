"""Softmax regression over a few dense values, with the bias that the choice of a label may need."""

from __future__ import annotations

import numpy as np

from framing.checked_arrays import LARGEST, Arrays, checked_array
from framing.termmodel import Floats
from framing.tokens import Bools, Ints

ERROR_STEPS = 100
"""Rates of wrong labels for which there is a least probability: 0, 0.01, ... 0.99."""
_TINY = 1e-12
_OFFSETS = np.round(np.arange(-0.4, 1.81, 0.05), 2)


def softmax(scores: Floats) -> Floats:
    """Return the probabilities of the columns of ``scores``, row by row."""
    power = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    result: Floats = power / power.sum(axis=1, keepdims=True)
    return result


def blend(one: Floats, other: Floats, share: float) -> Floats:
    """Return probabilities whose scores are ``share`` those of ``one`` and else those of ``other``."""
    return softmax(share * np.log(np.maximum(one, _TINY)) + (1 - share) * np.log(np.maximum(other, _TINY)))


def macro_f1(target: Ints, chosen: Ints, labels: int) -> float:
    """Return the mean of the labels' F1; a label that occurs on neither side counts as 0."""
    matches = np.bincount(target[target == chosen], minlength=labels)
    both = np.bincount(target, minlength=labels) + np.bincount(chosen, minlength=labels)
    return float((2 * matches / np.maximum(both, 1)).mean())


class SoftmaxRegression:
    """Multinomial logistic regression (L2, inverse strength ``C``) of n rows of F values on k labels.

    ``weights_`` (F, k), ``bias_`` (k,). ``offsets_`` (k,) are added to the log-probabilities when a label is
    chosen: they are what gives the best macro-F1 on held-out rows, where labels are rare and frequent.
    ``least_`` (100,) are the least probabilities of a chosen label at which 0, 1, ... 99% of rows are
    labelled wrongly.
    """

    def __init__(self, C: float = 1.0) -> None:
        self.C = C

    def fit_held_out(self, values: Floats, target: Ints, labels: int, fold: Ints, chosen: Bools) -> Floats:
        """Learn from the ``chosen`` rows; return the probabilities (n, k) that unseen rows get."""
        result = np.zeros((len(values), labels))
        for number in np.unique(fold):
            self._fit(values, target, labels, chosen & (fold != number))
            mine = fold == number
            result[mine] = self.probabilities(values[mine])
        self._fit(values, target, labels, chosen)
        self.settle(result[chosen], target[chosen])
        return result

    def settle(self, held_out: Floats, target: Ints) -> None:
        """Choose the offsets and least probabilities by held-out probabilities (n, k)."""
        self.offsets_ = _best_offsets(held_out, target)
        label = self.choose(held_out)
        self.least_ = _least_probabilities(held_out[np.arange(len(label)), label], label != target)

    def _fit(self, values: Floats, target: Ints, labels: int, chosen: Bools) -> None:
        from sklearn.linear_model import LogisticRegression

        self.weights_: Floats = np.zeros((values.shape[1], labels))
        self.bias_: Floats = np.full(labels, -30.0)  # labels that were never seen
        seen = np.unique(target[chosen])
        if len(seen) < 2:
            self.bias_[seen] = 0.0
            return
        model = LogisticRegression(C=self.C, max_iter=1000, tol=1e-6).fit(values[chosen], target[chosen])
        if len(seen) == 2:  # scikit-learn then keeps one column for both
            self.weights_[:, seen[1]], self.bias_[seen] = model.coef_[0], (0.0, model.intercept_[0])
        else:
            self.weights_[:, seen], self.bias_[seen] = model.coef_.T, model.intercept_

    def widened(self, width: int) -> SoftmaxRegression:
        """Return the same regression for rows of ``width`` values that begin with its own."""
        wide = SoftmaxRegression(self.C)
        wide.weights_ = np.zeros((width, len(self.bias_)))
        wide.weights_[: len(self.weights_)] = self.weights_
        wide.bias_, wide.offsets_, wide.least_ = self.bias_, self.offsets_, self.least_
        return wide

    def lean(self, other: SoftmaxRegression, share: float) -> None:
        """Keep ``share`` of the scores and take the rest from ``other``, whose values come first in a row."""
        wide = other.widened(len(self.weights_))
        self.weights_ = share * self.weights_ + (1 - share) * wide.weights_
        self.bias_ = share * self.bias_ + (1 - share) * wide.bias_

    def probabilities(self, values: Floats) -> Floats:
        """Return the probabilities (n, k) of the labels."""
        return softmax(values @ self.weights_ + self.bias_)

    def choose(self, probabilities: Floats) -> Ints:
        """Return the number of the label to give to each row."""
        return _choose(probabilities, self.offsets_)

    def least_probability(self, max_error: float) -> float:
        """Return the probability below which to abstain for at most ``max_error`` of rows labelled wrongly.

        That holds for rows like the held-out ones, on average, by conformal risk control (Angelopoulos et al.
        2024, "Conformal Risk Control", ICLR).
        """
        return float(
            self.least_[int(np.clip(np.floor(max_error * len(self.least_)), 0, len(self.least_) - 1))]
        )

    def arrays(self, prefix: str) -> Arrays:
        """Return the arrays to save, their names beginning with ``prefix``."""
        return {
            f"{prefix}weights": self.weights_.astype(np.float32),
            f"{prefix}bias": self.bias_.astype(np.float32),
            f"{prefix}offsets": self.offsets_.astype(np.float32),
            f"{prefix}least": self.least_.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, prefix: str, width: int, labels: int) -> SoftmaxRegression:
        """Return what was saved; raises ModelFormatError where arrays are missing or do not fit."""
        model = cls()
        shapes = {
            "weights": (width, labels),
            "bias": (labels,),
            "offsets": (labels,),
            "least": (ERROR_STEPS,),
        }
        for name, shape in shapes.items():
            # A rate so low that no label may be given has an infinite least probability.
            most = np.inf if name == "least" else LARGEST
            array = checked_array(arrays, prefix + name, "f", shape, most)
            setattr(model, f"{name}_", array.astype(np.float64))
        return model


def _least_probabilities(probability: Floats, wrong: Bools) -> Floats:
    """Return the least probability, by rate, with (wrong labels given + 1) / (rows + 1) at most the rate."""
    order = np.argsort(-probability, kind="stable")
    mistakes = probability[order][wrong[order]]  # descending
    allowed = np.floor(np.arange(ERROR_STEPS) / ERROR_STEPS * (len(probability) + 1) - 1).astype(np.int64)
    least = np.full(ERROR_STEPS, np.inf)  # not even no mistake at all could show so low a rate
    some = allowed >= 0
    # One mistake more than is allowed must stay below; where there are not so many, every label is given.
    bounded = some & (allowed < len(mistakes))
    least[some] = 0.0
    least[bounded] = np.nextafter(mistakes[allowed[bounded]].astype(np.float32), np.float32(2))
    return least


def _choose(probabilities: Floats, offsets: Floats) -> Ints:
    result: Ints = (np.log(np.maximum(probabilities, _TINY)) + offsets).argmax(axis=1)
    return result


def _best_offsets(probabilities: Floats, target: Ints) -> Floats:
    """Return the offsets with the best macro-F1, found label by label; the most frequent label keeps 0."""
    labels = probabilities.shape[1]
    offsets = np.zeros(labels)
    common = int(np.bincount(target, minlength=labels).argmax()) if len(target) else 0
    for _ in range(2):
        for label in range(labels):
            if label == common:
                continue
            tried = []
            for value in _OFFSETS:
                offsets[label] = value
                tried.append(macro_f1(target, _choose(probabilities, offsets), labels))
            # The middle of the best values: a lone peak is luck.
            good = np.flatnonzero(np.array(tried) >= max(tried) - 0.002)
            offsets[label] = _OFFSETS[good[len(good) // 2]]
    return offsets
