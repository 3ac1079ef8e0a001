"""Texts that no model should be trusted with: no words at all, or another language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.readability import read_readability
from tests.worlds import a_complaint
from triage.reasons import ReasonCode


def notes(text: str, title: str = "") -> list[ReasonCode]:
    return [reason.code for reason in read_readability(a_complaint(text, title=title))]


@pytest.mark.parametrize(
    "text", ["", "😡😡😡", "!!! ???", "1708 112", "<br>", "a b c", "👍 1 👎", "[NAMA] [TELEPON]", "[NAME_1], [NIK]!"]
)
def test_a_text_without_words_cannot_be_read(text):
    assert notes(text) == [ReasonCode.UNUSABLE_TEXT]


@pytest.mark.parametrize(
    "text",
    [
        "The street light in front of my house has been broken since last week, please repair it",
        "La lumière de la rue devant ma maison est cassée depuis une semaine entière",
    ],
)
def test_a_foreign_text_goes_to_a_person(text):
    assert notes(text) == [ReasonCode.FOREIGN_LANGUAGE]


@pytest.mark.parametrize(
    "text",
    [
        "Lampu jalan di depan rumah kami padam sejak minggu lalu, mohon segera diperbaiki",
        "tlg dong min lampu jln dpn rmh mati bgt udh seminggu gelap gulita serem",
        "MOHON SEGERA DITINDAK PARKIR LIAR DI DEPAN PASAR MEMBUAT MACET SETIAP PAGI",
        "Lampu dalan ngarep omahku mati wis telung dina, tulung didandani ya pak",
        "Banyu PDAM ora mili wis seminggu, kepriye iki kok ora ana sing ngurus",
        "Cai di kampung kuring geus saminggu teu ngocor, warga hese meunang cai beresih",
        "Ieu jalan butut pisan, loba nu labuh, punten enggal dibenerkeun",
    ],
)
def test_indonesian_javanese_and_sundanese_are_at_home(text):
    assert notes(text) == []


@pytest.mark.parametrize("text", ["lampu mati", "please fix the light", "help", "banjir!!!"])
def test_a_short_text_is_not_judged_by_its_language(text):
    assert notes(text) == []


def test_a_title_with_words_makes_a_text_of_emoji_readable():
    assert notes("😡😡😡", title="Banjir di gang kami") == []


def test_a_foreign_language_is_named():
    (reason,) = read_readability(a_complaint("Please repair the broken street light in front of our school soon"))

    assert dict(reason.values) == {"language": "en"}


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_has_at_most_one_note(text, title):
    assert len(notes(text, title)) <= 1
