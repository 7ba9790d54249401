"""Sentences to measure speed on: those of a corpus, then the same with other names and numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

_SYLLABLES = tuple(a + b for a in "bdfghjklmnprstvz" for b in "aeiou")
_CHANGED = re.compile(r"\d|\b[A-Za-z][a-z]{6,}\b")
_SHARE = 0.15  # of longer words; so that words go on being new, as they do in real texts


def sentences(base: Sequence[str], count: int, seed: int = 0) -> Iterator[str]:
    """Yield ``count`` sentences: those of ``base``, then variations of them, always the same."""
    rng = random.Random(seed)

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if word.isdigit():
            return str(rng.randrange(10))
        if rng.random() > _SHARE:
            return word
        made = "".join(rng.choices(_SYLLABLES, k=len(word) // 2))
        return made.capitalize() if word[0].isupper() else made

    for number in range(count):
        text = base[number % len(base)]
        yield text if number < len(base) else _CHANGED.sub(other, text)


def articles(texts: Iterator[str] | Sequence[str], length: int = 20) -> Iterator[str]:
    """Yield the texts joined to articles of ``length`` sentences."""
    held: list[str] = []
    for text in texts:
        held.append(text)
        if len(held) == length:
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)
