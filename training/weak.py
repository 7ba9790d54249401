"""Weak supervision: sentences labelled by the side of who published them, some of them also by a teacher."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from framing.actors import ActorTable
from framing.attribution_labels import ROLES
from framing.errors import InputError
from framing.rows import Row
from framing.stance import SIDE_VIEWS
from framing.stance_features import stance_views
from framing.termmodel import TermModel
from framing.tokens import tokenize
from training.duplicates import repeated

MIN_COUNT = 20
"""Terms in fewer sentences than this are left out: the model lends a hand, and must stay small."""
PER_SIDE = 20_000
"""Sentences of a side beyond this teach little more, and memory is needed for every one."""
_LONGEST_LINE = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class WeakSentence:
    """A sentence and the side of whoever published it.

    The others are a teacher's answers (see `training.teach`): ``speaker`` where ``stance`` is not None, and
    ``attributions``, as rows of a corpus have them.
    """

    text: str
    side: str
    stance: str | None = None
    speaker: str | None = None
    attributions: list[dict[str, list[list[int]]]] | None = None

    @property
    def is_read(self) -> bool:
        """Whether a teacher has read it."""
        return self.stance is not None or self.attributions is not None

    def to_row(self) -> dict[str, Any]:
        """Return the row that `read_weak` reads this from."""
        row: dict[str, Any] = {"text": self.text, "side": self.side}
        if self.stance is not None:
            row |= {"stance": self.stance, "speaker": self.speaker}
        return row if self.attributions is None else row | {"attributions": self.attributions}


def read_weak(path: Path) -> list[WeakSentence]:
    """Return the sentences of a gzipped JSON-lines file with ``text`` and ``side``; raises InputError.

    A teacher's answers are read where a row has them.
    """
    found: list[WeakSentence] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            while line := lines.readline(_LONGEST_LINE):  # a few bytes may unpack to a line of any length
                row = json.loads(line)
                found.append(_sentence(row))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: {error}; name a gzipped .jsonl file") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path}: row {len(found) + 1}: {error!r}; write text and side, one object a line"
        ) from error
    return found


def read_apart(path: Path, rows: Sequence[Row]) -> list[WeakSentence]:
    """Return the sentences of a file as `read_weak` does, without those that repeat annotated ``rows``.

    Otherwise cross-validation would train on what it tests: a teacher has seen the labels of all rows.
    """
    sentences = read_weak(path)
    known = repeated([sentence.text for sentence in sentences], [row["text"] for row in rows])
    return [sentence for sentence, is_known in zip(sentences, known.tolist(), strict=True) if not is_known]


def _sentence(row: dict[str, Any]) -> WeakSentence:
    """Return a row as a sentence; raises TypeError or ValueError for a value of another kind."""
    needed, answers = (row["text"], row["side"]), (row.get("stance"), row.get("speaker"))
    for value in (*needed, *(answer for answer in answers if answer is not None)):
        if not isinstance(value, str):
            raise TypeError(f"{value!r:.50} is no string")
    attributions = row.get("attributions")
    for one in attributions or ():
        for low, high in (span for role in ROLES.values() for span in one[role]):
            if not 0 <= low < high <= len(row["text"]):
                raise ValueError(f"{[low, high]} is no span of the text")
    return WeakSentence(*needed, *answers, attributions)


def fit_auxiliary(sentences: Sequence[WeakSentence]) -> TermModel:
    """Return a one-vs-rest model of the publishers' sides, and of the teacher's stances where there are any.

    Its scores tell of the line that a sentence takes. It learns from `chosen` sentences.
    """
    sentences = chosen(sentences)
    tokens = tokenize([sentence.text for sentence in sentences])
    views = stance_views(tokens, ActorTable.default(), np.zeros(len(sentences), np.uint64))
    terms = [(view.hashes, view.owner) for view in views if view.name in SIDE_VIEWS]
    targets = [
        [answer == label for answer in answers]
        for answers in ([one.side for one in sentences], [one.stance or "" for one in sentences])
        for label in sorted(set(answers) - {""})
    ]
    # Held back: its views know neither who does what to whom nor who speaks, so it must not drown those.
    model = TermModel(0.1, MIN_COUNT, balanced=True, keep=0.5)
    return model.fit(terms, np.arange(len(sentences)), np.array(targets).T)


def chosen(sentences: Sequence[WeakSentence], seed: int = 0) -> list[WeakSentence]:
    """Return at most ``PER_SIDE`` sentences of each side, in order; if a teacher read some, only of those."""
    read = [sentence for sentence in sentences if sentence.is_read]
    sentences = read or sentences
    generator = np.random.default_rng(seed)
    side = np.array([sentence.side for sentence in sentences])
    kept = [generator.permutation(np.flatnonzero(side == one))[:PER_SIDE] for one in np.unique(side)]
    return [sentences[place] for place in np.sort(np.concatenate(kept))]
