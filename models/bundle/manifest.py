"""The manifest: what a bundle is, where it came from, and a digest of each of its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.bundle.layout import MANIFEST
from models.errors import DamagedBundle, NotABundle, WrongBundleFormat

FORMAT = 2
"""2: the exported network gives its vector beside the logits, and a bundle may open its roles (open_roles/)."""


class Origin(BaseModel):
    """What a model was made from, enough to make it again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    config_digest: str
    data_digest: str
    git_commit: str
    seed: int
    encoder: str | None
    trained_at: str
    processor: str


class _Format(BaseModel):
    """The format alone: it is read before fields that another format may name otherwise."""

    format: int


class Manifest(BaseModel):
    """Name, format, origin, and path → SHA-256 of every other file of the bundle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    name: str
    written_by: str
    origin: Origin
    files: dict[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 over the manifest: the identity of the whole bundle."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def seal(folder: Path, name: str, written_by: str, origin: Origin) -> Manifest:
    """Write the manifest of a finished bundle directory and return it."""
    files = {name: file_digest(folder / name) for name in _files(folder)}
    manifest = Manifest(name=name, written_by=written_by, origin=origin, files=files)
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a bundle without checking its files.

    Raises:
        NotABundle: the directory has no manifest.
        WrongBundleFormat: another version wrote it.
        DamagedBundle: the manifest itself can't be read.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise NotABundle(got=str(folder))
    try:
        written_as = _Format.model_validate_json(path.read_bytes()).format
        if written_as != FORMAT:
            raise WrongBundleFormat(got=written_as, allowed=FORMAT)
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        raise DamagedBundle(file=MANIFEST, got=str(folder)) from problem


def verify(folder: Path) -> Manifest:
    """Return the manifest after every file was found to be the one it names.

    Raises:
        DamagedBundle: a file is missing, was changed, or was added (an added ONNX file would be served).
    """
    manifest = read_manifest(folder)
    if strangers := sorted(set(_files(folder)) - set(manifest.files)):
        raise DamagedBundle(file=strangers[0], got=str(folder))
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or file_digest(path) != digest:
            raise DamagedBundle(file=name, got=str(folder))
    return manifest


def _files(folder: Path) -> list[str]:
    """Return the paths of all files but the manifest, relative to the bundle, in order."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in names if name != MANIFEST]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
