"""From the results of a run to the articles of a report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from framing.analysis import Result
from framing.datatypes import Document, Speaker, Statement
from framing.errors import InputError
from framing.rows import DOCUMENT_COLUMN, Row, group_rows

PUBLISHER_COLUMNS = ("publisher", "source")
DATE_COLUMN = "date"

# Controls, lone surrogates and bidirectional overrides: a page must not hide or reorder what was written.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Article:
    """A document of a report: offsets of its ``statements`` are into ``text``; ``date`` is an ISO date.

    ``date`` may be a year or a month; ``publisher`` and ``date`` are empty where they are not known.
    """

    name: str
    text: str
    statements: tuple[Statement, ...]
    publisher: str = ""
    date: str = ""

    @classmethod
    def of(cls, document: Document, name: str = "", publisher: str = "", date: str = "") -> Article:
        """Return a document with U+FFFD for each character that would not show as itself."""
        text = shown(document.text)
        statements = tuple(_shown_statement(statement, text) for statement in document)
        return cls(shown(name), text, statements, shown(publisher), date)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the rows hold what; None: no such column."""

    text: str = "text"
    document: str | None = None
    publisher: str | None = None
    date: str | None = None

    def found(self, first: Mapping[str, Any], source: str) -> Columns:
        """Return the columns with the usual ones for those not named; ``first`` is a row of ``source``.

        Raises InputError for a named column that the row does not have.
        """
        for option, column in (("publisher", self.publisher), ("date", self.date)):
            if column is not None and column not in first:
                raise InputError(
                    f"{source}: row 1: no column {column!r}; choose another with --{option}-column"
                )
        usual = next((name for name in PUBLISHER_COLUMNS if name in first), None)
        return replace(
            self,
            document=self.document or (DOCUMENT_COLUMN if DOCUMENT_COLUMN in first else None),
            publisher=self.publisher or usual,
            date=self.date or (DATE_COLUMN if DATE_COLUMN in first else None),
        )


def shown(text: str) -> str:
    """Return ``text``, as long as before, with U+FFFD for what would not show or would reorder a page."""
    return _UNSHOWN.sub("\ufffd", text)


def read_articles(
    results: Iterable[Result], columns: Columns, source: str, *, split: bool = True
) -> list[Article]:
    """Return the articles of ``results``, whose rows hold their whole text, in the order of their first rows.

    Rows of one document follow each other as paragraphs, or without ``split`` as sentences. Raises InputError
    for a date that cannot be read.
    """
    rows: list[Row] = []
    statements: list[list[Statement]] = []
    # Statements of one row share the row itself, and equal rows are rows all the same.
    for _, group in groupby(results, key=lambda result: id(result[0])):
        found = list(group)
        rows.append(found[0][0])
        statements.append([statement for _, statement in found])
    if rows:
        columns = columns.found(rows[0], source)
    gap = "\n\n" if split else " "
    articles = []
    for document in group_rows(rows, columns.document):
        place = f"row {document[0][0] + 1}"
        first = document[0][1]
        name, publisher = (first.get(column or "") for column in (columns.document, columns.publisher))
        articles.append(
            Article.of(
                _joined([(row[columns.text], statements[number]) for number, row in document], gap),
                f"{Path(source).name}, {place}" if name in (None, "") else str(name),
                "" if publisher is None else str(publisher),
                _iso_date(first.get(columns.date or ""), f"{source}: {place}"),
            )
        )
    return articles


def _joined(parts: list[tuple[str, list[Statement]]], gap: str) -> Document:
    """Return one document of texts with their statements, without those of blank texts."""
    found: list[Statement] = []
    offset = 0
    for text, statements in parts:
        found += [statement.shift(offset) for statement in statements]
        offset += len(text) + len(gap)
    kept = [place for place, statement in enumerate(found) if statement.text.strip()]
    number_of: dict[int | None, int] = {place: number for number, place in enumerate(kept)}
    said = (replace(found[place], context=number_of.get(found[place].context)) for place in kept)
    return Document(gap.join(text for text, _ in parts), tuple(said))


def _iso_date(value: Any, place: str) -> str:
    """Return a year, a month or a day in ISO form, empty for no date."""
    if value is None or value == "" or value != value:  # noqa: PLR0124 (NaN, as pandas writes it to Parquet)
        return ""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()[:10]
    text = str(value).strip()
    if (match := _DATE.fullmatch(text)) and _exists(match):
        return "-".join(part for part in match.groups() if part)
    raise InputError(f"{place}: date {text!r} is not like 2024-05-31, 2024-05 or 2024; rewrite or empty it")


def _exists(match: re.Match[str]) -> bool:
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _shown_statement(statement: Statement, text: str) -> Statement:
    def speaker(found: Speaker) -> Speaker:
        cue = replace(found.cue, text=text[found.cue.start : found.cue.end]) if found.cue else None
        return replace(found, text=text[found.start : found.end], cue=cue)

    return replace(
        statement,
        text=text[statement.start : statement.end],
        speaker=speaker(statement.speaker) if statement.speaker else None,
        speakers=tuple(map(speaker, statement.speakers)),
    )
