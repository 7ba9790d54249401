"""How large reports are and how soon they open: ``python -m benchmarks.pages``, in Debian's Chromium."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.results import make_result, model_fingerprint, write_result
from docs.browser import running_browser
from docs.example_corpus import main as write_corpus
from framing.cli import main as framing
from framing.model import BUNDLED
from training.statistics import SAMPLES, Figure, interval

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "winter-olympics-call.txt"
ARTICLES, SENTENCES = 1000, (20, 23)
OPENINGS = 15  # of each page, in turn, after one that does not count
# Shown at last: the text and its marks are there before.
_READY = "performance.getEntriesByName('ready')[0]?.startTime"


def main() -> None:
    """Make the pages, open each ``OPENINGS`` times and write a results file."""
    with tempfile.TemporaryDirectory() as name, running_browser() as browser:
        folder = Path(name)
        rows = folder / "articles.jsonl"
        write_corpus(str(rows), ARTICLES, SENTENCES)
        pages = {"one article": folder / "one.html", f"{ARTICLES} articles": folder / "many.html"}
        for source, path in zip((EXAMPLE, rows), pages.values(), strict=True):
            if framing(["analyze", str(source), "-o", str(path)]):
                sys.exit(f"{source}: no page was made")
        times: dict[str, list[float]] = {page: [] for page in pages}
        for turn in tqdm(range(OPENINGS + 1), unit="turn", disable=not sys.stderr.isatty()):
            for page, path in pages.items():
                seconds = seconds_to_open(browser, path)
                if turn:
                    times[page].append(seconds)
        scores = {
            page: {"megabytes": path.stat().st_size / 1e6, "seconds to open": median(times[page])}
            for page, path in pages.items()
        }
        digest = hashlib.sha256(EXAMPLE.read_bytes() + rows.read_bytes()).hexdigest()
        data = {"name": "example pages", "sha256": digest, "documents": ARTICLES + 1}
        data |= {"openings": OPENINGS, "browser": f"Chromium {browser.version}"}
    result = make_result(
        "pages", data, scores, model_fingerprint(BUNDLED), ["python", "-m", "benchmarks.pages"]
    )
    print(write_result(result))


def seconds_to_open(browser: Any, path: Path) -> float:
    """Return the seconds from the start of the navigation until all of the page is shown."""
    page = browser.new_page()
    page.goto(path.as_uri())
    while page.evaluate(f"{_READY} === undefined"):
        page.wait_for_timeout(5)
    seconds = float(page.evaluate(_READY)) / 1000
    page.close()
    return seconds


def median(values: Sequence[float]) -> Figure:
    """Return the median with its bootstrap interval."""
    drawn = np.random.default_rng(0).choice(values, (SAMPLES, len(values)))
    return interval(float(np.median(values)), np.median(drawn, axis=1))


if __name__ == "__main__":
    main()
