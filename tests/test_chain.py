"""The chain's array passes against all label paths, written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import engine
from framing.attribution_labels import ROLE_LABELS, role_legality
from framing.chain import Floats, Layout, Links, Walk, expectations, viterbi
from framing.tokens import Ints

LABELS = 3
lengths = st.lists(st.integers(0, 5), min_size=1, max_size=5)
seeds = st.integers(0, 1000)


def chain(sizes: list[int], seed: int) -> tuple[Floats, Links, Ints]:
    rng = np.random.default_rng(seed)
    first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    emissions = rng.normal(size=(first[-1], LABELS))
    return emissions, Links(*(rng.normal(size=size) for size in (LABELS, (LABELS, LABELS), LABELS))), first


def paths(emissions: Floats, links: Links) -> dict[tuple[int, ...], float]:
    scores = {}
    for path in itertools.product(range(LABELS), repeat=len(emissions)):
        score = (
            links.start[path[0]]
            + links.end[path[-1]]
            + sum(emissions[at, label] for at, label in enumerate(path))
        )
        scores[path] = float(score + sum(links.transitions[pair] for pair in itertools.pairwise(path)))
    return scores


@given(lengths, seeds)
def test_the_path_found_is_the_best_of_all_paths(sizes: list[int], seed: int) -> None:
    emissions, links, first = chain(sizes, seed)
    found = viterbi(emissions, links, Layout(first))
    for low, high in itertools.pairwise(first.tolist()):
        if low < high:
            scores = paths(emissions[low:high], links)
            assert tuple(found[low:high].tolist()) == max(scores, key=scores.__getitem__)


@given(lengths, seeds)
def test_expectations_are_sums_over_all_paths(sizes: list[int], seed: int) -> None:
    emissions, links, first = chain(sizes, seed)
    marginals, pairs, partition = np.zeros_like(emissions), np.zeros((LABELS, LABELS)), 0.0
    for low, high in itertools.pairwise(first.tolist()):
        if low == high:
            continue
        scores = paths(emissions[low:high], links)
        total = float(np.logaddexp.reduce(list(scores.values())))
        partition += total
        for path, score in scores.items():
            marginals[np.arange(low, high), path] += np.exp(score - total)
            for pair in itertools.pairwise(path):
                pairs[pair] += np.exp(score - total)
    found = expectations(emissions, links, Layout(first))
    assert found.marginals == pytest.approx(marginals)
    assert found.pairs == pytest.approx(pairs)
    assert found.log_partition == pytest.approx(partition)


def test_forbidden_transitions_are_never_taken() -> None:
    emissions, links, first = chain([200, 3], 0)
    transitions = np.full((LABELS, LABELS), -1e4)
    transitions[0, 1] = transitions[1, 2] = transitions[2, 0] = 0.0
    links = Links(links.start, transitions, links.end)
    found = viterbi(emissions, links, Layout(first))[:200]
    assert ((found[1:] - found[:-1]) % LABELS == 1).all()
    assert np.isfinite(expectations(emissions, links, Layout(first)).marginals).all()


def test_no_tokens_give_no_labels() -> None:
    layout = Layout(np.zeros(4, dtype=np.int64))
    nothing = np.zeros((0, LABELS))
    links = chain([1], 0)[1]
    assert viterbi(nothing, links, layout).shape == (0,)
    assert expectations(nothing, links, layout).log_partition == 0


@pytest.mark.parametrize("mode", [engine.NUMPY, engine.COMPILED])
def test_no_weights_make_probabilities_undefined(mode: str) -> None:
    emissions = np.random.default_rng(0).normal(scale=1e5, size=(300, ROLE_LABELS))
    emissions[50] = emissions[51] = -1e5
    legal = vars(role_legality()).values()
    links = Links(*(np.where(may, 20.0, -np.inf) for may in legal))
    with engine.using(mode):
        walk = Walk.of(emissions, links, Layout(np.array([0, 100, 299, 300])))
    assert np.isfinite(walk.marginals).all()
    assert walk.marginals.sum(axis=1) == pytest.approx(1.0)
