"""What the page of many articles shows: shares by publisher and over time, who is quoted, telling phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.report_article import Looks, Values, stance_counts
from framing.report_input import Article
from framing.report_phrases import Side, prior_of, set_apart
from framing.report_shares import differences, shares, timeline

Counts = NDArray[np.int64]

EVERYONE = "All articles"
NO_PUBLISHER = "Publisher unknown"
MOST_COMPARED = 8  # publishers, those with most statements: each pair has its list of phrases
MOST_LISTED = 1000  # articles; the table of statements has them all
TOP_PHRASES = 12
TOP_SPEAKERS = 15
_PRONOUN_WORDS = "he she it they we i you who which that this these those one some others both"
_PRONOUNS = frozenset(_PRONOUN_WORDS.split())
_POSSESSIVES = ("his ", "her ", "its ", "their ", "our ", "my ")


def periods_of(articles: Sequence[Article]) -> list[str]:
    """Return the period of each article, empty where it has no date."""
    names, place = timeline([article.date for article in articles])
    return [names[number] if number >= 0 else "" for number in place]


def groups_of(articles: Sequence[Article]) -> list[str]:
    """Return the publisher of each article; one name for all where no publisher is known."""
    if not any(article.publisher for article in articles):
        return [EVERYONE] * len(articles)
    return [article.publisher or NO_PUBLISHER for article in articles]


def corpus_values(articles: Sequence[Article], groups: Sequence[str], looks: Looks) -> Values:
    """Return what the corpus template shows; ``groups`` names the publisher, or side, of each article."""
    counts = _counts(articles, looks)
    members: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        members.setdefault(group, []).append(number)
    publishers = [_group(name, own, counts, articles, looks) for name, own in members.items()]
    names, place = timeline([article.date for article in articles])
    dated = sorted(article.date for article in articles if article.date)
    return {
        "articles": [
            {
                "number": n,
                "article": article,
                "group": groups[n],
                "counts": stance_counts(article.statements, looks),
            }
            for n, article in enumerate(articles[:MOST_LISTED])
        ],
        "total": len(articles),
        "statements": int(counts.sum()),
        "dated": (dated[0], dated[-1]) if dated else None,
        "undated": len(articles) - len(dated),
        "shares": _labelled(shares(counts), looks),
        "named": any(article.publisher for article in articles),
        "in_order": publishers,
        "publishers": sorted(publishers, key=_by_lean),
        "difference": _difference(list(members.values()), counts, looks),
        "timeline": _over_time(names, np.array(place), counts, looks),
        "quoted_most": max((q["part"] for p in publishers for q in p["quoted"]), default=0),
        "speakers": _speakers(articles, groups, looks),
        "phrases": _phrases(articles, members),
    }


def _counts(articles: Sequence[Article], looks: Looks) -> Counts:
    """Return the statements of each stance in each article, (articles, stances)."""
    number = {label: column for column, label in enumerate(looks.stances)}
    counts = np.zeros((len(articles), len(number)), np.int64)
    for row, article in enumerate(articles):
        for statement in article.statements:
            counts[row, number[statement.stance.label]] += 1
    return counts


def _labelled(found: Sequence[Any], looks: Looks) -> list[Values]:
    return [{"look": look, "share": share} for look, share in zip(looks.stances.values(), found, strict=True)]


def _group(name: str, own: list[int], counts: Counts, articles: Sequence[Article], looks: Looks) -> Values:
    said = [statement for number in own for statement in articles[number].statements if statement.blocs]
    heard = Counter(bloc for statement in said for bloc in statement.blocs)
    return {
        "name": name,
        "articles": len(own),
        "statements": int(counts[own].sum()),
        "shares": _labelled(shares(counts[own]), looks),
        "attributed": len(said),
        "quoted": [
            {"look": look, "count": heard[label], "part": heard[label] / max(len(said), 1)}
            for label, look in looks.blocs.items()
        ],
    }


def _by_lean(publisher: Values) -> tuple[float, str]:
    """Sort publishers from those who lean most to the first side to those who do so least."""
    sides = [each["share"].value for each in publisher["shares"] if each["look"].place >= 0]
    return (sum(sides[1:]) - sides[0] if sides else 0.0, publisher["name"])


def _difference(members: list[list[int]], counts: Counts, looks: Looks) -> list[Values] | None:
    """Return by how much the first of two groups exceeds the second; None where an interval cannot be had."""
    if len(members) != 2 or min(map(len, members)) < 2:
        return None
    return _labelled(differences(counts[members[0]], counts[members[1]]), looks)


def _over_time(names: list[str], place: Counts, counts: Counts, looks: Looks) -> list[Values]:
    """Return the shares of each stance, period by period; none where all articles are of one period."""
    if len(names) < 2:
        return []
    by_period = [shares(counts[place == number]) for number in range(len(names))]
    highest = [max(each.high or each.value for each in column) for column in zip(*by_period, strict=True)]
    of_sides = [top for top, look in zip(highest, looks.stances.values(), strict=True) if look.place >= 0]
    return [
        {
            "look": look,
            "most": max(of_sides) if look.place >= 0 else highest[column],  # sides are drawn to one scale
            "periods": [
                {"name": name, "share": found[column], "articles": int((place == number).sum())}
                for number, (name, found) in enumerate(zip(names, by_period, strict=True))
            ],
        }
        for column, look in enumerate(looks.stances.values())
    ]


def _speakers(articles: Sequence[Article], groups: Sequence[str], looks: Looks) -> list[Values]:
    """Return the speakers with most statements, pronouns apart, each with its blocs and where it is heard."""
    written: dict[str, Counter[str]] = {}
    blocs: dict[str, Counter[str]] = {}
    where: dict[str, Counter[str]] = {}
    for article, group in zip(articles, groups, strict=True):
        for statement in article.statements:
            if statement.speaker is None:
                continue
            name = " ".join(statement.speaker.text.split())
            key = name.lower().removeprefix("the ")
            if key in _PRONOUNS or key.startswith(_POSSESSIVES):
                continue
            written.setdefault(key, Counter())[name] += 1
            blocs.setdefault(key, Counter()).update(statement.blocs)
            where.setdefault(key, Counter())[group] += 1
    most = sorted(written, key=lambda key: (-sum(written[key].values()), key))[:TOP_SPEAKERS]
    most = [key for key in most if sum(written[key].values()) > 1]
    return [
        {
            "name": min(written[key], key=lambda name: (-written[key][name], name)),
            "count": sum(written[key].values()),
            "blocs": [looks.blocs[bloc] for bloc, _ in blocs[key].most_common(1)],
            "where": sorted(where[key].items(), key=lambda item: (-item[1], item[0])),
        }
        for key in most
    ]


def _phrases(articles: Sequence[Article], members: dict[str, list[int]]) -> list[Values]:
    """Return the phrases that set each pair of the largest groups apart."""
    sides = {
        name: Side.of([[s.text for s in articles[number].statements] for number in own])
        for name, own in members.items()
    }
    prior = prior_of(sides.values())
    largest = sorted(sides, key=lambda name: -sides[name].counts.total())[:MOST_COMPARED]
    result = []
    for here, there in combinations(filter(largest.__contains__, sides), 2):
        left, right = set_apart(sides[here], sides[there], prior, TOP_PHRASES)
        strongest = max((phrase.z for phrase in left + right), default=0.0)
        result.append({"here": here, "there": there, "left": left, "right": right, "strongest": strongest})
    return result
