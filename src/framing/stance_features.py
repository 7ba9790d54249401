"""What the stance model sees of sentences: views of hashed terms, each with the characters it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.hashtable import distinct
from framing.scoring import Repeated, Terms, character_slices, salted
from framing.tokens import U64, Bools, Ints, Tokens, combine, hash_string, ngrams

VIEWS = ("words", "masked", "characters", "pairs", "frames", "voice")
_LONG, _SHORT, _CHARACTERS = (1, 3), (1, 2), (3, 5)  # sizes of n-grams
_REACH = 8  # tokens from an actor to the other word of a pair
_NOBODY = np.uint64(1)


@dataclass(frozen=True, slots=True)
class View:
    """Terms of one view: hashes, the text that owns each, and the first and last token they stand on.

    ``start``, ``end`` and ``edges`` are, for characters only, what `character_slices` gives.
    """

    name: str
    hashes: U64
    owner: Ints
    first: Ints
    last: Ints
    start: Ints | None = None
    end: Ints | None = None
    edges: Ints | None = None

    @property
    def terms(self) -> Terms:
        """Hashes and owners."""
        return self.hashes, self.owner

    def term(self, text: str, tokens: Tokens, number: int) -> str:
        """Return the words of ``text`` (the only one of ``tokens``) that a term stands on."""
        first, last = int(self.first[number]), int(self.last[number])
        if self.start is not None and self.end is not None and self.edges is not None:
            edges = int(self.edges[number])
            piece = text[self.start[number] : self.end[number]].lower()
            return "_" * (edges & 1) + piece + "_" * (edges >> 1)
        words = [" ".join(text[tokens.start[place] : tokens.end[place]].split()) for place in (first, last)]
        if self.name == "pairs":
            return " … ".join(words).lower()
        return " ".join(text[tokens.start[first] : tokens.end[last]].split()).lower()


@dataclass(frozen=True, slots=True)
class Masked:
    """Tokens with each mention of an actor as one symbol of its bloc: hashes, owners, token numbers."""

    hashes: U64
    owner: Ints
    place: Ints
    actor: Bools


def mask_actors(tokens: Tokens, actors: ActorTable) -> Masked:
    """Return ``tokens`` with every mention of an actor as one symbol."""
    code, begins = actors.mask(tokens)
    symbols = np.array([0, *(hash_string(f"\x00{label}") for label in actors.labels)], np.uint64)
    place = np.flatnonzero((code == 0) | begins)
    actor = code[place] > 0
    hashes = np.where(actor, symbols[code[place]], tokens.lower[place])
    return Masked(hashes, tokens.text[place], place, actor)


def voice_hashes(labels: Sequence[str], probabilities: NDArray[np.float64]) -> U64:
    """Return a hash of the set of blocs that probably speak in each sentence, shape (n,)."""
    each = np.array([hash_string(label) for label in labels], np.uint64)
    result: U64 = (
        (probabilities > 0.5).astype(np.uint64) @ each
        if len(each)
        else np.zeros(len(probabilities), np.uint64)
    )
    return result


def stance_views(tokens: Tokens, actors: ActorTable, voices: U64) -> tuple[View, ...]:
    """Return the views of ``tokens``, in the order of ``VIEWS``; ``voices`` as in `word_views`."""
    words, masked, *others = word_views(tokens, actors, voices)
    return (words, masked, _characters(tokens), *others)


def word_views(tokens: Tokens, actors: ActorTable, voices: U64) -> tuple[View, ...]:
    """Return all views of ``tokens`` but that of characters.

    ``voices`` (n_texts,) are hashes of who speaks in each text, as far as the bloc model knows. A frame is a
    word between the blocs of the nearest actors before and after it: who does it to whom.
    """
    masked = mask_actors(tokens, actors)
    every = np.arange(len(tokens))
    hashes, owner, place = masked.hashes, masked.owner, masked.place
    return (
        _grams("words", tokens.lower, tokens.text, every, sizes=_LONG),
        _grams("masked", hashes, owner, place, sizes=_LONG),
        _pairs(masked),
        _grams("frames", hashes, owner, place, sizes=_SHORT, setting=_frames(masked)),
        _grams("voice", hashes, owner, place, sizes=_SHORT, setting=salted(voices, 2)[owner]),
    )


def character_terms(tokens: Tokens) -> Repeated:
    """Return the terms of the view of characters, word by word."""
    words = np.flatnonzero(tokens.word)
    one, number = distinct(tokens.lower[words])
    some = words[one]
    parts = list(character_slices(tokens.start[some], tokens.end[some], _CHARACTERS))
    hashes = [combine(tokens.hasher(start, end), edges.astype(np.uint64)) for _, start, end, edges in parts]
    form = np.concatenate([part[0] for part in parts])
    order = np.argsort(form, kind="stable")
    return Repeated(np.concatenate(hashes)[order], form[order], number, tokens.text[words])


def _grams(
    name: str, hashes: U64, owner: Ints, place: Ints, *, sizes: tuple[int, int], setting: U64 | None = None
) -> View:
    """Return n-grams, each together with the ``setting`` of its first token where there is one."""
    parts = []
    for size in range(sizes[0], sizes[1] + 1):
        value, mine = ngrams(hashes, owner, size)
        count = max(len(hashes) - size + 1, 0)
        inside = owner[:count] == owner[len(owner) - count :]
        if setting is not None:
            value = combine(setting[:count][inside], value)
        parts.append((value, mine, place[:count][inside], place[len(place) - count :][inside]))
    return View(name, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _characters(tokens: Tokens) -> View:
    parts = []
    words = np.flatnonzero(tokens.word)
    for word, start, end, edges in character_slices(tokens.start[words], tokens.end[words], _CHARACTERS):
        token = words[word]
        value = combine(tokens.hasher(start, end), edges.astype(np.uint64))
        parts.append((value, tokens.text[token], token, token, start, end, edges))
    return View("characters", *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _pairs(masked: Masked) -> View:
    """Return pairs of an actor and a word near it, in their order."""
    owner, place = masked.owner, masked.place
    parts = []
    for step in range(1, _REACH + 1):
        chosen = owner[:-step] == owner[step:]
        chosen &= masked.actor[:-step] | masked.actor[step:]
        value = combine(salted(masked.hashes[:-step][chosen], 1), masked.hashes[step:][chosen])
        parts.append((value, owner[:-step][chosen], place[:-step][chosen], place[step:][chosen]))
    return View("pairs", *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _frames(masked: Masked) -> U64:
    """Return a hash of the nearest actors before and after each token, within its text; shape (n_tokens,)."""
    count = len(masked.actor)
    index = np.arange(count)
    before = np.maximum.accumulate(np.where(masked.actor, index, -1))
    before = np.where(masked.actor, np.append(-1, before[:-1]), before) if count else before
    after = np.minimum.accumulate(np.where(masked.actor, index, count)[::-1])[::-1]
    after = np.where(masked.actor, np.append(after[1:], count), after) if count else after
    return combine(salted(_neighbour(masked, before), 3), _neighbour(masked, after))


def _neighbour(masked: Masked, there: Ints) -> U64:
    """Return the hashes of the tokens at ``there``, or of nobody where that is not in the same text."""
    inside = (there >= 0) & (there < len(masked.owner))
    place = np.where(inside, there, 0)
    inside &= masked.owner[place] == masked.owner
    return np.where(inside, masked.hashes[place], _NOBODY)
