"""Write fifty short articles, made of the authored ones, as rows with publishers and dates that are made up.

    python docs/example_corpus.py corpus.jsonl
    framing analyze corpus.jsonl --format html -o corpus.html

Each article is some consecutive sentences of an authored article in a house style that the publisher follows.
The same rows come out every time.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

AUTHORED = Path(__file__).parent.parent / "benchmarks" / "data" / "articles.jsonl"
STYLES = {
    "Dnipro Courier": ("ukrainian-daily",),
    "Jade River Daily": ("chinese-daily", "chinese-wire"),
    "Meridian Wire": ("wire", "european-agency", "headlines"),
    "Northern Standard": ("broadsheet", "british-tabloid", "broadcaster-live", "australian-daily"),
    "Potomac Review": ("white-house", "think-tank"),
    "Volga Channel": ("russian-tv", "kremlin-transcript"),
}
ARTICLES = 50
SENTENCES = (8, 14)  # of an article, at least and at most
YEARS = (2021, 2024)


def articles(rows: Sequence[dict[str, Any]], seed: int = 8) -> list[dict[str, str]]:
    """Return ``ARTICLES`` rows, each a whole article, made of the authored ``rows``."""
    draw = random.Random(seed)
    texts: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        texts.setdefault(row["publisher"], {}).setdefault(row["doc"], []).append(row["text"])
    result = []
    for number in range(ARTICLES):
        publisher = sorted(STYLES)[number % len(STYLES)]
        style = draw.choice(STYLES[publisher])
        sentences = draw.choice([texts[style][doc] for doc in sorted(texts[style])])
        count = draw.randint(*SENTENCES)
        start = draw.randrange(len(sentences) - count + 1)
        paragraphs = [
            " ".join(sentences[at : min(at + 3, start + count)]) for at in range(start, start + count, 3)
        ]
        date = f"{draw.randint(*YEARS)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        result.append(
            {
                "doc": f"{publisher} {date}",
                "publisher": publisher,
                "date": date,
                "text": "\n\n".join(paragraphs),
            }
        )
    return result


def main(path: str) -> None:
    """Write the rows into the file ``path``, one JSON object a line."""
    rows = [json.loads(line) for line in AUTHORED.read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(article, ensure_ascii=False) for article in articles(rows)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
