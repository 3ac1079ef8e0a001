"""The review item as a state machine: who may act on it, and where it goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import NOW
from triage.review import (
    ItemChanged,
    ItemSettled,
    ItemState,
    ItemTaken,
    ItemWithdrawn,
    NoDeskAbove,
    Purpose,
    ReviewItem,
    Tier,
)
from triage.verdicts import Act

LEASE = timedelta(minutes=10)
TIERS = list(Tier)


def an_item(tier: Tier = Tier.UNIT, purpose: Purpose = Purpose.DOUBT) -> ReviewItem:
    return ReviewItem("i-1", "k-1", purpose, tier, 1, date(2026, 3, 12), 0.4)


def test_a_claim_keeps_others_off_until_its_lease_ends():
    held = an_item().claim("sari", NOW, LEASE)

    with pytest.raises(ItemTaken):
        held.act(Act.ACCEPT, "budi", 1, NOW)
    assert held.act(Act.ACCEPT, "budi", 1, NOW + LEASE).state is ItemState.SETTLED
    assert held.claim("sari", NOW, 2 * LEASE).holder(NOW + LEASE) == "sari"


@given(st.sampled_from([act for act in Act if act is not Act.UNDO]), st.sampled_from(TIERS), st.sampled_from(TIERS))
def test_every_act_leaves_a_new_version_in_nobodys_hands_or_says_why_not(act, tier, at):
    try:
        after = an_item(tier).claim("sari", NOW, LEASE).act(act, "sari", 1, NOW, at)
    except NoDeskAbove:
        assert (act, tier) == (Act.ESCALATE, Tier.NATIONAL)
        return

    assert (after.version, after.holder(NOW)) == (2, None)
    assert TIERS.index(after.tier) >= TIERS.index(tier)
    assert (after.state is ItemState.OPEN) == (after.tier is not tier)
    with pytest.raises((ItemChanged, ItemSettled)):
        after.act(Act.ACCEPT, "budi", 1, NOW)


@given(st.sampled_from(TIERS[:2]), st.sampled_from(TIERS[:2]))
def test_who_escalates_does_not_get_the_item_back(tier, at):
    assert TIERS.index(an_item(tier).act(Act.ESCALATE, "sari", 1, NOW, at).tier) > TIERS.index(at)


def test_for_a_blind_reader_nobodys_is_an_answer():
    assert an_item(purpose=Purpose.AUDIT).act(Act.NOT_AUTHORITY, "sari", 1, NOW).state is ItemState.SETTLED


def test_what_was_erased_comes_back_by_no_act():
    gone = an_item().withdraw()

    assert gone.withdraw() is gone
    for act in (lambda: gone.claim("sari", NOW, LEASE), lambda: gone.reopen(Tier.UNIT)):
        with pytest.raises(ItemWithdrawn):
            act()


def test_a_verdict_that_is_taken_back_opens_the_item_where_it_lay():
    settled = an_item(Tier.BODY).act(Act.ACCEPT, "sari", 1, NOW)

    again = settled.reopen(Tier.BODY)

    assert (again.state, again.tier, again.version) == (ItemState.OPEN, Tier.BODY, 3)
