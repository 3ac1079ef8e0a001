"""From scores and places to agencies: who may be responsible, and how sure we are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from triage.directory import Agency, Directory
from triage.errors import ProbabilityOutOfRange, UnknownAgency
from triage.jurisdiction import Rule, shift
from triage.places import Place, PlaceSource
from triage.prediction import Prediction, RoutingFit
from triage.reasons import Reason, ReasonCode
from triage.roles import Level
from triage.tasks import Task

_LEAST_PROBABILITY, _LEAST_AFTER_REFUSAL = 1e-3, 1e-5
_MOST_ROLES = 30
_WORTH_OF_A_PARENT = 0.2
"""How often a body is right that stands in for a unit whose place is unknown; the rest is that unknown unit's."""
_ROLE_AFTER_REFUSAL = 0.3
"""What is left of a role's belief when one of its agencies said "bukan wewenang": role or place may be wrong."""
_CERTAIN = 1e-9
_EXPLAINED = 10
"""Candidates whose evidence is told; nobody reads that of the others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that may be responsible, and how sure we are.

    `probability` is for the agency itself, not for its role: over many candidates with 0.8,
    about eight in ten were right. `evidence` says what speaks for it.
    """

    agency: Agency
    role: str
    place: Place | None
    probability: float
    evidence: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ProbabilityOutOfRange(got=self.probability, agency=self.agency.slug)


def rank(
    prediction: Prediction,
    places: Sequence[Place],
    directory: Directory,
    refused_by: Sequence[str] = (),
    rules: Sequence[Rule] = (),
    fit: RoutingFit | None = None,
) -> list[Candidate]:
    """Return the agencies that may be responsible, most probable first; a refused one never occurs.

    The roles' probabilities are shifted by the `rules` that speak, then an agency gathers the
    probability of each of its roles at each place. Where a region has no such unit, its parent
    answers. Agencies that share a role and a place divide its probability by their shares.
    A refused agency is taken out and its role keeps three tenths of its belief; the others are
    conditional on that. Roles below 0.001, and local roles without a place, name nobody: the
    candidates sum to less than 1, and what is missing is everybody else's.
    `fit` calibrates each candidate's probability on the agency; without it, it is the plain product.
    """
    fit = fit or RoutingFit()
    roles = shift(dict(prediction.roles), rules, fit.rule_trust, prediction.scores[Task.ROLE].labels)
    claims: dict[str, list[_Claim]] = {}
    least = _LEAST_AFTER_REFUSAL if refused_by else _LEAST_PROBABILITY
    for claim in _claims(_kept(roles, least), places, directory):
        claims.setdefault(claim.agency.slug, []).append(claim)
    left = _take_out(claims, refused_by, directory)
    if not claims:
        return []
    raw = {slug: min(1.0, _mass(of_one) / left) for slug, of_one in claims.items()}
    calibrated = _calibrate(raw, fit)
    order = sorted(raw, key=lambda slug: (-raw[slug], slug))
    return [
        _candidate(claims[slug], calibrated[slug], rules if place < _EXPLAINED else None, prediction, directory)
        for place, slug in enumerate(order)
    ]


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one role at one place gives to one agency."""

    agency: Agency
    role: str
    place: Place | None
    mass: float


def _kept(roles: Mapping[str, float], least: float) -> list[tuple[str, float]]:
    likely = [(role, score) for role, score in roles.items() if score >= least]
    return sorted(likely, key=lambda pair: -pair[1])[:_MOST_ROLES]


def _claims(roles: Iterable[tuple[str, float]], places: Sequence[Place], directory: Directory) -> Iterator[_Claim]:
    total = max(1.0, sum(place.confidence for place in places))
    for role, score in roles:
        level = directory.role(role).level
        if level is Level.NATIONAL:
            first = places[0] if places else None
            yield from _divided(directory.agencies(role, None), role, first, score)
            continue
        for code, (place, share) in _by_region(places, level.depth).items():
            acting = directory.acting_role(role, code)
            agencies = directory.agencies(acting, code)
            stands_in = bool(agencies) and agencies[0].role != acting and _is_above(agencies[0], level)
            worth = _WORTH_OF_A_PARENT if stands_in else 1.0
            yield from _divided(agencies, acting, place, score * share * worth / total)


def _is_above(agency: Agency, level: Level) -> bool:
    """Return whether an agency sits above a level: it answers for a unit below that nobody could name."""
    return agency.region is None or len(agency.region.split(".")) < level.depth


def _divided(agencies: Sequence[Agency], role: str, place: Place | None, mass: float) -> Iterator[_Claim]:
    whole = sum(agency.share for agency in agencies)
    for agency in agencies:
        yield _Claim(agency, role, place, mass * agency.share / whole)


def _by_region(places: Sequence[Place], depth: int) -> dict[str, tuple[Place, float]]:
    """Return the regions that matter at a level, each with its surest place and the belief of all in it."""
    found: dict[str, tuple[Place, float]] = {}
    for place in places:
        code = ".".join(place.region.code.split(".")[:depth])
        surest, share = found.get(code, (place, 0.0))
        found[code] = (max(surest, place, key=lambda one: one.confidence), share + place.confidence)
    return found


def _take_out(claims: dict[str, list[_Claim]], refused_by: Sequence[str], directory: Directory) -> float:
    """Take refused agencies out of `claims`, weigh their roles down, and return what is left to divide.

    What a refused agency's roles keep is nobody's where no other agency holds them: a refusal
    makes nobody sure.
    """
    before = sum(map(_mass, claims.values()))
    nobody = max(0.0, 1.0 - before)
    refused_roles = {claim.role for slug in refused_by for claim in claims.get(slug, ())} | _roles_of(
        refused_by, directory
    )
    kept_by_roles = _ROLE_AFTER_REFUSAL * sum(_mass(claims.pop(slug, ())) for slug in dict.fromkeys(refused_by))
    for slug, of_one in claims.items():
        claims[slug] = [
            _Claim(claim.agency, claim.role, claim.place, claim.mass * _ROLE_AFTER_REFUSAL)
            if claim.role in refused_roles
            else claim
            for claim in of_one
        ]
    if not refused_by:
        return 1.0
    return max(_CERTAIN, nobody + kept_by_roles + sum(map(_mass, claims.values())))


def _roles_of(slugs: Iterable[str], directory: Directory) -> set[str]:
    roles = set()
    for slug in slugs:
        try:
            roles.add(directory.get(slug).role)
        except UnknownAgency:
            continue
    return roles


def _calibrate(raw: Mapping[str, float], fit: RoutingFit) -> dict[str, float]:
    """Return probabilities calibrated on the agency, in the same order; they sum to 1 at most."""
    if fit.slope == 1.0 and fit.intercept == 0.0:
        return dict(raw)
    fitted = {slug: calibrated_probability(probability, fit) for slug, probability in raw.items()}
    total = max(1.0, sum(fitted.values()))
    return {slug: probability / total for slug, probability in fitted.items()}


def calibrated_probability(probability: float, fit: RoutingFit) -> float:
    """Return the logistic calibration of one candidate's probability."""
    bounded = min(max(probability, _CERTAIN), 1.0 - _CERTAIN)
    odds = fit.slope * math.log(bounded / (1.0 - bounded)) + fit.intercept
    return 1.0 / (1.0 + math.exp(-odds))


def _candidate(
    claims: Sequence[_Claim],
    probability: float,
    rules: Sequence[Rule] | None,
    prediction: Prediction,
    directory: Directory,
) -> Candidate:
    """Return one agency under the role, and at the place, that give it most, with what speaks for it.

    Without `rules` nothing is told of what speaks for it.
    """
    role, place = _most(claims)
    agency = claims[0].agency
    told = () if rules is None else _evidence(agency, role, place, rules, prediction, directory)
    return Candidate(agency, role, place, probability, told)


def _most(claims: Sequence[_Claim]) -> tuple[str, Place | None]:
    if len(claims) == 1:
        return claims[0].role, claims[0].place
    by_role: dict[str, float] = {}
    by_place: dict[str | None, float] = {}
    places = {claim.place.region.code if claim.place else None: claim.place for claim in claims}
    for claim in claims:
        code = claim.place.region.code if claim.place else None
        by_role[claim.role] = by_role.get(claim.role, 0.0) + claim.mass
        by_place[code] = by_place.get(code, 0.0) + claim.mass
    return max(by_role, key=by_role.__getitem__), places[max(by_place, key=by_place.__getitem__)]


def _evidence(
    agency: Agency,
    role: str,
    place: Place | None,
    rules: Sequence[Rule],
    prediction: Prediction,
    directory: Directory,
) -> tuple[Reason, ...]:
    reasons = [
        Reason.of(ReasonCode.JURISDICTION, id=rule.says.id, en=rule.says.en or rule.says.id, source=rule.source)
        for rule in rules
        if rule.to == role
    ]
    if place is not None and place.source is PlaceSource.TEXT and agency.region is not None:
        reasons.append(Reason.of(ReasonCode.PLACE_NAMED, place=place.region.full_name))
    if agency.region is not None and len(agency.region.split(".")) < directory.role(role).level.depth:
        reasons.append(Reason.of(ReasonCode.PARENT_ANSWERS, role=role))
    alike = sum(case.role == role for case in prediction.similar)
    if alike:
        reasons.append(Reason.of(ReasonCode.SIMILAR_CASES, count=alike, of=len(prediction.similar)))
    return tuple(reasons)


def _mass(claims: Iterable[_Claim]) -> float:
    return sum(claim.mass for claim in claims)
