"""RoleModel: what finds sources, cues and contents, once it is fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.attribution_features import Clusters
from framing.attribution_labels import role_legality
from framing.chain import Floats, Layout, Walk
from framing.chain_model import ChainModel
from framing.checked_arrays import Arrays
from framing.reading import Reading
from framing.span_choice import choice_legality, weighed
from framing.span_decoding import mark_probable, spans_above
from framing.tokens import Bools, Ints

_CHOICE = "choice"


@dataclass(frozen=True, eq=False)
class RoleModel:
    """Chains, each of which sees what the one before found, and a ``choice`` among the spans of the last.

    Without chains no role is found, without a choice the spans that the last chain finds probable count.
    """

    chains: tuple[ChainModel, ...] = ()
    choice: ChainModel | None = None

    def read(self, reading: Reading, clusters: Clusters) -> Reading:
        """Return the reading after the chains have seen it, one after the other."""
        for number, chain in enumerate(self.chains):
            reading = reading.through(chain, number, clusters)
        return reading

    def mark(
        self,
        labels: Ints,
        reading: Reading,
        *,
        scores: Floats,
        mine: Bools,
        least: float,
        threshold: float,
    ) -> None:
        """Write into ``labels`` (T,), where those are 0, the roles that are probable beyond ``threshold``.

        The choice weighs those that the chain finds probable beyond ``least``. ``mine`` (T,) are the tokens
        of the texts to look at, ``scores`` (m, 13) the last chain's of those.
        """
        texts, counts = np.unique(reading.tokens.text[mine], return_counts=True)
        if not len(texts):
            return
        walk = Walk.of(scores, self.chains[-1].links, Layout(np.append(0, np.cumsum(counts))))
        spans = spans_above(walk, least if self.choice else threshold)
        spans = spans.among(np.flatnonzero(mine))
        if self.choice:
            marginals = np.zeros((len(labels), walk.marginals.shape[1]))
            marginals[mine] = walk.marginals
            spans = weighed(self.choice, reading.tokens, reading.atoms, marginals, spans)
        mark_probable(labels, spans, threshold)

    def arrays(self) -> Arrays:
        """Return the arrays to save."""
        arrays: Arrays = self.choice.arrays(_CHOICE) if self.choice else {}
        for number, chain in enumerate(self.chains):
            arrays |= chain.arrays(f"roles{number}")
        return arrays

    @classmethod
    def from_arrays(cls, chains: int, arrays: Arrays) -> RoleModel:
        """Return a saved model of so many chains; raises ModelFormatError where arrays do not fit."""
        names = [f"roles{number}" for number in range(chains)]
        found = tuple(ChainModel.from_arrays(name, role_legality(), arrays) for name in names)
        if not chains or f"{_CHOICE}.keys" not in arrays:
            return cls(found)
        return cls(found, ChainModel.from_arrays(_CHOICE, choice_legality(), arrays))
