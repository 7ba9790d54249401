"""``python -m benchmarks fuzz``: its arguments, and its results file."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.fuzz import ESCAPED, FINE, REFUSED, Fuzzer, Outcomes
from benchmarks.results import make_result, model_fingerprint, write_result
from framing.model import BUNDLED
from training.corpus import fingerprint

CASES = 100_000
_SLICE = 1000
_SOURCES = [Path(__file__).parent / f"{name}.py" for name in ("fuzz", "hostile_models", "mutations")]
_TRIED = {
    "model": "model folders with damaged or malicious weights, headers and settings, loaded and used",
    "text": "texts of every plane: controls, surrogates, marks that never close; all formats written",
    "actors": "damaged tables of actors",
    "jsonl": "damaged rows, JSON lines",
    "csv": "damaged rows, CSV",
    "parquet": "damaged rows, Parquet",
    "corpus": "damaged training corpora",
}


def add_fuzz(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "fuzz", help="hostile models, texts, tables and corpora: a result or one of the library's errors"
    )
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"default: {CASES}")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="what all cases follow from")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the cases and write the results file; 1 where anything escaped, told on standard error."""
    outcomes = Outcomes()
    with tempfile.TemporaryDirectory(prefix="framing-fuzz-") as folder:
        fuzzer = Fuzzer(Path(folder), args.seed)
        starts = range(0, args.cases, _SLICE)
        for first in tqdm(starts, unit="thousand", disable=not sys.stderr.isatty()):
            fuzzer.run(min(_SLICE, args.cases - first), outcomes, first)
    print(*outcomes.escaped, sep="\n", file=sys.stderr)
    command = ["python", "-m", "benchmarks", "fuzz", "--cases", str(args.cases), "--seed", str(args.seed)]
    data = {"name": f"seed {args.seed}", "sha256": fingerprint(_SOURCES), "rows": args.cases}
    scores = scores_of(outcomes)
    result = make_result("fuzz", data, scores, model_fingerprint(BUNDLED), command)
    print(write_result(result | {"table": table(scores)}, args.results))
    return 1 if outcomes.escaped else 0


def scores_of(outcomes: Outcomes) -> dict[str, Any]:
    """Return, by kind, how many cases had which outcome, and the slowest, in seconds of processor time."""
    return {
        name: {outcome: counts[outcome] for outcome in (FINE, REFUSED, ESCAPED)}
        | {"slowest": outcomes.slowest[name]}
        for name, counts in outcomes.counts.items()
    }


def table(scores: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows that the report shows of these scores."""
    return [
        {
            "tried": _TRIED[name],
            "load": f"{found[FINE] + found[REFUSED] + found[ESCAPED]} cases",
            "outcome": f"{found[FINE]} results, {found[REFUSED]} errors that name the remedy, "
            f"{found[ESCAPED]} of anything else; the slowest took {found['slowest']:.1f} s",
        }
        for name, found in scores.items()
    ]
