"""From code points to scores of n-grams of words, in one pass without anything in between."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from framing.compiled.hashing import STEP, find_one, mix
from framing.compiled.terms import add_text

_BASE = np.uint64(0x9E3779B97F4A7C15)  # that of framing.tokens
_ONE = np.uint64(1)
_DIGIT = 3  # the first class of word characters there


@njit(cache=True, inline="always")
def _word(codes: Any, place: Any, classes: Any) -> Any:
    """Return the hash of the word that begins at ``place``, and where it ends."""
    value, factor, start = np.uint64(0), _ONE, place
    while place < len(codes) and classes[codes[place]] >= _DIGIT:
        value += (np.uint64(codes[place]) + _ONE) * factor
        factor *= _BASE
        place += 1
    return mix(value + np.uint64(place - start) * STEP), place


@njit(cache=True, nogil=True)
def _count_terms(
    codes: Any, classes: Any, grams: Any, stops: Any, table: Any, ending: Any, times: Any, met: Any
) -> Any:
    """Count the known n-grams of one text: ``times`` of each, the first of ``met`` which; return how many."""
    smallest, largest, shortest = grams
    stop_shift, stop_rows, stop_slots = stops
    shift, rows, slots = table
    place, words, count = 0, 0, 0
    while place < len(codes):
        if classes[codes[place]] < _DIGIT:
            place += 1
            continue
        start = place
        word, place = _word(codes, place, classes)
        if place - start < shortest or find_one(word, stop_shift, stop_rows, stop_slots) >= 0:
            continue
        for size in range(min(words, largest - 1), 0, -1):
            ending[size] = mix(ending[size - 1] * STEP + word)
        ending[0] = word
        words += 1
        for size in range(smallest - 1, min(words, largest)):
            row = find_one(ending[size], shift, rows, slots)
            if row >= 0:
                if times[row] == 0:
                    met[count] = row
                    count += 1
                times[row] += 1
    return count


@njit(cache=True, nogil=True)
def word_scores(
    codes: Any, base: Any, classes: Any, grams: Any, stops: Any, table: Any, idf: Any, weights: Any, how: Any
) -> Any:
    """TF-IDF and linear scores of texts, joined by one character between two; see `framing.linear_scorer`.

    ``base`` is where each text begins, ``classes`` the class of every code point, ``grams`` the sizes of
    n-grams and the length of the shortest word; ``stops`` and ``table`` are parts of hash tables.
    """
    result = np.zeros((len(base), weights.shape[1]))
    times, met = np.zeros(len(idf), np.int32), np.empty(len(idf), np.int32)
    ending = np.zeros(grams[1], np.uint64)  # hashes of the n-grams that end with the last word, by size - 1
    for text in range(len(base)):
        end = base[text + 1] - 1 if text + 1 < len(base) else len(codes)
        count = _count_terms(codes[base[text] : end], classes, grams, stops, table, ending, times, met)
        add_text(met[:count], times, idf, weights, how, result[text])
    return result
