"""The scripts fit a working model on the example corpus, on other labels too, and name what is wrong."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import framing
from framing.errors import InputError
from training.__main__ import main
from training.card import write_card
from training.corpus import document_bounds, read_corpus
from training.folds import document_folds

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"
ROW: dict[str, Any] = {"text": "Li said no.", "stance": "neutral", "blocs": ["china"], "speaker": "Li"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fitted") / "model"
    assert main(["fit", str(EXAMPLE), "--output", str(folder), "--folds", "2"]) == 0
    return folder


def test_a_model_fitted_on_the_example_corpus_works(folder: Path) -> None:
    model = framing.load(folder)
    rows = read_corpus([EXAMPLE])
    bounds = document_bounds(rows)
    documents = [[row["text"] for row in rows[a:b]] for a, b in pairwise(bounds)]
    found = [s for document in model.annotate_sentences(documents) for s in document]
    same = sum(s.stance.label == row["stance"] for s, row in zip(found, rows, strict=True))
    assert same / len(rows) > 0.8  # it has seen them; a model that learned nothing gets 0.5
    named = [s.speaker.text if s.speaker else None for s in found]
    assert sum(name == row["speaker"] for name, row in zip(named, rows, strict=True)) / len(rows) > 0.8


def test_the_card_holds_the_notes_on_the_data(folder: Path) -> None:
    model = framing.load(folder)
    assert "Nothing more is known here of the data" in model.card
    card = write_card(model, "Letters to the editor, labelled by two readers.\n")
    assert "Letters to the editor" in card
    assert "Nothing more is known" not in card


def test_the_folder_tells_where_it_comes_from(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["data"]["rows"] == len(read_corpus([EXAMPLE]))
    assert 0.3 < config["cross_validated"]["stance_macro_f1"] < 1
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert config["data"]["sha256"] in card
    assert "{" not in card


def test_the_same_corpus_gives_the_same_model(folder: Path, tmp_path: Path) -> None:
    assert main(["fit", str(EXAMPLE), "--output", str(tmp_path / "again"), "--folds", "2"]) == 0
    weights = "weights.safetensors"
    assert (tmp_path / "again" / weights).read_bytes() == (folder / weights).read_bytes()


def test_other_labels_work_the_same(tmp_path: Path) -> None:
    names = {"pro_moscow_beijing": "for", "western_criticism": "against", "neutral": "none"}
    sides = {"russia": "east", "china": "east", "west": "west", "frontline": "west", "other": "west"}
    rows = [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    changed = [
        row | {"stance": names[row["stance"]], "blocs": sorted({sides[bloc] for bloc in row["blocs"]})}
        for row in rows
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, changed)), encoding="utf-8")
    assert main(["fit", str(path), "--output", str(tmp_path / "model"), "--folds", "2"]) == 0
    model = framing.load(tmp_path / "model")
    assert model.info()["stances"] == ["against", "for", "none"]
    assert set(model.info()["blocs"]) == {"east", "west"}
    found = model.annotate("The Kremlin accused Washington of lying. It rained.")
    assert {s.stance.label for s in found} <= {"against", "for", "none"}
    assert {bloc for s in found for bloc in s.blocs} <= {"east", "west"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stance": None}, "stance is None"),
        ({"stance": 3}, "stance is 3"),
        ({"blocs": "china"}, "blocs is 'china'"),
        ({"speaker": "Wang"}, "speaker 'Wang' is not in the text"),
        ({"text": None}, "column 'text' is null"),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, words: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | change), encoding="utf-8")
    assert main(["fit", str(path), "--output", str(tmp_path / "model")]) == 2
    error = capsys.readouterr().err
    assert "mine.jsonl: row 2" in error
    assert words in error
    assert error.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_without_scikit_learn_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("training.__main__.find_spec", lambda name: None)
    assert main(["fit", str(EXAMPLE), "--output", str(tmp_path / "model")]) == 2
    assert "framing-stance[train]" in capsys.readouterr().err


def test_rows_of_a_document_come_together(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = [ROW | {"doc": doc, "id": n} for n, doc in enumerate("abab")]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    read = read_corpus([path])
    assert [row["id"] for row in read] == [0, 2, 1, 3]
    assert document_bounds(read).tolist() == [0, 2, 4]


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("")
    with pytest.raises(InputError, match="no rows"):
        read_corpus([tmp_path / "mine.jsonl"])


@pytest.mark.parametrize("key", ["doc", "pair"])
def test_folds_keep_documents_and_pairs_whole(key: str) -> None:
    rows: list[dict[str, Any]] = [{"doc": f"d{n}"} | {key: f"x{n // 3}"} for n in range(300)]
    folds = document_folds(rows)
    sides: dict[str, set[int]] = {}
    for row, fold in zip(rows, folds, strict=True):
        sides.setdefault(row[key], set()).add(int(fold))
    assert all(len(found) == 1 for found in sides.values())
    assert len(set(folds.tolist())) == 5
