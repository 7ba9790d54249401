"""Shares have the intervals that drawing documents gives, and dates fall into periods."""

from __future__ import annotations

import numpy as np
import pytest

from framing.report_shares import differences, shares, timeline


def test_shares_are_of_all_statements() -> None:
    found = shares(np.array([[3, 1], [0, 4]]))
    assert [(share.value, share.count) for share in found] == [(0.375, 3), (0.625, 5)]


def test_intervals_are_those_of_drawing_documents() -> None:
    # Two equal documents, one all for and one all against: a replicate is 0, 1/2 or 1, at 1/4, 1/2, 1/4.
    apart = shares(np.array([[10, 0], [0, 10]]))
    assert [(share.low, share.high) for share in apart] == [(0, 1), (0, 1)]
    # Documents that are all alike leave nothing to chance.
    alike = shares(np.array([[3, 1]] * 9))
    assert [(share.low, share.high) for share in alike] == [(0.75, 0.75), (0.25, 0.25)]


def test_intervals_agree_with_the_normal_approximation() -> None:
    rows = np.random.default_rng(0).binomial(20, 0.3, 400)
    share = shares(np.stack([rows, 20 - rows], axis=1))[0]
    error = np.std(rows / 20) / np.sqrt(400)
    assert share.low == pytest.approx(share.value - 1.96 * error, abs=0.003)
    assert share.high == pytest.approx(share.value + 1.96 * error, abs=0.003)


def test_one_document_has_no_interval() -> None:
    (share, _) = shares(np.array([[1, 3]]))
    assert (share.value, share.low, share.high) == (0.25, None, None)
    assert [share.value for share in shares(np.zeros((0, 2), np.int64))] == [0, 0]


def test_differences_hold_the_true_one() -> None:
    draw = np.random.default_rng(1)
    sides = [draw.binomial(20, share, 60) for share in (0.5, 0.2)]
    one, other = (np.stack([rows, 20 - rows], axis=1) for rows in sides)
    value, low, high = differences(one, other)[0]
    assert low < 0.3 < high
    assert low < value < high
    assert differences(one, one)[0][0] == 0


@pytest.mark.parametrize(
    ("dates", "names"),
    [
        (["2024-05-30", "2024-06-01"] * 8, ["2024-05-30", "2024-05-31", "2024-06-01"]),
        (["2023-12-30", "2024-02-01"] * 8, ["2023-12", "2024-01", "2024-02"]),
        (["2023-12-30", "2024-02-01", "2024-02"] * 6, ["2023-12", "2024-01", "2024-02"]),
        (
            ["2022-11-30", "2024-05-01"] * 20,
            ["2022 Q4", *(f"2023 Q{n}" for n in (1, 2, 3, 4)), "2024 Q1", "2024 Q2"],
        ),
        (["2022", "2024-05-01"] * 20, ["2022", "2023", "2024"]),
        (["2022-11-30", "2024-05-01"], ["2022", "2023", "2024"]),
        ([str(year) for year in range(1990, 2020)], [str(year) for year in range(1990, 2020)]),
        (["", ""], []),
    ],
)
def test_periods_are_as_fine_as_dates_and_their_number_allow(dates: list[str], names: list[str]) -> None:
    found, place = timeline(["", *dates])
    assert found == names
    assert place[0] == -1
    for date, number in zip(dates, place[1:], strict=True):
        assert number == -1 if not date else names[number][:4] == date[:4]
