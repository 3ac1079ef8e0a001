"""What tests of training share: one tiny trained run a session."""

from __future__ import annotations

import pytest

from tests.models.tiny import Tiny, make_tiny


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return make_tiny(tmp_path_factory.getbasetemp() / "tiny")
