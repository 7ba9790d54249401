"""No regular expression takes more than linear time, whatever the text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import framing
import training.readers

ROOT = Path(__file__).resolve().parent.parent
SIZE = 50_000
"""Characters. What is quadratic in one of the strings below takes minutes for it, not milliseconds."""
LIMIT = 45
"""Seconds of processor time for all patterns, some ten times what they take."""


def modules() -> list[ModuleType]:
    """Return every module of the library, and those of training that read what strangers write."""
    names = ["training.rebuild", "training.annotations"]
    for package in (framing, training.readers):
        found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        names += [module.name for module in found if not module.name.endswith("__main__")]
    return [importlib.import_module(name) for name in names]


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern by where it is."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


def hostile_units(pattern: re.Pattern[str]) -> list[str]:
    """Return what a string for ``pattern`` may repeat: its own characters, common ones, and pairs."""
    marks = sorted({mark for mark in pattern.pattern if not mark.isalnum()} - set("+?{}^$"))[:20]
    pairs = (f"{mark}{other}" for mark in marks for other in " \na_[(" if mark != other)
    return [*"ra1_T \n", *marks, *pairs]


def probe() -> None:
    """Search hostile strings by every pattern."""
    for pattern in patterns().values():
        for unit in hostile_units(pattern):
            text = unit * (SIZE // len(unit))
            for one in (f"a{text}a", f"\n {text}\x00"):
                for _ in pattern.finditer(one):
                    pass
                pattern.fullmatch(one)


def test_every_module_is_probed() -> None:
    found = patterns()
    for path in (ROOT / "src" / "framing").glob("*.py"):
        compiled = path.read_text(encoding="utf-8").count("re.compile(")
        assert sum(name.startswith(f"framing.{path.stem}.") for name in found) >= compiled, path.name


def test_no_pattern_is_superlinear() -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({LIMIT}, {LIMIT}))"
    script = f"{limit}; from tests.test_patterns import probe; probe()"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or "a pattern took too long"
