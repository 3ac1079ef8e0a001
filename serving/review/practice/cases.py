"""Practice cases for new officers: fictitious complaints, what the machine proposed, and what is acceptable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from triage.catalog_file import read_catalog
from triage.complaint import Confidentiality
from triage.directory import Directory
from triage.errors import UnknownAgency, UnknownLabel, UnknownRegion
from triage.tasks import Task
from triage.taxonomy import Name, Taxonomy
from triage.verdicts import ANSWERING, Act


class Judged(StrEnum):
    """The parts of an officer's answer that feedback speaks of."""

    ACT = "act"
    AGENCY = "agency"
    COPIES = "copies"
    CATEGORY = "category"
    URGENCY = "urgency"
    KIND = "kind"
    PARTS = "parts"
    DUPLICATE_OF = "duplicate_of"


def _in_both_languages(name: Name) -> Name:
    if not name.id.strip() or not name.en.strip():
        raise ValueError("it should be there in Indonesian and in English")
    return name


BothLanguages = Annotated[Name, AfterValidator(_in_both_languages)]
Slugs = tuple[str, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Entry):
    """One of the problems of a report that must be split, with the agencies that may get it, best first."""

    about: BothLanguages
    agency: Slugs = Field(min_length=1)


class Expected(_Entry):
    """What is acceptable, best first; an empty list is not judged.

    `act` is `accept` where the proposal will do and `change` where it won't; `parts` belongs to a report to
    split, `duplicate_of` to one that repeats an earlier one.
    """

    act: Act
    agency: Slugs = ()
    category: Slugs = ()
    urgency: Slugs = ()
    kind: str | None = None
    parts: tuple[Part, ...] = ()
    duplicate_of: str | None = None

    @model_validator(mode="after")
    def _fits_its_act(self) -> Self:
        if self.act is Act.UNDO:
            raise ValueError("there is nothing to undo in practice")
        labels = (self.agency, self.category, self.urgency, self.kind)
        if self.act in ANSWERING and not all(labels):
            raise ValueError("a report to forward needs agency, category, urgency and kind")
        if self.act in (Act.SPAM, Act.NOT_AUTHORITY, Act.ESCALATE) and self.agency:
            raise ValueError("a report that is not forwarded has no agency")
        if (self.act is Act.SPLIT) != (len(self.parts) > 1):
            raise ValueError("two parts or more belong to a report to split, and to no other")
        if (self.act is Act.DUPLICATE) != (self.duplicate_of is not None):
            raise ValueError("duplicate_of belongs to a duplicate, and to no other")
        return self


class Proposal(_Entry):
    """What the machine proposed, with the calibrated probability of its agency."""

    agency: str
    category: str
    urgency: str
    kind: str
    probability: float = Field(ge=0, le=1)


class SimilarReport(_Entry):
    """An open report that the officer sees beside the case, a duplicate of it or not."""

    id: str
    title: str
    text: str


class PracticeCase(_Entry):
    """A fictitious complaint to practise on; its text has tags ([NAMA]) where an identifier would be.

    `region` is a Kemendagri code; `accused` are the units that the report is about, who must not get
    it; `hints` are shown for a field that was answered wrongly, `why` in any case.
    """

    id: str
    title: str
    text: str = Field(min_length=1)
    region: str
    confidentiality: Confidentiality = Confidentiality.PUBLIC
    similar: tuple[SimilarReport, ...] = ()
    accused: Slugs = ()
    proposal: Proposal
    expected: Expected
    why: BothLanguages
    hints: Mapping[Judged, BothLanguages] = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if set(self.accused) & set(self.expected.agency):
            raise ValueError("an accused unit cannot be an acceptable agency")
        wanted = self.expected.duplicate_of
        if wanted is not None and wanted not in {report.id for report in self.similar}:
            raise ValueError("duplicate_of must name one of the similar reports")
        if self.expected.act in ANSWERING and (self.expected.act is Act.ACCEPT) != self.proposal_is_right:
            raise ValueError("the act is accept where the proposal is right, and change where it is not")
        return self

    @property
    def proposal_is_right(self) -> bool:
        """Whether everything that the machine proposed is acceptable."""
        wanted, made = self.expected, self.proposal
        return (
            made.agency in wanted.agency
            and made.category in wanted.category
            and made.urgency in wanted.urgency
            and made.kind == wanted.kind
        )


class Practice(_Entry):
    """The practice cases in the order in which they are taken, with a guide to read before them."""

    id: str = ""
    version: str = Field(coerce_numbers_to_str=True)
    source: str = ""
    guide: tuple[BothLanguages, ...] = Field(min_length=1)
    cases: tuple[PracticeCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_each_id_once(self) -> Self:
        if len({case.id for case in self.cases}) < len(self.cases):
            raise ValueError("the id of a case occurs twice")
        return self

    def case(self, case_id: str) -> PracticeCase | None:
        """Return the case with this id; None if there is none."""
        return next((case for case in self.cases if case.id == case_id), None)


def load_practice(path: Path | None = None) -> Practice:
    """Read practice cases (YAML: id, version, source, guide, cases), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, has another type or is unknown; a sentence lacks a language, an id occurs
            twice, or what is expected does not fit the act.
    """
    path = path or Path(str(files("serving").joinpath("review/practice/cases.yaml")))
    return read_catalog(path, Practice)


def unknown_slugs(practice: Practice, taxonomy: Taxonomy, directory: Directory) -> list[str]:
    """Return the slugs and codes that the taxonomy or the directory lack, each as `case: slug`."""
    return [f"{case.id}: {slug}" for case in practice.cases for slug in _strangers_of(case, taxonomy, directory)]


def _strangers_of(case: PracticeCase, taxonomy: Taxonomy, directory: Directory) -> Iterator[str]:
    wanted, made = case.expected, case.proposal
    labels = [(Task.CATEGORY, slug) for slug in (*wanted.category, made.category)]
    labels += [(Task.URGENCY, slug) for slug in (*wanted.urgency, made.urgency)]
    labels += [(Task.KIND, slug) for slug in (wanted.kind, made.kind) if slug is not None]
    for task, slug in labels:
        try:
            taxonomy.label(task, slug)
        except UnknownLabel:
            yield slug
    for slug in (*wanted.agency, made.agency, *case.accused, *(one for part in wanted.parts for one in part.agency)):
        try:
            directory.get(slug)
        except UnknownAgency:
            yield slug
    try:
        directory.regions.get(case.region)
    except UnknownRegion:
        yield case.region
