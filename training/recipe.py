"""From annotated sentences to a model: each part learns from what those before it say of unseen documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import framing
from framing.actors import ActorTable
from framing.datatypes import Speaker
from framing.model import Model
from framing.rows import Row
from framing.softmax import macro_f1
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.tokens import tokenize
from training.blocs import fit_blocs
from training.corpus import document_bounds
from training.folds import document_folds
from training.speakers import fit_speakers, speaker_attributions, taught_rows
from training.weak import WeakSentence, fit_auxiliary

Report = Callable[[str], None]


@dataclass(frozen=True)
class Sources:
    """What a model is made from besides annotated rows, all of it optional.

    ``polnear`` is the folder with PolNeAR's train.tar.gz, ``weak`` sentences with their publishers' sides
    and, if a teacher read them, its answers.
    """

    polnear: Path | None = None
    weak: Sequence[WeakSentence] = ()


@dataclass(frozen=True)
class Fitted:
    """A model, and the speakers that a tagger found which had not seen the row's document.

    What the other parts said of unseen documents is in their ``held_out_`` attributes.
    """

    model: Model
    speakers: list[Speaker | None]


def _silent(step: str) -> None:
    """Report nothing."""


def fit_model(
    rows: Sequence[Row], sources: Sources | None = None, *, folds: int = 5, report: Report = _silent
) -> Fitted:
    """Fit all parts on ``rows`` (see `training.corpus.read_corpus`), by ``folds`` grouped by document.

    The same rows, sources and versions give the same model. ``report`` is told each step as it begins.
    """
    sources = sources or Sources()
    texts = [row["text"] for row in rows]
    report("speakers: all rows")
    tagger = fit_speakers(rows, sources.polnear, sources.weak)
    speakers = held_out_speakers(tagger, rows, folds, report, taught_rows(sources.weak))
    report("blocs")
    blocs = fit_blocs(rows, speakers)
    report("stance")
    side = fit_auxiliary(sources.weak) if sources.weak else None
    stance = StanceClassifier(folds=folds, side=side).fit(
        tokenize(texts),
        [row["stance"] for row in rows],
        blocs.held_out_,
        document_bounds(rows),
        voice_labels=blocs.labels_,
        actors=ActorTable.default(),
        groups=document_folds(rows, folds),
    )
    return Fitted(Model(tagger, blocs, stance), speakers)


def held_out_speakers(
    tagger: SpeakerTagger, rows: Sequence[Row], folds: int, report: Report, taught: Sequence[Row] = ()
) -> list[Speaker | None]:
    """Return the main speaker that a tagger which has not seen the row's document finds in each row.

    The chains of roles are those of ``tagger``: they learn from other texts. ``taught`` are rows that every
    fold learns from.
    """
    further, answers = [row["text"] for row in taught], speaker_attributions(taught)
    fold = document_folds(rows, folds)
    texts, known = [row["text"] for row in rows], speaker_attributions(rows)
    found: list[Speaker | None] = [None] * len(rows)
    for number in np.unique(fold).tolist():
        report(f"speakers: part {number + 1} of {folds}")
        seen, held = np.flatnonzero(fold != number).tolist(), np.flatnonzero(fold == number).tolist()
        part = tagger.refit(
            [*(texts[row] for row in seen), *further], [*(known[row] for row in seen), *answers]
        )
        for row, speakers in zip(held, part.predict([texts[row] for row in held]), strict=True):
            found[row] = speakers[0] if speakers else None
    return found


def held_out_rows(rows: Sequence[Row], fitted: Fitted) -> Iterator[Row]:
    """Yield for each row what was said of it by models that had not seen its document.

    ``stance`` is the label within the document, ``stance_alone`` that of the sentence by itself.
    """
    stance, blocs = fitted.model.stance, fitted.model.blocs
    within = stance.document_.choose(stance.held_out_)
    alone = stance.alone_.choose(stance.held_out_alone_)
    for number, row in enumerate(rows):
        speaker = fitted.speakers[number]
        chosen = blocs.held_out_chosen_[number]
        yield {
            "id": row.get("id"),
            "doc": row["doc"],
            "speaker": speaker.text if speaker else None,
            "blocs": [label for label, yes in zip(blocs.labels_, chosen, strict=True) if yes],
            "bloc_probabilities": _named(blocs.labels_, blocs.held_out_[number]),
            "stance": stance.labels_[within[number]],
            "stance_probabilities": _named(stance.labels_, stance.held_out_[number]),
            "stance_alone": stance.labels_[alone[number]],
        }


def _named(labels: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {label: round(float(value), 6) for label, value in zip(labels, values, strict=True)}


def held_out_scores(rows: Sequence[Row], fitted: Fitted) -> dict[str, float]:
    """Return cross-validated figures of the parts: what was said of rows whose document was not seen.

    Counterfactual rows (those of a ``pair``) teach, but say nothing of real text, so they do not count.
    """
    stance, blocs = fitted.model.stance, fitted.model.blocs
    real = np.array(["pair" not in row for row in rows])
    real |= not real.any()
    target = np.array([stance.labels_.index(row["stance"]) for row in rows])[real]
    k = len(stance.labels_)
    gold = np.array([[label in row["blocs"] for label in blocs.labels_] for row in rows])[real]
    guess = blocs.held_out_chosen_[real]
    alone = stance.alone_.choose(stance.held_out_alone_)[real]
    within = stance.document_.choose(stance.held_out_)[real]
    words = [
        (row["speaker"], found.text if found else None)
        for row, found in zip(rows, fitted.speakers, strict=True)
    ]
    counted = [pair for pair, is_real in zip(words, real, strict=True) if is_real]
    exact = sum(gold_words is not None and gold_words == found for gold_words, found in counted)
    named = sum((gold_words is not None) + (found is not None) for gold_words, found in counted)
    return {
        "stance_macro_f1": macro_f1(target, within, k),
        "stance_macro_f1_sentences_alone": macro_f1(target, alone, k),
        "bloc_micro_f1": float(2 * (gold & guess).sum() / max(gold.sum() + guess.sum(), 1)),
        "speaker_exact_f1": 2 * exact / max(named, 1),
    }


def provenance(
    rows: Sequence[Row], fingerprint: str, scores: dict[str, float], command: str
) -> dict[str, Any]:
    """Return what config.json says of where a model comes from."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["stance"]] = counts.get(row["stance"], 0) + 1
    return {
        "version": framing.__version__,
        "command": command,
        "data": {
            "sha256": fingerprint,
            "rows": len(rows),
            "documents": len({row["doc"] for row in rows}),
            "stances": dict(sorted(counts.items())),
        },
        "cross_validated": {name: round(score, 4) for name, score in scores.items()},
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }
