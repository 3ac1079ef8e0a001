"""What a person is shown of a snapshot: its counts, and none of its texts."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from features.recipe import Recipe
from tests.training.frozen import NOW, READ_BY, WHOLE, freeze
from tests.training.histories import a_mapping, a_row, write_rows
from training.snapshots.importing import import_files
from training.snapshots.snapshot import Snapshot
from training.snapshots.summary import as_table, write_page
from training.snapshots.validating import validate_files

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """What an HTML page holds, and every tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.outside: list[str] = []
        self.wrong: list[str] = []
        self.declared: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_decl(self, decl: str) -> None:
        self.declared.append(decl)

    def handle_pi(self, data: str) -> None:
        self.wrong.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._seen(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._seen(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def _seen(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        known = dict(attrs)
        self.ids.update([known["id"]] if known.get("id") else [])
        self.outside += [str(known[name]) for name in ("src", "href", "data") if (known.get(name) or "#")[0] != "#"]


def shown(table: Any) -> str:
    console = Console(file=StringIO(), width=300)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory) -> Snapshot:
    rows = [
        a_row("L-1", isi="Selokanku mampat, hubungi 081234567890."),
        a_row("L-2", isi="SELOKANKU mampat, hubungi 081234567891!"),
        a_row("L-3", isi="Angkotnya ngetem.", topik="Sihir", tanggal="2025-11-02"),
        {**a_row("L-4", isi="Punglinya di loket tiga."), "rahasia": "ya"},
        a_row("L-4"),
        a_row("L-6", isi=""),
    ]
    return freeze(tmp_path_factory.mktemp("ringkas"), rows)


@pytest.fixture(scope="module")
def page(snapshot, tmp_path_factory) -> Path:
    return write_page(tmp_path_factory.mktemp("halaman"), snapshot.card)


def test_the_table_tells_what_became_of_the_rows(snapshot):
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown(as_table(snapshot.card)).splitlines()]

    for line in (
        ["read", "6", "riwayat.csv"],
        ["kept", "4", "1 secret, kept apart"],
        ["refused", "1", "id: repeated-id"],
        ["refused", "1", "text: empty-text"],
        ["label lost", "1", "topik: unknown-label"],
        ["period", "", "2025-11-02 to 2026-03-09"],
        ["with category", "3", "1 different"],
        ["masked items", "2", "TELEPON 2"],
        ["near-duplicates", "2", "1 groups of 2–4 (sent again), 0 larger (campaigns), largest 2"],
    ):
        assert line in lines


def test_the_card_in_markdown_holds_the_counts(snapshot, page):
    card = (page.parent / "README.md").read_text(encoding="utf-8")

    assert card.startswith(f"# Data card: snapshot {snapshot.card.digest[:12]}\n")
    assert "4 complaints, received from 2025-11-02 to 2026-03-09; 1 of them secret" in card
    assert "| riwayat.csv | 1 | 6 | 4 |" in card
    assert "TELEPON 2" in card
    assert "2 rows in 1 groups (1 of 2 to 4 rows, 0 larger; largest 2)" in card
    assert "row:id:repeated-id 1" in card
    assert "category 3 rows, 1 different" in card
    assert snapshot.card.digest in card


def test_the_page_holds_the_counts(snapshot, page):
    text = page.read_text(encoding="utf-8")

    assert "6 rows read, 4 kept (1 of them secret, in a file of their own), 2 refused." in text
    assert "<td>riwayat.csv</td>" in text
    assert "<td>repeated-id</td>" in text
    assert ">TELEPON</text>" in text
    assert ">kesehatan</text>" in text
    assert ">2025-11</text>" in text


def test_nothing_that_is_shown_holds_a_complaint_s_words(snapshot, page):
    everything = (
        shown(as_table(snapshot.card)) + page.read_text("utf-8") + (page.parent / "README.md").read_text("utf-8")
    )

    for word in ("selokanku", "angkotnya", "punglinya", "0812345", "L-4"):
        assert word.casefold() not in everything.casefold()


def test_the_page_is_one_whole_html_page_that_needs_nothing_from_elsewhere(page):
    found = Page(page.read_text(encoding="utf-8"))

    assert found.declared == ["doctype html"]
    assert found.wrong == []
    assert (found.tags["h1"], found.tags["title"], found.tags["body"]) == (1, 1, 1)
    assert found.tags["svg"] >= 5
    assert (found.outside, found.tags["script"], found.tags["img"]) == ([], 0, 0)


def test_no_two_parts_of_the_page_bear_one_id(page):
    assert [name for name, n in Page(page.read_text(encoding="utf-8")).ids.items() if n > 1] == []


def test_the_same_card_gives_the_same_page(snapshot, page, tmp_path):
    assert write_page(tmp_path, snapshot.card).read_bytes() == page.read_bytes()


def test_an_empty_snapshot_has_a_page_too(tmp_path):
    snapshot = freeze(tmp_path, [a_row(isi="")])

    page = write_page(tmp_path, snapshot.card)

    assert "0 complaints; 0 of them secret" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "no dates" in shown(as_table(snapshot.card))
    assert Page(page.read_text(encoding="utf-8")).wrong == []


@pytest.mark.parametrize("column", ["Tanggal: WIB", "topik [baru]", "[/topik]", "<b>topik</b>", "nilai $_$ ($^$)"])
def test_a_column_s_name_is_shown_as_it_is_written(tmp_path, column):
    row = {**a_row("L-1"), column: "Sihir"}
    path = write_rows(tmp_path / "riwayat.csv", [row], (*WHOLE, column))
    mapping = a_mapping(category=column)

    snapshot = import_files([path], mapping, Recipe(), tmp_path / "snapshots", NOW, 1)
    findings = validate_files([path], mapping, NOW, tmp_path / "rejects.csv", 1)

    assert f"{column}: unknown-label" in shown(as_table(snapshot.card))
    assert column in shown(findings.as_table())
    assert Page(write_page(tmp_path, snapshot.card).read_text(encoding="utf-8")).wrong == []


def test_a_file_s_name_is_shown_as_it_is_written(tmp_path):
    path = write_rows(tmp_path / "aduan [baru] & <lama>.csv", [a_row()], WHOLE)
    snapshot = import_files([path], READ_BY, Recipe(), tmp_path / "snapshots", NOW, 1)

    assert path.name in shown(as_table(snapshot.card))
    assert Page(write_page(tmp_path, snapshot.card).read_text(encoding="utf-8")).wrong == []
