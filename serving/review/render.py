"""Pages from templates: escaped, strict about what is missing, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from serving.casework.control import stopped
from serving.review import languages
from serving.review.visitor import Visitor
from serving.review.words import WORDS

_HERE = Path(str(files("serving.review")))


class Bilingual(Protocol):
    """Anything with a name in both languages."""

    @property
    def id(self) -> str:
        """The Indonesian name."""
        ...

    @property
    def en(self) -> str:
        """The English name."""
        ...


def page(request: Request, visitor: Visitor | None, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Return a page; every template knows `visitor`, `csrf`, `language`, `here` (to come back to) and `stopped`.

    `visitor` is None for who has not logged in. `message` and `said` may be given: see `templates/base.html`.
    """
    return HTMLResponse(written(request, visitor, template, **values), status)


def written(request: Request, visitor: Visitor | None, template: str, /, **values: Any) -> str:
    """Return the text of a page or of a part of one."""
    language = visitor.language if visitor else languages.known(request.cookies.get("lang"))
    known = {
        "visitor": visitor,
        "csrf": visitor.csrf if visitor else "",
        "language": language,
        "path": request.url.path,
        "here": _here(request),
        "stopped": stopped(visitor.office) if visitor else None,
        "said": None,
        "mistake": None,
        "static": _static_url,
    }
    return environment(language).get_template(template).render({**known, **values})


@lru_cache(maxsize=len(languages.LANGUAGES))
def environment(language: str) -> Environment:
    """Return the templates of a language, with its words, numbers and dates."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = languages.translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters["named"] = lambda one: named(one, language)
    for name in ("moment", "clock", "day", "short_day", "percent", "number", "duration"):
        made.filters[name] = _in(language, getattr(languages, name))
    made.globals["words"] = {
        group: {key: words.gettext(text) for key, text in of.items()} for group, of in WORDS.items()
    }
    return made


def named(one: Bilingual | None, language: str) -> str:
    """Return the name in a language (the Indonesian one where there is no other); a dash for nothing."""
    if one is None:
        return "–"
    return (one.en or one.id) if language == "en" else one.id


def _in(language: str, form: Callable[..., str]) -> Callable[..., str]:
    return lambda value, *more: "–" if value is None else form(value, language, *more)


def _here(request: Request) -> str:
    """Return where the reader is, to come back to after a switch of language; a form's answer is no such place."""
    if request.method != "GET":
        return "/review"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


@lru_cache(maxsize=32)
def _static_url(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    digest = sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/review/static/{name}?v={digest}"
