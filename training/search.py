"""A search over a small grid of settings, part by part, by what cross-validation says of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from joblib import delayed

from framing.blocs import BlocClassifier
from framing.heard import Heard
from framing.rows import Row
from framing.termmodel import Floats, TermModel
from framing.tokens import Bools
from training.checkpoint import NOTHING_KEPT, Checkpoint
from training.corpus import rows_with
from training.parallel import Task, done_once
from training.plan import Plan, Report, Sources
from training.recipe import fit_stance, held_out_blocs
from training.scores import bloc_figure, speaker_figure, stance_figure
from training.tagging import all_speakers, held_out_speakers

GRID: dict[str, dict[str, tuple[float, ...]]] = {
    "speakers": {"main_penalty": (30.0, 10.0, 100.0)},
    "blocs": {"C": (3.0, 1.0, 10.0)},
    "stance": {"C": (1.0, 0.3, 3.0), "document_C": (0.1, 0.03, 0.3)},
}
"""What is tried for each part, the default first: of equally good settings the first is taken."""


@dataclass(frozen=True)
class Trial:
    """A part, the settings tried for it, and their cross-validated F1."""

    part: str
    params: dict[str, float]
    score: float


def candidates(part: str) -> list[dict[str, float]]:
    """Return every combination of a part's grid."""
    grid = GRID[part]
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def search(
    rows: Sequence[Row],
    sources: Sources,
    plan: Plan,
    *,
    checkpoint: Checkpoint = NOTHING_KEPT,
    report: Report,
) -> tuple[Plan, list[Trial]]:
    """Return the plan with the best settings of ``GRID`` for each part, and everything that was tried.

    Parts are settled one after the other, each with what the best settings of those before it say. The
    score of what is chosen is too high by a little, since it was chosen by that score (Cawley & Talbot 2010,
    "On over-fitting in model selection", JMLR 11).
    """
    trials: list[Trial] = []
    if rows_with(rows, "speaker"):
        for params in candidates("speakers"):
            report(f"search: speakers {_shown(params)}")
            found = _heard(rows, sources, replace(plan, speakers=params), checkpoint)
            trials.append(Trial("speakers", params, speaker_figure(rows, found.speakers)["value"]))
        plan = replace(plan, speakers=_best(trials, "speakers"))
    heard = _heard(rows, sources, plan, checkpoint)
    if rows_with(rows, "blocs"):
        trials += _tried("blocs", _bloc_score, (rows, heard), plan=plan, checkpoint=checkpoint, report=report)
        plan = replace(plan, blocs=_best(trials, "blocs"))
    if rows_with(rows, "stance"):
        blocs = held_out_blocs(rows, heard, plan, checkpoint)
        trials += _tried(
            "stance",
            _stance_score,
            (rows, blocs, sources.side),
            plan=plan,
            checkpoint=checkpoint,
            report=report,
        )
        plan = replace(plan, stance=_best(trials, "stance"))
    return plan, trials


def _heard(rows: Sequence[Row], sources: Sources, plan: Plan, checkpoint: Checkpoint) -> Heard:
    tagger = all_speakers(rows, sources, plan, checkpoint)
    return held_out_speakers(tagger, rows, sources, plan, checkpoint=checkpoint)


def _tried(
    part: str,
    score: Callable[..., float],
    given: tuple[Any, ...],
    *,
    plan: Plan,
    checkpoint: Checkpoint,
    report: Report,
) -> list[Trial]:
    """Return the trials of a part; those that the checkpoint holds are not done again."""
    settings: list[dict[str, Any]] = [{part: params} for params in candidates(part)]
    plans = [replace(plan, **own) for own in settings]
    tasks = []
    for one in plans:
        name = f"search: {part} {_shown(getattr(one, part))}"
        tasks.append(Task(name.replace(": ", "-"), name, delayed(score)(*given, one, checkpoint)))
    scores = done_once(tasks, plan.jobs, checkpoint, report)
    return [Trial(part, dict(getattr(one, part)), found) for one, found in zip(plans, scores, strict=True)]


def _bloc_score(rows: Sequence[Row], heard: Heard, plan: Plan, checkpoint: Checkpoint) -> float:
    model, _, chosen = held_out_blocs(rows, heard, plan, checkpoint)
    return bloc_figure(rows, model.labels_, chosen)["value"]


def _stance_score(
    rows: Sequence[Row],
    blocs: tuple[BlocClassifier, Floats, Bools],
    side: TermModel | None,
    plan: Plan,
    _checkpoint: Checkpoint,
) -> float:
    model, voices, _ = blocs
    chosen = np.array(rows_with(rows, "stance"), np.int64)
    stance = fit_stance(rows, chosen, voices, model.labels_, side=side, plan=plan)
    given = stance.document_.choose(stance.held_out_)
    return stance_figure(rows, chosen, stance.labels_, given)["value"]


def _best(trials: Sequence[Trial], part: str) -> dict[str, float]:
    return max((one for one in trials if one.part == part), key=lambda one: one.score).params


def _shown(params: Any) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in params.items())
