"""The command line tells a folder of parts from a file, and fills it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from framing import InputError
from framing.cli import main
from framing.cli_archive import goes_to_folder
from tests.archives import write_archive


@pytest.mark.parametrize(
    ("inputs", "output", "form", "folder"),
    [
        (["a.parquet"], "out/", None, True),
        (["a.parquet"], ".", "parquet", True),
        (["a.parquet", "b.parquet"], "out", None, True),
        (["a.parquet", "b.parquet"], "out.parquet/", None, True),
        (["a.parquet"], "out.parquet", None, False),
        (["a.parquet"], "out", "parquet", False),
        (["a.txt"], None, None, False),
    ],
)
def test_a_folder_is_told_from_a_file(
    inputs: list[str], output: str | None, form: str | None, folder: bool
) -> None:
    assert goes_to_folder(inputs, output, form) is folder


@pytest.mark.parametrize(
    ("inputs", "output", "form", "message"),
    [
        (["a", "b"], None, None, "several inputs go to a folder of Parquet files; name it with --output"),
        (
            ["a", "b"],
            "out.csv",
            None,
            "out.csv: several inputs go to a folder; if this is to be one, write out.csv/",
        ),
        (["a"], "out/", "csv", "out/: is a folder, and its parts are Parquet; name a file for csv"),
    ],
)
def test_what_cannot_go_to_a_folder_is_refused(
    inputs: list[str], output: str | None, form: str | None, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        goes_to_folder(inputs, output, form)


def test_options_reach_the_archive(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", 9)
    command = ["analyze", *map(str, sorted(folder.iterdir())), "--output", str(tmp_path / "out")]
    command += ["--split", "none", "--document-column", "id", "--part-rows", "4", "--min-probability", "1"]
    assert main(command) == 0
    found = pq.read_table(sorted((tmp_path / "out").glob("*.parquet")))
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 3
    assert found["id"].to_pylist() == list(range(9))
    assert {stance["label"] for stance in found["stance"].to_pylist()} == {"undecided"}
    assert set(found["bloc_context"].to_pylist()) == {None}


@pytest.mark.parametrize("option", [["--scheduler", "tcp://127.0.0.1:1"], ["--part-rows", "3"]])
def test_options_of_folders_are_refused_for_files(
    tmp_path: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    assert main(["analyze", str(tmp_path / "a.txt"), *option]) == 2
    assert "are for a folder; name one with --output" in capsys.readouterr().err


def test_progress_shows_on_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["analyze", str(write_archive(tmp_path / "in", 9)), "--output", f"{tmp_path}/out/"]
    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr.isatty", lambda: True)
        assert main(command) == 0
    out, err = capsys.readouterr()
    assert out == "" and "/9 [" in err
    assert main(command) == 0
    assert capsys.readouterr() == ("", "")
