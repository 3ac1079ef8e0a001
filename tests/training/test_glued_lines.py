"""Lines that an export glued together are parted again; an app's name is left whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus.glued_lines import part_glued_lines

NAMES = ("WargaKu", "PeduliLindungi", "JakLingko", "MyPertamina", "IndiHome", "SapaWarga", "BPJSKesehatan", "iPhone")
PIECES = ("terimakasih", "Terima kasih", "Alamat", "Lokasi", "Mohon", "Jalan", "RT", "Bapak", "segera", "malam",
          "rusak", "got", "1.", "2", ".", "!", " ", "\n", ": ", "Gang Dua", *NAMES)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("Got mampat. TerimakasihAlamat: Gang Dua", "Got mampat. Terimakasih\nAlamat: Gang Dua"),
        ("mohon dibantu, terima kasihLokasi: balai desa", "mohon dibantu, terima kasih\nLokasi: balai desa"),
        ("Lampu padam sejak SeninMohon diperbaiki", "Lampu padam sejak Senin\nMohon diperbaiki"),
        ("Loket tutup.Petugas tidak ada", "Loket tutup.\nPetugas tidak ada"),
        ("Ada dua hal1. Lampu padam2. Got mampat", "Ada dua hal\n1. Lampu padam\n2. Got mampat"),
        ("Selamat pagiSaya warga gang dua", "Selamat pagi\nSaya warga gang dua"),
    ],
)
def test_two_lines_that_were_glued_are_parted(glued, parted):
    assert part_glued_lines(glued) == parted


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_camel_case_stays_whole(name):
    text = f"Aplikasi {name} tidak bisa dibuka, {name}."

    assert part_glued_lines(text) == text


@pytest.mark.parametrize(
    "text",
    ["Lampu padam.", "TERIMAKASIHALAMAT", "Jl. Mawar RT 02 RW 03", "biaya Rp1.500.000 per bulan", "",
     "Terima kasih.\nAlamat: -", "Buka https://contoh.id/ibuKota lalu masuk", "Kirim ke warga@contoh.id"],
)  # fmt: skip
def test_what_was_not_glued_is_left_as_it_is(text):
    assert part_glued_lines(text) == text


@given(texts)
def test_parting_twice_changes_nothing(text):
    assert part_glued_lines(part_glued_lines(text)) == part_glued_lines(text)


@given(texts)
def test_only_line_breaks_are_added(text):
    assert part_glued_lines(text).replace("\n", "") == text.replace("\n", "")


@given(st.lists(st.sampled_from((*NAMES, "aplikasi", "warga", "lampu", "dan")), max_size=10).map(" ".join))
def test_no_name_is_broken_wherever_it_stands(text):
    assert part_glued_lines(text) == text
