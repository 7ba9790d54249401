"""The network of a teacher: an encoder with a head for each thing that it learns to tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from training.teacher_spans import PARTS, ROLE_PARTS, UNTOLD

_PROCESSOR: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # newer than PyTorch 2.4
_HALF = bool(_PROCESSOR.get("avx512_bf16") or _PROCESSOR.get("amx_bf16"))


class Network(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without PyTorch
    """An encoder with heads for each piece's part in the speaker and its role, the stance and the blocs."""

    def __init__(self, encoder: Path, stances: int, blocs: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, local_files_only=True)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.parts = nn.Linear(width, PARTS)
        self.roles = nn.Linear(width, ROLE_PARTS)
        self.stance = nn.Linear(2 * width, max(stances, 1))  # PyTorch warns of layers without outputs
        self.blocs = nn.Linear(2 * width, max(blocs, 1))

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return the scores (texts, pieces, .) of parts and roles, and (texts, .) of stances and blocs."""
        # Half the numbers' width costs nothing in accuracy here and is several times faster where the
        # processor can do it; where it cannot, it is several times slower.
        with torch.autocast("cpu", torch.bfloat16, enabled=_HALF):
            return self._scores(pieces, mask)

    def _scores(self, pieces: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        weight = mask[:, :, None].to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        whole, each = self.dropout(torch.cat([hidden[:, 0], mean], 1)), self.dropout(hidden)
        return self.parts(each), self.roles(each), self.stance(whole), self.blocs(whole)


def mean_loss(scores: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy where the target is told; 0 where none is."""
    total = functional.cross_entropy(
        scores.flatten(0, -2), target.flatten(), ignore_index=UNTOLD, reduction="sum"
    )
    return total / (target != UNTOLD).sum().clamp(min=1)
