"""Ways around the blindfold: filters, the other reading of the same complaint, and acts that change the case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from serving.casework.item_view import view
from serving.casework.officers import Right
from serving.casework.queue import QueueFilter, page
from serving.casework.settle import Given, settle
from serving.casework.splitting import Part
from serving.store.errors import NoSuchItem
from serving.store.schema import CaseRow, ItemRow
from tests.serving.store.worlds import HEALTH, SURABAYA_GOVERNMENT, TRANSPORT, admitted, an_officer
from tests.worlds import a_policy
from triage.decision import Action
from triage.policy import ReviewRules
from triage.review import Purpose
from triage.verdicts import Act, Answer

READER = (Right.REVIEW, Right.AUDIT)


def drawn(office) -> list[ItemRow]:
    case = admitted(office, action=Action.AUTO_ROUTE, audit=True)["case"]
    with office.database.reading() as session:
        query = select(ItemRow).where(ItemRow.case == case, ItemRow.purpose == Purpose.AUDIT.value)
        return list(session.scalars(query.order_by(ItemRow.reading)))


@pytest.mark.parametrize("wanted", [{"category": "kesehatan"}, {"body": SURABAYA_GOVERNMENT}])
def test_no_filter_tells_a_blind_reader_what_was_decided(office, wanted):
    drawn(office)
    ani = an_officer(office, "ani", READER)

    assert len(page(office, ani, QueueFilter())) == 1
    assert page(office, ani, QueueFilter(**wanted)) == []


def test_who_may_still_read_a_complaint_blind_is_not_shown_the_other_reading(office):
    twice = replace(office, policy=a_policy(review=ReviewRules(second_reading_share=1.0)))
    first, _ = drawn(twice)
    ani, bayu = an_officer(office, "ani", READER), an_officer(office, "bayu", READER)
    settle(twice, ani, first.id, Given(Act.CHANGE, 1, Answer(HEALTH)))

    assert view(twice, ani, first.id).verdicts
    with pytest.raises(NoSuchItem):
        view(twice, bayu, first.id)


def test_a_blind_reader_who_sees_two_problems_splits_nothing_off(office):
    (item,) = drawn(office)
    ani = an_officer(office, "ani", READER)
    parts = (Part("Lampu padam.", Answer(TRANSPORT)), Part("Atap bocor.", Answer(HEALTH)))
    settle(office, ani, item.id, Given(Act.SPLIT, 1, parts=parts))

    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow).where(CaseRow.parent.is_not(None))) == 0
