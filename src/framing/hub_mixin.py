"""What needs huggingface_hub: downloads of a model's files, and pushes by its ModelHubMixin."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from huggingface_hub import ModelHubMixin, snapshot_download
from huggingface_hub.errors import HfHubHTTPError

from framing.errors import InputError, ModelFormatError
from framing.hub import METADATA, HubMethods
from framing.storage import CARD, CONFIG, WEIGHTS

# The client's errors derive from OSError or, by its version, from those of requests or of httpx.
_FAULTS: tuple[type[Exception], ...] = (OSError, ValueError, *HfHubHTTPError.__bases__)
_PICTURE = re.compile(r"^!\[[^\]]*\]\((?!\w+:)[^)]*\)\n?", re.MULTILINE)


def download(name: str, **options: Any) -> Path:
    """Return the folder in the cache with the files of the model ``name``, and no others.

    Raises ModelFormatError where they cannot be had.
    """
    try:
        folder = Path(snapshot_download(name, allow_patterns=[CONFIG, WEIGHTS, CARD], **options))
    except _FAULTS as error:
        raise ModelFormatError(
            f"{name}: no such folder here, and none from the Hub ({_in_a_line(error)}); "
            "check the name, the revision and the network"
        ) from error
    if not (folder / CONFIG).is_file():
        raise ModelFormatError(
            f"{name}: what the Hub has is no model of framing, without {CONFIG}; check the name"
        )
    return folder


def push(model: HubMethods, name: str, **options: Any) -> str:
    """Push a model to the Hub; return the URL of the commit. Raises InputError where the Hub refuses."""
    try:
        return str(_Pushed(model).push_to_hub(name, **options))
    except _FAULTS as error:
        raise InputError(
            f"{name}: cannot be pushed ({_in_a_line(error)}); log in with `hf auth login`, or check the name"
        ) from error


class _Pushed(ModelHubMixin, **deepcopy(METADATA)):  # it adds to the lists that it is given
    """A model as the mixin pushes it.

    The mixin's own ``from_pretrained`` parses config.json before anything has looked at its size or form, so
    `download` and `framing.storage.read_model` take its place.
    """

    def __init__(self, model: HubMethods) -> None:
        self.model = model

    def _save_pretrained(self, save_directory: Path) -> None:
        self.model.save(save_directory)
        card = save_directory / CARD
        # Pictures lie beside the card of a trained model, which does not hold them.
        text = _PICTURE.sub("", card.read_text(encoding="utf-8"))
        if not text.startswith("---\n"):
            text = f"---\n{self._hub_mixin_info.model_card_data}\n---\n{text}"
        card.write_text(text, encoding="utf-8")


def _in_a_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
