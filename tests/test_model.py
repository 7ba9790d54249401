"""The bundled model: the whole line from text to statements, its explanations, and its life on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing import engine
from framing.blocs import BlocClassifier
from framing.datatypes import UNDECIDED, Stance
from framing.model import BUNDLED, Model
from framing.roles import RoleModel
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.tokens import Tokens, tokenize

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = (ROOT / "examples" / "winter-olympics-call.txt").read_text(encoding="utf-8")
SENTENCES = [
    "The Kremlin said the boycott was an attempt to politicise sport.",
    "Washington accused Russia of massing troops to intimidate Ukraine.",
    "The two delegations will meet on Thursday.",
]
MARKS = st.sampled_from(
    [*"\n .!?\"'“”‘’«»()[]…\x00\ufeff", "Mr. ", " said ", "Putin", "He said: “", "俄罗斯", "😀"]
)
ANY_TEXT = st.lists(st.one_of(MARKS, st.characters(), st.characters(categories=["Cs"]))).map("".join)


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


def test_an_article_is_taken_apart(model: Model) -> None:
    document = model.annotate(ARTICLE)
    assert len(document) >= 25
    assert [ARTICLE[s.start : s.end] for s in document] == [s.text for s in document]
    for statement in document:
        assert sum(statement.stance.probabilities.values()) == pytest.approx(1)
        assert statement.stance.probability == statement.stance.probabilities[statement.stance.label]
        for speaker in statement.speakers:
            assert ARTICLE[speaker.start : speaker.end] == speaker.text
            for span in (speaker.cue, speaker.content):
                assert span is None or ARTICLE[span.start : span.end] == span.text
        assert statement.speaker == (statement.speakers[0] if statement.speakers else None)
    assert {label for s in document for label in s.blocs} >= {"russia", "china", "west"}
    assert len({s.stance.label for s in document}) == 3
    assert any(s.context is not None and s.context != index for index, s in enumerate(document))


def test_plain_sentences_get_the_labels_anyone_would_give(model: Model) -> None:
    (found,) = model.annotate_sentences([SENTENCES], context=False)
    assert [s.stance.label for s in found] == ["pro_moscow_beijing", "western_criticism", "neutral"]
    assert [s.blocs for s in found[:2]] == [("russia",), ("west",)]
    assert [s.speaker.text for s in found if s.speaker] == ["The Kremlin", "Washington"]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_empty_text_gives_an_empty_result(model: Model, text: str) -> None:
    assert model.annotate(text).statements == ()
    assert model.explain(text) == ()


@settings(max_examples=60)
@given(ANY_TEXT)
def test_any_text_gives_a_result(text: str) -> None:
    document = _bundled().annotate(text)
    assert [text[s.start : s.end] for s in document] == [s.text for s in document]
    document.to_json()


def _bundled(cache: list[Model] = []) -> Model:  # noqa: B006 - hypothesis takes no fixtures of a module
    if not cache:
        cache.append(framing.load())
    return cache[0]


def test_documents_do_not_see_each_other(model: Model) -> None:
    alone = model.annotate(ARTICLE)
    among = list(model.annotate_many([ARTICLE[:900], ARTICLE, "", "Moscow denied it."]))
    assert len(among) == 4
    for one, other in zip(alone, among[1], strict=True):
        assert (one.speaker, one.blocs, one.context) == (other.speaker, other.blocs, other.context)
        assert one.stance.label == other.stance.label
        assert one.stance.probability == pytest.approx(other.stance.probability)


def test_reading_in_chunks_changes_nothing(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [ARTICLE[k : k + 700] for k in range(0, len(ARTICLE), 700)]
    whole = [[s.to_dict() for s in document] for document in model.annotate_many(texts)]
    monkeypatch.setattr("framing.portions.CHUNK", 1000)
    for document, expected in zip(model.annotate_many(iter(texts)), whole, strict=True):
        for statement, other in zip(document, expected, strict=True):
            assert statement.blocs == tuple(other["blocs"])
            assert statement.stance.probability == pytest.approx(other["stance"]["probability"], abs=1e-5)


def test_a_long_document_is_looked_at_in_parts_and_comes_out_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = _bundled().annotate(ARTICLE)
    monkeypatch.setattr(Tokens.batches, "__defaults__", (300,))
    for one, other in zip(_bundled().annotate(ARTICLE), expected, strict=True):
        assert (one.speakers, one.blocs, one.context) == (other.speakers, other.blocs, other.context)
        assert one.stance.probability == pytest.approx(other.stance.probability)


def test_isolated_sentences_know_nothing_of_their_neighbours(model: Model) -> None:
    (together,) = model.annotate_sentences([SENTENCES], context=False)
    apart = [s for (s,) in model.annotate_sentences([[sentence] for sentence in SENTENCES])]
    for one, other in zip(together, apart, strict=True):
        assert one.blocs == other.blocs
        assert one.stance.probability == pytest.approx(other.stance.probability)


def test_improbable_stances_come_out_undecided(model: Model) -> None:
    document = model.annotate(ARTICLE, min_probability=0.7)
    for statement in document:
        assert (statement.stance.label == UNDECIDED) == (statement.stance.probability < 0.7)
    assert 0 < sum(s.stance.label == UNDECIDED for s in document) < len(document)


@pytest.mark.parametrize("sentence", [*SENTENCES, "He denied it, he said, and he denied it again.", "😀"])
def test_explanations_sum_to_their_scores(model: Model, sentence: str) -> None:
    explanations = model.explain(sentence)
    targets = [e.target for e in explanations]
    assert targets.count("stance") == 3
    for explanation in explanations:
        total = explanation.intercept + sum(c.amount for c in explanation.contributions)
        assert total == pytest.approx(explanation.score, abs=1e-6)
        sizes = [abs(c.amount) for c in explanation.contributions]
        assert sizes == sorted(sizes, reverse=True)
    scores = np.array([e.score for e in explanations if e.target == "stance"])
    ((found,),) = model.annotate_sentences([[sentence]])
    expected = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    assert list(found.stance.probabilities.values()) == pytest.approx(expected.tolist(), abs=1e-4)


def test_the_words_that_matter_are_named(model: Model) -> None:
    explanation = next(e for e in model.explain(SENTENCES[1]) if e.label == "western_criticism")
    assert any("accused" in c.feature for c in explanation.contributions[:10])


def test_a_saved_model_is_the_same_model(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "copy")
    again = framing.load(tmp_path / "copy")
    assert again.annotate(ARTICLE) == model.annotate(ARTICLE)
    assert again.info() == model.info()
    again.save(tmp_path / "twice")
    for path in (tmp_path / "copy").iterdir():
        assert path.read_bytes() == (tmp_path / "twice" / path.name).read_bytes()


def test_a_users_actors_take_effect(tmp_path: Path) -> None:
    sentence = "Zubrowka's foreign minister welcomed the plan, Zubrowka said."
    (tmp_path / "mine.csv").write_text("name,bloc\nZubrowka,china\n")
    changed = framing.load(actors=tmp_path / "mine.csv")
    ((before,),) = framing.load().annotate_sentences([[sentence]])
    ((after,),) = changed.annotate_sentences([[sentence]])
    assert after.bloc_probabilities["china"] > before.bloc_probabilities["china"]
    assert after.blocs == ("china",)


@pytest.mark.parametrize("mode", [engine.NUMPY, engine.COMPILED])
def test_threads_may_share_a_model(model: Model, mode: str) -> None:
    others = (ARTICLE.replace("Moscow", name) for name in ("Oslo", "Beijing", "Kyiv", "İzmir"))
    texts = [ARTICLE, *others, "", "No."]
    with engine.using(mode):
        expected = list(map(model.annotate, texts))
        fresh = framing.load()  # whose caches the threads fill
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(fresh.annotate, texts * 4)) == expected * 4


def test_the_bundled_model_is_small() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 10.5e6


def test_info_names_labels_and_provenance(model: Model) -> None:
    info = model.info()
    assert info["stances"] == ["neutral", "pro_moscow_beijing", "western_criticism"]
    assert set(info["blocs"]) == {"russia", "china", "west", "frontline", "other"}
    assert info["data"]["rows"] > 10_000
    assert info["version"] == framing.__version__


def test_parts_that_were_not_trained_find_nothing(tmp_path: Path) -> None:
    tagger = SpeakerTagger()
    tagger.roles_, tagger.main_ = RoleModel(), None
    blocs = BlocClassifier().fit(SENTENCES, [None] * 3, [[]] * 3)
    stance = StanceClassifier().fit(tokenize([]), [], np.zeros((0, 0)), np.array([0]), voice_labels=())
    Model(tagger, blocs, stance).save(tmp_path / "empty")
    empty = framing.load(tmp_path / "empty")
    (found,) = empty.annotate_sentences([SENTENCES], min_probability=0.9, max_error=0.1)
    assert [(s.speaker, s.blocs, s.stance) for s in found] == [(None, (), Stance("", 0.0, {}))] * 3
    assert found[0].to_dict()["stance"] is None
    assert empty.explain(SENTENCES[0]) == ()
    assert empty.info()["stances"] == empty.info()["blocs"] == []


def test_a_fingerprint_follows_from_what_decides_results(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "copy")
    copy = framing.load(tmp_path / "copy")
    assert copy.fingerprint() == model.fingerprint()
    (tmp_path / "names.csv").write_text("name,bloc\nOslo,west\n")
    assert framing.load(actors=tmp_path / "names.csv").fingerprint() != model.fingerprint()
