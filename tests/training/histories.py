"""Small invented histories: rows for any file, and complaints to train on. No citizen wrote a word of them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping as Row
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import yaml
from msoffcrypto.format.ooxml import OOXMLFile

from training.corpus.mapping import Mapping
from triage.records import LabelledComplaint

FORMATS = ("csv", "csv.gz", "jsonl", "jsonl.gz", "json", "parquet", "xlsx")
COLUMNS = ("nomor", "judul", "isi", "tanggal", "kelurahan", "kecamatan", "dinas", "topik", "urgensi")
MAPPING: dict[str, Any] = {
    "id": "nomor",
    "title": "judul",
    "text": ("isi",),
    "received_at": {"column": "tanggal"},
    "region": ("kelurahan", "kecamatan"),
    "within": "35.78",
    "agency": "dinas",
    "category": "topik",
    "urgency": "urgensi",
}


def a_mapping(**changes: Any) -> Mapping:
    return Mapping.model_validate({**MAPPING, **changes})


def a_row(nomor: str = "L-1", **changes: str) -> dict[str, str]:
    whole = {
        "nomor": nomor,
        "judul": "Puskesmas tutup",
        "isi": "Loket puskesmas pembantu tidak buka sejak Senin.",
        "tanggal": "2026-03-09T10:00:00+07:00",
        "kelurahan": "Mojo",
        "kecamatan": "Gubeng",
        "dinas": "Dinas Kesehatan",
        "topik": "kesehatan",
        "urgensi": "sedang",
    }
    return {**whole, **changes}


def write_rows(path: Path, rows: Sequence[Row[str, Any]], columns: Sequence[str] = COLUMNS) -> Path:
    """Write rows in the format that the path's ending names."""
    kind = next(end for end in (".csv", ".jsonl", ".json", ".parquet", ".xlsx") if end in path.suffixes)
    if kind == ".xlsx":
        return write_table(path, [columns, *([row.get(name) for name in columns] for row in rows)])
    if kind == ".parquet":
        pd.DataFrame(rows, columns=list(columns)).to_parquet(path, index=False)
        return path
    text = _csv(rows, columns) if kind == ".csv" else _json(rows, kind)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def write_table(
    path: Path, table: Sequence[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8", sheet: str = "Laporan"
) -> Path:
    """Write lines of cells, whatever stands in them, as a CSV or as a sheet; a sheet joins a workbook that is there."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook(write_only=True)
        page = book.create_sheet(sheet)
        for line in table:
            page.append(list(line))
        book.save(path)
        return path
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(table)
    content = buffer.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def protect(path: Path, password: str = "kata-sandi-uji") -> Path:
    """Put a password on a workbook, as Excel does."""
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt(password, file)
    return path


def write_yaml(path: Path, content: Any) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def _csv(rows: Sequence[Row[str, Any]], columns: Sequence[str]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(columns))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _json(rows: Sequence[Row[str, Any]], kind: str) -> str:
    if kind == ".json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# --- complaints -----------------------------------------------------------------------------

_PLACES = ("pasar lama", "balai desa", "gang tiga", "lapangan", "jembatan", "terminal", "masjid raya", "kantor pos")
_TIMES = ("sejak Senin", "tadi malam", "dua minggu ini", "sejak hujan", "setiap sore")
_TOPICS = {
    "kesehatan": "obat di puskesmas habis dan perawat tidak datang",
    "perhubungan": "angkot ngetem sembarangan dan rambu parkir hilang",
    "energi": "listrik padam dan meteran prabayar rusak",
}
_ROLES = {"kesehatan": "kabkota.kesehatan", "perhubungan": "kabkota.perhubungan", "energi": "kabkota.pln"}
_KINDS = {"kesehatan": "pengaduan_non_pengawasan", "perhubungan": "aspirasi", "energi": "permintaan_informasi"}
_URGENCY = {"kesehatan": "tinggi", "perhubungan": "rendah", "energi": "sedang"}


def a_labelled(identity: str = "L-1", text: str = "Loket puskesmas tutup.", **known: Any) -> LabelledComplaint:
    return LabelledComplaint(id=identity, text=text, **known)


def received(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def separable_history(n: int = 60) -> list[LabelledComplaint]:
    """Return complaints whose words give every label away, of many lengths."""
    topics = list(_TOPICS)
    rows = []
    for number in range(n):
        topic = topics[number % len(topics)]
        where, when = _PLACES[number % len(_PLACES)], _TIMES[number % len(_TIMES)]
        more = " Mohon segera diperiksa petugas." * (number % 4)
        rows.append(
            a_labelled(
                f"L-{number}",
                f"Di dekat {where} nomor {number} {_TOPICS[topic]} {when}.{more}",
                region="35.78",
                kind=_KINDS[topic],
                category=topic,
                urgency=_URGENCY[topic],
                role=_ROLES[topic],
            )
        )
    return rows
