"""Heard: the main speakers that a tagger finds in sentences, and what it is unsure of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from framing.datatypes import Speaker
from framing.termmodel import Floats
from framing.tokens import Ints

Speakers = Sequence[Speaker | None]


@dataclass(frozen=True, slots=True)
class Heard:
    """The main ``speakers`` (n) of sentences, and how sure it is that anybody speaks.

    ``probability`` (n,) is that of a speaker in the sentence; ``candidates`` (n) are the likeliest speakers
    of sentences in which none was found, None for the others and where nobody is likely.
    """

    speakers: Speakers
    probability: Floats
    candidates: Speakers

    @classmethod
    def of(cls, speakers: Speakers | Heard) -> Heard:
        """Return what was heard; of mere speakers there is no doubt."""
        if isinstance(speakers, Heard):
            return speakers
        sure = np.array([speaker is not None for speaker in speakers], float)
        return cls(speakers, sure, [None] * len(speakers))

    @classmethod
    def joined(cls, parts: Sequence[Heard]) -> Heard:
        """Return what was heard in the sentences of all parts, one after the other."""
        return cls(
            [speaker for part in parts for speaker in part.speakers],
            np.concatenate([np.zeros(0), *(part.probability for part in parts)]),
            [candidate for part in parts for candidate in part.candidates],
        )

    def __len__(self) -> int:
        return len(self.speakers)

    def among(self, chosen: Ints) -> Heard:
        """Return what was heard in the ``chosen`` sentences (m,)."""
        places = chosen.tolist()
        return Heard(
            [self.speakers[place] for place in places],
            self.probability[chosen],
            [self.candidates[place] for place in places],
        )
