"""Model folders from strangers: a small model, and what damage or malice may make of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from benchmarks.mutations import Mutator
from framing.checked_arrays import Arrays
from framing.model import BUNDLED
from framing.storage import CARD, CONFIG, WEIGHTS, read_model, write_model

_EVERY = 300  # of the bundled model's terms and features one is kept
_NUMBERS = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, 65504.0, 1e6, -1e6, 1e30, 1e300)
_KINDS = ("bytes of the weights", "header of the weights", "arrays", "config", "bytes of the config", "both")


def write_small_model(folder: Path) -> None:
    """Write the bundled model into ``folder`` with few of its terms, so that it is read in a millisecond."""
    config, arrays, _ = read_model(BUNDLED)
    small = {}
    for name, array in arrays.items():
        table = f"{name.rpartition('.')[0]}.keys"
        rows = table in arrays and array.shape[:1] == arrays[table].shape
        small[name] = array[::_EVERY] if rows else array
    del config["format"]
    write_model(folder, config, small, "# A small model\n")


class HostileModels:
    """Mutations of the small model in ``source``, written into ``folder`` one after the other."""

    def __init__(self, source: Path, folder: Path, mutator: Mutator) -> None:
        self.folder = folder
        self._mutator = mutator
        self._rng = mutator.rng
        self._config = json.loads((source / CONFIG).read_bytes())
        self._weights = (source / WEIGHTS).read_bytes()
        self._arrays = read_model(source)[1]
        folder.mkdir()
        (folder / CARD).write_bytes((source / CARD).read_bytes())
        self._change: dict[str, Callable[[], tuple[bytes, bytes]]] = dict(
            zip(
                _KINDS,
                (self._bytes, self._header, self._numbers, self._settings, self._text, self._both),
                strict=True,
            )
        )

    def write(self) -> str:
        """Write the next model; return the kind of the mutation."""
        kind = self._rng.choice(_KINDS)
        config, weights = self._change[kind]()
        (self.folder / CONFIG).write_bytes(config)
        (self.folder / WEIGHTS).write_bytes(weights)
        return kind

    def _signed(self, config: Any, weights: bytes) -> bytes:
        """Return the config as JSON, with the checksum of ``weights``: malice knows how to compute it."""
        if isinstance(config, dict) and "weights_sha256" in config:
            config = config | {"weights_sha256": hashlib.sha256(weights).hexdigest()}
        return json.dumps(config).replace('"1e999"', "1e999").encode()

    def _bytes(self) -> tuple[bytes, bytes]:
        weights = self._mutator.bytes(self._weights)
        honest = self._rng.random() < 0.2  # damage that the checksum finds
        return self._signed(self._config, self._weights if honest else weights), weights

    def _header(self) -> tuple[bytes, bytes]:
        size = int.from_bytes(self._weights[:8], "little")
        header = self._mutator.json(json.loads(self._weights[8 : 8 + size]))
        text = json.dumps(header).replace('"1e999"', "1e999").encode()
        weights = len(text).to_bytes(8, "little") + text + self._weights[8 + size :]
        return self._signed(self._config, weights), weights

    def _numbers(self) -> tuple[bytes, bytes]:
        arrays = dict(self._arrays)
        for name in self._rng.sample(sorted(arrays), self._rng.choice((1, 1, 2, 5))):
            with np.errstate(all="ignore"):  # half of a large number's cases end in infinity
                arrays[name] = self._hostile(arrays[name])
        weights = _saved(arrays)
        return self._signed(self._config, weights), weights

    def _hostile(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return an array with other numbers, of another type, or of another shape."""
        changes = (self._reshaped, self._retyped, self._scaled, self._crowded, self._spotted)
        return self._rng.choice((*changes, *[self._other] * 5))(array.copy())  # which is seldom refused

    def _reshaped(self, array: NDArray[Any]) -> NDArray[Any]:
        shapes = ((-1,), (1, -1), (-1, 1, 1))
        short = array[: self._rng.randrange(len(array) + 1)]
        return self._rng.choice((array.reshape(self._rng.choice(shapes)), short, array[::-1]))

    def _retyped(self, array: NDArray[Any]) -> NDArray[Any]:
        kinds = (np.float16, np.float32, np.float64, np.int64, np.uint8, np.uint64, bool)
        return array.astype(self._rng.choice(kinds))

    def _scaled(self, array: NDArray[Any]) -> NDArray[Any]:
        return (array * np.float64(self._rng.choice((0, 2, 1000, 10**6)))).astype(array.dtype)

    def _crowded(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return numbers that follow one another: as keys they all want the same place."""
        begin = self._rng.choice((0, 2**63, 2**64 - array.size)) if array.dtype == np.uint64 else 0
        return (
            (np.arange(array.size, dtype=np.uint64) + np.uint64(begin))
            .astype(array.dtype)
            .reshape(array.shape)
        )

    def _spotted(self, array: NDArray[Any]) -> NDArray[Any]:
        flat = array.reshape(-1)
        for _ in range(self._rng.choice((1, 3, 50)) if flat.size else 0):
            number = self._rng.choice(_NUMBERS) if array.dtype.kind == "f" else self._rng.randrange(256)
            flat[self._rng.randrange(flat.size)] = number
        return array

    def _other(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return numbers that a model might have, but that nobody trained."""
        numbers = np.random.default_rng(self._rng.randrange(2**32))
        if array.dtype.kind == "f":
            scale = self._rng.choice((0.01, 1, 10, 1e3, 1e5))
            return np.clip(numbers.normal(scale=scale, size=array.shape), -6e4, 6e4).astype(array.dtype)
        high = np.iinfo(array.dtype).max
        return np.sort(numbers.integers(0, high, array.shape, array.dtype, endpoint=True), axis=0)

    def _settings(self) -> tuple[bytes, bytes]:
        config = self._config
        for _ in range(self._rng.choice((1, 1, 2))):
            config = self._mutator.json(config)
        if self._rng.random() < 0.7 and isinstance(self._config, dict):  # what matters most
            config = self._config | {"settings": self._mutator.json(self._config["settings"])}
        return self._signed(config, self._weights), self._weights

    def _text(self) -> tuple[bytes, bytes]:
        return self._mutator.bytes(self._signed(self._config, self._weights)), self._weights

    def _both(self) -> tuple[bytes, bytes]:
        _, weights = self._numbers()
        config = self._config | {"settings": self._mutator.json(self._config["settings"])}
        return self._signed(config, weights), weights


def _saved(arrays: Arrays) -> bytes:
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
