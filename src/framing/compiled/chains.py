"""Features of tokens, and linear chains over sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from framing.compiled.hashing import STEP, find_one, mix

_BEFORE, _AFTER = np.uint64(2), np.uint64(1)  # those of framing.attribution_features
_BLOCK = 128  # tokens whose features are held together, in the nearest cache
_LANES = 8  # features added in one go: their sum needs one load and one store of the scores


@njit(cache=True, nogil=True)
def _hash_template(atoms: Any, text: Any, parts: Any, salt: Any, begin: Any, end: Any, hashes: Any) -> None:
    """Write the hashes of one template at the tokens [begin, end) into ``hashes``."""
    for i in range(end - begin):
        hashes[i] = salt
    for part in range(len(parts)):
        values, step = atoms[parts[part, 0]], parts[part, 1]
        if step == 0:
            for i in range(end - begin):
                hashes[i] = mix(hashes[i] * STEP + values[begin + i])
            continue
        edge = _AFTER if step > 0 else _BEFORE
        low = min(max(begin, -step), end)
        high = max(min(end, len(values) - step), low)
        for i in range(begin, low):
            hashes[i - begin] = mix(hashes[i - begin] * STEP + edge)
        for i in range(low, high):
            there = values[i + step] if text[i + step] == text[i] else edge
            hashes[i - begin] = mix(hashes[i - begin] * STEP + there)
        for i in range(high, end):
            hashes[i - begin] = mix(hashes[i - begin] * STEP + edge)


@njit(cache=True, nogil=True)
def add_rows(rows: Any, weights: Any, out: Any) -> None:
    """Add to each row of ``out`` the weights of its ``rows``, which come in multiples of `_LANES`."""
    for i in range(np.uint64(rows.shape[0])):
        for t in range(np.uint64(0), np.uint64(rows.shape[1]), np.uint64(_LANES)):
            a = np.uint64(rows[i, t])
            b = np.uint64(rows[i, t + np.uint64(1)])
            c = np.uint64(rows[i, t + np.uint64(2)])
            d = np.uint64(rows[i, t + np.uint64(3)])
            e = np.uint64(rows[i, t + np.uint64(4)])
            f = np.uint64(rows[i, t + np.uint64(5)])
            g = np.uint64(rows[i, t + np.uint64(6)])
            h = np.uint64(rows[i, t + np.uint64(7)])
            for k in range(np.uint64(weights.shape[1])):
                out[i, k] += (
                    weights[a, k]
                    + weights[b, k]
                    + weights[c, k]
                    + weights[d, k]
                    + weights[e, k]
                    + weights[f, k]
                    + weights[g, k]
                    + weights[h, k]
                )


@njit(cache=True, nogil=True)
def add_templates(
    atoms: Any, text: Any, salts: Any, bounds: Any, parts: Any, table: Any, weights: Any, out: Any
) -> None:
    """Add the weights of all features of all tokens to ``out``; see `framing.feature_weights`."""
    shift, rows, slots = table
    count, unknown = atoms.shape[1], len(weights) - 1
    hashes = np.empty(_BLOCK, np.uint64)
    found = np.full((_BLOCK, -(-len(salts) // _LANES) * _LANES), unknown, np.int32)
    for begin in range(0, count, _BLOCK):
        end = min(begin + _BLOCK, count)
        for t in range(len(salts)):
            _hash_template(atoms, text, parts[bounds[t] : bounds[t + 1]], salts[t], begin, end, hashes)
            for i in range(end - begin):
                row = find_one(hashes[i], shift, rows, slots)
                found[i, t] = row if row >= 0 else unknown
        add_rows(found[: end - begin], weights, out[begin:end])


@njit(cache=True, nogil=True)
def below_best(scores: Any) -> Any:
    """Scores less the best of their row, in place."""
    for i in range(len(scores)):
        best = scores[i, 0]
        for k in range(1, scores.shape[1]):
            best = max(best, scores[i, k])
        for k in range(scores.shape[1]):
            scores[i, k] -= best
    return scores


@njit(cache=True, nogil=True, inline="always")
def _step(state: Any, follow: Any, reached: Any) -> None:
    """Write ``state @ follow`` into ``reached``."""
    reached[:] = 0.0
    for j in range(len(state)):
        for k in range(len(state)):
            reached[k] += state[j] * follow[j, k]


@njit(cache=True, nogil=True)
def _forward(weight: Any, follow: Any, alpha: Any, scale: Any, reached: Any) -> None:
    """Run the scaled forward pass over one sentence; ``scale`` makes each row of ``alpha`` sum to 1."""
    for i in range(len(weight)):
        if i:
            _step(alpha[i - 1], follow, reached)
        else:
            reached[:] = 1.0
        total = 0.0
        for k in range(len(reached)):
            reached[k] *= weight[i, k]
            total += reached[k]
        scale[i] = 1.0 / total
        for k in range(len(reached)):
            alpha[i, k] = reached[k] * scale[i]


@njit(cache=True, nogil=True)
def _backward(weight: Any, back: Any, scale: Any, ahead: Any, beta: Any, reached: Any) -> None:
    """Run the scaled backward pass over one sentence."""
    for i in range(len(weight) - 1, -1, -1):
        if i < len(weight) - 1:
            _step(ahead[i + 1], back, reached)
        else:
            reached[:] = 1.0
        for k in range(len(reached)):
            beta[i, k] = reached[k]
            ahead[i, k] = weight[i, k] * reached[k] * scale[i]


@njit(cache=True, nogil=True)
def passes(weight: Any, follow: Any, first: Any) -> Any:
    """Marginals, and the backward pass in two forms, in the order of tokens; see `framing.chain.Walk`."""
    alpha, ahead, beta = np.empty_like(weight), np.empty_like(weight), np.empty_like(weight)
    scale, reached = np.empty(len(weight)), np.empty(weight.shape[1])
    back = np.ascontiguousarray(follow.T)
    for text in range(len(first) - 1):
        begin, end = first[text], first[text + 1]
        mine = weight[begin:end]
        _forward(mine, follow, alpha[begin:end], scale[begin:end], reached)
        _backward(mine, back, scale[begin:end], ahead[begin:end], beta[begin:end], reached)
    return alpha * beta, ahead, beta


@njit(cache=True, nogil=True)
def _best_path(scores: Any, transitions: Any, back: Any, path: Any, best: Any) -> None:
    """Write the best path of one sentence, of a token or more; ``scores`` are overwritten."""
    labels = len(best)
    for i in range(1, len(scores)):
        for k in range(labels):
            best[k] = -np.inf
            for j in range(labels):
                value = scores[i - 1, j] + transitions[j, k]
                if value > best[k]:
                    best[k] = value
                    back[i, k] = j
        for k in range(labels):
            scores[i, k] += best[k]
    label = np.argmax(scores[-1])
    for i in range(len(scores) - 1, -1, -1):
        path[i] = label
        label = back[i, label]


@njit(cache=True, nogil=True)
def viterbi(scores: Any, transitions: Any, first: Any) -> Any:
    """Best paths, by overwriting ``scores``; see `framing.chain.viterbi`."""
    path = np.zeros(len(scores), np.int64)
    back = np.zeros(scores.shape, np.int8)
    best = np.empty(scores.shape[1])
    for text in range(len(first) - 1):
        begin, end = first[text], first[text + 1]
        if begin < end:
            _best_path(scores[begin:end], transitions, back[begin:end], path[begin:end], best)
    return path
