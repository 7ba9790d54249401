"""What a chain sees of tokens: first the words alone, then also what the chain before made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from framing.attribution_features import (
    Atoms,
    Clusters,
    Template,
    template_hashes,
    word_atoms,
)
from framing.attribution_templates import (
    ATTRIBUTION_TEMPLATES,
    FURTHER_TEMPLATES,
    SPAN_TEMPLATES,
    WORD_TEMPLATES,
)
from framing.chain import Floats, Layout, expectations, viterbi
from framing.chain_model import ChainModel
from framing.span_features import attribution_atoms
from framing.tokens import U64, Ints, Tokens

_WORDS = WORD_TEMPLATES + FURTHER_TEMPLATES


@dataclass(frozen=True)
class Reading:
    """Tokens, and how they have been read so far.

    ``scores`` and ``marginals``, (T, 13) each, are those of the last chain of roles; None before the first.
    """

    tokens: Tokens
    layout: Layout
    atoms: Atoms
    templates: tuple[Template, ...]
    scores: Floats | None = None
    marginals: Floats | None = None

    @classmethod
    def of(cls, tokens: Tokens, clusters: Clusters) -> Reading:
        """Return a reading of the words alone."""
        return cls(tokens, Layout.of(tokens.first), word_atoms(tokens, clusters), _WORDS)

    def columns(self) -> Iterator[U64]:
        """Yield the features of all tokens, template by template."""
        return template_hashes(self.tokens, self.atoms, self.templates)

    def emissions(self, chain: ChainModel) -> Floats:
        """Return a chain's label scores, shape (T, L)."""
        return chain.emissions(self.columns(), len(self.tokens))

    def best_path(self, chain: ChainModel, scores: Floats) -> Ints:
        """Return a chain's labels, shape (T,)."""
        return viterbi(scores, chain.links, self.layout)

    def through(self, chain: ChainModel, clusters: Clusters) -> Reading:
        """Return the reading after a chain of roles has seen this one."""
        scores = self.emissions(chain)
        return self.seeing(expectations(scores, chain.links, self.layout).marginals, clusters, scores)

    def seeing(self, marginals: Floats, clusters: Clusters, scores: Floats | None = None) -> Reading:
        """Return the reading after a chain of roles came to these marginals."""
        atoms = {**self.atoms, **attribution_atoms(self.tokens, marginals, clusters)}
        templates = _WORDS + ATTRIBUTION_TEMPLATES + SPAN_TEMPLATES
        return Reading(self.tokens, self.layout, atoms, templates, scores, marginals)

    def for_main(self) -> Reading:
        """Return this reading with the features that the chain of the main speaker sees."""
        seen = () if self.marginals is None else ATTRIBUTION_TEMPLATES
        return replace(self, templates=WORD_TEMPLATES + seen)
