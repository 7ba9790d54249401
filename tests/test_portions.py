"""Long inputs are read in portions, and a document that is too long as several."""

from __future__ import annotations

import pytest

import framing
from framing import InputError, Model
from framing.portions import LONGEST_SENTENCE, cuts

STORY = (
    "Moscow denied the charge. “It is a smear,” the spokesman said. Kyiv welcomed the vote. "
    "She called it overdue. Beijing protested. “We shall respond,” it said. "
)


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


def test_a_document_is_cut_before_the_sentence_that_begins_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.portions.LONGEST_DOCUMENT", 10)
    assert cuts(["a" * 9, "b", "c", "d" * 30, "e"]) == [(0, 2), (2, 4), (4, 5)]
    assert cuts(["a"]) == [(0, 1)]
    assert cuts([]) == [(0, 0)]


def test_a_long_document_is_told_like_its_pieces(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.portions.LONGEST_DOCUMENT", 150)
    sentences = [span.text for span in framing.split_sentences(STORY * 3)]
    documents = [["Rome is calm."], sentences, [], [" "]]
    told = list(model.annotate_sentences(documents))
    assert [len(statements) for statements in told] == [1, len(sentences), 0, 1]
    bounds = cuts(sentences)
    assert len(bounds) > 2
    for low, high in bounds:
        (piece,) = model.annotate_sentences([sentences[low:high]])
        for mine, one in zip(told[1][low:high], piece, strict=True):
            # Sums of other shapes may differ in their last digits.
            assert (mine.stance.label, mine.blocs) == (one.stance.label, one.blocs)
            assert mine.stance.probabilities == pytest.approx(one.stance.probabilities, rel=1e-12)
            assert mine.bloc_probabilities == pytest.approx(one.bloc_probabilities, rel=1e-12)
            assert mine.context == (None if one.context is None else one.context + low)
    assert any(statement.context for statement in told[1][bounds[1][0] :])


def test_explanations_of_a_long_document_add_up(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.portions.LONGEST_DOCUMENT", 150)
    document = model.annotate(STORY * 3)
    assert [document.text[s.start : s.end] for s in document] == [s.text for s in document]
    explained = model.explain_statements(document)
    assert [each.label for each in explained] == [s.stance.decided for s in document]
    for each in explained:
        assert each.score == pytest.approx(each.intercept + sum(c.amount for c in each.contributions))


def test_what_is_no_sentence_is_refused(model: Model) -> None:
    with pytest.raises(InputError, match="1000001 characters are no sentence"):
        list(model.annotate_sentences([["a" * (LONGEST_SENTENCE + 1)]]))
