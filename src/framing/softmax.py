"""Softmax regression over a few dense values, with the bias that the choice of a label may need."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import ModelFormatError
from framing.termmodel import Arrays, Floats
from framing.tokens import Bools, Ints

_OFFSETS = np.round(np.arange(-0.4, 1.81, 0.05), 2)


def softmax(scores: Floats) -> Floats:
    """Return the probabilities of the columns of ``scores``, row by row."""
    power = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    result: Floats = power / power.sum(axis=1, keepdims=True)
    return result


def macro_f1(target: Ints, chosen: Ints, labels: int) -> float:
    """Return the mean of the labels' F1; a label that occurs on neither side counts as 0."""
    matches = np.bincount(target[target == chosen], minlength=labels)
    both = np.bincount(target, minlength=labels) + np.bincount(chosen, minlength=labels)
    return float((2 * matches / np.maximum(both, 1)).mean())


class SoftmaxRegression:
    """Multinomial logistic regression (L2, inverse strength ``C``) of n rows of F values on k labels.

    ``weights_`` (F, k), ``bias_`` (k,). ``offsets_`` (k,) are added to the log-probabilities when a label is
    chosen: they are what gives the best macro-F1 on held-out rows, where labels are rare and frequent.
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
        self.offsets_ = _best_offsets(result[chosen], target[chosen])
        return result

    def _fit(self, values: Floats, target: Ints, labels: int, chosen: Bools) -> None:
        from sklearn.linear_model import LogisticRegression

        self.weights_ = np.zeros((values.shape[1], labels))
        self.bias_ = np.full(labels, -30.0)  # labels that were never seen
        seen = np.unique(target[chosen])
        if len(seen) < 2:
            self.bias_[seen] = 0.0
            return
        model = LogisticRegression(C=self.C, max_iter=1000, tol=1e-6).fit(values[chosen], target[chosen])
        if len(seen) == 2:  # scikit-learn then keeps one column for both
            self.weights_[:, seen[1]], self.bias_[seen] = model.coef_[0], (0.0, model.intercept_[0])
        else:
            self.weights_[:, seen], self.bias_[seen] = model.coef_.T, model.intercept_

    def become(self, other: SoftmaxRegression, width: int) -> None:
        """Become ``other``, for rows of ``width`` values that begin with its own."""
        self.weights_ = np.zeros((width, len(other.bias_)))
        self.weights_[: len(other.weights_)] = other.weights_
        self.bias_, self.offsets_ = other.bias_, other.offsets_

    def probabilities(self, values: Floats) -> Floats:
        """Return the probabilities (n, k) of the labels."""
        return softmax(values @ self.weights_ + self.bias_)

    def choose(self, probabilities: Floats) -> Ints:
        """Return the number of the label to give to each row."""
        return _choose(probabilities, self.offsets_)

    def arrays(self, prefix: str) -> Arrays:
        """Return the arrays to save, their names beginning with ``prefix``."""
        return {
            f"{prefix}weights": self.weights_.astype(np.float32),
            f"{prefix}bias": self.bias_.astype(np.float32),
            f"{prefix}offsets": self.offsets_.astype(np.float32),
        }

    @classmethod
    def from_arrays(
        cls, arrays: dict[str, NDArray[Any]], prefix: str, width: int, labels: int
    ) -> SoftmaxRegression:
        """Return what was saved; raises ModelFormatError where arrays are missing or do not fit."""
        model = cls()
        for name, shape in (("weights", (width, labels)), ("bias", (labels,)), ("offsets", (labels,))):
            array = arrays.get(prefix + name)
            if array is None or array.shape != shape or array.dtype.kind != "f":
                raise ModelFormatError(
                    f"array {prefix}{name} must have the shape {shape}; save the model again"
                )
            setattr(model, f"{name}_", array.astype(np.float64))
        return model


def _choose(probabilities: Floats, offsets: Floats) -> Ints:
    result: Ints = (np.log(np.maximum(probabilities, 1e-12)) + offsets).argmax(axis=1)
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
