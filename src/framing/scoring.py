"""TF-IDF and linear scores of many texts at once, from token arrays, with NumPy alone.

A *view* is a kind of terms: hashed n-grams, each with the text that owns it. Terms are weighed as
scikit-learn's ``TfidfVectorizer(sublinear_tf=True, norm="l2")`` does (Salton & Buckley 1988, "Term-weighting
approaches in automatic text retrieval") and multiplied with a linear model's weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import ModelFormatError
from framing.hashtable import HashTable
from framing.tokens import U64, Ints, Tokens, combine, mix

Floats = NDArray[np.float32]
Terms = tuple[U64, Ints]
"""Hashes of terms and the text that owns each, both of shape (n_terms,); owners ascend."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each known term occurs in each text: sparse, in the order of texts."""

    text: Ints
    row: Ints
    count: Ints


def character_slices(tokens: Tokens, sizes: tuple[int, int]) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield token, start, end and edges of the character n-grams within words, one size at a time.

    As in scikit-learn's ``char_wb``, a word counts with one blank at each side. ``start`` and ``end`` are
    in characters of the joined stream, blanks apart; ``edges`` says which blanks belong: 1 the one before,
    2 the one after.
    """
    words = np.flatnonzero(tokens.word)
    length = tokens.end[words] - tokens.start[words]
    for size in range(sizes[0], sizes[1] + 1):
        number = np.maximum(length + 3 - size, 0)
        token = np.repeat(words, number)
        offset = np.arange(len(token)) - np.repeat(np.cumsum(number) - number, number) - 1
        first, last = tokens.start[token], tokens.end[token]
        start = first + offset
        end = start + size
        yield token, np.maximum(start, first), np.minimum(end, last), (start < first) + 2 * (end > last)


def count_terms(table: HashTable, width: int, terms: Terms) -> Counts:
    """Return the counts of the terms in ``table``, which has ``width`` rows; the others are left out."""
    row = table.find(terms[0])
    known = row >= 0
    key = terms[1][known] * width + row[known]
    key.sort()
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    count = np.diff(begins, append=len(key))
    text, row = np.divmod(key[begins], width) if width else (key, key)
    return Counts(text, row, count)


def tfidf(counts: Counts, idf: Floats, texts: int) -> NDArray[np.float64]:
    """Return the value of each count: sublinear term frequency times idf, each text of length 1 (L2)."""
    value = (1.0 + np.log(counts.count)) * idf[counts.row]
    norm = np.sqrt(np.bincount(counts.text, value * value, minlength=texts))
    result: NDArray[np.float64] = value / norm[counts.text]
    return result


class LinearView:
    """One view's terms with their idf and their weights in each of k linear models.

    ``keys`` (n,) uint64 ascend, ``idf`` (n,) and ``weights`` (n, k) are floating point.
    """

    def __init__(self, keys: U64, idf: NDArray[Any], weights: NDArray[Any]) -> None:
        self.keys = keys
        self.idf = idf
        self.weights = weights
        self.table = HashTable(keys)
        self._idf = idf.astype(np.float32)
        self._weights = weights.astype(np.float32)

    def values(self, terms: Terms, texts: int) -> tuple[Counts, NDArray[np.float64]]:
        """Return the counts of the known terms and their TF-IDF values."""
        counts = count_terms(self.table, len(self.keys), terms)
        return counts, tfidf(counts, self._idf, texts)

    def scores(self, terms: Terms, texts: int) -> NDArray[np.float64]:
        """Return what the view adds to each text's scores, shape (texts, k)."""
        counts, value = self.values(terms, texts)
        result = np.zeros((texts, self._weights.shape[1]))
        if len(value):
            begins = np.flatnonzero(np.diff(counts.text, prepend=-1))
            products = self._weights[counts.row] * value[:, None]
            result[counts.text[begins]] = np.add.reduceat(products, begins)
        return result

    def occurrences(self, terms: Terms, texts: int) -> tuple[Ints, NDArray[np.float64]]:
        """Return the places (m,) of the known terms, and what each adds to its text's scores, (m, k).

        A term that occurs several times in a text shares its amount among its places.
        """
        counts, value = self.values(terms, texts)
        row = self.table.find(terms[0])
        place = np.flatnonzero(row >= 0)
        width = len(self.keys)
        which = np.searchsorted(counts.text * width + counts.row, terms[1][place] * width + row[place])
        return place, self._weights[row[place]] * (value / counts.count)[which][:, None]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to save."""
        return {"keys": self.keys, "idf": self.idf, "weights": self.weights}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], outputs: int) -> LinearView:
        """Return the view that was saved; raises ModelFormatError where shapes or types do not fit."""
        try:
            keys, idf, weights = arrays["keys"], arrays["idf"], arrays["weights"]
        except KeyError as error:
            raise ModelFormatError(f"array {error} of a view is missing; save the model again") from error
        fits = keys.ndim == 1 and idf.shape == keys.shape and weights.shape == (len(keys), outputs)
        kinds = keys.dtype == np.uint64 and idf.dtype.kind == weights.dtype.kind == "f"
        if not (fits and kinds):
            raise ModelFormatError(
                f"a view's arrays are {keys.dtype}{keys.shape}, {idf.dtype}{idf.shape}, "
                f"{weights.dtype}{weights.shape}, which do not fit {outputs} outputs; save the model again"
            )
        try:
            return cls(keys, idf, weights)
        except ValueError as error:
            raise ModelFormatError(f"a view's terms are out of order: {error}") from error


def salted(hashes: U64, salt: int) -> U64:
    """Return hashes that stay apart from the same tokens' hashes under any other salt."""
    result: U64 = combine(hashes, mix(np.uint64(salt)))
    return result
