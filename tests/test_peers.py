"""Peers are compared on the same rows, each in its own process, and the absent are skipped with a reason."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import pytest

from benchmarks import __main__ as command_line
from benchmarks import peers_command
from benchmarks.corpus import Corpus, read_corpus
from benchmarks.peers import PeerSettings, documents_of, model_size
from benchmarks.processes import Worker, fitted
from benchmarks.report import headline_figures, plots, results_page
from benchmarks.results import Result, read_results
from benchmarks.systems import BUNDLED, PLAIN
from benchmarks.systems.majority import Majority
from framing import FramingError
from tests.fakes import write_rows

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


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write_rows(tmp_path / "ferries.jsonl", ROWS))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and with rows to learn from, one of them a sentence of the corpus."""
    folder = tmp_path_factory.mktemp("secret-place")
    write_rows(folder / "ferries.jsonl", ROWS)
    rows = [row(f"t{n}", r["text"] + " Again." * (n + 1), r["stance"]) for n, r in enumerate(ROWS * 4)]
    write_rows(folder / "taught.jsonl", [*rows, ROWS[1]])
    return folder


@pytest.fixture(scope="module")
def result(place: Path) -> Result:
    """What the command writes of three systems, one of which is absent besides."""
    asked = ["--corpus", str(place / "ferries.jsonl"), "--name", "ferries (private)"]
    asked += ["--train", str(place / "taught.jsonl"), "--train-name", "taught"]
    asked += ["--work", str(place / "work"), "--results", str(place / "results")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers_command, "SYSTEMS", (BUNDLED, MAJORITY, PLAIN, Absent("absent")))
        patch.setattr(peers_command, "PeerSettings", lambda: FEW)
        assert command_line.main(["peers", *asked]) == 0
    (found,) = read_results(place / "results")
    return found


def test_every_figure_of_every_system_comes_from_one_run(result: Result) -> None:
    systems = result["scores"]["systems"]
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


def test_a_system_without_its_library_is_skipped_with_the_remedy(result: Result) -> None:
    (reason,) = result["scores"]["skipped"].values()
    assert reason == "needs no_such_library; run: pip install 'framing-stance[peers]'"


def test_training_rows_are_described_and_what_they_share_is_counted(result: Result, place: Path) -> None:
    train = dict(result["scores"]["train"])
    assert train.pop("sha256") == hashlib.sha256((place / "taught.jsonl").read_bytes()).hexdigest()
    assert train == {"name": "taught", "rows": 17, "documents": 17, "shared": 1}


def test_rows_of_one_document_are_labelled_together_and_keep_their_own_labels(corpus: Corpus) -> None:
    assert documents_of(corpus)[0] == [ROWS[0]["text"], ROWS[2]["text"]]


def test_a_fitted_model_is_kept_and_made_anew_for_other_rows(place: Path, tmp_path: Path) -> None:
    files = [place / "taught.jsonl"]
    folder = fitted(MAJORITY, files, "a" * 64, tmp_path)
    made = (folder / "stance.txt").stat().st_mtime_ns
    assert fitted(MAJORITY, files, "a" * 64, tmp_path) == folder
    assert (folder / "stance.txt").stat().st_mtime_ns == made
    assert fitted(MAJORITY, files, "b" * 64, tmp_path) != folder


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


def test_a_result_holds_no_paths_and_says_how_it_was_made(result: Result) -> None:
    assert "secret-place" not in json.dumps(result)
    assert result["command"].endswith("--name 'ferries (private)' --train FILE --train-name taught")
    assert result["settings"]["rounds"] == FEW.rounds and "scikit-learn" in result["packages"]


def test_the_report_shows_accuracy_failures_costs_and_the_skipped(result: Result) -> None:
    page = results_page([result], "results")
    assert "Skipped: absent (needs no_such_library" in page
    assert page.count(f"| {PLAIN.name} |") == 3
    assert "results/peers-ferries-private.svg" in page
    assert f"| {PLAIN.name} |" in headline_figures([result])


def test_the_plot_names_every_system_that_tells_a_stance(result: Result) -> None:
    chart = ET.fromstring(plots([result])["peers-ferries-private.svg"])
    words = {text.text for text in chart.iter("{http://www.w3.org/2000/svg}text")}
    assert {BUNDLED.name, MAJORITY.name, PLAIN.name} < words


def test_the_readme_shows_the_comparison_with_the_most_training_rows(result: Result) -> None:
    more = copy.deepcopy(result)
    more["scores"]["train"]["rows"] += 1
    more["data"]["name"] = "quays"
    shown = headline_figures([result, more])
    assert "quays" in shown and "ferries" not in shown
