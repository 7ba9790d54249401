"""This library: the bundled model, and one trained on the very rows that the peers had."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.systems.base import Documents, Found, Predict, Rows, System, sentences

_ROOT = Path(__file__).resolve().parents[2]
_BUNDLED = _ROOT / "src" / "framing" / "models" / "en"


@dataclass(frozen=True)
class Bundled(System):
    """The bundled model: stance and speaker of whole documents; without ``context``, of each sentence alone.

    It labels blocs too, which is in its time and its size.
    """

    context: bool = True
    tells: ClassVar[tuple[str, ...]] = ("stance", "speaker")

    def sources(self) -> list[Path]:
        """Return the model's files."""
        return [_BUNDLED / "config.json", _BUNDLED / "weights.safetensors"]

    def fit(self, rows: Rows, folder: Path) -> None:  # noqa: ARG002  (it was trained before)
        """Write a copy of the model."""
        shutil.copytree(_BUNDLED, folder, dirs_exist_ok=True)

    def load(self, folder: Path) -> Predict:
        """Return the stance and the main speaker of each sentence."""
        import framing

        model = framing.load(folder)

        def predict(documents: Documents) -> list[Found]:
            parts = documents if self.context else [[sentence] for sentence in sentences(documents)]
            return [
                Found(s.stance.label, " ".join(s.speaker.text.split()) if s.speaker else "")
                for statements in model.annotate_sentences(parts, context=self.context)
                for s in statements
            ]

        return predict


@dataclass(frozen=True)
class Retrained(Bundled):
    """A model made by training.recipe of the rows alone, without PolNeAR and without publishers' sides."""

    needs: ClassVar[tuple[str, ...]] = ("sklearn",)

    @property
    def model(self) -> str:
        """One model for documents and for sentences alone."""
        return "framing retrained"

    def sources(self) -> list[Path]:
        """Return the library and its recipe."""
        code = (*_ROOT.glob("src/framing/**/*.py"), *_ROOT.glob("training/*.py"))
        return sorted((*code, *_ROOT.glob("src/framing/data/*.csv"), *_ROOT.glob("training/*.csv")))

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the model."""
        from training.recipe import fit_model

        fit_model(list(rows)).model.save(folder)
