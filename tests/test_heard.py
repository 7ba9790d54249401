"""What a tagger hears, and how surely."""

from __future__ import annotations

import numpy as np

from framing.datatypes import Speaker
from framing.heard import Heard

WU, LI = Speaker("Wu", 0, 2), Speaker("Li", 0, 2)


def test_of_mere_speakers_there_is_no_doubt() -> None:
    heard = Heard.of([WU, None])
    assert heard.probability.tolist() == [1.0, 0.0]
    assert heard.candidates == [None, None]
    assert Heard.of(heard) is heard


def test_parts_are_joined_and_taken_apart_in_order() -> None:
    doubtful = Heard([None], np.array([0.2]), [LI])
    both = Heard.joined([Heard.of([WU]), doubtful])
    assert (both.speakers, both.candidates, both.probability.tolist()) == ([WU, None], [None, LI], [1.0, 0.2])
    turned = both.among(np.array([1, 0]))
    assert (turned.speakers, turned.candidates) == ([None, WU], [LI, None])
    assert len(Heard.joined([])) == 0
