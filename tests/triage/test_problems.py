"""Two problems in one complaint: cut where its own words divide it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import MOJO, a_complaint
from triage.complaint import Confidentiality
from triage.problems import parts_of

LIGHTS = "Lampu jalan di gang kami mati semua."
WASTE = "sampah di ujung gang tidak pernah diangkut."


def cut(text: str) -> list[str]:
    return [part.text for part in parts_of(a_complaint(text))]


@pytest.mark.parametrize(
    "text",
    [
        f"1. {LIGHTS} 2. {WASTE}",
        f"1) {LIGHTS} 2) {WASTE}",
        f"(1) {LIGHTS} (2) {WASTE}",
        f"a. {LIGHTS}\nb. {WASTE}",
        f"1. {LIGHTS}\n2. {WASTE}\n",
    ],
)
def test_a_numbered_list_is_one_part_an_item(text):
    first, second = cut(text)

    assert first.endswith(LIGHTS)
    assert second.endswith(WASTE)


@pytest.mark.parametrize(
    "turn",
    ["Selain itu", "selain itu,", "Di samping itu", "Disamping itu", "Dan selain itu", "Yang kedua", "Masalah lainnya",
     "Oh ya,", "Sekalian lapor", "Satu lagi,", "Terus soal"],
)  # fmt: skip
def test_a_turn_to_something_else_divides_a_complaint(turn):
    assert cut(f"{LIGHTS} {turn} {WASTE}") == [LIGHTS, f"{turn} {WASTE}"]


@pytest.mark.parametrize(
    "text",
    [
        LIGHTS,
        "",
        f"{LIGHTS} Selain itu gelap.",
        "Warga diminta membayar selain itu tidak dilayani oleh petugas di loket.",
        "Air mati sejak pukul 07.30 sampai pukul 17.45 dan tidak ada pemberitahuan.",
        "Kejadian pada tanggal 1 Januari di depan pasar belum ditanggapi sampai hari ini.",
        "Kami membayar Rp1.500.000 untuk sambungan baru dan belum juga dipasang petugas.",
        "Kejadian pada 12.05.2026 di depan pasar belum ditanggapi sampai hari ini juga.",
        "Tiga hal: jalan, lampu, sampah, semuanya di gang kami dibiarkan begitu saja.",
    ],
)
def test_what_its_own_words_do_not_divide_stays_whole(text):
    complaint = a_complaint(text)

    assert parts_of(complaint) == [complaint]


def test_a_short_tail_stays_with_the_part_before_it():
    assert cut(f"1. {LIGHTS} 2. {WASTE} 3. Terima kasih banyak.") == [
        f"1. {LIGHTS}",
        f"2. {WASTE} 3. Terima kasih banyak.",
    ]


def test_a_short_salutation_before_a_list_is_no_problem_of_its_own():
    assert cut(f"Yth. Bapak Wali Kota: 1. {LIGHTS} 2. {WASTE}") == [f"1. {LIGHTS}", f"2. {WASTE}"]


def test_a_long_beginning_before_a_list_is_a_part():
    beginning = "Kami warga gang buntu ingin menyampaikan beberapa keluhan:"

    assert cut(f"{beginning} 1. {LIGHTS} 2. {WASTE}") == [beginning, f"1. {LIGHTS}", f"2. {WASTE}"]


@pytest.mark.parametrize(("items", "parts"), [(2, 2), (4, 4), (5, 1), (9, 1)])
def test_of_more_than_four_parts_it_is_taken_as_a_whole(items, parts):
    assert len(cut(" ".join(f"{number}. {LIGHTS}" for number in range(1, items + 1)))) == parts


def test_a_part_keeps_what_is_known_of_the_complaint():
    whole = a_complaint(
        f"{LIGHTS} Selain itu {WASTE}",
        region=MOJO,
        confidentiality=Confidentiality.ANONYMOUS,
        refused_by=("pusat.kpk",),
    )

    for part in parts_of(whole):
        assert (part.id, part.region, part.confidentiality) == (whole.id, whole.region, whole.confidentiality)
        assert (part.refused_by, part.received_at) == (whole.refused_by, whole.received_at)


@given(st.lists(st.sampled_from((LIGHTS, WASTE, "1. ", "b) ", "Selain itu ", "\n", "Oh ya, ", "07.30 ")), max_size=14))
def test_parts_are_pieces_of_the_text_in_their_order(pieces):
    text = "".join(pieces)
    parts = parts_of(a_complaint(text))

    assert 1 <= len(parts) <= 4
    squeezed = "".join(text.split())
    at = 0
    for part in parts:
        said = "".join(part.text.split())
        at = squeezed.index(said, at) + len(said)
    if len(parts) > 1:
        assert all(len(part.text.split()) >= 5 for part in parts)
