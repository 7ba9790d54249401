"""Small archives for the tests: Parquet files of invented news, and what a folder holds."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SENTENCES = (
    "Moscow denied that its ships had crossed the line.",
    "“It is a provocation,” the admiral said.",
    "He left.",
    "Norway called the denial an insult to its sailors.",
    "",
)


def write_archive(folder: Path, rows: int, files: int = 2, document: int = 3) -> Path:
    """Write ``rows`` rows into Parquet files; ``document`` rows are one, and may go on in the next file."""
    folder.mkdir(exist_ok=True)
    table = pa.table(
        {
            "id": pa.array(range(rows), pa.int32()),
            "doc": [str(number // document) for number in range(rows)],
            "text": [f"{SENTENCES[number % 5]} It was day {number}." for number in range(rows)],
        }
    )
    size = -(-rows // files)
    for number in range(files):
        piece = table.slice(number * size, size)
        pq.write_table(piece, folder / f"{number}.parquet", row_group_size=max(size // 3, 1))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
