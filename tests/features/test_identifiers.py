"""Names and numbers as complaints write them; every person and number is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.identifiers.lexicon import is_name, lists, looks_like_name
from features.identifiers.names import find_names
from features.identifiers.numbers import find_contacts, find_long_numbers
from features.masking import mask


def names(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in find_names(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kemarin darto sama tukiyem dipukuli preman", ["darto", "tukiyem"]),
        ("Istri saya Yuliana dirawat di RSUD", ["Yuliana"]),
        ("Ibu: Wulandari, pedagang", ["Wulandari"]),
        ("atas nama Ketut Rena sudah dibayar", ["Ketut Rena"]),
        ("La Ode Safrin belum menerima bantuan", ["La Ode Safrin"]),
        ("Saksi: Tiurma br. Sinaga dan tetangga", ["Tiurma br. Sinaga"]),
        ("mas Doni sama Arif yang mengecek meteran", ["Doni", "Arif"]),
        ("NAMA SAYA SUPARMI BINTI REJO MELAPORKAN", ["SUPARMI BINTI REJO"]),
    ],
)
def test_a_person_is_found_with_or_without_a_cue(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Lampu di Jalan Ahmad Yani padam",
        "Antre di RS Dr. Soetomo sampai malam",
        "SMPN 2 Kartini kekurangan guru",
        "Desa Sri Rahayu kebanjiran",
        "Pak lurah dan bu camat tidak datang",
        "Pak hari ini air mati lagi",
        "Taman yang indah dan setia dikunjungi warga",
        "Dinas Cipta Karya dan Tata Ruang",
        "MOHON SEGERA DIPERBAIKI JALAN RUSAK PARAH",
        "Kartu BPJS dan KTP saya ditahan",
    ],
)
def test_a_place_an_office_and_an_ordinary_word_are_no_person(text):
    assert names(text) == []


def test_a_name_that_was_found_is_found_again_without_its_cue():
    assert names("Nama saya Sumiyati. Tolong hubungi sumiyati segera") == ["Sumiyati", "sumiyati"]


@pytest.mark.parametrize(
    "written",
    [
        "O812 99O1 4375",
        "0 8 2 2 - 4 1 7 0 - 9 9 3 5",
        "+62 (0) 819 1620 5547",
        "0852 5011 87xx",
        "0361 - 482019",
        "0811/907/6325",
        "kosong lapan lima tujuh dua dua tiga sembilan satu",
        "nurul88 at gmail dot com",
        "f5518ux",
        "AB-4471-XY",
        "BPN-MRS/2023/004871",
    ],
)
def test_a_number_is_found_however_it_is_written(written):
    text = f"hubungi atau catat {written} ya"

    assert written not in mask(text).text
    assert any(text[start:end] == written for start, end, _ in find_contacts(text))


@pytest.mark.parametrize(
    "harmless",
    [
        "Rp1.500.000", "Rp 1500000", "2.350.000 rupiah", "12-03-2024", "2024-03-12", "08.00-15.00", "2019-2024",
        "500.000-700.000", "UU 25/2009", "RT 03 RW 05", "1.200.000 jiwa",
    ],
)  # fmt: skip
def test_an_amount_a_date_and_hours_stay(harmless):
    assert mask(f"biaya {harmless} itu").text == f"biaya {harmless} itu"


@given(st.integers(10**5, 10**15))
def test_six_digits_in_a_row_never_stay_unless_they_are_an_amount(number):
    assert find_long_numbers(f"kode {number} saya")


@given(st.sampled_from(sorted(lists().certain)))
def test_a_sure_name_is_found_wherever_it_stands(name):
    assert name in names(f"kemarin {name} datang lagi")


def test_the_lists_share_no_word():
    known = lists()

    assert len(known.certain | known.ambiguous | known.family) == sum(
        map(len, (known.certain, known.ambiguous, known.family))
    )


def test_an_unknown_word_is_judged_by_its_look():
    assert looks_like_name("sukirmanto", 0.0)
    assert not looks_like_name("perbaikannya", 0.0)
    assert not is_name("jalan")
