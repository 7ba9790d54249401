"""Archives under load and under faults: rows, time and memory, two workers beside one, processes killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.processes import MEASURED, ROOT
from benchmarks.speed import interleaved, ratio
from benchmarks.speed_texts import sentences
from framing.archive import Archive
from framing.cluster import local_cluster
from framing.tables import Options

ROUNDS, KILLS = 5, 10
PROMISED = 1.7  # two workers by one, at least
_FILES, _DOCUMENT, _BATCH = 4, 20, 20_000  # files, sentences in a document, sentences written at a time

Report = Callable[[str], None]


def write_archive(folder: Path, base: Sequence[str], count: int) -> Path:
    """Write ``count`` sentences, variations of ``base``, as Parquet files with id, doc and text."""
    folder.mkdir(parents=True)
    texts, number = sentences(base, count), 0
    schema = pa.schema({"id": pa.int64(), "doc": pa.string(), "text": pa.string()})
    for file in range(_FILES):
        stop = count * (file + 1) // _FILES
        with pq.ParquetWriter(folder / f"{file}.parquet", schema) as writer:
            while batch := list(islice(texts, min(_BATCH, stop - number))):
                ids = range(number, number + len(batch))
                docs = [f"d{row // _DOCUMENT}" for row in ids]
                writer.write_table(pa.table({"id": list(ids), "doc": docs, "text": batch}, schema))
                number += len(batch)
    return folder


class ArchiveRuns:
    """Runs over archives of ``base``'s variations in the folder ``work``, which has to be empty.

    ``model`` is the folder of the model. Each method returns its figures; faults that cost a row or a byte
    show in them.
    """

    def __init__(self, model: Path, base: Sequence[str], work: Path) -> None:
        self.model = model
        self.base = base
        self.work = work

    def stream(self, count: int) -> dict[str, Any]:
        """Return the peak of memory in MB, the hours and the rows of one process over ``count`` sentences."""
        source = write_archive(self.work / f"stream-{count}", self.base, count)
        out = self.work / f"streamed-{count}"
        command = [sys.executable, "-c", MEASURED, *self._analyze(source, out)]
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
        seconds = time.perf_counter() - start
        ids = _ids(out)
        return {
            "rows in": count,
            "rows out": len(ids),
            "in order": ids == list(range(count)),
            "hours": seconds / 3600,
            "sentences a second": count / seconds,
            "peak megabytes": int(done.stdout) / 1e6,
        }

    def workers(self, count: int, rounds: int = ROUNDS) -> dict[str, Any]:
        """Return how many times as fast two workers of a cluster are as one; clusters are started before."""
        source, number = write_archive(self.work / "workers", self.base, count), iter(range(1_000_000))
        with local_cluster(1) as one, local_cluster(2) as two:

            def run(cluster: Any) -> Callable[[], object]:
                return lambda: self._run(source, f"by-workers-{next(number)}", cluster.scheduler_address)

            taken = interleaved({"one": run(one), "two": run(two)}, rounds)
        return {"sentences": count, "rounds": rounds, "two workers": ratio(taken["one"], taken["two"])}

    def worker_killed(self, count: int) -> dict[str, Any]:
        """Return what two workers made of ``count`` sentences after one was killed in the middle."""
        source = write_archive(self.work / "worker-killed", self.base, count)
        self._run(source, "worker-whole")
        with local_cluster(2) as cluster:
            run = self._archive(source, "worker-out").run(scheduler=cluster.scheduler_address)
            next(run), next(run)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            rows = sum(run)
        return self._compared("worker-whole", "worker-out", count) | {"rows after": rows, "killed": 1}

    def process_killed(self, count: int, kills: int = KILLS) -> dict[str, Any]:
        """Return what a command made of ``count`` sentences that was killed ``kills`` times and repeated."""
        source = write_archive(self.work / "killed", self.base, count)
        start = time.perf_counter()
        self._run(source, "killed-whole")
        seconds = time.perf_counter() - start
        command = [sys.executable, "-m", "framing", *self._analyze(source, self.work / "killed-out")]
        command += ["--part-rows", str(self._part_rows(count))]
        chance, killed = random.Random(0), 0
        for number in range(kills):
            with subprocess.Popen(command, cwd=ROOT) as process:
                if number % 3:  # else before the first part
                    _next_part(self.work / "killed-out", process)
                time.sleep(chance.uniform(0, seconds / kills / 2))
                process.kill()
                killed += process.wait() == -signal.SIGKILL
        subprocess.run(command, check=True, cwd=ROOT)
        return self._compared("killed-whole", "killed-out", count) | {"killed": killed}

    def _analyze(self, source: Path, out: Path) -> list[str]:
        return [
            "analyze", str(source), "--split", "none", "--output", f"{out}/", "--model", str(self.model)
        ]  # fmt: skip

    def _part_rows(self, count: int) -> int:
        return max(count // 50, _DOCUMENT)

    def _archive(self, source: Path, out: str) -> Archive:
        rows = sum(pq.read_metadata(path).num_rows for path in source.iterdir())
        return Archive(
            [str(source)],
            self.work / out,
            model=self.model,
            options=Options(split=False),
            part_rows=self._part_rows(rows),
        )

    def _run(self, source: Path, out: str, scheduler: str | None = None) -> None:
        sum(self._archive(source, out).run(scheduler=scheduler))

    def _compared(self, whole: str, out: str, count: int) -> dict[str, Any]:
        expected, found = (
            {path.name: path.read_bytes() for path in (self.work / name).iterdir()} for name in (whole, out)
        )
        ids = _ids(self.work / out)
        return {
            "sentences": count,
            "parts": len(found) - 1,
            "same bytes": found == expected,
            "rows lost": count - len(set(ids)),
            "rows doubled": len(ids) - len(set(ids)),
        }


def _next_part(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait for one more part than there are, or for the end of the process."""
    known = len(list(folder.glob("part-*")))
    while process.poll() is None and len(list(folder.glob("part-*"))) <= known:
        time.sleep(0.001)


def _ids(folder: Path) -> list[int]:
    return [
        row
        for path in sorted(folder.glob("*.parquet"))
        for row in pq.read_table(path, columns=["id"])["id"].to_pylist()
    ]
