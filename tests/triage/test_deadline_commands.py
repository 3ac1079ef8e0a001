"""The legal clocks as a table at the terminal."""

from __future__ import annotations

import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from triage.deadline_commands import deadlines_table
from triage.errors import BrokenCatalog, CalendarTooShort, NaiveTime, UnknownRegion

terminal = CliRunner()
app = typer.Typer(pretty_exceptions_enable=False)
app.command()(deadlines_table)

TODAY = ("--today", "2026-03-13")


def ask(*words: str):
    return terminal.invoke(app, words)


def asked(*words: str):
    answer = ask(*words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def due_days(answer) -> list[str]:
    (report,) = answer["reports"]
    return [deadline["due"] for deadline in report["deadlines"]]


def test_each_kind_has_its_deadlines_where_none_is_named(clocks):
    answer = asked("--received", "2026-03-09", *TODAY)

    assert [report["kind"] for report in answer["reports"]] == list(clocks.finish)
    assert answer["clocks"]["version"] == "permenpanrb-5-2025"
    assert (answer["clocks"]["regulation"], answer["clocks"]["auto_close"]) == ("PermenPANRB 5/2025", 10)


def test_a_repair_reported_before_lebaran_is_due_behind_it_with_the_holidays_that_were_stepped_over():
    answer = asked("--received", "2026-03-09", "--kind", "pengaduan_non_pengawasan", *TODAY)

    assert due_days(answer) == ["2026-03-12", "2026-03-16", "2026-04-06"]
    (report,) = answer["reports"]
    assert [deadline["days_left"] for deadline in report["deadlines"]] == [-1, 1, 10]
    assert [off["date"] for off in report["days_off"]] == [
        "2026-03-18",
        "2026-03-19",
        "2026-03-20",
        "2026-03-23",
        "2026-03-24",
        "2026-04-03",
    ]
    assert report["days_off"][-1]["name"] == "Wafat Yesus Kristus"


def test_several_days_can_be_asked_at_once():
    answer = asked("--received", "2026-03-09", "--received", "2026-12-21", "--kind", "aspirasi", *TODAY)

    assert [report["received"] for report in answer["reports"]] == ["2026-03-09", "2026-12-21"]


def test_without_a_day_the_report_came_in_today():
    (report,) = asked("--kind", "aspirasi", *TODAY)["reports"]

    assert report["received"] == "2026-03-13"


def test_without_any_day_today_is_the_day_of_the_machine():
    (report,) = asked("--kind", "permintaan_informasi")["reports"]

    assert date.fromisoformat(report["received"]) <= date.fromisoformat(report["deadlines"][0]["due"])


@pytest.mark.parametrize(
    ("region", "zone", "received"),
    [("35.78", "WIB", "2026-03-09"), ("51.03", "WITA", "2026-03-09"), ("91.71", "WIT", "2026-03-10")],
)
def test_a_moment_is_a_day_of_the_place(region, zone, received):
    answer = asked("--received", "2026-03-09T22:30:00+07:00", "--region", region, "--kind", "aspirasi", *TODAY)

    assert (answer["zone"], answer["reports"][0]["received"]) == (zone, received)


def test_waiting_for_the_reporter_moves_the_deadlines():
    plain = asked("--received", "2026-07-06", "--kind", "aspirasi", *TODAY)
    paused = asked("--received", "2026-07-06", "--kind", "aspirasi", "--pause", "2026-07-08..2026-07-10", *TODAY)
    twice = asked(
        *("--received", "2026-07-06", "--kind", "aspirasi"),
        *("--pause", "2026-07-08..2026-07-10", "--pause", "2026-07-13..2026-07-14", *TODAY),
    )

    assert due_days(plain) == ["2026-07-09", "2026-07-13", "2026-07-24"]
    assert due_days(paused) == ["2026-07-13", "2026-07-15", "2026-07-28"]
    assert due_days(twice) == ["2026-07-14", "2026-07-16", "2026-07-29"]


def test_a_question_without_an_answer_waits_until_today():
    open_ = asked("--received", "2026-07-06", "--kind", "aspirasi", "--pause", "2026-07-08..", "--today", "2026-07-10")
    ended = asked(
        *("--received", "2026-07-06", "--kind", "aspirasi"),
        *("--pause", "2026-07-08..2026-07-10", "--today", "2026-07-10"),
    )

    assert open_ == ended


def test_a_town_can_ask_by_its_own_clocks(tmp_path):
    path = tmp_path / "tenggat.yaml"
    path.write_text(
        "version: kota\nregulation: Perwali Uji\nsource: uji\nin_force_from: 2026-01-01\nverify: 1\n"
        "first_follow_up: 2\nfinish: {aspirasi: 3}\nauto_close: 5\nat_most: 60\npauses_extend_at_most: false\n",
        encoding="utf-8",
    )
    answer = asked("--received", "2026-07-06", "--clocks", str(path), *TODAY)

    assert due_days(answer) == ["2026-07-07", "2026-07-08", "2026-07-09"]
    assert answer["clocks"]["in_force_from"] == "2026-01-01"


def test_the_table_speaks_indonesian_and_names_the_holidays():
    answer = ask("--received", "2026-03-09", "--kind", "aspirasi", *TODAY)

    assert answer.exit_code == 0, answer.output
    for words in (
        "Diterima / Received: Senin, 9 Maret 2026",
        "Verifikasi",
        "Kamis, 12 Maret 2026",
        "lewat 1 hari kerja",
        "Senin, 6 April 2026",
        "sisa 10 hari kerja",
        "Jumat, 20 Maret 2026: Cuti Bersama Hari Raya Idul Fitri",
        "Ditutup sendiri 10 hari kerja",
    ):
        assert words in answer.stdout


def test_a_table_without_holidays_lists_none():
    assert "Libur" not in ask("--received", "2026-07-06", "--kind", "aspirasi", *TODAY).stdout


def test_days_left_are_unknown_where_today_lies_beyond_the_known_holidays():
    answer = asked("--received", "2026-07-06", "--kind", "aspirasi", "--today", "2029-01-01")

    assert {deadline["days_left"] for deadline in answer["reports"][0]["deadlines"]} == {None}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "surat cinta"), "aspirasi"),
        (("--received", "kemarin"), "2026-03-09"),
        (("--received", "09/03/2026"), "2026-03-09"),
        (("--pause", "2026-03-10"), "2026-03-10"),
        (("--pause", "..2026-03-10"), "--pause"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_can(words, told):
    answer = ask(*words, *TODAY)

    assert answer.exit_code == 2
    assert told in answer.stderr


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        (("--received", "2027-12-20"), CalendarTooShort),
        (("--received", "2026-03-09T22:30:00"), NaiveTime),
        (("--region", "98.76"), UnknownRegion),
        (("--clocks", "hilang.yaml"), BrokenCatalog),
    ],
)
def test_a_mistake_that_can_be_explained_is_left_to_the_command_line(words, mistake):
    assert isinstance(ask(*words, *TODAY).exception, mistake)
