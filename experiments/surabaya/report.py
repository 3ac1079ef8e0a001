"""Writing report.md and metrics.json of the Surabaya experiment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from experiments.surabaya.served import Served


@dataclass(frozen=True)
class Findings:
    """All that the report tells; every figure was measured in the run that wrote it."""

    date: str
    processor: str
    cores: int
    rows: dict[str, int]
    leaks: int
    metrics: dict[str, dict[str, dict[str, Any]]]
    differences: dict[str, dict[str, dict[str, dict[str, Any]]]]
    parity: dict[str, Any]
    calibration: dict[str, Any]
    bundle_mib: float
    server: Served
    session: dict[str, float]


def write_findings(folder: Path, findings: Findings) -> None:
    """Write metrics.json ({model: {question: {figure: value}}}) and report.md."""
    (folder / "metrics.json").write_text(
        json.dumps(findings.metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    template = (folder / "report.md.jinja").read_text(encoding="utf-8")
    environment = Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701 - Markdown
    page = environment.from_string(template).render(f=findings, cell=_cell, signed=_signed)
    (folder / "report.md").write_text(page, encoding="utf-8")


def _cell(figures: dict[str, Any], name: str) -> str:
    value = figures.get(name)
    if value is None:
        return "–"
    interval = figures.get(f"{name}_interval")
    return f"{value:.3f}" + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "")


def _signed(found: dict[str, Any]) -> str:
    low, high = found["interval"]
    return f"{found['difference'] * 100:+.1f} [{low * 100:+.1f}, {high * 100:+.1f}]"
