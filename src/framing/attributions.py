"""Annotated attributions to label sequences, and label sequences back to speakers with cue and content."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from framing.attribution_labels import AFTER, CONTENT, CUE, MAIN, SOURCE, label_spans, mark
from framing.chain import Floats
from framing.datatypes import Span, Speaker
from framing.tokens import Ints, Tokens


@dataclass(frozen=True, slots=True)
class Attribution:
    """An annotated attribution; each role may lack words or have several pieces."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()

    @classmethod
    def of_speaker(cls, text: str, speaker: str | None) -> tuple[Attribution, ...]:
        """Return the attribution to ``speaker``, all its occurrences in ``text``; none for None or "".

        Raises ValueError where the words do not occur in the text.
        """
        if not speaker:
            return ()
        found = tuple(Span(m.start(), m.end(), speaker) for m in re.finditer(re.escape(speaker), text))
        if not found:
            raise ValueError(f"the speaker {speaker!r} does not occur in the sentence {text!r}")
        return (cls(source=found),)


def _bounds(tokens: Tokens, text: int, span: Span) -> tuple[int, int]:
    """Return the tokens [i, j) that a span of a text touches."""
    low, high = tokens.first[text], tokens.first[text + 1]
    base = tokens.base[text]
    start = low + np.searchsorted(tokens.end[low:high] - base, span.start, side="right")
    return int(start), int(low + np.searchsorted(tokens.start[low:high] - base, span.end, side="left"))


def role_labels(tokens: Tokens, attributions: Sequence[Sequence[Attribution]]) -> Ints:
    """Return the role label of each token, shape (T,).

    Where attributions overlap, the one with the longer content comes first: the outer of two nested ones.
    """
    labels = np.zeros(len(tokens), dtype=np.int64)
    for text, several in enumerate(attributions):
        for one in sorted(several, key=lambda one: -sum(s.end - s.start for s in one.content)):
            for role, spans in ((SOURCE, one.source), (CUE, one.cue), (CONTENT, one.content)):
                for span in spans:
                    i, j = _bounds(tokens, text, span)
                    if i < j and not labels[i:j].any():
                        mark(labels, role, i, j)
    return labels


def main_labels(tokens: Tokens, attributions: Sequence[Sequence[Attribution]], support: Floats) -> Ints:
    """Return the main speaker's labels, shape (T,), from the first attribution of each text.

    Of several occurrences the one that ends where tokens end, and has the highest mean ``support`` (T,), is
    the speaker.
    """
    labels = np.zeros(len(tokens), dtype=np.int64)
    for text, several in enumerate(attributions):
        best = (-1, 0.0, 0, 0)
        for span in several[0].source if several else ():
            i, j = _bounds(tokens, text, span)
            if i < j:
                whole = tokens.start[i] == span.start + tokens.base[text]
                whole = int(whole) + int(tokens.end[j - 1] == span.end + tokens.base[text])
                best = max(best, (whole, float(support[i:j].mean()), i, j))
        _, _, i, j = best
        if i < j:
            mark(labels, MAIN, i, j)
            labels[j : tokens.first[text + 1]] = AFTER
    return labels


_Bounds = tuple[int, int]


def _gap(one: _Bounds, other: _Bounds) -> tuple[int, bool]:
    """Return how many tokens lie between two spans; of equal gaps the one behind ``one`` is the smaller."""
    return max(other[0] - one[1], one[0] - other[1], 0), other[0] < one[0]


def linked(
    sources: Sequence[_Bounds], cues: Sequence[_Bounds], contents: Sequence[_Bounds]
) -> list[tuple[_Bounds, _Bounds | None, _Bounds | None]]:
    """Return each source with its cue and content, all as token bounds.

    Spans come in order. A cue belongs to the nearest source, a content to the nearest cue (without any cue,
    to the nearest source); a source takes the nearest of its cues and that cue's longest content.
    """
    cues_of: defaultdict[_Bounds, list[_Bounds]] = defaultdict(list)
    contents_of: defaultdict[_Bounds, list[_Bounds]] = defaultdict(list)
    for cue in cues if sources else ():
        cues_of[_nearest(sources, cue)].append(cue)
    anchors = cues or sources
    for content in contents if anchors else ():
        contents_of[_nearest(anchors, content)].append(content)
    result = []
    for source in sources:
        chosen = min(cues_of[source], key=lambda cue: _gap(source, cue), default=None)
        held = contents_of[chosen or source]
        result.append((source, chosen, max(held, key=lambda span: span[1] - span[0], default=None)))
    return result


def _nearest(spans: Sequence[_Bounds], to: _Bounds) -> _Bounds:
    """Return the nearest of ``spans``, which ascend and do not overlap."""
    after = bisect(spans, to)
    return min(spans[max(after - 1, 0) : after + 1], key=lambda span: _gap(span, to))


def span_of(tokens: Tokens, texts: Sequence[str], bounds: _Bounds) -> Span:
    """Return tokens [i, j) as a span of their text."""
    text = tokens.text[bounds[0]]
    start, end = int(tokens.start[bounds[0]]), int(tokens.end[bounds[1] - 1])
    base = int(tokens.base[text])
    return Span(start - base, end - base, texts[text][start - base : end - base])


def speakers_of(tokens: Tokens, texts: Sequence[str], labels: Ints, main: Ints) -> list[tuple[Speaker, ...]]:
    """Return the speakers of each text, the main one first.

    ``labels`` are role labels, ``main`` the first token of each text's main speaker or -1 for a text without
    a speaker.
    """
    kinds, start, end = label_spans(labels)
    spans: dict[int, dict[int, list[_Bounds]]] = {
        text: {SOURCE: [], CUE: [], CONTENT: []} for text in np.flatnonzero(main >= 0).tolist()
    }
    owners = tokens.text[start].tolist()
    for text, kind, i, j in zip(owners, kinds.tolist(), start.tolist(), end.tolist(), strict=True):
        if text in spans:
            spans[text][kind].append((i, j))
    result: list[tuple[Speaker, ...]] = [()] * len(texts)
    for text, found in spans.items():
        chief = int(main[text])
        links = linked(found[SOURCE], found[CUE], found[CONTENT])
        links = [link for link in links if link[0][0] == chief or link[1]]
        links.sort(key=lambda link: link[0][0] != chief)
        result[text] = tuple([_speaker(tokens, texts, *link) for link in links])
    return result


def _speaker(
    tokens: Tokens, texts: Sequence[str], source: _Bounds, cue: _Bounds | None, content: _Bounds | None
) -> Speaker:
    words = span_of(tokens, texts, source)
    return Speaker(
        words.text,
        words.start,
        words.end,
        span_of(tokens, texts, cue) if cue else None,
        span_of(tokens, texts, content) if content else None,
    )
