"""Spans in word pieces: from characters to labels of pieces, and from their scores back to characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution_labels import ROLES, label_spans, role_legality
from framing.attributions import Attribution, role_labels
from framing.chain import Layout, Walk
from framing.chain_model import legal_links
from framing.rows import Row
from framing.span_decoding import mark_probable, spans_above
from framing.tokens import tokenize
from training.blocs import annotated_speaker

PARTS = 3
_OUT, _BEGIN, _INSIDE = range(PARTS)
ROLE_PARTS = 1 + 2 * len(ROLES)
"""Outside, and first and later in each role, in the order of `ROLES`."""
UNTOLD = -100
"""The label of pieces that are not labelled, which PyTorch's losses pass over."""
_CHAIN_PARTS = [0, *(1 + 2 * number + part for number in range(len(ROLES)) for part in (0, 1, 1, 0))]
# Which of them scores each label of a chain: a role's first piece, later ones, its last one, a single one.
_LINKS = legal_links(role_legality())
_PROBABLE = 0.4  # chosen on the published dev set of PolNeAR
Offsets = Sequence[tuple[int, int]]
"""The characters of each piece; empty for marks that are not of the text."""
Spans = Sequence[tuple[str, int, int]]
"""Roles with the characters [start, end) that have them."""


def best_span(logs: NDArray[np.floating[Any]], offsets: Offsets) -> tuple[tuple[int, int] | None, float]:
    """Return the speaker's characters, or None, and by how much (log-odds) the answer beats the next best.

    ``logs`` (n, 3) are log-probabilities of each piece to be outside, first or later in the speaker.
    """
    begin, inside = logs[:, _BEGIN] - logs[:, _OUT], logs[:, _INSIDE] - logs[:, _OUT]
    real = np.array([end > start for start, end in offsets])
    total = np.concatenate(([0.0], np.cumsum(inside)))
    best, speaker = 0.0, None
    for start in np.flatnonzero(real & (begin > -6)).tolist():  # others cannot win
        end = start
        while end < len(offsets) and real[end]:
            gain = float(begin[start] + total[end + 1] - total[start + 1])
            if gain > best:
                best, speaker = gain, (offsets[start][0], offsets[end][1])
            end += 1
    if speaker is None:
        return None, float(-begin[real].max(initial=-20.0))
    return speaker, best


def speaker_parts(row: Row, offsets: Offsets) -> list[int]:
    """Return for each piece whether it is outside, first or later in the annotated speaker."""
    speaker = annotated_speaker(row)
    parts = [_OUT] * len(offsets)
    touched = [
        place
        for place, (start, end) in enumerate(offsets)
        if speaker and end > start and start < speaker.end and end > speaker.start
    ]
    for place in touched:
        parts[place] = _BEGIN if place == touched[0] else _INSIDE
    return parts


def role_parts(
    texts: Sequence[str], attributions: Sequence[Sequence[Attribution]], offsets: Sequence[Offsets]
) -> list[list[int]]:
    """Return for each piece of each text whether it is outside, first or later in a role.

    Of attributions that overlap, those win that `role_labels` chooses.
    """
    tokens = tokenize(texts)
    parts = [[_OUT] * len(pieces) for pieces in offsets]
    numbers = {role: number for number, role in enumerate(ROLES)}
    for kind, first, last in zip(
        *(part.tolist() for part in label_spans(role_labels(tokens, attributions))), strict=True
    ):
        text = int(tokens.text[first])
        base = int(tokens.base[text])
        low, high = int(tokens.start[first]) - base, int(tokens.end[last - 1]) - base
        begin = 1 + 2 * numbers[kind]
        for place, (start, end) in enumerate(offsets[text]):
            if end > start and start < high and end > low:
                parts[text][place] = begin if start <= low else begin + 1
    return parts


def role_spans(logs: Sequence[NDArray[np.floating[Any]]], offsets: Sequence[Offsets]) -> list[Spans]:
    """Return the spans of roles in each text, with its ``offsets``.

    ``logs`` (pieces, ROLE_PARTS) are log-probabilities of each piece of a text, labelled as by `role_parts`;
    what is beyond the offsets is padding. Of a long span some piece nearly always has another label that is
    likelier, so a span is taken where it is probable as a whole (see `mark_probable`).
    """
    real = [np.array([end > start for start, end in own], bool) for own in offsets]
    scores = np.concatenate(
        [own[: len(mine)][mine][:, _CHAIN_PARTS] for own, mine in zip(logs, real, strict=True)]
    )
    first = np.append(0, np.cumsum([int(mine.sum()) for mine in real]))
    walk = Walk.of(scores.astype(np.float64), _LINKS, Layout(first))
    labels = np.zeros(len(scores), np.int64)
    mark_probable(labels, spans_above(walk, _PROBABLE), _PROBABLE)
    found: list[Spans] = []
    for text, own in enumerate(offsets):
        places = [pair for pair in own if pair[1] > pair[0]]
        bounds = label_spans(labels[first[text] : first[text + 1]])
        found.append(
            [
                (ROLES[role], places[i][0], places[j - 1][1])
                for role, i, j in zip(*(column.tolist() for column in bounds), strict=True)
            ]
        )
    return found


def alone(role: str, start: int, end: int) -> dict[str, list[list[int]]]:
    """Return an attribution, as rows have it, of which but one span is known."""
    return {name: [[start, end]] if name == role else [] for name in ROLES.values()}
