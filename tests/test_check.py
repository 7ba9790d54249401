"""What a person should look at before training is found, with file and row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.check import findings, report, without_rare_labels
from training.corpus import Corpus, collect
from training.schema import Columns

LONG = "The harbour council voted on Tuesday to close the northern pier for the whole of the coming winter."


def corpus(path: Path, rows: list[dict[str, Any]], columns: Columns | None = None) -> Corpus:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return collect([path], columns or Columns())


def row(number: int, **changes: Any) -> dict[str, Any]:
    labels = {"stance": "for" if number % 2 else "against", "publisher": f"house {number}"}
    return {"text": f"Sentence {number:x} of {number * 7919:x}.", "doc": f"d{number}"} | labels | changes


ROWS = [row(n) for n in range(60)]


def kinds(found: Any) -> set[str]:
    return {one.kind for one in found}


def test_a_sound_corpus_has_nothing_to_look_at(tmp_path: Path) -> None:
    assert findings(corpus(tmp_path / "mine.jsonl", ROWS).rows) == []


def test_a_label_in_one_document_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    rows = [*ROWS, row(70, stance="agianst"), row(71, stance="zebra")]
    checked = without_rare_labels(corpus(tmp_path / "mine.jsonl", rows))
    assert (len(checked.rows), checked.bad) == (60, 2)
    assert [fault.kind for fault in checked.faults] == ["rare stance"] * 2
    assert "mine.jsonl: row 61 (line 61): stance 'agianst' is in one document" in checked.faults[0].line
    assert "is it 'against'?" in checked.faults[0].line
    assert "label more of it" in checked.faults[1].line


def test_one_text_with_two_labels_is_found(tmp_path: Path) -> None:
    rows = [row(1, text=LONG, doc="d1"), *ROWS[2:], row(90, text=LONG.lower(), doc="d1", stance="against")]
    found, alike = findings(corpus(tmp_path / "mine.jsonl", rows).rows)
    assert (found.kind, alike.kind) == ("one text with two labels", "texts alike")
    assert "row 1" in found.line and "row 60" in found.line
    assert "'for'" in found.line and "'against'" in found.line


def test_labels_that_look_alike_are_found(tmp_path: Path) -> None:
    rows = [*ROWS, row(81, stance="against "), row(83, stance="against ")]
    assert kinds(findings(corpus(tmp_path / "mine.jsonl", rows).rows)) == {"rare labels"}
    many = [row(n, stance="against") for n in range(100, 160)]
    found = findings(corpus(tmp_path / "mine.jsonl", [*rows, *many]).rows)
    (alike,) = [one for one in found if one.kind == "labels that look alike"]
    assert "'against ' is in 2 rows, 'against' in 90" in alike.line


@pytest.mark.parametrize(
    ("text", "how"), [(LONG, "the same text as in"), (LONG.replace("day", "days"), "% of the text of")]
)
def test_texts_alike_are_found_and_the_parts_they_are_in(tmp_path: Path, text: str, how: str) -> None:
    copies = [row(1001, text=LONG), *(row(n, text=text) for n in range(1003, 1013, 2))]
    found = findings(corpus(tmp_path / "mine.jsonl", [*ROWS, *copies]).rows)
    assert kinds(found) == {"texts alike", "texts on both sides"}
    assert any(how in one.line and "row 61" in one.line for one in found)
    assert all("mine.jsonl: row 6" in one.line for one in found)


def test_publishers_in_two_parts_are_found_unless_rows_are_grouped(tmp_path: Path) -> None:
    rows = [row(n, publisher=f"house {n % 7}") for n in range(60)]
    found = findings(corpus(tmp_path / "mine.jsonl", rows).rows)
    assert kinds(found) == {"publishers on both sides"}
    assert len(found) == 7
    grouped = corpus(tmp_path / "mine.jsonl", rows, Columns(group="publisher"))
    assert findings(grouped.rows) == []


def test_what_corpus_and_test_share_is_found(tmp_path: Path) -> None:
    train = corpus(tmp_path / "train.jsonl", [*ROWS, row(61, doc="d60"), row(62, doc="d60")])
    test = corpus(
        tmp_path / "test.jsonl",
        [row(60), row(63, publisher="house 3"), row(65, text=ROWS[5]["text"])],
    )
    found = findings(train.rows, test.rows)
    assert kinds(found) == {"documents on both sides", "publishers on both sides", "texts on both sides"}
    lines = " ".join(one.line for one in found)
    assert "document 'd60'" in lines and "publisher 'house 3'" in lines
    assert all("train.jsonl" in one.line and "test.jsonl" in one.line for one in found)


def test_the_report_counts_and_shortens(tmp_path: Path) -> None:
    bad = [row(n, stance=None) for n in range(100, 108)]
    checked = corpus(tmp_path / "mine.jsonl", [*ROWS, *bad])
    short = list(report(checked, [], 3))
    assert short[0] == "60 rows can be used, 8 cannot."
    assert short[1] == "  stance: against 30, for 30"
    assert short[2] == "Cannot be used: missing stance (8)"
    assert short[-1] == "  ... and 5 more"
    assert len(short) == 7
    assert len(list(report(checked, [], None))) == 11
