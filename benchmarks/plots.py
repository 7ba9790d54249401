"""Line charts as SVG text, the same bytes for the same numbers, so that results can be committed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT = 460, 380  # pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 34, 46
_COLORS = ("#1f5fa8", "#c2571a")
_TICKS = 5

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


def bar_chart(title: str, bars: Mapping[str, float], marks: Mapping[str, float]) -> str:
    """Return an SVG of horizontal bars on a logarithmic axis, each with a line where its mark is."""
    low, high = -1.0, max(math.log10(value) for value in (*bars.values(), *marks.values(), 10.0)) + 0.1
    left, step = 150, 26
    height = _TOP + step * len(bars) + 12

    def place(value: float) -> float:
        return left + (math.log10(max(value, 0.1)) - low) / (high - low) * (_WIDTH - left - 60)

    parts = [
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        _text(_WIDTH / 2, 20, title, "middle"),
    ]
    for number, (name, value) in enumerate(bars.items()):
        y, end = _TOP + step * number, place(value)
        parts.append(
            f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="16" fill="{_COLORS[0]}"/>'
            f'<path d="M{place(marks[name]):.1f} {y - 3}V{y + 19}" stroke="{_COLORS[1]}" stroke-width="2"/>'
        )
        parts.append(_text(left - 6, y + 12, name, "end") + _text(end + 6, y + 12, f"{value:.2f}"))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}"'
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
