"""Explanations within a document add up to the probabilities that the document's sentences were given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from framing import LabelError, Model, Stance, load

ARTICLE = Path(__file__).parent.parent / "examples" / "winter-olympics-call.txt"


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@pytest.mark.parametrize("text", [ARTICLE.read_text(encoding="utf-8"), "Beijing rejected the claim."])
def test_scores_of_all_labels_give_the_probabilities(model: Model, text: str) -> None:
    document = model.annotate(text)
    scores = []
    for label in model.stance.labels_:
        asked = [replace(s, stance=Stance(label, 0.5, s.stance.probabilities)) for s in document]
        explanations = model.explain_statements(asked)
        assert {explanation.label for explanation in explanations} == {label}
        for explanation in explanations:
            total = explanation.intercept + sum(part.amount for part in explanation.contributions)
            assert total == pytest.approx(explanation.score, abs=1e-9)
        scores.append([explanation.score for explanation in explanations])
    power = np.exp(np.array(scores).T)
    expected = [list(statement.stance.probabilities.values()) for statement in document]
    np.testing.assert_allclose(power / power.sum(axis=1, keepdims=True), expected, atol=1e-6)


def test_words_are_those_of_the_sentence(model: Model) -> None:
    document = model.annotate("Moscow denied the charge. Kyiv condemned Russia’s barbaric attack.")
    for statement, explanation in zip(document, model.explain_statements(document), strict=True):
        words = [part.feature for part in explanation.contributions if part.view == "word"]
        assert words
        assert all(word in statement.text for word in words)
    parts = {part.feature: part.amount for part in explanation.contributions}
    assert explanation.label == "western_criticism"
    assert parts["barbaric"] > 0
    assert "the sentences around" in parts


def test_an_undecided_stance_is_explained_by_the_most_probable_one(model: Model) -> None:
    document = model.annotate("The talks began. They ended at noon.", min_probability=1.0)
    for statement, explanation in zip(document, model.explain_statements(document), strict=True):
        assert statement.stance.label == "undecided"
        assert statement.stance.probabilities[explanation.label] == max(
            statement.stance.probabilities.values()
        )


def test_statements_of_another_model_are_refused(model: Model) -> None:
    (statement,) = model.annotate("The talks began.")
    with pytest.raises(LabelError, match="by the model that made them"):
        model.explain_statements([replace(statement, stance=Stance("alien", 0.9, {"alien": 0.9}))])


def test_no_statement_has_no_explanation(model: Model) -> None:
    assert model.explain_statements([]) == ()
