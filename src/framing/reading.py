"""What a chain sees of tokens: first the words alone, then also what the chain before made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from framing.attribution_features import (
    Atoms,
    Clusters,
    Forms,
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
from framing.chain import Floats, Layout, Walk
from framing.chain_model import ChainModel
from framing.feature_weights import feature_weights
from framing.span_features import attribution_atoms, span_atoms
from framing.tokens import U64, Tokens

_WORDS = WORD_TEMPLATES + FURTHER_TEMPLATES


@dataclass(frozen=True)
class Reading:
    """Tokens, and how they have been read so far.

    ``words`` are the scores (T, L) that the words alone give to the labels of each chain. ``scores`` and
    ``marginals``, (T, 13) each, are those of the last chain of roles that has read; None before the first.
    """

    tokens: Tokens
    layout: Layout
    atoms: Atoms
    templates: tuple[Template, ...]
    words: tuple[Floats, ...] = ()
    scores: Floats | None = None
    marginals: Floats | None = None

    @classmethod
    def of(cls, tokens: Tokens, clusters: Clusters, chains: Sequence[ChainModel] = ()) -> Reading:
        """Return a reading of the words alone, by all ``chains`` at once."""
        forms = Forms.of(tokens, clusters)
        atoms = word_atoms(tokens, forms)
        words = feature_weights(*chains).word_scores(tokens, forms, atoms, _WORDS) if chains else ()
        return cls(tokens, Layout(tokens.first), atoms, _WORDS, tuple(words))

    def columns(self) -> Iterator[U64]:
        """Yield the features of all tokens, template by template."""
        return template_hashes(self.tokens.text, self.atoms, self.templates)

    def emissions(self, chain: ChainModel, number: int) -> Floats:
        """Return the label scores, shape (T, L), of a chain, the ``number``-th of all."""
        further = [template for template in self.templates if template not in _WORDS]
        if not further:
            return self.words[number]
        return self.words[number] + feature_weights(chain).scores(self.tokens, self.atoms, further)[0]

    def through(self, chain: ChainModel, number: int, clusters: Clusters) -> Reading:
        """Return the reading after a chain of roles, the ``number``-th, has seen this one."""
        reading = self.with_spans(clusters)
        scores = reading.emissions(chain, number)
        walk = Walk.of(scores, chain.links, self.layout)
        return replace(self.seeing(walk.marginals, clusters), scores=scores)

    def seeing(self, marginals: Floats, clusters: Clusters) -> Reading:
        """Return the reading after a chain of roles came to these marginals."""
        atoms = {**self.atoms, **attribution_atoms(self.tokens, marginals, clusters)}
        return replace(self, atoms=atoms, templates=_WORDS + ATTRIBUTION_TEMPLATES, marginals=marginals)

    def with_spans(self, clusters: Clusters) -> Reading:
        """Return this reading with what only a further chain of roles sees of the one before."""
        if self.marginals is None:
            return self
        atoms = {**self.atoms, **span_atoms(self.tokens, self.marginals, clusters)}
        return replace(self, atoms=atoms, templates=_WORDS + ATTRIBUTION_TEMPLATES + SPAN_TEMPLATES)

    def for_main(self) -> Reading:
        """Return this reading with the features that the chain of the main speaker sees."""
        seen = () if self.marginals is None else ATTRIBUTION_TEMPLATES
        return replace(self, templates=WORD_TEMPLATES + seen)
