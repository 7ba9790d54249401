"""The benchmarks run a model as they say, keep private paths out, and shut the gate on a damaged model."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from benchmarks import __main__ as command_line
from benchmarks import gate as gates
from benchmarks import polnear_command
from benchmarks.calibration import calibration
from benchmarks.corpus import Corpus, read_corpus
from benchmarks.pairs import KINDS, pairs
from benchmarks.quality import quality
from benchmarks.report import BEGIN, END, headline_figures, results_page, with_figures, write_report
from benchmarks.results import make_result, model_fingerprint, read_results, write_result
from benchmarks.robustness import robustness
from framing import InputError, Speaker, Stance, Statement
from framing.model import BUNDLED
from framing.speakers import SpeakerTagger
from framing.storage import CONFIG, WEIGHTS
from tests.fakes import FakeModel, write_rows
from training.readers.cofenet import ROLES

STANCES = ("neutral", "pro_moscow_beijing", "western_criticism")


def row(doc: str, text: str, stance: str, blocs: str = "", speaker: str | None = None) -> dict[str, Any]:
    return {
        "doc": doc,
        "text": text,
        "stance": stance,
        "blocs": blocs.split(),
        "speaker": speaker,
        "context": 0,
    }


ROWS = [
    row("one", "Lena said they blame the ferry.", "against", "west", "Lena"),
    row("two", "The ferry left.", "neutral"),
    row("one", "Ilya said they praise the ferry.", "for", "east", "Ilya"),
    row("two", "It came back.", "for"),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write_rows(tmp_path / "ferries.jsonl", ROWS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder, as far as a fingerprint goes."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}", encoding="utf-8")
    (model / "weights.safetensors").write_bytes(b"weights")
    return model


class Oracle(FakeModel):
    """Knows the labels of every benchmark sentence; ``damaged``, it calls every stance neutral."""

    def __init__(self, rows: Iterable[dict[str, Any]], damaged: bool = False) -> None:
        super().__init__()
        self.damaged = damaged
        self.known = {r["text"]: r for r in rows}
        for pair in pairs():
            self.known[pair.first] = row("", pair.first, pair.first_label)
            self.known[pair.second] = row("", pair.second, pair.second_label)

    def annotate_sentences(
        self,
        documents: Iterable[Sequence[str]],
        *,
        n_jobs: int = 1,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[tuple[Statement, ...]]:
        for document in documents:
            yield tuple(self.statement(text) for text in document)

    def statement(self, text: str) -> Statement:
        gold = self.known[text]
        label = "neutral" if self.damaged else gold["stance"]
        speaker = Speaker(gold["speaker"], 0, 1) if gold["speaker"] else None
        stance = Stance(label, 1.0, {name: float(name == label) for name in STANCES})
        return Statement(text, 0, len(text), stance, tuple(gold["blocs"]), {}, speaker)


def test_documents_are_annotated_whole_and_sentences_alone(corpus: Corpus) -> None:
    model = FakeModel()
    quality(model, corpus)
    texts = [r["text"] for r in ROWS]
    assert model.documents[:2] == [[texts[0], texts[2]], [texts[1], texts[3]]]
    assert model.documents[2:] == [[text] for text in texts]


def test_quality_scores_each_row_against_its_own_labels(corpus: Corpus) -> None:
    for setting in quality(FakeModel(), corpus).values():
        values = {name: figure["value"] for name, figure in setting["figures"].items()}
        assert values["stance_accuracy"] == 3 / 4
        assert values["bloc_set_accuracy"] == 3 / 4
        assert values["speaker_exact_f1"] == 1.0
        assert values["joint_accuracy"] == 2 / 4


def test_only_groups_large_enough_are_reported(corpus: Corpus) -> None:
    rows = tuple(r | {"kind": "harbour" if k < 25 else "quay"} for k, r in enumerate(corpus.rows * 7))
    groups = quality(FakeModel(), replace(corpus, rows=rows))["documents"]["groups"]
    assert set(groups) == {"kind", "blocs"}
    assert {name: group["rows"] for name, group in groups["kind"].items()} == {"harbour": 25}


def test_calibration_compares_probability_with_accuracy(corpus: Corpus) -> None:
    scores = calibration(FakeModel(), corpus)["documents"]
    # Four bins of one row, at 0.8 each: three right, one wrong.
    assert scores["expected_calibration_error"]["value"] == pytest.approx((3 * 0.2 + 0.8) / 4)
    assert scores["risk"]["1.00"]["value"] == pytest.approx(1 / 4)


def test_robustness_of_an_oracle_and_of_one_that_always_says_neutral() -> None:
    right = robustness(Oracle([]), pairs())
    assert [right[kind]["failure"]["value"] for kind in KINDS] == [0.0, 0.0, 0.0]
    damaged = robustness(Oracle([], damaged=True), pairs())["swap"]
    assert damaged["unusable"] == damaged["n"]
    assert damaged["strict_failure"]["value"] == 1.0


@pytest.mark.parametrize(
    ("field", "value"), [("doc", 7), ("stance", None), ("blocs", "west"), ("speaker", ["he"])]
)
def test_a_bad_corpus_names_the_row_and_the_field(tmp_path: Path, field: str, value: object) -> None:
    path = write_rows(tmp_path / "bad.jsonl", [ROWS[0], ROWS[1] | {field: value}])
    with pytest.raises(InputError, match=rf"row 2: field '{field}'"):
        read_corpus(path)


def test_a_result_tells_what_made_it_but_not_where(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "load", lambda path: FakeModel())
    path = write_rows(tmp_path / "secret-place.jsonl", ROWS)
    asked = ["--corpus", str(path), "--name", "two ferries (private)", "--model", str(folder)]
    assert command_line.main(["quality", *asked, "--results", str(tmp_path / "results")]) == 0
    (file,) = (tmp_path / "results").iterdir()
    assert file.name == "quality-two-ferries-private.json"
    assert "secret-place" not in file.read_text(encoding="utf-8")
    (result,) = read_results(tmp_path / "results")
    assert result["data"] == {
        "name": "two ferries (private)",
        "sha256": result["data"]["sha256"],
        "rows": 4,
        "documents": 2,
    }
    assert result["command"] == "python -m benchmarks quality --corpus FILE --name 'two ferries (private)'"
    assert {"framing", "model", "python", "numpy", "machine", "date"} <= set(result)


def test_polnear_is_written_in_shares_and_without_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    percent = {"f1": 50.0, "f1_95": [40.0, 60.0], "precision": 45.0, "recall": 55.0}
    scores = dict.fromkeys(ROLES, percent) | {"protocol": "as published", "rows": 3, "articles": 2}
    monkeypatch.setattr(polnear_command, "fit_polnear", lambda folder, unlabelled, taught: SpeakerTagger())
    monkeypatch.setattr(SpeakerTagger, "state", lambda self: ({}, {"weights": np.zeros(3)}))
    monkeypatch.setattr(polnear_command, "score_polnear", lambda tagger, path: dict(scores))
    path = write_rows(tmp_path / "secret-place.jsonl", ROWS)
    asked = ["--corpus", str(path), "--train", str(tmp_path), "--results", str(tmp_path / "results")]
    assert command_line.main(["polnear", *asked]) == 0
    (result,) = read_results(tmp_path / "results")
    assert result["scores"]["cue"]["f1"] == {"value": 0.5, "low": 0.4, "high": 0.6}
    assert (result["data"]["rows"], result["data"]["documents"]) == (3, 2)
    assert str(tmp_path) not in json.dumps(result)
    assert "| exact F1 | 0.500 [0.400, 0.600] |" in headline_figures([result])


def test_two_runs_write_the_same_scores(corpus: Corpus) -> None:
    assert quality(FakeModel(), corpus) == quality(FakeModel(), corpus)


def test_names_must_match_the_corpora(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "load", lambda path: FakeModel())
    command = ["quality", "--corpus", str(tmp_path / "ferries.jsonl"), "--name", "one", "two"]
    assert command_line.main(command) == 2
    assert capsys.readouterr().err.startswith("benchmarks: 1 corpora but 2 names")


def test_the_fingerprint_follows_settings_and_weights_alone(folder: Path) -> None:
    before = model_fingerprint(folder)
    (folder / "README.md").write_text("a card", encoding="utf-8")
    assert model_fingerprint(folder) == before
    (folder / "weights.safetensors").write_bytes(b"other weights")
    assert model_fingerprint(folder) != before


def thresholds(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


ONE_THRESHOLD = """
[[threshold]]
figure = "documents.stance_accuracy"
measured = 0.9
at_least = 0.5
reason = "half of them, or why bother"
"""


def test_the_gate_names_the_figure_with_its_old_and_its_new_value(tmp_path: Path) -> None:
    limits = gates.read_thresholds(thresholds(tmp_path / "t.toml", ONE_THRESHOLD))
    assert gates.gate(limits, {"documents.stance_accuracy": 0.5})[0]
    passed, (line,) = gates.gate(limits, {"documents.stance_accuracy": 0.4999})
    assert not passed
    assert line.split() == ["FAIL", "documents.stance_accuracy", ">=", "0.500", "was", "0.900", "is", "0.500"]


def test_what_is_not_a_number_does_not_pass(tmp_path: Path) -> None:
    for limit in ("at_least", "at_most"):
        text = ONE_THRESHOLD.replace("at_least", limit)
        limits = gates.read_thresholds(thresholds(tmp_path / "t.toml", text))
        assert not gates.gate(limits, {"documents.stance_accuracy": float("nan")})[0]


def test_thresholds_need_a_limit_a_reason_and_a_known_figure(tmp_path: Path) -> None:
    for line in ("at_least = 0.5\n", 'reason = "half of them, or why bother"\n'):
        with pytest.raises(InputError, match="give at_least or at_most, and a reason"):
            gates.read_thresholds(thresholds(tmp_path / "t.toml", ONE_THRESHOLD.replace(line, "")))
    with pytest.raises(InputError, match=r"unknown figures: documents\.stance_accuracy"):
        gates.gate(gates.read_thresholds(thresholds(tmp_path / "t.toml", ONE_THRESHOLD)), {})


@pytest.mark.parametrize("damaged", [False, True])
def test_a_damaged_model_does_not_pass_the_committed_gate(
    damaged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row(f"d{k % 3}", f"Sentence {k}.", STANCES[k % 3], "west", "Sentence") for k in range(30)]
    monkeypatch.setattr(command_line, "load", lambda path: Oracle(rows, damaged))
    monkeypatch.setattr(command_line, "AUTHORED", write_rows(tmp_path / "articles.jsonl", rows))
    assert command_line.main(["gate"]) == (1 if damaged else 0)
    printed = capsys.readouterr().out
    assert ("FAIL  documents.stance_macro_f1" in printed) == damaged
    assert ("FAIL  pairs.swap.strict_failure" in printed) == damaged


def test_the_bundled_model_with_its_stance_weights_shuffled_does_not_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = shutil.copytree(BUNDLED, tmp_path / "damaged")
    arrays = load_file(damaged / WEIGHTS)
    generator = np.random.default_rng(0)
    for name in [name for name in arrays if name.startswith("stance.") and name.endswith("weights")]:
        arrays[name] = generator.permutation(arrays[name])
    save_file(arrays, damaged / WEIGHTS)
    config = json.loads((damaged / CONFIG).read_text(encoding="utf-8"))
    del config["weights_sha256"]  # or it would not even be loaded
    (damaged / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    assert command_line.main(["gate", "--model", str(damaged)]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"FAIL  documents\.stance_macro_f1 +>= 0\.\d+   was 0\.\d+   is 0\.\d+", printed)
    assert "ok    documents.speaker_exact_f1" in printed


def results(corpus: Corpus, folder: Path) -> list[dict[str, Any]]:
    model, data = FakeModel(), corpus.describe()
    scores = {"calibration": calibration(model, corpus), "quality": quality(model, corpus)}
    scores["robustness"] = robustness(model, pairs())
    model_name = model_fingerprint(folder)
    return [make_result(name, data, found, model_name, ["run", name]) for name, found in scores.items()]


def test_the_report_only_reads_results(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "results"
    for result in results(corpus, folder):
        write_result(result, store)
    readme, page = tmp_path / "README.md", tmp_path / "RESULTS.md"
    readme.write_text(f"before\n{BEGIN}\nold figures\n{END}\nafter\n", encoding="utf-8")
    written = write_report(store, page, readme)
    assert {path.name for path in written} == {
        "README.md",
        "RESULTS.md",
        "reliability-ferries.svg",
        "risk-ferries.svg",
    }
    first = [path.read_text(encoding="utf-8") for path in written]
    assert write_report(store, page, readme) == written
    assert [path.read_text(encoding="utf-8") for path in written] == first
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "old figures" not in text
    assert "| stance and blocs both right | 0.500 [" in text


def test_a_results_page_shows_every_figure_and_a_signature(corpus: Corpus, folder: Path) -> None:
    found = results(corpus, folder)
    page = results_page(found, "results")
    for name in found[1]["scores"]["documents"]["figures"]:
        assert f"| {name.replace('_', ' ')} |" in page
    assert page.count(found[0]["model"][:12]) == 3
    assert "![reliability](results/reliability-ferries.svg)" in page


def test_a_benchmark_of_its_own_form_is_a_plain_table(corpus: Corpus) -> None:
    scores = {"source": {"exact_f1": {"value": 0.5, "low": 0.4, "high": 0.6}}, "note": "by published tokens"}
    page = results_page([make_result("other", corpus.describe(), scores, "f0", ["run"])], "results")
    assert "| source exact f1 | 0.500 [0.400, 0.600] |" in page
    assert "| note | by published tokens |" in page


def test_a_readme_without_marks_is_an_error() -> None:
    with pytest.raises(InputError, match="results:begin"):
        with_figures("no marks", [])
