"""Public corpora become files of rows, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.__main__ import main
from training.readers import read_dse

FIXTURES = Path(__file__).parent / "fixtures"


def test_a_corpus_is_written_as_the_reader_gives_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "rows.jsonl"
    assert main(["convert", "dse", str(FIXTURES / "dse.txt"), "--output", str(output)]) == 0
    lines = output.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(read_dse(FIXTURES / "dse.txt"))
    assert capsys.readouterr().out == f"{output}: 3 rows\n"


def test_a_bad_row_leaves_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.txt").write_text("[A] met [B].\tA\tB\t0\nbroken\n", encoding="utf-8")
    command = ["convert", "dse", str(tmp_path / "bad.txt"), "--output", str(tmp_path / "rows.jsonl")]
    assert main(command) == 2
    assert "bad.txt: row 2" in capsys.readouterr().err
    assert not (tmp_path / "rows.jsonl").exists()
