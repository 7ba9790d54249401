"""Which engine does the work: NumPy, or loops compiled by Numba (the extra ``fast``) where they pay.

Both give the same labels, and scores that agree to the last digits; the compiled loops are faster by a
multiple, but cost about a second to load (and some to compile, once on each machine). So they take over when
a process has met enough text. Modules that have both ask `kernels` at the place of use.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from framing.errors import MissingExtraError

ENOUGH = 300_000
"""Characters. NumPy needs about a second for so many, which is what loading the compiled loops takes."""

AUTO, NUMPY, COMPILED = "auto", "numpy", "compiled"

_MODULE = "framing.compiled"


class _State:
    """What has been chosen and met so far in this process."""

    mode = AUTO
    met = 0
    loaded: ModuleType | None = None
    missing = False


def kernels() -> ModuleType | None:
    """Return the compiled loops, or None where NumPy does the work."""
    return None if _State.mode == NUMPY else _State.loaded


def expect(characters: int) -> None:
    """Say that so much text is about to be read; from `ENOUGH` on the compiled loops are loaded."""
    _State.met += characters
    if _State.mode == AUTO and _State.met >= ENOUGH and _State.loaded is None and not _State.missing:
        _State.loaded = _found()
        _State.missing = _State.loaded is None


def lasting(characters: int) -> str:
    """Return the engine for so much text: the same one, whatever this process has read before."""
    return COMPILED if characters >= ENOUGH and _found() else NUMPY


def _found() -> ModuleType | None:
    try:
        return importlib.import_module(_MODULE)
    except ImportError:  # Numba is not installed, or does not know this Python or NumPy
        return None


@contextmanager
def using(mode: str) -> Iterator[None]:
    """Fix the engine of this process meanwhile: "numpy", "compiled" or "auto".

    Raises MissingExtraError where the compiled one is asked for and Numba cannot be imported.
    """
    before = _State.mode, _State.loaded
    if mode == COMPILED and _State.loaded is None:
        try:
            _State.loaded = importlib.import_module(_MODULE)
        except ImportError as error:
            raise MissingExtraError(
                f"the compiled engine needs Numba ({error}); pip install 'framing-stance[fast]'"
            ) from error
    _State.mode = mode
    try:
        yield
    finally:
        _State.mode, _State.loaded = before
