"""A small model that stands in for the real one where a test is about the code around it, and rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from framing import (
    Contribution,
    Document,
    Explanation,
    Speaker,
    Stance,
    Statement,
    split_sentences,
)

LABELS = ("against", "for", "neutral")


def statement(text: str, context: int | None = None) -> Statement:
    """Return a statement whose labels follow from its text: speakers precede "said", blame is "against"."""
    label = "against" if "blame" in text else "for" if "praise" in text else "neutral"
    found = re.match(r"(\w+) said", text)
    speaker = Speaker(found[1], 0, found.end(1)) if found else None
    return Statement(
        text=text,
        start=0,
        end=len(text),
        stance=Stance(label, 0.8, {name: 0.8 if name == label else 0.1 for name in LABELS}),
        blocs=("west",) if speaker else (),
        bloc_probabilities={"west": 0.9 if speaker else 0.1},
        speaker=speaker,
        speakers=(speaker,) if speaker else (),
        context=context,
    )


class FakeModel:
    """Keeps what it was given: ``documents`` (their sentences) and ``jobs``."""

    def __init__(self) -> None:
        self.documents: list[list[str]] = []
        self.actors: object = None
        self.jobs = 0

    def annotate_many(
        self,
        texts: Iterable[str],
        *,
        n_jobs: int = 1,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[Document]:
        self.jobs = n_jobs
        for text in list(texts):  # reads ahead, as a model that works in chunks does
            spans = split_sentences(text)
            self.documents.append([span.text for span in spans])
            yield Document(text, tuple(statement(s.text).shift(s.start) for s in spans))

    def annotate_sentences(
        self,
        documents: Iterable[Sequence[str]],
        *,
        n_jobs: int = 1,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[tuple[Statement, ...]]:
        self.jobs = n_jobs
        for document in list(documents):
            self.documents.append(list(document))
            yield tuple(statement(text) for text in document)

    def explain(self, sentence: str) -> tuple[Explanation, ...]:
        amounts = (Contribution("blame", "word", 0.5), Contribution("them", "word", -0.25))
        return (Explanation("stance", "against", 0.35, 0.1, amounts),)

    def explain_statements(self, statements: Iterable[Statement]) -> tuple[Explanation, ...]:
        return tuple(self.explain(each.text)[0] for each in statements)

    def info(self) -> dict[str, Any]:
        return {"name": "fake", "labels": list(LABELS)}


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path
