"""The table fits its width, shows every statement, and cannot be made to steer the terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import Document, Stance, format_table
from framing.table import clip, display_width
from tests.fakes import statement

ANSI = re.compile(r"\x1b\[\d*m")


def test_each_statement_is_a_line() -> None:
    texts = ["Li said they are to blame.", "They praise us.", "It rained."]
    table = format_table(Document("", tuple(statement(text) for text in texts)), width=120)
    assert table.splitlines() == [
        "#  stance     p     blocs  speaker  text",
        "1  ▲ against  0.80  west   Li       Li said they are to blame.",
        "2  ■ for      0.80  -      -        They praise us.",
        "3  · neutral  0.80  -      -        It rained.",
    ]


def test_a_model_without_stances_leaves_dashes() -> None:
    shown = replace(statement("Li said no."), stance=Stance("", 0.0, {}))
    assert format_table([shown], width=120, color=True).splitlines()[1].split()[1:4] == [
        "\x1b[2m-",
        "\x1b[0m",
        "-",
    ]


def test_nothing_to_show_is_said() -> None:
    assert format_table([]) == "(no sentences)"


@given(st.text(st.characters()), st.integers(min_value=60, max_value=200))
def test_lines_fit_the_width_whatever_the_text(text: str, width: int) -> None:
    lines = format_table([statement(text)], width).split("\n")
    assert len(lines) == 2
    assert all(display_width(line) <= width for line in lines)
    assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "".join(lines))


def test_hostile_labels_speakers_and_blocs_cannot_steer_the_terminal() -> None:
    found = statement("Li said no.")
    assert found.speaker is not None
    hostile = replace(
        found,
        stance=Stance("\x1b[2J", 1.0, {"\x1b[2J": 1.0}),
        blocs=("\x07",),
        speaker=replace(found.speaker, text="\x1b]0;x"),
    )
    assert "\x1b" not in format_table([hostile])
    assert "\x07" not in format_table([hostile])


def test_color_changes_nothing_but_color() -> None:
    statements = [statement(text) for text in ("They blame us.", "They praise us.", "It rained.")]
    colored = format_table(statements, color=True)
    assert len(ANSI.findall(colored)) == 6
    assert ANSI.sub("", colored) == format_table(statements)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("中国很好", 5, "中国…"),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
    ],
)
def test_clipping_counts_columns(text: str, width: int, expected: str) -> None:
    assert clip(text, width) == expected
    assert display_width(expected) <= width
