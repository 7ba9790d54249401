"""Rows out: JSON lines, CSV and Parquet, and files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from framing.errors import InputError
from framing.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa


_BATCH_ROWS = 4096
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_CSV = re.compile("[\x00\ud800-\udfff]")  # Python 3.10 cannot write NUL, and many readers stop there
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # OWASP's "CSV Injection"; the wide ones are read as the others
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@contextlib.contextmanager
def atomic_output(path: str | Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing bytes, so that it holds either all of them or what it held before.

    The bytes go to a temporary file in the same folder, which takes the place of ``path`` after it has
    reached the disk; on any exception it is removed. What is no regular file (``/dev/null``, a pipe) is
    written directly. Raises InputError where the folder cannot be written to.
    """
    target = Path(path).resolve()  # a link keeps pointing at the file; the file is replaced
    try:
        if target.is_dir():
            raise InputError(f"{path}: is a folder; name a file in it")
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                yield device
            return
        temporary = target.with_name(f".framing-{secrets.token_hex(8)}.tmp")
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"{path}: cannot write: {error.strerror or error}; choose another --output"
        ) from error


def write_jsonl(rows: Iterable[Row], file: BinaryIO) -> None:
    """Write one JSON object a line, in UTF-8; lone surrogates are escaped, infinities and NaN become null."""
    file.writelines(_json(row) + b"\n" for row in rows)


def write_csv(rows: Iterable[Row], file: BinaryIO) -> None:
    """Write CSV in UTF-8 with a header of every column that any row has, in order of appearance.

    Nested values are JSON in their cells, None is an empty cell, NUL and lone surrogates become U+FFFD. Text
    that a spreadsheet would run as a formula (it begins with ``= + - @``, a tab or a line end, and is no
    number) is led by an apostrophe. Rows wait in a temporary file until the header is known, so memory stays
    flat.
    """
    columns: dict[str, None] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        for row in rows:
            columns.update(dict.fromkeys(row))
            waiting.write(json.dumps({name: _cell(value) for name, value in row.items()}) + "\n")
        waiting.seek(0)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        try:
            table = csv.writer(text)
            if columns:
                table.writerow([_cell(name) for name in columns])
            for line in waiting:
                cells = json.loads(line)
                table.writerow([cells.get(name, "") for name in columns])
        finally:
            text.detach()  # the file stays open: it is the caller's


def write_parquet(rows: Iterable[Row], file: BinaryIO) -> None:
    """Write Parquet; column types are those of the values, and int and float in one column become float.

    Lone surrogates become U+FFFD. Raises InputError where the values of a column have no common type.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = iter(rows)
    tables = [_arrow_table([])]
    while batch := list(islice(rows, _BATCH_ROWS)):
        tables.append(_arrow_table(batch))
    try:
        pq.write_table(pa.concat_tables(tables, promote_options="permissive"), file)
    except pa.ArrowException as error:
        raise InputError(f"a column mixes types: {error}; choose --format jsonl") from error


WRITERS: dict[str, Callable[[Iterable[Row], BinaryIO], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}


def _json(value: object) -> bytes:
    try:
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
        except ValueError:
            text = json.dumps(_finite(value), ensure_ascii=False, default=str)
        return _utf8(text, value)
    except RecursionError as error:
        raise InputError("a row is nested too deeply to be written; flatten it") from error


def _utf8(text: str, value: object) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(_finite(value), default=str).encode("ascii")


def _finite(value: Any) -> Any:
    """Return ``value`` with None for every float that JSON has no number for."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value) if isinstance(value, (int, float)) else _json(value).decode()
    text = _NOT_IN_CSV.sub("\ufffd", value)
    harmless = not text.startswith(_FORMULA_STARTS) or _NUMBER.fullmatch(text)
    return text if harmless else f"'{text}"


def _encodable(value: Any) -> Any:
    """Return ``value`` with U+FFFD for lone surrogates and None for dicts without keys (typeless)."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_encodable(name): _encodable(part) for name, part in value.items()} or None
    if isinstance(value, (list, tuple)):
        return [_encodable(part) for part in value]
    return value


def _arrow_table(rows: list[Row]) -> pa.Table:
    import pyarrow as pa

    from framing.schema import annotation_schema

    schema = annotation_schema()  # so that an empty result has columns too
    types = dict(zip(schema.names, schema.types, strict=True))
    names = dict.fromkeys([*(n for row in rows for n in row), *types])
    columns = {}
    for name in names:
        values = [_encodable(row.get(name)) for row in rows]
        try:
            columns[_encodable(name)] = pa.array(values, types.get(name))
        except (pa.ArrowException, OverflowError) as error:
            raise InputError(f"column {name!r} mixes types: {error}; choose --format jsonl") from error
    return pa.table(columns)
