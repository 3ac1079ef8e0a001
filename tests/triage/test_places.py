"""Where a complaint belongs: what its text names, weighed with the caller's hint or the town that runs the house."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import (
    CITY_OF_BANDUNG,
    EAST_JAVA,
    GUBENG,
    MOJO,
    REGENCY_OF_BANDUNG,
    SURABAYA,
    a_complaint,
    the_gazetteer,
)
from triage import places as places_module
from triage.errors import UnknownRegion
from triage.gazetteer import Gazetteer
from triage.places import Place, PlaceFinder, PlaceSource
from triage.regions import Regions

TABLE = Path(__file__).parents[2] / "data" / "routing" / "places.jsonl"
SIDOARJO, SLEMAN, MALANG_REGENCY, MALANG_CITY = "35.15", "34.04", "35.07", "35.73"
CLICKED_TOGETHER = "Kelurahan Mojo, Kecamatan Gubeng, Kota Surabaya"


@pytest.fixture(scope="module")
def find() -> PlaceFinder:
    return PlaceFinder(the_gazetteer())


@pytest.fixture(scope="module")
def read(find):
    """Return the places of a text, most likely first."""

    def ask(text: str, hint: str | None = None, tenant: str | None = None, title: str = "") -> list[Place]:
        return find(a_complaint(text, region=hint, title=title), tenant)

    return ask


def codes(places: Iterable[Place]) -> list[str]:
    return [place.region.code for place in places]


def belief_in(code: str, places: Iterable[Place]) -> float:
    """Return the summed confidence of a region and of what lies in it."""
    return sum(place.confidence for place in places if f"{place.region.code}.".startswith(f"{code}."))


# --- what is known beforehand ---------------------------------------------------------------


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
def test_a_hint_tells_the_place_and_a_tenant_stands_in_for_it(read, hint, tenant, found):
    places = read("Atap ruang tunggu bocor sejak kemarin.", hint, tenant)

    assert [(place.region.code, place.source) for place in places] == found
    assert all(place.confidence == 1.0 and place.spans == () for place in places)


@pytest.mark.parametrize("hint", ["", "99.99", "Surabaya"])
@pytest.mark.parametrize("text", ["Atap bocor.", "Atap bocor di Kota Surabaya."])
def test_a_hint_that_is_no_code_is_refused_not_ignored(read, hint, text):
    with pytest.raises(UnknownRegion):
        read(text, hint, SURABAYA)


def test_a_kelurahan_of_the_tenant_needs_no_more_than_its_name(read):
    places = read("Banjir di Mojo setiap hujan.", tenant=SURABAYA)

    assert codes(places) == [MOJO, SURABAYA]
    assert [place.source for place in places] == [PlaceSource.TEXT, PlaceSource.TENANT]


def test_the_same_name_without_a_tenant_is_no_place_because_many_towns_have_it(read):
    assert read("Warga mojo kebanjiran.") == []


def test_of_two_towns_with_one_name_the_tenants_own_is_more_likely(read):
    by_tenant = {tenant: codes(read("Banjir di Malang.", tenant=tenant))[0] for tenant in (MALANG_CITY, MALANG_REGENCY)}

    assert by_tenant == {MALANG_CITY: MALANG_CITY, MALANG_REGENCY: MALANG_REGENCY}


def test_a_town_that_is_named_with_its_level_outweighs_a_hint_of_another(read):
    (first, *rest) = read("Jembatan putus di Kabupaten Sleman, Kecamatan Depok.", SURABAYA)

    assert first.region.code.startswith(SLEMAN)
    assert first.confidence > 0.5
    assert first.source is PlaceSource.TEXT
    assert all(place.confidence < 0.2 for place in rest if place.region.code == SURABAYA)


def test_a_hint_of_a_kelurahan_is_not_lost_where_the_text_names_its_city_only(read):
    places = read("Sampah menumpuk di Surabaya.", MOJO)

    assert codes(places)[0] == MOJO
    assert places[0].source is PlaceSource.HINT


# --- how people write a place ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"Lampu mati di {CLICKED_TOGETHER}.",
        "LAMPU MATI DI KELURAHAN MOJO KECAMATAN GUBENG KOTA SURABAYA",
        "lampu mati di kel. mojo kec. gubeng sby",
        "lampu mati kel mojo, kec gubeng, surabaya",
        "Lampu mati di kelurahanMojo KecGubeng Surabaya",
        "lampu mati kelurahanmojo kecgubeng surabaya",
        "Lampu mati, Kelurahan Mojo (Gubeng), Surabaya",
        "Kota Surabaya, Kecamatan Gubeng, Kelurahan Mojo: lampu mati",
    ],
)
def test_a_kelurahan_is_found_in_every_hand(read, text):
    first = read(text)[0]

    assert first.region.code == MOJO
    assert first.confidence > 0.8


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kab. Slemn gelap", SLEMAN),
        ("Kecamatan Gubng Kota Surabaya", GUBENG),
        ("Kecamatan Tegalsary, Kota Surabaya", "35.78.05"),
        ("Kecamatan Coblogn Kota Bandung", "32.73.02"),
        ("Kecamatan Gubeng Kota Surabay", GUBENG),
    ],
)
def test_a_letter_that_is_wrong_or_missing_behind_its_level_does_no_harm(read, text, code):
    assert codes(read(text))[0] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jkt macet", "31"),
        ("Jaksel banjir", "31.74"),
        ("gunung kidul kekeringan", "34.03"),
        ("Prov. Jawa Timur", EAST_JAVA),
        ("jatim", EAST_JAVA),
        ("di tangsel", "36.74"),
        ("Kota Bandung", CITY_OF_BANDUNG),
        ("Kabupaten Bandung", REGENCY_OF_BANDUNG),
        ("Kab. Bandung", REGENCY_OF_BANDUNG),
        ("Bupati Bandung", REGENCY_OF_BANDUNG),
        ("Pemkot Bandung", CITY_OF_BANDUNG),
    ],
)
def test_short_names_and_the_word_for_the_level_say_which_one_is_meant(read, text, code):
    assert codes(read(text)) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PDAM Surabaya mati sejak subuh", SURABAYA),
        ("Dinas Kesehatan Kota Malang lambat", MALANG_CITY),
        ("Polresta Sidoarjo tidak menanggapi", SIDOARJO),
        ("antrean RSUD Sleman panjang sekali", SLEMAN),
        ("loket Samsat Sidoarjo tutup", SIDOARJO),
    ],
)
def test_the_town_in_an_agencys_name_is_the_town_of_the_problem(read, text, code):
    assert codes(read(text))[0] == code


@pytest.mark.parametrize(
    "text",
    [
        "Bu Melati sudah menunggu lama",
        "Pak Gubeng dan Bu Surabaya marah",
        "Jalan Kartini berlubang",
        "Jl Surabaya berlubang",
        "semoga rakyat hidup makmur, aman, dan sejahtera",
        "warung soto Lamongan menutup trotoar",
        "rawon Malang di depan gang menutup jalan",
        "pasar itu batu dan pasirnya berserakan",
        "kota ini makin kotor, desa kami juga",
    ],
)
def test_people_streets_dishes_and_words_are_no_places(read, text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["Bu Gubeng marah", "soto Gubeng enak", "jl mojo berlubang", "hidup makmur"])
def test_nor_are_they_places_of_the_tenant_that_has_such_names(read, text):
    assert codes(read(text, tenant=SURABAYA)) == [SURABAYA]


# --- several places, and doubt --------------------------------------------------------------


def test_a_name_that_two_regions_bear_leaves_the_doubt_open(read):
    places = read("Banjir di Malang.")

    assert set(codes(places)) == {MALANG_REGENCY, MALANG_CITY}
    assert places[0].confidence == pytest.approx(places[1].confidence)
    assert places[0].confidence < 0.5


def test_a_kelurahan_whose_name_is_borne_a_dozen_times_is_certain_in_none(read):
    assert all(place.confidence < 0.2 for place in read("Kelurahan Makmur tidak ada air."))


def test_where_one_comes_from_is_less_likely_than_where_it_happened(read):
    places = read("Saya dari Malang, jalan di Sidoarjo berlubang.")

    assert codes(places)[0] == SIDOARJO
    assert belief_in(SIDOARJO, places) > 5 * (belief_in(MALANG_CITY, places) + belief_in(MALANG_REGENCY, places))


def test_the_two_ends_of_a_way_are_less_likely_than_a_town_that_is_named_plainly(read):
    ends, plainly = read("Bus rute Surabaya-Jember mogok."), read("Bus mogok di Kabupaten Jember.")

    assert belief_in("35.09", ends) < belief_in("35.09", plainly)
    assert belief_in(SURABAYA, ends) < 0.5


def test_several_places_come_ranked_and_exclude_each_other(read):
    places = read("Di Kota Bandung, Surabaya dan Kabupaten Sleman.")

    assert set(codes(places)[:3]) == {CITY_OF_BANDUNG, SURABAYA, SLEMAN}
    assert [place.confidence for place in places] == sorted((place.confidence for place in places), reverse=True)
    assert sum(place.confidence for place in places) <= 1.0 + 1e-9


def test_a_name_said_thrice_is_said_once(read):
    once, thrice = read("Sleman gelap."), read("Sleman gelap, Sleman, ya Sleman.")

    assert belief_in(SLEMAN, thrice) == pytest.approx(belief_in(SLEMAN, once))


# --- where it is named ----------------------------------------------------------------------


def test_spans_point_at_the_names_in_title_and_text_as_they_were_sent(read):
    title, text = "  KECAMATAN GUBENG, lampu!", "Tiga minggu gelap — kel. mojo 😡, Kota Surabaya."
    first = read(text, title=title)[0]

    assert first.region.code == MOJO
    sent = {"title": title, "text": text}
    assert [(span.field, sent[span.field][span.start : span.end]) for span in first.spans] == [
        ("title", "KECAMATAN GUBENG"),
        ("text", "kel. mojo"),
        ("text", "Kota Surabaya"),
    ]


@given(
    before=st.text("zxq 😡\n.é", max_size=12),
    name=st.sampled_from(["Kota Surabaya", "KAB. SLEMAN", "Kabupaten Bandung", "jawa timur"]),
)
def test_a_span_points_at_its_name_wherever_it_stands(find, before, name):
    text = f"{before} {name}. Mohon perhatian."

    for place in find(a_complaint(text)):
        for span in place.spans:
            assert span.field == "text"
            assert text[span.start : span.end].casefold().endswith(name.split()[-1].casefold())


def test_a_region_below_the_named_one_carries_the_spans_of_what_lies_above_it(read):
    mojo, gubeng = read(CLICKED_TOGETHER)[:2]

    assert [len(mojo.spans), len(gubeng.spans)] == [3, 2]


# --- more evidence --------------------------------------------------------------------------

BASES = (
    "",
    "Lampu mati sejak semalam.",
    "Jalan berlubang di Jalan Kartini.",
    "Sampah menumpuk di Surabaya.",
    "Banjir di Malang.",
    "Saya dari Malang, sekarang di Sidoarjo.",
    "Kelurahan Mojo gelap.",
    "Kecamatan Gubng macet.",
    "mojo banjir lagi",
    "Kecamatan Coblong Kota Bandung.",
    "Warga Sukamaju dan Ploso mengeluh.",
    "Kelurahan Makmur tidak ada air.",
    "Bus Surabaya-Jember mogok.",
    "Warung soto Lamongan menutup trotoar.",
    "Dari Gresik menuju Lamongan.",
    "Kecamatan Gubeng, Kota Surabaya.",
    "Jakarta Selatan, Kelurahan Cilandak Barat.",
)
VILLAGES = (MOJO, "35.78.10.1002", "32.73.02.1001", "34.04.07.2002", "35.73.01.1007", "51.03.01.1005", "35.09.13.2004")


def in_full(village: str) -> str:
    """Return how a form writes a village: its name, its district's, its regency's."""
    parts = village.split(".")
    return ", ".join(Regions().get(".".join(parts[:depth])).full_name for depth in (4, 3, 2))


@given(
    base=st.sampled_from(BASES),
    village=st.sampled_from(VILLAGES),
    known=st.sampled_from([(None, None), *((code, None) for code in (SURABAYA, SLEMAN, "51"))])
    | st.sampled_from([(None, SURABAYA), (None, CITY_OF_BANDUNG)]),
)
def test_more_evidence_for_a_place_never_makes_it_less_likely(base, village, known, find):
    """Every belief is looked at, those too small to be told as well."""
    once = f"{base} {in_full(village)}."
    texts = (base, once, f"{once} {in_full(village)}.")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(places_module, "_LEAST_CONFIDENCE", 0.0)
        patched.setattr(places_module, "_MOST_PLACES", 1_000_000)
        found = [find(a_complaint(text, region=known[0]), known[1]) for text in texts]
    for depth in (2, 3, 4):
        region = ".".join(village.split(".")[:depth])
        beliefs = [belief_in(region, places) for places in found]
        assert beliefs[0] <= beliefs[1] + 1e-9
        assert beliefs[1] <= beliefs[2] + 1e-9


@given(base=st.sampled_from(BASES), village=st.sampled_from(VILLAGES), tenant=st.sampled_from([None, SURABAYA]))
def test_what_a_form_writes_in_full_is_the_most_likely_place_after_any_text_that_names_no_kelurahan(
    find, base, village, tenant
):
    if any(word in base for word in ("Kelurahan", "Kecamatan")):
        return

    assert codes(find(a_complaint(f"{base} {in_full(village)}."), tenant))[0] == village


@given(st.text(max_size=80), st.text(max_size=20), st.sampled_from([None, SURABAYA, MOJO]))
def test_any_text_has_places_that_are_probabilities(find, text, title, hint):
    places = find(a_complaint(text, title=title, region=hint))

    assert all(0.0 < place.confidence <= 1.0 + 1e-9 for place in places)
    assert sum(place.confidence for place in places) <= 1.0 + 1e-9
    assert len({place.region.code for place in places}) == len(places)


# --- names of a deployment's own, and the table ---------------------------------------------


def test_a_deployment_adds_streets_and_landmarks_of_its_own():
    own = PlaceFinder(Gazetteer(Regions(), extra={"Pasar Turi": "35.78.13.1005"}))
    text = "Bau sampah di sekitar Pasar Turi."

    first = own(a_complaint(text), SURABAYA)[0]
    assert first.region.code == "35.78.13.1005"
    assert [text[span.start : span.end] for span in first.spans] == ["Pasar Turi"]
    assert codes(PlaceFinder(the_gazetteer())(a_complaint(text), SURABAYA)) == [SURABAYA]


def test_a_landmark_of_the_deployment_is_no_place_in_another_town():
    own = PlaceFinder(Gazetteer(Regions(), extra={"Monumen Bambu": "35.78.13.1005"}))
    text = "Parkir liar di Monumen Bambu."

    assert codes(own(a_complaint(text), SURABAYA))[0] == "35.78.13.1005"
    assert codes(own(a_complaint(text), SLEMAN)) == [SLEMAN]


@pytest.mark.parametrize("rest", [0, 1])
def test_nine_in_ten_of_the_table_of_places_are_right_at_the_first_place(find, rest):
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    half = [row for row in rows if int(row["id"].removeprefix("p-")) % 2 == rest]
    right = sum(is_right(row, codes(find(a_complaint(row["text"], region=row["region"])))[:1]) for row in half)

    assert len(half) == 130
    assert right / len(half) >= 0.9


def is_right(row: dict, first: list[str]) -> bool:
    """Return whether a first place answers a row: `also` names what may be meant as well, if only one place is."""
    known = [row["region"]] if row["region"] else []
    if row["places"]:
        alike = [] if row["trap"] in ("several", "outside") else row["also"]
        return bool(first) and first[0] in (*row["places"], *alike)
    return first == known or bool(first and first[0] in row["also"])
