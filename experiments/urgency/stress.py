"""The model under changed texts, and on the frozen pairs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from experiments.urgency.fused import TOP
from experiments.urgency.model import UrgencyModel
from experiments.urgency.perturb import DANGERS, HARMLESS, PRETENDED, with_danger_inside
from experiments.urgency.readings import LEVELS
from training.contrast import read_families
from triage.taxonomy import Taxonomy

PAIRS, TUNING_PAIRS = Path("data/urgency/pairs.jsonl"), Path("data/urgency/tuning_pairs.jsonl")
UNSEEN = Path("data/urgency/unseen_families.jsonl")
_LONG = 60
_ASKED = 300
"""Rows that are changed: each change is one more run of the network over all of them."""


def harmless(model: UrgencyModel, texts: Sequence[str], seed: int) -> dict[str, dict[str, float]]:
    """Return, per way to write the same, the share of texts whose level, and whose lane, stays."""
    texts = _some(texts, seed)
    before = model(texts)
    found = {}
    for name, change in HARMLESS.items():
        random = np.random.default_rng(seed)
        after = model([change(text, random) for text in texts])
        found[name] = {
            "level_stays": float((after.level == before.level).mean()),
            "lane_stays": float((after.lifted == before.lifted).mean()),
            "n": len(texts),
        }
    return found


def pretended(
    model: UrgencyModel, texts: Sequence[str], truth: NDArray[np.int64], seed: int
) -> dict[str, dict[str, float]]:
    """Return, per way to look urgent, how many texts without a danger (rendah, sedang) it lifts that were not lifted."""
    calm = _some([text for text, level in zip(texts, truth, strict=True) if level <= 1], seed)
    before = model(calm)
    found = {}
    for name, change in PRETENDED.items():
        after = model([change(text, np.random.default_rng(seed)) for text in calm])
        found[name] = {
            "lifted_before": float(before.lifted.mean()),
            "newly_lifted": float((after.lifted & ~before.lifted).mean()),
            "level_raised": float((after.level > before.level).mean()),
            "n": len(calm),
        }
    return found


def hidden(model: UrgencyModel, long_texts: Sequence[str]) -> dict[str, Any]:
    """Return how often a danger in the middle of a long fictitious text about something else is lifted."""
    texts = [text for text in long_texts if len(text.split()) >= _LONG]
    missed = {}
    hits = asked = 0
    for place, sentence in enumerate(DANGERS):
        lifted = model([with_danger_inside(text, sentence) for text in texts]).lifted
        hits, asked = hits + int(lifted.sum()), asked + len(lifted)
        if not lifted.all():
            missed[place] = int((~lifted).sum())
    return {"lifted": hits, "n": asked, "texts": len(texts), "dangers": len(DANGERS), "missed_by_danger": missed}


def pairs(model: UrgencyModel, path: Path = PAIRS) -> dict[str, Any]:
    """Return how many pairs are right on each side, by default of the frozen ones.

    A danger is right where a darurat is lifted, a tinggi said to be at least tinggi; its twin where it is not lifted
    and its level is lower than the danger's.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    dangers, twins = model([row["text_danger"] for row in rows]), model([row["text_harmless"] for row in rows])
    grave = np.array([LEVELS.index(row["level_danger"]) for row in rows])
    right = np.where(grave == TOP, dangers.lifted, dangers.level >= grave)
    calm = ~twins.lifted & (twins.level < grave)
    return {
        "danger_right": _share(right),
        "twin_right": _share(calm),
        "both_right": _share(right & calm),
        "wrong_dangers": dict(Counter(row["danger"] for row, fine in zip(rows, right, strict=True) if not fine)),
        "wrong_twins": dict(Counter(row["twin"] for row, fine in zip(rows, calm, strict=True) if not fine)),
    }


def families(model: UrgencyModel, path: Path, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return kappa, and which texts of families that nothing learnt from it lifts: darurat, and rendah or sedang.

    `calm_lifted_by` counts the lifted rendah and sedang texts by the kind of their family.
    """
    told = read_families(path, taxonomy)
    rows = [(family.kind, LEVELS.index(level), text) for family in told for level, text in family.texts.items()]
    truth = np.array([level for _, level, _ in rows])
    said = model([text for _, _, text in rows])
    calm = truth <= 1
    return {
        "families": len(told),
        "n": len(rows),
        "qwk": float(cohen_kappa_score(truth, said.level, weights="quadratic")),
        "danger_right": _share(said.lifted[truth == TOP]),
        "calm_right": _share(~said.lifted[calm]),
        "calm_lifted_by": dict(Counter(rows[row][0] for row in np.flatnonzero(calm & said.lifted))),
    }


def _share(right: NDArray[np.bool_]) -> dict[str, Any]:
    interval = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    return {"share": float(right.mean()), "interval": [float(interval.low), float(interval.high)], "n": len(right)}


def _some(texts: Sequence[str], seed: int) -> list[str]:
    chosen = np.random.default_rng(seed).permutation(len(texts))[:_ASKED]
    return [texts[row] for row in sorted(chosen)]
