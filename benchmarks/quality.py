"""How well a model labels a corpus, by whole documents and sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.corpus import Corpus, gold_labels, single_spaced
from benchmarks.metrics import Judged, Labels, evaluate
from framing import Statement
from framing.analysis import Annotator
from framing.rows import Row
from training.statistics import Figure

SETTINGS = ("documents", "sentences")
SMALLEST_GROUP = 20  # rows, and of two documents or more; figures of less say nothing
_GROUP_FIELDS = ("source", "kind", "year")
_GROUP_FIGURES = (
    "stance_accuracy",
    "stance_macro_f1",
    "bloc_set_accuracy",
    "speaker_exact_f1",
    "joint_accuracy",
)


def quality(model: Annotator, corpus: Corpus) -> dict[str, Any]:
    """Return, for each of ``SETTINGS``, the figures of ``metrics.evaluate`` and those of groups of rows.

    ``documents``: each document is annotated as a whole. ``sentences``: each sentence alone. Groups are the
    values of the columns source, kind and year, where there are several, and the gold blocs.
    """
    return {setting: _scored(judge(model, corpus, setting), corpus) for setting in SETTINGS}


def judge(model: Annotator, corpus: Corpus, setting: str) -> list[Judged]:
    """Return every row of ``corpus`` with its gold labels and the model's, in order."""
    rows, documents = corpus.rows, corpus.documents
    whole = setting == "documents"
    parts = documents if whole else [[number] for number in range(len(rows))]
    found = model.annotate_sentences([[rows[n]["text"] for n in part] for part in parts], context=whole)
    statements: dict[int, Statement] = {}
    for part, annotated in zip(parts, found, strict=True):
        statements |= zip(part, annotated, strict=True)
    return [_judged(row, statements[number]) for number, row in enumerate(rows)]


def _judged(row: Row, statement: Statement) -> Judged:
    speaker = single_spaced(statement.speaker.text if statement.speaker else None)
    found = Labels(statement.stance.label, frozenset(statement.blocs), speaker)
    context = bool(row.get("context"))
    return Judged(row["doc"], gold_labels(row), found, context, statement.stance.probability)


def _scored(judged: list[Judged], corpus: Corpus) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {}
    for column in _GROUP_FIELDS:
        values = [str(row.get(column, "")) for row in corpus.rows]
        if len(set(values)) > 1:
            groups[column] = _grouped(judged, values)
    groups["blocs"] = _grouped(judged, ["+".join(sorted(j.gold.blocs)) or "none" for j in judged])
    return {"figures": _figures(judged, corpus.stances), "groups": groups}


def _figures(judged: list[Judged], stances: Sequence[str]) -> dict[str, Figure]:
    blocs = sorted({bloc for j in judged for bloc in j.gold.blocs | j.found.blocs})
    return evaluate(judged, stances, blocs)


def _grouped(judged: list[Judged], values: list[str]) -> dict[str, dict[str, Any]]:
    """Return a few figures of each group that is large enough; its macro-F1 is over its own stances."""
    found = {}
    for value in sorted(set(values)):
        rows = [j for j, own in zip(judged, values, strict=True) if own == value]
        if len(rows) >= SMALLEST_GROUP and len({j.document for j in rows}) > 1:
            scores = _figures(rows, sorted({j.gold.stance for j in rows}))
            found[value] = {"rows": len(rows)} | {name: scores[name] for name in _GROUP_FIGURES}
    return found
