"""From annotated sentences to a model: each part learns from what those before it say of unseen documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.blocs import BlocClassifier
from framing.errors import InputError
from framing.heard import Heard
from framing.model import Model
from framing.rows import Row
from framing.stance import StanceClassifier
from framing.termmodel import TermModel
from framing.tokens import Bools, tokenize
from training.blocs import fit_blocs
from training.checkpoint import NOTHING_KEPT, Checkpoint
from training.corpus import document_bounds, rows_with
from training.folds import document_folds, is_grouped
from training.plan import Plan, Report, Sources, silent, step_name
from training.tagging import all_speakers, held_out_speakers

PAIR_WEIGHT = 6.0
"""How much a counterfactual row counts: there are few, and what they teach is not told by other rows."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """A model, and what was said of each of n rows by models that had not seen the row's document.

    ``heard`` are the speakers of all, ``voices`` (n, B) the blocs' probabilities and ``blocs`` (n, B) their
    sets. What the stance model said is in its ``held_out_`` attributes, for the rows ``with_stance`` (m,).
    """

    model: Model
    heard: Heard
    voices: Floats
    blocs: Bools
    with_stance: Ints


def fit_model(
    rows: Sequence[Row],
    sources: Sources | None = None,
    plan: Plan | None = None,
    *,
    checkpoint: Checkpoint = NOTHING_KEPT,
    report: Report = silent,
) -> Fitted:
    """Fit what ``rows`` (see `training.corpus.read_corpus`) are labelled with, cross-validated by document.

    The same rows, sources, plan and versions give the same model; ``jobs`` do not matter. ``report`` is told
    each step as it begins; steps that the ``checkpoint`` holds are not done again. Raises InputError where
    the rows are too few or too alike to learn from.
    """
    sources, plan = sources or Sources(), plan or Plan()
    fold = document_folds(rows, plan.folds)
    demand_variety(rows, fold)
    report("speakers: all rows")
    tagger = all_speakers(rows, sources, plan, checkpoint)
    heard = held_out_speakers(tagger, rows, sources, plan, checkpoint=checkpoint, report=report)
    report("blocs")
    blocs, voices, chosen = held_out_blocs(rows, heard, plan, checkpoint)
    report("stance")
    with_stance = np.array(rows_with(rows, "stance"), np.int64)
    stance = fit_stance(rows, with_stance, voices, blocs.labels_, side=sources.side, plan=plan)
    return Fitted(Model(tagger, blocs, stance), heard, voices, chosen, with_stance)


def demand_variety(rows: Sequence[Row], fold: Ints) -> None:
    """Raise InputError where there is too little to cross-validate, or a part has but one value."""
    if len(np.unique(fold)) < 2:
        documents = len({row["doc"] for row in rows})
        raise InputError(
            f"{len(rows)} rows in {documents} documents are too few to train and to test on; label more"
        )
    values = {
        "stance": {row["stance"] for row in rows if row["stance"] is not None},
        "blocs": {"|".join(sorted(row["blocs"])) for row in rows if row["blocs"] is not None},
        "speaker": {row["speaker"] or "" for row in rows if "speaker" in row["labelled"]},
    }
    for part, met in values.items():
        if len(met) == 1:
            raise InputError(
                f"every row has the {part} {met.pop()!r}: there is nothing to tell apart; label others too, "
                "or leave the column out"
            )


def held_out_blocs(
    rows: Sequence[Row],
    heard: Heard,
    plan: Plan,
    checkpoint: Checkpoint = NOTHING_KEPT,
) -> tuple[BlocClassifier, Floats, Bools]:
    """Return a classifier fitted to the rows with blocs, and what it says of each row: (n, B), (n, B).

    Rows that it was fitted to are told by models that had not seen their documents.
    """
    mine = np.array(rows_with(rows, "blocs"), np.int64)
    step = step_name("blocs", plan.blocs)
    if done := checkpoint.get(step):
        settings, arrays = done
        held_out, chosen = arrays.pop("held_out"), arrays.pop("held_out_chosen")
        return BlocClassifier.from_state(settings, arrays), held_out, chosen
    some = [rows[n] for n in mine]
    parts = document_folds(rows, plan.folds)[mine] if is_grouped(rows) else None
    model = fit_blocs(some, heard.among(mine), parts=parts, folds=plan.folds, **plan.blocs)
    shape = (len(rows), len(model.labels_))
    held_out, chosen = np.zeros(shape), np.zeros(shape, bool)
    held_out[mine], chosen[mine] = model.held_out_, model.held_out_chosen_
    if len(rest := np.setdiff1d(np.arange(len(rows)), mine)):
        others = [rows[n] for n in rest]
        texts = [row["text"] for row in others]
        told = model.predict(texts, heard.among(rest), document_bounds(others))
        held_out[rest], chosen[rest] = told.probabilities, told.chosen
    settings, arrays = model.state()
    checkpoint.put(step, settings, arrays | {"held_out": held_out, "held_out_chosen": chosen})
    return model, held_out, chosen


def fit_stance(
    rows: Sequence[Row],
    chosen: Ints,
    voices: Floats,
    labels: Sequence[str],
    *,
    side: TermModel | None,
    plan: Plan,
) -> StanceClassifier:
    """Return a classifier fitted to the ``chosen`` rows (m,), given all rows' blocs ``voices`` (n, B)."""
    some = [rows[n] for n in chosen]
    paired = np.array([row.get("pair") is not None for row in some], bool)
    return StanceClassifier(folds=plan.folds, side=side if some else None, **plan.stance).fit(
        tokenize([row["text"] for row in some]),
        [row["stance"] for row in some],
        voices[chosen],
        document_bounds(some),
        voice_labels=labels,
        actors=ActorTable.default(),
        groups=document_folds(rows, plan.folds)[chosen],
        weights=np.where(paired, PAIR_WEIGHT, 1.0),
    )


def held_out_rows(rows: Sequence[Row], fitted: Fitted) -> Iterator[Row]:
    """Yield for each row what was said of it by models that had not seen its document.

    ``stance`` is the label within the document, ``stance_alone`` that of the sentence by itself; both are
    there only for rows that are labelled with a stance.
    """
    stance, blocs = fitted.model.stance, fitted.model.blocs
    place = {int(row): number for number, row in enumerate(fitted.with_stance)}
    within, alone = held_out_stances(fitted)
    for number, row in enumerate(rows):
        speaker = fitted.heard.speakers[number]
        chosen = fitted.blocs[number]
        said = {
            "id": row.get("id"),
            "doc": row["doc"],
            "speaker": speaker.text if speaker else None,
            "blocs": [label for label, yes in zip(blocs.labels_, chosen, strict=True) if yes],
            "bloc_probabilities": _named(blocs.labels_, fitted.voices[number]),
        }
        if number in place:
            own = place[number]
            said |= {
                "stance": stance.labels_[within[own]],
                "stance_probabilities": _named(stance.labels_, stance.held_out_[own]),
                "stance_alone": stance.labels_[alone[own]],
            }
        yield said


def held_out_stances(fitted: Fitted) -> tuple[Ints, Ints]:
    """Return the numbers of the labels given within documents and to sentences alone, both (m,)."""
    stance = fitted.model.stance
    if not stance.labels_:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    within = stance.document_.choose(stance.held_out_)
    return within, stance.alone_.choose(stance.held_out_alone_)


def _named(labels: Sequence[str], values: Floats) -> dict[str, float]:
    return {label: round(float(value), 6) for label, value in zip(labels, values, strict=True)}
