"""The folder of an archive's parts, and its manifest, by which an interrupted run goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from framing.archive_part import Part
from framing.archive_plan import sha256
from framing.errors import InputError
from framing.writers import atomic_output

MANIFEST = "manifest.json"
_FORMAT = 1
_LEFT_BEHIND = ".framing-*.tmp"  # by `atomic_output`, where a process was killed


class PartFolder:
    """The parts in ``path`` of the run that ``identity`` describes, JSON values by name.

    ``planned`` are the file names of all its parts, in order, ``parts`` those that are done, by name. The
    manifest names them in order, holds no date and is complete when all are there: so it is the same however
    often the run was interrupted.
    """

    def __init__(self, path: str | Path, identity: dict[str, Any], planned: Sequence[str]) -> None:
        self.path = Path(path)
        self.identity = json.loads(json.dumps({"format": _FORMAT, **identity}))
        self.planned = tuple(planned)
        self.parts: dict[str, Part] = {}

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold the folder meanwhile, with the parts that were done before; at the end nothing else is in it.

        Raises InputError where the folder cannot be made, holds anything but this run's parts, or another
        process is at work in it.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot write: {error.strerror or error}; choose another --output"
            ) from error
        with _alone(self.path):
            found = (part for part in self._read() if part.file in self.planned)
            self.parts = {part.file: part for part in found if self._is_whole(part)}
            self._tidy()
            self._write()
            yield
            self._tidy()

    def keep(self, part: Part) -> None:
        """Note that a part is done."""
        self.parts[part.file] = part
        self._write()

    def _read(self) -> list[Part]:
        manifest = self.path / MANIFEST
        if not manifest.exists():
            others = set(self.path.iterdir()) - set(self.path.glob(_LEFT_BEHIND))
            if others:
                raise InputError(
                    f"{self.path}: holds {min(others).name!r}, but no {MANIFEST}; name a new folder"
                )
            return []
        try:
            found = json.loads(manifest.read_bytes())
            parts = [Part(**part) for part in found["parts"]]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{manifest}: not a manifest ({error!r}); name another folder, or delete this one"
            ) from error
        for name, value in self.identity.items():
            if found.get(name) != value:
                raise InputError(
                    f"{self.path}: {name!r} is not as when it was begun, see its {MANIFEST}; "
                    "name another folder, or delete this one"
                )
        return parts

    def _is_whole(self, part: Part) -> bool:
        file = self.path / part.file
        return file.is_file() and sha256(file) == part.sha256

    def _tidy(self) -> None:
        for left in self.path.glob(_LEFT_BEHIND):
            left.unlink(missing_ok=True)

    def _write(self) -> None:
        parts = [asdict(self.parts[name]) for name in self.planned if name in self.parts]
        manifest = {**self.identity, "complete": len(parts) == len(self.planned), "parts": parts}
        with atomic_output(self.path / MANIFEST) as file:
            file.write(json.dumps(manifest, indent=1).encode() + b"\n")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a folder, where the system and the file system can; the lock goes with the process."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise InputError(f"{folder}: another run is at work there; wait for its end") from error
    except OSError:  # no locks on this file system
        pass
    try:
        yield
    finally:
        os.close(descriptor)
