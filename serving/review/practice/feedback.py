"""What is said about an officer's answer to a practice case, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from serving.review.practice.cases import Judged, PracticeCase
from triage.directory import Directory
from triage.errors import UnknownAgency, UnknownLabel
from triage.tasks import Task
from triage.taxonomy import Name, Taxonomy
from triage.verdicts import ANSWERING, Act, Answer

URGENCIES = ("rendah", "sedang", "tinggi", "darurat")
"""The levels from low to high; a test holds them to the taxonomy."""

NameOf = Callable[[Judged, str], Name]
"""How a value is called: the field and its slug (or an act, or a report's id) to its name."""


class Mark(StrEnum):
    """How an answer stands to what is acceptable; `acceptable` is right, though another is better."""

    RIGHT = "right"
    ACCEPTABLE = "acceptable"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer chose for a case; `answer` is left out to accept the proposal as it stands.

    `parts` are the agencies that a split names, `duplicate_of` is the id of a similar report.
    """

    act: Act
    answer: Answer | None = None
    parts: tuple[str, ...] = ()
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about one field: `got` and `best` are slugs (several with commas between).

    `best` is None where an accused unit was named though no agency was to be.
    """

    field: Judged
    mark: Mark
    got: str | None
    best: str | None
    says: Name


def as_written(field: Judged, value: str) -> Name:
    """Return a value as its own name, for those who have no catalogue at hand; acts have their words."""
    return _ACTS[Act(value)] if field is Judged.ACT else Name(value, value)


def names_from(taxonomy: Taxonomy, directory: Directory) -> NameOf:
    """Return how a taxonomy and a directory call what they know; the rest stays as it is written."""
    tasks = {Judged.CATEGORY: Task.CATEGORY, Judged.URGENCY: Task.URGENCY, Judged.KIND: Task.KIND}

    def name_of(field: Judged, value: str) -> Name:
        try:
            if field in tasks:
                return taxonomy.label(tasks[field], value).name
            if field in (Judged.AGENCY, Judged.PARTS):
                return directory.get(value).name
        except (UnknownLabel, UnknownAgency):
            pass
        return as_written(field, value)

    return name_of


def feedback(case: PracticeCase, given: Choice, name_of: NameOf = as_written) -> list[Remark]:
    """Return a remark for every field that is judged, the act first.

    A field without acceptable values is not judged. One that was left empty counts as missing only where
    the report is to be forwarded and was: who chose another act was not asked for it. To accept and to
    change are one act here, forwarding; what is wrong in it shows in the fields.
    """
    wanted = case.expected
    remarks = [_on_act(case, given.act, name_of)]
    answer = given.answer or (_proposed(case) if given.act is Act.ACCEPT else Answer(agency=None))
    asked = {given.act, wanted.act} <= ANSWERING
    for field, got, acceptable in (
        (Judged.AGENCY, answer.agency, wanted.agency),
        (Judged.CATEGORY, answer.category, wanted.category),
        (Judged.URGENCY, answer.urgency, wanted.urgency),
        (Judged.KIND, answer.kind, (wanted.kind,) if wanted.kind else ()),
    ):
        if acceptable and (got or asked):
            remarks.append(_on_value(case, field, got or None, acceptable, name_of))
    remarks += _on_the_accused(case, answer)
    if given.act is wanted.act is Act.SPLIT:
        remarks.append(_on_parts(case, given.parts, name_of))
    if given.act is wanted.act is Act.DUPLICATE and wanted.duplicate_of is not None:
        remarks.append(_on_value(case, Judged.DUPLICATE_OF, given.duplicate_of, (wanted.duplicate_of,), name_of))
    return remarks


def _on_act(case: PracticeCase, given: Act, name_of: NameOf) -> Remark:
    best = case.expected.act
    mark = Mark.RIGHT if given is best or {given, best} <= ANSWERING else Mark.WRONG
    names = (name_of(Judged.ACT, given.value), name_of(Judged.ACT, best.value))
    said = [_filled(_MARKS[mark], Judged.ACT, *names), *_hint(case, Judged.ACT, mark)]
    return Remark(Judged.ACT, mark, given.value, best.value, _joined(said))


def _on_the_accused(case: PracticeCase, answer: Answer) -> list[Remark]:
    """Return remarks where the accused unit would get the report, or a copy, and no other remark says so."""
    agencies = [] if case.expected.agency or answer.agency is None else [answer.agency]
    named = ((Judged.AGENCY, agencies), (Judged.COPIES, answer.copies))
    reached = ((field, [slug for slug in slugs if slug in case.accused]) for field, slugs in named)
    return [Remark(field, Mark.WRONG, ", ".join(slugs), None, _ACCUSED) for field, slugs in reached if slugs]


def _proposed(case: PracticeCase) -> Answer:
    made = case.proposal
    return Answer(agency=made.agency, category=made.category, urgency=made.urgency, kind=made.kind)


def _on_value(case: PracticeCase, field: Judged, got: str | None, acceptable: Sequence[str], name_of: NameOf) -> Remark:
    best = acceptable[0]
    if got is None:
        mark = Mark.MISSING
    elif got == best or (field is Judged.CATEGORY and got.startswith(f"{best}.")):
        mark = Mark.RIGHT
    elif got in acceptable or (field is Judged.CATEGORY and got.startswith(tuple(f"{one}." for one in acceptable))):
        mark = Mark.ACCEPTABLE
    else:
        mark = Mark.WRONG
    said = [_filled(_MARKS[mark], field, name_of(field, got or best), name_of(field, best))]
    if mark is Mark.WRONG and got is not None:
        said += [*_reason(case, field, got, best), *_on_the_machine(case, field, got, acceptable)]
    return Remark(field, mark, got, best, _joined([*said, *_hint(case, field, mark)]))


def _on_parts(case: PracticeCase, given: Sequence[str], name_of: NameOf) -> Remark:
    """Return whether every problem found its agency; an agency that no part names is one too many."""
    parts = case.expected.parts
    best = tuple(part.agency[0] for part in parts)
    named = {slug for part in parts for slug in part.agency}
    left = [part.about for part in parts if not set(part.agency) & set(given)]
    surplus = [name_of(Judged.PARTS, slug) for slug in given if slug not in named]
    if not given:
        mark = Mark.MISSING
    elif left or surplus:
        mark = Mark.WRONG
    else:
        mark = Mark.RIGHT if set(given) <= set(best) else Mark.ACCEPTABLE
    listed = _listed([name_of(Judged.PARTS, slug) for slug in given or best])
    said = [_filled(_MARKS[mark], Judged.PARTS, listed, _listed([name_of(Judged.PARTS, slug) for slug in best]))]
    if given and left:
        said.append(_filled(_LEFT, Judged.PARTS, _listed(left)))
    if surplus:
        said.append(_filled(_SURPLUS, Judged.PARTS, _listed(surplus)))
    return Remark(
        Judged.PARTS, mark, ", ".join(given) or None, ", ".join(best), _joined(said + _hint(case, Judged.PARTS, mark))
    )


def _reason(case: PracticeCase, field: Judged, got: str, best: str) -> list[Name]:
    """Return what kind of mistake a wrong value is, where that can be told from the values alone."""
    if field is Judged.AGENCY:
        if got in case.accused:
            return [_ACCUSED]
        (role, region), (best_role, best_region) = _split_agency(got), _split_agency(best)
        if role == best_role:
            return [_OTHER_REGION] if region != best_region else []
        return [_OTHER_LEVEL] if _function(role) == _function(best_role) else []
    if field is Judged.URGENCY and {got, best} <= set(URGENCIES):
        return [_TOO_LOW if URGENCIES.index(got) < URGENCIES.index(best) else _TOO_HIGH]
    return []


def _on_the_machine(case: PracticeCase, field: Judged, got: str, acceptable: Sequence[str]) -> list[Name]:
    made = {
        Judged.AGENCY: case.proposal.agency,
        Judged.CATEGORY: case.proposal.category,
        Judged.URGENCY: case.proposal.urgency,
        Judged.KIND: case.proposal.kind,
    }
    if field not in made:
        return []
    return [_FOLLOWED] if got == made[field] else [_OVERRULED] if made[field] in acceptable else []


def _hint(case: PracticeCase, field: Judged, mark: Mark) -> list[Name]:
    return [case.hints[field]] if mark in (Mark.WRONG, Mark.MISSING) and field in case.hints else []


def _split_agency(slug: str) -> tuple[str, str]:
    role, _, region = slug.partition("#")[0].partition(":")
    return role, region


def _function(role: str) -> str:
    return role.partition(".")[2]


def _filled(template: Name, field: Judged, got: Name, best: Name | None = None) -> Name:
    best = best or got
    subject = _FIELDS[field]
    return Name(
        id=template.id.format(field=subject.id, got=got.id, best=best.id),
        en=template.en.format(field=subject.en, got=got.in_language("en"), best=best.in_language("en")),
    )


def _joined(names: Sequence[Name]) -> Name:
    return Name(" ".join(name.id for name in names), " ".join(name.in_language("en") for name in names))


def _listed(names: Sequence[Name]) -> Name:
    return Name("; ".join(name.id for name in names), "; ".join(name.in_language("en") for name in names))


_FIELDS = {
    Judged.ACT: Name("Tindakan", "Action"),
    Judged.AGENCY: Name("Instansi", "Agency"),
    Judged.COPIES: Name("Tembusan", "Copies"),
    Judged.CATEGORY: Name("Kategori", "Category"),
    Judged.URGENCY: Name("Urgensi", "Urgency"),
    Judged.KIND: Name("Klasifikasi", "Kind"),
    Judged.PARTS: Name("Pembagian", "Split"),
    Judged.DUPLICATE_OF: Name("Laporan induk", "Earlier report"),
}
_ACTS = {
    Act.ACCEPT: Name("teruskan ke instansi", "forward to an agency"),
    Act.CHANGE: Name("teruskan ke instansi", "forward to an agency"),
    Act.SPLIT: Name("pecah menjadi beberapa laporan", "split into several reports"),
    Act.DUPLICATE: Name("gabungkan dengan laporan yang sama", "join to the same report"),
    Act.SPAM: Name("arsipkan sebagai spam", "archive as spam"),
    Act.NOT_AUTHORITY: Name(
        "tutup: bukan wewenang penyelenggara layanan publik", "close: within no public body's authority"
    ),
    Act.ESCALATE: Name("serahkan ke meja di atasnya", "hand to the desk above"),
    Act.UNDO: Name("batalkan", "undo"),
}
_MARKS = {
    Mark.RIGHT: Name("{field} tepat: {got}.", "{field} is right: {got}."),
    Mark.ACCEPTABLE: Name(
        "{field} bisa diterima: {got}. Yang paling tepat: {best}.", "{field} is acceptable: {got}. The best is: {best}."
    ),
    Mark.WRONG: Name(
        "{field} belum tepat: {got}. Seharusnya: {best}.", "{field} is not right: {got}. It should be: {best}."
    ),
    Mark.MISSING: Name("{field} belum diisi. Seharusnya: {best}.", "{field} was left empty. It should be: {best}."),
}
_ACCUSED = Name(
    "Ini unit yang dilaporkan: laporan tentang petugas tidak boleh sampai kepada unit yang dituduh.",
    "This is the unit that the report is about: a report about officials must not reach the unit it accuses.",
)
_OTHER_REGION = Name(
    "Bidangnya benar, tetapi wilayahnya keliru; baca lagi tempat kejadiannya.",
    "The field is right, but the region is not; read again where it happened.",
)
_OTHER_LEVEL = Name(
    "Bidangnya benar, tetapi tingkat pemerintahannya keliru.", "The field is right, but the level of government is not."
)
_TOO_LOW = Name(
    "Terlalu rendah: orang bisa celaka atau dirugikan sebelum ada yang bertindak.",
    "Too low: somebody may come to harm before anyone acts.",
)
_TOO_HIGH = Name(
    "Terlalu tinggi: urgensi mengukur bahaya, bukan kemarahan, huruf kapital, atau lamanya menunggu.",
    "Too high: urgency measures danger, not anger, capital letters or how long somebody has waited.",
)
_FOLLOWED = Name(
    "Usulan mesin di sini keliru; usulan adalah bahan, Anda yang memutuskan.",
    "The machine's proposal is wrong here; a proposal is material, the decision is yours.",
)
_OVERRULED = Name("Usulan mesin di sini sudah bisa dipakai.", "The machine's proposal could be used here.")
_LEFT = Name("Yang belum sampai ke instansinya: {got}.", "What did not reach its agency: {got}.")
_SURPLUS = Name("Yang tidak perlu menerima: {got}.", "Who need not get it: {got}.")
