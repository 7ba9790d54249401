"""Rows in become rows out: in order, with their own columns, grouped into documents."""

from __future__ import annotations

from typing import Any

from framing.analysis import annotate_rows, annotate_texts, result_row
from framing.rows import NamedText
from tests.fakes import FakeModel, statement


def analysed(model: FakeModel, rows: list[dict[str, Any]], **settings: Any) -> list[dict[str, Any]]:
    return [result_row(own, found) for own, found in annotate_rows(model, iter(rows), **settings)]


def test_rows_that_are_sentences_stay_one_for_one() -> None:
    texts = ["One. Two.", "", "Li said no.", "  x "]
    rows: list[dict[str, Any]] = [{"id": n, "text": text} for n, text in enumerate(texts)]
    out = analysed(FakeModel(), rows, split=False)
    assert [(row["id"], row["text"]) for row in out] == [(row["id"], row["text"]) for row in rows]
    assert [(row["start"], row["end"]) for row in out] == [(0, len(row["text"])) for row in rows]
    assert [row["speaker"] and row["speaker"]["text"] for row in out] == [None, None, "Li", None]


def test_rows_split_into_sentences_with_offsets_into_the_row() -> None:
    text = " One is. Li said two."
    out = analysed(FakeModel(), [{"id": 7, "text": text}, {"id": 8, "text": " "}])
    assert [row["id"] for row in out] == [7, 7, 8]
    assert [text[row["start"] : row["end"]] for row in out[:2]] == ["One is.", "Li said two."]
    speaker = out[1]["speaker"]
    assert text[speaker["start"] : speaker["end"]] == "Li" == speaker["text"]


def test_documents_are_whole_for_the_model_and_in_order_for_the_user() -> None:
    rows = [{"doc": doc, "text": text} for doc, text in zip("xyx", "abc", strict=True)]
    model = FakeModel()
    out = analysed(model, rows, split=False, document_column="doc")
    assert model.documents == [["a", "c"], ["b"]]
    assert [(row["doc"], row["text"]) for row in out] == [("x", "a"), ("y", "b"), ("x", "c")]


def test_without_a_document_column_rows_are_isolated() -> None:
    model = FakeModel()
    analysed(model, [{"text": "a"}, {"text": "b"}], split=False)
    assert model.documents == [["a"], ["b"]]


def test_own_columns_make_way_and_are_kept() -> None:
    own = {"id": 1, "stance": "gold", "input_stance": "older", "blocs": []}
    row = result_row(own, statement("x"))
    assert row["stance"]["label"] == "neutral"
    assert {name: value for name, value in row.items() if name not in statement("x").to_dict()} == {
        "id": 1,
        "input_input_stance": "gold",
        "input_stance": "older",
        "input_blocs": [],
    }


def test_another_text_column_is_kept_where_rows_are_not_split() -> None:
    row = {"body": "One. Two.", "text": "a title"}
    (out,) = analysed(FakeModel(), [row], split=False, text_column="body")
    assert (out["body"], out["text"], out["input_text"]) == ("One. Two.", "One. Two.", "a title")
    split = analysed(FakeModel(), [row], text_column="body")
    assert [(found["text"], "body" in found, found["input_text"]) for found in split] == [
        ("One.", False, "a title"),
        ("Two.", False, "a title"),
    ]


def test_texts_bring_their_names() -> None:
    texts = [NamedText("a.txt", "One. Two."), NamedText("b.txt", " "), NamedText("c.txt", "Three.")]
    for split, expected in [
        (True, [("a.txt", "One."), ("a.txt", "Two."), ("c.txt", "Three.")]),
        (False, [("a.txt", "One. Two."), ("c.txt", "Three.")]),
    ]:
        out = annotate_texts(FakeModel(), texts, split=split)
        assert [(own["document"], found.text) for own, found in out] == expected
