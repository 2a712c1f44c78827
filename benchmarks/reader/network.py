"""The reader's network in torch: question, context and passage in, the answer's span and whether there is one out."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AutoModel
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS, eager_mask

LAYERS = 12


def attend(
    module: nn.Module,  # noqa: ARG001 -- the signature is transformers'
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,  # noqa: ARG001
    **unused: Any,  # noqa: ARG001
) -> tuple[Tensor, None]:
    """Attention as two batched products over all heads: query, key, value (batch, heads, tokens, size).

    In bfloat16, forward and backward take a third of the time of the fused kernel, whose backward makes a small product
    a head.
    """
    batch, heads, tokens, size = query.shape
    flat = (batch * heads, tokens, size)
    scores = torch.bmm((query * (scaling or size**-0.5)).reshape(flat), key.reshape(flat).transpose(1, 2))
    scores = scores.view(batch, heads, tokens, tokens)
    if attention_mask is not None:
        scores = scores + attention_mask[..., :tokens].to(scores.dtype)
    weights = torch.softmax(scores, -1).view(batch * heads, tokens, tokens)
    mixed = torch.bmm(weights, value.reshape(flat)).view(batch, heads, tokens, size)
    return mixed.transpose(1, 2).contiguous(), None


class Network(nn.Module):
    """multilingual-e5-small's layers, its table of words frozen, and two heads.

    Token ids, mask and types, each (batch, tokens) -> logits: start and end of the answer (batch, tokens), where token
    0 stands for none, and answers (batch,).
    """

    def __init__(self, embedder: Path) -> None:
        super().__init__()
        AttentionInterface.register("batched", attend)
        ALL_MASK_ATTENTION_FUNCTIONS.register("batched", eager_mask)
        # Dropout takes a seventh of the time, and no question comes more than a few times.
        self.m = AutoModel.from_pretrained(
            embedder,
            attn_implementation="batched",
            dtype=torch.float32,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.m.embeddings.word_embeddings.weight.requires_grad_(False)
        self.m.pooler = None
        size = self.m.config.hidden_size
        self.span = nn.Linear(size, 2)
        self.yes = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, 1))
        with torch.no_grad():  # the passage's type begins as the question's
            types = self.m.embeddings.token_type_embeddings.weight
            types[1] = types[0]

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Give the logits, in float32."""
        states = self.m(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        span = self.span(states).float()
        return span[..., 0], span[..., 1], self.yes(states[:, 0]).float().squeeze(-1)

    def trained(self) -> dict[str, Tensor]:
        """Give what training changes: all but the table of words."""
        return {name: value for name, value in self.state_dict().items() if "word_embeddings" not in name}
