"""Any columns become rows of one schema; what cannot be used is listed with file, row and remedy."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset

from framing.errors import InputError
from training.corpus import collect, counts, document_bounds, fingerprint, read_corpus
from training.schema import FEATURES, Columns

ROW: dict[str, Any] = {"text": "Li said no.", "stance": "neutral", "blocs": ["china"], "speaker": "Li"}


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_csv_with_other_names_is_the_same_corpus(tmp_path: Path) -> None:
    with (tmp_path / "mine.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Satz", "Seite", "Block", "Wer", "Artikel", "Haus"])
        table.writerow(["Li and Ann said no.", "for", "east|west", "Li and Ann", "a1", "The Bell"])
        table.writerow(["It rained.", "against", "", "", "", ""])
    columns = Columns("Satz", "Seite", "Block", "Wer", document="Artikel", group="Haus", source="Haus")
    one, two = read_corpus([tmp_path / "mine.csv"], columns)
    assert set(one) == set(FEATURES)
    assert (one["stance"], one["blocs"], one["speaker"]) == ("for", ["east", "west"], "Li and Ann")
    assert (one["doc"], one["group"], one["source"]) == ("0/a1", "The Bell", "The Bell")
    assert (two["stance"], two["blocs"], two["speaker"]) == ("against", [], None)
    assert (two["doc"], two["group"]) == ("0/row 2", None)


@pytest.mark.parametrize("form", ["parquet", "csv", "folder"])
def test_every_format_gives_the_same_rows(tmp_path: Path, form: str) -> None:
    rows = [ROW | {"id": "a", "doc": "x"}, ROW | {"id": "b", "doc": "x", "blocs": ["west"], "speaker": None}]
    expected = read_corpus([written(tmp_path / "mine.jsonl", rows)])
    path = str(tmp_path / f"mine.{form}")
    if form == "folder":
        Dataset.from_list(rows).save_to_disk(path)
    elif form == "parquet":
        Dataset.from_list(rows).to_parquet(path)
    else:
        Dataset.from_list([row | {"blocs": json.dumps(row["blocs"])} for row in rows]).to_csv(path)
    for row, other in zip(read_corpus([path]), expected, strict=True):
        assert row | {"place": ""} == other | {"place": ""}


def test_rows_of_framing_analyze_are_a_corpus(tmp_path: Path) -> None:
    speaker = {"text": "Li", "start": 0, "end": 2, "cue": "said", "content": None}
    row = ROW | {"stance": {"label": "neutral", "probability": 0.7}, "speaker": speaker}
    (read,) = read_corpus([written(tmp_path / "mine.jsonl", [row])])
    assert (read["stance"], read["speaker"], read["blocs"]) == ("neutral", "Li", ["china"])


def test_a_part_without_a_column_is_not_labelled(tmp_path: Path) -> None:
    files = [
        written(tmp_path / "stance.jsonl", [{"text": "It rained.", "stance": 1}]),
        written(tmp_path / "speaker.jsonl", [{"text": "Li said no.", "speaker": "Li"}]),
    ]
    corpus = collect(files)
    assert [row["labelled"] for row in corpus.rows] == [["stance"], ["speaker"]]
    assert [row["stance"] for row in corpus.rows] == ["1", None]
    assert corpus.labelled == ("stance", "speaker")


def test_every_fault_is_listed_with_its_row(tmp_path: Path) -> None:
    bad: list[dict[str, Any]] = [
        {"text": None},
        {"text": "\ud800"},
        {"stance": None},
        {"stance": ["for"]},
        {"stance": "nuetral"},
        {"blocs": None},
        {"blocs": "chinna"},
        {"blocs": [3.5]},
        {"speaker": "Wang"},
        {"stance": "", "speaker": "Wang"},
    ]
    path = written(tmp_path / "mine.jsonl", [ROW, *(ROW | change for change in bad)])
    corpus = collect([path], Columns(stances=("neutral", "for"), blocs_known=("china",)))
    assert len(corpus.rows) == 1
    assert corpus.bad == len(bad)
    lines = [fault.line.removeprefix(f"{path}: ") for fault in corpus.faults]
    assert [int(line.split()[1]) for line in lines] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]
    expected = [
        "text is None",
        "text is not Unicode",
        "stance is None; give a label",
        "stance is ['for']; give a label",
        "stance 'nuetral' is not a known label; is it 'neutral'?",
        "blocs is None; give a list of labels",
        "bloc 'chinna' is not a known label; is it 'china'?",
        "bloc is 3.5",
        "speaker 'Wang' is not in the text; copy the words",
        "stance is ''",
        "speaker 'Wang'",
    ]
    assert all(words in line for words, line in zip(expected, lines, strict=True))
    with pytest.raises(InputError, match="row 4"):
        read_corpus([written(tmp_path / "again.jsonl", [ROW, ROW, ROW, ROW | {"stance": None}])])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (Columns(text="sentence"), "no column 'sentence'; it has 'text', .*choose with --text-column"),
        (Columns(stance="label"), "no column 'label'; it has .*choose with --stance-column"),
        (Columns(group="publisher"), "no column 'publisher'; .*choose with --group-column"),
    ],
)
def test_a_column_that_is_not_there_is_named(tmp_path: Path, columns: Columns, words: str) -> None:
    with pytest.raises(InputError, match=words):
        collect([written(tmp_path / "mine.jsonl", [ROW])], columns)


def test_rows_without_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no labels; it has 'text', 'mood': name a column with --stance"):
        collect([written(tmp_path / "mine.jsonl", [{"text": "It rained.", "mood": "calm"}])])


def test_rows_of_a_document_come_together(tmp_path: Path) -> None:
    rows = [ROW | {"doc": doc, "id": n} for n, doc in enumerate("abab")]
    read = read_corpus([written(tmp_path / "mine.jsonl", rows)])
    assert [row["id"] for row in read] == ["0", "2", "1", "3"]
    assert document_bounds(read).tolist() == [0, 2, 4]


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rows"):
        read_corpus([written(tmp_path / "mine.jsonl", [])])


def test_labels_are_counted(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"blocs": ["china", "west"]}, ROW | {"blocs": [], "speaker": None, "stance": "for"}]
    read = read_corpus([written(tmp_path / "mine.jsonl", rows)])
    assert counts(read, "stance") == {"for": 1, "neutral": 2}
    assert counts(read, "blocs") == {"(none)": 1, "china": 2, "west": 1}
    assert counts(read, "speaker") == {"(named)": 2, "(none)": 1}


def test_a_fingerprint_follows_from_the_content(tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", [ROW])
    same = written(tmp_path / "same.jsonl", [ROW])
    other = written(tmp_path / "other.jsonl", [ROW | {"stance": "for"}])
    assert fingerprint([one]) == fingerprint([same]) != fingerprint([other])
    Dataset.from_list([ROW]).save_to_disk(tmp_path / "a")
    Dataset.from_list([ROW]).save_to_disk(tmp_path / "b")
    assert fingerprint([tmp_path / "a"]) == fingerprint([tmp_path / "b"])


def test_years_are_numbers_or_nothing(tmp_path: Path) -> None:
    years = [2014, "2015", 2016.0, "spring", None]
    rows = read_corpus([written(tmp_path / "mine.jsonl", [ROW | {"year": year} for year in years])])
    assert [row["year"] for row in rows] == [2014, 2015, 2016, None, None]
