"""The small models of tests/models/tiny.py, made once, and a crowd of complaints that shows what a batch may hide."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.bundle.manifest import seal
from tests.models.tiny import Tiny, make_tiny
from tests.worlds import a_complaint
from triage.complaint import Complaint


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return make_tiny(tmp_path_factory.getbasetemp() / "tiny")


@pytest.fixture
def bundle_copy(tiny: Tiny, tmp_path: Path) -> Path:
    """A bundle that a test may damage."""
    return Path(shutil.copytree(tiny.bundle, tmp_path / "bundle"))


@pytest.fixture(scope="session")
def crowd(tiny: Tiny) -> list[Complaint]:
    """Complaints of every length, with texts among them that hold nothing to read."""
    odd = ["", "🔥🔥🔥", "Banjir", "<b>Lampu</b> padam &amp; gelap", "jalan rusak " * 200, "Saluran mampet. " * 12]
    odd += ["Kebakaran! Rumah tetangga terbakar, api membesar sekarang.", "Tidak ada kebakaran di sini."]
    texts = [row.text for row in tiny.run.parts.calibration[:8]] + odd
    return [a_complaint(text, id=f"kerumunan-{number}") for number, text in enumerate(texts)]


def reseal(folder: Path, tiny: Tiny) -> None:
    """Give a changed bundle a manifest that fits it, as somebody who means harm, or well, would."""
    seal(folder, tiny.manifest.name, tiny.manifest.written_by, tiny.manifest.origin)
