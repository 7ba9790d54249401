"""LinearScorer: a fitted scikit-learn pipeline of TF-IDF and a linear classifier, scored by this engine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.analyzer import Analyzer
from framing.engine import expect
from framing.errors import InputError
from framing.hashtable import HashTable
from framing.scoring import LinearView, Weighting
from framing.tokens import BATCH, hash_string

_CLASSIFIERS = ("LogisticRegression", "LinearSVC", "SGDClassifier", "RidgeClassifier")
_SHORTEST = {r"(?u)\b\w\w+\b": 2, r"(?u)\b\w+\b": 1, r"\b\w\w+\b": 2, r"\b\w+\b": 1, r"\w+": 1, r"(?u)\w+": 1}
"""The shortest token, in characters, of each pattern that is supported: those of runs of word characters."""
_NORMS = {"l2": 2, "l1": 1, None: 0}


class LinearScorer:
    """Scores of a fitted pipeline: TfidfVectorizer (or several, in a FeatureUnion) and a linear classifier.

    ``classes`` are the classifier's. The scores equal those of its ``decision_function``; scikit-learn
    itself is not needed to compute them.
    """

    def __init__(
        self, views: Sequence[tuple[Analyzer, LinearView]], intercept: NDArray[Any], classes: NDArray[Any]
    ) -> None:
        self.views = list(views)
        self.intercept = intercept
        self.classes = classes

    @classmethod
    def from_sklearn(cls, pipeline: Any) -> LinearScorer:
        """Return the scorer of a fitted ``Pipeline`` of the two steps.

        Raises InputError, naming the setting, for what is not supported, and for a vocabulary of which two
        terms have the same 64-bit hash.
        """
        vectorizer, classifier = _two_steps(pipeline)
        kind = type(classifier).__name__
        if kind not in _CLASSIFIERS:
            raise InputError(f"classifier {kind} is not supported; use one of {', '.join(_CLASSIFIERS)}")
        if not hasattr(classifier, "coef_"):
            raise InputError(f"the {kind} is not fitted; call fit first")
        weights = np.atleast_2d(np.asarray(classifier.coef_, np.float64)).T
        views, at = [], 0
        for one, scale in _vectorizers(vectorizer):
            width = len(one.vocabulary_)
            views.append(_view(one, weights[at : at + width] * scale))
            at += width
        intercept = np.broadcast_to(np.asarray(classifier.intercept_, np.float64), weights.shape[1:])
        return cls(views, intercept, np.asarray(classifier.classes_))

    def decision_function(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the scores of texts: shape (n,) for two classes, else (n, classes)."""
        parts = [np.zeros((0, len(self.intercept)))]
        for batch in _batches(texts):
            expect(sum(map(len, batch)))
            total = np.tile(self.intercept, (len(batch), 1))
            for analyzer, view in self.views:
                total += analyzer.scores(view, batch)
            parts.append(total)
        scores = np.concatenate(parts)
        return scores[:, 0] if len(self.intercept) == 1 else scores

    def predict(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the class of each text."""
        scores = self.decision_function(texts)
        best = (scores > 0).astype(np.int64) if scores.ndim == 1 else scores.argmax(axis=1)
        chosen: NDArray[Any] = self.classes[best]
        return chosen


def _two_steps(pipeline: Any) -> tuple[Any, Any]:
    steps = [step for _, step in getattr(pipeline, "steps", [])]
    if len(steps) != 2:
        raise InputError(
            f"{type(pipeline).__name__} with {len(steps)} steps: give a fitted Pipeline of a vectorizer and a"
            " linear classifier"
        )
    return steps[0], steps[1]


def _vectorizers(step: Any) -> list[tuple[Any, float]]:
    """Return the vectorizers of a step, each with the factor of its values."""
    union = type(step).__name__ == "FeatureUnion"
    named = step.transformer_list if union else [("", step)]
    factors = (step.transformer_weights if union else None) or {}
    for _, one in named:
        if type(one).__name__ != "TfidfVectorizer":
            raise InputError(f"vectorizer {type(one).__name__} is not supported; use TfidfVectorizer")
        if not hasattr(one, "vocabulary_"):
            raise InputError("the TfidfVectorizer is not fitted; call fit first")
    return [(one, float(factors.get(name, 1.0))) for name, one in named]


def _view(vectorizer: Any, weights: NDArray[np.float64]) -> tuple[Analyzer, LinearView]:
    analyzer = _analyzer(vectorizer)
    names = np.empty(len(vectorizer.vocabulary_), object)
    for term, column in vectorizer.vocabulary_.items():
        names[column] = term
    keys = analyzer.keys(names.tolist())
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    if (same := np.flatnonzero(keys[1:] == keys[:-1])).size:
        pair = names[order[same[0]]], names[order[same[0] + 1]]
        raise InputError(f"the terms {pair[0]!r} and {pair[1]!r} have the same hash; leave one out")
    idf = vectorizer.idf_ if vectorizer.use_idf else np.ones(len(keys))
    weighting = Weighting(vectorizer.sublinear_tf, vectorizer.binary, _NORMS[vectorizer.norm])
    return analyzer, LinearView(keys, np.asarray(idf, np.float64)[order], weights[order], weighting)


def _analyzer(vectorizer: Any) -> Analyzer:
    """Return what ``vectorizer`` does to texts; raises InputError for a setting that is not supported."""
    legal = {
        "analyzer": ("word", "char", "char_wb"),
        "strip_accents": (None,),
        "preprocessor": (None,),
        "tokenizer": (None,),
        "input": ("content",),
        "norm": tuple(_NORMS),
    }
    words = vectorizer.analyzer == "word"
    if words:
        legal["token_pattern"] = tuple(_SHORTEST)
    for name, values in legal.items():
        value = getattr(vectorizer, name)
        if not any(value is known or (isinstance(value, str) and value == known) for known in values):
            raise InputError(f"TfidfVectorizer({name}={value!r}) is not supported; use one of {values}")
    stops = vectorizer.get_stop_words() if words else None
    hashes = sorted({hash_string(word) for word in stops}) if stops else None
    return Analyzer(
        vectorizer.analyzer,
        vectorizer.lowercase,
        vectorizer.ngram_range,
        _SHORTEST[vectorizer.token_pattern] if words else 1,
        HashTable(np.array(hashes, np.uint64)) if hashes else None,
    )


def _batches(texts: Sequence[str]) -> list[Sequence[str]]:
    """Return the texts in parts of about `BATCH` characters, so that memory has a bound."""
    ends = np.cumsum([len(text) for text in texts])
    part = ends // BATCH
    cuts = np.flatnonzero(np.diff(part)) + 1
    bounds = [0, *cuts.tolist(), len(texts)]
    return [texts[low:high] for low, high in pairwise(bounds) if high > low]
