"""A bundle is sealed: what was changed, lost or added since never loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.bundle.layout import MANIFEST
from models.bundle.manifest import FORMAT, Origin, file_digest, read_manifest, seal, verify
from models.errors import DamagedBundle, NotABundle, WrongBundleFormat

ORIGIN = Origin(
    config_digest="c", data_digest="d", git_commit="g", seed=1, encoder=None, trained_at="2026-03-09", processor="uji"
)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    (tmp_path / "linear").mkdir()
    (tmp_path / "recipe.json").write_text("{}", encoding="utf-8")
    (tmp_path / "linear/part.bin").write_bytes(b"\x00\x01")
    seal(tmp_path, "uji", "0.0", ORIGIN)
    return tmp_path


def rewrite(folder: Path, **fields: object) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(raw | fields), encoding="utf-8")


def test_the_manifest_names_every_file_with_its_digest(sealed):
    manifest = verify(sealed)

    assert manifest.files == {
        "linear/part.bin": file_digest(sealed / "linear/part.bin"),
        "recipe.json": file_digest(sealed / "recipe.json"),
    }
    assert manifest == read_manifest(sealed)


def test_the_digest_of_the_bundle_changes_with_any_of_its_files(sealed):
    before = verify(sealed).digest
    (sealed / "recipe.json").write_text("{ }", encoding="utf-8")

    assert seal(sealed, "uji", "0.0", ORIGIN).digest != before


def test_a_changed_byte_is_found(sealed):
    (sealed / "linear/part.bin").write_bytes(b"\x00\x02")

    with pytest.raises(DamagedBundle) as caught:
        verify(sealed)

    assert "linear/part.bin" in str(caught.value)


def test_a_lost_file_is_found(sealed):
    (sealed / "recipe.json").unlink()

    with pytest.raises(DamagedBundle):
        verify(sealed)


@pytest.mark.parametrize("name", ["model.int8.onnx", "linear/manifest.json"])
def test_an_added_file_is_found(name, sealed):
    """An int8 file put beside the float32 one would be served in its stead."""
    (sealed / name).write_bytes(b"x")

    with pytest.raises(DamagedBundle) as caught:
        verify(sealed)

    assert name in str(caught.value)


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path):
    with pytest.raises(NotABundle) as caught:
        verify(tmp_path)

    assert str(tmp_path) in str(caught.value)


def test_another_format_is_named_even_where_its_fields_are_others(sealed):
    rewrite(sealed, format=FORMAT + 1, invented_later=True)

    with pytest.raises(WrongBundleFormat) as caught:
        read_manifest(sealed)

    assert f"Got: {FORMAT + 1}" in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "{}", f'{{"format": {FORMAT}}}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_a_damage_like_any_other(content, sealed):
    (sealed / MANIFEST).write_text(content, encoding="utf-8")

    with pytest.raises(DamagedBundle):
        verify(sealed)
