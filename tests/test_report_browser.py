"""Reports in a real browser: what a reader points at, types and prints, and what an article cannot do."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.example_corpus import main as write_example_corpus
from framing import Document, Statement, load
from framing.cli import main
from framing.report import article_page
from framing.report_input import Article
from tests.fakes import statement

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "winter-olympics-call.txt"
OTHER = ROOT / "examples" / "taiwan-strait-drills.txt"
HOSTILE = """<script>window.pwned = 1</script> and </script><img src=x onerror="pwned = 2">

"</style><b id=pwned>bold</b>" said O’Hara. {{ 7 * 7 }} {% raw %} ${7} &lt;i&gt;.

=HYPERLINK("http://example.org", "click") said Putin. \u202eThe Kremlin denied it.\u202c
It rained. "]}}--><!--"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages under test, as the command line makes them."""
    path = tmp_path_factory.mktemp("pages")
    (path / "<b>hostile.txt").write_text(HOSTILE, encoding="utf-8")
    write_example_corpus(str(path / "fifty.jsonl"))
    row = {"doc": "</script><i>", "text": HOSTILE, "publisher": '"><b onclick="1">', "date": "2024-05-31"}
    rows = [row, row | {"doc": "=1+1", "publisher": "{{ 7 * 7 }}"}]
    lines = "\n".join(json.dumps(each) for each in rows)
    (path / "hostile.jsonl").write_text(lines, encoding="utf-8")
    commands = {
        "article": ["analyze", str(EXAMPLE)],
        "undecided": ["analyze", str(EXAMPLE), "--min-probability", "0.7"],
        "corpus": ["analyze", str(path / "fifty.jsonl")],
        "comparison": ["compare", str(EXAMPLE), str(OTHER)],
        "hostile": ["analyze", str(path / "<b>hostile.txt")],
        "hostile-corpus": ["analyze", str(path / "hostile.jsonl")],
    }
    for name, command in commands.items():
        assert main([*command, "-o", str(path / f"{name}.html")]) == 0
    texts = ("Rain to go on", "Li said they are to blame.", "They praise us.", "It rained.")
    bare = Article("bare", "\n\n".join(texts), tuple(map(statement, texts)))
    (path / "bare.html").write_text(article_page(bare), encoding="utf-8")
    return path


Opens = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Opens]:
    """Open a page by name; when the test is over, nothing may have been logged, fetched or run by a text."""
    complaints: list[str] = []
    contexts = []

    def open_page(name: str, **settings: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: complaints.append(request.url) if _leaves(request.url) else None)
        page.goto((folder / f"{name}.html").as_uri())
        page.wait_for_selector("#table tbody tr", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _leaves(url: str) -> bool:
    return not url.startswith(("file:", "blob:"))


@pytest.fixture(scope="module")
def document() -> Document:
    return load().annotate(EXAMPLE.read_text(encoding="utf-8"))


def table(page: Any) -> list[list[str]]:
    rows = page.locator("#table tbody tr").all()
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows]


def point_at(page: Any, place: int) -> None:
    """Move the mouse onto the first line of a statement; the middle of its box may belong to another."""
    statement = page.locator(f"#s{place}")
    statement.scroll_into_view_if_needed()
    x, y = statement.evaluate(
        "s => { const r = s.getClientRects(); const b = r[0].width > 9 ? r[0] : r[1];"
        " return [b.x + b.width / 2, b.y + b.height / 2]; }"
    )
    page.mouse.move(x, y)


def place_of(document: Document, wanted: Callable[[Statement], bool]) -> int:
    return next(place for place, statement in enumerate(document) if wanted(statement))


def test_hovering_a_statement_shows_what_is_known_of_it(opened: Opens, document: Document) -> None:
    page = opened("article")
    assert page.locator("#card").is_hidden()
    place = place_of(document, lambda s: s.stance.label == "pro_moscow_beijing" and s.speaker is not None)
    statement = document[place]
    point_at(page, place)
    card = page.locator("#card")
    assert card.is_visible()
    shown = card.inner_text()
    assert f"{100 * statement.stance.probability:.0f}%" in shown
    assert statement.speaker is not None and statement.speaker.text in shown
    assert statement.speaker.cue is not None and f"cue: {statement.speaker.cue.text}" in shown
    assert "What decided" in shown and "+0." in shown
    page.hover(".brand")
    assert card.is_hidden()


def test_the_card_says_where_a_bloc_came_from(opened: Opens, document: Document) -> None:
    page = opened("article")
    place = place_of(document, lambda s: s.context is not None)
    point_at(page, place)
    source = page.locator("#card a")
    assert source.inner_text() == f"statement {(document[place].context or 0) + 1}"
    assert source.get_attribute("href") == f"#s{document[place].context}"


def test_the_card_does_without_explanations(opened: Opens) -> None:
    page = opened("bare")
    page.locator("#s1").focus()
    lines = page.locator("#card").inner_text().splitlines()
    assert [line.split() for line in lines if line][-2:] == [["Li"], ["W", "the", "West"]]
    assert "What decided" not in lines


def test_statements_are_reached_by_keyboard(opened: Opens) -> None:
    page = opened("article")
    page.locator("#s3").focus()
    assert page.locator("#card").is_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "s4"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "s5"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()


def test_the_run_leads_to_the_statement(opened: Opens) -> None:
    page = opened("article")
    page.locator("[data-go='20']").first.click()
    assert page.evaluate("document.activeElement.id") == "s20"


def test_the_table_filters(opened: Opens, document: Document) -> None:
    page = opened("article")
    assert len(table(page)) == len(document)
    page.select_option("select[name=stance]", "western_criticism")
    wanted = [s.text for s in document if s.stance.label == "western_criticism"]
    assert [row[-1] for row in table(page)] == [" ".join(text.split()) for text in wanted]
    page.select_option("select[name=bloc]", "frontline")
    assert len(table(page)) == sum(
        s.stance.label == "western_criticism" and "frontline" in s.blocs for s in document
    )
    page.click("button[type=reset]")
    page.fill("input[name=words]", "BOYCOTT")
    assert len(table(page)) == sum("boycott" in s.text.lower() for s in document)
    assert page.locator("#found").inner_text() == f"{len(table(page))} of {len(document)} statements"


def test_the_table_sorts_both_ways(opened: Opens) -> None:
    page = opened("article")
    for expected, order in (("ascending", 1), ("descending", -1)):
        page.click("#table th button:text-is('Probability')")
        values = [int(row[2].rstrip("%")) for row in table(page)]
        assert values == sorted(values, reverse=order < 0)
        assert page.locator("#table th.probability").get_attribute("aria-sort") == expected
        assert page.evaluate("document.activeElement.textContent") == "Probability"


def test_csv_holds_the_chosen_statements_and_no_formula(opened: Opens) -> None:
    page = opened("hostile")
    with page.expect_download() as started:
        page.click("#csv")
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(table(page))
    assert any(row["Sentence"].startswith("'=HYPERLINK") for row in rows)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    for row in rows:
        parts = [float(value) for name, value in row.items() if name.startswith("P(")]
        assert sum(parts) == pytest.approx(1, abs=0.01)


def test_rows_are_copied_as_cells(opened: Opens) -> None:
    page = opened("article", permissions=["clipboard-read", "clipboard-write"])
    page.select_option("select[name=stance]", "western_criticism")
    page.click("#copy")
    # Not wait_for_function: where it has to ask twice, the page's policy forbids what it does.
    page.locator("#found", has_text=re.compile("copied$")).wait_for()
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[0].startswith("No.\tStance\tProbability")
    assert len(lines) == 1 + len(table(page))


def background(page: Any) -> int:
    """Return how light the page is, from 0 to 255."""
    red, *_ = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    return int(red)


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_dark_follows_the_system_and_the_button(opened: Opens, scheme: str, dark: bool) -> None:
    page = opened("article", color_scheme=scheme)
    assert (background(page) < 60) is dark
    page.click("#theme")
    assert (background(page) < 60) is not dark
    assert page.locator("#theme").get_attribute("aria-pressed") == str(not dark).lower()


@pytest.mark.parametrize("name", ["article", "corpus", "comparison"])
def test_pages_print_light_and_without_controls(opened: Opens, name: str) -> None:
    page = opened(name, color_scheme="dark")
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 20
    page.emulate_media(media="print")
    assert background(page) == 255
    assert page.locator(".tools").is_hidden() and page.locator("#filters").is_hidden()


def test_a_hostile_article_is_only_text(opened: Opens) -> None:
    for name in ("hostile", "hostile-corpus"):
        page = opened(name)
        assert page.evaluate("window.pwned") is None
        assert page.locator("#pwned, main script, main img, main i[onclick], b").count() == 0
        assert page.locator("script").count() == 2
        sentences = " ".join(row[-1] for row in table(page))
        for part in ("<script>window.pwned = 1</script>", "</style><b id=pwned>", "{{ 7 * 7 }}", "&lt;i&gt;"):
            assert part in sentences
        assert "\u202e" not in page.content()
    assert '"><b onclick="1">' in page.locator(".shares").inner_text()
    page.locator(".shares .drill").first.click()
    assert len(table(page)) > 0


def test_shares_lead_to_their_sentences(opened: Opens) -> None:
    page = opened("corpus")
    cell = page.locator(".shares .drill[data-stance]").first
    count = int(re.findall(r"(\d+) statements", cell.get_attribute("aria-label"))[0])
    cell.click()
    rows = table(page)
    assert len(rows) == count
    assert {row[1] for row in rows} == {cell.get_attribute("data-group")}
    assert page.evaluate("document.activeElement.id") == "statements"


def test_periods_blocs_phrases_speakers_and_articles_lead_there_too(opened: Opens) -> None:
    page = opened("corpus")
    total = page.locator("#found").inner_text()
    for selector in (".period.drill", ".cell", ".apart .drill", ".speakers .drill", ".articles .drill"):
        page.locator(selector).first.click()
        assert page.locator("#found").inner_text() != total, selector
        assert table(page), selector


def test_any_two_publishers_can_be_compared(opened: Opens) -> None:
    page = opened("corpus")
    assert page.locator(".apart:visible").count() == 1
    page.select_option("#pair", "3")
    assert page.locator(".apart:visible").get_attribute("id") == "pair-3"


def test_long_tables_show_more_on_demand(opened: Opens) -> None:
    page = opened("corpus")
    assert len(table(page)) == 50
    page.click("#more")
    assert page.locator("#table tbody tr").count() == 100


def test_a_comparison_sets_texts_side_by_side(opened: Opens, document: Document) -> None:
    page = opened("comparison")
    left, right = (page.locator(".pair-of-texts .body").nth(n).bounding_box() for n in (0, 1))
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    point_at(page, len(document) + 3)
    page.locator("#card").wait_for(state="visible", timeout=5000)


@pytest.mark.parametrize("name", ["article", "corpus", "comparison", "hostile", "hostile-corpus"])
def test_no_page_is_wider_than_a_telephone(opened: Opens, name: str) -> None:
    page = opened(name, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["article", "undecided", "bare", "corpus", "comparison"])
def test_axe_finds_no_fault(opened: Opens, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is in the extra dev")
    page = opened(name, color_scheme=scheme, reduced_motion="reduce")
    if page.locator("#s2").count():
        page.locator("#s2").focus()
    found = axe.Axe().run(page).response["violations"]
    assert [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in found] == []
