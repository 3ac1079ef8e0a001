"""Opening the roles: seen ones keep their head, new ones get a place by their duties, agencies a calibration."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from models.bundle import layout
from models.bundle.open import open_bundle
from models.linear.part import LinearScorer
from models.open_roles.part import OpenRoles
from models.scorer import log_softmax, read
from tests.training.fit_once import label_space, labelled
from tests.training.histories import a_labelled, separable_history, write_yaml
from tests.worlds import MOJO, NOW, SURABAYA, a_prediction
from training.calibrate import calibrate_part
from training.config import LinearConfig, TrainingConfig
from training.evaluate.answers import AGENCY, all_answers, known_agencies
from training.linear import fit_linear
from training.open_roles import fit_open_roles, fit_routing, role_names, signal_reader
from training.opening import open_all
from training.prepare import Prepared, prepare
from training.run import TrainedRun, train
from triage.duties import load_duties
from triage.label_space import LabelSpace
from triage.prediction import Distribution, Prediction, RoutingFit
from triage.records import LabelledComplaint
from triage.router import Router, make_router
from triage.tasks import Task

SMALL = LinearConfig(min_df=1, max_features=2000)


# --- the open roles -------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """A linear part of three roles, and its roles opened on rows that it was not trained on."""

    scorer: LinearScorer
    space: LabelSpace
    part: OpenRoles
    held_out: Sequence[LabelledComplaint]

    def head(self, texts: Sequence[str]) -> np.ndarray:
        return np.exp(log_softmax(self.scorer.logits(texts)[Task.ROLE]))

    def roles(self, text: str) -> Distribution:
        ((distribution, _),) = self.part([text], self.head([text]), None)
        return distribution


def opened(directory, rows: Sequence[LabelledComplaint], held_out: Sequence[LabelledComplaint]) -> Opened:
    space = label_space(list(rows))
    known = labelled(list(rows), space)
    scorer = fit_linear(known.texts, known.labels, space, SMALL, seed=13)
    reader, names = signal_reader(directory, scorer, space.labels[Task.ROLE], rows, None)
    texts = [row.text for row in held_out]
    head = np.exp(log_softmax(scorer.logits(texts)[Task.ROLE]))
    part = fit_open_roles(reader, names, texts, head, None, [row.role for row in held_out])
    return Opened(scorer, space, part, held_out)


@pytest.fixture(scope="module")
def three_roles(directory) -> Opened:
    rows = separable_history(120)
    return opened(directory, rows[:60], rows[60:])


def test_every_role_of_the_directory_is_there_once(three_roles, directory):
    distribution = three_roles.roles("Mohon ditindaklanjuti.")

    assert distribution.labels == tuple(directory.roles)
    assert math.fsum(distribution.probabilities) == pytest.approx(1.0)


def test_a_seen_role_comes_first_where_the_head_is_sure_of_it(three_roles):
    for row in three_roles.held_out:
        assert three_roles.roles(row.text).best[0] == row.role


def test_seen_roles_about_which_the_duties_are_silent_keep_the_order_of_the_head(three_roles):
    text = "Di dekat lapangan nomor 7 tadi malam."
    head = Distribution(three_roles.space.labels[Task.ROLE], tuple(three_roles.head([text])[0]))

    found = [role for role, _ in three_roles.roles(text).top(400) if role in head.labels]

    assert found == [role for role, _ in head.top(3)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Penghulu minta biaya tambahan saat akad dan buku nikah belum jadi.", "kecamatan.kua"),
        ("Kuota antrean paspor selalu habis dan wawancara berbelit.", "kabkota.imigrasi"),
        ("Sarang tawon di atap rumah, tolong evakuasi, mobil pemadam belum datang.", "kabkota.pemadam-kebakaran"),
    ],
)
def test_a_role_that_no_row_shows_gets_a_place_by_its_duties_alone(three_roles, text, role):
    assert role not in three_roles.space.labels[Task.ROLE]
    assert role in [found for found, _ in three_roles.roles(text).top(3)]


def test_rows_whose_role_nobody_knows_teach_nothing(directory, three_roles):
    rows = separable_history(120)
    unknown = [a_labelled(f"X-{number}", "Penghulu minta biaya.") for number in range(20)]

    more = opened(directory, rows[:60], [*rows[60:], *unknown])

    assert more.part.combiner.weights == pytest.approx(three_roles.part.combiner.weights, rel=1e-3, abs=1e-3)


def test_the_same_rows_give_the_same_weights(directory, three_roles):
    rows = separable_history(120)

    assert opened(directory, rows[:60], rows[60:]).part.combiner == three_roles.part.combiner


def test_a_role_is_looked_for_by_its_names_without_a_region(directory):
    for slug in directory.roles:
        names = role_names(directory, slug)
        assert not [name for name in names if "{" in name or not name.strip()], slug

    assert "Dinas Kesehatan" in role_names(directory, "kabkota.kesehatan")


# --- the way to agencies --------------------------------------------------------------------

QUIET, HOSPITAL = "Mohon ditindaklanjuti.", "Pelayanan di puskesmas lambat."
HEALTH, POWER = "kabkota.kesehatan", "kabkota.pln"


@pytest.fixture(scope="module")
def router(directory) -> Router:
    return make_router(directory, SURABAYA)


def rows_of(roles: Sequence[str], text: str = QUIET) -> list[LabelledComplaint]:
    return [a_labelled(f"L-{number}", text, region=MOJO, role=role) for number, role in enumerate(roles)]


def says(first: str, probability: float = 0.95) -> Prediction:
    other = POWER if first == HEALTH else HEALTH
    return a_prediction(role={first: probability, other: 1 - probability})


def brier(
    predictions: Sequence[Prediction], rows: Sequence[LabelledComplaint], router: Router, fit: RoutingFit
) -> float:
    """Return the mean squared error of the candidates' probabilities, region known and not."""
    errors = [
        (candidate.probability - (candidate.agency.slug == agency)) ** 2
        for known in (True, False)
        for _, agency, complaint, prediction in known_agencies(predictions, rows, router.directory, known)
        for candidate in router(complaint, prediction, fit).candidates[:5]
    ]
    return float(np.mean(errors))


@pytest.mark.parametrize("right", [0.55, 0.75, 0.99])
def test_an_agency_s_probability_comes_closer_to_the_truth(right, router):
    """The model says 0.95 each time; the share that is right is another."""
    randomness = np.random.default_rng(8)
    roles = np.where(randomness.random(80) < right, HEALTH, POWER).tolist()
    rows, predictions = rows_of(roles), [says(HEALTH)] * len(roles)

    fit = fit_routing(predictions, rows, router)

    assert fit.slope > 0.0
    plain = RoutingFit(rule_trust=fit.rule_trust)
    assert brier(predictions, rows, router, fit) < brier(predictions, rows, router, plain)
    (first, *_) = router(rows[0].complaint(now=NOW), says(HEALTH), fit).candidates
    assert first.probability == pytest.approx(roles.count(HEALTH) / len(roles), abs=0.05)


def test_a_calibration_never_turns_the_order_round_even_where_the_model_is_mostly_wrong(router):
    rows = rows_of([POWER] * 30 + [HEALTH] * 5)

    fit = fit_routing([says(HEALTH)] * len(rows), rows, router)

    assert fit.slope > 0.0
    slugs = [one.agency.slug for one in router(rows[0].complaint(now=NOW), says(HEALTH), fit).candidates]
    assert slugs.index(f"{HEALTH}:{SURABAYA}") < slugs.index(f"{POWER}:{SURABAYA}")


def test_rules_that_are_right_are_trusted_and_rules_that_are_wrong_hardly(router):
    assert HEALTH in {rule.to for rule in router.jurisdiction.speaking(HOSPITAL)}
    unsure = [says(HEALTH, 0.5)] * 20

    right = fit_routing(unsure, rows_of([HEALTH] * 19 + [POWER], HOSPITAL), router).rule_trust
    wrong = fit_routing(unsure, rows_of([POWER] * 19 + [HEALTH], HOSPITAL), router).rule_trust

    assert right > wrong
    assert wrong <= 0.1
    for trust in (right, wrong):
        assert 0.0 <= trust <= 1.0
        assert trust * 10 == pytest.approx(round(trust * 10))


def test_where_no_rule_speaks_the_law_is_believed_as_it_stands(router):
    assert router.jurisdiction.speaking(QUIET) == []

    assert fit_routing([says(HEALTH)] * 4, rows_of([HEALTH, POWER] * 2), router).rule_trust == 1.0


def test_without_a_right_and_a_wrong_candidate_nothing_is_calibrated(router):
    always = a_prediction(role={HEALTH: 1.0})

    assert fit_routing([always] * 5, rows_of([HEALTH] * 5), router) == RoutingFit()
    assert fit_routing([], [], router) == RoutingFit()


# --- a whole run ----------------------------------------------------------------------------


def a_config(folder: Path, rows: Sequence[LabelledComplaint], **changes: object) -> TrainingConfig:
    """Write rows as a history and return a run of the linear part on them."""
    lines = [row.model_dump_json(exclude_none=True) for row in rows]
    (folder / "riwayat.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    own = ("id", "region", "kind", "category", "urgency", "role")
    mapping = {"id": "id", "text": ["text"], "region": ["region"], **{name: name for name in own if name != "region"}}
    whole = {
        "name": "buka",
        "data": {
            "files": [folder / "riwayat.jsonl"],
            "mapping": write_yaml(folder / "peta.yaml", mapping),
            "split": {"by": "hash", "calibration": 0.3, "test": 0.2},
            "region": SURABAYA,
        },
        "linear": SMALL.model_dump(),
        "serve": "linear",
        "tracking": {"register_model": False},
        "output": folder / "runs",
    }
    return TrainingConfig.model_validate({**whole, **changes})


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> tuple[Prepared, TrainedRun]:
    folder = tmp_path_factory.mktemp("buka")
    config = a_config(folder, separable_history(150))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder}/mlflow.db")
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        patch.chdir(folder)
        return prepare(config), train(config)


def test_a_run_writes_its_open_roles_and_its_calibration_into_the_bundle(trained, directory):
    _, run = trained

    facts = json.loads((run.bundle / layout.OPEN_ROLES / "open_roles.json").read_text(encoding="utf-8"))

    assert facts["duties"] == dict(load_duties(directory.roles))
    assert {f"{layout.OPEN_ROLES}/open_roles.json"} == {
        name for name in run.manifest.files if name.startswith(layout.OPEN_ROLES)
    }
    assert open_bundle(run.bundle).predictor.routing_fit.slope > 0.0


def test_the_opened_bundle_answers_the_test_part_as_the_run_itself_did(trained):
    prepared, run = trained
    predictor, rows = open_bundle(run.bundle).predictor, prepared.parts.test

    served = all_answers(predictor.predict_texts(prepared.texts(rows)), rows, prepared.router, predictor.routing_fit)

    assert AGENCY in served
    for question, table in run.answers["linear"].items():
        assert served[question].ranked.tolist() == table.ranked.tolist(), question
        assert served[question].probability.tolist() == table.probability.tolist(), question


def test_the_majority_stays_as_it_is(trained):
    prepared, run = trained

    assert run.answers["majority"]["role"].right.mean() < run.answers["linear"]["role"].right.mean()
    seen = set(prepared.space.labels[Task.ROLE])
    assert set(run.answers["majority"]["role"].ranked.ravel()) <= seen | {""}


def test_a_run_whose_calibration_part_shows_no_role_leaves_the_roles_closed(trained):
    """Nothing could weigh the duties against the head there."""
    prepared, _ = trained
    parts = prepared.parts
    blind = replace(parts, calibration=tuple(row.model_copy(update={"role": None}) for row in parts.calibration))
    run = replace(prepared, parts=blind)
    train_rows, held_out = run.labelled(blind.train), run.labelled(blind.calibration)
    scorer = fit_linear(train_rows.texts, train_rows.labels, run.space, SMALL, seed=13)
    logits, vectors = read(scorer, held_out.texts)

    (model,) = open_all(run, [calibrate_part("linear", scorer, logits, held_out.labels, vectors)], train_rows)

    assert model.open_roles is None
    assert model.calibration.routing == RoutingFit()
