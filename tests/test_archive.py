"""Archives are annotated whole, however often the process is killed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from framing import InputError
from framing.archive import Archive
from framing.tables import Options
from tests.archives import contents, write_archive

PARTS, PART_ROWS = 8, 6
KILLS = 10


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "in", PARTS * PART_ROWS)


def archive(rows: Path, output: Path, part_rows: int = PART_ROWS, split: bool = True) -> Archive:
    return Archive([str(rows)], output, options=Options(split=split), part_rows=part_rows)


def test_a_run_yields_the_rows_of_its_parts_and_names_them(rows: Path, tmp_path: Path) -> None:
    run = archive(rows, tmp_path / "out")
    assert list(run.run()) == [0, *[PART_ROWS] * PARTS]
    assert run.rows == PARTS * PART_ROWS
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["complete"] and len(manifest["parts"]) == PARTS
    assert manifest["options"]["document_column"] == "doc"
    assert sum(part["rows_in"] for part in manifest["parts"]) == run.rows


def test_a_run_that_is_stopped_goes_on(rows: Path, tmp_path: Path) -> None:
    list(archive(rows, tmp_path / "whole", split=False).run())
    begun = archive(rows, tmp_path / "out", split=False).run()
    for _ in range(4):
        next(begun)
    begun.close()
    again = list(archive(rows, tmp_path / "out", split=False).run())
    assert again == [3 * PART_ROWS, *[PART_ROWS] * (PARTS - 3)]
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert list(archive(rows, tmp_path / "out", split=False).run()) == [PARTS * PART_ROWS]


def test_another_run_does_not_go_on(rows: Path, tmp_path: Path) -> None:
    list(archive(rows, tmp_path / "out").run())
    before = contents(tmp_path / "out")
    names = tmp_path / "names.csv"
    names.write_text("name,bloc\nOslo,west\n")
    others = {
        "options": [
            archive(rows, tmp_path / "out", split=False),
            archive(rows, tmp_path / "out", part_rows=7),
        ],
        "model": [Archive([str(rows)], tmp_path / "out", actors=names, part_rows=PART_ROWS)],
        "inputs": [archive(rows / "1.parquet", tmp_path / "out")],
    }
    for name, runs in others.items():
        for run in runs:
            with pytest.raises(InputError, match=f"{name!r} is not as when it was begun"):
                list(run.run())
    assert contents(tmp_path / "out") == before


def test_killed_ten_times_at_random_moments_the_bytes_are_the_same(tmp_path: Path) -> None:
    rows = write_archive(tmp_path / "in", 3 * PARTS * PART_ROWS)
    list(archive(rows, tmp_path / "whole").run())
    out, chance = tmp_path / "out", random.Random(9)
    command = [sys.executable, "-m", "framing", "analyze", str(rows), "--output", f"{out}/"]
    command += ["--part-rows", str(PART_ROWS)]
    killed = 0
    for number in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            # Some moments lie in the start, the others between one part and a few later.
            known = len(list(out.glob("part-*"))) if out.exists() else 0
            while number % 3 and process.poll() is None and len(list(out.glob("part-*"))) <= known:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.03))
            process.kill()
            killed += process.wait() == -signal.SIGKILL
    assert killed == KILLS
    assert 0 < len(list(out.glob("part-*"))) < 3 * PARTS  # or the kills came too late to matter
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert contents(out) == contents(tmp_path / "whole")
