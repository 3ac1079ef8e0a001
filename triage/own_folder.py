"""A new folder for what only its owner may see: exports, and rows to label."""

from __future__ import annotations

from pathlib import Path

from triage.errors import TriageError


class FolderInUse(TriageError):
    code = "folder/in-use"
    what = "This needs a folder of its own, and the one given holds something."
    fix = "Name a new folder; what stands in the old one may be somebody's work."


def begin_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into.

    Raises:
        FolderInUse: it is there and holds something, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(got=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # an empty folder that was there keeps the mode that it had
