"""Rows come from files, folders and the Hub alike, or a line says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, List, Value

from framing.errors import InputError
from training.corpus import read_corpus
from training.loading import load_rows

BRAT = Path(__file__).parent / "fixtures" / "brat"
ROWS = [{"text": "Li said no.", "side": 1, "sides": [0, 1]}, {"text": "It rained.", "side": -1, "sides": []}]
NAMES = ClassLabel(names=["against", "for"])
TABLE = Dataset.from_list(
    ROWS, features=Features({"text": Value("string"), "side": NAMES, "sides": List(NAMES)})
)


def test_a_folder_gives_names_for_class_numbers(tmp_path: Path) -> None:
    TABLE.save_to_disk(tmp_path / "one")
    placed = list(load_rows(str(tmp_path / "one")))
    assert [place for place, _ in placed] == [f"{tmp_path / 'one'}: row {n}" for n in (1, 2)]
    assert [row["side"] for _, row in placed] == ["for", None]
    assert [row["sides"] for _, row in placed] == [["against", "for"], []]


def test_a_folder_of_brat_gives_attributed_sentences() -> None:
    rows = read_corpus([BRAT])
    assert {part for row in rows for part in row["labelled"]} == {"speaker"}
    spoken = [row for row in rows if row["speaker"]]
    assert spoken and all(row["speaker"] in row["text"] and row["attributions"] for row in spoken)


def test_of_several_splits_one_is_chosen(tmp_path: Path) -> None:
    folder = str(tmp_path / "two")
    DatasetDict({"train": TABLE, "test": TABLE.select([1])}).save_to_disk(folder)
    assert [row["text"] for _, row in load_rows(folder, "test")] == ["It rained."]
    with pytest.raises(InputError, match="has the splits train, test; choose one with --split"):
        list(load_rows(folder))
    with pytest.raises(InputError, match="no split 'dev', only train, test"):
        list(load_rows(folder, "dev"))


def test_the_hub_is_asked_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def load(name: str) -> Any:
        asked.append(name)
        return DatasetDict({"train": TABLE})

    monkeypatch.setattr("training.loading.load_dataset", load)
    assert [place for place, _ in load_rows("hub:owner/name")] == [f"hub:owner/name: row {n}" for n in (1, 2)]
    assert asked == ["owner/name"]


def test_what_cannot_be_loaded_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(name: str) -> Any:
        raise ConnectionError("no route\n  to the host")

    monkeypatch.setattr("training.loading.load_dataset", fail)
    with pytest.raises(InputError, match="hub:owner/name: cannot be loaded: no route to the host; check"):
        list(load_rows("hub:owner/name"))
    with pytest.raises(InputError, match="neither a folder of the datasets library nor one of brat"):
        list(load_rows(str(tmp_path)))
    (tmp_path / "dataset_info.json").write_text("{")
    with pytest.raises(InputError, match="cannot be loaded"):
        list(load_rows(str(tmp_path)))


def test_not_a_number_is_nothing(tmp_path: Path) -> None:
    Dataset.from_list([{"text": "a", "doc": 1.0}, {"text": "b", "doc": float("nan")}]).to_parquet(
        str(tmp_path / "a.parquet")
    )
    assert [row["doc"] for _, row in load_rows(str(tmp_path / "a.parquet"))] == [1.0, None]
