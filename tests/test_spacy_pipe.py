"""The component of spaCy says what the model says, at the places of spaCy's tokens."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import framing
from framing.model import Model
from framing.spacy_pipe import FramingPipe, make_framing
from tests.fakes import FakeModel

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
TEXT = (
    "The Kremlin said the boycott was an attempt to politicise sport. “It is a provocation,” the minister "
    "said.\n\nWashington and Kyiv accused Russia of massing troops. It rained."
)
MARKS = st.sampled_from(
    [*"\n .!?\"'“”’()", "Mr. ", " said ", "Moscow", "U.S.", "don't", "said.He", "俄罗斯", "😀"]
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("framing")
    return pipeline


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


def spoken(doc: Doc) -> list[Span]:
    return [sentence for sentence in doc.sents if not sentence.text.isspace()]


@pytest.mark.parametrize("text", [*EXAMPLES, TEXT])
def test_it_says_what_the_library_says(nlp: Language, model: Model, text: str) -> None:
    doc, document = nlp(text), model.annotate(text)
    for sentence, statement in zip(spoken(doc), document, strict=True):
        assert sentence.text.strip() == statement.text
        assert sentence._.framing_stance == statement.stance.label
        assert sentence._.framing_stance_probabilities == pytest.approx(statement.stance.probabilities)
        assert tuple(sentence._.framing_blocs) == statement.blocs
        assert sentence._.framing_bloc_probabilities == pytest.approx(statement.bloc_probabilities)
        main = sentence._.framing_speaker
        assert (main is None) == (statement.speaker is None)
        assert main is None or main.label_ == "|".join(statement.blocs)
    found = [speaker for statement in document for speaker in statement.speakers]
    assert len(doc.spans["speakers"]) == len(found)
    for span, speaker in zip(doc.spans["speakers"], found, strict=True):
        assert speaker.text in span.text
        cues = [cue for cue in doc.spans["cues"] if cue.id == span.id]
        assert [speaker.cue.text in cue.text for cue in cues] == [True] if speaker.cue else not cues
        contents = [content for content in doc.spans["contents"] if content.id == span.id]
        assert len(contents) == (speaker.content is not None)


def test_groups_hold_the_words(nlp: Language) -> None:
    doc = nlp(TEXT)
    spans = [(span.text, span.label_) for span in doc.spans["speakers"]]
    assert spans[0] == ("The Kremlin", "russia")
    assert [span.text for span in doc.spans["cues"]][:2] == ["said", "said"]
    assert "sport" in doc.spans["contents"][0].text


def test_sentences_that_are_set_stay(model: Model) -> None:
    pipeline = spacy.blank("en")
    words = ["Beijing", "protested", "Moscow", "denied", "it"]
    doc = Doc(pipeline.vocab, words, sent_starts=[True, False, True, False, False])
    FramingPipe(model)(doc)
    assert [sentence.text for sentence in doc.sents] == ["Beijing protested", "Moscow denied it"]
    (statements,) = model.annotate_sentences([["Beijing protested", "Moscow denied it"]])
    assert [s._.framing_stance for s in doc.sents] == [s.stance.label for s in statements]


def test_a_sentencizer_before_it_is_heard() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [";"]})
    pipeline.add_pipe("framing")
    doc = pipeline("Moscow denied it; Kyiv welcomed it. So did Oslo.")
    assert [s.text for s in doc.sents] == ["Moscow denied it;", "Kyiv welcomed it. So did Oslo."]


def test_many_documents_go_through_the_model_together(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    calls: list[int] = []
    tell = Model.tell

    def counted(self: Model, documents: Any, **options: Any) -> Any:
        calls.append(len(documents))
        return tell(self, documents, **options)

    pipeline = spacy.blank("en")
    pipeline.add_pipe("framing")
    alone = [[s._.framing_stance for s in spoken(pipeline(text))] for text in EXAMPLES]
    monkeypatch.setattr(Model, "tell", counted)
    together = list(pipeline.pipe([*EXAMPLES, "", " \n"], batch_size=5))
    assert calls == [5]
    assert [[s._.framing_stance for s in spoken(doc)] for doc in together[:3]] == alone
    assert [len(doc.spans["speakers"]) for doc in together[3:]] == [0, 0]


def test_results_travel_between_processes_and_through_files(nlp: Language) -> None:
    doc = nlp(TEXT)
    box = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (stored,) = DocBin().from_bytes(box).get_docs(nlp.vocab)
    (sent,) = nlp.pipe([TEXT], n_process=2)
    for other in (stored, sent):
        assert [s.text for s in other.spans["contents"]] == [s.text for s in doc.spans["contents"]]
        for one, same in zip(spoken(doc), spoken(other), strict=True):
            assert same._.framing_stance_probabilities == one._.framing_stance_probabilities
            assert str(same._.framing_speaker) == str(one._.framing_speaker)


def test_settings_are_those_of_the_library_and_are_saved(tmp_path: Path, model: Model) -> None:
    (tmp_path / "names.csv").write_text("name,bloc\nWashington,frontline\n")
    model.save(tmp_path / "model")
    config = {"model": str(tmp_path / "model"), "actors": str(tmp_path / "names.csv"), "min_probability": 1.0}
    pipeline = spacy.blank("en")
    pipeline.add_pipe("framing", config=config)
    pipeline.to_disk(tmp_path / "pipeline")
    for each in (pipeline, spacy.load(tmp_path / "pipeline")):
        doc = each("Washington denied the report.")
        (sentence,) = doc.sents
        assert sentence._.framing_blocs == ["frontline"]
        assert sentence._.framing_stance == "undecided"


def test_a_long_document_is_no_matter_of_its_length_squared() -> None:
    """If it were, this would go on for minutes."""
    model: Any = FakeModel()
    doc = FramingPipe(model)(spacy.blank("en")("Moscow said so. " * 10_000))
    assert len(doc.spans["speakers"]) == 10_000
    assert [sentence._.framing_speaker.text for sentence in doc.sents] == ["Moscow"] * 10_000
    assert [len(document) for document in model.documents] == [10_000]


@settings(max_examples=60)
@given(st.lists(st.one_of(MARKS, st.characters(exclude_categories=["Cs"])), max_size=40).map("".join))
def test_any_text_gives_a_document(text: str) -> None:
    doc = _pipeline()(text)
    assert doc.text == text
    for sentence in spoken(doc):
        assert sentence._.framing_stance in sentence._.framing_stance_probabilities
    assert all(len(span) for group in doc.spans.values() for span in group)


def _pipeline(cache: list[Language] = []) -> Language:  # noqa: B006 - hypothesis takes no fixtures of a module
    if not cache:
        cache.append(spacy.blank("en"))
        cache[0].add_pipe("framing")
    return cache[0]


def test_spacy_finds_the_component_by_itself() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(
        r'^\[project\.entry-points\.spacy_factories\]\nframing = "(.+)"$', project, re.MULTILINE
    )
    assert found is not None
    assert EntryPoint("framing", found[1], "spacy_factories").load() is make_framing


def test_without_spacy_the_extra_is_named() -> None:
    script = "import sys; sys.modules['spacy'] = None; import framing.spacy_pipe"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "MissingExtraError" in done.stderr and "framing-stance[spacy]" in done.stderr
