"""Cross-validated scores equal those worked out by hand, and counterfactual rows do not count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from framing.datatypes import Speaker
from training.scores import bloc_figure, speaker_columns, speaker_figure, stance_figure


def row(number: int, **changes: Any) -> dict[str, Any]:
    labels = {"stance": "for", "blocs": ["west"], "speaker": "Li", "labelled": ["stance", "blocs", "speaker"]}
    return {"doc": f"d{number}", "group": None, "pair": None} | labels | changes


def test_macro_f1_of_stances_by_hand() -> None:
    rows = [row(0), row(1), row(2, stance="against"), row(3, stance="against")]
    found = stance_figure(rows, np.arange(4), ["against", "for"], np.array([1, 0, 0, 0]))
    # against: 2 of 2 gold, 3 given; for: 1 of 2 gold, 1 given.
    assert found["value"] == pytest.approx((4 / 5 + 2 / 3) / 2)


def test_counterfactual_rows_do_not_count_unless_there_are_no_others() -> None:
    rows = [row(0), row(1, stance="against"), row(2, pair="1"), row(3, pair="1", stance="against")]
    chosen = np.array([1, 0, 0, 1])
    assert stance_figure(rows, np.arange(4), ["against", "for"], chosen)["value"] == 1
    assert stance_figure(rows[2:], np.arange(2), ["against", "for"], chosen[2:])["value"] == 0


def test_micro_f1_of_blocs_by_hand() -> None:
    rows = [row(0), row(1, blocs=["east", "west"]), row(2, blocs=[])]
    chosen = np.array([[False, True], [False, True], [True, False]])
    # 2 right of 3 gold and 3 given.
    assert bloc_figure(rows, ["east", "west"], chosen)["value"] == pytest.approx(4 / 6)


def test_speakers_must_have_the_same_words() -> None:
    rows = [row(0), row(1), row(2, speaker=None), row(3)]
    found = [Speaker("Li", 0, 2), Speaker("Mr. Li", 0, 6), Speaker("He", 0, 2), None]
    gold, given, both = speaker_columns(rows, found)
    assert gold.ravel().tolist() == [True, True, False, True]
    assert given.ravel().tolist() == [True, True, True, False]
    assert both.ravel().tolist() == [True, False, False, False]
    assert speaker_figure(rows, found)["value"] == pytest.approx(2 / 6)


def test_rows_of_a_group_are_drawn_together() -> None:
    # One group all right, one all wrong: a replicate of groups is right by 0, 1/2 or 1 of the labels.
    rows = [row(n, group="ab"[n % 2], stance="for") for n in range(40)]
    found = stance_figure(rows, np.arange(40), ["against", "for"], np.arange(40) % 2)
    assert (found["low"], found["high"]) == (0.0, 0.5)
