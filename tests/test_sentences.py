"""Sentences are slices of the original text, for any Unicode and any length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.sentences import LONGEST_SENTENCE, split_sentences

# Any code point, lone surrogates included, with the marks that decide boundaries made frequent.
MARKS = st.sampled_from([*"\n\r\t .!?\"'“”‘’«»()[]…。\u2029\u00a0\x00\ufeff", "\n\n", "Mr. ", "He said. "])
ANY_TEXT = st.lists(st.one_of(MARKS, st.characters(), st.characters(categories=["Cs"]))).map("".join)


def sentences(text: str) -> list[str]:
    return [span.text for span in split_sentences(text)]


def assert_tiles(text: str) -> None:
    """Slices equal their text, are ordered and trimmed, and hold each character but white space once."""
    position = 0
    for span in split_sentences(text):
        assert text[span.start : span.end] == span.text
        assert span.text == span.text.strip() != ""
        assert not text[position : span.start].strip()
        assert span.start >= position
        position = span.end
    assert not text[position:].strip()


@given(ANY_TEXT)
def test_slices_of_the_original_are_the_sentences(text: str) -> None:
    assert_tiles(text)


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_slices_hold_across_windows(text: str, copies: int) -> None:
    assert_tiles((text + "word ") * copies * 100)


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\u2029\u00a0"])
def test_text_without_words_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith left. He was late.", ["Mr. Smith left.", "He was late."]),
        ("U.S. officials met Gen. Li. Talks failed.", ["U.S. officials met Gen. Li.", "Talks failed."]),
        ("One 😀 sentence. Another.", ["One 😀 sentence.", "Another."]),
        ("He said: “We go. Now.” Then he left.", ["He said: “We go. Now.”", "Then he left."]),
        ('"We are here," he said. "They left."', ['"We are here," he said.', '"They left."']),
        ("Third. “Another one is open.", ["Third.", "“Another one is open."]),
        ('"We go. Now," he said. Then "we', ['"We go. Now," he said.', 'Then "we']),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n", "\r\r", "\u2029"])
def test_a_blank_line_ends_a_sentence(gap: str) -> None:
    assert sentences(f"A headline without a full stop{gap}The story begins") == [
        "A headline without a full stop",
        "The story begins",
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_single_newline_inside_a_paragraph_is_no_boundary(newline: str) -> None:
    text = f"The minister said on{newline}Monday that talks{newline}had failed."
    assert sentences(text) == [text]


def test_nul_and_lone_surrogates_survive() -> None:
    text = "A \x00 byte. A \ud800 half.\udc00 End."
    assert "".join(sentences(text)).replace(" ", "") == text.replace(" ", "")
    assert_tiles(text)


@pytest.mark.parametrize(
    ("unit", "size"),
    [(u, 10_000_000) for u in ("a", "word ", "The minister spoke. ", "\n", "\n\n", ".", " ", "(")]
    + [(u, 1_000_000) for u in ("“", "“Open. ", '"Open. ', "«Open. ", "“ ", "( ")],
)
def test_megabytes_on_one_line_take_linear_time(unit: str, size: int) -> None:
    text = (unit * (size // len(unit) + 1))[:size]
    began = time.process_time()
    spans = split_sentences(text)
    assert time.process_time() - began < 20  # seconds; sentencex alone needs minutes for a megabyte of “
    assert all(span.end - span.start <= LONGEST_SENTENCE for span in spans)
    assert sum(len(span.text) for span in spans) <= len(text)


def test_a_run_without_boundary_is_cut_at_white_space() -> None:
    assert set(" ".join(sentences("word " * 20_000)).split()) == {"word"}


def test_a_long_paragraph_is_split_like_its_parts() -> None:
    part = 'The minister said talks had failed. "We will not yield. Not now," he said. Mr. Li agreed. '
    assert sentences(part * 1_000) == sentences(part) * 1_000
