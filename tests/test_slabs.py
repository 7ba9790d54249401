"""Slabs are whole documents, wherever batches end; texts that cannot be read are refused with their row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import InputError
from framing.slabs import Placed, Slab, check_columns, document_starts, slabs

DOCUMENTS = st.lists(st.sampled_from(["a", "b", "", None]), max_size=30)


def cut(docs: list[str | None], batch_rows: int, size: int) -> list[Slab]:
    table = pa.table({"text": [f"{n} x" for n in range(len(docs))], "doc": pa.array(docs, pa.string())})
    batches = (Placed(batch) for batch in table.to_batches(max_chunksize=batch_rows))
    return list(slabs(batches, "text", "doc", size))


@given(DOCUMENTS, st.integers(1, 7), st.integers(1, 400))
def test_slabs_follow_from_the_rows_alone(docs: list[str | None], batch_rows: int, size: int) -> None:
    found = cut(docs, batch_rows, size)
    assert [(s.table.to_pylist(), s.documents) for s in found] == [
        (s.table.to_pylist(), s.documents) for s in cut(docs, len(docs) or 1, size)
    ]
    assert [row["doc"] for slab in found for row in slab.table.to_pylist()] == docs
    for slab in found:
        assert [n for document in slab.documents for n, _ in document] == list(range(len(slab.table)))
        texts = slab.table.column("text").to_pylist()
        assert [row["text"] for document in slab.documents for _, row in document] == texts


@given(DOCUMENTS, st.integers(1, 7), st.integers(1, 400))
def test_documents_are_runs_of_a_value_and_never_cut(
    docs: list[str | None], batch_rows: int, size: int
) -> None:
    runs: list[int] = []
    for number, doc in enumerate(docs):
        if number and doc and doc == docs[number - 1]:
            runs[-1] += 1
        else:
            runs.append(1)
    assert [len(document) for slab in cut(docs, batch_rows, size) for document in slab.documents] == runs
    starts = list(document_starts(pa.array(docs[n : n + 3], pa.string()) for n in range(0, len(docs), 3)))
    assert starts == [sum(runs[:n]) for n in range(len(runs))]


def test_a_slab_ends_soon_after_its_size() -> None:
    assert [len(slab.table) for slab in cut([None] * 10, 3, 200)] == [3, 3, 3, 1]


def test_numbers_that_are_none_stand_alone() -> None:
    values = pa.array([1.0, 1.0, float("nan"), float("nan"), 2.0])
    assert list(document_starts([values])) == [0, 2, 3, 4]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"body": pa.string()}, "no column 'text'; it has 'body', choose another text column"),
        ({}, "no column 'text'; it has none"),
        ({"text": pa.int64(), "doc": pa.int64()}, "column 'text' is int64, not text"),
        ({"text": pa.binary(), "doc": pa.int64()}, "column 'text' is binary, not text"),
        (
            {"text": pa.dictionary(pa.int8(), pa.int8()), "doc": pa.int64()},
            "column 'text' is dictionary<.*, not text",
        ),
        ({"text": pa.string()}, "no column 'doc'; it has 'text', choose another document column"),
    ],
)
def test_tables_that_cannot_be_annotated_are_refused(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=f"here: {message}"):
        check_columns(pa.schema(schema), "text", "doc", "here: ")


def test_columns_of_one_name_are_refused() -> None:
    twice = pa.schema([("text", pa.string()), ("text", pa.string())])
    with pytest.raises(InputError, match="two columns are named 'text'; rename one"):
        check_columns(twice, "text")


def test_a_null_text_names_its_row() -> None:
    batch = pa.record_batch({"text": ["a", None]})
    with pytest.raises(InputError, match=r"f\.parquet: row 12: column 'text' is null, not text"):
        list(slabs([Placed(batch, 10, "f.parquet: ")], "text"))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_text_that_is_not_utf8_names_its_row(kind: pa.DataType) -> None:
    array = pa.array([b"a", b"n\xe9"]).cast(pa.binary() if kind == pa.string() else pa.large_binary())
    batch = pa.record_batch({"text": array.view(kind)})
    with pytest.raises(InputError, match="row 2: column 'text' is not UTF-8"):
        list(slabs([Placed(batch)], "text"))
