"""The figures of an evaluation, against small examples that were counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import a_point
from training.evaluate.answers import Answers
from training.evaluate.metrics import accuracy, calibration, difference, macro_f1, summarise, summarise_all

LEVELS = ("rendah", "sedang", "tinggi", "darurat")


def answers(
    truth: Sequence[str],
    first: Sequence[str],
    probability: Sequence[float] | np.ndarray | None = None,
    *,
    second: Sequence[str] | None = None,
    question: str = "category",
) -> Answers:
    n = len(truth)
    ranked = np.full((n, 3), "", dtype=object)
    ranked[:, 0] = first
    ranked[:, 2] = second if second is not None else ""
    return Answers(
        question,
        np.array(truth, dtype=object),
        ranked,
        np.full(n, 0.5) if probability is None else np.asarray(probability, dtype=np.float64),
        np.arange(n),
    )


def every(table: Answers) -> np.ndarray:
    return np.arange(len(table))


# --- accuracy, top 3, F1 --------------------------------------------------------------------


def test_accuracy_is_the_share_of_right_first_answers_and_top3_of_right_ones_among_three():
    table = answers(["a", "a", "b", "b"], ["a", "b", "b", "c"], second=["x", "a", "x", "x"])

    figures = summarise(table)

    assert (figures["accuracy"], figures["top3"], figures["n"]) == (0.5, 0.75, 4)
    low, high = figures["accuracy_interval"]
    assert 0.0 <= low < 0.5 < high <= 1.0


def test_macro_f1_is_the_mean_over_labels_with_ten_rows():
    # a: 10 rows, 8 found, 1 false alarm: 16/19. b: 12 rows, all found, 2 false alarms: 24/26. c: 3 rows, 2 found: 4/5.
    truth = ["a"] * 10 + ["b"] * 12 + ["c"] * 3
    first = ["a"] * 8 + ["b"] * 2 + ["b"] * 12 + ["c", "c", "a"]
    table = answers(truth, first)

    figures = summarise(table)

    assert figures["macro_f1"] == pytest.approx((16 / 19 + 24 / 26) / 2)
    assert figures["macro_f1_all"] == pytest.approx((16 / 19 + 24 / 26 + 4 / 5) / 3)


def test_macro_f1_cannot_be_given_where_no_label_has_ten_rows():
    figures = summarise(answers(["a"] * 9, ["a"] * 9))

    assert figures["macro_f1"] is None
    assert figures["macro_f1_interval"] is None
    assert figures["macro_f1_all"] == 1.0


def test_an_answer_that_is_no_true_label_costs_recall_only():
    table = answers(["a", "a", "b", "b"], ["a", "asing", "b", "b"])

    assert macro_f1(table, 1)(every(table)) == pytest.approx((2 / 3 + 1) / 2)


def test_a_label_that_training_never_saw_counts_as_an_error():
    table = answers(["a"] * 10 + ["baru"] * 10, ["a"] * 20)

    figures = summarise(table)

    assert figures["accuracy"] == 0.5
    assert figures["macro_f1"] == pytest.approx((20 / 30 + 0) / 2)


def test_nobody_named_is_wrong():
    assert summarise(answers(["a", "b"], ["", ""]))["top3"] == 0.0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1, max_size=40))
def test_macro_f1_agrees_with_scikit_learn(pairs):
    from sklearn.metrics import f1_score

    truth, first = zip(*pairs, strict=True)
    table = answers(truth, first)

    theirs = f1_score(truth, first, labels=sorted(set(truth)), average="macro", zero_division=0)
    assert macro_f1(table, 1)(every(table)) == pytest.approx(theirs)


# --- calibration ----------------------------------------------------------------------------


def drawn(probability: np.ndarray, chance: np.ndarray, seed: int = 13) -> Answers:
    right = np.random.default_rng(seed).random(len(probability)) < chance
    return answers(["a"] * len(probability), ["a" if hit else "b" for hit in right], probability)


def test_a_calibrated_model_has_no_calibration_error_once_chance_is_taken_out():
    probability = np.random.default_rng(2026).uniform(0.3, 1.0, 600)

    figures = [calibration(drawn(probability, probability, seed), np.random.default_rng(0)) for seed in range(20)]

    assert np.mean([of["ece"] for of in figures]) == pytest.approx(0.0, abs=0.005)
    assert np.mean([of["ece_raw"] for of in figures]) > 0.02


def test_an_over_confident_model_has_a_calibration_error_of_its_excess():
    probability = np.random.default_rng(2026).uniform(0.6, 1.0, 3000)

    figures = calibration(drawn(probability, probability - 0.2), np.random.default_rng(0))

    assert figures["ece_raw"] == pytest.approx(0.2, abs=0.03)
    assert 0.1 < figures["ece"] < figures["ece_raw"]


def test_the_brier_score_is_the_mean_square_of_what_was_missing():
    figures = calibration(answers(["a", "a"], ["a", "b"], [0.8, 0.4]), np.random.default_rng(0))

    assert figures["brier"] == pytest.approx((0.2**2 + 0.4**2) / 2)


# --- coverage -------------------------------------------------------------------------------


def test_coverage_and_error_are_counted_at_the_fitted_threshold():
    table = answers(["a"] * 5, ["a", "a", "b", "a", "b"], [0.99, 0.9, 0.8, 0.79, 0.1])
    points = [
        a_point(0.8, answer="category", target_error=0.05),
        a_point(0.05, answer="category", target_error=0.10),
        a_point(0.0, answer="agency", target_error=0.05),
    ]

    figures = summarise(table, points)

    assert (figures["coverage_at_5"], figures["error_at_5"]) == (0.6, pytest.approx(1 / 3))
    assert (figures["coverage_at_10"], figures["error_at_10"]) == (1.0, 0.4)
    assert figures["threshold_at_5"] == 0.8


@pytest.mark.parametrize("threshold", [None, 0.95])
def test_where_nothing_is_covered_no_error_is_claimed(threshold):
    figures = summarise(answers(["a"], ["a"], [0.9]), [a_point(threshold, answer="category")])

    assert (figures["coverage_at_5"], figures["error_at_5"], figures["error_at_5_interval"]) == (0.0, None, None)


# --- kappa ----------------------------------------------------------------------------------


def test_kappa_is_one_for_the_truth_and_minus_one_for_its_opposite():
    assert summarise(answers(LEVELS, LEVELS), levels=LEVELS)["kappa"] == pytest.approx(1.0)
    assert summarise(answers(LEVELS, LEVELS[::-1]), levels=LEVELS)["kappa"] == pytest.approx(-1.0)


def test_kappa_weighs_an_error_by_the_square_of_its_distance():
    # Both margins uniform over four levels: expected disagreement is 2.5; one swap of neighbours costs 2/4.
    table = answers(LEVELS, ("sedang", "rendah", "tinggi", "darurat"))

    assert summarise(table, levels=LEVELS)["kappa"] == pytest.approx(1 - 0.5 / 2.5)


def test_kappa_of_a_single_level_cannot_be_given():
    assert summarise(answers(["sedang"] * 3, ["sedang"] * 3), levels=LEVELS)["kappa"] is None


def test_only_urgency_gets_a_kappa():
    table = {"urgency": answers(LEVELS, LEVELS, question="urgency"), "category": answers(["a"], ["a"])}

    figures = summarise_all(table, (), LEVELS)

    assert "kappa" in figures["urgency"]
    assert "kappa" not in figures["category"]


# --- differences ----------------------------------------------------------------------------


def test_a_model_does_not_differ_from_itself():
    table = answers(["a", "b"] * 15, ["a"] * 30)

    for figure in (accuracy, lambda given: macro_f1(given, 10)):
        assert difference(table, table, figure) == {"difference": 0.0, "interval": [0.0, 0.0]}


def test_a_difference_is_paired_row_by_row():
    truth = ["a"] * 100
    ours = answers(truth, ["a"] * 60 + ["b"] * 40)
    theirs = answers(truth, ["a"] * 50 + ["b"] * 50)

    found = difference(ours, theirs, accuracy)

    assert found["difference"] == pytest.approx(0.1)
    assert 0.03 < found["interval"][0] < found["interval"][1] < 0.18


def test_figures_are_the_same_each_time():
    table = answers(["a", "b"] * 15, ["a"] * 30, np.linspace(0.1, 0.9, 30))

    assert summarise(table) == summarise(table)
