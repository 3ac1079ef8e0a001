"""Which agency holds a role in a region, and which agency a name means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import BADUNG, CITY_OF_BANDUNG, CODES, EAST_JAVA, GUBENG, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from triage.directory import Agency, Directory, load_directory
from triage.errors import UnknownAgency, UnknownRole


def named(agencies: tuple[Agency, ...] | list[Agency]) -> list[str]:
    return [agency.name.id for agency in agencies]


def slugs(agencies: tuple[Agency, ...] | list[Agency]) -> list[str]:
    return [agency.slug for agency in agencies]


def lies_in_or_above(agency: Agency, region: str | None) -> bool:
    return agency.region is None or (region is not None and f"{region}.".startswith(f"{agency.region}."))


# --- who holds a role -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "region", "name"),
    [
        ("kabkota.kesehatan", SURABAYA, "Dinas Kesehatan Kota Surabaya"),
        ("kabkota.kesehatan", REGENCY_OF_BANDUNG, "Dinas Kesehatan Kabupaten Bandung"),
        ("kabkota.pekerjaan-umum", SURABAYA, "Dinas Sumber Daya Air dan Bina Marga Kota Surabaya"),
        ("kabkota.pekerjaan-umum", REGENCY_OF_BANDUNG, "Dinas Pekerjaan Umum dan Tata Ruang Kabupaten Bandung"),
        ("kabkota.pekerjaan-umum", BADUNG, "Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Badung"),
        ("provinsi.pendidikan", SURABAYA, "Dinas Pendidikan Provinsi Jawa Timur"),
        ("kecamatan.pemerintahan", MOJO, "Kecamatan Gubeng"),
        ("kelurahan.pemerintahan", MOJO, "Kelurahan Mojo"),
        ("pusat.kementerian-kesehatan", MOJO, "Kementerian Kesehatan"),
        ("pusat.kementerian-kesehatan", None, "Kementerian Kesehatan"),
    ],
)
def test_a_role_in_a_region_is_held_by_the_agency_of_its_level(directory, role, region, name):
    assert named(directory.agencies(role, region)) == [name]


def test_five_hundred_towns_need_no_entry_to_have_a_health_office(directory):
    towns = [town.code for town in directory.regions.below("51")]

    assert [slugs(directory.agencies("kabkota.kesehatan", town)) for town in towns] == [
        [f"kabkota.kesehatan:{town}"] for town in towns
    ]


@pytest.mark.parametrize(
    ("region", "slug"),
    [
        (GUBENG, "kecamatan.pemerintahan:35.78.08"),
        (SURABAYA, "kabkota.pemerintahan:35.78"),
        (EAST_JAVA, "provinsi.pemerintahan:35"),
    ],
)
def test_where_the_kelurahan_is_unknown_the_level_that_is_known_answers(directory, region, slug):
    assert slugs(directory.agencies("kelurahan.pemerintahan", region)) == [slug]


@pytest.mark.parametrize("role", ["kabkota.kesehatan", "kelurahan.pemerintahan", "provinsi.pendidikan"])
def test_a_local_role_without_any_region_names_nobody(directory, role):
    assert directory.agencies(role, None) == ()


def test_surabaya_has_three_hospitals_and_the_largest_stands_first(directory):
    hospitals = directory.agencies("kabkota.rsud", SURABAYA)

    assert slugs(hospitals) == ["kabkota.rsud:35.78", "kabkota.rsud:35.78#2", "kabkota.rsud:35.78#3"]
    assert [hospital.share for hospital in hospitals] == sorted((h.share for h in hospitals), reverse=True)


def test_one_office_that_holds_two_roles_is_one_agency(directory):
    assert directory.agencies("kabkota.pasar", SURABAYA) == directory.agencies("kabkota.air-minum", SURABAYA)


def test_a_code_without_dots_is_the_same_region(directory):
    assert directory.agencies("kabkota.kesehatan", "3578") == directory.agencies("kabkota.kesehatan", SURABAYA)


@given(st.data())
def test_whoever_answers_for_a_region_lies_in_it_or_above_it(directory, data):
    role = data.draw(st.sampled_from(sorted(directory.roles)))
    province = data.draw(st.sampled_from(["32", "35", "51", "31"]))
    town = data.draw(st.sampled_from(directory.regions.below(province))).code
    district = data.draw(st.sampled_from(directory.regions.below(town))).code
    region = data.draw(st.sampled_from([None, province, town, district]))

    for agency in directory.agencies(role, region):
        assert lies_in_or_above(agency, region)
        assert agency.role in directory.roles
        assert agency.share > 0


@given(st.data())
def test_a_slug_leads_back_to_its_agency(directory, data):
    role = data.draw(st.sampled_from(sorted(directory.roles)))
    region = data.draw(st.sampled_from(CODES))

    for agency in directory.agencies(role, region):
        assert directory.get(agency.slug) == agency


@pytest.mark.parametrize(
    "slug",
    [
        "kabkota.kesehatan",
        "kabkota.sihir:35.78",
        "kabkota.rsud:35.78#9",
        "kabkota.kesehatan:35.78.08",
        "",
        "pusat.kpk:35",
    ],
)
def test_a_slug_that_nobody_bears_is_refused(directory, slug):
    with pytest.raises(UnknownAgency):
        directory.get(slug)


def test_a_slug_with_a_region_that_does_not_exist_is_an_unknown_agency(directory):
    with pytest.raises(UnknownAgency):
        directory.get("kabkota.kesehatan:99.99")


def test_an_unknown_role_is_refused(directory):
    with pytest.raises(UnknownRole, match=r"kabkota\.sihir"):
        directory.agencies("kabkota.sihir", SURABAYA)


# --- whom a name means ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "within", "slug"),
    [
        ("Dinas Kesehatan Kota Surabaya", None, "kabkota.kesehatan:35.78"),
        ("dinas kesehatan surabaya", None, "kabkota.kesehatan:35.78"),
        ("Dinas Kesehatan", SURABAYA, "kabkota.kesehatan:35.78"),
        ("DINKES", MOJO, "kabkota.kesehatan:35.78"),
        ("Dinas Kesehatan", REGENCY_OF_BANDUNG, "kabkota.kesehatan:32.04"),
        ("Dinas Kesehatan Kabupaten Bandung", None, "kabkota.kesehatan:32.04"),
        ("Dinas Kesehatan Kota Bandung", None, f"kabkota.kesehatan:{CITY_OF_BANDUNG}"),
        ("Dinas Kesehatan Kota Malang", SURABAYA, "kabkota.kesehatan:35.73"),
        ("Dinas Pendidikan Provinsi Jawa Timur", None, "provinsi.pendidikan:35"),
        ("Dinas Sumber Daya Air & Bina Marga", SURABAYA, None),
        ("Dinas Sumber Daya Air dan Bina Marga", SURABAYA, "kabkota.pekerjaan-umum:35.78"),
        ("DSDABM", SURABAYA, "kabkota.pekerjaan-umum:35.78"),
        ("Pemkot Surabaya", None, "kabkota.pemerintahan:35.78"),
        ("Pemkab Bandung", REGENCY_OF_BANDUNG, "kabkota.pemerintahan:32.04"),
        ("PD Pasar Surya", SURABAYA, "kabkota.air-minum:35.78"),
        ("rsud bdh", SURABAYA, "kabkota.rsud:35.78#2"),
        ("RSUD Cimaung", REGENCY_OF_BANDUNG, "kabkota.rsud:32.04#4"),
        ("Kementerian Kesehatan", None, "pusat.kementerian-kesehatan"),
        ("kemenkes", SURABAYA, "pusat.kementerian-kesehatan"),
        ("Ombudsman Republik Indonesia", None, "pusat.ombudsman"),
        ("Kecamatan Gubeng Kota Surabaya", None, "kecamatan.pemerintahan:35.78.08"),
        ("Kelurahan Ploso", SURABAYA, "kelurahan.pemerintahan:35.78.10.1002"),
        ("Kelurahan Perak Timur", SURABAYA, "kelurahan.pemerintahan:35.78.12.1006"),
        ("Dinas Antariksa", SURABAYA, None),
        ("Kelurahan Kahyangan", SURABAYA, None),
        ("", SURABAYA, None),
    ],
)
def test_a_name_means_the_agency_that_people_mean_by_it(directory, name, within, slug):
    assert slugs(directory.find(name, within)) == ([slug] if slug else [])


@pytest.mark.parametrize("name", ["Dinas Kesehatan Kab. Bandung", "Dinas Kesehatan Kab Bandung"])
def test_a_name_may_carry_its_regency_in_short(directory, name):
    assert slugs(directory.find(name)) == ["kabkota.kesehatan:32.04"]


def test_a_name_that_two_towns_could_bear_means_both(directory):
    both = {f"kabkota.kesehatan:{REGENCY_OF_BANDUNG}", f"kabkota.kesehatan:{CITY_OF_BANDUNG}"}

    assert set(slugs(directory.find("Dinas Kesehatan Bandung"))) == both


def test_the_kelurahan_wonorejo_is_two_until_its_district_is_told(directory):
    assert len(directory.find("Kelurahan Wonorejo", SURABAYA)) == 2
    assert slugs(directory.find("Kelurahan Wonorejo - Rungkut", SURABAYA)) == ["kelurahan.pemerintahan:35.78.03.1005"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Mojo", MOJO),
        ("Wonorejo", None),
        ("Wonorejo Tegalsari", "35.78.05.1005"),
        ("Gubeng", None),
        ("Kahyangan", None),
    ],
)
def test_the_code_of_a_place_is_told_only_where_one_place_bears_the_name(directory, name, code):
    assert directory.place_code(name, SURABAYA) == code


@pytest.mark.parametrize("within", [SURABAYA, None])
@pytest.mark.parametrize("town", [SURABAYA, REGENCY_OF_BANDUNG, CITY_OF_BANDUNG, BADUNG])
def test_every_agency_is_found_by_its_full_name(directory, town, within):
    local = [role for role in directory.roles if role.startswith(("kabkota.", "provinsi."))]
    agencies = [agency for role in local for agency in directory.agencies(role, town)]

    assert [agency.name.id for agency in agencies if agency not in directory.find(agency.name.id, within)] == []


def test_the_directory_of_the_nation_loads_in_a_moment():
    start = time.perf_counter()
    loaded: Directory = load_directory()
    loaded.agencies("kabkota.kesehatan", SURABAYA)

    assert time.perf_counter() - start < 3.0
