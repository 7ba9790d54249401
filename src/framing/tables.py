"""Arrow in, Arrow out: the one door for frames, `datasets`, Parquet files and clusters."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from framing.analysis import annotate_documents, kept_names
from framing.errors import InputError
from framing.model import Model, load
from framing.parallel import mapped
from framing.rows import Row
from framing.schema import annotation_batch, annotation_schema
from framing.slabs import Placed, Slab, check_columns, slabs

_BATCH_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is annotated, as the arguments of `annotate_table` say."""

    text_column: str = "text"
    document_column: str | None = None
    split: bool = True
    context: bool = True
    min_probability: float | None = None
    max_error: float | None = None

    def check(self, schema: pa.Schema, place: str = "") -> None:
        """Raise InputError, naming ``place``, unless a table of ``schema`` can be annotated so."""
        check_columns(schema, self.text_column, self.document_column, place)

    @property
    def settings(self) -> dict[str, Any]:
        """What `Model.annotate_sentences` is told."""
        return {
            "context": self.context,
            "min_probability": self.min_probability,
            "max_error": self.max_error,
        }


def annotate_table(
    frame: Any,
    *,
    model: Model | None = None,
    text_column: str = "text",
    document_column: str | None = None,
    split: bool = True,
    context: bool = True,
    min_probability: float | None = None,
    max_error: float | None = None,
    n_jobs: int = 1,
) -> Any:
    """Return ``frame`` with the columns of the annotation, as the same kind of table.

    ``frame`` is a pandas or Polars DataFrame, a PyArrow Table or RecordBatch, or anything else with
    ``__arrow_c_stream__`` (which gives a PyArrow Table); ``model`` the bundled one unless given. With
    ``split`` there is a row for each sentence of a text, in place of the text; else one for each row. Own
    columns keep their types and values; one whose name is taken moves to ``input_<name>``. Consecutive rows
    that share ``document_column`` are one document: sort by it first where they lie apart. Other arguments
    are those of `Model.annotate_sentences`. Raises InputError, with the row from 1, for what is no table and
    for a text column that is missing, holds something else than text, or a null.
    """
    options = Options(text_column, document_column, split, context, min_probability, max_error)
    table = _to_arrow(frame)
    options.check(table.schema)
    model = load() if model is None else model
    return _back(frame, annotated(table, model, options, n_jobs))


def annotated(table: pa.Table, model: Model, options: Options, n_jobs: int = 1, first: int = 0) -> pa.Table:
    """Return a table with the columns of the annotation; its rows count from ``first`` in error messages."""
    batches = _placed(table, first)
    given = slabs(batches, options.text_column, options.document_column)
    done = annotate_slabs(model, given, options, n_jobs)
    return pa.concat_tables([output_schema(table.schema, model, options).empty_table(), *done])


def annotate_slabs(
    model: Model, given: Iterable[Slab], options: Options, n_jobs: int = 1
) -> Iterator[pa.Table]:
    """Yield each slab with the columns of the annotation, in order, by ``n_jobs`` processes."""
    waiting: deque[pa.Table] = deque()

    def feed() -> Iterator[list[list[tuple[int, Row]]]]:
        for slab in given:
            waiting.append(slab.table)
            yield slab.documents

    for _, (numbers, told) in mapped(partial(_annotate, options=options), model, feed(), n_jobs):
        own = waiting.popleft()
        columns = [own.column(name) for name in own_columns(own.schema, options)]
        if options.split:
            columns = [_repeated(column, numbers) for column in columns]
        yield pa.Table.from_arrays(
            [*columns, *told.columns], schema=output_schema(own.schema, model, options)
        )


def output_schema(own: pa.Schema, model: Model, options: Options) -> pa.Schema:
    """Return the schema of an annotated table whose own columns are ``own``."""
    new = _annotation_schema(model)
    names = kept_names(own_columns(own, options), new.names)
    # What `datasets` notes there describes the columns as they were, and would be believed.
    notes = {key: value for key, value in (own.metadata or {}).items() if key != b"huggingface"}
    return pa.schema([*(own.field(old).with_name(name) for old, name in names.items()), *new], notes or None)


def _annotation_schema(model: Model) -> pa.Schema:
    return annotation_schema(model.blocs.labels_, model.stance.labels_)


def own_columns(own: pa.Schema, options: Options) -> list[str]:
    """Return the own columns but that of the text, where the sentences take its place."""
    replaced = options.text_column if options.split else "text"
    return [name for name in own.names if not name == replaced == options.text_column]


def _annotate(
    model: Model, documents: list[list[tuple[int, Row]]], options: Options
) -> tuple[list[int], pa.RecordBatch]:
    """Return the annotation of documents, and the number of the row that each of its rows is from."""
    numbers, statements = [], []
    for number, _, found in annotate_documents(model, documents, "text", options.split, options.settings):
        numbers += [number] * len(found)
        statements += found
    return numbers, annotation_batch(statements, _annotation_schema(model))


def _repeated(column: pa.ChunkedArray, numbers: Sequence[int]) -> pa.ChunkedArray:
    try:
        return column.take(pa.array(numbers, pa.int64()))
    except pa.ArrowNotImplementedError:  # PyArrow cannot for some types: views, as Polars has them
        values = column.to_pylist()
        return pa.chunked_array([pa.array([values[number] for number in numbers], column.type)])


def _placed(table: pa.Table, first: int) -> Iterator[Placed]:
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        yield Placed(batch, first)
        first += len(batch)


def _to_arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if not (isinstance(frame, _frame_type("pandas")) or hasattr(frame, "__arrow_c_stream__")):
        raise InputError(
            f"{type(frame).__name__} is no table; give a pandas or Polars DataFrame, a PyArrow Table or "
            "RecordBatch, or what has __arrow_c_stream__"
        )
    try:
        return pa.table(frame)
    except (pa.ArrowException, TypeError) as error:
        raise InputError(f"a column mixes types: {error}; give its values one type") from error


def _back(frame: Any, table: pa.Table) -> Any:
    """Return ``table`` as the kind of table that ``frame`` is."""
    if isinstance(frame, _frame_type("pandas")):
        return table.to_pandas()
    if isinstance(frame, _frame_type("polars")):
        return sys.modules["polars"].from_arrow(table)
    if isinstance(frame, pa.RecordBatch):
        arrays = [pa.concat_arrays(column.chunks) for column in table.columns]
        return pa.RecordBatch.from_arrays(arrays, schema=table.schema)
    return table


def _frame_type(library: str) -> tuple[type, ...]:
    """Return the library's DataFrame; nothing is one before the library has been imported."""
    module = sys.modules.get(library)
    return () if module is None else (module.DataFrame,)
