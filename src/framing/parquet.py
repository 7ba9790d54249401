"""Parquet files, opened so that a file of any size takes little memory, and a broken one is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framing.errors import InputError

_BUFFER = 2**20  # bytes read at a time; without it, whole columns of a row group are


@contextmanager
def opened(path: str | Path) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file. Raises InputError where it is none, here or as it is read."""
    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            yield file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a readable Parquet file: {error}; write it again") from error
