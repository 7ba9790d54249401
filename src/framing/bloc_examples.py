"""What the model of speakers' words learns from: speakers, found or annotated, and names of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from framing.actors import ActorTable
from framing.bloc_features import letter_features
from framing.bloc_reading import LETTERS, SPEAKER_VIEWS, Reading, terms
from framing.scoring import Terms
from framing.tokens import Bools, Ints, mix, tokenize


@dataclass(frozen=True, slots=True)
class Examples:
    """Terms of m examples, view by view, their ``targets`` (m, B) and ``sentence`` (m,; -1: a name)."""

    views: list[Terms]
    targets: Bools
    sentence: Ints

    @classmethod
    def of(cls, reading: Reading, targets: Bools) -> Examples:
        """Return the sentences of a reading that have a speaker; ``targets`` (n, B) are those of all."""
        return cls(list(map(terms, reading.speaker_views)), targets[reading.speaking], reading.speaking)

    @classmethod
    def of_names(cls, table: ActorTable, labels: Sequence[str]) -> Examples:
        """Return the persons of a table whose bloc is among ``labels`` by the letters of each full name."""
        blocs = [table.labels[code] for code in table.bloc]
        found = [
            (name, labels.index(blocs[row]))
            for row in np.flatnonzero(table.persons)
            if blocs[row] in labels
            for name in table.names[row]
            if " " in name
        ]
        tokens = tokenize([name for name, _ in found])
        none: Terms = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
        views = [none] * SPEAKER_VIEWS
        views[LETTERS] = terms(list(letter_features(tokens, (tokens.first[:-1], tokens.first[1:]))))
        targets = np.zeros((len(found), len(labels)), bool)
        targets[np.arange(len(found)), [column for _, column in found]] = True
        return cls(views, targets, np.full(len(found), -1))

    def joined(self, other: Examples) -> Examples:
        """Return the examples of both."""
        pairs = zip(self.views, other.views, strict=True)
        return Examples(
            [
                (np.concatenate([a[0], b[0]]), np.concatenate([a[1], b[1] + len(self.sentence)]))
                for a, b in pairs
            ],
            np.concatenate([self.targets, other.targets]),
            np.concatenate([self.sentence, other.sentence]),
        )

    def among(self, chosen: Bools) -> Ints:
        """Return the numbers of the examples from the ``chosen`` sentences (n,), and of all names."""
        return np.flatnonzero((self.sentence < 0) | chosen[self.sentence])


def with_any(targets: Bools) -> Bools:
    """Return targets (n, B + 1): each bloc, and whether there is any."""
    return np.concatenate([targets, targets.any(axis=1, keepdims=True)], axis=1)


def document_folds(first: Ints, count: int) -> Ints:
    """Return the fold of each sentence: its document's number, scrambled, as order may mean something."""
    number = np.arange(len(first) - 1, dtype=np.uint64)
    return np.repeat((mix(number) % np.uint64(count)).astype(np.int64), np.diff(first))
