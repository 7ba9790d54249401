"""The plain model learns from rows, and is judged on the same pairs."""

from __future__ import annotations

from pathlib import Path

from benchmarks.__main__ import main
from benchmarks.plain import fit_plain
from benchmarks.results import read_results

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


def test_the_plain_model_learns_words() -> None:
    rows = [{"text": f"{word} {n}", "stance": word} for word in ("praise", "blame") for n in "abcd"]
    assert fit_plain(rows)(["much praise", "some blame"]) == ["praise", "blame"]


def test_the_command_writes_rates_for_every_kind(tmp_path: Path) -> None:
    assert main(["plain", "--corpus", str(EXAMPLE), "--results", str(tmp_path)]) == 0
    (result,) = read_results(tmp_path)
    assert {"swap", "denial", "invariance"} <= set(result["scores"])
    assert str(EXAMPLE.parent) not in str(result)
    assert result["scores"]["swap"]["strict_failure"]["value"] > 0.5
