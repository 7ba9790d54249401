"""Finished steps are found again by the same run, and by no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from framing.errors import InputError
from training.checkpoint import NOTHING_KEPT, Checkpoint


def test_the_same_run_finds_what_was_kept(tmp_path: Path) -> None:
    first = Checkpoint.beside(tmp_path / "model", {"seed": 0})
    assert first.get("one") is None and first.steps() == 0
    first.put("one", {"a": [1, None]}, {"x": np.arange(3), "y": np.array([[True]])})
    again = Checkpoint.beside(tmp_path / "model", {"seed": 0})
    value, arrays = again.get("one") or (None, {})
    assert value == {"a": [1, None]}
    assert arrays["x"].tolist() == [0, 1, 2] and arrays["y"].dtype == bool
    assert again.steps() == 1
    again.remove()
    assert list(tmp_path.iterdir()) == []


def test_another_run_begins_anew(tmp_path: Path) -> None:
    Checkpoint.beside(tmp_path / "model", {"seed": 0}).put("one", 1)
    assert Checkpoint.beside(tmp_path / "model", {"seed": 1}).get("one") is None


def test_a_broken_step_is_done_again(tmp_path: Path) -> None:
    kept = Checkpoint.beside(tmp_path / "model", {})
    kept.put("one", 1)
    (tmp_path / "model.unfinished" / "one.safetensors").write_bytes(b"cut off")
    assert kept.get("one") is None


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "model.unfinished").mkdir()
    (tmp_path / "model.unfinished" / "letters.txt").write_text("dear")
    with pytest.raises(InputError, match="holds no unfinished run; move it away"):
        Checkpoint.beside(tmp_path / "model", {})
    assert (tmp_path / "model.unfinished" / "letters.txt").read_text() == "dear"


def test_without_a_folder_nothing_is_kept() -> None:
    NOTHING_KEPT.put("one", 1)
    assert NOTHING_KEPT.get("one") is None and NOTHING_KEPT.steps() == 0
    NOTHING_KEPT.remove()
