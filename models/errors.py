"""Mistakes in loading, checking and running models."""

from __future__ import annotations

from triage.errors import TriageError


class UntrustedType(TriageError):
    code = "models/untrusted-type"
    what = "The linear part holds a type that is not on the closed list."
    fix = "Load only bundles that `triage train` wrote; if it did, report the type."


class NotABundle(TriageError):
    code = "bundle/not-a-bundle"
    what = "There is no bundle here."
    fix = "Give the directory that `triage train` printed, or models:/NAME@ALIAS."


class DamagedBundle(TriageError):
    code = "bundle/damaged"
    what = "The file {file} of the bundle is not the one that its manifest names."
    fix = "Copy the bundle again, or retrain; a changed bundle never loads."


class WrongBundleFormat(TriageError):
    code = "bundle/wrong-format"
    what = "The bundle was written in another format."
    fix = "Retrain with this version, or install the version that the manifest names."


class UnknownModel(TriageError):
    code = "registry/unknown-model"
    what = "The registry has no such model version."
    fix = "See `mlflow models` or the registry's page; `triage promote REF --alias NAME` sets an alias."


class ContractBroken(TriageError):
    code = "models/contract-broken"
    what = "The predictor breaks the contract `{rule}`: {problem}."
    fix = "See the docstring of models.contract.check_{rule}; what it asks is what the engine relies on."


class ParityBroken(TriageError):
    code = "runtime/parity-broken"
    what = "The ONNX network does not give the logits of the torch network it was made from."
    fix = "Report this with the versions of torch and onnxruntime; the bundle was not written."


class SignalsOfAnotherVersion(TriageError):
    code = "bundle/signals-of-another-version"
    what = "The bundle weighs other signals for the roles than this version reads."
    fix = "Retrain with this version, or install the version that the manifest names."


class SignsOfAnotherVersion(TriageError):
    code = "bundle/signs-of-another-version"
    what = "The bundle weighs signs of danger that this version does not read: {got}."
    fix = "Retrain with this version, or install the version that the manifest names."
