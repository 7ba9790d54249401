"""How labels look, whatever they are: a name, a mark and a place in the palette."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from framing.datatypes import UNDECIDED

QUIET = "neutral"
"""The stance that takes no side; it stays in the background."""

# By place among the labels in alphabetical order, so that any set of labels has its marks.
_MARKS = "▲■●◆▼★"
_QUIET_MARK, _UNDECIDED_MARK = "·", "?"
_NAMES = {
    "pro_moscow_beijing": "Pro-Moscow/Beijing",
    "western_criticism": "Western criticism",
    "russia": "Russia",
    "china": "China",
    "west": "the West",
    "frontline": "front line",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A label's ``name`` for readers, its ``mark``, and its ``place`` among those that need a colour.

    ``place`` counts from 0; it is -1 for the quiet stance and -2 for undecided.
    """

    label: str
    name: str
    mark: str
    place: int

    @property
    def style(self) -> str:
        """The ending of the label's style names: a number below 6, ``quiet`` or ``undecided``."""
        return {-1: "quiet", -2: "undecided"}.get(self.place, str(self.place % len(_MARKS)))


def stance_looks(labels: Iterable[str]) -> dict[str, Look]:
    """Return the look of each stance: sides first, in alphabetical order, then neutral, then undecided.

    The empty label of a model without stances has no mark.
    """
    labels = set(labels)
    sides = sorted(labels - {QUIET, UNDECIDED, ""})
    looks = [Look(label, name_of(label), _MARKS[n % len(_MARKS)], n) for n, label in enumerate(sides)]
    if QUIET in labels:
        looks.append(Look(QUIET, name_of(QUIET), _QUIET_MARK, -1))
    if UNDECIDED in labels:
        looks.append(Look(UNDECIDED, name_of(UNDECIDED), _UNDECIDED_MARK, -2))
    if "" in labels:
        looks.append(Look("", "no stance", "", -1))
    return {look.label: look for look in looks}


def bloc_looks(labels: Iterable[str]) -> dict[str, Look]:
    """Return the look of each bloc, in alphabetical order; its mark is the shortest start that is its own."""
    labels = sorted(set(labels))
    looks = {}
    for number, label in enumerate(labels):
        others = [other for other in labels if other != label]
        sizes = range(1, len(label) + 1)
        size = next((n for n in sizes if not any(o.startswith(label[:n]) for o in others)), len(label))
        looks[label] = Look(label, name_of(label), label[:size].upper(), number)
    return looks


def name_of(label: str) -> str:
    """Return a label as readers see it."""
    return _NAMES.get(label, label.replace("_", " "))
