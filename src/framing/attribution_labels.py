"""The labels of both chains: where a span begins, goes on and ends, and which label may follow which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.tokens import Bools, Ints

OUTSIDE = 0
BEGIN, INSIDE, END, SINGLE = 0, 1, 2, 3
"""Added to a role's number (Ratinov & Roth 2009, "Design challenges ... in named entity recognition")."""
SOURCE, CUE, CONTENT = 1, 5, 9
ROLES = {SOURCE: "source", CUE: "cue", CONTENT: "content"}
ROLE_LABELS = 13

MAIN = 1
"""The main speaker is numbered like a role; before it tokens are OUTSIDE, behind it AFTER."""
AFTER = 5
MAIN_LABELS = 6


@dataclass(frozen=True)
class Legality:
    """Which of L labels may come first, (L,), which j may follow i, (L, L), and which may come last, (L,)."""

    start: Bools
    transitions: Bools
    end: Bools


def mark(labels: Ints, role: int, start: int, end: int) -> None:
    """Write a span [start, end) of a role into ``labels``."""
    labels[start:end] = role + INSIDE
    labels[start] = role + BEGIN
    labels[end - 1] = role + END
    if end - start == 1:
        labels[start] = role + SINGLE


def role_legality() -> Legality:
    """Return what is legal of the labels of roles."""
    may_begin = np.zeros(ROLE_LABELS, dtype=bool)
    may_begin[[OUTSIDE, *(role + part for role in ROLES for part in (BEGIN, SINGLE))]] = True
    legal = np.tile(may_begin, (ROLE_LABELS, 1))
    for role in ROLES:
        _go_on(legal, role)
    return Legality(may_begin, legal, legal[:, OUTSIDE])


def main_legality() -> Legality:
    """Return what is legal of the labels of the main speaker: a path has one at most."""
    may_begin = np.zeros(MAIN_LABELS, dtype=bool)
    may_begin[[OUTSIDE, MAIN + BEGIN, MAIN + SINGLE]] = True
    legal = np.zeros((MAIN_LABELS, MAIN_LABELS), dtype=bool)
    legal[OUTSIDE] = may_begin
    legal[[MAIN + END, MAIN + SINGLE, AFTER], AFTER] = True
    _go_on(legal, MAIN)
    return Legality(may_begin, legal, legal[:, OUTSIDE] | legal[:, AFTER])


def _go_on(legal: Bools, role: int) -> None:
    for part in (BEGIN, INSIDE):
        legal[role + part] = False
        legal[role + part, [role + INSIDE, role + END]] = True


def label_spans(labels: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the spans of a legal path of role labels: roles, first tokens, and the ones after the last."""
    part = (labels - 1) % 4
    start = np.flatnonzero((labels > 0) & ((part == BEGIN) | (part == SINGLE)))
    end = np.flatnonzero((labels > 0) & ((part == END) | (part == SINGLE))) + 1
    return labels[start] - part[start], start, end
