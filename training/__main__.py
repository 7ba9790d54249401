"""Train a model on annotated sentences, and get such sentences: ``python -m training COMMAND``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tqdm import tqdm

from framing.errors import FramingError, MissingExtraError
from framing.writers import atomic_output, write_jsonl
from training import annotations, convert, doubts, rebuild, suggest, teach
from training.card import write_card
from training.corpus import fingerprint, read_corpus
from training.recipe import Sources, fit_model, held_out_rows, held_out_scores, provenance
from training.weak import read_weak


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 when done, 2 on bad usage or input (one line on standard error)."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    fit = commands.add_parser("fit", help="fit speakers, blocs and stance, and write a model folder")
    fit.add_argument(
        "corpus", nargs="+", metavar="CORPUS", help=".jsonl with text, stance, blocs, speaker, doc, context"
    )
    fit.add_argument("--output", required=True, metavar="DIR", help="the model folder to write")
    fit.add_argument(
        "--folds", type=int, default=5, metavar="N", help="parts of the cross-validation (default: 5)"
    )
    fit.add_argument(
        "--polnear", type=Path, metavar="DIR", help="the folder with PolNeAR's train.tar.gz: cues, contents"
    )
    fit.add_argument(
        "--weak",
        type=Path,
        metavar="FILE",
        help=".jsonl.gz with text and side: sentences by publisher's side",
    )
    fit.add_argument(
        "--notes",
        type=Path,
        metavar="FILE",
        help="Markdown for the model card: where the data come from, who annotated them, licences",
    )
    fit.add_argument(
        "--held-out",
        type=Path,
        metavar="FILE",
        help="write what cross-validation said of each row",
    )
    fit.set_defaults(run=_fit)
    for module in (annotations, convert, rebuild, suggest, doubts, teach):
        module.add_parser(commands)
    args = parser.parse_args(argv)
    try:
        args.run(args)
    except (FramingError, OSError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _fit(args: argparse.Namespace) -> None:
    if find_spec("sklearn") is None:
        raise MissingExtraError("training needs scikit-learn; run: pip install 'framing-stance[train]'")
    rows = read_corpus(args.corpus)
    notes = args.notes.read_text(encoding="utf-8") if args.notes else ""
    steps = args.folds + 3
    with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty()) as bar:

        def report(step: str) -> None:
            bar.set_description(step)
            bar.update()

        weak = read_weak(args.weak) if args.weak else []
        fitted = fit_model(rows, Sources(args.polnear, weak), folds=args.folds, report=report)
    scores = held_out_scores(rows, fitted)
    command = "python -m training fit CORPUS --output DIR" + (" --polnear DIR" if args.polnear else "")
    model = fitted.model
    model.config = provenance(
        rows, fingerprint(args.corpus), scores, command + (" --weak FILE" if args.weak else "")
    )
    model.card = write_card(model, notes)
    model.save(args.output)
    if args.held_out:
        with atomic_output(args.held_out) as file:
            write_jsonl(held_out_rows(rows, fitted), file)
    for name, score in scores.items():
        print(f"{name:34} {score:.3f}")


if __name__ == "__main__":
    sys.exit(main())
