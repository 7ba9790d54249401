"""SpeakerTagger: who a sentence's content is attributed to, by two linear chains over hashed features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from framing.attribution_features import Clusters, quotation
from framing.attribution_labels import (
    AFTER,
    MAIN,
    OUTSIDE,
    ROLES,
    SOURCE,
    label_spans,
    main_legality,
)
from framing.attribution_templates import VERSION
from framing.attributions import Attribution, main_labels, span_of, speakers_of
from framing.chain import Floats
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.checked_arrays import Arrays
from framing.datatypes import Explanation, Span, Speaker
from framing.heard import Heard
from framing.main_paths import SURE, MainPaths, first_of_texts, first_tokens
from framing.parameters import Parameters
from framing.reading import Reading
from framing.role_training import fit_roles
from framing.roles import RoleModel
from framing.speaker_explanation import explain_path
from framing.speaker_settings import checked_settings
from framing.tokens import Bools, Ints, Tokens, tokenize


class SpeakerTagger(Parameters):
    """Finds the speakers of sentences, each with its cue and content.

    Chains of roles label sources, cues and contents (as PARC and PolNeAR annotate them), and a linear model
    chooses among the spans that they find probable; the chain of the main speaker finds the one that matters
    most, and sees what the other chains found. Rows that are annotated completely teach the former, the other
    rows the latter; without rows of a kind there is no such chain.

    ``clusters`` are word clusters; ``role_penalty``, ``role_size``, ``choice_penalty``, ``choice_size``,
    ``main_penalty``, ``main_size``, ``rate``, ``epochs``, ``dropout``, ``min_count`` and ``seed`` are those
    of `ChainTrainer`. Spans of roles are weighed from a probability of ``choice_least`` on, and found from
    one of ``role_threshold`` on; ``bias`` is added to the score of a main speaker, higher finds more. After
    `fit`, ``roles_`` is the `RoleModel` and ``main_`` the chain of the main speaker, or None.
    """

    def __init__(
        self,
        clusters: Clusters | None = None,
        *,
        role_penalty: float = 30.0,
        choice_penalty: float = 300.0,
        main_penalty: float = 30.0,
        role_size: int = 34_000,
        choice_size: int = 10_000,
        choice_least: float = 0.03,
        main_size: int = 134_000,
        role_threshold: float = 0.27,
        bias: float = 0.3,
        rate: float = 0.03,
        epochs: int = 8,
        dropout: float = 0.5,
        min_count: int = 3,
        seed: int = 0,
    ) -> None:
        self.clusters = clusters
        self.role_penalty = role_penalty
        self.choice_penalty = choice_penalty
        self.main_penalty = main_penalty
        self.role_size = role_size
        self.choice_size = choice_size
        self.choice_least = choice_least
        self.main_size = main_size
        self.role_threshold = role_threshold
        self.bias = bias
        self.rate = rate
        self.epochs = epochs
        self.dropout = dropout
        self.min_count = min_count
        self.seed = seed

    def fit(
        self,
        texts: Sequence[str],
        attributions: Sequence[Sequence[Attribution]],
        complete: Sequence[bool] | None = None,
    ) -> SpeakerTagger:
        """Learn from sentences and the attributions of each, the main one first.

        ``complete`` says which rows have all their attributions annotated with source, cue and content; the
        others (all, where None) name the source of the main one alone. Raises ValueError where lengths differ
        or there is no row.
        """
        whole = [False] * len(texts) if complete is None else list(complete)
        if not len(texts) == len(attributions) == len(whole) or not texts:
            raise ValueError("texts, attributions and complete must be equally long, with one row or more")
        self.roles_ = RoleModel()
        told = [row for row, is_whole in enumerate(whole) if is_whole and texts[row].strip()]
        if told:
            self.roles_ = fit_roles(
                [texts[row] for row in told],
                [attributions[row] for row in told],
                self._clusters,
                self._trainer(self.role_penalty, self.role_size),
                self._trainer(self.choice_penalty, self.choice_size),
                least=self.choice_least,
            )
        rest = [row for row, is_whole in enumerate(whole) if not is_whole]
        return self._learn_main([texts[row] for row in rest], [attributions[row] for row in rest])

    def refit(self, texts: Sequence[str], attributions: Sequence[Sequence[Attribution]]) -> SpeakerTagger:
        """Return a tagger that finds roles as this one does and learns the main speaker from other rows."""
        tagger = SpeakerTagger(**self.get_params())
        tagger.roles_ = self.roles_
        return tagger._learn_main(texts, attributions)

    def _learn_main(
        self, texts: Sequence[str], attributions: Sequence[Sequence[Attribution]]
    ) -> SpeakerTagger:
        tokens = tokenize(texts)
        self.main_: ChainModel | None = self._fit_main(tokens, attributions) if len(tokens) else None
        return self

    def _trainer(self, penalty: float, size: int) -> ChainTrainer:
        return ChainTrainer(
            penalty=penalty,
            rate=self.rate,
            epochs=self.epochs,
            min_count=self.min_count,
            size=size,
            seed=self.seed,
            dropout=self.dropout,
        )

    def _fit_main(self, tokens: Tokens, attributions: Sequence[Sequence[Attribution]]) -> ChainModel:
        reading = self._read(tokens)
        support = np.where(quotation(tokens)[1], -0.5, 0.0)
        if reading.marginals is not None:
            support = support + reading.marginals[:, SOURCE : SOURCE + 4].sum(axis=1)
        labels = main_labels(tokens, attributions, support)
        trainer = self._trainer(self.main_penalty, self.main_size)
        features = trainer.index(replace(reading, words=(), scores=None, marginals=None).columns)
        del reading  # gigabytes, for a large corpus
        return trainer.fit(features, labels, tokens.first, main_legality())

    @property
    def _clusters(self) -> Clusters:
        return self.clusters or Clusters.none()

    @property
    def _chains(self) -> list[ChainModel]:
        main = getattr(self, "main_", None)  # while it is fitted there is none
        return [*self.roles_.chains, *([main] if main else [])]

    def _read(self, tokens: Tokens) -> Reading:
        reading = Reading.of(tokens, self._clusters, self._chains)
        return self.roles_.read(reading, self._clusters).for_main()

    def predict(self, texts: Sequence[str], tokens: Tokens | None = None) -> list[tuple[Speaker, ...]]:
        """Return the speakers of each text, the main one first; no speaker, an empty tuple.

        ``tokens`` are those of ``texts`` where they have been made already.
        """
        return self.hear(texts, tokens)[0]

    def hear(
        self, texts: Sequence[str], tokens: Tokens | None = None
    ) -> tuple[list[tuple[Speaker, ...]], Heard]:
        """Return what `predict` does, and how sure it is in each text that anybody speaks."""
        tokens = tokenize(texts) if tokens is None else tokens
        parts = [self._hear(texts[low:high], part) for low, high, part in tokens.batches()]
        return [speakers for found, _ in parts for speakers in found], Heard.joined([h for _, h in parts])

    def _hear(self, texts: Sequence[str], tokens: Tokens) -> tuple[list[tuple[Speaker, ...]], Heard]:
        if not len(tokens) or self.main_ is None:
            found = self._sources(texts, tokens)
            return found, Heard.of([one[0] if one else None for one in found])
        reading = self._read(tokens)
        paths = self._main_paths(reading, self.main_)
        chief = first_tokens(paths.eager, tokens)
        found = speakers_of(tokens, texts, self._roles_around(reading, paths.eager, chief >= 0), chief)
        candidates: list[Speaker | None] = [None] * len(texts)
        for text in np.flatnonzero(paths.doubtful).tolist():
            candidates[text], found[text] = found[text][0], ()
        speakers = [one[0] if one else None for one in found]
        return found, Heard(speakers, paths.probability, candidates)

    def _sources(self, texts: Sequence[str], tokens: Tokens) -> list[tuple[Speaker, ...]]:
        """Return the sources that the chains of roles find, where there is no chain of main speakers."""
        if not len(tokens):
            return [() for _ in texts]
        labels = self._role_path(self._read(tokens))
        roles, start, _ = label_spans(labels)
        return speakers_of(tokens, texts, labels, first_of_texts(tokens, start[roles == SOURCE]))

    def predict_roles(self, texts: Sequence[str]) -> list[dict[str, tuple[Span, ...]]]:
        """Return all sources, cues and contents of each text as the chains of roles see them, unconnected."""
        tokens = tokenize(texts)
        result: list[dict[str, list[Span]]] = [{name: [] for name in ROLES.values()} for _ in texts]
        if len(tokens):
            roles, start, end = label_spans(self._role_path(self._read(tokens)))
            for role, *bounds in zip(roles.tolist(), start.tolist(), end.tolist(), strict=True):
                result[tokens.text[bounds[0]]][ROLES[role]].append(
                    span_of(tokens, texts, (bounds[0], bounds[1]))
                )
        return [{name: tuple(spans) for name, spans in roles.items()} for roles in result]

    def _main_paths(self, reading: Reading, chain: ChainModel) -> MainPaths:
        scores = reading.emissions(chain, len(self.roles_.chains))
        return MainPaths.of(scores, chain.links, reading.tokens, self.bias)

    def _role_path(self, reading: Reading) -> Ints:
        """Return the labels of roles, shape (T,)."""
        labels = np.zeros(len(reading.tokens), np.int64)
        if reading.scores is not None:
            self._mark_roles(labels, reading, reading.scores, np.ones(len(labels), bool))
        return labels

    def _roles_around(self, reading: Reading, main: Ints, speaks: Bools) -> Ints:
        """Return the labels of roles, shape (T,), in the texts that have a ``main`` speaker, a source."""
        labels = np.zeros(len(reading.tokens), np.int64)
        spoken = (main != OUTSIDE) & (main != AFTER)
        labels[spoken] = main[spoken] - MAIN + SOURCE
        if reading.scores is not None:
            mine = speaks[reading.tokens.text]
            scores = reading.scores[mine]
            scores[np.flatnonzero(spoken[mine]), labels[spoken]] += SURE
            self._mark_roles(labels, reading, scores, mine)
        return labels

    def _mark_roles(self, labels: Ints, reading: Reading, scores: Floats, mine: Bools) -> None:
        least, threshold = self.choice_least, self.role_threshold
        self.roles_.mark(labels, reading, scores=scores, mine=mine, least=least, threshold=threshold)

    def explain(self, text: str) -> Explanation | None:
        """Return what makes the main speaker of a sentence its speaker, or None where there is none.

        See `explain_path`; without a chain of main speakers there is nothing to explain.
        """
        tokens = tokenize([text])
        if self.main_ is None or not len(tokens):
            return None
        reading = self._read(tokens)
        path = self._main_paths(reading, self.main_).best
        return explain_path(text, reading, self.main_, path, self.bias)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """Return the fitted tagger as JSON values and arrays."""
        settings = {name: value for name, value in self.get_params().items() if name != "clusters"}
        arrays: Arrays = {"clusters.keys": self._clusters.keys, "clusters.ids": self._clusters.ids}
        arrays |= self.roles_.arrays()
        if self.main_ is not None:
            arrays |= self.main_.arrays("main")
        return {"features": VERSION, "role_chains": len(self.roles_.chains), **settings}, arrays

    @classmethod
    def from_state(cls, settings: dict[str, Any], arrays: Arrays) -> SpeakerTagger:
        """Return a saved tagger; raises ModelFormatError where the state is not one of this version."""
        defaults = {name: value for name, value in cls().get_params().items() if name != "clusters"}
        chains, given = checked_settings(settings, defaults)
        tagger = cls(clusters=Clusters.from_arrays("clusters", arrays), **given)
        tagger.roles_ = RoleModel.from_arrays(chains, arrays)
        tagger.main_ = (
            ChainModel.from_arrays("main", main_legality(), arrays) if "main.keys" in arrays else None
        )
        return tagger
