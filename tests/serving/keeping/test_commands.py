"""The commands at the store: what an operator types and reads, on a store in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from serving.keeping import commands
from serving.keeping.chain import ContentChanged
from serving.keeping.export import MANIFEST
from serving.store.errors import KeyMissing
from tests.serving.keeping.stories import settled, tampered, the_case
from tests.serving.store.worlds import A_KEY, an_office, an_officer


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"sqlite:///{tmp_path / 'uji.db'}"
    for name, value in (("STORE", url), ("STORE_KEY", A_KEY), ("AUDIT_KEY", "uji")):
        monkeypatch.setenv(f"TRIAGE_{name}", value)
    office = an_office(url)
    yield office
    office.close()


@pytest.fixture
def case(office) -> str:
    return settled(office, an_officer(office, "sari"))[0]


def said(*words: str, **known: str) -> str:
    """Run a command of this room; a mistake is raised as it is, for `triage.__main__` words it."""
    app = Typer()
    app.add_typer(commands.audit, name="audit")
    app.add_typer(commands.store, name="store")
    for name in ("export", "erase", "retain"):
        app.command(name)(getattr(commands, name))
    result = CliRunner().invoke(app, words, catch_exceptions=False, **known)
    assert result.exit_code == 0, result.output
    return result.output


def test_verifying_prints_the_hash_to_write_down_and_takes_it_again(case: str):
    head = said("audit", "head").strip()

    assert head in said("audit", "verify")
    assert head in said("audit", "verify", "--head", head)


def test_a_store_that_somebody_changed_does_not_verify(office, case: str):
    tampered(office, "cases", [f"UPDATE cases SET title = 'Lain' WHERE id = '{case}'"])

    with pytest.raises(ContentChanged, match=case):
        said("audit", "verify")


def test_a_store_is_checked_with_its_key(case: str, monkeypatch: pytest.MonkeyPatch):
    assert "1 kasus" in said("store", "check")
    assert "0001" in said("store", "upgrade")

    monkeypatch.delenv("TRIAGE_STORE_KEY")
    with pytest.raises(KeyMissing):
        said("store", "check")


def test_every_new_key_is_another():
    assert said("store", "new-key") != said("store", "new-key")


def test_an_export_tells_what_it_wrote(case: str, folder: Path):
    assert "verdicts.jsonl: 1, outcomes.jsonl: 0" in said("export", str(folder)).replace("\n", "")
    assert (folder / MANIFEST).exists()


def test_label_studio_gets_its_own_files(case: str, folder: Path):
    assert "1 tugas / tasks" in said("export", str(folder), "--format", "label-studio").replace("\n", "")


def test_erasing_asks_first(office, case: str):
    with pytest.raises(AssertionError, match="Erase it for good"):
        said("erase", case, input="n\n")
    assert the_case(office, case).text

    assert case in said("erase", case, "--yes")
    assert the_case(office, case).text == ""


def test_retention_can_be_tried_without_effect(case: str):
    assert "Akan dilepas / Would go: 0" in said("retain", "--dry-run")
    assert "Dilepas / Gone: 0" in said("retain")
