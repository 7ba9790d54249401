"""The arguments of a benchmark that reads one labelled corpus, and the command that its results name."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from benchmarks.corpus import AUTHORED, AUTHORED_NAME, Corpus, read_corpus


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Add ``--corpus`` and ``--name``."""
    parser.add_argument(
        "--corpus", type=Path, metavar="FILE", help="labelled sentences (default: the authored articles)"
    )
    parser.add_argument("--name", help="what results call the corpus (default: the file's stem)")


def asked_corpus(args: argparse.Namespace) -> Corpus:
    """Return the corpus that was asked for; raises InputError as `read_corpus` does."""
    if args.corpus:
        return read_corpus(args.corpus, args.name)
    return read_corpus(AUTHORED, AUTHORED_NAME)


def command_of(args: argparse.Namespace, name: str) -> list[str]:
    """Return the command for the results of the corpus ``name``.

    The path stays out: it says where somebody keeps their data, and nothing about the figures.
    """
    command = ["python", "-m", "benchmarks", args.benchmark]
    if getattr(args, "corpus", None):
        command += ["--corpus", "FILE", "--name", shlex.quote(name)]
    return command
