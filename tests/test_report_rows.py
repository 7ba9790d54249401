"""What the script of a page reads is what the statements say."""

from __future__ import annotations

from framing import Contribution, Explanation
from framing.report_article import Looks
from framing.report_input import Article
from framing.report_rows import statement_rows
from tests.fakes import statement


def article_of(*texts: str) -> Article:
    return Article("", " ".join(texts), tuple(map(statement, texts)))


def test_rows_hold_what_the_script_reads() -> None:
    first, second = article_of("Li said no.", "They blame us."), article_of("They praise us.")
    looks = Looks([first, second])
    data = statement_rows([first, second], looks, groups=["A", "B"], periods=["2023", "2024"])
    assert data["articles"] == [["", "A", "", "2023"], ["", "B", "", "2024"]]
    assert [row[0] for row in data["rows"]] == [0, 0, 1]
    assert [data["stances"][row[2]][0] for row in data["rows"]] == ["neutral", "against", "for"]
    assert data["rows"][0][3:] == [[0.1, 0.1, 0.8], [0], "Li", "", -1]


def test_reasons_are_the_strongest_that_can_be_read() -> None:
    article = article_of("They blame us.")
    parts = [
        (name, "word", amount) for name, amount in (("blame", 0.9), (".", -0.8), ("s", 0.7), ("us", 0.001))
    ]
    reasons = [
        Explanation(
            "stance",
            "against",
            0,
            0,
            tuple(Contribution(*part) for part in [*parts, ("around", "context", -0.3)]),
        )
    ]
    (row,) = statement_rows([article], Looks([article]), reasons=reasons)["rows"]
    assert row[-1] == [["blame", "word", 0.9], ["around", "context", -0.3]]
    assert row[-2] == [0.1]
