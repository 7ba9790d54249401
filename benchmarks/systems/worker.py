"""One system in a process: ``python -m benchmarks.systems.worker fit|serve NAME FOLDER [FILE ...]``.

``fit`` learns from the corpora FILE and writes the model into FOLDER. ``serve`` loads it, then answers each
line of standard input, documents as JSON, with a line: what was ``found``, the ``seconds`` of processor time
that it took and those ``since_start`` of the process, and its ``peak_memory`` in bytes until then. Processor
time, unlike that of the clock, does not depend on what else the machine is doing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from benchmarks.systems import SYSTEMS
from benchmarks.systems.base import System


def main(arguments: list[str]) -> None:
    """Run one verb for the system called so."""
    verb, name, folder, *corpora = arguments
    (system,) = (system for system in SYSTEMS if system.name == name)
    if verb == "fit":
        from training.corpus import read_corpus

        system.fit(read_corpus(corpora), Path(folder))
    else:
        _serve(system, Path(folder))


def _serve(system: System, folder: Path) -> None:
    # What a library prints must not stand between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        predict = system.load(folder)
        for line in sys.stdin:
            documents = json.loads(line)
            start = time.process_time()
            found = predict(documents)
            now = time.process_time()
            answer = {
                "found": found,
                "seconds": now - start,
                "since_start": now,
                "peak_memory": peak_memory(),
            }
            print(json.dumps(answer), file=answers, flush=True)


def peak_memory() -> int:
    """Return the most memory that this process has had, in bytes.

    Linux's VmHWM begins anew with the program; ru_maxrss, elsewhere, is in bytes on macOS.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # Windows has neither

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main(sys.argv[1:])
