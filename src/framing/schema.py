"""The Arrow types of a result, declared once, and statements as Arrow columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from framing.datatypes import Statement

SPEAKER = pa.struct(
    {
        "text": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "cue": pa.string(),
        "content": pa.list_(pa.int64()),
    }
)


def annotation_schema(blocs: Sequence[str] | None = None, stances: Sequence[str] | None = None) -> pa.Schema:
    """Return the columns of `Statement.to_dict` with their types, in order.

    ``blocs`` and ``stances`` are a model's labels. Where there are none, what depends on them is of the null
    type; where they are not known (None), it is left out.
    """
    types: dict[str, pa.DataType | None] = {
        "text": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "speaker": SPEAKER,
        "speakers": pa.list_(SPEAKER),
        "blocs": pa.list_(pa.string()),
        "bloc_probabilities": None if blocs is None else _probabilities(blocs),
        "bloc_context": pa.int64(),
        "stance": None if stances is None else _stance(stances),
    }
    return pa.schema({name: kind for name, kind in types.items() if kind is not None})


def _probabilities(labels: Sequence[str]) -> pa.DataType:
    # Parquet has no struct without fields.
    return pa.struct({label: pa.float64() for label in labels}) if labels else pa.null()


def _stance(labels: Sequence[str]) -> pa.DataType:
    if not labels:
        return pa.null()
    return pa.struct(
        {"label": pa.string(), "probability": pa.float64(), "probabilities": _probabilities(labels)}
    )


def annotation_batch(statements: Iterable[Statement], schema: pa.Schema) -> pa.RecordBatch:
    """Return the fields of ``statements``, those of `Statement.to_dict`, as columns of ``schema``."""
    rows = [
        {name: value or None if pa.types.is_null(schema.field(name).type) else value for name, value in row}
        for row in (statement.to_dict().items() for statement in statements)
    ]
    return pa.RecordBatch.from_pylist(rows, schema)
