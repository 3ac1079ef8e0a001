"""What somebody types, cut short or with a letter wrong, leads to the agency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import CITY_OF_BANDUNG, CODES, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from triage.errors import UnknownRegion
from triage.word_index import _one_letter_off

SLEMAN = "34.04"


def first(directory, query: str, within: str | None = None) -> str | None:
    found = directory.search(query, within)
    return found[0].agency.slug if found else None


@pytest.mark.parametrize(
    ("query", "within", "slug"),
    [
        ("dinkes slem", None, f"kabkota.kesehatan:{SLEMAN}"),
        ("dinas kese", SURABAYA, "kabkota.kesehatan:35.78"),
        ("dinas kese", MOJO, "kabkota.kesehatan:35.78"),
        ("dinas kesehatan kota band", None, f"kabkota.kesehatan:{CITY_OF_BANDUNG}"),
        ("dinas kesehatan kab band", None, f"kabkota.kesehatan:{REGENCY_OF_BANDUNG}"),
        ("bandung kota dinkes", None, f"kabkota.kesehatan:{CITY_OF_BANDUNG}"),
        ("dinas pend jawa tim", None, "provinsi.pendidikan:35"),
        ("dsda", SURABAYA, "kabkota.pekerjaan-umum:35.78"),
        ("soewandhie", None, "kabkota.rsud:35.78"),
        ("slema", None, f"kabkota.pemerintahan:{SLEMAN}"),
        ("bupati slem", None, f"kabkota.pemerintahan:{SLEMAN}"),
        ("kelurahan plos", SURABAYA, "kelurahan.pemerintahan:35.78.10.1002"),
        ("camat gube surabaya", None, "kecamatan.pemerintahan:35.78.08"),
        ("kementerian keseh", None, "pusat.kementerian-kesehatan"),
        ("yth kepala dinas kesehatan slem", None, f"kabkota.kesehatan:{SLEMAN}"),
        ("dinas sosial mala", SURABAYA, "kabkota.sosial:35.73"),
    ],
)
def test_words_cut_short_lead_to_the_agency_in_any_order(directory, query, within, slug):
    assert slug in [match.agency.slug for match in directory.search(query, within, 2)]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("dinas kesehatn sleman", f"kabkota.kesehatan:{SLEMAN}"),
        ("dians kesehatan slemna", f"kabkota.kesehatan:{SLEMAN}"),
        ("dinas kesehattan seman", f"kabkota.kesehatan:{SLEMAN}"),
        ("kementrian sosial", "pusat.kementerian-sosial"),
        ("surabya", "kabkota.pemerintahan:35.78"),
    ],
)
def test_one_letter_of_a_word_may_be_wrong(directory, query, slug):
    assert first(directory, query) == slug


def test_the_very_name_comes_first_with_a_score_of_one(directory):
    match = directory.search("Dinas Kesehatan Kota Surabaya")[0]

    assert (match.agency.slug, match.score) == ("kabkota.kesehatan:35.78", 1.0)


def test_a_wali_kota_has_no_regency_and_a_bupati_no_city(directory):
    def governments(query: str) -> set[str | None]:
        found = directory.search(query, limit=50)
        return {match.agency.region for match in found if match.agency.role == "kabkota.pemerintahan"}

    assert governments("wali kota bandung") == {CITY_OF_BANDUNG}
    assert CITY_OF_BANDUNG not in governments("bupati bandung")


def test_the_office_of_one_insurance_is_not_that_of_the_other(directory):
    found = directory.search("BPJS Ketenagakerjaan Kantor Cabang Slem")

    assert found[0].agency.slug == f"kabkota.bpjs-ketenagakerjaan:{SLEMAN}"


def test_a_body_that_every_town_has_is_nobody_until_a_town_is_known(directory):
    assert directory.search("dinas kesehatan") == []


@pytest.mark.parametrize("query", ["", "  ", "?!", "Dinas Antariksa", "qqqq"])
def test_what_means_nobody_finds_nobody(directory, query):
    assert directory.search(query) == []


def test_a_part_of_a_split_ministrys_name_leads_to_all_its_parts(directory):
    roles = {match.agency.role for match in directory.search("kementerian pekerjaan umum dan perumahan", limit=5)}

    assert {"pusat.kementerian-pekerjaan-umum", "pusat.kementerian-perumahan"} <= roles


def test_a_region_that_does_not_exist_is_refused(directory):
    with pytest.raises(UnknownRegion):
        directory.search("dinkes", "99.99")


@given(st.text(max_size=60), st.sampled_from([None, *CODES]), st.integers(0, 5))
def test_any_text_is_answered_best_first_and_each_agency_once(directory, query, within, limit):
    found = directory.search(query, within, limit)
    scores, slugs = [match.score for match in found], [match.agency.slug for match in found]

    assert len(found) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert len(slugs) == len(set(slugs))
    assert [directory.get(slug) for slug in slugs] == [match.agency for match in found]


@given(st.data())
def test_an_agency_is_found_by_the_beginnings_of_the_words_of_its_name(directory, data):
    town = data.draw(st.sampled_from([SURABAYA, CITY_OF_BANDUNG, SLEMAN, "51.03"]))
    role = data.draw(st.sampled_from([role for role in sorted(directory.roles) if role.startswith("kabkota.")]))
    agency = directory.agencies(role, town)[0]
    cut = data.draw(st.integers(4, 9))

    typed = " ".join(word[:cut] for word in agency.name.id.split()[:9])

    assert agency in [match.agency for match in directory.search(typed, town, limit=20)]


@given(st.text("abcd", min_size=1, max_size=6), st.data())
def test_a_letter_off_is_changed_added_left_out_or_swapped(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdz"))

    for other in (word[:at] + letter + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + word[at + 1 :]):
        assert _one_letter_off(word, other)
        assert _one_letter_off(other, word)
    if at + 1 < len(word):
        assert _one_letter_off(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])


@pytest.mark.parametrize(("one", "other"), [("abcd", "ab"), ("abcd", "badc"), ("abcd", "xbcx"), ("abcd", "bcda")])
def test_two_letters_off_is_too_far(one, other):
    assert not _one_letter_off(one, other)
