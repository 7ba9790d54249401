"""Arrays of a saved model, and what must hold of each before anything computes with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import ModelFormatError
from framing.hashtable import HashTable
from framing.tokens import U64

Arrays = dict[str, NDArray[Any]]

LARGEST = 1e6
"""No number of a trained model is so large; sums of smaller ones stay finite."""
LABELS = 100
"""The most labels of a model: what is computed for a sentence grows with them."""


def checked_array(
    arrays: Arrays, name: str, kind: str, shape: tuple[int, ...], most: float = LARGEST
) -> NDArray[Any]:
    """Return ``arrays[name]``, which must have a dtype of ``kind`` ("f" or "u") and this ``shape``.

    Numbers must be no larger than ``most``, whatever their sign, and so finite unless that is infinite.
    Raises ModelFormatError.
    """
    array = arrays.get(name)
    if array is None or array.dtype.kind != kind or array.shape != shape:
        found = "missing" if array is None else f"{array.dtype} {array.shape}"
        raise ModelFormatError(
            f"array {name} must be of kind '{kind}' and shape {shape}, but is {found}; save the model again"
        )
    if kind == "f" and not _within(array, most):
        raise ModelFormatError(
            f"array {name} holds what is no number or larger than {most:g}; train the model again"
        )
    return array


def _within(array: NDArray[Any], most: float) -> bool:
    if array.dtype == np.float16 and most == LARGEST:  # most arrays; the largest of its numbers is 65504
        return bool(np.isfinite(array).all())
    return bool((np.abs(array) <= most).all())  # false of what is not a number, too


def checked_keys(arrays: Arrays, name: str) -> tuple[U64, HashTable]:
    """Return the hashes ``arrays[name]`` and their table; raises ModelFormatError where they have none."""
    keys = arrays.get(name)
    if keys is None or keys.dtype != np.uint64 or keys.ndim != 1:
        found = "missing" if keys is None else f"{keys.dtype} {keys.shape}"
        raise ModelFormatError(
            f"array {name} must be uint64 with one axis, but is {found}; save the model again"
        )
    try:
        return keys, HashTable(keys)
    except ValueError as error:
        raise ModelFormatError(f"array {name}: {error}; save the model again") from error


def checked_labels(value: Any, what: str) -> tuple[str, ...]:
    """Return a JSON list of distinct strings, at most `LABELS`; raises ModelFormatError, naming ``what``."""
    legal = isinstance(value, list) and len(value) <= LABELS and all(isinstance(v, str) for v in value)
    if not legal or len(set(value)) < len(value):
        raise ModelFormatError(
            f"{what} must be a list of at most {LABELS} different labels; save the model again"
        )
    return tuple(value)
