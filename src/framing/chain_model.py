"""A linear-chain model: label scores summed over the hashed features of a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.chain import Floats, Links
from framing.errors import ModelFormatError
from framing.hashtable import HashTable
from framing.tokens import U64, Ints

FORBIDDEN = -1e4
"""The score of a transition that never happens."""


@dataclass(frozen=True, eq=False)
class ChainModel:
    """Scores of a linear-chain conditional random field (Lafferty, McCallum & Pereira 2001).

    ``keys`` are the sorted hashes of the features, shape (K,), ``weights`` (K, L) what each adds to each
    label, ``links`` the scores of labels next to each other.
    """

    keys: U64
    weights: NDArray[np.floating[Any]]
    links: Links

    @cached_property
    def table(self) -> HashTable:
        """Feature hashes to rows of ``weights``."""
        return HashTable(self.keys)

    @cached_property
    def _padded(self) -> NDArray[np.float32]:
        # Row -1 is what an unknown feature adds: nothing.
        padded: NDArray[np.float32] = np.zeros((len(self.weights) + 1, self.weights.shape[1]), np.float32)
        padded[:-1] = self.weights
        return padded

    def emissions(self, hashes: Iterable[U64], count: int) -> Floats:
        """Return label scores of ``count`` tokens, shape (count, L); ``hashes`` come template by template."""
        scores = np.zeros((count, self.weights.shape[1]))
        for column in hashes:
            scores += self._padded[self.table.find(column)]
        return scores

    def amounts(self, hashes: Iterable[U64], chosen: Ints, labels: Ints) -> Floats:
        """Return what each template adds to each ``chosen`` token's label, shape (templates, chosen)."""
        rows = np.stack([self.table.find(column[chosen]) for column in hashes])
        return self._padded[rows, labels].astype(np.float64)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the arrays to save, named from ``prefix``."""
        parts = {"keys": self.keys, "weights": self.weights, **vars(self.links)}
        return {f"{prefix}.{name}": np.ascontiguousarray(array) for name, array in parts.items()}

    @classmethod
    def from_arrays(cls, prefix: str, labels: int, arrays: dict[str, NDArray[Any]]) -> ChainModel:
        """Return the model saved as ``prefix``; raises ModelFormatError where arrays are missing or wrong."""
        count = len(arrays[f"{prefix}.keys"]) if f"{prefix}.keys" in arrays else 0
        wanted = {
            "keys": ("u", (count,)),
            "weights": ("f", (count, labels)),
            "start": ("f", (labels,)),
            "transitions": ("f", (labels, labels)),
            "end": ("f", (labels,)),
        }
        checked = {n: checked_array(arrays, f"{prefix}.{n}", *kind) for n, kind in wanted.items()}
        keys = checked["keys"].astype(np.uint64)
        if not (keys[1:] > keys[:-1]).all():
            raise ModelFormatError(f"array '{prefix}.keys' must ascend; save the model again")
        return cls(keys, checked["weights"], Links(checked["start"], checked["transitions"], checked["end"]))


def checked_array(
    arrays: dict[str, NDArray[Any]], name: str, kind: str, shape: tuple[int, ...]
) -> NDArray[Any]:
    """Return ``arrays[name]``; raises ModelFormatError unless of this dtype kind and shape, and finite."""
    array = arrays.get(name)
    if array is None or array.dtype.kind != kind or array.shape != shape:
        found = "missing" if array is None else f"{array.dtype} {array.shape}"
        raise ModelFormatError(f"array '{name}' must be of kind '{kind}' and shape {shape}, but is {found}")
    if kind == "f" and not np.isfinite(array).all():
        raise ModelFormatError(f"array '{name}' holds values that are not finite")
    return array
