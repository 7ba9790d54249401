"""How fast the library is, as ratios to others that read the same sentences in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from benchmarks.speed_peers import PEERS, Work, peer
from benchmarks.speed_texts import articles, sentences
from framing import Model
from framing.engine import COMPILED, NUMPY, using
from framing.linear_scorer import LinearScorer

ROUNDS = 5
GROWTH = 10_000
"""Sentences from which on ten times as many are compared."""
TARGETS = {  # the least that was promised; of `AT_MOST` the most
    "word scores": 6.0,
    "view scores": 8.0,
    "everything by textacy": 60.0,
    "everything by minilm": 100.0,
    "two processes": 1.7,
    "cold start": 0.5,
    "peak megabytes": 500.0,
    "growth": 10.5,
}

AT_MOST = ("cold start", "peak megabytes", "growth")

Report = Callable[[str], None]
_STREAM = """
import json, sys
import framing
from benchmarks.systems.worker import peak_memory
from benchmarks.speed_texts import articles, sentences
base, count = json.load(sys.stdin)
model = framing.load(sys.argv[1])
told = sum(len(document) for document in model.annotate_many(articles(sentences(base, count))))
print(json.dumps([told, peak_memory() / 1e6]))
"""


def interleaved(works: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return the seconds of each of ``works`` in each round, taken in turns after a warm-up."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, float]:
    """Return the median of the rounds' ratios, and the least and the greatest."""
    found = [a / b for a, b in zip(above, below, strict=True)]
    return {"value": median(found), "low": min(found), "high": max(found)}


class Speed:
    """Measures ``model`` in the folder ``path`` on variations of ``base`` (sentences and their labels).

    ``count`` sentences are read in each round, ``streamed`` once for the peak of memory, and ten times
    ``grown`` for the growth of time.
    """

    def __init__(
        self,
        model: Model,
        path: str,
        base: Sequence[str],
        labels: Sequence[str],
        *,
        count: int = 2000,
        streamed: int = 1_000_000,
        grown: int = GROWTH,
    ) -> None:
        self.model = model
        self.path = path
        self.base = list(base)
        self.labels = list(labels)
        self.texts = list(sentences(base, count))
        self.streamed = streamed
        self.grown = grown

    def run(self, report: Report) -> dict[str, Any]:
        """Return the figures, and under ``skipped`` why one is missing."""
        from threadpoolctl import threadpool_limits

        figures: dict[str, Any] = {}
        steps = (self._scores, self._everything, self._processes, self._cold, self._grows, self._peak)
        with threadpool_limits(1):
            for step in steps:
                report(step.__name__.strip("_"))
                figures |= step()
        return figures

    def _scores(self) -> dict[str, Any]:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        figures = {}
        for name, step in (("word scores", words), ("view scores", make_union(words, letters))):
            pipeline = make_pipeline(step, LogisticRegression(max_iter=1000)).fit(self.base, self.labels)
            scorer = LinearScorer.from_sklearn(pipeline)
            works: dict[str, Callable[[], object]]
            works = {"scikit-learn": partial(pipeline.decision_function, self.texts)}
            for mode in (NUMPY, COMPILED):
                works[mode] = partial(_under, mode, scorer.decision_function, self.texts)
            taken = interleaved(works)
            figures[name] = ratio(taken["scikit-learn"], taken[COMPILED])
            figures[f"{name}, NumPy"] = ratio(taken["scikit-learn"], taken[NUMPY])
        return figures

    def _annotate(self, mode: str, texts: Sequence[str], n_jobs: int = 1) -> int:
        with using(mode):
            return sum(map(len, self.model.annotate_many(articles(texts), n_jobs=n_jobs)))

    def _everything(self) -> dict[str, Any]:
        works: dict[str, Callable[[], object]]
        works = {mode: partial(self._annotate, mode, self.texts) for mode in (NUMPY, COMPILED)}
        figures: dict[str, Any] = {}
        for name in PEERS:
            work, reason = peer(name)
            if work is None:
                figures[f"everything by {name}"] = reason
            else:
                works[name] = partial(work, self.texts)
        taken = interleaved(works)
        for name in set(PEERS) & set(taken):
            figures[f"everything by {name}"] = ratio(taken[name], taken[COMPILED])
            figures[f"everything by {name}, NumPy"] = ratio(taken[name], taken[NUMPY])
        figures["compiled engine by NumPy"] = ratio(taken[NUMPY], taken[COMPILED])
        speeds = [len(self.texts) / seconds for seconds in taken[COMPILED]]
        figures["sentences a second"] = {"value": median(speeds), "low": min(speeds), "high": max(speeds)}
        return figures

    def _processes(self) -> dict[str, Any]:
        many = list(sentences(self.base, 20 * len(self.texts)))
        works = {str(jobs): partial(self._annotate, COMPILED, many, jobs) for jobs in (1, 2)}
        taken = interleaved(works)
        return {"two processes": ratio(taken["1"], taken["2"])}

    def _cold(self) -> dict[str, Any]:
        article = " ".join(self.base[:40]).encode()
        analyze = [sys.executable, "-m", "framing", "analyze", "-", "--model", self.path]
        peer_import = [sys.executable, "-c", "import sklearn.linear_model"]

        def start(command: list[str]) -> Callable[[], object]:
            return lambda: subprocess.run(command, input=article, capture_output=True, check=True)

        taken = interleaved({"framing": start(analyze), "scikit-learn": start(peer_import)})
        return {"cold start": ratio(taken["framing"], taken["scikit-learn"])}

    def _grows(self) -> dict[str, Any]:
        few, many = (list(sentences(self.base, size)) for size in (self.grown, 10 * self.grown))
        works = {
            "few": partial(self._annotate, COMPILED, few),
            "many": partial(self._annotate, COMPILED, many),
        }
        taken = interleaved(works)
        return {"growth": ratio(taken["many"], taken["few"])}

    def _peak(self) -> dict[str, Any]:
        command = [sys.executable, "-c", _STREAM, self.path]
        given = json.dumps([self.base, self.streamed])
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        told, peak = json.loads(done.stdout)
        return {"peak megabytes": peak, "statements streamed": told}


def _under(mode: str, work: Work, texts: Sequence[str]) -> object:
    with using(mode):
        return work(texts)
