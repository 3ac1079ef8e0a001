"""Verdicts on both databases: what each act does to its case and item, and who is told when two act at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serving.casework.officers import Right
from serving.casework.queue import claim, claim_next
from serving.casework.settle import Given, NothingProposed, settle
from serving.casework.splitting import Part, PartsUnusable
from serving.store import audit_log
from serving.store.errors import NoSuchCase
from serving.store.schema import AuditRow, CaseRow, EventRow, ItemRow, NoteRow, VerdictRow
from tests.serving.store.worlds import (
    CANDIDATES,
    HEALTH,
    HOSPITAL,
    INSPECTORATE,
    SURABAYA_GOVERNMENT,
    TRANSPORT,
    a_body,
    a_case,
    a_unit,
    an_item,
    an_officer,
    at_once,
    clock_of,
)
from triage.errors import TriageError, UnknownAgency
from triage.review import ItemChanged, ItemSettled, ItemTaken, NoDeskAbove
from triage.verdicts import Act, AgencyMissing, Answer, OriginalMissing

PARTS = (Part("Atap bocor.", Answer(HEALTH)), Part("Antrean lama.", Answer(HOSPITAL, "kesehatan", "tinggi")))


@pytest.fixture
def sari(office):
    return an_officer(office, "sari")


@pytest.fixture
def budi(office):
    return an_officer(office, "budi")


@pytest.fixture
def case(office):
    return a_case(office)


@pytest.fixture
def item(office, case):
    return an_item(office, case)


def row(office, table, key):
    with office.database.reading() as session:
        return session.get_one(table, key)


def rows(office, table) -> list:
    with office.database.reading() as session:
        return list(session.scalars(select(table)))


def chain_holds(office) -> None:
    with office.database.reading() as session:
        audit_log.verify(session)


def test_accepting_makes_the_proposal_the_answer_and_settles_the_item(office, sari, case, item):
    verdict = row(office, VerdictRow, settle(office, sari, item.id, Given(Act.ACCEPT, 1, seconds=3.5)))

    kept, settled = row(office, CaseRow, case.id), row(office, ItemRow, item.id)
    assert (kept.state, kept.agency, settled.state, settled.version) == ("settled", HEALTH, "settled", 2)
    assert (settled.settled_by, settled.settled_at) == (sari.id, office.now())
    assert (verdict.agency, verdict.shown["agency"], verdict.version, verdict.seconds) == (HEALTH, HEALTH, 2, 3.5)
    assert [event.type for event in rows(office, EventRow)] == ["case.settled"]


def test_changing_keeps_what_was_shown_beside_what_was_said(office, sari, case, item):
    answer = Answer(TRANSPORT, "perhubungan", "tinggi", "aspirasi", (HEALTH,))
    verdict = row(office, VerdictRow, settle(office, sari, item.id, Given(Act.CHANGE, 1, answer)))

    kept = row(office, CaseRow, case.id)
    assert (kept.agency, kept.category, kept.urgency, kept.kind) == (TRANSPORT, "perhubungan", "tinggi", "aspirasi")
    assert (kept.copies, kept.body) == ([HEALTH], SURABAYA_GOVERNMENT)
    assert (verdict.agency, verdict.shown["agency"], verdict.copies) == (TRANSPORT, HEALTH, [HEALTH])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(None), AgencyMissing),
        (None, AgencyMissing),
        (Answer("kabkota.tidak-ada:35.78"), UnknownAgency),
        (Answer(HEALTH, copies=("kabkota.tidak-ada:35.78",)), UnknownAgency),
        (Answer(HEALTH, "bukan-kategori"), TriageError),
        (Answer(HEALTH, urgency="gawat"), TriageError),
        (Answer(HEALTH, kind="keluhan"), TriageError),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_changes_nothing(office, sari, item, answer, error):
    with pytest.raises(error):
        settle(office, sari, item.id, Given(Act.CHANGE, 1, answer))

    assert (row(office, ItemRow, item.id).version, rows(office, VerdictRow), rows(office, AuditRow)) == (1, [], [])


def test_nothing_can_be_accepted_where_nothing_is_proposed(office, sari):
    item = an_item(office, a_case(office, agency=None, alternatives=()), tier="body")

    with pytest.raises(NothingProposed):
        settle(office, sari, item.id, Given(Act.ACCEPT, 1))


def test_who_saw_an_older_version_is_told(office, sari, item):
    settle(office, sari, item.id, Given(Act.ESCALATE, 1))

    with pytest.raises(ItemChanged):
        settle(office, sari, item.id, Given(Act.ACCEPT, 1))
    settle(office, sari, item.id, Given(Act.ACCEPT, 2))


def test_who_comes_second_is_told_that_it_is_settled(office, sari, budi, item):
    settle(office, sari, item.id, Given(Act.ACCEPT, 1))

    with pytest.raises(ItemSettled):
        settle(office, budi, item.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    assert len(rows(office, VerdictRow)) == 1


def test_of_two_verdicts_at_once_one_holds_and_the_other_is_told(office, sari, budi):
    def given(who, item) -> str:
        try:
            settle(office, who, item, Given(Act.ACCEPT, 1))
        except (ItemSettled, ItemChanged):
            return "told"
        return "mine"

    for _ in range(5):
        item = an_item(office, a_case(office)).id
        done = at_once(lambda item=item: given(sari, item), lambda item=item: given(budi, item))
        assert sorted(done) == ["mine", "told"]
    assert len(rows(office, VerdictRow)) == 5
    chain_holds(office)


def test_an_item_in_anothers_hands_cannot_be_settled_until_the_lease_ends(office, sari, budi, item):
    claim(office, sari, item.id)
    with pytest.raises(ItemTaken):
        settle(office, budi, item.id, Given(Act.ACCEPT, 1))

    clock_of(office).move(minutes=office.policy.review.lease_minutes)
    settle(office, budi, item.id, Given(Act.ACCEPT, 1))


def test_escalating_moves_the_item_to_the_desk_above_and_out_of_the_units_sight(office, case, item):
    unit, body = an_officer(office, "unit", scope=a_unit()), an_officer(office, "induk", scope=a_body())
    claim(office, unit, item.id)
    settle(office, unit, item.id, Given(Act.ESCALATE, 1))

    moved = row(office, ItemRow, item.id)
    assert (moved.state, moved.tier, moved.claimed_by, row(office, CaseRow, case.id).state) == (
        "open", "body", None, "in_review",
    )  # fmt: skip
    assert claim_next(office, unit) is None
    assert claim_next(office, body) == item.id
    settle(office, body, item.id, Given(Act.ESCALATE, 2))
    assert claim_next(office, body) is None


def test_the_national_desk_has_nobody_above_it(office, sari):
    item = an_item(office, a_case(office), tier="national")

    with pytest.raises(NoDeskAbove):
        settle(office, sari, item.id, Given(Act.ESCALATE, 1))


def test_bukan_wewenang_notes_the_refusal_and_proposes_the_next_to_the_nation(office, sari, case, item):
    unit = an_officer(office, "unit", scope=a_unit())
    settle(office, unit, item.id, Given(Act.NOT_AUTHORITY, 1))

    kept, moved = row(office, CaseRow, case.id), row(office, ItemRow, item.id)
    assert (kept.refused_by, kept.agency, kept.state) == ([HEALTH], HOSPITAL, "in_review")
    assert (moved.state, moved.tier, moved.agency) == ("open", "national", HOSPITAL)
    assert [event.type for event in rows(office, EventRow)] == ["case.refused"]
    assert claim_next(office, unit) is None

    verdict = row(office, VerdictRow, settle(office, sari, item.id, Given(Act.ACCEPT, 2)))
    assert (verdict.agency, row(office, CaseRow, case.id).agency) == (HOSPITAL, HOSPITAL)


def test_a_refused_agency_is_never_proposed_again(office, sari):
    item = an_item(office, a_case(office, refused_by=[HOSPITAL], alternatives=CANDIDATES))
    settle(office, sari, item.id, Given(Act.NOT_AUTHORITY, 1))

    assert row(office, ItemRow, item.id).agency == TRANSPORT


def test_where_every_agency_refused_the_nation_must_name_one(office, sari):
    case = a_case(office, alternatives=((HEALTH, 0.9),))
    item = an_item(office, case)
    settle(office, sari, item.id, Given(Act.NOT_AUTHORITY, 1))

    with pytest.raises(NothingProposed):
        settle(office, sari, item.id, Given(Act.ACCEPT, 2))
    settle(office, sari, item.id, Given(Act.CHANGE, 2, Answer(INSPECTORATE)))
    assert row(office, CaseRow, case.id).agency == INSPECTORATE


def test_bukan_wewenang_of_the_nation_settles_the_case_with_nobody(office, sari):
    case = a_case(office)
    item = an_item(office, case, tier="national")
    settle(office, sari, item.id, Given(Act.NOT_AUTHORITY, 1))

    kept = row(office, CaseRow, case.id)
    assert (kept.state, kept.agency, row(office, ItemRow, item.id).state) == ("settled", None, "settled")


def test_splitting_makes_a_settled_case_of_every_part(office, sari, case, item):
    verdict = row(office, VerdictRow, settle(office, sari, item.id, Given(Act.SPLIT, 1, parts=PARTS)))

    children = [row(office, CaseRow, child) for child in verdict.children]
    assert [(child.agency, child.parent, child.state) for child in children] == [
        (HEALTH, case.id, "settled"),
        (HOSPITAL, case.id, "settled"),
    ]
    assert [child.urgency for child in children] == ["sedang", "tinggi"]
    assert len({child.external_id for child in children}) == 2
    assert (row(office, CaseRow, case.id).state, row(office, CaseRow, case.id).agency) == ("settled", None)
    chain_holds(office)


def test_the_parts_of_a_secret_case_are_secret(office):
    secret = a_case(office, secret=True, confidentiality="secret")
    who = an_officer(office, "mata", tuple(Right))
    verdict = settle(office, who, an_item(office, secret).id, Given(Act.SPLIT, 1, parts=PARTS))

    children = row(office, VerdictRow, verdict).children
    assert [row(office, CaseRow, child).secret for child in children] == [True, True]


@pytest.mark.parametrize("parts", [(), PARTS[:1], PARTS * 4, (Part("  ", Answer(HEALTH)), PARTS[1])])
def test_a_split_needs_a_few_parts_with_words(office, sari, item, parts):
    with pytest.raises(PartsUnusable):
        settle(office, sari, item.id, Given(Act.SPLIT, 1, parts=parts))
    assert len(rows(office, CaseRow)) == 1


def test_a_part_without_an_agency_leaves_no_child_behind(office, sari, item):
    with pytest.raises(AgencyMissing):
        settle(office, sari, item.id, Given(Act.SPLIT, 1, parts=(PARTS[0], Part("Lain.", Answer(None)))))
    assert len(rows(office, CaseRow)) == 1


@pytest.mark.parametrize("name", ["id", "external_id"])
def test_a_duplicate_names_its_original_by_either_id(office, sari, item, name):
    original = a_case(office)
    verdict = settle(office, sari, item.id, Given(Act.DUPLICATE, 1, duplicate_of=getattr(original, name)))

    assert row(office, VerdictRow, verdict).duplicate_of == original.id
    assert row(office, CaseRow, item.case).agency is None


def test_a_duplicate_needs_an_original_that_is_another_case(office, sari, case, item):
    for original in (None, "", case.id, case.external_id):
        with pytest.raises(OriginalMissing):
            settle(office, sari, item.id, Given(Act.DUPLICATE, 1, duplicate_of=original))
    with pytest.raises(NoSuchCase):
        settle(office, sari, item.id, Given(Act.DUPLICATE, 1, duplicate_of="tidak-ada"))


def test_an_original_is_first_sought_among_the_callers_own_complaints(office, sari):
    a_case(office, client="lapor", external_id="L-7")
    own = a_case(office, client="kanal", external_id="L-7")
    item = an_item(office, a_case(office, client="kanal"))
    verdict = settle(office, sari, item.id, Given(Act.DUPLICATE, 1, duplicate_of="L-7"))

    assert row(office, VerdictRow, verdict).duplicate_of == own.id


def test_spam_settles_the_case_with_nobody(office, sari, case, item):
    settle(office, sari, item.id, Given(Act.SPAM, 1))

    kept = row(office, CaseRow, case.id)
    assert (kept.state, kept.agency, kept.copies) == ("settled", None, [])


def test_a_note_is_kept_masked_and_stands_in_no_verdict_and_no_message(office, sari, item):
    verdict = settle(office, sari, item.id, Given(Act.ACCEPT, 1, note="Hubungi 081234567890"))

    note = row(office, NoteRow, verdict)
    assert note.text.startswith("Hubungi")
    assert "081234567890" not in note.text
    assert "Hubungi" not in str([event.payload for event in rows(office, EventRow)])


def test_every_verdict_stands_in_the_chain_with_a_digest_and_no_content(office, sari, item):
    settle(office, sari, item.id, Given(Act.ACCEPT, 1, note="Sudah dicek"))

    (entry,) = rows(office, AuditRow)
    assert (entry.actor, entry.act, entry.subject, len(entry.digest)) == (sari.id, "verdict.accept", item.case, 64)
