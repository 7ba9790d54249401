"""Files come from folders and archives in one way, in the order of their names."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from pathlib import Path

import pytest

from framing.errors import InputError
from training.files import list_files, read_members


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/c.txt", ".git/config", "a/.hidden"):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path / "texts"


def test_a_folder_is_listed_by_name_without_what_is_hidden(folder: Path) -> None:
    assert list_files(folder) == [folder / "a" / "c.txt", folder / "b.txt"]
    assert list_files(folder / "b.txt") == [folder / "b.txt"]


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tgz"])
def test_an_archive_gives_its_members(folder: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as pack:
            pack.write(folder / "b.txt", "b.txt")
            pack.write(folder / "a" / "c.txt", "a/c.txt")
    else:
        with tarfile.open(path, "w:gz" if "gz" in ending else "w") as archive:
            archive.add(folder / "b.txt", "b.txt")
            archive.add(folder / "a", "a", filter=lambda member: None if "hidden" in member.name else member)
    assert list(read_members(path)) == [("a/c.txt", b"a/c.txt"), ("b.txt", b"b.txt")]


def test_a_gzipped_file_has_the_name_of_what_is_in_it(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "rows.jsonl.gz", "wb") as file:
        file.write(b"{}")
    assert list(read_members(tmp_path / "rows.jsonl.gz")) == [("rows.jsonl", b"{}")]


@pytest.mark.parametrize("name", ["bad.zip", "bad.tar.gz", "bad.gz"])
def test_a_broken_archive_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not an archive")
    with pytest.raises(InputError, match=rf"{name}: cannot be read"):
        list(read_members(tmp_path / name))


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: no such file or folder"):
        list_files(tmp_path / "nowhere")


@pytest.mark.parametrize("ending", ["zip", "tar.gz", "gz", "txt"])
def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr("training.files.LARGEST", 1000)
    (tmp_path / "big.txt").write_bytes(bytes(1001))
    path = tmp_path / f"big.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.write(tmp_path / "big.txt", "big.txt")
    elif ending == "tar.gz":
        with tarfile.open(path, "w:gz") as archive:
            archive.add(tmp_path / "big.txt", "big.txt")
    elif ending == "gz":
        path.write_bytes(gzip.compress(bytes(1001)))
    with pytest.raises(InputError, match=r"big.*: more than 1000 bytes; cut it"):
        list(read_members(path))
