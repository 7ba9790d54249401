"""A model on disk: a folder of JSON, arrays and a card, written whole or not at all, read without trust."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from framing.checked_arrays import Arrays
from framing.errors import InputError, ModelFormatError

FORMAT = 1
"""Number of the folder's format. It goes up when a version that reads the old number would misread a new
folder: an array that means something else, a setting that may not be ignored. New settings with a default
do not change it."""

CONFIG, WEIGHTS, CARD = "config.json", "weights.safetensors", "README.md"
_CHECKSUM = "weights_sha256"
_LARGEST = {CONFIG: 16 * 2**20, WEIGHTS: 2**30, CARD: 2**20}  # bytes
_DEEPEST = 50  # values within values of config.json; a trained model has 5

Config = dict[str, Any]


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
        weights = save(ordered)
        head = {"format": FORMAT, _CHECKSUM: hashlib.sha256(weights).hexdigest()}
        text = json.dumps(head | config, indent=1, ensure_ascii=False)
        for name, data in ((WEIGHTS, weights), (CONFIG, f"{text}\n".encode()), (CARD, card.encode())):
            (written / name).write_bytes(data)
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
    return not names or {CONFIG, WEIGHTS} <= names


def read_model(folder: str | Path) -> tuple[Config, Arrays, str]:
    """Return the config, the arrays and the card of a model folder; no code of it is run.

    No other file is read, and none whose size or place is not that of a model's. Raises ModelFormatError,
    naming the file and the remedy, where the folder is no model, is damaged, or has a format of another
    version.
    """
    path = Path(folder)
    if not path.is_dir():
        raise ModelFormatError(f"{folder}: no such model folder; check the path")
    config = _parsed(path / CONFIG)
    weights = path / WEIGHTS
    data = _read(weights)
    checksum = config.pop(_CHECKSUM, None)  # folders of older versions have none
    if checksum is not None and checksum != hashlib.sha256(data).hexdigest():
        raise ModelFormatError(
            f"{weights}: damaged, or not the weights that {CONFIG} is of; copy or save the model again"
        )
    try:
        arrays = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise ModelFormatError(
            f"{weights}: not a safetensors file ({error}); save the model again"
        ) from error
    card = path / CARD
    return config, arrays, _read(card).decode("utf-8", "replace") if os.path.lexists(card) else ""


def _read(path: Path) -> bytes:
    """Return the bytes of a file of a model folder, once it is known to be one and not too large."""
    try:
        _refuse_links(path)
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device never ends
            raise ModelFormatError(f"{path}: not a regular file; save the model again")
        if status.st_size > _LARGEST[path.name]:
            raise ModelFormatError(
                f"{path}: {status.st_size} bytes, of {_LARGEST[path.name]} at most; this is no model folder"
            )
        return path.read_bytes()
    except OSError as error:
        raise ModelFormatError(
            f"{path}: {error.strerror or 'cannot be read'}; name a folder that `save` wrote"
        ) from error


def _refuse_links(path: Path) -> None:
    """Raise ModelFormatError where ``path`` leads out of its folder, unless to the Hub's cache around it."""
    if not path.is_symlink():
        return
    folder, target = path.parent.resolve(), path.resolve()
    cache = folder.parent.parent / "blobs" if folder.parent.name == "snapshots" else folder
    if not {folder, cache} & set(target.parents):
        raise ModelFormatError(f"{path}: a link to {target}, out of the folder; put the file itself there")


def _parsed(path: Path) -> Config:
    try:
        config = json.loads(_read(path))
    except ModelFormatError:
        raise
    except (ValueError, RecursionError) as error:
        raise ModelFormatError(f"{path}: not JSON ({error}); save the model again") from error
    if not isinstance(config, dict):
        raise ModelFormatError(f"{path}: not a JSON object; save the model again")
    if config.get("format") != FORMAT:
        raise ModelFormatError(
            f"{path}: format {config.get('format')!r}, but this version reads format {FORMAT}; "
            "install the version of framing that wrote it, or train the model again"
        )
    if not _plain(config, _DEEPEST):
        raise ModelFormatError(
            f"{path}: nested more than {_DEEPEST} levels deep, or a number that is none; save the model again"
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


def _plain(value: Any, levels: int) -> bool:
    """Tell whether a value that was read as JSON is one that can be written, and not too deeply nested."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return levels > 0 and all(_plain(part, levels - 1) for part in parts)
    return not isinstance(value, float) or math.isfinite(value)


def with_prefix(prefix: str, arrays: Arrays) -> Arrays:
    """Return the arrays with ``prefix`` and a dot before their names."""
    return {f"{prefix}.{name}": array for name, array in arrays.items()}


def under_prefix(prefix: str, arrays: Arrays) -> Arrays:
    """Return the arrays whose names begin with ``prefix`` and a dot, by the rest of their names."""
    start = f"{prefix}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
