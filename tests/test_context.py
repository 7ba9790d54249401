"""What a document offers to resolve a sentence by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.actors import ActorTable
from framing.antecedents import KINDS, QUOTES, document_start, following, previous, quote_states
from framing.bloc_reading import Reading, read_documents
from framing.context import Words, columns
from framing.datatypes import Speaker
from framing.heard import Heard
from framing.tokens import tokenize


def read(texts: list[str], words: list[str | None]) -> Reading:
    speakers = [
        Speaker(said, text.index(said), text.index(said) + len(said)) if said else None
        for text, said in zip(texts, words, strict=True)
    ]
    bounds = np.array([0, len(texts)])
    return read_documents(
        tokenize(texts), Heard.of(speakers), bounds, ActorTable.default(), ["russia", "china"]
    )


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 12))
def test_neighbours_stay_within_the_document(chosen: list[bool], cut: int) -> None:
    first = np.array([0, min(cut, len(chosen)), len(chosen)])
    mask = np.array(chosen, bool)
    before, after = previous(mask, first), following(mask, first)
    start = document_start(first)
    for row in range(len(chosen)):
        document = [k for k in range(len(chosen)) if start[k] == start[row] and chosen[k]]
        assert before[row] == max([k for k in document if k < row], default=-1)
        assert after[row] == min([k for k in document if k > row], default=-1)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (None, "none"),
        ("He", "singular"),
        ("they", "plural"),
        ("it", "thing"),
        ("we", "first"),
        ("the minister", "definite"),
        ("Mr. Ferris", "surname"),
        ("Ferris", "surname"),
        ("Anna Ferris", "name"),
        ("Dmitry Peskov", "actor"),
        ("Chinese officials", "actor"),
        ("some analysts", "other"),
    ],
)
def test_speakers_have_kinds(words: str | None, kind: str) -> None:
    text = f"{words or 'Rain'} said so."
    assert KINDS[read([text], [words]).kind[0]] == kind


def test_quotations_run_on_until_they_are_closed() -> None:
    texts = [
        "“It began.",
        "It went on.",
        "It ended.”",
        "Then rain fell.",
        "“All of it.”",
        "He said “no” to it.",
    ]
    states = quote_states(tokenize(texts), np.array([0, len(texts)]))
    assert [QUOTES[state] for state in states] == ["opens", "carried", "ends", "plain", "whole", "partly"]
    fresh = quote_states(tokenize(texts), np.array([0, 1, len(texts)]))
    assert QUOTES[fresh[1]] == "plain"


def test_a_surname_leads_to_its_introduction() -> None:
    texts = [
        "The mayor, Anna Ferris, opened the harbour.",
        "Rain fell.",
        "Ferris said it was late.",
        "The city said Ferris was right.",
        "Ms. Ferris denied it.",
    ]
    names = read(texts, [None, None, "Ferris", "The city", "Ms. Ferris"]).names
    assert names.start[names.intro[2]] == tokenize(texts).start.tolist().index(texts[0].index("Anna"))
    assert names.intro[[0, 1, 3]].tolist() == [-1, -1, -1]
    assert names.same.tolist() == [-1, -1, -1, -1, 2]


def test_a_description_leads_to_the_speaker_with_its_noun() -> None:
    texts = ["A report by the Harbour Trust said so.", "He agreed.", "The report also named a firm."]
    names = read(texts, ["A report by the Harbour Trust", "He", "The report"]).names
    assert names.same.tolist() == [-1, -1, 0]


def test_a_sentence_by_itself_has_no_sources() -> None:
    reading = read(["Peskov said so."], ["Peskov"])
    half = np.full((1, 2), 0.5)
    words = Words(half, np.full(1, 0.5), half, np.full((len(reading.run_text), 2), 0.5))
    seen = columns(reading, words, words.own)
    near = seen.index[0, : seen.index.shape[1] - 1]
    assert set(near[near != 0].tolist()) == {-1}
    assert np.isfinite(seen.value).all()
