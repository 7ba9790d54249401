"""Parts are done by workers as by one process, though one is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster

from framing import FramingError, InputError, MissingExtraError
from framing.archive import Archive
from framing.cli import main
from framing.cluster import local_cluster
from tests.archives import contents, write_archive

ROWS, PART_ROWS = 192, 12


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive") / "in", ROWS)


@pytest.fixture(scope="module")
def whole(rows: Path) -> dict[str, bytes]:
    """What one process makes of the rows."""
    run = Archive([str(rows)], rows.parent / "whole", part_rows=PART_ROWS)
    assert sum(run.run()) == ROWS
    return contents(rows.parent / "whole")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local_cluster(2) as made:
        yield made


def test_a_worker_killed_in_the_middle_costs_nothing(
    rows: Path, whole: dict[str, bytes], cluster: LocalCluster, tmp_path: Path
) -> None:
    run = Archive([str(rows)], tmp_path / "out", part_rows=PART_ROWS).run(scheduler=cluster.scheduler_address)
    done = [next(run), next(run)]
    victim = next(iter(cluster.workers.values()))
    pid = victim.pid
    os.kill(pid, signal.SIGKILL)
    done += run
    assert victim.pid != pid
    assert done == [0, *[PART_ROWS] * (ROWS // PART_ROWS)]
    assert contents(tmp_path / "out") == whole


def test_jobs_are_processes_of_a_local_cluster(rows: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    command = ["analyze", str(rows), "--output", f"{tmp_path}/out/", "--part-rows", str(PART_ROWS)]
    assert main([*command, "--jobs", "2"]) == 0
    assert contents(tmp_path / "out") == whole


def test_what_a_part_raises_reaches_the_caller_alone(
    cluster: LocalCluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": ["a", None]}), tmp_path / "a.parquet")
    run = Archive([str(tmp_path / "a.parquet")], tmp_path / "out", part_rows=1)
    with pytest.raises(InputError, match=r"a\.parquet: row 2: column 'text' is null"):
        list(run.run(scheduler=cluster.scheduler_address))
    assert "Traceback" not in capfd.readouterr().err


def test_a_scheduler_that_goes_away_is_named(rows: Path, tmp_path: Path) -> None:
    with local_cluster(1) as cluster:
        run = Archive([str(rows)], tmp_path / "out", part_rows=PART_ROWS).run(
            scheduler=cluster.scheduler_address
        )
        next(run), next(run)
    with pytest.raises(FramingError, match="the Dask scheduler is gone; start it"):
        list(run)


def test_a_part_that_kills_every_worker_is_named(
    rows: Path, cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.cluster._write", _die)
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    run = Archive([str(rows)], tmp_path / "out", part_rows=ROWS)
    with pytest.raises(FramingError, match="every worker that was given a part died, the last at tcp:"):
        list(run.run(scheduler=cluster.scheduler_address))


def _die(*_: Any, **__: Any) -> None:
    os._exit(1)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x"])
def test_a_scheduler_that_does_not_answer_is_named(rows: Path, tmp_path: Path, address: str) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}):
        run = Archive([str(rows)], tmp_path / "out").run(scheduler=address)
        with pytest.raises(InputError, match=f"{address}: no Dask scheduler answers"):
            list(run)


def test_without_dask_the_extra_is_named(rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'framing-stance\[dask\]'"):
        list(Archive([str(rows)], tmp_path / "out", part_rows=PART_ROWS).run(jobs=2))
