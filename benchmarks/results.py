"""Results as files: what was measured, on which data, with which model, versions and machine."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import framing
from framing.storage import CONFIG, WEIGHTS

Result = dict[str, Any]

FOLDER = Path(__file__).parent / "results"
_DIGITS = 4


def make_result(
    benchmark: str, data: dict[str, Any], scores: dict[str, Any], model: str, command: Sequence[str]
) -> Result:
    """Return a run's scores with everything needed to compare it with another; no paths, no host name.

    ``model`` is a fingerprint.
    """
    return {
        "benchmark": benchmark,
        "data": data,
        "model": model,
        "framing": framing.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "command": " ".join(command),
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "scores": _plain(scores),
    }


def model_fingerprint(folder: Path) -> str:
    """Return a SHA-256 of a model folder's settings and weights, whatever its card says."""
    digest = hashlib.sha256()
    for name in (CONFIG, WEIGHTS):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def arrays_fingerprint(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return a SHA-256 of a model's arrays, for one that was never saved."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode() + arrays[name].tobytes())
    return digest.hexdigest()


def write_result(result: Result, folder: Path = FOLDER) -> Path:
    """Write a result in place of an older one of the same benchmark and data; return the file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug(result['benchmark'])}-{slug(result['data']['name'])}.json"
    path.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return path


def read_results(folder: Path = FOLDER) -> list[Result]:
    """Return every result in ``folder``, in the order of their file names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def slug(name: str) -> str:
    """Return a name as file names have it: lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON takes it, rounded, with None for a figure that is not a number."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    return value
