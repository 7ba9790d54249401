"""A folder of parts knows what is done, whose it is, and holds nothing else in the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from framing import InputError
from framing.archive_folder import MANIFEST, PartFolder
from framing.archive_part import Part
from framing.archive_plan import sha256

IDENTITY = {"model": "m", "options": {"split": True}}


def planned(count: int) -> list[str]:
    return [f"part-{number:05d}.parquet" for number in range(count)]


def made(folder: PartFolder, number: int) -> Part:
    path = folder.path / f"part-{number:05d}.parquet"
    path.write_text(f"rows {number}")
    return Part(path.name, 2, 3, sha256(path))


def test_parts_are_kept_and_the_manifest_is_complete_when_all_are(tmp_path: Path) -> None:
    folder = PartFolder(tmp_path / "a" / "out", IDENTITY, planned(2))
    with folder.working():
        folder.keep(made(folder, 1))
        assert json.loads((folder.path / MANIFEST).read_text())["complete"] is False
    again = PartFolder(tmp_path / "a" / "out", IDENTITY, planned(2))
    with again.working():
        assert list(again.parts) == ["part-00001.parquet"]
        again.keep(made(again, 0))
    manifest = json.loads((folder.path / MANIFEST).read_text())
    assert manifest["complete"] is True
    assert [part["file"] for part in manifest["parts"]] == ["part-00000.parquet", "part-00001.parquet"]
    assert manifest["options"] == {"split": True}


def test_a_part_that_is_gone_or_changed_is_not_done(tmp_path: Path) -> None:
    folder = PartFolder(tmp_path, IDENTITY, planned(3))
    with folder.working():
        for number in range(3):
            folder.keep(made(folder, number))
    (tmp_path / "part-00000.parquet").unlink()
    (tmp_path / "part-00002.parquet").write_text("rows 3")
    with folder.working():
        assert list(folder.parts) == ["part-00001.parquet"]
        assert json.loads((tmp_path / MANIFEST).read_text())["complete"] is False


def test_what_killed_processes_left_goes(tmp_path: Path) -> None:
    (tmp_path / ".framing-1.tmp").write_text("half a part")  # and no manifest yet
    folder = PartFolder(tmp_path, IDENTITY, planned(1))
    with folder.working():
        assert not (tmp_path / ".framing-1.tmp").exists()
        (tmp_path / ".framing-2.tmp").write_text("half a part of a worker")
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_parts_that_are_not_planned_are_not_taken_from_a_manifest(tmp_path: Path) -> None:
    folder = PartFolder(tmp_path, IDENTITY, planned(1))
    with folder.working():
        folder.keep(made(folder, 0))
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    outside = {"file": "../other.parquet", "rows_in": 1, "rows": 1, "sha256": ""}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"parts": [*manifest["parts"], outside]}))
    with folder.working():
        assert list(folder.parts) == planned(1)
    assert json.loads((tmp_path / MANIFEST).read_text()) == manifest


def refused(folder: PartFolder, message: str) -> None:
    with pytest.raises(InputError, match=message), folder.working():
        pass


def test_the_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    with PartFolder(tmp_path, IDENTITY, planned(1)).working():
        pass
    refused(
        PartFolder(tmp_path, IDENTITY | {"model": "other"}, planned(1)), "'model' is not as when it was begun"
    )
    (tmp_path / MANIFEST).write_text("{}")
    refused(PartFolder(tmp_path, IDENTITY, planned(1)), "not a manifest")


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    refused(PartFolder(tmp_path, IDENTITY, planned(1)), "holds 'mine.txt', but no manifest")
    refused(PartFolder(tmp_path / "mine.txt", IDENTITY, planned(1)), "cannot write: File exists")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with PartFolder(tmp_path, IDENTITY, planned(1)).working():
        refused(PartFolder(tmp_path, IDENTITY, planned(1)), "another run is at work there")
    with PartFolder(tmp_path, IDENTITY, planned(1)).working():
        pass
