"""What each view adds to the stance model, and how it does on sources and years that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift import periods
from benchmarks.metrics import Judged, Labels, evaluate
from framing import InputError
from framing.rows import Row
from framing.stance import StanceClassifier
from framing.stance_features import VIEWS
from framing.termmodel import TermModel
from framing.tokens import Tokens, tokenize
from training.corpus import document_bounds
from training.folds import document_folds
from training.statistics import Figure

Floats = NDArray[np.float64]

FOLDS = 5
SMALLEST_GROUP = 200  # rows; macro-F1 of fewer is mostly chance


class Ablation:
    """Cross-validated stance figures of models fitted in different ways on the same rows.

    ``rows`` are of the corpus schema, ``held_out`` what `python -m training fit --held-out` wrote for them:
    the blocs' probabilities come from it, so no part has seen a row's document. ``side`` is the auxiliary
    model. Raises InputError where the two are not of the same rows.
    """

    def __init__(self, rows: Sequence[Row], held_out: Sequence[Row], side: TermModel | None) -> None:
        if [row.get("id") for row in rows] != [row.get("id") for row in held_out]:
            raise InputError("the held-out file is not of this corpus; write it with training fit --held-out")
        self.rows = rows
        self.side = side
        self.blocs = tuple(held_out[0]["bloc_probabilities"])
        self.voices = np.array([[row["bloc_probabilities"][bloc] for bloc in self.blocs] for row in held_out])
        self.tokens: Tokens = tokenize([row["text"] for row in rows])
        self.first = document_bounds(rows)
        self.folds = document_folds(rows, FOLDS)

    def run(self, report: Callable[[str], None]) -> dict[str, Any]:
        """Return macro-F1 with and without each part, and by unseen source and unseen year."""
        scores: dict[str, Any] = {"parts": {}}
        alone = {}
        for name, settings, voices in self._settings():
            report(name)
            model = self._fit(voices, self.folds, FOLDS, **settings)
            alone[name] = model.alone_.choose(model.held_out_alone_)
            scores["parts"][name] = {
                "documents": self._macro_f1(model.document_.choose(model.held_out_)),
                "sentences": self._macro_f1(alone[name]),
            }
        for plural, values in self._origins().items():
            report(f"unseen {plural}")
            scores[plural] = self._by(values, alone["everything"])
        return scores

    def _origins(self) -> dict[str, list[str]]:
        """Return the source and the period of each row."""
        years = periods([row.get("year") for row in self.rows], SMALLEST_GROUP)
        return {"sources": [str(row.get("source") or "") for row in self.rows], "years": years}

    def _settings(self) -> Iterator[tuple[str, dict[str, Any], Floats]]:
        whole = {"side": self.side}
        yield "everything", whole, self.voices
        for view in VIEWS:
            others = tuple(other for other in VIEWS if other != view)
            yield f"without the view {view}", whole | {"views": others}, self.voices
        yield "without who speaks", whole, np.zeros_like(self.voices)
        yield "without publishers' sides", {"side": None}, self.voices
        yield "words alone", {"side": None, "views": ("words",)}, np.zeros_like(self.voices)

    def _fit(
        self, voices: Floats, groups: NDArray[np.int64], folds: int, **settings: Any
    ) -> StanceClassifier:
        stances = [row["stance"] for row in self.rows]
        model = StanceClassifier(folds=folds, **settings)
        return model.fit(self.tokens, stances, voices, self.first, voice_labels=self.blocs, groups=groups)

    def _by(self, values: Sequence[str], seen: NDArray[np.int64]) -> dict[str, Any]:
        """Return each value's macro-F1, sentences alone, by models with and without others of that value.

        ``seen`` (n,) are the labels of the former.
        """
        names, group = np.unique(values, return_inverse=True)
        if len(names) < 2:
            return {}
        model = self._fit(self.voices, group, len(names), side=self.side)
        labels = {"seen": seen, "unseen": model.alone_.choose(model.held_out_alone_)}
        real = np.array(
            [row.get("pair") is None for row in self.rows]
        )  # counterfactual rows come from nowhere
        found: dict[str, Any] = {}
        for kind, chosen in labels.items():
            for number, name in enumerate(names):
                mine = np.flatnonzero((group == number) & real)
                if name and len(mine) >= SMALLEST_GROUP:
                    found.setdefault(str(name), {})[kind] = self._figure(mine, chosen)
        mean = {kind: float(np.mean([own[kind]["value"] for own in found.values()])) for kind in labels}
        return found | {"mean": mean}

    def _macro_f1(self, chosen: NDArray[np.int64]) -> Figure:
        length = np.diff(self.first)
        return self._figure(np.flatnonzero(np.repeat(length > 1, length)), chosen)

    def _figure(self, places: NDArray[np.int64], chosen: NDArray[np.int64]) -> Figure:
        labels = sorted({row["stance"] for row in self.rows})
        nobody: frozenset[str] = frozenset()
        judged = [
            Judged(row["doc"], Labels(row["stance"], nobody), Labels(labels[chosen[place]], nobody))
            for place, row in ((place, self.rows[place]) for place in places.tolist())
        ]
        return evaluate(judged, labels, self.blocs)["stance_macro_f1"]
