"""What users import stays, importing it stays light, and every command is documented."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

import framing
from framing.arguments import make_parser

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "jinja2",
    "sklearn",
    "scipy",
    "joblib",
    "pandas",
    "pyarrow",
    "datasets",
    "numba",
    "polars",
    "distributed",
    "huggingface_hub",
    "spacy",
    "yaml",
}


def test_exported_names() -> None:
    assert framing.__all__ == [
        "Contribution",
        "Document",
        "Explanation",
        "FramingError",
        "InputError",
        "LabelError",
        "MissingExtraError",
        "Model",
        "ModelFormatError",
        "Span",
        "Speaker",
        "Stance",
        "Statement",
        "__version__",
        "annotate_dataset",
        "annotate_table",
        "format_table",
        "load",
        "split_sentences",
    ]
    assert all(hasattr(framing, name) for name in framing.__all__)


def test_errors_are_also_the_built_in_kind() -> None:
    for error in (framing.InputError, framing.ModelFormatError, framing.LabelError):
        assert issubclass(error, framing.FramingError)
        assert issubclass(error, ValueError)
    assert issubclass(framing.MissingExtraError, ImportError)


@pytest.mark.parametrize("code", ["import framing; framing.load()", "import framing.cli"])
def test_inference_imports_nothing_heavy(code: str) -> None:
    script = f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_the_changelog_knows_the_version() -> None:
    assert framing.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (choices,) = (a.choices for a in make_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(choices)


def test_every_command_and_option_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, parser in commands().items():
        assert f"framing {name}" in readme
        for option in (o for action in parser._actions for o in action.option_strings if o.startswith("--")):
            assert option == "--help" or re.search(rf"{option}\b", readme), f"{name} {option}"


def test_each_option_has_its_help() -> None:
    for parser in commands().values():
        assert all(action.help or not action.option_strings for action in parser._actions)
