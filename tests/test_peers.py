"""Peers are compared on the same rows, each in its own process, and the absent are skipped with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import pytest

from benchmarks import __main__ as command_line
from benchmarks import peers_command
from benchmarks.corpus import Corpus, read_corpus
from benchmarks.peers import PeerSettings, Training, documents_of, model_size, run_peers
from benchmarks.peers_command import read_training
from benchmarks.processes import Worker, fitted
from benchmarks.report import headline_figures, plots, results_page
from benchmarks.results import read_results
from benchmarks.systems import BUNDLED, PLAIN
from benchmarks.systems.majority import Majority
from framing import FramingError

MAJORITY = Majority("majority")
FEW = PeerSettings(samples=50, cold_starts=1, rounds=2, sentences=4)


@dataclass(frozen=True)
class Absent(Majority):
    """A system whose library nobody has."""

    needs: ClassVar[tuple[str, ...]] = ("no_such_library",)


def row(doc: str, text: str, stance: str, speaker: str | None = None) -> dict[str, Any]:
    blocs = ["west"] if speaker else []
    return {"doc": doc, "text": text, "stance": stance, "blocs": blocs, "speaker": speaker, "context": 0}


ROWS = [
    row("one", "Lena said they blame Moscow.", "western_criticism", "Lena"),
    row("two", "The ferry left.", "neutral"),
    row("one", "They praise Moscow, and Moscow is right.", "pro_moscow_beijing"),
    row("three", "The ferry came back.", "neutral"),
]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write_rows(tmp_path / "ferries.jsonl", ROWS))


@pytest.fixture
def training(tmp_path: Path, corpus: Corpus) -> Training:
    rows = [row(f"t{n}", r["text"] + " Again." * (n + 1), r["stance"]) for n, r in enumerate(ROWS * 4)]
    return read_training([write_rows(tmp_path / "taught.jsonl", [*rows, ROWS[1]])], None, corpus)


@pytest.fixture
def scores(corpus: Corpus, training: Training, tmp_path: Path) -> dict[str, Any]:
    systems = (BUNDLED, MAJORITY, PLAIN, Absent("absent"))
    steps: list[str] = []
    return run_peers(systems, corpus, training, tmp_path / "work", steps.append, settings=FEW)


def test_every_figure_of_every_system_comes_from_one_run(scores: dict[str, Any]) -> None:
    systems = scores["systems"]
    assert list(systems) == [BUNDLED.name, MAJORITY.name, PLAIN.name]
    assert systems["majority"]["figures"]["stance_accuracy"]["value"] == 1 / 2
    assert set(systems["majority"]["figures"]) == {"stance_macro_f1", "stance_accuracy"}
    assert systems[BUNDLED.name]["figures"]["speaker_exact_f1"]["value"] == 1.0
    assert systems[BUNDLED.name]["speed"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert systems["majority"]["speed"]["value"] > 10
    assert systems["majority"]["pairs"]["invariance"]["value"] < 1
    assert systems["majority"]["model_size"] == len("neutral")
    assert systems[BUNDLED.name]["model_size"] > systems[PLAIN.name]["model_size"]
    assert 5e6 < systems["majority"]["peak_memory"] < systems[PLAIN.name]["peak_memory"]
    assert 0.005 < systems["majority"]["cold_start"]["value"] < systems[PLAIN.name]["cold_start"]["value"]
    assert systems[PLAIN.name]["settings"] == {"largest_ngram": 2, "min_df": 2}


def test_a_system_without_its_library_is_skipped_with_the_remedy(scores: dict[str, Any]) -> None:
    (reason,) = scores["skipped"].values()
    assert reason == "needs no_such_library; run: pip install 'framing-stance[peers]'"


def test_training_rows_are_described_and_what_they_share_is_counted(training: Training) -> None:
    assert training.description | {"sha256": ""} == {
        "name": "taught",
        "sha256": "",
        "rows": 17,
        "documents": 17,
        "shared": 1,
    }


def test_rows_of_one_document_are_labelled_together_and_keep_their_own_labels(corpus: Corpus) -> None:
    assert documents_of(corpus)[0] == [ROWS[0]["text"], ROWS[2]["text"]]


def test_a_fitted_model_is_kept_and_made_anew_for_other_rows(training: Training, tmp_path: Path) -> None:
    place = fitted(MAJORITY, training.files, "a" * 64, tmp_path)
    made = (place / "stance.txt").stat().st_mtime_ns
    assert fitted(MAJORITY, training.files, "a" * 64, tmp_path) == place
    assert (place / "stance.txt").stat().st_mtime_ns == made
    assert fitted(MAJORITY, training.files, "b" * 64, tmp_path) != place


def test_a_fit_that_fails_says_why_and_leaves_no_model(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "none.jsonl", [])
    with pytest.raises(FramingError, match=r"majority: cannot be fitted: .*no rows"):
        fitted(MAJORITY, [rows], "a" * 64, tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


def test_a_process_that_ends_early_says_why(tmp_path: Path) -> None:
    with Worker(MAJORITY, tmp_path / "nowhere") as worker, pytest.raises(FramingError, match=r"stance\.txt"):
        worker.ask([["One sentence."]])


def test_packages_that_are_part_of_a_model_count_as_its_size(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Bringing(Majority):
        brings: ClassVar[tuple[str, ...]] = ("benchmarks",)

    assert model_size(Bringing("bringing"), tmp_path) > 10_000 > model_size(MAJORITY, tmp_path) == 0


def test_the_command_writes_a_result_without_paths_that_the_report_shows(
    tmp_path: Path, corpus: Corpus, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers_command, "SYSTEMS", (BUNDLED, MAJORITY, PLAIN, Absent("absent")))
    monkeypatch.setattr(peers_command, "PeerSettings", lambda: FEW)
    asked = [
        "--corpus",
        str(tmp_path / "ferries.jsonl"),
        "--name",
        "ferries (private)",
        "--train-name",
        "taught",
    ]
    asked += ["--train", *map(str, training.files), "--work", str(tmp_path / "work")]
    assert command_line.main(["peers", *asked, "--results", str(tmp_path / "results")]) == 0
    (result,) = read_results(tmp_path / "results")
    assert str(tmp_path) not in json.dumps(result)
    assert result["command"].endswith("--name 'ferries (private)' --train FILE --train-name taught")
    assert result["settings"]["rounds"] == FEW.rounds and "scikit-learn" in result["packages"]
    page = results_page([result], "results")
    assert "Skipped: absent (needs no_such_library" in page
    assert page.count(f"| {PLAIN.name} |") == 3
    assert "results/peers-ferries-private.svg" in page
    assert f"| {PLAIN.name} |" in headline_figures([result])
    chart = ET.fromstring(plots([result])["peers-ferries-private.svg"])
    words = [text.text for text in chart.iter("{http://www.w3.org/2000/svg}text")]
    assert {BUNDLED.name, MAJORITY.name, PLAIN.name} < set(words)


def test_the_readme_shows_the_comparison_with_the_most_training_rows(
    tmp_path: Path, corpus: Corpus, training: Training, scores: dict[str, Any]
) -> None:
    few = {"benchmark": "peers", "data": corpus.describe(), "scores": scores}
    more = few | {"scores": scores | {"train": scores["train"] | {"rows": 18}}}
    more["data"] = corpus.describe() | {"name": "quays"}
    assert "quays" in headline_figures([few, more]) and "ferries" not in headline_figures([few, more])
