"""The command ``fit``: train a model on annotated rows, and write its folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from training.checkpoint import SUFFIX
from training.options import COLUMNS, add_corpus, columns_of
from training.plan import Plan
from training.run import Options, run

INTERRUPTED = 130
_SHOWN = ("split", *(f"{name}_column" for name in COLUMNS), "stances", "blocs", "folds", "seed")


def add_parser(commands: Any) -> None:
    """Add the command ``fit``."""
    parser = commands.add_parser("fit", help="fit speakers, blocs and stance, and write a model folder")
    parser.set_defaults(run=_run)
    add_corpus(parser)
    add = parser.add_argument
    add("--output", required=True, metavar="DIR", help="the model folder to write")
    add("--seed", type=int, default=0, metavar="N", help="of everything that is random (default: 0)")
    add(
        "--jobs", type=int, default=1, metavar="N", help="parts that are fitted at the same time (default: 1)"
    )
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="a Dask scheduler, whose workers fit the parts instead of --jobs",
    )
    add("--search", action="store_true", help="try a small grid of settings (training/search.py) first")
    add("--skip-bad", action="store_true", help="leave out rows that cannot be used; the card counts them")
    add("--polnear", type=Path, metavar="DIR", help="the folder with PolNeAR's train.tar.gz: cues, contents")
    add(
        "--weak",
        type=Path,
        metavar="FILE",
        help=".jsonl.gz with text and side: sentences by publisher's side",
    )
    add(
        "--notes",
        type=Path,
        metavar="FILE",
        help="Markdown for the model card: where the data come from, who annotated them, licences",
    )
    add("--held-out", type=Path, metavar="FILE", help="write what cross-validation said of each row")


def _run(args: argparse.Namespace) -> int:
    options = Options(
        sources=args.corpus,
        output=args.output,
        columns=columns_of(args),
        split=args.split,
        plan=Plan(args.folds, args.seed, args.jobs),
        searching=args.search,
        skip_bad=args.skip_bad,
        polnear=args.polnear,
        weak=args.weak,
        notes=args.notes,
        held_out=args.held_out,
        scheduler=args.scheduler,
        command=public_command(args),
    )
    try:
        model = run(options, _say)
    except KeyboardInterrupt:
        kept = args.output.rstrip("/") + SUFFIX
        _say(f"training: interrupted; finished steps are in {kept}: the same command goes on from there")
        return INTERRUPTED
    for name, score in model.config["cross_validated"].items():
        print(f"{name:34} {score['value']:.3f} [{score['low']:.3f}, {score['high']:.3f}]")
    return 0


def public_command(args: argparse.Namespace) -> str:
    """Return the command for the card: paths stay out, since they say where somebody keeps their data."""
    words = ["python -m training fit CORPUS --output DIR"]
    for name, place in (("polnear", "DIR"), ("weak", "FILE")):
        if getattr(args, name):
            words.append(f"--{name} {place}")
    usual = {"folds": 5, "seed": 0}
    for name in _SHOWN:
        value = getattr(args, name)
        if value not in {None, (), usual.get(name)}:
            shown = ",".join(value) if isinstance(value, tuple) else value
            words.append(f"--{name.replace('_', '-')} {shown}")
    words += [f"--{name.replace('_', '-')}" for name in ("search", "skip_bad") if getattr(args, name)]
    return " ".join(words)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
