"""Charts of systems: named points, as accuracy against speed, and bars of ratios."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.plots import BOTTOM, COLORS, HEIGHT, LEFT, RIGHT, TICKS, TOP, WIDTH, Point, dot, svg, text

_WIDE, _NAMES = 760, 250  # pixels of the chart, and of the names at its right


@dataclass(frozen=True, slots=True)
class Mark:
    """A named point of a scatter chart, with the interval of its y; ``ours`` are drawn in another colour."""

    name: str
    x: float
    y: float
    interval: tuple[float, float]
    ours: bool = False


def scatter_chart(title: str, axes: tuple[str, str], marks: Sequence[Mark]) -> str:
    """Return an SVG of named points over a logarithmic x and a y from 0 to 1."""
    low, high = (f(math.log10(m.x) for m in marks) for f in (min, max))
    first, last = math.floor(low), max(math.ceil(high), math.floor(low) + 1)

    def place(x: float, y: float) -> Point:
        share = (math.log10(x) - first) / (last - first)
        right, bottom = _WIDE - RIGHT - _NAMES, HEIGHT - BOTTOM
        return LEFT + share * (right - LEFT), bottom - y * (bottom - TOP)

    parts = [f'<rect width="{_WIDE}" height="{HEIGHT}" fill="#fff"/>']
    edge, floor = place(10.0**last, 0.0)
    for power in range(first, last + 1):
        x, _ = place(10.0**power, 0.0)
        parts.append(f'<path d="M{x:.1f} {TOP}V{floor}" stroke="#ddd"/>')
        parts.append(text(x, floor + 16, f"{10.0**power:g}", "middle"))
    for tick in range(TICKS + 1):
        _, y = place(10.0**first, tick / TICKS)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{edge:.1f}" stroke="#ddd"/>')
        parts.append(text(LEFT - 6, y + 4, f"{tick / TICKS:.1f}", "end"))
    middle = (LEFT + edge) / 2
    parts += [text(middle, 20, title, "middle"), text(middle, HEIGHT - 10, axes[0], "middle")]
    parts.append(
        f'<g transform="translate(14 {HEIGHT / 2:.0f}) rotate(-90)">{text(0, 0, axes[1], "middle")}</g>'
    )
    names_y = -math.inf
    for mark in sorted(marks, key=lambda m: -m.y):
        x, y = place(mark.x, mark.y)
        color = COLORS[0 if mark.ours else 1]
        (_, bottom), (_, top) = (place(mark.x, bound) for bound in mark.interval)
        names_y = max(names_y + 18, y)  # names stand in a column, so that they never overlap
        parts.append(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{color}" stroke-width="1.2"/>')
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}L{edge + 8:.1f} {names_y:.1f}" stroke="{color}" stroke-width="0.4"/>'
        )
        parts += [dot((x, y), color), text(edge + 12, names_y + 4, mark.name)]
    return svg(_WIDE, HEIGHT, parts)


def bar_chart(title: str, bars: Mapping[str, float], marks: Mapping[str, float]) -> str:
    """Return an SVG of horizontal bars on a logarithmic axis, each with a line where its mark is."""
    low, high = -1.0, max(math.log10(value) for value in (*bars.values(), *marks.values(), 10.0)) + 0.1
    left, step = 150, 26
    height = TOP + step * len(bars) + 12

    def place(value: float) -> float:
        return left + (math.log10(max(value, 0.1)) - low) / (high - low) * (WIDTH - left - 60)

    parts = [
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        text(WIDTH / 2, 20, title, "middle"),
    ]
    for number, (name, value) in enumerate(bars.items()):
        y, end = TOP + step * number, place(value)
        parts.append(
            f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="16" fill="{COLORS[0]}"/>'
            f'<path d="M{place(marks[name]):.1f} {y - 3}V{y + 19}" stroke="{COLORS[1]}" stroke-width="2"/>'
        )
        parts.append(text(left - 6, y + 12, name, "end") + text(end + 6, y + 12, f"{value:.2f}"))
    return svg(WIDTH, height, parts)
