"""Which features make a sentence's speaker its speaker, word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from framing.attribution_features import Template
from framing.attribution_labels import AFTER, OUTSIDE
from framing.chain_model import ChainModel
from framing.datatypes import Explanation
from framing.reading import Reading
from framing.tokens import Ints


def explain_path(
    text: str, reading: Reading, model: ChainModel, path: Ints, bias: float
) -> Explanation | None:
    """Return the score of the main speaker on a ``path`` of labels, taken apart; None without a speaker.

    The score sums the speaker's tokens: each feature of each, and, as the intercept, the transitions into
    them and the ``bias``.
    """
    tokens, templates = reading.tokens, reading.templates
    chosen = np.flatnonzero((path != OUTSIDE) & (path != AFTER))
    if not len(chosen):
        return None
    before = path[chosen - 1]
    into = np.where(
        chosen > 0, model.links.transitions[before, path[chosen]], model.links.start[path[chosen]]
    )
    intercept = float(into.sum()) + bias
    amounts = model.amounts(reading.columns(), chosen, path[chosen])
    words = [text[start:end] for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)]
    parts = [
        (_feature(templates[row], words, int(chosen[at])), "token", float(amounts[row, at]))
        for row, at in np.argwhere(amounts)
    ]
    label = text[tokens.start[chosen[0]] : tokens.end[chosen[-1]]]
    return Explanation.of("speaker", label, intercept, parts)


def _feature(template: Template, words: Sequence[str], at: int) -> str:
    """Return a feature's name, as "word(said) suffix(Kremlin)": each property and the word it is of."""
    parts = []
    for kind, ahead in template:
        there = at + ahead
        parts.append(f"{kind}({words[there] if 0 <= there < len(words) else 'edge'})")
    return f"{words[at]}: {' '.join(parts)}"
