"""One chunk of a source's rows to safe rows: read, checked, cleaned, masked; it runs in any process."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from features.cleaning import clean
from features.near_duplicates import Signatures, signatures
from features.recipe import Recipe
from features.tags import Tag
from training.corpus.mapping import Mapping
from training.corpus.reader import SeenIds
from training.corpus.rejects import Loss, Reject, named, with_whole_rows
from training.corpus.rows import Batch, BatchReader, Fields
from training.corpus.sources.source import Cells
from triage.directory import load_directory
from triage.taxonomy import load_taxonomy

ROWS = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("title", pa.string()),
        ("received_at", pa.timestamp("us", tz="UTC")),
        ("channel", pa.string()),
        ("region", pa.string()),
        ("confidentiality", pa.string()),
        ("kind", pa.string()),
        ("category", pa.string()),
        ("urgency", pa.string()),
        ("role", pa.string()),
        ("agency", pa.string()),
    ]
)
"""The fields of `LabelledComplaint` (records schema 1) as columns."""
SOURCE = pa.schema([("source", pa.string()), ("row", pa.int64())])
_SHORTEST_NAME_PART = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATOR = "\x1f"
"""Cleaning takes control characters out of texts, so that no two rows of values join to one string."""


@dataclass(frozen=True)
class Chunk:
    """Raw rows of one table, with the number of the first."""

    file: str
    columns: tuple[str, ...]
    first: int
    rows: Sequence[Cells | None]


@dataclass(frozen=True)
class Prepared:
    """Safe rows: a table of `ROWS` and `SOURCE`, and for each row its digest (n, 32) and signature.

    `masked` counts the items masked in a row, by position, where there are any.
    """

    file: str
    rows: pa.RecordBatch
    digests: NDArray[np.uint8]
    signatures: Signatures
    masked: dict[int, Counter[Tag]]
    rejects: list[Reject]
    seen: int


@dataclass(frozen=True)
class Preparation:
    """How chunks are prepared: a value that crosses to other processes; `recipe` None only cleans.

    Without a recipe nothing may be kept of what comes out: it is for checking and measuring only.
    """

    mapping: Mapping
    recipe: Recipe | None
    now: datetime

    def __call__(self, chunk: Chunk) -> Prepared:
        reader = _reader(chunk.file, chunk.columns, self.mapping.model_dump_json(), self.now)
        batch = reader.read(chunk.first, chunk.rows)
        masked = [self._make_safe(*pair) for pair in zip(batch.complaints, batch.reporters, strict=True)]
        emptied = {place: ("text", "empty-text") for place, fields in enumerate(batch.complaints) if not fields["text"]}
        left = [found for place, found in enumerate(masked) if place not in emptied]
        return _prepared(batch.without(emptied), left, len(chunk.rows))

    def _make_safe(self, fields: Fields, reporter: str) -> Counter[Tag]:
        found: Counter[Tag] = Counter()
        for name in ("title", "text"):
            if self.recipe is None:
                fields[name] = clean(fields[name])
                continue
            known, count = _without_reporter(clean(fields[name]), reporter) if reporter else (fields[name], 0)
            safe = self.recipe.safe(known)
            fields[name] = safe.text
            if safe.found or count:
                found.update(safe.found)
                found[Tag.NAME] += count
        return found


@lru_cache(maxsize=8)
def _reader(file: str, columns: tuple[str, ...], mapping: str, now: datetime) -> BatchReader:
    return BatchReader(file, columns, Mapping.model_validate_json(mapping), load_taxonomy(), load_directory(), now)


def _without_reporter(text: str, reporter: str) -> tuple[str, int]:
    """Return a clean text without the reporter's own name: whole, or a part of it written with capitals."""
    words = _LETTERS.findall(reporter)
    if not words or not text:
        return text, 0
    whole = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    text, count = whole.subn(Tag.NAME.text, text)
    long = [word for word in words if len(word) >= _SHORTEST_NAME_PART]
    if not long:
        return text, count
    ways = {way for word in long for way in (re.escape(word.capitalize()), re.escape(word.upper()))}
    parts = re.compile(rf"(?<![\w\[])(?:{'|'.join(sorted(ways))})(?![\w\]])")
    text, more = parts.subn(Tag.NAME.text, text)
    return text, count + more


def _prepared(batch: Batch, masked: Sequence[Counter[Tag]], seen: int) -> Prepared:
    columns: dict[str, list[Any]] = {name: [row[name] for row in batch.complaints] for name in ROWS.names}
    columns["received_at"] = [at and at.astimezone(UTC) for at in columns["received_at"]]
    columns |= {"source": [batch.file] * len(batch.complaints), "row": batch.numbers}
    rows = pa.RecordBatch.from_pydict(columns, schema=pa.unify_schemas([ROWS, SOURCE]))
    texts = [f"{row['title']} {row['text']}" for row in batch.complaints]
    found = {place: counts for place, counts in enumerate(masked) if counts}
    return Prepared(batch.file, rows, row_digests(rows), signatures(texts), found, batch.rejects, seen)


def refuse_repeats(prepared: Prepared, ids: SeenIds) -> tuple[NDArray[np.bool_], list[Reject]]:
    """Return which rows to keep (n,), and all rejects: those of before, and of ids that were there before."""
    known = prepared.rows["id"].to_pylist()
    repeated = ids.repeats(known)
    keep = np.ones(len(known), dtype=bool)
    keep[repeated] = False
    if not repeated:
        return keep, prepared.rejects
    numbers = prepared.rows["row"].to_pylist()
    refused = [
        Reject(prepared.file, numbers[place], named(known[place]), Loss.ROW, "id", "repeated-id") for place in repeated
    ]
    return keep, with_whole_rows(prepared.rejects, refused)


def row_digests(rows: pa.RecordBatch) -> NDArray[np.uint8]:
    """Return SHA-256 over the complaint of each row (n, 32); where it stood in a file does not count."""
    values = zip(*(rows[name].to_pylist() for name in ROWS.names), strict=True)
    digests = b"".join(sha256(_SEPARATOR.join(map(str, row)).encode()).digest() for row in values)
    return np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)
