"""Each reader takes a corpus as it is published, and names file and row where it is not."""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError
from framing.rows import Row
from training.readers import (
    READERS,
    read_brat,
    read_cofenet,
    read_dse,
    read_newsmtsc,
    read_unsc,
)

FIXTURES = Path(__file__).parent / "fixtures"
FILES = {
    "brat": FIXTURES / "brat",
    "cofenet": FIXTURES / "cofenet.jsonl",
    "dse": FIXTURES / "dse.txt",
    "newsmtsc": FIXTURES / "newsmtsc.jsonl",
    "unsc": FIXTURES / "unsc.csv",
}
Reader = Callable[[Path], Iterator[Row]]


@pytest.mark.parametrize("name", READERS)
def test_rows_have_text_document_and_source_and_offsets_of_every_named_part(name: str) -> None:
    rows = list(READERS[name](FILES[name]))
    assert len(rows) >= 2
    for row in rows:
        assert row["text"] and row["doc"] and row["source"]
        assert json.dumps(row)  # as plain as a file of rows needs it
        for part in ("speaker", "target", "p", "q"):
            if row.get(f"{part}_start") is not None:
                assert row["text"][row[f"{part}_start"] : row[f"{part}_end"]] == row[part]


@pytest.mark.parametrize("name", READERS)
def test_each_reader_says_paper_licence_and_place_of_its_corpus(name: str) -> None:
    text = sys.modules[READERS[name].__module__].__doc__ or ""
    assert "20" in text and "https://github.com/" in text
    assert "licence" in text.lower()


def test_brat_gives_the_main_source_of_each_sentence_and_all_attributions() -> None:
    first, second, third = read_brat(FILES["brat"])
    assert first["speaker"] == "Ana Lima, the harbour master"
    assert [first["text"][a:b] for a, b in first["attributions"][0]["content"]] == [
        '"We count every ship.',
        'We miss none."',
    ]
    assert second["speaker"] == "a report by the town council"  # its content is the longer one
    assert [len(one["source"]) for one in second["attributions"]] == [1, 1]
    assert third["speaker"] is None and third["attributions"] == []
    assert {row["doc"] for row in (first, second, third)} == {"harbour"}


def test_brat_is_read_from_an_archive_too(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "articles.tar.gz", "w:gz") as archive:
        archive.add(FILES["brat"], "articles")
    assert list(read_brat(tmp_path / "articles.tar.gz")) == list(read_brat(FILES["brat"]))


def test_cofenet_joins_tokens_and_keeps_their_bounds() -> None:
    first, second = read_cofenet(FILES["cofenet"])
    assert first["text"] == "“We can't wait,” the mayor said (twice)."
    assert [first["text"][a:b] for a, b in first["tokens"][2:4]] == ["ca", "n't"]
    assert first["spans"] == [("content", 1, 5), ("source", 7, 9), ("cue", 9, 10)]
    assert first["speaker"] == "the mayor"
    assert second["speaker"] is None


def test_dse_loses_its_brackets_and_nothing_else() -> None:
    first, second, third = read_dse(FILES["dse"])
    assert first["text"] == "Ortiz met Reed at the harbour."
    assert [row["stance"] for row in (first, second, third)] == [
        "neutral",
        "p_negative_of_q",
        "q_positive_of_p",
    ]
    assert second["text"].endswith('called Ortiz "a reckless amateur".')
    assert third["text"] == "The prize went to [Reed ], whom Ortiz’s party admires [sic]."
    assert third["p_start"] is None  # the release marks other characters than it names


def test_newsmtsc_has_a_row_for_each_target() -> None:
    rows = list(read_newsmtsc(FILES["newsmtsc"]))
    assert [(row["target"], row["stance"]) for row in rows] == [
        ("Mayor Ortiz", "negative"),
        ("Captain Reed", "positive"),
        ("Captain Reed", "neutral"),
    ]
    assert [rows[0]["text"][a:b] for a, b in rows[0]["mentions"]] == ["she"]
    assert rows[1]["marked"].endswith("but she praised Xtarget Captain Reed for a flawless rescue.")
    assert {row["article"] for row in rows} == {"gazette_7_1"}
    assert len({row["doc"] for row in rows}) == 3


def test_unsc_takes_the_speaking_state_from_the_file_and_leaves_blank_rows_out() -> None:
    rows = list(read_unsc(FILES["unsc"]))
    assert [row["stance"] for row in rows] == ["none", "direct_negative_evaluation", "correction"]
    assert {(row["publisher"], row["year"]) for row in rows} == {("New Zealand", 2031)}
    assert [row["targets"] for row in rows] == [[], ["ruritania"], []]
    assert len({row["id"] for row in rows}) == 3


def newsmtsc_row(**change: Any) -> str:
    target = {"Input.gid": "g_1_2_3", "from": 0, "to": 3, "mention": "Ann", "polarity": 4.0} | change
    return json.dumps({"sentence_normalized": "Ann sings.", "targets": [target]})


@pytest.mark.parametrize(
    ("read", "name", "content", "words"),
    [
        (read_newsmtsc, "a.jsonl", newsmtsc_row() + "\n" + newsmtsc_row(polarity=5.0), "row 2"),
        (read_newsmtsc, "a.jsonl", newsmtsc_row() + "\n" + newsmtsc_row(to=2), "(line 2): the mention 'Ann'"),
        (read_newsmtsc, "a.jsonl", '{"text": "Ann sings."}', "row 1 (line 1): no sentence_normalized"),
        (read_cofenet, "a.jsonl", '{"tokens": ["a"], "labels": [], "id": "x"}', "row 1 (line 1): tokens"),
        (read_dse, "a.txt", "[A] met [B].\tA\tB\t0\n[A] met [B].\tA\tB\n", "row 2"),
        (read_dse, "a.txt", "[A] met [B].\tA\tB\t7\n", "row 1"),
        (read_unsc, "a.csv", "text,fileid\nWe agree.,x\n", "row 1 (line 2): no column 'filename'"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_file(
    tmp_path: Path, read: Reader, name: str, content: str, words: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        list(read(tmp_path / name))
    assert str(error.value).startswith(f"{tmp_path / name}: ") and words in str(error.value)


def test_an_unknown_label_of_the_security_council_is_named(tmp_path: Path) -> None:
    text = FILES["unsc"].read_text(encoding="utf-8").replace("Direct_NegEval", "Applause")
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3 \(line 4\): labels \('Applause', '_'\)"):
        list(read_unsc(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        ("T1\tSource 0 3\tAnn\nT2\tCue 4 99\tsang", r"a.ann: line 2: .* no span of its text of 9 characters"),
        ("T1\tSource three\tAnn", r"a.ann: line 1: .* no span"),
        ("T1\tSource 0 3\tAnn\nE1\tAttribution:T9 Source:T1", r"a.ann: line 2: the event names T9"),
    ],
)
def test_a_broken_annotation_is_named_with_its_line(tmp_path: Path, annotation: str, words: str) -> None:
    (tmp_path / "a.txt").write_text("Ann sang.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(annotation, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        list(read_brat(tmp_path))


def test_a_folder_without_brat_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann sang.", encoding="utf-8")
    with pytest.raises(InputError, match=r"file with an .ann file of its name"):
        list(read_brat(tmp_path))


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="nothing-here"):
        list(READERS[name](tmp_path / f"nothing-here{FILES[name].suffix}"))
