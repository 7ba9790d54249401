"""Any text has statements whose offsets lead to their words, and tables of them are harmless."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest

import framing
from framing import Model, engine
from framing.cli import main
from framing.tokens import tokenize

STRANGE = {
    "controls that reorder": "\u202eMoscow\u202c denied \u2066the charge\u2069, it said. ",
    "characters of no width": "Mos\u200bcow de\u00adnied\u200d the \ufeffcharge, it\u2060 said. ",
    "surrogates alone": "Moscow \ud800denied\udfff the charge, it said. ",
    "NULs": "Moscow\x00denied the charge,\x00 it said. ",
    "marks that never close": '“Moscow ‘denied «the (charge, [it "said. ',
    "marks that never open": "Moscow” denied’ the» charge), it] said. ",
    "letters that grow in lower case": "İİİ denied the chargeİ, it said. ",
    "stacked accents": "Mo" + "\u0301" * 60 + "scow denied the charge, it said. ",
    "emoji of several": "\U0001f468\u200d\U0001f469\u200d\U0001f467 denied the charge, it said. ",
    "spaces of all kinds": "Moscow\u3000denied\u2003the\x85charge,\x0bit\u2028said.\t",
}


def solid(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def model() -> Model:
    return framing.load()


@pytest.mark.parametrize("mode", [engine.NUMPY, engine.COMPILED])
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_offsets_lead_to_the_words(model: Model, text: str, mode: str) -> None:
    with engine.using(mode):
        document = model.annotate(text * 3)
    assert len(document) > 0
    assert solid("".join(s.text for s in document)) == solid(document.text)
    for one in document:
        spans: list[Any] = [one, *one.speakers, *(s.cue for s in one.speakers if s.cue)]
        for span in spans:
            assert document.text[span.start : span.end] == span.text
    assert document.to_json().encode("utf-8")


def test_every_plane_is_read_alike_by_both_engines(model: Model) -> None:
    text = " ".join(f"{chr(code)}{chr(code + 7)} said" for code in range(0, sys.maxunicode - 6, 97))
    told = []
    for mode in (engine.NUMPY, engine.COMPILED):
        with engine.using(mode):
            told.append(model.annotate(text))
    one, other = told
    assert [s.text for s in one] == [s.text for s in other]
    assert [s.speakers for s in one] == [s.speakers for s in other]
    assert solid("".join(s.text for s in one)) == solid(text)


def test_every_code_point_is_a_token_a_part_of_one_or_a_space() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    tokens = tokenize([text])
    solid = sum(not char.isspace() for char in text)
    assert int((tokens.end - tokens.start).sum()) == solid


def test_a_table_that_was_written_can_be_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["=1+1 said Moscow.", "@Kyiv denied it.", "-0.5", "＝A1 said Oslo."]
    source, once, twice = (str(tmp_path / name) for name in ("rows.csv", "once.csv", "twice.csv"))
    with Path(source).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text", "change"], *([text, "-3.5"] for text in texts)])
    for given, made in ((source, once), (once, twice)):
        assert main(["analyze", given, "--split", "none", "--output", made]) == 0
    first, second = (
        list(csv.DictReader(io.StringIO(Path(made).read_bytes().decode(), newline="")))
        for made in (once, twice)
    )
    safe = ["'=1+1 said Moscow.", "'@Kyiv denied it.", "-0.5", "'＝A1 said Oslo."]
    assert [row["text"] for row in first] == safe
    assert [row["text"] for row in second] == [row["text"] for row in first]  # one apostrophe, however often
    assert {row["change"] for row in (*first, *second)} == {"-3.5"}
