"""`triage sample` and `triage labels` from end to end, on the sample and a small bundle: out, labelled, and back."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from models.bundle.open import open_bundle
from tests.models.tiny import SAMPLE, Tiny
from tests.training.histories import MAPPING, a_row, write_rows, write_yaml
from tests.worlds import NOW
from training.label_files import LabelRow, read_label_rows, write_labels
from training.sampling.offer import COLUMNS
from training.sampling.scoring import predict_rows
from triage.complaint import Confidentiality
from triage.dangers import Danger, DangerSignal, Scope
from triage.label_studio import results
from triage.places import Span
from triage.tasks import Task
from triage.taxonomy import Name

FEW = 60
"""Rows of the sample that are enough to choose from."""
A_NIK = "3578012503900004"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return the options that name a part of the sample, and how it is read."""
    path = tmp_path_factory.mktemp("sebagian") / "complaints.jsonl"
    lines = (SAMPLE / "complaints.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:FEW]), encoding="utf-8")
    return "--data", path, "--mapping", SAMPLE / "mapping.yaml"


@pytest.fixture
def sample(triage, tiny: Tiny, data: tuple[object, ...], tmp_path: Path) -> Callable[..., Path]:
    """Draw a sample with the small bundle and return its folder."""

    def drawing(*options: object, strategy: str = "margin", n: int = 5, out: str = "contoh") -> Path:
        folder = tmp_path / out
        given = () if "--data" in options else data
        status, printed, told = triage(
            "sample", "--model", tiny.bundle, *given, "--strategy", strategy, "--n", n, "--out", folder, *options
        )
        assert (status, printed.strip()) == (0, str(folder)), told
        return folder

    return drawing


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tasks_of(folder: Path) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    return tasks


def refused(answer: tuple[int, str, str], code: str) -> bool:
    status, printed, told = answer
    return (status, printed) == (2, "") and f"[{code}]" in told and told.strip().count("\n") == 0


# --- out ------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["margin", "badge", "danger", "random"])
def test_every_strategy_writes_as_many_rows_as_were_asked_for(sample, strategy):
    folder = sample(strategy=strategy)

    rows, tasks = rows_of(folder), tasks_of(folder)
    assert tuple(rows[0]) == COLUMNS
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [task["data"]["complaint_id"] for task in tasks] == [row["complaint_id"] for row in rows]
    assert {row["strategy"] for row in rows} == {strategy}
    assert not any(row["urgency"] or row["category"] or row["kind"] for row in rows)
    assert all(row["suggested_urgency"] for row in rows)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_lot_has_a_probability_below_one_and_what_a_model_chose_has_one(sample):
    drawn = rows_of(sample(strategy="random", out="undi"))
    chosen = rows_of(sample(strategy="margin", out="ragu"))

    card = json.loads((Path("undi") / "sample.json").read_text())
    assert all(float(row["probability_of_selection"]) == pytest.approx(5 / card["candidates"], 1e-4) for row in drawn)
    assert {row["probability_of_selection"] for row in chosen} == {"1"}


def test_the_margin_offers_what_the_model_doubts_most(sample, tiny: Tiny):
    bundle = open_bundle(tiny.bundle)
    folder = sample("--task", "category", n=3)
    offered = {row["complaint_id"] for row in rows_of(folder)}

    rows = [row for row in tiny.run.corpus.complaints[:FEW] if row.confidentiality is not Confidentiality.SECRET]
    margins = {}
    for row, prediction in zip(rows, predict_rows(bundle.predictor, rows, NOW), strict=True):
        (_, best), (_, second) = prediction.scores[Task.CATEGORY].top(2)
        margins[row.id] = best - second
    assert offered == set(sorted(margins, key=margins.__getitem__)[:3])


def test_what_the_model_says_can_be_chosen_in_the_configuration(sample):
    folder = sample()

    config = ElementTree.fromstring((folder / "label_config.xml").read_text(encoding="utf-8"))
    choices = {box.get("name"): {one.get("value") for one in box} for box in config.iter("Choices")}
    assert set(choices) == {"urgency", "category", "kind"}
    for task in tasks_of(folder):
        (said,) = task["predictions"]
        assert said["model_version"].startswith("tiny@")
        assert 0 < said["score"] <= 1
        for result in said["result"]:
            assert set(result["value"]["choices"]) <= choices[result["from_name"]]
            assert result["to_name"] in task["data"]


@pytest.mark.parametrize("strategy", ["margin", "random"])
def test_who_labels_blind_sees_nothing_of_the_model(sample, strategy):
    folder = sample("--blind", strategy=strategy)

    assert not any(task.get("predictions") for task in tasks_of(folder))
    assert not any(value for row in rows_of(folder) for name, value in row.items() if name.startswith("suggested"))


@pytest.mark.parametrize("strategy", ["badge", "random"])
def test_the_seed_makes_the_same_sample_again(sample, strategy):
    one, two, other = (
        [row["complaint_id"] for row in rows_of(sample("--seed", seed, strategy=strategy, out=f"contoh-{place}"))]
        for place, seed in enumerate((1, 1, 2))
    )

    assert one == two != other


def an_office(folder: Path, *rows: dict[str, str]) -> tuple[object, ...]:
    mapping = write_yaml(folder / "peta.yaml", json.loads(json.dumps(MAPPING)))
    return "--data", write_rows(folder / "riwayat.csv", rows), "--mapping", mapping


def test_texts_are_masked_before_they_are_written_and_no_formula_leaves(sample, tmp_path):
    row = a_row(judul="=HYPERLINK(1)", isi=f"Nama saya Budi Santoso, NIK {A_NIK}, loket puskesmas tutup.")

    folder = sample(*an_office(tmp_path, row))

    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert A_NIK not in written
    assert "Budi Santoso" not in written
    (line,) = rows_of(folder)
    assert line["title"].startswith("'=")
    assert "puskesmas tutup" in line["text"]


def test_labelled_rows_the_test_part_and_repetitions_are_not_offered(sample, tmp_path):
    texts = {
        "L-1": "Lampu jalan di depan balai desa padam sejak tiga malam.",
        "L-2": "Obat di puskesmas pembantu habis dan perawat tidak datang.",
        "L-3": "Saluran di gang belakang pasar mampet dan airnya masuk kios.",
        "L-4": "Saluran di gang belakang pasar mampet dan airnya masuk kios!",
    }
    office = an_office(tmp_path, *(a_row(name, judul="", isi=text) for name, text in texts.items()))
    write_labels(tmp_path / "labels.csv", [LabelRow(source="kota", complaint_id="L-1", urgency="sedang")])
    division = "source,complaint_id,split\nkota,L-1,train\nkota,L-2,test\nkota,L-3,train\nkota,L-4,calibration\n"
    (tmp_path / "bagi.csv").write_text(division)

    given = ("--division", tmp_path / "bagi.csv", "--source", "kota", "--labels", tmp_path / "labels.csv")
    folder = sample(*office, *given)

    assert [(row["source"], row["complaint_id"]) for row in rows_of(folder)] == [("kota", "L-3")]


def test_a_signal_that_speaks_comes_first(sample, tiny: Tiny, monkeypatch):
    told = tiny.run.corpus.complaints[7].id
    signal = DangerSignal("fire.uji", Danger.FIRE, "darurat", Scope.NOW, Span("text", 0, 4), Name("Uji."))
    heard = DangerSignal("fire.uji", Danger.FIRE, "darurat", Scope.PAST, Span("text", 0, 4), Name("Uji."))

    def read(self, complaint):
        return (signal,) if complaint.id == told else (heard,)

    monkeypatch.setattr("features.danger.signals.DangerReader.__call__", read)

    assert rows_of(sample(strategy="danger"))[0]["complaint_id"] == told


# --- refused --------------------------------------------------------------------------------


def test_a_folder_in_use_is_refused(triage, tiny: Tiny, data, tmp_path):
    (tmp_path / "contoh").mkdir()
    (tmp_path / "contoh/rows.csv").write_text("pekerjaan orang")

    answer = triage("sample", "--model", tiny.bundle, *data, "--strategy", "random", "--out", tmp_path / "contoh")

    assert refused(answer, "folder/in-use")
    assert (tmp_path / "contoh/rows.csv").read_text() == "pekerjaan orang"


def test_a_division_needs_a_source(triage, tiny: Tiny, data, tmp_path):
    answer = triage(
        "sample", "--model", tiny.bundle, *data, "--strategy", "random", "--out", "x", "--division", tmp_path / "b.csv"
    )

    assert refused(answer, "sampling/source-not-named")


def test_where_every_row_is_left_out_nothing_is_written(triage, tiny: Tiny, data, tmp_path):
    (tmp_path / "bagi.csv").write_text("source,complaint_id,split\nlain,L-1,train\n")
    division = ("--division", tmp_path / "bagi.csv", "--source", "kota")

    answer = triage("sample", "--model", tiny.bundle, *data, "--strategy", "margin", "--out", "x", *division)

    assert refused(answer, "sampling/nothing-to-offer")
    assert not Path("x").exists()


@pytest.mark.parametrize("option", [("--strategy", "entropy"), ("--strategy", "margin", "--task", "role")])
def test_an_unknown_strategy_or_task_is_a_mistake_of_usage(triage, tiny: Tiny, data, option):
    status, _, told = triage("sample", "--model", tiny.bundle, *data, "--out", "x", *option)

    assert status == 2
    assert option[-1] in told


# --- and back -------------------------------------------------------------------------------


def labelled(task: dict[str, Any], identity: int, **said: str) -> dict[str, Any]:
    annotation = {"id": identity, "completed_by": 1, "was_cancelled": False, "result": results(said)}
    return {"id": identity, **task, "annotations": [annotation]}


def test_labels_given_in_label_studio_come_back_as_training_reads_them(sample, triage, tmp_path):
    first, second, *_ = tasks = tasks_of(sample("--source", "contoh"))
    export = [labelled(first, 1, urgency="darurat", kind="aspirasi"), labelled(second, 2, urgency="gawat"), *tasks[2:]]
    (tmp_path / "ekspor.json").write_text(json.dumps(export), encoding="utf-8")

    status, printed, told = triage("labels", tmp_path / "ekspor.json", "--out", tmp_path / "labels.csv")

    assert (status, printed.strip()) == (0, str(tmp_path / "labels.csv"))
    assert [row for _, row in read_label_rows(tmp_path / "labels.csv")] == [
        LabelRow(
            source="contoh",
            complaint_id=first["data"]["complaint_id"],
            urgency="darurat",
            kind="aspirasi",
            weight=1.0,
            drawn="margin",
        )
    ]
    rejects = list(csv.DictReader((tmp_path / "labels.rejects.csv").open()))
    assert [(one["row"], one["id"], one["code"], one["value"]) for one in rejects] == [
        ("2", second["data"]["complaint_id"], "unknown-label", "gawat")
    ]
    assert "1 rows labelled, 3 not answered" in told


def test_labels_written_into_the_table_come_back_too_and_no_text_with_them(sample, triage, tmp_path):
    folder = sample(strategy="random")
    rows = rows_of(folder)
    rows[0]["urgency"], rows[1]["category"] = "Tinggi", "kesehatan"
    write_rows(tmp_path / "isi.csv", rows, COLUMNS)

    triage("labels", tmp_path / "isi.csv", "--out", tmp_path / "labels.csv", "--weigh")

    found = [row for _, row in read_label_rows(tmp_path / "labels.csv")]
    assert [(row.complaint_id, row.urgency, row.category) for row in found] == [
        (rows[0]["complaint_id"], "tinggi", None),
        (rows[1]["complaint_id"], None, "kesehatan"),
    ]
    assert all(row.weight and row.weight > 1 for row in found)
    written = (tmp_path / "labels.csv").read_text() + (tmp_path / "labels.rejects.csv").read_text()
    assert not any(row["text"][:30] in written for row in rows)


def test_what_came_back_is_not_offered_again(sample, triage, tmp_path):
    first = rows_of(sample())
    for row in first:
        row["urgency"] = "sedang"
    write_rows(tmp_path / "isi.csv", first, COLUMNS)
    triage("labels", tmp_path / "isi.csv", "--out", tmp_path / "labels.csv")

    second = rows_of(sample("--labels", tmp_path / "labels.csv", out="lagi"))

    assert not {row["complaint_id"] for row in first} & {row["complaint_id"] for row in second}
