"""Figures of the deal zone hold what the bargaining model says."""

import numpy as np
import pytest

from summitry import charts
from summitry.bargain import Item, Negotiation, as_reported
from summitry.charts import packages
from summitry.charts.packages import SANCTIONS_ONLY, SHORT, TITLES, last_cost, moved, together_share
from summitry.errors import OutOfRangeError, UnknownNameError

HANOI = as_reported()


def test_every_item_and_package_of_the_model_has_a_name():
    assert set(SHORT) == set(HANOI.ids)
    assert set(TITLES) == set(HANOI.packages)
    assert set(SANCTIONS_ONLY) < set(HANOI.ids)


def test_the_map_draws_zone_frontier_and_named_packages():
    figure = charts.package_map(HANOI)
    zone, worth = HANOI.zopa(), HANOI.surplus()
    assert len(figure.data[2].x) == zone.count
    np.testing.assert_allclose(figure.data[2].x, worth.us[zone.members] + 4)
    np.testing.assert_allclose(figure.data[1].y, HANOI.frontier().dprk + 3)
    assert len(figure.data[3].x) == len(HANOI.packages)
    at = dict(zip(figure.data[3].hovertext, figure.data[3].x, strict=True))
    assert at["Big for big"] == HANOI.surplus("big-for-big").us + 4
    assert "North Korea refuses, 150 points short" in charts.alt(figure)
    assert str(zone) in charts.alt(figure)


def test_all_packages_are_shaded_and_none_twice():
    shade = charts.package_map(HANOI).data[0]
    cells = [cell for row in shade.z for cell in row if cell is not None]
    assert round(sum(np.expm1(cells))) == pytest.approx(2**16, rel=0.02)


def test_close_up_leaves_out_what_is_far_away():
    figure = charts.package_map(HANOI, ["liaison"], close=True)
    assert "Big for big" not in figure.data[3].hovertext
    assert figure.data[4].text == ("  <b>your package</b>  ",)
    assert "Big for big" in charts.table(figure)["Package"].tolist()
    assert "your package" in charts.table(figure)["Package"].tolist()


def test_names_that_would_overlap_are_left_to_the_table():
    words = charts.package_map(HANOI).data[3].text
    assert any(not word for word in words)
    assert all(charts.package_map(HANOI, close=True).data[3].text)


def test_a_table_without_a_zone_can_be_drawn():
    table = Negotiation([Item("plant", "DPRK", cost=5, value=2)], 1, 1)
    figure = charts.package_map(table, ["plant"])
    assert len(figure.data[2].x) == 0
    assert charts.table(figure)["Suits both"].tolist() == ["no"]
    assert charts.package_map(Negotiation([]), close=True).data


def test_a_named_item_without_a_short_name_keeps_its_own():
    table = Negotiation([Item("bridge", "US", cost=1, value=2)], packages={"one": ["bridge"]})
    assert charts.table(charts.package_map(table))["Items"].iloc[0] == "bridge"


def test_moved_stays_within_the_ranges_and_keeps_named_packages():
    low = moved(HANOI, us_gives=-1, dprk_gets=1, reservation_us=7)
    for now, item in zip(low.items, HANOI.items, strict=True):
        assert now.cost.mode == (item.cost.low if item.side == "US" else item.cost.mode)
        assert now.value.mode == (item.value.high if item.side == "US" else item.value.mode)
    assert low.reservation_us.mode == 7
    assert set(moved(HANOI, only=SANCTIONS_ONLY).packages) == {
        "nyongbyon-for-five",
        "nyongbyon-plus-one",
    }
    with pytest.raises(OutOfRangeError, match="us_gets"):
        moved(HANOI, us_gets=1.5)
    with pytest.raises(UnknownNameError):
        moved(HANOI, only=["nyongbion"])


@pytest.mark.parametrize("only", [None, SANCTIONS_ONLY])
@pytest.mark.parametrize("place", [-0.2, 0.0, 0.5])
def test_the_border_is_where_the_zone_vanishes(only, place):
    border = last_cost(HANOI, place, only)
    assert moved(HANOI, us_gives=border, dprk_gives=place, only=only).zopa().exists
    assert not moved(HANOI, us_gives=border + 0.01, dprk_gives=place, only=only).zopa().exists


def test_no_package_of_the_zone_holds_weapons_or_missiles():
    """Lesson 03 says so; if the assumed numbers change, its text has to change."""
    zone, worth = HANOI.zopa(), HANOI.surplus()
    inside = {item for number in zone.members for item in worth.package(int(number))}
    assert {"nyongbyon", "tests", "five-resolutions"} < inside
    assert not inside & {"warheads", "missiles"}


def test_the_border_stops_at_the_ends():
    assert last_cost(HANOI, -1.0) == 1.0
    assert last_cost(HANOI, 1.0, SANCTIONS_ONLY) == -1.0


def test_the_region_says_where_the_two_points_lie():
    figure = charts.zone_region(8)
    assert moved(HANOI).zopa().exists
    assert not moved(HANOI, us_gives=0.25, dprk_gives=0.25).zopa().exists
    assert not moved(HANOI, only=SANCTIONS_ONLY).zopa().exists
    assert "A lies inside" in charts.alt(figure)
    assert "B lies just outside" in charts.alt(figure)
    table = charts.table(figure)
    assert len(table) == 9
    assert table.iloc[4].tolist()[0] == "most likely"
    with pytest.raises(OutOfRangeError):
        charts.zone_region(2)


def test_the_shares_are_those_of_the_model():
    figure = charts.zone_shares(60)
    share = round(100 * HANOI.sample(60).zone_share, 1)
    assert figure.data[0].x[0] == share
    assert figure.data[0].x[1] == round(100 * together_share(HANOI), 1)
    assert figure.data[0].x[0] > figure.data[0].x[2]
    assert charts.table(figure)["Worlds with a deal"].iloc[0] == f"{share / 100:.0%}"
    assert "not chances of history" in charts.alt(figure)


def test_costs_that_rise_together_are_counted_by_their_triangle():
    rng = np.random.default_rng(3)
    for table in (HANOI, moved(HANOI, only=SANCTIONS_ONLY)):
        places = rng.triangular(-1, 0, 1, 400)
        # Numbers without a range cannot move, so the table that was moved before holds or not.
        held = np.mean(
            [moved(table, us_gives=p, dprk_gives=p).zopa().exists for p in places.tolist()]
        )
        assert together_share(table) == pytest.approx(held, abs=0.06)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.04, "0"), (0.25, "0.3"), (12, "12"), (-3.5, "−3.5")]
)
def test_points_are_written_without_needless_digits(value, text):
    assert packages.points(value) == text


def test_a_package_that_changes_nothing_is_neither_good_nor_bad():
    table = Negotiation([Item("plant", "DPRK", cost=2, value=1)], 1, -2)
    said = packages.verdict(table.surplus(["plant"]))
    assert said == "the United States is neither better nor worse off; " * 1 + (
        "North Korea is neither better nor worse off"
    )
