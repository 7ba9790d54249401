"""Articles of a report: whole texts, dates and publishers from rows, nothing that a page would hide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import Document, InputError
from framing.analysis import annotate_rows, annotate_texts
from framing.report_input import Article, Columns, read_articles
from framing.rows import NamedText
from tests.fakes import FakeModel, statement


def articles_of(rows: list[dict[str, Any]], columns: Columns | None = None, **settings: Any) -> list[Article]:
    columns = columns or Columns()
    results = annotate_rows(FakeModel(), rows, document_column="doc", keep_text=True, **settings)
    return read_articles(results, columns, "rows.jsonl", **settings)


def test_texts_keep_their_names_and_offsets() -> None:
    texts = [
        NamedText("a.txt", "Li said no.\n\nIt rained."),
        NamedText("b.txt", ""),
        NamedText("c.txt", "They praise us."),
    ]
    results = annotate_texts(FakeModel(), texts, keep_text=True)
    found = read_articles(results, Columns(document="document"), "folder")
    assert [article.name for article in found] == ["a.txt", "c.txt"]
    for article in found:
        assert all(article.text[s.start : s.end] == s.text for s in article.statements)


@pytest.mark.parametrize("split", [True, False])
def test_rows_of_a_document_become_one_text(split: bool) -> None:
    rows = [
        {"doc": "x", "text": "Li said no. It rained.", "publisher": "Post", "date": "2024-05-31"},
        {"doc": "y", "text": "They blame us."},
        {"doc": "x", "text": ""},
        {"doc": "x", "text": "They praise us."},
    ]
    one, other = articles_of(rows, split=split)
    assert (one.name, one.publisher, one.date) == ("x", "Post", "2024-05-31")
    assert (other.name, other.publisher, other.date) == ("y", "", "")
    assert len(one.statements) == (3 if split else 2)
    assert all(one.text[s.start : s.end] == s.text for s in one.statements)
    assert ("\n\n" in one.text) is split


def test_rows_without_a_document_column_are_documents_by_number() -> None:
    results = annotate_rows(FakeModel(), [{"text": "A."}, {"text": "A."}], keep_text=True)
    found = read_articles(results, Columns(), "rows.csv")
    assert [article.name for article in found] == ["rows.csv, row 1", "rows.csv, row 2"]


def test_a_sentence_that_told_a_bloc_is_still_the_same_after_blank_rows() -> None:
    own = {"text": "A.", "doc": 1}
    blank = {"text": " ", "doc": 1}
    results = [
        (blank, statement(" ")),
        (own, statement("A.")),
        ({"text": "B.", "doc": 1}, statement("B.", context=1)),
    ]
    (article,) = read_articles(results, Columns(), "rows.csv")
    assert [s.context for s in article.statements] == [None, 0]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-05-31T10:00:00Z", "2024-05-31"),
        (dt.datetime(2024, 5, 31, tzinfo=dt.timezone.utc), "2024-05-31"),
        ("2024-05", "2024-05"),
        (2024, "2024"),
        (None, ""),
        ("", ""),
        (float("nan"), ""),
    ],
)
def test_dates_are_read_as_far_as_they_go(value: object, date: str) -> None:
    assert articles_of([{"doc": "x", "text": "A.", "date": value}])[0].date == date


@pytest.mark.parametrize("value", ["31.5.2024", "2024-02-30", "2024-13", "yesterday", 3])
def test_a_date_that_cannot_be_read_is_refused(value: object) -> None:
    with pytest.raises(InputError, match=r"rows.jsonl: row 1: date .* is not like 2024-05-31"):
        articles_of([{"doc": "x", "text": "A.", "date": value}])


def test_columns_are_those_asked_for_else_the_usual_ones() -> None:
    first = {"text": "A.", "source": "S", "publisher": "P", "day": "2024", "doc": 1}
    assert Columns().found(first, "f") == Columns("text", "doc", "publisher", None)
    assert Columns(publisher="source", date="day").found(first, "f") == Columns(
        "text", "doc", "source", "day"
    )
    for option, columns in (("publisher", Columns(publisher="no")), ("date", Columns(date="no"))):
        with pytest.raises(
            InputError, match=f"f: row 1: no column 'no'; choose another with --{option}-column"
        ):
            columns.found(first, "f")


@given(st.text(st.characters(), max_size=40))
def test_nothing_hides_or_turns_round_and_all_encodes(text: str) -> None:
    article = Article.of(Document(text, (statement(text),)), name=text, publisher=text)
    for shown in (article.name, article.text, article.publisher, article.statements[0].text):
        assert len(shown) == len(text)
        shown.encode("utf-8")
        assert not set("\u202e\u2066\x00\x1b\x85") & set(shown)
