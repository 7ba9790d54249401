"""Sentiment towards a target, on NewsMTSC's test sets: the stance model on a task it was not made for.

Hamborg & Donnay 2021, "NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification in Political
News Articles" (EACL), https://aclanthology.org/2021.eacl-main.142: macro-F1 over negative, neutral and
positive. A linear model sees no positions, so the target is marked by a word before it
(`training.readers.newsmtsc.MARK`), which the table of actors knows as one; then "X praised the target" and
"the target praised X" have other terms. Models are fitted to the published training set alone, in the way of
``training fit`` for a stance and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.metrics import Judged, Labels, evaluate
from benchmarks.systems.tfidf_logistic import TfidfLogistic
from framing.actors import ActorTable
from framing.checked_arrays import Arrays
from framing.rows import Row
from framing.stance import StanceClassifier
from framing.tokens import tokenize
from training.folds import document_folds
from training.readers.newsmtsc import MARK, POLARITIES, read_newsmtsc

TRAIN = "train.jsonl"
TESTS = {"devtest_rw": 0.831, "devtest_mt": 0.825}
"""The test sets, with the macro-F1 of the paper's model, GRU-TSC over RoBERTa."""
STANCES = tuple(sorted(POLARITIES.values()))

Report = Callable[[str], None]
Predict = Callable[[Sequence[Row]], Sequence[str]]


def newsmtsc(folder: Path, report: Report) -> tuple[dict[str, Any], Arrays]:
    """Return the figures of each model on each test set in ``folder``, and the first model's arrays.

    Intervals are of a bootstrap over articles. ``report`` is told each step as it begins. Raises InputError
    for files that are missing or damaged.
    """
    train = list(read_newsmtsc(folder / TRAIN))
    tests = {name: list(read_newsmtsc(folder / f"{name}.jsonl")) for name in TESTS}
    actors = ActorTable.default()
    target = actors.merged(ActorTable([[MARK]], ["target"]))
    report("target marked, as an actor")
    best = _fit(train, "marked", target)
    models: dict[str, Predict] = {"target marked, as an actor": _predictor(best, "marked", target)}
    for name, column in (("target marked, as a word", "marked"), ("target not marked", "text")):
        report(name)
        models[name] = _predictor(_fit(train, column, actors), column, actors)
    report("plain")
    plain = TfidfLogistic("plain").pipeline([row | {"text": row["marked"]} for row in train])
    models["plain TF-IDF and logistic regression, target marked"] = lambda rows: [
        str(label) for label in plain.predict(_texts(rows, "marked"))
    ]
    scores: dict[str, Any] = {}
    for name, rows in tests.items():
        report(f"scores: {name}")
        found = {model: _figures(rows, predict(rows)) for model, predict in models.items()}
        articles = len({row["article"] for row in rows})
        scores[name] = {"rows": len(rows), "articles": articles, "published": TESTS[name], "models": found}
    return scores, best.state()[1]


def _texts(rows: Sequence[Row], column: str) -> list[str]:
    return [row[column] for row in rows]


def _fit(rows: Sequence[Row], column: str, actors: ActorTable) -> StanceClassifier:
    nobody = np.zeros((len(rows), 0))
    groups = document_folds([{"doc": row["article"]} for row in rows])
    return StanceClassifier().fit(
        tokenize(_texts(rows, column)),
        _texts(rows, "stance"),
        nobody,
        np.arange(len(rows) + 1),
        voice_labels=(),
        actors=actors,
        groups=groups,
    )


def _predictor(model: StanceClassifier, column: str, actors: ActorTable) -> Predict:
    def predict(rows: Sequence[Row]) -> list[str]:
        nobody, first = np.zeros((len(rows), 0)), np.arange(len(rows) + 1)
        _, chosen = model.predict(tokenize(_texts(rows, column)), nobody, first, actors=actors)
        return [model.labels_[number] for number in chosen]

    return predict


def _figures(rows: Sequence[Row], found: Sequence[str]) -> dict[str, Any]:
    nobody: frozenset[str] = frozenset()
    judged = [
        Judged(row["article"], Labels(row["stance"], nobody), Labels(label, nobody))
        for row, label in zip(rows, found, strict=True)
    ]
    figures = evaluate(judged, STANCES, ())
    wanted = ("stance_macro_f1", "stance_accuracy", *(f"stance_f1/{label}" for label in STANCES))
    return {name.removeprefix("stance_"): figures[name] for name in wanted}
