"""The registry of systems that `python -m benchmarks peers` compares: this library and its peers."""

from __future__ import annotations

from benchmarks.systems.bag_of_words import BagOfWords
from benchmarks.systems.base import System
from benchmarks.systems.fasttext_supervised import FastText
from benchmarks.systems.framing_models import Bundled, Retrained
from benchmarks.systems.majority import Majority
from benchmarks.systems.minilm_logistic import MiniLmLogistic
from benchmarks.systems.textacy_quotations import TextacyQuotations
from benchmarks.systems.tfidf_logistic import TfidfLogistic
from benchmarks.systems.tfidf_onnx import TfidfOnnx

BUNDLED = Bundled("framing, bundled model")
RETRAINED = Retrained("framing, same rows")
PLAIN = TfidfLogistic("TF-IDF, logistic regression")
CONVERTED = TfidfOnnx("TF-IDF, logistic regression, ONNX")

SYSTEMS: tuple[System, ...] = (
    BUNDLED,
    RETRAINED,
    Retrained("framing, same rows, sentences alone", context=False),
    Majority("majority"),
    PLAIN,
    CONVERTED,
    BagOfWords("bag of words, naive Bayes", learner="bayes"),
    BagOfWords("bag of words, linear SVM", learner="svm"),
    FastText("fastText"),
    MiniLmLogistic("all-MiniLM-L6-v2, logistic regression"),
    TextacyQuotations("textacy, direct quotations"),
    TextacyQuotations("textacy's verbs, spaCy's subjects", indirect=True),
)
