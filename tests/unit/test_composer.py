"""The composer: states, sentences, table and figure say what the model says."""

import json

import numpy as np
import pytest

from summitry import scenarios
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import Composer, assumptions
from summitry.explorers.verdict import Verdict, best_payments


@pytest.fixture
def six():
    return Composer()


@pytest.fixture
def big():
    return Composer(start="big-for-big", faking=False)


# ---------------------------------------------------------------- the model behind it


@pytest.mark.parametrize("name", scenarios.names())
def test_each_named_deal_is_the_scenario_of_the_model(name):
    explorer, deal = Composer(start=name), scenarios.load(name).deal()
    np.testing.assert_allclose(explorer.deal.dprk_cost, deal.dprk_cost, rtol=1e-6)
    np.testing.assert_allclose(explorer.deal.hazard, deal.hazard, rtol=1e-6)
    for field in ("leverage", "irreversible", "snapback_break", "penalty", "detection"):
        assert getattr(explorer.deal, field) == pytest.approx(getattr(deal, field))
    best = deal.most_robust()
    np.testing.assert_allclose(explorer.payments, best.payments, atol=0.06)
    assert explorer.verdict.holds == best.feasible
    assert scenarios.load(name).title in explorer.widget.view["about"]


def test_every_assumption_of_the_model_has_a_dial():
    assert {dial.name for dial in assumptions.DIALS} == set(
        scenarios.load("six-stage-reference").parameters
    )


@pytest.mark.parametrize(
    ("switch", "zero"),
    [
        ("elections", {"yearly_hazard": 0.0}),
        ("irreversibility", {"irreversible": 0.0}),
        ("snapback", {"snapback_stall": 0.0, "snapback_break": 0.0}),
    ],
)
def test_a_switch_sets_its_assumptions_to_zero_and_back(six, switch, zero):
    before = six.deal
    six.set(**{switch: False})
    wanted = StagedDeal.uniform(6, **zero)
    np.testing.assert_allclose(six.deal.hazard, wanted.hazard, atol=1e-6)
    for field in ("irreversible", "snapback_stall", "snapback_break"):
        assert getattr(six.deal, field) == getattr(wanted, field)
    six.set(**{switch: True})
    np.testing.assert_array_equal(six.deal.hazard, before.hazard)
    assert six.deal.irreversible == before.irreversible


def test_without_faking_no_promise_is_about_faking(six):
    assert any(name.startswith("F") for name in six.verdict.promises.names)
    assert "Spare of the promise not to fake" in six.table()
    six.set(faking=False)
    assert not any(name.startswith("F") for name in six.verdict.promises.names)
    assert "Spare of the promise not to fake" not in six.table()


def test_worse_detection_breaks_the_promise_not_to_fake(six):
    assert not any(six.verdict.view()["fakes"])
    six.set(detection=5)
    assert any(six.verdict.view()["fakes"])
    assert "North Korea fakes the step" in six.readout
    assert "is found with a chance of 5%" in six.readout


# ---------------------------------------------------------------- what it says


def test_big_for_big_names_promise_points_and_reason(big):
    failures = big.deal.promises([100], fakes=False).failures()
    assert f"at stage 1 North Korea stalls (it gains {failures['K1']:.1f} points" in big.readout
    assert f"United States does not pay (it gains {failures['U1']:.1f} points" in big.readout
    assert "2 of 4 conditions fail" in big.readout
    assert "It would give up 70.0 points first" in big.readout
    assert "6.25 years later, and with a chance of 31%" in big.readout
    assert "No other payments could make it hold" in big.readout
    assert "73.5 points at stage 1; the United States: nothing" in big.readout


def test_the_reason_of_a_promise_to_pay_adds_up(big):
    """What Washington would lose by not paying, less the future, is the bill less the shortfall."""
    text = big.verdict.why("U1")
    assert "Paying costs it 50.0 points." in text
    assert "worth 5.0 to it" in text
    assert "30.0 points of what it gained and 5.0 points of its name" in text
    assert big.verdict.failures["U1"] == pytest.approx(50 - 5 - 30 - 5)


def test_the_reason_of_a_stall_names_both_values(big):
    values = big.deal.promises([100], fakes=False)
    assert f"going on is worth −{abs(values.slack[0]):.1f} to it, stalling 0.0" in big.readout


def test_past_relief_that_comes_back_is_named():
    explorer = Composer(faking=False, payments=[20, 20, 20, 20, 20, 80], leverage=200)
    assert "of past relief come back to it" in explorer.verdict.why("U6")


def test_a_deal_that_holds_says_its_weakest_promise_and_its_chance(six):
    promises = six.verdict.promises
    assert six.readout.startswith("This deal holds")
    assert f"at stage {promises.weakest[1:]}, with {promises.slack.min():.1f} points" in six.readout
    assert f"runs to the end is {six.verdict.play.survival:.0%}" in six.readout
    six.set(elections=False)
    assert "nothing from outside can end it here" in six.readout


def test_too_much_money_is_named(six):
    six.set(payments=[30] * 6)
    assert "80.0 points above the leverage" in six.readout
    assert "add up to 180.0 points, and the leverage is 100.0 points" in six.verdict.why("L")
    assert "Other payments could make it hold" in six.readout


def test_a_deal_that_washington_would_not_sign_says_so():
    explorer = Composer(start="nyongbyon-for-five", us_value=10, payments=[60], reputation_us=40)
    assert not explorer.verdict.play.signs
    assert "the United States does not sign" in explorer.readout
    assert explorer.verdict.view()["signs"] is False
    assert "weigh more than all that it would gain" in explorer.verdict.why("W1")


def test_every_node_has_its_line(six):
    six.set(payments=[0, 0, 0, 0, 0, 100], faking=False)
    play = six.deal.play(six.payments)
    for stage in range(1, 7):
        k, u = play.nodes[2 * stage - 2 : 2 * stage]
        line = " ".join(six.verdict.stage_lines(stage))
        assert ("North Korea goes on" if k.keeps else "North Korea stalls") in line
        assert ("United States pays" if u.keeps else "United States does not pay") in line
        assert f"{abs(k.value_keep):.1f}" in line
        assert f"{abs(u.value_leave):.1f}" in line


def test_windows_are_those_with_the_other_payments_fixed(six):
    windows = six.deal.windows("own", six.payments)
    table = six.table()
    np.testing.assert_allclose(table["Window from"].astype(float), windows.floor, atol=0.06)
    np.testing.assert_allclose(table["Window to"].astype(float), windows.ceiling, atol=0.06)
    assert f"from {windows.floor[5]:.1f} to {windows.ceiling[5]:.1f} points" in " ".join(
        six.verdict.stage_lines(6)
    )
    six.set(payments=[0] * 6)
    assert set(six.table()["Window from"]) == {"none"}
    assert "No payment here makes the deal hold" in " ".join(six.verdict.stage_lines(1))


def test_table_and_view_carry_exposure_and_moves(six):
    six.set(payments=[60, 8, 8, 8, 8, 8], faking=False)
    exposure = six.deal.exposure(six.payments)
    table, view = six.table(), six.verdict.view()
    np.testing.assert_allclose(table["North Korea would lose"], exposure.dprk, atol=0.06)
    np.testing.assert_allclose(view["exposureUs"], exposure.us, atol=0.001)
    play = six.deal.play(six.payments)
    assert view["dprkKeeps"] == [node.keeps for node in play.nodes[0::2]]
    assert view["usKeeps"] == [node.keeps for node in play.nodes[1::2]]
    assert view["firstBreak"] == [play.first_break.stage, play.first_break.mover]
    json.dumps(view, allow_nan=False)


# ---------------------------------------------------------------- payments by the model


def test_the_model_keeps_the_payments_safest_while_the_deal_changes(six):
    six.set(payer="robust")
    for changes in ({"irreversible": 75}, {"steps": [30, 30, 40]}, {"leverage": 120}):
        six.set(**changes)
        best = six.deal.most_robust()
        np.testing.assert_allclose(six.payments, best.payments, atol=1e-5)
        assert six.verdict.holds
    six.pay(1, 12)
    assert six.state["payer"] == "me"
    assert six.payments[0] == 12


def test_the_cheapest_payments_are_as_good_for_washington_as_the_model_says(six):
    six.set(payer="cheapest")
    assert six.verdict.play.value_us == pytest.approx(six.deal.cheapest().value_us, abs=1e-4)
    assert "best for the United States" in six.readout


def test_where_nothing_holds_the_model_shows_what_comes_closest(big):
    for payer in ("robust", "cheapest"):
        big.set(payer=payer)
        assert big.readout.startswith("No payments can make this deal hold.")
        assert not big.verdict.any_schedule


def test_buttons_take_the_payments_over_and_leave_them_to_the_learner(six):
    six.set(payments=[0] * 6)
    six.pay_best("robust")
    assert six.state["payer"] == "me"
    assert six.verdict.holds
    six.pay_best("cheapest")
    assert sum(six.payments) < 100
    with pytest.raises(UnknownNameError, match="way to choose payments"):
        six.pay_best("fairest")


def test_best_payments_do_not_depend_on_the_payments_before(six):
    first = best_payments(six.state, "robust")
    six.set(payments=[1] * 6)
    assert best_payments(six.state, "robust") == first


def test_smallest_number_of_stages_is_found_by_cutting_equally():
    explorer = Composer(start="big-for-big", faking=False, payer="robust", arsenal_value=90)
    holds = []
    for count in range(1, 9):
        explorer.equal(count)
        holds.append(explorer.verdict.holds)
    wanted = [
        StagedDeal.uniform(n, arsenal_value=90).most_robust(fakes=False).feasible
        for n in range(1, 9)
    ]
    assert holds == wanted
    assert holds.index(True) + 1 == 6


# ---------------------------------------------------------------- the state


def test_state_is_a_plain_copy(six):
    six.state["payments"].append(1)
    assert len(six.state["payments"]) == 6
    json.dumps(six.state)


def test_start_reset_preset_and_undo():
    explorer = Composer(start="big-for-big", faking=False)
    first = explorer.state
    explorer.equal(4)
    explorer.preset("Six equal steps")
    assert len(explorer.state["steps"]) == 6
    assert explorer.state["faking"] is False
    explorer.undo()
    assert len(explorer.state["steps"]) == 4
    explorer.undo()
    assert explorer.state == first
    explorer.undo()
    assert explorer.state == first
    explorer.equal(9)
    explorer.reset()
    assert explorer.state == first


def test_each_press_of_a_button_is_one_step_of_undo(six):
    six.set(steps=[10, 20, 30, 40], payments=[10, 20, 30, 40])
    states = []
    presses = [(six.move, 1, 2), (six.move, 2, 4), (six.split, 1), (six.move, 1, 3)]
    for press, *where in presses:
        states.append(six.state)
        press(*where)
        assert six.state != states[-1]
    for before in reversed(states):
        six.undo()
        assert six.state == before


def test_a_drag_is_one_step_of_undo(six):
    first = six.state
    for amount in (13, 14, 15):
        six.pay(3, amount)
    six.pay(4, 20)
    six.undo()
    assert six.payments[2:4] == [15, first["payments"][3]]
    six.undo()
    assert six.state == first


def test_new_steps_share_the_old_sum_of_payments(big):
    big.set(steps=[25, 75])
    assert big.state["payments"] == [25, 75]
    assert big.state["names"] == ["", ""]
    big.set(steps=[50, 50], payments=[10, 20], names=["first", "second"])
    assert big.table()["Name"].tolist() == ["first", "second"]


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"irreversible": 101}, OutOfRangeError, "between 0 and 100"),
        ({"years": float("nan")}, OutOfRangeError, "years is nan"),
        ({"elections": "yes"}, OutOfRangeError, "True or False"),
        ({"steps": [90, 90]}, OutOfRangeError, "at most 100 per cent"),
        ({"steps": []}, OutOfRangeError, "number of stages is 0"),
        ({"payments": [1]}, SummitryError, "6 steps, but 1 payments"),
        ({"payments": None}, OutOfRangeError, "a list"),
        ({"payer": "Kim"}, UnknownNameError, "way to set the payments"),
        ({"paymnts": [1]}, UnknownNameError, "Did you mean 'payments'"),
    ],
)
def test_a_bad_value_is_refused_and_changes_nothing(six, changes, error, says):
    before = six.state
    with pytest.raises(error) as caught:
        six.set(**changes)
    assert says in str(caught.value)
    assert six.state == before


def test_steps_too_few_to_carry_the_payments_are_named_with_what_is_allowed():
    explorer = Composer(payments=[120] * 6)
    before = explorer.state
    with pytest.raises(OutOfRangeError) as caught:
        explorer.set(steps=[5])
    said = str(caught.value)
    assert said.startswith(
        "steps is [5], but it must be a list that gives no step more than 500 of"
    )
    assert "720 points" in said
    assert explorer.state == before
    explorer.set(steps=[5], payments=[60])
    assert explorer.state["payments"] == [60]


def test_unknown_start_and_preset_name_the_nearest(six):
    with pytest.raises(UnknownNameError, match="big-for-big"):
        Composer(start="big for big")
    with pytest.raises(UnknownNameError, match="Like 1994"):
        six.preset("like 1994")


EXTREMES = [
    {dial.name: value for dial in assumptions.DIALS for value in (pick(dial),)}
    for pick in (lambda d: d.low, lambda d: d.high)
]


@pytest.mark.parametrize("dials", EXTREMES, ids=["lowest", "highest"])
@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("payer", ["me", "robust", "cheapest"])
@pytest.mark.parametrize("faking", [True, False])
def test_absurd_assumptions_still_give_a_sentence(dials, count, payer, faking):
    explorer = Composer(start="big-for-big", faking=faking)
    explorer.equal(count)
    explorer.set(payer=payer, **dials)
    assert explorer.readout.endswith(".")
    assert "nan" not in explorer.readout and "inf" not in explorer.readout
    assert len(explorer.table()) == count
    json.dumps(explorer.verdict.view(), allow_nan=False)


# ---------------------------------------------------------------- on the page


def wish(explorer, turn="t", **what):
    explorer.widget.wish = {**what, "turn": turn}
    return explorer.widget


def test_what_the_learner_moves_is_taken_over_and_answered(six):
    bench = wish(six, changes={"irreversible": 40})
    assert six.state["irreversible"] == 40
    assert bench.state == six.state
    assert bench.view["turn"] == "t"
    assert bench.sentence == six.readout
    bench = wish(six, "u", action="split", stage=2)
    assert len(bench.view["payments"]) == 7
    assert bench.view["undo"] == 2


@pytest.mark.parametrize(
    ("action", "stage", "value", "steps"),
    [
        ("equal", 1, 4, [25] * 4),
        ("remove", 1, None, [50, 30]),
        ("join", 1, None, [70, 30]),
        ("move", 1, 3, [50, 30, 20]),
        ("resize", 1, 30, [30, 40, 30]),
        ("add", 3, None, [20, 50, 15, 15]),
    ],
)
def test_the_buttons_change_the_stages(action, stage, value, steps):
    explorer = Composer(steps=[20, 50, 30], payments=[1, 2, 3])
    wish(explorer, action=action, stage=stage, value=value)
    assert explorer.state["steps"] == steps


def test_the_other_buttons_do_as_they_say(six):
    first = six.state
    wish(six, action="pay", stage=1, value=40)
    assert six.payments[0] == 40
    wish(six, "b", action="pay_best", stage=1, value="robust")
    assert six.verdict.holds
    wish(six, "c", action="preset", stage=1, value="Big for big")
    assert six.state["steps"] == [100]
    wish(six, "d", action="undo", stage=1)
    assert len(six.state["steps"]) == 6
    wish(six, "e", action="reset", stage=1)
    assert six.state == first


@pytest.mark.parametrize(
    "what",
    [
        {"changes": {"irreversible": 1e12}},
        {"changes": {"payments": ["x"] * 6}},
        {"changes": {"nonsense": 1}},
        {"action": "explode"},
        {"action": "split", "stage": 99},
        {"action": "equal", "value": "many"},
        {"action": "pay", "stage": 1, "value": None},
    ],
)
def test_nonsense_from_the_page_becomes_a_sentence(six, what):
    before = six.state
    bench = wish(six, **what)
    assert six.state == before
    assert bench.sentence != six.readout
    assert bench.sentence.endswith((".", "?"))
    assert bench.view["turn"] == "t"


def test_what_is_no_wish_is_not_answered(six):
    bench = six.widget
    before = dict(bench.view)
    bench.wish = {"changes": {"irreversible": 10}}
    assert bench.view == before


def test_changes_from_a_cell_reach_the_page(six):
    bench = six.widget
    six.set(irreversible=20)
    assert bench.state["irreversible"] == 20
    assert bench.sentence == six.readout
    bench.shown = True
    assert len(bench.table["rows"]) == 6
    six.equal(3)
    assert len(bench.table["rows"]) == 3


def test_presets_on_the_page_are_whole_states(six):
    for preset in six.widget.presets:
        # The kind of window is the learner's choice and no part of a deal.
        assert {*preset["state"], "window"} == set(six.state)
    assert [preset["name"] for preset in six.widget.presets] == list(six.presets)


def test_own_deals_are_called_own(six):
    assert "Six equal steps" in six.widget.view["about"]
    six.pay(1, 3)
    assert "Six equal steps" in six.widget.view["about"]
    six.set(leverage=90)
    assert six.widget.view["about"].startswith("Your own deal")


def test_words_where_no_kernel_runs(six):
    bundle = six._repr_mimebundle_()
    assert "This deal holds" in bundle["text/plain"]
    assert "text/markdown" in bundle


# ---------------------------------------------------------------- the plotly twin


def test_the_figure_follows_in_place(six):
    figure = six.figure
    six.equal(9)
    six.pay(2, 33)
    assert six.figure is figure
    bars = figure.data[1]
    np.testing.assert_allclose(bars.y, six.payments, atol=0.001)
    np.testing.assert_allclose(figure.data[2].y, six.verdict.exposure.dprk, atol=0.001)
    assert figure.layout.meta["alt"] == " ".join(six.readout.split())


def test_verdict_of_another_state_leaves_the_explorer_alone(six):
    state = {**six.state, "payments": [0.0] * 6}
    assert six.sentence(state) == Verdict(state).sentence()
    assert len(six.frame(state)) == 6
    assert six.readout.startswith("This deal holds")
