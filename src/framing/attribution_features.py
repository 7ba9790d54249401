"""What a chain sees of each token: 64-bit hashes of words, shapes, clusters, quotation marks and cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution_labels import ROLES, SINGLE, SOURCE
from framing.chain import Floats
from framing.chain_model import checked_array
from framing.errors import ModelFormatError
from framing.hashtable import HashTable
from framing.tokens import SPACE, U64, UPPER, Bools, Ints, Tokens, combine, hash_string

Atoms = Mapping[str, U64]
"""Properties of each token, shape (T,) each, by name."""
Template = tuple[tuple[str, int], ...]
"""A conjunction of properties: (name, how many tokens ahead), ..."""

_STOPS = tuple(map(ord, ".!?"))
_OPENING = tuple(map(ord, "“„«‟"))
_CLOSING = tuple(map(ord, "”»"))
_STEPS = np.array([0, 1, 2, 3, 5, 8, 13, 21])
_LEVELS = np.array([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
_NONE = np.uint64(3)  # the value of a property that a token lacks
_BEFORE, _AFTER = np.uint64(2), np.uint64(1)  # beyond the ends of the text


@dataclass(frozen=True)
class Clusters:
    """Words that occur in like company: ``keys`` (n,) sorted hashes of words, ``ids`` (n, levels)."""

    keys: U64
    ids: NDArray[np.uint16]

    @classmethod
    def none(cls) -> Clusters:
        """Return clusters without words: every word is as unknown as the next."""
        return cls(np.empty(0, np.uint64), np.empty((0, 3), np.uint16))

    @classmethod
    def from_arrays(cls, prefix: str, arrays: dict[str, NDArray[Any]]) -> Clusters:
        """Return saved clusters; raises ModelFormatError where arrays are missing or wrong."""
        count = len(arrays[f"{prefix}.keys"]) if f"{prefix}.keys" in arrays else 0
        keys = checked_array(arrays, f"{prefix}.keys", "u", (count,)).astype(np.uint64)
        if not (keys[1:] > keys[:-1]).all():
            raise ModelFormatError(f"array '{prefix}.keys' must ascend; save the model again")
        return cls(keys, checked_array(arrays, f"{prefix}.ids", "u", (count, 3)).astype(np.uint16))

    @cached_property
    def _table(self) -> HashTable:
        return HashTable(self.keys)

    def of(self, words: U64) -> U64:
        """Return the clusters of hashed words, shape (n, levels)."""
        known = self.ids.astype(np.uint64) + np.uint64(10)
        padded = np.concatenate((known, np.full((1, self.ids.shape[1]), _NONE)))
        found: U64 = padded[self._table.find(words)]
        return found


def _ahead(tokens: Tokens, values: U64, steps: int) -> U64:
    """Return the value ``steps`` tokens ahead (behind where negative), or an edge's beyond the text."""
    if steps == 0 or not len(values):
        return values
    there = np.arange(steps, steps + len(values))
    legal = np.clip(there, 0, len(values) - 1)
    inside = (there == legal) & (tokens.text[legal] == tokens.text)
    return np.where(inside, values[legal], _AFTER if steps > 0 else _BEFORE)


def _coarse(counts: Ints) -> U64:
    """Return counts as classes: exact up to 3, then in growing steps."""
    return np.searchsorted(_STEPS, counts, side="right").astype(np.uint64)


def nearest(tokens: Tokens, chosen: Bools) -> tuple[Ints, Ints]:
    """Return for each token the last chosen one before it and the next one after it in its text, else -1."""
    count = len(tokens)
    if not count:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    here = np.arange(count)
    last = np.maximum.accumulate(np.where(chosen, here, -1))
    last = np.concatenate(([-1], last[:-1]))
    following = np.minimum.accumulate(np.where(chosen, here, count)[::-1])[::-1]
    following = np.concatenate((following[1:], [count]))
    last = np.where(last >= tokens.first[tokens.text], last, -1)
    return last, np.where(following < tokens.first[tokens.text + 1], following, -1)


def quotation(tokens: Tokens) -> tuple[Bools, Bools]:
    """Return masks, shape (T,), of closing marks and of the words inside a quotation.

    A straight mark opens where only its right side touches a word. A token is inside when the last mark
    before it opens, or when there is none and the next one closes: the quotation began a sentence earlier.
    Each mark counts alone, so nested and unbalanced ones do no harm.
    """
    code = tokens.codes[tokens.start]
    mark = tokens.end - tokens.start == 1
    padded = np.concatenate((tokens.classes, [SPACE]))
    touches_left = (tokens.start > 0) & (padded[tokens.start - 1] > SPACE)
    turned_right = (padded[tokens.end] > SPACE) & ~touches_left
    straight = mark & (code == ord('"'))
    opening = (mark & np.isin(code, _OPENING)) | (straight & turned_right)
    closing = (mark & np.isin(code, _CLOSING)) | (straight & ~turned_right)
    last, following = nearest(tokens, opening | closing)
    inside = np.where(last >= 0, opening[last], (following >= 0) & closing[following])
    return closing, inside & ~opening & ~closing


def _shapes(tokens: Tokens) -> U64:
    """Return a class of each token's letters: the case pattern of words, the character itself of others."""
    first = tokens.classes[tokens.start].astype(np.uint64)
    second = tokens.classes[np.minimum(tokens.start + 1, tokens.end - 1)].astype(np.uint64)
    final = tokens.classes[tokens.end - 1].astype(np.uint64)
    length = np.minimum(tokens.end - tokens.start, 3).astype(np.uint64)
    eight = np.uint64(8)
    return np.where(tokens.word, ((first * eight + second) * eight + final) * eight + length, tokens.exact)


def word_atoms(tokens: Tokens, clusters: Clusters) -> dict[str, U64]:
    """Return what the text alone tells of each token."""
    here = np.arange(len(tokens))
    closing, inside = quotation(tokens)
    last_closing, _ = nearest(tokens, closing)
    words = np.bincount(tokens.text, tokens.word, tokens.texts)
    headline = np.bincount(tokens.text, _capital(tokens), tokens.texts) > 0.6 * words
    stops = _stops(tokens)
    last_stop, next_stop = nearest(tokens, stops)
    opener = np.maximum(last_stop + 1, tokens.first[tokens.text])
    final = tokens.first[tokens.text + 1] - 1
    found = {
        "word": tokens.lower,
        "exact": tokens.exact,
        "shape": _shapes(tokens),
        "suffix": tokens.hasher(np.maximum(tokens.start, tokens.end - 3), tokens.end),
        "ending": tokens.hasher(np.maximum(tokens.start, tokens.end - 2), tokens.end),
        "prefix": tokens.hasher(tokens.start, np.minimum(tokens.end, tokens.start + 4)),
        "quoted": _flag(inside),
        "since_quote": _coarse(np.where(last_closing >= 0, np.minimum(here - last_closing, 9), 9)),
        "position": _coarse(here - tokens.first[tokens.text]),
        "remaining": _coarse(final - here),
        "stop": _flag(stops),
        "since_stop": _coarse(here - opener),
        "to_stop": _coarse(np.where(next_stop >= 0, next_stop, final) - here),
        "opener": tokens.lower[opener],
        "headline": _flag(headline[tokens.text]),
        "final": tokens.lower[final],
        "always": np.ones(len(tokens), dtype=np.uint64),
    }
    for level, ids in enumerate(clusters.of(tokens.lower).T):
        found[f"cluster{level}"] = ids
    return found


def _stops(tokens: Tokens) -> Bools:
    """Return a mask of marks that end a sentence: those before a space or a quotation mark, not of "U.S."."""
    code = tokens.codes[tokens.start]
    after = np.concatenate((tokens.classes, [SPACE]))[tokens.end] == SPACE
    after |= np.isin(
        tokens.codes[np.minimum(tokens.end, len(tokens.codes) - 1)], (*_CLOSING, ord('"'), ord(")"))
    )
    short = np.concatenate(([False], ((tokens.end - tokens.start < 4) & _capital(tokens))[:-1]))
    stops: Bools = np.isin(code, _STOPS) & after & ~(short & (code == ord(".")))
    return stops


def _capital(tokens: Tokens) -> Bools:
    capital: Bools = tokens.classes[tokens.start] == UPPER
    return capital


def _flag(mask: Bools) -> U64:
    return mask.astype(np.uint64) + np.uint64(1)


def attribution_atoms(tokens: Tokens, marginals: Floats, clusters: Clusters) -> dict[str, U64]:
    """Return what a chain of roles tells, from its ``marginals`` (T, 13): spans, how sure, nearest cues."""
    here = np.arange(len(tokens))
    sure = {name: marginals[:, role : role + 4].sum(axis=1) for role, name in ROLES.items()}
    begins = marginals[:, SOURCE] + marginals[:, SOURCE + SINGLE]
    strongest = np.zeros(tokens.texts)
    np.maximum.at(strongest, tokens.text, sure["source"])
    number = np.concatenate(([0], np.cumsum(begins > 0.5)))
    before = number[tokens.first[:-1]][tokens.text]
    found = {
        "label": marginals.argmax(axis=1).astype(np.uint64),
        "begins": _level(begins),
        "best_source": _level(strongest[tokens.text]),
        "sources": np.minimum(number[tokens.first[1:]][tokens.text] - before, 3).astype(np.uint64),
        "source_number": np.minimum(number[1:] - before, 3).astype(np.uint64),
    }
    found |= {name: _level(probability) for name, probability in sure.items()}
    kinds = clusters.of(tokens.lower)[:, 1]
    for name, place in zip(("last_cue", "next_cue"), nearest(tokens, sure["cue"] > 0.3), strict=True):
        found[name] = np.where(place >= 0, tokens.lower[place], _NONE)
        found[f"{name}_kind"] = np.where(place >= 0, kinds[place], _NONE)
        found[f"{name}_away"] = np.where(place >= 0, _coarse(np.abs(here - place)), np.uint64(99))
    return found


def _level(probability: Floats) -> U64:
    return np.searchsorted(_LEVELS, probability).astype(np.uint64)


def template_name(template: Template) -> str:
    """Return a template's name, as "word+0 word+1"."""
    return " ".join(f"{kind}{ahead:+d}" for kind, ahead in template)


def template_hashes(tokens: Tokens, atoms: Atoms, templates: Sequence[Template]) -> Iterator[U64]:
    """Yield, for each template, the hash of every token's feature, shape (T,)."""
    for template in templates:
        value = np.full(len(tokens), hash_string(template_name(template)), dtype=np.uint64)
        for kind, ahead in template:
            value = combine(value, _ahead(tokens, atoms[kind], ahead))
        yield value
