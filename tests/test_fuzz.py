"""Hostile input gives a result or one of the library's errors; `python -m benchmarks fuzz` tries far more."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.fuzz import ESCAPED, FINE, REFUSED, Fuzzer
from benchmarks.mutations import Mutator
from benchmarks.results import read_results

CASES = 2000


def test_two_thousand_hostile_inputs(tmp_path: Path) -> None:
    outcomes = Fuzzer(tmp_path, seed=1).run(CASES)
    assert outcomes.escaped == []
    assert sum(counts.total() for counts in outcomes.counts.values()) == CASES
    assert not any(counts[ESCAPED] for counts in outcomes.counts.values())
    for kind, counts in outcomes.counts.items():  # a fuzzer that is always refused, or never, finds nothing
        assert counts[FINE] >= 10, kind
        assert counts[REFUSED] >= 10 or kind == "text"


def test_what_escapes_is_told_with_its_case(tmp_path: Path) -> None:
    fuzzer = Fuzzer(tmp_path, seed=5)

    def fail() -> None:
        raise ZeroDivisionError

    fuzzer.kinds = {"model": fail}
    (told,) = fuzzer.run(1, first=7).escaped
    assert told.startswith("case 7 of seed 5, model: Traceback") and "ZeroDivisionError" in told


def test_a_case_follows_from_its_seed() -> None:
    one, other = Mutator(0), Mutator(1)
    for mutator in (one, other):
        mutator.rng.seed("3 4")
    value = {"a": [1, {"b": "c"}], "d": None}
    assert repr(one.json(value)) == repr(other.json(value))
    assert one.bytes(b"abcdefgh" * 9) == other.bytes(b"abcdefgh" * 9)
    assert one.text() == other.text()
    assert value == {"a": [1, {"b": "c"}], "d": None}


def test_the_command_writes_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "--cases", "30", "--seed", "2", "--results", str(tmp_path)]) == 0
    (result,) = read_results(tmp_path)
    assert result["command"] == "python -m benchmarks fuzz --cases 30 --seed 2"
    assert [row["load"] for row in result["table"]] == ["12 cases", *["3 cases"] * 6]
    assert all(row["outcome"].endswith(" s") for row in result["table"])
    assert str(tmp_path) in capsys.readouterr().out
