"""What the page of an article shows follows from its statements."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from framing import Document, Span, Speaker, Statement, split_sentences
from framing.report_article import Looks, article_values, voices_of
from framing.report_input import Article
from tests.fakes import statement


def article_of(text: str) -> Article:
    return Article.of(Document(text, tuple(statement(s.text).shift(s.start) for s in split_sentences(text))))


def shown(text: str) -> dict[str, object]:
    article = article_of(text)
    return article_values(article, Looks([article]))


def paragraphs(text: str) -> list[list[str]]:
    article = article_of(text)
    values = article_values(article, Looks([article]))
    return [["".join(piece for piece, _ in each["pieces"]) for each in part] for part in values["paragraphs"]]


def test_blank_lines_part_paragraphs_and_wrapped_lines_do_not() -> None:
    assert paragraphs("It rained\nall day. It\nstopped.\n \nThey left.") == [
        ["It rained\nall day.", "It\nstopped."],
        ["They left."],
    ]
    assert paragraphs("It rained.\nThey left.") == [["It rained."], ["They left."]]


def test_a_first_line_without_a_full_stop_is_the_headline() -> None:
    assert shown("Rain to go on\n\nIt rained.")["headline"] is not None
    for text in ("It rained.\n\nThey left.", "Rain to go on", "“It rained.”\n\nThey left.", ""):
        assert shown(text)["headline"] is None, text


def test_words_are_those_attributed_and_joint_speakers_count_for_each_bloc() -> None:
    text = "Li and Sue said it was all over now."
    said = replace(
        statement(text),
        blocs=("west", "east"),
        bloc_probabilities={"west": 0.9, "east": 0.8, "south": 0.1},
        speaker=Speaker("Li and Sue", 0, 10, Span(11, 15, "said"), Span(16, 35, text[16:35])),
    )
    author = statement("It rained.")
    unplaced = replace(statement("Someone spoke."), speaker=Speaker("Someone", 0, 7))
    article = Article("a", "", (said, author, unplaced))
    voices = voices_of(article.statements, Looks([article]))
    assert [(voice["name"], voice["statements"], voice["words"]) for voice in voices] == [
        ("east", 1, 5),
        ("the West", 1, 5),
        ("author’s own voice", 1, 2),
        ("other speakers", 1, 2),
    ]
    assert [(c["look"].label, c["count"]) for c in voices[2]["counts"]] == [
        ("against", 0),
        ("for", 0),
        ("neutral", 1),
    ]


def test_the_strongest_statements_of_each_side_are_listed() -> None:
    text = "They blame us. They praise us. Others blame us. Some blame us. All blame us. It rained."
    strongest = shown(text)["strongest"]
    assert isinstance(strongest, list)
    assert [side["look"].label for side in strongest] == ["against", "for"]
    assert [[each["row"] for each in side["statements"]] for side in strongest] == [[0, 2, 3], [1]]


def test_speakers_and_cues_are_pieces_of_the_sentence() -> None:
    text = "Li said no."
    main = Speaker("Li", 0, 2, Span(3, 7, "said"))
    other = Speaker("no", 8, 10)
    overlapping = Speaker("Li said", 0, 7)
    told = replace(statement(text), speaker=main, speakers=(main, other, overlapping))
    article = Article("a", text, (told,))
    (each,) = article_values(article, Looks([article]))["paragraphs"][0]
    assert each["pieces"] == [
        ("Li", "main"),
        (" ", ""),
        ("said", "cue"),
        (" ", ""),
        ("no", "speaker"),
        (".", ""),
    ]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_pieces_are_the_whole_sentence_whatever_the_spans(spans: list[tuple[int, int]]) -> None:
    text = "0123456789"
    speakers = tuple(Speaker(text[a:b], a, b, Span(b, min(b + 2, 9), "")) for a, b in spans if a < b)
    each = Statement(
        text, 0, 10, statement(text).stance, speaker=next(iter(speakers), None), speakers=speakers
    )
    article = Article("a", text, (each,))
    (found,) = article_values(article, Looks([article]))["paragraphs"][0]
    assert "".join(piece for piece, _ in found["pieces"]) == text
