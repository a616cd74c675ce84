"""The payment composer: plans, kinds of window, and what lesson 08 tells about them."""

import math

import numpy as np
import pytest

from summitry import explorers
from summitry.course import content, quiz
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers import payments

SIX = StagedDeal.uniform(6)


@pytest.fixture
def explorer():
    return explorers.PaymentComposer(faking=False)


@pytest.mark.parametrize("name", payments.PLANS)
def test_every_plan_is_a_start_and_the_model_answers(name):
    plan = payments.PLANS[name]
    explorer = explorers.PaymentComposer(start=name, faking=False)
    assert explorer.payments == list(plan.payments)
    deal = StagedDeal.from_roadmap([step / 100 for step in plan.steps])
    np.testing.assert_allclose(explorer.deal.dprk_cost, deal.dprk_cost, atol=1e-6)
    failures = explorer.deal.promises(plan.payments, fakes=False).failures()
    assert explorer.verdict.holds == (failures == {})
    assert explorer.widget.view["about"] == plan.about
    assert len(explorer.table()) == len(plan.steps)


@pytest.mark.parametrize(
    ("name", "holds", "worst"),
    [
        ("A quarter above cost", True, None),
        ("A tenth below cost", False, "K1"),
        ("Lump sum first", False, "K3"),
        ("All at the end", False, "U6"),
        ("Nyongbyon for five", False, "U1"),
        ("Nyongbyon as a first step", True, None),
        ("Nothing can be rebuilt", False, "U6"),
    ],
)
def test_what_each_plan_shows(explorer, name, holds, worst):
    explorer.preset(name)
    assert (explorer.verdict.holds, explorer.verdict.worst) == (holds, worst)


def test_plans_differ_from_cost_as_their_names_say():
    cost = np.array(SIX.dprk_cost)
    above = np.array(payments.PLANS["quarter-above"].payments) / cost
    below = np.array(payments.PLANS["below-cost"].payments) / cost
    assert above == pytest.approx(1.25, abs=0.04)
    assert below == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("kind", ["own", "scale", "projection"])
def test_windows_are_those_of_the_chosen_kind(explorer, kind):
    explorer.set(window=kind)
    model = explorer.deal.windows(kind, explorer.payments, fakes=False)
    np.testing.assert_allclose(explorer.verdict.windows.floor, model.floor, atol=1e-6)
    np.testing.assert_allclose(explorer.widget.view["ceiling"], model.ceiling, atol=0.001)
    assert explorer.widget.view["kind"] == kind
    told = {
        "own": "while the others stay",
        "scale": "while all payments grow or shrink together",
        "projection": "while the others may move",
    }[kind]
    assert told in explorer.readout
    assert told in explorer.verdict.stage_lines(2)[2].lower()


def test_kinds_of_window_reach_the_page_and_come_back(explorer):
    bench = explorer.widget
    assert bench.kinds == ["own", "scale", "projection"]
    assert explorers.Composer().widget.kinds == ["own"]
    bench.wish = {"changes": {"window": "scale"}, "turn": "1"}
    assert (explorer.state["window"], bench.view["turn"]) == ("scale", "1")
    explorer.preset("Lump sum first")
    assert explorer.state["window"] == "scale"
    explorer.reset()
    assert explorer.state["window"] == "own"


def test_the_figure_is_of_the_chosen_kind(explorer):
    explorer.set(window="projection")
    figure = explorer.figure
    model = explorer.deal.windows("projection", fakes=False)
    np.testing.assert_allclose(figure.data[0].base, model.floor, atol=0.001)
    explorer.set(window="own", payments=[5, 10, 11, 12.5, 15.5, 30])
    own = explorer.deal.windows("own", explorer.payments, fakes=False)
    np.testing.assert_allclose(figure.data[0].base, own.floor, atol=0.001)
    assert figure.data[1].y[0] == 5


def test_ends_are_told_stage_by_stage(explorer):
    assert explorer.verdict.stage_lines(1)[-1] == (
        "Its lower end is set by North Korea's promise at stage 1. "
        "Its upper end is set by the leverage."
    )
    explorer.set(leverage=200)
    assert "Washington's promise at stage 6" in explorer.verdict.stage_lines(6)[-1]
    explorer.set(window="projection")
    assert "end is set by" not in " ".join(explorer.verdict.stage_lines(6))


def test_sentences_about_windows(explorer):
    assert "The narrowest window while the others stay: stage 1, from 3.7" in explorer.readout
    explorer.preset("Lump sum first")
    assert "There is no window while the others stay." in explorer.readout
    explorer.preset("Nyongbyon for five")
    assert "The window of the payment: from 20.4 to 38.0 points." in explorer.readout
    explorer.set(payment_cost=0, leverage=200, payments=[30])
    assert "to 200.0 points" in explorer.readout or "to any amount" in explorer.readout


def test_some_stages_have_a_window_and_some_not():
    explorer = explorers.PaymentComposer(faking=False, payments=[45, 5, 6, 8, 11, 19])
    found = [one for one in explorer.verdict.limits if not math.isnan(one.floor)]
    assert len(found) == 5
    assert "Only 5 of 6 stages have a window while the others stay." in explorer.readout
    explorer.preset("A quarter above cost")
    explorer.set(irreversible=88)
    assert "Only stage 6 has a window while the others stay: from 25.4 to 26.6" in explorer.readout
    assert "No payment here makes the deal hold" in explorer.verdict.stage_lines(1)[-1]


def test_bad_input_is_refused(explorer):
    before = explorer.state
    with pytest.raises(UnknownNameError, match="kind of window"):
        explorer.set(window="widest")
    with pytest.raises(UnknownNameError, match="lump-sum"):
        explorers.PaymentComposer(start="lump-sums")
    with pytest.raises(OutOfRangeError):
        explorer.set(payments=[-1] * 6)
    assert explorer.state == before


# ------------------------------------------------------------ what the lesson says


def solution(id):
    return content.check(id).solution()


def edge(explorer, name, low, high):
    """Find by hand where the verdict of the explorer turns, to one step of the slider."""
    verdicts = {}
    for value in range(low, high + 1):
        explorer.set(**{name: value})
        verdicts[value] = explorer.verdict.holds
    turns = [v for v in range(low, high) if verdicts[v] != verdicts[v + 1]]
    assert len(turns) == 1
    return turns[0] + 0.5


def test_flip_points_of_the_lesson_are_found_in_the_explorer(explorer):
    explorer.preset("Lump sum first")
    assert solution("08-lump") == pytest.approx(edge(explorer, "snapback_stall", 20, 60), abs=1)
    explorer.preset("A quarter above cost")
    assert solution("08-gone") == pytest.approx(edge(explorer, "irreversible", 60, 100), abs=1)


def test_numbers_of_the_lesson_are_those_of_the_explorer(explorer):
    assert solution("08-floor") == pytest.approx(explorer.verdict.windows.floor[4], abs=0.01)
    explorer.set(leverage=200, irreversible=80)
    assert solution("08-ceiling") == pytest.approx(explorer.verdict.windows.ceiling[5], abs=0.06)
    assert solution("08-ceiling") == pytest.approx((20 + 5 + 5) / 0.5 - 0.3 * 58, abs=0.06)
    explorer.preset("A tenth below cost")
    low = explorer.payments
    factor = solution("08-factor")
    assert explorer.deal.promises([1.0001 * factor * p for p in low], fakes=False).kept
    assert not explorer.deal.promises([0.99 * factor * p for p in low], fakes=False).kept


def test_the_prediction_is_the_ceiling_of_the_first_payment():
    outcome = content.value(content.prediction("08-first").reveal.outcome)
    assert outcome == round(float(SIX.windows("projection", fakes=False).ceiling[0]))


def test_payback_and_evasion_as_the_lesson_tells_them():
    assert StagedDeal.uniform(6, arsenal_value=3, leverage=0).most_robust(fakes=False).feasible
    assert not StagedDeal.uniform(6, leverage=70).most_robust(fakes=False).feasible
    safe = StagedDeal.uniform(6, leverage=70, exposure_loss=0)
    assert not safe.most_robust(fakes=False).feasible
    assert quiz.grade(content.check("08-evasion"), "fails").passed


def test_faking_closes_nearly_all_windows_as_the_limits_say(explorer):
    explorer.set(faking=True, detection=50)
    assert "Only stage 6 has a window" in explorer.readout
