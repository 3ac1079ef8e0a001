"""The training mode: an officer answers invented reports and is told why; nothing of it reaches a real case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.practice import progress
from serving.review.practice.cases import load_practice
from serving.store.schema import CaseRow, PracticeRow
from tests.serving.review.conftest import Browser, Enter, csrf_of
from tests.serving.store.worlds import an_officer

PRACTICE = load_practice()
RIGHT_AS_PROPOSED, WRONG_AS_PROPOSED, REPEATED = "latihan-01", "latihan-03", "LAPOR-1002"
OVERVIEW = "/review/practice"


def a_repeated_case() -> str:
    return next(case.id for case in PRACTICE.cases if case.expected.duplicate_of == REPEATED)


def send(browser: Browser, case: str, **fields: Any) -> Any:
    return browser.fill(f"{OVERVIEW}/{case}", page=OVERVIEW, **fields)


def test_a_practice_case_does_not_give_its_answer_away(browser):
    for case in PRACTICE.cases:
        shown = browser.get(f"{OVERVIEW}/{case.id}")

        assert shown.status_code == 200, case.id
        assert case.why.id not in shown.text, case.id
        assert not any(hint.id in shown.text for hint in case.hints.values()), case.id


def test_a_right_answer_is_told_so_with_its_reason(browser):
    answered = send(browser, RIGHT_AS_PROPOSED, act="accept")
    told = browser.get(answered.headers["location"])

    assert answered.status_code == 303
    assert 'data-right="true"' in told.text
    assert 'data-field="agency" data-mark="right"' in told.text
    assert f"{OVERVIEW}/latihan-02" in told.text


def test_who_follows_a_wrong_proposal_is_told_what_is_right(browser):
    told = browser.get(send(browser, WRONG_AS_PROPOSED, act="accept").headers["location"])

    assert 'data-right="false"' in told.text
    assert 'data-field="agency" data-mark="wrong"' in told.text
    assert "Usulan mesin di sini keliru" in told.text


def test_progress_counts_each_case_once_by_its_last_answer(browser, office, sari):
    send(browser, WRONG_AS_PROPOSED, act="accept")
    send(
        browser, WRONG_AS_PROPOSED, act="change", agency="provinsi.bpjn:36", category="pekerjaan-umum",
        urgency="tinggi", kind="pengaduan_non_pengawasan",
    )  # fmt: skip
    done = progress(office, sari)

    assert (len(done.last), done.right, done.attempts) == (1, 1, 2)
    assert "1 dari 30 kasus dijawab, 1 di antaranya tepat" in browser.get(OVERVIEW).text


def test_a_name_without_an_agency_comes_back_with_those_that_were_found(browser, office, sari):
    again = send(
        browser, WRONG_AS_PROPOSED, act="change", agency_query="dinas kesehatan", category="kesehatan", urgency="rendah"
    )

    assert again.status_code == 422
    assert 'id="agency-found-1"' in again.text
    assert '<option value="kesehatan" selected>' in again.text
    assert '<option value="rendah" selected>' in again.text
    assert not progress(office, sari).last


def test_a_duplicate_must_name_one_of_the_reports_beside_it(browser, office, sari):
    case = a_repeated_case()

    assert send(browser, case, act="duplicate").status_code == 422
    assert send(browser, case, act="duplicate", duplicate_of="LAPOR-9").status_code == 422
    assert send(browser, case, act="duplicate", duplicate_of=REPEATED).status_code == 303
    assert progress(office, sari).last[case].right


def test_an_agency_that_the_directory_lacks_is_refused(browser):
    refused = send(browser, RIGHT_AS_PROPOSED, act="change", agency="kabkota.sihir:35.78")

    assert refused.status_code == 422
    assert 'data-code="directory/unknown-agency"' in refused.text


def test_practice_keeps_no_text_and_makes_no_case(browser, office):
    send(browser, RIGHT_AS_PROPOSED, act="split", part_text=["kata rahasia", "lain"], part_agency=["", ""])
    with office.database.reading() as session:
        kept = session.scalars(select(PracticeRow)).one()

        assert "kata rahasia" not in str(kept.given)
        assert session.scalars(select(CaseRow)).first() is None


def test_what_one_officer_answered_is_not_shown_to_another(browser, enter: Enter, office: Office):
    send(browser, RIGHT_AS_PROPOSED, act="accept")
    other = enter(an_officer(office, "budi", ()))

    assert "0 dari 30 kasus dijawab" in other.get(OVERVIEW).text
    assert other.get(f"{OVERVIEW}/{RIGHT_AS_PROPOSED}/feedback").status_code == 303


def test_who_has_no_right_yet_may_practise(enter: Enter, office: Office):
    newcomer = enter(an_officer(office, "budi", ()))

    assert newcomer.get(OVERVIEW).status_code == 200
    assert newcomer.fill(f"{OVERVIEW}/{RIGHT_AS_PROPOSED}", page=OVERVIEW, act="accept").status_code == 303


def test_an_answer_without_the_forms_token_is_refused(browser, office: Office, sari: Officer):
    assert browser.post(f"{OVERVIEW}/{RIGHT_AS_PROPOSED}", data={"act": "accept"}).status_code == 403
    assert not progress(office, sari).last


def test_a_stranger_is_led_to_the_login(stranger):
    assert stranger.get(OVERVIEW).headers["location"].startswith("/review/login")


def test_an_unknown_case_and_an_unknown_act_are_told(browser):
    assert browser.get(f"{OVERVIEW}/latihan-99").status_code == 404
    assert 'data-code="review/unknown-act"' in send(browser, RIGHT_AS_PROPOSED, act="undo").text


def test_guide_and_feedback_are_there_in_english(browser):
    browser.cookies.set("lang", "en", path="/review")
    told = browser.get(send(browser, WRONG_AS_PROPOSED, act="accept").headers["location"])

    assert PRACTICE.guide[0].en in browser.get(OVERVIEW).text
    assert "Not right" in told.text
    assert csrf_of(told.text)
