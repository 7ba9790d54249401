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
    SINGLE,
    SOURCE,
    label_spans,
    main_legality,
    role_legality,
)
from framing.attribution_templates import VERSION
from framing.attributions import Attribution, main_labels, span_of, speakers_of
from framing.chain import Layout
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.checked_arrays import Arrays
from framing.datatypes import Explanation, Span, Speaker
from framing.errors import ModelFormatError
from framing.parameters import Parameters
from framing.reading import Reading
from framing.role_training import fit_roles
from framing.span_decoding import probable_spans
from framing.speaker_explanation import explain_path
from framing.tokens import Bools, Ints, Tokens, tokenize

_SURE = 50.0  # outweighs any sum of features, so the roles agree with the main speaker


class SpeakerTagger(Parameters):
    """Finds the speakers of sentences, each with its cue and content.

    Chains of roles label sources, cues and contents (as PARC and PolNeAR annotate them); the chain of the
    main speaker finds the one that matters most, and sees what the others found. Rows that are annotated
    completely teach the former, the other rows the latter; without rows of a kind there is no such chain.

    ``clusters`` are word clusters; ``role_penalty``, ``role_size``, ``main_penalty``, ``main_size`` and
    ``rate``, ``epochs``, ``dropout``, ``min_count`` and ``seed`` are those of `ChainTrainer`. Spans of roles
    are found from a probability of ``role_threshold`` on; ``bias`` is added to the score of a main speaker,
    higher finds more. After `fit`, ``roles_`` are the chains of roles and ``main_`` is that
    of the main speaker, or None.
    """

    def __init__(
        self,
        clusters: Clusters | None = None,
        *,
        role_penalty: float = 30.0,
        main_penalty: float = 30.0,
        role_size: int = 34_000,
        main_size: int = 140_000,
        role_threshold: float = 0.33,
        bias: float = 0.3,
        rate: float = 0.03,
        epochs: int = 8,
        dropout: float = 0.5,
        min_count: int = 3,
        seed: int = 0,
    ) -> None:
        self.clusters = clusters
        self.role_penalty = role_penalty
        self.main_penalty = main_penalty
        self.role_size = role_size
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
        self.roles_: tuple[ChainModel, ...] = ()
        told = [row for row, is_whole in enumerate(whole) if is_whole and texts[row].strip()]
        if told:
            trainer = self._trainer(self.role_penalty, self.role_size)
            known = [attributions[row] for row in told]
            self.roles_ = fit_roles([texts[row] for row in told], known, self._clusters, trainer)
        rest = [row for row, is_whole in enumerate(whole) if not is_whole]
        return self._learn_main([texts[row] for row in rest], [attributions[row] for row in rest])

    def refit(self, texts: Sequence[str], attributions: Sequence[Sequence[Attribution]]) -> SpeakerTagger:
        """Return a tagger with these chains of roles that learns the main speaker from other rows."""
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
        reading = replace(reading, words=(), scores=None, marginals=None)  # gigabytes, for a large corpus
        return trainer.fit(reading.columns, labels, tokens.first, main_legality())

    @property
    def _clusters(self) -> Clusters:
        return self.clusters or Clusters.none()

    @property
    def _chains(self) -> list[ChainModel]:
        main = getattr(self, "main_", None)  # while it is fitted there is none
        return [*self.roles_, *([main] if main else [])]

    def _read(self, tokens: Tokens) -> Reading:
        reading = Reading.of(tokens, self._clusters, self._chains)
        for number, chain in enumerate(self.roles_):
            reading = reading.through(chain, number, self._clusters)
        return reading.for_main()

    def predict(self, texts: Sequence[str], tokens: Tokens | None = None) -> list[tuple[Speaker, ...]]:
        """Return the speakers of each text, the main one first; no speaker, an empty tuple.

        ``tokens`` are those of ``texts`` where they have been made already.
        """
        tokens = tokenize(texts) if tokens is None else tokens
        found: list[tuple[Speaker, ...]] = []
        for low, high, part in tokens.batches():
            found += self._predict(texts[low:high], part)
        return found

    def _predict(self, texts: Sequence[str], tokens: Tokens) -> list[tuple[Speaker, ...]]:
        if not len(tokens):
            return [() for _ in texts]
        reading = self._read(tokens)
        if self.main_ is None:
            labels = self._role_path(reading)
            roles, start, _ = label_spans(labels)
            return speakers_of(tokens, texts, labels, _first_of_text(tokens, start[roles == SOURCE]))
        main = self._main_path(reading, self.main_)
        chief = _first_of_text(tokens, np.flatnonzero((main == MAIN) | (main == MAIN + SINGLE)))
        return speakers_of(tokens, texts, self._roles_around(reading, main, chief >= 0), chief)

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

    def _main_path(self, reading: Reading, chain: ChainModel) -> Ints:
        scores = reading.emissions(chain, len(self.roles_))
        scores[:, [MAIN, MAIN + SINGLE]] += self.bias
        return reading.best_path(chain, scores)

    def _role_path(self, reading: Reading) -> Ints:
        """Return the labels of roles, shape (T,)."""
        if reading.scores is None:
            return np.zeros(len(reading.tokens), np.int64)
        return probable_spans(reading.scores, self.roles_[-1].links, reading.layout, self.role_threshold)

    def _roles_around(self, reading: Reading, main: Ints, speaks: Bools) -> Ints:
        """Return the labels of roles, shape (T,), in the texts that have a ``main`` speaker, a source."""
        labels = np.zeros(len(reading.tokens), np.int64)
        spoken = (main != OUTSIDE) & (main != AFTER)
        labels[spoken] = forced = main[spoken] - MAIN + SOURCE
        if reading.scores is not None:
            mine = speaks[reading.tokens.text]
            scores = reading.scores[mine]
            scores[np.flatnonzero(spoken[mine]), forced] += _SURE
            layout = Layout(np.append(0, np.cumsum(np.diff(reading.tokens.first)[speaks])))
            labels[mine] = probable_spans(scores, self.roles_[-1].links, layout, self.role_threshold)
        return labels

    def explain(self, text: str) -> Explanation | None:
        """Return what makes the main speaker of a sentence its speaker, or None where there is none.

        See `explain_path`; without a chain of main speakers there is nothing to explain.
        """
        tokens = tokenize([text])
        if self.main_ is None or not len(tokens):
            return None
        reading = self._read(tokens)
        return explain_path(text, reading, self.main_, self._main_path(reading, self.main_), self.bias)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """Return the fitted tagger as JSON values and arrays."""
        settings = {name: value for name, value in self.get_params().items() if name != "clusters"}
        arrays: Arrays = {"clusters.keys": self._clusters.keys, "clusters.ids": self._clusters.ids}
        for number, chain in enumerate(self.roles_):
            arrays |= chain.arrays(f"roles{number}")
        if self.main_ is not None:
            arrays |= self.main_.arrays("main")
        return {"features": VERSION, "role_chains": len(self.roles_), **settings}, arrays

    @classmethod
    def from_state(cls, settings: dict[str, Any], arrays: Arrays) -> SpeakerTagger:
        """Return a saved tagger; raises ModelFormatError where the state is not one of this version."""
        given = dict(settings)
        if given.pop("features", None) != VERSION:
            raise ModelFormatError(f"the tagger's features must be of version {VERSION}; train it again")
        chains = given.pop("role_chains", None)
        if not isinstance(chains, int) or not 0 <= chains <= 2:
            raise ModelFormatError(f"the tagger must have 0 to 2 chains of roles, not {chains!r}")
        expected = {name: type(value) for name, value in cls().get_params().items() if name != "clusters"}
        for name, kind in expected.items():
            if type(given.get(name)) not in {kind, int}:
                raise ModelFormatError(f"the tagger's setting {name!r} must be a {kind.__name__}")
        # NaN is within no bounds. A span is taken for each 1 / role_threshold of a token's probability.
        if not (0.01 <= given["role_threshold"] <= 1 and abs(given["bias"]) <= 1000):
            raise ModelFormatError("the tagger's role_threshold or bias is out of bounds; train it again")
        if given.keys() != expected.keys():
            raise ModelFormatError(f"the tagger's settings must be {sorted(expected)}, not {sorted(given)}")
        tagger = cls(clusters=Clusters.from_arrays("clusters", arrays), **given)
        names = [f"roles{number}" for number in range(chains)]
        tagger.roles_ = tuple(ChainModel.from_arrays(name, role_legality(), arrays) for name in names)
        tagger.main_ = (
            ChainModel.from_arrays("main", main_legality(), arrays) if "main.keys" in arrays else None
        )
        return tagger


def _first_of_text(tokens: Tokens, chosen: Ints) -> Ints:
    """Return for each text the first of the ``chosen`` tokens, -1 where it has none."""
    result = np.full(tokens.texts, -1)
    result[tokens.text[chosen][::-1]] = chosen[::-1]
    return result
