"""A table finds every key it was made of, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.hashtable import HashTable

HASH = st.integers(min_value=0, max_value=2**64 - 1)
# Neighbouring values share their home, so that probing is exercised up to the end of the table.
CLUSTER = st.integers(min_value=0, max_value=300).map(lambda x: 2**64 - 1 - x)


@given(st.sets(st.one_of(HASH, CLUSTER, st.integers(0, 50))), st.lists(st.one_of(HASH, CLUSTER)))
def test_keys_are_found_and_others_are_not(keys: set[int], others: list[int]) -> None:
    ordered = sorted(keys)
    table = HashTable(np.array(ordered, np.uint64))
    asked = [*ordered, *others]
    expected = [ordered.index(x) if x in keys else -1 for x in asked]
    assert table.find(np.array(asked, np.uint64)).tolist() == expected


@pytest.mark.parametrize("keys", [[1, 1], [2, 1]])
def test_keys_must_ascend(keys: list[int]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        HashTable(np.array(keys, np.uint64))


def test_keys_that_crowd_are_refused() -> None:
    HashTable(np.arange(900, dtype=np.uint64))
    with pytest.raises(ValueError, match="spread"):
        HashTable(np.arange(2000, dtype=np.uint64))
