"""Texts that are alike: the same but for case and spaces, or nearly."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from framing.tokens import ngrams, tokenize

SIMILARITY = 0.8
"""Jaccard similarity of two texts' shingles from which on they are nearly the same."""
_SHINGLE = 5  # characters
_PERMUTATIONS = 64
_RUN = 5  # words


def same_texts(texts: Sequence[str]) -> list[list[int]]:
    """Return the numbers of texts that are the same but for case and spaces, as lists of two or more."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        found[_bare(text)].append(number)
    return [numbers for numbers in found.values() if len(numbers) > 1]


def near_duplicates(texts: Sequence[str], seed: int = 0) -> list[tuple[int, int, float]]:
    """Return pairs of texts that are nearly but not wholly the same, and how similar they are.

    Candidates come from MinHash with locality-sensitive hashing (Broder 1997, "On the resemblance and
    containment of documents"); their Jaccard similarity over shingles of five characters is then computed
    exactly. The hashing may miss a pair close to ``SIMILARITY``.
    """
    shingles = [_shingles(_bare(text)) for text in texts]
    hashes = MinHash.generator(shingles, num_perm=_PERMUTATIONS, seed=seed, hashfunc=zlib.crc32)
    index = MinHashLSH(threshold=SIMILARITY, num_perm=_PERMUTATIONS)
    found = []
    for number, sketch in enumerate(hashes):
        for other in sorted(index.query(sketch)):
            both = len(shingles[number] & shingles[other])
            similarity = both / (len(shingles[number]) + len(shingles[other]) - both)
            if SIMILARITY <= similarity < 1:
                found.append((other, number, similarity))
        index.insert(number, sketch)
    return found


def repeated(texts: Sequence[str], known: Sequence[str]) -> NDArray[np.bool_]:
    """Return which texts (n,) repeat ``known`` ones: half of their runs of five words are in those."""
    runs, owner = _runs(texts)
    met = np.isin(runs, _runs(known)[0])
    share = np.bincount(owner, met, len(texts)) / np.maximum(np.bincount(owner, minlength=len(texts)), 1)
    found: NDArray[np.bool_] = share >= 0.5
    return found


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return hashes of the runs of words in texts, and the text of each; a shorter text is one run."""
    tokens = tokenize(texts)
    length = np.minimum(np.diff(tokens.first), _RUN)[tokens.text]
    parts = []
    for size in range(1, _RUN + 1):
        mine = length == size
        parts.append(ngrams(tokens.lower[mine], tokens.text[mine], size))
    hashes, owner = (np.concatenate(part) for part in zip(*parts, strict=True))
    return hashes, owner


def _bare(text: str) -> str:
    return " ".join(text.lower().split())


def _shingles(text: str) -> set[bytes]:
    return {text[at : at + _SHINGLE].encode() for at in range(max(1, len(text) - _SHINGLE + 1))}
