"""Chunks of work through this process or several, in order and in constant memory."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from framing.errors import InputError, MissingExtraError

_Chunk = TypeVar("_Chunk")
_Result = TypeVar("_Result")
_Model = TypeVar("_Model")

_AHEAD = 2
"""Chunks that wait for each process, so that none idles and memory stays bounded."""


def mapped(
    work: Callable[[_Model, _Chunk], _Result], model: _Model, chunks: Iterable[_Chunk], n_jobs: int = 1
) -> Iterator[tuple[_Chunk, _Result]]:
    """Yield each chunk with ``work(model, chunk)``, in order, by ``n_jobs`` processes (-1: one a core).

    Chunks are taken only as results are asked for. Raises InputError for no legal number of processes, and
    MissingExtraError where several are asked for without joblib.
    """
    if n_jobs == 1:
        return ((chunk, work(model, chunk)) for chunk in chunks)
    if n_jobs == 0 or n_jobs < -1:
        raise InputError(f"{n_jobs} processes: give a number from 1 up, or -1 for one a core")
    return _spread(work, model, chunks, n_jobs)


def _spread(
    work: Callable[[_Model, _Chunk], _Result], model: _Model, chunks: Iterable[_Chunk], n_jobs: int
) -> Iterator[tuple[_Chunk, _Result]]:
    try:
        from joblib import effective_n_jobs
        from joblib.executor import get_memmapping_executor
    except ImportError as error:
        raise MissingExtraError(
            f"several processes need joblib ({error}); pip install 'framing-stance[fast]'"
        ) from error
    count = effective_n_jobs(n_jobs)
    waiting: deque[tuple[_Chunk, Any]] = deque()
    with tempfile.TemporaryDirectory(prefix="framing-") as folder:
        # Each process reads the model once; with the work it would be sent again and again.
        whole = pickle.dumps(model, protocol=5)
        shared = Path(folder) / hashlib.sha256(whole).hexdigest()
        shared.write_bytes(whole)
        executor = get_memmapping_executor(count)  # the one that joblib.Parallel uses as well
        try:
            for chunk in chunks:
                waiting.append((chunk, executor.submit(_run, work, str(shared), chunk)))
                if len(waiting) > _AHEAD * count:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _run(work: Callable[[Any, Any], Any], shared: str, chunk: Any) -> Any:
    """Do a chunk's work in a process, which keeps the model for the next chunk, of this call or another."""
    name = Path(shared).name
    if name not in _HELD:
        _HELD.clear()
        # A file that this process's parent has just written for it, in a folder of its own.
        _HELD[name] = pickle.loads(Path(shared).read_bytes())  # noqa: S301
    return work(_HELD[name], chunk)


_HELD: dict[str, Any] = {}
