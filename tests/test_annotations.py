"""Labels go out without their text, under a hash that typography does not change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from training.__main__ import main
from training.annotations import ANNOTATIONS, cleaned, folded, read_annotations, text_hash, to_annotations
from training.corpus import read_corpus

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annotations") / "labels.tsv"
    assert main(["annotations", str(EXAMPLE), "--output", str(path)]) == 0
    return path


def test_the_table_holds_no_word_of_the_texts(table: Path) -> None:
    words = set(re.findall(r"[a-z]{4,}", table.read_text(encoding="utf-8").split("\n", 1)[1]))
    allowed = {"neutral", "moscow", "beijing", "western", "criticism", "china", "frontline", "other"}
    assert words - allowed <= {"russia", "west", "example"} | set(re.findall("[a-f]{4,}", " ".join(words)))


def test_a_table_that_was_written_is_read_the_same(table: Path) -> None:
    assert read_annotations(table) == to_annotations(read_corpus([EXAMPLE]))


def test_offsets_are_those_of_the_normalised_text() -> None:
    row: dict[str, Any] = {
        "text": "On  Monday, Ana\u00a0Lima “left”.",
        "speaker": "Ana\u00a0Lima",
        "stance": "neutral",
    }
    (found,) = to_annotations([row | {"doc": "0/a", "blocs": [], "context": 0, "place": "a.jsonl: row 1"}])
    assert cleaned(row["text"])[found.start : found.end] == "Ana Lima"


def test_a_row_without_all_labels_is_named() -> None:
    row: dict[str, Any] = {
        "text": "It rained.",
        "speaker": None,
        "stance": None,
        "doc": "0/a",
        "blocs": [],
        "context": 0,
    }
    with pytest.raises(InputError, match=r"a.jsonl: row 1: no stance"):
        to_annotations([row | {"place": "a.jsonl: row 1"}])


@given(st.text())
def test_normalising_twice_changes_nothing_and_folding_keeps_the_length(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert len(folded(once)) == len(once)
    assert text_hash(once) == text_hash(text)


def test_texts_that_differ_in_a_letter_differ_in_their_hash() -> None:
    assert text_hash("He left.") != text_hash("He leaft.")
    assert text_hash("“He left” – twice") == text_hash(' "He\u200b left"\n- twice')


def test_the_published_table_can_be_read_and_is_complete() -> None:
    found = read_annotations(ANNOTATIONS)
    assert len(found) == 18_704
    assert {one.stance for one in found} == {"neutral", "pro_moscow_beijing", "western_criticism"}
    assert all(re.fullmatch("[0-9a-f]{64}", one.sha256) and one.source and one.doc for one in found)
    assert all((one.start is None) == (one.end is None) for one in found)
