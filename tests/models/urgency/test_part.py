"""The part of a bundle that fuses: it comes back byte for byte, moves what is common, and knows its signs."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SignsOfAnotherVersion
from models.urgency.part import UrgencyPart, fused_numbers, number_names
from tests.models.urgency.rows import GRAVE, LEVELS, log_scores, names, some_rows
from tests.worlds import URGENCIES, a_sign, signs
from training.urgency import Evidence, fit_urgency
from triage.dangers import Scope

LINKS = ("corn", "cumulative")
READ = log_scores(np.array([[2.0, 1.0, 0.0, -1.0]]))


@pytest.fixture(scope="module")
def rows() -> Evidence:
    return some_rows()


@pytest.fixture(scope="module", params=LINKS)
def part(request, rows) -> UrgencyPart:
    return fit_urgency(rows, link=request.param)


# --- what it says ---------------------------------------------------------------------------


@given(st.lists(st.floats(-60, 60), min_size=LEVELS, max_size=LEVELS), signs())
def test_it_gives_a_distribution_whatever_was_read(part, scores, found):
    (levels,) = part(log_scores(np.array([scores]) - max(scores)), [found])

    assert (levels > 0.0).all()
    assert levels.sum() == pytest.approx(1.0, abs=1e-9)


def test_a_row_gets_the_same_bytes_alone_and_among_others(part, rows):
    together = part(rows.read, rows.dangers)
    alone = [part(rows.read[place : place + 1], [rows.dangers[place]])[0] for place in range(len(rows.labels))]

    assert np.array_equal(together, alone)
    assert np.array_equal(part(rows.read[::-1], rows.dangers[::-1])[::-1], together)


def test_a_grave_sign_that_speaks_raises_the_gravest_level_and_a_silenced_one_less(part):
    quiet, silenced, loud = part(np.repeat(READ, 3, axis=0), [(), (a_sign(GRAVE, scope=Scope.PAST),), (a_sign(GRAVE),)])

    assert loud[3] > 2 * quiet[3]
    assert loud[3] > silenced[3]


def test_the_signs_beside_the_head_fit_better_than_the_head_alone(rows):
    bare = Evidence(rows.read, [()] * len(rows.labels), rows.labels, rows.weights)

    def loss(known: Evidence) -> float:
        return -np.log(fit_urgency(known)(known.read, known.dangers)[np.arange(len(known.labels)), known.labels]).mean()

    assert loss(rows) < loss(bare) - 0.05


def test_every_number_that_it_reads_has_a_name():
    told = number_names(URGENCIES, names())

    assert told[:3] == ("above rendah", "above sedang", "above tinggi")
    assert fused_numbers(READ, [()], names()).shape == (1, len(told))
    assert len(set(told)) == len(told)


def test_a_head_that_is_quite_sure_still_gives_finite_numbers():
    sure = np.log(np.array([[1.0, 1e-300, 1e-300, 1e-300], [1e-300, 1e-300, 1e-300, 1.0]]))

    assert np.isfinite(fused_numbers(sure, [(), ()], names())).all()


# --- the shares -----------------------------------------------------------------------------


@pytest.mark.parametrize("link", LINKS)
def test_weights_move_the_mean_probabilities_to_the_shares_among_all_complaints(link, rows):
    """The rows with weights are read as that many complaints: the mean over those is near the levels' shares."""
    fitted = fit_urgency(rows, link=link)
    real = np.bincount(rows.labels, rows.weights) / rows.weights.sum()
    seen = np.bincount(rows.labels) / len(rows.labels)

    found = fitted(rows.read, rows.dangers)

    assert np.average(found, axis=0, weights=rows.weights).tolist() == pytest.approx(real.tolist(), abs=0.03)
    assert np.abs(real - seen).max() > 0.2
    assert np.exp(fitted.shift).tolist() == pytest.approx((real / seen).tolist())


def test_rows_that_all_count_alike_need_no_shift(rows):
    alike = Evidence(rows.read, rows.dangers, rows.labels, np.full(len(rows.labels), 7.0))

    assert fit_urgency(alike).shift == pytest.approx((0.0,) * LEVELS, abs=1e-12)


def test_a_shift_towards_a_level_keeps_the_odds_among_the_others(part):
    plain = part.model_copy(update={"shift": (0.0,) * LEVELS})
    moved = part.model_copy(update={"shift": (0.0, 0.0, 0.0, float(np.log(3.0)))})

    (before,), (after,) = plain(READ, [()]), moved(READ, [()])

    assert after[3] / after[0] == pytest.approx(3 * before[3] / before[0])
    assert after[1] / after[0] == pytest.approx(before[1] / before[0])


# --- its file -------------------------------------------------------------------------------


def test_it_comes_back_from_its_file_byte_for_byte(part, rows, tmp_path):
    part.save(tmp_path / "urgency.json")
    again = UrgencyPart.open(tmp_path / "urgency.json", names())
    again.save(tmp_path / "again.json")

    assert again == part
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "urgency.json").read_bytes()
    assert np.array_equal(again(rows.read, rows.dangers), part(rows.read, rows.dangers))


def test_a_part_that_weighs_a_sign_that_this_version_does_not_read_does_not_open(part, tmp_path):
    part.save(tmp_path / "urgency.json")
    fewer = [name for name in names() if name not in (GRAVE, "fire.burning")]

    with pytest.raises(SignsOfAnotherVersion) as caught:
        UrgencyPart.open(tmp_path / "urgency.json", fewer)

    assert caught.value.fields["got"] == f"fire.burning, {GRAVE}"


def test_a_version_that_reads_more_signs_opens_it_and_says_the_same(part, rows, tmp_path):
    part.save(tmp_path / "urgency.json")

    again = UrgencyPart.open(tmp_path / "urgency.json", [*names(), "baru.sekali"])

    assert np.array_equal(again(rows.read, rows.dangers), part(rows.read, rows.dangers))


def test_a_file_with_a_key_that_nobody_knows_does_not_open(part, tmp_path):
    raw = json.loads(part.model_dump_json())
    (tmp_path / "urgency.json").write_text(json.dumps(raw | {"warna": "biru"}), encoding="utf-8")

    with pytest.raises(ValueError, match="warna"):
        UrgencyPart.open(tmp_path / "urgency.json", names())
