"""Where the main speakers of texts are, by the chain that labels them, and where one may have been missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.attribution_labels import MAIN, SINGLE
from framing.chain import Floats, Layout, Links, Walk, viterbi
from framing.tokens import Bools, Ints, Tokens

LEAST = 0.05
"""The least probability of a speaker that is looked for where the best path has none."""
SURE = 50.0
"""Outweighs any sum of features."""

_FIRST = [MAIN, MAIN + SINGLE]


@dataclass(frozen=True, slots=True)
class MainPaths:
    """Labels of the main speakers of n texts with T tokens.

    ``best`` (T,) is each text's best path. Texts without a speaker there, but with the ``probability`` (n,)
    of one, are ``doubtful`` (n,): ``eager`` (T,) has the best path with a speaker for those.
    """

    best: Ints
    eager: Ints
    probability: Floats
    doubtful: Bools

    @classmethod
    def of(cls, emissions: Floats, links: Links, tokens: Tokens, bias: float) -> MainPaths:
        """Return the paths; ``emissions`` are label scores (T, L), ``bias`` is added to a speaker's."""
        layout = Layout(tokens.first)
        begins = Walk.of(emissions, links, layout).marginals[:, _FIRST].sum(axis=1)
        probability = np.minimum(np.bincount(tokens.text, begins, tokens.texts), 1.0)
        scores = emissions.copy()
        scores[:, _FIRST] += bias
        best = viterbi(scores, links, layout)
        doubtful = (first_tokens(best, tokens) < 0) & (probability > LEAST)
        eager = best.copy()
        if doubtful.any():
            mine = doubtful[tokens.text]
            some = scores[mine]
            some[:, _FIRST] += SURE
            lengths = np.diff(tokens.first)[doubtful]
            eager[mine] = viterbi(some, links, Layout(np.append(0, np.cumsum(lengths))))
        return cls(best, eager, probability, doubtful)


def first_tokens(path: Ints, tokens: Tokens) -> Ints:
    """Return the first token of each text's main speaker, -1 where it has none."""
    return first_of_texts(tokens, np.flatnonzero(np.isin(path, _FIRST)))


def first_of_texts(tokens: Tokens, chosen: Ints) -> Ints:
    """Return for each text the first of the ``chosen`` tokens, -1 where it has none."""
    result = np.full(tokens.texts, -1)
    result[tokens.text[chosen][::-1]] = chosen[::-1]
    return result
