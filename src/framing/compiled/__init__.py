"""The loops of the compiled engine; each does in one pass what the NumPy code that calls it does in many.

Compiled by Numba on first use and kept on disk. Nothing imports this package but `framing.engine`.
"""

from framing.compiled.chains import add_rows, add_templates, below_best, passes, viterbi
from framing.compiled.hashing import combine, distinct, find, find_known
from framing.compiled.terms import linear_scores, repeat
from framing.compiled.words import word_scores

__all__ = [
    "add_rows",
    "add_templates",
    "below_best",
    "combine",
    "distinct",
    "find",
    "find_known",
    "linear_scores",
    "passes",
    "repeat",
    "viterbi",
    "word_scores",
]
