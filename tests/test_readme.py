"""The README runs as it is printed, and its figures are those of the results files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from benchmarks.report import ROOT, results_page, with_figures
from benchmarks.results import FOLDER, model_fingerprint, read_results
from framing.cli import main
from framing.model import BUNDLED

README = (ROOT / "README.md").read_text(encoding="utf-8")
AGAIN = "write it again with: python -m benchmarks report"
OF_THE_MODEL = ("quality", "calibration", "robustness", "drift", "peers")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_python_blocks_run_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    assert "stance" in capsys.readouterr().out


def test_commands_run_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = [
        shlex.split(line, comments=True) for block in blocks("console") for line in block.splitlines()
    ]
    assert commands
    for prompt, program, *arguments in commands:
        assert (prompt, program) == ("$", "framing")
        assert main(arguments) == 0, capsys.readouterr().err


def test_figures_are_those_of_the_results() -> None:
    assert with_figures(README, read_results()) == README, AGAIN


def test_the_results_page_is_that_of_the_results() -> None:
    page = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    assert results_page(read_results(), FOLDER.name) == page, AGAIN


def test_results_are_those_of_the_bundled_model() -> None:
    bundled = model_fingerprint(BUNDLED)
    stale = [
        r["data"]["name"] for r in read_results() if r["benchmark"] in OF_THE_MODEL and r["model"] != bundled
    ]
    assert not stale, (
        "measure them again: make benchmark, and each private corpus with its --corpus and --name"
    )


def test_every_dependency_is_named_with_its_purpose() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = re.findall(r'^ +"([a-z-]+)[><=]', project, flags=re.MULTILINE)
    assert {"numpy", "scikit-learn", "pytest"} <= set(names)
    assert [name for name in names if not re.search(rf"\b{name}\b", README)] == []


def test_make_targets_and_linked_files_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^ {4}make (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / link).exists(), link
