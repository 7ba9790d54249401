"""A linear chain over many sentences at once: best label paths and marginals, NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from framing.engine import kernels
from framing.tokens import Ints

Floats = NDArray[np.float64]

_RANGE = 100.0
"""The most by which a label's score may trail the best: what is less probable is impossible as well, and so
no product of probabilities underflows, whatever the weights."""


@dataclass(frozen=True)
class Layout:
    """Sentences whose tokens are ``first[i]:first[i + 1]``, and all tokens regrouped by step.

    One array operation then moves all sentences on by one token. ``tokens``, shape (T,), lists the first
    token of every sentence, longest sentence first, then all second tokens, and so on; step ``t`` is the
    slice ``bounds[t]:bounds[t + 1]``. Since sentences are sorted, those that are still running at a step are
    the first ones of the step before. ``last`` has the place in ``tokens`` of every sentence's last token.
    Empty sentences take no room.
    """

    first: Ints

    @cached_property
    def tokens(self) -> Ints:
        """All tokens, step by step."""
        lengths = np.diff(self.first)
        order = np.argsort(-lengths, kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        found: Ints = np.lexsort((np.repeat(rank, lengths), self._step)) + self.first[0]
        return found

    @cached_property
    def _step(self) -> Ints:
        lengths = np.diff(self.first)
        base = self.first[0]
        found: Ints = np.arange(self.first[-1] - base) - np.repeat(self.first[:-1] - base, lengths)
        return found

    @cached_property
    def bounds(self) -> Ints:
        """Where each step begins and ends in ``tokens``."""
        counts = np.bincount(self._step, minlength=int(np.diff(self.first).max(initial=0)))
        return np.concatenate(([0], np.cumsum(counts)))

    @cached_property
    def last(self) -> Ints:
        """The place of each sentence's last token in ``tokens``."""
        place = np.empty_like(self.tokens)
        place[self.tokens - self.first[0]] = np.arange(len(place))
        found: Ints = place[self.first[1:][np.diff(self.first) > 0] - 1 - self.first[0]]
        return found

    def steps(self) -> list[tuple[int, int]]:
        """Return the slice of each step."""
        return list(zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True))


@dataclass(frozen=True)
class Links:
    """What it adds to begin with a label, (L,), to go from i to j, (L, L), and to end with a label, (L,)."""

    start: Floats
    transitions: Floats
    end: Floats


def _with_ends(emissions: Floats, links: Links, layout: Layout) -> Floats:
    """Return emissions in the order of the layout, with the scores of first and last labels."""
    scores = emissions[layout.tokens]
    scores[: layout.bounds[1]] += links.start
    scores[layout.last] += links.end
    return scores


def _in_order(emissions: Floats, links: Links, layout: Layout) -> Floats:
    """Return emissions in the order of tokens, with the scores of first and last labels."""
    scores = emissions.copy()
    begin, end = layout.first[:-1], layout.first[1:]
    some = end > begin
    scores[begin[some]] += links.start
    scores[end[some] - 1] += links.end
    return scores


def viterbi(emissions: Floats, links: Links, layout: Layout) -> Ints:
    """Return the label of each token on its sentence's best path, shape (T,).

    ``emissions``, shape (T, L), scores each label of each token (Viterbi 1967, "Error bounds for
    convolutional codes").
    """
    if (compiled := kernels()) is not None:
        path: Ints = compiled.viterbi(_in_order(emissions, links, layout), links.transitions, layout.first)
        return path
    labels = np.zeros(len(emissions), dtype=np.int64)
    steps = layout.steps()
    if not steps:
        return labels
    scores = _with_ends(emissions, links, layout)
    back = np.zeros(scores.shape, dtype=np.int64)
    for (before, _), (begin, end) in pairwise(steps):
        paths = scores[before : before + end - begin, :, None] + links.transitions
        back[begin:end] = paths.argmax(axis=1)
        scores[begin:end] += paths.max(axis=1)
    best = scores.argmax(axis=1)  # right for last tokens; the others follow their successors
    for (before, _), (begin, end) in zip(steps[-2::-1], steps[:0:-1], strict=True):
        best[before : before + end - begin] = back[np.arange(begin, end), best[begin:end]]
    labels[layout.tokens] = best
    return labels


@dataclass(frozen=True)
class _Passes:
    """Scaled forward and backward passes, (T, L) each, in the order of the layout.

    ``ahead`` is what a label adds to those before it: with its transition it makes their ``beta``.
    """

    alpha: Floats
    beta: Floats
    ahead: Floats
    log_partition: float


def _passes(emissions: Floats, links: Links, layout: Layout) -> _Passes:
    """Return both passes (Rabiner 1989, "A tutorial on hidden Markov models"); there must be a token."""
    steps = layout.steps()
    gathered = _with_ends(emissions, links, layout)
    top = gathered.max(axis=1, keepdims=True)
    weight = np.exp(gathered - top)
    follow = np.exp(links.transitions)
    alpha = np.empty_like(weight)
    scale = np.empty((len(weight), 1))
    begin, end = steps[0]
    scale[:end] = weight[:end].sum(axis=1, keepdims=True)
    alpha[:end] = weight[:end] / scale[:end]
    for (before, _), (begin, end) in pairwise(steps):
        reached = (alpha[before : before + end - begin] @ follow) * weight[begin:end]
        scale[begin:end] = reached.sum(axis=1, keepdims=True)
        alpha[begin:end] = reached / scale[begin:end]
    beta = np.ones_like(weight)
    ahead = np.zeros_like(weight)
    for (before, _), (begin, end) in zip(steps[-2::-1], steps[:0:-1], strict=True):
        ahead[begin:end] = weight[begin:end] * beta[begin:end] / scale[begin:end]
        beta[before : before + end - begin] = ahead[begin:end] @ follow.T
    return _Passes(alpha, beta, ahead, float(np.log(scale).sum() + top.sum()))


@dataclass(frozen=True)
class Expectations:
    """What a chain expects: label ``marginals`` (T, L), ``pairs`` (L, L) of neighbours, log Z of all."""

    marginals: Floats
    pairs: Floats
    log_partition: float


def expectations(emissions: Floats, links: Links, layout: Layout) -> Expectations:
    """Return marginals and expected pairs; arguments are those of `viterbi`."""
    labels = emissions.shape[1]
    if not len(emissions):
        return Expectations(np.zeros((0, labels)), np.zeros((labels, labels)), 0.0)
    found = _passes(emissions, links, layout)
    pairs = np.zeros((labels, labels))
    for (before, _), (begin, end) in pairwise(layout.steps()):
        pairs += found.alpha[before : before + end - begin].T @ found.ahead[begin:end]
    marginals = np.empty_like(found.alpha)
    marginals[layout.tokens] = found.alpha * found.beta
    return Expectations(marginals, pairs * np.exp(links.transitions), found.log_partition)


@dataclass(frozen=True)
class Walk:
    """A chain as a walk from label to label, each step of a known probability.

    ``marginals`` (T, L) are where it is; `step` is where it goes from there.
    """

    marginals: Floats
    ahead: Floats
    beta: Floats
    follow: Floats

    @classmethod
    def of(cls, emissions: Floats, links: Links, layout: Layout) -> Walk:
        """Return the walk of a chain; arguments are those of `viterbi`."""
        if not len(emissions):
            return cls(emissions, emissions, emissions, np.exp(links.transitions))
        if emissions.size and np.ptp(emissions) > _RANGE:
            emissions = np.maximum(emissions, emissions.max(axis=1, keepdims=True) - _RANGE)
        if (compiled := kernels()) is not None:
            weight = np.exp(compiled.below_best(_in_order(emissions, links, layout)))
            follow = np.exp(links.transitions)
            marginals, after, below = compiled.passes(weight, follow, layout.first)
            return cls(marginals, after, below, follow)
        found = _passes(emissions, links, layout)
        marginals, ahead, beta = (np.empty_like(emissions) for _ in range(3))
        marginals[layout.tokens] = found.alpha * found.beta
        ahead[layout.tokens] = found.ahead
        beta[layout.tokens] = found.beta
        return cls(marginals, ahead, beta, np.exp(links.transitions))

    def step(self, tokens: Ints, label: int, following: int) -> Floats:
        """Return how probable ``following`` is behind each of ``tokens`` if that has ``label``."""
        odds = self.follow[label, following] * self.ahead[tokens + 1, following]
        probability: Floats = odds / self.beta[tokens, label]
        return probability
