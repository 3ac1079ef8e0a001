"""From scores and places to agencies: who may be responsible, and how sure we are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.directory import Agency, Directory
from triage.errors import ProbabilityOutOfRange
from triage.places import Place
from triage.prediction import Prediction
from triage.tasks import Task

_LEAST_PROBABILITY = 1e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that may be responsible, and how sure we are.

    `probability` is for the agency itself, not for its role: over many candidates with 0.8,
    about eight in ten were right.
    """

    agency: Agency
    role: str
    place: Place | None
    probability: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ProbabilityOutOfRange(got=self.probability, agency=self.agency.slug)


def rank(
    prediction: Prediction, places: Sequence[Place], directory: Directory, refused_by: Sequence[str] = ()
) -> list[Candidate]:
    """Return the agencies that may be responsible, most probable first; a refused one never occurs.

    An agency gathers the probability of each of its roles at each place. Several agencies that
    share a role and a place divide its probability by their shares. What the refused agencies held is
    spread over the others in proportion: the probability is conditional on their refusal.
    Roles below 0.0001, and local roles without a place, name nobody: the candidates may sum to less than 1.
    """
    held: dict[str, float] = {}
    first: dict[str, Candidate] = {}
    for role, score in prediction.scores[Task.ROLE]:
        if score < _LEAST_PROBABILITY:
            continue
        for place, share in _shares(places):
            agencies = directory.agencies(role, place.region.code if place else None)
            whole = sum(agency.share for agency in agencies)
            for agency in agencies:
                held[agency.slug] = held.get(agency.slug, 0.0) + score * share * agency.share / whole
                first.setdefault(agency.slug, Candidate(agency, role, place, 0.0))
    left = 1.0 - sum(held.pop(slug, 0.0) for slug in dict.fromkeys(refused_by))
    return sorted(
        (
            Candidate(first[slug].agency, first[slug].role, first[slug].place, min(1.0, mass / left))
            for slug, mass in held.items()
            if left > 0.0
        ),
        key=lambda candidate: -candidate.probability,
    )


def _shares(places: Sequence[Place]) -> list[tuple[Place | None, float]]:
    """Return each place with its share of the belief; one empty place where none is known."""
    total = sum(place.confidence for place in places)
    if total <= 0.0:
        return [(None, 1.0)]
    return [(place, place.confidence / max(total, 1.0)) for place in places]
