"""No array of a stranger's model is computed with before it is known to be harmless."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from framing.checked_arrays import LABELS, checked_array, checked_keys, checked_labels
from framing.errors import ModelFormatError


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_numbers_are_finite_and_not_huge(kind: type) -> None:
    good: NDArray[Any] = np.array([-60000.0, 0.0, 3.5], kind)
    assert checked_array({"a": good}, "a", "f", (3,)) is good
    for number in (np.nan, np.inf, -np.inf):
        with pytest.raises(ModelFormatError, match="array a holds what is no number or larger than 1e"):
            checked_array({"a": np.array([0, number, 1], kind)}, "a", "f", (3,))
    with pytest.raises(ModelFormatError, match="larger than 20"):
        checked_array({"a": np.array([0, -21, 1], kind)}, "a", "f", (3,), 20.0)


def test_only_what_may_be_infinite_is() -> None:
    assert checked_array({"a": np.array([np.inf])}, "a", "f", (1,), np.inf)[0] == np.inf
    with pytest.raises(ModelFormatError, match="no number"):
        checked_array({"a": np.array([np.nan])}, "a", "f", (1,), np.inf)


@pytest.mark.parametrize("array", [None, np.ones(2), np.ones((3, 1)), np.ones(3, np.int64), np.ones(3, bool)])
def test_types_and_shapes_are_those_asked_for(array: Any) -> None:
    with pytest.raises(ModelFormatError, match="array a must be of kind 'f' and shape"):
        checked_array({} if array is None else {"a": array}, "a", "f", (3,))


@pytest.mark.parametrize(
    "keys", [[2, 1], [1, 1], range(2000), np.ones(1, np.int64), np.ones((1, 1), np.uint64), None]
)
def test_keys_are_hashes_in_order(keys: Any) -> None:
    array = np.array(keys, np.uint64) if isinstance(keys, (list, range)) else keys
    with pytest.raises(ModelFormatError, match="array k"):
        checked_keys({} if array is None else {"k": array}, "k")


@pytest.mark.parametrize(
    "labels", [None, "ab", {"a": 1}, ["a", "a"], ["a", 1], [["a"]], list(map(str, range(LABELS + 1)))]
)
def test_labels_are_different_strings(labels: Any) -> None:
    with pytest.raises(ModelFormatError, match="blocs must be a list of at most 100 different labels"):
        checked_labels(labels, "blocs")
    assert checked_labels(["b", "a"], "blocs") == ("b", "a")
