"""Gives labels of `training.annotations` their sentences back, out of whatever texts somebody has."""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import sentencex
from tqdm import tqdm

from framing.errors import InputError
from framing.rows import Row, placed_rows
from framing.sentences import split_sentences
from framing.writers import atomic_output, write_jsonl
from training.annotations import ANNOTATIONS, Annotation, cleaned, read_annotations, text_hash
from training.files import list_files, read_members

LONGEST = 4_096
"""Characters; no annotated sentence is nearly as long, so longer pieces need not be hashed."""
# Bounds, and no start within a run: the time for a text of nothing but brackets or underscores stays linear.
_LINK = re.compile(r"\[([^\]]{0,500})\]\([^)\s]{0,500}\)")
_MARKS = re.compile(r"^[ \t]*(?:#+|[-*+>]|\d+[.)])[ \t]+|\*{1,3}|\b_+|(?<!_)_+\b|\\(?=[^\w\s])", re.MULTILINE)


def add_parser(commands: Any) -> None:
    """Add the command ``rebuild``."""
    parser = commands.add_parser("rebuild", help="put the sentences of your texts back to published labels")
    parser.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="files or folders of the sources: text, Markdown, JSON, .jsonl, .csv, .tsv, .parquet, archives",
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="the .jsonl corpus to write"
    )
    parser.add_argument(
        "--annotations",
        type=Path,
        default=ANNOTATIONS,
        metavar="FILE",
        help="the labels (default: those of the bundled model's corpus)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    wanted = read_annotations(args.annotations)
    files = list(chain.from_iterable(list_files(path) for path in args.paths))
    with atomic_output(args.output) as output:
        with tqdm(files, unit="file", disable=not sys.stderr.isatty()) as bar:
            texts = find_texts({one.sha256 for one in wanted}, bar)
        if not texts:
            raise InputError(
                f"{', '.join(map(str, args.paths))}: none of the {len(wanted)} annotated sentences is there;"
                " training/corpora/README.md says where each source is published"
            )
        write_jsonl(rebuilt(wanted, texts), output)
    print(summary(wanted, texts))


def find_texts(wanted: set[str], files: Iterable[Path]) -> dict[str, str]:
    """Return, by hash, the cleaned text of each of the ``wanted`` sentences that is found in ``files``."""
    found: dict[str, str] = {}
    for path in files:
        for text in _strings(path):
            for piece in _pieces(text):
                digest = text_hash(piece)
                if digest in wanted:
                    found.setdefault(digest, cleaned(piece))
    return found


def rebuilt(wanted: Iterable[Annotation], texts: dict[str, str]) -> Iterator[Row]:
    """Yield the rows of the corpus whose texts were found, in the schema of `training.corpus.read_corpus`."""
    for one in wanted:
        text = texts.get(one.sha256)
        if text is not None:
            yield {
                "id": one.id,
                "doc": one.doc,
                "text": text,
                "stance": one.stance,
                "blocs": list(one.blocs),
                "speaker": text[one.start : one.end] if one.start is not None else None,
                "context": one.context,
                "source": one.source,
                "publisher": one.publisher,
            }


def summary(wanted: Sequence[Annotation], texts: dict[str, str]) -> str:
    """Return a table of how many sentences of each source were found, those that lack most first."""
    total = Counter(one.source for one in wanted)
    found = Counter(one.source for one in wanted if one.sha256 in texts)
    ordered = sorted(total, key=lambda source: (found[source] - total[source], source))
    rows = [(source, found[source], total[source]) for source in ordered]
    rows.append(("all", found.total(), total.total()))
    lines = [
        f"{name:24} {part:7} {whole:7} {whole - part:8} {part / whole:6.1%}" for name, part, whole in rows
    ]
    return "\n".join([f"{'source':24} {'found':>7} {'of':>7} {'missing':>8} {'share':>6}", *lines])


def _strings(path: Path) -> Iterator[str]:
    """Yield every string in a file: cells of a table, values of JSON, or the text as it is."""
    if path.suffix.lower() == ".parquet":
        for _, row in placed_rows(str(path)):
            yield from _values(row)
        return
    for name, content in read_members(path):
        text = content.decode("utf-8-sig", errors="replace")
        extension = PurePosixPath(name).suffix.lower()
        yield from _READERS.get(extension, _plain)(text)


def _plain(text: str) -> Iterator[str]:
    yield text


def _markdown(text: str) -> Iterator[str]:
    yield _MARKS.sub("", _LINK.sub(r"\1", text))
    yield text


def _json(text: str) -> Iterator[str]:
    try:
        yield from _values(json.loads(text))
    except ValueError:
        yield from _json_lines(text)


def _json_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        with contextlib.suppress(ValueError):  # what is no JSON has no strings
            yield from _values(json.loads(line))


def _table(delimiter: str) -> Callable[[str], Iterator[str]]:
    def cells(text: str) -> Iterator[str]:
        limit = csv.field_size_limit(max(len(text), 1))  # a cell may be long, but not longer
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                yield from row
        finally:
            csv.field_size_limit(limit)

    return cells


def _values(value: Any) -> Iterator[str]:
    """Yield the strings in a JSON value, at any depth."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


_READERS = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _table(","),
    ".tsv": _table("\t"),
}


def _pieces(text: str) -> Iterator[str]:
    """Yield what of a text may be an annotated sentence: itself, its lines, and the sentences of both.

    Sentences are those of this library, and those of sentencex alone, which split the sources.
    """
    for part in dict.fromkeys((text, *text.splitlines())):
        sentences = (span.text for span in split_sentences(part))
        for piece in dict.fromkeys((part, *sentences, *sentencex.segment("en", part))):
            if len(piece) <= LONGEST:
                yield piece
