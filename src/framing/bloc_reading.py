"""Documents as the bloc models see them: terms of their speakers, names and sentences, and links between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from framing.actors import ActorTable, Mentions
from framing.antecedents import FIRST_PERSON, NAMED, Names, name_links, quote_states, speaker_kinds
from framing.bloc_features import (
    Bounds,
    Feature,
    Scene,
    actor_features,
    cue_features,
    letter_features,
    near_features,
    sentence_features,
    span_tokens,
    speaker_features,
)
from framing.hashtable import merged
from framing.heard import Heard, Speakers
from framing.scoring import Terms
from framing.termmodel import Floats
from framing.tokens import Bools, Ints, Tokens

SPEAKER_VIEWS = 6
LETTERS = 1  # which of them holds the letters of names

View = list[Feature]


class Attributed(NamedTuple):
    """Token bounds of the speaker, the cue and the content of each sentence."""

    speakers: Bounds
    cues: Bounds
    contents: Bounds

    def among(self, chosen: Ints) -> Attributed:
        """Return the bounds in the ``chosen`` sentences (m,)."""
        return Attributed(*((start[chosen], end[chosen]) for start, end in self))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of n sentences in documents before any model is asked.

    ``first`` are document bounds; ``kind`` and ``quote`` (n,) the states of `antecedents`; ``me`` (n,) says
    whether the sentence is in the first person, ``person`` (n,) whether its speaker is one person by name.
    ``names`` links names, ``run_text`` (n_runs,) are their sentences and ``actors`` (documents, B) the shares
    of blocs in a document's mentions. ``presence`` (n,) are the probabilities that anybody speaks.
    ``speaking`` are the sentences with a speaker, ``doubtful`` those with a mere candidate, ``runs`` the runs
    that links lead to; the views hold the terms of these and of all sentences.
    """

    first: Ints
    kind: Ints
    quote: Ints
    me: Bools
    person: Bools
    names: Names
    run_text: Ints
    actors: Floats
    presence: Floats
    speaking: Ints
    doubtful: Ints
    runs: Ints
    speaker_views: list[View]
    candidate_views: list[View]
    run_views: list[View]
    sentence_views: list[View]


def terms(view: View) -> Terms:
    """Return the terms of a view's features, one after the other."""
    return np.concatenate([part.hashes for part in view]), np.concatenate([part.owner for part in view])


def read_documents(
    tokens: Tokens, heard: Heard, first: Ints, actors: ActorTable, labels: Sequence[str]
) -> Reading:
    """Return the reading of documents whose sentences are the texts of ``tokens``."""
    spans = _attributed(tokens, heard.speakers)
    mentions = actors.find(tokens)
    begins, human = np.zeros(len(tokens), bool), np.zeros(len(tokens), bool)
    begins[mentions.start] = True
    human[mentions.start] = actors.persons[mentions.actor]
    kind = speaker_kinds(tokens, spans.speakers, _within(begins, spans.speakers))
    names = name_links(tokens, spans.speakers, kind, first, actor=begins, person=human)
    speaking = np.flatnonzero(kind)
    linked = np.concatenate([names.intro, names.subject, names.person, names.last])
    runs: Ints = merged(linked[linked >= 0])
    nowhere = np.full(len(runs), -1)
    named = Attributed((names.start[runs], names.end[runs]), (nowhere, nowhere), (nowhere, nowhere))
    doubtful = np.flatnonzero([candidate is not None for candidate in heard.candidates])
    candidates = _attributed(tokens, heard.candidates).among(doubtful)
    return Reading(
        first=first,
        kind=kind,
        quote=quote_states(tokens, first),
        me=np.bincount(tokens.text, np.isin(tokens.lower, FIRST_PERSON), tokens.texts) > 0,
        person=np.isin(kind, NAMED) | _within(human, spans.speakers),
        names=names,
        run_text=tokens.text[names.start],
        actors=_shares(tokens, mentions, first, actors, labels),
        presence=heard.probability,
        speaking=speaking,
        doubtful=doubtful,
        runs=runs,
        speaker_views=_span_views(tokens, spans.among(speaking), actors, mentions),
        candidate_views=_span_views(tokens, candidates, actors, mentions),
        run_views=_span_views(tokens, named, actors, mentions),
        sentence_views=[_sentence_view(tokens, actors, mentions)],
    )


def _attributed(tokens: Tokens, speakers: Speakers) -> Attributed:
    return Attributed(
        span_tokens(tokens, speakers),
        span_tokens(tokens, [speaker and speaker.cue for speaker in speakers]),
        span_tokens(tokens, [speaker and speaker.content for speaker in speakers]),
    )


def _within(marked: Bools, bounds: Bounds) -> Bools:
    """Return whether any token of each span is marked."""
    total = np.concatenate(([0], np.cumsum(marked)))
    return total[bounds[1]] > total[bounds[0]]


def _span_views(tokens: Tokens, spans: Attributed, actors: ActorTable, mentions: Mentions) -> list[View]:
    scene = Scene(tokens, spans.speakers, actors, mentions)
    return [
        list(speaker_features(scene)),
        list(letter_features(tokens, spans.speakers)),
        list(actor_features(scene)),
        list(near_features(scene)),
        list(sentence_features(scene)),
        list(cue_features(scene, spans.cues, spans.contents)),
    ]


def _sentence_view(tokens: Tokens, actors: ActorTable, mentions: Mentions) -> View:
    full = np.flatnonzero(np.diff(tokens.first))
    scene = Scene(tokens, (tokens.first[full], tokens.first[full + 1]), actors, mentions)
    parts = sentence_features(scene)
    return [Feature(part.name, part.hashes, full[part.owner], part.start, part.end) for part in parts]


def _shares(
    tokens: Tokens, mentions: Mentions, first: Ints, actors: ActorTable, labels: Sequence[str]
) -> Floats:
    """Return the share of each bloc in the actors a document names, shape (documents, B)."""
    column = {label: number for number, label in enumerate(labels)}
    columns = np.array([column.get(label, -1) for label in actors.labels], np.int64)
    bloc = columns[actors.bloc[mentions.actor]]
    document = np.searchsorted(first, tokens.text[mentions.start], side="right") - 1
    total = np.zeros((len(first) - 1, len(labels)))
    np.add.at(total, (document[bloc >= 0], bloc[bloc >= 0]), 1.0)
    shares: Floats = total / np.maximum(total.sum(axis=1, keepdims=True), 1.0)
    return shares
