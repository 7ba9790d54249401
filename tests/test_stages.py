"""The bar knows every stage of a run, and ends full."""

from __future__ import annotations

import pytest

from training.schema import PARTS
from training.search import GRID
from training.stages import WEIGHTS, Stages, weight


def test_every_stage_has_its_length() -> None:
    stages = ["speakers: all rows", "speakers: part 3 of 5", "blocs", "stance"]
    stages += [f"learning curve: {part}" for part in PARTS] + [f"search: {part} C=1" for part in GRID]
    assert [weight(stage) for stage in stages] == list(WEIGHTS.values())[:4] + [
        WEIGHTS[stage.split(" C=")[0]] for stage in stages[4:]
    ]
    assert weight("something new") == 1


def test_nothing_is_shown_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with Stages(["blocs", "stance"]) as step:
        step("blocs")
        step("stance")
    assert capsys.readouterr().err == ""
