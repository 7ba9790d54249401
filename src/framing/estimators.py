"""StanceEstimator: the stance model over texts, as the classifier that scikit-learn's tools expect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.errors import InputError, MissingExtraError
from framing.model import Model
from framing.stance import StanceClassifier
from framing.stance_features import VIEWS
from framing.statements import Sentences
from framing.termmodel import Floats
from framing.tokens import Ints, tokenize

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import assert_all_finite, check_is_fitted, column_or_1d
except ImportError as error:
    raise MissingExtraError(
        f"framing.estimators needs scikit-learn ({error}); pip install 'framing-stance[train]'"
    ) from error

_TINY = 1e-12


class StanceEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learns to label sentences from a sequence of texts and one label for each, of any kind.

    ``C``, ``document_C``, ``folds`` and ``views`` are those of `framing.stance.StanceClassifier`. With a
    ``model``, what it says of the speakers' blocs is learned from, too, and it names the actors. After `fit`,
    ``classes_`` (k,) are the labels and ``stance_`` is the classifier.

    ``documents`` are, in each method, one value for each text: texts that share it are sentences of one
    document, in order, and are labelled in its context; by default each text stands alone. As in
    the library, `predict` gives a rare label at a lower probability where that gave the best macro-F1 on
    held-out texts: it takes the highest of `decision_function`, not of `predict_proba`.
    """

    def __init__(
        self,
        C: float = 1.0,
        document_C: float = 0.1,
        folds: int = 5,
        views: Sequence[str] = VIEWS,
        model: Model | None = None,
    ) -> None:
        self.C = C
        self.document_C = document_C
        self.folds = folds
        self.views = views
        self.model = model

    def fit(self, X: Iterable[str], y: Any, documents: Iterable[Any] | None = None) -> StanceEstimator:
        """Learn from texts X (n) and their labels y (n); returns self.

        Raises InputError, which is a ValueError, for what is no text, for lengths that differ, and for fewer
        than two texts (or documents): probabilities are learned from labels of parts that were held out.
        """
        texts, order, first = self._read(X, documents)
        if y is None:
            raise InputError("requires y to be passed, but the target y is None")
        labels = column_or_1d(y, warn=True)
        assert_all_finite(labels, input_name="y")
        check_classification_targets(labels)
        if len(labels) != len(texts):
            raise InputError(f"{len(texts)} texts and {len(labels)} labels; give one label for each text")
        if len(first) < 3:
            raise InputError(f"{len(first) - 1} sample of documents; give two or more to learn from")
        self.classes_, number = np.unique(labels, return_inverse=True)
        names = [str(label) for label in range(len(self.classes_))]
        stance = StanceClassifier(
            names, C=self.C, document_C=self.document_C, folds=self.folds, views=self.views
        )
        self.stance_ = stance.fit(
            tokenize(texts),
            [names[label] for label in number[order]],
            self._voices(texts, first),
            first,
            voice_labels=self.model.blocs.labels_ if self.model else (),
            actors=self._actors(),
        )
        return self

    def predict(self, X: Iterable[str], documents: Iterable[Any] | None = None) -> NDArray[Any]:
        """Return the label (n,) of each text."""
        _, scores = self._predict(X, documents)
        labels: NDArray[Any] = self.classes_[scores.argmax(axis=1)]
        return labels

    def predict_proba(self, X: Iterable[str], documents: Iterable[Any] | None = None) -> Floats:
        """Return the probability (n, k) of each label of ``classes_``, calibrated on held-out texts."""
        return self._predict(X, documents)[0]

    def decision_function(self, X: Iterable[str], documents: Iterable[Any] | None = None) -> Floats:
        """Return the scores by which labels are chosen: (n, k), or of two labels (n,) for the second.

        They are the logarithms of the probabilities, with what is added to rare labels.
        """
        _, scores = self._predict(X, documents)
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def _predict(self, X: Iterable[str], documents: Iterable[Any] | None) -> tuple[Floats, Floats]:
        """Return the probabilities and the scores (n, k) of texts."""
        check_is_fitted(self)
        texts, order, first = self._read(X, documents)
        found, _ = self.stance_.predict(
            tokenize(texts), self._voices(texts, first), first, actors=self._actors()
        )
        longer = np.repeat(np.diff(first) > 1, np.diff(first))[:, None]
        probabilities, scores = np.empty_like(found), np.empty_like(found)
        probabilities[order] = found
        offsets = np.where(longer, self.stance_.document_.offsets_, self.stance_.alone_.offsets_)
        scores[order] = np.log(np.maximum(found, _TINY)) + offsets
        return probabilities, scores

    def _read(self, X: Iterable[str], documents: Iterable[Any] | None) -> tuple[list[str], Ints, Ints]:
        """Return the texts document by document, the place of each in X, and the bounds of documents."""
        texts = list(X)
        for row, text in enumerate(texts):
            if not isinstance(text, str):
                raise InputError(f"text {row} is {text!r}; give a sequence of strings")
        if documents is None:
            return texts, np.arange(len(texts)), np.arange(len(texts) + 1)
        places: dict[Any, list[int]] = {}
        for row, document in enumerate(documents):
            places.setdefault(document, []).append(row)
        order = np.array([row for rows in places.values() for row in rows], np.int64)
        if len(order) != len(texts):
            raise InputError(f"{len(texts)} texts and {len(order)} documents; give one for each text")
        return [texts[row] for row in order], order, np.cumsum([0, *map(len, places.values())])

    def _voices(self, texts: Sequence[str], first: Ints) -> Floats:
        """Return the probabilities (n, B) of the blocs that speak, or (n, 0) without a model."""
        if self.model is None:
            return np.zeros((len(texts), 0))
        documents = [texts[low:high] for low, high in pairwise(first.tolist())]
        told = self.model.tell([Sentences(own, [0] * len(own)) for own in documents])
        return told.blocs.probabilities

    def _actors(self) -> ActorTable:
        return self.model.actors if self.model else ActorTable.default()

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
