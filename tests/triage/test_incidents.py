"""Which reports are one incident: what place, time and likeness may join, and what must stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.incidents.tables import assign, by_fingerprint, read, score
from tests.worlds import GUBENG, MOJO, NOW, SURABAYA, URGENCIES
from triage.errors import NaiveTime
from triage.incidents import IncidentRules, Report, find_incident, highest_urgency, same_place

RULES = IncidentRules()
TEGALSARI, CITY_OF_BANDUNG = "35.78.05", "32.73"
FLOOD = "lingkungan-hidup.banjir"


def a_report(id: str = "A-1", hours: float = 0.0, **known: object) -> Report:
    fields = {"region": GUBENG, "category": FLOOD, "urgency": "sedang", **known}
    return Report(id=id, received_at=NOW + timedelta(hours=hours), **fields)


def very_alike(_: Report) -> float:
    return 1.0


def joins(report: Report, *recent: Report) -> bool:
    return find_incident(report, recent, very_alike, RULES) is not None


def test_a_report_alone_founds_nothing():
    assert find_incident(a_report(), [], very_alike, RULES) is None
    assert not joins(a_report(), a_report())


def test_two_alike_reports_of_one_place_and_hour_found_an_incident():
    joining = find_incident(a_report("A-2", 1), [a_report("A-1")], very_alike, RULES)

    assert joining is not None
    assert (joining.incident, joining.reports, joining.likeness) == (None, ("A-1",), 1.0)


def test_a_third_report_joins_the_incident_and_not_its_reports():
    members = [a_report("A-1", incident="I-1"), a_report("A-2", 1, incident="I-1")]

    joining = find_incident(a_report("A-3", 2), members, very_alike, RULES)

    assert joining is not None
    assert joining.incident == "I-1"
    assert set(joining.reports) == {"A-1", "A-2"}


@given(st.booleans(), st.sampled_from([SURABAYA, GUBENG, MOJO]))
def test_a_secret_report_never_joins_nor_is_joined(mine_is_secret, region):
    mine = a_report("A-2", secret=mine_is_secret, region=region)
    other = a_report("A-1", secret=not mine_is_secret)

    assert not joins(mine, other)


@given(st.sampled_from([CITY_OF_BANDUNG, "32.73.05", "35.07", "35", TEGALSARI, None]))
def test_another_town_or_district_never_joins(region):
    assert not joins(a_report("A-2", region=region), a_report("A-1"))


@pytest.mark.parametrize("region", [SURABAYA, GUBENG, MOJO])
def test_a_place_known_less_or_more_deeply_may_be_the_same(region):
    assert joins(a_report("A-2", region=region), a_report("A-1"))


@given(
    st.sampled_from([None, "35", SURABAYA, GUBENG, MOJO, TEGALSARI]),
    st.sampled_from([SURABAYA, GUBENG, MOJO, TEGALSARI]),
)
def test_same_place_does_not_depend_on_which_comes_first(a, b):
    assert same_place(a, b, 3) == same_place(b, a, 3)


def test_a_report_or_two_of_the_town_do_not_open_an_incident_to_another_district():
    flood = [a_report("A-1", incident="I-1"), a_report("A-2", incident="I-1", region=SURABAYA)]

    assert not joins(a_report("A-3", region=TEGALSARI), *flood)


def test_an_incident_of_the_whole_town_takes_in_every_district():
    haze = [a_report(f"A-{at}", incident="I-1", region=SURABAYA) for at in range(3)]

    assert joins(a_report("A-4", region=TEGALSARI), *haze, a_report("A-5", incident="I-1"))


def test_the_same_two_weeks_later_is_another_incident():
    assert not joins(a_report("A-2", 14 * 24), a_report("A-1"))


def test_an_incident_ends_after_its_hours_in_all_however_often_it_is_reported():
    days = [a_report(f"A-{at}", 20.0 * at, incident="I-1") for at in range(4)]

    assert joins(a_report("A-9", 71), *days)
    assert not joins(a_report("A-9", 73), *days)


def test_another_category_has_to_be_more_alike():
    needed = RULES.founding + RULES.other_category / 2
    same, other = a_report("A-2"), a_report("A-2", category="perhubungan")

    assert find_incident(same, [a_report("A-1")], lambda _: needed, RULES)
    assert not find_incident(other, [a_report("A-1")], lambda _: needed, RULES)


def test_a_chain_of_reports_does_not_carry_an_incident_away():
    """Each report is like the one before alone; the third is compared with both, and stays out."""
    pair = [a_report("A-1", incident="I-1"), a_report("A-2", incident="I-1")]
    likeness = {"A-1": 0.0, "A-2": RULES.joining + 0.1}

    assert find_incident(a_report("A-3"), pair, lambda other: likeness[other.id], RULES) is None


def test_of_two_incidents_the_more_alike_is_joined_whatever_their_order():
    here, there = a_report("A-1", incident="I-1"), a_report("A-2", incident="I-2")
    likeness = {"A-1": 0.6, "A-2": 0.9}

    for recent in ([here, there], [there, here]):
        joining = find_incident(a_report("A-3"), recent, lambda other: likeness[other.id], RULES)
        assert joining is not None
        assert joining.incident == "I-2"


@given(st.permutations([0, 1, 2, 3, 4]))
def test_the_order_in_which_recent_reports_are_listed_changes_nothing(order):
    recent = [a_report(f"A-{at}", at / 10, incident="I-1" if at % 2 else None) for at in range(5)]
    likeness = {f"A-{at}": 0.3 + at / 10 for at in range(5)}

    def ask(reports: list[Report]) -> object:
        return find_incident(a_report("A-9"), reports, lambda other: likeness[other.id], RULES)

    assert ask([recent[at] for at in order]) == ask(recent)


@given(st.lists(st.sampled_from(URGENCIES), min_size=1))
def test_an_incident_is_as_urgent_as_its_most_urgent_report(urgencies):
    highest = highest_urgency(urgencies, URGENCIES)

    assert highest in urgencies
    assert all(URGENCIES.index(urgency) <= URGENCIES.index(highest) for urgency in urgencies)


def test_a_time_without_zone_is_refused():
    with pytest.raises(NaiveTime):
        replace(a_report(), received_at=datetime(2026, 3, 9, 10, 0))


@pytest.mark.parametrize(("half", "precision", "recall"), [("tuning", 0.92, 0.75), ("held_out", 0.85, 0.50)])
def test_the_frozen_incidents_are_put_together(half, precision, recall):
    rows = read(half)

    found = score(rows, assign(rows, RULES, by_fingerprint(rows)))

    assert found["bcubed_precision"] >= precision
    assert found["bcubed_recall"] >= recall


def test_no_incident_of_the_frozen_tables_spans_two_towns():
    rows = read("held_out")
    found = assign(rows, RULES, by_fingerprint(rows))

    towns = {(name, row.report.region[:5]) for row in rows for name in [found[row.report.id]]}
    assert len(towns) == len(set(found.values()))
