"""Label scores of tokens: the weights of their features, summed over templates for several chains at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution_features import Atoms, Forms, Template, template_hashes, template_salt
from framing.chain import Floats
from framing.chain_model import ChainModel
from framing.engine import kernels
from framing.hashtable import HashTable, merged
from framing.tokens import U64, Ints, Tokens, combine

Sums = NDArray[np.int32]

_BITS = 24
"""Weights in half precision are multiples of 2**-24, so in that unit they and their sums are exact."""
_MOST = 128  # templates that are summed in one go
_LANES = 8


class FeatureWeights:
    """The weights of one or more chains side by side, as fixed-point numbers of 32 bits.

    A feature that several chains know is looked up once for all of them.
    """

    def __init__(self, chains: Sequence[ChainModel]) -> None:
        keys = merged(*(chain.keys for chain in chains))
        widths = [chain.weights.shape[1] for chain in chains]
        self._ends = np.cumsum(widths)
        largest = max(float(np.abs(chain.weights).max(initial=0)) for chain in chains)
        # A coarser unit where the sum of many large weights would not fit.
        bits = min(_BITS, int(np.floor(31 - np.log2(max(_MOST * largest, 1.0)))))
        self._unit = 2.0**-bits
        # Whole vectors of numbers, and a last row for what a feature that is not known adds: nothing.
        self._weights: Sums = np.zeros((len(keys) + 1, -(-int(self._ends[-1]) // _LANES) * _LANES), np.int32)
        for chain, end, width in zip(chains, self._ends.tolist(), widths, strict=True):
            rows = np.searchsorted(keys, chain.keys)
            self._weights[rows, end - width : end] = np.round(chain.weights * np.float64(1 / self._unit))
        self._table = HashTable(keys)

    def scores(self, tokens: Tokens, atoms: Atoms, templates: Sequence[Template]) -> list[Floats]:
        """Return the label scores that ``templates`` add up to by each chain, shape (T, L) each."""
        return self._split(self._sums(tokens, atoms, templates))

    def word_scores(
        self, tokens: Tokens, forms: Forms, atoms: Atoms, templates: Sequence[Template]
    ) -> list[Floats]:
        """Return likewise those of templates of which many look at one word's form and at nothing else.

        What such templates add is summed once for each form and each place that it is looked at from.
        """
        steps: dict[int, list[Template]] = {}
        others = []
        for template in templates:
            (kind, step), *more = template
            if more or kind not in forms.atoms:
                others.append(template)
            else:
                steps.setdefault(step, []).append(template)
        sums = self._sums(tokens, atoms, others)
        parts = [self._form_sums(forms.atoms, group) for group in steps.values()]
        _add(parts, [forms.ahead(tokens.text, step) for step in steps], sums)
        return self._split(sums)

    def _split(self, sums: Sums) -> list[Floats]:
        parts = np.split(sums[:, : self._ends[-1]], self._ends[:-1], axis=1)
        return [part * np.float64(self._unit) for part in parts]

    def _sums(self, tokens: Tokens, atoms: Atoms, templates: Sequence[Template]) -> Sums:
        return self._added(
            tokens.text, atoms, _program(tuple(templates)), template_hashes(tokens.text, atoms, templates)
        )

    def _form_sums(self, atoms: Atoms, templates: Sequence[Template]) -> Sums:
        """Return the sums of each form; each template looks at one, whatever the step."""
        count = len(atoms["word"])
        program = _program(tuple(templates))
        here = program._replace(parts=program.parts * (1, 0))
        columns = (
            combine(salt, atoms[kind])
            for salt, ((kind, _),) in zip(program.salts[:, None], templates, strict=True)
        )
        return self._added(np.zeros(count, np.int64), atoms, here, columns)

    def _added(self, text: Ints, atoms: Atoms, program: _Program, columns: Iterable[U64]) -> Sums:
        """Return the sums of weights by a compiled ``program``, or by NumPy from ``columns`` of hashes."""
        sums = np.zeros((len(text), self._weights.shape[1]), np.int32)
        if (compiled := kernels()) is not None:
            values = np.stack([atoms[name] for name in program.names])
            compiled.add_templates(values, text, *program[1:], self._table.parts, self._weights, sums)
        else:
            for column in columns:
                sums += self._weights[self._table.find(column)]
        return sums


def _add(parts: Sequence[Sums], places: Sequence[Ints], sums: Sums) -> None:
    """Add to each row of ``sums`` the row of each part at its place."""
    if (compiled := kernels()) is not None:
        count, width = len(parts[0]), -(-len(parts) // _LANES) * _LANES
        rows = np.full((len(sums), width), count * len(parts), np.int32)
        for number, place in enumerate(places):
            rows[:, number] = place + number * count
        compiled.add_rows(rows, np.concatenate([*parts, np.zeros_like(parts[0][:1])]), sums)
    else:
        for part, place in zip(parts, places, strict=True):
            sums += part[place]


class _Program(NamedTuple):
    """N templates as arrays: ``salts``, and ``bounds`` (N + 1,) of their ``parts``: atoms and steps."""

    names: tuple[str, ...]
    salts: U64
    bounds: Ints
    parts: Ints


@lru_cache(maxsize=8)
def feature_weights(*chains: ChainModel) -> FeatureWeights:
    """Return the weights of ``chains`` in the form that tokens are scored by, made once."""
    return FeatureWeights(chains)


@cache
def _program(templates: tuple[Template, ...]) -> _Program:
    names = tuple(dict.fromkeys(kind for template in templates for kind, _ in template))
    return _Program(
        names,
        np.array([template_salt(template) for template in templates], np.uint64),
        np.cumsum([0, *map(len, templates)]),
        np.array([(names.index(kind), step) for template in templates for kind, step in template], np.int64),
    )
