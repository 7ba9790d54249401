"""The texts written for this repository are well formed, legally labelled, balanced and kept apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from framing.sentences import split_sentences
from tests.authored import BLOCS, FIELDS, ROOT, STANCES, Rows, rows_of

ARTICLES = rows_of("benchmarks/data/articles.jsonl")
EXAMPLE = rows_of("training/corpora/example.jsonl")
EXAMPLE_TEXTS = sorted((ROOT / "examples").glob("*.txt"))
BOTH = pytest.mark.parametrize("rows", [ARTICLES, EXAMPLE], ids=["articles", "example"])


def share(rows: Rows, stance: str) -> float:
    return [row["stance"] for row in rows].count(stance) / len(rows)


@BOTH
def test_rows_carry_every_field_in_its_type(rows: Rows) -> None:
    for row in rows:
        assert row.keys() >= FIELDS.keys(), row
        assert all(isinstance(row[name], kind) for name, kind in FIELDS.items()), row


@BOTH
def test_labels_are_legal(rows: Rows) -> None:
    for row in rows:
        assert row["stance"] in STANCES, row
        assert row["blocs"] == sorted(set(row["blocs"]) & BLOCS), row
        assert row["context"] in (0, 1), row


@BOTH
def test_a_speaker_is_verbatim_and_has_a_bloc(rows: Rows) -> None:
    for row in rows:
        if row["speaker"] is not None:
            assert row["speaker"] == row["speaker"].strip() != "", row
            assert row["speaker"] in row["text"] and row["blocs"], row


@BOTH
def test_without_a_speaker_only_a_quotation_has_a_bloc_and_it_comes_from_context(rows: Rows) -> None:
    for row in rows:
        if row["speaker"] is None:
            assert row["context"] == bool(row["blocs"]), row


@BOTH
def test_ids_are_unique_and_documents_whole(rows: Rows) -> None:
    assert len({row["id"] for row in rows}) == len(rows)
    runs = [row["doc"] for k, row in enumerate(rows) if k == 0 or rows[k - 1]["doc"] != row["doc"]]
    assert len(runs) == len(set(runs))


@BOTH
def test_a_row_is_one_clean_sentence_to_the_splitter(rows: Rows) -> None:
    split = {row["text"]: [span.text for span in split_sentences(row["text"])] for row in rows}
    apart = [text for text, sentences in split.items() if sentences != [text]]
    assert len(apart) <= 0.01 * len(rows), apart


def test_no_sentence_stands_twice_in_or_across_the_two_sets() -> None:
    times = Counter(row["text"] for row in ARTICLES + EXAMPLE)
    assert [text for text, count in times.items() if count > 1] == []


def test_the_articles_are_many_whole_and_of_many_styles_and_years() -> None:
    sizes = Counter(row["doc"] for row in ARTICLES)
    assert len(sizes) >= 12 and min(sizes.values()) >= 15 and len(ARTICLES) >= 320
    for doc in sizes:
        rows = [row for row in ARTICLES if row["doc"] == doc]
        assert [row["id"] for row in rows] == [f"{doc}.{k:02d}" for k in range(len(rows))]
        assert len({(row["publisher"], row["year"]) for row in rows}) == 1
    assert len({row["publisher"] for row in ARTICLES}) >= 12
    assert {row["year"] for row in ARTICLES} >= {2008, 2025}
    assert {row["source"] for row in ARTICLES} == {"authored"}


def test_the_articles_are_balanced_like_real_ones() -> None:
    assert 0.50 <= share(ARTICLES, "neutral") <= 0.62
    assert share(ARTICLES, "western_criticism") >= 0.18
    assert share(ARTICLES, "pro_moscow_beijing") >= 0.18
    assert 0.40 <= sum(row["speaker"] is None for row in ARTICLES) / len(ARTICLES) <= 0.60
    assert 0.18 <= sum(row["context"] for row in ARTICLES) / len(ARTICLES) <= 0.30
    assert sum(row["speaker"] is None and bool(row["blocs"]) for row in ARTICLES) >= 20


def test_the_example_corpus_covers_what_a_model_must_learn() -> None:
    assert len(EXAMPLE) >= 400
    stances = Counter(row["stance"] for row in EXAMPLE)
    assert stances.keys() == STANCES and min(stances.values()) >= 80
    blocs = Counter(bloc for row in EXAMPLE for bloc in row["blocs"])
    assert blocs.keys() == BLOCS and min(blocs.values()) >= 20
    assert sum(len(row["blocs"]) > 1 for row in EXAMPLE) >= 10
    assert sum(row["speaker"] is None and not row["blocs"] for row in EXAMPLE) >= 80
    assert sum(row["context"] for row in EXAMPLE) >= 20


@pytest.mark.parametrize(
    "words",
    [
        [" denied ", " no evidence ", " denies "],
        [" was accused by ", " said by ", " described by "],
        [" reported that ", " quoting ", " citing ", " quoted "],
    ],
    ids=["negation", "passive", "nested"],
)
def test_the_example_corpus_has_the_hard_forms_of_attribution(words: list[str]) -> None:
    for word in words:
        assert any(word in row["text"] and row["speaker"] for row in EXAMPLE), word


def test_the_example_corpus_has_headline_attribution_on_both_ends() -> None:
    named = [(row["text"], row["speaker"]) for row in EXAMPLE if row["speaker"]]
    assert any(text.startswith(f"{speaker}: ") for text, speaker in named)
    assert any(text.endswith((f" - {speaker}", f" – {speaker}")) for text, speaker in named)


def test_there_are_three_example_articles() -> None:
    assert len(EXAMPLE_TEXTS) >= 3
    assert "winter-olympics-call.txt" in {path.name for path in EXAMPLE_TEXTS}


@pytest.mark.parametrize("path", EXAMPLE_TEXTS, ids=lambda path: path.stem)
def test_an_example_article_is_long_enough_and_begins_with_its_title(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spans = split_sentences(text)
    assert len(spans) >= 25
    assert spans[0].text == text.splitlines()[0] and not spans[0].text.endswith(".")
    assert text.splitlines()[1] == ""
