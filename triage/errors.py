"""One shape for every mistake a user can meet: what, what was got, what is allowed, how to mend it."""

from __future__ import annotations

from string import Formatter
from typing import ClassVar


class TriageError(Exception):
    """A mistake that can be explained without showing any complaint's text.

    A subclass states `code` (stable, `room/what-is-wrong`), `what` and `fix`; both sentences
    may name fields in braces. The values are given by keyword when the error is raised.
    Two field names are shown on their own: `got` and `allowed`.
    """

    code: ClassVar[str] = "triage/error"
    what: ClassVar[str] = "Something went wrong."
    fix: ClassVar[str] = "Please report this."

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.sentence())

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.fields))

    def sentence(self) -> str:
        """Return the whole explanation on one line, as a terminal or a log shows it."""
        parts = [self._fill(self.what)]
        parts += [f"{name.capitalize()}: {self.fields[name]}." for name in ("got", "allowed") if name in self.fields]
        return f"{' '.join(parts)} {self._fill(self.fix)} [{self.code}]"

    def as_dict(self) -> dict[str, object]:
        """Return the explanation as JSON-ready fields."""
        shown: dict[str, object] = {name: self.fields[name] for name in ("got", "allowed") if name in self.fields}
        return {"code": self.code, "what": self._fill(self.what), **shown, "fix": self._fill(self.fix)}

    def _fill(self, template: str) -> str:
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        return template.format(**{name: self.fields.get(name, "?") for name in names})


def _rebuild(kind: type[TriageError], fields: dict[str, object]) -> TriageError:
    return kind(**fields)


class UnknownLabel(TriageError):
    code = "taxonomy/unknown-label"
    what = "The taxonomy {taxonomy} has no {task} of this name."
    fix = "Use a slug of that taxonomy, or add the label to its file."


class UnknownRole(TriageError):
    code = "directory/unknown-role"
    what = "The directory has no role of this name."
    fix = "Use a slug of roles.yaml, or add the role there."


class UnknownAgency(TriageError):
    code = "directory/unknown-agency"
    what = "The directory has no agency with this slug."
    fix = "Use `role:region`, e.g. kabkota.kesehatan:35.78; `triage directory find NAME` gives the slug."


class UnknownRegion(TriageError):
    code = "region/unknown-code"
    what = "There is no region with this Kemendagri code."
    fix = "Give a code such as 35.78 (Kota Surabaya) or 35.78.08.1002 (a kelurahan)."


class NaiveTime(TriageError):
    code = "complaint/naive-time"
    what = "The time at which a complaint came in has no time zone."
    fix = "Give it an offset, e.g. 2026-03-09T10:00:00+07:00 for WIB."


class BrokenCatalog(TriageError):
    code = "catalog/broken-file"
    what = "The file {file} does not follow its schema: {problem}."
    fix = "Mend the file; the schema stands in the docstring of the module that reads it."


class WrongLabelSpace(TriageError):
    code = "bundle/wrong-label-space"
    what = "The model was trained for another set of labels."
    fix = "Retrain with taxonomy {expected}, or start with the taxonomy that the bundle carries."


class CalendarTooShort(TriageError):
    code = "deadline/calendar-too-short"
    what = "A deadline falls after the last year whose holidays are known."
    fix = "Update the `holidays` package, or give a calendar with more years."


class ProbabilityOutOfRange(TriageError):
    code = "prediction/probability-out-of-range"
    what = "A probability must lie between 0 and 1."
    fix = "This is a bug in a predictor: run the predictor contract suite on it."


class MissingExtra(TriageError):
    code = "install/missing-extra"
    what = "The command `triage {command}` needs packages that are not installed ({missing})."
    fix = "Install them with: pip install 'triage[{extra}]'"
