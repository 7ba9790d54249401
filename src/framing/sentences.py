"""Text to sentences, each a slice of the original text; sentencex finds the boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from framing.datatypes import Span

LONGEST_SENTENCE = 8_192
"""Characters. A longer run without a boundary is no prose; it is cut at white space so that time and
memory stay linear in the text (sentencex alone is quadratic in unclosed quotation marks)."""

_LOOKAHEAD = (
    2_048  # characters kept after an accepted boundary, so that quotations up to this long stay whole
)
_NEWLINE = r"(?:\r\n|\n|\r(?!\n))"
_PARAGRAPH_BREAK = re.compile(rf"{_NEWLINE}[^\S\r\n]*{_NEWLINE}\s*|\u2029")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING_QUOTE = re.compile(r'(?<![^\s(\[“‘—–])"(?=\S)')
_STRAY_OPENING = re.compile(r"(?<=\s)[“‘«„(\[]+\s*$")
_LAST_SPACE = re.compile(r"\s(?=\S*$)")


def split_sentences(text: str) -> list[Span]:
    """Split ``text`` into sentences.

    Offsets are in characters (code points) of ``text``, and ``text[s.start:s.end] == s.text`` for every
    span. Spans are in order, do not overlap, carry no white space at their ends, and together hold every
    character that is not white space. A blank line always ends a sentence; a single newline inside a
    wrapped paragraph does not. Sentences inside one pair of quotation marks stay together. Any Unicode is
    accepted, NUL and lone surrogates included. Text without a boundary is cut every
    ``LONGEST_SENTENCE`` characters at the latest.
    """
    readable = _readable(text)
    spans = []
    for paragraph_start, paragraph_end in _paragraphs(readable):
        start = paragraph_start
        for end in _sentence_ends(readable, paragraph_start, paragraph_end):
            span = _trimmed(text, start, end)
            if span.text:
                spans.append(span)
            start = end
    return spans


def _readable(text: str) -> str:
    """Return what sentencex can read as well as ``text``, character for character, so that offsets hold."""
    # It encodes to UTF-8, which lone surrogates cannot be.
    text = _LONE_SURROGATE.sub("\ufffd", text)
    # It breaks the first quotation of a paragraph with an odd number of straight marks; curly ones are safe.
    return _OPENING_QUOTE.sub("“", text).replace('"', "”")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each sentence of ``text[start:end]`` ends; the last is ``end``."""
    while start < end:
        window = text[start : min(end, start + LONGEST_SENTENCE)]
        ends = _window_ends(window)
        if start + len(window) < end:
            ends = _settled(window, ends)
        for offset in ends:
            yield start + offset
        start += ends[-1]


def _settled(window: str, ends: list[int]) -> list[int]:
    """Return the boundaries that text after the window cannot move; at least one."""
    settled = [e for e in ends if e <= len(window) - _LOOKAHEAD]
    if settled:
        return settled
    if len(ends) > 1:
        return ends[:1]
    gap = _LAST_SPACE.search(window)
    return [gap.end() if gap else len(window)]


def _window_ends(window: str) -> list[int]:
    """Return where each sentence of ``window`` ends; the last is the window's length."""
    # Only the starts are used: consecutive starts tile the window, so no character can be lost.
    starts = [b["start_index"] for b in sentencex.get_sentence_boundaries("en", window)]
    ends = [_without_stray_opening(window, a, b) for a, b in pairwise(starts)]
    return [*ends, len(window)]


def _without_stray_opening(window: str, start: int, end: int) -> int:
    """Return ``end``, or an earlier boundary that leaves an opening mark to the sentence it opens."""
    stray = _STRAY_OPENING.search(window, start, end)
    return stray.start() if stray and stray.start() > start else end


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Span(start, start + len(piece), piece)
