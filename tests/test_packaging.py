"""What the packages read at run time goes into the wheel: its files are named one by one, and one is soon forgotten."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
PACKAGES = ("triage", "features", "models", "training", "serving")


def test_every_data_file_of_a_package_is_named_as_package_data():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    data = [PurePosixPath(line) for line in listed.stdout.splitlines() if not line.endswith((".py", ".mako"))]

    assert data
    forgotten = [str(path) for path in data if not any(_named(path, glob) for glob in declared.get(path.parts[0], ()))]
    assert forgotten == []


def _named(path: PurePosixPath, glob: str) -> bool:
    within = path.relative_to(path.parts[0])
    return len(within.parts) == glob.count("/") + 1 and within.match(glob)
