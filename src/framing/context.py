"""The document pass: whose words a sentence carries where its own words do not say.

A linear model weighs, for every sentence and bloc, what the sentence itself says against what other sentences
of the document offer: the speakers before and after, an earlier mention of the same name, the subject of the
previous sentence, the document as a whole. Weights differ by the kind of speaker or, where there is none, by
the state of quotation; blocs share them. A second round sees the first one's answers for the neighbours
(stacked sequential learning, Cohen & Carvalho 2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from framing.antecedents import KINDS, NAMED, QUOTES, document_start, following, previous
from framing.bloc_reading import Reading
from framing.checked_arrays import Arrays, checked_array
from framing.termmodel import Floats, sigmoid
from framing.tokens import Bools, Ints

CELLS = len(KINDS) + len(QUOTES)
_OWN, _NEAR, _WIDE = 7, 13, 2  # columns of the sentence itself; sources nearby, and of the whole document
_WIDTH = _OWN + 4 * _NEAR + 2 * _WIDE
_FAR = 3  # sentences
_LEAST = 0.0067  # probability: beyond this, one source would shout down the others
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """What words say by themselves, for n sentences, B blocs and the runs of names.

    ``own`` (n, B) are the blocs' probabilities, ``carries`` (n,) the probability that a sentence carries
    somebody's words at all, ``candidate`` (n, B) the blocs' probabilities of who would speak where nobody was
    found, times the probability of that, and ``run`` (n_runs, B) the blocs' probabilities of names.
    """

    own: Floats
    carries: Floats
    candidate: Floats
    run: Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """What weights apply to: ``value`` (n, B, F).

    ``index`` (n, S) are the sentences that the sources tell of (-1: none), ``source`` (F,) is the source of
    each column, -1 for the sentence itself.
    """

    value: Floats
    index: Ints
    source: Ints


def _at(index: Ints, probability: Floats) -> Floats:
    if not len(probability):
        return np.zeros((len(index), probability.shape[1]))
    return np.where(index[:, None] >= 0, probability[index], 0.0)


def _near(reading: Reading, words: Words, answer: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Yield the sentences (-1: none) that may decide, and their probabilities of the blocs."""
    first, names = reading.first, reading.names
    everywhere = np.ones(len(reading.kind), bool)
    named = previous(reading.kind >= min(NAMED), first)
    last = previous(everywhere, first)
    for index in (
        named,
        np.where(named >= 0, named[named], -1),
        previous(reading.person, first),
        previous(answer.max(axis=1, initial=0) > 0.5, first),
        last,
        following(everywhere, first),
        following(reading.kind > 0, first),
        names.same,
    ):
        yield index, _at(index, answer)
    introduced = reading.run_text[names.intro] if len(reading.run_text) else names.intro
    yield np.where(names.intro >= 0, introduced, -1), _at(names.intro, words.run)
    for runs in (names.subject, names.person, names.last):
        yield last, _at(np.where(last >= 0, runs[last], -1), words.run)
    yield np.arange(len(everywhere)), _at(names.subject, words.run)


def _wide(reading: Reading, answer: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Yield likewise what the document's other speakers and its actors tell."""
    start, speaks = document_start(reading.first), reading.kind > 0
    document = np.searchsorted(reading.first, start, side="right") - 1
    total = np.zeros((len(reading.first) - 1, answer.shape[1]))
    np.add.at(total, document[speaks], answer[speaks])
    others = np.bincount(document[speaks], minlength=len(total))[document] - speaks
    mean = (total[document] - answer * speaks[:, None]) / np.maximum(others, 1)[:, None]
    yield np.where(others > 0, start, -1), mean
    yield start, reading.actors[document]


def log_odds(probability: Floats) -> Floats:
    """Return bounded log-odds, in units of 5."""
    bounded = np.clip(probability, _LEAST, 1 - _LEAST)
    result: Floats = np.log(bounded / (1 - bounded)) / 5
    return result


def columns(reading: Reading, words: Words, answer: Floats) -> Columns:
    """Return the values of every sentence and bloc, given the blocs' probabilities (n, B) so far."""
    shape = words.own.shape
    best = words.own >= words.own.max(axis=1, keepdims=True, initial=0)
    alike = (
        np.ones(shape[0]),
        log_odds(words.carries),
        log_odds(reading.presence),
        reading.me & (reading.kind == 0),
    )
    parts = [log_odds(words.own), best.astype(float), words.candidate]
    parts += [np.broadcast_to(column[:, None], shape) for column in alike]
    source = [-1] * _OWN
    indices = []
    near = list(_near(reading, words, answer))
    for number, (index, probability) in enumerate([*near, *_wide(reading, answer)]):
        strongest = probability >= probability.max(axis=1, keepdims=True, initial=0)
        new = [probability, probability * strongest]
        if number < _NEAR:
            distance = np.abs(np.arange(shape[0]) - index)[:, None]
            new += [probability * (distance <= 1), probability * ((distance > 1) & (distance <= _FAR))]
        parts += new
        source += [number] * len(new)
        indices.append(index)
    return Columns(np.stack(parts, axis=2), np.stack(indices, axis=1), np.array(source))


class ContextModel:
    """The weights of two rounds; ``C`` is the inverse strength of their L2 penalty.

    After `fit`, ``weights_`` (2, CELLS, F) are by kind of speaker or state of quotation, ``bias_`` (2, 2, B)
    for sentences without and with a speaker, and ``held_out_`` (n, B) the probabilities out of fold.
    """

    def __init__(self, C: float = 1.0) -> None:
        self.C = C

    def fit(self, reading: Reading, words: Words, targets: Bools, fold: Ints) -> ContextModel:
        """Learn from ``targets`` (n, B); ``words`` come from models that did not see the sentences."""
        rounds = []
        answer = words.own
        for _ in range(_ROUNDS):
            value = columns(reading, words, answer).value
            rounds.append(self._fit_round(reading, value, targets, np.ones(len(fold), bool)))
            answer = np.zeros(words.own.shape)
            for number in np.unique(fold):
                part = self._fit_round(reading, value, targets, fold != number)
                answer[fold == number] = _apply(reading, value, *part)[fold == number]
        self.weights_ = np.stack([weights for weights, _ in rounds])
        self.bias_ = np.stack([bias for _, bias in rounds])
        self.held_out_ = answer
        return self

    def _fit_round(
        self, reading: Reading, value: Floats, targets: Bools, chosen: Bools
    ) -> tuple[Floats, Floats]:
        from scipy.sparse import csr_matrix, hstack
        from sklearn.linear_model import LogisticRegression

        blocs, width = value.shape[1:]
        flat = value[chosen].reshape(-1, width)
        speaks = (reading.kind[chosen] > 0).repeat(blocs).astype(np.int64)

        def spread(row: Ints, rows: int, scale: float) -> Any:
            place = ((row * width)[:, None] + np.arange(width)).ravel()
            bounds = np.arange(0, flat.size + 1, width)
            return csr_matrix((flat.ravel() * scale, place, bounds), shape=(len(flat), rows * width))

        # A cell's weights are those of its side (without or with a speaker) and a deviation, penalised more.
        cell = spread(cells(reading)[chosen].repeat(blocs), CELLS, 0.5)
        side = spread(speaks, 2, 1.0)
        which = speaks * blocs + np.tile(np.arange(blocs), len(flat) // blocs)
        bias = csr_matrix((np.ones(len(flat)), (np.arange(len(flat)), which)), shape=(len(flat), 2 * blocs))
        model = LogisticRegression(C=self.C, max_iter=300, fit_intercept=False)
        model.fit(hstack([cell, side, bias]).tocsr(), targets[chosen].ravel())
        parts = np.split(model.coef_[0], [CELLS * width, (CELLS + 2) * width])
        of_side = parts[1].reshape(2, width)[(np.arange(CELLS) < len(KINDS)).astype(int)]
        return parts[0].reshape(CELLS, width) / 2 + of_side, parts[2].reshape(2, blocs)

    def apply(self, reading: Reading, words: Words) -> tuple[Floats, Ints]:
        """Return probabilities (n, B) and the sentence that decided (-1: the sentence itself), shape (n,)."""
        answer = words.own
        for weights, bias in zip(self.weights_, self.bias_, strict=True):
            seen = columns(reading, words, answer)
            answer = _apply(reading, seen.value, weights, bias)
        return answer, _deciding(seen, answer, self.weights_[-1][cells(reading)])

    def arrays(self) -> Arrays:
        """Return the arrays to save."""
        return {
            f"context.{name}": getattr(self, f"{name}_").astype(np.float32) for name in ("weights", "bias")
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, blocs: int) -> ContextModel:
        """Return a saved model; raises ModelFormatError where arrays are missing or do not fit."""
        model = cls()
        for name, shape in (("weights", (_ROUNDS, CELLS, _WIDTH)), ("bias", (_ROUNDS, 2, blocs))):
            array = checked_array(arrays, f"context.{name}", "f", shape)
            setattr(model, f"{name}_", array.astype(np.float64))
        return model


def cells(reading: Reading) -> Ints:
    """Return each sentence's row of weights: its kind of speaker or, without one, its state of quotation."""
    return np.where(reading.kind > 0, reading.kind, len(KINDS) + reading.quote)


def _apply(reading: Reading, value: Floats, weights: Floats, bias: Floats) -> Floats:
    score = np.einsum("nbf,nf->nb", value, weights[cells(reading)], optimize=True)
    return sigmoid(score + bias[(reading.kind > 0).astype(int)])


def _deciding(seen: Columns, answer: Floats, weights: Floats) -> Ints:
    """Return the sentence whose evidence for the likeliest bloc outweighs the sentence's own, else -1."""
    here = np.arange(len(answer))
    if not len(here):
        return here
    part = seen.value[here, answer.argmax(axis=1)] * weights
    own = part[:, seen.source < 0].sum(axis=1)
    gain = np.stack([part[:, seen.source == k].sum(axis=1) for k in range(seen.index.shape[1])], axis=1)
    gain[(seen.index < 0) | (seen.index == here[:, None])] = -np.inf
    best = gain.argmax(axis=1)
    return np.where(gain[here, best] > np.maximum(own, 0), seen.index[here, best], -1)
