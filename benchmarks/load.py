"""What `framing analyze` holds: gigabytes of rows, one line of megabytes, and being stopped at any moment.

Texts are the authored sentences and variations of them, so anyone can make the same ones.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.processes import MEASURED, ROOT
from benchmarks.speed_texts import articles, sentences
from framing import FramingError

BEFORE = b"what was there before\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that was let end: ``seconds`` by the clock, ``peak`` memory in bytes."""

    seconds: float
    peak: int


def analyze(source: Path, output: Path) -> Ran:
    """Run ``framing analyze`` in a process of its own; raises FramingError where it does not end well."""
    begin = time.monotonic()
    done = subprocess.run(_command(source, output), cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines() or ["without a word"]
    if done.returncode:
        raise FramingError(f"framing analyze ended with {done.returncode}: {lines[-1:]}")
    return Ran(time.monotonic() - begin, int(done.stdout))


def _command(source: Path, output: Path) -> list[str]:
    return [sys.executable, "-c", MEASURED, "analyze", str(source), "--output", str(output)]


def write_rows(path: Path, base: Sequence[str], size: int) -> int:
    """Write articles of 20 sentences as JSON lines until the file has ``size`` bytes; return the rows."""
    written = number = 0
    with path.open("wb") as file:
        for number, text in enumerate(articles(sentences(base, sys.maxsize)), 1):
            written += file.write(_row(number, text))
            if written >= size:
                break
    return number


def write_line(path: Path, base: Sequence[str], size: int) -> None:
    """Write one row whose text has ``size`` bytes or a little more."""
    parts, held = [], 0
    for sentence in sentences(base, sys.maxsize):
        parts.append(sentence)
        held += len(sentence.encode()) + 1
        if held >= size:
            break
    path.write_bytes(_row(1, " ".join(parts)))


def _row(number: int, text: str) -> bytes:
    return json.dumps({"id": number, "text": text}, ensure_ascii=False).encode() + b"\n"


def check(source: Path, output: Path) -> int:
    """Return the number of statements in ``output``; raises FramingError unless they are those of ``source``.

    Each row must be there, in order, with statements that hold every word of its text, in order.
    """
    count = 0
    found = groupby(_lines(output), key=lambda row: row["id"])
    for row in _lines(source):
        number, statements = next(found, (None, iter(())))
        if number != row["id"]:
            raise FramingError(f"{output}: after {count} statements comes row {number}, not {row['id']}")
        end, left = 0, []
        for one in statements:
            left.append(row["text"][end : one["start"]])
            end = one["end"]
            count += 1
            if row["text"][one["start"] : end] != one["text"]:
                raise FramingError(f"{output}: a statement of row {number} is not in its text")
        if "".join([*left, row["text"][end:]]).strip():
            raise FramingError(f"{output}: words of row {number} are missing")
    if next(found, None):
        raise FramingError(f"{output}: more rows than there were")
    return count


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def interrupt(source: Path, output: Path, times: int, seed: int = 0) -> int:
    """Stop runs at random moments, by SIGINT and by SIGKILL in turns; return how many had begun to write.

    Raises FramingError where ``output`` is then another file than before, or a run ended by itself.
    """
    rng = random.Random(seed)
    writing = 0
    for number in range(times):
        output.write_bytes(BEFORE)
        with subprocess.Popen(
            _command(source, output), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            written = _wait_for(output.parent, process)
            time.sleep(rng.random())
            code = _stopped(process, (signal.SIGINT, signal.SIGKILL)[number % 2])
        writing += written
        if code == 0 or output.read_bytes() != BEFORE:
            raise FramingError(f"{output}: changed by a run that was stopped (it ended with {code})")
        for left in output.parent.glob(".framing-*.tmp"):  # of a run that was killed
            left.unlink()
    return writing


def _stopped(process: subprocess.Popen[bytes], how: signal.Signals) -> int:
    """Stop a run and return its code."""
    while True:  # Python drops an interrupt that comes in the midst of an import, so it is repeated
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(1.0)


def _wait_for(folder: Path, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a run writes, or ends; return whether it does."""
    while process.poll() is None:
        if any(path.stat().st_size for path in folder.glob(".framing-*.tmp")):
            return True
        time.sleep(0.05)
    return False
