"""Datasets come back as datasets: rows and features kept, documents whole, from the cache the second time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from datasets import ClassLabel, Dataset, DatasetDict, disable_progress_bars, load_dataset
from datasets.features import Features, Value

import framing
from framing import InputError, MissingExtraError, Model, annotate_dataset, annotate_table

TEXTS = ["Moscow denied the charge. “It is a lie,” it said.", "He left.", ""] * 4
DOCS = [str(number // 5) for number in range(12)]


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


@pytest.fixture
def dataset(tmp_path: Path) -> Any:
    """A dataset on disk, so that what is made from it is kept beside it."""
    disable_progress_bars()
    features = Features(
        {"text": Value("string"), "doc": Value("string"), "stance": ClassLabel(names=["x", "y"])}
    )
    made = Dataset.from_dict({"text": TEXTS, "doc": DOCS, "stance": [0, 1] * 6}, features=features)
    made.to_parquet(tmp_path / "d.parquet")
    files = str(tmp_path / "d.parquet")
    return load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"), split="train")


@pytest.mark.parametrize("batch_size", [1, 3, 1000])
def test_documents_are_never_cut(dataset: Any, model: Model, batch_size: int) -> None:
    found = annotate_dataset(dataset, model=model, document_column="doc", batch_size=batch_size)
    expected = annotate_table(dataset.data.table, model=model, document_column="doc")
    assert found.to_list() == expected.to_pylist()


def test_several_processes_give_what_one_gives(dataset: Any, model: Model) -> None:
    settings: dict[str, Any] = {"model": model, "document_column": "doc", "split": False, "batch_size": 2}
    several = annotate_dataset(dataset, num_proc=2, **settings).to_list()
    dataset.cleanup_cache_files()
    assert several == annotate_dataset(dataset, **settings).to_list()


def test_own_features_stay(dataset: Any, model: Model) -> None:
    found = annotate_dataset(dataset.with_format("numpy"), model=model)
    assert found.features["input_stance"] == dataset.features["stance"]
    assert found.features["start"] == Value("int64")
    assert found.format["type"] == "numpy"
    none = annotate_dataset(dataset.select([]), model=model)
    assert none.features == found.features and len(none) == 0


def test_selected_rows_are_those_that_are_annotated(dataset: Any, model: Model) -> None:
    found = annotate_dataset(dataset.select([1, 4, 7]), model=model, document_column="doc", batch_size=2)
    assert found["text"][:] == ["He left."] * 3


def test_the_same_is_not_annotated_twice(
    dataset: Any, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    annotate = Model.annotate_sentences

    def counted(self: Model, *given: Any, **settings: Any) -> Any:
        asked.append(1)
        return annotate(self, *given, **settings)

    monkeypatch.setattr(Model, "annotate_sentences", counted)

    def asks(**settings: Any) -> bool:
        asked.clear()
        annotate_dataset(dataset, **settings)
        return bool(asked)

    assert asks(model=model)
    assert not asks(model=model)
    assert not asks(model=framing.load())  # its content counts, not the object
    assert asks(model=model, split=False)
    assert asks(model=model, min_probability=0.5)
    (tmp_path / "names.csv").write_text("name,bloc\nOslo,west\n")
    assert asks(model=framing.load(actors=tmp_path / "names.csv"))


def test_each_part_of_a_dict_is_annotated(dataset: Any, model: Model) -> None:
    found = annotate_dataset(DatasetDict(train=dataset, test=dataset.select([1])), model=model, split=False)
    assert isinstance(found, DatasetDict)
    assert {name: len(part) for name, part in found.items()} == {"train": 12, "test": 1}


def test_without_datasets_the_extra_is_named(
    dataset: Any, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'framing-stance\[train\]'"):
        annotate_dataset(dataset, model=model)


def test_what_is_no_dataset_or_has_no_text_is_refused(dataset: Any, model: Model) -> None:
    with pytest.raises(InputError, match=r"IterableDataset is no datasets\.Dataset or DatasetDict"):
        annotate_dataset(dataset.to_iterable_dataset(), model=model)
    with pytest.raises(InputError, match="no column 'body'; it has 'text'"):
        annotate_dataset(dataset, model=model, text_column="body")
    holes = Dataset.from_dict({"text": ["a"] * 3 + [None]})
    with pytest.raises(InputError, match="row 4: column 'text' is null"):
        annotate_dataset(holes, model=model, batch_size=2)
