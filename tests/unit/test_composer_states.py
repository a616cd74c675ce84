"""The staged-deal composer without a browser: plans, verdicts, what the page may ask for."""

import math

import numpy as np
import pytest

from summitry import charts, scenarios
from summitry.charts import staged
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import assumptions, staging
from summitry.explorers.composer import Composer


def plan(*rows):
    """A plan of (step, payment, name) rows."""
    steps, paid, names = zip(*rows, strict=True)
    return staging.plan(steps, paid, names)


TWO = plan((40, 10, "first"), (60, 30, "second"))


# -- the plan ---------------------------------------------------------------------------------


def test_splitting_and_joining_keep_the_sums():
    split = staging.split(TWO, 2)
    assert len(split["steps"]) == 3
    assert sum(split["steps"]) == pytest.approx(100)
    assert sum(split["payments"]) == pytest.approx(40)
    joined = staging.join(split, 2)
    assert joined["steps"] == TWO["steps"] and joined["payments"] == TWO["payments"]


def test_stages_can_be_moved_added_removed_and_resized():
    moved = staging.move(TWO, 2, 1)
    assert moved["names"] == ["second", "first"] and moved["steps"] == [60, 40]
    small = plan((30, 10, "a"), (30, 10, "b"))
    assert staging.rest(small) == pytest.approx(40)
    assert len(staging.add(small, 2)["steps"]) == 3
    full = staging.add(plan((50, 0, ""), (50, 0, "")), 1)
    assert full["steps"] == [25, 25, 50], "a new stage takes half of its neighbour"
    assert staging.remove(small, 1)["names"] == ["b"]
    assert staging.resize(small, 1, 50)["steps"][0] == 50
    assert staging.pay(small, 2, 99)["payments"] == [10, 99]
    equal = staging.equal(TWO, 4)
    assert equal["steps"] == pytest.approx([25] * 4, abs=1e-5)
    assert sum(equal["payments"]) == pytest.approx(40)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: staging.plan([]), "number of stages is 0"),
        (lambda: staging.plan([3.0] * 31), "number of stages is 31"),
        (lambda: staging.plan([0.5]), r"step of stage 1 is 0\.5"),
        (lambda: staging.plan([math.nan]), "step of stage 1 is nan"),
        (lambda: staging.plan([True]), "step of stage 1 is True"),
        (lambda: staging.plan([70, 70]), "sum of all steps is 140"),
        (lambda: staging.plan("abc"), "steps is 'abc'"),
        (lambda: staging.plan([50], [-1]), "payment of stage 1 is -1"),
        (lambda: staging.plan([50], [1e9]), "payment of stage 1 is 1000000000"),
        (lambda: staging.plan([50], [1], [7]), "name of a stage is 7"),
        (lambda: staging.plan([50], [1, 2]), "1 steps, but 2 payments"),
        (lambda: staging.split(TWO, 3), "3"),
        (lambda: staging.split(TWO, "one"), "one"),
        (lambda: staging.split(plan((1, 0, "")), 1), "1"),
        (lambda: staging.remove(plan((50, 0, "")), 1), "only stage"),
        (lambda: staging.join(plan((50, 0, "")), 1), "1"),
        (lambda: staging.join(TWO, 2), "2"),
        (lambda: staging.move(TWO, 1, 9), "9"),
        (lambda: staging.equal(TWO, 0), "0"),
        (lambda: staging.equal(TWO, 31), "31"),
        (lambda: staging.pay(TWO, 1, "lots"), "lots"),
    ],
)
def test_absurd_plans_get_a_sentence(call, words):
    with pytest.raises(SummitryError, match=words):
        call()


def test_thirty_stages_are_the_most():
    full = staging.equal(TWO, 30)
    with pytest.raises(SummitryError, match="30"):
        staging.split(full, 1)


def test_names_lose_what_cannot_be_printed():
    assert staging.plan([50], [0], ["  a\x00b \n c " + "x" * 99])["names"][0] == (
        "a b c " + "x" * 34
    )


# -- the composer -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", scenarios.names())
def test_every_named_deal_is_a_start_and_equals_the_model(name):
    explorer = Composer(start=name)
    scenario = scenarios.load(name)
    model = scenario.deal()
    assert explorer.deal.stages == model.stages
    np.testing.assert_allclose(explorer.deal.dprk_cost, model.dprk_cost, rtol=1e-4)
    np.testing.assert_allclose(explorer.deal.hazard, model.hazard, rtol=1e-4)
    for field in ("leverage", "irreversible", "snapback_break", "detection"):
        assert getattr(explorer.deal, field) == pytest.approx(getattr(model, field))
    promises = explorer.deal.promises(explorer.payments, fakes=explorer.state["faking"])
    assert explorer.verdict.holds == promises.kept
    assert explorer.verdict.failures == pytest.approx(promises.failures())
    assert len(explorer.table()) >= model.stages


def test_the_sentence_names_the_worst_failure_and_its_size():
    explorer = Composer(start="six-stage-reference", faking=False)
    assert explorer.verdict.holds and "hold" in explorer.readout
    explorer.pay(6, 200)
    failures = explorer.verdict.failures
    assert failures and explorer.verdict.worst in failures
    assert "does not hold" in explorer.readout
    explorer.undo()
    assert explorer.verdict.holds


def test_every_kind_of_failure_has_a_reason():
    explorer = Composer(start="big-for-big", faking=True)
    seen = set()
    for amount in (0, 30, 60, 150, 400):
        explorer.pay(1, amount)
        for name in explorer.verdict.failures:
            seen.add(name[0])
            assert len(explorer.verdict.why(name)) > 20
            assert explorer.verdict.stage_lines(1)
    assert {"K", "F", "U", "L"} <= seen


def test_the_model_pays_when_asked():
    explorer = Composer(start="six-stage-reference", faking=False)
    robust = explorer.deal.most_robust(fakes=False)
    explorer.pay_best("robust")
    assert explorer.payments == pytest.approx(robust.payments, abs=0.06)
    explorer.set(payer="cheapest")
    assert explorer.verdict.holds
    assert sum(explorer.payments) <= explorer.deal.leverage + 1e-6
    with pytest.raises(SummitryError, match="luck"):
        explorer.pay_best("luck")


def test_switches_turn_off_what_they_name():
    explorer = Composer(start="six-stage-reference")
    for switch in assumptions.SWITCHES:
        before = explorer.deal
        explorer.set(**{switch: not explorer.state[switch]})
        after = explorer.deal
        same = all(
            np.array_equal(getattr(before, field), getattr(after, field))
            for field in ("hazard", "irreversible", "snapback_stall", "snapback_break", "detection")
        )
        assert not same or switch == "faking"
        explorer.undo()
        assert np.array_equal(explorer.deal.hazard, before.hazard)


def test_windows_are_those_of_the_model():
    explorer = Composer(start="six-stage-reference", faking=False)
    own = explorer.deal.windows("own", explorer.payments, fakes=False)
    np.testing.assert_allclose(explorer.verdict.windows.floor, own.floor, equal_nan=True)
    np.testing.assert_allclose(explorer.verdict.windows.ceiling, own.ceiling, equal_nan=True)
    np.testing.assert_allclose(
        explorer.verdict.exposure.dprk, explorer.deal.exposure(explorer.payments).dprk
    )


def test_reset_and_presets():
    explorer = Composer()
    start = explorer.state
    for name in explorer.presets:
        explorer.preset(name)
        assert explorer.readout
    explorer.reset()
    assert explorer.state == start
    with pytest.raises(UnknownNameError):
        explorer.preset("Grand bargain")
    with pytest.raises(UnknownNameError):
        explorer.set(snapbrake=1)
    with pytest.raises(OutOfRangeError):
        explorer.set(steps=[60, 60])
    assert explorer.state == start


def test_changing_the_number_of_steps_shares_out_the_payments():
    explorer = Composer(start="six-stage-reference", faking=False)
    total = sum(explorer.payments)
    explorer.set(payer="me", steps=[50, 50])
    assert len(explorer.payments) == 2
    assert sum(explorer.payments) == pytest.approx(total, abs=0.2)


def test_the_page_is_answered_and_bad_wishes_are_said():
    explorer = Composer(start="six-stage-reference", faking=False)
    bench = explorer.widget
    turn = 0

    def wish(**what):
        nonlocal turn
        turn += 1
        bench.wish = {"turn": turn, **what}
        assert bench.view["turn"] == turn
        return bench.sentence

    wish(action="equal", value=3)
    assert len(explorer.state["steps"]) == 3
    wish(action="split", stage=1)
    wish(action="join", stage=1)
    wish(action="move", stage=1, value=2)
    wish(action="resize", stage=1, value=20)
    wish(action="add", stage=1)
    wish(action="remove", stage=1)
    wish(action="pay", stage=1, value=17)
    assert explorer.state["payments"][0] == 17
    wish(action="pay_best", value="robust")
    wish(action="preset", value="Big for big")
    wish(action="undo")
    wish(changes={"payer": "me"})
    assert "split" in wish(action="splits", stage=1)
    assert "99" in wish(action="pay", stage=99, value=1)
    assert "must be" in wish(action="pay", stage=1, value="lots")
    before = explorer.state
    wish(changes="nonsense")
    assert explorer.state == before
    wish(action="reset")
    bench.shown = True
    assert bench.table["rows"]
    wish(action="pay", stage=1, value=5)
    assert bench.sentence == explorer.readout


def test_the_figure_follows_the_state():
    explorer = Composer(start="six-stage-reference", faking=False)
    drawn = [trace.to_plotly_json() for trace in explorer.figure.data]
    explorer.pay(6, 200)
    after = [trace.to_plotly_json() for trace in explorer.figure.data]
    assert str(drawn) != str(after)
    fresh = explorer.build(explorer.state)
    assert len(fresh.data) == len(explorer.figure.data)


# -- charts of the staged deal ------------------------------------------------------------------


def test_cuts_are_those_of_the_model():
    found = charts.staged.count_cuts(4)
    assert found.fewest == 2
    for count, spare in zip(found.stages, found.spare, strict=True):
        assert spare == pytest.approx(StagedDeal.uniform(count).most_robust(fakes=False).slack)
    table = found.table()
    assert table["Holds"].tolist() == ["no", "yes", "yes", "yes"]
    assert staged.Cuts((1,), (-1.0,), (1.0,), (5.0,)).fewest is None
    for bad in (0, 61, 2.5, True):
        with pytest.raises(OutOfRangeError, match="most"):
            staged.count_cuts(bad)


def test_one_step_border_is_where_the_verdict_changes():
    border = staged.one_step_border("years", 0.5, 6)
    assert StagedDeal.big_for_big(years=border - 0.01).most_robust(fakes=False).feasible
    assert not StagedDeal.big_for_big(years=border + 0.01).most_robust(fakes=False).feasible
    assert staged.one_step_border("years", 4, 6) is None


@pytest.mark.parametrize(
    "figure",
    [
        lambda: staged.waiting(),
        lambda: staged.cuts(6),
        lambda: staged.one_step_region(),
        lambda: staged.staged_deal(
            StagedDeal.uniform(4), StagedDeal.uniform(4).most_robust().payments
        ),
    ],
)
def test_figures_have_words_and_a_table(figure):
    drawn = figure()
    assert len(charts.alt(drawn)) > 50
    assert len(charts.table(drawn)) > 1
    assert drawn.data
