"""One multi-task network: a shared encoder, a pooling, and a head for each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel
from transformers.utils.generic import ModelOutput

from models.neural.ordinal import ordinal_head

UNKNOWN = -100
"""The label of a row whose true label is unknown; it adds nothing to the loss."""


class TriageNetworkConfig(PreTrainedConfig):
    """Encoder configuration, heads (task, number of labels) in order, which are ordinal, pooling, loss weights.

    The heads are a list because a configuration's JSON is written with its keys sorted. `link` says how an
    ordinal head gives its levels: `corn` or `cumulative` (models/neural/ordinal.py).
    """

    model_type = "triage-network"

    def __init__(
        self,
        encoder: Mapping[str, Any] | None = None,
        heads: Iterable[tuple[str, int]] | None = None,
        ordinal: tuple[str, ...] = ("urgency",),
        link: str = "corn",
        pooling: str = "mean",
        dropout: float = 0.1,
        task_weights: Mapping[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        self.encoder = dict(encoder or {})
        self.heads: list[tuple[str, int]] = [(task, size) for task, size in (heads or ())]
        self.ordinal = list(ordinal)
        self.link = link
        self.pooling = pooling
        self.dropout = dropout
        self.task_weights = dict(task_weights or {})
        super().__init__(**kwargs)

    @property
    def sizes(self) -> dict[str, int]:
        """Number of labels per task, in the order of the output's columns."""
        return {str(task): int(size) for task, size in self.heads}


@dataclass
class TriageOutput(ModelOutput):
    """`loss` (scalar, only with labels) and `logits` (batch, sum of sizes), tasks side by side."""

    loss: Tensor | None = None
    logits: Tensor | None = None


class TriageNetwork(PreTrainedModel):
    """Reads token ids and gives, for every task, unnormalised log-probabilities over its labels.

    The pooled vector is normalised before the heads: sentence encoders put all texts into a narrow
    cone, and heads on the raw mean learn several times as slowly (docs/adr/0008).

    An ordinal head gives log-probabilities of its levels, so that every head is a categorical one to the outside.
    """

    config_class = TriageNetworkConfig
    base_model_prefix = "encoder"

    def __init__(self, config: TriageNetworkConfig, encoder: PreTrainedModel | None = None) -> None:
        super().__init__(config)
        self.encoder = encoder or AutoModel.from_config(_encoder_config(config.encoder))
        self.encoder.pooler = None  # BERT's own pooler is not used, and would be saved half-trained
        width = self.encoder.config.hidden_size
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(config.dropout)
        self.heads = nn.ModuleDict(
            {
                task: ordinal_head(config.link, width, size) if task in config.ordinal else nn.Linear(width, size)
                for task, size in config.sizes.items()
            }
        )
        self.post_init()

    @classmethod
    def on_encoder(cls, encoder: PreTrainedModel, **settings: Any) -> TriageNetwork:
        """Return a network with fresh heads on an encoder that is already trained."""
        config = TriageNetworkConfig(encoder=encoder.config.to_dict(), **settings)
        network = cls(config, encoder=encoder)
        network._fresh_heads()
        return network

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        labels: Tensor | None = None,
        targets: Tensor | None = None,
    ) -> TriageOutput:
        """Return logits for token ids and mask (batch, tokens); with `labels` (batch, tasks) also the loss.

        `targets` (batch, levels) holds what is believed of the ordinal task, in place of its label: a distribution
        over the levels times the row's weight, zeros where nothing is known.
        """
        pooled = self.embed(input_ids, attention_mask)
        logits = self.score(self.dropout(pooled))
        loss = self._loss(logits, labels, targets) if labels is not None else None
        return TriageOutput(loss, torch.cat(logits, dim=1))

    def embed(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the pooled, normalised vector of each text (batch, width): what the heads and the neighbours read."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        normalised: Tensor = self.norm(pool(hidden, attention_mask, self.config.pooling))
        return normalised

    def score(self, pooled: Tensor) -> list[Tensor]:
        """Return each task's logits (batch, labels) for pooled vectors, in the order of the heads."""
        return [self.heads[task](pooled) for task in self.config.sizes]

    def _loss(self, logits: list[Tensor], labels: Tensor, targets: Tensor | None) -> Tensor:
        losses = []
        for column, (task, table) in enumerate(zip(self.config.sizes, logits, strict=True)):
            if targets is not None and task in self.config.ordinal:
                mean = _believed(table.float(), targets)
            else:
                known = labels[:, column]
                summed = nn.functional.cross_entropy(table.float(), known, ignore_index=UNKNOWN, reduction="sum")
                mean = summed / (known != UNKNOWN).sum().clamp(min=1)
            losses.append(self.config.task_weights.get(task, 1.0) * mean)
        return torch.stack(losses).sum()

    def _fresh_heads(self) -> None:
        for name, parameter in self.heads.named_parameters():
            if name.endswith("weight"):
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def _init_weights(self, module: nn.Module) -> None:
        """Leave weights as their own modules made them; transformers calls this for missing ones."""


def pool(hidden: Tensor, attention_mask: Tensor, how: str) -> Tensor:
    """Return (batch, width) from hidden states (batch, tokens, width): the mean over tokens, or the first."""
    if how == "cls":
        return hidden[:, 0]
    weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1.0)


def _believed(table: Tensor, targets: Tensor) -> Tensor:
    """Return the weighted mean cross-entropy of log-scores (batch, labels) under weighted distributions."""
    return -(targets * nn.functional.log_softmax(table, dim=1)).sum() / targets.sum().clamp(min=1e-6)


def _encoder_config(raw: Mapping[str, Any]) -> PreTrainedConfig:
    settings = {key: value for key, value in raw.items() if key != "model_type"}
    return AutoConfig.for_model(raw["model_type"], **settings)
