"""Which LAPOR id receives what goes to an agency: its own, or that of the unit above it in the same body."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from serving.lapor.errors import NoLaporId
from serving.lapor.id_maps import IdMaps
from triage.directory import Agency, Directory

_GOVERNMENTS = frozenset(("kabkota.pemerintahan", "provinsi.pemerintahan"))
_JAKARTA = "31."


def own_id(agency: str, maps: IdMaps) -> int:
    """Return the id of this very agency, for reports that no unit above it may be handed.

    Raises:
        NoLaporId: it has none.
    """
    return maps.disposition.id_of(agency)


def receiving_id(agency: str, maps: IdMaps, directory: Directory, passed_over: Collection[str] = ()) -> int:
    """Return the id of an agency, or of the nearest unit above it that has one.

    The way up follows the parents of roles and ends at the government of the agency's own region (a regency's
    offices are not the province's, save in Jakarta), or at the national body. Agencies in `passed_over`, and whoever
    shares an id with them, are not used: they have refused.

    Source: UU 23/2014 (local offices answer to their own government); UU 2/2024 (Jakarta's cities have no autonomy).

    Raises:
        NoLaporId: nobody on the way up has an id.
        UnknownAgency: the directory has no such agency.
    """
    refused = {maps.disposition.ids.get(slug) for slug in passed_over}
    for one in _upwards(directory.get(agency), directory):
        number = maps.disposition.ids.get(one.slug)
        if number is not None and number not in refused:
            return number
    raise NoLaporId(kind=maps.disposition.kind, got=agency)


def _upwards(agency: Agency, directory: Directory) -> Iterator[Agency]:
    yield agency
    role: str | None = agency.role
    while role is not None and not _is_own_government(role, agency.region):
        role = directory.role(role).parent
        if role is not None:
            yield from (one for one in directory.agencies(role, agency.region)[:1] if one.role == role)


def _is_own_government(role: str, region: str | None) -> bool:
    administrative = role == "kabkota.pemerintahan" and (region or "").startswith(_JAKARTA)
    return role in _GOVERNMENTS and not administrative
