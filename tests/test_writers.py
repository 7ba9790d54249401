"""Results come out whole or not at all, and read back as they were."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import InputError
from framing.analysis import result_row
from framing.writers import WRITERS, atomic_output, write_csv, write_jsonl, write_parquet
from tests.fakes import statement


def output(writer: Callable[[Any, BinaryIO], None], rows: list[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    writer(iter(rows), file)
    return file.getvalue()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_output_replaces_only_when_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), atomic_output(target) as file:
        file.write(b"%d" % (1 // 0))
    assert target.read_bytes() == b"before"
    with atomic_output(target) as file:
        file.write(b"after")
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with atomic_output(tmp_path / "link") as file:
        file.write(b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"after"


def test_a_device_is_written_and_stays_a_device() -> None:
    with atomic_output("/dev/null") as file:
        file.write(b"gone")
    assert Path("/dev/null").is_char_device()


def test_output_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"), atomic_output(tmp_path):
        pass
    with pytest.raises(InputError, match="cannot write: No such file"), atomic_output(tmp_path / "no" / "x"):
        pass


def test_json_lines_are_valid_json_in_utf8() -> None:
    rows: list[dict[str, Any]] = [
        {"text": "né \x00"},
        {"text": "\ud800", "n": float("nan")},
        {"x": [float("inf"), {"y": 1}]},
    ]
    lines = output(write_jsonl, rows).decode("utf-8").splitlines()
    assert lines[0] == '{"text": "né \\u0000"}'
    found = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    assert found == [{"text": "né \x00"}, {"text": "\ud800", "n": None}, {"x": [None, {"y": 1}]}]


def test_csv_has_every_column_of_any_row() -> None:
    data = output(write_csv, [{"a": "1", "b": [1, "é"]}, {"a": None, "c": -0.5, "d": {"k": None}}])
    assert read_csv(data) == [
        {"a": "1", "b": '[1, "é"]', "c": "", "d": ""},
        {"a": "", "b": "", "c": "-0.5", "d": '{"k": null}'},
    ]


@pytest.mark.parametrize("start", "=+-@\t\r\n＝＋－＠")
def test_csv_text_never_starts_a_formula(start: str) -> None:
    rows = read_csv(output(write_csv, [{f"{start}a": f"{start}cmd|x"}]))
    assert rows == [{f"'{start}a": f"'{start}cmd|x"}]
    assert read_csv(output(write_csv, rows)) == rows  # what was read is not led by another apostrophe


@pytest.mark.parametrize("number", ["-0.5", "+3", "-.5", "-1e-7", "-12."])
def test_csv_numbers_stay_numbers(number: str) -> None:
    assert read_csv(output(write_csv, [{"a": number, "b": float(number)}])) == [
        {"a": number, "b": str(float(number))}
    ]


@pytest.mark.parametrize("text", ["-1+1", "-0x1", "+1|cmd", "-1\n=2", "-١"])
def test_what_only_begins_like_a_number_is_no_number(text: str) -> None:
    assert read_csv(output(write_csv, [{"a": text}])) == [{"a": f"'{text}"}]


def test_csv_replaces_lone_surrogates_one_for_one() -> None:
    assert read_csv(output(write_csv, [{"text": "a\ud800b\x00"}])) == [{"text": "a\ufffdb\ufffd"}]


def test_parquet_reads_back(tmp_path: Path) -> None:
    rows = [result_row({"id": n, "tag": None if n else "x"}, statement(f"Li said {n}.")) for n in range(5000)]
    table = pq.read_table(io.BytesIO(output(write_parquet, rows)))
    assert table.to_pylist() == rows


def test_parquet_replaces_lone_surrogates_and_takes_empty_dicts() -> None:
    table = pq.read_table(io.BytesIO(output(write_parquet, [{"text": "a\ud800", "x": {}}, {"text": "b"}])))
    assert table.select(["text", "x"]).to_pylist() == [
        {"text": "a\ufffd", "x": None},
        {"text": "b", "x": None},
    ]


def test_parquet_of_no_rows_has_the_columns_of_a_result() -> None:
    schema = pq.read_schema(io.BytesIO(output(write_parquet, [])))
    assert {"text", "start", "end", "speaker", "blocs"} <= set(schema.names)
    assert schema.field("start").type == pa.int64()


def test_parquet_refuses_columns_of_mixed_types() -> None:
    with pytest.raises(InputError, match="'a' mixes types"):
        output(write_parquet, [{"a": 1}, {"a": "x"}])


def test_no_rows_make_empty_files() -> None:
    assert output(WRITERS["jsonl"], []) == output(WRITERS["csv"], []) == b""
