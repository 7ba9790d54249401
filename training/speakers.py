"""The recipe of the speaker tagger: annotated rows, and PolNeAR and unlabelled text where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing.attribution_labels import ROLES
from framing.attributions import Attribution
from framing.datatypes import Span
from framing.errors import InputError
from framing.rows import Row
from framing.speakers import SpeakerTagger
from training.clusters import fit_clusters
from training.readers.brat import read_passages
from training.weak import WeakSentence

TAUGHT = 250_000
"""Sentences that a teacher read beyond this are left out: each fold takes time and memory for them."""
WHOLLY_TOLD = 25_000
"""Likewise those in which it found every role: chains of roles are fitted ten times over."""


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
    """Return some sentences that a teacher read, at most ``TAUGHT``, as rows with what it told of them.

    That is ``speaker``, ``attributions``, or both.
    """
    return _at_most(TAUGHT, [_taught(sentence) for sentence in weak if sentence.is_read])


def _at_most(most: int, rows: list[Row]) -> list[Row]:
    """Return no more than so many of the rows, from all along."""
    count = min(most, len(rows))
    return [rows[number * len(rows) // count] for number in range(count)]


def _taught(sentence: WeakSentence) -> Row:
    row: Row = {"text": sentence.text}
    if sentence.stance is not None:
        row["speaker"] = sentence.speaker
    if sentence.attributions is not None:
        row["attributions"] = sentence.attributions
    return row


def attributions_of(row: Row) -> tuple[Attribution, ...]:
    """Return the attributions of a row that has all of them (``attributions``: spans of each role)."""
    text = row["text"]
    return tuple(
        Attribution(*(tuple(Span(a, b, text[a:b]) for a, b in one[role]) for role in ROLES.values()))
        for one in row["attributions"]
    )


def with_speaker(taught: Sequence[Row]) -> list[Row]:
    """Return the rows of which a teacher told the speaker, or that nobody speaks."""
    return [row for row in taught if "speaker" in row]


def wholly_told(taught: Sequence[Row]) -> list[Row]:
    """Return rows in which a teacher found every role: where one is missing, it has mostly missed it.

    They are at most ``WHOLLY_TOLD``.
    """
    whole = [
        row
        for row in taught
        if all(any(one[role] for one in row.get("attributions", ())) for role in ROLES.values())
    ]
    return _at_most(WHOLLY_TOLD, whole)


def fit_speakers(
    rows: Sequence[Row],
    polnear: Path | None = None,
    unlabelled: Sequence[str] = (),
    taught: Sequence[Row] = (),
    **params: Any,
) -> SpeakerTagger:
    """Return a tagger fitted to ``rows`` (``text``, ``speaker``: verbatim words or null).

    ``polnear`` is the folder with PolNeAR's train.tar.gz; without it, and without rows that have all their
    ``attributions``, the tagger finds no cues and contents.
    ``unlabelled`` are further sentences for the word clusters, ``taught`` rows that a teacher labelled;
    ``params`` go to `SpeakerTagger`.
    """
    passages = list(read_passages(polnear / "train.tar.gz")) if polnear else []
    whole = [*(row for row in rows if row.get("attributions") is not None), *wholly_told(taught)]
    named = with_speaker(taught)
    texts = [row["text"] for row in rows]
    known = [*(row["text"] for row in whole), *(passage.text for passage in passages)]
    if "clusters" not in params:
        params["clusters"] = fit_clusters([*unlabelled, *texts, *known], seed=params.get("seed", 0))
    texts += [row["text"] for row in named]
    attributions = [*speaker_attributions([*rows, *named]), *map(attributions_of, whole)]
    attributions += [passage.attributions for passage in passages]
    complete = [False] * len(texts) + [True] * len(known)
    return SpeakerTagger(**params).fit(texts + known, attributions, complete)
