"""The queue on both databases: its order, what can be asked of it, leases that expire, and what was put off."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from serving.casework.queue import QueueFilter, claim, claim_next, counts, page, release, skip
from serving.store.errors import NoSuchItem
from serving.store.schema import ItemRow, SkipRow
from tests.serving.store.worlds import a_case, an_item, an_officer, at_once, clock_of, many_items
from triage.review import ItemSettled, ItemTaken, Purpose

TODAY = date(2026, 3, 9)
WAITING = st.tuples(
    st.integers(0, 3),
    st.dates(date(2026, 3, 8), date(2026, 3, 11)),
    st.sampled_from((0.0, 0.1, 0.1 + 1e-9, 0.5, 1.0)),
)


@pytest.fixture
def sari(office):
    return an_officer(office, "sari")


@pytest.fixture
def budi(office):
    return an_officer(office, "budi")


def ids_of(office, who, **wanted) -> list[str]:
    return [item.id for item, _ in page(office, who, QueueFilter(**wanted), limit=100)]


@given(waiting=st.lists(WAITING, max_size=7))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_queue_goes_by_urgency_then_deadline_then_doubt(office, waiting):
    with office.database.writing() as session:
        session.execute(delete(ItemRow))
    name = office.new_id()
    who, case = an_officer(office, f"petugas-{name}"), a_case(office)
    rows = [
        an_item(office, case, urgency=urgency, due=due, doubt=doubt, purpose="doubt") for urgency, due, doubt in waiting
    ]
    expected = sorted(rows, key=lambda row: (-row.urgency, row.due, -row.doubt, row.id))

    assert ids_of(office, who) == [row.id for row in expected]
    assert [claim_next(office, who) for _ in rows[:1]] == [row.id for row in expected[:1]]


def test_pages_follow_each_other_without_gap_or_repetition(office, sari):
    items = many_items(office, 7)
    pages = [page(office, sari, QueueFilter(), offset, 3) for offset in (0, 3, 6)]

    assert [len(one) for one in pages] == [3, 3, 1]
    assert sorted(item.id for one in pages for item, _ in one) == sorted(items)
    assert all(item.case == case.id for one in pages for item, case in one)


def test_the_queue_can_be_asked_for_a_part_of_it(office, sari):
    health, transport = a_case(office), a_case(office, category="perhubungan", body="kabkota.pemerintahan:34.04")
    urgent = an_item(office, health, purpose="urgent", urgency=3)
    late = an_item(office, health, due=date(2026, 3, 6))
    other = an_item(office, transport)

    assert ids_of(office, sari, purpose=Purpose.URGENT) == [urgent.id]
    assert ids_of(office, sari, urgency=3) == [urgent.id]
    assert ids_of(office, sari, overdue=True) == [late.id]
    assert ids_of(office, sari, category="perhubungan") == [other.id]
    assert ids_of(office, sari, body="kabkota.pemerintahan:34.04") == [other.id]
    assert ids_of(office, sari, incidents=True) == []


def test_the_counts_are_those_of_the_queue(office, sari, budi):
    case = a_case(office)
    an_item(office, case, purpose="urgent", urgency=3, due=date(2026, 3, 6))
    an_item(office, case, urgency=1)
    an_item(office, case, urgency=1, state="settled")
    claim_next(office, budi)

    told = counts(office, sari)
    assert (told.total, told.by_purpose, told.by_urgency) == (2, {"urgent": 1, "doubt": 1}, {3: 1, 1: 1})
    assert (told.overdue, told.in_hand, counts(office, budi).in_hand) == (1, 0, 1)


def test_an_item_is_overdue_only_after_its_last_day(office, sari):
    an_item(office, a_case(office), due=TODAY)
    assert counts(office, sari).overdue == 0

    clock_of(office).move(days=1)
    assert counts(office, sari).overdue == 1


def test_nothing_is_given_out_of_an_empty_queue(office, sari):
    assert claim_next(office, sari) is None


def test_what_one_has_in_hand_is_kept_from_others(office, sari, budi):
    item = an_item(office, a_case(office))
    assert claim_next(office, sari) == item.id

    assert claim_next(office, budi) is None
    assert ids_of(office, budi) == []
    with pytest.raises(ItemTaken):
        claim(office, budi, item.id)


def test_a_lease_runs_out_and_the_item_is_free_again(office, sari, budi):
    item = an_item(office, a_case(office))
    claim(office, sari, item.id)
    lease = office.policy.review.lease_minutes

    clock_of(office).move(minutes=lease, seconds=-1)
    assert claim_next(office, budi) is None
    clock_of(office).move(seconds=1)
    assert claim_next(office, budi) == item.id
    assert (counts(office, sari).in_hand, counts(office, budi).in_hand) == (0, 1)


def test_claiming_again_renews_the_lease(office, sari, budi):
    item = an_item(office, a_case(office))
    claim(office, sari, item.id)
    clock_of(office).move(minutes=office.policy.review.lease_minutes - 1)
    claim(office, sari, item.id)

    clock_of(office).move(minutes=2)
    assert claim_next(office, budi) is None


def test_a_settled_item_cannot_be_taken_in_hand(office, sari):
    item = an_item(office, a_case(office), state="settled")

    with pytest.raises(ItemSettled):
        claim(office, sari, item.id)


def test_an_item_laid_back_is_free_at_once(office, sari, budi):
    item = an_item(office, a_case(office))
    claim(office, sari, item.id)

    release(office, budi, item.id)
    assert claim_next(office, budi) is None
    release(office, sari, item.id)
    assert claim_next(office, budi) == item.id


def test_a_skipped_item_stays_away_from_who_skipped_it_and_goes_to_others(office, sari, budi):
    item = an_item(office, a_case(office))
    claim(office, sari, item.id)
    skip(office, sari, item.id)

    assert claim_next(office, sari) is None
    assert claim_next(office, budi) == item.id


def test_a_skipped_item_comes_back_after_its_time(office, sari):
    item = an_item(office, a_case(office))
    skip(office, sari, item.id)
    clock_of(office).move(minutes=office.policy.review.skip_minutes - 1)
    skip(office, sari, item.id)

    clock_of(office).move(minutes=1)
    assert claim_next(office, sari) is None
    clock_of(office).move(minutes=office.policy.review.skip_minutes)
    assert claim_next(office, sari) == item.id
    with office.database.reading() as session:
        assert session.get(SkipRow, (sari.id, item.id)) is not None


def test_a_skipped_item_can_still_be_opened_by_its_id(office, sari):
    item = an_item(office, a_case(office))
    skip(office, sari, item.id)

    claim(office, sari, item.id)


def test_officers_who_ask_at_once_get_different_items(office):
    items = many_items(office, 8)
    officers = [an_officer(office, f"petugas{number}") for number in range(4)]

    got = at_once(*(lambda who=who: claim_next(office, who) for who in officers))

    assert len(set(got)) == len(officers)
    assert set(got) <= set(items)


def test_one_item_goes_to_one_of_two_who_take_it_at_once(office, sari, budi):
    item = an_item(office, a_case(office))

    def taken(who) -> str:
        try:
            claim(office, who, item.id)
        except ItemTaken:
            return "taken"
        return "mine"

    assert sorted(at_once(lambda: taken(sari), lambda: taken(budi))) == ["mine", "taken"]


@pytest.mark.parametrize("act", [claim, release, skip])
def test_an_item_that_is_not_there_is_told(office, sari, act):
    with pytest.raises(NoSuchItem):
        act(office, sari, "tidak-ada")
