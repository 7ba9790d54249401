"""A model folder is written whole and read without trust."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

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


def flipped(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_bit_of_the_weights_that_flips_is_found(folder: Path) -> None:
    size = (folder / "weights.safetensors").stat().st_size
    for place in range(size):
        flipped(folder / "weights.safetensors", place)
        with pytest.raises(ModelFormatError, match="damaged, or not the weights"):
            read_model(folder)
        flipped(folder / "weights.safetensors", place)
    read_model(folder)


def test_a_folder_without_a_checksum_is_read(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    del config["weights_sha256"]
    (folder / "config.json").write_text(json.dumps(config))
    assert read_model(folder)[0] == {"format": FORMAT, "labels": ["ä"]}


@pytest.mark.parametrize("name", ["config.json", "weights.safetensors", "README.md"])
def test_a_file_of_a_terabyte_is_refused_unread(folder: Path, name: str) -> None:
    with (folder / name).open("r+b") as file:
        file.truncate(2**40)  # it takes no room on the disk
    with pytest.raises(ModelFormatError, match=rf"{name}: 1099511627776 bytes, of \d+ at most"):
        read_model(folder)


@pytest.mark.parametrize("name", ["config.json", "weights.safetensors", "README.md"])
def test_what_is_no_file_of_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    path = folder / name
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelFormatError, match=f"{name}: a link to .*elsewhere, out of the folder"):
        read_model(folder)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(ModelFormatError, match=name):
        read_model(folder)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ModelFormatError, match=f"{name}: not a regular file"):
        read_model(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelFormatError, match=f"{name}: not a regular file"):
        read_model(folder)


def test_links_within_the_folder_and_into_the_hubs_cache_are_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "config.json").rename(folder / "other.json")
    (folder / "config.json").symlink_to("other.json")
    expected = read_model(folder)[0]
    revision, blobs = tmp_path / "hub" / "snapshots" / "abc", tmp_path / "hub" / "blobs"
    revision.mkdir(parents=True)
    blobs.mkdir()
    for number, name in enumerate(("config.json", "weights.safetensors", "README.md")):
        (blobs / str(number)).write_bytes((folder / name).read_bytes())
        (revision / name).symlink_to(f"../../blobs/{number}")
    assert read_model(revision)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 1, "x": ' + "[" * 60 + "]" * 60 + "}",
        '{"format": 1, "x": ' + "[" * 100_000,
        '{"format": 1, "x": NaN}',
        '{"format": 1, "x": [1e999]}',
        '{"format": 1, "x": ' + "1" * 5000 + "}",
        "[1]",
        '"\udcff"',
        "\x00",
        "",
    ],
)
def test_json_that_nobody_saved_is_refused(folder: Path, text: str) -> None:
    (folder / "config.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ModelFormatError, match=r"config\.json"):
        read_model(folder)


@pytest.mark.parametrize(
    "tensors",
    [
        {"x": ("F64", [1], [0, 8]), "y": ("F64", [1], [4, 12])},
        {"x": ("F64", [2], [0, 8])},
        {"x": ("F64", [-1], [0, 8])},
        {"x": ("F64", [2**32, 2**32], [0, 8])},
        {"x": ("F64", [1], [8, 16])},
        {"x": ("F64", [1], [8, 0])},
        {"x": ("BF16", [4], [0, 8])},
        {"x": ("O", [1], [0, 8])},
    ],
)
def test_headers_that_lie_are_refused(folder: Path, tensors: dict[str, tuple[Any, ...]]) -> None:
    names = "dtype", "shape", "data_offsets"
    header = json.dumps({x: dict(zip(names, told, strict=True)) for x, told in tensors.items()}).encode()
    for size in (len(header), 0, 2**63, len(header) + 1000):
        (folder / "weights.safetensors").write_bytes(size.to_bytes(8, "little") + header + bytes(12))
        config = json.loads((folder / "config.json").read_text())
        config.pop("weights_sha256", None)
        (folder / "config.json").write_text(json.dumps(config))
        with pytest.raises(ModelFormatError, match=r"weights\.safetensors"):
            read_model(folder)


def test_a_folder_of_other_things_beside_a_config_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="no model folder"):
        write_model(tmp_path, {}, ARRAYS, "")
