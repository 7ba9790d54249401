"""Finished steps of a long run, kept beside its output, so that the same command goes on from there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from framing.checked_arrays import Arrays
from framing.errors import InputError
from framing.writers import atomic_output

SUFFIX = ".unfinished"
_KEY, _VALUE, _FILE = "run.json", "value", ".safetensors"

Step = tuple[Any, Arrays]
"""What a step leaves: a JSON value, and arrays."""


class Checkpoint:
    """A folder of finished steps, each a file; ``key`` says what run they are of.

    Steps of a run with another key (other data, settings or versions) are thrown away. There is no code in
    the files. Without a ``folder`` nothing is kept. Raises InputError where the folder holds something else.
    """

    def __init__(self, folder: Path | None, key: dict[str, Any] | None = None) -> None:
        self.folder = folder
        if folder is None:
            return
        own = json.dumps(key, sort_keys=True)
        if folder.exists():
            if not (folder / _KEY).is_file():
                raise InputError(f"{folder}: exists and holds no unfinished run; move it away")
            if (folder / _KEY).read_text(encoding="utf-8", errors="replace") == own:
                return
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        with atomic_output(folder / _KEY) as file:
            file.write(own.encode())

    @classmethod
    def beside(cls, output: str | Path, key: dict[str, Any]) -> Checkpoint:
        """Return the checkpoint of the run that writes ``output``."""
        path = Path(output).absolute()
        return cls(path.with_name(path.name + SUFFIX), key)

    def get(self, step: str) -> Step | None:
        """Return what a step left, or None where it has not finished."""
        if self.folder is None:
            return None
        try:
            with safe_open(self.folder / f"{step}{_FILE}", "np") as file:
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
                return json.loads(file.metadata()[_VALUE]), arrays
        except (OSError, SafetensorError):  # not there, or broken: the step is done again
            return None

    def put(self, step: str, value: Any, arrays: Arrays | None = None) -> None:
        """Keep what a step leaves."""
        if self.folder is not None:
            with atomic_output(self.folder / f"{step}{_FILE}") as file:
                file.write(save(arrays or {}, {_VALUE: json.dumps(value)}))

    def steps(self) -> int:
        """Return how many steps have finished."""
        return len(list(self.folder.glob(f"*{_FILE}"))) if self.folder else 0

    def remove(self) -> None:
        """Throw everything away: the run is done."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


NOTHING_KEPT = Checkpoint(None)
