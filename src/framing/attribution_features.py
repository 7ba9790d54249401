"""What a chain sees of each token: 64-bit hashes of words, shapes, clusters, quotation marks and cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from framing.checked_arrays import Arrays, checked_array, checked_keys
from framing.hashtable import HashTable, distinct
from framing.quotation import CLOSING, OPENING, double_marks
from framing.tokens import SPACE, U64, UPPER, Bools, Ints, Tokens, combine, hash_string

Atoms = Mapping[str, U64]
"""Properties of each token, shape (T,) each, by name."""
Values = TypeVar("Values", U64, Ints)
Template = tuple[tuple[str, int], ...]
"""A conjunction of properties: (name, how many tokens ahead), ..."""

_STOPS = tuple(map(ord, ".!?"))
_MARKS = (*OPENING, *CLOSING, ord('"'))
_PAUSES = tuple(map(ord, ",;:—–-()"))
_STEPS = np.array([0, 1, 2, 3, 5, 8, 13, 21])
NONE = np.uint64(3)
"""The value of a property that a token lacks."""
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
    def from_arrays(cls, prefix: str, arrays: Arrays) -> Clusters:
        """Return saved clusters; raises ModelFormatError where arrays are missing or wrong."""
        keys, _ = checked_keys(arrays, f"{prefix}.keys")
        return cls(keys, checked_array(arrays, f"{prefix}.ids", "u", (len(keys), 3)).astype(np.uint16))

    @cached_property
    def _table(self) -> HashTable:
        return HashTable(self.keys)

    def of(self, words: U64) -> U64:
        """Return the clusters of hashed words, shape (n, levels)."""
        known = self.ids.astype(np.uint64) + np.uint64(10)
        padded = np.concatenate((known, np.full((1, self.ids.shape[1]), NONE)))
        found: U64 = padded[self._table.find(words)]
        return found


def ahead(text: Ints, values: Values, steps: int, edges: tuple[Any, Any] = (_BEFORE, _AFTER)) -> Values:
    """Return the value ``steps`` places ahead (behind where negative), or an edge's beyond the text.

    ``values`` are those of consecutive places, ``text`` the number of the text that each is in.
    """
    if steps == 0 or not len(values):
        return values
    place = np.arange(steps, steps + len(values))
    legal = np.clip(place, 0, len(values) - 1)
    inside = (place == legal) & (text[legal] == text)
    return np.where(inside, values[legal], edges[steps > 0])


def coarse(counts: Ints) -> U64:
    """Return counts as classes: exact up to 3, then in growing steps."""
    return np.searchsorted(_STEPS, counts, side="right").astype(np.uint64)


def away(places: Ints) -> U64:
    """Return classes of the distance to each token's ``places`` (T,); -1 is no place."""
    steps = np.abs(np.arange(len(places)) - places)
    return np.where(places >= 0, coarse(steps), np.uint64(99))


def there(values: U64, places: Ints) -> U64:
    """Return the ``values`` at each token's ``places`` (T,); -1 is no place."""
    return np.where(places >= 0, values[places], NONE)


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
    opening, closing = double_marks(tokens)
    last, following = nearest(tokens, opening | closing)
    inside = np.where(last >= 0, opening[last], (following >= 0) & closing[following])
    return closing, inside & ~opening & ~closing


@dataclass(frozen=True)
class Forms:
    """The distinct words of texts, as written: the ``number`` (T,) of each token's and the ``atoms`` of each.

    The atoms, shape (V + 2,), end with the values that stand for what is before and behind a text.
    """

    number: Ints
    atoms: Atoms

    @classmethod
    def of(cls, tokens: Tokens, clusters: Clusters) -> Forms:
        """Return the forms of ``tokens`` and all that depends on nothing else."""
        one, number = distinct(tokens.exact)
        start, end, words = tokens.start[one], tokens.end[one], tokens.lower[one]
        found = {"word": words, "exact": tokens.exact[one], "shape": _shapes(tokens, one)}
        found |= {f"prefix{size}": tokens.hasher(start, np.minimum(end, start + size)) for size in (3, 4, 6)}
        found |= {f"suffix{size}": tokens.hasher(np.maximum(start, end - size), end) for size in (2, 3, 4)}
        # Without two letters at the end "saying" is not "say", but "warned" and "warner" are one.
        found["stem"] = tokens.hasher(start, np.maximum(np.minimum(end, start + 4), end - 2))
        found |= {f"cluster{level}": ids for level, ids in enumerate(clusters.of(words).T)}
        return cls(number, {name: np.append(values, (_BEFORE, _AFTER)) for name, values in found.items()})

    def ahead(self, text: Ints, steps: int) -> Ints:
        """Return the number of the form ``steps`` places ahead of each token."""
        edges = len(self.atoms["word"]) - 2, len(self.atoms["word"]) - 1
        return ahead(text, self.number, steps, edges)


def _shapes(tokens: Tokens, chosen: Ints) -> U64:
    """Return a class of each token's letters: the case pattern of words, the character itself of others."""
    start, end = tokens.start[chosen], tokens.end[chosen]
    first = tokens.classes[start].astype(np.uint64)
    second = tokens.classes[np.minimum(start + 1, end - 1)].astype(np.uint64)
    final = tokens.classes[end - 1].astype(np.uint64)
    length = np.minimum(end - start, 3).astype(np.uint64)
    eight = np.uint64(8)
    pattern = ((first * eight + second) * eight + final) * eight + length
    return np.where(tokens.word[chosen], pattern, tokens.exact[chosen])


def word_atoms(tokens: Tokens, forms: Forms) -> dict[str, U64]:
    """Return what the text alone tells of each token; ``forms`` are those of ``tokens``."""
    here = np.arange(len(tokens))
    closing, inside = quotation(tokens)
    last_closing, _ = nearest(tokens, closing)
    words = np.bincount(tokens.text, tokens.word, tokens.texts)
    headline = np.bincount(tokens.text, _capital(tokens), tokens.texts) > 0.6 * words
    ends = stops(tokens)
    last_stop, next_stop = nearest(tokens, ends)
    opener = np.maximum(last_stop + 1, tokens.first[tokens.text])
    final = tokens.first[tokens.text + 1] - 1
    found = {
        "quoted": _flag(inside),
        "since_quote": coarse(np.where(last_closing >= 0, np.minimum(here - last_closing, 9), 9)),
        "position": coarse(here - tokens.first[tokens.text]),
        "remaining": coarse(final - here),
        "stop": _flag(ends),
        "since_stop": coarse(here - opener),
        "to_stop": coarse(np.where(next_stop >= 0, next_stop, final) - here),
        "opener": tokens.lower[opener],
        "headline": _flag(headline[tokens.text]),
        "final": tokens.lower[final],
        "always": np.ones(len(tokens), dtype=np.uint64),
    }
    found |= {name: values[forms.number] for name, values in forms.atoms.items()}
    return found | _neighbours(tokens)


def _neighbours(tokens: Tokens) -> dict[str, U64]:
    """Return where the nearest pauses and quotation marks are, and the words beyond them."""
    before, after = ahead(tokens.text, tokens.lower, -1), ahead(tokens.text, tokens.lower, 1)
    code = tokens.codes[tokens.start]
    last_pause, next_pause = nearest(tokens, np.isin(code, _PAUSES))
    last_mark, next_mark = nearest(tokens, np.isin(code, _MARKS))
    return {
        "last_pause": away(last_pause),
        "next_pause": away(next_pause),
        "after_last_pause": there(after, last_pause),
        "after_next_pause": there(after, next_pause),
        "last_mark": away(last_mark),
        "next_mark": away(next_mark),
        "before_last_mark": there(before, last_mark),
        "after_next_mark": there(after, next_mark),
    }


def stops(tokens: Tokens) -> Bools:
    """Return a mask of marks that end a sentence: those before a space or a quotation mark, not of "U.S."."""
    code = tokens.codes[tokens.start]
    after = np.concatenate((tokens.classes, [SPACE]))[tokens.end] == SPACE
    after |= np.isin(
        tokens.codes[np.minimum(tokens.end, len(tokens.codes) - 1)], (*CLOSING, ord('"'), ord(")"))
    )
    short = np.concatenate(([False], ((tokens.end - tokens.start < 4) & _capital(tokens))[:-1]))
    found: Bools = np.isin(code, _STOPS) & after & ~(short & (code == ord(".")))
    return found


def _capital(tokens: Tokens) -> Bools:
    capital: Bools = tokens.classes[tokens.start] == UPPER
    return capital


def _flag(mask: Bools) -> U64:
    return mask.astype(np.uint64) + np.uint64(1)


def template_name(template: Template) -> str:
    """Return a template's name, as "word+0 word+1"."""
    return " ".join(f"{kind}{steps:+d}" for kind, steps in template)


def template_hashes(text: Ints, atoms: Atoms, templates: Sequence[Template]) -> Iterator[U64]:
    """Yield, for each template, the hash of every place's feature, shape (T,).

    ``text`` (T,) is the number of the text that each place is in.
    """
    for template in templates:
        value: U64 = np.full(len(text), template_salt(template), dtype=np.uint64)
        for kind, steps in template:
            value = combine(value, ahead(text, atoms[kind], steps))
        yield value


@cache
def template_salt(template: Template) -> int:
    """Return the hash of a template's name, which keeps its features apart from those of others."""
    return hash_string(template_name(template))
