"""Models and their names on the Hugging Face Hub: which are legal, and the methods that read and write."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.errors import MissingExtraError, ModelFormatError

if TYPE_CHECKING:
    from types import ModuleType

    from typing_extensions import Self

    from framing.actors import ActorTable

METADATA: dict[str, Any] = {
    "language": ["en"],
    "library_name": "framing",
    "pipeline_tag": "text-classification",
    "tags": ["framing", "news", "quotation-attribution", "speaker-attribution", "stance-detection"],
}
"""What the Hub is told of every model, in the words of its cards' metadata."""

_PART = r"[A-Za-z0-9](?:[\w.-]*\w)?"
_NAME = re.compile(rf"(?=.{{3,96}}$)(?!.*(?:--|\.\.|\.git$)){_PART}/{_PART}", re.ASCII)


class HubMethods(ABC):
    """The methods by which a model comes from the Hub and goes there, named as huggingface_hub names them.

    Nothing here touches the network unless it is given a name on the Hub.
    """

    @abstractmethod
    def save(self, folder: str | Path) -> None:
        """Write the model into ``folder``."""

    @classmethod
    @abstractmethod
    def _read(cls, folder: Path, actors: str | Path | ActorTable | None) -> Self:
        """Return the model in ``folder``."""

    @classmethod
    def from_pretrained(
        cls, name_or_path: str | Path, *, actors: str | Path | ActorTable | None = None, **options: Any
    ) -> Self:
        """Return the model in a folder, or the one of a name on the Hub, kept in huggingface_hub's cache.

        ``actors`` as in `framing.load`; ``options`` are those of `huggingface_hub.snapshot_download`:
        ``revision``, ``token``, ``cache_dir``, ``local_files_only`` and so on. Only the three files of a
        model are fetched, and read like those of any folder: no code runs. Raises ModelFormatError for what
        is neither a folder nor to be had from the Hub, MissingExtraError where that needs huggingface_hub.
        """
        return cls._read(model_folder(name_or_path, **options), actors)

    def save_pretrained(
        self,
        save_directory: str | Path,
        *,
        push_to_hub: bool = False,
        repo_id: str | None = None,
        **options: Any,
    ) -> str | None:
        """Write the model into a folder, as `save` does; with ``push_to_hub`` also push it.

        ``repo_id`` is its name there (default: the folder's), and ``options`` are those of `push_to_hub`,
        whose result is returned.
        """
        self.save(save_directory)
        return self.push_to_hub(repo_id or Path(save_directory).name, **options) if push_to_hub else None

    def push_to_hub(self, repo_id: str, **options: Any) -> str:
        """Push config, weights and card to the Hub's ``repo_id``; return the URL of the commit.

        ``options`` are those of `huggingface_hub.ModelHubMixin.push_to_hub`: ``private``, ``token``,
        ``commit_message``, ``branch``, ``create_pr``. Raises InputError where the Hub refuses, and
        MissingExtraError without huggingface_hub.
        """
        url: str = _mixin(repo_id).push(self, repo_id, **options)
        return url


def model_folder(name_or_path: str | Path, **options: Any) -> Path:
    """Return a folder that exists, or the one that a name on the Hub is downloaded into."""
    if Path(name_or_path).is_dir():
        return Path(name_or_path)
    if not (isinstance(name_or_path, str) and _NAME.fullmatch(name_or_path)):
        raise ModelFormatError(
            f"{name_or_path}: no such model folder; check the path (a name on the Hub would be owner/name)"
        )
    folder: Path = _mixin(f"{name_or_path}: no such folder here").download(name_or_path, **options)
    return folder


def _mixin(what: str) -> ModuleType:
    try:
        from framing import hub_mixin
    except ImportError as error:
        raise MissingExtraError(
            f"{what}; the Hugging Face Hub needs huggingface_hub ({error}): pip install 'framing-stance[hub]'"
        ) from error
    return hub_mixin
