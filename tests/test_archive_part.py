"""A part holds what the table of its rows would, whatever the row groups, and notices what has changed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import InputError, Model, annotate_table, load
from framing.archive_part import ModelPlace, held_model, write_part
from framing.archive_plan import Plan, find_files, make_plan
from framing.tables import Options
from tests.archives import write_archive


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


def plan(folder: Path, part_rows: int, options: Options) -> Plan:
    return make_plan(find_files([str(folder)], folder.parent / "out"), options, part_rows)


@pytest.mark.parametrize("split", [True, False])
@pytest.mark.parametrize("part_rows", [4, 100])
def test_parts_together_are_the_annotated_table(
    tmp_path: Path, model: Model, split: bool, part_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.archive_part._BATCH_ROWS", 2)
    monkeypatch.setattr("framing.slabs.slabs.__defaults__", (None, 300))
    folder = write_archive(tmp_path / "in", 20, 3)
    parts = plan(folder, part_rows, Options(split=split)).parts
    done = [write_part(part, model, tmp_path) for part in parts]
    tables = [pq.read_table(tmp_path / part.file) for part in done]
    own = pa.concat_tables(pq.read_table(folder / f"{number}.parquet") for number in range(3))
    expected = annotate_table(own, model=model, document_column="doc", split=split)
    assert pa.concat_tables(tables).equals(expected)
    assert [part.rows for part in done] == list(map(len, tables))
    assert sum(part.rows_in for part in done) == 20
    assert done[0].sha256 == hashlib.sha256((tmp_path / done[0].file).read_bytes()).hexdigest()


def test_no_rows_have_all_columns(tmp_path: Path, model: Model) -> None:
    (part,) = plan(write_archive(tmp_path / "in", 0, 1), 4, Options()).parts
    assert write_part(part, model, tmp_path).rows == 0
    assert "stance" in pq.read_table(tmp_path / part.name).column_names


def test_bad_rows_name_file_and_row_and_nothing_is_written(tmp_path: Path, model: Model) -> None:
    folder = write_archive(tmp_path / "in", 9, 1)
    table = pq.read_table(folder / "0.parquet")
    texts = [*table["text"].to_pylist()[:7], None, "b"]
    pq.write_table(table.set_column(2, "text", pa.array(texts)), folder / "0.parquet", row_group_size=2)
    parts = plan(folder, 3, Options()).parts
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match=r"in/0\.parquet: row 8: column 'text' is null"):
        write_part(parts[2], model, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_input_that_has_changed_is_noticed(tmp_path: Path, model: Model) -> None:
    (part,) = plan(write_archive(tmp_path / "in", 4, 1), 9, Options()).parts
    write_archive(tmp_path / "in", 400, 1)
    with pytest.raises(InputError, match=r"0\.parquet: has changed since the run began"):
        write_part(part, model, tmp_path)


def test_a_process_loads_the_model_once_and_no_other_one(model: Model) -> None:
    place = ModelPlace(None, None, model.fingerprint())
    assert held_model(place) is held_model(place)
    for other in (replace(place, fingerprint="other"), replace(place, version="0.0.1")):
        with pytest.raises(InputError, match=r"the bundled model: not the same on .*; install the same"):
            held_model(other)
