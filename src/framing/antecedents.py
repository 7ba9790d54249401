"""What a document offers to resolve a sentence by: kinds of speakers, open quotations, earlier names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.bloc_features import Bounds, places
from framing.quotation import quotation_marks
from framing.tokens import U64, UPPER, Bools, Ints, Tokens, combine, hash_string, mix


def _hashes(words: str) -> U64:
    return np.array([hash_string(word) for word in words.split()], np.uint64)


KINDS = ("none", "singular", "plural", "thing", "first", "definite", "surname", "name", "actor", "other")
_NONE, _SINGULAR, _PLURAL, _THING, _FIRST, _DEFINITE, _SURNAME, _NAME, _ACTOR, _OTHER = range(len(KINDS))
NAMED = (_SURNAME, _NAME)  # kinds that name a person, as far as can be seen
QUOTES = ("plain", "carried", "ends", "whole", "opens", "partly")
_PLAIN, _CARRIED, _ENDS, _WHOLE, _OPENS, _PARTLY = range(len(QUOTES))

FIRST_PERSON = _hashes("i me we us our my myself ourselves mine ours")
_PRONOUNS = (
    (_SINGULAR, _hashes("he she him her himself herself")),
    (_PLURAL, _hashes("they them themselves both")),
    (_THING, _hashes("it this that one which who")),
    (_FIRST, FIRST_PERSON),
)
_DETERMINERS = _hashes("the this that these those his her their its another")
_TITLES = _hashes(
    "mr mrs ms miss dr sir lord professor prof gen general president minister senator sen chancellor"
)


def document_start(first: Ints) -> Ints:
    """Return for each row the first row of its document; ``first`` are document bounds (documents + 1,)."""
    return np.repeat(first[:-1], np.diff(first))


def previous(chosen: Bools, first: Ints) -> Ints:
    """Return for each row the last chosen row before it in its document, else -1."""
    if not len(chosen):
        return np.zeros(0, np.int64)
    last = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))
    last = np.concatenate(([-1], last[:-1]))
    return np.where(last >= document_start(first), last, -1)


def following(chosen: Bools, first: Ints) -> Ints:
    """Return for each row the next chosen row after it in its document, else -1."""
    count = len(chosen)
    mirrored = previous(chosen[::-1], count - first[::-1])[::-1]
    return np.where(mirrored >= 0, count - 1 - mirrored, -1)


def speaker_kinds(tokens: Tokens, speakers: Bounds, named: Bools) -> Ints:
    """Return the kind of each text's speaker, an index of KINDS; ``named``: it holds an actor's name."""
    start, end = speakers
    kind = np.zeros(len(start), np.int64)
    some = np.flatnonzero(start >= 0)
    head, tail, length = tokens.lower[start[some]], tokens.lower[end[some] - 1], (end - start)[some]
    upper = tokens.classes[tokens.start[end[some] - 1]] == UPPER
    found = np.full(len(some), _OTHER)
    found[np.isin(head, _DETERMINERS)] = _DEFINITE
    found[upper] = _NAME
    found[upper & ((length == 1) | (np.isin(head, _TITLES) & (length <= 3)))] = _SURNAME
    found[named[some]] = _ACTOR
    for code, words in _PRONOUNS:
        found[(length == 1) & np.isin(tail, words)] = code
    kind[some] = found
    return kind


def quote_states(tokens: Tokens, first: Ints) -> Ints:
    """Return how each text stands to the quotation marks in it and before it, an index of QUOTES."""
    opening, closing, single = quotation_marks(tokens)
    double = np.flatnonzero((opening | closing) & ~single)
    before = np.searchsorted(double, tokens.first[:-1])
    carried = before > 0
    last = double[before[carried] - 1]
    carried[carried] = opening[last] & (last >= tokens.first[document_start(first)][carried])
    marks = np.flatnonzero(opening | closing)
    low = np.searchsorted(marks, tokens.first[:-1])
    number = np.searchsorted(marks, tokens.first[1:]) - low
    state = np.where(carried, _CARRIED, _PLAIN)
    some = np.flatnonzero(number)
    head, tail = marks[low[some]], marks[low[some] + number[some] - 1]
    begins = (head <= tokens.first[some] + 1) & opening[head]
    finishes = (tail >= tokens.first[some + 1] - 2) & closing[tail]
    cases = [
        begins & finishes & (number[some] == 2),
        begins & opening[tail],
        carried[some] & finishes & (number[some] == 1),
    ]
    state[some] = np.select(cases, [_WHOLE, _OPENS, _ENDS], _PARTLY)
    return state


@dataclass(frozen=True, slots=True)
class Names:
    """Runs of capitalised words, and the links between them and the sentences.

    ``start`` and ``end`` (n_runs,) are token bounds. For each sentence: ``intro`` is the run that first gives
    the speaker's last name with others in an earlier sentence, ``subject`` the sentence's first run that
    names an actor or has several words, ``person`` the first and ``last`` the last of those that may name a
    person, and ``same`` the last earlier sentence whose speaker holds the last word of this one's; -1: none.
    """

    start: Ints
    end: Ints
    intro: Ints
    subject: Ints
    person: Ints
    last: Ints
    same: Ints


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of capitalised words: token bounds, and which of them may be subjects or persons."""

    start: Ints
    end: Ints
    subjects: Ints
    persons: Ints


def name_links(
    tokens: Tokens, speakers: Bounds, kind: Ints, first: Ints, *, actor: Bools, person: Bools
) -> Names:
    """Return the names of the documents; ``speakers`` are token bounds, ``kind`` the kinds of speakers.

    ``actor`` and ``person`` (n_tokens,) say where mentions of actors, and of persons among them, begin.
    """
    document = np.repeat(np.arange(len(first) - 1), np.diff(first)).astype(np.uint64)
    key = combine(tokens.lower, mix(document[tokens.text]))  # a word within its document
    runs = _runs(tokens, actor, person)
    last = speakers[1] - 1
    named = np.flatnonzero(kind >= _SURNAME)
    named = named[tokens.classes[tokens.start[last[named]]] == UPPER]
    described = np.flatnonzero(kind >= _DEFINITE)
    subject, _ = _ends(tokens, runs.start, runs.subjects)
    human, latest = _ends(tokens, runs.start, runs.persons)
    return Names(
        start=runs.start,
        end=runs.end,
        intro=_introductions(tokens, key, runs, named, last[named]),
        subject=subject,
        person=human,
        last=latest,
        same=_echoes(key, speakers, described, last[described]),
    )


def _runs(tokens: Tokens, actor: Bools, person: Bools) -> _Runs:
    upper = tokens.word & (tokens.classes[tokens.start] == UPPER)
    together = upper[1:] & upper[:-1] & (tokens.text[1:] == tokens.text[:-1])
    begins, ends = upper.copy(), upper.copy()
    begins[1:] &= ~together
    ends[:-1] &= ~together
    start, end = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    several = end - start > 1
    total = np.concatenate(([0], np.cumsum(actor)))
    actors = total[end] > total[start]
    total = np.concatenate(([0], np.cumsum(person)))
    persons = total[end] > total[start]
    return _Runs(start, end, np.flatnonzero(actors | several), np.flatnonzero(persons | (several & ~actors)))


def _introductions(tokens: Tokens, key: U64, runs: _Runs, asking: Ints, last: Ints) -> Ints:
    """Return for each text of ``asking`` the document's first long run that holds the word ``last``."""
    full = np.flatnonzero(runs.end - runs.start > 1)
    place, run = places(runs.start[full], runs.end[full])
    order = np.argsort(key[place], kind="stable")
    listed, run = key[place][order], full[run][order]
    spot = np.searchsorted(listed, key[last])
    legal = spot < len(listed)
    legal[legal] = listed[spot[legal]] == key[last[legal]]
    found = run[spot[legal]]
    intro = np.full(tokens.texts, -1)
    intro[asking[legal]] = np.where(tokens.text[runs.start[found]] < asking[legal], found, -1)
    return intro


def _echoes(key: U64, speakers: Bounds, asking: Ints, last: Ints) -> Ints:
    """Return for each text of ``asking`` the last earlier one whose speaker holds the word ``last``."""
    count = len(speakers[0])
    place, owner = places(*speakers)
    words, number = np.unique(key[place], return_inverse=True)
    listed = np.sort(number * count + owner)
    word = np.searchsorted(words, key[last])
    spot = np.searchsorted(listed, word * count + asking) - 1
    legal = spot >= 0
    found = listed[spot[legal]]
    same = np.full(count, -1)
    same[asking[legal]] = np.where(found // count == word[legal], found % count, -1)
    return same


def _ends(tokens: Tokens, run_start: Ints, runs: Ints) -> tuple[Ints, Ints]:
    """Return the first and the last of the chosen ``runs`` in each text, -1 where there is none."""
    owner = tokens.text[run_start[runs]]
    low = np.searchsorted(owner, np.arange(tokens.texts))
    high = np.searchsorted(owner, np.arange(tokens.texts), side="right")
    padded = np.append(runs, -1)
    some = high > low
    return np.where(some, padded[low], -1), np.where(some, padded[high - 1], -1)
