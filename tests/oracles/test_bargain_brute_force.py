"""Packages, frontier, zone and solutions against plain enumeration in exact fractions."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from summitry import _frontier
from summitry.bargain import Item, Negotiation


def random_table(rng, most=9):
    """Items whose numbers are quarters, so that floating-point sums are exact."""
    n = rng.randint(1, most)
    items = [
        Item(
            f"i{i}",
            rng.choice(["US", "DPRK"]),
            cost=rng.randint(0, 24) / 4,
            value=rng.randint(0, 24) / 4,
        )
        for i in range(n)
    ]
    return Negotiation(items, rng.randint(-8, 12) / 4, rng.randint(-8, 12) / 4)


def all_packages(table):
    """Every package with both surpluses, one item at a time."""
    found = []
    for inside in itertools.product((False, True), repeat=len(table.items)):
        us = -Fraction(table.reservation_us.mode)
        dprk = -Fraction(table.reservation_dprk.mode)
        for item, taken in zip(table.items, inside, strict=True):
            if taken and item.side == "US":
                us -= Fraction(item.cost.mode)
                dprk += Fraction(item.value.mode)
            elif taken:
                us += Fraction(item.value.mode)
                dprk -= Fraction(item.cost.mode)
        found.append((us, dprk, tuple(i.id for i, t in zip(table.items, inside, strict=True) if t)))
    return found


def undominated(packages):
    return [
        p
        for p in packages
        if not any(q[0] >= p[0] and q[1] >= p[1] and q[:2] != p[:2] for q in packages)
    ]


def check(table):
    packages = all_packages(table)
    edge = undominated(packages)

    frontier = table.frontier()
    points = sorted({p[:2] for p in edge})
    assert list(zip(frontier.us, frontier.dprk, strict=True)) == points
    for i, point in enumerate(points):
        reaching = [p[2] for p in edge if p[:2] == point]
        assert frontier.counts[i] == len(reaching)
        assert frontier.package(i) in reaching

    rational = [p for p in packages if p[0] >= 0 and p[1] >= 0]
    zone = table.zopa()
    assert zone.count == len(rational)
    assert zone.deals == sum(p[2] != () for p in rational)
    every = table.surplus()
    assert {every.package(int(m)) for m in zone.members} == {p[2] for p in rational}
    if zone.deals:
        assert not zone.fails
    else:
        nearest = max((p for p in packages if p[2]), key=lambda p: min(p[:2]))
        assert zone.shortfall == -min(nearest[:2])
    if not rational:
        assert not table.nash().agreed
        return False

    ideal = max(p[0] for p in rational), max(p[1] for p in rational)
    assert (zone.best_us, zone.best_dprk) == ideal
    best = {
        "nash": max(p[0] * p[1] for p in rational),
        "egalitarian": max((min(p[:2]), max(p[:2])) for p in rational),
        "kalai_smorodinsky": max(shares(p, ideal) for p in rational),
    }
    nash, even, ks = table.nash(), table.egalitarian(), table.kalai_smorodinsky()
    assert Fraction(nash.us) * Fraction(nash.dprk) == best["nash"]
    assert (min(even.us, even.dprk), max(even.us, even.dprk)) == best["egalitarian"]
    assert shares((Fraction(ks.us), Fraction(ks.dprk)), ideal) == best["kalai_smorodinsky"]
    for outcome in (nash, even, ks):
        assert (outcome.us, outcome.dprk, outcome.package) in edge
    tied = sum(p[0] * p[1] == best["nash"] for p in edge)
    assert nash.ties == tied
    return True


def shares(p, ideal):
    parts = [x / a if a else Fraction(1) for x, a in zip(p, ideal, strict=False)]
    return min(parts), max(parts)


def test_random_tables():
    rng = random.Random(1950)
    solved = [check(random_table(rng, 7)) for _ in range(150)]
    assert 40 < sum(solved) < 140


def test_ties_everywhere():
    rng = random.Random(7)
    for _ in range(30):
        items = [
            Item(
                f"i{i}", rng.choice(["US", "DPRK"]), cost=rng.randint(0, 1), value=rng.randint(0, 1)
            )
            for i in range(rng.randint(1, 7))
        ]
        check(Negotiation(items))


@pytest.mark.parametrize("bits", [0, 1, 3, 16])
def test_blocks_cover_every_package_once(bits):
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 9))
    us, dprk = _frontier.utilities(first, second)
    seen = np.zeros(512, dtype=int)
    for start, u, k in _frontier.blocks(first, second, bits):
        seen[start : start + len(u)] += 1
        assert (us[start : start + len(u)] == u).all()
        assert (dprk[start : start + len(k)] == k).all()
    assert (seen == 1).all()


def test_eighteen_items_against_a_sort_of_all_packages():
    """Numbers that are not exact: the same points, to the last bit, from all 262 144 packages."""
    rng = np.random.default_rng(18)
    gives_us = rng.random(18) < 0.5
    cost, value = rng.uniform(1, 9, (2, 18))
    first = np.where(gives_us, -cost, value)
    second = np.where(gives_us, value, -cost)
    us, dprk = _frontier.utilities(first, second)
    order = np.lexsort((-dprk, -us))
    best, points = -np.inf, []
    for m in order:
        if dprk[m] > best:
            best = dprk[m]
            points.append((us[m], dprk[m]))
    edge = _frontier.staircase(first, second)
    assert list(zip(edge.first, edge.second, strict=True)) == points[::-1]
    assert (us[edge.masks] == edge.first).all() and (dprk[edge.masks] == edge.second).all()


def test_without_the_empty_package():
    rng = np.random.default_rng(5)
    for _ in range(100):
        first, second = rng.integers(-4, 5, (2, rng.integers(1, 7))) / 2
        us, dprk = _frontier.utilities(first, second)
        packages = list(zip(us[1:], dprk[1:], range(1, len(us)), strict=True))
        edge = _frontier.staircase(first, second, empty=False)
        points = sorted({p[:2] for p in undominated(packages)})
        assert list(zip(edge.first, edge.second, strict=True)) == points


def best_flip(table, parameter, values, package=None):
    """The answer to the flip question for many values of one parameter, by solving again."""
    answers = []
    for x in values:
        changed = changed_table(table, parameter, x)
        if package is None:
            answers.append(changed.zopa().exists)
        else:
            answers.append(changed.surplus(package).agreed)
    return answers


def changed_table(table, parameter, x):
    items = list(table.items)
    us, dprk = table.reservation_us.mode, table.reservation_dprk.mode
    if parameter == "reservation_us":
        us = x
    elif parameter == "reservation_dprk":
        dprk = x
    else:
        name, part = parameter.split(".")
        i = table.ids.index(name)
        old = items[i]
        numbers = {"cost": old.cost, "value": old.value, part: x}
        items[i] = Item(name, old.side, **numbers)
    return Negotiation(items, us, dprk)


def test_flips_by_solving_again():
    rng = random.Random(11)
    flipped = 0
    for _ in range(60):
        table = random_table(rng, 5)
        package = [i for i in table.ids if rng.random() < 0.5]
        parameters = ["reservation_us", "reservation_dprk"]
        parameters += [f"{name}.{part}" for name in table.ids[:2] for part in ("cost", "value")]
        for parameter in parameters:
            for asked in (None, package):
                flip = table.flip(parameter, asked)
                if flip.value is None:
                    lows = [-50, 0, 50, 90] if "." not in parameter else [0, 3, 50, 90]
                    assert len(set(best_flip(table, parameter, lows, asked))) == 1
                else:
                    flipped += 1
                    near = [flip.value - 1e-6, flip.value + 1e-6]
                    if "." in parameter and near[0] < 0:
                        continue
                    below, above = best_flip(table, parameter, near, asked)
                    assert below != above
                    assert ("not" in flip.above or flip.above.startswith("no deal")) == below
    assert flipped > 150
