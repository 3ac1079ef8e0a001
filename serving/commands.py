"""Commands of the serving side: serve, and predict without a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

_Model = Annotated[str | None, typer.Option(help="A bundle directory, models:/NAME@ALIAS or models:/NAME/VERSION.")]
_Region = Annotated[str | None, typer.Option(help="Kemendagri code of the region that stands in where none is named.")]


def serve(
    model: _Model = None,
    region: _Region = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve predictions over HTTP, with a page at /. Settings: TRIAGE_… in the environment."""
    import logging

    import uvicorn

    from serving.api.app import create_app

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    uvicorn.run(create_app(_settings(model, region)), host=host, port=port, log_level="warning")


def predict(
    source: Annotated[str, typer.Argument(help="JSON lines as /v1/predict takes them, or - for standard input.")],
    model: _Model = None,
    region: _Region = None,
) -> None:
    """Print what the model makes of each complaint, one JSON answer a line."""
    from models.bundle.open import open_bundle
    from models.registry.references import resolve
    from serving.engine.answer import answer_of
    from serving.engine.engine import make_triager

    settings = _settings(model, region)
    bundle = open_bundle(resolve(settings.model, settings.cache))
    triager = make_triager(bundle, settings)
    for request in _requests(source):
        now = datetime.now(UTC)
        (triage,) = triager([request.complaint(now)], now)
        typer.echo(answer_of(triage, bundle, triager, request.top_k).model_dump_json())


def _settings(model: str | None, region: str | None) -> Any:
    from serving.settings import Settings

    given: dict[str, Any] = {name: value for name, value in (("model", model), ("region", region)) if value is not None}
    return Settings(**given)


def _requests(source: str) -> Iterator[Any]:
    from pydantic import ValidationError

    from serving.engine.errors import UnusableRequest
    from serving.engine.intake import PredictRequest

    lines = sys.stdin if source == "-" else _open(Path(source))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            yield PredictRequest.model_validate(_known(raw, PredictRequest))
        except (json.JSONDecodeError, TypeError, AttributeError):
            raise UnusableRequest(problem=f"line {number} is not a JSON object") from None
        except ValidationError as problem:
            first = problem.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UnusableRequest(problem=f"line {number}, {where}: {first['msg']}") from None


def _known(raw: dict[str, Any], request: Any) -> dict[str, Any]:
    """Leave out fields that a history has and a request has not, such as labels."""
    return {name: value for name, value in raw.items() if name in request.model_fields}


def _open(path: Path) -> list[str]:
    from serving.engine.errors import UnusableRequest

    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableRequest(problem=f"{path} cannot be read as UTF-8 text ({type(problem).__name__})") from None
