"""From scores and places to agencies: who may be responsible, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    share a role and a place divide its probability by their shares. The
    candidate stands under the role, and at the place, that give it most. What the refused agencies
    held is spread over the others in proportion: the probability is conditional on their refusal.
    Roles below 0.0001, and local roles without a place, name nobody: the candidates may sum to less than 1.
    """
    claims: dict[str, list[_Claim]] = {}
    for claim in _claims(prediction, places, directory):
        claims.setdefault(claim.agency.slug, []).append(claim)
    left = 1.0 - sum(_mass(claims.pop(slug, ())) for slug in dict.fromkeys(refused_by))
    if left <= 0.0:
        return []
    candidates = [_candidate(of_one, left) for of_one in claims.values()]
    return sorted(candidates, key=lambda candidate: -candidate.probability)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one role at one place gives to one agency."""

    agency: Agency
    role: str
    place: Place | None
    mass: float


def _claims(prediction: Prediction, places: Sequence[Place], directory: Directory) -> Iterator[_Claim]:
    shares = _shares(places)
    for role, score in prediction.scores[Task.ROLE]:
        if score < _LEAST_PROBABILITY:
            continue
        for place, share in shares:
            agencies = directory.agencies(role, place.region.code if place else None)
            whole = sum(agency.share for agency in agencies)
            for agency in agencies:
                yield _Claim(agency, role, place, score * share * agency.share / whole)


def _candidate(claims: Sequence[_Claim], left: float) -> Candidate:
    """Return one agency with all it holds, under the role and at the place that give it most."""
    by_role: dict[str, float] = {}
    by_place: dict[Place | None, float] = {}
    for claim in claims:
        by_role[claim.role] = by_role.get(claim.role, 0.0) + claim.mass
        by_place[claim.place] = by_place.get(claim.place, 0.0) + claim.mass
    role, place = max(by_role, key=by_role.__getitem__), max(by_place, key=by_place.__getitem__)
    return Candidate(claims[0].agency, role, place, min(1.0, _mass(claims) / left))


def _mass(claims: Iterable[_Claim]) -> float:
    return sum(claim.mass for claim in claims)


def _shares(places: Sequence[Place]) -> list[tuple[Place | None, float]]:
    """Return each place with its share of the belief; one empty place where none is known."""
    total = sum(place.confidence for place in places)
    if total <= 0.0:
        return [(None, 1.0)]
    return [(place, place.confidence / max(total, 1.0)) for place in places]
