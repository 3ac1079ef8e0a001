"""Where a complaint belongs: regions, with how sure we are and where we read them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from triage.complaint import Complaint
from triage.gazetteer import Gazetteer
from triage.mentions import Mention, MentionReader
from triage.regions import Region

_LEAST_CONFIDENCE = 0.02
_MOST_PLACES = 8


class PlaceSource(StrEnum):
    """What a place was read from."""

    HINT = "hint"
    TENANT = "tenant"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a place is named: `field` is `title` or `text` as sent, offsets count characters."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A region that a complaint may be about, and the probability that it is the one.

    The places of one complaint exclude each other: a city beside one of its kelurahan means "in the
    city, elsewhere". `spans` say where the text names the place or a region above it.
    """

    region: Region
    confidence: float
    source: PlaceSource
    spans: tuple[Span, ...] = ()


class PlaceFinder:
    """Finds the places of complaints: what the text names, weighed with the caller's hint or the tenant's region."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._reader = MentionReader(gazetteer)

    def __call__(self, complaint: Complaint, tenant: str | None = None) -> list[Place]:
        """Return the places of a complaint, most likely first; empty where nothing is known.

        Every region that is named, and the region known beforehand, gathers the log-odds of the
        mentions that it or a region above it has, and of what it shares with the region known
        beforehand; the softmax of these is its confidence. More evidence for a place never lowers it.

        Raises:
            UnknownRegion: the hint is not a Kemendagri code.
        """
        known, prior = self._known(complaint, tenant)
        named = self._mentions(complaint, known)
        if known is None and not named:
            return []
        scores = self._scores([mention for _, mention in named], known, prior)
        return self._places(scores, named, known, PlaceSource.HINT if complaint.region else PlaceSource.TENANT)

    def _known(self, complaint: Complaint, tenant: str | None) -> tuple[Region | None, Sequence[float]]:
        regions, prior = self.gazetteer.regions, self.gazetteer.rules.prior
        if complaint.region is not None:
            return regions.get(complaint.region), prior.hint
        return (regions.get(tenant), prior.tenant) if tenant is not None else (None, prior.tenant)

    def _mentions(self, complaint: Complaint, known: Region | None) -> list[tuple[str, Mention]]:
        around = [known.code] if known is not None else []
        named = [("title", mention) for mention in self._reader.read(complaint.title, around)]
        around += [code for _, mention in named if len(mention.codes) == 1 for code in mention.codes]
        return [*named, *(("text", mention) for mention in self._reader.read(complaint.text, around))]

    def _scores(self, mentions: Sequence[Mention], known: Region | None, prior: Sequence[float]) -> dict[str, float]:
        deeper = self.gazetteer.rules.weights.deeper
        strongest = _strongest(mentions)
        above = f"{known.code}." if known else ""  # "elsewhere in the city" is no news beside a known kelurahan
        candidates = dict.fromkeys(code for codes, _ in strongest for code in codes if not above.startswith(f"{code}."))
        scores = {
            code: deeper
            + sum(weight for codes, weight in strongest if _on_path(code, codes))
            + (_shared_prior(code, known.code, prior) if known else 0.0)
            for code in candidates
        }
        if known is not None:
            own = sum(weight for codes, weight in strongest if _on_path(known.code, codes))
            scores[known.code] = own + _shared_prior(known.code, known.code, prior)
        else:
            scores[""] = 0.0
        return scores

    def _places(
        self,
        scores: dict[str, float],
        named: Sequence[tuple[str, Mention]],
        known: Region | None,
        source: PlaceSource,
    ) -> list[Place]:
        highest = max(scores.values())
        masses = {code: math.exp(score - highest) for code, score in scores.items()}
        total = sum(masses.values())
        ranked = sorted((code for code in masses if code), key=lambda code: (-masses[code], code))[:_MOST_PLACES]
        return [
            Place(
                self.gazetteer.regions.get(code),
                masses[code] / total,
                PlaceSource.TEXT if known is None or code != known.code else source,
                tuple(
                    Span(field, mention.start, mention.end) for field, mention in named if _on_path(code, mention.codes)
                ),
            )
            for code in ranked
            if masses[code] / total >= _LEAST_CONFIDENCE
        ]


def _strongest(mentions: Iterable[Mention]) -> list[tuple[tuple[str, ...], float]]:
    """Return each name's strongest mention: saying a name twice is not twice the evidence."""
    best: dict[tuple[str, ...], float] = {}
    for mention in mentions:
        best[mention.codes] = max(mention.weight, best.get(mention.codes, 0.0))
    return list(best.items())


def _on_path(code: str, codes: Iterable[str]) -> bool:
    """Return whether one of `codes` is the region or lies above it."""
    return any(code == above or code.startswith(f"{above}.") for above in codes)


def _shared_prior(code: str, known: str, prior: Sequence[float]) -> float:
    shared = 0
    for ours, theirs in zip(code.split("."), known.split("."), strict=False):
        if ours != theirs:
            break
        shared += 1
    return prior[shared - 1] if shared else 0.0
