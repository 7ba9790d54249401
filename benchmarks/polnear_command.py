"""``python -m benchmarks polnear``: its arguments, and its results file."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any

from benchmarks.polnear import fit_polnear, score_polnear
from benchmarks.results import arrays_fingerprint, make_result, write_result
from training.readers.cofenet import ROLES
from training.speakers import taught_rows
from training.weak import read_weak


def add_polnear(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "polnear", help="speakers, cues and contents by a published protocol"
    )
    parser.add_argument("--corpus", type=Path, required=True, metavar="FILE", help="CofeNet's test.jsonl")
    parser.add_argument(
        "--train", type=Path, required=True, metavar="DIR", help="the folder of PolNeAR's train.tar.gz"
    )
    parser.add_argument(
        "--weak", type=Path, metavar="FILE", help="unlabelled sentences, or what training teach made of them"
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Fit a tagger, score it, and write the results file."""
    weak = read_weak(args.weak) if args.weak else []
    tagger = fit_polnear(args.train, [sentence.text for sentence in weak], taught_rows(weak))
    scores = score_polnear(tagger, args.corpus)
    data = {
        "name": "polnear test",
        "sha256": hashlib.sha256(args.corpus.read_bytes()).hexdigest(),
        "rows": scores.pop("rows"),
        "documents": scores.pop("articles"),
    }
    for role in ROLES:  # from percent to shares, as every other figure here
        percent = scores[role]
        low, high = (bound / 100 for bound in percent["f1_95"])
        scores[role] = {
            "f1": {"value": percent["f1"] / 100, "low": low, "high": high},
            "precision": percent["precision"] / 100,
            "recall": percent["recall"] / 100,
        }
    command = ["python", "-m", "benchmarks", "polnear", "--corpus", "FILE", "--train", "DIR"]
    command += ["--weak", "FILE"] if args.weak else []
    result = make_result("polnear", data, scores, arrays_fingerprint(tagger.state()[1]), command)
    print(write_result(result, args.results))
    return 0
