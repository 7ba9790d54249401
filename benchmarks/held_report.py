"""The section of RESULTS.md on load, faults and hostile input, from every result that has a table of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.results import Result
from benchmarks.tables import table

_HEADS = ("what was tried", "load", "outcome", "command")


def held_section(results: Sequence[Result], signature: Callable[[Result], str]) -> list[str]:
    """Return the section, a row for each thing that was tried; nothing where no result has a ``table``."""
    some = [result for result in results if "table" in result]
    if not some:
        return []
    rows = [
        [row["tried"], row["load"], row["outcome"], f"`{result['command']}`"]
        for result in some
        for row in result["table"]
    ]
    return ["## Load, faults and hostile input", table(_HEADS, rows), *map(signature, some)]
