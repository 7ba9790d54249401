r"""Many texts to token arrays (offsets, 64-bit hashes, character classes) in one vectorised pass.

A text becomes code points; a token is a maximal run of word characters (``\w`` of Python's ``re``) or a
single other character that is not white space, so token bounds are found by comparing neighbours. Hashes
are polynomial hashes read off a running sum (Rabin & Karp 1987, "Efficient randomized pattern-matching
algorithms") modulo 2**64, finished with the mixer of splitmix64 (Steele, Lea & Flood 2014).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.engine import kernels

U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Character classes; 0 means "not looked up yet" in the table below.
SPACE, OTHER, DIGIT, UPPER, LETTER = 1, 2, 3, 4, 5  # >= DIGIT are word characters

BATCH = 400_000
"""Characters that are looked at together, so that memory has a bound."""

_BASE = 0x9E3779B97F4A7C15 | 1  # odd, so it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_CLASSES: NDArray[np.int8] = np.zeros(0x110000, dtype=np.int8)
# Reducing a hash to zero would make every n-gram around it equal; a fixed odd multiplier keeps order apart.
_STEP = np.uint64(0xD6E8FEB86659FD93)


def mix(values: Any) -> Any:
    """Return splitmix64's finaliser of uint64 ``values`` (any shape): a bijection that spreads every bit."""
    x = np.asarray(values, dtype=np.uint64)
    with np.errstate(over="ignore"):  # NumPy warns of it for scalars; arithmetic modulo 2**64 is meant
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def combine(left: Any, right: Any) -> U64:
    """Return the hash of the pair (left, right); the order matters."""
    if (compiled := kernels()) is not None:
        whole: U64 = compiled.combine(left, right)
        return whole
    result: U64 = mix(left * _STEP + right)
    return result


def hash_string(word: str) -> int:
    """Return the hash that a token with exactly these characters has."""
    value = 0
    for power, char in enumerate(word):
        value += (ord(char) + 1) * pow(_BASE, power, 1 << 64)
    with np.errstate(over="ignore"):
        return int(mix(np.uint64(value % (1 << 64)) + np.uint64(len(word)) * _STEP))


def _powers(count: int) -> tuple[U64, U64]:
    """Return base**i and base**-i modulo 2**64 for i below ``count`` (cached, grown by doubling)."""
    known = _POWERS[0]
    if len(known[0]) < count:
        size = max(count, 2 * len(known[0]), 1 << 16)
        pair = []
        for base in (_BASE, _INVERSE):
            factors = np.full(size, base, dtype=np.uint64)
            factors[0] = 1
            pair.append(np.cumprod(factors, dtype=np.uint64))
        known = _POWERS[0] = (pair[0], pair[1])
    return known


_POWERS: list[tuple[U64, U64]] = [(np.empty(0, np.uint64), np.empty(0, np.uint64))]


def _class_of(code: int) -> int:
    char = chr(code)
    if char.isspace():
        return SPACE
    if not (char.isalnum() or char == "_"):  # exactly \w of the re module
        return OTHER
    if char.isdigit():
        return DIGIT
    return UPPER if char.isupper() or char.istitle() else LETTER


def _classes(codes: NDArray[np.uint32]) -> NDArray[np.int8]:
    """Return the class of each code point; the table fills itself with what it has met."""
    found = _CLASSES[codes]
    if not found.all():
        for code in set(codes[found == 0].tolist()):
            _CLASSES[code] = _class_of(code)
        found = _CLASSES[codes]
    return found


def class_table(codes: NDArray[np.uint32]) -> NDArray[np.int8]:
    """Return the class of every code point, shape (0x110000,); those of ``codes`` are looked up."""
    if codes.max(initial=0) >= _COMMON:
        _classes(codes)
    return _CLASSES


_COMMON = 0x250
"""Code points below this, those of Latin letters, have their class from the start."""
_CLASSES[:_COMMON] = [_class_of(code) for code in range(_COMMON)]


def codepoints(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, lone surrogates included, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class Hasher:
    """Hashes of any slices of one code point stream, from one running sum."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        self._power, self._inverse = _powers(len(codes) + 1)
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes + np.uint64(1)) * self._power[: len(codes)], out=self._sums[1:])

    def __call__(self, start: Ints, end: Ints) -> U64:
        """Return the hash of each slice [start, end), shape of ``start``; equal slices, equal hashes."""
        value = (self._sums[end] - self._sums[start]) * self._inverse[start]
        result: U64 = mix(value + (end - start).astype(np.uint64) * _STEP)
        return result


@dataclass(frozen=True)
class Tokens:
    """The tokens of many texts, flat, in order.

    ``text`` is each token's text index; ``start`` and ``end`` its code points in the joined stream, from
    which ``base[text]`` is subtracted for offsets in the text; ``first`` (n_texts + 1) the token bounds
    of the texts. ``lower`` and ``exact`` are hashes of the token in lower case and as written.
    """

    base: Ints
    text: Ints
    start: Ints
    end: Ints
    first: Ints
    word: Bools
    classes: NDArray[np.int8]
    codes: NDArray[np.uint32]
    lower_codes: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.start)

    @property
    def texts(self) -> int:
        """The number of texts."""
        return len(self.first) - 1

    def part(self, low: int, high: int) -> Tokens:
        """Return the tokens of the texts [low, high)."""
        first, last = self.first[low], self.first[high]
        begin = self.base[low] if low < self.texts else len(self.codes)
        end = self.base[high] if high < self.texts else len(self.codes)
        return Tokens(
            base=self.base[low:high] - begin,
            text=self.text[first:last] - low,
            start=self.start[first:last] - begin,
            end=self.end[first:last] - begin,
            first=self.first[low : high + 1] - first,
            word=self.word[first:last],
            classes=self.classes[begin:end],
            codes=self.codes[begin:end],
            lower_codes=self.lower_codes[begin:end],
        )

    def batches(self, size: int = BATCH) -> Iterator[tuple[int, int, Tokens]]:
        """Yield the texts in parts of about ``size`` characters: first text, the one after the last, tokens.

        What is computed for every token then takes no more memory for a million sentences than for some.
        """
        low = 0
        while low < self.texts:
            reached = int(np.searchsorted(self.base, self.base[low] + size))
            high = min(max(reached, low + 1), self.texts)
            whole = (low, high) == (0, self.texts)
            yield low, high, self if whole else self.part(low, high)
            low = high

    @cached_property
    def hasher(self) -> Hasher:
        """Slices of the lower-cased stream to hashes."""
        return Hasher(self.lower_codes)

    @cached_property
    def lower(self) -> U64:
        """Hash of each token in lower case."""
        return self.hasher(self.start, self.end)

    @cached_property
    def exact_hasher(self) -> Hasher:
        """Slices of the stream as written to hashes."""
        return Hasher(self.codes)

    @cached_property
    def exact(self) -> U64:
        """Hash of each token as written."""
        return self.exact_hasher(self.start, self.end)


def tokenize(texts: Sequence[str]) -> Tokens:
    """Return the tokens of ``texts``; offsets count characters, whatever the script."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    base = np.zeros(len(texts), dtype=np.int64)
    np.cumsum(lengths[:-1] + 1, out=base[1:])
    joined = "\n".join(texts)
    codes = codepoints(joined)
    lowered = joined.lower()
    if len(lowered) != len(joined):  # only U+0130 grows when lower-cased; keep offsets aligned
        lowered = joined.replace("\u0130", "i").lower()
    classes = _classes(codes)
    word = classes >= DIGIT
    solid = classes > SPACE
    begins = solid.copy()
    begins[1:] &= ~(word[1:] & word[:-1])
    ends = solid.copy()
    ends[:-1] &= ~(word[1:] & word[:-1])
    start = np.flatnonzero(begins)
    end = np.flatnonzero(ends) + 1
    first = np.searchsorted(start, base)
    text = np.repeat(np.arange(len(texts)), np.diff(np.append(first, len(start))))
    return Tokens(
        base=base,
        text=text,
        start=start,
        end=end,
        first=np.append(first, len(start)),
        word=word[start],
        classes=classes,
        codes=codes,
        lower_codes=codepoints(lowered),
    )


def ngrams(hashes: U64, owner: Ints, size: int) -> tuple[U64, Ints]:
    """Return hashes and owners of the n-grams of ``size`` tokens that stay within one owner (text)."""
    count = len(hashes) - size + 1
    if count <= 0:
        return hashes[:0], owner[:0]
    value = hashes[:count]
    for step in range(1, size):
        value = combine(value, hashes[step : step + count])
    inside = owner[:count] == owner[size - 1 :]
    return value[inside], owner[:count][inside]
