"""Where a complaint belongs: what the caller knows, else the town that runs the house."""

from __future__ import annotations

import pytest

from tests.worlds import MOJO, REGENCY_OF_BANDUNG, SURABAYA, a_complaint
from triage.errors import UnknownRegion
from triage.places import PlaceSource, find_places


@pytest.mark.parametrize(
    ("hint", "tenant", "found"),
    [
        (MOJO, None, [(MOJO, PlaceSource.HINT)]),
        (REGENCY_OF_BANDUNG, SURABAYA, [(REGENCY_OF_BANDUNG, PlaceSource.HINT)]),
        ("3578", None, [(SURABAYA, PlaceSource.HINT)]),
        (None, SURABAYA, [(SURABAYA, PlaceSource.TENANT)]),
        (None, None, []),
    ],
)
def test_a_hint_tells_the_place_and_a_tenant_stands_in_for_it(directory, hint, tenant, found):
    places = find_places(a_complaint(region=hint), directory.regions, tenant)

    assert [(place.region.code, place.source) for place in places] == found
    assert all(place.confidence == 1.0 for place in places)


@pytest.mark.parametrize("hint", ["", "99.99", "Surabaya"])
def test_a_hint_that_is_no_code_is_refused_not_ignored(directory, hint):
    with pytest.raises(UnknownRegion):
        find_places(a_complaint(region=hint), directory.regions, SURABAYA)
