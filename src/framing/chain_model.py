"""A linear-chain model: label scores summed over the hashed features of a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution_labels import Legality
from framing.chain import Floats, Links
from framing.checked_arrays import Arrays, checked_array, checked_keys
from framing.errors import ModelFormatError
from framing.hashtable import HashTable
from framing.tokens import U64, Bools, Ints

FORBIDDEN = -1e4
"""The score of a transition that never happens, while a chain learns and on disk."""
_STRONGEST = 20.0  # link; a trained chain has none beyond 3


def legal_links(legality: Legality) -> Links:
    """Return links that allow what is legal, and prefer nothing."""
    return Links(*(np.where(may, 0.0, FORBIDDEN) for may in vars(legality).values()))


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
        links = {name: np.maximum(link, FORBIDDEN) for name, link in vars(self.links).items()}
        parts = {"keys": self.keys, "weights": self.weights, **links}
        return {f"{prefix}.{name}": np.ascontiguousarray(array) for name, array in parts.items()}

    @classmethod
    def from_arrays(cls, prefix: str, legality: Legality, arrays: Arrays) -> ChainModel:
        """Return the model saved as ``prefix``; raises ModelFormatError where arrays are missing or wrong.

        What is not legal is impossible in it, whatever the weights.
        """
        keys, _ = checked_keys(arrays, f"{prefix}.keys")
        shape = len(keys), len(legality.start)
        return cls(
            keys,
            checked_array(arrays, f"{prefix}.weights", "f", shape),
            Links(*(_links(arrays, f"{prefix}.{name}", legal) for name, legal in vars(legality).items())),
        )


def _links(arrays: Arrays, name: str, legal: Bools) -> Floats:
    """Return saved links with minus infinity for those that are not ``legal``."""
    links = checked_array(arrays, name, "f", legal.shape, -FORBIDDEN)
    if (np.abs(links[legal]) > _STRONGEST).any() or (links[~legal] != FORBIDDEN).any():
        raise ModelFormatError(f"array {name} allows what labels do not; train the model again")
    return np.where(legal, links.astype(np.float64), -np.inf)
