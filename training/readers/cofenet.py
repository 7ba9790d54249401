"""CofeNet's form of PolNeAR: sentences as tokens, with flat BIO labels of source, cue and content.

Wang et al. 2022, "CofeNet: Context and Former-Label Enhanced Net for Complicated Quotation Extraction"
(COLING), https://aclanthology.org/2022.coling-1.215. Licence: Apache-2.0 (the code; the articles are their
publishers'). From https://github.com/cofe-ai/CofeNet, files valid.jsonl and test.jsonl of its PolNeAR data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeGuard

from framing.errors import InputError
from framing.rows import Row, placed_rows

ROLES = ("source", "cue", "content")
_MARKS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "`": "‘"}
_QUOTES = {"``", "''", '"', "“", "”"}
_LEANS_LEFT = {*",.;:!?%)’]}…", "'", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "’s", "n’t", "’re", "’ve"}
_LEANS_RIGHT = {"(", "$", "[", "{", "‘", "#"}

Found = tuple[str, int, int]
"""A role, its first token and the one after its last."""


def read_cofenet(path: Path) -> Iterator[Row]:
    """Yield a row for each sentence of a CofeNet file (JSON lines: tokens, labels, id).

    The text is the tokens joined (see `joined`). ``tokens`` are the bounds of each in the text, ``spans``
    lists of role, first token and the one after the last. ``speaker`` is the words of the first source, at
    ``speaker_start`` to ``speaker_end``, in characters; flat labels do not say which source belongs to which
    content. Raises InputError with the file and the row.
    """
    for place, row in placed_rows(str(path)):
        tokens, labels = row.get("tokens"), row.get("labels")
        if not (_are_strings(tokens) and _are_strings(labels) and len(tokens) == len(labels)):
            raise InputError(
                f"{place}: tokens and labels are no lists of as many strings; fetch the file again"
            )
        text, bounds = joined(tokens)
        spans = spans_of(labels)
        speaker = next(((bounds[i][0], bounds[j - 1][1]) for role, i, j in spans if role == "source"), None)
        yield {
            "doc": str(row.get("id")),
            "text": text,
            "source": "cofenet",
            "speaker": text[slice(*speaker)] if speaker else None,
            "speaker_start": speaker[0] if speaker else None,
            "speaker_end": speaker[1] if speaker else None,
            "tokens": bounds,
            "spans": spans,
        }


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return tokens as running text, and where each of them is in it.

    No space goes before closing marks and clitics, and none after opening ones; ``-LRB-`` and the like are
    the marks they stand for; quotation marks are curly, by turns opening and closing.
    """
    text, bounds, quoting, attach = "", [], False, True
    for token in tokens:
        written = _MARKS.get(token, token)
        left, right = written in _LEANS_LEFT, written in _LEANS_RIGHT
        if token in _QUOTES:
            quoting = token in {"``", "“"} or not quoting
            written, left, right = "“" if quoting else "”", not quoting, quoting
        text += "" if attach or left else " "
        bounds.append((len(text), len(text) + len(written)))
        text += written
        attach = right
    return text, bounds


def spans_of(labels: Sequence[str]) -> list[Found]:
    """Return the spans of BIO labels, as "B-source"."""
    spans: list[Found] = []
    for at, label in enumerate(labels):
        if label.startswith("B-"):
            spans.append((label[2:], at, at + 1))
        elif label.startswith("I-") and spans and spans[-1][2] == at and spans[-1][0] == label[2:]:
            spans[-1] = (label[2:], spans[-1][1], at + 1)
    return spans


def _are_strings(values: object) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
