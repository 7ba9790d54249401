"""DSE: which of two entities in a news sentence holds a positive or negative opinion of the other.

Park, Pan & Joo 2021, "Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment Extraction in News
Text" (Findings of ACL), https://arxiv.org/abs/2106.01033. Licence: "use the resources for your purposes by
citing the paper". From https://github.com/bywords/directed_sentiment_analysis: train.txt, valid.txt and
test.txt.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from framing.errors import InputError
from framing.rows import Row

STANCES = {
    "0": "neutral",
    "1": "p_positive_of_q",
    "2": "q_positive_of_p",
    "3": "p_negative_of_q",
    "4": "q_negative_of_p",
}


def read_dse(path: Path) -> Iterator[Row]:
    """Yield a row for each sentence of a DSE file: tab-separated sentence, p, q and label.

    The brackets around p and q come out of the text; ``p_start``, ``p_end``, ``q_start`` and ``q_end`` say
    where the words were, in characters, and are null for the few entities that the release does not mark as
    it names them. ``stance`` is one of `STANCES`. Raises InputError with the file and the row.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(csv.reader(file, delimiter="\t", strict=True), 1):
                yield _row(cells, f"{path.stem}-{number}", f"{path}: row {number}")
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path}: cannot be read: {error}; fetch it again") from error


def _row(cells: list[str], name: str, place: str) -> Row:
    if len(cells) != 4 or cells[3] not in STANCES:
        raise InputError(
            f"{place}: {cells[-2:]!r} ends no row of DSE; a row is a sentence, p, q and a label"
            f" {', '.join(STANCES)}, with tabs between them"
        )
    sentence, p, q, label = cells
    spans: dict[str, tuple[int, int]] = {}
    for entity, words in (("p", p), ("q", q)):
        for mark in re.finditer(rf"\[{re.escape(words)}\]", sentence):
            if mark.span() not in spans.values():  # p and q may have the same words
                spans[entity] = mark.span()
                break
    brackets = sorted(at for start, end in spans.values() for at in (start, end - 1))
    text = "".join(character for at, character in enumerate(sentence) if at not in brackets)
    row: Row = {"id": name, "doc": name, "text": text, "source": "dse", "stance": STANCES[label]}
    for entity, words in (("p", p), ("q", q)):
        start = spans[entity][0] if entity in spans else None
        row[entity] = words
        at = None if start is None else start - sum(bracket < start for bracket in brackets)
        row |= {f"{entity}_start": at, f"{entity}_end": None if at is None else at + len(words)}
    return row
