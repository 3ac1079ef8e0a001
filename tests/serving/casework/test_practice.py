"""Practice, on every database: an officer's own attempts, the last one of each case counts."""

from __future__ import annotations

import pytest

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.practice import answered, last_attempt, progress
from tests.serving.store.worlds import HEALTH, HOSPITAL, an_officer, clock_of
from triage.verdicts import Act, Answer


@pytest.fixture
def sari(office: Office) -> Officer:
    return an_officer(office, "sari")


def test_the_last_attempt_at_a_case_counts_and_comes_back_as_it_was_given(office, sari):
    wanted = Answer(HEALTH, "kesehatan", "tinggi", "pengaduan_non_pengawasan", (HOSPITAL,))
    answered(office, sari, "latihan-01", Act.ACCEPT, right=False)
    clock_of(office).move(minutes=1)
    answered(office, sari, "latihan-01", Act.CHANGE, right=True, answer=wanted)
    done = progress(office, sari)

    assert (done.attempts, done.right, list(done.last)) == (2, 1, ["latihan-01"])
    assert last_attempt(office, sari, "latihan-01") == done.last["latihan-01"]
    assert done.last["latihan-01"].answer == wanted


def test_a_split_and_a_duplicate_keep_what_they_named(office, sari):
    answered(office, sari, "latihan-02", Act.SPLIT, right=True, parts=(HEALTH, HOSPITAL))
    answered(office, sari, "latihan-03", Act.DUPLICATE, right=True, duplicate_of="LAPOR-1002")
    last = progress(office, sari).last

    assert last["latihan-02"].parts == (HEALTH, HOSPITAL)
    assert last["latihan-03"].duplicate_of == "LAPOR-1002"


def test_nobody_sees_what_another_practised(office, sari):
    answered(office, sari, "latihan-01", Act.ACCEPT, right=True)
    other = an_officer(office, "budi")

    assert progress(office, other).last == {}
    assert last_attempt(office, other, "latihan-01") is None
