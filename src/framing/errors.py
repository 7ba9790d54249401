"""What can go wrong, as exceptions whose message names the place and the remedy.

FramingError
├── InputError          a file, a row or a text that cannot be read (also a ValueError)
├── ModelFormatError    a model folder that is broken, hostile or of another format (also a ValueError)
├── LabelError          a label that the model or the corpus schema does not know (also a ValueError)
└── MissingExtraError   an optional dependency is not installed (also an ImportError)
"""

from __future__ import annotations


class FramingError(Exception):
    """Base of every error that this library raises on purpose."""


class InputError(FramingError, ValueError):
    """A file, a row or a text cannot be read as it is."""


class ModelFormatError(FramingError, ValueError):
    """A model folder is not one, is damaged, or has a format this version cannot read."""


class LabelError(FramingError, ValueError):
    """A label is not among the legal ones."""


class MissingExtraError(FramingError, ImportError):
    """An optional dependency is needed and absent; the message holds the pip line."""
