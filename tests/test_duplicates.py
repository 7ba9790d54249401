"""The same and nearly the same texts are found, others are not."""

from __future__ import annotations

import pytest

from training.duplicates import near_duplicates, repeated, same_texts

LONG = "The harbour council voted on Tuesday to close the northern pier for the whole of the coming winter."


def test_case_and_spaces_make_no_difference() -> None:
    assert same_texts(["It  rained.", "It snowed.", "it rained.\n"]) == [[0, 2]]


def test_a_changed_letter_is_nearly_the_same() -> None:
    texts = [LONG, "It rained.", LONG.replace("Tuesday", "Tuesdays"), LONG.upper(), LONG[:40]]
    found = near_duplicates(texts)
    assert sorted((one, other) for one, other, _ in found) == [
        (0, 2),
        (2, 3),
    ]  # 0 and 3 are the same, not nearly
    assert all(0.8 <= similarity < 1 for *_, similarity in found)


def test_the_seed_decides_what_is_missed_and_nothing_else_does() -> None:
    texts = [LONG.replace("winter", word) for word in ("autumn", "summer", "spring", "season")]
    assert near_duplicates(texts, seed=1) == near_duplicates(texts, seed=1)


def test_short_texts_are_compared_too() -> None:
    assert near_duplicates(["", "a", "b", "no"]) == []
    assert same_texts(["", " "]) == [[0, 1]]


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        (LONG.upper(), True),
        (LONG.replace("Tuesday", "Friday"), True),
        (f"Report: {LONG[:70]}", True),
        ("It rained.", True),
        ("It snowed.", False),
        ("The harbour council voted on Friday to open a school for the children of fishermen.", False),
        ("", False),
    ],
)
def test_a_text_repeats_another_if_most_of_its_runs_of_words_do(text: str, is_known: bool) -> None:
    assert repeated(["Nobody came.", text], ["It rained.", LONG, ""]).tolist() == [False, is_known]


def test_nothing_repeats_nothing() -> None:
    assert repeated([], [LONG]).tolist() == []
    assert repeated([LONG], []).tolist() == [False]
