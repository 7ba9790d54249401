"""Spans of roles are weighed by what is at their ends and within."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.attribution_features import Atoms, Clusters, Forms, word_atoms
from framing.attribution_labels import CONTENT, ROLE_LABELS, mark
from framing.chain import Floats
from framing.chain_training import ChainTrainer
from framing.span_choice import TEMPLATES, fit_choice, span_atoms, weighed
from framing.span_decoding import Spans
from framing.tokens import Ints, Tokens, tokenize

TRAINER = ChainTrainer(penalty=1.0, rate=0.1, epochs=20, min_count=1, size=1000, seed=0)


def atoms_of(tokens: Tokens) -> Atoms:
    return word_atoms(tokens, Forms.of(tokens, Clusters.none()))


def doubtful(tokens: Tokens, *ends: int) -> tuple[Spans, Floats]:
    """Return contents from the third token of each text to each of ``ends``, all as probable."""
    start = np.repeat(tokens.first[:-1] + 2, len(ends))
    end = (tokens.first[:-1, None] + np.array(ends)).ravel()
    likely = np.full(len(start), 1 / len(ends))
    return Spans(np.full(len(start), CONTENT), start, end, likely), np.full((len(tokens), ROLE_LABELS), 0.1)


def right(spans: Spans, tokens: Tokens, chosen: list[int]) -> Ints:
    labels = np.zeros(len(tokens), np.int64)
    for place in chosen:
        mark(labels, CONTENT, int(spans.start[place]), int(spans.end[place]))
    return labels


def test_what_follows_a_span_decides_between_two_that_are_as_probable() -> None:
    verbs = ["rose", "fell", "grew", "sank"]
    known = tokenize([f"He said prices {verb} , which hurt" for verb in verbs])
    spans, marginals = doubtful(known, 4, 7)  # before the comma, or to the end
    labels = right(spans, known, [0, 2, 4, 6])
    choice = fit_choice(TRAINER, known, atoms_of(known), labels, marginals=marginals, spans=spans)
    unknown = tokenize(["She thought rents halved , which helped"])
    asked, beliefs = doubtful(unknown, 4, 7)
    short, long = weighed(choice, unknown, atoms_of(unknown), beliefs, asked).probability
    assert short > 0.8
    assert long < 0.2


def test_weighing_keeps_the_spans_and_their_order() -> None:
    tokens = tokenize(["He said so twice.", "They said it again."])
    spans, marginals = doubtful(tokens, 3, 4)
    labels = right(spans, tokens, [0, 2])
    choice = fit_choice(TRAINER, tokens, atoms_of(tokens), labels, marginals=marginals, spans=spans)
    found = weighed(choice, tokens, atoms_of(tokens), marginals, spans)
    assert (found.start == spans.start).all()
    assert (found.end == spans.end).all()
    assert ((found.probability > 0) & (found.probability < 1)).all()


@given(st.lists(st.text("ab .,\"“”'", min_size=1, max_size=8), min_size=1, max_size=4), st.data())
def test_a_span_is_described_alike_alone_and_among_other_texts(texts: list[str], data: st.DataObject) -> None:
    tokens = tokenize(texts)
    full = np.flatnonzero(np.diff(tokens.first))
    if not len(full):
        return
    text = data.draw(st.sampled_from(full.tolist()))
    low, high = int(tokens.first[text]), int(tokens.first[text + 1])
    i = data.draw(st.integers(low, high - 1))
    j = data.draw(st.integers(i + 1, high))
    marginals = np.random.default_rng(0).random((len(tokens), ROLE_LABELS))

    def described(start: int, end: int, among: Tokens, beliefs: Floats) -> dict[str, int]:
        spans = Spans(np.array([CONTENT]), np.array([start]), np.array([end]), np.array([0.5]))
        found = span_atoms(among, atoms_of(among), beliefs, spans)
        return {name: int(values[0]) for name, values in found.items()}

    alone = described(i - low, j - low, tokenize([texts[text]]), marginals[low:high])
    assert described(i, j, tokens, marginals) == alone
    assert {kind for template in TEMPLATES for kind, _ in template} <= alone.keys()
