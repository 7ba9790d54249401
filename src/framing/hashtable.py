"""From 64-bit hashes to row numbers of a weight table, many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.engine import kernels
from framing.tokens import U64, Bools, Ints

_EMPTY = -1
_FARTHEST = 1000  # places from a key's home; among ten million hashes it is below a hundred


class HashTable:
    """Finds the rows of sorted, distinct ``keys`` (uint64, shape (n,)) by open addressing.

    A key's home is its leading bits, and a taken place is passed over to the next one (linear probing, Knuth
    1998, "The Art of Computer Programming", vol. 3, section 6.4). Since the keys come sorted, all places
    follow from one running maximum, without a loop. Raises ValueError where the keys do not ascend, or crowd
    so much that searches would take long, which hashes never do.
    """

    def __init__(self, keys: U64) -> None:
        if len(keys) > 1 and not (keys[1:] > keys[:-1]).all():
            raise ValueError("the keys of a table must ascend and be distinct")
        bits = max(int(2 * len(keys)).bit_length(), 4)
        self.shift = np.uint64(64 - bits)
        count = np.arange(len(keys))
        home = (keys >> self.shift).astype(np.int64)
        place = count + np.maximum.accumulate(home - count) if len(keys) else count
        if int((place - home).max(initial=0)) > _FARTHEST:
            raise ValueError("the keys of a table must be spread as hashes are")
        size = max((1 << bits), int(place[-1]) + 1 if len(keys) else 0) + 1  # the last place stays empty
        self.rows = np.full(size, _EMPTY, dtype=np.int32)
        self.rows[place] = count
        self.slots = np.zeros(size, dtype=np.uint64)
        self.slots[place] = keys

    @property
    def parts(self) -> tuple[np.uint64, NDArray[np.int32], U64]:
        """The shift that gives a hash's home, and the row and key at each place: what the loops need."""
        return self.shift, self.rows, self.slots

    def find(self, hashes: U64) -> Ints:
        """Return the row of each hash, -1 where it is not among the keys; shape of ``hashes`` (one axis)."""
        if (compiled := kernels()) is not None:
            known: Ints = compiled.find(hashes, *self.parts)
            return known
        place = (hashes >> self.shift).astype(np.int64)
        found = self.rows[place]
        # Most hashes are settled at their home; only the others are looked at again.
        left = np.flatnonzero((found != _EMPTY) & (self.slots[place] != hashes))
        while len(left):
            place[left] += 1
            rows = self.rows[place[left]]
            found[left] = rows
            left = left[(rows != _EMPTY) & (self.slots[place[left]] != hashes[left])]
        return found.astype(np.int64)


def distinct(values: U64) -> tuple[Ints, Ints]:
    """Return where each distinct value occurs, shape (V,), and the number of each of ``values``."""
    if (compiled := kernels()) is not None:
        found: tuple[Ints, Ints] = compiled.distinct(values)
        return found
    order = np.argsort(values, kind="stable")
    fresh = _fresh(values[order])
    number = np.empty(len(values), np.int64)
    number[order] = np.cumsum(fresh) - 1
    return order[fresh], number


def merged(*keys: NDArray[Any]) -> NDArray[Any]:
    """Return what is in any of several arrays, ascending and once.

    np.unique does the same, but its first call imports numpy.ma, which takes a tenth of a second.
    """
    everything = np.sort(np.concatenate(keys))
    return everything[_fresh(everything)]


def _fresh(ordered: NDArray[Any]) -> Bools:
    """Return where a value differs from the one before it."""
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return fresh
