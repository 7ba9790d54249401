"""Write fifty short articles, made of the authored ones, as rows with publishers and dates that are made up.

    python -m docs.example_corpus corpus.jsonl
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
YEARS = (2021, 2024)


def articles(
    rows: Sequence[dict[str, Any]], number: int = 50, length: tuple[int, int] = (8, 14)
) -> list[dict[str, str]]:
    """Return rows that are each a whole article of so many sentences, made of the authored ``rows``."""
    draw = random.Random(8)
    texts: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        texts.setdefault(row["publisher"], {}).setdefault(row["doc"], []).append(row["text"])
    result = []
    for turn in range(number):
        publisher = sorted(STYLES)[turn % len(STYLES)]
        style = draw.choice(STYLES[publisher])
        sentences = draw.choice([texts[style][doc] for doc in sorted(texts[style])])
        count = draw.randint(*length)
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


def main(path: str, number: int = 50, length: tuple[int, int] = (8, 14)) -> None:
    """Write rows as of `articles` into the file ``path``, one JSON object a line."""
    rows = [json.loads(line) for line in AUTHORED.read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(article, ensure_ascii=False) for article in articles(rows, number, length)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
