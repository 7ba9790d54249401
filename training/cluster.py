"""A Dask cluster on which the parts of a run are fitted side by side, through joblib's backend."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from joblib import parallel_config

import framing
from framing.errors import InputError, MissingExtraError
from training.versions import versions

_PATIENCE = 20  # seconds for the scheduler to answer, and for a first worker to be there


@contextmanager
def on_cluster(scheduler: str | None) -> Iterator[int | None]:
    """Let everything that joblib spreads meanwhile go to the cluster of ``scheduler``; None changes nothing.

    Yields how many parts the cluster fits at the same time, or None. Raises MissingExtraError without
    distributed, and InputError where no scheduler or no worker answers, or where one of them has not this
    checkout with the same versions: the same rows are to give the same weights anywhere.
    """
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 - slow to import, and in an extra
    except ImportError as error:
        raise MissingExtraError(
            f"--scheduler needs distributed ({error}); pip install 'framing-stance[dask]'"
        ) from error
    try:
        client: Any = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, asyncio.TimeoutError) as error:
        raise InputError(f"{scheduler}: no Dask scheduler answers; start one with: dask scheduler") from error
    with client:
        _check(client, scheduler)
        with parallel_config("dask", client=client):
            yield sum(client.ncores().values())


def _check(client: Any, scheduler: str) -> None:
    # The scheduler reads tasks as well. Where it cannot, joblib would wait for their results for ever.
    remedy = "start scheduler and workers in this checkout, with PYTHONPATH=. and in an environment like this"
    try:
        found = {"the scheduler": client.run_on_scheduler(environment)}
        client.wait_for_workers(1, timeout=_PATIENCE)
        found |= client.run(environment)
    except asyncio.TimeoutError as error:
        raise InputError(f"{scheduler}: has no worker; {remedy}") from error
    except Exception as error:  # what is raised there while it reads comes without its kind
        raise InputError(f"{scheduler}: cannot run training ({error}); {remedy}") from error
    own = environment()
    for name, other in found.items():
        if other != own:
            raise InputError(f"{scheduler}: {name} has {other}, not {own}; {remedy}")


def environment() -> dict[str, str]:
    """Return the versions of everything here that a model's weights depend on."""
    return {"framing": framing.__version__, **versions()}
