"""The scripts fit a working model on the example corpus, on other labels too, and name what is wrong."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from huggingface_hub import ModelCard

import framing
from framing.storage import WEIGHTS
from training.__main__ import main, parser
from training.card import write_card
from training.corpus import document_bounds, read_corpus

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"
ROW: dict[str, Any] = {"text": "Li said no.", "stance": "neutral", "blocs": ["china"], "speaker": "Li"}
SENTENCE = "The Kremlin accused Washington of lying about the talks."


@pytest.fixture(scope="module", autouse=True)
def _short_curves() -> Iterator[None]:
    """Learning curves of one point: they take most of a run's time, and test_curve.py has more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.curve.SHARES", (1.0,))
        yield


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


def test_the_card_leads_with_the_metadata_of_the_hub(folder: Path) -> None:
    model = framing.load(folder)
    card = ModelCard(model.card)
    assert (card.data.get("library_name"), card.data.get("license")) == ("framing", None)
    scores = {result.metric_name: result.metric_value for result in card.data.get("eval_results") or ()}
    assert len(scores) == len(model.config["cross_validated"])
    stance = model.config["cross_validated"]["stance_macro_f1"]["value"]
    assert scores["stance, macro-F1, sentences in documents"] == stance


def test_what_the_notes_say_to_the_hub_stands_on_the_card(folder: Path) -> None:
    notes = "---\nlicense: mit\nlanguage: de\ntags: [letters]\n---\nLetters to the editor.\n"
    card = ModelCard(write_card(framing.load(folder), notes))
    assert (card.data.get("license"), card.data.get("language"), card.data.get("tags")) == (
        "mit",
        "de",
        ["letters"],
    )
    assert card.data.get("library_name") == "framing"
    assert "Letters to the editor.\n" in card.text and "license" not in card.text


def test_notes_that_no_card_can_hold_are_refused_before_anything_is_fitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.md").write_text("---\n[\n---\nLetters.\n")
    command = [
        "fit",
        str(EXAMPLE),
        "--output",
        str(tmp_path / "model"),
        "--notes",
        str(tmp_path / "notes.md"),
    ]
    assert main(command) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert "notes.md: the notes begin with --- but" in error


def test_the_folder_tells_where_it_comes_from(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["data"]["rows"] == len(read_corpus([EXAMPLE]))
    stance = config["cross_validated"]["stance_macro_f1"]
    assert 0.3 < stance["low"] < stance["value"] < stance["high"] < 1
    assert sum(map(sum, config["confusion"])) == config["data"]["rows"]
    assert set(config["learning_curves"]) == {"stance", "blocs", "speaker"}
    card = (folder / "README.md").read_text(encoding="utf-8")
    for words in (
        config["data"]["sha256"],
        f"{stance['value']:.3f} [",
        "GB of memory",
        "| stance: neutral | 230 |",
    ):
        assert words in card
    assert "{" not in card
    pictures = re.findall(r"\]\((.*\.svg)\)", card)
    assert len(pictures) == 3
    for name in pictures:
        assert ET.fromstring((folder / name).read_text(encoding="utf-8")).tag.endswith("svg")


def rows_of(count: int | None = None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()[:count]]


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def fit(tmp_path: Path, rows: list[dict[str, Any]], *options: str, name: str = "model") -> Path:
    path = written(tmp_path / "mine.jsonl", rows)
    assert main(["fit", path, "--output", str(tmp_path / name), "--folds", "2", *options]) == 0
    return tmp_path / name


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the first 120 rows."""
    return fit(tmp_path_factory.mktemp("small"), rows_of(120))


def test_the_same_corpus_gives_the_same_model_whatever_the_jobs(small: Path, tmp_path: Path) -> None:
    again = fit(tmp_path, rows_of(120), "--jobs", "2")
    assert (again / WEIGHTS).read_bytes() == (small / WEIGHTS).read_bytes()


def test_another_seed_gives_another_model(tmp_path: Path) -> None:
    rows = without("stance", "blocs")[:60]
    one, other = fit(tmp_path, rows), fit(tmp_path, rows, "--seed", "7", name="other")
    assert (other / WEIGHTS).read_bytes() != (one / WEIGHTS).read_bytes()
    assert "--seed 7" in json.loads((other / "config.json").read_text())["command"]


def test_an_interrupted_run_goes_on_where_it_was(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a finished step was done again")

    path, output = written(tmp_path / "mine.jsonl", rows_of(120)), tmp_path / "model"
    command = ["fit", path, "--output", str(output), "--folds", "2"]
    with monkeypatch.context() as patch:
        patch.setattr("training.run.learning_curves", interrupt)
        assert main(command) == 130
    said = capsys.readouterr().err
    assert "model.unfinished: the same command goes on from there" in said
    assert not output.exists()
    with monkeypatch.context() as patch:
        patch.setattr("training.tagging.fit_speakers", fail)
        patch.setattr("training.tagging._part_speakers", fail)
        patch.setattr("training.recipe.fit_blocs", fail)
        assert main(command) == 0
    assert "going on from" in capsys.readouterr().err
    assert (output / WEIGHTS).read_bytes() == (small / WEIGHTS).read_bytes()
    assert not (tmp_path / "model.unfinished").exists()


def without(*columns: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in columns} for row in rows_of(120)]


def test_stances_alone_make_a_model(tmp_path: Path) -> None:
    model = framing.load(fit(tmp_path, without("blocs", "speaker")))
    (statement,) = model.annotate(SENTENCE)
    assert statement.stance.label in {"neutral", "pro_moscow_beijing", "western_criticism"}
    assert (statement.blocs, statement.speaker) == ((), None)
    assert "**stance**" in model.card and "**speaker**" not in model.card and "**blocs**" not in model.card


def test_blocs_alone_make_a_model(tmp_path: Path) -> None:
    model = framing.load(fit(tmp_path, without("stance", "speaker")))
    (statement,) = model.annotate(SENTENCE)
    assert set(statement.bloc_probabilities) == {"china", "frontline", "other", "russia", "west"}
    assert (statement.stance.label, statement.speaker) == ("", None)
    assert set(model.config["cross_validated"]) == {"bloc_micro_f1"}


def test_speakers_alone_make_a_model(tmp_path: Path) -> None:
    model = framing.load(fit(tmp_path, without("stance", "blocs")))
    (statement,) = model.annotate(SENTENCE)
    assert statement.speaker is not None and statement.speaker.text == "The Kremlin"
    assert (statement.stance.label, statement.blocs) == ("", ())
    assert set(model.config["cross_validated"]) == {"speaker_exact_f1"}


def test_files_may_be_labelled_with_different_parts(tmp_path: Path) -> None:
    stances = written(tmp_path / "stances.jsonl", without("blocs", "speaker")[:90])
    speakers = written(tmp_path / "speakers.jsonl", without("stance", "blocs")[90:])
    command = ["fit", stances, speakers, "--output", str(tmp_path / "model"), "--folds", "2"]
    held_out = tmp_path / "held-out.jsonl"
    assert main([*command, "--held-out", str(held_out)]) == 0
    config = framing.load(tmp_path / "model").config
    assert sum(config["data"]["stances"].values()) == 90
    assert sum(config["data"]["speakers"].values()) == 30
    said = [json.loads(line) for line in held_out.read_text(encoding="utf-8").splitlines()]
    assert len(said) == 120
    assert ["stance" in row for row in said] == [True] * 90 + [False] * 30


def test_complete_attributions_teach_cues(tmp_path: Path) -> None:
    def attributed(row: dict[str, Any]) -> dict[str, Any]:
        text, name = row["text"], row["speaker"]
        found = re.search(r"\b(said|accused|warned|told|called)\b", text)
        spans: dict[str, list[list[int]]] = {"source": [], "cue": [], "content": []}
        if name:
            spans["source"] = [[text.index(name), text.index(name) + len(name)]]
            spans["cue"] = [list(found.span())] if found else []
        return row | {"attributions": [spans] if name else []}

    rows = [attributed(row) for row in without("stance", "blocs")]
    (statement,) = framing.load(fit(tmp_path, rows)).annotate("The Kremlin said the talks would go on.")
    assert statement.speaker is not None and statement.speaker.cue is not None
    assert statement.speaker.cue.text == "said"


def test_groups_are_named_on_the_card(tmp_path: Path) -> None:
    folder = fit(tmp_path, without("blocs", "speaker"), "--group-column", "publisher")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "2 parts grouped by group" in card
    assert "--group-column publisher" in card


def test_a_search_is_on_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.search.GRID", {"stance": {"C": (1.0, 0.01)}})
    card = (fit(tmp_path, without("blocs", "speaker"), "--search") / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"- stance, C (?:1|0.01): 0\.\d{3}", card)) == 2
    assert card.count("(chosen)") == 1
    assert "a little too high" in card


def test_other_labels_and_columns_work_the_same(tmp_path: Path) -> None:
    names = {"pro_moscow_beijing": "for", "western_criticism": "against", "neutral": "against"}
    sides = {"russia": "east", "china": "east", "west": "west", "frontline": "west", "other": "west"}
    with (tmp_path / "mine.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["Satz", "Haltung", "Lager", "Artikel"])
        for row in rows_of(120):
            blocs = "|".join(sorted({sides[bloc] for bloc in row["blocs"]}))
            table.writerow([row["text"], names[row["stance"]], blocs, row["doc"]])
    command = ["fit", str(tmp_path / "mine.csv"), "--output", str(tmp_path / "model"), "--folds", "2"]
    command += ["--text-column", "Satz", "--stance-column", "Haltung", "--blocs-column", "Lager"]
    assert main([*command, "--document-column", "Artikel"]) == 0
    model = framing.load(tmp_path / "model")
    assert model.info()["stances"] == ["against", "for"]
    assert model.info()["blocs"] == ["east", "west"]
    found = model.annotate("The Kremlin accused Washington of lying. It rained.")
    assert {s.stance.label for s in found} <= {"against", "for"}
    assert {bloc for s in found for bloc in s.blocs} <= {"east", "west"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stance": None}, "stance is None"),
        ({"stance": ["for"]}, "stance is ['for']"),
        ({"blocs": 3}, "blocs is 3"),
        ({"speaker": "Wang"}, "speaker 'Wang' is not in the text"),
        ({"text": None}, "text is None"),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, words: str
) -> None:
    path = written(tmp_path / "mine.jsonl", [ROW, ROW | change])
    assert main(["fit", path, "--output", str(tmp_path / "model")]) == 2
    error = capsys.readouterr().err
    assert "mine.jsonl: row 2" in error
    assert words in error
    assert error.count("\n") == 1
    assert not (tmp_path / "model").exists()


def half_bad() -> list[dict[str, Any]]:
    rows = without("blocs", "speaker")
    return [row | {"stance": ""} if n % 2 else row for n, row in enumerate(rows)]


def test_a_half_bad_corpus_is_refused_with_the_full_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "mine.jsonl", half_bad())
    assert main(["fit", path, "--output", str(tmp_path / "model")]) == 2
    error = capsys.readouterr().err
    assert "60 of 120 rows cannot be used" in error and "--skip-bad" in error
    assert error.count("\n") == 1
    lines = (tmp_path / "model.faults.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 60
    assert lines[0] == f"{path}: row 2 (line 2): stance is ''; give a label"


def test_bad_rows_may_be_skipped_and_are_counted_on_the_card(tmp_path: Path) -> None:
    rows = half_bad() + [{**row, "id": f"{row['id']} again"} for row in without("blocs", "speaker")[:80]]
    folder = fit(tmp_path, rows, "--skip-bad")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "with 140 sentences; 60 rows that could not be used were left out" in card
    assert json.loads((folder / "config.json").read_text())["data"]["left_out"] == 60


def few(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[:2]


def of_one_kind(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"stance": "neutral"} for row in rows]


def in_one_document(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"doc": "d"} for row in rows]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (few, "cannot be used"),
        (of_one_kind, "every row has the stance 'neutral'"),
        (in_one_document, "is in one document alone"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_a_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    words: str,
) -> None:
    path = written(tmp_path / "mine.jsonl", change(rows_of(60)))
    assert main(["fit", path, "--output", str(tmp_path / "model")]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("training: ") and words in last


def test_check_says_what_is_wrong_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE)]) == 0
    assert "495 rows can be used, 0 cannot." in capsys.readouterr().out
    path = written(tmp_path / "mine.jsonl", half_bad())
    assert main(["check", path, "--all"]) == 1
    out = capsys.readouterr().out
    assert "60 rows can be used, 60 cannot." in out
    assert out.count("give a label") == 60


def test_check_compares_with_a_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "test.jsonl", rows_of(5))
    assert main(["check", str(EXAMPLE), "--test", path]) == 0
    assert "the same text as in" in capsys.readouterr().out


def test_an_unknown_label_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE), "--stances", "neutral,pro_moscow_beijing"]) == 1
    assert "stance 'western_criticism' is not a known label" in capsys.readouterr().out


def test_without_scikit_learn_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("training.__main__.find_spec", lambda name: None)
    assert main(["fit", str(EXAMPLE), "--output", str(tmp_path / "model")]) == 2
    assert "framing-stance[train]" in capsys.readouterr().err


def test_every_option_is_documented() -> None:
    readme = (EXAMPLE.parents[2] / "README.md").read_text(encoding="utf-8")
    (commands,) = (action.choices for action in parser()._actions if action.choices)
    for name, command in dict(commands).items():
        for option in (o for action in command._actions for o in action.option_strings if o.startswith("--")):
            assert option == "--help" or re.search(rf"{option}\b", readme), f"{name} {option}"
