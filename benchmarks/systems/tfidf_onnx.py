"""The obvious model again, converted to ONNX: what a compiled runtime makes of the same scores.

ONNX's text operators can express it, with two reserves: StringNormalizer lowers case only where the machine
has the locale en_US, so that is done before, and skl2onnx does not know the vectorizer's own pattern of a
word, so it is given here in RE2's terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.systems.base import Documents, Found, Predict, Rows, System, sentences
from benchmarks.systems.tfidf_logistic import TfidfLogistic

_FILE = "pipeline.onnx"


@dataclass(frozen=True)
class TfidfOnnx(System):
    """`TfidfLogistic` converted by skl2onnx and run by onnxruntime on one thread."""

    word: str = r"[\pL\pN_][\pL\pN_]+"
    needs: ClassVar[tuple[str, ...]] = ("sklearn", "skl2onnx", "onnxruntime")

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the converted pipeline."""
        from skl2onnx import convert_sklearn
        from skl2onnx.common.data_types import StringTensorType
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        model = TfidfLogistic("").pipeline(rows).set_params(tfidfvectorizer__lowercase=False)
        options = {TfidfVectorizer: {"tokenexp": self.word}, LogisticRegression: {"zipmap": False}}
        inputs = [("text", StringTensorType([None, 1]))]
        converted = convert_sklearn(model, initial_types=inputs, options=options)
        (folder / _FILE).write_bytes(converted.SerializeToString())

    def load(self, folder: Path) -> Predict:
        """Return the labels of the session."""
        import numpy as np
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1
        session = InferenceSession(str(folder / _FILE), options, providers=["CPUExecutionProvider"])

        def predict(documents: Documents) -> list[Found]:
            texts = np.array([[sentence.lower()] for sentence in sentences(documents)], dtype=object)
            return [Found(str(label)) for label in session.run(None, {"text": texts})[0]]

        return predict
