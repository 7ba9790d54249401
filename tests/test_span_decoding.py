"""Spans taken by their own probability, against all label paths, written out."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.attribution_labels import ROLE_LABELS, label_spans, role_legality
from framing.chain import Floats, Layout, Links, Walk
from framing.chain_model import legal_links
from framing.span_decoding import mark_probable, spans_above
from framing.tokens import Ints


def chain(tokens: int, seed: int) -> tuple[Floats, Links]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(tokens, ROLE_LABELS), scale=2), legal_links(role_legality())


def probable_spans(emissions: Floats, links: Links, first: Ints, threshold: float) -> Ints:
    labels = np.zeros(len(emissions), np.int64)
    mark_probable(labels, spans_above(Walk.of(emissions, links, Layout(first)), threshold), threshold)
    return labels


def span_probabilities(emissions: Floats, links: Links) -> dict[tuple[int, int, int], float]:
    legality, total = role_legality(), 0.0
    weights: dict[tuple[int, int, int], float] = {}
    for path in itertools.product(range(ROLE_LABELS), repeat=len(emissions)):
        legal = legality.start[path[0]] and legality.end[path[-1]]
        if legal and all(legality.transitions[pair] for pair in itertools.pairwise(path)):
            weight = float(np.exp(sum(emissions[at, label] for at, label in enumerate(path))))
            total += weight
            for span in zip(*(column.tolist() for column in label_spans(np.array(path))), strict=True):
                weights[span] = weights.get(span, 0.0) + weight
    return {span: weight / total for span, weight in weights.items()}


@given(st.integers(1, 3), st.integers(0, 1000))
def test_spans_above_one_half_are_exactly_those_found(tokens: int, seed: int) -> None:
    emissions, links = chain(tokens, seed)
    labels = probable_spans(emissions, links, np.array([0, tokens]), 0.5)
    found = set(zip(*(column.tolist() for column in label_spans(labels)), strict=True))
    expected = span_probabilities(emissions, links)
    assert found == {span for span, probability in expected.items() if probability > 0.5}


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.integers(0, 1000))
def test_spans_found_make_a_legal_path_and_stay_within_their_text(sizes: list[int], seed: int) -> None:
    first = np.concatenate(([0], np.cumsum(sizes)))
    emissions, links = chain(int(first[-1]), seed)
    labels = probable_spans(emissions, links, first, 0.05)
    legality = role_legality()
    for low, high in itertools.pairwise(first.tolist()):
        path = labels[low:high]
        if low < high:
            assert legality.start[path[0]]
            assert legality.end[path[-1]]
            assert legality.transitions[path[:-1], path[1:]].all()


def test_a_lower_threshold_finds_more() -> None:
    emissions, links = chain(200, 0)
    first = np.array([0, 200])
    counts = [len(label_spans(probable_spans(emissions, links, first, at))[0]) for at in (0.8, 0.5, 0.2)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
