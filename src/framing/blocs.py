"""BlocClassifier: the side(s) a sentence's speaker belongs to, from words, actors and the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.bloc_decision import best_thresholds, choose
from framing.bloc_examples import Examples, document_folds, with_any
from framing.bloc_reading import SPEAKER_VIEWS, Reading, View, read_documents, terms
from framing.checked_arrays import Arrays, checked_labels
from framing.context import ContextModel, Words
from framing.datatypes import Explanation, Speaker
from framing.errors import LabelError, ModelFormatError
from framing.heard import Heard, Speakers
from framing.parameters import Parameters
from framing.termmodel import Floats, TermModel
from framing.tokens import Bools, Ints, Tokens, tokenize

KEEP = 0.6
"""Share of the terms that stay in the models of words; fewer would cost accuracy."""


@dataclass(frozen=True, slots=True)
class Blocs:
    """The blocs of n sentences: ``probabilities`` and ``chosen`` (n, B), and ``context`` (n,).

    ``context`` is the index within the document of the sentence that decided, -1 where it is the sentence
    itself or no bloc is chosen.
    """

    labels: tuple[str, ...]
    probabilities: Floats
    chosen: Bools
    context: Ints

    def names(self) -> list[tuple[str, ...]]:
        """Return the chosen labels of each sentence."""
        known: dict[tuple[bool, ...], tuple[str, ...]] = {}  # few sets make up all rows
        for row in (rows := [tuple(row) for row in self.chosen.tolist()]):
            if row not in known:
                known[row] = tuple(label for label, is_in in zip(self.labels, row, strict=True) if is_in)
        return [known[row] for row in rows]


class BlocClassifier(Parameters):
    """One-vs-rest models of the speaker's words and of sentences without a speaker, and a document pass.

    ``labels`` are the blocs (by default those met in `fit`, sorted); ``C``, ``bare_C`` and ``context_C`` the
    inverse penalties of the three models, ``folds`` the parts in which the first two give the third its
    examples, ``min_count`` the fewest sentences of a term. After `fit`, ``thresholds_`` holds the least
    probability of a speaker's likeliest bloc, of a further one, and of the likeliest one without a speaker,
    ``held_out_`` (n, B) the probabilities out of fold and ``held_out_chosen_`` (n, B) the sets they give.
    ``actors`` is the table in use; replacing it takes effect at once.
    """

    def __init__(
        self,
        labels: Sequence[str] | None = None,
        *,
        C: float = 3.0,
        bare_C: float = 3.0,
        context_C: float = 1.0,
        folds: int = 5,
        min_count: int = 2,
    ) -> None:
        self.labels = labels
        self.C = C
        self.bare_C = bare_C
        self.context_C = context_C
        self.folds = folds
        self.min_count = min_count
        self.actors = ActorTable.default()

    def fit(
        self,
        texts: Sequence[str],
        speakers: Speakers | Heard,
        blocs: Sequence[Iterable[str]],
        first: Sequence[int] | Ints | None = None,
        *,
        actors: ActorTable | None = None,
        annotated: Speakers | None = None,
        names: ActorTable | None = None,
        usable: Bools | None = None,
        parts: Ints | None = None,
    ) -> BlocClassifier:
        """Learn from sentences with their speakers, or what was heard, and sets of blocs; returns self.

        ``first`` (documents + 1,) are document bounds (default: each sentence by itself). ``usable`` (n,)
        says from which sentences the model of speakers' own words is learned, and the thresholds. Where
        ``speakers`` are predicted, that model also learns from the ``annotated`` ones that differ. The
        persons among ``actors`` and further ``names`` teach where names come from. ``parts`` (n,) are those
        of cross-validation (default: documents, in ``folds``). Without any bloc there is nothing to learn,
        and `predict` gives none. Raises LabelError for a bloc that is not among ``labels``.
        """
        self.actors = actors or ActorTable.default()
        self.labels_ = tuple(self.labels or sorted({bloc for row in blocs for bloc in row}))
        if not self.labels_:
            return self._silent(len(texts))
        targets = self._targets(blocs)
        tokens, bounds = tokenize(texts), _bounds(first, len(texts))
        reading = self._read(tokens, speakers, bounds)
        found = Heard.of(speakers).speakers
        missed = [a if a != s else None for a, s in zip(annotated or found, found, strict=True)]
        examples = Examples.of(reading, targets).joined(
            Examples.of(self._read(tokens, missed, bounds), targets)
        )
        for table in (self.actors, names) if names else (self.actors,):
            examples = examples.joined(Examples.of_names(table, self.labels_))
        usable = np.ones(len(texts), bool) if usable is None else usable
        fold = document_folds(bounds, self.folds) if parts is None else parts
        words = self._held_out_words(reading, examples, targets, usable, fold)
        self._fit_words(reading, examples, targets, np.ones(len(texts), bool), usable)
        self.context_ = ContextModel(self.context_C).fit(reading, words, targets, fold)
        self.held_out_ = self.context_.held_out_
        speaks = reading.kind > 0
        self.thresholds_ = best_thresholds(self.held_out_[usable], targets[usable], speaks[usable])
        self.held_out_chosen_ = choose(self.held_out_, speaks, self.thresholds_)
        return self

    def _silent(self, count: int) -> BlocClassifier:
        self.thresholds_ = (1.0, 1.0, 1.0)
        self.held_out_, self.held_out_chosen_ = np.zeros((count, 0)), np.zeros((count, 0), bool)
        return self

    def _held_out_words(
        self, reading: Reading, examples: Examples, targets: Bools, usable: Bools, fold: Ints
    ) -> Words:
        """Return what models that did not see a sentence's document say of it."""
        shape = targets.shape
        runs = np.zeros((len(reading.run_text), shape[1]))
        words = Words(np.zeros(shape), np.zeros(shape[0]), np.zeros(shape), runs)
        for number in np.unique(fold):
            self._fit_words(reading, examples, targets, fold != number, usable)
            part, mine = self._words(reading), fold == number
            for name in ("own", "carries", "candidate"):
                getattr(words, name)[mine] = getattr(part, name)[mine]
            named = mine[reading.run_text]
            runs[named] = part.run[named]
        return words

    def _targets(self, blocs: Sequence[Iterable[str]]) -> Bools:
        number = {label: column for column, label in enumerate(self.labels_)}
        targets = np.zeros((len(blocs), len(number)), bool)
        for row, names in enumerate(blocs):
            for name in names:
                if name not in number:
                    raise LabelError(f"sentence {row}: bloc {name!r} is not one of {', '.join(number)}")
                targets[row, number[name]] = True
        return targets

    def _fit_words(
        self, reading: Reading, examples: Examples, targets: Bools, chosen: Bools, usable: Bools
    ) -> None:
        self.speaker_ = TermModel(self.C, self.min_count, keep=KEEP).fit(
            examples.views, examples.among(chosen & usable), with_any(examples.targets)
        )
        silent = np.flatnonzero(chosen & (reading.kind == 0))
        sentences = list(map(terms, reading.sentence_views))
        self.bare_ = TermModel(self.bare_C, self.min_count, keep=KEEP).fit(
            sentences, silent, with_any(targets)
        )

    def _read(self, tokens: Tokens, speakers: Speakers | Heard, bounds: Ints) -> Reading:
        return read_documents(tokens, Heard.of(speakers), bounds, self.actors, self.labels_)

    def _words(self, reading: Reading) -> Words:
        width = len(self.labels_)
        found = self.bare_.probabilities(list(map(terms, reading.sentence_views)), len(reading.kind))
        found[reading.speaking] = self._named(reading.speaker_views, reading.speaking)
        candidate = np.zeros((len(reading.kind), width))
        doubtful = reading.doubtful
        would = self._named(reading.candidate_views, doubtful)[:, :width]
        candidate[doubtful] = would * reading.presence[doubtful, None]
        run = np.zeros((len(reading.run_text), width))
        run[reading.runs] = self._named(reading.run_views, reading.runs)[:, :width]
        return Words(found[:, :width], found[:, width], candidate, run)

    def _named(self, views: list[View], where: Ints) -> Floats:
        """Return the blocs' probabilities of names, and that of any, shape (len(where), B + 1)."""
        return self.speaker_.probabilities(list(map(terms, views)), len(where))

    def predict(
        self,
        texts: Sequence[str],
        speakers: Speakers | Heard,
        first: Sequence[int] | Ints | None = None,
        *,
        tokens: Tokens | None = None,
        context: bool = True,
    ) -> Blocs:
        """Return the blocs of sentences; ``first`` as in `fit`, ``tokens`` those of ``texts`` if there are.

        With ``context=False`` each sentence is judged by itself.
        """
        if not self.labels_:
            none = np.zeros((len(texts), 0))
            return Blocs((), none, none.astype(bool), np.full(len(texts), -1))
        bounds = _bounds(first if context else None, len(texts))
        reading = self._read(tokenize(texts) if tokens is None else tokens, speakers, bounds)
        probabilities, decided = self.context_.apply(reading, self._words(reading))
        chosen = choose(probabilities, reading.kind > 0, self.thresholds_)
        begin = np.repeat(bounds[:-1], np.diff(bounds))
        index = np.where((decided >= 0) & chosen.any(axis=1), decided - begin, -1)
        return Blocs(self.labels_, probabilities, chosen, index)

    def explain(self, text: str, speaker: Speaker | None) -> list[Explanation]:
        """Return, for each label, what adds up to the log-odds that one sentence's own words give it.

        The document pass comes after that and is not explained.
        """
        if not self.labels_:
            return []
        tokens = tokenize([text])
        reading = self._read(tokens, [speaker], np.array([0, 1]))
        model, views = self.bare_, reading.sentence_views
        if len(reading.speaking):
            model, views = self.speaker_, reading.speaker_views
        parts = _contributions(model, views, text)
        return [
            Explanation.of(
                "bloc",
                label,
                float(model.intercept_[k]),
                [(words, view, float(amounts[k])) for words, view, amounts in parts],
            )
            for k, label in enumerate(self.labels_)
        ]

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """Return settings for JSON and arrays for safetensors."""
        settings = {"labels": list(self.labels_), "thresholds": list(self.thresholds_)}
        if not self.labels_:
            return settings, {}
        words = self.speaker_.arrays("speaker.") | self.bare_.arrays("bare.")
        return settings, words | self.context_.arrays()

    @classmethod
    def from_state(cls, settings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> BlocClassifier:
        """Return the classifier that was saved; raises ModelFormatError where something does not fit."""
        labels = checked_labels(settings.get("labels"), "blocs")
        try:
            low, further, bare = (float(value) for value in settings["thresholds"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ModelFormatError(f"the blocs' settings are damaged: {error!r}; train it again") from error
        model = cls(labels)
        model.labels_, model.thresholds_ = labels, (low, further, bare)
        if not labels:
            return model
        model.speaker_ = TermModel.from_arrays(arrays, "speaker.", SPEAKER_VIEWS, len(labels) + 1)
        model.bare_ = TermModel.from_arrays(arrays, "bare.", 1, len(labels) + 1)
        model.context_ = ContextModel.from_arrays(arrays, len(labels))
        return model


def _contributions(model: TermModel, views: list[View], text: str) -> list[tuple[str, str, Floats]]:
    """Return the words, the feature's name and the amounts (k,) of each known term of one text."""
    parts = []
    for number, place, amounts in model.contributions(list(map(terms, views))):
        spot = place
        for feature in views[number]:
            if spot < len(feature.hashes):
                parts.append((text[feature.start[spot] : feature.end[spot]], feature.name, amounts))
                break
            spot -= len(feature.hashes)
    return parts


def _bounds(first: Sequence[int] | Ints | None, count: int) -> Ints:
    return np.arange(count + 1) if first is None else np.asarray(first, np.int64)
