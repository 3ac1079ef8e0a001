"""Who sees what, on both databases: a scope and a right decide alike for every way to an item."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from serving.casework.office import Office
from serving.casework.officers import NotAllowed, Officer, Right, Scope, ScopeUnclear
from serving.casework.queue import QueueFilter, claim, claim_next, counts, page, release, skip
from serving.casework.settle import Given, settle
from serving.casework.undo import NothingToUndo, undo
from serving.store.errors import NoSuchCase, NoSuchItem
from serving.store.schema import ItemRow
from tests.serving.store.worlds import (
    HEALTH,
    HOSPITAL,
    NATION,
    OTHER_HEALTH,
    SLEMAN_GOVERNMENT,
    SURABAYA_GOVERNMENT,
    a_body,
    a_case,
    a_unit,
    an_item,
    an_officer,
)
from triage.errors import TriageError
from triage.review import Tier
from triage.verdicts import Act, Answer

ALL_BUT_SECRET = tuple(right for right in Right if right is not Right.SECRET)
SCOPES = {
    "nation": NATION,
    "body": a_body(),
    "other body": a_body(SLEMAN_GOVERNMENT),
    "unit": a_unit(),
    "other unit": a_unit(HOSPITAL),
    "unit elsewhere": a_unit(OTHER_HEALTH),
}
RIGHTS = tuple(
    frozenset({Right.REVIEW, *some})
    for some in chain.from_iterable(combinations((Right.SECRET, Right.AUDIT), n) for n in range(3))
)
SEEN_FROM = {
    Tier.UNIT.value: {"nation", "body", "unit"},
    Tier.BODY.value: {"nation", "body"},
    Tier.NATIONAL.value: {"nation"},
}


def one_item_of_every_sort(office: Office) -> list[ItemRow]:
    """Write an item on every desk, open and secret, for doubt and as a blind reading."""
    return [
        an_item(office, a_case(office, secret=secret), tier=tier.value, purpose=purpose)
        for tier in Tier
        for secret in (False, True)
        for purpose in ("doubt", "audit")
    ]


def may_see(item: ItemRow, scope: str, rights: frozenset[Right]) -> bool:
    """Say it once more in the words of the rule, to compare the store's answers with."""
    return (
        scope in SEEN_FROM[item.tier]
        and (not item.secret or Right.SECRET in rights)
        and (item.purpose != "audit" or Right.AUDIT in rights)
    )


@pytest.mark.parametrize("scope", SCOPES)
def test_every_way_to_an_item_shows_the_same_ones(office, scope):
    items = one_item_of_every_sort(office)
    for number, rights in enumerate(RIGHTS):
        who = an_officer(office, f"petugas{number}", tuple(rights), SCOPES[scope])
        expected = {item.id for item in items if may_see(item, scope, rights)}

        assert {item.id for item, _ in page(office, who, QueueFilter(), limit=100)} == expected
        assert counts(office, who).total == len(expected)
        assert {item.id for item in items if can_be_had(office, who, item.id)} == expected
        assert set(all_that_are_given_out(office, who)) == expected


def can_be_had(office: Office, who: Officer, item: str) -> bool:
    try:
        claim(office, who, item)
    except NoSuchItem:
        return False
    release(office, who, item)
    return True


def all_that_are_given_out(office: Office, who: Officer) -> list[str]:
    """Take what comes until nothing does; each is put off so that the next one comes."""
    given = []
    while (item := claim_next(office, who)) is not None:
        given.append(item)
        skip(office, who, item)
    return given


def test_a_secret_item_cannot_be_touched_without_the_right(office):
    case = a_case(office, secret=True)
    item = an_item(office, case)
    blind = an_officer(office, "tanpa", ALL_BUT_SECRET)
    acts = (
        lambda: claim(office, blind, item.id),
        lambda: release(office, blind, item.id),
        lambda: skip(office, blind, item.id),
        lambda: settle(office, blind, item.id, Given(Act.ACCEPT, 1)),
    )
    for act in acts:
        with pytest.raises(NoSuchItem):
            act()
    assert claim_next(office, blind) is None


def test_a_hidden_item_reads_like_one_that_is_not_there(office):
    item = an_item(office, a_case(office, secret=True))
    who = an_officer(office, "tanpa")

    def told(of: str) -> tuple[type[TriageError], str]:
        with pytest.raises(TriageError) as refused:
            settle(office, who, of, Given(Act.ACCEPT, 1))
        return type(refused.value), str(refused.value).replace(of, "")

    assert told(item.id) == told("tidak-ada")


def test_a_verdict_on_a_secret_item_cannot_be_undone_without_the_right(office):
    seeing = an_officer(office, "dengan", (Right.REVIEW, Right.SECRET))
    item = an_item(office, a_case(office, secret=True))
    verdict = settle(office, seeing, item.id, Given(Act.ACCEPT, 1))
    blind = an_officer(office, "tanpa", ALL_BUT_SECRET)

    with pytest.raises(NothingToUndo):
        undo(office, blind, verdict)


def test_an_administrator_of_another_body_cannot_undo_what_it_cannot_see(office):
    item = an_item(office, a_case(office))
    verdict = settle(office, an_officer(office, "sari"), item.id, Given(Act.ACCEPT, 1))
    elsewhere = an_officer(office, "lain", (Right.REVIEW, Right.ADMIN), a_body(SLEMAN_GOVERNMENT))

    with pytest.raises(NothingToUndo):
        undo(office, elsewhere, verdict)


def test_an_officer_can_undo_an_act_that_took_the_item_off_the_own_desk(office):
    who = an_officer(office, "sari", scope=a_unit())
    item = an_item(office, a_case(office))
    for act in (Act.ESCALATE, Act.NOT_AUTHORITY):
        with office.database.reading() as session:
            version = session.get_one(ItemRow, item.id).version
        verdict = settle(office, who, item.id, Given(act, version))
        assert page(office, who, QueueFilter()) == []

        undo(office, who, verdict)
        assert [row.id for row, _ in page(office, who, QueueFilter())] == [item.id]


def test_a_secret_case_cannot_be_named_as_original_without_the_right(office):
    secret = a_case(office, secret=True)
    who = an_officer(office, "tanpa", ALL_BUT_SECRET)
    item = an_item(office, a_case(office))

    for name in (secret.id, secret.external_id):
        with pytest.raises(NoSuchCase):
            settle(office, who, item.id, Given(Act.DUPLICATE, 1, duplicate_of=name))


def test_a_verdict_to_another_unit_moves_nothing_out_of_sight_before_it_is_given(office):
    unit, other = an_officer(office, "unit", scope=a_unit()), an_officer(office, "lain", scope=a_unit(HOSPITAL))
    item = an_item(office, a_case(office))

    with pytest.raises(NoSuchItem):
        settle(office, other, item.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    settle(office, unit, item.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))


@pytest.mark.parametrize("right", [right for right in Right if right is not Right.REVIEW])
def test_only_who_may_review_takes_and_settles(office, right):
    item = an_item(office, a_case(office))
    who = an_officer(office, "bukan", (right,))

    for act in (
        lambda: claim_next(office, who),
        lambda: claim(office, who, item.id),
        lambda: skip(office, who, item.id),
        lambda: settle(office, who, item.id, Given(Act.ACCEPT, 1)),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(("tier", "agency"), [(Tier.NATIONAL, HEALTH), (Tier.UNIT, None), (Tier.BODY, None)])
def test_a_scope_names_an_agency_unless_it_is_the_nation(tier, agency):
    with pytest.raises(ScopeUnclear):
        Scope(tier, agency)


def test_a_waiting_report_behind_a_leading_one_is_not_given_out(office):
    case = a_case(office)
    an_item(office, case, leads=False)
    who = an_officer(office, "sari")

    assert (claim_next(office, who), page(office, who, QueueFilter()), counts(office, who).total) == (None, [], 0)
    assert case.body == SURABAYA_GOVERNMENT
