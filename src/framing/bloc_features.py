"""What the bloc model sees of a sentence and its speaker: hashed words, actors and their surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from framing.actors import ActorTable, Mentions
from framing.datatypes import Span, Speaker
from framing.tokens import U64, UPPER, Ints, Tokens, combine, hash_string, ngrams

_BEFORE, _AFTER = 4, 10  # tokens looked at before and after a speaker
_REACH = np.array([1, 2, 3, 5, 9, 17])  # classes of distance in tokens

Bounds = tuple[Ints, Ints]
"""First and one past the last token of spans, shape (n,) each; -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Terms of one kind: their hashes, whose they are, and the characters [start, end) they tell of.

    All have shape (n_terms,); ``start`` and ``end`` are in the joined stream of the tokens.
    """

    name: str
    hashes: U64
    owner: Ints
    start: Ints
    end: Ints


def span_tokens(tokens: Tokens, spans: Sequence[Speaker | Span | None]) -> Bounds:
    """Return the token bounds of a span in each text."""
    start = np.fromiter((s.start if s else -1 for s in spans), np.int64, len(spans))
    end = np.fromiter((s.end if s else -1 for s in spans), np.int64, len(spans))
    begin = np.searchsorted(tokens.end, tokens.base + start, side="right")
    stop = np.searchsorted(tokens.start, tokens.base + end, side="left")
    begin = np.clip(begin, tokens.first[:-1], tokens.first[1:])
    stop = np.clip(stop, begin, tokens.first[1:])
    none = (start < 0) | (stop <= begin)
    return np.where(none, -1, begin), np.where(none, -1, stop)


def places(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the numbers in each [low, high), one after the other, and whose they are."""
    length = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), length)
    return np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length) + low[owner], owner


class Scene:
    """Spans of tokens (speakers, names or sentences) and the actors named in and around them."""

    def __init__(self, tokens: Tokens, span: Bounds, actors: ActorTable, mentions: Mentions) -> None:
        self.tokens = tokens
        self.start, self.end = span
        text = tokens.text[self.start]
        self.low, self.high = tokens.first[text], tokens.first[text + 1]  # the spans' sentences
        self.mentions = mentions
        label = np.array([hash_string(f"\x00{label}") for label in actors.labels], np.uint64)
        kind = np.array([hash_string(kind) for kind in actors.kinds], np.uint64)
        self.symbol = label[actors.bloc[mentions.actor]]
        self.kind = kind[actors.kind[mentions.actor]]
        step = np.zeros(len(tokens) + 1, np.int64)
        step[mentions.start] += 1
        np.subtract.at(step, mentions.end, 1)
        # Masked, a mention of an actor is one token: the symbol of its bloc.
        self.masked = tokens.lower.copy()
        self.masked[mentions.start] = self.symbol
        self.kept = np.cumsum(step[:-1]) == 0
        self.kept[mentions.start] = True

    def __len__(self) -> int:
        return len(self.start)

    def mentions_in(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Return the numbers of the mentions that begin in each [low, high), and whose they are."""
        return places(np.searchsorted(self.mentions.start, low), np.searchsorted(self.mentions.start, high))

    def tell(self, name: str, value: U64, owner: Ints, token: Ints) -> Feature:
        """Return terms that tell of one token each."""
        hashes = combine(value, np.uint64(hash_string(name)))
        return Feature(name, hashes, owner, self.tokens.start[token], self.tokens.end[token])

    def tell_mentions(self, name: str, value: U64, number: Ints, owner: Ints) -> Feature:
        """Return terms that tell of one mention each, by its number."""
        feature = self.tell(name, value, owner, self.mentions.start[number])
        last = self.tokens.end[self.mentions.end[number] - 1]
        return Feature(name, feature.hashes, owner, feature.start, last)

    def grams(self, name: str, low: Ints, high: Ints, size: int, *, masked: bool = False) -> Feature:
        """Return the n-grams of the tokens in each [low, high), with actors masked or not."""
        place, owner = places(low, high)
        if masked:
            place, owner = place[self.kept[place]], owner[self.kept[place]]
        value, mine = ngrams((self.masked if masked else self.tokens.lower)[place], owner, size)
        count = max(len(place) - size + 1, 0)
        first = np.flatnonzero(owner[:count] == owner[len(owner) - count :])
        hashes = combine(value, np.uint64(hash_string(name)))
        start, end = self.tokens.start[place[first]], self.tokens.end[place[first + size - 1]]
        return Feature(name, hashes, mine, start, end)


def speaker_features(scene: Scene) -> Iterator[Feature]:
    """Yield what the speaker's own words say."""
    lower, everyone = scene.tokens.lower, np.arange(len(scene))
    for size in (1, 2):
        yield scene.grams(f"speaker{size}", scene.start, scene.end, size)
    yield scene.tell("speaker ends", lower[scene.end - 1], everyone, scene.end - 1)
    yield scene.tell("speaker begins", lower[scene.start], everyone, scene.start)
    for size in (1, 2, 3):
        yield scene.grams(f"role{size}", scene.start, scene.end, size, masked=True)


def letter_features(tokens: Tokens, spans: Bounds) -> Iterator[Feature]:
    """Yield the character n-grams of capitalised words, which tell where a name comes from."""
    place, owner = places(*spans)
    upper = tokens.classes[tokens.start[place]] == UPPER
    place, owner = place[upper], owner[upper]
    first, last = tokens.start[place], tokens.end[place]
    for size in (3, 4, 5):
        start, item = places(first - 1, last + 2 - size)
        low, high = np.maximum(start, first[item]), np.minimum(start + size, last[item])
        edges = (start < low) + 2 * (start + size > high)
        hashes = combine(tokens.hasher(low, high), edges.astype(np.uint64))
        yield Feature(f"letters{size}", hashes, owner[item], low, high)


def actor_features(scene: Scene) -> Iterator[Feature]:
    """Yield the blocs of the actors named inside the speaker and around it."""
    symbol, count = scene.symbol, len(scene)
    inner, owner = scene.mentions_in(scene.start, scene.end)
    yield scene.tell_mentions("actor", symbol[inner], inner, owner)
    yield scene.tell_mentions("actor kind", combine(symbol[inner], scene.kind[inner]), inner, owner)
    begins, ends = np.diff(owner, prepend=-1) > 0, np.diff(owner, append=count) > 0
    yield scene.tell_mentions("first actor", symbol[inner[begins]], inner[begins], owner[begins])
    yield scene.tell_mentions("last actor", symbol[inner[ends]], inner[ends], owner[ends])
    total = np.bincount(owner, minlength=count)
    yield scene.tell("actors", np.minimum(total, 3).astype(np.uint64), np.arange(count), scene.start)
    for name, (low, high) in (("before", (scene.low, scene.start)), ("after", (scene.end, scene.high))):
        outer, owner = scene.mentions_in(low, high)
        before = name == "before"
        distance = np.where(
            before,
            scene.start[owner] - scene.mentions.end[outer],
            scene.mentions.start[outer] - scene.end[owner],
        )
        reach = combine(symbol[outer], np.searchsorted(_REACH, distance).astype(np.uint64))
        near = np.diff(owner, append=count) > 0 if before else np.diff(owner, prepend=-1) > 0
        for prefix, chosen in (("", np.ones(len(owner), bool)), ("bare ", total[owner] == 0)):
            some, nearest = np.flatnonzero(chosen), np.flatnonzero(chosen & near)
            yield scene.tell_mentions(f"{prefix}{name}", symbol[outer[some]], outer[some], owner[some])
            yield scene.tell_mentions(
                f"{prefix}nearest {name}", reach[nearest], outer[nearest], owner[nearest]
            )


def near_features(scene: Scene) -> Iterator[Feature]:
    """Yield the words just before and after the speaker, actors masked and not."""
    lower = scene.tokens.lower
    for name, start, end in (
        ("left", np.maximum(scene.low, scene.start - _BEFORE), scene.start),
        ("right", scene.end, np.minimum(scene.high, scene.end + _AFTER)),
    ):
        yield scene.grams(f"{name}1", start, end, 1)
        for size in (1, 2, 3):
            yield scene.grams(f"{name} role{size}", start, end, size, masked=True)
    for step in (0, 1):
        for name, there in ((f"right+{step}", scene.end + step), (f"left+{step}", scene.start - 1 - step)):
            inside = np.flatnonzero((there >= scene.low) & (there < scene.high))
            yield scene.tell(name, lower[there[inside]], inside, there[inside])


def cue_features(scene: Scene, cues: Bounds, contents: Bounds) -> Iterator[Feature]:
    """Yield what attributes the words to the speaker: the cue, and where it and the content stand."""
    everyone = np.arange(len(scene))
    for size in (1, 2):
        yield scene.grams(f"cue{size}", *cues, size)
    layout: U64 = np.zeros(len(scene), np.uint64)
    for name, (start, end) in (("cue", cues), ("content", contents)):
        after = start >= scene.end
        side = np.where(start < 0, 0, np.where(after, 1, 2))
        gap = np.where(after, start - scene.end, scene.start - end)
        reach = np.searchsorted(_REACH, np.maximum(gap, 0)) * (start >= 0)
        yield scene.tell(f"{name} side", (side * 8 + reach).astype(np.uint64), everyone, scene.start)
        layout = layout * np.uint64(4) + side.astype(np.uint64)
    yield scene.tell("layout", layout, everyone, scene.start)
    position = np.minimum(scene.start - scene.low, 20).astype(np.uint64)
    yield scene.tell("position", position, everyone, scene.start)
    last = scene.end - 1
    yield scene.tell("layout ends", combine(scene.tokens.lower[last], layout), everyone, last)
    number, owner = scene.mentions_in(scene.start, scene.end)
    cue = np.where(cues[0] >= 0, scene.tokens.lower[np.maximum(cues[0], 0)], np.uint64(0))
    yield scene.tell_mentions("actor cue", combine(scene.kind[number], cue[owner]), number, owner)


def sentence_features(scene: Scene) -> Iterator[Feature]:
    """Yield the words of the whole sentence, actors masked and not."""
    yield scene.grams("word", scene.low, scene.high, 1)
    for size in (1, 2):
        yield scene.grams(f"masked{size}", scene.low, scene.high, size, masked=True)
