"""Several processes give what one gives, in order, and take no more than they can hold."""

from __future__ import annotations

from collections.abc import Iterator
from operator import mul

import pytest

import framing
from framing import InputError
from framing.engine import using
from framing.model import Model
from framing.parallel import mapped


def test_several_processes_annotate_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.portions.CHUNK", 60)  # characters, so that there are several chunks
    model = framing.load()
    with using("numpy"):  # as in the new processes, whatever this one has read before
        _compare(model)


def _compare(model: Model) -> None:
    texts = ["Oslo said no. “We wait,” it added.", "", "Moscow denied the charge. He left.", "The end."]
    assert list(model.annotate_many(texts, n_jobs=2)) == list(model.annotate_many(texts))
    documents = [["Oslo said no.", "“We wait.”"], [], ["The end."]]
    several = model.annotate_sentences(documents, n_jobs=2, context=False, min_probability=0.9)
    assert list(several) == list(model.annotate_sentences(documents, context=False, min_probability=0.9))


def test_work_is_taken_only_as_results_are_asked_for() -> None:
    taken = []

    def feed() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    results = mapped(mul, 3, feed(), n_jobs=2)
    assert next(results) == (0, 0)
    assert len(taken) < 10
    assert [result for _, result in results] == [3 * number for number in range(1, 40)]


@pytest.mark.parametrize("n_jobs", [0, -2])
def test_other_numbers_of_processes_are_refused(n_jobs: int) -> None:
    with pytest.raises(InputError, match="from 1 up"):
        mapped(mul, 3, [1], n_jobs=n_jobs)


def test_an_error_of_a_process_reaches_the_caller() -> None:
    with pytest.raises(TypeError):
        list(mapped(mul, None, [1], n_jobs=2))
