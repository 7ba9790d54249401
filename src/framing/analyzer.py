"""Analyzer: the terms that scikit-learn's TfidfVectorizer makes of texts, as hashes, and their scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.bloc_features import places
from framing.engine import kernels
from framing.errors import InputError
from framing.hashtable import HashTable, distinct
from framing.scoring import LinearView, Repeated, Terms
from framing.tokens import U64, Ints, Tokens, class_table, codepoints, combine, ngrams, tokenize

_SPACES = re.compile(r"\s\s+")
_NO_STOPS = HashTable(np.zeros(0, np.uint64))


@dataclass(frozen=True)
class Analyzer:
    """What a vectorizer makes of a text: ``kind`` "word", "char" or "char_wb", sizes of n-grams, and so on.

    ``shortest`` is the length of the shortest token and ``stops`` the hashes of tokens to leave out, both
    for words alone.
    """

    kind: str
    lowercase: bool
    sizes: tuple[int, int]
    shortest: int = 1
    stops: HashTable | None = None

    def terms(self, texts: Sequence[str]) -> Terms | Repeated:
        """Return the terms of texts, as `LinearView.scores` takes them."""
        texts = self._cased(texts)
        if self.kind == "word":
            return self._words(tokenize(texts))
        if self.kind == "char":
            tokens = tokenize([_SPACES.sub(" ", text) for text in texts])
            ends = np.append(tokens.base[1:] - 1, len(tokens.codes))
            parts = [self._slices(tokens, tokens.base, ends, size) for size in self._range]
            return _joined(parts)
        return self._padded(tokenize([f" {'  '.join(text.split())} " for text in texts]))

    def scores(self, view: LinearView, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return what ``view`` of these terms adds to each text's scores, shape (texts, k)."""
        if self.kind != "word" or (compiled := kernels()) is None:
            return view.scores(self.terms(texts), len(texts))
        texts = self._cased(texts)
        codes = codepoints("\n".join(texts))
        base = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
        stops = self.stops or _NO_STOPS
        grams = (*self.sizes, self.shortest)
        found: NDArray[np.float64] = compiled.word_scores(
            codes, base, class_table(codes), grams, stops.parts, *view.parts
        )
        return found

    def _cased(self, texts: Sequence[str]) -> list[str]:
        # Lower-cased first, as scikit-learn does: İ becomes two characters, of which the second ends a word.
        return [text.lower() for text in texts] if self.lowercase else list(texts)

    @property
    def _range(self) -> range:
        return range(self.sizes[0], self.sizes[1] + 1)

    def _words(self, tokens: Tokens) -> Terms:
        chosen = tokens.word & (tokens.end - tokens.start >= self.shortest)
        if self.stops is not None:
            chosen &= self.stops.find(tokens.exact) < 0
        hashes, owner = tokens.exact[chosen], tokens.text[chosen]
        return _joined([ngrams(hashes, owner, size) for size in self._range])

    def _padded(self, tokens: Tokens) -> Repeated:
        """Return the n-grams of words with a blank at each side; a shorter word counts once, as a whole."""
        space = tokens.codes == ord(" ")
        edge = np.diff(space.astype(np.int8), prepend=1, append=1)
        start, end = np.flatnonzero(edge < 0) - 1, np.flatnonzero(edge > 0) + 1
        text = np.searchsorted(tokens.base, start, side="right") - 1
        one, number = distinct(tokens.exact_hasher(start, end))
        low, high = start[one], end[one]
        parts = [self._slices(tokens, low, high, size) for size in self._range]
        short = np.flatnonzero(high - low < self.sizes[0])
        parts.append((tokens.exact_hasher(low[short], high[short]), short))
        hashes, form = _joined(parts)
        order = np.argsort(form, kind="stable")
        return Repeated(hashes[order], form[order], number, text)

    @staticmethod
    def _slices(tokens: Tokens, low: Ints, high: Ints, size: int) -> Terms:
        start, owner = places(low, high - size + 1)
        return tokens.exact_hasher(start, start + size), owner

    def keys(self, vocabulary: Sequence[str]) -> U64:
        """Return the hash of each term of a vocabulary."""
        tokens = tokenize(vocabulary)
        if self.kind != "word":
            ends = np.append(tokens.base[1:] - 1, len(tokens.codes))
            return tokens.exact_hasher(tokens.base, ends)
        length = np.diff(tokens.first)
        if not length.all():
            raise InputError("the vocabulary holds an empty term; fit the vectorizer again without it")
        key = tokens.exact[tokens.first[:-1]].copy()
        for step in range(1, int(length.max(initial=1))):
            longer = length > step
            key[longer] = combine(key[longer], tokens.exact[tokens.first[:-1][longer] + step])
        return key


def _joined(parts: Sequence[Terms]) -> Terms:
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
