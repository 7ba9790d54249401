"""A bar over the stages of a training run, with the time that is left."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm

_FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {elapsed} gone, {remaining} left"
WEIGHTS = {
    "speakers: all rows": 12,
    "speakers: part": 4,
    "blocs": 17,
    "stance": 12,
    "learning curve: speaker": 7,
    "learning curve: blocs": 32,
    "learning curve: stance": 24,
    "search: speakers": 20,
    "search: blocs": 17,
    "search: stance": 12,
}
"""How long stages take relative to each other, by what their names begin with (measured on 19,000 rows)."""


class Stages:
    """Is told each stage as it begins, and shows on a terminal how much of all ``stages`` is done."""

    def __init__(self, stages: list[str]) -> None:
        self._bar = tqdm(
            total=sum(map(weight, stages)), bar_format=_FORMAT, disable=not sys.stderr.isatty(), leave=False
        )
        self._running = 0

    def __call__(self, step: str) -> None:
        """End the stage before, and begin ``step``."""
        self._bar.update(self._running)
        self._bar.set_description(step)
        self._running = weight(step)

    def __enter__(self) -> Stages:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


def weight(step: str) -> int:
    """Return how long a stage takes, in units of `WEIGHTS`."""
    return next((amount for start, amount in WEIGHTS.items() if step.startswith(start)), 1)
