"""Mistakes in configuring and running a training."""

from __future__ import annotations

from triage.errors import TriageError


class BrokenConfig(TriageError):
    code = "training/broken-config"
    what = "The configuration {file} cannot be used: {problem}."
    fix = "experiments/demo/train.yaml shows every part; mend the value and start again."


class UnknownSetting(TriageError):
    code = "training/unknown-setting"
    what = "The configuration {file} has a setting that does not exist."
    fix = "Check the spelling."


class DataAbsent(TriageError):
    code = "corpus/data-absent"
    what = "The file {file} is not there."
    fix = "Give the path of your history; the repository ships only data/sample."


class BrokenMapping(TriageError):
    code = "corpus/broken-mapping"
    what = "The mapping {file} cannot be used: {problem}."
    fix = "data/mappings/README.md explains every key."


class UnreadableData(TriageError):
    code = "corpus/unreadable-data"
    what = "The file {file} cannot be read as {format}: {problem}."
    fix = "Save it as xlsx, UTF-8 CSV, JSON lines or Parquet and give it again."


class ProtectedFile(TriageError):
    code = "corpus/protected-file"
    what = "The file {file} is protected by a password."
    fix = "Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again."


class MissingColumns(TriageError):
    code = "corpus/missing-columns"
    what = "The file {file} lacks columns that the mapping names."
    fix = "Correct the names in the mapping, or take the columns out of it."


class BrokenSnapshot(TriageError):
    code = "snapshot/broken"
    what = "The folder {folder} is no snapshot of this version: {problem}."
    fix = "Give the folder that `triage data import` printed, or import again."


class BrokenDivision(TriageError):
    code = "training/broken-division"
    what = "The division {file} cannot be used: {problem}."
    fix = "It is a CSV with the columns source, complaint_id and split."


class BrokenLabels(TriageError):
    code = "training/broken-labels"
    what = "The labels file {file} cannot be used: {problem}."
    fix = "Give the file that `triage labels` wrote; its texts and rows stand in the history, not in it."


class BrokenFamilies(TriageError):
    code = "training/broken-families"
    what = "The file of contrast families {file} cannot be used: {problem}."
    fix = "Each line is a JSON object with id, danger, kind and texts by level; data/urgency/README.md shows one."


class OneDayAlone(TriageError):
    code = "snapshot/one-day-alone"
    what = "A division by time needs the day from which calibration begins and the day from which the test begins."
    fix = "Give both --calibration-from and --test-from, or neither for a division by hash."


class NothingToTrain(TriageError):
    code = "training/nothing-to-train"
    what = "The training part has too few usable rows for the task {task}."
    fix = "See rejects.csv for the reasons; give more data, or leave the task out of `tasks`."


class TooFewRows(TriageError):
    code = "training/too-few-rows"
    what = "The {part} part has no rows."
    fix = "Change data.split: every part needs rows."
