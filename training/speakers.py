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


def fit_speakers(
    rows: Sequence[Row], polnear: Path | None = None, unlabelled: Sequence[str] = (), **params: Any
) -> SpeakerTagger:
    """Return a tagger fitted to ``rows`` (``text``, ``speaker``: verbatim words or null).

    ``polnear`` is the folder with PolNeAR's train.tar.gz; without it the tagger finds no cues and contents.
    ``unlabelled`` are further sentences for the word clusters; ``params`` go to `SpeakerTagger`.
    """
    passages = list(read_passages(polnear / "train.tar.gz")) if polnear else []
    texts = [row["text"] for row in rows]
    known = [passage.text for passage in passages]
    params.setdefault("clusters", fit_clusters([*unlabelled, *texts, *known]))
    attributions = [*speaker_attributions(rows), *(passage.attributions for passage in passages)]
    complete = [False] * len(texts) + [True] * len(known)
    return SpeakerTagger(**params).fit(texts + known, attributions, complete)
