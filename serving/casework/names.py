"""The names behind slugs and codes, in both languages, for what people read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.store.schema import UserRow
from triage.errors import TriageError, UnknownRegion
from triage.tasks import Task
from triage.taxonomy import Name


class Named(BaseModel):
    """A slug or code with its name in Indonesian and English."""

    model_config = ConfigDict(frozen=True)

    slug: str
    id: str
    en: str


class Names:
    """Looks names up in the office's catalogues; a slug that they no longer have is its own name."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def agency(self, slug: str | None) -> Named | None:
        """Return an agency's name; None for none."""
        if slug is None:
            return None
        try:
            return _named(slug, self._office.directory.get(slug).name)
        except TriageError:
            return Named(slug=slug, id=slug, en=slug)

    def role(self, slug: str) -> Named:
        """Return a role's name without a region."""
        known = self._office.directory.roles.get(slug)
        if known is None:
            return Named(slug=slug, id=slug, en=slug)
        plain = Name(
            known.plain_name or slug, known.name.in_language("en").replace(" of {region}", "").replace("{region}", "")
        )
        return _named(slug, plain)

    def label(self, task: Task, slug: str | None) -> Named | None:
        """Return a label's name; None for none."""
        if slug is None:
            return None
        try:
            return _named(slug, self._office.taxonomy.label(task, slug).name)
        except TriageError:
            return Named(slug=slug, id=slug, en=slug)

    def region(self, code: str | None) -> Named | None:
        """Return a region's full name; None for none."""
        if code is None:
            return None
        try:
            name = self._office.directory.regions.get(code).full_name
        except UnknownRegion:
            name = code
        return Named(slug=code, id=name, en=name)

    def user(self, session: Session, user: str) -> str:
        """Return how an officer is called."""
        row = session.get(UserRow, user)
        return row.full_name if row is not None else user


def _named(slug: str, name: Name) -> Named:
    return Named(slug=slug, id=name.id, en=name.in_language("en"))
