"""Tables keep their kind, their rows and the types of their own columns, and say what the rows' way says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import framing
from framing import InputError, Model, annotate_table, load
from framing.analysis import annotate_rows, result_row

TEXTS = ["Moscow denied the charge. “It is a lie,” it said.", "He left.", "", "Oslo wept."]
DOCS = ["a", "a", None, "b"]


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@pytest.fixture
def table() -> pa.Table:
    return pa.table(
        {
            "id": pa.array([1, 2, 3, 4], pa.int8()),
            "doc": pa.array(DOCS).dictionary_encode(),
            "text": TEXTS,
            "stance": pa.array([[1], None, [], [2]], pa.list_(pa.int16())),
            "day": pa.array([0, 1, 2, None], pa.timestamp("ns", "UTC")),
            "seen": pa.array(["x", "y", "z", None], pa.string_view()),
        }
    )


@pytest.mark.parametrize("split", [True, False])
@pytest.mark.parametrize("document_column", ["doc", None])
def test_a_table_says_what_rows_say(
    model: Model, table: pa.Table, split: bool, document_column: str | None
) -> None:
    rows = table.drop_columns("day").to_pylist()
    expected = annotate_rows(model, rows, split=split, document_column=document_column)
    found = annotate_table(table, model=model, split=split, document_column=document_column)
    assert found.drop_columns("day").to_pylist() == [result_row(*result) for result in expected]
    assert len(found) == (5 if split else 4)


@pytest.mark.parametrize("split", [True, False])
def test_own_columns_keep_their_types(model: Model, table: pa.Table, split: bool) -> None:
    found = annotate_table(table, model=model, split=split)
    own = table.drop_columns("text").rename_columns(["id", "doc", "input_stance", "day", "seen"])
    assert found.select(own.column_names).schema == own.schema
    rows = [0, 0, 1, 2, 3] if split else [0, 1, 2, 3]
    assert found.column("day").cast(pa.int64()).to_pylist() == [[0, 1, 2, None][row] for row in rows]
    assert found.column("seen").to_pylist() == [["x", "y", "z", None][row] for row in rows]


@pytest.mark.parametrize(
    "encode",
    [
        lambda texts: texts.cast(pa.large_string()),
        lambda texts: texts.cast(pa.string_view()),
        lambda texts: texts.dictionary_encode(),
        lambda texts: texts.cast(pa.large_string()).dictionary_encode(),
    ],
)
def test_text_of_any_kind_is_read(model: Model, table: pa.Table, encode: Callable[[Any], Any]) -> None:
    expected = annotate_table(table, model=model)
    encoded = table.set_column(2, "text", encode(table.column("text")))
    assert annotate_table(encoded, model=model).equals(expected)


def test_another_text_column_stays_where_rows_are_not_split(model: Model, table: pa.Table) -> None:
    named = table.rename_columns(["id", "doc", "body", "stance", "day", "text"])
    whole = annotate_table(named, model=model, text_column="body", split=False)
    assert whole.column("body").to_pylist() == whole.column("text").to_pylist() == TEXTS
    assert whole.column("input_text").type == pa.string_view()
    assert "body" not in annotate_table(named, model=model, text_column="body").column_names


def test_settings_reach_the_model(model: Model, table: pa.Table) -> None:
    found = annotate_table(table, model=model, document_column="doc", context=False, min_probability=1)
    assert set(found.column("bloc_context").to_pylist()) == {None}
    assert {stance["label"] for stance in found.column("stance").to_pylist()} == {"undecided"}


def test_two_processes_and_small_slabs_change_nothing(
    model: Model, table: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = annotate_table(table, model=model, document_column="doc")
    monkeypatch.setattr("framing.slabs.slabs.__defaults__", (None, 60))
    assert annotate_table(table, model=model, document_column="doc", n_jobs=2).equals(expected)


def test_pandas_frames_keep_their_index_and_types(model: Model) -> None:
    frame = pd.DataFrame(
        {
            "text": TEXTS,
            "n": pd.array([1, None, 3, 4], dtype="Int64"),
            "kind": pd.Categorical(["u", "v", "u", "v"]),
        },
        index=pd.Index(["p", "q", "r", "s"], name="key"),
    )
    found = annotate_table(frame, model=model)
    assert isinstance(found, pd.DataFrame)
    assert list(found.index) == ["p", "p", "q", "r", "s"] and found.index.name == "key"
    assert found["n"].dtype == "Int64" and found["kind"].dtype == "category"
    assert list(found["text"])[1:3] == ["“It is a lie,” it said.", "He left."]
    plain = annotate_table(frame.reset_index(drop=True), model=model)
    assert list(plain.index) == list(range(5))


def test_polars_frames_keep_their_types(model: Model) -> None:
    frame = pl.DataFrame({"text": TEXTS, "kind": pl.Series(["u", "v", "u", "v"], dtype=pl.Categorical)})
    found = annotate_table(frame, model=model)
    assert isinstance(found, pl.DataFrame)
    assert found["kind"].dtype == pl.Categorical and found["kind"].to_list() == ["u", "u", "v", "u", "v"]
    assert found["text"].to_list()[2] == "He left."


def test_batches_and_streams_are_tables_too(model: Model, table: pa.Table) -> None:
    expected = annotate_table(table, model=model)
    (batch,) = table.to_batches()
    found = annotate_table(batch, model=model)
    assert isinstance(found, pa.RecordBatch)
    assert pa.Table.from_batches([found]).equals(expected)
    assert annotate_table(pa.RecordBatchReader.from_batches(table.schema, [batch]), model=model).equals(
        expected
    )


@pytest.mark.parametrize("kind", ["table", "batch", "pandas", "polars"])
def test_no_rows_have_all_columns(model: Model, table: pa.Table, kind: str) -> None:
    empty = table.select(["id", "text"]).slice(0, 0)
    frame = {
        "table": empty,
        "batch": pa.RecordBatch.from_pylist([], empty.schema),
        "pandas": pd.DataFrame({"id": [], "text": []}, dtype=object),
        "polars": pl.DataFrame({"id": [], "text": []}),
    }[kind]
    found = annotate_table(frame, model=model)
    assert type(found) is type(frame) and len(found) == 0
    names = found.columns if kind in {"pandas", "polars"} else found.schema.names
    assert list(names)[:2] == ["id", "text"] and "stance" in names


def test_notes_of_datasets_do_not_outlive_the_columns_they_describe(model: Model, table: pa.Table) -> None:
    noted = table.replace_schema_metadata({"huggingface": "{}", "mine": "kept"})
    assert annotate_table(noted, model=model).schema.metadata == {b"mine": b"kept"}


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ([{"text": "a"}], "list is no table; give a pandas or Polars DataFrame"),
        (pd.DataFrame({"text": ["a", 1]}), "a column mixes types"),
        (pd.DataFrame({"text": ["a", None]}), "row 2: column 'text' is null"),
        (pl.DataFrame({"text": [1]}), "column 'text' is int64, not text"),
        (pl.DataFrame({"body": ["a"]}), "no column 'text'; it has 'body'"),
    ],
)
def test_what_cannot_be_annotated_is_refused(frame: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        annotate_table(frame)


def test_the_bundled_model_is_the_default(model: Model, table: pa.Table) -> None:
    assert framing.annotate_table(table).equals(annotate_table(table, model=model))
