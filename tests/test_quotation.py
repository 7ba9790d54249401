"""Where quotations open and close."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.quotation import quotation_marks
from framing.tokens import tokenize


def marks(text: str) -> str:
    """The marks of a text: ( for one that opens, ) for one that closes."""
    tokens = tokenize([text])
    opening, closing, _ = quotation_marks(tokens)
    assert not (opening & closing).any()
    return "".join("(" if one else ")" for one, two in zip(opening, closing, strict=True) if one or two)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"We agree," he said. "All of us."', "()()"),
        ("“We agree,” he said", "()"),
        ("‘We agree,’ he said; it's the ministers' view", "()"),
        ("'We agree.'", "()"),
        ("„Gut“", "(("),
        ('so it began."', ")"),
        ("", ""),
    ],
)
def test_marks_open_and_close(text: str, found: str) -> None:
    assert marks(text) == found


@given(st.lists(st.text(alphabet="\"'“”‘’„«» .,aB"), max_size=4))
def test_any_marks_are_read(texts: list[str]) -> None:
    opening, closing, single = quotation_marks(tokenize(texts))
    assert not (opening & closing).any()
    assert (opening | closing)[single].all()
