"""Both engines say the same, and the compiled one takes over where there is enough text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing
from framing import engine
from framing.chain import Layout, Links, Walk, viterbi
from framing.hashtable import HashTable, distinct
from framing.scoring import LinearView, Repeated
from framing.tokens import combine

ARTICLES = Path(__file__).parent.parent / "benchmarks" / "data" / "articles.jsonl"
HASHES = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 40), max_size=60)


@pytest.fixture(scope="module")
def model() -> framing.Model:
    return framing.load()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that has met no text yet."""
    for name, value in (("met", 0), ("loaded", None), ("missing", False)):
        monkeypatch.setattr(engine._State, name, value)


def test_statements_are_the_same_and_scores_to_a_millionth(model: framing.Model) -> None:
    rows = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    documents = [[row["text"] for row in rows], ["İsmet’s ‘friend’ said: “No.” 😀", "", "  "], []]
    told = []
    for mode in (engine.NUMPY, engine.COMPILED):
        with engine.using(mode):
            told.append([s for d in model.annotate_sentences(documents) for s in d])
    for one, other in zip(*told, strict=True):
        assert (one.speakers, one.blocs, one.context) == (other.speakers, other.blocs, other.context)
        assert one.stance.label == other.stance.label
        assert one.stance.probabilities == pytest.approx(other.stance.probabilities, abs=1e-6)
        assert one.bloc_probabilities == pytest.approx(other.bloc_probabilities, abs=1e-6)


@given(st.lists(st.integers(0, 7), min_size=1, max_size=6), st.integers(0, 1000))
def test_chains_agree(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    layout = Layout(np.append(0, np.cumsum(lengths)))
    links = Links(rng.normal(size=4), rng.normal(size=(4, 4)), rng.normal(size=4))
    emissions = rng.normal(size=(sum(lengths), 4))
    if not len(emissions):
        return
    with engine.using(engine.NUMPY):
        walk, path = Walk.of(emissions, links, layout), viterbi(emissions, links, layout)
    with engine.using(engine.COMPILED):
        other = Walk.of(emissions, links, layout)
        np.testing.assert_array_equal(viterbi(emissions, links, layout), path)
    np.testing.assert_allclose(other.marginals, walk.marginals, rtol=1e-9)
    inner = np.setdiff1d(np.arange(len(path)), layout.first[1:] - 1)  # the last token leads nowhere
    for label in range(4):
        np.testing.assert_allclose(other.step(inner, label, 1), walk.step(inner, label, 1), rtol=1e-9)


@given(HASHES, HASHES)
def test_hashes_agree(keys: list[int], asked: list[int]) -> None:
    table = HashTable(np.array(sorted(set(keys)), np.uint64))
    values = np.array([*keys, *asked], np.uint64)
    with engine.using(engine.NUMPY):
        rows, pairs = table.find(values), combine(values, values[::-1])
    with engine.using(engine.COMPILED):
        np.testing.assert_array_equal(table.find(values), rows)
        np.testing.assert_array_equal(combine(values, values[::-1]), pairs)
    for mode in (engine.NUMPY, engine.COMPILED):
        with engine.using(mode):
            one, number = distinct(values)
        np.testing.assert_array_equal(values[one][number], values)
        assert len(one) == len(set(values.tolist()))


@given(st.data())
def test_terms_of_forms_score_like_terms_one_by_one(data: st.DataObject) -> None:
    forms = data.draw(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=5))
    texts = data.draw(st.lists(st.lists(st.integers(0, len(forms) - 1), max_size=6), max_size=5))
    rng = np.random.default_rng(0)
    view = LinearView(np.arange(7, dtype=np.uint64), rng.random(7) + 1, rng.normal(size=(7, 2)))
    owners = [(term, number) for number, form in enumerate(forms) for term in form]
    places = [(form, number) for number, text in enumerate(texts) for form in text]
    flat = [(term, text) for form, text in places for term in forms[form]]
    hashes, form = (
        (np.array(column, np.int64) for column in zip(*owners, strict=True)) if owners else _empty()
    )
    number, text = (
        (np.array(column, np.int64) for column in zip(*places, strict=True)) if places else _empty()
    )
    terms, owner = (np.array(column, np.int64) for column in zip(*flat, strict=True)) if flat else _empty()
    repeated = Repeated(hashes.astype(np.uint64), form, number, text)
    with engine.using(engine.NUMPY):
        expected = view.scores((terms.astype(np.uint64), owner), len(texts))
    for mode in (engine.NUMPY, engine.COMPILED):
        with engine.using(mode):
            np.testing.assert_allclose(view.scores(repeated, len(texts)), expected, atol=1e-9)


def _empty() -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64)


@pytest.mark.usefixtures("fresh")
def test_the_compiled_engine_takes_over_where_there_is_enough_text() -> None:
    engine.expect(engine.ENOUGH - 1)
    assert engine.kernels() is None
    engine.expect(1)
    assert engine.kernels() is not None
    with engine.using(engine.NUMPY):
        assert engine.kernels() is None


@pytest.mark.usefixtures("fresh")
def test_without_numba_numpy_goes_on_and_asking_for_it_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr("framing.engine.importlib.import_module", missing)
    engine.expect(engine.ENOUGH)
    assert engine.kernels() is None
    wanted = pytest.raises(framing.MissingExtraError, match=r"pip install 'framing-stance\[fast\]'")
    with wanted, engine.using(engine.COMPILED):
        pass


@pytest.mark.usefixtures("fresh")
def test_a_lasting_choice_follows_from_the_amount_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {size: engine.lasting(size) for size in (engine.ENOUGH - 1, engine.ENOUGH)}
    assert chosen == {engine.ENOUGH - 1: engine.NUMPY, engine.ENOUGH: engine.COMPILED}
    engine.expect(engine.ENOUGH)
    assert engine.lasting(1) == engine.NUMPY
    monkeypatch.setitem(sys.modules, "framing.compiled", None)
    assert engine.lasting(engine.ENOUGH) == engine.NUMPY


def test_a_short_text_does_not_import_numba() -> None:
    code = "import framing, sys; framing.load().annotate('Oslo agreed.'); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
