"""The first step of a model: who speaks, as told by taggers that have seen the rows, and that have not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from joblib import delayed
from numpy.typing import NDArray

from framing.datatypes import Span, Speaker
from framing.heard import Heard
from framing.roles import RoleModel
from framing.rows import Row
from framing.speakers import SpeakerTagger
from training.checkpoint import NOTHING_KEPT, Checkpoint
from training.corpus import rows_with
from training.folds import document_folds
from training.parallel import Task, done_once
from training.plan import Params, Plan, Report, Sources, silent, step_name
from training.speakers import fit_speakers, speaker_attributions, with_speaker

Ints = NDArray[np.int64]


def all_speakers(
    rows: Sequence[Row], sources: Sources, plan: Plan, checkpoint: Checkpoint = NOTHING_KEPT
) -> SpeakerTagger:
    """Return a tagger fitted to every row with speakers; without any, and without PolNeAR, it finds none."""
    step = step_name("speakers", plan.speakers)
    if done := checkpoint.get(step):
        return SpeakerTagger.from_state(*done)
    mine = rows_with(rows, "speaker")
    if not mine and not sources.polnear:
        tagger = SpeakerTagger()
        tagger.roles_, tagger.main_ = RoleModel(), None
        return tagger
    others = [row["text"] for row in rows if "speaker" not in row["labelled"]]
    tagger = _fit_speakers([rows[n] for n in mine], sources, [*sources.unlabelled, *others], plan)
    checkpoint.put(step, *tagger.state())
    return tagger


def _fit_speakers(
    rows: Sequence[Row], sources: Sources, unlabelled: Sequence[str], plan: Plan, **params: Any
) -> SpeakerTagger:
    params = {"seed": plan.seed, **plan.speakers, **params}
    return fit_speakers(rows, sources.polnear, unlabelled, sources.taught, **params)


def held_out_speakers(
    tagger: SpeakerTagger,
    rows: Sequence[Row],
    sources: Sources,
    plan: Plan,
    *,
    checkpoint: Checkpoint = NOTHING_KEPT,
    report: Report = silent,
) -> Heard:
    """Return what a tagger which has not seen a row's document finds in each row.

    The chains of roles are those of ``tagger``, unless rows taught them: then each part fits its own.
    """
    fold = document_folds(rows, plan.folds)
    if tagger.main_ is None and not tagger.roles_.chains:
        return Heard.of([None] * len(rows))
    parts = np.unique(fold).tolist()
    tasks = [
        Task(
            step_name(f"speakers-{part}", plan.speakers),
            f"speakers: part {part + 1} of {plan.folds}",
            delayed(_part_speakers)(tagger, rows, fold, part, sources=sources, plan=plan),
        )
        for part in parts
    ]
    said = done_once(tasks, plan.jobs, checkpoint, report)
    place = np.argsort(np.concatenate([np.flatnonzero(fold == part) for part in parts]))
    found = [one for part in said for one in part]
    return Heard(
        [_speaker(one["speaker"]) for one in found],
        np.array([one["probability"] for one in found]),
        [_speaker(one["candidate"]) for one in found],
    ).among(place)


def _part_speakers(
    tagger: SpeakerTagger, rows: Sequence[Row], fold: Ints, part: int, *, sources: Sources, plan: Plan
) -> list[dict[str, Any]]:
    """Return the main speakers of the rows of a part, and what is in doubt, as JSON values."""
    seen = [rows[n] for n in rows_with(rows, "speaker") if fold[n] != part]
    texts = [rows[n]["text"] for n in np.flatnonzero(fold == part).tolist()]
    if any(row["attributions"] for row in seen):
        held_out = _fit_speakers(seen, sources, (), plan, clusters=tagger.clusters)
    else:
        seen += with_speaker(sources.taught)
        held_out = tagger.refit([row["text"] for row in seen], speaker_attributions(seen))
    _, heard = held_out.hear(texts)
    found = zip(heard.speakers, heard.probability.tolist(), heard.candidates, strict=True)
    return [
        {"speaker": _saved(speaker), "probability": sure, "candidate": _saved(candidate)}
        for speaker, sure, candidate in found
    ]


def _saved(speaker: Speaker | None) -> Params | None:
    return dataclasses.asdict(speaker) if speaker else None


def _speaker(saved: Params | None) -> Speaker | None:
    if saved is None:
        return None
    spans = {name: saved[name] and Span(**saved[name]) for name in ("cue", "content")}
    return Speaker(saved["text"], saved["start"], saved["end"], **spans)
