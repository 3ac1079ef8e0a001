"""Identifiers are masked, and only identifiers: every number, name and address here is invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from features.masking import mask
from features.tags import Tag

NIK, PHONE = "3578010101900001", "081234567890"

PIECES = (
    "[NAMA]", "[NAME_1]", "[URL]", "[", "]", " ", ".", ",", "\n", "-", "/", "@", "Pak ", "Bu ", "nama: ", "nama saya ",
    "Budi Santoso", "Siti Aminah", "S.Pd", NIK, PHONE, "+62 812 3456 7890", "(031) 5678901", "L 1234 AB", "@warga",
    "siti@contoh.id", "https://contoh.id/a", "198501012010011001", "rekening BCA ", "1234567890", "lahir ",
    "12-03-1985", "-7.257472,112.752090", "192.168.1.1", "NPWP ", "09.254.294.3-407.000", "paspor ", "A1234567",
    "12345", "123456", "Jalan Melati ", "Kecamatan Gubeng ", "banjir ", "RT 03 RW 05 ", "a",
)  # fmt: skip

AROUND = st.sampled_from(
    ["", " ", ".", ",", ":", ";", "/", "(", ")", "=", "\n", "-", "_", "Rp", "wa", "NIK", "hp", "ya", "an."]
)


@example("@warga@warga")
@example("nama: A1234567")
@example("L 1234 AB@warga")
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_masking_twice_changes_nothing(text):
    once = mask(text).text

    assert mask(once).text == once


@given(st.text(max_size=60))
def test_masking_any_text_twice_changes_nothing(text):
    once = mask(text).text

    assert mask(once).text == once


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("nama saya Budi Santoso", "nama saya [NAMA]"),
        (f"NIK {NIK}", "NIK [NIK]"),
        ("KK 3578010101080001", "KK [KK]"),
        ("NPWP 09.254.294.3-407.000", "NPWP [NPWP]"),
        ("paspor A1234567", "paspor [PASPOR]"),
        ("SIM 123456789012", "SIM [SIM]"),
        ("NIP 198501012010011001", "NIP [NIP]"),
        ("BPJS 0001234567890", "BPJS [BPJS]"),
        ("NISN 0051234567", "NISN [NISN]"),
        ("akta kelahiran 3578-LU-12032010-0001", "akta kelahiran [AKTA]"),
        (f"hubungi {PHONE} ya", "hubungi [TELEPON] ya"),
        ("hubungi +62 812-3456-7890", "hubungi [TELEPON]"),
        ("telepon (031) 5678901", "telepon [TELEPON]"),
        ("email siti.rahayu@contoh.id", "email [EMAIL]"),
        ("rekening BCA 1234567890", "rekening BCA [REKENING]"),
        ("plat L 1234 AB", "plat [PLAT]"),
        ("IP 192.168.10.20", "IP [IP]"),
        ("di titik -7.257472,112.752090", "di titik [KOORDINAT]"),
        ("lahir 12-03-1985", "lahir [TGL_LAHIR]"),
        ("lihat https://contoh.id/a?b=1", "lihat [URL]"),
        ("ikuti @wargabaik", "ikuti [AKUN]"),
        ("nomor tiket 20260309", "nomor tiket [NOMOR]"),
    ],
)
def test_each_kind_of_identifier_becomes_its_tag(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Di Puskesmas Sukamaju Kecamatan Gubeng Kota Surabaya ada wabah demam berdarah dan banyak balita sakit",
        "Jalan Ahmad Yani banjir setinggi lutut, Kelurahan Wonorejo RT 03 RW 05",
        "Pencurian motor dan begal di Jembatan Merah, ada korban luka bacok",
        "Kebakaran gudang dekat RSUD dr. Soewandhie, ada ibu hamil terjebak",
        "Pasien TBC dan HIV ditolak di loket, anaknya disabilitas",
        "Pungli di kantor kelurahan, Bu Lurah minta Rp 50.000 per surat",
        "Listrik padam sejak tahun 2025 bulan Maret pukul 18.30",
        "tlg dong pohon gede mau roboh, bahaya bgt buat anak2 sekolah!!!",
    ],
)
def test_places_health_danger_and_crime_stay_to_be_read(text):
    assert (mask(text).text, mask(text).found) == (text, {})


@example(before="NIK.", number=NIK, after="")
@example(before="", number=PHONE, after="wa")
@example(before="no_", number=PHONE, after="_")
@given(before=AROUND, number=st.sampled_from([NIK, PHONE, "085712345678", "3204056708910002"]), after=AROUND)
def test_no_nik_and_no_phone_number_survives_whatever_stands_beside_it(before, number, after):
    masked = mask(f"{before}{number}{after}").text

    assert number not in masked
    assert not re.search(r"\d{6}", masked)


@pytest.mark.parametrize(
    "written",
    [
        "0812 3456 7890",
        "0812-3456-7890",
        "0812.3456.7890",
        "+6281234567890",
        "0812_3456_7890",
        "０８１２３４５６７８９０",
    ],
)
def test_no_way_of_writing_a_phone_number_leaves_its_digits(written):
    assert not re.search(r"\d{3}", mask(f"hubungi {written} segera").text)


def test_an_identifier_inside_a_link_is_gone_with_the_link():
    assert mask(f"lihat https://contoh.id/cek?nik={NIK}&nama=budi").text == "lihat [URL]"


@pytest.mark.parametrize("tagged", ["https://contoh.id/cek?nama=[NAMA]&b=budi", "www.contoh.id/[NIK_1]"])
def test_a_link_that_was_masked_in_part_goes_as_a_whole(tagged):
    assert mask(f"lihat {tagged} segera").text == "lihat [URL] segera"


def test_a_number_after_a_word_with_a_digit_is_masked_alone():
    assert mask("anak2 3578010101900001").text == "anak2 [NIK]"


def test_what_was_found_is_counted_by_kind():
    found = mask(f"hubungi {PHONE} atau {PHONE}, NIK {NIK}").found

    assert found == {Tag.PHONE: 2, Tag.NIK: 1}


def test_a_type_that_is_not_named_is_not_looked_for():
    assert mask("plat L 1234 AB", types=("NIK",)).text == "plat L 1234 AB"


def test_a_text_without_identifiers_is_returned_as_it_is():
    assert (mask("").text, mask("Got mampet.").text) == ("", "Got mampet.")
