"""``python -m benchmarks drift``: its arguments, and its results file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.corpus_argument import add_corpus, asked_corpus, command_of
from benchmarks.drift import drift, judge_held_out
from benchmarks.quality import judge
from benchmarks.results import make_result, model_fingerprint, write_result
from framing import load
from framing.model import BUNDLED
from framing.rows import read_rows


def add_drift(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "drift", help="figures by year of publication and by source"
    )
    add_corpus(parser)
    parser.add_argument(
        "--held-out",
        type=Path,
        metavar="FILE",
        help="of training fit, for a corpus that the model was trained on",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Measure the bundled model, or what was held out from it, and write the results file."""
    corpus = asked_corpus(args)
    command = command_of(args, corpus.name)
    if args.held_out:
        command += ["--held-out", "FILE"]
        judged = judge_held_out(corpus, list(read_rows(str(args.held_out), "doc")))
    else:
        judged = judge(load(), corpus, "documents")
    scores = {"held_out": bool(args.held_out), "groups": drift(judged, corpus.rows)}
    result = make_result("drift", corpus.describe(), scores, model_fingerprint(BUNDLED), command)
    print(write_result(result, args.results))
    return 0
