"""From one complaint and its scores to candidate agencies: places, jurisdiction, ranking."""

from __future__ import annotations

import pytest

from tests.worlds import (
    GUBENG,
    MOJO,
    REGENCY_OF_BANDUNG,
    SURABAYA,
    a_complaint,
    a_prediction,
    a_router,
    a_rule,
)
from triage.directory import load_directory
from triage.errors import UnknownRegion
from triage.jurisdiction import Jurisdiction
from triage.prediction import RoutingFit
from triage.router import Router, make_router

UNSURE = a_prediction(role={"kabkota.perhubungan": 0.5, "kabkota.pln": 0.5})


def slugs(route) -> list[str]:
    return [candidate.agency.slug for candidate in route.candidates]


def test_one_text_gives_its_places_its_rules_and_who_may_answer(directory):
    route = a_router(directory)(a_complaint("Penerangan jalan umum mati di Kelurahan Mojo, Surabaya."), UNSURE)

    assert route.places[0].region.code == MOJO
    assert "penerangan-jalan" in [rule.id for rule in route.rules]
    assert slugs(route)[0] == "kabkota.perhubungan:35.78"


def test_the_title_is_read_with_the_text(directory):
    titled = a_complaint("Sudah seminggu.", title="Penerangan jalan umum mati, Kota Surabaya")

    assert slugs(a_router(directory)(titled, UNSURE))[0] == "kabkota.perhubungan:35.78"


@pytest.mark.parametrize(
    ("hint", "tenant", "town"),
    [(REGENCY_OF_BANDUNG, SURABAYA, "32.04"), (None, SURABAYA, "35.78"), (MOJO, None, "35.78")],
)
def test_a_hint_goes_before_the_tenant(directory, hint, tenant, town):
    route = a_router(directory, tenant)(a_complaint("Penerangan jalan umum mati.", region=hint), UNSURE)

    assert slugs(route)[0] == f"kabkota.perhubungan:{town}"


def test_nobody_local_is_named_where_no_place_is_known(directory):
    assert slugs(a_router(directory)(a_complaint("Penerangan jalan umum mati."), UNSURE)) == []


def test_a_hint_that_is_no_region_is_refused(directory):
    with pytest.raises(UnknownRegion, match=r"98\.76"):
        a_router(directory)(a_complaint(region="98.76"), UNSURE)


def test_who_refused_before_is_not_named_again(directory):
    refused = a_complaint("Penerangan jalan umum mati.", region=SURABAYA, refused_by=("kabkota.perhubungan:35.78",))

    assert slugs(a_router(directory)(refused, UNSURE)) == ["kabkota.pln:35.78"]


def test_the_fit_of_a_model_says_how_far_the_rules_are_believed(directory):
    lights = a_complaint("Penerangan jalan umum mati.", region=SURABAYA)
    doubtful = Jurisdiction(version="uji", rules=(a_rule("kabkota.pln").model_copy(update={"any": ("penerangan",)}),))
    router = Router(directory, doubtful, a_router(directory).find_places)

    trusting, doubting = (router(lights, UNSURE, RoutingFit(rule_trust=trust)) for trust in (1.0, 0.0))
    assert slugs(trusting)[0] == "kabkota.pln:35.78"
    assert trusting.candidates[0].probability > 0.9
    assert doubting.candidates[0].probability == pytest.approx(0.5)


def test_a_house_may_bring_rules_of_its_own(directory):
    own = Jurisdiction(version="kota-1", rules=(a_rule("kabkota.pln"),))
    router = Router(directory, own, a_router(directory).find_places)

    assert [rule.id for rule in router(a_complaint("Hanya uji.", region=SURABAYA), UNSURE).rules] == ["kabkota-pln"]


def test_the_places_that_a_town_adds_are_known_to_its_router(tmp_path):
    path = tmp_path / "kota.yaml"
    path.write_text(f'region: "{SURABAYA}"\nunits: []\nplaces: {{Simpang Wijaya: "{GUBENG}"}}\n', encoding="utf-8")
    router = make_router(load_directory([path]), SURABAYA)

    route = router(a_complaint("Macet di simpang wijaya tiap sore."), UNSURE)
    assert route.places[0].region.code == GUBENG
