"""What all systems have in common; nothing heavy is imported, so that a cold start is a system's own."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import packages_distributions, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

Rows = Sequence[dict[str, Any]]
"""Annotated sentences, in the fields of training/corpora."""

Documents = Sequence[Sequence[str]]
"""Documents as their sentences."""


class Found(NamedTuple):
    """What a system says of a sentence; what it does not tell is empty."""

    stance: str = ""
    speaker: str = ""


Predict = Callable[[Documents], list[Found]]
"""From documents to what is found in each of their sentences, in order."""


@dataclass(frozen=True)
class System(ABC):
    """Something that labels sentences; its fields are its settings, its ``name`` what results call it.

    ``tells`` are the fields of `Found` that it fills in, ``needs`` the modules that must be installed,
    ``brings`` the packages whose files are part of its model.
    """

    name: str
    tells: ClassVar[tuple[str, ...]] = ("stance",)
    needs: ClassVar[tuple[str, ...]] = ()
    brings: ClassVar[tuple[str, ...]] = ()

    @property
    def model(self) -> str:
        """The name of what is fitted; systems that share it are fitted once."""
        return self.name

    def missing(self) -> list[str]:
        """Return the modules that are needed and not installed."""
        return [name for name in self.needs if find_spec(name) is None]

    def sources(self) -> list[Path]:
        """Return the files whose change makes a fitted model stale: by default every adapter."""
        return sorted(Path(__file__).parent.glob("*.py"))

    def fingerprint(self) -> str:
        """Return a SHA-256 of ``sources`` and of the versions of what the system needs."""
        installed = _installed()
        versions = [version(name) for module in self.needs for name in installed.get(module, ())]
        digest = hashlib.sha256(" ".join(versions).encode())
        for path in self.sources():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    @abstractmethod
    def fit(self, rows: Rows, folder: Path) -> None:
        """Learn from ``rows`` and write the model into ``folder``."""

    @abstractmethod
    def load(self, folder: Path) -> Predict:
        """Return the model in ``folder`` as a function."""


@lru_cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def sentences(documents: Documents) -> list[str]:
    """Return the sentences of all documents, for a system that reads each by itself."""
    return [sentence for document in documents for sentence in document]
