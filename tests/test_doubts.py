"""Wrong labels that were put in on purpose are found; a file of another corpus is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError
from training.__main__ import main
from training.doubts import find_doubts

STANCES = ("against", "for", "none")
Rows = list[dict[str, Any]]


def corpus(size: int = 90) -> tuple[Rows, Rows]:
    """Return rows, and held-out probabilities that are right and sure, less so every third time."""
    rows: Rows = []
    held_out: Rows = []
    for number in range(size):
        stance, sure = STANCES[number % 3], 0.9 if number % 2 else 0.8
        rest = (1 - sure) / 2
        blocs = ["east"] if number % 5 == 0 else []
        rows.append(
            {
                "id": f"r{number}",
                "doc": f"0/r{number}",
                "text": f"Sentence {number}.",
                "stance": stance,
                "blocs": blocs,
                "speaker": None,
                "place": f"mine.jsonl: row {number + 1}",
            }
        )
        held_out.append(
            {
                "id": f"r{number}",
                "doc": f"0/r{number}",
                "stance_probabilities": {label: sure if label == stance else rest for label in STANCES},
                "bloc_probabilities": {"east": sure if blocs else 1 - sure},
            }
        )
    return rows, held_out


def test_labels_that_are_right_are_not_doubted() -> None:
    assert find_doubts(*corpus()) == []


def test_wrong_labels_are_found_and_come_the_least_believed_first() -> None:
    rows, held_out = corpus()
    rows[7]["stance"], rows[22]["stance"], rows[15]["blocs"] = "none", "for", []
    held_out[22]["stance_probabilities"] = {"against": 0.02, "for": 0.01, "none": 0.97}
    found = find_doubts(rows, held_out)
    assert [(one.place, one.part, one.given, one.found) for one in found] == [
        ("mine.jsonl: row 23", "stance", "for", "none"),
        ("mine.jsonl: row 8", "stance", "none", "for"),
        ("mine.jsonl: row 16", "bloc east", "no", "yes"),
    ]
    assert (found[0].probability, found[0].found_probability) == (0.01, 0.97)


def test_a_label_that_every_row_has_cannot_be_doubted() -> None:
    rows, held_out = corpus()
    for row in rows:
        row["blocs"], row["stance"] = ["east"], "for"
    assert find_doubts(rows, held_out) == []


def test_another_corpus_is_refused() -> None:
    rows, held_out = corpus()
    with pytest.raises(InputError, match="not of this corpus"):
        find_doubts(rows, held_out[1:])
    rows[4]["stance"] = "perhaps"
    with pytest.raises(InputError, match=r"mine.jsonl: row 5: .* no stance 'perhaps'"):
        find_doubts(rows, held_out)


def write(path: Path, rows: Rows) -> str:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def test_the_command_shows_some_and_writes_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, held_out = corpus()
    rows[7]["stance"], rows[21]["stance"] = "none", "for"
    for row in rows:
        del row["place"]
    paths = [write(tmp_path / "mine.jsonl", rows), "--held-out", write(tmp_path / "held.jsonl", held_out)]
    output = tmp_path / "doubts.jsonl"
    assert main(["doubts", *paths, "--top", "1", "--output", str(output)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and f"{tmp_path / 'mine.jsonl'}: row 8" in lines[1]
    assert lines[-1] == "2 of 90 stances and 0 blocs in doubt"
    assert len(output.read_text(encoding="utf-8").splitlines()) == 2
