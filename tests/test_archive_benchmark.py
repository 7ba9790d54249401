"""The benchmark of archives writes what it says, and shows what was lost."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.archive import ArchiveRuns, write_archive
from benchmarks.archive_command import table
from framing.model import BUNDLED

BASE = ["The harbour minister met 12 envoys yesterday.", "Nothing followed."]


def test_archives_have_the_sentences_asked_for_in_documents(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", BASE, 90)
    found = pq.read_table(sorted(folder.iterdir())).to_pydict()
    assert found["id"] == list(range(90))
    assert found["doc"] == [f"d{number // 20}" for number in range(90)]
    assert found["text"][:2] == BASE and len(set(found["text"])) > 30


def test_a_stream_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    found = ArchiveRuns(BUNDLED, BASE, tmp_path).stream(40)
    assert (found["rows in"], found["rows out"], found["in order"]) == (40, 40, True)
    assert 20 < found["peak megabytes"] < 1000


@pytest.mark.parametrize(
    ("ids", "lost", "doubled", "same"),
    [([0, 1, 2], 0, 0, True), ([0, 2], 1, 0, False), ([0, 1, 1], 1, 1, False)],
)
def test_lost_and_doubled_rows_show(
    tmp_path: Path, ids: list[int], lost: int, doubled: int, same: bool
) -> None:
    for name, rows in (("whole", [0, 1, 2]), ("out", ids)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
        pq.write_table(pa.table({"id": rows}), tmp_path / name / "part-00000.parquet")
    found = ArchiveRuns(BUNDLED, BASE, tmp_path)._compared("whole", "out", 3)
    assert (found["rows lost"], found["rows doubled"], found["same bytes"]) == (lost, doubled, same)


def test_the_table_says_what_was_tried_and_what_came_out() -> None:
    streamed = {"rows in": 1000, "rows out": 1000, "in order": True, "hours": 0.5, "peak megabytes": 200.0}
    fault = {
        "sentences": 50,
        "parts": 5,
        "same bytes": False,
        "rows lost": 1,
        "rows doubled": 2,
        "killed": 10,
    }
    rows = table(
        {
            "a tenth streamed": streamed | {"peak megabytes": 190.0},
            "streamed": streamed,
            "workers": {
                "sentences": 70,
                "rounds": 5,
                "two workers": {"value": 1.8, "low": 1.7, "high": 1.9},
            },
            "worker killed": fault,
            "process killed": fault | {"same bytes": True},
        }
    )
    assert [set(row) for row in rows] == [{"tried", "load", "outcome"}] * 4
    assert rows[0]["load"] == "1,000 rows, 0.500 hours"
    assert rows[0]["outcome"] == "1,000 rows, in order; at most 200 MB (190 MB with a tenth of the rows)"
    assert rows[1]["outcome"].startswith("1.80 times as fast [1.70, 1.90]")
    assert rows[2]["outcome"] == "1 rows lost, 2 doubled; OTHER BYTES than those of an undisturbed run"
    assert "the bytes of an" in rows[3]["outcome"] and "killed 10 times" in rows[3]["load"]
