"""Files of a folder, or inside archives, as bytes: what readers and `rebuild` go through."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from framing.errors import InputError

LARGEST = 2**31
"""Bytes of a file or of an archive's member, unpacked; what is larger is refused, not held."""
_BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile, NotImplementedError)


def list_files(path: Path) -> list[Path]:
    """Return the file ``path``, or the files of the folder at any depth, by name; raises InputError.

    What begins with a dot is left out: version control keeps its own copies there.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder; check the path")
    inside = ((file, file.relative_to(path).parts) for file in path.rglob("*") if file.is_file())
    return sorted(file for file, parts in inside if not any(part.startswith(".") for part in parts))


def read_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of a file, or of every file in an archive (.zip, .tar, .tar.gz, .gz).

    Members come in the order of their names. Raises InputError for what cannot be read.
    """
    opened = next((read for ending, read in _ARCHIVES.items() if path.name.lower().endswith(ending)), None)
    try:
        if opened is None:
            with path.open("rb") as file:
                yield path.name, _read(file, path.name)
        else:
            yield from opened(path)
    except _BROKEN as error:
        raise InputError(f"{path}: cannot be read: {error}; fetch it again") from error


def _zip_members(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith("/"):
                with archive.open(name) as file:
                    yield name, _read(file, name)


def _tar_members(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            file = archive.extractfile(member)
            if file is not None:
                yield member.name, _read(file, member.name)


def _gzip_member(path: Path) -> Iterator[tuple[str, bytes]]:
    with gzip.open(path) as file:
        yield path.stem, _read(file, path.stem)


def _read(file: IO[bytes] | gzip.GzipFile, name: str) -> bytes:
    """Return the bytes of a file; a few of an archive may unpack to any number."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"{name}: more than {LARGEST} bytes; cut it into smaller files")
    return data


_ARCHIVES: dict[str, Callable[[Path], Iterator[tuple[str, bytes]]]] = {
    ".zip": _zip_members,
    ".tar": _tar_members,
    ".tar.gz": _tar_members,
    ".tgz": _tar_members,
    ".gz": _gzip_member,
}
