"""The wheel holds the library with its model and data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST_WHEEL = 12_000_000  # bytes
NEEDED = {
    "framing/__init__.py",
    "framing/py.typed",
    "framing/templates/base.html",
    "framing/templates/report.css",
    "framing/templates/report.js",
    "framing/data/actors.csv",
    "framing/models/en/README.md",
    "framing/models/en/config.json",
    "framing/models/en/weights.safetensors",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build", reason="builds the wheel; it is in the extra dev")
    pytest.importorskip("hatchling", reason="the build backend; it is in the extra dev")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_model_the_data_and_the_type_marker(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) >= NEEDED


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST_WHEEL


def test_the_wheel_holds_the_library_alone_and_no_pickle(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [Path(name) for name in archive.namelist()]
    folders = {name.parts[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"framing"}
    assert not {name.suffix for name in names} & {".pkl", ".pickle", ".joblib", ".npy", ".npz"}
