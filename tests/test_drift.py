"""Figures by year and by source: periods hold enough rows, and held-out labels are of the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import main
from benchmarks.corpus import AUTHORED, Corpus
from benchmarks.drift import SMALLEST_PERIOD, drift, judge_held_out, periods
from benchmarks.report import results_page
from benchmarks.results import read_results
from framing import InputError


def rows(count: int) -> list[dict[str, Any]]:
    """Rows of two documents a year; those of odd years are from the quay, the others from the harbour."""
    return [
        {
            "id": str(n),
            "doc": str(n % 6),
            "text": f"Sentence {n}.",
            "stance": "neutral" if n % 2 else "for",
            "blocs": [],
            "speaker": None,
            "year": 2010 + n % 3,
            "source": "quay" if n % 3 == 1 else "harbour",
        }
        for n in range(count)
    ]


def corpus(count: int) -> Corpus:
    return Corpus("ferries", tuple(rows(count)), "f0")


def held_out(count: int, stance: str = "for") -> list[dict[str, Any]]:
    return [{"id": str(n), "stance": stance, "blocs": [], "speaker": None} for n in range(count)]


@given(st.lists(st.none() | st.integers(2000, 2030)), st.integers(1, 9))
def test_periods_hold_enough_rows_and_follow_each_other(years: list[int | None], least: int) -> None:
    named = periods(years, least)
    assert [name == "" for name in named] == [year is None for year in years]
    dated = sorted((year, name) for year, name in zip(years, named, strict=True) if year is not None)
    for name in set(named) - {""}:
        mine = [year for year, own in dated if own == name]
        assert name == "-".join(map(str, sorted({mine[0], mine[-1]})))
        assert len(mine) >= least or len(mine) == len(dated)
        assert [own for year, own in dated if mine[0] <= year <= mine[-1]] == [name] * len(mine)


def test_figures_of_a_period_and_of_a_source_are_of_their_rows_alone() -> None:
    found = drift(judge_held_out(corpus(180), held_out(180)), rows(180))
    assert set(found) == {"year", "source"}
    assert {name: group["rows"] for name, group in found["year"].items()} == dict.fromkeys(
        ("2010", "2011", "2012"), SMALLEST_PERIOD
    )
    assert {name: group["rows"] for name, group in found["source"].items()} == {"harbour": 120, "quay": 60}
    assert found["source"]["quay"]["stance_accuracy"]["value"] == pytest.approx(0.5)


def test_held_out_labels_of_other_rows_are_refused() -> None:
    with pytest.raises(InputError, match="1 rows of ferries are not in the held-out file"):
        judge_held_out(corpus(6), held_out(5))


def test_the_command_measures_the_bundled_model_on_the_authored_articles(tmp_path: Path) -> None:
    assert main(["drift", "--results", str(tmp_path)]) == 0
    (result,) = read_results(tmp_path)
    groups = result["scores"]["groups"]
    assert {"russia", "china", "west"} <= set(groups["origin"])
    assert len(groups["year"]) >= 3
    page = results_page([result], "results")
    assert "| origin | rows | documents |" in page and "labelled by the bundled model" in page


def test_the_command_reads_held_out_labels_and_keeps_paths_out(tmp_path: Path) -> None:
    held = tmp_path / "secret-place.jsonl"
    with AUTHORED.open(encoding="utf-8") as lines, held.open("w", encoding="utf-8") as file:
        for row in map(json.loads, lines):  # the gold labels, without the text, as training fit writes them
            del row["text"]
            file.write(json.dumps(row) + "\n")
    asked = ["--corpus", str(AUTHORED), "--name", "known", "--held-out", str(held)]
    assert main(["drift", *asked, "--results", str(tmp_path / "results")]) == 0
    (result,) = read_results(tmp_path / "results")
    assert result["scores"]["groups"]["origin"]["china"]["stance_accuracy"]["value"] == 1.0
    assert "secret-place" not in json.dumps(result)
    assert result["command"].endswith("--corpus FILE --name known --held-out FILE")
