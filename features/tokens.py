"""Tokens of a prepared text, by Hugging Face `tokenizers`; no torch and no transformers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from features.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of one text, special tokens included; `cut` says that the text was longer."""

    ids: list[int]
    cut: bool


class TextTokenizer:
    """Turns prepared texts into token ids with the bundle's tokenizer.json and recipe."""

    def __init__(self, tokenizer: Tokenizer, recipe: Recipe) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(recipe.max_tokens)
        self._tokenizer = tokenizer
        self._prefix = recipe.prefix

    @classmethod
    def open(cls, path: Path, recipe: Recipe) -> TextTokenizer:
        """Read a tokenizer.json."""
        return cls(Tokenizer.from_file(str(path)), recipe)

    def __call__(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text, cut to the recipe's `max_tokens`."""
        encoded = self._tokenizer.encode_batch([self._prefix + text for text in texts])
        return [Tokens(item.ids, bool(item.overflowing)) for item in encoded]
