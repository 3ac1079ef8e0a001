"""Verdicts in Label Studio's format: what is said fits the configuration that goes with it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from serving.casework.office import Office
from serving.casework.settle import Given, settle
from serving.keeping.label_studio import CONFIG, TASKS, export_label_studio, label_config
from serving.keeping.verdict_records import Selection
from tests.serving.keeping.stories import CHANGED, items_of, settled, split
from tests.serving.store.worlds import HEALTH, HOSPITAL, admitted, an_officer
from triage.decision import Action
from triage.verdicts import Act


def test_what_the_tasks_say_can_be_chosen_in_their_configuration(office: Office, sari, admin, folder: Path):
    settled(office, sari)
    settled(office, sari, Act.SPAM)
    split(office, sari)

    assert export_label_studio(office, admin, folder, Selection()) == 5

    tasks = json.loads((folder / TASKS).read_text())
    config = ElementTree.fromstring((folder / CONFIG).read_text())
    choices = {box.get("name"): {one.get("value") for one in box} for box in config.iter("Choices")}
    texts = {text.get("name"): text.get("value") for text in config.iter("Text")}
    for task in tasks:
        for result in (result for said in task["predictions"] + task["annotations"] for result in said["result"]):
            assert set(result["value"]["choices"]) <= choices[result["from_name"]]
            assert texts[result["to_name"]].removeprefix("$") in task["data"]


def test_the_machine_predicts_and_a_person_annotates(office: Office, sari, admin, folder: Path):
    settled(office, sari)
    export_label_studio(office, admin, folder, Selection())

    (task,) = json.loads((folder / TASKS).read_text())
    (prediction,), (annotation,) = task["predictions"], task["annotations"]

    def agency(said: dict) -> list[str]:
        return next(one["value"]["choices"] for one in said["result"] if one["from_name"] == "agency")

    assert (agency(prediction), agency(annotation)) == ([HEALTH], [HOSPITAL])
    assert (prediction["score"], prediction["model_version"]) == (0.62, "tetap@1")


def test_two_readings_of_one_case_are_one_task(office: Office, sari, admin, folder: Path):
    case = admitted(office, action=Action.AUTO_ROUTE, audit=True)["case"]
    settle(office, sari, items_of(office, case)[0].id, Given(Act.CHANGE, 1, CHANGED))
    dispute = next(item for item in items_of(office, case) if item.purpose == "dispute")
    settle(office, an_officer(office, "hakim"), dispute.id, Given(Act.CHANGE, 1, CHANGED))

    assert export_label_studio(office, admin, folder, Selection()) == 1
    (task,) = json.loads((folder / TASKS).read_text())
    assert len(task["annotations"]) == 2


def test_an_agency_that_the_directory_has_no_more_still_can_be_chosen(taxonomy, directory):
    config = ElementTree.fromstring(label_config(taxonomy, directory, [HEALTH, "kabkota.bubar:35.78"]))

    box = next(box for box in config.iter("Choices") if box.get("name") == "agency")
    assert [(one.get("value"), one.get("hint")) for one in box] == [
        (HEALTH, "Dinas Kesehatan Kota Surabaya"),
        ("kabkota.bubar:35.78", None),
    ]
