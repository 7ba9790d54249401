"""From 64-bit hashes to row numbers of a weight table, many at once."""

from __future__ import annotations

import numpy as np

from framing.tokens import U64, Ints

_EMPTY = -1


class HashTable:
    """Finds the rows of sorted, distinct ``keys`` (uint64, shape (n,)) by open addressing.

    A key's home is its leading bits, and a taken place is passed over to the next one (linear probing, Knuth
    1998, "The Art of Computer Programming", vol. 3, section 6.4). Since the keys come sorted, all places
    follow from one running maximum, without a loop. Raises ValueError where the keys do not ascend.
    """

    def __init__(self, keys: U64) -> None:
        if len(keys) > 1 and not (keys[1:] > keys[:-1]).all():
            raise ValueError("the keys of a table must ascend and be distinct")
        bits = max(int(2 * len(keys)).bit_length(), 4)
        self._shift = np.uint64(64 - bits)
        count = np.arange(len(keys))
        home = (keys >> self._shift).astype(np.int64)
        place = count + np.maximum.accumulate(home - count) if len(keys) else count
        size = max((1 << bits), int(place[-1]) + 1 if len(keys) else 0) + 1  # the last place stays empty
        self._rows = np.full(size, _EMPTY, dtype=np.int32)
        self._rows[place] = count
        self._keys = np.zeros(size, dtype=np.uint64)
        self._keys[place] = keys

    def find(self, hashes: U64) -> Ints:
        """Return the row of each hash, -1 where it is not among the keys; shape of ``hashes`` (one axis)."""
        place = (hashes >> self._shift).astype(np.int64)
        found = self._rows[place]
        # Most hashes are settled at their home; only the others are looked at again.
        left = np.flatnonzero((found != _EMPTY) & (self._keys[place] != hashes))
        while len(left):
            place[left] += 1
            rows = self._rows[place[left]]
            found[left] = rows
            left = left[(rows != _EMPTY) & (self._keys[place[left]] != hashes[left])]
        return found.astype(np.int64)
