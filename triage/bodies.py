"""The K/L/D that an agency belongs to: its local government, or the ministry or institution above it."""

from __future__ import annotations

from triage.directory import Agency, Directory

LOCAL_GOVERNMENTS = frozenset(("kabkota.pemerintahan", "provinsi.pemerintahan"))


def body_of(agency: Agency, directory: Directory) -> Agency:
    """Return the K/L/D of an agency: a dinas is its city's, a local office of a ministry the ministry's.

    Climbs the roles' parents to the local government, or to a national role without a parent; an
    agency that is a K/L/D itself comes back as it is.
    """
    region = agency.region
    role = directory.role(agency.role)
    while role.slug not in LOCAL_GOVERNMENTS and role.parent is not None:
        role = directory.role(role.parent)
    held = [one for one in directory.agencies(role.slug, region) if one.role == role.slug]
    return held[0] if held else agency
