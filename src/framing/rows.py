"""Files in: rows from JSON lines, CSV and Parquet, and texts from files, folders and standard input."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from framing.errors import InputError

Row = dict[str, Any]

TEXT_EXTENSION = ".txt"
DOCUMENT_COLUMN = "doc"
"""What names a row's document, where there is such a column and no other is asked for."""
_BATCH_ROWS = 1024
_NAMED = 30  # columns that an error message names at most
LARGEST = 100_000_000
"""Bytes of a text, and of a line or cell of rows: each is held whole, the results with it."""


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text and where it comes from: its path (inside the folder, where one was read), or ``-``."""

    name: str
    text: str


def read_texts(source: str, stdin: BinaryIO) -> Iterator[NamedText]:
    """Yield the texts of a ``.txt`` file, of a folder's ``.txt`` files at any depth, by name, or of ``-``.

    Texts are UTF-8; a byte-order mark is dropped, line ends stay as they are. Raises InputError, also for a
    text of more than `LARGEST` bytes.
    """
    if source == "-":
        yield NamedText("-", _text(stdin.read(LARGEST + 1), "standard input"))
        return
    path = Path(source)
    if not path.is_dir():
        yield NamedText(path.name, _text(_read_bytes(path, LARGEST + 1), source))
        return
    files = files_below(path, TEXT_EXTENSION)
    if not files:
        raise InputError(
            f"{source}: the folder holds no {TEXT_EXTENSION} file; name one that does, "
            "or a folder with --output, such as out/, for Parquet files"
        )
    for file in files:
        yield NamedText(file.relative_to(path).as_posix(), _text(_read_bytes(file, LARGEST + 1), str(file)))


def files_below(folder: Path, extension: str) -> list[Path]:
    """Return a folder's files with this extension in either case, at any depth, by name."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() == extension and p.is_file())


def is_rows(source: str) -> bool:
    """Tell rows (True) from text (False) by the extension; raises InputError for any other input."""
    path = Path(source)
    if source == "-" or path.is_dir():
        return False
    if not path.exists():
        raise InputError(f"{source}: no such file or folder; check the path")
    extension = path.suffix.lower()
    if extension in _READERS:
        return True
    if extension == TEXT_EXTENSION:
        return False
    legal = ", ".join([TEXT_EXTENSION, *_READERS])
    raise InputError(
        f"{source}: extension {extension or '(none)'} is not one of {legal}; rename or convert it"
    )


def read_rows(source: str, text_column: str = "text") -> Iterator[Row]:
    """Yield the rows of a ``.jsonl``, ``.csv`` or ``.parquet`` file, in order, each with a string text.

    An empty file has no rows. Rows count from 1. Raises InputError with the file, the row and the remedy,
    at the row that cannot be read: rows before it have been yielded by then.
    """
    for place, row in placed_rows(source):
        if text_column not in row:
            raise InputError(
                f"{place}: no column {text_column!r}; {_columns(row)}, choose with --text-column"
            )
        if not isinstance(row[text_column], str):
            found = "null" if row[text_column] is None else type(row[text_column]).__name__
            raise InputError(f"{place}: column {text_column!r} is {found}, not text; put a string there")
        yield row


def placed_rows(source: str) -> Iterator[tuple[str, Row]]:
    """Yield each row of a ``.jsonl``, ``.csv`` or ``.parquet`` file, after its place, whatever its columns.

    A place is what an error message begins with: the file, the number of the row, and the line if there is
    one. Raises InputError as `read_rows` does.
    """
    path = Path(source)
    _read_bytes(path, 0)  # a missing or forbidden file fails here, in one way for all formats
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{source}: rows are read from {', '.join(_READERS)}; convert the file to one of them"
        )
    if path.stat().st_size > 0:
        yield from reader(path)


def group_rows(rows: Iterable[Row], column: str | None) -> Iterator[list[tuple[int, Row]]]:
    """Yield documents: the rows that share a value of ``column``, in order, each with its row number from 0.

    Rows of a document need not be adjacent; documents come in the order of their first rows. A row whose
    value is null, an empty string or absent is a document by itself, as is every row where ``column`` is
    None; only in that case are rows streamed.
    """
    if column is None:
        for number, row in enumerate(rows):
            yield [(number, row)]
        return
    documents: dict[Any, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows):
        value = row.get(column)
        missing = isinstance(value, float) and math.isnan(value)  # as pandas writes it to Parquet
        alone = value is None or value == "" or missing
        # JSON text tells 1 from "1" and True, and makes lists usable as keys.
        key = number if alone else json.dumps(value, sort_keys=True, default=str)
        documents.setdefault(key, []).append((number, row))
    yield from documents.values()


def _text(data: bytes, place: str) -> str:
    if len(data) > LARGEST:
        raise InputError(
            f"{place}: more than {LARGEST} bytes, but a text is one document and held whole; "
            "make it several files, or rows (.jsonl), which are streamed"
        )
    return _decoded(data, place)


def _read_bytes(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path and its permissions") from error


def _decoded(data: bytes, place: str, offset: int = 0) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte, position = data[error.start], offset + error.start
        raise InputError(
            f"{place}: not UTF-8: byte 0x{byte:02x} at offset {position}; save the file as UTF-8"
        ) from error
    return text.removeprefix("\ufeff") if offset == 0 else text


def _lines(path: Path) -> Iterator[str]:
    offset = 0
    with path.open("rb") as file:
        while line := file.readline(LARGEST + 1):
            if len(line) > LARGEST:
                raise InputError(
                    f"{path}: a line of more than {LARGEST} bytes at offset {offset}; give each row a line"
                )
            yield _decoded(line, str(path), offset)
            offset += len(line)


def _columns(row: Iterable[str]) -> str:
    names = list(row)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"it has {', '.join(map(repr, names[:_NAMED]))}{more}" if names else "it has none"


def _jsonl_rows(path: Path) -> Iterator[tuple[str, Row]]:
    number = 0
    for line_number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        number += 1
        place = f"{path}: row {number} (line {line_number})"
        try:
            row = json.loads(line)
        except RecursionError as error:
            raise InputError(f"{place}: nested too deeply; flatten it") from error
        except json.JSONDecodeError as error:
            raise InputError(
                f"{place}: bad JSON at column {error.colno}: {error.msg}; write one object a line"
            ) from error
        except ValueError as error:  # an integer of more digits than Python converts
            raise InputError(f"{place}: bad JSON: {error}; write one object a line") from error
        if not isinstance(row, dict):
            raise InputError(f"{place}: a JSON {type(row).__name__}, not an object; write one object a line")
        yield place, row


def _csv_rows(path: Path) -> Iterator[tuple[str, Row]]:
    limit = csv.field_size_limit(LARGEST)  # 128 KB unless told
    reader = csv.reader(_lines(path), strict=True)
    number = 0
    try:
        header = next(reader, [])
        if len(set(header)) < len(header):
            raise InputError(f"{path}: the header names a column twice: {_columns(header)}; rename one")
        for cells in reader:
            if not cells:
                continue
            number += 1
            place = f"{path}: row {number} (line {reader.line_num})"
            if len(cells) != len(header):
                raise InputError(
                    f"{place}: {len(cells)} cells, but the header has {len(header)}; quote or add cells"
                )
            yield place, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{path}: row {number + 1} (line {reader.line_num}): bad CSV: {error}; mend its quotes"
        ) from error
    finally:
        csv.field_size_limit(limit)


def _parquet_rows(path: Path) -> Iterator[tuple[str, Row]]:
    from framing.parquet import opened

    number = 0
    with opened(path) as file:
        names = file.schema_arrow.names
        if len(set(names)) < len(names):
            raise InputError(f"{path}: the schema names a column twice: {_columns(names)}; rename one")
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield f"{path}: row {number}", row


_READERS = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}
