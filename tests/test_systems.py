"""Every system learns from rows, is read back, and says one thing of each sentence, in order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.processes import ROOT
from benchmarks.systems import CONVERTED, PLAIN, SYSTEMS
from benchmarks.systems.base import Found, System
from benchmarks.systems.fasttext_supervised import _words
from benchmarks.systems.framing_models import Bundled
from benchmarks.systems.majority import Majority
from framing.rows import Row

STANCES = ("neutral", "pro_moscow_beijing", "western_criticism")
MARKED = dict(zip(STANCES, ("harbour", "praise", "blame"), strict=True))
DOCUMENTS = [
    ["Lena said they blame the ferry.", "“We praise the quay,” said the pilot."],
    ["The harbour is shut."],
]
LEARNERS = [s for s in SYSTEMS if "stance" in s.tells and not isinstance(s, Bundled | Majority)]


def rows() -> list[Row]:
    return [
        {
            "doc": f"d{n}",
            "text": f"Much {MARKED[stance]} of number {n} in the morning.",
            "stance": stance,
            "blocs": [],
            "speaker": None,
        }
        for n in range(8)
        for stance in STANCES
    ]


def ready(system: System) -> None:
    if system.missing():
        pytest.skip(f"{system.name} needs {', '.join(system.missing())} (the extra peers)")


@pytest.mark.parametrize("system", LEARNERS, ids=lambda system: system.name)
@pytest.mark.filterwarnings("ignore")  # these are other people's libraries
def test_a_learner_finds_the_words_that_tell(system: System, tmp_path: Path) -> None:
    ready(system)
    system.fit(rows(), tmp_path)
    documents = [[f"Much {word} of number 9 at night." for word in ("blame", "praise")], ["Much harbour."]]
    found = system.load(tmp_path)(documents)
    assert [one.stance for one in found] == ["western_criticism", "pro_moscow_beijing", "neutral"]
    assert all(one.speaker == "" for one in found)


def test_the_majority_is_the_commonest_stance(tmp_path: Path) -> None:
    system = Majority("majority")
    system.fit([*rows(), {"stance": "neutral"}], tmp_path)
    assert system.load(tmp_path)(DOCUMENTS) == [Found("neutral")] * 3


@pytest.mark.filterwarnings("ignore")
def test_rules_find_who_is_quoted_and_with_their_verbs_who_is_reported(tmp_path: Path) -> None:
    direct, reported = (system for system in SYSTEMS if system.tells == ("speaker",))
    ready(direct)
    documents = [*DOCUMENTS, ["According to the envoy, it was late."]]
    assert [one.speaker for one in direct.load(tmp_path)(documents)] == ["", "pilot", "", ""]
    assert [one.speaker for one in reported.load(tmp_path)(documents)] == [
        "Lena",
        "the pilot",
        "",
        "the envoy",
    ]


@pytest.mark.filterwarnings("ignore")
def test_the_converted_pipeline_says_what_scikit_learn_says(tmp_path: Path) -> None:
    ready(CONVERTED)
    places = tmp_path / "plain", tmp_path / "converted"
    for system, place in zip((PLAIN, CONVERTED), places, strict=True):
        place.mkdir()
        system.fit(rows(), place)
    documents = [[row["text"].upper()] for row in rows()] + [["Ünder the quay’s é-mark, a b."]]
    assert PLAIN.load(places[0])(documents) == CONVERTED.load(places[1])(documents)


def test_the_library_labels_whole_documents_or_sentences_alone(tmp_path: Path) -> None:
    whole, alone = Bundled("whole"), Bundled("alone", context=False)
    whole.fit([], tmp_path)
    documents = [
        ["Moscow denied the claim.", "“It is a smear,” the envoy said."],
        ["The vote was postponed."],
    ]
    for system in (whole, alone):
        found = system.load(tmp_path)(documents)
        assert [one.speaker for one in found] == ["Moscow", "the envoy", ""]
        assert {one.stance for one in found} <= set(STANCES)


def test_names_are_unique_and_models_that_are_shared_are_fitted_alike() -> None:
    assert len({system.name for system in SYSTEMS}) == len(SYSTEMS)
    for model in {system.model for system in SYSTEMS}:
        assert len({system.fingerprint() for system in SYSTEMS if system.model == model}) == 1


def test_the_registry_imports_no_library_so_that_a_cold_start_is_the_systems_own() -> None:
    code = "import benchmarks.systems.worker, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"numpy", "framing", "sklearn", "torch", "spacy"} & set(done.stdout.split())


def test_fasttext_reads_words_and_marks_apart_on_one_line() -> None:
    assert _words("Moscow\ndenied “it”.") == "moscow denied “ it ” ."
