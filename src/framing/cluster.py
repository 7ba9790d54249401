"""Parts of an archive on the workers of a Dask cluster, of this machine or of several.

A worker reads the inputs and writes its parts itself, so all workers see the same files under the same
paths: on one machine, or on a file system that they share. It loads the model once, from the path that the
run was given or from its own installation, and refuses to work with another. A worker that dies loses the
part it was at, which another one writes, to the same bytes. Whoever reaches a Dask scheduler can run code on
its workers, and these on whoever connects: use only one that you trust, on a network that you trust or with
TLS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any

from framing.archive_part import ModelPlace, Part, held_model, write_part
from framing.archive_plan import PartPlan
from framing.errors import FramingError, InputError, MissingExtraError

_ONE_AT_A_TIME = Lock()
"""A worker with several threads must not change the engine of one part for another."""


def write_parts(
    plans: Sequence[PartPlan], model: ModelPlace, folder: Path, jobs: int, scheduler: str | None = None
) -> Iterator[Part]:
    """Yield parts as they are done, by ``jobs`` new processes or by the cluster at the address ``scheduler``.

    Raises MissingExtraError without Dask, InputError where no scheduler answers, FramingError for a part over
    which several workers have died, and whatever a part raises.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtraError(
            f"several processes or machines need Dask ({error}); pip install 'framing-stance[dask]'"
        ) from error
    with ExitStack() as stack:
        address = scheduler or stack.enter_context(local_cluster(min(jobs, len(plans))))
        try:
            client = stack.enter_context(Client(address))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{scheduler}: no Dask scheduler answers ({error}); start one with: dask scheduler"
            ) from error
        for future in as_completed(client.map(_write, plans, model=model, folder=folder, pure=False)):
            part = _result(future)
            future.release()  # or the scheduler would do it again if its worker died
            yield part


def _result(future: Any) -> Part:
    from distributed import CancelledError, KilledWorker

    try:
        part: Part | FramingError = future.result()
    except KilledWorker as error:
        raise FramingError(
            f"every worker that was given a part died, the last at {error.last_worker.address}; "
            "look at its memory and its log, and repeat the command"
        ) from error
    except CancelledError as error:
        raise FramingError("the Dask scheduler is gone; start it, and repeat the command") from error
    if isinstance(part, FramingError):
        raise part
    return part


def local_cluster(workers: int) -> Any:
    """Return a new Dask cluster of so many processes on this machine, to be closed after use."""
    from distributed import LocalCluster

    # Memory is bounded by the slabs; a limit would only stop workers on a machine that others use as well.
    return LocalCluster(n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=":0")


def _write(plan: PartPlan, model: ModelPlace, folder: Path) -> Part | FramingError:
    with _ONE_AT_A_TIME:
        try:
            return write_part(plan, held_model(model), folder)
        except FramingError as error:
            return error  # if it were raised, the worker would log where
