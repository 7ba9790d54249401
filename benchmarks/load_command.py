"""``python -m benchmarks load``: its arguments, and its results file."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.corpus import AUTHORED, AUTHORED_NAME, read_corpus
from benchmarks.load import analyze, check, interrupt, write_line, write_rows
from benchmarks.results import make_result, model_fingerprint, write_result
from framing.model import BUNDLED

_MEGABYTE = 1_000_000


def add_load(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "load", help="gigabytes of rows, one line of megabytes, runs that are stopped"
    )
    for option, value, text in (
        ("--megabytes", 1000.0, "of the rows that are streamed"),
        ("--line", 50.0, "megabytes of one line"),
        ("--stops", 10, "runs that are stopped at random moments"),
    ):
        told = f"{text} (default: {value:g})"
        parser.add_argument(option, type=type(value), default=value, metavar="N", help=told)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run everything and write the results file; raises FramingError where something was lost or doubled."""
    base = [row["text"] for row in read_corpus(AUTHORED, AUTHORED_NAME).rows]
    with tempfile.TemporaryDirectory(prefix="framing-load-") as scratch:
        source, output = Path(scratch) / "rows.jsonl", Path(scratch) / "out.jsonl"
        rows = write_rows(source, base, int(args.megabytes * _MEGABYTE))
        scores = {
            "stopped": {"runs": args.stops, "writing": interrupt(source, output, args.stops)},
            "rows": {"megabytes": args.megabytes, "rows": rows, **_analyzed(source, output)},
        }
        write_line(source, base, int(args.line * _MEGABYTE))
        scores["line"] = {"megabytes": args.line, **_analyzed(source, output)}
    command = ["python", "-m", "benchmarks", "load", "--megabytes", f"{args.megabytes:g}"]
    command += ["--line", f"{args.line:g}", "--stops", str(args.stops)]
    data = {"name": "synthetic rows", "sha256": hashlib.sha256(json.dumps(base).encode()).hexdigest()}
    result = make_result("load", data | {"rows": rows}, scores, model_fingerprint(BUNDLED), command)
    print(write_result(result | {"table": table(scores)}, args.results))
    return 0


def _analyzed(source: Path, output: Path) -> dict[str, float]:
    ran = analyze(source, output)
    statements = check(source, output)
    return {"statements": statements, "minutes": ran.seconds / 60, "peak_megabytes": ran.peak / _MEGABYTE}


def table(scores: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows that the report shows of these scores."""
    streamed, line, stopped = scores["rows"], scores["line"], scores["stopped"]

    def cost(found: dict[str, float]) -> str:
        return (
            f"{found['statements']} statements, every word in its place, in {found['minutes']:.1f} minutes;"
            f" peak {found['peak_megabytes']:.0f} MB"
        )

    return [
        {
            "tried": "`framing analyze rows.jsonl --output out.jsonl`",
            "load": f"{streamed['megabytes']:g} MB, {streamed['rows']} rows",
            "outcome": cost(streamed),
        },
        {"tried": "likewise, one line", "load": f"{line['megabytes']:g} MB", "outcome": cost(line)},
        {
            "tried": "likewise, stopped at random moments by SIGINT and by SIGKILL in turns",
            "load": f"{stopped['runs']} runs, {stopped['writing']} of them while they wrote",
            "outcome": "the output was each time what it had been before",
        },
    ]
