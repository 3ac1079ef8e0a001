"""Which day it is depends on the zone of the place (Keppres 41/1987)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tests.worlds import NOW, FixedPredictor, a_complaint, a_point, a_policy, a_prediction, a_router
from triage.deadlines import local_day
from triage.errors import BrokenCatalog, UnknownRegion
from triage.regions import Regions
from triage.time_zones import WIB, WIT, WITA, load_time_zones, time_zone
from triage.triager import Triager


def test_every_province_has_its_zone_and_no_other_code_has_one():
    assert set(load_time_zones().provinces) == {province.code for province in Regions().provinces()}


def test_the_zones_are_seven_eight_and_nine_hours_ahead_of_greenwich_all_year():
    for month in range(1, 13):
        moment = datetime(2026, month, 15)
        assert [zone.utcoffset(moment) / timedelta(hours=1) for zone in (WIB, WITA, WIT)] == [7, 8, 9]


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("11", WIB),  # Aceh
        ("31.71", WIB),  # Jakarta Pusat
        ("35.78.08.1002", WIB),  # a kelurahan of Surabaya
        ("3578081002", WIB),
        ("61", WIB),  # Kalimantan Barat
        ("62", WIB),  # Kalimantan Tengah
        ("63", WITA),  # Kalimantan Selatan
        ("64.72", WITA),  # Samarinda
        ("65", WITA),  # Kalimantan Utara, founded in 2012
        ("51.03", WITA),  # Badung
        ("53", WITA),
        ("73.71", WITA),  # Makassar
        ("81", WIT),
        ("82", WIT),
        ("91.71", WIT),  # Jayapura
        ("96", WIT),  # Papua Barat Daya, founded in 2022
    ],
)
def test_a_place_counts_its_days_in_the_zone_of_its_province(region, zone):
    assert time_zone(region) == zone


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
def test_a_complaint_without_a_place_counts_in_the_zone_that_is_given(zone):
    assert time_zone(None, default=zone) == zone


def test_without_a_place_and_a_zone_days_are_those_of_jakarta():
    assert time_zone(None) == WIB


@pytest.mark.parametrize("region", ["98", "98.76", "", "Bali", "00"])
def test_a_code_of_no_province_has_no_zone(region):
    with pytest.raises(UnknownRegion):
        time_zone(region)


def test_shortly_after_midnight_in_jayapura_it_is_still_yesterday_in_jakarta():
    moment = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)

    assert [local_day(moment, time_zone(region)) for region in ("31", "51", "91")] == [
        date(2026, 3, 9),
        date(2026, 3, 9),
        date(2026, 3, 10),
    ]


def test_at_the_turn_of_the_year_the_east_is_a_year_ahead():
    moment = datetime(2025, 12, 31, 22, 30, tzinfo=timezone(timedelta(hours=7)))

    assert [local_day(moment, time_zone(region)).year for region in ("35", "94")] == [2025, 2026]


@pytest.mark.parametrize(
    ("provinces", "problem"),
    [('{"31": WIBB}', "provinces.31"), ("{31: WIB}", "a text in quotes"), ("{}", "provinces"), ("WIB", "a mapping")],
)
def test_a_file_of_zones_that_breaks_its_schema_is_refused(tmp_path, provinces, problem):
    path = tmp_path / "zona.yaml"
    path.write_text(f"version: uji\nregulation: uji\nprovinces: {provinces}\n", encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=problem):
        load_time_zones(path)


# --- the days of a complaint's place --------------------------------------------------------

LATE_IN_JAKARTA = datetime(2026, 3, 2, 22, 30, tzinfo=WIB)
"""A Monday in Jakarta; already Tuesday in Jayapura."""


@pytest.fixture
def verify_by(directory, calendar, clocks):
    """Return the day by which a complaint must be verified in a house of the tenant and zone given."""
    sure = a_prediction(role={"kabkota.kesehatan": 0.96, "pusat.kpk": 0.04})

    def ask(text: str = "Atap bocor.", region: str | None = None, tenant: str | None = None, zone=WIB) -> date:
        predictor = FixedPredictor(sure, (a_point(0.9),))
        triager = Triager(predictor, a_router(directory, tenant), a_policy(), calendar, clocks, zone=zone)
        (triage,) = triager([a_complaint(text, region=region, received_at=LATE_IN_JAKARTA)], NOW)
        return triage.decision.deadlines[0].due

    return ask


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ({}, date(2026, 3, 5)),
        ({"region": "35.78"}, date(2026, 3, 5)),
        ({"region": "91.71"}, date(2026, 3, 6)),
        ({"tenant": "91.71"}, date(2026, 3, 6)),
        ({"text": "Atap puskesmas bocor di Kota Jayapura."}, date(2026, 3, 6)),
        ({"region": "35.78", "tenant": "91.71"}, date(2026, 3, 5)),
        ({"zone": WIT}, date(2026, 3, 6)),
        ({"region": "35.78", "zone": WIT}, date(2026, 3, 5)),
    ],
)
def test_clocks_count_the_days_of_the_place_then_of_the_tenant_then_of_the_house(verify_by, known, due):
    assert verify_by(**known) == due
