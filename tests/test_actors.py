"""The table of actors and the search for their names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.actors import ActorTable
from framing.errors import InputError
from framing.tokens import tokenize


def named(table: ActorTable, text: str) -> list[tuple[str, str]]:
    tokens = tokenize([text])
    found = table.find(tokens)
    return [
        (text[tokens.start[start] : tokens.end[end - 1]], table.labels[table.bloc[actor]])
        for start, end, actor in zip(found.start, found.end, found.actor, strict=True)
    ]


def write(folder: Path, text: str) -> Path:
    path = folder / "actors.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_longest_name_counts() -> None:
    table = ActorTable([["York"], ["New York"], ["New York Times"]], ["a", "b", "c"])
    assert named(table, "The New York Times left New York for York.") == [
        ("New York Times", "c"),
        ("New York", "b"),
        ("York", "a"),
    ]


def test_of_overlapping_names_as_long_the_first_counts() -> None:
    table = ActorTable([["One Two"], ["Two Three"], ["Three Four"]], ["a", "b", "c"])
    assert named(table, "One Two Three Four") == [("One Two", "a"), ("Three Four", "c")]


def test_a_capital_and_an_acronym_must_be_written_so() -> None:
    table = ActorTable.default()
    assert named(table, "They told us that turkey and polish are sold here.") == []
    assert named(table, "The US met Turkey.") == [("US", "west"), ("Turkey", "west")]


def test_names_are_found_in_capitals_and_with_either_apostrophe() -> None:
    table = ActorTable.default()
    assert named(table, "VLADIMIR PUTIN SPOKE") == [("VLADIMIR PUTIN", "russia")]
    for text in ("Russia’s Foreign Ministry", "Russia's Foreign Ministry"):
        assert named(table, text) == [(text, "russia")]


def test_a_name_never_crosses_texts() -> None:
    table = ActorTable([["New York"]], ["a"])
    assert len(table.find(tokenize(["the New", "York paper"])).start) == 0


def test_joint_speakers_name_both_sides() -> None:
    blocs = [
        bloc for _, bloc in named(ActorTable.default(), "U.S. President Joe Biden and Ukraine's Zelensky")
    ]
    assert set(blocs) == {"west", "frontline"}


def test_the_mask_marks_each_mention_once() -> None:
    table = ActorTable([["New York"], ["Rome"]], ["a", "b"])
    code, begins = table.mask(tokenize(["In New York and Rome", "", "Rome"]))
    assert code.tolist() == [0, 1, 1, 0, 2, 2]
    assert begins.tolist() == [False, True, False, False, True, True]


def test_a_users_names_come_first_and_the_others_stay() -> None:
    table = ActorTable([["Rome"], ["Oslo"]], ["a", "b"]).merged(ActorTable([["Rome"], ["Bern"]], ["c", "a"]))
    assert named(table, "Rome, Oslo, Bern") == [("Rome", "c"), ("Oslo", "b"), ("Bern", "a")]


def test_the_table_of_the_package_is_large_and_knows_the_five_blocs() -> None:
    table = ActorTable.default()
    assert len(table) >= 1500
    assert set(table.labels) == {"russia", "china", "west", "frontline", "other"}


def test_a_small_csv_file_is_enough(tmp_path: Path) -> None:
    table = ActorTable.read(write(tmp_path, "name,bloc,aliases\nOrbis Watch,west,OW|Orbis\n\n"))
    assert named(table, "OW and Orbis Watch") == [("OW", "west"), ("Orbis Watch", "west")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: no column bloc or name"),
        ("name,side\nRome,a\n", "line 1: no column bloc"),
        ("name,bloc\nRome,a\nOslo,\n", "line 3: fill in both name and bloc"),
        ("name,bloc\n,a\n", "line 2: fill in"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_the_remedy(tmp_path: Path, text: str, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError, match=words) as caught:
        ActorTable.read(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        ActorTable.read(tmp_path / "missing.csv")
    (tmp_path / "latin.csv").write_bytes("name,bloc\nOrbán,west\n".encode("latin-1"))
    with pytest.raises(InputError, match="byte 13 is not UTF-8"):
        ActorTable.read(tmp_path / "latin.csv")


def test_an_empty_table_finds_nothing() -> None:
    tokens = tokenize(["Moscow said so."])
    assert len(ActorTable([], []).find(tokens).start) == 0
    assert not ActorTable([["?"], [""]], ["a", "a"]).mask(tokens)[0].any()


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_searched(texts: list[str]) -> None:
    tokens = tokenize(texts)
    found = ActorTable.default().find(tokens)
    assert (found.start < found.end).all()
    assert (found.end[:-1] <= found.start[1:]).all()
    assert (tokens.text[found.start] == tokens.text[found.end - 1]).all()
    code, begins = ActorTable.default().mask(tokens)
    assert begins.sum() == len(found.start)
    assert (code > 0).sum() == (found.end - found.start).sum()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"name,bloc\n" + b"a" * 201 + b",west\n",
            "line 2: a name of 201 characters, of 200 at most; shorten it",
        ),
        (b"name,bloc,aliases\na,west,b|" + b"c " * 300 + b"\n", "line 2: a name of 599 characters"),
        (b"name,bloc\n" + b"a" * 200_000 + b",west\n", "line 2: field larger than field limit"),
        (b'name,bloc\n"a,west\n' + b"b,west\n" * 100_000, "field larger than field limit"),
        ("name,bloc\na,west\n".encode("utf-16"), "byte 0 is not UTF-8; save the file as UTF-8"),
        (
            b",".join(b"c%d" % n for n in range(1_000_000)),
            "line 1: no column bloc or name; begin with: name,bloc",
        ),
        (b"\x00", "line 1"),
    ],
)
def test_tables_from_strangers_are_refused_by_line(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(words)):
        ActorTable.read(path)


def test_a_table_of_a_terabyte_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "actors.csv").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(InputError, match="more than 33554432 bytes"):
        ActorTable.read(tmp_path / "actors.csv")


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    table = ActorTable.read(write(tmp_path, "\ufeffname,bloc\nZubrowka,west\n"))
    assert named(table, "Zubrowka agreed.") == [("Zubrowka", "west")]
