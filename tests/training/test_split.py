"""One division: by time, by a file, by a hash; what nearly repeats a later part's row leaves its own."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.near_duplicates import group, signatures
from tests.training.histories import a_labelled, received
from training.config import FileSplit, HashSplit, TimeSplit
from training.errors import BrokenDivision, DataAbsent, TooFewRows
from training.split import divide
from triage.records import LabelledComplaint

BY_TIME = TimeSplit(calibration_from=date(2026, 1, 1), test_from=date(2026, 2, 1))
BY_HASH = HashSplit(calibration=0.2, test=0.3)


def on(*moments: str | None) -> list[LabelledComplaint]:
    return [
        a_labelled(f"L-{number}", f"Lampu nomor {number} padam.", received_at=received(moment) if moment else None)
        for number, moment in enumerate(moments)
    ]


def numbered(n: int) -> list[LabelledComplaint]:
    return [a_labelled(f"L-{number}", f"Selokan nomor {number} mampat.") for number in range(n)]


def ids(rows: tuple[LabelledComplaint, ...]) -> list[str]:
    return [row.id for row in rows]


# --- by time --------------------------------------------------------------------------------


def test_the_first_day_of_a_part_belongs_to_it():
    parts = divide(
        on("2025-12-31T23:59:59+07:00", "2026-01-01T00:00+07:00", "2026-01-31T23:59+07:00", "2026-02-01T00:00+07:00"),
        BY_TIME,
    )

    assert (ids(parts.train), ids(parts.calibration), ids(parts.test)) == (["L-0"], ["L-1", "L-2"], ["L-3"])


def test_the_day_is_the_one_in_jakarta_whatever_zone_a_row_states():
    rows = on("2025-12-31T16:59+00:00", "2025-12-31T17:00+00:00", "2026-02-01T00:30+09:00", "2026-01-31T17:00+00:00")

    parts = divide(rows, BY_TIME)

    assert (ids(parts.train), ids(parts.calibration), ids(parts.test)) == (["L-0"], ["L-1", "L-2"], ["L-3"])


def test_a_row_without_a_date_trains():
    parts = divide(on(None, "2026-01-02T09:00+07:00", "2026-02-02T09:00+07:00"), BY_TIME)

    assert ids(parts.train) == ["L-0"]


@pytest.mark.parametrize(
    ("moments", "part"),
    [
        (("2026-01-02T09:00+07:00", "2026-02-02T09:00+07:00"), "train"),
        (("2025-01-02T09:00+07:00", "2026-02-02T09:00+07:00"), "calibration"),
        (("2025-01-02T09:00+07:00", "2026-01-02T09:00+07:00"), "test"),
        ((), "train"),
    ],
)
def test_a_part_without_rows_is_named(moments, part):
    with pytest.raises(TooFewRows, match=f"The {part} part"):
        divide(on(*moments), BY_TIME)


# --- by a file ------------------------------------------------------------------------------


def a_division(path: Path, *rows: str, header: str = "source,complaint_id,split") -> FileSplit:
    text = "\n".join([header, *rows]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return FileSplit(path=path, source="kota")


ROWS = ("kota,L-0,train", "kota,L-1,calibration", "kota,L-2,test", "desa,L-3,train")


@pytest.mark.parametrize("name", ["bagi.csv", "bagi.csv.gz"])
def test_a_file_gives_each_row_its_part_and_what_it_does_not_name_stays_outside(tmp_path, name):
    parts = divide(numbered(5), a_division(tmp_path / name, *ROWS))

    assert (ids(parts.train), ids(parts.calibration), ids(parts.test)) == (["L-0"], ["L-1"], ["L-2"])
    assert parts.outside == 2


def test_an_absent_division_is_named(tmp_path):
    with pytest.raises(DataAbsent, match=r"bagi\.csv"):
        divide(numbered(3), FileSplit(path=tmp_path / "bagi.csv", source="kota"))


def test_a_division_with_a_part_that_we_do_not_know_is_refused(tmp_path):
    with pytest.raises(BrokenDivision, match="train, calibration, test"):
        divide(numbered(4), a_division(tmp_path / "bagi.csv", *ROWS, "kota,L-3,dev"))


def test_a_division_without_its_columns_names_them(tmp_path):
    with pytest.raises(BrokenDivision, match="complaint_id, split"):
        divide(numbered(3), a_division(tmp_path / "bagi.csv", "kota,L-0,train", header="source,id,bagian"))


# --- by a hash ------------------------------------------------------------------------------


def test_a_hash_gives_roughly_the_shares_that_were_asked_for():
    parts = divide(numbered(4000), BY_HASH)

    assert len(parts.calibration) / 4000 == pytest.approx(0.2, abs=0.02)
    assert len(parts.test) / 4000 == pytest.approx(0.3, abs=0.02)


def test_a_hash_keeps_a_row_in_its_part_when_others_come_or_the_order_changes():
    few, many = divide(numbered(200), BY_HASH), divide(reversed(numbered(400)), BY_HASH)

    assert set(ids(few.test)) <= set(ids(many.test))
    assert set(ids(few.calibration)) <= set(ids(many.calibration))


def test_the_hash_is_fixed_for_all_time():
    parts = divide(numbered(12), BY_HASH)

    assert ids(parts.calibration) == ["L-0", "L-2", "L-7"]
    assert ids(parts.test) == ["L-1", "L-4", "L-5", "L-6", "L-9", "L-10"]


# --- repeats --------------------------------------------------------------------------------


def test_a_training_row_that_repeats_a_later_row_s_words_leaves_the_training():
    rows = [
        a_labelled("lama", "Lampu padam, tolong DIPERBAIKI!!", received_at=received("2025-05-01T09:00+07:00")),
        a_labelled("mirip", "Lampu padam, tolong segera diperbaiki", received_at=received("2025-05-02T09:00+07:00")),
        a_labelled("kalibrasi", "Got mampat", received_at=received("2026-01-02T09:00+07:00")),
        a_labelled("sama", "got mampat.", received_at=received("2025-05-03T09:00+07:00")),
        a_labelled("uji", "lampu padam tolong diperbaiki", received_at=received("2026-02-02T09:00+07:00")),
    ]

    parts = divide(rows, BY_TIME)

    assert ids(parts.train) == ["mirip"]
    assert parts.leaks == 2


@given(st.lists(st.tuples(st.text(min_size=1, max_size=6), st.sampled_from(("2025", "2026"))), min_size=1, max_size=30))
def test_every_row_is_in_one_part_or_counted(drawn):
    rows = on("2025-01-01T00:00+07:00", "2026-01-15T00:00+07:00", "2026-03-01T00:00+07:00")
    rows += [
        a_labelled(f"D-{number}", text, received_at=received(f"{year}-02-15T00:00+07:00"))
        for number, (text, year) in enumerate(drawn)
    ]

    parts = divide(rows, BY_TIME)

    kept = [*ids(parts.train), *ids(parts.calibration), *ids(parts.test)]
    assert len(kept) == len(set(kept))
    assert len(kept) + parts.leaks + parts.outside == len(rows)
    groups = dict(zip((row.id for row in rows), group(signatures([row.text for row in rows])).tolist(), strict=True))
    sides = [{groups[row.id] for row in part} for part in (parts.train, parts.calibration, parts.test)]
    assert len(set.union(*sides)) == sum(map(len, sides))
