"""The paired robustness suite is well formed, and its failure rates mean what they say."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from benchmarks.pairs import ACTORS, EAST, KINDS, LABELS, Pair, failure_rates, pairs

CRITICAL, PRO, NEUTRAL = LABELS["C"], LABELS["P"], LABELS["N"]
PAIRS = pairs()
TRUTH = {text: label for p in PAIRS for text, label in ((p.first, p.first_label), (p.second, p.second_label))}


def oracle(texts: Sequence[str]) -> list[str]:
    return [TRUTH[text] for text in texts]


def constant(label: str) -> Callable[[Sequence[str]], list[str]]:
    return lambda texts: [label] * len(texts)


def bag(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"[\w'-]+", text.lower())))


def of_kind(kind: str) -> list[Pair]:
    return [p for p in PAIRS if p.kind == kind]


@pytest.mark.parametrize(("kind", "least"), [("swap", 140), ("denial", 100), ("invariance", 180)])
def test_every_kind_has_enough_pairs(kind: str, least: int) -> None:
    assert len(of_kind(kind)) >= least
    assert len({p.test for p in of_kind(kind)}) >= 10


def test_the_suite_is_large_deterministic_and_of_known_kinds() -> None:
    assert len(PAIRS) >= 420
    assert pairs() == PAIRS
    assert {p.kind for p in PAIRS} == set(KINDS)


def test_ids_and_texts_are_unique() -> None:
    assert len({p.id for p in PAIRS}) == len(PAIRS)
    texts = Counter(text for p in PAIRS for text in (p.first, p.second))
    assert [text for text, times in texts.items() if times > 1] == []


def test_labels_follow_the_kind() -> None:
    for pair in PAIRS:
        labels = {pair.first_label, pair.second_label}
        if pair.kind == "invariance":
            assert len(labels) == 1 and labels <= set(LABELS.values()), pair
        else:
            assert labels == {CRITICAL, PRO}, pair


def test_every_label_is_well_covered() -> None:
    for kind in KINDS:
        first = Counter(p.first_label for p in of_kind(kind))
        assert min(first[CRITICAL], first[PRO]) >= 40
    for test in {p.test for p in of_kind("invariance")}:
        assert {p.first_label for p in of_kind("invariance") if p.test == test} == set(LABELS.values()), test


def test_sentences_are_finished_text() -> None:
    for pair in PAIRS:
        for text in (pair.first, pair.second):
            assert not set("{}[]|") & set(text), text
            assert text == text.strip() and text.lstrip('"\u201c')[0].isupper(), text
            assert "  " not in text or pair.test == "double_space", text


def test_a_swap_names_the_other_side() -> None:
    east = {word for code in EAST for word in ACTORS[code]}
    west = {word for code in ACTORS.keys() - EAST for word in ACTORS[code]}
    for pair in of_kind("swap"):
        for text in (pair.first.lower(), pair.second.lower()):
            assert any(word.lower() in text for word in east), text
            assert any(word.lower() in text for word in west), text


def test_retyped_pairs_differ_only_in_type() -> None:
    plain = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2019": "'"})
    for pair in PAIRS:
        if pair.test in ("curly_quotes", "double_space", "trailing_period"):
            second = pair.second.translate(plain).replace("  ", " ")
            assert second.removesuffix(".") == pair.first.removesuffix("."), pair


def test_oracle_never_fails() -> None:
    rates = failure_rates(PAIRS, oracle)
    assert {(r["failure"], r["strict_failure"], r["unusable"]) for r in rates.values()} == {(0.0, 0.0, 0.0)}


def test_kinds_and_tests_are_both_reported() -> None:
    rates = failure_rates(PAIRS, oracle)
    assert set(rates) == set(KINDS) | {f"{p.kind}/{p.test}" for p in PAIRS}
    for kind in KINDS:
        assert rates[kind]["n"] == len(of_kind(kind))
        assert sum(r["n"] for key, r in rates.items() if key.startswith(kind + "/")) == rates[kind]["n"]


@pytest.mark.parametrize("label", [CRITICAL, PRO])
def test_a_constant_label_never_follows(label: str) -> None:
    rates = failure_rates(PAIRS, constant(label))
    for kind in ("swap", "denial"):
        assert rates[kind]["failure"] == rates[kind]["strict_failure"] == 1.0
        assert rates[kind]["unusable"] == sum(p.first_label != label for p in of_kind(kind))
    same = [p.first_label == label for p in of_kind("invariance")]
    assert rates["invariance"]["failure"] == rates["invariance"]["unusable"] == 0.0
    assert rates["invariance"]["strict_failure"] == pytest.approx(1 - sum(same) / len(same))


def test_constant_neutral_leaves_no_usable_swap() -> None:
    rates = failure_rates(PAIRS, constant(NEUTRAL))
    assert rates["swap"]["unusable"] == rates["swap"]["n"]
    assert math.isnan(rates["swap"]["failure"]) and rates["swap"]["strict_failure"] == 1.0


def test_a_predictor_that_ignores_order_fails_swaps() -> None:
    same_words = [p for p in of_kind("swap") if bag(p.first) == bag(p.second)]
    assert len(same_words) >= 60
    learned = {bag(p.first): p.first_label for p in same_words}
    rates = failure_rates(same_words, lambda texts: [learned[bag(text)] for text in texts])
    assert rates["swap"]["unusable"] == 0.0
    assert rates["swap"]["failure"] == rates["swap"]["strict_failure"] == 1.0


def test_taking_the_first_named_side_is_not_enough() -> None:
    names = {word.lower(): code in EAST for code, words in ACTORS.items() for word in words}
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))

    def first_named(texts: Sequence[str]) -> list[str]:
        found = [pattern.search(text.lower()) for text in texts]
        return [PRO if match and names[match[0]] else CRITICAL for match in found]

    rates = failure_rates(PAIRS, first_named)
    assert rates["swap/accuse_of"]["strict_failure"] == 0.0
    assert rates["swap/passive_condemned"]["strict_failure"] == 1.0
    assert rates["swap/cleft"]["strict_failure"] == 1.0
    assert 0.1 < rates["swap"]["strict_failure"] < 0.9


def test_failure_is_conditional_on_the_first_and_strict_failure_is_not() -> None:
    made = [Pair(str(k), "swap", "t", f"a{k}", f"b{k}", CRITICAL, PRO) for k in range(4)]
    answers = {"a0": CRITICAL, "b0": PRO, "a1": CRITICAL, "b1": CRITICAL}
    answers |= {"a2": PRO, "b2": PRO, "a3": NEUTRAL, "b3": CRITICAL}
    rates = failure_rates(made, lambda texts: [answers[text] for text in texts])
    assert rates["swap"] == rates["swap/t"]
    assert rates["swap"] == {"n": 4.0, "unusable": 2.0, "failure": 0.5, "strict_failure": 0.75}


def test_invariance_fails_when_the_label_moves_even_between_wrong_labels() -> None:
    made = [Pair(str(k), "invariance", "t", f"a{k}", f"b{k}", NEUTRAL, NEUTRAL) for k in range(4)]
    answers = {"a0": NEUTRAL, "b0": NEUTRAL, "a1": PRO, "b1": PRO}
    answers |= {"a2": PRO, "b2": CRITICAL, "a3": NEUTRAL, "b3": PRO}
    rates = failure_rates(made, lambda texts: [answers[text] for text in texts])
    assert rates["invariance"] == {"n": 4.0, "unusable": 0.0, "failure": 0.5, "strict_failure": 0.75}


def test_predict_is_called_once_and_must_answer_for_every_sentence() -> None:
    calls: list[int] = []

    def predict(texts: Sequence[str]) -> list[str]:
        calls.append(len(texts))
        return oracle(texts)

    failure_rates(PAIRS, predict)
    assert calls == [2 * len(PAIRS)]
    with pytest.raises(ValueError, match="labels for"):
        failure_rates(PAIRS, lambda texts: [NEUTRAL])


def test_no_pairs_no_rates() -> None:
    assert failure_rates([], constant(NEUTRAL)) == {}
