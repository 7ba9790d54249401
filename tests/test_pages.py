"""What the benchmark of the pages measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import median, seconds_to_open
from framing.report import article_page
from framing.report_input import Article


def test_opening_ends_when_the_whole_page_is_shown(browser: Any, tmp_path: Path) -> None:
    page = article_page(Article("a.txt", "", ()))
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert 0 < seconds_to_open(browser, tmp_path / "page.html") < 60
    (tmp_path / "broken.html").write_text(page.replace('id="data">', 'id="data">broken'), encoding="utf-8")
    opened = browser.new_page()
    opened.goto((tmp_path / "broken.html").as_uri())
    assert opened.evaluate("performance.getEntriesByName('ready').length") == 0
    opened.close()


def test_medians_have_bootstrap_intervals() -> None:
    figure = median([1.0, 2.0, 3.0, 4.0, 100.0])
    assert figure["value"] == 3.0
    assert 1.0 <= figure["low"] < 3.0 < figure["high"] <= 100.0
    assert median([2.0] * 5) == pytest.approx({"value": 2.0, "low": 2.0, "high": 2.0})
