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
    gold blocs, and the values of the column kind where there are several; for others see `drift`.
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
    kinds = [str(row.get("kind", "")) for row in corpus.rows]
    if len(set(kinds)) > 1:
        groups["kind"] = grouped(judged, kinds)
    groups["blocs"] = grouped(judged, ["+".join(sorted(j.gold.blocs)) or "none" for j in judged])
    return {"figures": _figures(judged, corpus.stances), "groups": groups}


def _figures(judged: list[Judged], stances: Sequence[str]) -> dict[str, Figure]:
    blocs = sorted({bloc for j in judged for bloc in j.gold.blocs | j.found.blocs})
    return evaluate(judged, stances, blocs)


def grouped(
    judged: Sequence[Judged], values: Sequence[str], least: int = SMALLEST_GROUP
) -> dict[str, dict[str, Any]]:
    """Return a few figures of each value that has ``least`` rows, of two documents; none for the empty value.

    A group's macro-F1 is over its own stances.
    """
    found = {}
    for value in sorted({*values} - {""}):
        rows = [j for j, own in zip(judged, values, strict=True) if own == value]
        documents = len({j.document for j in rows})
        if len(rows) >= least and documents > 1:
            scores = _figures(rows, sorted({j.gold.stance for j in rows}))
            sizes = {"rows": len(rows), "documents": documents}
            found[value] = sizes | {name: scores[name] for name in _GROUP_FIGURES}
    return found
