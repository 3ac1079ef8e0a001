"""The main job by its commands: train on the sample, look into MLflow, promote, evaluate, predict."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
import yaml
from mlflow import MlflowClient

from tests.end_to_end.sample import MAPPING, SAMPLE, files_that_quote_the_sample, runs_of, sample_runs
from tests.end_to_end.workplace import done
from training.config import TrainingConfig

# --- what MLflow holds ----------------------------------------------------------------------


def test_the_run_holds_its_whole_configuration_and_where_it_came_from(place, run):
    _, found, artifacts = run

    config = yaml.safe_load((artifacts / "config.yaml").read_text(encoding="utf-8"))
    assert TrainingConfig.model_validate(config).neural.encoder.name == "tiny"
    assert set(config) == set(TrainingConfig.model_fields)
    assert re.fullmatch(r"[0-9a-f]{64}", found.data.tags["data_digest"])
    assert found.data.tags["config_digest"] == TrainingConfig.model_validate(config).digest
    assert found.data.tags["git_commit"].startswith(place.git("rev-parse", "HEAD"))
    assert found.info.status == "FINISHED"


def test_the_run_holds_the_figures_of_every_epoch(run):
    client, found, _ = run

    for name in ("eval_loss", "loss", "eval_mean_accuracy", "eval_role_accuracy"):
        history = client.get_metric_history(found.info.run_id, name)
        assert [point.step for point in history] == [100, 200], name


def test_the_run_holds_the_report_with_its_pictures_and_the_figures(run):
    _, found, artifacts = run

    page = (artifacts / "report/report.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img[^>]+src="([^"]+)"', page)
    assert len(pictures) >= 2
    for picture in pictures:
        assert (artifacts / "report" / picture).read_bytes().startswith(b"\x89PNG")
    metrics = json.loads((artifacts / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics) == {"majority", "linear", "encoder", "ensemble"}
    assert {"kind", "category", "urgency", "role", "agency", "agency_text"} <= set(metrics["ensemble"])
    assert found.data.metrics["ensemble.role.accuracy"] == pytest.approx(metrics["ensemble"]["role"]["accuracy"])


def test_the_version_says_what_goes_in_what_comes_out_and_what_it_needs(version):
    model = yaml.safe_load((version / "MLmodel").read_text(encoding="utf-8"))
    inputs = {column["name"]: column["required"] for column in json.loads(model["signature"]["inputs"])}
    outputs = {column["name"] for column in json.loads(model["signature"]["outputs"])}
    lines = (version / "requirements.txt").read_text(encoding="utf-8").split()

    assert inputs["text"]
    assert not inputs["region"]
    assert {"category", "urgency", "role", "agency", "agency_probability", "action"} <= outputs
    assert lines
    assert not [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._\[\]-]+==[A-Za-z0-9.+]+", line)]
    assert not list(version.rglob("*.pkl"))


def test_the_version_knows_every_role_of_the_directory_and_past_cases_without_their_words(version, directory):
    (facts,) = version.rglob("open_roles.json")
    (cases,) = version.rglob("cases.jsonl")
    lines = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]

    assert set(json.loads(facts.read_text(encoding="utf-8"))["duties"]) == set(directory.roles)
    assert len(lines) > 200
    assert {name for line in lines for name in line} == {"id", "role", "agency", "region", "day"}
    assert not runs_of(cases.read_text(encoding="utf-8")) & sample_runs()


def test_the_input_example_is_fictitious(version):
    example = (version / "input_example.json").read_text(encoding="utf-8")

    assert "text" in json.loads(example)["columns"]
    assert not runs_of(example) & sample_runs()


def test_no_complaint_s_words_are_in_what_was_logged(run, version, tmp_path):
    _, _, artifacts = run
    (tmp_path / "bukti.csv").write_text(SAMPLE.read_text(encoding="utf-8").splitlines()[7], encoding="utf-8")

    assert files_that_quote_the_sample(tmp_path) == ["bukti.csv"]
    assert files_that_quote_the_sample(artifacts) == []
    assert files_that_quote_the_sample(version) == []


# --- the other commands ---------------------------------------------------------------------


def test_a_second_training_of_the_same_input_reuses_the_first(place):
    again = place.triage("train", "uji.yaml", "--set", "tracking.experiment=coba")

    assert place.folder / done(again) == place.bundle
    assert "Already trained" in again.stderr
    assert len(MlflowClient(place.uri).search_model_versions("name='triage'")) == 1


def test_evaluate_writes_figures_predictions_and_a_report_and_touches_nothing_else(place):
    out = place.folder / "hasil"
    out.mkdir()
    (out / "catatan.txt").write_text("milik saya", encoding="utf-8")

    done(
        place.triage(
            "evaluate", "--model", "models:/triage@champion", "--data", SAMPLE, "--mapping", MAPPING, "--out", out
        )
    )

    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics) == {"ensemble"}
    assert metrics["ensemble"]["category"]["n"] > 150
    assert {"accuracy", "macro_f1", "top3", "ece"} <= set(metrics["ensemble"]["agency"])
    predictions = pd.read_parquet(out / "predictions.parquet")
    assert len(predictions) == len(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert not {"text", "title"} & set(predictions.columns)
    (out / "predictions.csv").write_text(predictions.to_csv(), encoding="utf-8")
    assert files_that_quote_the_sample(out) == []
    assert (out / "report.html").is_file()
    assert (out / "catatan.txt").read_text(encoding="utf-8") == "milik saya"


def test_predict_answers_each_line_of_standard_input(place):
    complaints = [{"text": "Lampu jalan depan balai desa padam."}, {"text": "Obat di puskesmas habis.", "top_k": 2}]

    answers = done(
        place.triage(
            "predict", "--model", place.bundle, "-", given="".join(json.dumps(row) + "\n" for row in complaints)
        )
    )

    first, second = map(json.loads, answers.splitlines())
    assert {"category", "urgency", "role", "agency", "places", "similar", "decision"} <= set(first)
    assert len(second["similar"]) == 2
    assert first["versions"] == second["versions"]
    assert len(second["category"]["alternatives"]) <= 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("train", "uji.yaml", "--set", "linear.warna=1"), "training/unknown-setting"),
        (("train", "uji.yaml", "--set", "data.files=[tidak-ada.csv]"), "corpus/data-absent"),
        (("promote", "models:/triage/99"), "unknown-model"),
        (("predict", "--model", "models:/triage@juara", "-"), "unknown-model"),
        (("evaluate", "--model", ".", "--data", "x.csv", "--mapping", "y.yaml", "--out", "z"), "not-a-bundle"),
    ],
)
def test_a_mistake_ends_with_one_sentence_and_status_2(place, arguments, sentence):
    outcome = place.triage(*arguments, given="")

    assert outcome.returncode == 2
    assert re.fullmatch(r"triage: [^\n]+\n", outcome.stderr), outcome.stderr
    assert sentence in outcome.stderr
    assert outcome.stdout == ""
