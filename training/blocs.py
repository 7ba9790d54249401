"""Fits the bloc classifier on annotated rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.blocs import BlocClassifier
from framing.datatypes import Speaker
from framing.heard import Heard, Speakers
from framing.rows import Row
from training.corpus import document_bounds

NAMES = Path(__file__).parent / "names.csv"


def annotated_speaker(row: Row, found: Speaker | None = None) -> Speaker | None:
    """Return a row's speaker: ``found`` if its words are the same, else where they occur first."""
    words = row["speaker"]
    if not words or (found and found.text == words):
        return found if words else None
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", row["text"])
    start = whole.start() if whole else row["text"].find(words)
    return Speaker(words, start, start + len(words)) if start >= 0 else None


def fit_blocs(
    rows: Sequence[Row],
    speakers: Speakers | Heard,
    actors: ActorTable | None = None,
    *,
    parts: NDArray[np.int64] | None = None,
    **params: Any,
) -> BlocClassifier:
    """Fit on rows of the gold corpus's format, with the speakers that a tagger found in them.

    The tagger should not have seen the rows, or its mistakes will not be seen here. What can only be told
    from other sentences teaches nothing where there are none, so the model of speakers' own words passes
    over those rows. ``parts`` (n,) are those of cross-validation; ``params`` go to `BlocClassifier`.
    """
    found = Heard.of(speakers).speakers
    bounds = document_bounds(rows)
    alone = np.repeat(np.diff(bounds) == 1, np.diff(bounds))
    needs_context = np.array([row["context"] for row in rows], bool)
    return BlocClassifier(**params).fit(
        [row["text"] for row in rows],
        speakers,
        [row["blocs"] for row in rows],
        bounds,
        actors=actors,
        names=ActorTable.read(NAMES),
        annotated=[annotated_speaker(row, own) for row, own in zip(rows, found, strict=True)],
        usable=~(alone & needs_context),
        parts=parts,
    )
