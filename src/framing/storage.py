"""A model on disk: a folder of JSON, arrays and a card, written whole or not at all, read without trust."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from framing.errors import InputError, ModelFormatError

FORMAT = 1
"""Number of the folder's format. It goes up when a version that reads the old number would misread a new
folder: an array that means something else, a setting that may not be ignored. New settings with a default
do not change it."""

CONFIG, WEIGHTS, CARD = "config.json", "weights.safetensors", "README.md"
_LARGEST_CONFIG = 16 * 2**20  # bytes

Config = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


def write_model(folder: str | Path, config: Config, arrays: Arrays, card: str) -> None:
    """Write a model into ``folder``, which may not exist yet, be empty, or hold a model to replace.

    Everything is written beside it and renamed, so a reader finds the old model or the new one. The bytes
    follow from the arguments alone. Raises InputError where the folder holds something else.
    """
    target = Path(folder).absolute()
    if target.exists() and not _replaceable(target):
        raise InputError(f"{folder}: exists and is no model folder; name a new or an empty folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        written = Path(tempfile.mkdtemp(prefix=".framing-", suffix=".tmp", dir=target.parent))
    except OSError as error:
        raise InputError(
            f"{folder}: cannot write: {error.strerror or error}; choose another folder"
        ) from error
    try:
        ordered = {name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}
        (written / WEIGHTS).write_bytes(save(ordered))
        text = json.dumps({"format": FORMAT, **config}, indent=1, ensure_ascii=False)
        (written / CONFIG).write_text(text + "\n", encoding="utf-8")
        (written / CARD).write_text(card, encoding="utf-8")
        written.chmod(0o755)  # mkdtemp keeps everyone else out
        if target.exists():
            shutil.rmtree(target)
        os.replace(written, target)  # noqa: PTH105 - Path.replace would do the same; the pair reads better
    finally:
        shutil.rmtree(written, ignore_errors=True)


def _replaceable(target: Path) -> bool:
    if not target.is_dir():
        return False
    names = {path.name for path in target.iterdir()}
    return not names or CONFIG in names


def read_model(folder: str | Path) -> tuple[Config, Arrays, str]:
    """Return the config, the arrays and the card of a model folder; no code of it is run.

    Raises ModelFormatError, naming the file and the remedy, where the folder is no model, is damaged, or has
    a format of another version.
    """
    path = Path(folder)
    if not path.is_dir():
        raise ModelFormatError(f"{folder}: no such model folder; check the path")
    config = _read_config(path / CONFIG)
    weights = path / WEIGHTS
    try:
        arrays = load_file(weights)
    except OSError as error:
        raise ModelFormatError(
            f"{weights}: {error.strerror or 'cannot be read'}; save the model again"
        ) from error
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ModelFormatError(
            f"{weights}: not a safetensors file ({error}); save the model again"
        ) from error
    card = path / CARD
    return config, arrays, card.read_text(encoding="utf-8", errors="replace") if card.is_file() else ""


def _read_config(path: Path) -> Config:
    try:
        if path.stat().st_size > _LARGEST_CONFIG:
            raise ModelFormatError(f"{path}: larger than {_LARGEST_CONFIG} bytes; this is no model folder")
        config = json.loads(path.read_bytes())
    except OSError as error:
        raise ModelFormatError(f"{path}: {error.strerror}; name a folder that `save` wrote") from error
    except (ValueError, RecursionError) as error:
        raise ModelFormatError(f"{path}: not JSON ({error}); save the model again") from error
    if not isinstance(config, dict):
        raise ModelFormatError(f"{path}: not a JSON object; save the model again")
    if config.get("format") != FORMAT:
        raise ModelFormatError(
            f"{path}: format {config.get('format')!r}, but this version reads format {FORMAT}; "
            "install the version of framing that wrote it, or train the model again"
        )
    return config


def fingerprint(settings: object, arrays: Arrays) -> str:
    """Return a SHA-256 of JSON values and named arrays, the same wherever they come from."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(json.dumps([name, array.dtype.str, array.shape]).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def with_prefix(prefix: str, arrays: Arrays) -> Arrays:
    """Return the arrays with ``prefix`` and a dot before their names."""
    return {f"{prefix}.{name}": array for name, array in arrays.items()}


def under_prefix(prefix: str, arrays: Arrays) -> Arrays:
    """Return the arrays whose names begin with ``prefix`` and a dot, by the rest of their names."""
    start = f"{prefix}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
