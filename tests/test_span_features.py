"""What one chain of roles tells the next."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from framing.attribution_features import Clusters
from framing.attribution_labels import CONTENT, CUE, INSIDE, ROLE_LABELS, SINGLE, SOURCE, mark
from framing.span_features import attribution_atoms, span_atoms
from framing.tokens import U64, Ints, Tokens, hash_string, tokenize


def atoms(text: str, *spans: tuple[int, int, int]) -> dict[str, U64]:
    """Return the properties of a text's tokens, whose spans (role, start, end) are certain."""
    tokens = tokenize([text])
    labels = np.zeros(len(tokens), dtype=np.int64)
    for role, start, end in spans:
        mark(labels, role, start, end)
    return all_atoms(tokens, np.eye(ROLE_LABELS)[labels])


def all_atoms(tokens: Tokens, marginals: NDArray[np.float64]) -> dict[str, U64]:
    return attribution_atoms(tokens, marginals, Clusters.none()) | span_atoms(
        tokens, marginals, Clusters.none()
    )


def test_a_token_knows_the_bounds_of_its_span_and_the_words_around_it() -> None:
    found = atoms("Then Ana Lima warned us", (SOURCE, 1, 3), (CUE, 3, 4))
    for at in (1, 2):
        for name, word in (("first_word", "ana"), ("last_word", "lima"), ("word_before", "then")):
            assert found[name][at] == hash_string(word)
        assert found["word_behind"][at] == hash_string("warned")
    assert len({int(found[name][4]) for name in ("first_word", "word_before", "word_behind")}) == 1


def test_a_token_knows_the_spans_before_and_behind_its_own() -> None:
    found = atoms("Lima said it rains now", (SOURCE, 0, 1), (CUE, 1, 2), (CONTENT, 2, 4))
    role = found["role"]
    assert found["last_role"][3] == role[1]
    assert found["last_but_one"][3] == role[0]
    assert found["next_role"][0] == role[1]
    assert found["next_but_one"][0] == role[2]
    assert found["last_role"][4] == role[2]
    assert found["last_role"][0] not in role


def test_a_sentence_knows_what_the_sentences_beside_it_hold() -> None:
    found = atoms("It rained. Lima said so. All went home.", (SOURCE, 3, 4), (CUE, 4, 5))
    here = found["cue_here"]
    assert here[0] < here[3]
    assert found["cue_behind"][0] == found["cue_before"][7] == here[3]


@given(st.lists(st.text(alphabet='ab ."“”,', max_size=20).filter(str.strip), min_size=1, max_size=4))
def test_a_text_is_seen_alike_alone_and_among_others(texts: list[str]) -> None:
    def labels_of(count: int) -> Ints:
        pattern = np.array([0, SOURCE + SINGLE, 0, CUE, CUE + INSIDE, CONTENT])
        return np.resize(pattern, count)

    tokens = tokenize(texts)
    each = [tokenize([text]) for text in texts]
    labels = [labels_of(len(one)) for one in each]
    certain = np.eye(ROLE_LABELS)
    together = all_atoms(tokens, certain[np.concatenate(labels)])
    alone = [all_atoms(one, certain[given]) for one, given in zip(each, labels, strict=True)]
    for name, values in together.items():
        assert (values == np.concatenate([one[name] for one in alone])).all(), name
