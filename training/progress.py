"""Progress of long work on standard error, where that is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from tqdm import tqdm


@contextlib.contextmanager
def steps(total: int | None = None, unit: str = "step") -> Iterator[Callable[[str], None]]:
    """Give a function to call with the name of each step as it begins; ``total`` is how many there are."""
    with tqdm(total=total, unit=unit, disable=not sys.stderr.isatty()) as bar:

        def report(step: str) -> None:
            bar.set_description(step)
            bar.update()

        yield report
