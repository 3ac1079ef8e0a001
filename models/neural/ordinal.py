"""Heads for ordered levels: both give log-probabilities of the levels, and differ in what they tie together."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CornHead(nn.Linear):
    """K − 1 conditional logits, each with weights of its own: "higher than k, given at least k".

    Their negative log-likelihood is CORN's loss.

    Source: Shi, Cao and Raschka, Deep Neural Networks for Rank-Consistent Ordinal Regression, 2021.
    """

    def __init__(self, width: int, levels: int) -> None:
        super().__init__(width, levels - 1)

    def forward(self, pooled: Tensor) -> Tensor:
        """Return log-probabilities of the levels (batch, levels) for vectors (batch, width)."""
        return corn_log_probabilities(super().forward(pooled))


class CumulativeHead(nn.Module):
    """One score and K − 1 ordered thresholds: a higher score makes every higher level more probable.

    Source: McCullagh, Regression Models for Ordinal Data, 1980 (proportional odds).
    """

    def __init__(self, width: int, levels: int) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1, bias=False)
        self.first = nn.Parameter(torch.tensor([-2.0]))
        self.steps = nn.Parameter(torch.full((levels - 2,), 2.0))  # else no middle level could be the likeliest

    def forward(self, pooled: Tensor) -> Tensor:
        """Return log-probabilities of the levels (batch, levels) for vectors (batch, width)."""
        gaps = nn.functional.softplus(self.steps) + _LEAST_GAP
        thresholds = torch.cat([self.first, self.first + torch.cumsum(gaps, dim=0)])
        return cumulative_log_probabilities(self.score(pooled), thresholds)


_LEAST_GAP = 1e-3


def ordinal_head(link: str, width: int, levels: int) -> nn.Module:
    """Return the head of a link: `corn` or `cumulative`."""
    return {"corn": CornHead, "cumulative": CumulativeHead}[link](width, levels)


def corn_log_probabilities(steps: Tensor) -> Tensor:
    """Return log-probabilities of K ordered levels (batch, K) from K − 1 conditional logits (batch, K − 1)."""
    up = nn.functional.logsigmoid(steps)
    stop = nn.functional.logsigmoid(-steps)
    reached = torch.cat([torch.zeros_like(up[:, :1]), torch.cumsum(up, dim=1)], dim=1)
    return reached + torch.cat([stop, torch.zeros_like(stop[:, :1])], dim=1)


def cumulative_log_probabilities(scores: Tensor, thresholds: Tensor) -> Tensor:
    """Return log-probabilities of K ordered levels (batch, K) from scores (batch, 1) and rising thresholds (K − 1,).

    P(level > k) = sigmoid(score − threshold k); the probability of a level between two thresholds is their
    difference, written as a product so that it can't be lost in rounding: with a = score − lower and
    b = score − upper, sigmoid(a) − sigmoid(b) = sigmoid(a) · sigmoid(−b) · (1 − exp(−(upper − lower))).
    """
    margins = scores - thresholds
    up, stop = nn.functional.logsigmoid(margins), nn.functional.logsigmoid(-margins)
    gaps = torch.log(-torch.expm1(thresholds[:-1] - thresholds[1:]))
    middle = up[:, :-1] + stop[:, 1:] + gaps
    return torch.cat([stop[:, :1], middle, up[:, -1:]], dim=1)
