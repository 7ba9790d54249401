"""The benchmarks' figures equal those worked out by hand, and their intervals mean what they say."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import (
    Judged,
    Labels,
    compare,
    evaluate,
    risk_at_coverage,
    wilson,
)

STANCES = ("critical", "neutral", "pro")
BLOCS = ("east", "west")


def labels(stance: str, blocs: str = "", speaker: str = "") -> Labels:
    return Labels(stance, frozenset(blocs.split()), speaker)


ROWS = [
    Judged("a", labels("critical", "west", "her envoy"), labels("critical", "west", "her envoy")),
    Judged("a", labels("critical", "west", "she"), labels("neutral", "", ""), context=True),
    Judged("a", labels("neutral"), labels("neutral")),
    Judged("b", labels("pro", "east west", "both mayors"), labels("pro", "east", "mayors")),
    Judged("b", labels("neutral"), labels("pro", "east", "the bridge")),
    Judged("b", labels("pro", "east", ""), labels("critical", "east", ""), context=True),
]


def values(rows: list[Judged]) -> dict[str, float]:
    return {name: figure["value"] for name, figure in evaluate(rows, STANCES, BLOCS, samples=20).items()}


def test_stance_figures_by_hand() -> None:
    found = values(ROWS)
    assert found["stance_accuracy"] == 3 / 6
    # critical: 1 right of 2 gold and 2 found; neutral: 1 of 2 and 2; pro: 1 of 2 and 2.
    assert [found[f"stance_f1/{label}"] for label in STANCES] == [0.5, 0.5, 0.5]
    assert found["stance_macro_f1"] == 0.5


def test_bloc_figures_by_hand() -> None:
    found = values(ROWS)
    assert found["bloc_set_accuracy"] == 3 / 6
    # east: 2 right of 2 gold, 3 found; west: 1 right of 3 gold, 1 found.
    assert found["bloc_f1/east"] == pytest.approx(4 / 5)
    assert found["bloc_f1/west"] == pytest.approx(2 / 4)
    assert found["bloc_macro_f1"] == pytest.approx((4 / 5 + 2 / 4) / 2)
    assert found["bloc_micro_f1"] == pytest.approx(2 * 3 / (5 + 4))


def test_bloc_figures_without_context_by_hand() -> None:
    found = values(ROWS)
    # Four rows stay; east: 1 right of 1 gold, 2 found; west: 1 right of 2 gold, 1 found.
    assert found["bloc_set_accuracy_no_context"] == 2 / 4
    assert found["bloc_f1_no_context/east"] == pytest.approx(2 / 3)
    assert found["bloc_f1_no_context/west"] == pytest.approx(2 / 3)
    assert found["bloc_micro_f1_no_context"] == pytest.approx(2 * 2 / (3 + 3))


def test_speaker_figures_by_hand() -> None:
    found = values(ROWS)
    # Three gold speakers, three found: one the same, one more inside the gold words.
    assert found["speaker_exact_precision"] == found["speaker_exact_recall"] == pytest.approx(1 / 3)
    assert found["speaker_exact_f1"] == pytest.approx(1 / 3)
    assert found["speaker_overlap_precision"] == found["speaker_overlap_f1"] == pytest.approx(2 / 3)


def test_joint_accuracy_needs_stance_and_blocs() -> None:
    assert values(ROWS)["joint_accuracy"] == 2 / 6


def test_a_label_outside_the_gold_ones_is_wrong_and_no_class() -> None:
    found = values([Judged("a", labels("neutral"), labels("undecided")), ROWS[2]])
    assert found["stance_accuracy"] == 0.5
    assert found["stance_f1/neutral"] == pytest.approx(2 / 3)
    assert found["stance_macro_f1"] == pytest.approx(2 / 9)


def test_shares_of_nothing_are_zero() -> None:
    found = values([Judged("a", labels("neutral"), labels("neutral"), context=True)])
    assert found["speaker_exact_f1"] == found["bloc_micro_f1"] == found["bloc_set_accuracy_no_context"] == 0.0


@st.composite
def judged_rows(draw: st.DrawFn) -> list[Judged]:
    side = st.builds(
        Labels,
        st.sampled_from(STANCES),
        st.frozensets(st.sampled_from(BLOCS)),
        st.sampled_from(["", "he", "the mayor", "mayor"]),
    )
    row = st.builds(Judged, st.sampled_from("abc"), side, side, st.booleans())
    return draw(st.lists(row, min_size=1, max_size=12))


@given(judged_rows())
def test_macro_f1_equals_a_plain_count(rows: list[Judged]) -> None:
    scores = []
    for label in STANCES:
        seen = Counter((j.gold.stance == label, j.found.stance == label) for j in rows)
        both, wrong = seen[True, True], seen[True, False] + seen[False, True]
        scores.append(2 * both / (2 * both + wrong) if both + wrong else 0.0)
    assert values(rows)["stance_macro_f1"] == pytest.approx(sum(scores) / 3)


@given(judged_rows())
def test_every_figure_lies_between_0_and_1_and_does_not_depend_on_the_order(rows: list[Judged]) -> None:
    found = evaluate(rows, STANCES, BLOCS, samples=20)
    assert all(0 <= value <= 1 for figure in found.values() for value in figure.values())
    assert found == evaluate(rows[::-1], STANCES, BLOCS, samples=20)


def test_intervals_repeat_with_the_seed_and_hold_the_value() -> None:
    first, again = (evaluate(ROWS, STANCES, BLOCS) for _ in range(2))
    assert first == again
    assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in first.values())


def test_documents_are_drawn_whole() -> None:
    # Two documents, one all right and one all wrong: a replicate is right by 0, 1/2 or 1.
    right = Judged("a", labels("pro"), labels("pro"))
    wrong = Judged("b", labels("pro"), labels("neutral"))
    rows = [right] * 5 + [wrong] * 5
    figure = evaluate(rows, STANCES, BLOCS)["stance_accuracy"]
    assert figure == {"value": 0.5, "low": 0.0, "high": 1.0}


def test_a_difference_is_that_of_the_figures_and_nothing_from_itself() -> None:
    perfect = [Judged(row.document, row.gold, row.gold) for row in ROWS]
    found = compare(perfect, ROWS, STANCES, BLOCS, samples=20)["stance_macro_f1"]
    assert found["value"] == 0.5
    assert found["low"] >= 0
    assert set(compare(ROWS, ROWS, STANCES, BLOCS, samples=20)["stance_macro_f1"].values()) == {0.0}


def test_a_paired_difference_is_surer_than_its_parts() -> None:
    # Documents differ in how hard they are; the second system is wrong once more in each.
    rows, others = [], []
    for number in range(12):
        for place in range(10):
            gold, wrong = labels("critical"), labels("neutral")
            rows.append(Judged(str(number), gold, wrong if place < number % 9 else gold))
            others.append(Judged(str(number), gold, wrong if place <= number % 9 else gold))
    difference = compare(rows, others, STANCES, ())["stance_accuracy"]
    alone = evaluate(rows, STANCES, ())["stance_accuracy"]
    assert difference["value"] == pytest.approx(0.1)
    assert difference["high"] - difference["low"] < 0.01 < alone["high"] - alone["low"]


def test_risk_counts_the_most_probable_first() -> None:
    probabilities = np.array([0.5, 0.9, 0.7, 0.8])
    right = np.array([False, True, False, True])
    risks = [risk_at_coverage(probabilities, right, share) for share in (0.25, 0.5, 0.75, 1.0)]
    assert risks == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_wilson_interval_by_hand() -> None:
    # Wilson's interval for 5 of 10 is 0.2366 to 0.7634, for 0 of 10 it ends at 0.2775.
    assert wilson(5, 10) == pytest.approx({"value": 0.5, "low": 0.2366, "high": 0.7634}, abs=1e-4)
    assert wilson(0, 10) == pytest.approx({"value": 0.0, "low": 0.0, "high": 0.2775}, abs=1e-4)
    assert math.isnan(wilson(0, 0)["value"])
