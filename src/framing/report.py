"""Results as HTML: one file for an article, for many, or for two sides, with no need of a network.

Bars and intervals are plain elements of the page, not a chart library's: they follow its light, dark and
print styles, can be reached by keyboard and weigh next to nothing.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.datatypes import Document, Explanation, Statement
from framing.errors import MissingExtraError
from framing.report_article import Looks, Values, article_values
from framing.report_corpus import corpus_values, groups_of, periods_of
from framing.report_input import Article, shown
from framing.report_rows import statement_rows

if TYPE_CHECKING:
    import jinja2

Explain = Callable[[Sequence[Statement]], Sequence[Explanation]]
"""From the statements of a document to their explanations, as `Model.explain_statements` does."""

_TEMPLATES = Path(__file__).parent / "templates"


def results_page(articles: Sequence[Article], title: str, explain: Explain | None = None) -> str:
    """Return the page of a run's articles: of the one, explained by ``explain``, or of all."""
    if len(articles) > 1:
        return corpus_page(articles, title)
    article = articles[0] if articles else Article(title, "", ())
    return article_page(article, explain(article.statements) if explain else None)


def article_page(article: Article, reasons: Sequence[Explanation] | None = None) -> str:
    """Return the page of one article; ``reasons`` are its explanations, one a statement, in order.

    Raises MissingExtraError where Jinja2 is not installed, as the other pages do.
    """
    looks = Looks([article])
    values = article_values(article, looks)
    rows = statement_rows([article], looks, reasons=reasons)
    return _page("article.html", rows, title=article.name, looks=looks, article=values)


def corpus_page(articles: Sequence[Article], title: str) -> str:
    """Return the page of many articles."""
    looks, groups = Looks(articles), groups_of(articles)
    rows = statement_rows(articles, looks, groups=groups, periods=periods_of(articles))
    values = corpus_values(articles, groups, looks)
    return _page("corpus.html", rows, title=title, looks=looks, corpus=values)


def comparison_page(
    one: tuple[str, Sequence[Article]],
    other: tuple[str, Sequence[Article]],
    explain: Explain | None = None,
) -> str:
    """Return the page of two named sides; two single articles also stand beside each other in full."""
    sides = _told_apart(one[0], other[0])
    articles = [*one[1], *other[1]]
    groups = [sides[0]] * len(one[1]) + [sides[1]] * len(other[1])
    looks = Looks(articles)
    texts, reasons = [], None
    if len(one[1]) == len(other[1]) == 1:
        starts = (0, len(articles[0].statements))
        texts = [article_values(a, looks, start) for a, start in zip(articles, starts, strict=True)]
        if explain:
            reasons = [reason for article in articles for reason in explain(article.statements)]
    return _page(
        "comparison.html",
        statement_rows(articles, looks, groups=groups, reasons=reasons),
        title=f"{sides[0]} and {sides[1]}",
        group_title="Side",
        sides=sides,
        looks=looks,
        corpus=corpus_values(articles, groups, looks),
        texts=texts,
    )


def _told_apart(one: str, other: str) -> tuple[str, str]:
    one, other = shown(one), shown(other)
    return (one, other) if one != other else (f"{one} (A)", f"{other} (B)")


def notebook_html(document: Document) -> str | None:
    """Return a document as a piece of a notebook, or None where Jinja2 is not installed."""
    try:
        template = _environment().get_template("notebook.html")
    except MissingExtraError:
        return None
    article = Article.of(document)
    looks = Looks([article])
    return template.render(looks=looks, article=article_values(article, looks), style=_read("text.css"))


def _page(template: str, rows: Values, *, title: str, **values: Any) -> str:
    script = _read("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Compressed, a thousand articles fit into a page; and base64 holds nothing that could end an element.
    packed = gzip.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
    page = _environment().get_template(template)
    return page.render(
        title=shown(title),
        text_style=_read("text.css"),
        style=_read("report.css"),
        script=script,
        # Whatever got past the escaping would still not run: only this script may.
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
        data=base64.b64encode(packed).decode(),
        **values,
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    try:
        import jinja2
    except ImportError as error:
        raise MissingExtraError(
            "HTML reports need Jinja2; install it with: pip install 'framing-stance[report]'"
        ) from error
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda part: f"{100 * part:.0f}%"
    environment.filters["percent1"] = lambda part: f"{100 * part:.1f}%"
    return environment
