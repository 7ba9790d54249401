"""Which spans of roles a chain believes in: those that are probable, not those of its best path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.attribution_labels import BEGIN, END, INSIDE, ROLES, SINGLE, mark
from framing.chain import Floats, Walk
from framing.tokens import Ints


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans [start, end) of tokens with their roles and probabilities, all of shape (n,)."""

    role: Ints
    start: Ints
    end: Ints
    probability: Floats

    @classmethod
    def joined(cls, parts: list[Spans]) -> Spans:
        """Return the spans of all parts; there must be one part at least."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def __len__(self) -> int:
        return len(self.start)

    def among(self, places: Ints) -> Spans:
        """Return the same spans where the tokens of these are among others, at ascending ``places``."""
        return Spans(self.role, places[self.start], places[self.end - 1] + 1, self.probability)


def spans_above(walk: Walk, threshold: float) -> Spans:
    """Return all spans that a chain of roles gives a probability above ``threshold``; they may overlap."""
    return Spans.joined([part for role in ROLES for part in _of_role(walk, role, threshold)])


def mark_probable(labels: Ints, spans: Spans, threshold: float) -> None:
    """Write the spans with a probability above ``threshold`` into role ``labels``, where those are 0.

    Of spans that overlap the most probable is taken. A chain that is unsure where a long span ends may have
    a best path without it; the F1 of exact spans is highest when a span is taken from about half of that F1
    on (Lipton, Elkan & Naryanaswamy 2014, "Optimal thresholding of classifiers to maximize F1 measure").
    """
    order = np.argsort(-spans.probability, kind="stable")
    order = order[spans.probability[order] > threshold]
    chosen = (column[order].tolist() for column in (spans.role, spans.start, spans.end))
    for role, i, j in zip(*chosen, strict=True):
        if not labels[i:j].any():
            mark(labels, role, i, j)


def _of_role(walk: Walk, role: int, threshold: float) -> list[Spans]:
    """Return a role's spans above the threshold, those of one length after the other."""

    def spans(start: Ints, end: Ints, probability: Floats) -> Spans:
        return Spans(np.full(len(start), role), start, end, probability)

    alone = walk.marginals[:, role + SINGLE]
    start = np.flatnonzero(alone > threshold)
    found = [spans(start, start + 1, alone[start])]
    start = np.flatnonzero(walk.marginals[:, role + BEGIN] > threshold)
    reached, here, label = walk.marginals[start, role + BEGIN], start, role + BEGIN
    while len(start):
        ended = reached * walk.step(here, label, role + END)
        likely = ended > threshold
        found.append(spans(start[likely], here[likely] + 2, ended[likely]))
        reached = reached * walk.step(here, label, role + INSIDE)
        likely = reached > threshold
        start, here, reached, label = start[likely], here[likely] + 1, reached[likely], role + INSIDE
    return found
