"""Published labels come back to their sentences, wherever and however these are kept."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from training.__main__ import main
from training.annotations import folded, text_hash
from training.corpus import read_corpus
from training.rebuild import find_texts

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"
COMPARED = ("id", "text", "stance", "blocs", "speaker", "context", "source", "publisher")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annotations") / "labels.tsv"
    assert main(["annotations", str(EXAMPLE), "--output", str(path)]) == 0
    return path


def rebuild(table: Path, *paths: Path) -> Rows:
    output = table.parent / "again.jsonl"
    assert main(["rebuild", *map(str, paths), "--annotations", str(table), "--output", str(output)]) == 0
    return read_corpus([output])


def chosen(rows: Sequence[dict[str, Any]]) -> Rows:
    return [{name: row[name] for name in COMPARED} for row in rows]


def test_a_corpus_comes_back_whole_from_its_own_rows(table: Path) -> None:
    again, rows = rebuild(table, EXAMPLE), read_corpus([EXAMPLE])
    assert chosen(again) == chosen(rows)
    assert [row["doc"] for row in again] == [row["doc"] for row in rows]


def test_a_corpus_comes_back_from_running_text_in_other_typography(table: Path, tmp_path: Path) -> None:
    rows = read_corpus([EXAMPLE])
    changed = [row["text"].replace("“", '"').replace("”", '"').replace("’", "'") for row in rows]
    text = "\n\n".join(sentence.replace(" ", "\u00a0 ", 1) for sentence in changed)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "all.txt").write_text(text, encoding="utf-8")
    again = rebuild(table, tmp_path / "articles")
    assert len(again) == len(rows)
    for row, mine in zip(rows, again, strict=True):
        assert folded(mine["text"]) == folded(row["text"])
        assert folded(mine["speaker"] or "") == folded(row["speaker"] or "")


@pytest.mark.parametrize("extension", ["json", "jsonl", "csv", "tsv", "md", "parquet", "zip"])
def test_every_kind_of_file_gives_its_sentences(table: Path, tmp_path: Path, extension: str) -> None:
    rows = read_corpus([EXAMPLE])[:3]
    article = "\n".join(row["text"] for row in rows)
    path = tmp_path / f"articles.{extension}"
    if extension in ("json", "jsonl"):
        path.write_text(json.dumps({"meta": {"site": "x"}, "parts": [{"body": article}]}), encoding="utf-8")
    elif extension in ("csv", "tsv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t" if extension == "tsv" else ",")
            writer.writerows([["title", "body"], ["x", article]])
    elif extension == "md":
        first = rows[0]["text"]
        word = first.split()[1]
        marked = first.replace(word, f"[**{word}**](https://example.org/a)", 1)
        path.write_text(f"# {marked}\n\n* {rows[1]['text']}\n\n{rows[2]['text']}", encoding="utf-8")
    elif extension == "parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.table({"body": [article]}), path)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("deep/article.txt", article)
    assert chosen(rebuild(table, path)) == chosen(rows)


def test_what_is_missing_is_counted_by_source(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = read_corpus([EXAMPLE])[0]
    (tmp_path / "one.txt").write_text(row["text"], encoding="utf-8")
    assert len(rebuild(table, tmp_path / "one.txt")) == 1
    total = len(read_corpus([EXAMPLE]))
    heads, first, last = capsys.readouterr().out.splitlines()[-3:]
    assert heads.split() == ["source", "found", "of", "missing", "share"]
    assert first.split() == ["example", "1", str(total), str(total - 1), "0.2%"]
    assert last.split()[0] == "all"


def test_nothing_found_is_an_error_and_writes_nothing(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.txt").write_text("The bakery opened at six.", encoding="utf-8")
    output = tmp_path / "again.jsonl"
    command = ["rebuild", str(tmp_path / "other.txt"), "--annotations", str(table), "--output", str(output)]
    assert main(command) == 2
    error = capsys.readouterr().err
    assert "other.txt: none of the 495 annotated sentences is there" in error and error.count("\n") == 1
    assert not output.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("\t".join(["0" * 64, "a", "a", "neutral", "", "one", "2", "0", "x", ""]), "row 1: ValueError"),
        ("too\tfew", "row 1: "),
    ],
)
def test_a_broken_table_is_named_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    path = tmp_path / "bad.tsv"
    heads = "sha256 id doc stance blocs start end context source publisher".replace(" ", "\t")
    path.write_text(f"{heads}\n{line}\n", encoding="utf-8")
    command = ["rebuild", str(EXAMPLE), "--annotations", str(path), "--output", str(tmp_path / "x.jsonl")]
    assert main(command) == 2
    assert f"bad.tsv: {words}" in capsys.readouterr().err


def test_the_first_of_two_spellings_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('“Go,” she said.\n"Go," she said.', encoding="utf-8")
    digest = text_hash("“Go,” she said.")
    assert find_texts({digest}, [tmp_path / "a.txt"]) == {digest: "“Go,” she said."}
