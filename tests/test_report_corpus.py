"""What the page of many articles shows follows from their statements, publishers and dates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framing.report_article import Looks, Values
from framing.report_corpus import EVERYONE, NO_PUBLISHER, corpus_values, groups_of, periods_of
from framing.report_input import Article
from tests.fakes import statement


def article(publisher: str, *sentences: str, date: str = "") -> Article:
    return Article("a", " ".join(sentences), tuple(map(statement, sentences)), publisher, date)


ARTICLES = [
    article("Post", "They blame us.", "Li said no.", date="2022-01-05"),
    article("Post", "They blame us.", "They praise us.", date="2023-01-05"),
    article("Wire", "They praise us.", "Ann said yes.", "Ann said yes.", date="2023-02-05"),
]


def shown(articles: list[Article]) -> Values:
    return corpus_values(articles, groups_of(articles), Looks(articles))


def test_shares_are_by_publisher_and_lean_from_the_first_side_to_the_last() -> None:
    values = shown(ARTICLES)
    found = {p["name"]: [round(each["share"].value, 2) for each in p["shares"]] for p in values["publishers"]}
    assert list(found.items()) == [("Post", [0.5, 0.25, 0.25]), ("Wire", [0, 0.33, 0.67])]
    assert [p["articles"] for p in values["publishers"]] == [2, 1]
    assert values["publishers"][1]["shares"][0]["share"].low is None


def test_quotations_are_shares_of_the_attributed() -> None:
    quoted = {p["name"]: p["quoted"][0] for p in shown(ARTICLES)["publishers"]}
    assert (quoted["Post"]["count"], quoted["Post"]["part"]) == (1, 1.0)
    assert (quoted["Wire"]["count"], quoted["Wire"]["part"]) == (2, 1.0)


def test_speakers_are_those_heard_more_than_once() -> None:
    speakers = shown(ARTICLES)["speakers"]
    assert [(s["name"], s["count"], s["where"]) for s in speakers] == [("Ann", 2, [("Wire", 2)])]
    pronouns = [article("Post", "He said no.", "He said yes.", "They said no.", "They said yes.")]
    assert shown(pronouns)["speakers"] == []


def test_time_goes_by_periods_with_sides_to_one_scale() -> None:
    values = shown(ARTICLES)
    against, praise, _ = values["timeline"]
    assert [period["name"] for period in against["periods"]] == ["2022", "2023"]
    assert [period["articles"] for period in against["periods"]] == [1, 2]
    assert against["most"] == praise["most"] > 0
    assert periods_of(ARTICLES) == ["2022", "2023", "2023"]
    assert values["dated"] == ("2022-01-05", "2023-02-05")


def test_without_dates_there_is_no_timeline() -> None:
    values = shown([replace(each, date="") for each in ARTICLES])
    assert (values["timeline"], values["dated"], values["undated"]) == ([], None, 3)


def test_without_publishers_all_are_one_group() -> None:
    bare = [replace(each, publisher="") for each in ARTICLES]
    assert set(groups_of(bare)) == {EVERYONE}
    assert shown(bare)["named"] is False
    assert shown(bare)["phrases"] == []
    assert groups_of([bare[0], ARTICLES[2]]) == [NO_PUBLISHER, "Wire"]


def test_phrases_are_there_for_each_pair_of_publishers() -> None:
    words = {"A": "grain", "B": "gas", "C": "ski"}
    articles = [
        article(name, f"{word} {word} now.", f"{word}.") for name, word in words.items() for _ in "12"
    ]
    pairs = shown(articles)["phrases"]
    assert [(pair["here"], pair["there"]) for pair in pairs] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert [phrase.words for phrase in pairs[2]["left"] + pairs[2]["right"]] == ["gas", "ski"]


@pytest.mark.parametrize("articles", [[ARTICLES[0], ARTICLES[2]], ARTICLES])
def test_the_difference_needs_two_articles_on_both_sides(articles: list[Article]) -> None:
    assert shown(articles)["difference"] is None
    values = shown([*ARTICLES, ARTICLES[2]])
    assert [round(each["share"][0], 2) for each in values["difference"]] == [0.5, -0.08, -0.42]
