"""The fields of LAPOR API 3.0: a ticket as it comes in, a disposition as it goes out."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from triage.records import LONGEST_TEXT, LONGEST_TITLE

Flag = Annotated[bool, PlainSerializer(int, return_type=int)]
"""A yes or no that LAPOR writes as 1 or 0."""

Id = Annotated[int, Field(ge=1)]


def _absent(written: object) -> object:
    """Return nothing for what a form sends where it has no value: an empty text, or the id 0."""
    return None if written in ("", 0, "0") else written


_MaybeId = Annotated[Id | None, BeforeValidator(_absent)]
_Word = Annotated[str, Field(coerce_numbers_to_str=True)]
_MaybeWord = Annotated[str, Field(coerce_numbers_to_str=True), BeforeValidator(lambda written: written or "")]
_MaybeYes = Annotated[bool, BeforeValidator(lambda written: written or False)]


class LaporTicket(BaseModel):
    """A ticket as LAPOR sends it, under the names of its API; ids are LAPOR's, `content` is raw.

    `ticket` and `received_at` carry names of our own: wire.yaml says under which name LAPOR sends them. The two
    wishes for confidentiality have no default: a ticket that does not state them is not read. `date_of_incident` is
    kept as written, since nothing here depends on it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    ticket: Annotated[_Word, Field(min_length=1, max_length=200)]
    title: Annotated[_MaybeWord, Field(max_length=LONGEST_TITLE, repr=False)] = ""
    content: str = Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S", repr=False)
    channel: _MaybeWord = ""
    classification_id: _MaybeId = None
    category_id: _MaybeId = None
    disposition_id: _MaybeId = None
    location_id: _MaybeId = None
    date_of_incident: _MaybeWord = ""
    received_at: AwareDatetime | None = None
    is_anonymous: bool
    is_secret: bool
    is_priority: _MaybeYes = False
    not_authority: _MaybeYes = False


class LaporDisposition(BaseModel):
    """What LAPOR is told about a ticket; the dump is the fields as the API names them, flags as 0 or 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classification_id: Id
    category_id: Id | None
    disposition_id: Id
    location_id: Id | None
    copy_externals: tuple[Id, ...]
    is_secret: Flag
    is_anonymous: Flag
    is_priority: Flag
    not_authority: Flag

    def fields(self) -> dict[str, int | list[int]]:
        """Return the fields to send, in the order above; ids that are not known are left out."""
        return self.model_dump(mode="json", exclude_none=True)
