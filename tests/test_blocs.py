"""The bloc classifier, fitted on the example corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.bloc_decision import choose
from framing.blocs import BlocClassifier
from framing.datatypes import Speaker
from framing.errors import LabelError, ModelFormatError
from framing.heard import Heard
from training.blocs import annotated_speaker, fit_blocs
from training.corpus import document_bounds

CORPUS = Path(__file__).parents[1] / "training" / "corpora" / "example.jsonl"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


def speaker(text: str, words: str) -> Speaker:
    start = text.index(words)
    return Speaker(words, start, start + len(words))


@pytest.fixture(scope="module")
def classifier() -> BlocClassifier:
    """A classifier that was taught with the annotated speakers, of whom every sixth was missed."""
    corpus = rows()
    speakers = [annotated_speaker(row) for row in corpus]
    missed = np.arange(len(corpus)) % 6 == 0
    heard = Heard(
        [None if miss else one for one, miss in zip(speakers, missed, strict=True)],
        np.where(missed, 0.4, 1.0) * np.array([one is not None for one in speakers]),
        [one if miss else None for one, miss in zip(speakers, missed, strict=True)],
    )
    return fit_blocs(corpus, heard)


def blocs_of(classifier: BlocClassifier, text: str, words: str | None, **options: Any) -> tuple[str, ...]:
    found = speaker(text, words) if words else None
    return classifier.predict([text], [found], **options).names()[0]


@pytest.mark.parametrize(
    ("text", "words", "bloc"),
    [
        ("The Kremlin said the talks would go on.", "The Kremlin", "russia"),
        ("Wang Yi told reporters that trade had grown.", "Wang Yi", "china"),
        ("U.S. President Joe Biden warned of new measures.", "U.S. President Joe Biden", "west"),
        ("Ukrainian officials said the line had held.", "Ukrainian officials", "frontline"),
    ],
)
def test_actors_tell_the_bloc(classifier: BlocClassifier, text: str, words: str, bloc: str) -> None:
    assert blocs_of(classifier, text, words) == (bloc,)


def test_a_sentence_without_a_speaker_is_the_authors(classifier: BlocClassifier) -> None:
    assert blocs_of(classifier, "The road to the harbour was closed on Monday.", None) == ()


def test_a_candidate_counts_the_more_the_surer_it_is(classifier: BlocClassifier) -> None:
    text = "The Kremlin: no talks before spring."
    told = [
        classifier.predict([text], Heard([None], np.array([sure]), [candidate])).probabilities[0]
        for sure, candidate in (
            (0.0, None),
            (0.2, speaker(text, "The Kremlin")),
            (0.6, speaker(text, "The Kremlin")),
        )
    ]
    russia = [float(each[classifier.labels_.index("russia")]) for each in told]
    assert russia == sorted(russia)
    assert russia[2] > russia[0] + 0.05


def test_a_pronoun_takes_the_bloc_of_the_speaker_it_continues(classifier: BlocClassifier) -> None:
    texts = ["Dmitry Peskov said the visit had been agreed.", "He added that a date would follow soon."]
    found = [speaker(texts[0], "Dmitry Peskov"), speaker(texts[1], "He")]
    blocs = classifier.predict(texts, found, [0, 2])
    assert blocs.names() == [("russia",), ("russia",)]
    assert blocs.context.tolist() == [-1, 0]
    alone = classifier.predict(texts, found, [0, 2], context=False)
    assert alone.probabilities[1, blocs.labels.index("russia")] < blocs.probabilities[1].max()
    assert alone.context.tolist() == [-1, -1]


def test_the_context_is_counted_within_the_document(classifier: BlocClassifier) -> None:
    texts = [
        "Rain fell.",
        "Dmitry Peskov said the visit had been agreed.",
        "He added that a date would follow.",
    ]
    found = [None, speaker(texts[1], "Dmitry Peskov"), speaker(texts[2], "He")]
    twice = classifier.predict(texts * 2, found * 2, [0, 3, 6])
    assert twice.context[:3].tolist() == twice.context[3:].tolist()
    assert twice.context.max() <= 2
    assert np.allclose(twice.probabilities[:3], twice.probabilities[3:])


def test_a_users_actor_takes_effect_without_training(classifier: BlocClassifier) -> None:
    text = "Zubrowka Wire said the talks would go on."
    before = classifier.predict([text], [speaker(text, "Zubrowka Wire")]).probabilities[0]
    saved = classifier.actors
    classifier.actors = saved.merged(ActorTable([["Zubrowka Wire"]], ["china"], ["media"]))
    after = classifier.predict([text], [speaker(text, "Zubrowka Wire")])
    classifier.actors = saved
    assert after.names() == [("china",)]
    assert after.probabilities[0, after.labels.index("china")] > before[after.labels.index("china")]


def test_the_state_gives_the_same_classifier(classifier: BlocClassifier) -> None:
    corpus = rows()[:80]
    texts, found = [row["text"] for row in corpus], [annotated_speaker(row) for row in corpus]
    settings, arrays = classifier.state()
    again = BlocClassifier.from_state(json.loads(json.dumps(settings)), arrays)
    one = classifier.predict(texts, found, document_bounds(corpus))
    two = again.predict(texts, found, document_bounds(corpus))
    assert np.allclose(one.probabilities, two.probabilities, atol=1e-5)
    assert one.names() == two.names()


def test_a_damaged_state_is_refused(classifier: BlocClassifier) -> None:
    settings, arrays = classifier.state()
    for broken in ({}, settings | {"thresholds": [0.5]}, settings | {"labels": ["a", "b"]}):
        with pytest.raises(ModelFormatError):
            BlocClassifier.from_state(broken, arrays)
    for name in ("context.weights", "context.bias", "speaker.intercept", "bare.0.keys"):
        without = {key: array for key, array in arrays.items() if key != name}
        with pytest.raises(ModelFormatError):
            BlocClassifier.from_state(settings, without)
        with pytest.raises(ModelFormatError):
            BlocClassifier.from_state(settings, without | {name: np.zeros(3, np.int8)})


def test_an_explanation_adds_up(classifier: BlocClassifier) -> None:
    for text, words in (("The Kremlin said no.", "The Kremlin"), ("“No deal,” the paper read.", None)):
        found = classifier.explain(text, speaker(text, words) if words else None)
        assert [each.label for each in found] == list(classifier.labels_)
        for each in found:
            total = each.intercept + sum(part.amount for part in each.contributions)
            assert total == pytest.approx(each.score, abs=1e-4)
    parts = classifier.explain("The Kremlin said no.", Speaker("The Kremlin", 0, 11))[0].contributions
    assert "Kremlin" in {part.feature for part in parts}


def test_two_blocs_of_any_name_are_enough() -> None:
    texts = ["The north said no.", "The south said yes.", "North and south said so.", "It rained."] * 20
    blocs = [["n"], ["s"], ["n", "s"], []] * 20
    found = [Speaker(text[:9], 0, 9) if said else None for text, said in zip(texts, blocs, strict=True)]
    model = BlocClassifier(folds=2).fit(texts, found, blocs)
    assert model.labels_ == ("n", "s")
    assert model.predict(texts[:4], found[:4]).names() == [("n",), ("s",), ("n", "s"), ()]


def test_a_label_that_is_not_known_is_refused() -> None:
    with pytest.raises(LabelError, match="sentence 1: bloc 'z' is not one of a, b"):
        BlocClassifier(["a", "b"]).fit(["x", "y"], [None, None], [["a"], ["z"]])


def test_parameters_can_be_read_and_set() -> None:
    model = BlocClassifier(C=2.0)
    assert model.set_params(folds=3).get_params() == {
        "labels": None,
        "C": 2.0,
        "bare_C": 3.0,
        "context_C": 1.0,
        "folds": 3,
        "min_count": 2,
    }
    with pytest.raises(ValueError, match="no parameter 'c'"):
        model.set_params(c=1)


def test_a_further_bloc_needs_more_than_the_likeliest() -> None:
    probabilities: NDArray[np.float64] = np.array([[0.4, 0.3], [0.7, 0.65], [0.4, 0.3], [0.2, 0.1]])
    speaks = np.array([True, True, False, True])
    chosen = choose(probabilities, speaks, (0.3, 0.6, 0.5))
    assert chosen.tolist() == [[True, False], [True, True], [False, False], [False, False]]


def test_without_blocs_there_are_none() -> None:
    texts = ["Li said no.", "It rained."]
    fitted = BlocClassifier().fit(texts, [speaker(texts[0], "Li"), None], [[], []])
    model = BlocClassifier.from_state(*fitted.state())
    found = model.predict(texts, [speaker(texts[0], "Li"), None])
    assert found.names() == [(), ()]
    assert found.context.tolist() == [-1, -1]
    assert model.explain(texts[0], None) == []
    assert fitted.held_out_.shape == (2, 0)


def test_parts_of_cross_validation_may_be_given() -> None:
    corpus = rows()[:120]
    speakers = [annotated_speaker(row) for row in corpus]
    first, other = (
        fit_blocs(corpus, speakers, parts=np.arange(len(corpus)) // width % 4).held_out_ for width in (1, 40)
    )
    assert first.shape == other.shape
    assert not np.allclose(first, other)


@given(st.data())
def test_any_text_gives_a_result(classifier: BlocClassifier, data: st.DataObject) -> None:
    alphabet = st.sampled_from([*list("aBé\"“”'’.,:!?\n \x00�Ъ中"), "he ", "Putin ", "said ", "China "])
    texts = data.draw(st.lists(st.lists(alphabet, max_size=12).map("".join), max_size=6))
    found: list[Speaker | None] = []
    for text in texts:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        found.append(data.draw(st.sampled_from([None, Speaker(text[start:end], start, end)])))
    cut = data.draw(st.integers(0, len(texts)))
    blocs = classifier.predict(texts, found, [0, cut, len(texts)])
    assert blocs.probabilities.shape == (len(texts), len(blocs.labels))
    assert np.isfinite(blocs.probabilities).all()
    assert ((blocs.context >= -1) & (blocs.context < max(len(texts), 1))).all()


@pytest.mark.parametrize(
    "change",
    [
        {"labels": [str(n) for n in range(1000)]},
        {"labels": ["china"] * 5},
        {"labels": "abcde"},
        {"thresholds": [0.1, 0.2]},
        {"thresholds": [0.1, 0.2, 10**400]},
        {"thresholds": [0.1, 0.2, None]},
    ],
)
def test_hostile_settings_are_refused(classifier: BlocClassifier, change: dict[str, Any]) -> None:
    settings, arrays = classifier.state()
    with pytest.raises(ModelFormatError):
        BlocClassifier.from_state(settings | change, arrays)
