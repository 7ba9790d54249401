"""The command line: results to standard output or a file, everything else to standard error."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, TypeVar

from framing.analysis import Abstention, Annotator, Result, annotate_rows, annotate_texts, result_row
from framing.arguments import make_parser
from framing.cli_archive import archive_of, goes_to_folder
from framing.datatypes import Explanation
from framing.errors import FramingError, InputError
from framing.model import Model, load
from framing.report import comparison_page, results_page
from framing.report_input import Article, Columns, read_articles
from framing.rows import DOCUMENT_COLUMN, Row, is_rows, read_rows, read_texts
from framing.table import format_table, printable
from framing.writers import WRITERS, atomic_output

_T = TypeVar("_T")

DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130
_FORMAT_OF_EXTENSION = {".txt": "table", ".html": "html", ".htm": "html"} | {
    f".{name}": name for name in WRITERS
}
_FILE_WIDTH = 120  # columns of a table that goes to a file or a pipe


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 2 on bad usage or input (one line on standard error)."""
    try:
        args = make_parser().parse_args(argv)
        _COMMANDS[args.command](args)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. Point stdout elsewhere, so that its flush at exit cannot fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (FramingError, OSError) as error:
        print(f"framing: {printable(str(error))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("framing: interrupted", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _analyze(args: argparse.Namespace) -> None:
    if goes_to_folder(args.input, args.output, args.format):
        _fill_folder(args)
        return
    if args.scheduler or args.part_rows:
        raise InputError("--scheduler and --part-rows are for a folder; name one with --output, such as out/")
    (source,) = args.input
    form = _format(args.format, args.output)
    model = load(args.model, actors=args.actors)
    if form == "html":
        articles = _articles(model, args, source)
        _put(results_page(articles, _title(source), model.explain_statements), args.output)
        return
    results = _results(model, args, source)
    titles = Path(source).is_dir()
    if args.output is None:
        _write(results, form, sys.stdout.buffer, titles=titles, to_screen=True)
        return
    with atomic_output(args.output) as file:
        _write(results, form, file, titles=titles, to_screen=False)


def _fill_folder(args: argparse.Namespace) -> None:
    archive = archive_of(args)
    done = archive.run(args.jobs, args.scheduler)
    if not sys.stderr.isatty():
        sum(done)
        return
    from tqdm import tqdm

    with tqdm(total=archive.rows, unit="row", leave=False) as bar:
        for rows in done:
            bar.update(rows)


def _format(asked: str | None, output: str | None) -> str:
    if output is None:
        if asked == "parquet":
            raise InputError("Parquet goes to a file; name one with --output")
        return asked or "table"
    extension = Path(output).suffix.lower()
    form = asked or _FORMAT_OF_EXTENSION.get(extension)
    if form is None:
        raise InputError(f"{output}: no format goes with this extension; choose one with --format")
    return form


def _compare(args: argparse.Namespace) -> None:
    for source in (args.one, args.other):
        is_rows(source)  # the second input is looked at before work on the first begins
    model = load(args.model, actors=args.actors)
    one, other = ((_title(source), _articles(model, args, source)) for source in (args.one, args.other))
    _put(comparison_page(one, other, model.explain_statements), args.output)


def _articles(model: Model, args: argparse.Namespace, source: str) -> list[Article]:
    columns = Columns("text", "document", args.publisher_column, args.date_column)
    if is_rows(source):
        columns = replace(columns, text=args.text_column, document=args.document_column)
    results = _results(model, args, source, keep_text=True)
    return read_articles(results, columns, source, split=args.split == "sentences")


def _title(source: str) -> str:
    return "standard input" if source == "-" else Path(source).resolve().name


def _put(page: str, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(page.encode("utf-8"))
        return
    with atomic_output(output) as file:
        file.write(page.encode("utf-8"))


def _results(
    model: Annotator, args: argparse.Namespace, source: str, *, keep_text: bool = False
) -> Iterator[Result]:
    split = args.split == "sentences"
    abstention = Abstention(args.min_probability, args.max_error)
    if not is_rows(source):
        texts = _progress(read_texts(source, sys.stdin.buffer), "text")
        return annotate_texts(
            model, texts, split=split, abstention=abstention, keep_text=keep_text, n_jobs=args.jobs
        )
    rows = _progress(read_rows(source, args.text_column), "row")
    rows, column = _document_column(rows, args.document_column, source)
    return annotate_rows(
        model,
        rows,
        text_column=args.text_column,
        document_column=column,
        split=split,
        abstention=abstention,
        keep_text=keep_text,
        n_jobs=args.jobs,
    )


def _document_column(rows: Iterator[Row], asked: str | None, source: str) -> tuple[Iterator[Row], str | None]:
    """Return all the rows again, and the column that names their documents, if there is one."""
    first = next(rows, None)
    if first is None:
        return iter(()), None
    if asked is not None and asked not in first:
        raise InputError(f"{source}: row 1: no column {asked!r}; choose another with --document-column")
    column = asked or (DOCUMENT_COLUMN if DOCUMENT_COLUMN in first else None)
    return chain([first], rows), column


def _progress(items: Iterable[_T], unit: str) -> Iterator[_T]:
    if not sys.stderr.isatty():
        return iter(items)
    from tqdm import tqdm

    return iter(tqdm(items, unit=unit, leave=False))


def _write(results: Iterator[Result], form: str, file: BinaryIO, *, titles: bool, to_screen: bool) -> None:
    if form != "table":
        WRITERS[form]((result_row(own, statement) for own, statement in results), file)
        return
    terminal = to_screen and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else _FILE_WIDTH
    color = terminal and not os.environ.get("NO_COLOR")
    encoding = sys.stdout.encoding if to_screen else "utf-8"
    tables = _tables(results, titles, width, color)
    file.writelines(f"{table}\n".encode(encoding, "replace") for table in tables)


def _tables(results: Iterator[Result], titles: bool, width: int, color: bool) -> Iterator[str]:
    """Yield a table for each text, led by its name, or without ``titles`` one table of everything."""
    if not titles:
        yield format_table((statement for _, statement in results), width, color)
        return
    for number, (name, group) in enumerate(groupby(results, key=lambda result: result[0]["document"])):
        gap = "\n" if number else ""
        yield f"{gap}{printable(name)}\n" + format_table((s for _, s in group), width, color)


def _explain(args: argparse.Namespace) -> None:
    explanations = load(args.model).explain(args.sentence)
    _say("\n\n".join(_explained(explanation, args.top) for explanation in explanations))


def _explained(explanation: Explanation, top: int) -> str:
    """Return what adds up to a score: the strongest features, the sum of the others, the intercept."""
    shown, others = explanation.contributions[:top], explanation.contributions[top:]
    rows = [(c.amount, f"{c.view}: {c.feature}") for c in shown]
    if others:
        rows.append((sum(c.amount for c in others), f"({len(others)} other features)"))
    rows.append((explanation.intercept, "(intercept)"))
    title = f"{explanation.target} {explanation.label}: score {explanation.score:+.3f}"
    return "\n".join([printable(title), *(f"  {amount:+8.3f}  {printable(name)}" for amount, name in rows)])


def _info(args: argparse.Namespace) -> None:
    _say(json.dumps(load(args.model).info(), indent=2, default=str))


def _say(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode(sys.stdout.encoding, "replace"))


_COMMANDS = {"analyze": _analyze, "compare": _compare, "explain": _explain, "info": _info}
