"""Pages are whole files of bounded size that hold their articles as text, for any labels."""

from __future__ import annotations

import base64
import builtins
import gzip
import hashlib
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from framing import Document, MissingExtraError, Stance, Statement, load
from framing import report as pages
from framing.report_input import Article
from tests.authored import rows_of
from tests.fakes import statement

EXAMPLE = Path(__file__).parent.parent / "examples" / "winter-olympics-call.txt"
LARGEST_ARTICLE, LARGEST_CORPUS = 1_500_000, 10_000_000  # bytes


def article_of(*texts: str, name: str = "a.txt", **settings: str) -> Article:
    statements = tuple(map(statement, texts))
    return Article.of(Document(max(texts, default="", key=len), statements), name, **settings)


def data_of(page: str) -> dict[str, Any]:
    (packed,) = re.findall(r'<script type="application/octet-stream" id="data">([^<]*)</script>', page)
    return dict(json.loads(gzip.decompress(base64.b64decode(packed))))


class Elements(HTMLParser):
    """The tags and attributes that a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_a_page_needs_nothing_from_elsewhere_and_runs_its_own_script_only() -> None:
    page = pages.article_page(article_of("Li said no."))
    found = Elements(page)
    assert not {name for name, _ in found.attributes} & {"src", "srcset", "action", "onclick", "onload"}
    assert all(value is None or value.startswith("#") for name, value in found.attributes if name == "href")
    assert "link" not in found.tags
    assert not re.search(r"url\(|@import|https?:", page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in page


@given(st.text(st.characters(), max_size=60))
def test_no_text_adds_an_element_or_an_attribute(text: str) -> None:
    plain = article_of("x", name="x", publisher="x")
    named = article_of("x", name=f"x{text}", publisher=f"x{text}")
    told = article_of(f"x{text}", name="x", publisher="x")
    usual = Elements(pages.corpus_page([plain, plain], "x"))
    for articles, title in (([named, named], f"x{text}"), ([told, told], "x")):
        found = Elements(pages.corpus_page(articles, title))
        assert sorted(found.tags) == sorted(usual.tags)
        assert {name for name, _ in found.attributes} == {name for name, _ in usual.attributes}


@pytest.mark.parametrize(
    "text",
    ["</script><script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}", "<!--", "&lt;b&gt;"],
)
def test_hostile_texts_come_out_escaped_and_whole(text: str) -> None:
    article = article_of(text, name=text)
    for page in (
        pages.article_page(article),
        pages.comparison_page((text, [article]), ("other", [article])),
        pages.corpus_page([article, article], text),
    ):
        assert Elements(page).tags.count("script") == 2
        assert page.count(escape(text)) >= 2
        assert text not in page or "{" in text
        assert data_of(page)["rows"][0][1] == text


def test_other_labels_and_undecided_stances_are_shown() -> None:
    undecided = replace(statement("It rained."), stance=Stance("undecided", 0.4, {"left": 0.4, "right": 0.6}))
    page = pages.article_page(Article("a", "It rained.", (undecided,)))
    assert "undecided" in page
    assert [label for label, *_ in data_of(page)["stances"]] == ["left", "right", "undecided"]


def test_a_model_without_blocs_and_speakers_has_pages_too() -> None:
    bare = Statement("It rained.", 0, 10, Stance("wet", 1.0, {"wet": 1.0}))
    article = Article("a", "It rained.", (bare,))
    assert "No speaker was found" in pages.article_page(article)
    assert "Who is quoted by whom" not in pages.corpus_page([article, article], "many")


def test_an_empty_text_says_so() -> None:
    assert "There is no sentence in this text." in pages.results_page([], "empty.txt")


def test_results_are_one_article_or_many() -> None:
    one = article_of("Li said no.")
    explained: list[Sequence[Statement]] = []

    def explain(statements: Sequence[Statement]) -> list[Any]:
        explained.append(statements)
        return load().explain_statements(load().annotate("Li said no."))[:1]  # type: ignore[return-value]

    assert "The run of stance" in pages.results_page([one], "a.txt", explain)
    assert explained == [one.statements]
    assert "Framing by publisher" not in pages.results_page([one, one], "folder", explain)
    assert len(explained) == 1


def test_sides_of_one_name_are_told_apart() -> None:
    one = article_of("Li said no.")
    page = pages.comparison_page(("a.txt", [one]), ("a.txt", [one]))
    assert {group for _, group, *_ in data_of(page)["articles"]} == {"a.txt (A)", "a.txt (B)"}


def test_an_article_is_small() -> None:
    model = load()
    text = EXAMPLE.read_text(encoding="utf-8")
    for times in (1, 20):  # 20 times are some 18,000 words
        article = Article.of(model.annotate("\n\n".join([text] * times)), "long.txt")
        page = pages.article_page(article, model.explain_statements(article.statements))
        assert len(page.encode()) < LARGEST_ARTICLE


def test_a_thousand_articles_are_small() -> None:
    draw = random.Random(0)
    words = [word for row in rows_of("benchmarks/data/articles.jsonl") for word in row["text"].split()]
    articles = []
    for number in range(1000):
        # Words in a new order each time are harder to compress than any article.
        said = tuple(statement(" ".join(draw.choices(words, k=20)).capitalize() + ".") for _ in range(30))
        text = " ".join(each.text for each in said)
        articles.append(Article(f"a{number}", text, said, f"P{number % 12}", f"20{number % 20 + 10}-05-31"))
    assert len(pages.corpus_page(articles, "a thousand").encode()) < LARGEST_CORPUS


def test_a_notebook_shows_the_text_without_script() -> None:
    shown = Document("Li said no.", (statement("Li said no."),))._repr_html_()
    assert shown is not None
    assert "Li" in shown and "<script" not in shown and " id=" not in shown
    assert "&lt;b&gt;" in (Document("<b>", (statement("<b>"),))._repr_html_() or "")


def test_without_jinja_reports_name_the_extra_and_notebooks_show_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def absent(
        name: str,
        names: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        wanted: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name == "jinja2":
            raise ImportError(name)
        return real(name, names, local, wanted or (), level)

    pages._environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'framing-stance\[report\]'"):
        pages.article_page(article_of("Li said no."))
    assert Document("Li said no.", (statement("Li said no."),))._repr_html_() is None
    pages._environment.cache_clear()
