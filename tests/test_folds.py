"""Folds keep documents, pairs and groups whole."""

from __future__ import annotations

from typing import Any

import pytest

from framing.errors import InputError
from training.folds import document_folds, is_grouped


def sides_of(rows: list[dict[str, Any]], folds: list[int], key: str) -> list[int]:
    sides: dict[str, set[int]] = {}
    for row, fold in zip(rows, folds, strict=True):
        if row.get(key):
            sides.setdefault(row[key], set()).add(fold)
    return [len(found) for found in sides.values()]


@pytest.mark.parametrize("key", ["doc", "pair", "group"])
def test_folds_keep_what_belongs_together_whole(key: str) -> None:
    rows: list[dict[str, Any]] = [{"doc": f"d{n}"} | {key: f"x{n // 3}"} for n in range(300)]
    folds = document_folds(rows).tolist()
    assert set(sides_of(rows, folds, key)) == {1}
    assert len(set(folds)) == 5


def test_a_document_of_two_groups_joins_them() -> None:
    rows: list[dict[str, Any]] = [
        {"doc": f"d{n}", "group": f"house {n % 20}" if n < 60 else None} for n in range(80)
    ]
    rows += [{"doc": "joint", "group": "house 1"}, {"doc": "joint", "group": "house 2"}]
    folds = document_folds(rows).tolist()
    assert set(sides_of(rows, folds, "doc")) == set(sides_of(rows, folds, "group")) == {1}
    assert folds[1] == folds[2]


def test_groups_are_dealt_out_by_size() -> None:
    sizes = {"a": 40, "b": 20, "c": 20, "d": 10, "e": 10}
    rows = [{"doc": f"{name}{n}", "group": name} for name, size in sizes.items() for n in range(size)]
    folds = document_folds(rows, 2).tolist()
    assert sorted(folds.count(fold) for fold in set(folds)) == [50, 50]


def test_one_group_is_too_few() -> None:
    with pytest.raises(InputError, match="one group: nothing is left to test on"):
        document_folds([{"doc": f"d{n}", "group": "x"} for n in range(9)])


def test_rows_without_groups_are_not_grouped() -> None:
    assert not is_grouped([{"doc": "a"}, {"doc": "b", "group": None}])
