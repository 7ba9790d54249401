"""Figures as cells of Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.results import Result, slug


def cell(figure: Any) -> str:
    """Return a figure with its interval, a bare number, text as it is, or a dash for what is missing."""
    if isinstance(figure, dict):
        figure, bounds = figure["value"], (figure["low"], figure["high"])
        return "-" if figure is None else f"{figure:.3f} [{bounds[0]:.3f}, {bounds[1]:.3f}]"
    if figure is None:
        return "-"
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plot_name(result: Result, kind: str) -> str:
    """Return the file name of a result's plot."""
    return f"{kind}-{slug(result['data']['name'])}.svg"
