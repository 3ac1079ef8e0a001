"""The frozen table of fictitious cases, with a linear model of the bundled sample: text and region in, agency out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from experiments.routing.cases import TABLES, SampleModel, judge_cases, route_cases, sample_model
from triage.jurisdiction import Jurisdiction


@pytest.fixture(scope="module")
def sample(directory, tmp_path_factory) -> SampleModel:
    return sample_model(directory, tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def judged(sample, directory):
    return judge_cases(sample, directory)


def test_nine_in_ten_of_the_frozen_cases_reach_an_acceptable_agency(judged):
    assert judged["cases"]["n"] == 200
    assert judged["cases"]["right"] >= 180


def test_cases_that_nobody_tuned_on_are_mostly_right_too(judged):
    """A floor below what was measured, so that rules that memorise texts can't hide behind the first table."""
    assert judged["holdout"]["n"] == 60
    assert judged["holdout"]["right"] >= 42


def test_the_pilots_the_regions_and_the_ministries_are_all_in_the_table(judged):
    assert {group: count for group, (_, count) in judged["cases"]["groups"].items()} == {
        "pilot": 100,
        "region": 58,
        "ministry": 42,
    }


def test_without_the_rules_of_jurisdiction_the_table_is_out_of_reach(sample, judged):
    """The rules must be what carries the table: a test that the model alone could pass would say nothing of them."""
    rows = [json.loads(line) for line in (TABLES / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    silent = Jurisdiction(version="silent", rules=())
    mute = SampleModel(replace(sample.run, router=replace(sample.run.router, jurisdiction=silent)), sample.model)

    right = sum(
        bool(route.candidates) and route.candidates[0].agency.slug in row["acceptable"]
        for row, route in zip(rows, route_cases(mute, rows), strict=True)
    )
    assert right < judged["cases"]["right"] - 40
