"""The papers are true to the code: every setting is documented, every named file exists, every link resolves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from serving.settings import Settings
from training.config import FileSplit, HashSplit, TimeSplit, TrainingConfig
from triage.dangers import Danger
from triage.emergency import load_emergency
from triage.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|yaml|md|html|css|js|json)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_of_the_server_stands_in_its_table_with_its_default(setting):
    field = Settings.model_fields[setting]

    (row,) = [line for line in read("docs/configuration.md").splitlines() if f"`TRIAGE_{setting.upper()}`" in line]

    if isinstance(field.default, (int, str)):
        assert f"`{field.default}`" in row


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
        groups = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if len(groups) == 1:
            yield from keys(groups[0], f"{prefix}{name}.")


@pytest.mark.parametrize("key", list(keys(TrainingConfig)))
def test_every_key_of_a_training_run_is_documented(key):
    assert f"| `{key}` |" in read("docs/configuration.md")


@pytest.mark.parametrize("split", [TimeSplit, FileSplit, HashSplit])
def test_every_key_of_a_division_is_documented(split):
    assert all(f"`{name}`" in read("docs/configuration.md") for name in split.model_fields if name != "by")


GROUPS = ("urgent_lane", "review", "incidents", "retention")
POLICY = [key for key in keys(Policy) if key not in GROUPS and not key.startswith("rollout_exceptions.")]


@pytest.mark.parametrize("key", POLICY)
def test_every_key_of_the_policy_is_documented(key):
    assert f"| `{key}` |" in read("docs/configuration.md")


@pytest.mark.parametrize("danger", Danger)
def test_every_danger_stands_in_the_table_of_who_is_called_with_their_numbers(danger):
    (row,) = [line for line in read("docs/urgency.md").splitlines() if line.startswith(f"| `{danger}` |")]
    emergency = load_emergency()
    numbers = [emergency.services[slug].number for slug in emergency.dangers[danger]]

    assert [number for number in numbers if number and len(number) == 3] == re.findall(r"\b1\d\d\b(?! ext)", row)


def test_every_file_that_the_tour_names_is_there():
    named = {code for code in CODE.findall(read("docs/tour.md")) if FILE.fullmatch(code)}

    assert len(named) > 30
    assert not [name for name in sorted(named) if not (ROOT / name).is_file()]


def linked_pages() -> list[str]:
    return ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize(
    "page", [*linked_pages(), "data/README.md", "data/mappings/README.md", "experiments/README.md"]
)
def test_every_relative_link_of_a_page_leads_somewhere(page):
    links = [link.partition("#")[0] for link in LINK.findall(read(page)) if "://" not in link]

    assert not [link for link in links if link and not ((ROOT / page).parent / link).exists()]
