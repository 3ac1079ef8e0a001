"""Names of regions in a text: where they stand, what they may mean, and what stands before them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import GUBENG, MOJO, SURABAYA, the_gazetteer
from triage.mentions import Mention, MentionReader, words_of

WEIGHTS = the_gazetteer().rules.weights
SLEMAN = "34.04"


@pytest.fixture(scope="module")
def read():
    """Return the mentions of a text, with codes that are known beforehand."""
    reader = MentionReader(the_gazetteer())
    return lambda text, *known: reader.read(text, known)


def weighs(mentions: list[Mention]) -> float:
    (only,) = mentions
    return only.weight


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kelurahanMojo", ["kelurahan", "mojo"]),
        ("KecCoblong,RT05", ["kec", "coblong", "rt", "05"]),
        ("Ma'rang jum’at", ["marang", "jumat"]),
        ("(Gubeng)/Mojo-Ploso", ["gubeng", "mojo", "ploso"]),
        ("snake_case dua", ["snake", "case", "dua"]),
        ("😡 … !", []),
        ("", []),
    ],
)
def test_a_text_falls_into_folded_words(text, words):
    assert [word.folded for word in words_of(text)] == words


@given(st.text(max_size=60))
def test_words_stand_where_they_say(text):
    words = words_of(text)

    assert all(text[word.start : word.end] == word.written for word in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


# --- mentions -------------------------------------------------------------------------------


def test_a_name_behind_its_level_is_of_that_level_alone(read):
    cued, bare = read("Kecamatan Gubeng", SURABAYA), read("Gubeng", SURABAYA)

    assert [mention.codes for mention in cued] == [(GUBENG,)]
    assert cued[0].cued
    assert set(bare[0].codes) == {GUBENG, "35.78.08.1001"}
    assert not bare[0].cued
    assert weighs(cued) > weighs(bare)


def test_the_longest_name_is_read_first(read):
    (only,) = read("Jakarta Selatan")

    assert (only.codes, only.name) == (("31.74",), "jakartaselatan")


def test_a_name_is_not_read_across_the_end_of_a_sentence(read):
    assert [mention.codes for mention in read("Kami di Jawa. Timur rumah kami gelap.")] == []


def test_a_full_stop_behind_a_short_word_for_a_level_ends_no_sentence(read):
    assert [mention.codes for mention in read("kel. mojo", SURABAYA)] == [(MOJO,)]


@pytest.mark.parametrize(
    ("before", "kind"),
    [("di", "here"), ("dari", "away"), ("menuju", "away"), ("jl", "street"), ("bu", "person"), ("soto", "thing")],
)
def test_the_word_before_a_name_changes_what_it_is_worth(read, before, kind):
    """Of a mention that is worth nothing, nothing is told."""
    left = WEIGHTS.upper + getattr(WEIGHTS, kind)
    mentions = read(f"katanya {before} Klungkung")

    assert [mention.weight for mention in mentions if "51.05" in mention.codes] == (
        [pytest.approx(left)] if left > 0 else []
    )


def test_a_way_from_one_town_to_another_is_worth_less_than_a_town(read):
    assert [mention.weight for mention in read("Surabaya-Jember")] == [pytest.approx(WEIGHTS.upper + WEIGHTS.away)] * 2


def test_a_misspelt_name_is_worth_less_than_a_correct_one(read):
    right, wrong = read("Kecamatan Gubeng", SURABAYA), read("Kecamatan Gubng", SURABAYA)

    assert right[0].codes == wrong[0].codes
    assert weighs(right) - weighs(wrong) == pytest.approx(-WEIGHTS.misspelt)


def test_a_town_in_the_text_lets_the_names_inside_it_be_believed(read):
    alone, with_town = read("di mojo"), read("di mojo, Surabaya")

    assert alone == []
    assert (MOJO,) in [mention.codes for mention in with_town]


def test_a_village_that_exists_once_is_believed_alone_if_it_is_written_as_a_name(read):
    (only,) = read("Sampah di Maguwoharjo")

    assert only.codes == ("34.04.07.2002",)
    assert only.weight == pytest.approx(WEIGHTS.alone + WEIGHTS.here)


def test_a_city_and_a_regency_are_told_apart_by_the_word_before_them(read):
    assert [read(f"{word} Malang")[0].codes for word in ("Kota", "Kab.", "Wali Kota", "Bupati")] == [
        ("35.73",),
        ("35.07",),
        ("35.73",),
        ("35.07",),
    ]


@given(st.text("abcdKkota .,-\n'Surabaya", max_size=50), st.sampled_from([(), (SURABAYA,), (SLEMAN,)]))
def test_mentions_stand_in_order_apart_and_are_worth_something(text, known):
    mentions = MentionReader(the_gazetteer()).read(text, known)

    assert all(mention.weight > 0 and mention.codes for mention in mentions)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
