"""The speed benchmark takes turns, repeats its texts, and says why a peer is left out."""

from __future__ import annotations

import re

import pytest

from benchmarks.plots import bar_chart
from benchmarks.report import plots, results_page
from benchmarks.results import make_result
from benchmarks.speed import interleaved, ratio
from benchmarks.speed_peers import PEERS, peer
from benchmarks.speed_texts import articles, sentences

BASE = ["The harbour minister met 12 envoys yesterday.", "Nothing followed."]


def test_works_take_turns_after_a_warm_up() -> None:
    done = []
    seconds = interleaved({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=2)
    assert done == ["a", "b"] * 3
    assert all(len(taken) == 2 and min(taken) >= 0 for taken in seconds.values())


def test_a_ratio_has_the_median_of_the_rounds_and_their_bounds() -> None:
    assert ratio([2, 8, 3], [1, 2, 1]) == {"value": 3, "low": 2, "high": 4}


def test_sentences_vary_but_are_the_same_again() -> None:
    found = list(sentences(BASE, 60))
    assert found == list(sentences(BASE, 60))
    assert found[:2] == BASE
    assert len(found) == 60
    assert len(set(found)) > 25
    joined = list(articles(found, 25))
    assert [text.count(".") for text in joined] == [25, 25, 10]


def test_a_peer_that_is_missing_is_left_out_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(f"no {name}")

    monkeypatch.setattr("benchmarks.speed_peers.importlib.import_module", missing)
    for name in PEERS:
        work, reason = peer(name)
        assert work is None
        assert reason.startswith("not measured: no ") and "pip install" in reason


def test_the_report_shows_figures_with_what_was_promised() -> None:
    sizes = {"count": 10, "streamed": 20, "grown": 30}
    scores = {
        "word scores": {"value": 7.0, "low": 6.5, "high": 7.5},
        "everything by minilm": "not measured: no torch",
        "peak megabytes": 210.0,
        "sizes": sizes,
    }
    result = make_result("speed", {"name": "x", "sha256": "0" * 64, "rows": 2}, scores, "0" * 64, ["run"])
    page = results_page([result], "results")
    assert "| word scores | 7.000 [6.500, 7.500] | at least 6 |" in page
    assert "| peak megabytes | 210.000 | at most 500 |" in page
    assert "not measured: no torch" in page
    assert "word scores" in plots([result])["speed-x.svg"]


def test_a_bar_is_longer_for_a_larger_value() -> None:
    chart = bar_chart("t", {"a": 1.0, "b": 100.0}, {"a": 1.0, "b": 50.0})
    widths = [float(width) for width in re.findall(r'<rect x="150" y="[0-9]+" width="([0-9.]+)"', chart)]
    assert len(widths) == 2 and 0 < widths[0] < widths[1]
