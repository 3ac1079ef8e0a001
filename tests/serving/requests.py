"""Requests to build on. Every text is invented; no citizen wrote one."""

from __future__ import annotations

from typing import Any

LAMP = "Lampu jalan di depan balai desa padam sejak tiga malam lalu, warga takut lewat situ."
WATER = "Air PDAM di perumahan kami sudah seminggu keruh dan berbau, mohon segera diperiksa petugas."
RECEIVED = "2026-03-09T10:00:00+07:00"


def a_request(text: Any = LAMP, **fields: Any) -> dict[str, Any]:
    return {"id": "uji-1", "text": text, "received_at": RECEIVED, **fields}


def reasons(answer: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in answer["decision"]["reasons"]}
