"""PolNeAR's annotation to passages, and published tokens to text and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.polnear import score_polnear
from framing.datatypes import Span
from framing.speakers import SpeakerTagger
from training.readers.brat import passages, split_paragraphs
from training.readers.cofenet import joined, spans_of

TEXT = 'Ana Lima said: "We go. We stay."\n\nNobody came.\n'
NOTES = """T1\tSource 0 8\tAna Lima
T2\tCue 9 13\tsaid
T3\tContent 15 22;23 32\t"We go. We stay."
T4\tAttribution 9 13\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
"""


def test_roles_of_an_event_become_one_attribution_in_offsets_of_the_passage() -> None:
    first, second = passages("a", TEXT, NOTES, split_paragraphs)
    (attribution,) = first.attributions
    assert attribution.source == (Span(0, 8, "Ana Lima"),)
    assert attribution.cue == (Span(9, 13, "said"),)
    assert [span.text for span in attribution.content] == ['"We go.', 'We stay."']
    assert (second.text, second.attributions) == ("Nobody came.", ())


def test_what_runs_over_several_passages_is_cut_at_their_ends() -> None:
    halves = [Span(0, 22, TEXT[:22]), Span(23, 32, TEXT[23:32])]
    _, second = passages("a", TEXT, NOTES, lambda _: halves)
    assert [span.text for span in second.attributions[0].content] == ['We stay."']
    assert second.attributions[0].source == ()


def test_published_tokens_are_joined_as_they_are_written() -> None:
    tokens = ["``", "We", "ca", "n't", ",", "''", "he", "said", "-LRB-", "twice", "-RRB-", "."]
    text, bounds = joined(tokens)
    assert text == "“We can't,” he said (twice)."
    assert [text[start:end] for start, end in bounds[1:4]] == ["We", "ca", "n't"]


def test_an_inside_label_without_its_beginning_is_no_span() -> None:
    labels = ["I-cue", "B-cue", "I-cue", "I-source", "B-source", "B-source"]
    assert spans_of(labels) == [("cue", 1, 3), ("source", 4, 5), ("source", 5, 6)]


def test_scores_are_exact_matches_in_published_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"tokens": ["He", "did", "n't", "say", "so", "."], "id": "a"}
    rows = [
        row | {"labels": ["B-source", "B-cue", "I-cue", "I-cue", "B-content", "O"]},
        row | {"labels": ["O"] * 6},
    ]
    path = tmp_path / "test.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    roles = {
        "source": (Span(0, 2, "He"),),
        "cue": (Span(3, 13, "didn't say"),),
        "content": (Span(10, 13, "say"),),
    }
    monkeypatch.setattr(SpeakerTagger, "predict_roles", lambda self, texts: [roles for _ in texts])
    scores = score_polnear(SpeakerTagger(), path, samples=10)
    assert scores["rows"] == 1
    assert [scores[role]["f1"] for role in roles] == [100, 100, 0]
