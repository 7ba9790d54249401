"""Statements as a table for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from framing.datatypes import Statement
from framing.marks import stance_looks

_HEADER = ("#", "stance", "p", "blocs", "speaker", "text")
_WIDEST = {"stance": 24, "blocs": 20, "speaker": 28}  # columns of a terminal
_NARROWEST_TEXT = 20
_GAP = "  "

_COLORS = ("31", "34", "35", "36", "33", "32")
_COLORLESS = "2"

# What could move the cursor or reverse the line: controls, lone surrogates, bidirectional overrides.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def format_table(statements: Iterable[Statement], width: int = 100, color: bool = False) -> str:
    """Return a table of ``statements`` (a Document is one such iterable), a line for each.

    ``width`` is in columns of a terminal (wide characters count two); texts are cut to fit it. ``color``
    adds ANSI colours. Control characters come out as U+FFFD, so no text can steer the terminal. No line end
    follows the last line.
    """
    statements = list(statements)
    if not statements:
        return "(no sentences)"
    rows = [_cells(number, statement) for number, statement in enumerate(statements, 1)]
    widths = [max(map(display_width, column)) for column in zip(_HEADER, *rows, strict=True)]
    widths = [min(w, _WIDEST.get(name, w)) for w, name in zip(widths, _HEADER, strict=True)]
    others = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    widths[-1] = min(widths[-1], max(_NARROWEST_TEXT, width - others))
    lines = [_line(_HEADER, widths, None)]
    for row, statement in zip(rows, statements, strict=True):
        lines.append(_line(row, widths, _style(statement)[1] if color else None))
    return "\n".join(lines)


def clip(text: str, width: int) -> str:
    """Return ``text`` cut to ``width`` columns, the last of them an ellipsis where something was cut."""
    if display_width(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += display_width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def printable(text: str) -> str:
    """Return ``text`` on one line, with U+FFFD for whatever could steer a terminal."""
    return _UNPRINTABLE.sub("\ufffd", " ".join(text.split()))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cells(number: int, statement: Statement) -> tuple[str, ...]:
    stance = statement.stance
    mark, _ = _style(statement)
    label = printable(stance.label.replace("_", " "))
    return (
        str(number),
        f"{mark} {label}" if label else "-",
        f"{stance.probability:.2f}" if label else "-",
        printable(", ".join(statement.blocs)) or "-",
        printable(statement.speaker.text) if statement.speaker else "-",
        printable(statement.text),
    )


def _style(statement: Statement) -> tuple[str, str]:
    """Return the mark and the colour code of a statement's stance."""
    stance = statement.stance
    look = stance_looks({*stance.probabilities, stance.label})[stance.label]
    return look.mark, _COLORS[look.place % len(_COLORS)] if look.place >= 0 else _COLORLESS


def _line(cells: Iterable[str], widths: list[int], style: str | None) -> str:
    parts = []
    for name, cell, width in zip(_HEADER, cells, widths, strict=True):
        shown = clip(cell, width)
        padding = " " * (width - display_width(shown))
        padded = padding + shown if name == "#" else shown + padding
        parts.append(f"\x1b[{style}m{padded}\x1b[0m" if style and name == "stance" else padded)
    return _GAP.join(parts).rstrip()
