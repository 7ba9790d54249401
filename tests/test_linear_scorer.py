"""The scores of a fitted scikit-learn pipeline and of this engine are the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from framing import InputError
from framing.engine import COMPILED, NUMPY, using
from framing.linear_scorer import LinearScorer

TEXTS = [
    "Moscow denies the charge, and denies it again.",
    "Beijing denies everything; MOSCOW everything else!",
    "The U.S. said the charge was true: it was true\n\nagain and again.",
    "Ein großer Streit: «Nein», sagte İsmet. 😀 e\u0301t\u00e9",
    "a I",
    "Kyiv's envoy (𝒜stral) said  no\tto x_1 and ΟΔΟΣ.",
]
THREE, TWO = ["a", "b", "c", "a", "b", "c"], [0, 1, 0, 1, 0, 1]
# Combining marks, sharp s, dotted I, final sigma, emoji and others beyond the BMP, all kinds of space.
LETTERS = st.text(st.sampled_from("aAß\u1e9eİıΣςé\u0301_1 \t\n\u00a0\u2028.'-😀𝒜x\x1c"), max_size=12)
ANY = st.lists(
    st.one_of(
        st.text(max_size=20),
        LETTERS,
        st.lists(st.sampled_from(" ".join(TEXTS).split(" "))).map(" ".join),
    ),
    max_size=6,
)
VECTORIZERS = {
    "default": TfidfVectorizer(),
    "words": TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True),
    "single letters": TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", lowercase=False, norm="l1"),
    "bigrams without norm": TfidfVectorizer(ngram_range=(2, 2), norm=None, binary=True),
    "no idf": TfidfVectorizer(use_idf=False, stop_words=["the", "it"]),
    "rough idf": TfidfVectorizer(smooth_idf=False, sublinear_tf=True, binary=True),
    "char_wb": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    "long char_wb": TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 6), lowercase=False),
    "char": TfidfVectorizer(analyzer="char", ngram_range=(1, 4)),
    "both": make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    ),
}
CLASSIFIERS = [LogisticRegression(), LinearSVC(), SGDClassifier(random_state=0), RidgeClassifier()]
PIPELINES = {
    name: make_pipeline(vectorizer, RidgeClassifier()).fit(TEXTS, THREE)
    for name, vectorizer in VECTORIZERS.items()
}


def check(pipeline: Pipeline, texts: list[str]) -> None:
    scorer = LinearScorer.from_sklearn(pipeline)
    expected = pipeline.decision_function(texts) if texts else None
    for mode in (NUMPY, COMPILED):
        with using(mode):
            found = scorer.decision_function(texts)
        if expected is None:
            assert len(found) == 0
        else:
            np.testing.assert_allclose(found, expected, atol=1e-9, err_msg=mode)


@pytest.mark.parametrize("name", VECTORIZERS)
@given(texts=ANY)
def test_scores_equal_scikit_learns_for_any_text(name: str, texts: list[str]) -> None:
    check(PIPELINES[name], texts + TEXTS[:1])


@pytest.mark.parametrize("labels", [TWO, THREE])
@pytest.mark.parametrize("classifier", CLASSIFIERS, ids=lambda classifier: type(classifier).__name__)
def test_each_classifier_keeps_its_scores_and_classes(classifier: Any, labels: list[Any]) -> None:
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), classifier).fit(TEXTS, labels)
    check(pipeline, [*TEXTS, ""])
    scorer = LinearScorer.from_sklearn(pipeline)
    assert scorer.predict(TEXTS).tolist() == pipeline.predict(TEXTS).tolist()


def test_no_text_has_no_scores() -> None:
    check(PIPELINES["default"], [])


def test_factors_of_a_union_count() -> None:
    union = make_union(TfidfVectorizer(), TfidfVectorizer(analyzer="char"))
    union.set_params(transformer_weights={"tfidfvectorizer-1": 0.5, "tfidfvectorizer-2": 2.0})
    check(make_pipeline(union, RidgeClassifier()).fit(TEXTS, TWO), TEXTS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"strip_accents": "unicode"}, "strip_accents='unicode'"),
        ({"token_pattern": r"[a-z]+"}, "token_pattern="),
        ({"tokenizer": str.split, "token_pattern": None}, "tokenizer="),
        ({"preprocessor": str.upper}, "preprocessor="),
        ({"analyzer": str.split}, "analyzer="),
    ],
)
def test_settings_that_are_not_supported_are_named(settings: dict[str, Any], message: str) -> None:
    pipeline = make_pipeline(TfidfVectorizer(**settings), RidgeClassifier()).fit(TEXTS, TWO)
    with pytest.raises(InputError, match=message):
        LinearScorer.from_sklearn(pipeline)


@pytest.mark.parametrize(
    ("pipeline", "message"),
    [
        (make_pipeline(TfidfVectorizer(), RandomForestClassifier(1)), "RandomForestClassifier"),
        (make_pipeline(CountVectorizer(), RidgeClassifier()), "CountVectorizer"),
    ],
)
def test_steps_that_are_not_supported_are_named(pipeline: Pipeline, message: str) -> None:
    with pytest.raises(InputError, match=message):
        LinearScorer.from_sklearn(pipeline.fit(TEXTS, TWO))


def test_what_is_not_fitted_or_no_pipeline_is_refused() -> None:
    with pytest.raises(InputError, match="not fitted"):
        LinearScorer.from_sklearn(make_pipeline(TfidfVectorizer(), RidgeClassifier()))
    with pytest.raises(InputError, match="with 0 steps"):
        LinearScorer.from_sklearn(TfidfVectorizer())


def test_terms_with_the_same_hash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = PIPELINES["default"]
    monkeypatch.setattr(
        "framing.linear_scorer.Analyzer.keys", lambda self, names: np.zeros(len(names), np.uint64)
    )
    with pytest.raises(InputError, match="have the same hash"):
        LinearScorer.from_sklearn(pipeline)
