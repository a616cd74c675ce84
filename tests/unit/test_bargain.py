"""Bargaining: words, tables, flips, samples, the Hanoi table, and bad input."""

import dataclasses
import math
import tomllib
import tracemalloc
from importlib.resources import files

import numpy as np
import pytest

from summitry import bargain, facts
from summitry.bargain import Item, Negotiation, Range, as_reported
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


@pytest.fixture
def table():
    """A plant for relief, with a second plant that is dearer than it is worth."""
    return Negotiation(
        [
            Item("plant", "DPRK", "Close the plant", "denuclearisation", cost=2, value=5),
            Item("relief", "US", "Lift the ban", "economic", cost=3, value=4),
            Item("weapon", "DPRK", "Hand it over", "denuclearisation", cost=9, value=6),
        ],
        reservation_us=1,
        reservation_dprk=1,
        packages={"small": ["plant", "relief"], "big": ["plant", "relief", "weapon"]},
    )


# --- items and ranges -----------------------------------------------------------------------------
def test_an_item_reads_numbers_and_ranges():
    item = Item("x", "US", cost=2, value=(1, 3, 8))
    assert item.cost == Range(2, 2, 2) and item.value == Range(1, 3, 8)
    assert item.name == "x" and item.receiver == "DPRK"
    assert str(item) == "x: given by the US, costs it 2, worth 3 (1 to 8) to the DPRK."
    assert Item("y", "DPRK", value=Range(0, 1, 2)).value.high == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Item("", "US"), "id is ''"),
        (lambda: Item("x", "USA"), "Did you mean 'US'"),
        (lambda: Item("x", "US", kind="economy"), "Did you mean 'economic'"),
        (lambda: Item("x", "US", cost=-1), "cost of 'x' is -1"),
        (lambda: Item("x", "US", value=math.nan), "value of 'x' is nan"),
        (lambda: Item("x", "US", value=(1, 2)), "one number, or (low, mode, high)"),
        (lambda: Item("x", "US", value="dear"), "value of 'x' is 'dear'"),
        (lambda: Item("x", "US", value=(1, 5, 2)), "in rising order"),
        (lambda: Item("x", "US", value=(-1, 5, 6)), "value of 'x' is -1.0"),
        (lambda: Range(3, 2, 5), "in rising order"),
        (lambda: Negotiation([Item("x", "US"), Item("x", "DPRK")]), "used once only"),
        (lambda: Negotiation(["x"]), "a list of Item"),
        (lambda: Negotiation([], reservation_us=math.inf), "reservation_us is inf"),
        (
            lambda: Negotiation([Item(f"i{i}", "US") for i in range(25)]),
            "25, but it must be at most 24",
        ),
        (lambda: Negotiation([Item("x", "US")], packages={"p": ["y"]}), "no item 'y'"),
    ],
)
def test_bad_tables_are_refused(call, words):
    with pytest.raises(SummitryError) as caught:
        call()
    assert words in str(caught.value)


def test_too_many_items_are_refused_before_any_work():
    items = [Item(f"i{i}", "US") for i in range(40)]
    with pytest.raises(OutOfRangeError, match=r"1,099,511,627,776 packages"):
        Negotiation(items)
    assert len(Negotiation(items[:24]).ids) == 24


# --- results in words -----------------------------------------------------------------------------
def test_surplus_of_one_package(table):
    small = table.surplus("small")
    assert (small.us, small.dprk, small.joint, small.agreed) == (1, 1, 2, True)
    big = table.surplus(["weapon", "plant", "relief"])
    assert big.package == ("plant", "relief", "weapon")
    assert (big.us, big.dprk, big.agreed) == (7, -8, False)
    assert "North Korea refuses: it falls 8 short of no deal." in str(big)
    assert str(small).startswith("small: plant, relief. The United States gains 1 over no deal.")
    assert str(table.surplus([])).startswith("Package: nothing.")
    assert small.table()["accepts"].tolist() == [True, True]


def test_surplus_of_every_package(table):
    every = table.surplus()
    assert len(every) == 8
    assert every.package(5) == ("plant", "weapon")
    assert (every.us[5], every.dprk[5]) == (10, -12)
    assert str(every) == "8 packages; 1 of them suits both sides."
    assert every.table(limit=3)["package"].tolist() == ["nothing", "plant", "relief"]
    with pytest.raises(OutOfRangeError, match="between 0 and 7"):
        every.package(8)


def test_zone_with_a_deal(table):
    zone = table.zopa()
    assert zone and len(zone) == 1 and zone.exists
    assert (zone.best_us, zone.best_dprk) == (1, 1)
    assert "1 of 7 deals suits both sides" in str(zone)
    assert str(zone).endswith("and North Korea at most 1, and one package gives both.")
    assert zone.table()["package"].tolist() == ["plant, relief"]


def test_zone_without_a_deal(table):
    tough = Negotiation(table.items, 1, 2.5)
    zone = tough.zopa()
    assert not zone and zone.best_us is None
    assert zone.shortfall == 0.5 and zone.fails == "dprk" and zone.nearest == ("plant", "relief")
    assert "(plant, relief) falls 0.5 short for North Korea" in str(zone)
    outcome = tough.nash()
    assert not outcome.agreed and (outcome.us, outcome.dprk, outcome.ties) == (0, 0, 0)
    assert str(outcome).startswith("Nash solution: no deal. No deal among 8 packages")
    assert not tough.with_lotteries().agreed
    assert "falls" in str(tough.with_lotteries())
    assert Negotiation(table.items, 2.5, 1).zopa().fails == "us"


def test_nothing_at_all_counts_as_today_but_not_as_a_deal():
    idle = Negotiation([Item("x", "US", cost=1, value=0)])
    zone = idle.zopa()
    assert (zone.count, zone.deals, zone.exists) == (1, 0, False)
    assert idle.nash().package == ()
    empty = Negotiation([])
    assert str(empty.zopa()) == "Nothing is on the table, so there is no deal to make."
    assert len(empty.frontier()) == 1 and len(empty.surplus()) == 1


def test_frontier_in_words(table):
    edge = table.frontier()
    assert edge.us.tolist() == [-4, 1, 4, 7, 10]
    assert edge.dprk.tolist() == [3, 1, -3, -8, -12]
    assert edge.package(1) == ("plant", "relief")
    with pytest.raises(OutOfRangeError, match="between 0 and 4"):
        edge.package(5)
    assert str(edge) == (
        "The frontier has 5 points, reached by 5 packages; 1 of the points suits both sides. "
        "Compared with no deal, one end gives the United States +10 and North Korea -12, the other "
        "end -4 and +3."
    )
    assert edge.table()["suits_both"].tolist() == [False, True, False, False, False]


def test_the_table_of_items(table):
    shown = table.table()
    assert shown["id"].tolist() == ["plant", "relief", "weapon"]
    assert shown["cost_high"].tolist() == [2, 3, 9]
    compared = table.compare()
    assert compared["us_accepts"].tolist() == [True, True]
    assert compared["dprk_accepts"].tolist() == [True, False]
    assert str(table).count("\n") == 2
    with pytest.raises(UnknownNameError, match="Did you mean 'small'"):
        table.surplus("smal")


def test_solutions_differ_when_they_should():
    """One good item for the US, small change for North Korea: the three rules disagree."""
    items = [Item("gift", "DPRK", cost=0, value=12)]
    items += [Item(f"coin{i}", "US", cost=2, value=v) for i, v in enumerate([4, 2, 1, 0.5])]
    table = Negotiation(items)
    assert (table.nash().us, table.nash().dprk) == (8, 6)
    assert (table.egalitarian().us, table.egalitarian().dprk) == (8, 6)
    ks = table.kalai_smorodinsky()
    assert (ks.us, ks.dprk) == (8, 6)
    cheap = Negotiation([Item("gift", "DPRK", cost=0, value=100), *items[1:]])
    assert cheap.nash().dprk == 7.5
    assert (cheap.kalai_smorodinsky().us, cheap.kalai_smorodinsky().dprk) == (94, 7)
    assert cheap.egalitarian().us == 92


def test_the_best_of_both_may_or_may_not_be_one_package():
    pair = [Item("a", "DPRK", cost=1, value=4), Item("b", "US", cost=1, value=4)]
    both = Negotiation(pair).zopa()
    assert (both.best_us, both.best_dprk, both.together) == (3, 3, True)
    apart = Negotiation([*pair, Item("c", "US", cost=2, value=2)]).zopa()
    assert (apart.best_us, apart.best_dprk, apart.together) == (3, 5, False)
    assert str(apart).endswith("but not both at once.")
    assert not Negotiation([Item("x", "US", cost=1, value=0)], 1, 1).zopa().together


@pytest.mark.parametrize(
    ("last", "together"),
    [
        (Item("c", "US", cost=2, value=2), False),  # only North Korea's best gets better
        (Item("c", "US", cost=0, value=0.5), True),  # the same, at no cost
        (Item("c", "DPRK", cost=1, value=1), False),  # only that of the United States
        (Item("c", "DPRK", cost=0, value=0.5), True),
        (Item("c", "DPRK", cost=1, value=0), True),  # worse for North Korea, as good for the other
    ],
)
def test_the_best_of_both_is_found_across_blocks_of_packages(last, together):
    pair = [Item("a", "DPRK", cost=1, value=4), Item("b", "US", cost=1, value=4)]
    idle = [Item(f"i{i}", "US", cost=9, value=0) for i in range(14)]
    zone = Negotiation([*pair, *idle, last]).zopa()
    assert zone.packages == 2**17 and zone.together is together


def test_a_surplus_of_nothing_is_enough():
    """Exactly as good as no deal is accepted, by every result."""
    even = Negotiation([Item("x", "US", cost=1, value=1)], -1, 1, packages={"x": ["x"]})
    assert str(even.surplus("x")) == (
        "x: x. The United States gains 0 over no deal. North Korea gains 0 over no deal."
    )
    assert even.surplus("x").table()["accepts"].tolist() == [True, True]
    assert str(even.surplus()) == "2 packages; 1 of them suits both sides."
    assert even.frontier().rational.tolist() == [True, False]
    drawn = even.sample(3)
    assert drawn.zone_share == drawn.accepted("x") == 1
    assert drawn.table()[["us_accepts", "dprk_accepts"]].to_numpy().tolist() == [[1, 1]]


def test_no_reservation_is_nothing_for_sure():
    plain = Negotiation([Item("x", "US", cost=1, value=1)])
    assert plain.reservation_us == plain.reservation_dprk == Range(0, 0, 0)


def test_results_cannot_be_changed_by_mistake(table):
    results = (table, table.surplus("small"), table.surplus(), table.zopa(), table.frontier())
    for result in (*results, table.sample(2)):
        name = dataclasses.fields(result)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, name, None)


def test_a_shortened_table_has_at_least_one_row(table):
    for result in (table.surplus(), table.zopa(), table.frontier()):
        assert len(result.table(limit=1)) == 1
        with pytest.raises(OutOfRangeError, match="limit is 0"):
            result.table(limit=0)


def test_ties_are_counted():
    table = Negotiation(
        [
            Item("a", "DPRK", value=2),
            Item("b", "US", cost=1, value=1),
            Item("c", "US", cost=1, value=1),
        ]
    )
    outcome = table.nash()
    assert (outcome.us, outcome.dprk, outcome.ties) == (1, 1, 2)
    assert outcome.package == ("a", "b")
    assert "2 packages do equally well" in str(outcome)
    assert "equally well" not in str(table.surplus(["a", "b"]))


def test_decimals_that_add_up_to_the_reservation_are_accepted():
    table = Negotiation([Item(f"i{i}", "US", cost=0, value=0.1) for i in range(3)], 0, 0.3)
    assert table.zopa().deals == 1


# --- flips ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parameter", "package", "value", "below"),
    [
        ("reservation_us", None, 2, "some deal suits both sides"),
        ("reservation_dprk", None, 2, "some deal suits both sides"),
        ("relief.cost", None, 4, "some deal suits both sides"),
        ("plant.value", None, 4, "no deal suits both sides"),
        ("weapon.cost", "big", 1, "this package suits both sides"),
        ("relief.value", "big", 12, "this package does not suit both sides"),
        ("weapon.value", None, None, "some deal suits both sides"),
        ("weapon.value", "small", None, "this package suits both sides"),
        ("reservation_us", "big", None, "this package does not suit both sides"),
    ],
)
def test_flips(table, parameter, package, value, below):
    flip = table.flip(parameter, package)
    assert flip.value == value
    assert flip.below == below
    assert (flip.below == flip.above) == (value is None)


def test_unknown_parameters_are_named(table):
    with pytest.raises(UnknownNameError, match=r"Did you mean 'plant\.cost'"):
        table.flip("plant.costs")


# --- samples --------------------------------------------------------------------------------------
def test_a_sample_repeats_and_counts():
    table = as_reported()
    one, two = table.sample(200, seed=5), table.sample(200, seed=5)
    assert (one.zone == two.zone).all() and one.in_nash == two.in_nash
    assert not (one.us["draft"] == table.sample(200, seed=6).us["draft"]).all()
    shown = one.table().set_index("package")
    assert shown.loc["big-for-big", "both_accept"] == 0
    assert 0 < shown.loc["nyongbyon-for-five", "both_accept"] < 1
    worse_off = np.minimum(one.us["draft"], one.dprk["draft"])
    assert shown.loc["draft", "us_p95"] == np.percentile(one.us["draft"], 95)
    assert shown.loc["draft", "dprk_p05"] == np.percentile(one.dprk["draft"], 5)
    assert one.accepted("draft") == (worse_off >= 0).mean()
    assert "a share of assumed worlds, not a probability of history" in str(one)
    with pytest.raises(UnknownNameError):
        one.accepted("drafts")
    for draws in (0, 1.5, math.nan, 1_000_001):
        with pytest.raises(OutOfRangeError, match="draws"):
            table.sample(draws)


def test_a_sample_without_doubt_is_the_table_itself(table):
    drawn = table.sample(3)
    assert drawn.zone_share == 1 and drawn.accepted("small") == 1 and drawn.accepted("big") == 0
    assert drawn.in_nash == {"plant": 1, "relief": 1, "weapon": 0}
    for name in ("small", "big"):
        assert drawn.us[name].tolist() == [table.surplus(name).us] * 3
        assert drawn.dprk[name].tolist() == [table.surplus(name).dprk] * 3
    assert Negotiation(table.items, 9, 9).sample(3).zone_share == 0


def test_a_sample_solves_each_world_by_the_nash_rule():
    # All surpluses are below 1, so that none may be rounded up or down before multiplying.
    items = [Item("gift", "DPRK", cost=0, value=1.2)]
    items += [
        Item(f"coin{i}", "US", cost=0.2, value=v) for i, v in enumerate([0.4, 0.2, 0.1, 0.05])
    ]
    table = Negotiation(items)
    solved = table.nash().package
    assert solved == ("gift", "coin0", "coin1")
    assert table.sample(2).in_nash == {name: float(name in solved) for name in table.ids}


def test_a_table_can_be_a_key(table):
    assert len({table, table, Negotiation(table.items)}) == 2


def test_draws_stay_in_their_range_and_follow_the_triangle():
    drawn = Range(1, 2, 6).draw(np.random.default_rng(1), 20_000)
    assert drawn.min() >= 1 and drawn.max() <= 6
    assert drawn.mean() == pytest.approx((1 + 2 + 6) / 3, abs=0.03)


# --- the Hanoi table ------------------------------------------------------------------------------
def test_each_side_refuses_what_the_other_proposed():
    table = as_reported().compare().set_index("package")
    assert not table.loc["big-for-big", "dprk_accepts"] and table.loc["big-for-big", "us_accepts"]
    offer = table.loc["nyongbyon-for-five"]
    assert offer["dprk_accepts"] and not offer["us_accepts"]
    assert not table.loc["nyongbyon-plus-one", "dprk_accepts"]
    assert as_reported().zopa().exists


def test_the_units_are_hundredths():
    table = as_reported().table()
    assert table.groupby("side")["value"].sum().to_dict() == {"DPRK": 100, "US": 100}


def test_every_item_has_a_reason_and_rows_of_the_ledger():
    data = tomllib.loads((files("summitry") / "hanoi_table.toml").read_text("utf-8"))
    for item in as_reported().items:
        assert item.reason and item.facts
        assert item.cost.low < item.cost.high and item.value.low < item.value.high
    rows = [row for item in as_reported().items for row in item.facts]
    rows += [row for package in data["package"].values() for row in package["facts"]]
    for row in rows:
        assert facts.row(row).id == row
    assert all(side["reason"] for side in data["reservation"].values())


# --- textbook results in words --------------------------------------------------------------------
def test_alternating_offers_in_words():
    split = bargain.rubinstein(0.9, 0.8)
    assert "First" not in str(split) and "gets 71.4%" in str(split)
    assert "worth 0.9 times as much to the first side, 0.8 times to the second" in str(split)
    assert split.table()["share"].tolist() == pytest.approx([5 / 7, 2 / 7])
    assert split.flip().value == pytest.approx(0.75)
    assert split.flip("delta_2").value == pytest.approx(1 / 1.1)
    assert bargain.rubinstein(0.9, 0.4).flip().value is None
    assert "Whatever delta_1 is, the first side gets more" in str(bargain.rubinstein(0, 0).flip())
    assert bargain.rubinstein(0.5, 1.0).flip().below == "the second side gets more"
    assert "at most 3 rounds" in str(bargain.rubinstein(0.5, 0.5, 3))


def test_a_pie_in_words():
    split = bargain.nash_split(100, 20, 40)
    assert "A deal adds 40" in str(split) and split.agreed
    assert split.table()["gain"].tolist() == [20, 20]
    assert split.flip().value == 60
    assert split.flip("disagreement_1").value == 60
    none = bargain.nash_split(10, 6, 7)
    assert not none.agreed and "3 is missing" in str(none)
    assert tuple(none) == (6, 7)


def test_a_conflict_in_words():
    room = bargain.fearon_range(0.5, 0.2, 0.2)
    assert "between 30.0% and 70.0%" in str(room) and "40.0 points wide" in str(room)
    assert room.table()["conflict_value"].tolist() == pytest.approx([0.3, 0.3])
    assert room.contains(0.3) and not room.contains(0.29)
    assert room.flip("p", 0.8).value == pytest.approx(0.6)
    assert room.flip("p", 0.1).value == pytest.approx(0.3)
    assert room.flip("cost_b", 0.8).value == pytest.approx(0.3)
    assert room.flip("cost_a", 0.8).value is None
    assert room.flip("cost_a", 0.5).value == pytest.approx(0.0)
    assert bargain.fearon_range(0.5, 2, 2).flip("p", 0.5).value is None


def test_lotteries_in_words():
    mixed = bargain.lottery_solution([(0, 1), (1, 0), (1, 0.7)], "kalai_smorodinsky")
    assert str(mixed) == (
        "Kalai-Smorodinsky solution: draw lots, point number 0 with probability 23.1%, otherwise "
        "point number 2. On average the first side gets 0.7692 and the second 0.7692."
    )
    assert ": point number 0. On average" in str(bargain.lottery_solution([(1, 2)]))
    slanted = bargain.lottery_solution([(4, 0), (0, 1)], "kalai_smorodinsky")
    assert (slanted.first, slanted.second) == pytest.approx((2, 0.5))
    none = bargain.lottery_solution([(-1, 0.5), (0.2, -4)])
    assert not none.agreed and none.shortfall == pytest.approx(0.684211)
    moved = bargain.lottery_solution([(2, 3), (4, 2)], disagreement=(2, 2))
    assert (moved.first, moved.second) == pytest.approx((3, 2.5))
    assert bargain.lottery_solution([(1, 2)], "egalitarian").points == (0,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bargain.rubinstein(1, 1), "not both 1"),
        (lambda: bargain.rubinstein(1.1, 0.5), "delta_1 is 1.1"),
        (lambda: bargain.rubinstein(0.5, 0.5, 0), "rounds is 0"),
        (lambda: bargain.rubinstein(0.5, 0.5, 4).flip(), "None to flip"),
        (lambda: bargain.rubinstein(0.5, 0.5).flip("rounds"), "parameter to flip"),
        (lambda: bargain.nash_split(math.nan), "pie is nan"),
        (lambda: bargain.nash_split(1, power_1=2), "power_1 is 2"),
        (lambda: bargain.nash_split(1).flip("power_1"), "parameter to flip"),
        (lambda: bargain.fearon_range(0.5, -1, 0), "cost_a is -1"),
        (lambda: bargain.fearon_range(1.5, 1, 0), "p is 1.5"),
        (lambda: bargain.fearon_range(0.5, 0, 0).contains(2), "share is 2"),
        (lambda: bargain.fearon_range(0.5, 0, 0).flip("share", 0.5), "parameter to flip"),
        (lambda: bargain.lottery_solution([]), "shape of points"),
        (lambda: bargain.lottery_solution([(1, 2, 3)]), "shape of points"),
        (lambda: bargain.lottery_solution([(1, math.inf)]), "points is inf"),
        (lambda: bargain.lottery_solution([(1, 2)], "utilitarian"), "bargaining rule"),
        (lambda: bargain.lottery_solution([(1, 2)], disagreement=(1,)), "disagreement"),
    ],
)
def test_bad_numbers_are_named(call, words):
    with pytest.raises(SummitryError) as caught:
        call()
    assert words in str(caught.value)


def test_memory_of_the_worst_table():
    """Every package on the frontier: at most 48 bytes a package at the peak, so 2^24 fit 1 GiB."""
    steps = 2.0 ** np.arange(16)
    table = Negotiation([Item(f"i{i}", "US", cost=x, value=x) for i, x in enumerate(steps)])
    tracemalloc.start()
    edge = table.frontier()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(edge) == 2**16
    assert peak / 2**16 < 49


def test_memory_of_the_zone():
    """The zone is found block by block: far less than the 16 bytes that a full list would need."""
    table = Negotiation([Item(f"i{i}", "US", cost=1, value=1) for i in range(20)], 1, 1)
    tracemalloc.start()
    assert table.zopa().count == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / 2**20 < 8


def test_tenths_that_add_up_to_the_same_are_one_point():
    assert 0.1 + 0.2 != 0.3
    talks = Negotiation(
        [
            Item("a", "DPRK", cost=1, value=0.1),
            Item("b", "DPRK", cost=1, value=0.2),
            Item("c", "DPRK", cost=2, value=0.3),
        ]
    )
    found = talks.frontier()
    at = int(np.flatnonzero(np.isclose(found.us, 0.3))[0])
    assert found.counts[at] == 2 and len(found.us) == len(set(np.round(found.us, 9)))


def test_a_flip_at_zero_is_told_as_one():
    talks = Negotiation([Item("gift", "US", cost=2, value=1)])
    leaves = talks.flip("gift.cost")
    assert leaves.value == 0.0
    assert str(leaves).endswith(
        "At 0, some deal suits both sides; above it, no deal suits both sides."
    )
    # A worth that would have to be below zero to matter never flips.
    free = Negotiation([Item("gift", "US", cost=0, value=1)]).flip("gift.value")
    assert free.value is None and free.below == free.above == "some deal suits both sides"


def test_a_rule_without_a_gain_for_both_still_picks_what_nobody_can_improve_on():
    talks = Negotiation(
        [Item("small", "DPRK", cost=0, value=1), Item("large", "DPRK", cost=0, value=2)]
    )
    found = talks.nash()
    assert (found.us, found.dprk, found.package) == (3.0, 0.0, ("small", "large"))
