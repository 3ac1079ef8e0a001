"""What a row must be to count as a complaint, as pandera schemas of ids, dates and lengths: no text is in a frame."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from triage.records import LONGEST_TEXT, LONGEST_TITLE

FIRST_DAY = datetime(1990, 1, 1, tzinfo=UTC)
"""No complaint in a system of today is older; an Excel zero (1900-01-00) is."""

ROWS = pa.DataFrameSchema(
    {
        "id": pa.Column(str, pa.Check(lambda ids: ids != "", name="empty-id")),
        "text": pa.Column(
            "int64",
            [
                pa.Check(lambda lengths: lengths > 0, name="empty-text"),
                pa.Check(lambda lengths: lengths <= LONGEST_TEXT, name="overlong-text"),
            ],
        ),
    }
)
"""A row that breaks one of these is refused whole. `text` is its length in characters, 0 where it is blank."""


def label_checks(now: datetime) -> pa.DataFrameSchema:
    """Return the checks whose failure costs a value, not the row: impossible dates, titles that are too long."""
    return pa.DataFrameSchema(
        {
            "received_at": pa.Column(
                "datetime64[us, UTC]",
                [
                    pa.Check(lambda days: days.isna() | (days <= pd.Timestamp(now)), name="future-date"),
                    pa.Check(lambda days: days.isna() | (days >= FIRST_DAY), name="impossible-date"),
                ],
                nullable=True,
            ),
            "title": pa.Column("int64", pa.Check(lambda lengths: lengths <= LONGEST_TITLE, name="overlong-title")),
        }
    )


def failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[tuple[int, str, str]]:
    """Return (position, column, check) of every failure, one per position and column, in order of position.

    Raises:
        pandera.errors.SchemaError: a column is absent or has another type; that is a bug of the reader.
    """
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as problem:
        cases = problem.failure_cases.dropna(subset=["index"]).drop_duplicates(["index", "column"])
        if cases.empty:
            raise
        return sorted(zip(cases["index"].astype(int), cases["column"], cases["check"], strict=True))
    return []
