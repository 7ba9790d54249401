"""Word clusters from unlabelled text: words that keep the same neighbours get the same number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, hstack
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from framing.attribution_features import Clusters
from framing.tokens import Ints, tokenize

CONTEXTS = 2_000
"""How many of the most frequent words count as neighbours."""
DIMENSIONS = 100
SIZES = (64, 256, 1024)
"""Clusters at each level, coarse to fine."""


def fit_clusters(texts: Sequence[str], min_count: int = 8, size: int = 20_000, seed: int = 0) -> Clusters:
    """Return clusters of the ``size`` most frequent words that occur ``min_count`` times or more.

    A word is the positive pointwise mutual information with the words up to two places before and after it
    (Bullinaria & Levy 2007, "Extracting semantic representations from word co-occurrence statistics"),
    reduced by singular value decomposition; k-means makes the clusters. Too few words for a level leave
    that level with as many clusters as words.
    """
    tokens = tokenize(texts)
    words, number, count = np.unique(tokens.lower, return_inverse=True, return_counts=True)
    ranked = np.argsort(-count, kind="stable")
    chosen = ranked[:size][count[ranked[:size]] >= min_count]
    if not len(chosen):
        return Clusters.none()
    rank = np.full(len(words), -1)
    rank[chosen] = np.arange(len(chosen))
    vectors = _vectors(rank[number], tokens.text, len(chosen), seed)
    ids = np.stack([_levels(vectors, clusters, seed) for clusters in SIZES], axis=1)
    order = np.argsort(words[chosen])
    return Clusters(words[chosen][order], ids[order].astype(np.uint16))


def _vectors(ids: Ints, text: Ints, words: int, seed: int) -> NDArray[np.float64]:
    """Return a unit vector for each word from its neighbours' counts; ``ids`` is -1 for a rare word."""
    parts = []
    for away in (-2, -1, 1, 2):
        here, there = (ids[:-away], ids[away:]) if away > 0 else (ids[-away:], ids[:away])
        same = text[abs(away) :] == text[: -abs(away)]
        met = same & (here >= 0) & (there >= 0) & (there < CONTEXTS)
        pairs = (np.full(met.sum(), 1 / abs(away)), (here[met], there[met]))
        parts.append(coo_matrix(pairs, shape=(words, CONTEXTS)).tocsr())
    counts = hstack(parts).tocoo()
    counts.sum_duplicates()
    rows, columns = np.asarray(counts.sum(axis=1)).ravel(), np.asarray(counts.sum(axis=0)).ravel() ** 0.75
    ratio = counts.data * columns.sum() / (rows[counts.row] * columns[counts.col])
    counts.data = np.maximum(np.log(ratio), 0.0)
    left, strength, _ = randomized_svd(counts.tocsr(), min(DIMENSIONS, words), n_iter=3, random_state=seed)
    vectors: NDArray[np.float64] = left * np.sqrt(strength)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return vectors


def _levels(vectors: NDArray[np.float64], clusters: int, seed: int) -> Ints:
    if len(vectors) <= clusters:
        return np.arange(len(vectors))
    means = MiniBatchKMeans(clusters, random_state=seed, batch_size=4096, n_init=2, max_iter=60)
    found: Ints = means.fit(vectors).labels_.astype(np.int64)
    return found
