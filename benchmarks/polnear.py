"""Sources, cues and contents on PolNeAR's test articles, by the protocol of CofeNet (Wang et al. 2022).

The published test set comes as tokens with flat BIO labels. Tokens are joined to a text (no space before
closing marks and clitics, none after opening ones; ``-LRB-`` and the like as the marks they stand for;
quotation marks curly, by turns opening and closing), and the tagger reads that text with its own tokens. A
span found covers every published token that it touches, so both sides are compared in published tokens. A
span is right where role, first and last token agree; as published, only rows that hold an attribution count.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.datatypes import Span
from framing.speakers import SpeakerTagger
from training.clusters import fit_clusters
from training.polnear import read_polnear, split_paragraphs

ROLES = ("source", "cue", "content")
ROLE_SIZE = 200_000
"""More features than in the bundled model, which must be small."""
PROTOCOL = "CofeNet: exact match in published tokens, rows with an attribution, micro F1"
_MARKS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "`": "‘"}
_QUOTES = {"``", "''", '"', "“", "”"}
_LEANS_LEFT = {*",.;:!?%)’]}…", "'", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "’s", "n’t", "’re", "’ve"}
_LEANS_RIGHT = {"(", "$", "[", "{", "‘", "#"}

Found = tuple[str, int, int]
"""A role, its first token and the one after its last."""


@dataclass(frozen=True)
class Row:
    """A published row: its article, its text, the bounds of its tokens in the text, and its spans."""

    document: str
    text: str
    bounds: tuple[tuple[int, int], ...]
    spans: frozenset[Found]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CofeNet file (JSON lines: tokens, labels, id)."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text, bounds = joined(row["tokens"])
            rows.append(Row(row["id"], text, tuple(bounds), frozenset(spans_of(row["labels"]))))
    return rows


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return tokens as running text, and where each of them is in it."""
    text, bounds, quoting, attach = "", [], False, True
    for token in tokens:
        written = _MARKS.get(token, token)
        left, right = written in _LEANS_LEFT, written in _LEANS_RIGHT
        if token in _QUOTES:
            quoting = token in {"``", "“"} or not quoting
            written, left, right = "“" if quoting else "”", not quoting, quoting
        text += "" if attach or left else " "
        bounds.append((len(text), len(text) + len(written)))
        text += written
        attach = right
    return text, bounds


def spans_of(labels: Sequence[str]) -> list[Found]:
    """Return the spans of BIO labels, as "B-source"."""
    spans: list[Found] = []
    for at, label in enumerate(labels):
        if label.startswith("B-"):
            spans.append((label[2:], at, at + 1))
        elif label.startswith("I-") and spans and spans[-1][2] == at and spans[-1][0] == label[2:]:
            spans[-1] = (label[2:], spans[-1][1], at + 1)
    return spans


def fit_polnear(folder: Path, unlabelled: Sequence[str] = (), **params: Any) -> SpeakerTagger:
    """Return a tagger fitted to the paragraphs with attributions in ``folder``/train.tar.gz.

    ``unlabelled`` are further sentences for the word clusters; ``params`` go to `SpeakerTagger`.
    """
    found = [one for one in read_polnear(folder / "train.tar.gz", split_paragraphs) if one.attributions]
    texts = [passage.text for passage in found]
    attributions = [passage.attributions for passage in found]
    if "clusters" not in params:
        params["clusters"] = fit_clusters([*unlabelled, *texts])
    return SpeakerTagger(**{"role_size": ROLE_SIZE, **params}).fit(
        texts, attributions, complete=[True] * len(texts)
    )


def score_polnear(tagger: SpeakerTagger, path: Path, samples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Return precision, recall and F1 of each role in percent, with 95% bootstrap intervals."""
    rows = [row for row in read_rows(path) if row.spans]
    predictions = tagger.predict_roles([row.text for row in rows])
    counts: dict[str, dict[str, list[int]]] = {}
    for row, roles in zip(rows, predictions, strict=True):
        mine = {(role, *_tokens(row, span)) for role in ROLES for span in roles[role]}
        article = counts.setdefault(row.document, {role: [0, 0, 0] for role in ROLES})
        for role in ROLES:
            given, real = ({span for span in spans if span[0] == role} for spans in (mine, row.spans))
            for at, number in enumerate((len(given & real), len(given), len(real))):
                article[role][at] += number
    articles = list(counts.values())
    rng = random.Random(seed)
    draws = [rng.choices(articles, k=len(articles)) for _ in range(samples)]
    result: dict[str, Any] = {"protocol": PROTOCOL, "rows": len(rows), "articles": len(articles)}
    for role in ROLES:
        right, given_count, real_count = _total(articles, role)
        spread = sorted(_f1(*_total(draw, role)) for draw in draws)
        result[role] = {
            "f1": _f1(right, given_count, real_count),
            "f1_95": [spread[round(0.025 * (samples - 1))], spread[round(0.975 * (samples - 1))]],
            "precision": 100 * right / max(given_count, 1),
            "recall": 100 * right / max(real_count, 1),
        }
    return result


def _tokens(row: Row, span: Span) -> tuple[int, int]:
    touched = [at for at, (start, end) in enumerate(row.bounds) if start < span.end and span.start < end]
    return touched[0], touched[-1] + 1


def _total(articles: Iterable[dict[str, list[int]]], role: str) -> tuple[int, int, int]:
    columns = zip(*(article[role] for article in articles), strict=True)
    right, found, real = (sum(column) for column in columns)
    return right, found, real


def _f1(right: int, found: int, real: int) -> float:
    return 200 * right / max(found + real, 1)
