"""A learning curve that climbs says what more labels would buy, one that does not says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.rows import Row
from training.checkpoint import Checkpoint
from training.corpus import read_corpus
from training.curve import SHARES, Point, PowerLaw, advice, fit_power_law, learning_curves
from training.plan import Plan, Sources
from training.recipe import fit_model

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


def curve(law: PowerLaw, last: int = 1000) -> list[Point]:
    points = []
    for share in (0.1, 0.2, 0.35, 0.6, 1.0):
        score = law.score(share * last)
        points.append(Point(round(share * last), {"value": score, "low": score - 0.02, "high": score + 0.02}))
    return points


STEEP, FLAT = PowerLaw(2.0, 0.4, 0.1), PowerLaw(2.0, 0.9, 0.3)


def test_a_power_law_is_found_again() -> None:
    found = fit_power_law(curve(STEEP))
    assert found is not None
    assert found.score(2000) == pytest.approx(STEEP.score(2000), abs=0.005)


def test_rows_for_a_score_is_the_inverse_of_the_score() -> None:
    assert STEEP.rows_for(STEEP.score(700)) == pytest.approx(700)
    assert STEEP.rows_for(0.95) == float("inf")
    assert PowerLaw(1.0, 0.0, 0.1).rows_for(0.5) == float("inf")


def test_a_climbing_curve_says_how_many_labels_pay() -> None:
    words = advice("stance", curve(STEEP))
    gain = STEEP.score(2000) - STEEP.score(1000)
    assert words.startswith("stance: the curve still climbs: about ")
    assert f"twice the labels {gain:.2f}" in words
    rows = int(words.split("about ")[1].split(" ")[0].replace(",", ""))
    assert STEEP.score(1000 + rows) - STEEP.score(1000) == pytest.approx(0.01, abs=0.003)


def test_a_flat_curve_says_so() -> None:
    assert "levelled off" in advice("blocs", curve(FLAT))


def test_a_slow_curve_is_not_drawn_on_too_far() -> None:
    words = advice("blocs", curve(PowerLaw(0.57, 0.5, 0.3)))
    assert "climbs, but slowly" in words


def test_few_points_say_nothing() -> None:
    assert fit_power_law(curve(STEEP)[:3]) is None
    assert "too few points" in advice("stance", curve(STEEP)[:3])
    assert fit_power_law(curve(STEEP)[:1] * 5) is None


@pytest.fixture(scope="module")
def stances() -> list[Row]:
    return [row | {"labelled": ["stance"]} for row in read_corpus([EXAMPLE])[:120]]


def test_points_learn_from_more_and_more_rows(tmp_path: Path, stances: list[Row]) -> None:
    plan, kept, steps = Plan(folds=2), Checkpoint.beside(tmp_path / "model", {}), list[str]()
    fitted = fit_model(stances, plan=plan)
    found = learning_curves(stances, fitted, Sources(), plan, checkpoint=kept, report=steps.append)
    assert steps == ["learning curve: stance"]
    rows = [point.rows for point in found["stance"]]
    assert rows == sorted(set(rows)) and len(rows) == len(SHARES)
    assert rows[-1] == pytest.approx(60, abs=2)  # both parts are tested in turn, each by a model of the other
    scores = [point.score["value"] for point in found["stance"]]
    assert scores[-1] > scores[0] > 0.1
    again = learning_curves(stances, fitted, Sources(), plan, checkpoint=kept, report=steps.append)
    assert again == found
