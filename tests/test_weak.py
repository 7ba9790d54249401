"""Weak sentences: their files, which of them are learned from, and the auxiliary model they give."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from framing.errors import InputError
from training import weak
from training.speakers import fit_speakers, taught_rows, wholly_told
from training.weak import WeakSentence, chosen, fit_auxiliary, read_apart, read_weak

SENTENCES = [
    WeakSentence(f"The ministry in {city} said on {day} that the pact was {verdict}.", side)
    for side, city, verdict in (("russia", "Moscow", "just"), ("west", "London", "a sham"))
    for day in ("Monday", "Tuesday", "Friday", "Sunday") * 6
]


def write(path: Path, *lines: str) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def test_answers_of_a_teacher_are_read_where_there_are_any(tmp_path: Path) -> None:
    plain = {"text": "Lavrov said no.", "side": "russia"}
    taught = plain | {"stance": "neutral", "speaker": "Lavrov"}
    found = read_weak(write(tmp_path / "weak.jsonl.gz", json.dumps(plain), json.dumps(taught)))
    assert found == [
        WeakSentence("Lavrov said no.", "russia"),
        WeakSentence("Lavrov said no.", "russia", "neutral", "Lavrov"),
    ]
    assert [one.to_row() for one in found] == [plain, taught]


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "weak.jsonl.gz", '{"text": "Fine.", "side": "west"}', '{"text": "No side."}')
    with pytest.raises(InputError, match=r"weak\.jsonl\.gz: row 2: .*side"):
        read_weak(path)
    beyond = {
        "text": "Fine.",
        "side": "west",
        "attributions": [{"source": [[2, 9]], "cue": [], "content": []}],
    }
    with pytest.raises(InputError, match=r"row 1: .*\[2, 9\] is no span of the text"):
        read_weak(write(path, json.dumps(beyond)))


def test_sentences_that_are_annotated_are_passed_over(tmp_path: Path) -> None:
    texts = ("Lavrov said on Monday that the talks had failed.", "Wang said that trade had grown.")
    path = write(tmp_path / "weak.jsonl.gz", *(json.dumps({"text": text, "side": "west"}) for text in texts))
    assert [one.text for one in read_apart(path, [{"text": texts[0].upper()}])] == [texts[1]]


def test_no_side_outweighs_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weak, "PER_SIDE", 10)
    found = chosen(SENTENCES + SENTENCES[:24])
    assert sorted({one.side for one in found}) == ["russia", "west"]
    assert len(found) == 20
    assert found == chosen(SENTENCES + SENTENCES[:24])


def test_where_a_teacher_read_some_only_those_teach() -> None:
    read = [WeakSentence(one.text, one.side, "neutral", None) for one in SENTENCES[::2]]
    assert chosen(SENTENCES + read) == read
    assert [row["text"] for row in taught_rows(SENTENCES + read)] == [one.text for one in read]
    assert taught_rows(SENTENCES) == []


@pytest.mark.parametrize("most", [5, 7, 40])
def test_no_more_sentences_teach_the_tagger_than_may(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("training.speakers.TAUGHT", most)
    read = [WeakSentence(str(number), "west", "neutral", None) for number in range(38)]
    places = [int(row["text"]) for row in taught_rows(read)]
    assert len(set(places)) == min(most, 38)
    assert max(places) > 28  # from all along, not the first ones


def told(text: str, **roles: str) -> dict[str, object]:
    at = {role: [[text.index(words), text.index(words) + len(words)]] for role, words in roles.items()}
    none: dict[str, list[list[int]]] = {"source": [], "cue": [], "content": []}
    return {"text": text, "attributions": [none | {role: spans} for role, spans in at.items()]}


def test_attributions_that_a_teacher_found_teach_the_chains_of_roles_where_none_is_missing() -> None:
    names = ("Wang", "Lavrov", "Kallas", "Blinken")
    rows = [{"text": f"{name} said the pact was just.", "speaker": name} for name in names] * 4
    taught = [
        told(
            f"{name} said the deal was {verdict}.", source=name, cue="said", content=f"the deal was {verdict}"
        )
        for name in names
        for verdict in ("just", "a sham", "good", "unfair")
    ]
    half = [told("Nobody told us of it.", cue="told")]
    assert wholly_told([*taught, *half, rows[0]]) == taught
    tagger = fit_speakers(rows, taught=[*taught, *half], min_count=1)
    (roles,) = tagger.predict_roles(["Wang said the deal was good."])
    assert {role: [span.text for span in spans] for role, spans in roles.items()} == {
        "source": ["Wang"],
        "cue": ["said"],
        "content": ["the deal was good"],
    }
    assert not fit_speakers(rows, min_count=1).roles_.chains


def test_the_auxiliary_model_has_a_score_for_each_side_and_each_stance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weak, "MIN_COUNT", 1)
    assert len(fit_auxiliary(SENTENCES).intercept_) == 2
    stances = {"russia": "pro", "west": "contra"}
    read = [WeakSentence(one.text, one.side, stances[one.side]) for one in SENTENCES]
    assert len(fit_auxiliary(read).intercept_) == 4


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "null",
        '{"text": 5, "side": "west"}',
        '{"text": "a", "side": "b", "stance": 1}',
        "[" * 100_000,
        '"' * 2_000_000,
    ],
)
def test_rows_of_strangers_are_read_or_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match=r"weak\.jsonl\.gz: row 1: "):
        read_weak(write(tmp_path / "weak.jsonl.gz", line))


@pytest.mark.parametrize("cut", [5, 20, 40])
def test_a_file_that_is_cut_short_is_named(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "weak.jsonl.gz", '{"text": "Fine.", "side": "west"}')
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"weak\.jsonl\.gz: .*; name a gzipped"):
        read_weak(path)
