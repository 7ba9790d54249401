"""Hashes of n-grams in plain Python, to check the vectorised ones by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from framing.tokens import combine, hash_string


def hash_ngram(words: Sequence[str]) -> int:
    """Return the hash of a word n-gram, from the words' own hashes."""
    value = np.uint64(hash_string(words[0]))
    with np.errstate(over="ignore"):  # arithmetic modulo 2**64 is meant
        for word in words[1:]:
            value = np.uint64(combine(value, np.uint64(hash_string(word))))
    return int(value)
