"""The reader of misconduct: which sorts of it a complaint speaks of."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from triage.catalog_file import read_catalog
from triage.complaint import Complaint
from triage.errors import BrokenCatalog
from triage.phrases import PhraseSet, Said
from triage.reasons import Reason, ReasonCode


class Sign(BaseModel):
    """Phrases that show one sort of misconduct.

    `beside` names the list of which one must occur too; one of `unless` takes the sign back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: tuple[str, ...]
    beside: str | None = None
    unless: tuple[str, ...] = ()


class Signs(BaseModel):
    """The signs by their Indonesian names, and the lists that they lean on (signs.yaml)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    lists: dict[str, tuple[str, ...]]
    signs: dict[str, Sign]


def read_misconduct(complaint: Complaint) -> list[Reason]:
    """Return a reason for the first sort of misconduct that a complaint speaks of; a `Reader` of the triager.

    It reads accusations, not proof: whoever is accused is not asked to judge.
    """
    said = Said.of(complaint.full_text)
    for name, phrases, beside, unless in _compiled():
        if phrases.said_in(said) and (beside is None or beside.said_in(said)) and not unless.said_in(said):
            return [Reason.of(ReasonCode.MISCONDUCT, sign=name)]
    return []


def load_signs(path: Path | None = None) -> Signs:
    """Read the signs (YAML), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type, or a sign leans on a list that is not there.
    """
    path = path or Path(str(files("features").joinpath("misconduct/signs.yaml")))
    read = read_catalog(path, Signs)
    for name, sign in read.signs.items():
        if sign.beside is not None and sign.beside not in read.lists:
            raise BrokenCatalog(file=path.name, problem=f"the sign {name} leans on the unknown list {sign.beside}")
    return read


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[str, PhraseSet, PhraseSet | None, PhraseSet], ...]:
    read = load_signs()
    lists = {name: PhraseSet(phrases) for name, phrases in read.lists.items()}
    return tuple(
        (name, PhraseSet(sign.any), lists[sign.beside] if sign.beside else None, PhraseSet(sign.unless))
        for name, sign in read.signs.items()
    )
