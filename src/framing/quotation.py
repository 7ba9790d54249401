"""Where quotations open and close, mark by mark, so that nested and unbalanced ones do no harm."""

from __future__ import annotations

import numpy as np

from framing.tokens import SPACE, Bools, Tokens

OPENING = tuple(map(ord, "“„«‟"))
CLOSING = tuple(map(ord, "”»"))
_SINGLE_OPENING, _SINGLE_CLOSING = tuple(map(ord, "‘'`")), tuple(map(ord, "’'"))
_STOPS = tuple(map(ord, ".,!?…"))


def quotation_marks(tokens: Tokens) -> tuple[Bools, Bools, Bools]:
    """Return masks, shape (n_tokens,), of opening marks, of closing marks and of single marks.

    A straight mark opens where only its right side touches a word. Single marks can be apostrophes: one opens
    only after a space, and closes only after a stop.
    """
    code = tokens.codes[tokens.start]
    mark = tokens.end - tokens.start == 1
    padded = np.concatenate((tokens.classes, [SPACE]))
    touches_left = (tokens.start > 0) & (padded[tokens.start - 1] > SPACE)
    turned_right = (padded[tokens.end] > SPACE) & ~touches_left
    after_stop = touches_left & np.isin(tokens.codes[tokens.start - 1], _STOPS)
    straight = mark & (code == ord('"'))
    single_opening = mark & np.isin(code, _SINGLE_OPENING) & turned_right
    single_closing = mark & np.isin(code, _SINGLE_CLOSING) & after_stop
    opening = (mark & np.isin(code, OPENING)) | (straight & turned_right) | single_opening
    closing = (mark & np.isin(code, CLOSING)) | (straight & ~turned_right) | single_closing
    return opening, closing, single_opening | single_closing


def double_marks(tokens: Tokens) -> tuple[Bools, Bools]:
    """Return masks, shape (n_tokens,), of opening and closing marks but single ones, mostly apostrophes."""
    opening, closing, single = quotation_marks(tokens)
    return opening & ~single, closing & ~single
