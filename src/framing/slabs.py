"""Arrow batches cut into slabs of whole documents, so that memory stays flat however long the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from framing.errors import InputError
from framing.rows import Row

SLAB = 1_000_000
"""Characters after which a slab ends with the document it is in. Annotating so many takes a second or two."""

_ROW = 64  # characters that a row counts for besides its text, so that blank rows fill a slab as well


class Placed(NamedTuple):
    """A batch, the number from 0 of its first row, and what error messages begin with ("file.parquet: ")."""

    batch: pa.RecordBatch
    first: int = 0
    place: str = ""


class Slab(NamedTuple):
    """Rows, and the documents they make up: each row's number in the table, and its text under "text"."""

    table: pa.Table
    documents: list[list[tuple[int, Row]]]


def check_columns(
    schema: pa.Schema, text_column: str, document_column: str | None = None, place: str = ""
) -> None:
    """Raise InputError, naming ``place``, unless a table of ``schema`` can be annotated."""
    names = schema.names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{place}two columns are named {twice[0]!r}; rename one")
    have = f"it has {', '.join(map(repr, names))}" if names else "it has none"
    for role, column in (("text", text_column), ("document", document_column)):
        if column is not None and column not in names:
            raise InputError(f"{place}no column {column!r}; {have}, choose another {role} column")
    kind = schema.field(text_column).type
    if not _holds_text(kind):
        raise InputError(f"{place}column {text_column!r} is {kind}, not text; choose another text column")


def slabs(
    batches: Iterable[Placed], text_column: str, document_column: str | None = None, size: int = SLAB
) -> Iterator[Slab]:
    """Yield the rows of ``batches``, in order, in slabs of whole documents of about ``size`` characters.

    Consecutive rows that share a value of ``document_column`` are one document, across batches too. Where a
    slab ends follows from the rows alone. Raises InputError at a row whose text is null or no UTF-8.
    """
    held: list[pa.RecordBatch] = []
    documents: list[list[tuple[int, Row]]] = []
    count = number = 0
    before = None
    for batch, texts, keys in _read(batches, text_column, document_column):
        low = 0
        for row, (text, key) in enumerate(zip(texts, keys, strict=True)):
            if key is None or key != before:
                if count >= size:
                    yield Slab(pa.Table.from_batches([*held, batch.slice(low, row - low)]), documents)
                    held, documents, count, number, low = [], [], 0, 0, row
                documents.append([])
            documents[-1].append((number, {"text": text}))
            before, count, number = key, count + len(text) + _ROW, number + 1
        held.append(batch.slice(low))
    if documents:
        yield Slab(pa.Table.from_batches(held), documents)


def document_starts(values: Iterable[pa.Array]) -> Iterator[int]:
    """Yield the number, from 0, of each row that begins a document, from the document column's arrays."""
    number, before = 0, None
    for array in values:
        for key in map(_key, array.to_pylist()):
            if key is None or key != before:
                yield number
            before, number = key, number + 1


def _read(
    batches: Iterable[Placed], text_column: str, document_column: str | None
) -> Iterator[tuple[pa.RecordBatch, list[str], Iterable[Any]]]:
    for placed in batches:
        batch = placed.batch
        if document_column is None:
            keys: list[Any] = [None] * len(batch)
        else:
            keys = [_key(value) for value in batch.column(document_column).to_pylist()]
        yield batch, _texts(placed, text_column), keys


def _key(value: Any) -> Any:
    """Return what names a row's document, or None for a row that is one by itself, as in `group_rows`."""
    alone = value == "" or (isinstance(value, float) and math.isnan(value))
    return None if alone else value


def _texts(placed: Placed, column: str) -> list[str]:
    array = placed.batch.column(column)
    try:
        texts = array.to_pylist()
    except UnicodeDecodeError:
        texts = [_text(value) for value in array]
        why = "not UTF-8; write it again as UTF-8"
    else:
        why = "null, not text; put a string there, or leave the row out"
    if None in texts:
        row = placed.first + texts.index(None) + 1
        raise InputError(f"{placed.place}row {row}: column {column!r} is {why}")
    return list(texts)


def _text(value: pa.Scalar) -> str | None:
    try:
        return str(value.as_py())
    except UnicodeDecodeError:
        return None


def _holds_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_null, _is_view)
    return any(test(kind) for test in tests)


def _is_view(kind: pa.DataType) -> bool:
    return str(kind) == "string_view"  # older versions of PyArrow lack the test
