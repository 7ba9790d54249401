"""What is measured of load is checked, too: nothing lost, nothing doubled, and outputs whole or as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.load import BEFORE, check, interrupt, write_line, write_rows
from benchmarks.load_command import table
from benchmarks.report import results_page
from benchmarks.results import make_result, read_results
from framing import FramingError
from framing.rows import read_rows

BASE = ["The ferry left at noon.", "Lena said the pier is closed.", "Nobody was hurt."]


def test_rows_and_lines_have_the_size_that_was_asked_for(tmp_path: Path) -> None:
    count = write_rows(tmp_path / "a.jsonl", BASE, 20_000)
    rows = list(read_rows(str(tmp_path / "a.jsonl")))
    assert [row["id"] for row in rows] == list(range(1, count + 1))
    assert 20_000 <= (tmp_path / "a.jsonl").stat().st_size < 22_000
    write_line(tmp_path / "b.jsonl", BASE, 5000)
    (row,) = read_rows(str(tmp_path / "b.jsonl"))
    assert 4999 <= len(row["text"].encode()) < 5100


def statement(number: int, text: str, start: int) -> str:
    return json.dumps({"id": number, "text": text, "start": start, "end": start + len(text)}) + "\n"


def test_what_is_lost_or_doubled_is_found(tmp_path: Path) -> None:
    source, output = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_text(
        json.dumps({"id": 1, "text": "A. B."}) + "\n" + json.dumps({"id": 2, "text": "C."}) + "\n"
    )
    whole = [statement(1, "A.", 0), statement(1, "B.", 3), statement(2, "C.", 0)]
    output.write_text("".join(whole))
    assert check(source, output) == 3
    for damaged, words in (
        (whole[:2], "after 2 statements comes row None, not 2"),
        (whole[1:], "words of row 1 are missing"),
        (whole[::2], "words of row 1 are missing"),
        ([*whole, statement(3, "D.", 0)], "more rows"),
        ([*whole[:2], statement(2, "D.", 0)], "not in its text"),
        ([*whole, whole[0]], "more rows"),
    ):
        output.write_text("".join(damaged))
        with pytest.raises(FramingError, match=words):
            check(source, output)


def test_a_small_load_is_held(tmp_path: Path) -> None:
    sizes = ["--megabytes", "0.3", "--line", "0.2", "--stops", "0"]
    assert main(["load", *sizes, "--results", str(tmp_path)]) == 0
    (result,) = read_results(tmp_path)
    assert result["command"] == " ".join(["python -m benchmarks load", *sizes])
    streamed = result["scores"]["rows"]
    assert streamed["statements"] > 10 * streamed["rows"] > 1000
    assert [row["load"] for row in result["table"]][1] == "0.2 MB"


def test_a_run_that_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", BASE, 5_000_000)  # more than is read in the second until it is stopped
    assert interrupt(tmp_path / "a.jsonl", tmp_path / "b.jsonl", 2) == 2
    assert (tmp_path / "b.jsonl").read_bytes() == BEFORE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl"]


def test_the_report_has_a_row_for_each_thing_tried() -> None:
    cost = {"megabytes": 2, "statements": 30, "minutes": 0.5, "peak_megabytes": 300.0}
    scores = {"stopped": {"runs": 4, "writing": 3}, "rows": {"rows": 5, **cost}, "line": cost}
    data = {"name": "rows", "sha256": "f0" * 32, "rows": 5}
    result = make_result("load", data, scores, "", ["run", "load"]) | {"table": table(scores)}
    page = results_page([result], "results")
    assert page.count("## ") == 1 and "## Load, faults and hostile input" in page
    assert (
        "| likewise, one line | 2 MB | 30 statements, every word in its place, in 0.5 minutes; peak 300 MB"
        in page
    )
    assert page.count("| `run load` |") == 3
