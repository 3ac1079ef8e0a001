"""Duties and complaints meet across the forms of a word, and by vectors; each text is compared for itself."""

from __future__ import annotations

import numpy as np
import pytest

from models.neighbours.errors import WrongShape
from models.open_roles.duties import DutyMatcher, stem, words_of_text
from tests.models.open_roles.small import DUTIES, PARKS, ROLES, TEXTS, TRAFFIC, WIDTH, vectors


def best(text: str) -> str:
    return ROLES[int(DutyMatcher(DUTIES).by_words([text])[0].argmax())]


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forms",
    [
        ("dipangkas", "pemangkasan", "pangkas", "memangkas"),
        ("perbaikan", "diperbaiki", "memperbaiki"),
        ("penutupan", "ditutup", "menutup", "tutup"),
        ("penyaluran", "disalurkan", "menyalurkan"),
        ("pengangkutan", "diangkut", "angkutan"),
        ("penerangan", "terang"),
        ("jalannya", "jalan"),
    ],
)
def test_the_forms_of_a_word_are_one_word(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["dinas", "nikah", "lampu", "sampah", "obat", "air", "menu", "ibu"])
def test_short_words_are_left_whole(word):
    assert stem(word) == word


def test_words_are_compared_without_case_numbers_and_signs():
    assert words_of_text("OBAT, obat! 24-jam a 😭") == ["obat", "obat", "jam"]


def test_a_complaint_and_a_duty_meet_in_different_forms_of_a_word():
    scores = DutyMatcher(DUTIES).by_words(["Tolong dipangkas."])[0]

    assert scores[ROLES.index(PARKS)] > 0.0
    assert best("Tolong dipangkas.") == PARKS


def test_a_rare_word_says_more_than_one_that_every_duty_has():
    scores = DutyMatcher(DUTIES).by_words(["parkir", "warga menulis"])

    assert scores[0].argmax() == ROLES.index(TRAFFIC)
    assert scores[0].max() > scores[1].max()


@pytest.mark.parametrize("text", ["", "   ", "🔥🔥", "1234 5", "zzzz qqqq"])
def test_a_text_without_a_word_that_any_duty_has_scores_zero_everywhere(text):
    assert DutyMatcher(DUTIES).by_words([text]).tolist() == [[0.0] * len(ROLES)]


def test_no_score_is_negative():
    assert (DutyMatcher(DUTIES).by_words(TEXTS) >= 0.0).all()


# --- vectors --------------------------------------------------------------------------------


def test_without_vectors_no_role_is_nearer_than_another():
    assert DutyMatcher(DUTIES).by_vector(vectors(3)).tolist() == [[0.0] * len(ROLES)] * 3


def test_a_cosine_does_not_depend_on_any_length():
    duties, asked = vectors(len(ROLES), seed=1), vectors(3)

    cosines = DutyMatcher(DUTIES, duties).by_vector(asked)

    lengths = np.linalg.norm(asked, axis=1)[:, None] * np.linalg.norm(duties, axis=1)
    assert np.allclose(cosines, asked @ duties.T / lengths, atol=1e-6)
    assert np.allclose(DutyMatcher(DUTIES, duties * 7).by_vector(asked * 0.01), cosines, atol=1e-6)


def test_vectors_of_another_encoder_are_refused():
    with pytest.raises((WrongShape, ValueError)):
        DutyMatcher(DUTIES, vectors(len(ROLES))).by_vector(np.ones((1, WIDTH + 1), dtype=np.float32))


def test_no_text_gives_no_row():
    matcher = DutyMatcher(DUTIES, vectors(len(ROLES)))

    assert matcher.by_words([]).shape == matcher.by_vector(vectors(0)).shape == (0, len(ROLES))


# --- alone and in a batch -------------------------------------------------------------------


def test_a_text_gets_the_same_bytes_alone_and_in_a_batch():
    matcher, asked = DutyMatcher(DUTIES, vectors(len(ROLES), seed=1)), vectors(len(TEXTS))

    words, cosines = matcher.by_words(TEXTS), matcher.by_vector(asked)

    for row, text in enumerate(TEXTS):
        assert np.array_equal(matcher.by_words([text])[0], words[row])
        assert np.array_equal(matcher.by_vector(asked[row : row + 1])[0], cosines[row])
