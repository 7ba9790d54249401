"""Token arrays say what a regular expression says, for any Unicode."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.tokens import hash_string, ngrams, tokenize
from tests.hashes import hash_ngram

WORDS = st.sampled_from(
    ["Beijing", "ﬁ", "İstanbul", "ß", "e\u0301", "😀", "\u200b", "U.S.", "don’t", "12", "_x", " ", "\n"]
)
TEXTS = st.lists(st.lists(st.one_of(WORDS, st.characters(), st.characters(categories=["Cs"]))).map("".join))


def expected(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


@given(TEXTS)
def test_tokens_are_those_of_the_regular_expression(texts: list[str]) -> None:
    tokens = tokenize(texts)
    found: list[list[str]] = [[] for _ in texts]
    for text, start, end in zip(tokens.text, tokens.start, tokens.end, strict=True):
        base = tokens.base[text]
        found[text].append(texts[text][start - base : end - base])
    assert found == [expected(text) for text in texts]
    assert np.diff(tokens.first).tolist() == [len(words) for words in found]


@given(TEXTS)
def test_hashes_follow_the_characters_alone(texts: list[str]) -> None:
    tokens = tokenize(texts)
    words = [word for text in texts for word in expected(text)]
    assert tokens.exact.tolist() == [hash_string(word) for word in words]
    one_to_one = [word for word in words if len(word.lower()) == len(word)]
    if len(one_to_one) == len(words):  # in isolation, a final sigma may differ from one inside a text
        pairs = zip(tokens.lower.tolist(), words, strict=True)
        assert all(value == hash_string(word.lower()) for value, word in pairs if "Σ" not in word)


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=4))
def test_ngrams_stay_within_a_text(texts: list[list[str]]) -> None:
    tokens = tokenize([" ".join(words) for words in texts])
    hashes, owner = ngrams(tokens.lower, tokens.text, 2)
    pairs = [(n, words[k : k + 2]) for n, words in enumerate(texts) for k in range(len(words) - 1)]
    assert owner.tolist() == [n for n, _ in pairs]
    assert hashes.tolist() == [hash_ngram(pair) for _, pair in pairs]


@given(TEXTS, st.integers(min_value=1, max_value=12))
def test_batches_hold_each_text_once_and_its_tokens_as_they_are(texts: list[str], size: int) -> None:
    whole = tokenize(texts)
    place = 0
    for low, high, part in whole.batches(size):
        alone = tokenize(texts[low:high])
        assert low == place
        for name in ("base", "text", "start", "end", "first", "word", "lower", "exact"):
            assert getattr(part, name).tolist() == getattr(alone, name).tolist(), name
        place = high
    assert place == len(texts)
