"""What a sentence's stance may depend on beyond its own words: its speaker, its neighbours, its document."""

from __future__ import annotations

import numpy as np

from framing.softmax import softmax
from framing.termmodel import Floats
from framing.tokens import Ints

_NEIGHBOURS = (1, -1, 2, -2, 3, -3)
_SHARPNESS = 2.0  # of the neighbours' probabilities; one-vs-rest scores are too flat for a softmax


def sentence_features(scores: Floats, side: Floats, voices: Floats) -> Floats:
    """Return what decides a sentence by itself: scores, side scores and blocs in a row, (n, k + s + B)."""
    return np.concatenate([scores, side, voices], axis=1)


def document_features(scores: Floats, side: Floats, voices: Floats, first: Ints) -> Floats:
    """Return what decides a sentence within its document, one row a sentence; ``first`` are the bounds.

    Nothing of a row comes from another document.
    """
    count = len(scores)
    document = np.repeat(np.arange(len(first) - 1), np.diff(first))
    length = np.diff(first)[document]
    position = np.arange(count) - first[:-1][document]
    guess = softmax(_SHARPNESS * scores)
    products = (voices[:, :, None] * scores[:, None, :]).reshape(count, -1)
    near = [_shifted(guess, document, step) for step in _NEIGHBOURS]
    near += [_shifted(voices, document, step) for step in (1, -1)]
    means = [_mean_of_others(part, document, length) for part in (guess, scores, side, voices)]
    place = np.stack([position == 0, position == 1, np.log1p(length) / 3], axis=1)
    return np.concatenate([scores, side, voices, products, *near, *means, place], axis=1)


def _shifted(values: Floats, document: Ints, step: int) -> Floats:
    """Return the values of the sentence ``step`` further on, zero beyond the document."""
    there: Ints = np.arange(len(values)) + step
    inside = (there >= 0) & (there < len(values))
    there = np.where(inside, there, 0)
    inside &= document[there] == document
    return np.where(inside[:, None], values[there], 0.0)


def _mean_of_others(values: Floats, document: Ints, length: Ints) -> Floats:
    """Return the mean over the other sentences of the document, zero where there are none."""
    total = np.zeros((int(document.max(initial=-1)) + 1, values.shape[1]))
    np.add.at(total, document, values)
    others = (length - 1)[:, None]
    return np.where(others > 0, (total[document] - values) / np.maximum(others, 1), 0.0)
