"""TF-IDF and linear scores of many texts at once, from token arrays, with NumPy alone.

A *view* is a kind of terms: hashed n-grams, each with the text that owns it. Terms are weighed as
scikit-learn's ``TfidfVectorizer`` does (Salton & Buckley 1988, "Term-weighting
approaches in automatic text retrieval") and multiplied with a linear model's weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.checked_arrays import Arrays, checked_array, checked_keys
from framing.engine import kernels
from framing.hashtable import HashTable
from framing.tokens import U64, Ints, combine, mix

Floats = NDArray[np.float32]
Terms = tuple[U64, Ints]
"""Hashes of terms and the text that owns each, both of shape (n_terms,)."""


class Repeated(NamedTuple):
    """Terms of forms (words, say) that come again and again: the terms of each form, and the forms of texts.

    ``hashes`` are the terms and ``form`` the number of the form that owns each, ascending; ``number`` are the
    forms in the order of the texts, and ``text`` (ascending) whose they are.
    """

    hashes: U64
    form: Ints
    number: Ints
    text: Ints


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each known term occurs in each text: sparse, in the order of texts."""

    text: Ints
    row: Ints
    count: Ints


def character_slices(
    first: Ints, last: Ints, sizes: tuple[int, int]
) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield word, start, end and edges of the character n-grams within words, one size at a time.

    Words are [first, last) in characters of the joined stream, as ``start`` and ``end`` are. As in
    scikit-learn's ``char_wb``, a word counts with one blank at each side; ``edges`` says which of both belong
    to an n-gram: 1 the one before, 2 the one after.
    """
    length = last - first
    for size in range(sizes[0], sizes[1] + 1):
        number = np.maximum(length + 3 - size, 0)
        word = np.repeat(np.arange(len(first)), number)
        offset = np.arange(len(word)) - np.repeat(np.cumsum(number) - number, number) - 1
        low, high = first[word], last[word]
        start = low + offset
        end = start + size
        yield word, np.maximum(start, low), np.minimum(end, high), (start < low) + 2 * (end > high)


def _found(table: HashTable, hashes: U64, owner: Ints) -> tuple[Ints, Ints]:
    if (compiled := kernels()) is not None:
        both: tuple[Ints, Ints] = compiled.find_known(hashes, owner, *table.parts)
        return both
    row = table.find(hashes)
    known = row >= 0
    return row[known], owner[known]


def known_rows(table: HashTable, terms: Terms | Repeated) -> tuple[Ints, Ints]:
    """Return the rows of the terms in ``table``, and whose they are; the others are left out."""
    row, owner = _found(table, terms[0], terms[1])
    if not isinstance(terms, Repeated):
        return row, owner
    forms = int(terms.number.max(initial=-1)) + 1
    begins = np.searchsorted(owner, np.arange(forms + 1))
    if (compiled := kernels()) is not None:
        found: tuple[Ints, Ints] = compiled.repeat(row, begins, terms.number, terms.text)
        return found
    times = np.diff(begins)[terms.number]
    skipped = np.repeat(begins[terms.number] - (np.cumsum(times) - times), times)
    return row[np.arange(len(skipped)) + skipped], np.repeat(terms.text, times)


def count_terms(table: HashTable, width: int, terms: Terms | Repeated) -> Counts:
    """Return the counts of the terms in ``table``, which has ``width`` rows; the others are left out."""
    row, owner = known_rows(table, terms)
    key = owner * width + row
    key.sort()
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    count = np.diff(begins, append=len(key))
    text, row = np.divmod(key[begins], width) if width else (key, key)
    return Counts(text, row, count)


@dataclass(frozen=True, slots=True)
class Weighting:
    """How counts become values, in the words of scikit-learn's ``TfidfVectorizer``.

    ``norm`` is the power of the norm that makes each text's values of length 1: 2, 1 or 0 for none.
    """

    sublinear_tf: bool = True
    binary: bool = False
    norm: int = 2


def tfidf(counts: Counts, idf: Floats, texts: int, weighting: Weighting = Weighting()) -> NDArray[np.float64]:
    """Return the value of each count: term frequency times idf, each text of length 1."""
    frequency = np.ones(len(counts.count)) if weighting.binary else counts.count.astype(np.float64)
    if weighting.sublinear_tf:
        frequency = 1.0 + np.log(frequency)
    value: NDArray[np.float64] = frequency * idf[counts.row]
    if weighting.norm:
        power = np.abs(value) if weighting.norm == 1 else value * value
        total = np.bincount(counts.text, power, minlength=texts)
        norm = total if weighting.norm == 1 else np.sqrt(total)
        # Custom idf may make every value of a text zero, and so its length.
        value = value / np.where(norm > 0, norm, 1.0)[counts.text]
    return value


class LinearView:
    """One view's terms with their idf and their weights in each of k linear models.

    ``keys`` (n,) uint64 ascend, ``idf`` (n,) and ``weights`` (n, k) are floating point; what is in half
    precision is computed with in single precision. ``weighting`` says how counts become values, and ``table``
    is that of the keys where it has been made already.
    """

    def __init__(
        self,
        keys: U64,
        idf: NDArray[Any],
        weights: NDArray[Any],
        weighting: Weighting = Weighting(),
        table: HashTable | None = None,
    ) -> None:
        self.keys = keys
        self.idf = idf
        self.weights = weights
        self.weighting = weighting
        self.table = HashTable(keys) if table is None else table
        self._idf = idf.astype(np.promote_types(idf.dtype, np.float32))
        self._weights = weights.astype(np.promote_types(weights.dtype, np.float32))

    @property
    def parts(self) -> tuple[Any, NDArray[Any], NDArray[Any], tuple[bool, bool, int]]:
        """The parts of the table, the idf, the weights and how counts become values: what the loops need."""
        how = self.weighting
        return self.table.parts, self._idf, self._weights, (how.sublinear_tf, how.binary, how.norm)

    def values(self, terms: Terms | Repeated, texts: int) -> tuple[Counts, NDArray[np.float64]]:
        """Return the counts of the known terms and their TF-IDF values."""
        counts = count_terms(self.table, len(self.keys), terms)
        return counts, tfidf(counts, self._idf, texts, self.weighting)

    def scores(self, terms: Terms | Repeated, texts: int) -> NDArray[np.float64]:
        """Return what the view adds to each text's scores, shape (texts, k)."""
        if (compiled := kernels()) is not None:
            _, *parts = self.parts
            total: NDArray[np.float64] = compiled.linear_scores(*known_rows(self.table, terms), texts, *parts)
            return total
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
    def from_arrays(cls, arrays: Arrays, prefix: str, outputs: int) -> LinearView:
        """Return the view saved under ``prefix``; raises ModelFormatError where an array does not fit."""
        keys, table = checked_keys(arrays, f"{prefix}keys")
        idf = checked_array(arrays, f"{prefix}idf", "f", keys.shape)
        weights = checked_array(arrays, f"{prefix}weights", "f", (len(keys), outputs))
        return cls(keys, idf, weights, table=table)


def salted(hashes: U64, salt: int) -> U64:
    """Return hashes that stay apart from the same tokens' hashes under any other salt."""
    result: U64 = combine(hashes, mix(np.uint64(salt)))
    return result
