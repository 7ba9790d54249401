"""Counts of terms and linear scores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def repeat(row: Any, begins: Any, number: Any, text: Any) -> Any:
    """Rows of all forms in the order of texts, and whose they are; see `framing.scoring.known_rows`."""
    total = 0
    for form in number:
        total += begins[form + 1] - begins[form]
    rows, owner = np.empty(total, np.int64), np.empty(total, np.int64)
    place = 0
    for i in range(len(number)):
        for k in range(begins[number[i]], begins[number[i] + 1]):
            rows[place] = row[k]
            owner[place] = text[i]
            place += 1
    return rows, owner


@njit(cache=True, nogil=True)
def _by_text(row: Any, owner: Any, texts: Any) -> Any:
    """Rows text by text, and where each text's begin (a counting sort)."""
    begins = np.zeros(texts + 1, np.int64)
    for text in owner:
        begins[text + 1] += 1
    for text in range(texts):
        begins[text + 1] += begins[text]
    place = begins[:-1].copy()
    ordered = np.empty(len(row), np.int32)
    for i in range(len(row)):
        ordered[place[owner[i]]] = row[i]
        place[owner[i]] += 1
    return ordered, begins


@njit(cache=True, inline="always")
def _frequency(count: Any, sublinear: Any, binary: Any) -> Any:
    if count == 1 or binary:
        return 1.0
    return 1.0 + math.log(count) if sublinear else float(count)


@njit(cache=True, nogil=True)
def add_text(met: Any, times: Any, idf: Any, weights: Any, how: Any, scores: Any) -> None:
    """Add to a text's ``scores`` what the terms ``met`` in it are worth; their ``times`` become 0."""
    sublinear, binary, power = how
    length = 0.0
    for term in met:
        value = idf[term] * _frequency(times[term], sublinear, binary)
        times[term] = 0
        length += value * value if power == 2 else abs(value)
        for k in range(weights.shape[1]):
            scores[k] += weights[term, k] * value
    if power and length:
        scores /= math.sqrt(length) if power == 2 else length


@njit(cache=True, nogil=True)
def linear_scores(row: Any, owner: Any, texts: Any, idf: Any, weights: Any, how: Any) -> Any:
    """TF-IDF and linear scores of one view; see `framing.scoring.LinearView.scores`."""
    ordered, begins = _by_text(row, owner, texts)
    times, met = np.zeros(len(idf), np.int32), np.empty(len(idf), np.int32)
    result = np.zeros((texts, weights.shape[1]))
    for text in range(texts):
        count = 0
        for term in ordered[begins[text] : begins[text + 1]]:
            if times[term] == 0:
                met[count] = term
                count += 1
            times[term] += 1
        add_text(met[:count], times, idf, weights, how, result[text])
    return result
