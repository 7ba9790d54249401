"""Hashes and where they are found."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, vectorize

STEP = np.uint64(0xD6E8FEB86659FD93)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_ONE = np.uint64(1)


@njit(cache=True, inline="always")
def mix(x: Any) -> Any:
    """Return the finaliser of splitmix64; see `framing.tokens.mix`."""
    x = (x ^ (x >> _30)) * _FIRST
    x = (x ^ (x >> _27)) * _SECOND
    return x ^ (x >> _31)


@vectorize(["uint64(uint64, uint64)"], cache=True)
def combine(left: Any, right: Any) -> Any:
    """Hash of a pair; see `framing.tokens.combine`."""
    x = left * STEP + right
    x = (x ^ (x >> _30)) * _FIRST
    x = (x ^ (x >> _27)) * _SECOND
    return x ^ (x >> _31)


@njit(cache=True, inline="always")
def find_one(x: Any, shift: Any, rows: Any, slots: Any) -> Any:
    """Return the row of one hash, negative where there is none."""
    place = x >> shift
    row = rows[place]
    while row >= 0 and slots[place] != x:
        place += _ONE
        row = rows[place]
    return row


@njit(cache=True, nogil=True)
def find(hashes: Any, shift: Any, rows: Any, slots: Any) -> Any:
    """Rows of hashes; see `framing.hashtable.HashTable.find`."""
    found = np.empty(len(hashes), np.int64)
    for i in range(len(hashes)):
        found[i] = find_one(hashes[i], shift, rows, slots)
    return found


@njit(cache=True, nogil=True)
def find_known(hashes: Any, owner: Any, shift: Any, rows: Any, slots: Any) -> Any:
    """Rows of the hashes that are known, and whose they are; see `framing.scoring.known_rows`."""
    found, whose = np.empty(len(hashes), np.int64), np.empty(len(hashes), np.int64)
    count = 0
    for i in range(len(hashes)):
        row = find_one(hashes[i], shift, rows, slots)
        if row >= 0:
            found[count] = row
            whose[count] = owner[i]
            count += 1
    return found[:count], whose[:count]


@njit(cache=True, nogil=True)
def distinct(values: Any) -> Any:
    """Where distinct values occur first, and the number of each; see `framing.hashtable.distinct`."""
    bits = 4
    while (1 << bits) < 2 * len(values):
        bits += 1
    shift = np.uint64(64 - bits)
    known = np.full(1 << bits, -1, np.int64)
    number = np.empty(len(values), np.int64)
    one = np.empty(len(values), np.int64)
    count = 0
    for i in range(len(values)):
        place = np.int64(values[i] >> shift)
        while known[place] >= 0 and values[one[known[place]]] != values[i]:
            place = (place + 1) & ((1 << bits) - 1)
        if known[place] < 0:
            known[place] = count
            one[count] = i
            count += 1
        number[i] = known[place]
    return one[:count], number
