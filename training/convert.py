"""Writes a public corpus as rows of the corpus schema: ``python -m training convert FORMAT PATH``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from framing.writers import atomic_output, write_jsonl
from training.readers import READERS


def add_parser(commands: Any) -> None:
    """Add the command ``convert``."""
    parser = commands.add_parser("convert", help="write a public corpus in the schema that fit reads")
    parser.add_argument("format", choices=sorted(READERS), help="how the corpus is published")
    parser.add_argument("path", type=Path, metavar="PATH", help="its file; for brat, its folder or archive")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .jsonl file to write")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    rows = list(tqdm(READERS[args.format](args.path), unit="row", disable=not sys.stderr.isatty()))
    with atomic_output(args.output) as file:
        write_jsonl(rows, file)
    print(f"{args.output}: {len(rows)} rows")
