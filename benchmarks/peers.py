"""This library beside its peers: the same rows to learn from, the same sentences to label, one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus, gold_labels
from benchmarks.metrics import Judged, Labels, compare, evaluate, wilson
from benchmarks.pairs import KINDS, pairs
from benchmarks.processes import Answer, Worker, cold_start, fitted
from benchmarks.robustness import rates
from benchmarks.systems import BUNDLED, CONVERTED, PLAIN, RETRAINED
from benchmarks.systems.base import Documents, Found, System
from training.statistics import SAMPLES, Figure

EXTRA = "pip install 'framing-stance[peers]'"
STANCE_FIGURES = ("stance_macro_f1", "stance_accuracy")
SPEAKER_FIGURES = ("speaker_exact_f1", "speaker_overlap_f1")
_NOBODY: frozenset[str] = frozenset()
_TICK = time.get_clock_info("process_time").resolution

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PeerSettings:
    """How often things are measured; ``sentences`` is how many are labelled in a round of the clock."""

    samples: int = SAMPLES
    seed: int = 0
    cold_starts: int = 3
    rounds: int = 7
    sentences: int = 500


@dataclass(frozen=True, slots=True)
class Training:
    """The rows that systems learn from: their files, and what a result says of them."""

    files: tuple[Path, ...]
    description: dict[str, Any]
    documents: Documents


def run_peers(
    systems: Sequence[System],
    corpus: Corpus,
    training: Training,
    work: Path,
    report: Report,
    *,
    settings: PeerSettings | None = None,
) -> dict[str, Any]:
    """Return the figures of every system, and for each that cannot run the reason.

    Speed is the bundled model's time over a system's own for the same sentences, in rounds that all systems
    take turns in: median, lowest and highest. ``cold_start`` is likewise in seconds; both are processor time.
    Memory and size are in bytes. Fitted models stay in ``work``. Raises FramingError where a system fails.
    """
    settings = settings or PeerSettings()
    skipped = {s.name: f"needs {', '.join(s.missing())}; run: {EXTRA}" for s in systems if s.missing()}
    ready = [system for system in systems if system.name not in skipped]
    folders = {}
    for system in ready:
        report(f"fit: {system.name}")
        folders[system.name] = fitted(system, training.files, training.description["sha256"], work)
    starts = _cold_starts(ready, folders, corpus.rows[0]["text"], settings.cold_starts, report)
    with ExitStack() as stack:
        workers = {s.name: stack.enter_context(Worker(s, folders[s.name])) for s in ready}
        texts = documents_of(corpus)
        found, kinds = _labelled(ready, workers, texts, report)
        times = _times(workers, _enough(texts, training.documents, settings.sentences), settings, report)
    judged = {system.name: _judged(corpus, found[system.name].found) for system in ready}
    return {
        "train": training.description,
        "systems": {
            system.name: {
                "figures": _figures(system, judged, corpus, settings),
                "pairs": kinds.get(system.name, {}),
                "speed": _speed(times, system.name),
                "cold_start": _spread(starts[system.name]),
                "peak_memory": found[system.name].peak_memory,
                "model_size": model_size(system, folders[system.name]),
                "settings": {k: v for k, v in asdict(system).items() if k != "name"},
            }
            for system in ready
        },
        "skipped": skipped,
    }


def documents_of(corpus: Corpus) -> list[list[str]]:
    """Return the sentences of each document."""
    return [[corpus.rows[number]["text"] for number in part] for part in corpus.documents]


def model_size(system: System, folder: Path) -> int:
    """Return the bytes of a fitted model and of the packages that are part of it."""
    places = [folder]
    for name in system.brings:
        spec = find_spec(name)
        places += [Path(place) for place in (spec.submodule_search_locations if spec else None) or ()]
    return sum(file.stat().st_size for place in places for file in place.rglob("*") if file.is_file())


def _labelled(
    systems: Sequence[System], workers: Mapping[str, Worker], texts: Documents, report: Report
) -> tuple[dict[str, Answer], dict[str, dict[str, Figure]]]:
    """Return what each system finds in the texts, and how often it fails the paired tests of stances."""
    found: dict[str, Answer] = {}
    kinds: dict[str, dict[str, Figure]] = {}
    for system in systems:
        report(f"label: {system.name}")
        found[system.name] = workers[system.name].ask(texts)
        if "stance" in system.tells:
            kinds[system.name] = _pair_failures(workers[system.name])
    return found, kinds


def _cold_starts(
    systems: Sequence[System], folders: Mapping[str, Path], sentence: str, times: int, report: Report
) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {system.name: [] for system in systems}
    for number in range(times):
        report(f"cold starts: {number + 1} of {times}")
        for system in systems:
            seconds[system.name].append(cold_start(system, folders[system.name], sentence))
    return seconds


def _times(
    workers: Mapping[str, Worker], texts: Documents, settings: PeerSettings, report: Report
) -> dict[str, list[float]]:
    """Return each system's seconds in each round; in a round all systems label the same texts in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in workers}
    for number in range(settings.rounds):
        report(f"speed: {number + 1} of {settings.rounds}")
        for name, worker in workers.items():
            seconds[name].append(worker.ask(texts).seconds)
    return seconds


def _enough(texts: Documents, more: Documents, count: int) -> list[list[str]]:
    """Return the first documents of both that together hold ``count`` sentences, or all."""
    kept: list[list[str]] = []
    left = count
    for document in (*texts, *more):
        if left <= 0:
            break
        kept.append(list(document))
        left -= len(document)
    return kept


def _pair_failures(worker: Worker) -> dict[str, Figure]:
    """Return the share of pairs of each kind of which not both sentences are labelled right."""

    def predict(sentences: Sequence[str]) -> list[str]:
        return [found.stance for found in worker.ask([[sentence] for sentence in sentences]).found]

    found = rates(predict, pairs())
    return {kind: found[kind]["strict_failure"] for kind in KINDS}


def _judged(corpus: Corpus, found: Sequence[Found]) -> list[Judged]:
    """Return the rows in the order of the documents, which is the order of what was found."""
    order = [number for part in corpus.documents for number in part]
    judged = []
    for number, one in zip(order, found, strict=True):
        row = corpus.rows[number]
        judged.append(Judged(row["doc"], gold_labels(row), Labels(one.stance, _NOBODY, one.speaker)))
    return judged


def _figures(
    system: System, judged: Mapping[str, list[Judged]], corpus: Corpus, settings: PeerSettings
) -> dict[str, Figure]:
    """Return the system's figures, and how far its macro-F1 is from this library's on the same rows."""
    mine = judged[system.name]
    sampling = {"samples": settings.samples, "seed": settings.seed}
    names = [*(STANCE_FIGURES if "stance" in system.tells else ())]
    names += SPEAKER_FIGURES if "speaker" in system.tells else ()
    scores = evaluate(mine, corpus.stances, (), **sampling)
    found = {name: scores[name] for name in names}
    if "stance" in system.tells and RETRAINED.name in judged and system.name != RETRAINED.name:
        differences = compare(mine, judged[RETRAINED.name], corpus.stances, (), **sampling)
        found["stance_macro_f1_difference"] = differences["stance_macro_f1"]
    if system.name == CONVERTED.name and PLAIN.name in judged:
        pairs_of = zip(mine, judged[PLAIN.name], strict=True)
        found["same_labels"] = wilson(sum(a.found.stance == b.found.stance for a, b in pairs_of), len(mine))
    return found


def _speed(times: Mapping[str, list[float]], name: str) -> Figure:
    return _spread(
        [ours / max(own, _TICK) for ours, own in zip(times[BUNDLED.name], times[name], strict=True)]
    )


def _spread(values: Sequence[float]) -> Figure:
    return {"value": statistics.median(values), "low": min(values), "high": max(values)}
