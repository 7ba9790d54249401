"""Line charts as SVG text, the same bytes for the same numbers, so that results can be committed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 460, 380  # pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 34, 46
_COLORS = ("#1f5fa8", "#c2571a")
_TICKS = 5
_WIDE, _NAMES = 760, 250  # of a scatter chart, and of the names at its right

Point = tuple[float, float]


def line_chart(
    title: str,
    axes: tuple[str, str],
    series: Mapping[str, Sequence[Point]],
    *,
    top: float = 1.0,
    diagonal: bool = False,
) -> str:
    """Return an SVG of one or two series over x from 0 to 1 and y from 0 to ``top``.

    ``diagonal`` adds the dashed line where x equals y.
    """
    parts = [_frame(title, axes, top)]
    if diagonal:
        parts.append(_path([(0.0, 0.0), (min(1.0, top), min(1.0, top))], top, "#888", dashed=True))
    for number, (name, points) in enumerate(series.items()):
        color = _COLORS[number]
        parts.append(_path(points, top, color))
        parts += [_dot(_place(point, top), color) for point in points]
        y = _TOP + 16 + 18 * number
        parts.append(_dot((_LEFT + 14, y - 4), color) + _text(_LEFT + 24, y, name))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}"'
        f' font-family="sans-serif" font-size="12">\n{body}\n</svg>\n'
    )


def _frame(title: str, axes: tuple[str, str], top: float) -> str:
    """Return the background, the grid with its numbers, and the titles."""
    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        x, y = _place((share, share * top), top)
        parts.append(
            f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        )
        parts.append(_text(x, _HEIGHT - _BOTTOM + 16, f"{share:.1f}", "middle"))
        parts.append(_text(_LEFT - 6, y + 4, f"{share * top:.2g}", "end"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_text(middle, 20, title, "middle"))
    parts.append(_text(middle, _HEIGHT - 10, axes[0], "middle"))
    parts.append(
        f'<g transform="translate(14 {_HEIGHT / 2:.0f}) rotate(-90)">{_text(0, 0, axes[1], "middle")}</g>'
    )
    return "\n".join(parts)


def _place(point: Point, top: float) -> Point:
    x, y = point
    inner_width, inner_height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return _LEFT + x * inner_width, _HEIGHT - _BOTTOM - y / top * inner_height


def _path(points: Sequence[Point], top: float, color: str, *, dashed: bool = False) -> str:
    places = "L".join(f"{x:.1f} {y:.1f}" for x, y in (_place(point, top) for point in points))
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<path d="M{places}" fill="none" stroke="{color}" stroke-width="1.8"{dash}/>'


def _dot(place: Point, color: str) -> str:
    return f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="3" fill="{color}"/>'


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


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
        right, bottom = _WIDE - _RIGHT - _NAMES, _HEIGHT - _BOTTOM
        return _LEFT + share * (right - _LEFT), bottom - y * (bottom - _TOP)

    parts = [f'<rect width="{_WIDE}" height="{_HEIGHT}" fill="#fff"/>']
    edge, floor = place(10.0**last, 0.0)
    for power in range(first, last + 1):
        x, _ = place(10.0**power, 0.0)
        parts.append(f'<path d="M{x:.1f} {_TOP}V{floor}" stroke="#ddd"/>')
        parts.append(_text(x, floor + 16, f"{10.0**power:g}", "middle"))
    for tick in range(_TICKS + 1):
        _, y = place(10.0**first, tick / _TICKS)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{edge:.1f}" stroke="#ddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{tick / _TICKS:.1f}", "end"))
    middle = (_LEFT + edge) / 2
    parts += [_text(middle, 20, title, "middle"), _text(middle, _HEIGHT - 10, axes[0], "middle")]
    parts.append(
        f'<g transform="translate(14 {_HEIGHT / 2:.0f}) rotate(-90)">{_text(0, 0, axes[1], "middle")}</g>'
    )
    names_y = -math.inf
    for mark in sorted(marks, key=lambda m: -m.y):
        x, y = place(mark.x, mark.y)
        color = _COLORS[0 if mark.ours else 1]
        (_, bottom), (_, top) = (place(mark.x, bound) for bound in mark.interval)
        names_y = max(names_y + 18, y)  # names stand in a column, so that they never overlap
        parts.append(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{color}" stroke-width="1.2"/>')
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}L{edge + 8:.1f} {names_y:.1f}" stroke="{color}" stroke-width="0.4"/>'
        )
        parts += [_dot((x, y), color), _text(edge + 12, names_y + 4, mark.name)]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HEIGHT}" width="{_WIDE}"'
        f' font-family="sans-serif" font-size="12">\n{body}\n</svg>\n'
    )
