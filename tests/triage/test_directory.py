"""Which agency holds a role in a region, and which agency a name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import BADUNG, CITY_OF_BANDUNG, CODES, EAST_JAVA, GUBENG, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from triage.directory import Agency, Directory
from triage.errors import UnknownAgency, UnknownRole
from triage.former import FormerBodies

ROADS = "Dinas Sumber Daya Air dan Bina Marga"


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
        ("kabkota.pekerjaan-umum", SURABAYA, f"{ROADS} Kota Surabaya"),
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
        (ROADS, SURABAYA, "kabkota.pekerjaan-umum:35.78"),
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


# --- names as letters write them ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "slugs_"),
    [
        ("Kantor Pertanahan Kota Surabaya I", ["kabkota.pertanahan:35.78"]),
        ("Kantor Pertanahan Kota Surabaya II", ["kabkota.pertanahan:35.78#2"]),
        ("Kantor Pertanahan Kota Bekasi II", ["kabkota.pertanahan:32.75"]),
        ("RSUD Kota Bandung", ["kabkota.rsud:32.73"]),
        ("UPT Puskesmas Sleman", ["kabkota.kesehatan:34.04"]),
        ("Dinas Pendidikan Daerah Provinsi Jawa Barat", ["provinsi.pendidikan:32"]),
        ("Pemerintah Provinsi Jawa Barat - Dinas Pendidikan", ["provinsi.pendidikan:32"]),
        ("Pemerintah Kota Malang, Dinas Sosial", ["kabkota.sosial:35.73"]),
        ("DINAS SOSIAL KAB. SLEMAN, DIY", ["kabkota.sosial:34.04"]),
        ("Dinas Kesehatan (Kota Surabaya)", ["kabkota.kesehatan:35.78"]),
        ("Yth. Kepala Dinas Kesehatan Kota Surabaya di Tempat", ["kabkota.kesehatan:35.78"]),
        ("Kepada Yth. Bapak Wali Kota Bandung", ["kabkota.pemerintahan:32.73"]),
        ("Yth. Kepala Kementerian Kesehatan", ["pusat.kementerian-kesehatan"]),
        ("Camat Gubeng Surabaya", ["kecamatan.pemerintahan:35.78.08"]),
        ("Lurah Mojo Kota Surabaya", ["kelurahan.pemerintahan:35.78.08.1002"]),
        ("Polsek Gubeng Surabaya", ["kecamatan.kepolisian:35.78.08"]),
        ("KUA Kecamatan Gubeng Kota Surabaya", ["kecamatan.kua:35.78.08"]),
        ("Dinas Antariksa Kota Surabaya I", []),
        ("Yth.", []),
    ],
)
def test_a_letter_carries_town_title_and_government_in_any_order(directory, name, slugs_):
    assert slugs(directory.find(name)) == slugs_


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Wali Kota Bandung", "32.73"),
        ("Walikota Bandung", "32.73"),
        ("Pemkot Bandung", "32.73"),
        ("Bupati Bandung", "32.04"),
        ("Pemkab Bandung", "32.04"),
        ("Polrestabes Bandung", "32.73"),
        ("Polresta Malang", "35.73"),
        ("Polresta Malang Kota", "35.73"),
        ("Polres Malang", "35.07"),
        ("Kapolres Malang", "35.07"),
    ],
)
@pytest.mark.parametrize("within", [None, REGENCY_OF_BANDUNG])
def test_a_city_has_a_wali_kota_and_a_regency_a_bupati(directory, name, town, within):
    assert [agency.region for agency in directory.find(name, within)] == [town]


def test_a_regency_whose_police_is_a_polresta_says_so_in_its_own_file(directory):
    assert [agency.region for agency in directory.find("Polresta Bandung")] == [REGENCY_OF_BANDUNG]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("BPJS Ketenagakerjaan Kantor Cabang Sleman", "kabkota.bpjs-ketenagakerjaan"),
        ("Kantor Cabang BPJS Ketenagakerjaan Sleman", "kabkota.bpjs-ketenagakerjaan"),
        ("BPJS Ketenagakerjaan Sleman", "kabkota.bpjs-ketenagakerjaan"),
        ("BPJS Kesehatan Kantor Cabang Sleman", "kabkota.bpjs-kesehatan"),
        ("BPJS Kantor Cabang Sleman", "kabkota.bpjs-kesehatan"),
        ("BPN Sleman", "kabkota.pertanahan"),
    ],
)
def test_a_national_body_with_a_town_is_its_office_there(directory, name, role):
    assert slugs(directory.find(name)) == [f"{role}:34.04"]


def test_what_is_too_long_for_a_name_is_none(directory):
    assert directory.find("Dinas Kesehatan Kota Surabaya " * 20) == []


@given(st.text(max_size=120), st.sampled_from([None, *CODES]))
def test_any_text_is_answered(directory, text, within):
    for agency in directory.find(text, within):
        assert directory.get(agency.slug) == agency


# --- bodies of the past ---------------------------------------------------------------------


def test_a_ministry_that_was_split_means_all_its_successors(directory):
    both = ["pusat.kementerian-pekerjaan-umum", "pusat.kementerian-perumahan"]

    assert sorted(slugs(directory.find("Kementerian PUPR"))) == both
    assert sorted(slugs(directory.find("Kementerian Pekerjaan Umum dan Perumahan Rakyat", SURABAYA))) == both


def test_the_name_of_a_body_of_today_comes_before_that_of_one_of_the_past(directory, tmp_path):
    path = tmp_path / "former.yaml"
    path.write_text(
        "former:\n  - {name: Kementerian Kehutanan, until: 2014, successors: "
        "[pusat.kementerian-kehutanan, pusat.kementerian-lingkungan-hidup]}\n",
        encoding="utf-8",
    )
    past = Directory(directory.roles, directory.regions, former=FormerBodies(directory.roles, path))

    assert slugs(past.find("Kementerian Kehutanan")) == ["pusat.kementerian-kehutanan"]


# --- places of the overlays -----------------------------------------------------------------


def test_the_places_that_overlays_add_are_told_with_their_codes(directory):
    places = directory.place_names()

    assert places
    for code in places.values():
        assert directory.regions.get(code).level in (3, 4)
