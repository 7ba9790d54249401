"""How sources, cues and contents are learned: by one chain, and a second that sees what it found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from framing.attribution_features import Clusters
from framing.attribution_labels import ROLE_LABELS, role_legality
from framing.attributions import Attribution, role_labels
from framing.chain import expectations
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.reading import Reading
from framing.tokens import tokenize


def fit_roles(
    texts: Sequence[str],
    attributions: Sequence[Sequence[Attribution]],
    clusters: Clusters,
    trainer: ChainTrainer,
) -> tuple[ChainModel, ...]:
    """Return the two chains, in the order in which they read.

    The second learns from output of the kind that it will meet: a chain fitted to one half of the texts
    reads the other (stacking, Wolpert 1992, "Stacked generalization"). A single text gives one chain.
    """
    tokens = tokenize(texts)
    labels = role_labels(tokens, attributions)
    legality = role_legality()
    reading = Reading.of(tokens, clusters)
    first = trainer.fit(reading.columns(), labels, tokens.first, legality)
    if len(texts) < 2:
        return (first,)
    middle = len(texts) // 2
    marginals = np.empty((len(tokens), ROLE_LABELS))
    late = tokens.text >= middle
    halves = [Reading.of(tokenize(part), clusters) for part in (texts[:middle], texts[middle:])]
    for learned, read, target in ((0, 1, late), (1, 0, ~late)):
        source, other = halves[learned], halves[read]
        chain = trainer.fit(source.columns(), labels[~target], source.tokens.first, legality)
        scores = other.emissions(chain)
        marginals[target] = expectations(scores, chain.links, other.layout).marginals
    stacked = reading.seeing(marginals, clusters)
    return first, trainer.fit(stacked.columns(), labels, tokens.first, legality)
