"""Who is given the word in a text on Russia, China and the West, and whose framing each statement carries."""

from importlib import import_module
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from framing.dataset import annotate_dataset
    from framing.tables import annotate_table

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
    "annotate_dataset",
    "annotate_table",
    "format_table",
    "load",
    "split_sentences",
]

_ON_DEMAND = {
    "annotate_dataset": "framing.dataset",
    "annotate_table": "framing.tables",
}  # they import PyArrow


def __getattr__(name: str) -> object:
    if name in _ON_DEMAND:
        return getattr(import_module(_ON_DEMAND[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
