"""Every name of a region, and how names are told from words: what the reader of places looks things up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne
from wordfreq import zipf_frequency

from triage.catalog_file import read_catalog
from triage.regions import Regions, fold_name

_COMMON_FROM = 4.0
"""Zipf frequency (log10 per billion words) from which a village's name is a word first: "makmur", "tengah"."""
_RARE_BELOW = 3.0
_LONG_NAME = 8


class PlaceWeights(BaseModel):
    """What a mention is worth, in log-odds; see places.yaml for each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cue: float
    upper: float
    inside: float
    common: float
    alone: float
    agency: float
    here: float
    away: float
    street: float
    person: float
    thing: float
    misspelt: float
    deeper: float


class PlacePrior(BaseModel):
    """What sharing the province, regency, district or village with the known region is worth, in log-odds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hint: tuple[float, float, float, float]
    tenant: tuple[float, float, float, float]


class PlaceRules(BaseModel):
    """The words and weights by which places are read (places.yaml)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str = ""
    levels: dict[int, tuple[str, ...]]
    street: tuple[str, ...]
    person: tuple[str, ...]
    thing: tuple[str, ...]
    agency: tuple[str, ...]
    here: tuple[str, ...]
    away: tuple[str, ...]
    weights: PlaceWeights
    prior: PlacePrior
    words: frozenset[str]
    also_called: dict[str, tuple[str, ...]]


def load_place_rules(path: Path | None = None) -> PlaceRules:
    """Read the rules (YAML), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type.
    """
    return read_catalog(path or Path(str(files("triage").joinpath("catalog/places.yaml"))), PlaceRules)


class Gazetteer:
    """Names of all provinces, regencies, districts and villages, and of places that a deployment adds.

    `extra` maps names (streets, landmarks, local spellings) to codes. The index is built on
    first use, in about a second.
    """

    def __init__(
        self, regions: Regions, rules: PlaceRules | None = None, extra: Mapping[str, str] | None = None
    ) -> None:
        self.regions = regions
        self.rules = rules or load_place_rules()
        self._extra = {fold_name(name): code for name, code in (extra or {}).items()}
        self.is_common = lru_cache(maxsize=50_000)(self._is_common)

    def named(self, folded: str, level: int | None = None) -> tuple[str, ...]:
        """Return the codes of the regions with a folded name, at one level or at all; empty if there are none."""
        codes = self._index.get(folded, ())
        return codes if level is None else tuple(code for code in codes if code.count(".") + 1 == level)

    def placed(self, folded: str) -> str | None:
        """Return the code of the region in which a deployment's own name (a street, a landmark) lies."""
        return self._extra.get(folded)

    def knows(self, folded: str) -> bool:
        """Return whether any region, or any place of the deployment, has this folded name."""
        return folded in self._index or folded in self._extra

    def nearly(self, folded: str, level: int, within: Iterable[str]) -> tuple[str, ...]:
        """Return the regions at a level, inside one of `within`, whose name is a letter or two off; empty if none is.

        Distance: Damerau-Levenshtein, 1 below nine letters and 2 from there on.
        """
        if len(folded) < 5:
            return ()
        furthest = 1 if len(folded) <= _LONG_NAME else 2
        best: tuple[float, tuple[str, ...]] | None = None
        for anchor in within:
            names = self._names_below(anchor, level)
            found = extractOne(folded, names.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=furthest)
            if found is not None and (best is None or found[1] < best[0]):
                best = (found[1], names[found[0]])
        return best[1] if best else ()

    def warm_up(self) -> None:
        """Build the index now."""
        self.named("")

    def is_rare(self, folded: str) -> bool:
        """Return whether a name is hardly ever written at all, so that it can't be anything but a name."""
        return float(zipf_frequency(folded, "id")) < _RARE_BELOW

    def _is_common(self, folded: str, written: str) -> bool:
        if folded in self._words:
            return True
        return " " not in written and zipf_frequency(folded, "id") >= _COMMON_FROM

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(map(fold_name, self.rules.words))

    def is_word(self, folded: str) -> bool:
        """Return whether a name is listed as a word first, whatever its level."""
        return folded in self._words

    @cached_property
    def _index(self) -> dict[str, tuple[str, ...]]:
        index: dict[str, list[str]] = {}
        waiting = self.regions.provinces()
        while waiting:
            region = waiting.pop()
            for name in self._names(region.name, region.level):
                index.setdefault(name, []).append(region.code)
            if region.level < 4:
                waiting.extend(self.regions.below(region.code))
        for code, names in self.rules.also_called.items():
            for name in names:
                known = index.setdefault(fold_name(name), [])
                if code not in known:
                    known.append(code)
        return {name: tuple(sorted(codes, key=lambda code: (code.count("."), code))) for name, codes in index.items()}

    @staticmethod
    def _names(name: str, level: int) -> set[str]:
        names = {fold_name(name)}
        if level == 2:
            for words in ("Kota Administrasi ", "Kota ", "Kabupaten Administrasi ", "Kabupaten "):
                if name.startswith(words):
                    names.add(fold_name(name.removeprefix(words)))
                    break
        return names

    @lru_cache(maxsize=2_000)  # noqa: B019 - one gazetteer lives as long as its process
    def _names_below(self, anchor: str, level: int) -> dict[str, tuple[str, ...]]:
        names: dict[str, list[str]] = {}
        waiting = [self.regions.get(anchor)] if anchor else self.regions.provinces()
        while waiting:
            region = waiting.pop()
            if region.level == level:
                for name in self._names(region.name, level):
                    names.setdefault(name, []).append(region.code)
            elif region.level < level:
                waiting.extend(self.regions.below(region.code))
        return {name: tuple(codes) for name, codes in names.items()}
