"""Dates as offices write them: the four forms of the admin export, each read back to the moment that was meant."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.histories import COLUMNS, a_mapping, a_row, received, write_rows
from training.corpus.dates import read_clock, read_date
from training.corpus.reader import read_corpus

EPIPHANY = datetime(2026, 1, 6)
EXCEL_ZERO = datetime(1899, 12, 30)
INDONESIAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
MINUTES = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
SECONDS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))


def at_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


# --- the four forms -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["06/01/2026", "6/1/2026", "06-01-2026", "06.01.2026", "6/1/26", "6 Jan 2026", "6 Januari 2026", "6 January 2026",
     "Selasa, 6 Januari 2026", "6-Jan-2026", " 6 JAN 2026 ", "6 Jan. 2026", "2026-01-06", "20260106", "46028",
     "46028.0", "06/01/2026 00:00:00", "2026-01-06T00:00"],
)  # fmt: skip
def test_one_day_has_many_spellings(written):
    assert read_date(written) == EPIPHANY


@pytest.mark.parametrize(
    "written",
    ["06/01/2026 14:05", "06/01/2026 14.05", "06/01/2026 2:05 PM", "6 Jan 2026 14:05", "6 Januari 2026, 14.05",
     "2026-01-06 14:05", "2026-01-06 14.05", "2026-01-06T14:05:00", "46028.586805555556", "46028,586805555556"],
)  # fmt: skip
def test_the_time_of_day_stands_behind_any_form(written):
    assert read_date(written) == EPIPHANY.replace(hour=14, minute=5)


@pytest.mark.parametrize("names", [INDONESIAN, ENGLISH], ids=["Indonesian", "English"])
@pytest.mark.parametrize("letters", [3, None])
@given(day=DAYS)
def test_a_month_in_words_is_read_back(names, letters, day):
    name = names[day.month - 1][:letters]

    assert read_date(f"{day.day} {name} {day.year}") == at_midnight(day)


@pytest.mark.parametrize(
    ("name", "month"), [("Peb", 2), ("Pebruari", 2), ("Agu", 8), ("Ags", 8), ("Agt", 8), ("Nop", 11), ("Nopember", 11)]
)
def test_offices_abbreviate_months_in_their_own_ways(name, month):
    assert read_date(f"6 {name} 2026") == datetime(2026, month, 6)


@given(day=DAYS, sign=st.sampled_from("/-."))
def test_the_day_stands_before_the_month(day, sign):
    assert read_date(day.strftime(f"%d{sign}%m{sign}%Y")) == at_midnight(day)


@given(at=SECONDS, form=st.sampled_from(("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H.%M.%S", "%d/%m/%Y %I:%M:%S %p")))
def test_figures_with_a_time_are_read_back(at, form):
    assert read_date(at.strftime(form)) == at


@given(at=st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), hours=st.none() | st.integers(-11, 14))
def test_iso_is_read_back_with_its_offset(at, hours):
    moment = at if hours is None else at.replace(tzinfo=timezone(timedelta(hours=hours)))

    assert read_date(moment.isoformat()) == moment
    assert read_date(moment.isoformat()).utcoffset() == moment.utcoffset()


@given(at=MINUTES)
def test_a_serial_day_of_excel_gives_back_its_minute(at):
    assert read_date(f"{(at - EXCEL_ZERO) / timedelta(days=1):.15g}") == at


@given(day=DAYS)
def test_a_serial_day_of_excel_is_a_whole_number(day):
    assert read_date(str((at_midnight(day) - EXCEL_ZERO).days)) == at_midnight(day)


@pytest.mark.parametrize(("zone", "hours"), [("WIB", 7), ("WITA", 8), ("WIT", 9)])
@pytest.mark.parametrize("day", ["06/01/2026", "6 Januari 2026"])
def test_a_zone_that_a_date_states_is_kept(day, zone, hours):
    moment = read_date(f"{day} 14.05 {zone}")

    assert moment.astimezone(UTC) == datetime(2026, 1, 6, 14 - hours, 5, tzinfo=UTC)


# --- wrong days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["31/02/2026", "30 Feb 2026", "2026-02-30", "00/01/2026", "06/13/2026", "12/31/2026", "29/02/2025", "6 Entah 2026",
     "6 Jan", "Jan 2026", "kemarin sore", "", "-", "0", "60", "2026", "06/01/2026 25:00", "06/01/2026 14:60", "nan",
     "06/01/2026 terlambat", "6 Januari 20266"],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own, of many sentences
        read_date(written)


@pytest.mark.parametrize("word", ["Janda", "Marah", "Meja", "Sepi", "Desa", "Junk"])
def test_a_word_that_only_begins_like_a_month_is_none(word):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own, of many sentences
        read_date(f"6 {word} 2026")


@given(st.text(max_size=30))
def test_any_other_writing_is_a_date_or_a_value_error(written):
    with suppress(ValueError, OverflowError):
        assert isinstance(read_date(written), datetime)


# --- times in a column of their own ---------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["14:05", "14.05", "14:05:00", "14.05 WIB", "2:05 PM", "02:05 pm", "0.586805555556", "0,586805555556"]
)
def test_one_time_of_day_has_many_spellings(written):
    assert read_clock(written) == time(14, 5)


@given(st.times())
def test_a_time_of_day_is_read_back(at):
    at = at.replace(microsecond=0)

    assert read_clock(f"{at:%H:%M:%S}") == read_clock(f"{at:%H.%M.%S}") == at


@given(st.times())
def test_excel_s_share_of_a_day_gives_back_its_minute(at):
    at = at.replace(second=0, microsecond=0)
    share = timedelta(hours=at.hour, minutes=at.minute) / timedelta(days=1)

    assert read_clock(f"{share:.15g}") == at


@pytest.mark.parametrize("written", ["25:00", "14:60", "1", "-0.5", "nan", "inf", "pagi", ""])
def test_what_is_no_time_of_day_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own, of many sentences
        read_clock(written)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("clock", ["14.05", "14:05:00", "2:05 PM"])
def test_a_day_and_a_time_in_two_columns_are_one_moment(tmp_path, taxonomy, directory, ending, clock):
    row = {**a_row(tanggal="06/01/2026"), "pukul": clock}
    path = write_rows(tmp_path / f"riwayat.{ending}", [row], (*COLUMNS, "pukul"))
    mapping = a_mapping(received_at={"column": "tanggal", "time": "pukul", "zone": "Asia/Makassar"})

    corpus = read_corpus([path], mapping, taxonomy, directory)

    assert corpus.complaints[0].received_at == received("2026-01-06T14:05+08:00")
    assert not corpus.rejects


@pytest.mark.parametrize(
    ("written", "code"),
    [("06/01/2126", "future-date"), ("0000-01-01", "unreadable-date"), ("06/01/1900", "impossible-date")],
)
def test_an_impossible_day_is_lost_and_the_complaint_stays(tmp_path, taxonomy, directory, written, code):
    path = write_rows(tmp_path / "riwayat.csv", [a_row(tanggal=written)])

    corpus = read_corpus([path], a_mapping(), taxonomy, directory, received("2026-03-09T10:00+07:00"))

    assert corpus.complaints[0].received_at is None
    assert [reject.code for reject in corpus.rejects] == [code]
