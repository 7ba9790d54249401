"""How sources, cues and contents are learned: by two chains and a choice among the spans that they find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from framing.attribution_features import Clusters
from framing.attribution_labels import ROLE_LABELS, role_legality
from framing.attributions import Attribution, role_labels
from framing.chain import Floats, Layout, Walk
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.reading import Reading
from framing.roles import RoleModel
from framing.span_choice import fit_choice
from framing.span_decoding import Spans, spans_above
from framing.tokens import U64, Bools, Ints, tokenize

_PARTS = 4


def fit_roles(
    texts: Sequence[str],
    attributions: Sequence[Sequence[Attribution]],
    clusters: Clusters,
    trainer: ChainTrainer,
    chooser: ChainTrainer,
    *,
    least: float,
) -> RoleModel:
    """Return two chains, of which the second sees what the first found, and the choice among its spans.

    Those count that are more probable than ``least``.

    Each learns from output of the kind that it will meet: that of chains fitted to the other parts of the
    texts (stacking, Wolpert 1992, "Stacked generalization"). A single text gives one chain.
    """
    tokens = tokenize(texts)
    labels = role_labels(tokens, attributions)
    reading = Reading.of(tokens, clusters)

    def fit(read: Reading) -> ChainModel:
        return trainer.fit(trainer.index(read.columns), labels, tokens.first, role_legality())

    first = fit(reading)
    if len(texts) < 2:
        return RoleModel((first,))
    marginals, _ = _held_out(reading, labels, trainer, least)
    stacked = reading.seeing(marginals, clusters).with_spans(clusters)
    second = fit(stacked)
    marginals, spans = _held_out(stacked, labels, trainer, least)
    if not len(spans):
        return RoleModel((first, second))
    choice = fit_choice(chooser, tokens, reading.atoms, labels, marginals=marginals, spans=spans)
    return RoleModel((first, second), choice)


def _held_out(reading: Reading, labels: Ints, trainer: ChainTrainer, least: float) -> tuple[Floats, Spans]:
    """Return marginals (T, 13) and probable spans by chains that are fitted to other parts of the texts."""
    tokens = reading.tokens
    marginals, found = np.empty((len(tokens), ROLE_LABELS)), list[Spans]()
    lengths = np.diff(tokens.first)
    parts = np.arange(len(lengths)) * min(_PARTS, len(lengths)) // len(lengths)
    for part in range(parts[-1] + 1):
        read = parts[tokens.text] == part
        left, held = (np.append(0, np.cumsum(lengths[some])) for some in (parts != part, parts == part))
        features = trainer.index(partial(_some, reading, ~read))
        chain = trainer.fit(features, labels[~read], left, role_legality())
        scores = chain.emissions(_some(reading, read), int(read.sum()))
        walk = Walk.of(scores, chain.links, Layout(held))
        marginals[read] = walk.marginals
        found.append(spans_above(walk, least).among(np.flatnonzero(read)))
    return marginals, Spans.joined(found)


def _some(reading: Reading, chosen: Bools) -> Iterator[U64]:
    return (column[chosen] for column in reading.columns())
