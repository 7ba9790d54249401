"""How good a fitted model is on rows whose documents it had not seen: figures, confusions, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.datatypes import Speaker
from framing.rows import Row
from training.corpus import rows_with
from training.recipe import Fitted, held_out_stances
from training.statistics import (
    Figure,
    calibration_bins,
    expected_calibration_error,
    f1_figure,
)

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def held_out_scores(rows: Sequence[Row], fitted: Fitted) -> dict[str, Figure]:
    """Return cross-validated figures of the parts that the rows are labelled with, each with its interval.

    Counterfactual rows (those of a ``pair``) teach, but say nothing of real text, so they do not count.
    Bootstrap draws are of documents, or of groups where there are any.
    """
    found: dict[str, Figure] = {}
    labels = fitted.model.stance.labels_
    if labels:
        within, alone = held_out_stances(fitted)
        found["stance_macro_f1"] = stance_figure(rows, fitted.with_stance, labels, within)
        found["stance_macro_f1_sentences_alone"] = stance_figure(rows, fitted.with_stance, labels, alone)
    if fitted.model.blocs.labels_:
        found["bloc_micro_f1"] = bloc_figure(rows, fitted.model.blocs.labels_, fitted.blocs)
    if rows_with(rows, "speaker"):
        found["speaker_exact_f1"] = speaker_figure(rows, fitted.heard.speakers)
    return found


def stance_figure(rows: Sequence[Row], with_stance: Ints, labels: Sequence[str], chosen: Ints) -> Figure:
    """Return macro-F1 of the numbers of labels ``chosen`` (m,) for the rows ``with_stance`` (m,)."""
    units, target, given = _stances(rows, with_stance, labels, chosen)
    return f1_figure(units, target, given, target & given, average="macro")


def bloc_figure(rows: Sequence[Row], labels: Sequence[str], chosen: Bools) -> Figure:
    """Return micro-F1 of the sets of blocs ``chosen`` (n, B)."""
    units, gold, given = _blocs(rows, labels, chosen)
    return f1_figure(units, gold, given, gold & given, average="micro")


def speaker_figure(rows: Sequence[Row], speakers: Sequence[Speaker | None]) -> Figure:
    """Return F1 of the exact words of the ``speakers`` (n,)."""
    mine = _counted(rows, rows_with(rows, "speaker"))
    columns = speaker_columns([rows[n] for n in mine], [speakers[n] for n in mine])
    return f1_figure(_units(rows, mine), *columns, average="micro")


def speaker_columns(rows: Sequence[Row], speakers: Sequence[Speaker | None]) -> tuple[Bools, Bools, Bools]:
    """Return which rows have a speaker, which were given one, and which the right words: each (n, 1)."""
    sides = [
        (row["speaker"] is not None, said is not None, said is not None and said.text == row["speaker"])
        for row, said in zip(rows, speakers, strict=True)
    ]
    gold, given, both = np.array(sides, bool).reshape(-1, 3).T[:, :, None]
    return gold, given, both


def label_scores(rows: Sequence[Row], fitted: Fitted) -> dict[str, dict[str, float]]:
    """Return rows, precision, recall and F1 of each stance and each bloc, cross-validated."""
    found: dict[str, dict[str, float]] = {}
    stances, blocs = fitted.model.stance.labels_, fitted.model.blocs.labels_
    if stances:
        _, gold, given = _stances(rows, fitted.with_stance, stances, held_out_stances(fitted)[0])
        found |= _by_label("stance", stances, gold, given)
    if blocs:
        _, gold, given = _blocs(rows, blocs, fitted.blocs)
        found |= _by_label("bloc", blocs, gold, given)
    return found


def confusion(rows: Sequence[Row], fitted: Fitted) -> list[list[int]]:
    """Return how often each true stance (rows) was given each label (columns), within documents."""
    labels = fitted.model.stance.labels_
    _, gold, given = _stances(rows, fitted.with_stance, labels, held_out_stances(fitted)[0])
    counts: list[list[int]] = (gold.T.astype(int) @ given.astype(int)).tolist()
    return counts


def reliability(rows: Sequence[Row], fitted: Fitted) -> dict[str, Any]:
    """Return the expected calibration error of the stances given within documents, and its bins."""
    stance = fitted.model.stance
    _, gold, given = _stances(rows, fitted.with_stance, stance.labels_, held_out_stances(fitted)[0])
    real = np.isin(fitted.with_stance, _counted(rows, fitted.with_stance))
    probability = stance.held_out_[real][given]
    right = np.asarray((gold & given).any(axis=1))
    return {
        "expected_calibration_error": expected_calibration_error(probability, right),
        "bins": calibration_bins(probability, right),
    }


def _counted(rows: Sequence[Row], numbers: Sequence[int] | Ints) -> list[int]:
    """Return those of the rows that are no counterfactual ones, unless there are no others."""
    real = [int(n) for n in numbers if rows[n]["pair"] is None]
    return real or [int(n) for n in numbers]


def _units(rows: Sequence[Row], chosen: Sequence[int]) -> list[str]:
    return [rows[n]["group"] or rows[n]["doc"] for n in chosen]


def _stances(
    rows: Sequence[Row], with_stance: Ints, labels: Sequence[str], chosen: Ints
) -> tuple[list[str], Bools, Bools]:
    """Return the documents or groups of the rows that count, their stances, and those given (n, k)."""
    mine = _counted(rows, with_stance)
    target = np.array([labels.index(rows[n]["stance"]) for n in mine])
    given = chosen[np.isin(with_stance, mine)]
    every = np.arange(len(labels))
    return _units(rows, mine), target[:, None] == every, given[:, None] == every


def _blocs(rows: Sequence[Row], labels: Sequence[str], chosen: Bools) -> tuple[list[str], Bools, Bools]:
    mine = _counted(rows, rows_with(rows, "blocs"))
    gold = np.array([[label in rows[n]["blocs"] for label in labels] for n in mine])
    return _units(rows, mine), gold, chosen[mine]


def _by_label(kind: str, labels: Sequence[str], gold: Bools, given: Bools) -> dict[str, dict[str, float]]:
    counts = (gold & given).sum(axis=0), gold.sum(axis=0), given.sum(axis=0)
    return {
        f"{kind} {label}": {
            "rows": float(true),
            "precision": float(right / max(said, 1)),
            "recall": float(right / max(true, 1)),
            "f1": float(2 * right / max(true + said, 1)),
        }
        for label, right, true, said in zip(labels, *counts, strict=True)
    }
