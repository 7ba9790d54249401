"""How a linear chain is fitted to labelled tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution_labels import Legality
from framing.chain import Layout, Links, expectations
from framing.chain_model import ChainModel, legal_links
from framing.hashtable import HashTable
from framing.tokens import U64, Ints

_CHAIN_RATE = 0.2
"""The step of start and transition scores: there are few, each met by every sentence."""
_LEAST_STEPS = 250
"""Small corpora are read in smaller batches, and more often than asked for, until so many have been seen."""


@dataclass(frozen=True)
class Features:
    """What tokens have: ``keys`` (K,) are the sorted hashes of all features, ``counts`` (K,) their numbers.

    ``rows`` (T, templates) are the places of each token's features among them, -1 for none.
    """

    keys: U64
    rows: NDArray[np.int32]
    counts: Ints


@dataclass(frozen=True)
class ChainTrainer:
    """Fits a `ChainModel` to labelled tokens by AdaGrad (Duchi, Hazan & Singer 2011) on the log likelihood.

    ``penalty`` is that of squared weights, ``rate`` the step of feature weights, ``batch`` the most sentences
    of a step, ``min_count`` how often a feature must occur, ``size`` how many features are kept in the end,
    ``dropout`` how much of each token's features a step leaves out, so that no weight relies on another
    (Wager, Wang & Liang 2013, "Dropout training as adaptive regularization"). The weights after each of the
    second half of the ``epochs`` are averaged. The same ``seed`` gives the same model.
    """

    penalty: float
    rate: float
    epochs: int
    min_count: int
    size: int
    seed: int
    dropout: float = 0.0
    batch: int = 128

    def index(self, columns: Callable[[], Iterable[U64]]) -> Features:
        """Return the features of tokens that occur often enough.

        ``columns`` gives the feature hashes (T,) of each template, and the same ones when it is called again:
        they are made anew rather than held, since all of them at once would be most of the memory.
        """
        kept: list[U64] = []
        count = 0
        for column in columns():
            count = len(column)
            found, times = np.unique(column, return_counts=True)
            kept.append(found[times >= self.min_count])
        keys = np.unique(np.concatenate(kept))
        table = HashTable(keys)
        rows = np.empty((count, len(kept)), np.int32)
        counts = np.zeros(len(keys), np.int64)
        for number, column in enumerate(columns()):
            rows[:, number] = place = table.find(column)
            counts += np.bincount(place[place >= 0], minlength=len(keys))
        return Features(keys, rows, counts)

    def fit(self, features: Features, labels: Ints, first: Ints, legality: Legality) -> ChainModel:
        """Return the fitted model, its weights in half precision.

        ``labels`` (T,) are right, sentences are ``first[i]:first[i + 1]``, and ``legality`` says which labels
        may be next to each other.
        """
        keys, rows, counts = features.keys, features.rows, features.counts
        legal = legal_links(legality)
        values = self._descend(_Problem(rows, labels, first, legal), len(keys))
        weights = values[0][:-1]
        # A small weight that is met often matters as much as a large one that is not.
        matter = np.abs(weights).max(axis=1, initial=0) * np.sqrt(counts)
        best = np.sort(np.argsort(-matter, kind="stable")[: self.size])
        halves = weights[best].astype(np.float16)
        links = Links(legal.start + values[1], legal.transitions + values[2], legal.end)
        return ChainModel(keys[best], halves, links)

    def _descend(self, problem: _Problem, count: int) -> list[NDArray[np.float32]]:
        """Return feature weights (count + 1, L), start and transition scores to add to the legal ones."""
        labels = len(problem.legal.start)
        sizes = ((count + 1, labels), (labels,), (labels, labels))  # the last row is the unknown feature's
        values = [np.zeros(size, dtype=np.float32) for size in sizes]
        squares = [np.ones(size, dtype=np.float32) for size in sizes]
        sums = [np.zeros(size, dtype=np.float32) for size in sizes]
        everything = np.arange(labels)
        rates = (self.rate, _CHAIN_RATE, _CHAIN_RATE)
        rng = np.random.default_rng(self.seed)
        batch = min(self.batch, max(8, problem.count // 30))
        epochs = max(self.epochs, -(-_LEAST_STEPS * batch // max(problem.count, 1)))
        averaged = range(epochs // 2, epochs)
        for epoch in range(epochs):
            for sentences in problem.batches(batch, rng):
                rows, gradients = problem.gradients(sentences, values, self.dropout, rng)
                gradients[0] += self.penalty * len(sentences) / problem.count * values[0][rows]
                for part, where in enumerate((rows, everything, everything)):
                    squares[part][where] += gradients[part] ** 2
                    values[part][where] -= rates[part] * gradients[part] / np.sqrt(squares[part][where])
                values[0][-1] = 0
            if epoch in averaged:
                for part, value in enumerate(values):
                    sums[part] += value / len(averaged)
        return sums


class _Problem:
    """Labelled sentences, in batches, and the gradients of their negative log likelihood."""

    def __init__(self, rows: NDArray[np.int32], labels: Ints, first: Ints, legal: Links) -> None:
        self.rows = rows
        self.labels = labels
        self.first = first
        self.legal = legal
        self.lengths = np.diff(first)
        self.count = int((self.lengths > 0).sum())

    def batches(self, size: int, rng: np.random.Generator) -> Iterator[Ints]:
        """Yield sentences of about the same length together, the batches in random order."""
        order = np.argsort(self.lengths + rng.uniform(0, 4, len(self.lengths)))
        order = order[self.lengths[order] > 0]
        parts = [order[at : at + size] for at in range(0, len(order), size)]
        for number in rng.permutation(len(parts)):
            yield parts[number]

    def gradients(
        self,
        sentences: Ints,
        values: list[NDArray[np.float32]],
        dropout: float,
        rng: np.random.Generator,
    ) -> tuple[Ints, list[NDArray[np.floating[Any]]]]:
        """Return the feature rows met in ``sentences``, and the gradients of weights, start, transitions."""
        lengths = self.lengths[sentences]
        first = np.concatenate(([0], np.cumsum(lengths)))
        tokens = np.repeat(self.first[sentences] - first[:-1], lengths) + np.arange(first[-1])
        labels = self.labels[tokens]
        met, features = self._features(tokens, len(values[0]))
        if dropout:
            features.data *= (rng.random(len(features.data), np.float32) >= dropout) / (1 - dropout)
        emissions = (features @ values[0][met]).astype(np.float64)
        links = Links(self.legal.start + values[1], self.legal.transitions + values[2], self.legal.end)
        found = expectations(emissions, links, Layout(first))
        surplus = found.marginals
        surplus[np.arange(len(labels)), labels] -= 1
        inner = np.ones(len(labels), dtype=bool)
        inner[first[:-1]] = False
        later = np.flatnonzero(inner)
        pairs = found.pairs
        np.add.at(pairs, (labels[later - 1], labels[later]), -1)
        weights = features.T @ surplus.astype(np.float32)
        return met, [weights, surplus[first[:-1]].sum(axis=0), pairs]

    def _features(self, tokens: Ints, size: int) -> tuple[Ints, Any]:
        """Return the rows met at ``tokens``, shape (m,), and a sparse matrix (tokens, m) of where."""
        from scipy.sparse import csr_matrix

        rows = self.rows[tokens].ravel()
        # A mask and a look-up are ten times faster than sorting in np.unique.
        seen = np.zeros(size, dtype=bool)
        seen[rows] = True
        met = np.flatnonzero(seen)
        place = np.empty(size, dtype=np.int32)
        place[met] = np.arange(len(met))
        bounds = np.arange(len(tokens) + 1) * self.rows.shape[1]
        ones = np.ones(len(rows), dtype=np.float32)
        return met, csr_matrix((ones, place[rows], bounds), shape=(len(tokens), len(met)))
