"""The versioned recipe: the one way from a complaint to what a model reads, in training and in serving."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from features.cleaning import clean
from features.errors import RecipeFromAnotherVersion
from features.masking import IDENTIFIERS, Masked, mask
from features.normalisation.words import normalise_words
from triage.complaint import Complaint

CODE_VERSION = 2
"""Raised whenever the same settings would give another text; it is part of the digest."""


class _Version(BaseModel):
    """The version alone: it is read before settings that another version may name otherwise."""

    code_version: int


class Recipe(BaseModel):
    """How text becomes model input. It travels inside the bundle; its digest is part of a prediction.

    `prefix` is put before the text for the tokenizer only (mE5 was trained with "query: ").
    `normalise` replaces slang and regional words in what the model reads, never in what is kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code_version: int = CODE_VERSION
    masked_types: tuple[str, ...] = IDENTIFIERS
    normalise: bool = False
    prefix: str = ""
    max_tokens: int = Field(default=128, ge=8, le=512)

    @property
    def digest(self) -> str:
        """SHA-256 over all settings."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def safe_digest(self) -> str:
        """SHA-256 over what decides a text as it is kept: two histories with the same one can be merged."""
        return sha256(f"{self.code_version}:{','.join(self.masked_types)}".encode()).hexdigest()

    def text(self, complaint: Complaint) -> str:
        """Return title and body as the model reads them: one text, cleaned, masked, normalised if so set."""
        safe = self.safe_text(complaint.full_text)
        return normalise_words(safe) if self.normalise else safe

    def safe_text(self, raw: str) -> str:
        """Return any text cleaned and masked, as it may be kept and modelled."""
        return self.safe(raw).text

    def safe(self, raw: str) -> Masked:
        """Return any text cleaned and masked, with how many identifiers of each kind were masked."""
        return mask(clean(raw), self.masked_types)

    def save(self, path: Path) -> None:
        """Write the recipe as JSON."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Recipe:
        """Read a recipe.

        Raises:
            RecipeFromAnotherVersion: this code would apply the recipe in another way.
        """
        text = path.read_text(encoding="utf-8")
        made_by = _Version.model_validate_json(text).code_version
        if made_by != CODE_VERSION:
            raise RecipeFromAnotherVersion(got=made_by, allowed=CODE_VERSION)
        return cls.model_validate_json(text)
