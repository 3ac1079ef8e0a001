"""Who looks into reports about officials: the inspectorate, or the level above the unit that is accused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.bodies import LOCAL_GOVERNMENTS
from triage.directory import Agency, Directory
from triage.jurisdiction import Rule
from triage.places import Place
from triage.routing import Candidate

_INSPECTORATES = ("kabkota.inspektorat", "provinsi.inspektorat")
_OVERSIGHT = frozenset(
    (*_INSPECTORATES, "pusat.kpk", "pusat.ombudsman", "pusat.bpkp", "pusat.bpk", "provinsi.ombudsman")
)
_LAST = ("pusat.kementerian-panrb", "pusat.ombudsman")


def overseer(
    candidates: Sequence[Candidate],
    places: Sequence[Place],
    directory: Directory,
    refused_by: Sequence[str] = (),
    rules: Sequence[Rule] = (),
) -> Agency | None:
    """Return who is asked to look into a report about officials; None if there is nobody left.

    A unit of a local government is overseen by the inspectorate of its level, then by the province's; a local
    office of a national body by the body above it; and all of them by Kementerian PANRB and the
    Ombudsman at last. Whoever is most probably accused, or refused before, is passed over. A body of
    oversight for which one of the `rules` spoke is asked for, not accused.

    Source: PP 12/2017 (local governments), UU 37/2008 (Ombudsman).
    """
    wanted = _OVERSIGHT & {rule.to for rule in rules}
    candidates = [candidate for candidate in candidates if candidate.role not in wanted]
    accused = candidates[0].agency.slug if candidates else None
    for agency in _ladder(candidates, places, directory):
        if agency.slug != accused and agency.slug not in refused_by:
            return agency
    return None


def _ladder(candidates: Sequence[Candidate], places: Sequence[Place], directory: Directory) -> Iterator[Agency]:
    region = places[0].region.code if places else None
    if candidates and not _is_local_government(candidates[0].agency.role, directory):
        yield from _above(candidates[0].agency, directory)
    else:
        if candidates and candidates[0].agency.region is not None:
            region = candidates[0].agency.region
        climbed = candidates[0].agency.role if candidates else None
        rungs = _INSPECTORATES[_INSPECTORATES.index(climbed) + 1 :] if climbed in _INSPECTORATES else _INSPECTORATES
        yield from (agency for role in rungs for agency in directory.agencies(role, region) if agency.role == role)
    yield from (agency for role in _LAST for agency in directory.agencies(role, None))


def _above(agency: Agency, directory: Directory) -> Iterator[Agency]:
    parent = directory.role(agency.role).parent
    while parent is not None:
        yield from (one for one in directory.agencies(parent, agency.region) if one.role == parent)
        parent = directory.role(parent).parent


def _is_local_government(role: str, directory: Directory) -> bool:
    asked: str | None = role
    while asked is not None:
        if asked in LOCAL_GOVERNMENTS:
            return True
        asked = directory.role(asked).parent
    return False
