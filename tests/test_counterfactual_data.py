"""The authored counterfactual pairs are well formed, legally labelled, balanced and kept apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from framing.sentences import split_sentences
from tests.authored import BLOCS, FIELDS, ROOT, STANCES, Rows, rows_of

OWN_FIELDS = FIELDS | {"kind": str, "pair": int}

ROWS = rows_of("training/corpora/counterfactual.jsonl")


def pairs() -> list[Rows]:
    found: defaultdict[int, Rows] = defaultdict(list)
    for row in ROWS:
        found[row["pair"]].append(row)
    return list(found.values())


def words(row: dict[str, Any]) -> set[str]:
    return set(row["text"].lower().split())


def test_rows_carry_exactly_the_fields_in_their_types() -> None:
    for row in ROWS:
        assert row.keys() == OWN_FIELDS.keys(), row
        assert all(isinstance(row[name], kind) for name, kind in OWN_FIELDS.items()), row


def test_rows_are_isolated_and_numbered() -> None:
    for number, row in enumerate(ROWS, 1):
        assert row["id"] == row["doc"] == f"c{number:04d}"
        assert (row["source"], row["kind"], row["publisher"]) == ("counterfactual", "isolated", "authored")
        assert row["context"] == 0


def test_labels_are_legal() -> None:
    for row in ROWS:
        assert row["stance"] in STANCES, row
        assert row["blocs"] == sorted(set(row["blocs"]) & BLOCS), row


def test_a_speaker_is_verbatim_and_has_a_bloc_and_nobody_else_has() -> None:
    for row in ROWS:
        assert (row["speaker"] is not None) == bool(row["blocs"]), row
        if row["speaker"] is not None:
            assert row["speaker"] == row["speaker"].strip() != "", row
            assert row["speaker"] in row["text"], row


def test_a_pair_is_two_sentences_that_share_words_and_differ_in_stance() -> None:
    for pair in pairs():
        first, second = pair
        assert first["stance"] != second["stance"], pair
        assert len(words(first) & words(second)) >= 2, pair


def test_every_change_of_stance_is_taught_often() -> None:
    changes = Counter(tuple(sorted(row["stance"] for row in pair)) for pair in pairs())
    assert len(changes) == 3 and min(changes.values()) >= 100


def test_stances_and_blocs_are_balanced_enough_to_learn_from() -> None:
    stances = Counter(row["stance"] for row in ROWS)
    assert stances.keys() == STANCES and min(stances.values()) >= 250
    blocs = Counter(bloc for row in ROWS for bloc in row["blocs"])
    assert blocs.keys() == BLOCS and min(blocs.values()) >= 50
    assert sum(row["speaker"] is None for row in ROWS) >= 100


def test_a_row_is_one_sentence_to_the_splitter() -> None:
    texts = [row["text"] for row in ROWS]
    apart = [text for text in texts if [span.text for span in split_sentences(text)] != [text]]
    assert len(apart) <= 0.01 * len(ROWS), apart


def test_no_sentence_stands_twice_or_in_another_authored_set() -> None:
    others = rows_of("training/corpora/example.jsonl") + rows_of("benchmarks/data/articles.jsonl")
    times = Counter(row["text"].casefold() for row in ROWS)
    assert [text for text, count in times.items() if count > 1] == []
    assert times.keys() & {row["text"].casefold() for row in others} == set()


def test_the_readme_states_the_number_of_sentences_and_pairs() -> None:
    readme = (ROOT / "training/corpora/README.md").read_text(encoding="utf-8")
    assert f"{len(ROWS)} isolated sentences, {len(pairs())} minimal pairs" in readme
    assert f"{len(rows_of('training/corpora/example.jsonl'))} sentences with every label" in readme
