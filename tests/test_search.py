"""The grid is small, begins with the defaults, and the best settings are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.blocs import BlocClassifier
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from training import search as module
from training.checkpoint import Checkpoint
from training.corpus import read_corpus
from training.plan import Plan, Sources
from training.search import GRID, candidates, search

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


def test_the_defaults_are_tried_first() -> None:
    defaults = {"speakers": SpeakerTagger(), "blocs": BlocClassifier(), "stance": StanceClassifier()}
    for part, model in defaults.items():
        assert candidates(part)[0] == {name: getattr(model, name) for name in GRID[part]}


def test_the_grid_is_small() -> None:
    assert sum(len(candidates(part)) for part in GRID) <= 15


def test_the_best_stance_settings_are_taken_and_trials_are_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row | {"labelled": ["stance"]} for row in read_corpus([EXAMPLE])[:120]]
    monkeypatch.setitem(GRID, "stance", {"C": (1.0, 1e-6)})
    kept = Checkpoint.beside(tmp_path / "model", {})
    steps: list[str] = []
    plan, trials = search(rows, Sources(), Plan(folds=2), checkpoint=kept, report=steps.append)
    assert [(trial.part, trial.params) for trial in trials] == [
        ("stance", {"C": 1.0}),
        ("stance", {"C": 1e-6}),
    ]
    assert trials[0].score > trials[1].score
    assert plan.stance == {"C": 1.0}
    assert steps == ["search: stance C=1", "search: stance C=1e-06"]

    def fail(*_: object) -> float:
        raise AssertionError("a trial was done twice")

    monkeypatch.setattr(module, "_stance_score", fail)
    assert search(rows, Sources(), Plan(folds=2), checkpoint=kept, report=steps.append)[1] == trials
