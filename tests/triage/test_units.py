"""What a region calls its own agencies: a file of the town laid over the roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds import BADUNG, REGENCY_OF_BANDUNG, SURABAYA
from triage.directory import Directory, load_directory
from triage.errors import BrokenCatalog
from triage.regions import fold_name
from triage.units import Overlays, bundled_overlays, load_overlays

MY_TOWN = """
region: "{region}"
units:
  - {{name: Balai Sehat, roles: [kabkota.kesehatan, kabkota.rsud], aliases: [balsehat]}}
  - {{name: Klinik Utama, roles: [kabkota.rsud], share: 3}}
places:
  Kampung Anggrek: "{village}"
"""


@pytest.fixture
def town(tmp_path) -> Directory:
    path = tmp_path / "kota.yaml"
    path.write_text(MY_TOWN.format(region=SURABAYA, village="35.78.08.1002"), encoding="utf-8")
    return load_directory([path])


def test_the_file_of_a_user_replaces_the_bundled_one_of_that_region(town):
    assert [agency.name.id for agency in town.agencies("kabkota.kesehatan", SURABAYA)] == ["Balai Sehat Kota Surabaya"]
    assert town.find("RSUD Soewandhie", SURABAYA) == []


def test_the_other_regions_keep_their_names(town, directory):
    for region in (REGENCY_OF_BANDUNG, BADUNG):
        assert town.agencies("kabkota.rsud", region) == directory.agencies("kabkota.rsud", region)


def test_a_role_that_the_file_does_not_name_is_derived(town):
    assert [agency.name.id for agency in town.agencies("kabkota.perhubungan", SURABAYA)] == [
        "Dinas Perhubungan Kota Surabaya"
    ]


def test_a_unit_bears_the_slug_of_its_main_role_wherever_it_answers(town):
    as_hospital = town.agencies("kabkota.rsud", SURABAYA)

    assert [agency.slug for agency in as_hospital] == ["kabkota.kesehatan:35.78", "kabkota.rsud:35.78"]
    assert town.get("kabkota.rsud:35.78").name.id == "Klinik Utama Kota Surabaya"


def test_a_unit_is_found_by_its_alias_with_the_town_or_without(town):
    found = [town.find("Balsehat", SURABAYA), town.find("balsehat Kota Surabaya")]

    assert [[agency.slug for agency in agencies] for agencies in found] == [["kabkota.kesehatan:35.78"]] * 2


def test_a_place_known_to_the_town_alone_leads_to_its_village(town):
    assert town.place_code("kampung anggrek", SURABAYA) == "35.78.08.1002"
    assert [agency.name.id for agency in town.find("Kampung Anggrek", SURABAYA)] == ["Kelurahan Mojo"]


def test_a_name_that_carries_its_town_is_not_given_it_twice(tmp_path):
    path = tmp_path / "kota.yaml"
    path.write_text(
        f'region: "{SURABAYA}"\nunits: [{{name: PDAM KOTA SURABAYA, roles: [kabkota.air-minum]}}]\n', encoding="utf-8"
    )

    assert load_directory([path]).get("kabkota.air-minum:35.78").name.id == "PDAM KOTA SURABAYA"


def test_every_bundled_file_is_named_after_the_region_it_describes():
    paths = bundled_overlays()

    assert [overlay.region for overlay in load_overlays(paths)] == [Path(path).stem for path in paths]


def test_the_bundled_files_name_only_places_that_exist(directory):
    for overlay in load_overlays(bundled_overlays()):
        for code in overlay.places.values():
            assert code.startswith(f"{overlay.region}.")
            assert directory.regions.get(code).level in (3, 4)


def test_no_two_units_of_a_region_share_a_name():
    for overlay in load_overlays(bundled_overlays()):
        names = [name for unit in overlay.units for name in {fold_name(n) for n in (unit.name, *unit.aliases)}]
        assert len(names) == len(set(names)), overlay.region


# --- read when asked for --------------------------------------------------------------------


def overlays_in(folder: Path, name: str, text: str) -> Overlays:
    (folder / name).write_text(text, encoding="utf-8")
    return Overlays({"kabkota.kesehatan"}, paths=sorted(folder.glob("*.yaml")))


def test_a_file_named_after_its_region_is_read_when_that_region_is_asked_for(tmp_path):
    overlays = overlays_in(tmp_path, f"{BADUNG}.yaml", "not: [YAML")

    assert (list(overlays), len(overlays), BADUNG in overlays, SURABAYA in overlays) == ([BADUNG], 1, True, False)
    with pytest.raises(BrokenCatalog, match=r"51\.03\.yaml"):
        overlays[BADUNG]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f'region: "{SURABAYA}"\n', r"it is 35\.78, and the file is named after 51\.03"),
        (f'region: "{BADUNG}"\nunits: [{{name: X, roles: [kabkota.sihir]}}]\n', r"unknown role kabkota\.sihir"),
    ],
)
def test_what_is_wrong_with_such_a_file_is_told_then(tmp_path, text, problem):
    overlays = overlays_in(tmp_path, f"{BADUNG}.yaml", text)

    with pytest.raises(BrokenCatalog, match=problem):
        overlays[BADUNG]


def test_every_bundled_file_can_be_read(directory):
    assert {code: overlay.region for code, overlay in directory.overlays.items()} == {
        code: code for code in directory.overlays
    }


def test_a_town_without_a_file_has_none(directory):
    with pytest.raises(KeyError):
        directory.overlays["99.99"]
