"""How sources, cues and contents are learned: by one chain, and a second that sees what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from framing.attribution_features import Clusters
from framing.attribution_labels import ROLE_LABELS, role_legality
from framing.attributions import Attribution, role_labels
from framing.chain import Layout, expectations
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.reading import Reading
from framing.tokens import U64, Bools, tokenize

_PARTS = 4


def fit_roles(
    texts: Sequence[str],
    attributions: Sequence[Sequence[Attribution]],
    clusters: Clusters,
    trainer: ChainTrainer,
) -> tuple[ChainModel, ...]:
    """Return the two chains, in the order in which they read.

    The second learns from output of the kind that it will meet: chains fitted to the other parts of the
    texts read each part (stacking, Wolpert 1992, "Stacked generalization"). A single text gives one chain.
    """
    tokens = tokenize(texts)
    labels = role_labels(tokens, attributions)
    legality = role_legality()
    reading = Reading.of(tokens, clusters)
    first = trainer.fit(reading.columns, labels, tokens.first, legality)
    if len(texts) < 2:
        return (first,)
    marginals = np.empty((len(tokens), ROLE_LABELS))
    lengths = np.diff(tokens.first)
    parts = np.arange(len(texts)) * min(_PARTS, len(texts)) // len(texts)
    for part in range(parts[-1] + 1):
        read = parts[tokens.text] == part
        left, held = (np.append(0, np.cumsum(lengths[some])) for some in (parts != part, parts == part))
        chain = trainer.fit(partial(_some, reading, ~read), labels[~read], left, legality)
        scores = chain.emissions(_some(reading, read), int(read.sum()))
        marginals[read] = expectations(scores, chain.links, Layout(held)).marginals
    stacked = reading.seeing(marginals, clusters).with_spans(clusters)
    return first, trainer.fit(stacked.columns, labels, tokens.first, legality)


def _some(reading: Reading, chosen: Bools) -> Iterator[U64]:
    return (column[chosen] for column in reading.columns())
