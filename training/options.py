"""Options that commands on corpora share."""

from __future__ import annotations

import argparse

from training.schema import Columns

COLUMNS = {
    "text": "column of the sentences (default: text)",
    "stance": "column of the stances (default: stance, where there is one)",
    "blocs": "column of the blocs, a list or one string with | between (default: blocs, where there is one)",
    "speaker": "column of the speaker's words (default: speaker, where there is one)",
    "document": "rows that share its value are one document, in order (default: doc, where there is one)",
    "group": "rows that share its value, such as a publisher, are never parted by cross-validation",
    "source": "column of where a row comes from (default: source, where there is one)",
}


def add_corpus(command: argparse.ArgumentParser) -> None:
    """Add the corpus, and what says how to read it and to part it."""
    add = command.add_argument
    add(
        "corpus",
        nargs="+",
        metavar="CORPUS",
        help=".jsonl, .csv, .parquet, a folder of the datasets library, or hub:owner/name",
    )
    add("--split", metavar="NAME", help="the split of a datasets folder or of the Hub's")
    for name, text in COLUMNS.items():
        add(f"--{name}-column", metavar="NAME", help=text)
    for name in ("stances", "blocs"):
        add(f"--{name}", type=_labels, default=(), metavar="A,B", help=f"the legal {name} (default: all)")
    add("--folds", type=_parts, default=5, metavar="N", help="parts of the cross-validation (default: 5)")


def columns_of(args: argparse.Namespace) -> Columns:
    """Return the columns that were asked for."""
    named = {name: getattr(args, f"{name}_column") for name in COLUMNS}
    return Columns(**named, stances=args.stances, blocs_known=args.blocs)


def _labels(text: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in text.split(",") if label.strip())


def _parts(text: str) -> int:
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 2 up")
    return int(text)
