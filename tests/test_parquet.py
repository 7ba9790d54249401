"""Broken Parquet files are named, whenever that shows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing import InputError
from framing.parquet import opened


def test_a_file_is_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": [1, 2]}), tmp_path / "a.parquet")
    with opened(tmp_path / "a.parquet") as file:
        assert file.read().to_pylist() == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("content", [b"", b"PAR1 it is not", None])
def test_what_is_no_parquet_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.parquet").write_bytes(content)
    with (
        pytest.raises(InputError, match=r"a\.parquet: not a readable Parquet file"),
        opened(tmp_path / "a.parquet"),
    ):
        pass


def test_a_file_that_breaks_off_inside_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": list(range(10_000))}), path, compression="none", use_dictionary=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\xff" * 5000 + whole[5004:])
    with pytest.raises(InputError, match=r"a\.parquet: not a readable"), opened(path) as file:
        file.read()
