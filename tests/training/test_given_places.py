"""The place that an export's columns name: read from the top, each name inside the one above it."""

from __future__ import annotations

import pytest

from tests.worlds import CITY_OF_BANDUNG, EAST_JAVA, GUBENG, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from training.corpus.given_places import read_region

WEST_JAVA, BALEENDAH, LEMBANG = "32", "32.04.32", "32.17.01"


@pytest.fixture
def read(directory):
    """Return a reader of names, the most exact first."""
    return lambda *names, within=None: read_region(names, within, directory)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("Mojo", "Gubeng", "Kota Surabaya", "Jawa Timur"), MOJO),
        (("Gubeng", "Kota Surabaya", "Jawa Timur"), GUBENG),
        (("Kota Surabaya", "Jawa Timur"), SURABAYA),
        (("Jawa Timur",), EAST_JAVA),
        (("MOJO", "gubeng", "surabaya"), MOJO),
        (("Kelurahan Mojo", "Kec. Gubeng", "Kota Surabaya", "Provinsi Jawa Timur"), MOJO),
    ],
)
def test_each_name_is_read_inside_the_one_above_it(read, names, code):
    assert read(*names) == code


@pytest.mark.parametrize("name", ["Bandung", "BANDUNG", "Kab. Bandung", "Kabupaten Bandung"])
def test_a_bare_name_that_a_city_and_a_regency_share_means_the_regency(read, name):
    assert read(name, "Jawa Barat") == read(name) == REGENCY_OF_BANDUNG


def test_a_city_is_meant_where_its_word_is_written(read):
    assert read("Kota Bandung", "Jawa Barat") == CITY_OF_BANDUNG


def test_a_village_and_its_district_may_have_one_name(read):
    assert read("Baleendah", "Baleendah", "Bandung", "Jawa Barat").startswith(f"{BALEENDAH}.")
    assert read("Baleendah", "Bandung", "Jawa Barat") == BALEENDAH


def test_a_district_that_only_the_next_town_has_is_trusted_above_the_town(read):
    assert read("Lembang", "Bandung", "Jawa Barat") == LEMBANG


def test_an_unknown_name_leaves_the_place_above_it(read):
    assert read("Negeri Awan", "Gubeng", "Kota Surabaya") == GUBENG
    assert read("Negeri Awan", "Negeri Kabut", "Jawa Timur") == EAST_JAVA


@pytest.mark.parametrize("names", [("Negeri Awan",), ("Mojo",), ("-",), ("99.99",), ("12 Ilir Entah",)])
def test_what_names_no_place_from_the_top_is_none(read, names):
    assert read(*names) is None


def test_a_code_is_taken_as_it_is_wherever_it_stands(read):
    assert read(MOJO, "Bandung", "Jawa Barat") == read("Negeri Awan", MOJO) == MOJO
    assert read("3578081002") == MOJO


def test_a_village_whose_name_begins_with_a_figure_is_no_code(read):
    assert read("19 Nopember", "Wundulako", "Kab. Kolaka", "Sulawesi Tenggara") == "74.01.01.1001"
    assert read("13 Ilir", "Kota Palembang", "Sumatera Selatan") == "16.71"


def test_inside_a_town_districts_and_villages_need_no_town(read):
    assert read("Mojo", "Gubeng", within=SURABAYA) == read("Mojo", within=SURABAYA) == MOJO


def test_inside_a_town_the_columns_above_it_add_nothing(read):
    assert read("Mojo", "Gubeng", "Kota Surabaya", "Jawa Timur", within=SURABAYA) == MOJO
    assert read("Kota Surabaya", "Jawa Timur", within=SURABAYA) is None


def test_inside_a_province_its_towns_are_read(read):
    assert read("Gubeng", "Surabaya", within=EAST_JAVA) == GUBENG
    assert read("Bandung", within=WEST_JAVA) == REGENCY_OF_BANDUNG


def test_a_name_that_two_villages_of_a_town_share_stops_above_them(read):
    assert read("Padasuka", "Bandung", "Jawa Barat") == REGENCY_OF_BANDUNG
    assert read("Padasuka", within=REGENCY_OF_BANDUNG) is None
    assert read("Padasuka", "Cimenyan", within=REGENCY_OF_BANDUNG) == "32.04.06.1001"
