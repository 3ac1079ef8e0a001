"""Writing report.html, its pictures beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment

from models.neural.export import Parity
from training.corpus.reader import Corpus
from training.corpus.rejects import count_rejects
from training.evaluate.answers import Answers
from training.report.pictures import draw_reliability, draw_risk_coverage
from training.split import Parts

_COVERAGES = ("coverage_at_5", "error_at_5", "coverage_at_10", "error_at_10")
FIGURES = ("accuracy", "macro_f1", "top3", "kappa", "ece", *_COVERAGES, "n")


@dataclass(frozen=True)
class ReportData:
    """What a report tells; `parts`, `corpus` and `parity` are None where a model is only evaluated."""

    name: str
    parts: Parts | None
    corpus: Corpus | None
    metrics: Mapping[str, Mapping[str, Mapping[str, Any]]]
    answers: Mapping[str, Mapping[str, Answers]]
    served: str
    parity: Mapping[str, Parity] | None = None


def write_report(folder: Path, data: ReportData) -> Path:
    """Write report.html and its pictures to `folder`, beside what is there, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    draw_reliability(folder / "reliability.png", data.answers[data.served])
    draw_risk_coverage(folder / "risk_coverage.png", data.answers[data.served])
    source = files("training").joinpath("report/report.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    html = page.render(
        data=data,
        figures=FIGURES,
        rejects=count_rejects(data.corpus.rejects) if data.corpus else {},
        cell=_cell,
    )
    (folder / "report.html").write_text(html, encoding="utf-8")
    return folder


def _cell(figures: Mapping[str, Any], name: str) -> str:
    value = figures.get(name)
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    interval = figures.get(f"{name}_interval")
    return f"{value:.3f}" + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "")
