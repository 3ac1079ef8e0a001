"""A snapshot in a terminal's table, as a page with plots, and as a data card in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from io import StringIO
from pathlib import Path

import matplotlib as mpl
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from matplotlib.figure import Figure
from rich.markup import escape
from rich.table import Table

from training.snapshots.card import Card

_MOST_BARS = 20
_IDS = re.compile(r"""(\bid=["']|url\(\#|href=["']\#)""")


def as_table(card: Card) -> Table:
    """Return the main facts as a table: rows by fate, period, labels, masked items, duplicates."""
    table = Table("what", "rows", "of which", title=f"Snapshot {card.digest[:12]}")
    table.add_row("read", _number(card.read), escape(", ".join(source.name for source in card.sources)))
    table.add_row("kept", _number(card.rows), f"{_number(card.secret)} secret, kept apart")
    for reason, count in card.rejects.items():
        lost, column, code = reason_parts(reason)
        fate = "refused" if lost == "row" else "label lost"
        table.add_row(f"[red]{fate}[/]", _number(count), escape(f"{column}: {code}"))
    table.add_row("period", "", f"{card.first_day} to {card.last_day}" if card.first_day else "no dates")
    for task, counts in card.labels.items():
        table.add_row(f"with {task}", _number(sum(counts.values())), f"{len(counts)} different")
    table.add_row("masked items", _number(sum(card.masked.values())), _few(card.masked))
    duplicates = card.duplicates
    table.add_row(
        "near-duplicates",
        _number(duplicates.rows),
        f"{duplicates.resent} groups of 2–4 (sent again), {duplicates.campaigns} larger (campaigns), "
        f"largest {duplicates.largest}",
    )
    return table


def write_page(folder: Path, card: Card) -> Path:
    """Write summary.html, plots inside, and README.md (the data card) into a folder; return the page."""
    counted = {
        "Rows by month (the last twenty)": dict(list(card.months.items())[-_MOST_BARS:]),
        "Characters of a text (upper bounds)": card.lengths,
        **{f"{task.capitalize()}, the most frequent": counts for task, counts in card.labels.items()},
        "Masked items": card.masked,
        "Refused or lost": card.rejects,
    }
    plots = [(title, Markup(_bars(title, counts))) for title, counts in counted.items() if counts]  # noqa: S704 - drawn here
    page = folder / "summary.html"
    page.write_text(
        _template("summary.html", True).render(card=card, parts=reason_parts, plots=plots),
        encoding="utf-8",
    )
    (folder / "README.md").write_text(_template("card.md", False).render(card=card), encoding="utf-8")
    return page


def reason_parts(reason: str) -> tuple[str, str, str]:
    """Return what was lost, the column and the code of a counted reason; a column's name may hold colons."""
    lost, _, rest = reason.partition(":")
    column, _, code = rest.rpartition(":")
    return lost, column, code


def _template(name: str, escaped: bool) -> Template:
    source = files("training").joinpath(f"snapshots/{name}").read_text(encoding="utf-8")
    environment = Environment(autoescape=escaped, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)  # noqa: S701
    return environment.from_string(source)


def _bars(title: str, counts: Mapping[str, int]) -> str:
    """Return horizontal bars as SVG, in the order given, at most twenty; ids are the title's own."""
    shown = list(counts.items())[:_MOST_BARS]
    with mpl.rc_context({"svg.hashsalt": "triage", "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 0.6 + 0.28 * len(shown)), layout="constrained")
        axes = figure.add_subplot()
        names = [name if len(name) <= 60 else f"{name[:59]}…" for name, _ in shown]
        bars = axes.barh(range(len(shown)), [count for _, count in shown], color="#2f6f9f")
        axes.set_yticks(range(len(shown)), names, parse_math=False)
        axes.bar_label(bars, padding=3, fontsize=8)
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
    _, start, drawing = svg.getvalue().partition("<svg")
    own = sha256(title.encode()).hexdigest()[:8]  # several drawings stand in one page
    return _IDS.sub(lambda match: f"{match.group(1)}{own}-", start + drawing)


def _few(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in list(counts.items())[:6])


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
