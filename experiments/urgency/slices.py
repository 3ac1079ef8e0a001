"""Who is served worse: figures by source, length, language and vulnerability."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from experiments.urgency.corpora import GoldRow
from experiments.urgency.judge import Judged, judge

_REGIONAL = ("jawa", "sunda", "minang", "bali")
_FEWEST = 2


def slices_of(rows: Sequence[GoldRow]) -> dict[str, NDArray[np.bool_]]:
    """Return the slices by name, each as a mask (n,)."""
    lengths = np.array([len(row.text.split()) for row in rows])
    short, long = np.percentile(lengths, [33.3, 66.7])
    regional = np.array([_regional_words(row.text) >= _FEWEST for row in rows])
    sources = {name: np.array([row.source == name for row in rows]) for name in ("surabaya", "bandung", "national")}
    return {
        **{f"source {name}": mask for name, mask in sources.items()},
        f"up to {int(short)} words": lengths <= short,
        f"{int(short) + 1} to {int(long)} words": (lengths > short) & (lengths <= long),
        f"over {int(long)} words": lengths > long,
        "two or more words of a regional language": regional,
        "fewer": ~regional,
        "concerns a vulnerable person": np.array([row.vulnerable for row in rows]),
    }


def by_slice(rows: Sequence[GoldRow], one: Judged, seed: int) -> dict[str, dict[str, Any]]:
    """Return the figures of every slice."""
    return {name: judge(one.rows(np.flatnonzero(mask)), seed) for name, mask in slices_of(rows).items()}


def _regional_words(text: str) -> int:
    return sum(word in _regional() for word in re.findall(r"[^\W\d_]+", text.casefold()))


@lru_cache(maxsize=1)
def _regional() -> frozenset[str]:
    raw = yaml.safe_load(files("features").joinpath("normalisation/words.yaml").read_bytes())
    return frozenset(word for group in _REGIONAL for word in raw["groups"][group])
