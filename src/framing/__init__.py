"""Who is given the word in a text on Russia, China and the West, and whose framing each statement carries."""

from framing.datatypes import (
    Contribution,
    Document,
    Explanation,
    Span,
    Speaker,
    Stance,
    Statement,
)
from framing.errors import (
    FramingError,
    InputError,
    LabelError,
    MissingExtraError,
    ModelFormatError,
)
from framing.model import Model, load
from framing.sentences import split_sentences
from framing.table import format_table

__version__ = "0.1.0"

__all__ = [
    "Contribution",
    "Document",
    "Explanation",
    "FramingError",
    "InputError",
    "LabelError",
    "MissingExtraError",
    "Model",
    "ModelFormatError",
    "Span",
    "Speaker",
    "Stance",
    "Statement",
    "__version__",
    "format_table",
    "load",
    "split_sentences",
]
