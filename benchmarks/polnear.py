"""Sources, cues and contents on PolNeAR's test articles, by the protocol of CofeNet (Wang et al. 2022).

The published test set comes as tokens with flat BIO labels. Tokens are joined to a text (see
`training.readers.cofenet.joined`), and the tagger reads that text with its own tokens. A span found covers
every published token that it touches, so both sides are compared in published tokens. A span is right where
role, first and last token agree; as published, only rows that hold an attribution count.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from framing.datatypes import Span
from framing.rows import Row
from framing.speakers import SpeakerTagger
from training.clusters import fit_clusters
from training.readers.brat import read_passages, split_paragraphs
from training.readers.cofenet import ROLES, read_cofenet
from training.speakers import attributions_of, wholly_told

SIZES = {"role_size": 200_000, "choice_size": 100_000, "choice_least": 0.01}
"""More than in the bundled model, which must be small and fast."""
PROTOCOL = "CofeNet: exact match in published tokens, rows with an attribution, micro F1"


def fit_polnear(
    folder: Path, unlabelled: Sequence[str] = (), taught: Sequence[Row] = (), **params: Any
) -> SpeakerTagger:
    """Return a tagger fitted to the paragraphs with attributions in ``folder``/train.tar.gz.

    ``unlabelled`` are further sentences for the word clusters, ``taught`` rows with the ``attributions``
    that a teacher found, of which those are used that have every role; ``params`` go to `SpeakerTagger`.
    """
    found = [one for one in read_passages(folder / "train.tar.gz", split_paragraphs) if one.attributions]
    texts = [passage.text for passage in found]
    attributions = [passage.attributions for passage in found]
    if "clusters" not in params:
        params["clusters"] = fit_clusters([*unlabelled, *texts])
    told = wholly_told(taught)
    texts += [row["text"] for row in told]
    attributions += map(attributions_of, told)
    return SpeakerTagger(**{**SIZES, **params}).fit(texts, attributions, complete=[True] * len(texts))


def score_polnear(tagger: SpeakerTagger, path: Path, samples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Return precision, recall and F1 of each role in percent, with 95% bootstrap intervals."""
    rows = [row for row in read_cofenet(path) if row["spans"]]
    predictions = tagger.predict_roles([row["text"] for row in rows])
    counts: dict[str, dict[str, list[int]]] = {}
    for row, roles in zip(rows, predictions, strict=True):
        mine = {(role, *_tokens(row, span)) for role in ROLES for span in roles[role]}
        article = counts.setdefault(row["doc"], {role: [0, 0, 0] for role in ROLES})
        for role in ROLES:
            given, real = ({span for span in spans if span[0] == role} for spans in (mine, row["spans"]))
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
    touched = [at for at, (start, end) in enumerate(row["tokens"]) if start < span.end and span.start < end]
    return touched[0], touched[-1] + 1


def _total(articles: Iterable[dict[str, list[int]]], role: str) -> tuple[int, int, int]:
    columns = zip(*(article[role] for article in articles), strict=True)
    right, found, real = (sum(column) for column in columns)
    return right, found, real


def _f1(right: int, found: int, real: int) -> float:
    return 200 * right / max(found + real, 1)
