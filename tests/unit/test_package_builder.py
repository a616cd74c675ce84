"""The package builder: states, sentences, table and figure say what the model says."""

import json

import numpy as np
import pytest

from summitry.bargain import as_reported
from summitry.charts.packages import SANCTIONS_ONLY, SHORT
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import PackageBuilder
from summitry.explorers.package_builder import PACKAGES, WORLDS
from summitry.explorers.package_findings import BALANCED, Findings, listed


@pytest.fixture
def builder():
    return PackageBuilder()


HANOI = as_reported()


# ---------------------------------------------------------------- the model behind it


@pytest.mark.parametrize("name", HANOI.packages)
def test_each_named_package_gains_what_the_model_says(builder, name):
    builder.set(ticked=list(HANOI.packages[name]))
    wanted = HANOI.surplus(name)
    assert (builder.found.mine.us, builder.found.mine.dprk) == (wanted.us, wanted.dprk)
    assert builder.found.title in builder.readout


def test_zone_and_rules_are_those_of_the_model(builder):
    assert builder.found.zone.deals == HANOI.zopa().deals
    for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert builder.found.solutions[rule].package == getattr(HANOI, rule)().package
    assert PACKAGES["In between"] == HANOI.nash().package


def test_the_assumed_worth_of_no_deal_is_that_of_the_model():
    assert BALANCED["reservation_us"] == HANOI.reservation_us.mode
    assert BALANCED["reservation_dprk"] == HANOI.reservation_dprk.mode


def test_the_zone_vanishes_at_the_flip_point_of_the_model(builder):
    border = HANOI.flip("reservation_us").value
    builder.set(reservation_us=border)
    assert builder.found.zone.deals > 0
    builder.set(reservation_us=border + 0.5)
    assert builder.found.zone.deals == 0
    assert "No package of 65,535 suits both" in builder.readout


def test_own_numbers_move_one_package_over_its_border(builder):
    border = HANOI.flip("five-resolutions.cost", "nyongbyon-for-five").value
    builder.set(own={"five-resolutions.cost": border})
    assert builder.found.mine.agreed
    builder.set(own={"five-resolutions.cost": border + 0.5})
    assert not builder.found.mine.agreed
    assert "the United States refuses, 0.5 points short" in builder.readout


@pytest.mark.parametrize(("percent", "end"), [(-100, "low"), (0, "mode"), (100, "high")])
def test_a_dial_moves_all_costs_or_values_of_one_side(builder, percent, end):
    builder.set(dprk_gives=percent, us_gets=percent)
    for now, item in zip(builder.found.table.items, HANOI.items, strict=True):
        moved = item.side == "DPRK"
        assert now.cost.mode == (getattr(item.cost, end) if moved else item.cost.mode)
        assert now.value.mode == (getattr(item.value, end) if moved else item.value.mode)


def test_only_sanctions_leaves_no_package_for_both(builder):
    builder.world("Only sanctions for disarming")
    assert builder.found.table.ids == SANCTIONS_ONLY
    assert builder.found.zone.deals == 0
    assert "1 point short for North Korea" in builder.readout
    builder.set(reservation_dprk=2)
    assert builder.found.zone.deals > 0


# ---------------------------------------------------------------- what it says


def test_it_names_who_refuses_by_how_much_and_the_nearest_repair(builder):
    assert builder.readout.startswith(
        "Nyongbyon for five: the United States refuses, 4 points short; North Korea gains 9."
    )
    add, drop, outcome = builder.found.nearest
    assert (drop, outcome.agreed) == ((), True)
    assert f"add {listed(add)}. Then" in builder.readout
    assert "192 of 65,535 packages suit both" in builder.readout


def test_no_package_of_the_zone_needs_fewer_changes_than_the_nearest(builder):
    add, drop, _ = builder.found.nearest
    mine = set(builder.state["ticked"])
    worth = HANOI.surplus()
    fewest = min(len(mine ^ set(worth.package(int(m)))) for m in HANOI.zopa().members)
    assert len(add) + len(drop) == fewest


def test_a_package_for_both_says_whether_a_better_one_exists(builder):
    builder.package("In between")
    assert "Neither side would refuse it. No other package is better" in builder.readout
    builder.untick("security")
    builder.tick("inspectors")
    builder.set(ticked=["tests", "economic-future"])
    found = builder.found
    assert found.mine.agreed
    outcome = found.better[2]
    assert outcome.us >= found.mine.us
    assert outcome.dprk >= found.mine.dprk
    assert "But both could do better" in builder.readout


def test_a_better_package_is_found_exactly_where_one_exists(builder):
    worth = HANOI.surplus()
    for number in HANOI.zopa().members[::7]:
        found = Findings({**builder.state, "ticked": list(worth.package(int(number)))})
        us, dprk = worth.us - found.mine.us, worth.dprk - found.mine.dprk
        exists = bool(((us >= 0) & (dprk >= 0) & (us + dprk > 0)).any())
        assert (found.better is not None) == exists


def test_nothing_and_everything_have_a_sentence(builder):
    builder.package("Nothing")
    assert "Nothing is ticked" in builder.readout
    assert "the United States refuses, 4 points short" in builder.readout
    builder.package("Everything")
    assert "North Korea refuses, 114 points short" in builder.readout
    assert "4 changes are needed" in builder.readout


def test_a_zone_of_one_package_is_told_in_the_singular(builder):
    builder.set(reservation_us=10, reservation_dprk=12)
    assert builder.found.zone.deals == 1
    assert "only one of 65,535 packages suits both" in builder.readout


def test_an_empty_table_says_so(builder):
    builder.set(off=list(HANOI.ids))
    assert builder.readout == "No item is on the table, so there is nothing to agree on."
    assert builder.found.view()["packages"] == 0
    assert builder.figure.layout.title.text


def test_absurd_numbers_stay_finite(builder):
    builder.set(
        own={f"{name}.cost": 1000 for name in HANOI.ids} | {"nyongbyon.value": 0},
        reservation_us=-20,
        reservation_dprk=40,
    )
    assert json.dumps(builder.found.view(), allow_nan=False)
    assert "refuses" in builder.readout


# ---------------------------------------------------------------- table and picture


def test_the_table_has_a_row_for_each_package_that_is_named(builder):
    table = builder.table()
    assert table["Package"].tolist()[:2] == ["Your package", "Big for big"]
    assert len(table) == 1 + len(HANOI.packages) + 3
    row = table[table["Package"] == "Leaked draft"].iloc[0]
    assert (row["United States gains"], row["North Korea gains"]) == (7, -5)
    builder.world("Only sanctions for disarming")
    assert "Leaked draft" not in builder.table()["Package"].tolist()


def test_the_view_counts_worth_from_no_change(builder):
    view = builder.found.view()
    assert view["corner"] == [4, 3]
    assert view["mine"]["at"] == [0, 12]
    assert view["balance"][0] == {
        "gets": "28",
        "gives": "28",
        "needs": "4",
        "sum": "0",
        "gain": "4",
        "accepts": False,
        "size": [28, 28, 4],
    }
    edge = HANOI.frontier()
    np.testing.assert_allclose(view["edge"][0], edge.us + 4)
    assert len(view["edgeMasks"]) == len(edge)
    assert {item["id"] for item in view["items"]} == set(SHORT)


def test_a_long_frontier_is_thinned_and_keeps_its_ends():
    items = {
        f"{name}.{what}": 2.0**i + (what == "cost") / (i + 3)
        for i, name in enumerate(HANOI.ids)
        for what in ("cost", "value")
    }
    builder = PackageBuilder(own={k: min(v, 1000) for k, v in items.items()})
    edge, view = builder.found.edge, builder.found.view()
    assert len(edge) > 400
    assert len(view["edgeMasks"]) <= 400
    assert view["edge"][0][-1] == pytest.approx(edge.us[-1] + 4, abs=1e-4)


def test_the_figure_follows_the_state(builder):
    first = builder.figure.data[4].x
    builder.package("In between")
    assert builder.figure.data[4].x != first
    assert builder.figure.data[4].x == (10,)
    assert builder.figure.layout.meta["alt"] == builder.readout
    assert len(builder.figure.data) == 6


# ---------------------------------------------------------------- the state


def test_what_is_ticked_is_on_the_table_and_what_is_off_is_not_ticked(builder):
    builder.set(off=["nyongbyon"])
    assert builder.state["ticked"] == ["tests", "five-resolutions"]
    builder.tick("nyongbyon")
    assert builder.state["off"] == []


def test_packages_leave_assumptions_and_assumptions_leave_the_package(builder):
    builder.world("Giving is dearer")
    builder.package("In between")
    assert builder.state["us_gives"] == 25
    builder.world("As assumed")
    assert builder.state["ticked"] == list(PACKAGES["In between"])
    assert builder.state["us_gives"] == 0


@pytest.mark.parametrize("name", [*PACKAGES, *WORLDS])
def test_every_preset_can_be_loaded(builder, name):
    builder.preset(name)
    assert builder.readout
    for key, value in builder.presets[name].items():
        assert builder.state[key] == value


def test_state_is_a_copy_and_reset_goes_back(builder):
    start = builder.state
    builder.state["ticked"].append("missiles")
    builder.state["own"]["missiles.cost"] = 1
    assert builder.state == start
    builder.set(ticked=[], dprk_gets=50)
    builder.reset()
    assert builder.state == start


def test_undo_counts_the_moves_of_one_slider_as_one(builder):
    for value in (5, 6, 7):
        builder.set(reservation_us=value)
    builder.tick("missiles")
    builder.undo()
    assert builder.state["reservation_us"] == 7
    builder.undo()
    assert builder.state["reservation_us"] == 4
    builder.undo()
    assert builder.state["reservation_us"] == 4


def test_rules_can_be_taken_over(builder):
    builder.take("nearest")
    assert builder.found.mine.agreed
    builder.take("nash")
    assert tuple(builder.state["ticked"]) == HANOI.nash().package
    with pytest.raises(SummitryError, match="nothing is better than yours"):
        builder.take("nearest")
    builder.world("Giving is dearer")
    with pytest.raises(SummitryError, match="nothing to choose from"):
        builder.take("egalitarian")


def test_it_can_begin_elsewhere():
    builder = PackageBuilder("Leaked draft", reservation_dprk=-2)
    assert builder.found.mine.agreed
    builder.tick("missiles")
    builder.reset()
    assert builder.state["reservation_dprk"] == -2


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"reservation_us": 500}, OutOfRangeError, "between -20 and 40"),
        ({"us_gives": float("nan")}, OutOfRangeError, "us_gives"),
        ({"ticked": ["nyongbion"]}, UnknownNameError, "nyongbyon"),
        ({"ticked": "nyongbyon"}, OutOfRangeError, "a list of ids"),
        ({"off": 3}, OutOfRangeError, "a list of ids"),
        ({"own": {"nyongbyon.price": 3}}, UnknownNameError, "nyongbyon"),
        ({"own": {"nyongbyon.cost": -1}}, OutOfRangeError, "between 0 and 1000"),
        ({"own": [1]}, OutOfRangeError, "a dictionary"),
        ({"colour": 1}, UnknownNameError, "control"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(builder, changes, error, said):
    start = builder.state
    with pytest.raises(error, match=said):
        builder.set(**changes)
    assert builder.state == start


@pytest.mark.parametrize("call", ["preset", "package", "world", "take"])
def test_unknown_names_are_refused(builder, call):
    with pytest.raises(UnknownNameError):
        getattr(builder, call)("Big for smal")
    with pytest.raises(UnknownNameError):
        PackageBuilder("Big for smal")


# ---------------------------------------------------------------- on the page


def wish(builder, **fields):
    builder.widget.wish = {"turn": f"{fields}", **fields}
    return builder.widget


def test_a_wish_from_the_page_is_answered_with_state_view_and_sentence(builder):
    page = wish(builder, changes={"ticked": ["liaison"]})
    assert page.state["ticked"] == ["liaison"]
    assert page.sentence == builder.readout
    assert page.view["turn"] == str({"changes": {"ticked": ["liaison"]}})
    assert page.view["undo"] == 1
    assert wish(builder, action="undo").view["undo"] == 0
    assert wish(builder, action="preset", value="Everything").state["ticked"] == list(HANOI.ids)
    assert wish(builder, action="reset").state == builder.state
    assert builder.found.title == "Nyongbyon for five"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"changes": {"reservation_us": 99}}, "between -20 and 40"),
        ({"action": "dance"}, "action"),
        ({"action": "take", "value": "luck"}, "rule"),
        ({"changes": {"ticked": [["x"]]}}, "item"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said(builder, fields, said):
    before = builder.state
    assert said in wish(builder, **fields).sentence
    assert builder.state == before


def test_what_is_no_wish_is_let_pass(builder):
    page = builder.widget
    before = dict(page.view)
    page.wish = {"no": "turn"}
    page.wish = {"turn": 1, "changes": 5}
    assert {k: v for k, v in page.view.items() if k != "turn"} == {
        k: v for k, v in before.items() if k != "turn"
    }


def test_the_table_is_sent_when_it_is_open(builder):
    page = builder.widget
    page.shown = True
    assert page.table["columns"][0] == "Package"
    builder.package("Nothing")
    assert page.table["rows"][0][1] == "-4"


def test_without_a_kernel_there_are_words(builder):
    shown = builder._repr_mimebundle_()
    assert "Nyongbyon for five: the United States refuses" in shown["text/plain"]
    assert builder.widget is builder.widget


def test_a_state_that_is_not_the_present_one_can_be_asked_about(builder):
    other = {**builder.state, "ticked": []}
    assert "Nothing is ticked" in builder.sentence(other)
    assert builder.frame(other)["Items"].iloc[0] == "nothing"
    assert Findings(other).title == ""
