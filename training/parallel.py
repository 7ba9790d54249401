"""Tasks side by side, in order, each done once even where a run is interrupted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from joblib import Parallel

from training.checkpoint import Checkpoint
from training.plan import Report


class Task(NamedTuple):
    """A ``call`` (of `joblib.delayed`) that returns a JSON value, its ``step`` and what to call it."""

    step: str
    title: str
    call: Any


def done_once(tasks: Sequence[Task], jobs: int, checkpoint: Checkpoint, report: Report) -> Iterator[Any]:
    """Yield the value of each task, in order; those that the ``checkpoint`` holds are not done again."""
    missing = [task.call for task in tasks if checkpoint.get(task.step) is None]
    work = iter(Parallel(jobs, return_as="generator")(missing) if missing else ())
    for task in tasks:
        report(task.title)
        if done := checkpoint.get(task.step):
            yield done[0]
        else:
            value = next(work)
            checkpoint.put(task.step, value)
            yield value
    next(work, None)  # joblib warns of results that are not read to their end
