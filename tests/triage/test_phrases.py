"""Whole-word phrases: what every rule that reads text is written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.phrases import LONGEST_PHRASE, PhraseSet, Said, fold_phrase

WORDS = st.lists(st.text("abcdeö", min_size=1, max_size=6), min_size=1, max_size=10)


def says(text: str, *phrases: str) -> bool:
    return PhraseSet(phrases).said_in(Said.of(text))


@pytest.mark.parametrize(
    "text",
    [
        "tiang listrik miring",
        "TIANG LISTRIK MIRING",
        "Tiang, listrik - miring!",
        "tiang\nlistrik   miring",
        "di sana tiang/listrik (miring)",
        "“tiang listrik”",
    ],
)
def test_case_and_punctuation_do_not_count(text):
    assert says(text, "Tiang listrik")


@pytest.mark.parametrize("text", ["tiang-tiang listriknya", "tianglistrik", "tiang kabel listrik", "listrik tiang", ""])
def test_only_whole_words_side_by_side_are_the_phrase(text):
    assert not says(text, "tiang listrik")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("petugas datang", True),
        ("Petugasnya datang", True),
        ("PETUGAS-petugas", True),
        ("bertugas di sana", False),
        ("petani sepetugasan", False),
        ("petuga", False),
    ],
)
def test_a_star_allows_any_ending(text, said):
    assert says(text, "petugas*") is said


def test_a_star_is_for_the_last_word_of_the_phrase():
    assert says("jalan rusaknya parah", "jalan rusak*")
    assert not says("jalannya rusak", "jalan rusak*")


@pytest.mark.parametrize("said", ["MTsN 2 bocor", "mtsn 2 bocor", "MTSN 2"])
def test_a_word_and_a_number_are_two_words_in_the_phrase_too(said):
    assert says(said, "mts n 2", "mtsn 2")


def test_numbers_glued_to_a_word_are_the_same_as_apart():
    assert says("SMAN1 Gresik", "sman 1")
    assert says("SMAN 1 Gresik", "sman1")


def test_no_phrase_is_said_in_nothing_and_nothing_is_said_without_phrases():
    assert not says("", "jalan")
    assert not says("jalan")


@given(WORDS, st.data())
def test_every_run_of_a_text_is_said_and_so_is_its_beginning(words, data):
    start = data.draw(st.integers(0, len(words) - 1))
    size = data.draw(st.integers(1, min(LONGEST_PHRASE, len(words) - start)))
    phrase = " ".join(words[start : start + size])

    assert says("; ".join(words).upper(), phrase)


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_folding_a_folded_phrase_changes_nothing(text):
    assert fold_phrase(fold_phrase(text)) == fold_phrase(text)


@given(st.lists(st.sampled_from(("jalan", "rusak", "di", "pasar", "gelap")), max_size=12), st.integers(1, 3))
def test_a_text_says_a_phrase_exactly_where_its_words_stand_side_by_side(words, size):
    phrase = ["rusak", "di", "pasar"][:size]
    stands = any(words[at : at + size] == phrase for at in range(len(words)))

    assert says(" ".join(words), " ".join(phrase)) is stands
