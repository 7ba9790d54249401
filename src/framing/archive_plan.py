"""What an archive's parts are: rows of Parquet files between two documents, by the files' content alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from framing.engine import lasting
from framing.errors import InputError
from framing.parquet import opened
from framing.rows import DOCUMENT_COLUMN, files_below
from framing.slabs import document_starts
from framing.tables import Options

PART_ROWS = 20_000
"""Rows after which a part ends with the document it is in."""

EXTENSION = ".parquet"
_BATCH_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Source:
    """An input file: its path as it was given, its size in bytes, its SHA-256 and its rows."""

    path: str
    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows [start, stop) of the file ``path`` (absolute), which has ``bytes`` bytes."""

    path: str
    bytes: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part: its number from 0, its rows in order, and how they are annotated."""

    number: int
    slices: tuple[Slice, ...]
    options: Options
    engine: str

    @property
    def name(self) -> str:
        """The name of the part's file."""
        return f"part-{self.number:05d}{EXTENSION}"

    @property
    def rows(self) -> int:
        """How many rows go in."""
        return sum(part.stop - part.start for part in self.slices)


@dataclass(frozen=True, slots=True)
class Plan:
    """The inputs, how they are annotated, by which engine, and their parts."""

    sources: tuple[Source, ...]
    options: Options
    engine: str
    parts: tuple[PartPlan, ...]

    @property
    def rows(self) -> int:
        """How many rows go in."""
        return sum(source.rows for source in self.sources)


def find_files(inputs: Sequence[str], output: str | Path) -> list[str]:
    """Return the Parquet files that ``inputs`` name, those of folders at any depth and by name.

    Raises InputError for other files, for a folder without any, and where ``output`` is in such a folder.
    """
    files: list[Path] = []
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            if Path(output).resolve().is_relative_to(path.resolve()):
                raise InputError(f"{output}: is in the input {given}; name a folder elsewhere")
            found = files_below(path, EXTENSION)
            if not found:
                raise InputError(f"{given}: the folder holds no {EXTENSION} file; name one that does")
            files += found
        elif not path.exists():
            raise InputError(f"{given}: no such file or folder; check the path")
        elif path.suffix.lower() != EXTENSION:
            raise InputError(f"{given}: only Parquet files go to a folder; name a file with --output")
        else:
            files.append(path)
    return [path.as_posix() for path in files]


def make_plan(files: Sequence[str], options: Options, part_rows: int = PART_ROWS) -> Plan:
    """Return the parts of Parquet files, each of ``part_rows`` rows and the rest of a document.

    Without a document column in ``options``, "doc" is one, if it exists. Files are read once for their hashes
    and once more for that column. Raises InputError for files that cannot be read or annotated, or whose
    columns differ.
    """
    schema, characters, sources = None, 0, []
    for path in files:
        with opened(path) as file:
            own, metadata = file.schema_arrow, file.metadata
        if schema is None:
            schema = own
            usual = DOCUMENT_COLUMN if DOCUMENT_COLUMN in own.names else None
            options = replace(options, document_column=options.document_column or usual)
        _check(own, schema, options, path, files[0])
        characters += _text_bytes(metadata, options.text_column)
        sources.append(Source(path, Path(path).stat().st_size, sha256(path), metadata.num_rows))
    engine = lasting(characters)
    bounds = list(_bounds(sources, options.document_column, part_rows))
    parts = (
        PartPlan(number, tuple(_slices(sources, *pair)), options, engine)
        for number, pair in enumerate(bounds)
    )
    return Plan(tuple(sources), options, engine, tuple(parts))


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while piece := file.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def _check(own: pa.Schema, first: pa.Schema, options: Options, path: str, first_path: str) -> None:
    options.check(own, f"{path}: ")
    if own.equals(first):
        return
    ours, theirs = ([f"{field.name!r} ({field.type})" for field in schema] for schema in (own, first))
    differ = [name for name in ours if name not in theirs] or [name for name in theirs if name not in ours]
    what = f"column {differ[0]}" if differ else "the order of columns, or what may be null,"
    raise InputError(
        f"{path}: {what} is not as in {first_path}; give all files the same columns, or analyze it apart"
    )


def _text_bytes(metadata: Any, column: str) -> int:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    chunks = (group.column(number) for group in groups for number in range(group.num_columns))
    return sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == column)


def _bounds(sources: Iterable[Source], column: str | None, part_rows: int) -> Iterator[tuple[int, int]]:
    """Yield the first row of each part, counted over all files, and that of the next; one part of no rows."""
    sources = list(sources)
    total = sum(source.rows for source in sources)
    starts: Iterable[int] = range(total)
    if column is not None:
        starts = document_starts(chain.from_iterable(_column(source.path, column) for source in sources))
    first = 0
    for row in starts:
        if row - first >= part_rows:
            yield first, row
            first = row
    yield first, total


def _column(path: str, column: str) -> Iterator[pa.Array]:
    with opened(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=[column]):
            yield batch.column(column)


def _slices(sources: Sequence[Source], start: int, stop: int) -> Iterator[Slice]:
    """Yield the pieces of files that make up the rows [start, stop) of all; a piece of no rows for none."""
    ends = accumulate(source.rows for source in sources)
    for source, end in zip(sources, ends, strict=True):
        begin = end - source.rows
        low, high = max(start, begin), min(stop, end)
        if low < high or start == stop:
            path = str(Path(source.path).resolve())
            yield Slice(path, source.bytes, max(low - begin, 0), max(high - begin, 0))
        if end >= stop:
            return
