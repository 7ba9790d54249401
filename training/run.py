"""A whole training run: read, check, search, fit, measure, write the model folder with its card."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import framing
from framing.errors import InputError
from framing.model import Model
from framing.writers import atomic_output, write_jsonl
from training.card import Effort, charts, parted_notes, write_card
from training.check import findings, report, without_rare_labels
from training.checkpoint import Checkpoint
from training.cluster import on_cluster
from training.corpus import Corpus, collect, counts, fingerprint
from training.curve import Point, advice, learning_curves
from training.plan import Plan, Sources
from training.recipe import Fitted, fit_model, held_out_rows
from training.schema import USUAL, Columns
from training.scores import confusion, held_out_scores, label_scores, reliability
from training.search import Trial, candidates, search
from training.speakers import taught_rows
from training.stages import Stages
from training.versions import versions
from training.weak import fit_auxiliary, read_apart

FAULTS = ".faults.txt"


@dataclass(frozen=True)
class Options:
    """What a run is asked for; see ``python -m training fit --help``. ``command`` goes on the card."""

    sources: Sequence[str]
    output: str
    columns: Columns = USUAL
    split: str | None = None
    plan: Plan = field(default_factory=Plan)
    searching: bool = False
    skip_bad: bool = False
    polnear: Path | None = None
    weak: Path | None = None
    notes: Path | None = None
    held_out: Path | None = None
    scheduler: str | None = None
    command: str = "training.run.run"


def run(options: Options, say: Callable[[str], None]) -> Model:
    """Train a model on annotated rows and write its folder; return it.

    ``say`` is given lines for a person. Rows that cannot be used end the run with an InputError and a file
    that lists them, unless they may be skipped. Finished steps are kept beside the output until the model is
    written: the same run, started again, goes on from there.
    """
    begun = time.monotonic()
    corpus = usable(options, say)
    notes = _read_notes(options.notes) if options.notes else ""
    checkpoint = Checkpoint.beside(options.output, _key(options))
    if checkpoint.steps():
        say(f"going on from {checkpoint.steps()} finished steps in {checkpoint.folder}")
    weak = read_apart(options.weak, corpus.rows) if options.weak else []
    side = fit_auxiliary(weak) if weak else None
    sources = Sources(options.polnear, [row.text for row in weak], side, taught_rows(weak))
    rows, plan, trials = corpus.rows, options.plan, list[Trial]()
    with on_cluster(options.scheduler) as slots, Stages(_steps(corpus, options)) as step:
        if options.searching:
            plan, trials = search(rows, sources, plan, checkpoint=checkpoint, report=step)
        fitted = fit_model(rows, sources, plan, checkpoint=checkpoint, report=step)
        curves = learning_curves(rows, fitted, sources, plan, checkpoint=checkpoint, report=step)
    model = fitted.model
    model.config = _config(options, corpus, fitted, curves, trials)
    model.card = write_card(model, notes, Effort.since(begun, slots or plan.jobs))
    model.save(options.output)
    for name, chart in charts(model).items():
        with atomic_output(Path(options.output) / name) as file:
            file.write(chart.encode())
    if options.held_out:
        with atomic_output(options.held_out) as file:
            write_jsonl(held_out_rows(rows, fitted), file)
    checkpoint.remove()
    return model


def _read_notes(path: Path) -> str:
    """Return the notes; raises InputError, before hours are spent, where the card could not hold them."""
    notes = path.read_text(encoding="utf-8")
    try:
        parted_notes(notes)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    return notes


def usable(options: Options, say: Callable[[str], None]) -> Corpus:
    """Return the rows that can be used, and say what is worth a look.

    Raises InputError where some cannot be used and none may be skipped; the list of them is then in a file.
    """
    corpus = without_rare_labels(collect(options.sources, options.columns, split=options.split))
    if corpus.faults:
        path = Path(str(options.output).rstrip("/") + FAULTS)
        with atomic_output(path) as file:
            file.writelines(f"{fault.line}\n".encode() for fault in corpus.faults)
        total = corpus.bad + len(corpus.rows)
        if not (options.skip_bad and corpus.rows):
            raise InputError(
                f"{corpus.faults[0].line} ({corpus.bad:,} of {total:,} rows cannot be used, "
                f"{path} lists them; mend them, or leave them out with --skip-bad)"
            )
        say(f"left out {corpus.bad:,} of {total:,} rows; {path} lists them")
        corpus = dataclasses.replace(corpus, faults=[])
    found = findings(corpus.rows, folds=options.plan.folds)
    for line in report(corpus, found, shown=2):
        say(line)
    return corpus


def _key(options: Options) -> dict[str, Any]:
    """Return what tells one run from another: data, settings, versions."""
    files = [path for path in (options.polnear and options.polnear / "train.tar.gz", options.weak) if path]
    plan = dataclasses.asdict(options.plan)
    del plan["jobs"]
    return {
        "data": fingerprint(options.sources, options.split),
        "columns": dataclasses.asdict(options.columns),
        "besides": [hashlib.sha256(path.read_bytes()).hexdigest() for path in files],
        "plan": plan,
        "searching": options.searching,
        "versions": versions(),
    }


def _steps(corpus: Corpus, options: Options) -> list[str]:
    """Return the steps that a run will report."""
    steps = ["speakers: all rows", *["speakers: part"] * options.plan.folds, "blocs", "stance"]
    parts = {"speaker": "speakers"} | {part: part for part in corpus.labelled if part != "speaker"}
    for part in corpus.labelled:
        steps.append(f"learning curve: {part}")
        if options.searching:
            steps += [f"search: {parts[part]}"] * len(candidates(parts[part]))
    return steps


def _config(
    options: Options,
    corpus: Corpus,
    fitted: Fitted,
    curves: dict[str, list[Point]],
    trials: Sequence[Trial],
) -> dict[str, Any]:
    """Return what config.json says of where a model comes from and how good it is."""
    rows = corpus.rows
    found: dict[str, Any] = {
        "version": framing.__version__,
        "command": options.command,
        "versions": versions(),
        "data": {
            "sha256": fingerprint(options.sources, options.split),
            "rows": len(rows),
            "left_out": corpus.bad,
            "documents": len({row["doc"] for row in rows}),
            "stances": counts(rows, "stance"),
            "blocs": counts(rows, "blocs"),
            "speakers": counts(rows, "speaker"),
        },
        "folds": options.plan.folds,
        "seed": options.plan.seed,
        "grouped_by": "group" if options.columns.group else "document",
        "cross_validated": held_out_scores(rows, fitted),
        "labels": label_scores(rows, fitted),
        "learning_curves": {
            part: {
                "points": [dataclasses.asdict(point) for point in points],
                "advice": advice(part, points),
            }
            for part, points in curves.items()
        },
        "search": [dataclasses.asdict(trial) for trial in trials],
    }
    if fitted.model.stance.labels_:
        found |= {"confusion": confusion(rows, fitted), "calibration": reliability(rows, fitted)}
    return {**rounded(found), "date": time.strftime("%Y-%m-%d", time.gmtime())}


def rounded(value: Any) -> Any:
    """Return JSON values with four digits behind the point."""
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
