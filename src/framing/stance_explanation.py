"""What adds up to a stance's score: terms, through both linear steps, merged by the words they stand on."""

from __future__ import annotations

from collections.abc import Sequence

from framing.datatypes import Contribution, Explanation
from framing.stance_features import View
from framing.termmodel import Floats, TermModel
from framing.tokens import Tokens


def term_parts(
    model: TermModel, views: Sequence[View], weights: Floats, tokens: Tokens, text: str
) -> list[tuple[str, str, Floats]]:
    """Return name, view and contribution to each label of every known term of the one sentence."""
    return [
        (views[number].term(text, tokens, place), views[number].name, amounts @ weights)
        for number, place, amounts in model.contributions([(view.hashes, view.owner) for view in views])
    ]


def explanation(
    label: str, column: int, parts: Sequence[tuple[str, str, Floats]], constant: Floats
) -> Explanation:
    merged: dict[tuple[str, str], float] = {}
    for name, view, amounts in parts:
        merged[view, name] = merged.get((view, name), 0.0) + float(amounts[column])
    ordered = sorted(merged.items(), key=lambda item: -abs(item[1]))
    contributions = tuple(Contribution(name, view, amount) for (view, name), amount in ordered)
    intercept = float(constant[column])
    return Explanation(
        "stance", label, intercept + sum(c.amount for c in contributions), intercept, contributions
    )
