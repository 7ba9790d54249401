"""Which conjunctions of token properties the chains weigh; chosen by cross-validation."""

from __future__ import annotations

from framing.attribution_features import Template
from framing.attribution_labels import ROLES

VERSION = 2
"""Raised with every change below: weights are of no use to other features."""


def _windows(kind: str, *ahead: int) -> tuple[Template, ...]:
    return tuple(((kind, at),) for at in ahead)


def _runs(kind: str, length: int, *ahead: int) -> tuple[Template, ...]:
    return tuple(tuple((kind, at + step) for step in range(length)) for at in ahead)


def _together(*kinds: str) -> Template:
    return tuple((kind, 0) for kind in kinds)


WORD_TEMPLATES: tuple[Template, ...] = (
    *_windows("word", -3, -2, -1, 0, 1, 2, 3),
    *_windows("cluster0", -2, -1, 0, 1, 2),
    *_windows("cluster1", -3, -2, -1, 0, 1, 2, 3),
    *_windows("cluster2", -1, 0, 1),
    *_windows("shape", -2, -1, 0, 1, 2),
    *_runs("word", 2, -2, -1, 0, 1),
    *_runs("cluster1", 2, -3, -2, -1, 0, 1, 2),
    *_runs("cluster0", 3, -2, -1, 0),
    *_runs("shape", 2, -1, 0),
    *_runs("shape", 3, -1),
    *_windows("exact", 0),
    *_windows("suffix3", -1, 0, 1),
    *_windows("suffix2", 0),
    *_windows("prefix4", 0),
    *_windows("quoted", 0),
    *_runs("quoted", 3, -1),
    _together("quoted", "word"),
    _together("quoted", "cluster1"),
    *_windows("since_quote", 0),
    _together("since_quote", "cluster0"),
    (("since_quote", 0), ("cluster0", 0), ("cluster0", 1)),
    *_windows("position", 0),
    *_windows("remaining", 0),
    _together("position", "shape"),
    _together("headline", "shape"),
    _together("headline", "cluster0"),
    *_windows("since_stop", 0),
    *_windows("to_stop", 0),
    *_windows("opener", 0),
    _together("since_stop", "cluster0"),
    _together("to_stop", "cluster0"),
    _together("since_stop", "shape"),
    (("stop", 0), ("quoted", -1), ("quoted", 1)),
    (("stop", -1), ("quoted", 0)),
    (("stop", -1), ("since_quote", 0)),
    (("stop", 1), ("quoted", 0), ("quoted", 2)),
    *_windows("final", 0),
    *_windows("always", 0),
)
"""Features of the words alone, which all chains see."""

FURTHER_TEMPLATES: tuple[Template, ...] = (
    *_windows("word", -4, 4),
    *_windows("cluster1", -4, 4),
    *_windows("suffix4", 0),
    *_windows("prefix3", 0),
    *_windows("prefix6", 0),
    *_windows("stem", -1, 0, 1),
    *_runs("cluster2", 2, -1, 0),
    (("cluster1", -1), ("cluster1", 1)),
    *((("shape", 0), (kind, at)) for kind in ("word", "cluster1") for at in (-1, 1)),
    *_windows("last_pause", 0),
    *_windows("next_pause", 0),
    _together("last_pause", "after_last_pause"),
    _together("next_pause", "after_next_pause"),
    *(
        _together("quoted", kind)
        for kind in ("last_mark", "next_mark", "before_last_mark", "after_next_mark")
    ),
)
"""Features of the words that help the chains of roles, and not that of the main speaker."""

ATTRIBUTION_TEMPLATES: tuple[Template, ...] = (
    *_windows("label", -2, -1, 0, 1, 2),
    *_runs("label", 2, -1, 0),
    *_runs("label", 3, -1),
    *_windows("source", -1, 0, 1),
    *_runs("source", 2, -1, 0),
    *_windows("cue", 0),
    *_windows("content", 0),
    *_windows("source_begins", 0, 1),
    *_windows("best_source", 0),
    *_windows("last_cue", 0),
    *_windows("next_cue", 0),
    _together("source", "best_source"),
    _together("source", "sources", "source_number"),
    _together("label", "sources", "source_number"),
    _together("last_cue", "last_cue_away"),
    _together("next_cue", "next_cue_away"),
    _together("last_cue_kind", "last_cue_away"),
    _together("next_cue_kind", "next_cue_away"),
    _together("label", "last_cue"),
    _together("label", "next_cue"),
    _together("label", "next_cue_kind", "last_cue_kind"),
    _together("label", "quoted"),
    _together("label", "cluster1"),
    _together("label", "word"),
    _together("source", "shape"),
)
"""What later chains see besides: the output of the chain before."""

SPAN_TEMPLATES: tuple[Template, ...] = (
    _together("last_role", "role", "next_role"),
    _together("last_but_one", "last_role", "role", "next_role", "next_but_one"),
    _together("role", "last_role", "last_role_away"),
    _together("role", "next_role", "next_role_away"),
    _together("label", "length"),
    *(_together("role", kind) for kind in ("first_word", "last_word", "word_before", "word_behind")),
    _together("role", "kind_before", "kind_behind"),
    _together("content_here", "cue_here", "source_here"),
    _together("label", "content_here", "cue_here", "source_here"),
    _together("content_here", "content_before", "content_behind"),
    _together("role", "cue_here", "cue_before", "cue_behind"),
    _together("role", "quote_content", "cue_here"),
    *(_together(f"{role}_{edge}", role) for role in ROLES.values() for edge in ("begins", "ends")),
    *(_together(f"{role}_begins", "word") for role in ROLES.values()),
    *(((f"{role}_ends", 0), ("word", 1)) for role in ROLES.values()),
    (("content_begins", 0), ("word", -1)),
    (("source_begins", 0), ("word", -1)),
    (("source_ends", 0), ("cluster1", 1)),
    _together("content_ends", "word"),
    _together("cue_ends", "word"),
    _together("content_ends", "stop"),
)
"""What the second chain of roles sees of the spans that the first found, and of the text around them."""
