"""StanceClassifier: whose framing a sentence carries, by itself and within its document, with probabilities.

Two linear steps. Terms of the sentence, also together with who speaks, give each label a score (one-vs-rest
logistic regression). A softmax regression over those scores, the speaker's blocs and the scores of another
model turns them into probabilities; it is fitted on held-out scores, so they are calibrated (Platt 1999). For
documents it also sees the neighbours' scores and the document's means (stacked sequential learning, Cohen &
Carvalho 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.checked_arrays import LABELS, Arrays, checked_labels
from framing.datatypes import Explanation
from framing.errors import LabelError, ModelFormatError
from framing.parameters import Parameters
from framing.scoring import Repeated, Terms
from framing.softmax import SoftmaxRegression, blend
from framing.stance_document import document_features, sentence_features
from framing.stance_features import VIEWS, View, character_terms, stance_views, voice_hashes, word_views
from framing.termmodel import Floats, TermModel
from framing.tokens import Bools, Ints, Tokens

MIN_COUNTS = {"words": 3, "masked": 3, "characters": 5, "pairs": 3, "frames": 3, "voice": 3}
"""Terms of a view in fewer sentences than this are left out."""
KEEP = 0.5
"""Share of the terms that stay: with half of them the figures move by 0.002 at most."""
DOCUMENT_SHARE = 0.75
"""Weight of the document in its sentences' scores. Cross-validation does not tell 0.75 from 1, but articles
that let both sides speak, of which the training data have few, are labelled better with less of it."""
SIDE_VIEWS = ("words", "masked")
"""What the auxiliary model sees."""


class StanceClassifier(Parameters):
    """Probabilities of stance labels for sentences.

    ``labels`` are the stances (by default those met in `fit`, sorted); ``C`` and ``document_C`` the inverse
    penalties of the sentences' and of the documents' model; ``folds`` the parts in which the first gives the
    second its examples; ``side`` a fitted model of some other label (such as the side of the publisher) whose
    scores help; ``views`` those of `stance_views` that are used. After `fit`, ``held_out_`` (n, k) are the
    probabilities within documents and ``held_out_alone_`` those of sentences alone, each from models that did
    not see the sentence.
    """

    def __init__(
        self,
        labels: Sequence[str] | None = None,
        *,
        C: float = 1.0,
        document_C: float = 0.1,
        folds: int = 5,
        side: TermModel | None = None,
        views: Sequence[str] = VIEWS,
    ) -> None:
        self.labels = labels
        self.C = C
        self.document_C = document_C
        self.folds = folds
        self.side = side
        self.views = views

    def fit(
        self,
        tokens: Tokens,
        stances: Sequence[str],
        voices: Floats,
        first: Ints,
        *,
        voice_labels: Sequence[str],
        actors: ActorTable | None = None,
        groups: Ints | None = None,
        weights: Floats | None = None,
    ) -> StanceClassifier:
        """Learn from the sentences of ``tokens``; returns self.

        ``voices`` (n, B) are held-out probabilities that the blocs of ``voice_labels`` speak, ``first``
        (documents + 1,) the documents' bounds, ``groups`` (n,) what must not be parted by cross-validation
        (default: documents); with no more groups than ``folds``, each is a part by itself. ``weights``
        (n,) say how much a sentence counts for what words mean (default: all alike); probabilities remain
        those of the sentences as they are. Without any label there is nothing to learn, and `predict` gives
        none. Raises LabelError for a stance that is not among ``labels``.
        """
        self.labels_ = tuple(self.labels or sorted(set(stances)))
        self.voice_labels_ = tuple(voice_labels)
        if not self.labels_:
            self.held_out_ = self.held_out_alone_ = np.zeros((0, 0))
            return self
        target = self._targets(stances)
        views = self.views_of(tokens, actors or ActorTable.default(), voices)
        terms = self._terms(views)
        document = np.repeat(np.arange(len(first) - 1), np.diff(first))
        fold = _folds(document if groups is None else groups, self.folds)
        onehot = target[:, None] == np.arange(len(self.labels_))
        scores = np.zeros(onehot.shape)
        for number in np.unique(fold):
            model = self._sentence_model().fit(terms, np.flatnonzero(fold != number), onehot, weights)
            mine = fold == number
            scores[mine] = model.scores(terms, len(target))[mine]
        self.sentence_ = self._sentence_model().fit(terms, np.arange(len(target)), onehot, weights)
        side = self._side_scores(views, len(target))
        alone = sentence_features(scores, side, voices)
        within = document_features(scores, side, voices, first)
        self._fit_softmax(alone, within, target, fold, np.repeat(np.diff(first) > 1, np.diff(first)))
        return self

    def _fit_softmax(self, alone: Floats, within: Floats, target: Ints, fold: Ints, longer: Bools) -> None:
        """Learn from sentences by themselves and, where they are ``longer``, within their documents."""
        k = len(self.labels_)
        self.alone_ = SoftmaxRegression(self.document_C)
        self.held_out_alone_ = self.alone_.fit_held_out(alone, target, k, fold, np.ones(len(target), bool))
        self.document_ = SoftmaxRegression(self.document_C)
        # A corpus without documents has nothing to say about neighbours; sentences are then judged alone.
        if len(np.unique(target[longer])) == k and len(np.unique(fold[longer])) > 1:
            held_out = self.document_.fit_held_out(within, target, k, fold, longer)
            self.document_.lean(self.alone_, DOCUMENT_SHARE)
            mixed = blend(held_out, self.held_out_alone_, DOCUMENT_SHARE)
            self.held_out_ = np.where(longer[:, None], mixed, self.held_out_alone_)
            self.document_.settle(mixed[longer], target[longer])
        else:
            self.document_ = self.alone_.widened(within.shape[1])
            self.held_out_ = self.held_out_alone_

    def _sentence_model(self) -> TermModel:
        return TermModel(
            self.C, [MIN_COUNTS[view] for view in VIEWS if view in self.views], balanced=True, keep=KEEP
        )

    def _targets(self, stances: Sequence[str]) -> Ints:
        number = {label: column for column, label in enumerate(self.labels_)}
        for row, stance in enumerate(stances):
            if stance not in number:
                raise LabelError(f"sentence {row}: stance {stance!r} is not one of {', '.join(number)}")
        return np.array([number[stance] for stance in stances], np.int64)

    def views_of(self, tokens: Tokens, actors: ActorTable, voices: Floats) -> tuple[View, ...]:
        """Return every view of the sentences; ``voices`` (n, B) are the blocs' probabilities."""
        return stance_views(tokens, actors, voice_hashes(self.voice_labels_, voices))

    def _terms(self, views: Sequence[View]) -> list[Terms]:
        return [view.terms for view in views if view.name in self.views]

    def _side_scores(self, views: Sequence[View], texts: int) -> Floats:
        if self.side is None:
            return np.zeros((texts, 0))
        terms = [view.terms for view in views if view.name in SIDE_VIEWS]
        return self.side.scores(terms, texts)

    def predict(
        self, tokens: Tokens, voices: Floats, first: Ints, *, actors: ActorTable, context: bool = True
    ) -> tuple[Floats, Ints]:
        """Return the probabilities (n, k) of the labels and the number of the label given to each sentence.

        ``voices`` (n, B) are the blocs' probabilities, ``first`` (documents + 1,) the documents' bounds;
        with ``context=False``, and in documents of one sentence, each sentence is judged by itself.
        """
        if not self.labels_:
            return np.zeros((tokens.texts, 0)), np.zeros(tokens.texts, np.int64)
        scores, side = self.scores(tokens, actors, voices)
        probabilities = self.alone_.probabilities(sentence_features(scores, side, voices))
        chosen = self.alone_.choose(probabilities)
        within = np.repeat(np.diff(first) > 1, np.diff(first))
        if context and within.any():
            longer = self.document_.probabilities(document_features(scores, side, voices, first))
            probabilities[within] = longer[within]
            chosen[within] = self.document_.choose(longer)[within]
        return probabilities, chosen

    def scores(self, tokens: Tokens, actors: ActorTable, voices: Floats) -> tuple[Floats, Floats]:
        """Return the scores of the labels (n, k) and those of the auxiliary model (n, s)."""
        scores = np.zeros((tokens.texts, len(self.labels_)))
        side = np.zeros((tokens.texts, 0 if self.side is None else len(self.side.intercept_)))
        for low, high, part in tokens.batches():
            heard = voice_hashes(self.voice_labels_, voices[low:high])
            terms: dict[str, Terms | Repeated]
            terms = {view.name: view.terms for view in word_views(part, actors, heard)}
            terms["characters"] = character_terms(part)
            seen = [terms[name] for name in VIEWS if name in self.views]
            scores[low:high] = self.sentence_.scores(seen, high - low)
            if self.side is not None:
                side[low:high] = self.side.scores([terms[name] for name in SIDE_VIEWS], high - low)
        return scores, side

    def least_probabilities(self, max_error: float, first: Ints, *, context: bool = True) -> Floats:
        """Return for each sentence the probability below which to abstain; see `SoftmaxRegression`."""
        length = np.diff(first)
        longer = np.repeat(length > 1, length) & context
        if not self.labels_:
            return np.zeros(len(longer))
        alone, within = (model.least_probability(max_error) for model in (self.alone_, self.document_))
        return np.where(longer, within, alone)

    def explain(
        self, tokens: Tokens, voices: Floats, actors: ActorTable, texts: Sequence[str]
    ) -> list[Explanation]:
        """Return what adds up to each label's score in one sentence; their softmax is the probabilities.

        Contributions of terms pass through both steps, which are linear, so they sum to the score exactly.
        """
        if not self.labels_:
            return []
        views = self.views_of(tokens, actors, voices)
        softmax = self.alone_.weights_
        k = len(self.labels_)
        used = [view for view in views if view.name in self.views]
        parts = _term_parts(self.sentence_, used, softmax[:k], tokens, texts[0])
        if self.side is not None:
            chosen = [view for view in views if view.name in SIDE_VIEWS]
            width = len(self.side.intercept_)
            parts += _term_parts(self.side, chosen, softmax[k : k + width], tokens, texts[0])
        parts += [
            (f"speaker of {label}", "bloc", probability * weight)
            for label, probability, weight in zip(
                self.voice_labels_, voices[0], softmax[len(softmax) - len(self.voice_labels_) :], strict=True
            )
        ]
        constant = self.alone_.bias_ + self.sentence_.intercept_ @ softmax[:k]
        if self.side is not None:
            constant = constant + self.side.intercept_ @ softmax[k : k + width]
        return [
            Explanation.of(
                "stance",
                label,
                float(constant[column]),
                [(name, view, float(amounts[column])) for name, view, amounts in parts],
            )
            for column, label in enumerate(self.labels_)
        ]

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """Return settings for JSON and arrays for safetensors."""
        arrays: Arrays = {}
        if self.labels_:
            arrays = self.sentence_.arrays("sentence.") | self.alone_.arrays("alone.")
            arrays |= self.document_.arrays("document.")
        sides = 0
        if self.side is not None:
            sides = len(self.side.intercept_)
            arrays |= self.side.arrays("side.")
        settings = {"labels": list(self.labels_), "voices": list(self.voice_labels_), "sides": sides}
        return settings | {"views": list(self.views)}, arrays

    @classmethod
    def from_state(cls, settings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> StanceClassifier:
        """Return the classifier that was saved; raises ModelFormatError where something does not fit."""
        labels = checked_labels(settings.get("labels"), "stances")
        voices = checked_labels(settings.get("voices"), "the stance model's blocs")
        seen = checked_labels(settings.get("views"), "views")
        sides = settings.get("sides")
        if not (isinstance(sides, int) and 0 <= sides <= LABELS):
            raise ModelFormatError(f"the stance model's sides must be a number of labels, not {sides!r}")
        views = tuple(view for view in VIEWS if view in seen)
        model = cls(labels, views=views)
        model.labels_, model.voice_labels_ = labels, voices
        if not labels:
            return model
        model.sentence_ = TermModel.from_arrays(arrays, "sentence.", len(views), len(labels))
        if sides:
            model.side = TermModel.from_arrays(arrays, "side.", len(SIDE_VIEWS), sides)
        one = np.zeros((1, len(labels)))
        other = np.zeros((1, sides)), np.zeros((1, len(voices)))
        width = sentence_features(one, *other).shape[1]
        model.alone_ = SoftmaxRegression.from_arrays(arrays, "alone.", width, len(labels))
        width = document_features(one, *other, np.array([0, 1])).shape[1]
        model.document_ = SoftmaxRegression.from_arrays(arrays, "document.", width, len(labels))
        return model


def _folds(groups: Ints, count: int) -> Ints:
    """Return the part of each row; rows of one group are in the same."""
    names, number = np.unique(groups, return_inverse=True)
    result: Ints = number if len(names) <= count else groups * 2654435761 % 2**32 % count
    return result


def _term_parts(
    model: TermModel, views: Sequence[View], weights: Floats, tokens: Tokens, text: str
) -> list[tuple[str, str, Floats]]:
    """Return name, view and contribution to each label of every known term of the one sentence."""
    return [
        (views[number].term(text, tokens, place), views[number].name, amounts @ weights)
        for number, place, amounts in model.contributions([view.terms for view in views])
    ]
