"""A marked target is told from its neighbours; what the benchmark writes names data and versions, no path."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import main
from benchmarks.newsmtsc import TESTS, newsmtsc
from benchmarks.report import results_page
from benchmarks.results import read_results

NAMES = ("Ortiz", "Reed", "Lima", "Novak", "Hale", "Brandt")
VERBS = {"praised": 6.0, "applauded": 6.0, "mocked": 2.0, "condemned": 2.0}
PLACES = ("at the harbour", "on Monday", "in the council")


def sentence(number: int, one: str, other: str, verb: str, place: str) -> dict[str, Any]:
    text = f"{one} {verb} {other} {place}."
    targets = []
    for name, start, polarity in ((one, 0, 4.0), (other, len(one) + len(verb) + 2, VERBS[verb])):
        span = {"from": start, "to": start + len(name), "mention": name}
        targets.append({"Input.gid": f"gazette_{number}_1_0_{name}", "polarity": polarity} | span)
    return {"primary_gid": targets[0]["Input.gid"], "sentence_normalized": text, "targets": targets}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sentences in which one target is praised or mocked and the other, the actor, gets no verdict."""
    folder = tmp_path_factory.mktemp("newsmtsc")
    pairs = [(a, b) for a, b in product(NAMES, NAMES) if a != b]
    rows = [
        sentence(number, *pair, verb, place)
        for number, (pair, verb, place) in enumerate(product(pairs, VERBS, PLACES))
    ]
    parts = {"train": rows[::2], "devtest_rw": rows[1::4], "devtest_mt": rows[3::4]}
    for name, part in parts.items():
        text = "\n".join(map(json.dumps, part))
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_marked_target_is_told_from_the_other_one(folder: Path) -> None:
    steps: list[str] = []
    scores, arrays = newsmtsc(folder, steps.append)
    assert len(steps) == len(TESTS) + 4 and arrays
    for found in scores.values():
        f1 = {name: figures["macro_f1"] for name, figures in found["models"].items()}
        assert f1["target marked, as an actor"]["value"] > 0.95
        assert f1["target not marked"]["value"] < 0.8  # the same words, and two answers
        assert all(one["low"] <= one["value"] <= one["high"] for one in f1.values())


def test_the_command_writes_a_result_without_the_path(folder: Path, tmp_path: Path) -> None:
    assert main(["newsmtsc", "--path", str(folder), "--results", str(tmp_path)]) == 0
    (result,) = read_results(tmp_path)
    assert str(folder) not in json.dumps(result)
    assert result["command"] == "python -m benchmarks newsmtsc --path DIR"
    assert result["data"]["rows"] == sum(found["rows"] for found in result["scores"].values())
    page = results_page([result], "results")
    assert "| published | 0.831 | - | 0.825 | - |" in page and "target not marked" in page


def test_a_missing_test_set_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "train.jsonl").write_bytes((folder / "train.jsonl").read_bytes())
    assert main(["newsmtsc", "--path", str(tmp_path)]) == 2
    assert "devtest_rw.jsonl: No such file" in capsys.readouterr().err
