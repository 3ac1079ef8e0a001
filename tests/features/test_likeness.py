"""How alike two reports are: one event in other words, and other events in the same street."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.likeness import fingerprint, likeness
from features.subjects import find_subjects

TEXTS = st.lists(
    st.sampled_from(
        [
            "banjir",
            "Jl Anggrek",
            "sampah",
            "menumpuk",
            "listrik",
            "padam",
            "[NAMA]",
            "tolong",
            "pak",
            "3 hari",
            "gedung",
        ]
    ),
    max_size=12,
).map(" ".join)


def alike(a: str, b: str) -> float:
    return likeness(fingerprint(a), fingerprint(b))


@given(TEXTS, TEXTS)
def test_likeness_lies_between_none_and_the_same_and_has_no_direction(a, b):
    assert 0.0 <= alike(a, b) <= 1.0
    assert alike(a, b) == pytest.approx(alike(b, a))


def test_the_same_words_are_as_alike_as_can_be():
    text = "Banjir di gang Anggrek, rumah terendam"

    assert alike(text, text.upper() + "!!") == pytest.approx(1.0)


def test_one_flood_in_other_words_is_more_alike_than_another_matter_of_the_street():
    flood = "Jalan Anggrek Lor tergenang sebetis, tolong pompa"
    again = "anggrek lor kebanjiran min, air masuk rumah warga"
    lamp = "Lampu jalan Anggrek Lor dicuri orang"

    assert alike(flood, again) > alike(flood, lamp) + 0.2


def test_slang_and_regional_words_are_read_as_plain_ones():
    assert fingerprint("jln anggrek rusak").words == fingerprint("jalan anggrek rusak").words


@pytest.mark.parametrize("word", ["tergenang", "genangan", "menggenang"])
def test_affixes_do_not_make_another_word(word):
    assert set(fingerprint(word).words) == set(fingerprint("tergenang").words)


def test_asking_and_greeting_weigh_nothing():
    assert not fingerprint("Tolong bapak wali kota, mohon segera ditindaklanjuti. Terima kasih").words


def test_a_tag_is_no_word():
    assert fingerprint("[NAMA] banjir [TELEPON]") == fingerprint("banjir")


def test_no_word_of_the_text_is_kept():
    written = json.dumps(fingerprint("Gudang Wirakarta terbakar").as_dict())

    assert "wirakarta" not in written.casefold()
    assert "gudang" not in written


@given(TEXTS)
def test_a_fingerprint_survives_being_written_and_read(text):
    made = fingerprint(text)
    read = type(made).from_dict(json.loads(json.dumps(made.as_dict())))

    assert read.subjects == made.subjects
    assert likeness(made, read) == pytest.approx(likeness(made, made), abs=0.01)


def test_fingerprints_of_two_versions_are_not_compared():
    made = fingerprint("banjir di gang Anggrek")

    assert likeness(made, replace(made, version="0")) == 0.0


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("perahu karet untuk warga yang kebanjiran", "banjir"),
        ("trafo meledak, satu kampung gelap", "listrik-padam"),
        ("pdam tidak mengalir dari semalam", "air-bersih"),
        ("lampu merah perempatan mati", "lampu-lalu-lintas"),
        ("tagihan pdam naik", "tarif"),
    ],
)
def test_a_subject_is_read_from_its_thing_and_its_state(text, subject):
    assert subject in find_subjects(text)


def test_a_dark_street_lamp_is_no_power_cut():
    assert "listrik-padam" not in find_subjects("lampu jalan mati sejak minggu lalu")


def test_sharing_an_everyday_matter_brings_no_reports_together():
    assert alike("tarif parkir di pasar Kembang mahal", "tagihan air kantor pos mahal") < 0.35
