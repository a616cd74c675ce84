"""Packages that are worth the same although their sums differ in the last digit of a float.

Tenths such as 0.1 + 0.2 and 0.3 are the usual case. The oracle counts in whole tenths.
"""

import itertools
import random

import pytest

from summitry.bargain import Item, Negotiation


def table(rng):
    count = rng.choice([0, 1, 2, 5, 7])
    rows = [
        (rng.choice(["US", "DPRK"]), rng.randint(0, 9), rng.randint(0, 9)) for _ in range(count)
    ]
    items = [
        Item(f"i{n}", side, cost=cost / 10, value=value / 10)
        for n, (side, cost, value) in enumerate(rows)
    ]
    us, dprk = rng.randint(-9, 9), rng.randint(-9, 9)
    worth = []
    for number in range(2**count):
        inside = [row for n, row in enumerate(rows) if number >> n & 1]
        worth.append(
            (
                sum(value if side == "DPRK" else -cost for side, cost, value in inside) - us,
                sum(value if side == "US" else -cost for side, cost, value in inside) - dprk,
            )
        )
    return Negotiation(items, us / 10, dprk / 10), worth


@pytest.mark.parametrize("seed", range(120))
def test_frontier_zone_and_rules_in_tenths(seed):
    talks, worth = table(random.Random(seed))
    points = {}
    for number, point in enumerate(worth):
        if not any(x >= point[0] and y >= point[1] and (x, y) != point for x, y in set(worth)):
            points.setdefault(point, []).append(number)
    found = talks.frontier()
    assert [(round(10 * x), round(10 * y)) for x, y in zip(found.us, found.dprk, strict=True)] == (
        sorted(points)
    )
    assert found.counts.tolist() == [len(points[point]) for point in sorted(points)]
    assert found.numbers.tolist() == [min(points[point]) for point in sorted(points)]

    suits = [number for number, (x, y) in enumerate(worth) if x >= 0 and y >= 0]
    assert talks.zopa().members.tolist() == suits
    best = [point for point in sorted(points) if min(point) >= 0]
    if not best:
        assert not talks.nash().agreed
        return
    top = max(x for x, _ in best), max(y for _, y in best)

    def parts(point):  # shares of the ideal, both times the same number
        x, y = point[0] * top[1], point[1] * top[0]
        return min(x, y), max(x, y)

    scores = {
        "nash": lambda point: (point[0] * point[1],),
        "egalitarian": lambda point: (min(point), max(point)),
        "kalai_smorodinsky": parts,
    }
    for rule, score in scores.items():
        if rule == "kalai_smorodinsky" and not all(top):
            continue
        most = max(map(score, best))
        winners = [point for point in best if score(point) == most]
        chosen = getattr(talks, rule)()
        assert (round(10 * chosen.us), round(10 * chosen.dprk)) in winners
        assert chosen.ties == sum(len(points[point]) for point in winners)


@pytest.mark.parametrize("seed", range(40))
def test_flips_are_where_the_answer_changes_and_nowhere_else(seed):
    rng = random.Random(1000 + seed)
    talks, _ = table(rng)
    for item, part in itertools.product(talks.items, ("cost", "value")):

        def answer(number, item=item, part=part):
            moved = [
                Item(
                    one.id,
                    one.side,
                    **{
                        "cost": one.cost,
                        "value": one.value,
                        **({part: number} if one is item else {}),
                    },
                )
                for one in talks.items
            ]
            return Negotiation(moved, talks.reservation_us, talks.reservation_dprk).zopa().exists

        found = talks.flip(f"{item.id}.{part}")
        if found.value is None:
            assert len({answer(number) for number in (0.0, 0.05, 0.5, 5.0, 50.0)}) == 1
        else:
            assert found.value >= 0
            below = found.value - 1e-6 if found.value > 0 else 0.0
            assert answer(below) != answer(found.value + 1e-6)
