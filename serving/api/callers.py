"""Who calls: a program with a configured key, or with a key of the store that acts in an officer's name."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader

from serving.access.api_keys import PREFIX, officer_of_key
from serving.api.state import ServerState, server_state
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.engine.errors import StoreNotOpen, WrongApiKey

_KEY_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="A configured key, or one of the store.")

State = Annotated[ServerState, Depends(server_state)]
_INTAKE = Officer("intake", "intake", frozenset((Right.INTAKE,)))


def open_office_of(state: State) -> Office:
    """Return the office on the store.

    Raises:
        StoreNotOpen: the store could not be opened; /health/ready says why.
    """
    if state.office is None:
        raise StoreNotOpen()
    return state.office


def calling_intake(state: State, key: Annotated[str | None, Security(_KEY_HEADER)]) -> Officer:
    """Return who asks for predictions or brings complaints; without configured keys everybody may.

    Who sends a key of the store is called by it in any case, and a bad one is never taken for none.

    Raises:
        WrongApiKey: keys are configured, and this is none of them; or it looks like one of the store, and is none.
        NotAllowed: the key is of somebody without the right `intake`.
    """
    if key is not None and key.startswith(PREFIX):
        officer = officer_of_key(state.office, key) if state.office is not None else None
        if officer is None:
            raise WrongApiKey()
        officer.must(Right.INTAKE)
        return officer
    configured = [one.get_secret_value().encode() for one in state.settings.api_keys]
    given = (key or "").encode()
    if configured and True not in [hmac.compare_digest(given, one) for one in configured]:
        raise WrongApiKey()
    return _INTAKE


def calling_officer(
    office: Annotated[Office, Depends(open_office_of)], key: Annotated[str | None, Security(_KEY_HEADER)]
) -> Officer:
    """Return the officer in whose name a program acts; a configured key is nobody's and doesn't do.

    Raises:
        WrongApiKey: no key, or none of the store.
    """
    officer = officer_of_key(office, key) if key else None
    if officer is None:
        raise WrongApiKey()
    return officer


OpenOffice = Annotated[Office, Depends(open_office_of)]
Intake = Annotated[Officer, Depends(calling_intake)]
Caller = Annotated[Officer, Depends(calling_officer)]
