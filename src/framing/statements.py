"""What the models say of sentences, as arrays that travel well between processes, and as statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.blocs import Blocs
from framing.datatypes import UNDECIDED, Speaker, Stance, Statement
from framing.tokens import Ints


class Sentences(NamedTuple):
    """The sentences of a document, and where each begins in its text."""

    texts: Sequence[str]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What the models say of the n sentences of some documents.

    ``first`` (documents + 1,) are the documents' bounds, ``stances`` (n, k) the probabilities of the labels,
    ``chosen`` (n,) the numbers of those given, and ``least`` (n,) the probabilities that are asked of them.
    """

    sentences: Sentences
    first: Ints
    speakers: list[tuple[Speaker, ...]]
    blocs: Blocs
    stances: NDArray[np.float64]
    chosen: Ints
    least: NDArray[np.float64]

    def statements(self, labels: Sequence[str]) -> list[tuple[Statement, ...]]:
        """Return the statements of each document; ``labels`` are those of stances.

        Where there are no labels, the stance is the empty one.
        """
        named, blocs = (*labels, UNDECIDED) if labels else ("",), self.blocs.labels
        probability, given = np.zeros(len(self.chosen)), self.chosen
        if labels:
            probability = self.stances[np.arange(len(given)), given]
            given = np.where(probability < self.least, len(labels), given)
        # Rows of plain Python numbers: reading arrays one number at a time costs many times more.
        rows = zip(
            *self.sentences,
            self.speakers,
            given.tolist(),
            probability.tolist(),
            self.stances.tolist(),
            self.blocs.names(),
            self.blocs.probabilities.tolist(),
            self.blocs.context.tolist(),
            strict=True,
        )
        result = []
        for text, start, speakers, label, sure, stances, own, voices, decided in rows:
            found = tuple([speaker.shift(start) for speaker in speakers]) if start else speakers
            result.append(
                Statement(
                    text,
                    start,
                    start + len(text),
                    Stance(named[label], sure, dict(zip(labels, stances, strict=True))),
                    own,
                    dict(zip(blocs, voices, strict=True)),
                    found[0] if found else None,
                    found,
                    decided if decided >= 0 else None,
                )
            )
        return [tuple(result[low:high]) for low, high in pairwise(self.first.tolist())]
