"""Charts as SVG text, the same bytes for the same numbers, so that they can be committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 460, 380  # pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 46
COLORS = ("#1f5fa8", "#c2571a", "#3a7d44")
TICKS = 5
_CELL, _ROW, _NAMES = 124, 46, 150  # pixels of a matrix: width and height of a cell, column of names

Point = tuple[float, float]


@dataclass(frozen=True)
class _Scale:
    """What lies at the right and at the top edge; both axes begin at 0."""

    right: float
    top: float

    def place(self, point: Point) -> Point:
        inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return (
            LEFT + point[0] / self.right * inner_width,
            HEIGHT - BOTTOM - point[1] / self.top * inner_height,
        )


def line_chart(
    title: str,
    axes: tuple[str, str],
    series: Mapping[str, Sequence[Point]],
    *,
    top: float = 1.0,
    right: float = 1.0,
    diagonal: bool = False,
) -> str:
    """Return an SVG of one to three series over x from 0 to ``right`` and y from 0 to ``top``.

    ``diagonal`` adds the dashed line where x equals y.
    """
    scale = _Scale(right, top)
    parts = [_frame(title, axes, scale)]
    if diagonal:
        end = min(right, top)
        parts.append(_path([(0.0, 0.0), (end, end)], scale, "#888", dashed=True))
    for number, (name, points) in enumerate(series.items()):
        color = COLORS[number]
        parts.append(_path(points, scale, color))
        parts += [dot(scale.place(point), color) for point in points]
        y = TOP + 16 + 18 * number
        parts.append(dot((LEFT + 14, y - 4), color) + text(LEFT + 24, y, name))
    return svg(WIDTH, HEIGHT, parts)


def matrix_chart(
    title: str, axes: tuple[str, str], labels: Sequence[str], counts: Sequence[Sequence[int]]
) -> str:
    """Return an SVG of a confusion matrix: ``counts`` by true label (rows) and by label given (columns).

    The darker a cell, the larger its share of the row.
    """
    width, height = _NAMES + _CELL * len(labels) + 16, 64 + _ROW * len(labels) + 16
    parts = [f'<rect width="{width}" height="{height}" fill="#fff"/>', text(width / 2, 20, title, "middle")]
    parts.append(text(_NAMES - 8, 40, f"{axes[0]} ↓ {axes[1]} →", "end"))
    for row, (label, line) in enumerate(zip(labels, counts, strict=True)):
        y = 64 + _ROW * row
        parts.append(text(_NAMES - 8, y + 26, _short(label, 20), "end"))
        parts.append(text(_NAMES + _CELL * (row + 0.5), 56, _short(label, 18), "middle"))
        for column, count in enumerate(line):
            share = count / max(sum(line), 1)
            x = _NAMES + _CELL * column
            parts.append(
                f'<rect x="{x}" y="{y}" width="{_CELL - 2}" height="{_ROW - 2}" fill="{COLORS[0]}"'
                f' fill-opacity="{share:.2f}" stroke="#ddd"/>'
            )
            color = "#fff" if share > 0.5 else "#000"
            words = f"{count:,} ({share:.0%})"
            parts.append(text(x + _CELL / 2 - 1, y + 26, words, "middle", color))
    return svg(width, height, parts)


def _short(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def svg(width: int, height: int, parts: Sequence[str]) -> str:
    """Return the document that holds ``parts``."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' font-family="sans-serif" font-size="12">\n{body}\n</svg>\n'
    )


def _frame(title: str, axes: tuple[str, str], scale: _Scale) -> str:
    """Return the background, the grid with its numbers, and the titles."""
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for tick in range(TICKS + 1):
        share = tick / TICKS
        x, y = scale.place((share * scale.right, share * scale.top))
        parts.append(
            f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        )
        number = f"{share:.1f}" if scale.right == 1 else f"{share * scale.right:,.0f}"
        parts.append(text(x, HEIGHT - BOTTOM + 16, number, "middle"))
        parts.append(text(LEFT - 6, y + 4, f"{share * scale.top:.2g}", "end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(text(middle, 20, title, "middle"))
    parts.append(text(middle, HEIGHT - 10, axes[0], "middle"))
    parts.append(
        f'<g transform="translate(14 {HEIGHT / 2:.0f}) rotate(-90)">{text(0, 0, axes[1], "middle")}</g>'
    )
    return "\n".join(parts)


def _path(points: Sequence[Point], scale: _Scale, color: str, *, dashed: bool = False) -> str:
    places = "L".join(f"{x:.1f} {y:.1f}" for x, y in map(scale.place, points))
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<path d="M{places}" fill="none" stroke="{color}" stroke-width="1.8"{dash}/>'


def dot(place: Point, color: str) -> str:
    """Return a point's mark at pixels."""
    return f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="3" fill="{color}"/>'


def text(x: float, y: float, words: str, anchor: str = "start", color: str = "") -> str:
    """Return words at pixels, escaped."""
    fill = f' fill="{color}"' if color else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{fill}>{escape(words)}</text>'
