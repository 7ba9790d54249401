"""One-vs-rest logistic regression over views of hashed terms: TF-IDF, NumPy alone once it is fitted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.checked_arrays import Arrays, checked_array
from framing.errors import InputError
from framing.parameters import Parameters
from framing.scoring import LinearView, Repeated, Terms
from framing.tokens import Bools, Ints

Floats = NDArray[np.float64]


def sigmoid(score: Floats) -> Floats:
    """Return the probability of each log-odds."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(score, -30.0, 30.0)))
    return result


class TermModel(Parameters):
    """Probabilities of several independent targets from the terms of a text, view by view.

    ``C`` is the inverse strength of the L2 penalty; terms in fewer than ``min_count`` texts (one number, or
    one for each view) are left out; ``balanced`` makes the examples for and against a target weigh the same;
    ``keep`` is the share of terms that stay, the others being those that decide least in a first fit.
    After `fit`, ``views_`` are the views and ``intercept_`` (k,) the targets' intercepts.
    """

    def __init__(
        self,
        C: float = 3.0,
        min_count: int | Sequence[int] = 2,
        *,
        balanced: bool = False,
        keep: float = 1.0,
    ) -> None:
        self.C = C
        self.min_count = min_count
        self.balanced = balanced
        self.keep = keep

    def fit(
        self, views: Sequence[Terms], texts: Ints, targets: Bools, weights: Floats | None = None
    ) -> TermModel:
        """Learn from the chosen ``texts``; ``targets`` (n, k) has a row for each text there is.

        ``weights`` (n,) say how much each text counts; default: all alike. Raises InputError where no term is
        in enough texts.
        """
        counts = None if weights is None else weights[texts]
        number = np.full(len(targets), -1)
        number[texts] = np.arange(len(texts))
        mine = [(hashes[number[owner] >= 0], number[owner[number[owner] >= 0]]) for hashes, owner in views]
        least = [self.min_count] * len(mine) if isinstance(self.min_count, int) else self.min_count
        blanks = [_blank(terms, len(texts), count) for terms, count in zip(mine, least, strict=True)]
        matrix = _matrix(blanks, mine, len(texts))
        weights, self.intercept_ = self._regress(matrix, targets[texts], counts)
        if self.keep < 1.0:
            kept = self._strongest(matrix, weights)
            blanks = [
                LinearView(blank.keys[part], blank.idf[part], blank.weights[part])
                for blank, part in zip(blanks, _split(blanks, kept), strict=True)
            ]
            # Texts are of length 1 in the terms that stay, so the weights are fitted anew.
            weights, self.intercept_ = self._regress(
                _matrix(blanks, mine, len(texts)), targets[texts], counts
            )
        self.views_ = [
            LinearView(blank.keys, blank.idf, part.astype(np.float16))
            for blank, part in zip(blanks, _split(blanks, weights), strict=True)
        ]
        return self

    def _regress(self, matrix: Any, targets: Bools, counts: Floats | None) -> tuple[Floats, Floats]:
        from sklearn.linear_model import LogisticRegression

        settings: dict[str, Any] = {"C": self.C, "solver": "liblinear"}
        if self.balanced:  # the dual problem is solved many times faster where texts are fewer than terms
            settings |= {"class_weight": "balanced", "dual": True, "tol": 0.01, "random_state": 0}
        weights = np.zeros((matrix.shape[1], targets.shape[1]))
        intercept = np.zeros(targets.shape[1])
        for k, target in enumerate(targets.T):
            if target.any() and not target.all():
                if not matrix.shape[1]:
                    raise InputError("no term is in enough of the texts to learn from; give more texts")
                model = LogisticRegression(**settings).fit(matrix, target, sample_weight=counts)
                weights[:, k], intercept[k] = model.coef_[0], model.intercept_[0]
            else:  # a target without examples of both kinds is as sure as it was seen
                intercept[k] = 30.0 if target.any() else -30.0
        return weights, intercept

    def _strongest(self, matrix: Any, weights: Floats) -> Bools:
        """Return which columns to keep: those with the largest weight times value times root of frequency."""
        count = np.maximum(matrix.getnnz(axis=0), 1)
        influence = (
            abs(weights).max(axis=1, initial=0) * np.asarray(matrix.sum(axis=0)).ravel() / np.sqrt(count)
        )
        chosen = np.zeros(len(influence), bool)
        chosen[np.argsort(-influence, kind="stable")[: int(np.ceil(self.keep * len(influence)))]] = True
        return chosen

    def scores(self, views: Sequence[Terms | Repeated], texts: int) -> Floats:
        """Return the log-odds of each target, shape (texts, k)."""
        total = np.tile(self.intercept_, (texts, 1))
        for view, terms in zip(self.views_, views, strict=True):
            total += view.scores(terms, texts)
        return total

    def contributions(self, views: Sequence[Terms]) -> Iterator[tuple[int, int, Floats]]:
        """Yield each term of the one text: its view, its place there, what it adds to the (k,) scores.

        A term that occurs several times shares its amount among its places.
        """
        for number, (view, terms) in enumerate(zip(self.views_, views, strict=True)):
            for place, amounts in zip(*view.occurrences(terms, 1), strict=True):
                yield number, int(place), amounts

    def probabilities(self, views: Sequence[Terms], texts: int) -> Floats:
        """Return the probability of each target, shape (texts, k)."""
        return sigmoid(self.scores(views, texts))

    def arrays(self, prefix: str) -> Arrays:
        """Return the arrays to save, their names beginning with ``prefix``."""
        arrays: Arrays = {f"{prefix}intercept": self.intercept_}
        for number, view in enumerate(self.views_):
            arrays |= {f"{prefix}{number}.{name}": array for name, array in view.arrays().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays, prefix: str, views: int, outputs: int) -> TermModel:
        """Return a saved model; raises ModelFormatError where arrays are missing or do not fit."""
        model = cls()
        model.intercept_ = checked_array(arrays, f"{prefix}intercept", "f", (outputs,)).astype(np.float64)
        model.views_ = [LinearView.from_arrays(arrays, f"{prefix}{n}.", outputs) for n in range(views)]
        return model


def _blank(terms: Terms, texts: int, least: int) -> LinearView:
    """Return a view with its terms and their smoothed idf, but without weights."""
    hashes, owner = terms
    order = np.lexsort((owner, hashes))
    hashes, owner = hashes[order], owner[order]
    fresh = np.ones(len(hashes), bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    keys, count = np.unique(hashes[fresh], return_counts=True)
    keys, count = keys[count >= least], count[count >= least]
    idf = (np.log((1 + texts) / (1 + count)) + 1).astype(np.float16)
    return LinearView(keys, idf, np.zeros((len(keys), 0)))


def _matrix(views: Sequence[LinearView], terms: Sequence[Terms], texts: int) -> Any:
    """Return the TF-IDF values of all views side by side, a sparse matrix with a row for each text."""
    from scipy.sparse import csr_matrix, hstack

    parts = []
    for view, own in zip(views, terms, strict=True):
        counts, value = view.values(own, texts)
        parts.append(csr_matrix((value, (counts.text, counts.row)), shape=(texts, len(view.keys))))
    return hstack(parts).tocsr()


def _split(views: Sequence[LinearView], rows: NDArray[Any]) -> list[NDArray[Any]]:
    """Return the rows that belong to each view."""
    return np.split(rows, np.cumsum([len(view.keys) for view in views])[:-1])
