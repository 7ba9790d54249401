"""Statements as the script of a page reads them: for its table and for what it says of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from framing.datatypes import Explanation
from framing.report_article import Looks, Values
from framing.report_input import Article

DECIDING = 5  # contributions of each statement
LEAST = 0.01  # of a contribution that is shown


def statement_rows(
    articles: Sequence[Article],
    looks: Looks,
    *,
    groups: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
    reasons: Sequence[Explanation] | None = None,
) -> Values:
    """Return every statement as the page's script reads it, rows of values beside the names they count in.

    ``groups`` and ``periods`` are those of the articles, ``reasons`` the explanations of all statements, in
    order.
    """
    stances, blocs = list(looks.stances.values()), list(looks.blocs.values())
    stance_number = {look.label: number for number, look in enumerate(stances)}
    bloc_number = {look.label: number for number, look in enumerate(blocs)}
    told = iter(reasons or ())
    rows = []
    for place, article in enumerate(articles):
        for statement in article.statements:
            row = [
                place,
                statement.text,
                stance_number[statement.stance.label],
                [round(statement.stance.probabilities.get(look.label, 0.0), 3) for look in stances],
                [bloc_number[bloc] for bloc in statement.blocs],
                statement.speaker.text if statement.speaker else "",
                statement.speaker.cue.text if statement.speaker and statement.speaker.cue else "",
                -1 if statement.context is None else statement.context,
            ]
            if reasons is not None:
                row += [
                    [round(statement.bloc_probabilities.get(look.label, 0.0), 3) for look in blocs],
                    _deciding(next(told)),
                ]
            rows.append(row)
    return {
        "stances": [[look.label, look.name, look.mark, look.style] for look in stances],
        "blocs": [[look.label, look.name, look.mark] for look in blocs],
        "articles": [
            [article.name, groups[n] if groups else "", article.date, periods[n] if periods else ""]
            for n, article in enumerate(articles)
        ],
        "rows": rows,
    }


def _deciding(explanation: Explanation) -> list[list[Any]]:
    """Return the strongest contributions that a reader can make sense of: words, speakers, the context."""
    readable = [
        c
        for c in explanation.contributions
        if abs(c.amount) >= LEAST and (c.view != "word" or sum(map(str.isalnum, c.feature)) > 1)
    ]
    return [[c.feature, c.view, round(c.amount, 3)] for c in readable[:DECIDING]]
