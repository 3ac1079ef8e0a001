"""Whether the catalogue of agencies is whole: what `triage directory check` tells about its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from triage.catalog_file import read_catalog
from triage.duties import load_duties
from triage.errors import BrokenCatalog
from triage.former import FormerBody, load_former
from triage.regions import fold_name
from triage.roles import Level, Role, load_roles
from triage.units import Overlay, Overlays, bundled_overlays, load_overlays

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class DirectoryCheck:
    """What was found: one sentence a problem, which starts with its file, and how much was looked at."""

    problems: tuple[str, ...]
    roles: int
    overlays: int
    former: int


def check_directory(overlays: Iterable[Path] = (), catalog: Path | None = None) -> DirectoryCheck:
    """Check roles, overlays, former bodies and duties, the bundled ones and a user's own overlay files.

    `catalog` is the folder that holds them (roles.yaml, units/, former.yaml, duties.yaml), by default the bundled one;
    duties are checked where the file is there. Nothing is raised: a file that can't be read is a problem among others.
    """
    problems: list[str] = []
    folder = catalog or Path(str(files("triage").joinpath("catalog")))
    paths = [*(bundled_overlays() if catalog is None else sorted(folder.glob("units/*.yaml"))), *overlays]
    roles = _read(lambda: load_roles(folder / "roles.yaml"), problems) or {}
    if not roles:
        return DirectoryCheck(tuple(problems), 0, 0, 0)
    problems += _role_problems(roles)
    read = [overlay for path in paths if (overlay := _read(partial(_overlay, path, roles), problems))]
    problems += [problem for overlay in read for problem in _overlay_problems(overlay)]
    former = _read(lambda: load_former(roles, folder / "former.yaml"), problems) or ()
    problems += _former_problems(former, roles)
    if (duties := folder / "duties.yaml").is_file():
        problems += _duty_problems(duties, roles)
    return DirectoryCheck(tuple(problems), len(roles), len(read), len(former))


def _read(load: Callable[[], Read], problems: list[str]) -> Read | None:
    """Return what a file holds; None where it is broken, and why is added to `problems`."""
    try:
        return load()
    except BrokenCatalog as broken:
        problems.append(f"{broken.fields['file']}: {broken.fields['problem']}")
        return None


def _overlay(path: Path, roles: Mapping[str, Role]) -> Overlay:
    (overlay,) = load_overlays([path])
    return Overlays(roles, [overlay])[overlay.region]


def _role_problems(roles: Mapping[str, Role]) -> Iterator[str]:
    for role in roles.values():
        if role.parent is None and role.level is not Level.NATIONAL:
            yield f"roles.yaml: {role.slug} has no parent, so nobody answers where a region has no such unit"
        elif role.parent is not None and roles[role.parent].level.depth > role.level.depth:
            yield f"roles.yaml: the parent of {role.slug}, {role.parent}, sits at a level below it"
    for level in Level:
        names = [
            (name, role.slug)
            for role in roles.values()
            if role.level is level
            for name in _distinct((role.plain_name, *role.aliases))
        ]
        for name, slugs in _shared(names):
            yield f"roles.yaml: {name!r} names {_list(slugs)} at the level {level.value}"


def _overlay_problems(overlay: Overlay) -> Iterator[str]:
    names = [(name, unit.name) for unit in overlay.units for name in _distinct((unit.name, *unit.aliases))]
    for name, units in _shared(names):
        yield f"{overlay.file}: {name!r} names {_list(units)}"


def _former_problems(former: Sequence[FormerBody], roles: Mapping[str, Role]) -> Iterator[str]:
    names = [(name, body.name) for body in former for name in _distinct((body.name, *body.aliases))]
    for name, bodies in _shared(names):
        yield f"former.yaml: {name!r} names {_list(bodies)}"
    national = [role for role in roles.values() if role.level is Level.NATIONAL]
    today = {fold_name(name): role.slug for role in national for name in (role.name.id, *role.aliases)}
    for body in former:
        for name in _distinct((body.name, *body.aliases)):
            if (role := today.get(fold_name(name))) is not None and role not in body.successors:
                yield f"former.yaml: {name!r} of {body.name} names {role} today, which is none of its successors"


def _duty_problems(path: Path, roles: Mapping[str, Role]) -> list[str]:
    """Return every role without duties and all duties of no role; else what else breaks the file's schema."""
    problems: list[str] = []
    read = _read(lambda: read_catalog(path, dict[str, Any]), problems) or {}
    duties = read.get("duties")
    if isinstance(duties, dict):
        missing = [slug for slug in roles if not str(duties.get(slug) or "").strip()]
        problems += [f"{path.name}: {slug} has no duties" for slug in missing]
        problems += [f"{path.name}: there is no role {slug}" for slug in duties if slug not in roles]
    if not problems:
        _read(lambda: load_duties(roles, path), problems)
    return problems


def _distinct(names: Iterable[str]) -> list[str]:
    """Return names without those that differ only in case and punctuation, and without empty ones."""
    return list({fold_name(name): name for name in reversed(tuple(names)) if fold_name(name)}.values())


def _shared(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each name that several bear, with who bears it."""
    bearers: dict[str, tuple[str, list[str]]] = {}
    for name, bearer in names:
        bearers.setdefault(fold_name(name), (name, []))[1].append(bearer)
    yield from ((name, found) for name, found in bearers.values() if len(found) > 1)


def _list(names: Sequence[str]) -> str:
    return " and ".join(names)
