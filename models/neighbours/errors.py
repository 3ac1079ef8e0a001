"""Mistakes in building, opening and asking a case base; none of them shows a complaint's words."""

from __future__ import annotations

from triage.errors import TriageError


class WrongShape(TriageError):
    code = "neighbours/wrong-shape"
    what = "The vectors are not a matrix with one row a text and the width of the index."
    fix = "Embed the texts with the embedder whose vectors the index was built from."


class VectorsNotFinite(TriageError):
    code = "neighbours/vectors-not-finite"
    what = "Row {row} of the vectors holds a number that is infinite or not a number."
    fix = "This is a bug in an embedder: a text without a meaning gets the zero vector."


class NoNeighboursAsked(TriageError):
    code = "neighbours/no-neighbours-asked"
    what = "At least one neighbour must be asked for."
    fix = "Give a k of 1 or more; without neighbours, leave the case base out."


class NotAnIndex(TriageError):
    code = "neighbours/not-an-index"
    what = "The file {file} is not an index of this kind, or it was cut short."
    fix = "Copy the case base again, or build it anew from the confirmed cases."


class NotACaseBase(TriageError):
    code = "neighbours/not-a-case-base"
    what = "There is no case base here: the file {file} is missing."
    fix = "Give the folder that the case base was saved to, or build it anew."


class DamagedCases(TriageError):
    code = "neighbours/damaged-cases"
    what = "Line {line} of {file} is not a case."
    fix = "Copy the case base again, or build it anew; a case has id, role, agency, region and day, and nothing else."


class CasesAndIndexDiffer(TriageError):
    code = "neighbours/cases-and-index-differ"
    what = "There are {cases} cases, and the index holds {vectors} vectors."
    fix = "Build both anew from the same cases: position n of the index is line n of the cases."


class IndexContractBroken(TriageError):
    code = "neighbours/contract-broken"
    what = "The index breaks the contract `{rule}`: {problem}."
    fix = "See the docstring of models.neighbours.contract.check_{rule}; what it asks is what the case base relies on."
