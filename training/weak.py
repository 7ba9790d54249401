"""Weak supervision: sentences labelled only by the side of the outlet or speaker that published them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from framing.actors import ActorTable
from framing.errors import InputError
from framing.stance import SIDE_VIEWS
from framing.stance_features import stance_views
from framing.termmodel import TermModel
from framing.tokens import tokenize

MIN_COUNT = 20
"""Terms in fewer sentences than this are left out: the model lends a hand, and must stay small."""
PER_SIDE = 20_000
"""Sentences of a side beyond this teach little more, and memory is needed for every one."""


@dataclass(frozen=True, slots=True)
class WeakSentence:
    """A sentence and the side of whoever published it."""

    text: str
    side: str


def read_weak(path: Path) -> list[WeakSentence]:
    """Return the sentences of a gzipped JSON-lines file with ``text`` and ``side``; raises InputError."""
    found: list[WeakSentence] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found.append(WeakSentence(row["text"], row["side"]))
    except OSError as error:
        raise InputError(f"{path}: {error}; name a gzipped .jsonl file") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: row {len(found) + 1}: {error!r}; write text and side, one object a line"
        ) from error
    return found


def fit_sides(sentences: Sequence[WeakSentence], seed: int = 0) -> TermModel:
    """Return a one-vs-rest model of the publishers' sides; its scores tell of the line a sentence takes."""
    sentences = _sample(sentences, np.random.default_rng(seed))
    tokens = tokenize([sentence.text for sentence in sentences])
    views = stance_views(tokens, ActorTable.default(), np.zeros(len(sentences), np.uint64))
    terms = [(view.hashes, view.owner) for view in views if view.name in SIDE_VIEWS]
    labels = np.array(sorted({sentence.side for sentence in sentences}))
    targets = np.array([sentence.side for sentence in sentences])[:, None] == labels
    return TermModel(0.3, MIN_COUNT, balanced=True, keep=0.5).fit(terms, np.arange(len(sentences)), targets)


def _sample(sentences: Sequence[WeakSentence], generator: np.random.Generator) -> list[WeakSentence]:
    """Return at most ``PER_SIDE`` sentences of each side, in their order."""
    side = np.array([sentence.side for sentence in sentences])
    kept = [generator.permutation(np.flatnonzero(side == one))[:PER_SIDE] for one in np.unique(side)]
    return [sentences[place] for place in np.sort(np.concatenate(kept))]
