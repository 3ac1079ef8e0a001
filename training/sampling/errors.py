"""Mistakes in choosing rows to label, and in reading their labels back."""

from __future__ import annotations

from triage.errors import TriageError


class NeedsAnEncoder(TriageError):
    code = "sampling/needs-an-encoder"
    what = "The strategy {strategy} reads the vectors of an encoder, and this model has none."
    fix = "Give a model that serves an encoder or an ensemble, or choose another strategy."


class TaskNotInModel(TriageError):
    code = "sampling/task-not-in-model"
    what = "The strategy {strategy} needs the model's scores for the task {task}, and the model was not trained for it."
    fix = "Give a model that was, or another --task; `random` needs none."


class NothingToOffer(TriageError):
    code = "sampling/nothing-to-offer"
    what = "No row is left that could be labelled."
    fix = "The counts say why each row was left out; give more rows, another division or fewer labels files."


class SourceNotNamed(TriageError):
    code = "sampling/source-not-named"
    what = "A division holds the rows of several sources, and --source does not say whose these are."
    fix = "Give --source with the name that stands in the division's column source."


class UnreadableExport(TriageError):
    code = "sampling/unreadable-export"
    what = "The file {file} is no export of labels: {problem}."
    fix = "Give Label Studio's export as JSON or JSON-MIN, or the rows.csv that `triage sample` wrote, filled in."
