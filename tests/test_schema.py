"""The Arrow types of a result are those of its JSON rows, with and without labels."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import Span, Speaker, Stance, Statement
from framing.schema import SPEAKER, annotation_batch, annotation_schema
from framing.writers import write_parquet
from tests.fakes import LABELS, statement

LI = Speaker("Li", 0, 2, Span(3, 7, "said"), Span(8, 10, "no"))
FULL = Statement(
    "Li said no", 0, 10, Stance("for", 0.123456789, {"for": 1.0}), ("west",), {"west": 0.5}, LI, (LI, LI), 3
)
BARE = Statement("Rain.", 0, 5, Stance("for", 1.0, {"for": 1.0}), (), {"west": 0.0})


@pytest.mark.parametrize("statements", [[FULL, BARE], [BARE], []])
def test_columns_hold_what_json_rows_hold(statements: list[Statement]) -> None:
    batch = annotation_batch(statements, annotation_schema(["west"], ["for"]))
    assert batch.to_pylist() == [found.to_dict() for found in statements]
    assert batch.schema.names == list(FULL.to_dict())
    assert batch.schema.field("speakers").type.value_type == SPEAKER


def test_parquet_of_rows_has_the_same_types() -> None:
    file = io.BytesIO()
    write_parquet([statement("Li said no.", context=1).to_dict()], file)
    written, declared = pq.read_schema(file), annotation_schema(["west"], LABELS)
    assert {name: written.field(name).type for name in written.names} == {
        name: declared.field(name).type for name in declared.names
    }


def test_a_model_without_labels_gives_nulls_that_parquet_can_hold() -> None:
    bare = Statement("Rain.", 0, 5, Stance("", 0.0, {}))
    batch = annotation_batch([bare], annotation_schema([], []))
    assert pa.types.is_null(batch.schema.field("stance").type)
    file = io.BytesIO()
    pq.write_table(pa.Table.from_batches([batch]), file)
    assert pq.read_table(file).column("bloc_probabilities").to_pylist() == [None]
