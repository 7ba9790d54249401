"""One part of an archive: rows of Parquet files in, one Parquet file out, slab by slab."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import framing
from framing.archive_plan import PartPlan, Slice, sha256
from framing.engine import using
from framing.errors import InputError
from framing.model import Model, load
from framing.parquet import opened
from framing.slabs import Placed, slabs
from framing.tables import annotate_slabs, output_schema
from framing.writers import atomic_output

_BATCH_BYTES, _BATCH_ROWS = 2**21, 1024  # read at a time, at most: a text may be long


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done: its file's name, the rows that went in, those that came out, and its SHA-256."""

    file: str
    rows_in: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where a process finds the model: arguments of `load`; what model and library it must be."""

    path: str | None
    actors: str | None
    fingerprint: str
    version: str = framing.__version__


@lru_cache(maxsize=1)
def held_model(place: ModelPlace) -> Model:
    """Return the model, read once in each process. Raises InputError where another one is found there."""
    model = load(place.path, actors=place.actors)
    if (model.fingerprint(), framing.__version__) != (place.fingerprint, place.version):
        raise InputError(
            f"{place.path or 'the bundled model'}: not the same on {platform.node()} as where the run began; "
            "install the same version and the same model there"
        )
    return model


def write_part(plan: PartPlan, model: Model, folder: Path) -> Part:
    """Write a part into ``folder``, whole or not at all; its bytes follow from the arguments alone.

    Raises InputError for rows that cannot be read or annotated, and where an input has changed.
    """
    options = plan.options
    with opened(plan.slices[0].path) as file:
        # What files note about themselves may differ from file to file, and is about other columns.
        schema = output_schema(file.schema_arrow, model, options).remove_metadata()
    given = slabs(_read(plan), options.text_column, options.document_column)
    rows = 0
    target = folder / plan.name
    with (
        using(plan.engine),
        atomic_output(target) as written,
        pq.ParquetWriter(written, schema) as writer,
    ):
        for table in annotate_slabs(model, given, options):
            writer.write_table(table)
            rows += len(table)
    return Part(plan.name, plan.rows, rows, sha256(target))


def _read(plan: PartPlan) -> Iterator[Placed]:
    for part in plan.slices:
        yield from _read_slice(part)


def _read_slice(part: Slice) -> Iterator[Placed]:
    if Path(part.path).stat().st_size != part.bytes:
        raise InputError(f"{part.path}: has changed since the run began; begin anew in another folder")
    with opened(part.path) as file:
        groups, row, batch_rows = _groups(file.metadata, part)
        for batch in file.iter_batches(batch_size=batch_rows, row_groups=groups):
            low, high = max(part.start - row, 0), min(part.stop - row, len(batch))
            if low < high:
                yield Placed(batch.slice(low, high - low), row + low, f"{part.path}: ")
            row += len(batch)
            if row >= part.stop:
                return


def _groups(metadata: Any, part: Slice) -> tuple[list[int], int, int]:
    """Return the row groups that hold a slice, the first row of these, and how many to read at a time."""
    groups: list[int] = []
    first, row, largest = 0, 0, 1
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        end = row + group.num_rows
        if row < part.stop and end > part.start:
            first = first if groups else row
            groups.append(number)
            largest = max(largest, group.total_byte_size // group.num_rows)
        row = end
    return groups, first, min(_BATCH_BYTES // largest + 1, _BATCH_ROWS)
