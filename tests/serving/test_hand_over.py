"""An urgent complaint is answered at once with whom to call, and until when it must be handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from serving.engine.engine import make_triager
from serving.settings import Settings
from tests.serving.requests import a_request
from triage.complaint import Complaint
from triage.dangers import Danger, DangerSignal, Scope
from triage.errors import BrokenCatalog
from triage.places import Span
from triage.policy import UrgentLane
from triage.prediction import Prediction
from triage.taxonomy import Name

WIRE = "Kabel listrik putus di depan sekolah dan memercikkan api."
READ = DangerSignal(
    "power_line.fallen", Danger.POWER_LINE, "darurat", Scope.NOW, Span("text", 0, 19),
    Name("Kabel listrik putus.", "A power line is down."),
)  # fmt: skip


@dataclass(frozen=True)
class Watchful:
    """The model that is served, with one sign of danger read in every text."""

    model: Any

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        return [replace(prediction, dangers=(READ,)) for prediction in self.model.predict(complaints)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)


@pytest.fixture
def lane(intake, monkeypatch):
    """The one application, where every complaint enters the urgent lane."""
    engine = intake.app.state.server.engine
    everything = UrgentLane(level="rendah", threshold=0.01, answer_within_minutes=90)
    policy = engine.triager.policy.model_copy(update={"urgent_lane": everything})
    watchful = replace(engine.triager, policy=policy, predictor=Watchful(engine.triager.predictor))
    monkeypatch.setattr(engine, "triager", watchful)
    return intake


def test_an_urgent_complaint_is_answered_with_whom_to_call_and_until_when(lane):
    answer = lane.post("/v1/predict", json=a_request(WIRE)).json()

    decision = answer["decision"]
    assert (decision["action"], decision["answer_by"]) == ("urgent_lane", "2026-03-09T11:30:00+07:00")
    assert [contact["number"] for contact in decision["contacts"]] == ["123", "113", "112"]
    assert decision["contacts"][1] == {
        "service": "damkar-113",
        "name": {
            "id": "Dinas Pemadam Kebakaran dan Penyelamatan Kabupaten Sleman",
            "en": "Fire and Rescue Office of Kabupaten Sleman",
        },
        "number": "113",
        "note": decision["contacts"][1]["note"],
        "source": "Rencana Dasar Teknis telekomunikasi nasional (nomor darurat pemadam kebakaran)",
        "checked": None,
    }
    assert answer["dangers"] == [
        {
            "signal": "power_line.fallen",
            "danger": "power_line",
            "level": "darurat",
            "scope": "now",
            "text": {"id": "Kabel listrik putus.", "en": "A power line is down."},
            "span": {"field": "text", "start": 0, "end": 19},
        }
    ]


def test_a_complaint_that_is_kept_gets_the_same_hand_over(lane):
    told = lane.post("/v1/predict", json=a_request(WIRE)).json()["decision"]
    kept = lane.post("/v1/complaints", json=a_request(WIRE))

    assert kept.status_code == 201
    assert kept.json()["answer"]["decision"] == told


def test_outside_the_lane_there_is_neither_a_clock_nor_a_contact(client):
    decision = client.post("/v1/predict", json=a_request()).json()["decision"]

    assert decision["action"] != "urgent_lane"
    assert (decision["answer_by"], decision["contacts"]) == (None, [])


def test_an_operators_own_contacts_are_read_when_the_server_starts(client, tmp_path):
    bundle, own = client.app.state.server.engine.bundle, tmp_path / "kontak.yaml"
    own.write_text("version: sleman\nunknown: [polisi-110]\n", encoding="utf-8")

    triager = make_triager(bundle, Settings(emergency=own))
    assert triager.emergency.version.endswith("+sleman")

    own.write_text("version: sleman\nunknown: [sihir]\n", encoding="utf-8")
    with pytest.raises(BrokenCatalog, match=r"kontak\.yaml.*sihir"):
        make_triager(bundle, Settings(emergency=own))
