"""What the library returns: frozen values, with offsets in characters of the original text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

UNDECIDED = "undecided"
"""The stance label of a sentence whose label is less probable than was asked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of a text: ``text == original[start:end]``."""

    start: int
    end: int
    text: str

    def __reduce__(self) -> tuple[type[Span], tuple[int, int, str]]:
        # What dataclasses do by themselves is several times slower, and processes send many of these.
        return Span, (self.start, self.end, self.text)

    def shift(self, offset: int) -> Span:
        """Return the same span in a text that begins ``offset`` characters earlier."""
        return Span(self.start + offset, self.end + offset, self.text)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is given the word in a sentence: the words that name the source, and what attributes to it.

    ``cue`` are the attributing words ("said", "according to"), ``content`` what is attributed; either
    is None where the tagger found none.
    """

    text: str
    start: int
    end: int
    cue: Span | None = None
    content: Span | None = None

    def __reduce__(self) -> tuple[type[Speaker], tuple[str, int, int, Span | None, Span | None]]:
        return Speaker, (self.text, self.start, self.end, self.cue, self.content)

    def shift(self, offset: int) -> Speaker:
        """Return the same speaker in a text that begins ``offset`` characters earlier."""
        cue = self.cue.shift(offset) if self.cue else None
        content = self.content.shift(offset) if self.content else None
        return Speaker(self.text, self.start + offset, self.end + offset, cue, content)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of DESIGN section 6: text, start, end and the cue's words."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "cue": self.cue.text if self.cue else None,
            "content": [self.content.start, self.content.end] if self.content else None,
        }


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance label with its probability, and the probability of every label (they sum to 1).

    A model without stances gives an empty label and no probabilities, null in JSON. The label need not be the
    most probable one: rare labels are given at a lower probability, where that gave
    the best macro-F1 on held-out documents.
    """

    label: str
    probability: float
    probabilities: Mapping[str, float]

    @property
    def decided(self) -> str:
        """The label, or the most probable one where it is undecided."""
        if self.label != UNDECIDED:
            return self.label
        return max(self.probabilities, key=self.probabilities.__getitem__, default=UNDECIDED)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "label": self.label,
            "probability": round(self.probability, 6),
            "probabilities": {k: round(v, 6) for k, v in self.probabilities.items()},
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its speaker, the speaker's blocs and its stance.

    ``speaker`` is the main attribution, ``speakers`` all of them, the main one first. ``blocs`` is empty
    for the author's own voice. ``context`` is the index, within the document, of the sentence that
    decided the blocs when this sentence's own words did not; else None.
    """

    text: str
    start: int
    end: int
    stance: Stance
    blocs: tuple[str, ...] = ()
    bloc_probabilities: Mapping[str, float] = field(default_factory=dict)
    speaker: Speaker | None = None
    speakers: tuple[Speaker, ...] = ()
    context: int | None = None

    def shift(self, offset: int) -> Statement:
        """Return the same statement in a text that begins ``offset`` characters earlier."""
        return replace(
            self,
            start=self.start + offset,
            end=self.end + offset,
            speaker=self.speaker.shift(offset) if self.speaker else None,
            speakers=tuple(speaker.shift(offset) for speaker in self.speakers),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return one JSON row (DESIGN section 6)."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "speaker": self.speaker.to_dict() if self.speaker else None,
            "speakers": [s.to_dict() for s in self.speakers],
            "blocs": list(self.blocs),
            "bloc_probabilities": {k: round(v, 6) for k, v in self.bloc_probabilities.items()},
            "bloc_context": self.context,
            "stance": self.stance.to_dict() if self.stance.probabilities else None,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its statements, in order."""

    text: str
    statements: tuple[Statement, ...]

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    def __getitem__(self, index: int) -> Statement:
        return self.statements[index]

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows: the text with its marks, or None where Jinja2 is not installed."""
        from framing.report import notebook_html

        return notebook_html(self)

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"text": ..., "statements": [...]}`` of plain JSON values."""
        return {"text": self.text, "statements": [s.to_dict() for s in self.statements]}

    def to_json(self, indent: int | None = None) -> str:
        """Return the document as JSON text; lone surrogates are escaped, so it always encodes as UTF-8."""
        return json.dumps(self.to_dict(), ensure_ascii=True, indent=indent)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a score: its name, the view it is of, and the amount in score units."""

    feature: str
    view: str
    amount: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a score came out as it did: ``intercept + sum of the amounts == score``, strongest first.

    ``target`` says what is explained ("stance", "bloc" or "speaker") and ``label`` for which label.
    """

    target: str
    label: str
    score: float
    intercept: float
    contributions: tuple[Contribution, ...]

    @classmethod
    def of(
        cls, target: str, label: str, intercept: float, parts: Iterable[tuple[str, str, float]]
    ) -> Explanation:
        """Return the explanation of a sum of ``parts`` (feature, view, amount); like ones are merged."""
        merged: dict[tuple[str, str], float] = {}
        for feature, view, amount in parts:
            merged[feature, view] = merged.get((feature, view), 0.0) + amount
        ordered = sorted(merged.items(), key=lambda item: -abs(item[1]))
        contributions = tuple(Contribution(*names, amount) for names, amount in ordered)
        return cls(target, label, intercept + sum(merged.values()), intercept, contributions)
