"""The commands of the command line and their arguments."""

from __future__ import annotations

import argparse
import contextlib
from typing import NoReturn

from framing.errors import InputError
from framing.writers import WRITERS

FORMATS = ("table", *WRITERS, "html")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; bad usage is an InputError."""
    parser = _Parser(
        prog="framing", description="Who is given the word, and whose framing a statement carries."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_analyze(commands.add_parser("analyze", help="annotate texts or rows, sentence by sentence"))
    compare = commands.add_parser("compare", help="two articles or folders side by side, as an HTML page")
    for name in ("one", "other"):
        compare.add_argument(name, metavar=name.upper(), help="an input as of analyze")
    _add_reading(compare)
    explain = commands.add_parser("explain", help="show which features decide a sentence's labels")
    explain.add_argument("sentence")
    explain.add_argument("--top", type=_count, default=10, metavar="N", help="features a label (default: 10)")
    info = commands.add_parser("info", help="describe a model, as JSON")
    for command in (explain, info):
        _add_model(command)
    return parser


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", metavar="DIR", help="a model folder, or owner/name on the Hub (default: the bundled model)"
    )


def _add_analyze(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "input",
        metavar="INPUT",
        nargs="+",
        help=".txt, a folder of them, - for standard input, .jsonl, .csv or .parquet; several, or a folder, "
        "of .parquet where --output is a folder",
    )
    add("--format", choices=FORMATS, help="default: by the extension of --output, else table")
    _add_reading(command)
    add("--part-rows", type=_count, metavar="N", help="rows in each part of a folder (default: 20000)")
    add(
        "--scheduler", metavar="ADDRESS", help="Dask cluster that fills a folder, such as tcp://10.0.0.1:8786"
    )


def _add_reading(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--output", "-o", metavar="FILE", help="write there, whole or not at all (default: standard output)")
    _add_model(command)
    add("--text-column", default="text", metavar="NAME", help="column of the rows' text (default: text)")
    add(
        "--document-column",
        metavar="NAME",
        help="rows that share its value are one document (default: doc, where the first row has it)",
    )
    add(
        "--publisher-column",
        metavar="NAME",
        help="for HTML (default: publisher or source, where there is one)",
    )
    add("--date-column", metavar="NAME", help="for HTML (default: date, where there is one)")
    add(
        "--split",
        choices=("sentences", "none"),
        default="sentences",
        help="a row out for each sentence, or one for each row in (default: sentences)",
    )
    add("--actors", metavar="FILE", help="more names of actors and their blocs, as CSV")
    add(
        "--min-probability",
        type=_probability,
        metavar="P",
        help="stances less probable than this, from 0 to 1, are undecided (default: none)",
    )
    add(
        "--max-error",
        type=_probability,
        metavar="SHARE",
        help="so many stances are undecided that at most this share of all is wrong (default: none)",
    )
    add("--jobs", type=_count, default=1, metavar="N", help="processes that share the work (default: 1)")


def _probability(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= (value := float(text)) <= 1:
            return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")


def _count(text: str) -> int:
    with contextlib.suppress(ValueError):
        if (value := int(text)) >= 1:
            return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
