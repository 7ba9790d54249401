"""Charts are well-formed SVG that shows the numbers it was given."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from training.plots import line_chart, matrix_chart


def words(chart: str) -> list[str]:
    root = ET.fromstring(chart)
    assert root.tag.endswith("svg")
    return [element.text or "" for element in root.iter() if element.tag.endswith("text")]


def test_a_chart_is_well_formed_and_escapes_its_words() -> None:
    chart = line_chart("a < b", ("x & y", "z"), {"one": [(0.0, 0.5), (1.0, 1.0)]}, diagonal=True)
    assert {"a < b", "x & y", "z", "one"} <= set(words(chart))


def test_an_axis_may_end_anywhere() -> None:
    chart = line_chart("t", ("rows", "F1"), {"one": [(500.0, 0.5), (1000.0, 0.8)]}, right=1000.0)
    assert {"0", "200", "1,000"} <= set(words(chart))
    assert "M250.0" in chart or 'cx="250.0"' in chart  # 500 of 1,000 is the middle of the plot


def test_a_matrix_shows_counts_and_shares_of_rows() -> None:
    chart = matrix_chart("m", ("true", "given"), ["for", "a very long label indeed"], [[3, 1], [0, 1200]])
    assert {"3 (75%)", "1 (25%)", "0 (0%)", "1,200 (100%)", "for"} <= set(words(chart))
    assert any(word.endswith("…") for word in words(chart))


def test_a_label_that_never_occurs_has_a_row_of_zeros() -> None:
    assert words(matrix_chart("m", ("true", "given"), ["a", "b"], [[0, 0], [1, 1]])).count("0 (0%)") == 2
