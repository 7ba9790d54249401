"""Tasks are done in order and once, side by side or not."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from joblib import delayed

from training.checkpoint import NOTHING_KEPT, Checkpoint
from training.parallel import Task, done_once


def tasks() -> list[Task]:
    return [Task(f"power-{n}", f"power {n}", delayed(pow)(n, 2)) for n in range(4)]


def fail(*_: object) -> None:
    raise AssertionError("a task was done again")


@pytest.mark.parametrize("jobs", [1, 2])
def test_values_come_in_order_and_are_reported(jobs: int) -> None:
    said: list[str] = []
    assert list(done_once(tasks(), jobs, NOTHING_KEPT, said.append)) == [0, 1, 4, 9]
    assert said == ["power 0", "power 1", "power 2", "power 3"]


def test_what_was_done_before_an_interruption_is_not_done_again(tmp_path: Path) -> None:
    kept = Checkpoint.beside(tmp_path / "model", {})
    values = done_once(tasks(), 1, kept, lambda _: None)
    assert [next(values), next(values)] == [0, 1]
    with warnings.catch_warnings():  # joblib's, of the tasks that are never done
        warnings.simplefilter("ignore")
        del values
    rest = [Task(task.step, task.title, delayed(fail)()) if n < 2 else task for n, task in enumerate(tasks())]
    assert list(done_once(rest, 1, kept, lambda _: None)) == [0, 1, 4, 9]
    every = [Task(task.step, task.title, delayed(fail)()) for task in tasks()]
    assert list(done_once(every, 1, kept, lambda _: None)) == [0, 1, 4, 9]
