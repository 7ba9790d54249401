"""Learning curves: how good the parts are with fewer labels, and what more labels would buy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import curve_fit

from framing.actors import ActorTable
from framing.rows import Row
from framing.termmodel import TermModel
from framing.tokens import tokenize
from training.blocs import fit_blocs
from training.checkpoint import NOTHING_KEPT, Checkpoint
from training.corpus import document_bounds, rows_with
from training.folds import document_folds
from training.plan import Plan, Sources
from training.recipe import Fitted, fit_stance
from training.scores import speaker_columns
from training.speakers import speaker_attributions
from training.statistics import Figure, f1_figure

SHARES = (0.1, 0.2, 0.35, 0.6, 1.0)
"""Shares of the documents that a point of the curve learns from."""
FEWEST = 10
"""Documents that a point learns from at least."""
ENOUGH = 2_000
"""Rows to test on: with a smaller part than that, a second one is tested too."""
FURTHEST = 4
"""How many times the labels there are the curve may be drawn on to."""
WORTH = 0.01
"""A gain in F1 that is worth labelling for."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Sides = tuple[list[str], Bools, Bools, Bools]
"""Documents (n,), and which rows have a label, were given it, and were given it rightly: each (n, k)."""


@dataclass(frozen=True)
class Point:
    """F1 with its interval after learning from so many labelled rows, on average over the parts tested."""

    rows: int
    score: Figure


@dataclass(frozen=True)
class Case:
    """What every point of the curves needs; ``fold`` (n,) are the parts of cross-validation."""

    rows: Sequence[Row]
    fitted: Fitted
    side: TermModel | None
    plan: Plan
    fold: Ints

    def numbers(self, part: str, chosen: Bools) -> Ints:
        """Return the numbers of the ``chosen`` rows that are labelled with a part."""
        labelled: Ints = np.array(rows_with(self.rows, part), np.int64)
        return labelled[chosen[labelled]]

    def rows_of(self, part: str, chosen: Bools) -> list[Row]:
        """Return those rows."""
        return [self.rows[n] for n in self.numbers(part, chosen)]


Run = Callable[[Case, Bools, Bools], tuple[int, Sides]]
"""Learns from some rows and says of others; returns how many rows it learned from, and what it said."""


@dataclass(frozen=True)
class PowerLaw:
    """``1 - F1 = scale * rows ** -rate + floor``."""

    scale: float
    rate: float
    floor: float

    def score(self, rows: float) -> float:
        """Return the F1 that the law gives after learning from ``rows``."""
        return float(1 - self.floor - self.scale * rows**-self.rate)

    def rows_for(self, score: float) -> float:
        """Return how many rows give an F1 of ``score``; infinity where none do."""
        left = 1 - self.floor - score
        if left <= 0 or self.rate <= 0 or self.scale <= 0:
            return float("inf")
        return float((self.scale / left) ** (1 / self.rate))


def learning_curves(
    rows: Sequence[Row],
    fitted: Fitted,
    sources: Sources,
    plan: Plan,
    *,
    checkpoint: Checkpoint = NOTHING_KEPT,
    report: Callable[[str], None],
) -> dict[str, list[Point]]:
    """Return the curve of each part that rows are labelled with.

    The documents that a point learns from are drawn at random and hold those of the points before it. What
    the parts see of each other is what ``fitted`` said of unseen documents.
    """
    fold = document_folds(rows, plan.folds)
    folds = np.unique(fold)
    tested = folds[: 1 if len(rows) >= ENOUGH * len(folds) else 2].tolist()
    case = Case(rows, fitted, sources.side, plan, fold)
    found = {}
    for part, run in _RUNS.items():
        if not rows_with(rows, part):
            continue
        report(f"learning curve: {part}")
        if (done := checkpoint.get(f"curve-{part}")) is None:
            tasks = [(share, number) for share in SHARES for number in tested]
            said = Parallel(plan.jobs)(delayed(_point)(run, case, number, share) for share, number in tasks)
            points = []
            for at in range(0, len(tasks), len(tested)):
                several = said[at : at + len(tested)]
                points.append(_joined(several, "micro" if part != "stance" else "macro", plan.seed))
            checkpoint.put(f"curve-{part}", [[point.rows, point.score] for point in points])
            found[part] = points
        else:
            found[part] = [Point(count, score) for count, score in done[0]]
    return found


def _joined(several: Sequence[tuple[int, Sides]], average: Any, seed: int) -> Point:
    documents = [name for _, sides in several for name in sides[0]]
    gold, given, both = (np.concatenate([sides[at] for _, sides in several]) for at in (1, 2, 3))
    mean = round(sum(count for count, _ in several) / len(several))
    return Point(mean, f1_figure(documents, gold, given, both, average=average, seed=seed))


def _point(run: Run, case: Case, number: int, share: float) -> tuple[int, Sides]:
    """Return how many rows were learned from, and what was then said of part ``number``."""
    documents = np.array([row["doc"] for row in case.rows])
    left = np.unique(documents[case.fold != number])
    count = max(FEWEST, round(share * len(left)))
    chosen = np.random.default_rng(case.plan.seed).permutation(left)[:count]
    real = np.array([row["pair"] is None for row in case.rows])  # counterfactual rows teach, but test nothing
    tested = (case.fold == number) & (real if real.any() else ~real)
    return run(case, np.isin(documents, chosen) & (case.fold != number), tested)


def _run_stance(case: Case, seen: Bools, tested: Bools) -> tuple[int, Sides]:
    learned, some = case.numbers("stance", seen), case.rows_of("stance", tested)
    voices, labels = case.fitted.voices, case.fitted.model.blocs.labels_
    model = fit_stance(case.rows, learned, voices, labels, side=case.side, plan=case.plan)
    tokens = tokenize([row["text"] for row in some])
    voices = voices[case.numbers("stance", tested)]
    _, chosen = model.predict(tokens, voices, document_bounds(some), actors=ActorTable.default())
    stances = case.fitted.model.stance.labels_
    gold = np.array([[label == row["stance"] for label in stances] for row in some])
    given = np.array([[label == model.labels_[number] for label in stances] for number in chosen])
    return len(learned), ([row["doc"] for row in some], gold, given, gold & given)


def _run_blocs(case: Case, seen: Bools, tested: Bools) -> tuple[int, Sides]:
    learned, asked = case.numbers("blocs", seen), case.numbers("blocs", tested)
    labels, heard = case.fitted.model.blocs.labels_, case.fitted.heard
    model = fit_blocs(
        case.rows_of("blocs", seen),
        heard.among(learned),
        **{**case.plan.blocs, "labels": labels, "folds": case.plan.folds},
    )
    some = case.rows_of("blocs", tested)
    texts = [row["text"] for row in some]
    given = model.predict(texts, heard.among(asked), document_bounds(some)).chosen
    gold = np.array([[label in row["blocs"] for label in labels] for row in some])
    return len(learned), ([row["doc"] for row in some], gold, given, gold & given)


def _run_speaker(case: Case, seen: Bools, tested: Bools) -> tuple[int, Sides]:
    learned, some = case.rows_of("speaker", seen), case.rows_of("speaker", tested)
    texts = [row["text"] for row in learned]
    tagger = case.fitted.model.tagger.refit(texts, speaker_attributions(learned))
    found = tagger.predict([row["text"] for row in some])
    gold, given, both = speaker_columns(some, [said[0] if said else None for said in found])
    return len(learned), ([row["doc"] for row in some], gold, given, both)


_RUNS: dict[str, Run] = {"stance": _run_stance, "blocs": _run_blocs, "speaker": _run_speaker}


def fit_power_law(points: Sequence[Point]) -> PowerLaw | None:
    """Return the inverse power law that fits a curve best, points with short intervals counting more.

    From Figueroa et al. 2012, "Predicting sample size required for classification performance" (BMC Medical
    Informatics and Decision Making 12:8). None where there are too few points, or no law fits.
    """
    rows = np.array([point.rows for point in points], float)
    error = np.array([1 - point.score["value"] for point in points])
    width = np.array([point.score["high"] - point.score["low"] for point in points])
    if len(points) < 4 or len(set(rows)) < 4:
        return None
    try:
        found, _ = curve_fit(
            lambda n, scale, rate, floor: scale * n**-rate + floor,
            rows,
            error,
            p0=(error[0], 0.3, error[-1] / 2),
            sigma=np.maximum(width, 1e-3),
            bounds=((0, 0, 0), (np.inf, 1, 1)),
            max_nfev=10_000,
        )
    except RuntimeError:
        return None
    return PowerLaw(*map(float, found))


def advice(part: str, points: Sequence[Point]) -> str:
    """Return in words what more labels would buy, by the power law that fits the curve."""
    law, last = fit_power_law(points), points[-1].rows
    if law is None:
        return f"{part}: the curve has too few points, or bends too oddly, to say what more labels would buy."
    gain = law.score(2 * last) - law.score(last)
    if gain < WORTH / 2:
        return f"{part}: the curve has levelled off: twice the labels would add {max(gain, 0):.3f} to F1."
    more = law.rows_for(law.score(last) + WORTH) - last
    if more > (FURTHEST - 1) * last:
        return f"{part}: the curve still climbs, but slowly: twice the labels would add {gain:.3f} to F1."
    return (
        f"{part}: the curve still climbs: about {_rounded(more):,} more labelled rows would add {WORTH} to"
        f" F1, twice the labels {gain:.3f}."
    )


def _rounded(count: float) -> int:
    """Return a number with two digits that are not 0: more would be false precision."""
    digits = max(0, len(str(int(count))) - 2)
    return int(round(count, -digits))
