"""Properties of bargaining over packages that hold for every table."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summitry.bargain import (
    Item,
    Negotiation,
    fearon_range,
    lottery_solution,
    nash_split,
    rubinstein,
)

# Sixteenths add up exactly, so that equal is equal.
number = st.integers(0, 160).map(lambda x: x / 16)
reserve = st.integers(-64, 160).map(lambda x: x / 16)


@st.composite
def tables(draw, most=9):
    """Any table of up to `most` items."""
    rows = draw(st.lists(st.tuples(st.sampled_from(["US", "DPRK"]), number, number), max_size=most))
    items = [Item(f"i{i}", side, cost=c, value=v) for i, (side, c, v) in enumerate(rows)]
    return Negotiation(items, draw(reserve), draw(reserve))


fast = settings(deadline=None, max_examples=60)


@fast
@given(tables())
def test_the_frontier_is_undominated_and_complete(table):
    edge, every = table.frontier(), table.surplus()
    for us, dprk in zip(edge.us, edge.dprk, strict=True):
        better = (every.us >= us) & (every.dprk >= dprk)
        assert ((every.us[better] == us) & (every.dprk[better] == dprk)).all()
    for us, dprk in zip(every.us, every.dprk, strict=True):
        assert ((edge.us >= us) & (edge.dprk >= dprk)).any()
    assert (np.diff(edge.us) > 0).all() and (np.diff(edge.dprk) < 0).all()


@fast
@given(tables(), st.integers(-3, 3), st.integers(-3, 3), number, number)
def test_nash_and_kalai_smorodinsky_do_not_depend_on_units(table, up, down, shift, other):
    """Each side's utils times a factor, plus a constant in all packages and without a deal."""
    a, b = 2.0**up, 2.0**down

    def scaled(item):
        mine, theirs = (a, b) if item.side == "US" else (b, a)
        return Item(item.id, item.side, cost=item.cost.mode * mine, value=item.value.mode * theirs)

    again = Negotiation(
        [scaled(item) for item in table.items],
        a * (table.reservation_us.mode + shift) - a * shift,
        b * (table.reservation_dprk.mode + other) - b * other,
    )
    for rule in ("nash", "kalai_smorodinsky"):
        one, two = getattr(table, rule)(), getattr(again, rule)()
        assert one.agreed == two.agreed
        assert (a * one.us, b * one.dprk) == pytest.approx((two.us, two.dprk), rel=1e-12)
        if one.ties == 1:
            assert one.package == two.package


@fast
@given(tables(), st.integers(0, 8))
def test_the_order_of_items_does_not_matter(table, turn):
    items = list(table.items)
    turned = items[turn:] + items[:turn]
    again = Negotiation(turned, table.reservation_us, table.reservation_dprk)
    assert (table.frontier().us == again.frontier().us).all()
    assert (table.frontier().counts == again.frontier().counts).all()
    assert table.zopa().count == again.zopa().count


@fast
@given(tables(), st.integers(1, 32))
def test_a_higher_reservation_never_widens_the_zone(table, step):
    higher = Negotiation(table.items, table.reservation_us.mode + step / 16, table.reservation_dprk)
    assert set(higher.zopa().members) <= set(table.zopa().members)


@fast
@given(tables())
def test_solutions_are_on_the_frontier_and_suit_both(table):
    edge = table.frontier()
    for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
        outcome = getattr(table, rule)()
        assert outcome.agreed == (table.zopa().count > 0)
        if outcome.agreed:
            assert min(outcome.us, outcome.dprk) >= -1e-9
            assert (outcome.us, outcome.dprk) in set(zip(edge.us, edge.dprk, strict=True))
            again = table.surplus(outcome.package)
            assert (again.us, again.dprk) == (outcome.us, outcome.dprk)
        else:
            assert ("falls" if table.items else "Nothing is on the table") in str(outcome)


@fast
@given(tables())
def test_lotteries_never_hurt(table):
    plain, mixed = table.nash(), table.with_lotteries()
    if plain.agreed:
        assert mixed.agreed
        assert mixed.first * mixed.second >= plain.us * plain.dprk - 1e-9
    if mixed.agreed:
        edge = table.frontier()
        weights = [mixed.weight, 1 - mixed.weight][: len(mixed.points)]
        at = list(mixed.points)
        assert np.dot(weights, edge.us[at]) == pytest.approx(mixed.first, abs=1e-9)
        assert np.dot(weights, edge.dprk[at]) == pytest.approx(mixed.second, abs=1e-9)


coordinate = st.integers(-20, 40).map(lambda x: x / 4)
clouds = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=7)


@fast
@given(clouds, st.randoms(use_true_random=False))
def test_no_lottery_beats_the_solutions(points, rng):
    cloud = np.array(points)
    draws = np.random.default_rng(rng.randint(0, 10**6)).dirichlet(np.full(len(cloud), 0.4), 500)
    mixed = draws @ cloud
    good = mixed[(mixed >= 0).all(axis=1)]
    assume(len(good) > 0)
    nash = lottery_solution(points, "nash")
    assert nash.first * nash.second >= good.prod(axis=1).max() - 1e-9
    even = lottery_solution(points, "egalitarian")
    assert min(even.first, even.second) >= good.min(axis=1).max() - 1e-9
    ks = lottery_solution(points, "kalai_smorodinsky")
    ideal = good.max(axis=0)  # at most the true ideal
    if (ideal > 0.01).all() and min(ks.first, ks.second) > 0:
        swapped = lottery_solution([(b, a) for a, b in points], "kalai_smorodinsky")
        assert (swapped.first, swapped.second) == pytest.approx((ks.second, ks.first))


delta = st.floats(0, 0.999)


@given(delta, delta)
def test_alternating_offers(one, two):
    first, second = rubinstein(one, two)
    assert 0 <= second <= 1 and first + second == pytest.approx(1)
    # the answering side is indifferent between taking its share and proposing one period later
    swapped, _ = rubinstein(two, one)
    assert second == pytest.approx(two * swapped, abs=1e-9)
    value = rubinstein(one, two).flip("delta_2").value
    if value is not None:
        assert rubinstein(one, value).first == pytest.approx(0.5)


@given(st.floats(0, 0.95), st.floats(0, 0.95))
def test_a_distant_last_round_is_as_good_as_none(one, two):
    assert rubinstein(one, two, 400).first == pytest.approx(rubinstein(one, two).first, abs=1e-6)


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(-9, 9), st.floats(0, 1))
def test_a_pie_is_shared_without_waste(pie, one, two, power):
    split = nash_split(pie, one, two, power)
    if split.agreed:
        assert split.first + split.second == pytest.approx(pie, abs=1e-9)
        assert split.first >= one - 1e-9 and split.second >= two - 1e-9
    else:
        assert (split.first, split.second) == (one, two)


@given(st.floats(0, 1), st.floats(0, 2), st.floats(0, 2), st.floats(0, 1))
def test_the_range_of_a_conflict(p, a, b, share):
    room = fearon_range(p, a, b)
    assert 0 <= room.low <= p <= room.high <= 1
    assert room.width <= a + b + 1e-12
    assert room.contains(share) == (share >= p - a - 1e-12 and share <= p + b + 1e-12)
