"""The recipe of the speaker tagger: annotated rows, and PolNeAR and unlabelled text where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing.attributions import Attribution
from framing.errors import InputError
from framing.rows import Row
from framing.speakers import SpeakerTagger
from training.clusters import fit_clusters
from training.readers.brat import read_passages
from training.weak import WeakSentence, chosen

TAUGHT = 50_000
"""Sentences that a teacher read beyond this are left out: each fold takes time and memory for them."""


def speaker_attributions(rows: Sequence[Row]) -> list[tuple[Attribution, ...]]:
    """Return the attributions of rows of the corpus schema.

    Raises InputError where a speaker's words are not in the sentence.
    """
    for row in rows:
        if row["speaker"] and row["speaker"] not in row["text"]:
            raise InputError(
                f"row {row.get('id')}: the speaker {row['speaker']!r} is not in the text; copy it"
            )
    return [Attribution.of_speaker(row["text"], row["speaker"]) for row in rows]


def taught_rows(weak: Sequence[WeakSentence]) -> list[Row]:
    """Return ``text`` and ``speaker`` of some sentences that a teacher read: at most ``TAUGHT``."""
    read = [sentence for sentence in chosen(weak) if sentence.stance] if weak else []
    some = read[:: max(1, len(read) // TAUGHT)]
    return [{"text": sentence.text, "speaker": sentence.speaker} for sentence in some]


def fit_speakers(
    rows: Sequence[Row],
    polnear: Path | None = None,
    weak: Sequence[WeakSentence] = (),
    **params: Any,
) -> SpeakerTagger:
    """Return a tagger fitted to ``rows`` (``text``, ``speaker``: verbatim words or null).

    ``polnear`` is the folder with PolNeAR's train.tar.gz; without it the tagger finds no cues and contents.
    ``weak`` are further sentences for the word clusters; those that a teacher read count as rows. ``params``
    go to `SpeakerTagger`.
    """
    passages = list(read_passages(polnear / "train.tar.gz")) if polnear else []
    texts = [row["text"] for row in rows]
    known = [passage.text for passage in passages]
    params.setdefault("clusters", fit_clusters([*(sentence.text for sentence in weak), *texts, *known]))
    taught = taught_rows(weak)
    texts += [row["text"] for row in taught]
    attributions = speaker_attributions([*rows, *taught])
    attributions += [passage.attributions for passage in passages]
    complete = [False] * len(texts) + [True] * len(known)
    return SpeakerTagger(**params).fit(texts + known, attributions, complete)
