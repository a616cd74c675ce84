"""Packages: all of 2^20 and 2^24, usual tables and the worst one, where none dominates another."""

from __future__ import annotations

import numpy as np
from timing import Row, best

from summitry import _frontier
from summitry.bargain import Item, Negotiation


def usual(n: int) -> list[Item]:
    """Items with costs and values drawn on their own."""
    rng = np.random.default_rng(n)
    return [
        Item(f"i{i}", "US" if rng.random() < 0.5 else "DPRK", cost=c, value=v)
        for i, (c, v) in enumerate(rng.uniform(1, 10, (n, 2)))
    ]


def worst(n: int) -> list[Item]:
    """What one side loses the other gains, and no two packages are worth the same."""
    return [Item(f"i{i}", "US", cost=x, value=x) for i, x in enumerate(2.0 ** np.arange(n))]


def solve(items: list[Item]) -> None:
    """Zone, frontier and three solutions, from nothing."""
    table = Negotiation(items, 2, 2)
    table.zopa()
    table.frontier()
    table.nash()
    table.kalai_smorodinsky()
    table.egalitarian()


def sort_all(items: list[Item]) -> None:
    """The frontier by listing and sorting every package."""
    us, dprk = _frontier.utilities(*Negotiation(items)._steps)
    order = np.lexsort((-dprk, -us))
    dprk = dprk[order]
    before = np.concatenate([[-np.inf], np.maximum.accumulate(dprk)[:-1]])
    assert len(order[dprk > before]) == len(Negotiation(items).frontier())


def measure() -> list[Row]:
    twenty, top = usual(20), usual(24)
    whole = best(lambda: solve(twenty))
    return [
        Row(
            "2^20 packages: zone, frontier, three solutions",
            whole,
            0.5,
            "sorting all packages for the frontier alone",
            best(lambda: sort_all(twenty), 1) / whole,
        ),
        Row("2^24 packages: zone, frontier, three solutions", best(lambda: solve(top), 2), 15.0),
        Row("2^24 packages, all of them on the frontier", best(lambda: solve(worst(24)), 1), 15.0),
    ]
