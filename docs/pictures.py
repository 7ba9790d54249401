"""Make the pictures of the reports: ``python -m docs.pictures``. Needs Chromium and the extra dev."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.browser import running_browser
from docs.example_corpus import main as write_corpus
from framing.cli import main as framing

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
ARTICLE, OTHER = str(EXAMPLES / "winter-olympics-call.txt"), str(EXAMPLES / "taiwan-strait-drills.txt")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in a window of ``size`` CSS pixels, with the mouse on statement ``on``, if any."""

    page: str
    name: str
    size: tuple[int, int]
    scheme: str = "light"
    media: str = "screen"
    on: int | None = None


PICTURES = (
    Picture("article", "light", (1280, 1240), on=6),
    Picture("article", "dark", (1280, 1000), "dark", on=16),
    Picture("article", "narrow", (390, 844), on=0),
    Picture("article", "print", (784, 1080), media="print"),
    Picture("corpus", "light", (1280, 1900)),
    Picture("corpus", "dark", (1280, 1000), "dark"),
    Picture("comparison", "light", (1280, 1500)),
)


def main() -> None:
    """Write every picture as docs/PAGE-NAME.png."""
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        rows = str(Path(folder) / "fifty-articles.jsonl")
        write_corpus(rows)
        commands = {
            "article": ["analyze", ARTICLE],
            "corpus": ["analyze", rows],
            "comparison": ["compare", ARTICLE, OTHER],
        }
        for page, command in commands.items():
            if framing([*command, "-o", f"{folder}/{page}.html"]):
                sys.exit(f"{page}: not made")
        for picture in PICTURES:
            print(_take(browser, picture, Path(folder)))


def _take(browser: Any, picture: Picture, folder: Path) -> Path:
    width, height = picture.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=picture.scheme)
    page.goto((folder / f"{picture.page}.html").as_uri())
    page.wait_for_selector("#table tbody tr", state="attached")
    page.emulate_media(media=picture.media, reduced_motion="reduce")
    if picture.media == "print":
        page.add_style_tag(content="body { padding: 52px; }")  # paper has margins
    if picture.on is not None:
        page.locator(f"#s{picture.on}").dispatch_event("mouseenter")
    path = HERE / f"{picture.page}-{picture.name}.png"
    page.screenshot(path=path)
    page.close()
    return path


if __name__ == "__main__":
    main()
