"""The example notebook goes from a corpus to a figure, as it is committed, and without a network."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "corpus-to-figure.ipynb"
OFFLINE = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise AssertionError(f"{event} {arguments}")

sys.addaudithook(refuse)
"""
SAID = """
import json

print(json.dumps({"rows": len(annotated), "shares": [*stances.sum(axis=1), *heard.sum(axis=1)]}))
"""


def read() -> Any:
    return nbformat.read(NOTEBOOK, 4)  # type: ignore[no-untyped-call]


def test_the_notebook_is_committed_without_its_outputs() -> None:
    notebook = read()
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code and all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    notebook, cell = read(), nbformat.v4.new_code_cell
    first, last = (cell(source) for source in (OFFLINE, SAID))  # type: ignore[no-untyped-call]
    notebook.cells = [first, *notebook.cells, last]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("cache")))
        NotebookClient(
            notebook, timeout=600, resources={"metadata": {"path": str(NOTEBOOK.parent)}}
        ).execute()
    return [output for each in notebook.cells for output in each.get("outputs", ())]


def test_it_draws_its_figure(outputs: list[Any]) -> None:
    (image,) = (
        base64.b64decode(found["data"]["image/png"])
        for found in outputs
        if "image/png" in found.get("data", {})
    )
    pixels = imread(io.BytesIO(image))
    assert pixels.shape[1] > 2 * pixels.shape[0] > 500
    for colour in ("a8452f", "d5d2ca", "2f6690"):  # of the three stances
        drawn = np.abs(pixels[..., :3] * 255 - np.frombuffer(bytes.fromhex(colour), np.uint8)).max(axis=2) < 2
        assert drawn.mean() > 0.01


def test_every_sentence_is_counted_once(outputs: list[Any]) -> None:
    said = json.loads([found["text"] for found in outputs if found.get("name") == "stdout"][-1])
    articles = ROOT / "benchmarks" / "data" / "articles.jsonl"
    assert said["rows"] == len(articles.read_text(encoding="utf-8").splitlines())
    assert said["shares"] == pytest.approx([1.0] * 10)
