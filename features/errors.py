"""Mistakes in turning text into model input."""

from __future__ import annotations

from triage.errors import TriageError


class RecipeFromAnotherVersion(TriageError):
    code = "features/recipe-version"
    what = "The bundle's recipe was made by another version of the text preparation."
    fix = "Retrain with this version, or install the version that the bundle's manifest names."
