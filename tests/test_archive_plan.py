"""Parts follow from the inputs alone: every row once, in order, no document cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import InputError
from framing.archive_plan import Plan, find_files, make_plan
from framing.engine import NUMPY
from framing.tables import Options
from tests.archives import write_archive


def plan(folder: Path, part_rows: int, options: Options = Options()) -> Plan:  # noqa: B008 - frozen
    return make_plan(find_files([str(folder)], folder.parent / "out"), options, part_rows)


def ids(found: Plan) -> list[list[int]]:
    return [
        [n for s in part.slices for n in pq.read_table(s.path)["id"].to_pylist()[s.start : s.stop]]
        for part in found.parts
    ]


@pytest.mark.parametrize("part_rows", [1, 2, 3, 4, 7, 19, 100])
@pytest.mark.parametrize("files", [1, 2, 5])
def test_parts_end_with_documents(tmp_path: Path, part_rows: int, files: int) -> None:
    found = plan(write_archive(tmp_path / "in", 20, files), part_rows)
    parts = ids(found)
    assert [n for part in parts for n in part] == list(range(20))
    assert all(part[0] % 3 == 0 for part in parts)  # documents have three rows
    assert all(part_rows <= len(part) < part_rows + 3 for part in parts[:-1])
    assert [part.rows for part in found.parts] == [len(part) for part in parts]
    assert found.rows == 20


def test_without_documents_parts_have_the_rows_asked_for(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", 10, 3)
    for path in folder.iterdir():
        pq.write_table(pq.read_table(path).drop_columns("doc"), path)
    assert list(map(len, ids(plan(folder, 4)))) == [4, 4, 2]


def test_another_document_column_is_used(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", 10, 1)
    assert plan(folder, 4).options.document_column == "doc"
    found = plan(folder, 4, Options(document_column="id"))
    assert found.options.document_column == "id"
    assert list(map(len, ids(found))) == [4, 4, 2]


def test_no_rows_are_one_part(tmp_path: Path) -> None:
    found = plan(write_archive(tmp_path / "in", 0, 2), 4)
    assert [(part.name, part.rows) for part in found.parts] == [("part-00000.parquet", 0)]
    assert found.engine == NUMPY


def test_files_are_named_by_size_and_content(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", 10, 2)
    one, other = plan(folder, 4).sources
    assert one.path.endswith("in/0.parquet") and one.rows == 5
    assert one.bytes == (folder / "0.parquet").stat().st_size
    assert one.sha256 != other.sha256


def test_folders_are_read_at_any_depth_in_order(tmp_path: Path) -> None:
    write_archive(tmp_path / "in", 4, 2)
    write_archive(tmp_path / "in" / "0", 4, 1)
    (tmp_path / "in" / "notes.txt").write_text("no rows")
    found = find_files([str(tmp_path / "in" / "1.parquet"), str(tmp_path / "in")], tmp_path / "out")
    assert [Path(path).relative_to(tmp_path).as_posix() for path in found] == [
        "in/1.parquet",
        "in/0/0.parquet",
        "in/0.parquet",
        "in/1.parquet",
    ]


@pytest.mark.parametrize(
    ("given", "output", "message"),
    [
        ("none.parquet", "out", "no such file or folder"),
        ("notes.txt", "out", "only Parquet files go to a folder"),
        ("empty", "out", r"the folder holds no \.parquet file"),
        ("in", "in/out", "is in the input .*in; name a folder elsewhere"),
        ("in", "in", "is in the input"),
    ],
)
def test_inputs_that_are_no_archive_are_refused(
    tmp_path: Path, given: str, output: str, message: str
) -> None:
    write_archive(tmp_path / "in", 4)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("no rows")
    with pytest.raises(InputError, match=message):
        find_files([str(tmp_path / given)], tmp_path / output)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": [1], "text": ["a"], "doc": ["b"]}, "1.parquet: column 'id' .int64. is not as in .*0.parquet"),
        ({"text": ["a"], "doc": ["b"]}, "1.parquet: column 'id' .int32. is not as in"),
        ({"id": [1], "doc": ["b"]}, "1.parquet: no column 'text'"),
        ({"id": [1], "text": [1], "doc": ["b"]}, "1.parquet: column 'text' is int64, not text"),
        (
            {"text": ["a"], "id": pa.array([1], pa.int32()), "doc": ["b"]},
            "1.parquet: the order of columns",
        ),
    ],
)
def test_files_of_other_columns_are_refused(tmp_path: Path, table: dict[str, Any], message: str) -> None:
    folder = write_archive(tmp_path / "in", 4, 1)
    pq.write_table(pa.table(table), folder / "1.parquet")
    with pytest.raises(InputError, match=message):
        plan(folder, 4)
