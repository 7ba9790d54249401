"""Every set of labels has its names, marks and places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framing.datatypes import UNDECIDED
from framing.marks import QUIET, Look, bloc_looks, stance_looks

LABELS = st.sets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=4), max_size=8)


def test_sides_come_first_and_keep_their_marks_whatever_else_there_is() -> None:
    bundled = ["western_criticism", "neutral", "pro_moscow_beijing"]
    looks = stance_looks([*bundled, UNDECIDED])
    assert [(look.name, look.mark, look.style) for look in looks.values()] == [
        ("Pro-Moscow/Beijing", "▲", "0"),
        ("Western criticism", "■", "1"),
        ("neutral", "·", "quiet"),
        ("undecided", "?", "undecided"),
    ]
    assert stance_looks(bundled) == {label: looks[label] for label in looks if label != UNDECIDED}


def test_blocs_are_marked_by_their_first_letters() -> None:
    looks = bloc_looks(["west", "russia", "china", "frontline", "other"])
    assert [look.mark for look in looks.values()] == ["C", "F", "O", "R", "W"]
    assert looks["west"].name == "the West"
    assert [look.mark for look in bloc_looks(["east", "eastern", "echo"]).values()] == ["EAST", "EASTE", "EC"]


@given(LABELS)
def test_any_labels_have_looks_of_their_own(labels: set[str]) -> None:
    looks = stance_looks(labels)
    assert set(looks) == labels
    assert len({look.place for look in looks.values()}) == len(labels)
    assert all(look.place >= 0 or label in (QUIET, UNDECIDED) for label, look in looks.items())
    marks = [look.mark for look in bloc_looks(labels).values()]
    assert all(marks)


def test_no_stance_has_no_mark() -> None:
    assert stance_looks([""])[""] == Look("", "no stance", "", -1)
