"""Sentences to label next: unsure, unlike one another, not labelled already, the same in every run."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import framing
from framing.errors import InputError
from framing.model import BUNDLED, Model
from tests.authored import rows_of
from training.__main__ import main
from training.annotations import text_hash
from training.corpus import read_corpus
from training.suggest import PREFILTER, _diverse, read_pool, suggest

ARTICLES = Path(__file__).resolve().parent.parent / "benchmarks" / "data" / "articles.jsonl"


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_suggestions_are_rows_that_fit_reads(tmp_path: Path) -> None:
    output = tmp_path / "next.jsonl"
    command = [
        "suggest",
        "--model",
        str(BUNDLED),
        "--pool",
        str(ARTICLES),
        "-n",
        "7",
        "--output",
        str(output),
    ]
    assert main(command) == 0
    rows = written(output)
    assert len(read_corpus([output])) == len(rows) == 7
    uncertainty = [row["uncertainty"] for row in rows]
    assert uncertainty == sorted(uncertainty, reverse=True)
    articles: dict[str, list[str]] = {}
    for row in rows_of("benchmarks/data/articles.jsonl"):
        articles.setdefault(row["doc"], []).append(row["text"])
    for row in rows:
        assert row["text"] in " ".join(articles[row["source"]])
        assert f"{row['before']} {row['text']}".strip() in " ".join(articles[row["source"]])


def test_only_sentences_of_small_margin_are_chosen(model: Model) -> None:
    pool, count = read_pool(str(ARTICLES)), 5
    chosen = suggest(model, pool, count)
    every = suggest(model, pool, 10_000)
    assert len(every) == len({text_hash(sentence) for _, document in pool for sentence in document})
    assert {one.statement.text for one in chosen} <= {
        one.statement.text for one in every[: PREFILTER * count]
    }
    for one in every:
        second, first = sorted(one.statement.stance.probabilities.values())[-2:]
        assert one.uncertainty == pytest.approx(1 - first + second)


def test_near_copies_do_not_crowd_out_the_others(model: Model) -> None:
    numbers = ("two", "three", "four", "five", "six")
    copies = [f"Moscow says the {number} ships of the West provoke China." for number in numbers]
    others = [
        "Beijing and Kyiv traded blame over the grain.",
        "The envoys will return to the lake in spring.",
    ]
    found = suggest(model, [("a", copies + others)], 7)
    equal = [dataclasses.replace(one, uncertainty=0.5) for one in found]
    chosen = {equal[place].statement.text for place in _diverse(equal, 3, seed=0)}
    assert set(others) < chosen and len(chosen & set(copies)) == 1


def test_the_same_pool_and_seed_give_the_same_sentences(model: Model) -> None:
    pool = read_pool(str(ARTICLES))
    assert suggest(model, pool, 6, seed=3) == suggest(model, pool, 6, seed=3)


def test_a_text_is_suggested_once_and_not_if_it_is_labelled_already(model: Model) -> None:
    pool = [("a", ["It rained.", "It rained."]), ("b", ["It  rained.", "It snowed."])]
    assert [one.statement.text for one in suggest(model, pool, 9, {text_hash("It snowed.")})] == [
        "It rained."
    ]


def test_sentences_of_the_same_words_fill_up_the_number(model: Model) -> None:
    pool = [("a", [f"Moscow said no{mark}" for mark in ("", ".", "!", "?", "...")])]
    assert len(suggest(model, pool, 3)) == 3


def test_a_pool_may_be_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("It rained. It snowed.", encoding="utf-8")
    assert read_pool(str(tmp_path / "texts")) == [("a.txt", ["It rained.", "It snowed."])]


def test_a_model_without_stances_is_refused() -> None:
    empty: Any = SimpleNamespace(stance=SimpleNamespace(labels_=()))
    with pytest.raises(InputError, match="no stances"):
        suggest(empty, [], 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-n", "0"], "-n 0: name a number"),
        (["--exclude", str(ARTICLES)], "no sentence that is not labelled already"),
        (["--pool", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    text = rows_of("benchmarks/data/articles.jsonl")[0]["text"]
    (tmp_path / "pool.txt").write_text(text, encoding="utf-8")
    command = ["suggest", "--model", str(BUNDLED), "--pool", str(tmp_path / "pool.txt"), *options]
    assert main(command) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1
