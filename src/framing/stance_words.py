"""What decided a document's stances, word by word: each term's amount is shared by the words it stands on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from framing.actors import ActorTable
from framing.datatypes import Explanation, Statement
from framing.errors import LabelError
from framing.stance import SIDE_VIEWS, StanceClassifier
from framing.stance_document import document_features, sentence_features
from framing.stance_features import View
from framing.termmodel import Floats, TermModel
from framing.tokens import Ints, Tokens, tokenize


def explain_document(
    model: StanceClassifier, statements: Sequence[Statement], actors: ActorTable
) -> list[Explanation]:
    """Return, for each statement of one document, what adds up to the score of its stance there.

    Contributions are of the views ``word``, ``bloc`` (who may speak) and ``context`` (the sentences around).
    The document's regression is linear in a sentence's own scores, so the words' amounts pass through it and
    the sum with the intercept is exact; the softmax of all labels' scores is the stance's probabilities.
    Raises LabelError for statements of another model.
    """
    texts = [statement.text for statement in statements]
    tokens = tokenize(texts)
    voices, labels = _known(model, statements)
    scores, side = model.scores(tokens, actors, voices)
    within = len(texts) > 1
    if within:
        regression = model.document_
        values = document_features(scores, side, voices, np.array([0, len(texts)]))
    else:
        regression, values = model.alone_, sentence_features(scores, side, voices)
    weights = regression.weights_[:, labels].T
    k, s, b = scores.shape[1], side.shape[1], voices.shape[1]
    own, beside, speaker = np.split(weights[:, : k + s + b], [k, k + s], axis=1)
    if within:  # a score also counts once for each bloc that may speak
        products = weights[:, k + s + b : k + s + b + b * k].reshape(-1, b, k)
        own = own + np.einsum("nb,nbk->nk", voices, products)
    spoken = voices * speaker
    told = (own * scores).sum(axis=1) + (beside * side).sum(axis=1) + spoken.sum(axis=1)
    around = (values * weights).sum(axis=1) - told
    intercept = regression.bias_[labels] + own @ model.sentence_.intercept_
    if model.side is not None:
        intercept = intercept + beside @ model.side.intercept_
    amounts = _word_amounts(model, tokens, actors, voices, counts_for=(own, beside))
    result = []
    for row, text in enumerate(texts):
        parts = _words(text, tokens, row, amounts)
        for label, amount in zip(model.voice_labels_, spoken[row].tolist(), strict=True):
            parts.append((f"speaker of {label}", "bloc", amount))
        if within:
            parts.append(("the sentences around", "context", float(around[row])))
        result.append(Explanation.of("stance", model.labels_[labels[row]], float(intercept[row]), parts))
    return result


def _known(model: StanceClassifier, statements: Sequence[Statement]) -> tuple[Floats, Ints]:
    """Return the blocs' probabilities (n, B) and the numbers of the stances (n,)."""
    number = {label: column for column, label in enumerate(model.labels_)}
    try:
        voices = [[s.bloc_probabilities[bloc] for bloc in model.voice_labels_] for s in statements]
        labels = [number[statement.stance.decided] for statement in statements]
    except KeyError as error:
        raise LabelError(f"{error} is not known; explain statements by the model that made them") from error
    return np.array(voices, np.float64).reshape(len(statements), -1), np.array(labels, np.int64)


def _words(text: str, tokens: Tokens, row: int, amounts: Floats) -> list[tuple[str, str, float]]:
    mine = slice(*tokens.first[row : row + 2])
    start, end = (place[mine] - tokens.base[row] for place in (tokens.start, tokens.end))
    spans = zip(start.tolist(), end.tolist(), amounts[mine].tolist(), strict=True)
    return [(text[begin:after], "word", amount) for begin, after, amount in spans if amount]


def _word_amounts(
    model: StanceClassifier,
    tokens: Tokens,
    actors: ActorTable,
    voices: Floats,
    *,
    counts_for: tuple[Floats, Floats],
) -> Floats:
    """Return what each token adds to the score of its sentence's label, shape (n_tokens,).

    ``counts_for`` (n, k), (n, s) is what the scores of the model and of its auxiliary one weigh there.
    """
    result = np.zeros(len(tokens))
    for low, high, part in tokens.batches():
        amounts = np.zeros(len(part))
        views = model.views_of(part, actors, voices[low:high])
        used = [view for view in views if view.name in model.views]
        _add_amounts(amounts, model.sentence_, used, counts_for[0][low:high])
        if model.side is not None:
            used = [view for view in views if view.name in SIDE_VIEWS]
            _add_amounts(amounts, model.side, used, counts_for[1][low:high])
        result[tokens.first[low] : tokens.first[high]] = amounts
    return result


def _add_amounts(total: Floats, model: TermModel, views: Sequence[View], counts_for: Floats) -> None:
    """Add to each token its share of the terms it is part of; ``counts_for`` (n, k) weighs the k scores."""
    for view, linear in zip(views, model.views_, strict=True):
        place, amounts = linear.occurrences((view.hashes, view.owner), len(counts_for))
        amount = (amounts * counts_for[view.owner[place]]).sum(axis=1)
        first, last = view.first[place], view.last[place]
        if view.name == "pairs":  # what lies between the two is not part of it
            for end in (first, last):
                total += np.bincount(end, amount / 2, minlength=len(total))
            continue
        length = last - first + 1
        for step in range(int(length.max(initial=0))):
            inside = step < length
            total += np.bincount(first[inside] + step, (amount / length)[inside], minlength=len(total))
