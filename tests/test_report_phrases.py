"""Phrases that set two sides apart: by hand, and what counts as a phrase."""

from __future__ import annotations

import math

import pytest

from framing.report_phrases import Phrase, Side, clauses, log_odds, phrases, prior_of, set_apart


def test_log_odds_are_those_of_a_hand_calculation() -> None:
    here, there, prior = {"a": 3, "b": 1}, {"a": 1, "b": 2}, {"a": 2.0, "b": 1.0}
    found = log_odds(here, there, prior, prior)
    # a: (3+2)/(4+3-5) = 5/2 here, (1+2)/(3+3-3) = 1 there; variance 1/5 + 1/3.
    assert found["a"] == pytest.approx(math.log(2.5) / math.sqrt(8 / 15))
    # b: (1+1)/(4+3-2) = 2/5 here, (2+1)/(3+3-3) = 1 there; variance 1/2 + 1/3.
    assert found["b"] == pytest.approx(math.log(0.4) / math.sqrt(5 / 6))


def test_log_odds_change_sign_with_the_sides() -> None:
    here, there, prior = {"a": 9, "b": 4, "c": 1}, {"a": 2, "b": 4}, {"a": 1.5, "b": 1.0, "c": 0.1}
    one, other = log_odds(here, there, prior, prior), log_odds(there, here, prior, prior)
    assert one == pytest.approx({phrase: -score for phrase, score in other.items()})


def test_phrases_stay_within_clauses_and_begin_and_end_with_words_that_mean() -> None:
    parts = list(clauses("The Kremlin’s troops, it said, left “Kherson” in the night. War of aggression"))
    assert parts[0] == ["The", "Kremlin", "troops"]
    assert [phrase for words in parts for phrase in phrases([word.lower() for word in words])] == [
        *("kremlin", "troops", "kremlin troops", "left", "kherson", "night"),
        *("war", "aggression", "war of aggression"),
    ]


def test_a_phrase_that_is_all_there_is_sets_nothing_apart() -> None:
    assert log_odds({"a": 4}, {}, {"a": 4}, ["a"]) == {"a": 0.0}


WEATHER = "Rain, hail, snow, wind, ice, fog, frost, sleet, heat, drought, storm, thaw, mist, haze. " * 2


def side(*documents: str) -> Side:
    return Side.of([[document] for document in documents])


def test_each_side_has_its_own_phrases_strongest_first() -> None:
    one = side("Special operation and grain.", "A special operation, a special operation; grain.")
    other = side("Brutal invasion and grain.", "The invasion, the invasion; an invasion; grain.")
    left, right = set_apart(one, other, prior_of([one, other]), top=5)
    assert left == [Phrase("special operation", 3, 0, left[0].z)]
    assert [phrase.words for phrase in right] == ["invasion"]
    assert right[0].z > 0


def test_what_one_article_repeats_is_not_its_publishers() -> None:
    one, other = side("Ski; ski; ski; ski.", "Rain."), side(WEATHER, WEATHER)
    assert set_apart(one, other, prior_of([one, other]), top=5) == ([], [])
    alone = side("Ski; ski; ski; ski.")
    assert set_apart(alone, other, prior_of([alone, other]), top=5)[0][0].words == "ski"


def test_spelling_is_the_one_within_sentences() -> None:
    one = side("Sanctions bite.", "New sanctions; sanctions, Putin, Putin.", "Putin.")
    other = side(WEATHER)
    left, _ = set_apart(one, other, prior_of([one, other]), top=5)
    assert [phrase.words for phrase in left] == ["Putin", "sanctions"]
