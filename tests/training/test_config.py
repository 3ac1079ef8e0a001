"""A run's configuration is whole, frozen, and says how to mend itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from tests.training.histories import write_yaml
from training.config import TrainingConfig, load_config
from training.errors import BrokenConfig, UnknownSetting

SMALLEST: dict[str, Any] = {
    "name": "uji",
    "data": {
        "files": ["riwayat.csv"],
        "mapping": "peta.yaml",
        "split": {"by": "hash", "calibration": 0.2, "test": 0.2},
    },
    "linear": {"classifier": "svm"},
    "serve": "linear",
}


@pytest.fixture
def smallest(tmp_path: Path) -> Path:
    return write_yaml(tmp_path / "uji.yaml", SMALLEST)


def with_split(tmp_path: Path, **split: Any) -> Path:
    return write_yaml(tmp_path / "bagi.yaml", {**SMALLEST, "data": {**SMALLEST["data"], "split": split}})


def test_a_small_file_becomes_a_configuration_with_every_default_written_out(smallest, tmp_path):
    config = load_config(smallest)
    whole = tmp_path / "whole.yaml"
    whole.write_text(config.as_yaml(), encoding="utf-8")

    written = yaml.safe_load(config.as_yaml())
    assert set(written) == set(TrainingConfig.model_fields)
    assert written["linear"]["char_ngrams"] == [2, 5]
    assert load_config(whole) == config


def test_a_configuration_cannot_be_changed(smallest):
    config = load_config(smallest)

    with pytest.raises(ValidationError):
        config.seed = 14
    with pytest.raises(ValidationError):
        config.data.mapping = Path("lain.yaml")


@pytest.mark.parametrize("name", ["experiments/demo/train.yaml", "experiments/surabaya/train.yaml"])
def test_the_configurations_that_we_ship_load(name):
    root = Path(__file__).resolve().parents[2]

    assert load_config(root / name).serve == "ensemble"


# --- misspelt and missing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "where", "allowed"),
    [
        ("sede=1", "sede", "seed"),
        ("linear.clasifier=svm", "linear.clasifier", "classifier"),
        ("neural.encoder.nama=tiny", "neural.encoder.nama", "revision"),
        ("tracking.model=x", "tracking.model", "model_name"),
        ("data.spllit=x", "data.spllit", "split"),
    ],
)
def test_an_unknown_setting_names_the_ones_that_are_allowed_there(smallest, setting, where, allowed):
    with pytest.raises(UnknownSetting) as mistake:
        load_config(smallest, (setting,))

    assert mistake.value.fields["got"] == where
    assert allowed in str(mistake.value.fields["allowed"]).split(", ")
    assert "uji.yaml" in str(mistake.value)


@pytest.mark.parametrize(
    ("by", "its_own", "not_its_own"),
    [("hash", "calibration", "test_from"), ("time", "test_from", "source"), ("file", "source", "calibration_from")],
)
def test_an_unknown_setting_of_a_division_names_those_of_that_division(tmp_path, by, its_own, not_its_own):
    whole = {
        "hash": {"calibration": 0.2, "test": 0.2},
        "time": {"calibration_from": date(2025, 1, 1), "test_from": date(2026, 1, 1)},
        "file": {"path": "bagi.csv", "source": "kota"},
    }

    with pytest.raises(UnknownSetting) as mistake:
        load_config(with_split(tmp_path, by=by, acak=True, **whole[by]))

    allowed = str(mistake.value.fields["allowed"]).split(", ")
    assert its_own in allowed
    assert not_its_own not in allowed


@pytest.mark.parametrize("served", ["linear", "encoder", "ensemble"])
def test_a_model_whose_part_is_not_trained_cannot_be_served(tmp_path, served):
    needs = {**SMALLEST, "serve": served, "linear": None}

    with pytest.raises(BrokenConfig, match=f"serve: {served} needs"):
        load_config(write_yaml(tmp_path / "uji.yaml", needs))


def test_the_majority_needs_no_part(tmp_path):
    config = load_config(write_yaml(tmp_path / "uji.yaml", {**SMALLEST, "serve": "majority", "linear": None}))

    assert config.linear is config.neural is None


@pytest.mark.parametrize("content", ["name: [uji", "- satu\n- dua\n", "", "\t: x", b"\xff\xfe\x00"])
def test_a_file_that_is_no_mapping_is_a_broken_configuration(tmp_path, content):
    path = tmp_path / "uji.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(BrokenConfig):
        load_config(path)


def test_an_absent_file_is_a_broken_configuration(tmp_path):
    with pytest.raises(BrokenConfig, match="FileNotFoundError"):
        load_config(tmp_path / "tidak-ada.yaml")


@pytest.mark.parametrize(
    "setting",
    ["seed=tiga", "linear.c=-1", "name=Huruf Besar", "data.files=7", "tasks=[kind, mood]", "neural.epochs=0"],
)
def test_a_value_out_of_range_is_a_broken_configuration(smallest, setting):
    with pytest.raises(BrokenConfig, match=setting.split("=")[0].replace(".", r"\.")):
        load_config(smallest, (setting,))


# --- --set ----------------------------------------------------------------------------------


def test_settings_laid_over_reach_nested_values_and_lists(smallest):
    config = load_config(
        smallest,
        (
            "seed=99",
            "linear.task_c.category=0.5",
            "data.files=[satu.csv, dua.jsonl]",
            "tasks=[category, role]",
            "neural.encoder.name=tiny",
            "linear.max_features=null",
        ),
    )

    assert (config.seed, config.linear.task_c, config.linear.max_features) == (99, {"category": 0.5}, None)
    assert config.data.files == ("satu.csv", "dua.jsonl")
    assert config.tasks == ("category", "role")
    assert config.neural is not None
    assert config.neural.encoder.name == "tiny"


def test_a_later_setting_wins_and_a_value_may_hold_an_equals_sign(smallest):
    config = load_config(smallest, ("seed=1", "seed=2", "tracking.experiment=a=b"))

    assert (config.seed, config.tracking.experiment) == (2, "a=b")


@pytest.mark.parametrize("setting", ["seed", "=1", "name.deep=1", "data.files.0=x.csv", "tasks=[kind"])
def test_a_setting_that_cannot_be_laid_over_says_so(smallest, setting):
    with pytest.raises(BrokenConfig, match="--set"):
        load_config(smallest, (setting,))


# --- digest ---------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["output=lain", "tracking.experiment=lain", "tracking.register_model=false"])
def test_where_a_run_is_written_does_not_change_its_digest(smallest, setting):
    assert load_config(smallest, (setting,)).digest == load_config(smallest).digest


@pytest.mark.parametrize("setting", ["seed=14", "linear.c=1", "data.split.test=0.3", "serve=majority"])
def test_what_can_change_the_model_changes_the_digest(smallest, setting):
    assert load_config(smallest, (setting,)).digest != load_config(smallest).digest
