"""The legal clocks of a complaint (PermenPANRB 5/2025)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.worlds import KINDS
from triage.deadlines import (
    Clocks,
    Deadline,
    Pause,
    PauseEndsBeforeItStarts,
    PauseStillOpen,
    Standing,
    Step,
    closes_by,
    days_left,
    deadlines,
    finish_by,
    known_deadlines,
    load_clocks,
    next_deadline,
    standing,
)
from triage.errors import BrokenCatalog, CalendarTooShort

days_known = st.dates(date(2022, 1, 1), date(2027, 6, 30))
kinds = st.sampled_from((*KINDS, "jenis yang belum ada", ""))
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(days=length)),
        st.dates(date(2022, 1, 1), date(2027, 6, 30)),
        st.integers(0, 30),
    ),
    max_size=3,
)


def near(received: date, drawn: list[Pause]) -> list[Pause]:
    """Return pauses moved to the weeks around a day, so that they meet the clocks that start on it."""
    starts = [received + timedelta(days=pause.start.toordinal() % 60 - 10) for pause in drawn]
    return [
        Pause(start, start + (pause.end - pause.start)) for start, pause in zip(starts, drawn, strict=True) if pause.end
    ]


def test_the_clocks_in_force_are_those_of_the_regulation(clocks):
    assert (clocks.verify, clocks.first_follow_up, clocks.auto_close, clocks.at_most) == (3, 5, 10, 60)
    assert clocks.regulation == "PermenPANRB 5/2025"
    assert clocks.finish == {
        "permintaan_informasi": 5,
        "pengaduan_non_pengawasan": 14,
        "aspirasi": 14,
        "pengaduan_pengawasan": 60,
    }


def test_every_kind_of_the_taxonomy_has_its_clock(clocks):
    assert set(clocks.finish) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        ("permintaan_informasi", date(2026, 3, 9), date(2026, 3, 16)),
        ("pengaduan_non_pengawasan", date(2026, 3, 9), date(2026, 4, 6)),  # over Lebaran and Good Friday
        ("pengaduan_non_pengawasan", date(2025, 12, 23), date(2026, 1, 15)),
        ("pengaduan_pengawasan", date(2026, 1, 5), date(2026, 4, 10)),
    ],
)
def test_an_agency_must_have_finished_by_the_last_of_its_working_days(calendar, clocks, kind, received, due):
    assert finish_by(kind, received, calendar, clocks) == due


def test_a_kind_nobody_knows_gets_the_shortest_clock(calendar, clocks):
    received = date(2026, 3, 9)

    assert finish_by("surat cinta", received, calendar, clocks) == finish_by(
        "permintaan_informasi", received, calendar, clocks
    )


@given(kinds, days_known)
def test_a_complaint_is_verified_answered_and_finished_in_this_order(calendar, clocks, kind, received):
    steps = deadlines(kind, received, calendar, clocks)

    assert [deadline.step for deadline in steps] == [Step.VERIFY, Step.FIRST_FOLLOW_UP, Step.FINISH]
    assert received < steps[0].due < steps[1].due <= steps[2].due
    assert all(calendar.is_working_day(deadline.due) for deadline in steps)
    assert {deadline.source for deadline in steps} == {"permenpanrb-5-2025"}


@given(kinds, days_known, days_known)
def test_a_complaint_that_came_later_is_never_due_sooner(calendar, clocks, kind, one, other):
    earlier, later = (deadlines(kind, day, calendar, clocks) for day in sorted((one, other)))

    assert all(before.due <= after.due for before, after in zip(earlier, later, strict=True))


@given(days_known)
def test_an_inquiry_may_take_longer_than_a_repair_and_a_repair_longer_than_an_answer(calendar, clocks, received):
    inquiry, repair, answer = (
        finish_by(kind, received, calendar, clocks)
        for kind in ("pengaduan_pengawasan", "pengaduan_non_pengawasan", "permintaan_informasi")
    )
    assert inquiry > repair > answer


def test_steps_stand_in_order_of_time_even_where_a_town_finishes_before_it_answers(calendar, clocks):
    hasty = replace(clocks, version="kota", finish={"aspirasi": 1})

    assert [deadline.step for deadline in deadlines("aspirasi", date(2026, 3, 9), calendar, hasty)] == [
        Step.FINISH,
        Step.VERIFY,
        Step.FIRST_FOLLOW_UP,
    ]


def test_a_deadline_beyond_the_known_holidays_is_not_guessed(calendar, clocks):
    with pytest.raises(CalendarTooShort):
        finish_by("pengaduan_pengawasan", date(2027, 11, 1), calendar, clocks)


@pytest.mark.parametrize(
    ("received", "verify", "first", "finish"),
    [
        (date(2022, 4, 28), date(2022, 5, 11), date(2022, 5, 13), date(2022, 5, 30)),  # Waisak 16 and Ascension 26 May
        (date(2023, 4, 18), date(2023, 4, 28), date(2023, 5, 3), date(2023, 5, 16)),  # 1 May
        (date(2024, 12, 24), date(2024, 12, 31), date(2025, 1, 3), date(2025, 1, 16)),
        (date(2025, 12, 24), date(2025, 12, 31), date(2026, 1, 5), date(2026, 1, 19)),  # Isra Mikraj 16 January
        (date(2026, 3, 17), date(2026, 3, 27), date(2026, 3, 31), date(2026, 4, 14)),  # Good Friday 3 April
        (date(2027, 3, 5), date(2027, 3, 18), date(2027, 3, 22), date(2027, 4, 6)),  # 25 and 26 March
    ],
)
def test_lebaran_and_the_turn_of_the_year_counted_by_hand(calendar, clocks, received, verify, first, finish):
    steps = deadlines("pengaduan_non_pengawasan", received, calendar, clocks)

    assert [deadline.due for deadline in steps] == [verify, first, finish]


# --- waiting for the reporter ---------------------------------------------------------------


def test_what_was_left_when_the_question_went_out_is_left_when_the_answer_comes(calendar, clocks):
    received, asked, answered = date(2026, 7, 6), date(2026, 7, 9), date(2026, 7, 16)  # Monday, Thursdays

    (before, *_) = deadlines("aspirasi", received, calendar, clocks)
    (after, *_) = deadlines("aspirasi", received, calendar, clocks, [Pause(asked, answered)])
    assert (before.due, after.due) == (asked, answered)
    assert days_left(before, asked, calendar) == days_left(after, answered, calendar) == 0


def test_a_pause_over_lebaran_gives_back_only_its_working_days(calendar, clocks):
    lebaran = Pause(date(2026, 3, 17), date(2026, 3, 26))  # 17 and 25 March are its only working days

    plain = finish_by("aspirasi", date(2026, 3, 9), calendar, clocks)
    paused = finish_by("aspirasi", date(2026, 3, 9), calendar, clocks, [lebaran])
    assert calendar.working_days_between(plain, paused) == 2


@given(kinds, days_known, pauses)
def test_waiting_for_the_reporter_never_brings_a_deadline_nearer(calendar, clocks, kind, received, drawn):
    waiting = near(received, drawn)
    plain = deadlines(kind, received, calendar, clocks)
    paused = deadlines(kind, received, calendar, clocks, waiting)

    assert all(one.due <= other.due for one, other in zip(plain, paused, strict=True))
    assert all(calendar.is_working_day(deadline.due) for deadline in paused)


@given(kinds, days_known, days_known, pauses)
def test_a_later_complaint_is_never_due_sooner_with_the_same_pauses(calendar, clocks, kind, one, other, drawn):
    first, second = sorted((one, other))
    waiting = near(second, drawn)
    earlier, later = (deadlines(kind, day, calendar, clocks, waiting) for day in (first, second))

    assert all(before.due <= after.due for before, after in zip(earlier, later, strict=True))


@given(kinds, days_known, st.integers(0, 40))
def test_a_pause_without_a_working_day_changes_nothing(calendar, clocks, kind, received, ahead):
    start = received + timedelta(days=ahead)
    assume(not calendar.is_working_day(start))
    following = calendar.add_working_days(start, 1)

    assert deadlines(kind, received, calendar, clocks, [Pause(start, following)]) == deadlines(
        kind, received, calendar, clocks
    )


@given(kinds, days_known, pauses)
def test_days_that_two_pauses_share_are_given_back_once(calendar, clocks, kind, received, drawn):
    waiting = near(received, drawn)

    assert deadlines(kind, received, calendar, clocks, [*waiting, *waiting]) == deadlines(
        kind, received, calendar, clocks, waiting
    )


def test_overlapping_pauses_are_as_long_as_the_one_that_holds_both(calendar, clocks):
    parts = [Pause(date(2026, 7, 8), date(2026, 7, 15)), Pause(date(2026, 7, 13), date(2026, 7, 20))]

    assert finish_by("aspirasi", date(2026, 7, 6), calendar, clocks, parts) == finish_by(
        "aspirasi", date(2026, 7, 6), calendar, clocks, [Pause(date(2026, 7, 8), date(2026, 7, 20))]
    )


def test_a_question_answered_on_the_same_day_stops_no_clock(calendar, clocks):
    day = date(2026, 7, 8)

    assert deadlines("aspirasi", date(2026, 7, 6), calendar, clocks, [Pause(day, day)]) == deadlines(
        "aspirasi", date(2026, 7, 6), calendar, clocks
    )


def test_a_pause_before_the_complaint_or_after_its_deadline_changes_nothing(calendar, clocks):
    received = date(2026, 7, 6)
    aside = [Pause(date(2026, 6, 1), received), Pause(date(2026, 7, 27), date(2026, 8, 10))]

    assert deadlines("aspirasi", received, calendar, clocks, aside) == deadlines("aspirasi", received, calendar, clocks)


@given(days_known, st.integers(1, 10), st.integers(0, 20))
def test_while_the_reporter_does_not_answer_the_days_left_stay_the_same(calendar, clocks, received, ahead, waited):
    asked = calendar.add_working_days(received, ahead)
    today = calendar.add_working_days(asked, waited)
    finish = deadlines("aspirasi", received, calendar, clocks, [Pause(asked)], today)[-1]

    assert days_left(finish, today, calendar) == clocks.finish["aspirasi"] - ahead


def test_an_open_pause_needs_the_day_on_which_it_is_asked(calendar, clocks):
    with pytest.raises(PauseStillOpen, match="2026-07-08"):
        deadlines("aspirasi", date(2026, 7, 6), calendar, clocks, [Pause(date(2026, 7, 8))])


def test_a_question_of_tomorrow_stops_no_clock_today(calendar, clocks):
    received = date(2026, 7, 6)

    assert deadlines("aspirasi", received, calendar, clocks, [Pause(date(2026, 7, 9))], date(2026, 7, 8)) == deadlines(
        "aspirasi", received, calendar, clocks
    )


def test_an_answer_before_its_question_is_no_pause():
    with pytest.raises(PauseEndsBeforeItStarts, match="2026-07-08 to 2026-07-07"):
        Pause(date(2026, 7, 8), date(2026, 7, 7))


# --- sixty at the most ----------------------------------------------------------------------


@given(kinds, days_known, pauses)
def test_no_step_takes_more_than_sixty_working_days_however_long_the_reporter_is_waited_for(
    calendar, clocks, kind, received, drawn
):
    steps = deadlines(kind, received, calendar, clocks, near(received, drawn))

    assert all(calendar.working_days_between(received, deadline.due) <= 60 for deadline in steps)


def test_a_clock_that_a_town_sets_too_long_is_cut_to_the_most_that_the_law_allows(calendar, clocks):
    slow = replace(clocks, finish={"pengaduan_pengawasan": 90})

    assert finish_by("pengaduan_pengawasan", date(2026, 1, 5), calendar, slow) == finish_by(
        "pengaduan_pengawasan", date(2026, 1, 5), calendar, clocks
    )


def test_waiting_extends_the_sixty_days_only_where_the_clocks_say_so(calendar, clocks):
    received, waiting = date(2026, 1, 5), [Pause(date(2026, 1, 12), date(2026, 1, 19))]  # 4 working days, Isra Mikraj
    bound, extended = (
        finish_by("pengaduan_pengawasan", received, calendar, replace(clocks, pauses_extend_at_most=extends), waiting)
        for extends in (False, True)
    )

    assert bound == date(2026, 4, 10)
    assert calendar.working_days_between(bound, extended) == 4


def test_an_endless_wait_ends_with_the_sixty_days(calendar, clocks):
    endless = [Pause(date(2026, 1, 6))]

    steps = deadlines("aspirasi", date(2026, 1, 5), calendar, clocks, endless, date(2027, 6, 1))
    assert {deadline.due for deadline in steps} == {date(2026, 4, 10)}


# --- closing by itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("replied", "closes"),
    [
        (date(2026, 7, 6), date(2026, 7, 20)),
        (date(2026, 3, 16), date(2026, 4, 7)),  # Lebaran and Good Friday between
        (date(2026, 12, 21), date(2027, 1, 8)),  # Christmas, New Year, Isra Mikraj
    ],
)
def test_a_reply_that_nobody_answers_closes_the_complaint_after_ten_working_days(calendar, clocks, replied, closes):
    assert closes_by(replied, calendar, clocks) == closes


# --- how a deadline stands ------------------------------------------------------------------

FRIDAY = date(2026, 7, 10)


@pytest.mark.parametrize(
    ("today", "left", "says"),
    [
        (date(2026, 7, 3), 5, "sisa 5 hari kerja"),
        (date(2026, 7, 9), 1, "sisa 1 hari kerja"),
        (FRIDAY, 0, "jatuh tempo hari ini"),
        (date(2026, 7, 11), -1, "lewat 1 hari kerja"),  # the Saturday behind it
        (date(2026, 7, 13), -1, "lewat 1 hari kerja"),
        (date(2026, 7, 14), -2, "lewat 2 hari kerja"),
    ],
)
def test_a_deadline_stands_by_the_working_days_left_or_overdue(calendar, today, left, says):
    how = standing([Deadline(Step.FINISH, FRIDAY, "uji")], today, calendar)

    assert (how.days_left, how.says.id) == (left, says)
    assert how.overdue is (today > FRIDAY)
    assert how.says.en


@given(days_known, days_known)
def test_a_deadline_is_overdue_exactly_when_its_last_day_has_passed(calendar, due, today):
    assert (days_left(Deadline(Step.FINISH, due, "uji"), today, calendar) < 0) is (today > due)


@given(days_known, days_known, st.integers(0, 30))
def test_days_left_never_grow_while_nothing_happens(calendar, due, today, later):
    deadline = Deadline(Step.FINISH, due, "uji")

    assert days_left(deadline, today + timedelta(days=later), calendar) <= days_left(deadline, today, calendar)


def test_english_counts_one_day_and_two_days():
    said = [Standing(Deadline(Step.VERIFY, FRIDAY, "uji"), left).says.en for left in (2, 1, 0, -1, -2)]

    assert said == [
        "2 working days left",
        "1 working day left",
        "due today",
        "overdue by 1 working day",
        "overdue by 2 working days",
    ]


def test_the_next_deadline_is_the_first_of_a_step_that_is_not_done(calendar, clocks):
    steps = deadlines("aspirasi", date(2026, 7, 6), calendar, clocks)

    assert next_deadline(steps).step is Step.VERIFY
    assert next_deadline(steps, done={Step.VERIFY}).step is Step.FIRST_FOLLOW_UP
    assert next_deadline(steps, done=set(Step)) is None
    assert standing(steps, FRIDAY, calendar, done=set(Step)) is None


def test_of_steps_beyond_the_known_holidays_only_the_known_are_told(calendar, clocks):
    steps = known_deadlines("aspirasi", date(2027, 12, 16), calendar, clocks, [Pause(date(2027, 12, 17))], FRIDAY)

    assert [deadline.step for deadline in steps] == [Step.VERIFY, Step.FIRST_FOLLOW_UP]


# --- the file -------------------------------------------------------------------------------

A_FILE = """version: kota-2026
regulation: Perwali Uji 1/2026
source: uji
in_force_from: 2026-01-01
verify: 2
first_follow_up: 4
finish: {aspirasi: 10}
auto_close: 7
at_most: 30
pauses_extend_at_most: true
"""


def test_a_town_may_bring_clocks_of_its_own(tmp_path):
    path = tmp_path / "tenggat.yaml"
    path.write_text(A_FILE, encoding="utf-8")

    read = load_clocks(path)
    assert read == Clocks(
        version="kota-2026",
        regulation="Perwali Uji 1/2026",
        source="uji",
        in_force_from=date(2026, 1, 1),
        verify=2,
        first_follow_up=4,
        finish={"aspirasi": 10},
        auto_close=7,
        at_most=30,
        pauses_extend_at_most=True,
    )


@pytest.mark.parametrize("line", A_FILE.splitlines())
def test_clocks_that_leave_a_key_out_are_refused_by_its_name(tmp_path, line):
    path = tmp_path / "tenggat.yaml"
    path.write_text(A_FILE.replace(f"{line}\n", ""), encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=line.partition(":")[0]):
        load_clocks(path)


@pytest.mark.parametrize("broken", ["at_most: lama", "auto_close: -1", "pauses_extend_at_most: 1", "warna: biru"])
def test_clocks_that_break_their_schema_say_where(tmp_path, broken):
    key = broken.partition(":")[0]
    kept = [line for line in A_FILE.splitlines() if not line.startswith(f"{key}:")]
    path = tmp_path / "tenggat.yaml"
    path.write_text("\n".join([*kept, broken]), encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=key):
        load_clocks(path)
