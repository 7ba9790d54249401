"""Word pieces and characters of a speaker say the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

from framing.attributions import Attribution
from framing.datatypes import Span
from training.teacher_spans import alone, best_span, role_parts, role_spans, speaker_parts

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
    assert role_spans(parts, OFFSETS) == [("source", 0, 11), ("cue", 12, 16), ("content", 17, 26)]


def test_a_role_that_begins_without_its_first_label_and_one_after_its_like_are_spans() -> None:
    assert role_spans([0, 2, 2, 0, 2, 1, 0], OFFSETS) == [
        ("source", 0, 11),
        ("source", 17, 19),
        ("source", 20, 26),
    ]
    assert role_spans([1, 0, 0, 0, 0, 0, 1, 1, 1], OFFSETS) == []  # marks, and padding


def test_a_span_by_itself_is_an_attribution_of_which_the_rest_is_unknown() -> None:
    assert alone("cue", 3, 8) == {"source": [], "cue": [[3, 8]], "content": []}
