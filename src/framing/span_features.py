"""What a chain of roles tells the next chain of each token: spans, how sure, what is near and around."""

from __future__ import annotations

import numpy as np

from framing.attribution_features import NONE, Clusters, ahead, away, coarse, nearest, quotation, stops, there
from framing.attribution_labels import BEGIN, END, ROLES, SINGLE, SOURCE
from framing.chain import Floats
from framing.tokens import U64, Bools, Ints, Tokens

_LEVELS = np.array([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
_FIRST = NONE + np.uint64(1)  # smaller values stand for what is beyond a text, or nowhere


def attribution_atoms(tokens: Tokens, marginals: Floats, clusters: Clusters) -> dict[str, U64]:
    """Return what ``marginals`` (T, 13) tell of each token: its label, how sure, the nearest cues."""
    sure = role_probabilities(marginals)
    begins = marginals[:, SOURCE] + marginals[:, SOURCE + SINGLE]
    number = np.concatenate(([0], np.cumsum(begins > 0.5)))
    before = number[tokens.first[:-1]]
    sources = np.minimum(number[tokens.first[1:]] - before, 3).astype(np.uint64)
    full = np.flatnonzero(np.diff(tokens.first))
    strongest = np.zeros(tokens.texts)
    strongest[full] = np.maximum.reduceat(sure["source"], tokens.first[full])
    found = {
        "label": marginals.argmax(axis=1).astype(np.uint64) + _FIRST,
        "best_source": _level(strongest)[tokens.text],
        "sources": sources[tokens.text],
        "source_number": np.minimum(number[1:] - before[tokens.text], 3).astype(np.uint64),
        "source_begins": _level(begins),
    }
    for name, value in sure.items():
        found[name] = _level(value)
    kinds = clusters.of(tokens.lower)[:, 1]
    for name, place in zip(("last_cue", "next_cue"), nearest(tokens, sure["cue"] > 0.3), strict=True):
        found[name] = there(tokens.lower, place)
        found[f"{name}_kind"] = there(kinds, place)
        found[f"{name}_away"] = away(place)
    return found


def span_atoms(tokens: Tokens, marginals: Floats, clusters: Clusters) -> dict[str, U64]:
    """Return what ``marginals`` (T, 13) tell of spans: their bounds, neighbours, sentences, quotations."""
    found = {}
    for role, name in ROLES.items():
        found[f"{name}_begins"] = _level(marginals[:, role + BEGIN] + marginals[:, role + SINGLE])
        found[f"{name}_ends"] = _level(marginals[:, role + END] + marginals[:, role + SINGLE])
    kinds = clusters.of(tokens.lower)[:, 1]
    spans = _neighbours(tokens, marginals.argmax(axis=1), kinds)
    return found | spans | _region_atoms(tokens, role_probabilities(marginals))


def role_probabilities(marginals: Floats) -> dict[str, Floats]:
    """Return the probability of each role, shape (T,)."""
    return {name: marginals[:, role : role + 4].sum(axis=1) for role, name in ROLES.items()}


def _neighbours(tokens: Tokens, labels: Ints, kinds: U64) -> dict[str, U64]:
    """Return the role, bounds and neighbours of the span that each token is in, from ``labels`` (T,)."""
    here = np.arange(len(tokens))
    part = (labels - 1) % 4
    role = np.where(labels > 0, 1 + (labels - 1) // 4, 0).astype(np.uint64) + _FIRST
    begins = (labels > 0) & ((part == BEGIN) | (part == SINGLE))
    ends = (labels > 0) & ((part == END) | (part == SINGLE))
    last, following = nearest(tokens, begins)
    # Index -1 is nowhere, and leads there again.
    previous, beyond = (np.append(places, -1) for places in (last, following))
    last_end = nearest(tokens, ends)[1]
    outside = labels == 0
    start = np.where(outside, -1, np.where(begins, here, last))
    end = np.where(outside, -1, np.where(ends, here, last_end))
    whole = (start >= 0) & (end >= 0)
    start, end = np.where(whole, start, -1), np.where(whole, end, -1)
    last = np.where(begins | outside, last, previous[last])
    return {
        "role": role,
        "last_role": there(role, last),
        "last_but_one": there(role, previous[last]),
        "next_role": there(role, following),
        "next_but_one": there(role, beyond[following]),
        "last_role_away": away(last),
        "next_role_away": away(following),
        "length": np.where(whole, coarse(np.maximum(end - start, 0)), np.uint64(99)),
        "first_word": there(tokens.lower, start),
        "last_word": there(tokens.lower, end),
        "word_before": there(ahead(tokens.text, tokens.lower, -1), start),
        "word_behind": there(ahead(tokens.text, tokens.lower, 1), end),
        "kind_before": there(ahead(tokens.text, kinds, -1), start),
        "kind_behind": there(ahead(tokens.text, kinds, 1), end),
    }


def _region_atoms(tokens: Tokens, sure: dict[str, Floats]) -> dict[str, U64]:
    """Return how sure roles are in each token's sentence, in those next to it, and in its quotation."""
    sentence = _runs(tokens, np.concatenate(([True], stops(tokens)[:-1])))
    starts = np.flatnonzero(np.diff(sentence, prepend=-1))
    text = tokens.text[starts]
    found = {}
    for name, values in sure.items():
        known = _means(sentence, values) if name == "content" else np.maximum.reduceat(values, starts)
        level = _level(known)
        found[f"{name}_here"] = level[sentence]
        found[f"{name}_before"] = ahead(text, level, -1)[sentence]
        found[f"{name}_behind"] = ahead(text, level, 1)[sentence]
    inside = quotation(tokens)[1]
    run = _runs(tokens, np.diff(inside, prepend=False))
    found["quote_content"] = np.where(inside, _level(_means(run, sure["content"]))[run], NONE)
    return found


def _runs(tokens: Tokens, begins: Bools) -> Ints:
    """Return the number of the run that each token is in; texts begin new ones."""
    begins = begins.copy()
    begins[tokens.first[:-1][np.diff(tokens.first) > 0]] = True
    numbers: Ints = np.cumsum(begins) - 1
    return numbers


def _means(runs: Ints, values: Floats) -> Floats:
    means: Floats = np.bincount(runs, values) / np.bincount(runs)
    return means


def _level(probability: Floats) -> U64:
    return np.searchsorted(_LEVELS, probability).astype(np.uint64) + _FIRST
