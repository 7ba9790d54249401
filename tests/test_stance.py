"""The stance model sees who does what to whom, keeps documents apart, and explains itself exactly."""

from __future__ import annotations

import numpy as np
import pytest

from framing.actors import ActorTable
from framing.errors import LabelError, ModelFormatError
from framing.softmax import softmax
from framing.stance import StanceClassifier
from framing.stance_features import VIEWS, View, mask_actors, stance_views, voice_hashes
from framing.tokens import Tokens, tokenize

ACTORS = ActorTable([["Moscow", "the Kremlin"], ["NATO", "Western Alliance"]], ["russia", "west"])
SUBJECTS, VERBS = ("Moscow", "NATO"), ("praises", "blames", "meets")
TEXTS = [
    f"{a} {verb} {b} {tail}." for tail in "abcdefgh" for a, b in (SUBJECTS, SUBJECTS[::-1]) for verb in VERBS
]
LABELS = [
    {"praises": "for", "meets": "none"}.get(
        text.split()[1], "for" if text.startswith("Moscow") else "against"
    )
    for text in TEXTS
]
FIRST = np.arange(0, len(TEXTS) + 1, 6)
VOICES = np.array([[float(text.startswith("Moscow")), float(text.startswith("NATO"))] for text in TEXTS])
SIDES = ("russia", "west")


def views_of(texts: list[str]) -> dict[str, View]:
    tokens = tokenize(texts)
    return {view.name: view for view in stance_views(tokens, ACTORS, np.zeros(len(texts), np.uint64))}


@pytest.fixture(scope="module")
def model() -> StanceClassifier:
    return StanceClassifier(document_C=10.0, folds=3).fit(
        tokenize(TEXTS), LABELS, VOICES, FIRST, voice_labels=SIDES, actors=ACTORS
    )


def predict(model: StanceClassifier, tokens: Tokens, voices: list[list[float]]) -> list[str]:
    first = np.arange(tokens.texts + 1)
    _, chosen = model.predict(tokens, np.array(voices), first, actors=ACTORS)
    return [model.labels_[number] for number in chosen]


def test_names_of_one_bloc_are_one_symbol() -> None:
    one, other = (
        mask_actors(tokenize([text]), ACTORS).hashes for text in ("The Kremlin left", "Moscow left")
    )
    assert one[-2:].tolist() == other.tolist()


def test_frames_tell_who_stands_on_which_side() -> None:
    forward, back, alike = (
        set(views_of([text])["frames"].hashes.tolist())
        for text in ("Moscow blames NATO", "NATO blames Moscow", "the Kremlin blames Western Alliance")
    )
    assert not forward & back
    assert forward <= alike


def test_every_view_stays_within_its_text() -> None:
    together = views_of(["Moscow blames", "NATO for it", ""])
    apart = [views_of([text]) for text in ("Moscow blames", "NATO for it", "")]
    for name in VIEWS:
        for number, alone in enumerate(apart):
            mine = together[name].hashes[together[name].owner == number]
            assert sorted(mine.tolist()) == sorted(alone[name].hashes.tolist()), name


def test_terms_name_the_words_they_stand_on() -> None:
    text = "“Moscow  blames” NATO"
    tokens = tokenize([text])
    named = {
        view.name: {view.term(text, tokens, number) for number in range(len(view.hashes))}
        for view in stance_views(tokens, ACTORS, np.zeros(1, np.uint64))
    }
    assert "moscow blames" in named["words"]
    assert "moscow … nato" in named["pairs"]
    assert {"_mos", "bla", "ames_"} <= named["characters"]


def test_the_direction_of_blame_decides(model: StanceClassifier) -> None:
    tokens = tokenize(["the Kremlin blames NATO b.", "NATO blames the Kremlin b.", "Moscow meets NATO a."])
    assert predict(model, tokens, [[1, 0], [0, 1], [1, 0]]) == ["for", "against", "none"]


def test_nothing_of_a_document_depends_on_another(model: StanceClassifier) -> None:
    tokens, first = tokenize(TEXTS[:12]), np.array([0, 6, 12])
    together, _ = model.predict(tokens, VOICES[:12], first, actors=ACTORS)
    alone, _ = model.predict(tokenize(TEXTS[:6]), VOICES[:6], np.array([0, 6]), actors=ACTORS)
    np.testing.assert_allclose(together[:6], alone)


def test_explanations_are_exact(model: StanceClassifier) -> None:
    text = "Moscow blames NATO b."
    tokens, voices = tokenize([text]), np.array([[1.0, 0.0]])
    explained = model.explain(tokens, voices, ACTORS, [text])
    probabilities, _ = model.predict(tokens, voices, np.array([0, 1]), actors=ACTORS)
    np.testing.assert_allclose(softmax(np.array([[e.score for e in explained]])), probabilities, atol=1e-9)


def test_what_is_saved_is_read_or_refused(model: StanceClassifier) -> None:
    settings, arrays = model.state()
    again = StanceClassifier.from_state(settings, arrays)
    tokens = tokenize(TEXTS)
    expected, _ = model.predict(tokens, VOICES, FIRST, actors=ACTORS)
    np.testing.assert_allclose(again.predict(tokens, VOICES, FIRST, actors=ACTORS)[0], expected, atol=1e-4)
    for damaged in ({}, settings | {"labels": ["a"]}, settings | {"voices": []}, settings | {"sides": "x"}):
        with pytest.raises(ModelFormatError):
            StanceClassifier.from_state(damaged, arrays)


def test_unknown_labels_are_refused() -> None:
    with pytest.raises(LabelError, match="'for' is not one of"):
        StanceClassifier(["against", "none"]).fit(
            tokenize(TEXTS), LABELS, VOICES, FIRST, voice_labels=SIDES, actors=ACTORS
        )


def test_voices_are_sets() -> None:
    hashes = voice_hashes(SIDES, np.array([[0.9, 0.1], [0.1, 0.9], [0.9, 0.9], [0.1, 0.1], [0.6, 0.4]]))
    assert len(set(hashes.tolist())) == 4
    assert hashes[0] == hashes[4]


def test_without_labels_there_are_none() -> None:
    nothing = tokenize([])
    fitted = StanceClassifier().fit(nothing, [], np.zeros((0, 2)), np.array([0]), voice_labels=SIDES)
    settings, arrays = fitted.state()
    model = StanceClassifier.from_state(settings, arrays)
    probabilities, chosen = model.predict(tokenize(TEXTS), VOICES, FIRST, actors=ACTORS)
    assert probabilities.shape == (len(TEXTS), 0) and not chosen.any()
    assert model.explain(tokenize(TEXTS[:1]), VOICES[:1], ACTORS, TEXTS[:1]) == []
    assert not model.least_probabilities(0.1, FIRST).any()
    assert not arrays


def test_a_sentence_that_counts_more_says_more_of_what_its_words_mean() -> None:
    texts = ["A pact was praised.", "A pact was praised.", "Rain fell on Oslo.", "Rain fell on Oslo."] * 5
    stances = ["for", "against"] * 10
    tokens, first, voices = tokenize(texts), np.arange(21), np.zeros((20, 0))
    weights = np.array([9.0, 1.0, 1.0, 9.0] * 5)  # that of both stances is the same in all

    def score_of_praise(counts: np.ndarray | None) -> float:
        model = StanceClassifier(folds=2).fit(tokens, stances, voices, first, voice_labels=(), weights=counts)
        return float(model.scores(tokens, ActorTable.default(), voices)[0][0, model.labels_.index("for")])

    assert score_of_praise(weights) > 0.1 + score_of_praise(None)
    assert score_of_praise(np.ones(20)) == score_of_praise(None)
