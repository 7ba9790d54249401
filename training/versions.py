"""Versions of what a model's weights depend on."""

from __future__ import annotations

import platform
from importlib.metadata import version

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "sentencex", "datasets")


def versions() -> dict[str, str]:
    """Return the version of Python and of each library."""
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}
