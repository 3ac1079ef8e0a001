"""Practice cases for new officers: they hold what they should, and feedback tells a good answer from a bad one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import strategies as st

from features.masking import IDENTIFIERS, mask
from features.tags import tag_spans
from serving.review.practice.cases import Judged, Practice, PracticeCase, load_practice, unknown_slugs
from serving.review.practice.feedback import URGENCIES, Choice, Mark, Remark, as_written, feedback, names_from
from triage.complaint import Confidentiality
from triage.errors import BrokenCatalog
from triage.tasks import Task
from triage.verdicts import ANSWERING, Act, Answer

PRACTICE = load_practice()
EACH_CASE = pytest.mark.parametrize("case", PRACTICE.cases, ids=[case.id for case in PRACTICE.cases])
BUNDLED = Path(__file__).parents[3] / "serving/review/practice/cases.yaml"
NUMBERS = [identifier for identifier in IDENTIFIERS if identifier != "NAME"]
"""Names are found by their shape, so that Balinese words at the head of a sentence would pass for some."""
PILOTS = {"34.04", "51.03", "36.03", "35.78"}


def the_case(case_id: str) -> PracticeCase:
    case = PRACTICE.case(case_id)
    assert case is not None
    return case


def the_best(case: PracticeCase, **other: str) -> Choice:
    """Return the best choice for a case, with another agency, category, urgency or kind where one is given."""
    wanted = case.expected
    answer = Answer(
        agency=next(iter(wanted.agency), None),
        category=next(iter(wanted.category), None),
        urgency=next(iter(wanted.urgency), None),
        kind=wanted.kind,
    )
    parts = tuple(part.agency[0] for part in wanted.parts)
    return Choice(wanted.act, replace(answer, **other), parts, wanted.duplicate_of)


AS_PROPOSED = Choice(Act.ACCEPT)


def on(field: Judged, remarks: list[Remark]) -> Remark:
    return next(remark for remark in remarks if remark.field is field)


def marks(remarks: list[Remark]) -> dict[Judged, Mark]:
    return {remark.field: remark.mark for remark in remarks}


# What the bundled cases hold


def test_the_thirty_cases_name_only_what_the_taxonomy_and_the_directory_know(taxonomy, directory):
    assert len(PRACTICE.cases) == 30
    assert unknown_slugs(PRACTICE, taxonomy, directory) == []
    assert {case.region for case in PRACTICE.cases} == PILOTS


def test_three_proposals_in_five_are_right_and_a_wrong_one_may_be_sure_of_itself():
    wrong = [case for case in PRACTICE.cases if not case.proposal_is_right]

    assert len(wrong) == 12
    assert max(case.proposal.probability for case in wrong) > 0.9
    assert min(case.proposal.probability for case in PRACTICE.cases if case.proposal_is_right) < 0.6


def test_every_act_kind_and_urgency_is_practised(taxonomy):
    expected = [case.expected for case in PRACTICE.cases]

    assert {one.act for one in expected} == set(Act) - {Act.UNDO}
    assert {one.kind for one in expected if one.kind} == set(taxonomy.slugs(Task.KIND))
    assert {one.urgency[0] for one in expected if one.urgency} == set(URGENCIES)
    levels = Counter(one.agency[0].partition(".")[0] for one in expected if one.agency)
    assert {"kelurahan", "kabkota", "provinsi"} <= set(levels)


def test_a_secret_report_about_officials_is_practised_with_the_unit_it_accuses():
    accusing = [case for case in PRACTICE.cases if case.accused]

    assert accusing
    for case in accusing:
        assert case.expected.kind == "pengaduan_pengawasan"
        assert case.confidentiality is Confidentiality.SECRET


def test_what_would_be_an_identifier_stands_as_a_tag():
    texts = [text for case in PRACTICE.cases for text in (case.text, *(one.text for one in case.similar))]

    assert any(tag_spans(text) for text in texts)
    assert [mask(text, NUMBERS).text for text in texts] == texts


# Reading a file of cases


EXPECTED = {
    "act": "accept",
    "agency": ["kabkota.perhubungan:35.78"],
    "category": ["pekerjaan-umum"],
    "urgency": ["sedang"],
    "kind": "pengaduan_non_pengawasan",
}
"""What the first case expects."""


def a_file(tmp_path: Path, **changed: object) -> Path:
    """Write the bundled file with its first case changed."""
    raw = yaml.safe_load(BUNDLED.read_text(encoding="utf-8"))
    raw["cases"] = [{**raw["cases"][0], **changed}]
    path = tmp_path / "kasus.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"why": {"id": "Hanya bahasa Indonesia."}}, "in Indonesian and in English"),
        ({"hints": {"agency": {"id": "Hanya bahasa Indonesia.", "en": " "}}}, "in Indonesian and in English"),
        ({"hints": {"warna": {"id": "Merah", "en": "Red"}}}, "hints.warna"),
        ({"expected": {"act": "accept", "agency": ["kabkota.perhubungan:35.78"]}}, "needs agency, category"),
        ({"expected": {"act": "spam", "agency": ["kabkota.perhubungan:35.78"]}}, "has no agency"),
        ({"expected": {"act": "duplicate"}}, "duplicate_of belongs to a duplicate"),
        ({"expected": {"act": "duplicate", "duplicate_of": "LAPOR-9"}}, "one of the similar reports"),
        ({"expected": {"act": "split", "parts": []}}, "two parts or more"),
        ({"expected": {"act": "undo"}}, "nothing to undo"),
        ({"expected": {**EXPECTED, "act": "change"}}, "accept where the proposal is right"),
        ({"expected": {**EXPECTED, "urgency": ["tinggi"]}}, "accept where the proposal is right"),
        ({"accused": ["kabkota.perhubungan:35.78"]}, "an accused unit"),
        ({"text": ""}, "cases.0.text"),
        ({"unknown": 1}, "cases.0.unknown"),
    ],
)
def test_a_broken_case_is_told_without_its_text(tmp_path, changed, reason):
    with pytest.raises(BrokenCatalog, match=reason) as problem:
        load_practice(a_file(tmp_path, **changed))

    assert "kasus.yaml" in problem.value.sentence()
    assert "Rungkut" not in problem.value.sentence()


def test_an_id_stands_for_one_case():
    with pytest.raises(ValueError, match="occurs twice"):
        Practice(version="1", guide=PRACTICE.guide, cases=(PRACTICE.cases[0], PRACTICE.cases[0]))
    assert PRACTICE.case("latihan-99") is None


def test_a_slug_that_no_catalogue_knows_is_named_with_its_case(tmp_path, taxonomy, directory):
    changed = {"region": "99.99", "accused": ["kabkota.sihir:35.78"]}
    practice = load_practice(a_file(tmp_path, **changed))

    found = unknown_slugs(practice, taxonomy, directory)

    assert found == ["latihan-01: kabkota.sihir:35.78", "latihan-01: 99.99"]


# Feedback


@EACH_CASE
def test_the_best_answer_is_right_in_every_field(case):
    assert set(marks(feedback(case, the_best(case))).values()) == {Mark.RIGHT}


@EACH_CASE
def test_agreeing_with_the_machine_is_good_exactly_where_its_proposal_is(case):
    remarks = feedback(case, AS_PROPOSED)

    good = all(remark.mark in (Mark.RIGHT, Mark.ACCEPTABLE) for remark in remarks)

    assert good == (case.proposal_is_right and case.expected.act in ANSWERING)


ANSWERS = st.builds(
    Answer,
    agency=st.sampled_from([None, "kabkota.pln:51.03", "provinsi.kepolisian:36", "bukan-siapa-siapa"]),
    category=st.sampled_from([None, "energi", "energi.listrik", "kesehatan"]),
    urgency=st.sampled_from([None, *URGENCIES, "entah"]),
    kind=st.sampled_from([None, "aspirasi", "pengaduan_pengawasan"]),
)
CHOICES = st.builds(
    Choice,
    act=st.sampled_from(Act),
    answer=st.none() | ANSWERS,
    parts=st.sampled_from([(), ("kabkota.pln:51.03",), ("kabkota.kependudukan:36.03",)]),
    duplicate_of=st.sampled_from([None, "LAPOR-1002", "LAPOR-1003"]),
)


@drawn(st.sampled_from(PRACTICE.cases), CHOICES)
def test_whatever_is_answered_each_field_gets_one_remark_in_both_languages(case, given):
    remarks = feedback(case, given)

    assert remarks[0].field is Judged.ACT
    assert len({remark.field for remark in remarks}) == len(remarks)
    assert all(remark.says.id and remark.says.en and "{" not in remark.says.id + remark.says.en for remark in remarks)
    assert all((remark.got is None) == (remark.mark is Mark.MISSING) for remark in remarks)


def test_a_second_best_agency_is_acceptable_and_the_best_is_named():
    case = the_case("latihan-03")

    remark = on(Judged.AGENCY, feedback(case, the_best(case, agency="pusat.kementerian-pekerjaan-umum")))

    assert remark.mark is Mark.ACCEPTABLE
    assert (remark.got, remark.best) == ("pusat.kementerian-pekerjaan-umum", "provinsi.bpjn:36")


def test_a_category_below_the_right_one_is_right():
    case = the_case("latihan-02")
    answers = {
        "pekerjaan-umum.jalan-berlubang": Mark.RIGHT,
        "pekerjaan-umum": Mark.RIGHT,
        "perhubungan.transportasi-darat": Mark.WRONG,
    }

    for category, mark in answers.items():
        assert on(Judged.CATEGORY, feedback(case, the_best(case, category=category))).mark is mark


def test_the_right_field_at_the_wrong_level_of_government_is_told_so():
    case = the_case("latihan-05")

    remark = on(Judged.AGENCY, feedback(case, AS_PROPOSED))

    assert remark.mark is Mark.WRONG
    assert "tingkat pemerintahannya keliru" in remark.says.id
    assert "level of government" in remark.says.en
    assert case.hints[Judged.AGENCY].id in remark.says.id


def test_the_right_office_of_another_town_is_told_so():
    case = the_case("latihan-02")

    remark = on(Judged.AGENCY, feedback(case, the_best(case, agency="kabkota.pekerjaan-umum:51.03")))

    assert "wilayahnya keliru" in remark.says.id


def test_a_report_about_officials_sent_to_the_accused_unit_gets_the_gravest_sentence():
    case = the_case("latihan-15")

    remark = on(Judged.AGENCY, feedback(case, AS_PROPOSED))

    assert "tidak boleh sampai kepada unit yang dituduh" in remark.says.id
    assert "must not reach the unit it accuses" in remark.says.en


def test_the_accused_unit_is_spoken_of_where_no_agency_was_to_be_named_and_where_it_gets_a_copy():
    leak, levy = the_case("latihan-24"), the_case("latihan-15")
    copied = replace(the_best(levy).answer, copies=levy.accused)

    forwarded = on(Judged.AGENCY, feedback(leak, AS_PROPOSED))
    copies = on(Judged.COPIES, feedback(levy, Choice(Act.CHANGE, copied)))

    assert "tidak boleh sampai" in forwarded.says.id
    assert (forwarded.mark, forwarded.best) == (Mark.WRONG, None)
    assert (copies.mark, copies.got) == (Mark.WRONG, "kabkota.perhubungan:35.78")


def test_danger_taken_too_lightly_and_shouting_taken_for_danger_are_told_apart():
    live_wire, bench = the_case("latihan-07"), the_case("latihan-14")

    assert "Terlalu rendah" in on(Judged.URGENCY, feedback(live_wire, AS_PROPOSED)).says.id
    assert "Terlalu tinggi" in on(Judged.URGENCY, feedback(bench, AS_PROPOSED)).says.id


def test_an_officer_who_followed_a_wrong_machine_is_told_and_so_is_one_who_overruled_a_right_one():
    misled, stubborn = the_case("latihan-05"), the_case("latihan-02")

    followed = on(Judged.AGENCY, feedback(misled, AS_PROPOSED))
    overruled = on(Judged.AGENCY, feedback(stubborn, the_best(stubborn, agency="kabkota.pln:34.04")))

    assert "Usulan mesin di sini keliru" in followed.says.id
    assert "Usulan mesin di sini sudah bisa dipakai" in overruled.says.id


def test_what_was_left_empty_is_missing_only_in_a_report_to_forward():
    forwarded = feedback(the_case("latihan-08"), Choice(Act.CHANGE))
    thrown_away = feedback(the_case("latihan-08"), Choice(Act.SPAM))

    assert marks(forwarded) == {
        Judged.ACT: Mark.RIGHT,
        Judged.AGENCY: Mark.MISSING,
        Judged.CATEGORY: Mark.MISSING,
        Judged.URGENCY: Mark.MISSING,
        Judged.KIND: Mark.MISSING,
    }
    assert marks(thrown_away) == {Judged.ACT: Mark.WRONG}


def test_spam_is_judged_by_the_act_alone():
    remarks = feedback(the_case("latihan-20"), AS_PROPOSED)

    assert marks(remarks) == {Judged.ACT: Mark.WRONG}
    assert "arsipkan sebagai spam" in remarks[0].says.id


def test_a_split_must_bring_every_problem_to_its_agency_and_to_no_other():
    case = the_case("latihan-21")
    refuse, cards, power = "kabkota.lingkungan-hidup:36.03", "kabkota.kependudukan:36.03", "kabkota.pln:36.03"

    def on_parts(*parts: str) -> Remark:
        return on(Judged.PARTS, feedback(case, Choice(Act.SPLIT, parts=parts)))

    assert on_parts(cards, refuse).mark is Mark.RIGHT
    assert on_parts().mark is Mark.MISSING
    assert "kartu identitas anak" in on_parts(refuse).says.id
    assert on_parts(refuse, cards, power).mark is Mark.WRONG
    assert power in on_parts(refuse, cards, power).says.id


def test_a_duplicate_must_be_joined_to_the_report_that_it_repeats():
    case = the_case("latihan-19")

    joined = feedback(case, Choice(Act.DUPLICATE, duplicate_of="LAPOR-1003"))

    assert marks(joined) == {Judged.ACT: Mark.RIGHT, Judged.DUPLICATE_OF: Mark.WRONG}
    assert case.hints[Judged.DUPLICATE_OF].id in joined[1].says.id


# Names


def test_the_levels_of_urgency_are_those_of_the_taxonomy_from_low_to_high(taxonomy):
    assert taxonomy.slugs(Task.URGENCY) == URGENCIES


def test_with_the_catalogues_a_remark_calls_things_by_their_names(taxonomy, directory):
    case = the_case("latihan-05")
    name_of = names_from(taxonomy, directory)

    remarks = feedback(case, AS_PROPOSED, name_of)

    assert "Provinsi Daerah Istimewa Yogyakarta" in on(Judged.AGENCY, remarks).says.id
    assert "Pendidikan dan Kebudayaan" in on(Judged.CATEGORY, remarks).says.id
    assert name_of(Judged.AGENCY, "bukan-siapa-siapa") == as_written(Judged.AGENCY, "bukan-siapa-siapa")
