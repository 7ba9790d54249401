"""Rows and texts are read as they are, or refused with the place and the remedy."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import InputError
from framing.rows import NamedText, group_rows, is_rows, placed_rows, read_rows, read_texts

NO_STDIN = io.BytesIO()


def written(path: Path, content: bytes | str) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_json_lines_keep_columns_order_and_any_unicode(tmp_path: Path) -> None:
    lines = '\ufeff{"id": 1, "text": "a\\u0000b \\ud800"}\n\n{"text": "", "n": null}\r\n'
    rows = list(read_rows(written(tmp_path / "a.jsonl", lines)))
    assert rows == [{"id": 1, "text": "a\x00b \ud800"}, {"text": "", "n": None}]


def test_csv_keeps_newlines_and_long_cells(tmp_path: Path) -> None:
    long = "word " * 100_000
    rows = list(
        read_rows(written(tmp_path / "a.csv", f'id,text\r\n1,"two\r\nlines, one cell"\r\n2,{long}\r\n'))
    )
    assert rows == [{"id": "1", "text": "two\r\nlines, one cell"}, {"id": "2", "text": long}]


def test_parquet_keeps_columns(tmp_path: Path) -> None:
    table = pa.table({"text": ["a", "b"], "tags": [["x"], []]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert list(read_rows(str(tmp_path / "a.parquet"))) == table.to_pylist()


@pytest.mark.parametrize("extension", ["jsonl", "csv", "parquet"])
def test_an_empty_file_has_no_rows(tmp_path: Path, extension: str) -> None:
    assert list(read_rows(written(tmp_path / f"a.{extension}", ""))) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"text": "a"}\n\n{"body": "b"}\n', "row 2 (line 3): no column 'text'; it has 'body'"),
        ("a.jsonl", '{"text": "a"}\n{"text": null}\n', "row 2 (line 2): column 'text' is null, not text"),
        ("a.jsonl", '{"text": 5}\n', "row 1 (line 1): column 'text' is int, not text"),
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "row 2 (line 2): bad JSON at column"),
        ("a.jsonl", '["text"]\n', "row 1 (line 1): a JSON list, not an object"),
        ("a.jsonl", "[" * 100_000, "row 1 (line 1): nested too deeply"),
        ("a.jsonl", b'{"text": "a"}\n{"text": "\xff"}\n', "not UTF-8: byte 0xff at offset 24"),
        ("a.csv", "id,body\n1,a\n", "row 1 (line 2): no column 'text'; it has 'id', 'body'"),
        ("a.csv", "id,text\n1,a\n2\n", "row 2 (line 3): 1 cells, but the header has 2"),
        ("a.csv", "text,text\na,b\n", "the header names a column twice"),
        ("a.csv", 'text\n"a\nb\n', "bad CSV"),
        ("a.csv", b"text\na\xe9b\n", "not UTF-8: byte 0xe9 at offset 6"),
        ("a.parquet", b"PAR1 it is not", "not a readable Parquet file"),
        ("a.tsv", "text\n", "rows are read from .jsonl, .csv, .parquet"),
    ],
)
def test_bad_rows_name_file_row_and_remedy(tmp_path: Path, name: str, content: str, message: str) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(InputError) as raised:
        list(read_rows(path))
    assert str(raised.value).startswith(path)
    assert message in str(raised.value)
    assert "; " in str(raised.value)  # what to do follows what is wrong


def test_parquet_without_the_column_or_with_other_types_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["a"]}), path)
    with pytest.raises(InputError, match=r"row 1: no column 'text'; it has 'body'"):
        list(read_rows(str(path)))
    pq.write_table(pa.table({"text": ["a", None]}), path)
    with pytest.raises(InputError, match=r"row 2: column 'text' is null"):
        list(read_rows(str(path)))
    pq.write_table(pa.table({"text": [b"a"]}), path)
    with pytest.raises(InputError, match=r"row 1: column 'text' is bytes"):
        list(read_rows(str(path)))


def test_another_text_column_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"body": "b", "text": 1}\n')
    assert list(read_rows(path, "body")) == [{"body": "b", "text": 1}]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match=r"none\.jsonl: no such file"):
        is_rows(path)
    with pytest.raises(InputError, match=r"none\.jsonl: No such file"):
        list(read_rows(path))


def test_kinds_of_input_go_by_extension(tmp_path: Path) -> None:
    assert not is_rows("-")
    assert not is_rows(str(tmp_path))
    assert not is_rows(written(tmp_path / "a.TXT", ""))
    assert is_rows(written(tmp_path / "a.JSONL", ""))
    with pytest.raises(InputError, match=r"a\.docx: extension \.docx is not one of \.txt, \.jsonl, \.csv"):
        is_rows(written(tmp_path / "a.docx", ""))
    with pytest.raises(InputError, match=r"extension \(none\)"):
        is_rows(written(tmp_path / "a", ""))


def test_texts_keep_their_characters(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "\ufeffOne.\r\nTwo.\x00")
    assert list(read_texts(path, NO_STDIN)) == [NamedText("a.txt", "One.\r\nTwo.\x00")]
    assert list(read_texts("-", io.BytesIO("né".encode()))) == [NamedText("-", "né")]


def test_folders_are_read_at_any_depth_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/x.txt", "a.TXT", "no.md"):
        written(tmp_path / name, name)
    assert [text.name for text in read_texts(str(tmp_path), NO_STDIN)] == ["a.TXT", "b/x.txt", "c.txt"]


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.txt file"):
        list(read_texts(str(tmp_path), NO_STDIN))


def test_text_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "né".encode("latin-1"))
    with pytest.raises(InputError, match=r"a\.txt: not UTF-8: byte 0xe9 at offset 1; save the file as UTF-8"):
        list(read_texts(path, NO_STDIN))
    with pytest.raises(InputError, match="standard input: not UTF-8: byte 0xff at offset 0"):
        list(read_texts("-", io.BytesIO(b"\xff\xfe")))


def test_rows_group_by_document_though_apart() -> None:
    values = ["x", "y", "x", None, "", None, 1, "1", float("nan"), float("nan")]
    rows = [{"doc": value} for value in values] + [{}]
    groups = [[number for number, _ in group] for group in group_rows(rows, "doc")]
    assert groups == [[0, 2], [1], [3], [4], [5], [6], [7], [8], [9], [10]]


def test_without_a_document_column_rows_stream() -> None:
    def endless() -> object:
        while True:
            yield {"text": "a"}

    assert next(group_rows(endless(), None)) == [(0, {"text": "a"})]  # type: ignore[arg-type]


def test_json_values_of_any_type_name_documents() -> None:
    rows = [json.loads(line) for line in ('{"doc": [1, 2]}', '{"doc": {"a": 1}}', '{"doc": [1, 2]}')]
    assert [[n for n, _ in group] for group in group_rows(rows, "doc")] == [[0, 2], [1]]


def test_rows_without_a_text_have_places_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'{"sentence": "One."}\n\n{"sentence": null}\n')
    assert list(placed_rows(path)) == [
        (f"{path}: row 1 (line 1)", {"sentence": "One."}),
        (f"{path}: row 2 (line 3)", {"sentence": None}),
    ]


def test_what_is_too_long_to_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.rows.LARGEST", 1000)
    jsonl = written(tmp_path / "a.jsonl", '{"text": "a"}\n{"text": "' + "b" * 1000)
    rows = read_rows(jsonl)
    assert next(rows) == {"text": "a"}
    with pytest.raises(InputError, match=r"a\.jsonl: a line of more than 1000 bytes at offset 14; give"):
        next(rows)
    with pytest.raises(InputError, match=r"row 1 \(line \d+\): bad CSV: field larger"):
        list(read_rows(written(tmp_path / "a.csv", 'text\n"' + "never closed\n" * 100)))
    text = written(tmp_path / "a.txt", "b" * 1001)
    with pytest.raises(InputError, match=r"a\.txt: more than 1000 bytes.*rows \(\.jsonl\), which are"):
        list(read_texts(text, io.BytesIO()))
    with pytest.raises(InputError, match="standard input: more than 1000 bytes"):
        list(read_texts("-", io.BytesIO(b"b" * 1001)))


def test_a_million_columns_are_read_or_refused(tmp_path: Path) -> None:
    header = ",".join(map(str, range(1_000_000)))
    (row,) = read_rows(written(tmp_path / "a.csv", f"{header},text\n" + "," * 1_000_000 + "a\n"))
    assert len(row) == 1_000_001
    with pytest.raises(InputError, match=r"no column 'body'; it has '0', .*'29' and 999971 more, choose"):
        list(read_rows(str(tmp_path / "a.csv"), "body"))
    with pytest.raises(InputError, match=r"row 1 \(line 2\): 2 cells, but the header has 1000000; quote"):
        list(read_rows(written(tmp_path / "b.csv", f"{header}\na,b\n")))
