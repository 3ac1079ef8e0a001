"""Reasons: codes that a program counts and sentences that a person reads."""

from __future__ import annotations

from string import Formatter

import pytest

from triage.reasons import SENTENCES, Reason, ReasonCode


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_sentence_in_both_languages_about_the_same_values(code):
    def named(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    name = SENTENCES[code]
    languages = {"id", "en"} if code in (ReasonCode.JURISDICTION, ReasonCode.DANGER_SIGN) else set()
    assert name.id != name.en
    assert named(name.id) - languages == named(name.en) - languages


def test_a_probability_is_written_with_two_digits():
    reason = Reason.of(ReasonCode.DANGER, probability=0.876)

    assert reason.sentence() == "Kemungkinan keadaan darurat: peluang 0.88."
    assert reason.sentence("en") == "Possibly an emergency: probability 0.88."


def test_a_count_is_written_as_it_is():
    assert Reason.of(ReasonCode.REFUSED_BEFORE, count=2).sentence().startswith("Sudah ditolak 2 instansi")


def test_a_rule_of_law_is_told_with_its_source_in_the_readers_language():
    reason = Reason.of(
        ReasonCode.JURISDICTION, id="Jalan desa dirawat desa.", en="Villages keep roads.", source="UU 6/2014"
    )

    assert reason.sentence() == "Jalan desa dirawat desa. (UU 6/2014)"
    assert reason.sentence("en") == "Villages keep roads. (UU 6/2014)"


def test_two_reasons_with_the_same_values_are_one():
    one, other = (Reason.of(ReasonCode.REFUSED_BEFORE, count=1) for _ in range(2))

    assert {one, other} == {one}
