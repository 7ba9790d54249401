"""The engine's scores equal scikit-learn's, and broken arrays are refused."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from framing.errors import ModelFormatError
from framing.scoring import LinearView, Terms, character_slices
from framing.tokens import ngrams, tokenize
from tests.hashes import hash_ngram

CORPUS = [
    "Moscow denies the charge.",
    "Beijing denies everything, Moscow everything else.",
    "The U.S. said the charge was true; it was true!",
    "Ein großer Streit: «Nein», sagte İsmet. 😀",
]
SIZES = (1, 2)
WEIGHTS = np.random.default_rng(0)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(CORPUS),
        st.lists(st.sampled_from(" ".join(CORPUS).split())).map(" ".join),
        st.text(),
    )
)


def word_terms(texts: list[str]) -> Terms:
    tokens = tokenize(texts)
    parts = [ngrams(tokens.lower, tokens.text, size) for size in range(SIZES[0], SIZES[1] + 1)]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


@pytest.fixture(scope="module")
def vectorizer() -> TfidfVectorizer:
    made = TfidfVectorizer(token_pattern=r"\w+|[^\w\s]", ngram_range=SIZES, sublinear_tf=True)
    return made.fit(CORPUS)


def as_view(vectorizer: TfidfVectorizer) -> tuple[LinearView, NDArray[Any]]:
    names = vectorizer.get_feature_names_out()
    keys = np.array([hash_ngram(name.split(" ")) for name in names], np.uint64)
    order = np.argsort(keys)
    weights = np.random.default_rng(1).normal(size=(len(names), 3))
    return LinearView(keys[order], vectorizer.idf_[order], weights[order]), weights


@given(TEXTS)
def test_scores_equal_scikit_learns(texts: list[str]) -> None:
    vectorizer = TfidfVectorizer(token_pattern=r"\w+|[^\w\s]", ngram_range=SIZES, sublinear_tf=True).fit(
        CORPUS
    )
    view, weights = as_view(vectorizer)
    # Lower-casing U+0130 makes two characters in Python and one here, where offsets must hold.
    texts = [text.replace("İ", "i") for text in texts]
    found = view.scores(word_terms(texts), len(texts))
    expected = vectorizer.transform(texts) @ weights if texts else np.zeros((0, 3))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_amounts_of_occurrences_sum_to_the_scores(vectorizer: TfidfVectorizer) -> None:
    view, _ = as_view(vectorizer)
    texts = [CORPUS[2] * 2, "nothing known 〰", *CORPUS]
    terms = word_terms(texts)
    place, amounts = view.occurrences(terms, len(texts))
    total = np.zeros((len(texts), amounts.shape[1]))
    np.add.at(total, terms[1][place], amounts)
    np.testing.assert_allclose(total, view.scores(terms, len(texts)), atol=1e-12)


@pytest.mark.parametrize("text", ["Ab abc", "a", "«İß», e\u0301t", "don't 12"])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_character_ngrams_are_those_of_words_with_a_blank_at_each_side(text: str, size: int) -> None:
    found = []
    tokens = tokenize([text])
    words = tokens.start[tokens.word], tokens.end[tokens.word]
    for _, starts, ends, edges in character_slices(*words, (size, size)):
        for start, end, edge in zip(starts.tolist(), ends.tolist(), edges.tolist(), strict=True):
            found.append("_" * (edge & 1) + text[start:end] + "_" * (edge >> 1))
    padded = [f"_{word}_" for word in re.findall(r"\w+", text)]
    assert found == [word[k : k + size] for word in padded for k in range(len(word) - size + 1)]


@pytest.mark.parametrize(
    "change",
    [
        {"0.keys": np.array([2, 1], np.uint64)},
        {"0.keys": np.array([1, 2], np.int64)},
        {"0.idf": np.ones(3)},
        {"0.weights": np.ones((2, 2))},
        {"0.weights": np.ones((2, 1), np.int64)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, NDArray[Any]]) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "0.keys": np.array([1, 2], np.uint64),
        "0.idf": np.ones(2),
        "0.weights": np.ones((2, 1)),
    }
    LinearView.from_arrays(arrays, "0.", 1)
    with pytest.raises(ModelFormatError):
        LinearView.from_arrays(arrays | change, "0.", 1)
    with pytest.raises(ModelFormatError, match="missing"):
        LinearView.from_arrays({"0.keys": arrays["0.keys"]}, "0.", 1)
