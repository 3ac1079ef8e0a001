"""Replacing words that chats and regional languages write by the Indonesian word, from a versioned list."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

_WORD = re.compile(r"(?<![\w\[])[^\W\d_][\w']*(?![\w\]])")


def normalise_words(text: str) -> str:
    """Return the text with every listed word replaced, whatever its case; all else stays as it is.

    Replacing twice changes nothing: no replacement is itself a listed word. Tags of masked
    identifiers stand in brackets and are left.
    """
    listed = word_list()
    return _WORD.sub(lambda match: listed.get(match.group().casefold(), match.group()), text)


@lru_cache(maxsize=1)
def word_list() -> dict[str, str]:
    """Return the bundled list, listed word → Indonesian, all groups together."""
    raw = yaml.safe_load(files("features").joinpath("normalisation/words.yaml").read_bytes())
    return {word: plain for group in raw["groups"].values() for word, plain in group.items()}
