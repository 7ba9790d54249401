"""``python -m benchmarks archive``: its arguments, and its results file."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.archive import PROMISED, ArchiveRuns
from benchmarks.corpus_argument import add_corpus, asked_corpus, command_of
from benchmarks.results import make_result, model_fingerprint, write_result
from framing.model import BUNDLED
from training.progress import steps

SIZES = (
    ("stream", 1_000_000, "sentences streamed by one process, for the peak of memory"),
    ("pair", 100_000, "sentences in each round of two workers beside one"),
    ("killed", 100_000, "sentences of the runs in which something is killed"),
)


def add_archive(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "archive", help="archives under load and faults: memory, two workers, processes killed"
    )
    add_corpus(parser)
    for name, value, text in SIZES:
        parser.add_argument(
            f"--{name}", type=int, default=value, metavar="N", help=f"{text} (default: {value})"
        )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Measure the bundled model on variations of a corpus, and write the results file."""
    corpus = asked_corpus(args)
    command = command_of(args, corpus.name)
    for name, value, _ in SIZES:
        asked = getattr(args, name)
        command += [] if asked == value else [f"--{name}", str(asked)]
    scores: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="framing-") as work, steps(5) as report:
        runs = ArchiveRuns(BUNDLED, [row["text"] for row in corpus.rows], Path(work))
        report("a tenth streamed")
        scores["a tenth streamed"] = runs.stream(args.stream // 10)
        report("streamed")
        scores["streamed"] = runs.stream(args.stream)
        report("workers")
        scores["workers"] = runs.workers(args.pair)
        report("worker killed")
        scores["worker killed"] = runs.worker_killed(args.killed)
        report("process killed")
        scores["process killed"] = runs.process_killed(args.killed)
    result = make_result("archive", corpus.describe(), scores, model_fingerprint(BUNDLED), command)
    print(write_result(result | {"table": table(scores)}, args.results))
    return 0


def table(scores: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the table of load and faults: what was tried, under which load, what came out."""
    few, many, pair = scores["a tenth streamed"], scores["streamed"], scores["workers"]
    twice, order = pair["two workers"], "in order" if many["in order"] else "OUT OF ORDER"
    return [
        {
            "tried": "Parquet files to a folder of parts, one process",
            "load": f"{many['rows in']:,} rows, {many['hours']:.3f} hours",
            "outcome": f"{many['rows out']:,} rows, {order}; at most {many['peak megabytes']:.0f} MB "
            f"({few['peak megabytes']:.0f} MB with a tenth of the rows)",
        },
        {
            "tried": "two Dask workers beside one",
            "load": f"{pair['sentences']:,} rows, {pair['rounds']} rounds in turns",
            "outcome": f"{twice['value']:.2f} times as fast [{twice['low']:.2f}, {twice['high']:.2f}], "
            f"promised: {PROMISED}",
        },
        _fault("one of two Dask workers killed in the middle", scores["worker killed"]),
        _fault(
            "the process killed (kill -9) at random moments, the command repeated", scores["process killed"]
        ),
    ]


def _fault(tried: str, found: dict[str, Any]) -> dict[str, str]:
    same = "the bytes" if found["same bytes"] else "OTHER BYTES than those"
    rows = f"{found['rows lost']} rows lost, {found['rows doubled']} doubled"
    return {
        "tried": tried,
        "load": f"{found['sentences']:,} rows, {found['parts']} parts, killed {found['killed']} times",
        "outcome": f"{rows}; {same} of an undisturbed run",
    }
