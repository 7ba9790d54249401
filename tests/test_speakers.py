"""The speaker tagger: what it finds, what it bears, what it saves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.attributions import Attribution
from framing.datatypes import Span
from framing.errors import ModelFormatError
from framing.main_paths import LEAST
from framing.speakers import SpeakerTagger
from framing.tokens import tokenize
from training.clusters import fit_clusters
from training.speakers import fit_speakers

CORPUS = Path(__file__).parents[1] / "training" / "corpora" / "example.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]

pieces = st.sampled_from(
    ['"', "“", "”", "«", "'", "said", "Moscow", ",", ".", ":", " ", "\n", "\0", "\ud800", "王毅"]
)
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=40).map("".join))


def complete(text: str, source: str, cue: str, content: str) -> tuple[str, tuple[Attribution, ...]]:
    def spans(part: str) -> tuple[Span, ...]:
        return (Span(text.index(part), text.index(part) + len(part), part),)

    return text, (Attribution(spans(source), spans(cue), spans(content)),)


@pytest.fixture(scope="module")
def tagger() -> SpeakerTagger:
    """A tagger of main speakers alone."""
    return fit_speakers(ROWS)


@pytest.fixture(scope="module")
def whole() -> SpeakerTagger:
    """A tagger with chains of roles too, from twelve sentences of one pattern."""
    names = ["Ana Lima", "The ministry", "Officials", "Reporters", "The union", "Mr Okoro"]
    rows = [
        complete(f"{name} {cue} the bridge was {state}.", name, cue, f"the bridge was {state}")
        for name in names
        for cue, state in (("said", "shut"), ("warned", "unsafe"))
    ]
    known = [row["text"] for row in ROWS]
    main = [Attribution.of_speaker(row["text"], row["speaker"]) for row in ROWS]
    flags = [True] * len(rows) + [False] * len(known)
    tagger = SpeakerTagger(fit_clusters(known), min_count=2, role_penalty=1.0, main_penalty=1.0, bias=1.0)
    return tagger.fit([text for text, _ in rows] + known, [a for _, a in rows] + main, flags)


def test_most_speakers_of_the_corpus_are_found_again(tagger: SpeakerTagger) -> None:
    found = tagger.predict([row["text"] for row in ROWS])
    right = [
        (row["speaker"] or None) == (s[0].text if s else None) for row, s in zip(ROWS, found, strict=True)
    ]
    assert np.mean(right) > 0.9


def test_cue_and_content_come_with_the_speaker(whole: SpeakerTagger) -> None:
    ((speaker,),) = whole.predict(["The ministry warned the bridge was unsafe."])
    assert speaker.text == "The ministry"
    assert speaker.cue == Span(13, 19, "warned")
    assert speaker.content == Span(20, 41, "the bridge was unsafe")


def test_without_rows_of_main_speakers_the_sources_are_the_speakers() -> None:
    rows = [
        complete(f"{name} {cue} it was late.", name, cue, "it was late")
        for name in ("Ana Lima", "The board", "Officials", "He")
        for cue in ("said", "wrote")
    ]
    tagger = SpeakerTagger(min_count=1, role_penalty=1.0)
    tagger.fit([text for text, _ in rows], [a for _, a in rows], [True] * len(rows))
    assert tagger.main_ is None
    assert [s[0].text for s in tagger.predict(["The board wrote it was late."])] == ["The board"]
    assert tagger.predict_roles(["He said it was late."])[0]["cue"] == (Span(3, 7, "said"),)


def test_candidates_are_heard_where_nobody_is_found_and_somebody_is_possible(whole: SpeakerTagger) -> None:
    sentences = [row["text"] for row in ROWS]
    whole.set_params(bias=30.0)  # somebody speaks everywhere
    eager = whole.predict(sentences)
    whole.set_params(bias=-3.0)  # likely speakers are passed over
    found, heard = whole.hear(sentences)
    whole.set_params(bias=1.0)
    assert list(heard.speakers) == [one[0] if one else None for one in found]
    assert ((heard.probability >= 0) & (heard.probability <= 1)).all()
    doubtful = [place for place, candidate in enumerate(heard.candidates) if candidate]
    assert len(doubtful) > 10
    for place in doubtful:
        assert heard.speakers[place] is None
        assert heard.probability[place] > LEAST
        assert heard.candidates[place] == eager[place][0]


@given(st.lists(texts, max_size=4))
@example(['"' * 50, "“”“““", "”” he said", "«»" * 9])
@example(["MOSCOW SAYS THE WEST IS WRONG", "no marks at all here", "Москва заявила", "北京说", ""])
@example(["he said " * 1000])
def test_any_text_gives_speakers_that_are_slices_of_it(whole: SpeakerTagger, several: list[str]) -> None:
    results = whole.predict(several)
    assert len(results) == len(several)
    for text, speakers in zip(several, results, strict=True):
        for speaker in speakers:
            spans = [span for span in (speaker, speaker.cue, speaker.content) if span]
            assert all(span.text and text[span.start : span.end] == span.text for span in spans)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_text_is_read_alike_alone_and_among_others(tagger: SpeakerTagger, several: list[str]) -> None:
    together = tagger.predict(several, tokenize(several))
    assert together == [tagger.predict([text])[0] for text in several]


def test_a_sentence_has_one_main_speaker_at_most(tagger: SpeakerTagger) -> None:
    found = tagger.predict(["Moscow said so, Beijing said so, Kyiv said so and Paris said so."])
    assert len(found[0]) <= 1


def test_an_explanation_adds_up_to_its_score(tagger: SpeakerTagger) -> None:
    explanation = tagger.explain("The Kremlin said the talks would go on.")
    assert explanation is not None
    assert explanation.label == "The Kremlin"
    assert explanation.score == pytest.approx(
        explanation.intercept + sum(c.amount for c in explanation.contributions)
    )
    assert tagger.explain("") is None


def test_a_saved_tagger_finds_the_same(whole: SpeakerTagger) -> None:
    settings, arrays = whole.state()
    copy = SpeakerTagger.from_state(json.loads(json.dumps(settings)), arrays)
    sentences = [row["text"] for row in ROWS[:100]]
    assert copy.predict(sentences) == whole.predict(sentences)
    assert copy.get_params().keys() == whole.get_params().keys()


def test_the_same_seed_gives_the_same_tagger(tagger: SpeakerTagger) -> None:
    again = fit_speakers(ROWS)
    assert all((array == again.state()[1][name]).all() for name, array in tagger.state()[1].items())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"main.weights": np.zeros((3, 6), np.float16)}, "main.weights"),
        ({"main.keys": np.array([2, 1], np.uint64), "main.weights": np.zeros((2, 6), np.float16)}, "ascend"),
        ({"main.end": np.full(6, np.nan)}, "no number"),
        ({"main.end": np.zeros(6)}, "main.end allows what labels do not"),
        ({"main.transitions": np.full((6, 6), -1e4)}, "main.transitions allows what labels do not"),
        ({"clusters.ids": np.zeros((1, 3))}, "clusters.ids"),
    ],
)
def test_broken_arrays_are_refused(tagger: SpeakerTagger, change: dict[str, Any], message: str) -> None:
    settings, arrays = tagger.state()
    with pytest.raises(ModelFormatError, match=message):
        SpeakerTagger.from_state(settings, arrays | change)


@pytest.mark.parametrize(
    "change",
    [
        {"features": 0},
        {"role_chains": 3},
        {"bias": "high"},
        {"bias": 10**400},
        {"bias": float("nan")},
        {"role_threshold": 0.0},
        {"role_threshold": True},
        {"choice_least": 0.001},
        {"more": 1},
    ],
)
def test_broken_settings_are_refused(tagger: SpeakerTagger, change: dict[str, Any]) -> None:
    settings, arrays = tagger.state()
    with pytest.raises(ModelFormatError):
        SpeakerTagger.from_state(settings | change, arrays)


def test_parameters_are_those_of_scikit_learn() -> None:
    from sklearn.base import clone

    copy = clone(SpeakerTagger(bias=1.0).set_params(epochs=2))
    assert (copy.bias, copy.epochs) == (1.0, 2)
    with pytest.raises(ValueError, match="no parameter 'bais'"):
        copy.set_params(bais=1)


def test_rows_must_be_as_many_as_attributions() -> None:
    with pytest.raises(ValueError, match="equally long"):
        SpeakerTagger().fit(["One."], [])
