"""Mistakes in turning text into model input."""

from __future__ import annotations

from triage.errors import TriageError


class RecipeFromAnotherVersion(TriageError):
    code = "features/recipe-version"
    what = "The bundle's recipe was made by another version of the text preparation."
    fix = "Retrain with this version, or install the version that the bundle's manifest names."


class BrokenPattern(TriageError):
    code = "danger/broken-pattern"
    what = "A pattern of danger can't be used: {problem}."
    fix = "Mend the row “{pattern}” in signals.yaml or scopes.yaml; its head says how patterns are written."
