"""Which of the spans that a chain of roles finds probable are right, by what is at their ends and within.

A chain sees a few tokens at a time. Whether a content ends before the relative clause or behind it, or
whether two quotations are one content, shows in a span as a whole, so a linear model weighs each span anew
(Collins & Koo 2005, "Discriminative reranking for natural language parsing").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from framing.attribution_features import (
    NONE,
    Atoms,
    Template,
    coarse,
    nearest,
    template_hashes,
    there,
)
from framing.attribution_labels import BEGIN, CUE, END, ROLES, SINGLE, SOURCE, Legality, label_spans
from framing.chain import Floats
from framing.chain_model import ChainModel
from framing.chain_training import ChainTrainer
from framing.quotation import double_marks
from framing.span_decoding import Spans
from framing.span_features import role_probabilities
from framing.termmodel import sigmoid
from framing.tokens import U64, Bools, Ints, Tokens

_LEVELS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97])
_COARSE = np.array([0.2, 0.5, 0.8])
_PROBABLE = 0.3
_NEAR = 6  # tokens
_LENGTHS = np.array([2, 3, 4, 5, 7, 9, 12, 16, 20, 26, 34, 45])


def _crossed(*kinds: str) -> tuple[Template, ...]:
    """Return a feature of these kinds, and one of them and how probable the span is."""
    named = tuple((kind, 0) for kind in ("role", *kinds))
    return named, (*named, ("rough", 0))


TEMPLATES: tuple[Template, ...] = (
    *_crossed("level"),
    *_crossed("begins"),
    *_crossed("ends"),
    *_crossed("level", "begins", "ends"),
    *_crossed("level", "most"),
    *_crossed("least"),
    *_crossed("mean"),
    *_crossed("before"),
    *_crossed("before_that", "before"),
    *_crossed("first"),
    *_crossed("before", "first"),
    *_crossed("last"),
    *_crossed("behind"),
    *_crossed("last", "behind"),
    *_crossed("behind", "behind_that"),
    *_crossed("kind_before", "kind_first"),
    *_crossed("kind_last", "kind_behind"),
    *_crossed("length"),
    *_crossed("open", "marks"),
    *_crossed("length", "open", "stops"),
    *_crossed("opens"),
    *_crossed("stops", "stop_behind"),
    *_crossed("opens", "stops", "stop_behind", "open"),
    *_crossed("mark_before", "mark_first", "mark_last", "mark_behind"),
    *_crossed("last_cue_away"),
    *_crossed("next_cue_away"),
    *_crossed("last_cue"),
    *_crossed("next_cue"),
    *_crossed("last_cue", "last_cue_away"),
    *_crossed("next_cue", "next_cue_away"),
    *_crossed("last_cue_kind", "last_cue_away", "before"),
    *_crossed("cues_within"),
    *_crossed("source_before", "source_behind"),
    *_crossed("source_within"),
    *_crossed("cues"),
    *_crossed("best_source"),
    *_crossed("role_before", "role_behind"),
)
"""What is weighed of each span."""


def weighed(model: ChainModel, tokens: Tokens, atoms: Atoms, marginals: Floats, spans: Spans) -> Spans:
    """Return spans with the probability that ``model`` gives them.

    ``atoms`` are those of the words of ``tokens``, ``marginals`` (T, 13) those of the chain that found them.
    """
    scores = model.emissions(_columns(tokens, atoms, marginals, spans), len(spans))
    scores += model.links.start
    return Spans(spans.role, spans.start, spans.end, sigmoid(scores[:, 1] - scores[:, 0]))


def choice_legality() -> Legality:
    """Return what is legal of the labels wrong and right: each span is a sequence of one."""
    return Legality(np.ones(2, bool), np.ones((2, 2), bool), np.ones(2, bool))


def fit_choice(
    trainer: ChainTrainer, tokens: Tokens, atoms: Atoms, labels: Ints, *, marginals: Floats, spans: Spans
) -> ChainModel:
    """Return a model that tells which spans are right; ``labels`` (T,) are those of roles, as annotated.

    The chain that gave ``marginals`` (T, 13) and ``spans`` should not have seen the texts.
    """
    size = len(tokens) + 1
    known = _numbers(*label_spans(labels), size)
    right = np.isin(_numbers(spans.role, spans.start, spans.end, size), known).astype(np.int64)
    features = trainer.index(partial(_columns, tokens, atoms, marginals, spans))
    return trainer.fit(features, right, np.arange(len(spans) + 1), choice_legality())


def _numbers(role: Ints, start: Ints, end: Ints, size: int) -> Ints:
    return (role * size + start) * size + end


def _columns(tokens: Tokens, atoms: Atoms, marginals: Floats, spans: Spans) -> Iterator[U64]:
    text = tokens.text[spans.start]
    return template_hashes(text, span_atoms(tokens, atoms, marginals, spans), TEMPLATES)


def span_atoms(tokens: Tokens, atoms: Atoms, marginals: Floats, spans: Spans) -> Atoms:
    """Return the properties of each span, shape (n,) each, by name."""
    sure = np.stack([*role_probabilities(marginals).values()], axis=1)
    return {
        **_edge_atoms(tokens, atoms, spans),
        **_belief_atoms(tokens, marginals, sure, spans),
        **_company_atoms(tokens, atoms, sure, spans),
    }


def _edge_atoms(tokens: Tokens, atoms: Atoms, spans: Spans) -> dict[str, U64]:
    """Return the words, quotation marks and ends of sentences at the ends of spans, and within."""
    i, j = spans.start, spans.end
    low, high = _texts(tokens, spans)
    opening, closing = double_marks(tokens)
    marks = np.where(opening, np.uint64(5), np.where(closing, np.uint64(6), np.uint64(4)))
    stop = atoms["stop"] - np.uint64(1)
    opened, closed = _count(opening, i, j), _count(closing, i, j)
    found = {
        "length": np.searchsorted(_LENGTHS, j - i, side="right").astype(np.uint64),
        "open": (opened - closed).astype(np.uint64),
        "marks": np.minimum(opened + closed, 3).astype(np.uint64),
        "opens": _at(stop, i - 1, low, high),
        "stops": np.where(j == high, NONE, stop[j - 1]),
        "stop_behind": _at(stop, j, low, high),
        "before_that": _at(atoms["word"], i - 2, low, high),
        "behind_that": _at(atoms["word"], j + 1, low, high),
    }
    for name, place in {"before": i - 1, "first": i, "last": j - 1, "behind": j}.items():
        for prefix, values in {"": atoms["word"], "kind_": atoms["cluster1"], "mark_": marks}.items():
            found[prefix + name] = _at(values, place, low, high)
    return found


def _belief_atoms(tokens: Tokens, marginals: Floats, sure: Floats, spans: Spans) -> dict[str, U64]:
    """Return how sure the chain is of spans, of their ends, of their tokens and of those around."""
    i, j, role = spans.start, spans.end, spans.role
    low, high = _texts(tokens, spans)
    here, own = np.arange(len(spans)), (role - SOURCE) // (CUE - SOURCE)
    total = np.concatenate((np.zeros((1, len(ROLES))), np.cumsum(sure, axis=0)))
    most, least = _extreme(np.maximum, sure, i, j), _extreme(np.minimum, sure, i, j)
    best = ((marginals.argmax(axis=1) + 3) // 4).astype(np.uint64) + NONE
    return {
        "role": role.astype(np.uint64),
        "level": _level(spans.probability),
        "rough": np.searchsorted(_COARSE, spans.probability).astype(np.uint64),
        "begins": _level(marginals[i, role + BEGIN] + marginals[i, role + SINGLE]),
        "ends": _level(marginals[j - 1, role + END] + marginals[j - 1, role + SINGLE]),
        "most": _level(most[here, own]),
        "least": _level(least[here, own]),
        "mean": _level((total[j, own] - total[i, own]) / (j - i)),
        "source_within": _level(most[:, 0]),
        "best_source": _level(_extreme(np.maximum, sure[:, 0], low, high)),
        "role_before": _at(best, i - 1, low, high),
        "role_behind": _at(best, j, low, high),
    }


def _company_atoms(tokens: Tokens, atoms: Atoms, sure: Floats, spans: Spans) -> dict[str, U64]:
    """Return the cues and sources beside spans."""
    i, j = spans.start, spans.end
    low, high = _texts(tokens, spans)
    sources, cues = sure[:, 0] > _PROBABLE, sure[:, 1] > _PROBABLE
    found = {
        "cues_within": np.minimum(_count(cues, i, j), 3).astype(np.uint64),
        "cues": np.minimum(_count(cues, low, high), 4).astype(np.uint64),
        "source_before": _count(sources, np.maximum(low, i - _NEAR), i) > 0,
        "source_behind": _count(sources, j, np.minimum(high, j + _NEAR)) > 0,
    }
    before, behind = nearest(tokens, cues)
    for name, edge, place in (("last_cue", i, before[i]), ("next_cue", j - 1, behind[j - 1])):
        found[name] = there(atoms["word"], place)
        found[f"{name}_kind"] = there(atoms["cluster1"], place)
        found[f"{name}_away"] = np.where(place >= 0, coarse(np.abs(edge - place)), np.uint64(99))
    return {name: values.astype(np.uint64) for name, values in found.items()}


def _texts(tokens: Tokens, spans: Spans) -> tuple[Ints, Ints]:
    """Return the bounds of the text that each span is in."""
    text = tokens.text[spans.start]
    return tokens.first[text], tokens.first[text + 1]


def _at(values: U64, places: Ints, low: Ints, high: Ints) -> U64:
    """Return the values at places, NONE where those are beyond [low, high)."""
    inside = (places >= low) & (places < high)
    return np.where(inside, values[np.clip(places, 0, len(values) - 1)], NONE)


def _count(mask: Bools, start: Ints, end: Ints) -> Ints:
    """Return how many tokens of each stretch are in the mask."""
    total = np.concatenate(([0], np.cumsum(mask)))
    count: Ints = total[end] - total[start]
    return count


def _extreme(choose: np.ufunc, values: Floats, start: Ints, end: Ints) -> Floats:
    """Return the greatest or least of the values (T, ...) of each stretch, which has one at least."""
    padded = np.concatenate((values, values[-1:]))  # a stretch may end behind the last token
    order = np.argsort(start, kind="stable")  # what is between stretches, and reduced as well, is short then
    bounds = np.stack((start[order], end[order]), axis=1).ravel()
    found: Floats = np.empty((len(start), *values.shape[1:]))
    found[order] = choose.reduceat(padded, bounds, axis=0)[::2]
    return found


def _level(probability: Floats) -> U64:
    return np.searchsorted(_LEVELS, probability).astype(np.uint64)
