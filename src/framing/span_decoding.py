"""Which spans of roles a chain believes in: those that are probable, not those of its best path."""

from __future__ import annotations

import numpy as np

from framing.attribution_labels import BEGIN, END, INSIDE, ROLES, SINGLE, mark
from framing.chain import Floats, Layout, Links, Walk
from framing.tokens import Ints

_Spans = tuple[Ints, Ints, Ints, Floats]
"""Roles, first tokens, the ones after the last, and probabilities."""


def probable_spans(emissions: Floats, links: Links, layout: Layout, threshold: float) -> Ints:
    """Return role labels, shape (T,), of the spans with a probability above ``threshold``.

    Of spans that overlap the most probable is taken. A chain that is unsure where a long span ends may have
    a best path without it; the F1 of exact spans is highest when a span is taken from about half of that F1
    on (Lipton, Elkan & Naryanaswamy 2014, "Optimal thresholding of classifiers to maximize F1 measure").
    ``emissions`` are label scores, shape (T, 13).
    """
    labels = np.zeros(len(emissions), dtype=np.int64)
    if not len(emissions):
        return labels
    walk = Walk.of(emissions, links, layout)
    parts = [part for role in ROLES for part in _spans_of(walk, role, threshold)]
    roles, start, end, probability = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(-probability, kind="stable")
    for role, i, j in zip(roles[order].tolist(), start[order].tolist(), end[order].tolist(), strict=True):
        if not labels[i:j].any():
            mark(labels, role, i, j)
    return labels


def _spans_of(walk: Walk, role: int, threshold: float) -> list[_Spans]:
    """Return a role's spans above the threshold, those of one length after the other."""
    alone = walk.marginals[:, role + SINGLE]
    start = np.flatnonzero(alone > threshold)
    found: list[_Spans] = [(np.full(len(start), role), start, start + 1, alone[start])]
    start = np.flatnonzero(walk.marginals[:, role + BEGIN] > threshold)
    reached, here, label = walk.marginals[start, role + BEGIN], start, role + BEGIN
    while len(start):
        ended = reached * walk.step(here, label, role + END)
        likely = ended > threshold
        bounds = start[likely], here[likely] + 2
        found.append((np.full(len(bounds[0]), role), *bounds, ended[likely]))
        reached = reached * walk.step(here, label, role + INSIDE)
        likely = reached > threshold
        start, here, reached, label = start[likely], here[likely] + 1, reached[likely], role + INSIDE
    return found
