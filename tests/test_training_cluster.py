"""Parts of a training run go to a Dask cluster, with the same weights; what is wrong with one is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from joblib import Parallel, delayed

import framing
from framing.cluster import local_cluster
from framing.errors import InputError, MissingExtraError
from framing.storage import WEIGHTS
from training.__main__ import main
from training.cluster import on_cluster

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and two worker processes of a thread each."""
    with local_cluster(2) as running:
        yield running


def fit(folder: Path, name: str, *options: str) -> Path:
    rows = [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()[:60]]
    path = folder / "mine.jsonl"
    named = ("doc", "text", "stance", "speaker")
    lines = [json.dumps({name: row[name] for name in named}) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    command = ["fit", str(path), "--output", str(folder / name), "--folds", "2", "--search", *options]
    assert main(command) == 0
    return folder / name


def test_a_run_on_two_workers_gives_the_same_weights(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.curve.SHARES", (1.0,))
    grid = {"speakers": {"epochs": (1,)}, "stance": {"C": (1.0, 0.3)}}
    monkeypatch.setattr("training.search.GRID", grid)
    alone, spread = fit(tmp_path, "alone"), fit(tmp_path, "spread", "--scheduler", cluster.scheduler_address)
    assert (spread / WEIGHTS).read_bytes() == (alone / WEIGHTS).read_bytes()
    done = set(cluster.scheduler.task_prefixes)
    assert {name for part in ("_part_speakers", "_stance_score", "_point") for name in done if part in name}
    model = framing.load(spread)
    assert "in the main one of 2 processes" in model.card
    assert cluster.scheduler_address not in model.card


def tasks(count: int) -> list[Any]:
    """Return tasks that say their number and process, of a function that travels without this file."""

    def where(number: int) -> tuple[int, int]:
        time.sleep(0.05)
        return number, os.getpid()

    return [delayed(where)(number) for number in range(count)]


def test_what_joblib_spreads_is_done_by_the_workers(cluster: Any) -> None:
    with on_cluster(cluster.scheduler_address) as slots:
        assert slots == 2
        found = Parallel(1)(tasks(8))
    assert [number for number, _ in found] == list(range(8))
    assert len({process for _, process in found} - {os.getpid()}) == 2
    assert {process for _, process in Parallel(1)(tasks(1))} == {os.getpid()}


def test_without_a_scheduler_nothing_changes() -> None:
    with on_cluster(None) as slots:
        assert slots is None
        assert Parallel(1)(tasks(1)) == [(0, os.getpid())]


def test_a_worker_that_is_not_like_this_process_is_refused(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.cluster.environment", os.getpid)
    words = r"tcp://127.0.0.1:\d+ has \d+, not \d+; start scheduler and workers in this checkout"
    with pytest.raises(InputError, match=words), on_cluster(cluster.scheduler_address):
        pass


def test_a_cluster_without_the_checkout_is_refused(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_here.py").write_text("def environment():\n    return 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("training.cluster.environment", import_module("only_here").environment)
    words = "cannot run training .*only_here"
    with pytest.raises(InputError, match=words), on_cluster(cluster.scheduler_address):
        pass


def test_a_scheduler_without_the_checkout_is_refused(tmp_path: Path) -> None:
    """A real one, of a process that cannot import training: tasks would wait there for ever."""
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    command += ["--dashboard-address", ":0", "--scheduler-file", str(file)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None and not file.exists():
                time.sleep(0.05)
            address = json.loads(file.read_text())["address"]
            words = "cannot run training .*No module named 'training'"
            with pytest.raises(InputError, match=words), on_cluster(address):
                pass
        finally:
            process.terminate()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.cluster._PATIENCE", 0.3)
    with (
        pytest.raises(InputError, match=r"tcp://127\.0\.0\.1:1: no Dask scheduler answers"),
        on_cluster("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_scheduler_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.cluster._PATIENCE", 0.3)
    with (
        local_cluster(0) as empty,
        pytest.raises(InputError, match="has no worker; start scheduler and workers"),
        on_cluster(empty.scheduler_address),
    ):
        pass


def test_without_distributed_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingExtraError, match=r"framing-stance\[dask\]"),
        on_cluster("tcp://127.0.0.1:1"),
    ):
        pass
