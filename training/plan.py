"""What a model is made from and how: plain values that every step of a run is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framing.rows import Row
from framing.termmodel import TermModel

Report = Callable[[str], None]
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Sources:
    """What a model is made from besides annotated rows, all of it optional.

    ``polnear`` is the folder with PolNeAR's train.tar.gz, ``unlabelled`` sentences for word clusters,
    ``side`` a fitted model of publishers' sides, and ``taught`` rows of which a teacher told
    ``speaker``, ``attributions`` or both.
    """

    polnear: Path | None = None
    unlabelled: Sequence[str] = ()
    side: TermModel | None = None
    taught: Sequence[Row] = ()


@dataclass(frozen=True)
class Plan:
    """How a model is fitted.

    ``folds`` are the parts of cross-validation, ``seed`` that of everything random, ``jobs`` how many parts
    are fitted at the same time. ``speakers``, ``blocs`` and ``stance`` are arguments of the three parts.
    """

    folds: int = 5
    seed: int = 0
    jobs: int = 1
    speakers: Params = field(default_factory=dict)
    blocs: Params = field(default_factory=dict)
    stance: Params = field(default_factory=dict)


def silent(step: str) -> None:
    """Report nothing."""


def step_name(name: str, params: Params) -> str:
    """Return the name of a step in a checkpoint: what is done, and with which settings."""
    return "-".join([name, *(f"{key}={value}" for key, value in sorted(params.items()))])
