"""A model folder is written whole and read without trust."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError, ModelFormatError
from framing.storage import FORMAT, fingerprint, read_model, under_prefix, with_prefix, write_model

ARRAYS = {"b.x": np.arange(6.0).reshape(2, 3), "a.y": np.array([1, 2**63], np.uint64)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path / "model", {"labels": ["ä"]}, ARRAYS, "# Card\n")
    return tmp_path / "model"


def test_what_is_written_is_read(folder: Path) -> None:
    config, arrays, card = read_model(folder)
    assert config == {"format": FORMAT, "labels": ["ä"]}
    assert arrays.keys() == ARRAYS.keys()
    assert all(np.array_equal(arrays[name], ARRAYS[name]) for name in ARRAYS)
    assert card == "# Card\n"


def test_a_fingerprint_tells_settings_names_shapes_and_values_apart() -> None:
    array = ARRAYS["b.x"]
    told = [
        fingerprint({"a": 1}, {"x": array}),
        fingerprint({"a": 2}, {"x": array}),
        fingerprint({"a": 1}, {"y": array}),
        fingerprint({"a": 1}, {"x": array.reshape(3, 2)}),
        fingerprint({"a": 1}, {"x": array.view(np.int64)}),
        fingerprint({"a": 1}, {"x": array + 1}),
    ]
    assert len(set(told)) == len(told)
    assert fingerprint({"b": 1, "a": 2}, ARRAYS) == fingerprint(
        {"a": 2, "b": 1}, dict(reversed(ARRAYS.items()))
    )


def test_the_same_model_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "other", {"labels": ["ä"]}, dict(reversed(ARRAYS.items())), "# Card\n")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_model_folder_is_replaced_and_another_is_not(folder: Path, tmp_path: Path) -> None:
    write_model(folder, {"labels": []}, ARRAYS, "")
    assert read_model(folder)[0]["labels"] == []
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    for other in (tmp_path / "letters", tmp_path / "letters" / "a.txt"):
        with pytest.raises(InputError, match="no model folder"):
            write_model(other, {}, ARRAYS, "")
    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters", "model"]


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_model(tmp_path / "model", {"labels": object()}, ARRAYS, "")
    assert list(tmp_path.iterdir()) == []


@given(st.data())
def test_damaged_folders_are_refused_or_read(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        write_model(folder, {"labels": ["a"]}, ARRAYS, "")
        path = folder / data.draw(st.sampled_from(["config.json", "weights.safetensors"]))
        content = bytearray(path.read_bytes())
        if data.draw(st.booleans()):
            del content[data.draw(st.integers(0, len(content) - 1)) :]
        else:
            place = data.draw(st.integers(0, len(content) - 1))
            content[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        # Whatever was damaged, nothing but the one error may come out, and arrays are arrays.
        with contextlib.suppress(ModelFormatError):
            assert all(isinstance(array, np.ndarray) for array in read_model(folder)[1].values())


def test_a_header_that_claims_a_terabyte_is_refused(folder: Path) -> None:
    header = json.dumps({"x": {"dtype": "F64", "shape": [2**37], "data_offsets": [0, 2**40]}}).encode()
    (folder / "weights.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(ModelFormatError, match=r"weights\.safetensors"):
        read_model(folder)


def test_prefixes_come_and_go() -> None:
    arrays = with_prefix("stance", ARRAYS)
    assert set(arrays) == {"stance.b.x", "stance.a.y"}
    assert under_prefix("stance", arrays | {"stancex.z": np.ones(1)}).keys() == ARRAYS.keys()
