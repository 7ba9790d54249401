"""Which names are those of folders and which of the Hub, and that nothing else reaches for the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framing
from framing.hub import model_folder
from framing.model import BUNDLED, Model

WITHOUT_NETWORK = """
import sys

def refuse(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(f"{event} {arguments}")

sys.addaudithook(refuse)
import framing
from framing.cli import main

assert framing.load().annotate("Moscow denied it.")
framing.load().save(sys.argv[1])
assert framing.Model.from_pretrained(sys.argv[1]).annotate("Moscow denied it.")
assert main(["explain", "Moscow denied it.", "--model", sys.argv[1]]) == 0
assert main(["info", "--model", "no-such-folder"]) == main(["info", "--model", "no/such/folder"]) == 2
assert "huggingface_hub" not in sys.modules
framing.load("owner/name")
"""


def test_only_a_name_on_the_hub_reaches_for_the_network(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_NETWORK, str(tmp_path / "model")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("AssertionError: socket."), done.stderr
    line = WITHOUT_NETWORK.splitlines().index('framing.load("owner/name")') + 1
    assert f'  File "<string>", line {line}, in <module>' in lines, done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "a/b/c",
        "./a",
        "../a",
        "/a/b",
        "~/model",
        "a b/c",
        "a--b/c",
        "a/..",
        "a/b.git",
        "-a/b",
        "a/b\n",
        "a/é",
    ],
)
def test_a_name_that_is_neither_is_refused_in_a_line(name: str) -> None:
    with pytest.raises(framing.ModelFormatError, match="no such model folder; check the path") as caught:
        framing.load(name)
    assert str(caught.value).startswith(name)


def test_a_path_is_never_a_name_on_the_hub() -> None:
    with pytest.raises(framing.ModelFormatError, match="owner/name: no such model folder"):
        model_folder(Path("owner/name"))


def test_a_folder_goes_before_a_name_on_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owner").mkdir()
    (tmp_path / "owner" / "name").symlink_to(BUNDLED)
    monkeypatch.chdir(tmp_path)
    assert model_folder("owner/name") == Path("owner/name")
    assert Model.from_pretrained("owner/name").info() == framing.load().info()


def test_without_huggingface_hub_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "framing.hub_mixin", raising=False)
    monkeypatch.delattr(framing, "hub_mixin", raising=False)
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    model = framing.load()
    for needs_it in (lambda: framing.load("owner/name"), lambda: model.push_to_hub("owner/name")):
        with pytest.raises(framing.MissingExtraError, match=r"owner/name.*framing-stance\[hub\]"):
            needs_it()


def test_saving_is_that_of_save(tmp_path: Path) -> None:
    model = framing.load()
    model.save(tmp_path / "one")
    assert model.save_pretrained(tmp_path / "other") is None
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()
