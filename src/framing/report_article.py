"""What the page of one article shows, its marked text and panels, as plain values for a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from framing.datatypes import Statement
from framing.marks import Look, bloc_looks, stance_looks
from framing.report_input import Article

Values = dict[str, Any]

AUTHOR, UNPLACED = "\x00author", "\x00unplaced"  # no bloc of a model can have these names
STRONGEST = 3  # statements of each side
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE_END = re.compile(r"\n")
_LONGEST_HEADLINE = 140  # characters


class Looks:
    """The looks of every label in ``articles``: ``stances`` and ``blocs``, by label."""

    def __init__(self, articles: Iterable[Article]) -> None:
        stances: set[str] = set()
        blocs: set[str] = set()
        for article in articles:
            for statement in article.statements:
                stances |= {statement.stance.label, *statement.stance.probabilities}
                blocs |= {*statement.blocs, *statement.bloc_probabilities}
        self.stances = stance_looks(stances)
        self.blocs = bloc_looks(blocs)

    @property
    def sides(self) -> list[Look]:
        """The stances that take a side."""
        return [look for look in self.stances.values() if look.place >= 0]


def article_values(article: Article, looks: Looks, first_row: int = 0) -> Values:
    """Return what the article template shows; ``first_row`` numbers its first statement in the page."""
    statements = article.statements
    voices = voices_of(statements, looks)
    most = max((voice["words"] for voice in voices), default=0)
    paragraphs = _paragraphs(article, looks, first_row)
    headed = _begins_with_headline(article, paragraphs)
    return {
        "name": article.name,
        "headline": paragraphs[0][0] if headed else None,
        "paragraphs": paragraphs[headed:],
        "total": len(statements),
        "counts": stance_counts(statements, looks),
        "voices": [voice | {"part": voice["words"] / max(most, 1)} for voice in voices],
        "most_heard": next((voice for voice in voices if voice["look"]), None),
        "speaks": any(statement.speaker or statement.blocs for statement in statements),
        "run": _run(statements, looks, first_row),
        "strongest": _strongest(statements, looks, first_row),
    }


def stance_counts(statements: Iterable[Statement], looks: Looks) -> list[Values]:
    """Return how many statements each stance has, as number and as part of all."""
    labels = [statement.stance.label for statement in statements]
    return [
        {
            "look": look,
            "count": labels.count(look.label),
            "part": labels.count(look.label) / max(len(labels), 1),
        }
        for look in looks.stances.values()
    ]


def voices_of(statements: Sequence[Statement], looks: Looks) -> list[Values]:
    """Return, for each voice that is heard, its statements, words and stances; blocs first, most words first.

    A joint speaker counts for each of its blocs. Words are those attributed to it, or the whole sentence's.
    """
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        for voice in statement.blocs or (UNPLACED if statement.speaker else AUTHOR,):
            found.setdefault(voice, []).append(statement)
    voices = [
        {
            "label": label,
            "look": looks.blocs.get(label),
            "name": looks.blocs[label].name if label in looks.blocs else _NOBODY[label],
            "statements": len(own),
            "words": sum(map(_words, own)),
            "counts": stance_counts(own, looks),
        }
        for label, own in found.items()
    ]
    return sorted(voices, key=lambda voice: (voice["look"] is None, -voice["words"], voice["name"]))


_NOBODY = {AUTHOR: "author’s own voice", UNPLACED: "other speakers"}


def _words(statement: Statement) -> int:
    content = statement.speaker.content if statement.speaker else None
    if content is None:
        return len(_WORD.findall(statement.text))
    return len(_WORD.findall(statement.text, content.start - statement.start, content.end - statement.start))


def _run(statements: Sequence[Statement], looks: Looks, first_row: int) -> list[Values]:
    """Return, for each side, the probability of its stance in each statement and whether it was given."""
    return [
        {
            "look": look,
            "bars": [
                {
                    "row": row,
                    "height": statement.stance.probabilities.get(look.label, 0.0),
                    "given": statement.stance.label == look.label,
                }
                for row, statement in enumerate(statements, first_row)
            ],
        }
        for look in looks.sides
    ]


def _strongest(statements: Sequence[Statement], looks: Looks, first_row: int) -> list[Values]:
    result = []
    for look in looks.sides:
        own = [(s.stance.probability, n) for n, s in enumerate(statements) if s.stance.label == look.label]
        own.sort(key=lambda found: (-found[0], found[1]))
        result.append(
            {
                "look": look,
                "statements": [
                    {"row": first_row + number, "probability": probability, "text": statements[number].text}
                    for probability, number in own[:STRONGEST]
                ],
            }
        )
    return result


def _paragraphs(article: Article, looks: Looks, first_row: int) -> list[list[Values]]:
    """Return the statements of each paragraph.

    Blank lines part paragraphs; in a text without any, every line end does.
    """
    line_end = _BLANK_LINE if _BLANK_LINE.search(article.text) else _LINE_END
    paragraphs: list[list[Values]] = []
    end = 0
    for row, statement in enumerate(article.statements, first_row):
        if not paragraphs or line_end.search(article.text, end, statement.start):
            paragraphs.append([])
        paragraphs[-1].append(
            {
                "row": row,
                "stance": looks.stances[statement.stance.label],
                "probability": statement.stance.probability,
                "blocs": [looks.blocs[bloc] for bloc in statement.blocs],
                "spoken": statement.speaker is not None,
                "pieces": _pieces(statement),
            }
        )
        end = statement.end
    return paragraphs


def _begins_with_headline(article: Article, paragraphs: list[list[Values]]) -> bool:
    """Tell whether the first paragraph is one short sentence without a full stop, and others follow."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > 1:
        return False
    text = article.statements[0].text
    return len(text) <= _LONGEST_HEADLINE and not text.rstrip("\"'’”»)").endswith((".", "!", "…", ":"))


def _pieces(statement: Statement) -> list[tuple[str, str]]:
    """Return the sentence in pieces, each with what it is: ``main``, ``speaker``, ``cue`` or empty.

    Where spans overlap, the one that begins first counts.
    """
    spans = []
    for place, speaker in enumerate(statement.speakers or filter(None, [statement.speaker])):
        spans.append((speaker.start, speaker.end, "speaker" if place else "main"))
        if speaker.cue:
            spans.append((speaker.cue.start, speaker.cue.end, "cue"))
    pieces = []
    done = statement.start
    for start, end, kind in sorted(spans):
        if start < done or end > statement.end:
            continue
        pieces.append((statement.text[done - statement.start : start - statement.start], ""))
        pieces.append((statement.text[start - statement.start : end - statement.start], kind))
        done = end
    pieces.append((statement.text[done - statement.start :], ""))
    return [(text, kind) for text, kind in pieces if text]
