"""The command line of the benchmarks: ``python -m benchmarks COMMAND``, from the root of a checkout."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.ablation import Ablation
from benchmarks.archive_command import add_archive
from benchmarks.calibration import calibration
from benchmarks.corpus import AUTHORED, AUTHORED_NAME, CORPORA, Corpus, read_corpus
from benchmarks.corpus_argument import add_corpus, asked_corpus, command_of
from benchmarks.drift_command import add_drift
from benchmarks.fuzz_command import add_fuzz
from benchmarks.gate import THRESHOLDS, gate, measure, read_thresholds
from benchmarks.load_command import add_load
from benchmarks.newsmtsc import TESTS, TRAIN, newsmtsc
from benchmarks.pairs import Pair, pairs
from benchmarks.peers_command import add_peers
from benchmarks.polnear_command import add_polnear
from benchmarks.quality import quality
from benchmarks.report import write_report
from benchmarks.results import FOLDER, arrays_fingerprint, make_result, model_fingerprint, write_result
from benchmarks.robustness import robustness
from benchmarks.speed import GROWTH, Speed
from framing import FramingError, InputError, Model, load
from framing.model import BUNDLED
from framing.rows import read_rows
from training.corpus import fingerprint
from training.corpus import read_corpus as read_annotated
from training.progress import steps
from training.weak import fit_auxiliary, read_apart

DONE, FAILED, BAD_INPUT = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when the gate is shut, 2 on bad usage or input."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except FramingError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="benchmark", required=True)
    measured = []
    for name, run, text in (
        ("quality", _quality, "stance, blocs and speakers of a labelled corpus"),
        ("calibration", _calibration, "whether the probabilities are what they say"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--corpus", nargs="+", metavar="FILE", help="default: the authored articles")
        command.add_argument(
            "--name", nargs="+", help="what results call each corpus (default: the file's stem)"
        )
        command.set_defaults(run=run)
        measured.append(command)
    for name, run, text in (
        ("robustness", _robustness, "paired tests: swapped actors, denials, changes that must not matter"),
        ("gate", _gate, "fail where a figure is worse than its threshold"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        measured.append(command)
    measured.append(_add_speed(commands))
    fitted = _add_fitted(commands)
    report = commands.add_parser("report", help="results files to RESULTS.md, plots and README.md")
    report.set_defaults(run=_report)
    for command in measured:
        command.add_argument(
            "--model", type=Path, default=BUNDLED, metavar="DIR", help="default: the bundled model"
        )
    for command in (*measured, *fitted, report):
        command.add_argument("--results", type=Path, default=FOLDER, metavar="DIR", help=argparse.SUPPRESS)
    return parser


def _add_speed(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("speed", help="how fast, as ratios to others")
    add_corpus(command)
    for option, value, text in (
        ("--sentences", 2000, "read in each round"),
        ("--stream", 1_000_000, "streamed for the peak of memory"),
        ("--grow", GROWTH, "compared with ten times as many"),
    ):
        command.add_argument(option, type=int, default=value, metavar="N", help=f"{text} (default: {value})")
    command.set_defaults(run=_speed)
    return command


def _speed(args: argparse.Namespace) -> int:
    corpus = asked_corpus(args)
    texts, labels = [row["text"] for row in corpus.rows], [row["stance"] for row in corpus.rows]
    sizes = {"count": args.sentences, "streamed": args.stream, "grown": args.grow}
    with steps() as report:
        scores = Speed(load(args.model), str(args.model), texts, labels, **sizes).run(report)
    _keep(args, corpus.describe(), scores | {"sizes": sizes})
    return DONE


def _add_fitted(commands: Any) -> list[argparse.ArgumentParser]:
    """Add the commands that fit models of their own."""
    parts = commands.add_parser("ablation", help="what each view of the stance model adds; unseen sources")
    parts.add_argument(
        "--corpus", type=Path, nargs="+", required=True, metavar="FILE", help="as given to training fit"
    )
    parts.add_argument("--held-out", type=Path, required=True, metavar="FILE", help="of training fit")
    parts.add_argument("--weak", type=Path, metavar="FILE", help="sentences by publisher's side, .jsonl.gz")
    parts.add_argument("--name", required=True, help="what results call the corpus")
    parts.set_defaults(run=_ablation)
    targets = commands.add_parser("newsmtsc", help="sentiment towards a target, on NewsMTSC's test sets")
    targets.add_argument(
        "--path",
        type=Path,
        required=True,
        metavar="DIR",
        help=f"the folder of {TRAIN} and {', '.join(TESTS)}",
    )
    targets.set_defaults(run=_newsmtsc)
    return [
        add_polnear(commands),
        parts,
        targets,
        add_archive(commands),
        add_drift(commands),
        add_peers(commands),
        add_fuzz(commands),
        add_load(commands),
    ]


def _quality(args: argparse.Namespace) -> int:
    return _on_corpora(args, quality)


def _calibration(args: argparse.Namespace) -> int:
    return _on_corpora(args, calibration)


def _on_corpora(args: argparse.Namespace, score: Callable[[Model, Corpus], dict[str, Any]]) -> int:
    model = load(args.model)
    for corpus in _corpora(args):
        _keep(args, corpus.describe(), score(model, corpus))
    return DONE


def _corpora(args: argparse.Namespace) -> list[Corpus]:
    if args.corpus is None:
        measured = [registered for registered in CORPORA if registered.use == "measure"]
        return [read_corpus(file, registered.name) for registered in measured for file in registered.files]
    names = args.name or [None] * len(args.corpus)
    if len(names) != len(args.corpus):
        raise InputError(f"{len(args.corpus)} corpora but {len(names)} names; give each its --name, or none")
    return [read_corpus(path, name) for path, name in zip(args.corpus, names, strict=True)]


def _robustness(args: argparse.Namespace) -> int:
    _keep(args, _described(pairs()), robustness(load(args.model), pairs()))
    return DONE


def _described(cases: Sequence[Pair]) -> dict[str, Any]:
    text = json.dumps([dataclasses.astuple(pair) for pair in cases])
    return {"name": "pairs", "sha256": hashlib.sha256(text.encode()).hexdigest(), "rows": len(cases)}


def _gate(args: argparse.Namespace) -> int:
    values = measure(load(args.model), read_corpus(AUTHORED, AUTHORED_NAME), pairs())
    passed, lines = gate(read_thresholds(THRESHOLDS), values)
    print(*lines, sep="\n")
    print("the gate is open" if passed else "the gate is shut: a figure is worse than its threshold")
    return DONE if passed else FAILED


def _newsmtsc(args: argparse.Namespace) -> int:
    with steps(len(TESTS) + 4) as report:
        scores, arrays = newsmtsc(args.path, report)
    files = [args.path / TRAIN, *(args.path / f"{name}.jsonl" for name in TESTS)]
    data = {"name": "published test sets", "sha256": fingerprint(files)}
    data["rows"] = sum(found["rows"] for found in scores.values())
    command = ["python", "-m", "benchmarks", "newsmtsc", "--path", "DIR"]
    print(
        write_result(make_result("newsmtsc", data, scores, arrays_fingerprint(arrays), command), args.results)
    )
    return DONE


def _ablation(args: argparse.Namespace) -> int:
    rows = read_annotated(args.corpus)
    side = fit_auxiliary(read_apart(args.weak, rows)) if args.weak else None
    with steps(unit="fit") as report:
        scores = Ablation(rows, list(read_rows(str(args.held_out), "doc")), side).run(report)
    data = {"name": args.name, "sha256": fingerprint(args.corpus)}
    data |= {"rows": len(rows), "documents": len({row["doc"] for row in rows})}
    command = ["python", "-m", "benchmarks", "ablation", "--corpus", "FILE", "..."]
    command += ["--held-out", "FILE"]
    command += (["--weak", "FILE"] if args.weak else []) + ["--name", shlex.quote(args.name)]
    print(write_result(make_result("ablation", data, scores, "", command), args.results))
    return DONE


def _report(args: argparse.Namespace) -> int:
    for path in write_report(args.results):
        print(path)
    return DONE


def _keep(args: argparse.Namespace, data: dict[str, Any], scores: dict[str, Any]) -> None:
    command = command_of(args, data["name"])
    result = make_result(args.benchmark, data, scores, model_fingerprint(args.model), command)
    print(write_result(result, args.results))


if __name__ == "__main__":
    sys.exit(main())
