"""Who acts when a command is given at the machine itself, where no login stands between."""

from __future__ import annotations

from serving.casework.officers import Officer, Right

OPERATOR = Officer("operator", "operator", frozenset(Right))
"""Whoever may read TRIAGE_STORE and its key may do all; the audit log calls them so."""
