"""Word pieces and characters of a speaker say the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

from framing.attributions import Attribution
from framing.datatypes import Span
from training.teacher_spans import ROLE_PARTS, alone, best_span, role_parts, role_spans, speaker_parts

TEXT = "Minister Wu said Wu agreed"
OFFSETS = [(0, 0), (0, 8), (9, 11), (12, 16), (17, 19), (20, 26), (0, 0)]


def logs(*rows: tuple[float, float, float]) -> np.ndarray:
    found: np.ndarray = np.log(np.array(rows))
    return found


def test_the_pieces_of_the_speaker_are_marked_where_it_occurs_first() -> None:
    assert speaker_parts({"text": TEXT, "speaker": "Wu"}, OFFSETS) == [0, 0, 1, 0, 0, 0, 0]
    assert speaker_parts({"text": TEXT, "speaker": "Minister Wu"}, OFFSETS) == [0, 1, 2, 0, 0, 0, 0]
    assert speaker_parts({"text": TEXT, "speaker": None}, OFFSETS) == [0] * 7


def test_a_span_goes_as_far_as_its_pieces_are_likelier_inside_than_outside() -> None:
    out, begin, inside = (0.98, 0.01, 0.01), (0.1, 0.8, 0.1), (0.2, 0.1, 0.7)
    speaker, margin = best_span(logs(out, begin, inside, out, out, out, out), OFFSETS)
    assert speaker == (0, 11)
    assert margin == pytest.approx(math.log(8) + math.log(3.5))


def test_where_nothing_is_likely_nobody_speaks_and_the_margin_says_how_surely() -> None:
    out, perhaps = (0.98, 0.01, 0.01), (0.6, 0.3, 0.1)
    speaker, margin = best_span(logs(out, perhaps, out, out, out, out, out), OFFSETS)
    assert speaker is None
    assert margin == pytest.approx(math.log(2))


def test_marks_that_are_not_of_the_text_are_no_speaker() -> None:
    out, begin = (0.98, 0.01, 0.01), (0.01, 0.98, 0.01)
    assert best_span(logs(begin, out, out, out, out, out, begin), OFFSETS)[0] is None


def spanned(start: int, end: int) -> tuple[Span, ...]:
    return (Span(start, end, TEXT[start:end]),)


def test_roles_become_labels_of_pieces_and_come_back_from_them() -> None:
    told = Attribution(spanned(0, 11), spanned(12, 16), spanned(17, 26))
    (parts,) = role_parts([TEXT], [[told]], [OFFSETS])
    assert parts == [0, 1, 2, 3, 5, 6, 0]
    assert role_spans([certain(parts)], [OFFSETS]) == [
        [("source", 0, 11), ("cue", 12, 16), ("content", 17, 26)]
    ]


def certain(parts: list[int], beyond: int = 0) -> np.ndarray:
    """Return logs by which pieces have these labels, and marks of padding."""
    found: np.ndarray = np.full((len(parts) + beyond, ROLE_PARTS), -20.0)
    found[np.arange(len(parts)), parts] = 0.0
    return found


def test_marks_and_padding_have_no_role() -> None:
    assert role_spans([certain([1, 0, 0, 0, 0, 0, 1], beyond=2)], [OFFSETS]) == [[]]


def test_a_span_is_found_that_is_probable_as_a_whole_though_one_of_its_pieces_is_not() -> None:
    found = certain([0, 0, 0, 0, 5, 6, 0])
    found[5, [0, 6]] = np.log([0.45, 0.55])  # the whole content is likelier than what ends before
    assert role_spans([found], [OFFSETS]) == [[("content", 17, 26)]]
    found[5, [0, 6]] = np.log([0.55, 0.45])
    assert role_spans([found], [OFFSETS]) == [[("content", 17, 19)]]


def test_texts_of_a_batch_are_told_apart() -> None:
    found = role_spans([certain([0, 1, 2, 0, 0, 0, 0]), certain([0, 0, 0, 3, 0, 0, 0])], [OFFSETS, OFFSETS])
    assert found == [[("source", 0, 11)], [("cue", 12, 16)]]


def test_a_span_by_itself_is_an_attribution_of_which_the_rest_is_unknown() -> None:
    assert alone("cue", 3, 8) == {"source": [], "cue": [[3, 8]], "content": []}
