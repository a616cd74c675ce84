"""The stress test of a design counts what the sweep counts."""

import pytest

from summitry import charts, scenarios, sweep
from summitry.charts import stress as chart
from summitry.charts.worlds import one_plan
from summitry.errors import OutOfRangeError, SummitryError
from summitry.explorers import Composer

PLAN = one_plan("six-stage-reference")


@pytest.fixture(scope="module")
def found():
    return chart.stress("six-stage-reference", PLAN)


def test_the_share_is_that_of_the_sweep(found):
    counted = sweep.completion(4000, "six-stage-reference", PLAN)
    assert found.share == counted.share
    ends = counted.counts
    assert found.ends["unsigned"] == pytest.approx(ends[0] / 4000)
    assert found.ends["dprk"] == pytest.approx(ends[1:-1:2].sum() / 4000)
    assert found.ends["us"] == pytest.approx(ends[2:-1:2].sum() / 4000)
    assert sum(found.ends.values()) == pytest.approx(1)


def test_halves_are_counted_apart_and_ranked(found):
    gaps = [half.gap for half in found.halves]
    assert gaps == sorted(gaps, reverse=True)
    first = {half.name: half for half in found.halves}
    assert first["leverage"].low < 0.15 < 0.3 < first["leverage"].high
    assert first["arsenal_value"].low > 0.3 > 0.15 > first["arsenal_value"].high
    # The two halves together are all worlds.
    for half in found.halves:
        middle = (half.low + half.high) / 2
        assert middle == pytest.approx(found.share, abs=0.03)
    # What the model leaves out without fakes is not ranked.
    assert not {"detection", "fake_cost", "penalty"} & set(first)


def test_a_handful_of_worlds_leaves_out_empty_halves():
    few = chart.stress("six-stage-reference", PLAN, draws=10, seed=1)
    assert 0 < len(few.halves) <= 18
    with pytest.raises(OutOfRangeError, match="draws"):
        chart.stress("six-stage-reference", PLAN, draws=5)


def test_an_assumption_that_is_held_is_left_out():
    from dataclasses import replace

    six = scenarios.load("six-stage-reference")
    fixed = replace(six.parameters["leverage"], low=100.0, high=100.0)
    held = replace(six, parameters={**six.parameters, "leverage": fixed})
    assert "leverage" not in {half.name for half in chart.stress(held, PLAN, 500).halves}


def test_the_figure_says_what_was_counted(found):
    figure = charts.stress_test("six-stage-reference", PLAN)
    stacks = [trace for trace in figure.data if trace.type == "bar"]
    assert [trace.x[0] for trace in stacks] == [
        round(100 * found.ends[end], 2) for end in ("holds", "unsigned", "dprk", "us")
    ]
    for row in range(3):
        assert sum(trace.x[row] for trace in stacks) == pytest.approx(100, abs=0.05)
    low, high = figure.data[-2], figure.data[-1]
    assert low.x[0] == round(100 * found.halves[0].low, 2)
    assert high.x[0] == round(100 * found.halves[0].high, 2)
    assert len(low.x) == chart.SHOWN
    assert f"holds in {100 * found.share:.0f} of 100" in charts.alt(figure)
    assert found.halves[0].label in charts.alt(figure)
    table = charts.table(figure)
    assert len(table) == 12 + len(found.halves)


def test_a_design_that_never_fails_says_so():
    easy = scenarios.load("six-stage-reference")
    from dataclasses import replace

    soft = {
        "arsenal_value": (5.0, 6.0), "leverage": (130.0, 140.0), "peace_us": (10.0, 15.0),
        "snapback_break": (0.0, 0.05), "irreversible": (0.3, 0.4), "yearly_hazard": (0.02, 0.03),
        "peace_dprk": (10.0, 15.0), "payment_cost": (0.2, 0.25),
    }  # fmt: skip
    changed = {
        name: replace(easy.parameters[name], value=low, low=low, high=high)
        for name, (low, high) in soft.items()
    }
    scenario = replace(easy, parameters={**easy.parameters, **changed})
    figure = charts.stress_test(scenario, [2.0] * 6)
    assert chart.stress(scenario, [2.0] * 6).share == 1
    assert "It never fails." in charts.alt(figure)
    assert "Then come" not in charts.alt(figure)


def test_payments_must_fit_the_steps():
    with pytest.raises(SummitryError):
        charts.stress_test("six-stage-reference", [10, 10])


# ------------------------------------------------------------ from the composer


def test_the_composer_gives_its_deal_as_a_scenario():
    composer = Composer(start="hecker-ten-years", faking=False)
    own = composer.scenario
    assert own.steps == pytest.approx((0.2, 0.35, 0.45))
    assert own.parameters["years"].value == 10  # of the state
    reference = scenarios.load("six-stage-reference").parameters
    assert {name: (a.low, a.high) for name, a in own.parameters.items()} == {
        name: (a.low, a.high) for name, a in reference.items()
    }
    composer.split(3)
    assert len(composer.scenario.steps) == 4
    composer.set(years=5, leverage=120)
    assert composer.scenario.parameters["years"].value == 5
    assert composer.scenario.deal().leverage == 120
    assert sum(own.steps) <= 1


def test_splitting_the_last_phase_helps_in_more_worlds():
    composer = Composer(start="hecker-ten-years", faking=False)
    before = chart.stress(composer.scenario, composer.payments).share
    composer.set(payer="robust")
    composer.split(3)
    after = chart.stress(composer.scenario, composer.payments).share
    assert before < after < 0.25
