"""How to speak to one LAPOR installation: all that its public descriptions leave open, read from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from triage.catalog_file import read_catalog


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _names_ticket(path: str) -> str:
    if path.count("{ticket}") != 1 or path.replace("{ticket}", "").count("{"):
        raise ValueError("the path needs {ticket} once, and nothing else in braces")
    return path


class Call(_Frozen):
    """A method and a path below the base URL."""

    method: Literal["GET", "POST", "PUT", "PATCH"]
    path: str = Field(pattern=r"^/")


class TicketCall(Call):
    """A call about one ticket, whose id stands in the path as `{ticket}`; its fields go in the body."""

    method: Literal["POST", "PUT", "PATCH"]
    path: Annotated[str, Field(pattern=r"^/"), AfterValidator(_names_ticket)]


class NewCall(Call):
    """The call for new tickets: the parameter that says since when, and the key of the list in the answer."""

    since: str = Field(min_length=1)
    tickets: str = Field(min_length=1)


class Token(_Frozen):
    """The header that carries the token, and what stands before it there ("Bearer ")."""

    header: str = Field(pattern=r"^[A-Za-z0-9-]+$")
    prefix: str


class TicketNames(_Frozen):
    """Under which names a ticket carries its id and the time it came in, and the zone of times without an offset."""

    ticket: str = Field(min_length=1)
    received_at: str | None
    zone: ZoneInfo


class Accepted(_Frozen):
    """The field of an answer, and its value, that mean yes, where the HTTP status alone does not say so."""

    field: str
    value: JsonValue


class LaporWire(_Frozen):
    """One file, nothing left out: what the documentation for a developer account says goes here.

    `body` is how fields are sent; `lists` is how a form writes copy_externals (`repeat`: a=1&a=2; `brackets`:
    a[]=1&a[]=2). `timeout_seconds` counts for connecting and for each read.
    """

    version: str = Field(min_length=1)
    dispose: TicketCall
    reject: TicketCall
    new: NewCall
    token: Token
    body: Literal["form", "json"]
    lists: Literal["repeat", "brackets"]
    names: TicketNames
    accepted: Accepted | None
    timeout_seconds: float = Field(gt=0, le=120)


def load_wire(path: Path) -> LaporWire:
    """Read a wire file (YAML with the keys of `LaporWire`; data/lapor/wire.yaml is an invented example).

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type.
    """
    return read_catalog(path, LaporWire)
