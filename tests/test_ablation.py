"""The ablation compares models on the same rows, and refuses held-out labels of other rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablation import FOLDS, Ablation
from framing import InputError
from framing.rows import Row
from framing.stance_features import VIEWS
from training.corpus import read_corpus

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


def corpus() -> tuple[list[Row], list[Row]]:
    rows = read_corpus([EXAMPLE])
    for number, row in enumerate(rows):
        row["source"] = "ab"[number % 2]
    sides = ("russia", "west")
    held = [
        {"id": row["id"], "bloc_probabilities": {side: float(side in row["blocs"]) for side in sides}}
        for row in rows
    ]
    return rows, held


def test_every_part_and_every_source_is_compared() -> None:
    steps: list[str] = []
    scores = Ablation(*corpus(), None).run(steps.append)
    assert set(scores["parts"]) == set(steps) - {"unseen sources", "unseen years"}
    assert {f"without the view {view}" for view in VIEWS} < set(scores["parts"])
    values = [found["documents"]["value"] for found in scores["parts"].values()]
    assert all(0 < value < 1 for value in values)
    assert len(set(values)) > 3
    assert set(scores["sources"]) == {"a", "b", "mean"}
    assert len(scores["years"]) == 3 and "mean" in scores["years"]
    assert {"seen", "unseen"} == set(scores["sources"]["a"])


def test_an_unseen_source_is_seen_by_no_part_that_judges_it() -> None:
    rows, held = corpus()
    ablation = Ablation(rows, held, None)
    source = np.array([row["source"] == "b" for row in rows]).astype(np.int64)
    # Labels that can be learned from the own source alone: without it, they cannot be known.
    for row in rows:
        row["stance"] = "neutral" if row["source"] == "a" else "western_criticism"
    model = ablation._fit(ablation.voices, source, FOLDS)
    chosen = model.alone_.choose(model.held_out_alone_)
    assert not (np.array([model.labels_[n] for n in chosen]) == [row["stance"] for row in rows]).any()


def test_held_out_labels_of_other_rows_are_refused() -> None:
    rows, held = corpus()
    with pytest.raises(InputError, match="not of this corpus"):
        Ablation(rows, held[1:], None)
