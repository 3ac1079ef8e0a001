"""The bundled sample, and a search for its words in files where they must not be."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE, MAPPING = ROOT / "data/sample/complaints.jsonl", ROOT / "data/sample/mapping.yaml"
_WEIGHTS = (".safetensors", ".onnx", ".skops", ".png", ".parquet", ".pyc")
_WORDS = 6


def runs_of(text: str) -> set[str]:
    """Return every run of six words of a text."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1)}


def sample_runs() -> set[str]:
    """Return every run of six words that occurs in a text of the sample."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    return set().union(*(runs_of(json.loads(line)["text"]) for line in lines))


def files_that_quote_the_sample(folder: Path) -> list[str]:
    """Return the text files under a folder, the input examples apart, that hold six words of the sample in a row."""
    secret = sample_runs()
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in _WEIGHTS]
    assert files
    return [
        path.name
        for path in files
        if "input_example" not in path.name and runs_of(path.read_text(encoding="utf-8", errors="replace")) & secret
    ]
