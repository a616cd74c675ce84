"""The many-worlds figure counts what the sweep counts, and its explorer follows the ranges."""

import numpy as np
import pytest

from summitry import charts, deal, explorers, scenarios, sweep
from summitry.charts import worlds
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers.worlds import limits

PLAN = worlds.one_plan("six-stage-reference")


# ----------------------------------------------------------------- shares and plans


def test_the_assumptions_are_those_of_the_model_that_matter_without_fakes():
    known = set(scenarios.load("six-stage-reference").parameters)
    assert known - set(worlds.ASSUMPTIONS) == {"detection", "fake_cost", "penalty"}
    assert set(worlds.ASSUMPTIONS) <= known


@pytest.mark.parametrize("key", worlds.CONCLUSIONS)
def test_shares_agree_with_the_sweep(key):
    item = worlds.CONCLUSIONS[key]
    plan = worlds.one_plan(item.scenario, item.lump)
    swept = sweep.completion(20_000, item.scenario, plan).share
    wanted = 1 - swept if item.fails else swept
    assert worlds.share(key).share == pytest.approx(wanted, abs=0.015)


@pytest.mark.parametrize("parameter", ["leverage", "arsenal_value"])
def test_holding_an_assumption_is_the_same_as_fixing_it_in_the_sweep(parameter):
    item = scenarios.load("six-stage-reference").parameters[parameter]
    value = item.low + 0.75 * (item.high - item.low)
    swept = sweep.completion(20_000, "six-stage-reference", PLAN, **{parameter: value}).share
    found = worlds.share("staged", {parameter: (0.75, 0.75)}).share
    assert found == pytest.approx(swept, abs=0.02)


def test_the_failures_are_counted_and_the_worst_is_named():
    found = worlds.share("staged", {"leverage": (0.5, 1.0)})
    assert sum(found.failures) == 2 * worlds.SAMPLES
    assert found.failures[-1] / sum(found.failures) == found.share
    words, share = found.worst()
    assert words == "North Korea stalls at stage 1"
    assert share == max(found.failures[:-1]) / sum(found.failures)
    assert worlds.share("staged").worst()[0].startswith("the payments are more than the leverage")
    assert worlds.Share(1.0, (0, 0, 0, 5)).worst() == ("", 0.0)
    assert worlds.Share(0.0, (0, 0, 5, 0)).worst() == ("the US does not pay at stage 1", 1.0)


def test_the_one_plan_holds_in_more_worlds_than_its_neighbours():
    for name in worlds.DEALS.values():
        best = sum(worlds.one_plan(name))
        shape = np.array(worlds.one_plan(name)) / best
        held = worlds.one_holds(name)
        for other in (best - 10, best + 10):
            swept = sweep.completion(10_000, name, shape * other).share
            assert swept < held + 0.015


def test_the_plan_of_the_lesson_is_the_one_plan():
    safest = deal.StagedDeal.uniform(6).most_robust(fakes=False).payments
    np.testing.assert_allclose(0.9 * safest, PLAN, atol=0.06)
    assert worlds.one_plan("six-stage-reference", True) == (70.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_bad_names_and_parts_are_refused():
    with pytest.raises(UnknownNameError, match="staged"):
        worlds.share("stages")
    with pytest.raises(UnknownNameError, match="leverage"):
        worlds.movers("staged", {"leverages": (0, 1)})
    for part in ((0.5, 0.4), (-0.1, 1.0), (0.0, 1.1)):
        with pytest.raises(OutOfRangeError):
            worlds.share("staged", {"leverage": part})


def test_a_range_is_written_in_the_unit_of_the_assumption():
    assert worlds.span("leverage", (0.5, 1.0)) == "100 to 140 points"
    assert worlds.span("leverage", (0.5, 1.0), "nyongbyon-for-five") == "60 to 90 points"
    assert worlds.span("irreversible", (0.0, 0.0)) == "30%"
    assert worlds.span("curvature", (0.0, 1.0)) == "0.4 to 1"


# ----------------------------------------------------------------- what moves


def test_movers_agree_with_the_importance_of_the_sweep():
    wanted = sweep.importance("six-stage-reference", PLAN, measure="verdict", samples=4096)
    table = wanted.table().set_index("parameter")
    found = {mover.name: mover for mover in worlds.movers("staged")}
    assert set(found) == set(table.index)
    for name, mover in found.items():
        assert mover.total == pytest.approx(table["with others"][name], abs=0.06)
        assert mover.alone == pytest.approx(max(table["alone"][name], 0), abs=0.06)
        assert 0 <= mover.alone <= mover.total <= 1


def test_the_strongest_mover_comes_first_and_is_another_one_for_each_conclusion():
    first = {key: worlds.movers(key)[0].name for key in ("swap", "staged", "lump")}
    assert first == {
        "swap": "irreversible",
        "staged": "arsenal_value",
        "lump": "snapback_stall",
    }
    totals = [mover.total for mover in worlds.movers("staged")]
    assert totals == sorted(totals, reverse=True)


def test_a_held_assumption_moves_nothing():
    names = {mover.name for mover in worlds.movers("staged", {"leverage": (0.75, 0.75)})}
    assert "leverage" not in names
    assert len(names) == len(worlds.ASSUMPTIONS) - 1


def test_nothing_moves_what_is_the_same_everywhere():
    assert worlds.movers("staged", {"leverage": (0.0, 0.1)}) == ()
    assert worlds.share("staged", {"leverage": (0.0, 0.1)}).share == 0


# ----------------------------------------------------------------- some plan, one plan


def test_some_plan_exists_wherever_the_linear_program_finds_one():
    drawn = worlds._worlds("big-for-big", {}, worlds._design()[0][:, :16])
    six = scenarios.load("big-for-big")
    found = []
    for index in range(16):
        values = {name: float(column[index]) for name, column in drawn.items()}
        found.append(six.deal(**values).most_robust(fakes=False).feasible)
    assert worlds.exists("big-for-big", 16) == np.mean(found)
    with pytest.raises(OutOfRangeError):
        worlds.exists("big-for-big", 0)
    with pytest.raises(OutOfRangeError):
        worlds.exists("big-for-big", True)


def test_the_figure_of_plans_shows_both_numbers():
    figure = charts.found_or_missed(16)
    table = charts.table(figure)
    some, one = figure.data[0], figure.data[1]
    assert list(table["Deal"]) == list(worlds.DEALS)
    for place, name in enumerate(worlds.DEALS.values()):
        assert some.x[place] == pytest.approx(100 * worlds.exists(name, 16), abs=0.06)
        assert one.x[place] == pytest.approx(100 * worlds.one_holds(name), abs=0.06)
    assert f"Six equal stages: {some.x[2]:.0f} and {one.x[2]:.0f}" in charts.alt(figure)
    assert "24" in figure.data[2].text[2]


# ----------------------------------------------------------------- the explorer


def test_the_explorer_shows_the_counts_of_its_state():
    explorer = explorers.Worlds()
    figure = explorer.figure
    explorer.set(chosen="lump", first="snapback_stall", **{"from": 90})
    kept = {"snapback_stall": (0.9, 1.0)}
    shares = [100 * worlds.share(key, kept).share for key in worlds.CONCLUSIONS]
    np.testing.assert_allclose(figure.data[0].x, shares, atol=0.06)
    before = [100 * worlds.share(key).share for key in worlds.CONCLUSIONS]
    np.testing.assert_allclose(figure.data[1].x, before, atol=0.06)
    movers = worlds.movers("lump", kept)[: worlds.SHOWN]
    np.testing.assert_allclose(figure.data[3].x, [100 * m.total for m in movers], atol=0.06)
    np.testing.assert_allclose(figure.data[4].x, [100 * m.alone for m in movers], atol=0.06)
    assert figure.data[5].text[0].startswith(movers[0].label)
    assert figure.data[2].text[3].startswith("▶ Paid all at the start")
    assert figure.layout.annotations[1].text.startswith("<b>What moves: Paid all")
    assert figure.layout.meta["alt"] == explorer.readout


def test_a_minority_is_hatched_so_that_colour_is_not_alone():
    explorer = explorers.Worlds()
    patterns = list(explorer.figure.data[0].marker.pattern.shape)
    assert patterns == ["", "", "/", ""]
    explorer.preset("A modest programme and strong leverage")
    assert list(explorer.figure.data[0].marker.pattern.shape)[2] == ""


def test_the_sentence_says_share_fault_and_movers():
    explorer = explorers.Worlds()
    assert explorer.readout.startswith("All ranges are open. The deal in six stages holds in 24 of")
    assert "worth of the programme to North Korea (5" in explorer.readout
    assert explorer.readout.endswith("they are not chances of history.")
    explorer.set(**{"from": 50})
    assert "Leverage (most that can be paid): 100 to 140 points only." in explorer.readout
    assert "(24 with all ranges open): a minority" in explorer.readout
    assert "North Korea stalls at stage 1" in explorer.readout


def test_equal_ends_hold_a_value_and_crossed_ends_are_put_right():
    explorer = explorers.Worlds(**{"from": 75, "to": 75, "from_2": 60, "to_2": 20})
    assert "Leverage (most that can be paid): 120 points in every world." in explorer.readout
    assert limits(explorer.state) == {"leverage": (0.75, 0.75), "arsenal_value": (0.2, 0.6)}
    assert "52 to 76 points only" in explorer.readout


def test_the_same_assumption_twice_is_said():
    explorer = explorers.Worlds(second="leverage", from_2=50, to=50)
    assert limits(explorer.state) == {"leverage": (0.0, 0.5)}
    assert "the first one counts" in explorer.readout
    # The first choice counts also where it is open.
    explorer.set(to=100)
    assert limits(explorer.state) == {}


def test_a_state_without_ups_and_downs_says_so():
    explorer = explorers.Worlds()
    figure = explorer.figure
    explorer.set(to=10)
    assert "The verdict is the same in every world." in explorer.readout
    assert list(figure.data[3].x) == [0] * worlds.SHOWN
    assert figure.data[5].text[0].startswith("The verdict is the same")


@pytest.mark.parametrize("name", explorers.Worlds.presets)
def test_presets_change_the_picture_and_reset_brings_it_back(name):
    explorer = explorers.Worlds()
    start = [list(trace.x) for trace in explorer.figure.data]
    explorer.preset(name)
    assert [list(trace.x) for trace in explorer.figure.data] != start
    explorer.reset()
    assert [list(trace.x) for trace in explorer.figure.data] == start
    assert explorer.state == explorers.Worlds().state


def test_presets_turn_the_majorities_that_the_lesson_names():
    explorer = explorers.Worlds()
    explorer.preset("Strong leverage")
    assert "a minority" in explorer.readout
    explorer.preset("A modest programme and strong leverage")
    assert "a majority" in explorer.readout
    explorer.preset("Relief that can be taken back")
    explorer.set(chosen="lump")
    assert "a minority" in explorer.readout


def test_the_table_has_conclusions_then_all_assumptions():
    explorer = explorers.Worlds(**{"from": 50})
    table = explorer.table()
    assert len(table) == len(worlds.CONCLUSIONS) + len(worlds.ASSUMPTIONS)
    kept = {"leverage": (0.5, 1.0)}
    assert table["Now (%)"][2] == round(100 * worlds.share("staged", kept).share, 1)
    assert table["With all ranges open (%)"][2] == round(100 * worlds.share("staged").share, 1)
    assert table["Line"][4] == f"{worlds.movers('staged', kept)[0].label}, moves it"


def test_bad_values_are_refused_and_change_nothing():
    explorer = explorers.Worlds()
    before = explorer.state
    with pytest.raises(OutOfRangeError):
        explorer.set(**{"from": 120})
    with pytest.raises(UnknownNameError):
        explorer.set(assumption="leverage")
    with pytest.raises(OutOfRangeError):
        explorer.set(chosen="everything")
    assert explorer.state == before
