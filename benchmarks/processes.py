"""Systems in processes of their own, one thread each, so that memory and cold starts are theirs alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from benchmarks.results import slug
from benchmarks.systems.base import Documents, Found, System
from framing import FramingError

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import signal
import sys
from benchmarks.systems.worker import peak_memory
from framing.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells let what runs in the background ignore it
code = main(sys.argv[1:])
print(peak_memory())
sys.exit(code)
"""
"""The command `framing`, for ``python -c``; its last line is its peak of memory in bytes."""

_MODULE = "benchmarks.systems.worker"
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",  # models come with their packages
    "TQDM_DISABLE": "1",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system found in each sentence, and what it cost.

    ``seconds`` are of processor time, for this answer and ``since_start`` of the process; ``peak_memory`` is
    in bytes.
    """

    found: list[Found]
    seconds: float
    since_start: float
    peak_memory: int


class Worker(AbstractContextManager["Worker"]):
    """A process that has a system's fitted model; raises FramingError where it ends before it is told to."""

    def __init__(self, system: System, folder: Path) -> None:
        self._name = system.name
        self._command = [sys.executable, "-m", _MODULE, "serve", system.name, str(folder)]

    def __enter__(self) -> Worker:  # noqa: PYI034  (Python 3.10 has no Self)
        """Start the process."""
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            cwd=ROOT, env=os.environ | _ENVIRONMENT, encoding="utf-8",
        )  # fmt: skip
        return self

    def ask(self, documents: Documents) -> Answer:
        """Return the answer to ``documents``, one `Found` for each of their sentences."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  (both are pipes)
        try:
            process.stdin.write(json.dumps(documents) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            process.wait()
            raise FramingError(f"{self._name}: its process ended: {_last_line(self._log)}")
        answer = json.loads(line)
        return Answer(**answer | {"found": [Found(*one) for one in answer["found"]]})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        if kind is not None:
            self._process.kill()
        self._process.communicate()
        self._log.close()


def cold_start(system: System, folder: Path, sentence: str) -> float:
    """Return the seconds of processor time of a new process until its answer for one sentence."""
    with Worker(system, folder) as worker:
        return worker.ask([[sentence]]).since_start


def fitted(system: System, files: Sequence[Path], data: str, work: Path) -> Path:
    """Return the folder in ``work`` with the system's model, fitted to ``files`` unless it is there already.

    ``data`` is the fingerprint of the files. A fit that is interrupted leaves nothing behind that could be
    taken for a model. Raises FramingError where it fails.
    """
    folder = work / f"{system.fingerprint()[:12]}-{data[:12]}-{slug(system.model)}"
    if folder.exists():
        return folder
    work.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=work))
    command = [sys.executable, "-m", _MODULE, "fit", system.name, str(place)]
    command += [str(file.resolve()) for file in files]
    try:
        done = subprocess.run(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT,
            env=os.environ | _ENVIRONMENT, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        if done.returncode:
            raise FramingError(f"{system.name}: cannot be fitted: {(done.stderr.splitlines() or ['?'])[-1]}")
        place.rename(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return folder


def _last_line(log: IO[str]) -> str:
    log.seek(0)
    return (log.read().splitlines() or ["without a word"])[-1]
