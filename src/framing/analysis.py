"""Rows and texts through a model, as streams of rows with their statements."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from framing.datatypes import Document, Span, Statement
from framing.rows import NamedText, Row, group_rows
from framing.sentences import split_sentences

Result = tuple[Row, Statement]
"""The columns that a row of the result brings along, and its statement."""

_Annotated = tuple[int, Row, list[Statement]]  # row number, row, its statements

_OWN_PREFIX = "input_"


@dataclass(frozen=True, slots=True)
class Abstention:
    """When a stance is undecided: ``min_probability`` and ``max_error``, as in `Model.annotate`."""

    min_probability: float | None = None
    max_error: float | None = None


DECIDE_ALL = Abstention()


class Annotator(Protocol):
    """What is asked of a model here."""

    def annotate_many(
        self,
        texts: Iterable[str],
        *,
        n_jobs: int = 1,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[Document]:
        """Yield one document a text, in order."""
        ...

    def annotate_sentences(
        self,
        documents: Iterable[Sequence[str]],
        *,
        n_jobs: int = 1,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[tuple[Statement, ...]]:
        """Yield, for each document, one statement a sentence; offsets are those inside the sentence."""
        ...


def annotate_texts(
    model: Annotator,
    texts: Iterable[NamedText],
    *,
    split: bool = True,
    abstention: Abstention = DECIDE_ALL,
    keep_text: bool = False,
    n_jobs: int = 1,
) -> Iterator[Result]:
    """Yield every statement of every text, with the text's name as the column ``document``.

    With ``split=False`` each text that is not blank is one statement. Offsets are in characters of the text,
    which with ``keep_text`` is the column ``text``.
    """
    waiting: deque[Row] = deque()

    def feed() -> Iterator[str]:
        for named in texts:
            waiting.append({"document": named.name} | ({"text": named.text} if keep_text else {}))
            yield named.text

    settings = {"n_jobs": n_jobs, **dataclasses.asdict(abstention)}
    annotated: Iterable[Iterable[Statement]]
    if split:
        annotated = model.annotate_many(feed(), **settings)
    else:
        documents = ([text] if text.strip() else [] for text in feed())
        annotated = model.annotate_sentences(documents, **settings)
    # The model may read ahead, so names wait in a queue; it gives one result a text, in order.
    for statements in annotated:
        own = waiting.popleft()
        for statement in statements:
            yield own, statement


def annotate_rows(
    model: Annotator,
    rows: Iterable[Row],
    *,
    text_column: str = "text",
    document_column: str | None = None,
    split: bool = True,
    abstention: Abstention = DECIDE_ALL,
    keep_text: bool = False,
    n_jobs: int = 1,
) -> Iterator[Result]:
    """Yield the statements of every row, in the order of the rows, with the row's own columns.

    With ``split`` a row gives one statement a sentence (a row without words gives one all the same;
    its full text is left out, unless ``keep_text``); else exactly one. Offsets are in characters of the
    row's text. Rows that share ``document_column`` are one document, adjacent or not; without that column
    each row is a document and rows are streamed.
    """
    documents = group_rows(rows, document_column)
    settings = {"n_jobs": n_jobs, **dataclasses.asdict(abstention)}
    done: Iterable[_Annotated] = annotate_documents(model, documents, text_column, split, settings)
    if document_column is not None:
        # Documents come whole; this restores the order where the rows of several alternate.
        done = sorted(done, key=lambda annotated: annotated[0])
    replaced = text_column if (split or text_column == "text") and not keep_text else None
    for _, row, statements in done:
        own = {name: value for name, value in row.items() if name != replaced}
        for statement in statements:
            yield own, statement


def annotate_documents(
    model: Annotator,
    documents: Iterable[list[tuple[int, Row]]],
    text_column: str,
    split: bool,
    settings: dict[str, Any],
) -> Iterator[_Annotated]:
    """Yield the rows of documents, numbered as they are, with their statements; documents are streamed.

    ``settings`` are those of `Model.annotate_sentences`.
    """
    waiting: deque[list[tuple[int, Row, list[Span]]]] = deque()

    def feed() -> Iterator[list[str]]:
        for document in documents:
            parts = [(number, row, _spans(row[text_column], split)) for number, row in document]
            waiting.append(parts)
            yield [span.text for _, _, spans in parts for span in spans]

    for statements in model.annotate_sentences(feed(), **settings):
        found = iter(statements)
        for number, row, spans in waiting.popleft():
            yield number, row, [next(found).shift(span.start) for span in spans]


def _spans(text: str, split: bool) -> list[Span]:
    whole = [Span(0, len(text), text)]
    return split_sentences(text) or whole if split else whole


def result_row(own: Row, statement: Statement) -> Row:
    """Return one row of the result: the row's own columns, then the statement's.

    An own column whose name the statement needs moves to ``input_<name>`` (with one more ``input_`` where
    that is taken), so nothing of the input is lost.
    """
    new = statement.to_dict()
    names = kept_names(own, new)
    return {names[name]: value for name, value in own.items()} | new


def kept_names(own: Collection[str], new: Collection[str]) -> dict[str, str]:
    """Return what each of the ``own`` columns is called beside the ``new`` ones, as `result_row` says."""
    names = {}
    for name in own:
        kept = name
        while kept in new or (kept != name and kept in own):
            kept = _OWN_PREFIX + kept
        names[name] = kept
    return names
