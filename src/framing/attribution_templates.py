"""Which conjunctions of token properties the chains weigh; chosen by cross-validation."""

from __future__ import annotations

from framing.attribution_features import Template

VERSION = 1
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
    *_windows("suffix", -1, 0, 1),
    *_windows("ending", 0),
    *_windows("prefix", 0),
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
"""Features of the words alone: all that the chain of sources, cues and contents sees."""

ATTRIBUTION_TEMPLATES: tuple[Template, ...] = (
    *_windows("label", -2, -1, 0, 1, 2),
    *_runs("label", 2, -1, 0),
    *_runs("label", 3, -1),
    *_windows("source", -1, 0, 1),
    *_runs("source", 2, -1, 0),
    *_windows("cue", 0),
    *_windows("content", 0),
    *_windows("begins", 0, 1),
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
"""What the chain of the main speaker sees besides: the other chain's output."""
