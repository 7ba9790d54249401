"""The phrases that set two publishers apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 3  # words of a phrase
FEWEST = 3  # times a phrase must occur on its side
LEAST_Z = 1.0
PRIOR = 0.1
"""Pseudo-counts are this share of the counts of all sides: enough to hold back what is rare, and no more."""
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\b")
_STOP = re.compile(r"[^\w\s'’.-]+|\.\s")
# What begins or ends with one of these is a piece of grammar, no phrase.
_GRAMMAR_WORDS = """
    a about after again all also an and any are as at be because been before being between both but
    by can could did do does down during each even every few for from had has have he her him his
    how i if in into is it its just less like made make many may me might more most much must my no
    nor not of off on one only or other our out over own per said same say says she should so some
    still such than that the their them then there these they this those through to too two under
    until up us very was we were what when where which while who will with would yet you your"""
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of one side: how often it occurs ``here`` and ``there``, and its log-odds ratio's z-score."""

    words: str
    here: int
    there: int
    z: float


def clauses(text: str) -> Iterator[list[str]]:
    """Yield the words of each clause, as they are written; no phrase goes beyond one."""
    for clause in _STOP.split(_POSSESSIVE.sub("", text)):
        yield _WORD.findall(clause)


def phrases(words: Sequence[str]) -> list[str]:
    """Return every phrase of one to ``LONGEST`` of a clause's ``words``, which are in lower case."""
    means = [word not in _GRAMMAR for word in words]
    found = [word for word, kept in zip(words, means, strict=True) if kept]
    for size in range(2, LONGEST + 1):
        starts = [n for n in range(len(words) - size + 1) if means[n] and means[n + size - 1]]
        found += [" ".join(words[n : n + size]) for n in starts]
    return found


def log_odds(
    here: Mapping[str, int], there: Mapping[str, int], prior: Mapping[str, float], names: Iterable[str]
) -> dict[str, float]:
    """Return the z-scores of the log-odds ratios of the phrases ``names``, positive where one is of ``here``.

    The ratio has an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words", Political
    Analysis 16(4), section 3.5): ``prior`` are its pseudo-counts, above 0 for every phrase of both sides.
    """
    n_here, n_there, n_prior = (sum(counts.values()) for counts in (here, there, prior))
    result = {}
    for phrase in names:
        a, y, z = prior[phrase], here.get(phrase, 0), there.get(phrase, 0)
        if a == n_prior:  # where nothing else is said, nothing sets the sides apart
            result[phrase] = 0.0
            continue
        ratio = math.log((y + a) / (n_here + n_prior - y - a)) - math.log(
            (z + a) / (n_there + n_prior - z - a)
        )
        result[phrase] = ratio / math.sqrt(1 / (y + a) + 1 / (z + a))
    return result


@dataclass(frozen=True, slots=True)
class Side:
    """What a side says: how often each phrase occurs, in how many documents, and the spelling of words."""

    counts: Counter[str]
    spread: Counter[str]
    documents: int
    spelling: dict[str, str]

    @classmethod
    def of(cls, documents: Sequence[Iterable[str]]) -> Side:
        """Count the phrases of documents, each given as its sentences."""
        side = cls(Counter(), Counter(), len(documents), {})
        for sentences in documents:
            found: list[str] = []
            for words in (clause for sentence in sentences for clause in clauses(sentence)):
                lower = [word.lower() for word in words]
                found += phrases(lower)
                for written, word in zip(words, lower, strict=True):
                    if written == word or word not in side.spelling:  # a capital may be that of a sentence
                        side.spelling[word] = written
            side.counts.update(found)
            side.spread.update(set(found))
        return side

    def spelled(self, phrase: str) -> str:
        """Return a phrase with the capitals that its words have within sentences."""
        return " ".join(self.spelling[word] for word in phrase.split(" "))


def prior_of(sides: Iterable[Side]) -> dict[str, float]:
    """Return the pseudo-counts of each phrase that occurs on any of ``sides``."""
    total: Counter[str] = Counter()
    for side in sides:
        total.update(side.counts)
    return {phrase: PRIOR * count for phrase, count in total.items()}


def set_apart(
    here: Side, there: Side, prior: Mapping[str, float], top: int
) -> tuple[list[Phrase], list[Phrase]]:
    """Return the ``top`` phrases of each side, strongest first.

    A phrase must occur ``FEWEST`` times on its side, and in two of its documents where it has more than one:
    what a single article is about says nothing of its publisher. Of phrases that share words the strongest
    stays.
    """
    often = {phrase for side in (here, there) for phrase, n in side.counts.items() if n >= FEWEST}
    scores = log_odds(here.counts, there.counts, prior, often)
    # Of phrases that always occur together the longest says most.
    strongest = sorted(scores, key=lambda phrase: (-abs(scores[phrase]), -phrase.count(" "), phrase))
    result: list[list[Phrase]] = []
    for side, other, sign in ((here, there, 1), (there, here, -1)):
        least = min(2, side.documents)
        chosen: list[str] = []
        for phrase in strongest:
            if len(chosen) == top:
                break
            known = side.counts[phrase] >= FEWEST and side.spread[phrase] >= least
            if (
                known
                and sign * scores[phrase] >= LEAST_Z
                and not any(_nested(phrase, better) for better in chosen)
            ):
                chosen.append(phrase)
        result.append(
            [Phrase(side.spelled(p), side.counts[p], other.counts[p], abs(scores[p])) for p in chosen]
        )
    return result[0], result[1]


def _nested(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "
