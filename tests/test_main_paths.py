"""Where main speakers are, and where one may have been missed."""

from __future__ import annotations

import numpy as np
import pytest

from framing.attribution_labels import MAIN, MAIN_LABELS, OUTSIDE, SINGLE, main_legality
from framing.chain import Floats
from framing.chain_model import legal_links
from framing.main_paths import LEAST, MainPaths, first_tokens
from framing.tokens import tokenize

TOKENS = tokenize(["Wu said so", "It rained", ""])
LINKS = legal_links(main_legality())


def emissions(*odds: float) -> Floats:
    """Return scores by which the first token of each text is a speaker with these odds, and no other is."""
    scores = np.full((len(TOKENS), MAIN_LABELS), -30.0)
    scores[:, OUTSIDE] = 0.0
    scores[:, -1] = 0.0
    scores[[0, 3], MAIN + SINGLE] = np.log(odds)
    return scores


def test_a_likely_speaker_is_on_the_best_path() -> None:
    paths = MainPaths.of(emissions(9.0, 1e-6), LINKS, TOKENS, 0.0)
    assert first_tokens(paths.best, TOKENS).tolist() == [0, -1, -1]
    assert (paths.best == paths.eager).all()
    assert not paths.doubtful.any()
    assert paths.probability == pytest.approx([0.9, 0, 0], abs=1e-5)


def test_a_speaker_that_is_not_likely_but_possible_is_on_the_eager_path_alone() -> None:
    odds = 2 * LEAST / (1 - 2 * LEAST)
    paths = MainPaths.of(emissions(odds, odds / 10), LINKS, TOKENS, 0.0)
    assert first_tokens(paths.best, TOKENS).tolist() == [-1, -1, -1]
    assert first_tokens(paths.eager, TOKENS).tolist() == [0, -1, -1]
    assert paths.doubtful.tolist() == [True, False, False]
    assert paths.probability[0] == pytest.approx(2 * LEAST)


def test_the_bias_finds_more_speakers_and_leaves_probabilities_as_they_are() -> None:
    plain, eager = (MainPaths.of(emissions(0.5, 0.5), LINKS, TOKENS, bias) for bias in (0.0, 1.0))
    assert first_tokens(plain.best, TOKENS).tolist() == [-1, -1, -1]
    assert first_tokens(eager.best, TOKENS).tolist() == [0, 3, -1]
    assert plain.probability == pytest.approx(eager.probability)
