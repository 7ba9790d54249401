"""Pure functions from gold and found labels to figures with bootstrap intervals over documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.statistics import SAMPLES, Figure, document_weights, interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a sentence is labelled with; ``speaker`` is the words, single-spaced, or empty."""

    stance: str
    blocs: frozenset[str]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a document with the labels it should have and those a model gave it.

    ``context`` is whether the gold blocs could be told only from other sentences, ``probability`` what
    the model gives its stance.
    """

    document: str
    gold: Labels
    found: Labels
    context: bool = False
    probability: float = 1.0


def evaluate(
    judged: Sequence[Judged],
    stances: Sequence[str],
    blocs: Sequence[str],
    samples: int = SAMPLES,
    seed: int = 0,
) -> dict[str, Figure]:
    """Return every figure of ``figures`` with its 95% interval.

    Intervals are percentiles of ``samples`` bootstrap replicates that draw whole documents (Efron and
    Tibshirani 1993, "An Introduction to the Bootstrap"), since sentences of one article are alike.
    """
    values, resampled = _replicates(judged, stances, blocs, samples, seed)
    return {name: interval(float(value), resampled[name]) for name, value in values.items()}


def compare(
    judged: Sequence[Judged],
    other: Sequence[Judged],
    stances: Sequence[str],
    blocs: Sequence[str],
    *,
    samples: int = SAMPLES,
    seed: int = 0,
) -> dict[str, Figure]:
    """Return every figure of ``judged`` minus that of ``other``, two judgements of the same sentences.

    The bootstrap is paired: a replicate draws the same documents for both, so that how hard they are
    cancels out.
    """
    values, resampled = _replicates(judged, stances, blocs, samples, seed)
    others, others_resampled = _replicates(other, stances, blocs, samples, seed)
    return {
        name: interval(float(value - others[name]), resampled[name] - others_resampled[name])
        for name, value in values.items()
    }


def _replicates(
    judged: Sequence[Judged], stances: Sequence[str], blocs: Sequence[str], samples: int, seed: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the figures of all rows, and those of each bootstrap replicate: arrays of shape (samples,)."""
    counts = count_matches(judged, stances, blocs)
    place, weights = document_weights([j.document for j in judged], samples, seed)
    table = np.zeros((weights.shape[1], len(counts)))
    np.add.at(table, place, np.stack(list(counts.values()), axis=1))
    values = figures(dict(zip(counts, table.sum(axis=0), strict=True)), stances, blocs)
    return values, figures(dict(zip(counts, (weights @ table).T, strict=True)), stances, blocs)


def count_matches(
    judged: Sequence[Judged], stances: Sequence[str], blocs: Sequence[str]
) -> dict[str, Floats]:
    """Return what each sentence adds to the counts that the figures are made of: arrays of shape (n,)."""
    alone = np.array([not j.context for j in judged], dtype=np.float64)

    def column(values: list[bool]) -> Floats:
        return np.array(values, dtype=np.float64)

    set_right = column([j.gold.blocs == j.found.blocs for j in judged])
    spoken = [(j.gold.speaker, j.found.speaker) for j in judged]
    counts = {
        "rows": np.ones(len(judged)),
        "rows_no_context": alone,
        "stance/right": column([j.gold.stance == j.found.stance for j in judged]),
        "set/right": set_right,
        "set_no_context/right": set_right * alone,
        "joint/right": column(
            [(j.gold.stance, j.gold.blocs) == (j.found.stance, j.found.blocs) for j in judged]
        ),
        "speaker/gold": column([bool(gold) for gold, _ in spoken]),
        "speaker/found": column([bool(found) for _, found in spoken]),
        "speaker_exact/both": column([bool(gold) and gold == found for gold, found in spoken]),
        "speaker_overlap/both": column(
            [bool(gold and found) and (gold in found or found in gold) for gold, found in spoken]
        ),
    }
    for label in stances:
        gold, found = ([getattr(j, side).stance == label for j in judged] for side in ("gold", "found"))
        counts |= _matches(f"stance/{label}", column(gold), column(found))
    for bloc in blocs:
        gold, found = ([bloc in getattr(j, side).blocs for j in judged] for side in ("gold", "found"))
        counts |= _matches(f"bloc/{bloc}", column(gold), column(found))
        counts |= _matches(f"bloc_no_context/{bloc}", column(gold) * alone, column(found) * alone)
    return counts


def figures(counts: Mapping[str, Any], stances: Sequence[str], blocs: Sequence[str]) -> dict[str, Floats]:
    """Return the figures that follow from summed counts; each count may be an array, one value a replicate.

    - stance: accuracy, F1 a label, and macro-F1, the mean over ``stances``;
    - bloc: accuracy of the whole set, F1 a bloc, micro- and macro-F1 over ``blocs``, on all sentences and
      (``_no_context``) on those whose blocs need no other sentence;
    - speaker: precision, recall and F1, by exact words and by overlap (one contains the other);
    - joint_accuracy: stance and bloc set both right.

    A share of nothing is 0.
    """
    found: dict[str, Floats] = {"stance_accuracy": _ratio(counts["stance/right"], counts["rows"])}
    per_label = {label: _f1(counts, f"stance/{label}") for label in stances}
    found["stance_macro_f1"] = _mean(per_label)
    found |= {f"stance_f1/{label}": value for label, value in per_label.items()}
    for part in ("", "_no_context"):
        found[f"bloc_set_accuracy{part}"] = _ratio(counts[f"set{part}/right"], counts[f"rows{part}"])
        sums = [sum(counts[f"bloc{part}/{bloc}/{k}"] for bloc in blocs) for k in ("both", "gold", "found")]
        found[f"bloc_micro_f1{part}"] = _ratio(2 * sums[0], sums[1] + sums[2])
        per_bloc = {bloc: _f1(counts, f"bloc{part}/{bloc}") for bloc in blocs}
        found[f"bloc_macro_f1{part}"] = _mean(per_bloc)
        found |= {f"bloc_f1{part}/{bloc}": value for bloc, value in per_bloc.items()}
    for kind in ("exact", "overlap"):
        both = counts[f"speaker_{kind}/both"]
        sides = counts["speaker/found"], counts["speaker/gold"]
        found[f"speaker_{kind}_precision"], found[f"speaker_{kind}_recall"] = (_ratio(both, n) for n in sides)
        found[f"speaker_{kind}_f1"] = _ratio(2 * both, sides[0] + sides[1])
    found["joint_accuracy"] = _ratio(counts["joint/right"], counts["rows"])
    return found


def wilson(successes: float, trials: float) -> Figure:
    """Return a share with its 95% score interval (Wilson 1927, JASA 22); NaN where there were no trials."""
    if not trials:
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    z, share = 1.959964, successes / trials
    middle = share + z * z / (2 * trials)
    half = z * float(np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)))
    scale = 1 + z * z / trials
    return {"value": share, "low": max(0.0, (middle - half) / scale), "high": (middle + half) / scale}


def risk_at_coverage(probabilities: Floats, right: NDArray[np.bool_], coverage: float) -> float:
    """Return the share of errors among the ``coverage`` (0 to 1] of rows with the highest probability."""
    kept = np.argsort(-probabilities, kind="stable")[: max(1, round(coverage * len(right)))]
    return float(1 - right[kept].mean())


def _matches(name: str, gold: Floats, found: Floats) -> dict[str, Floats]:
    return {f"{name}/gold": gold, f"{name}/found": found, f"{name}/both": gold * found}


def _f1(counts: Mapping[str, Any], name: str) -> Floats:
    return _ratio(2 * counts[f"{name}/both"], counts[f"{name}/gold"] + counts[f"{name}/found"])


def _mean(values: Mapping[str, Floats]) -> Floats:
    return np.mean(list(values.values()), axis=0) if values else np.zeros(())


def _ratio(part: Any, whole: Any) -> Floats:
    return np.asarray(part / np.maximum(whole, 1), dtype=np.float64)
