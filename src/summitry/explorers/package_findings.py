"""What the bargaining model says about one state of the package builder.

Examples
--------
>>> start = {"ticked": ["nyongbyon", "tests", "five-resolutions"], "off": [], "own": {}}
>>> found = Findings({**start, **BALANCED})
>>> found.mine.us, found.mine.dprk
(-4.0, 9.0)
>>> found.zone.deals
192
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from summitry.bargain import (
    TOLERANCE,
    Frontier,
    Item,
    Negotiation,
    Outcome,
    Range,
    Zone,
    as_reported,
)
from summitry.charts.packages import RULES, SHORT, TITLES, amount, between, points, verdict

#: What the two sides expect without a deal, and where costs and values stand within their ranges.
BALANCED: dict[str, float] = {
    "reservation_us": 4,
    "reservation_dprk": 3,
    "us_gives": 0,
    "us_gets": 0,
    "dprk_gives": 0,
    "dprk_gets": 0,
}
_SIDES = {"us": "the United States", "dprk": "North Korea"}
_MOST_EDGE = 400  # points of the frontier that are sent to the page

_WORDS = {
    "nothing": "Nothing is ticked. An agreement about nothing counts 0 for each side.",
    "named": "{name}: {verdict}.",
    "mine": "Your package: {verdict}.",
    "agreed": "Neither side would refuse it.",
    "best": "No other package is better for one side without being worse for the other.",
    "better": "But both could do better: {change}. Then {verdict}.",
    "near": "The nearest package that suits both: {change}. Then {verdict}.",
    "zone": "In all, {deals} of {packages} packages suit both.",
    "zone_one": "In all, only one of {packages} packages suits both.",
    "no_zone": "No package of {packages} suits both. The nearest ({items}) is {short} short for "
    "{side}.",
    "empty": "No item is on the table, so there is nothing to agree on.",
    "add": "add {items}",
    "drop": "leave out {items}",
    "changes": "{count} changes are needed: {text}",
}


@cache
def hanoi() -> Negotiation:
    """Give the table at Hanoi, read once.

    Returns
    -------
    Negotiation
        With the ranges of all numbers.
    """
    return as_reported()


@lru_cache(maxsize=64)
def _table(
    off: tuple[str, ...],
    own: tuple[tuple[str, float], ...],
    places: tuple[float, float, float, float],
    reservation: tuple[float, float],
) -> Negotiation:
    """Build the table of a state; states that differ only in what is ticked share it."""
    numbers, (us_gives, us_gets, dprk_gives, dprk_gets) = dict(own), places
    items = []
    for item in hanoi().items:
        if item.id in off:
            continue
        gives, gets = (us_gives, dprk_gets) if item.side == "US" else (dprk_gives, us_gets)
        cost = numbers.get(f"{item.id}.cost", between(item.cost, gives / 100))
        value = numbers.get(f"{item.id}.value", between(item.value, gets / 100))
        items.append(dataclasses.replace(item, cost=Range.of(cost), value=Range.of(value)))
    kept = {item.id for item in items}
    named = {name: ids for name, ids in hanoi().packages.items() if kept.issuperset(ids)}
    return Negotiation(items, Range.of(reservation[0]), Range.of(reservation[1]), named)


class Findings:
    """All that the page, the sentence and the table need to know about one state.

    Parameters
    ----------
    state : mapping
        A state of the package builder.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.ticked: tuple[str, ...] = tuple(state["ticked"])
        self.off: tuple[str, ...] = tuple(state["off"])
        self.own: dict[str, float] = dict(state["own"])
        self.table: Negotiation = _table(
            self.off,
            tuple(sorted(self.own.items())),
            (state["us_gives"], state["us_gets"], state["dprk_gives"], state["dprk_gets"]),
            (state["reservation_us"], state["reservation_dprk"]),
        )

    # ------------------------------------------------------------ what the model says

    @cached_property
    def mine(self) -> Outcome:
        """What both sides gain from the ticked package, against no deal."""
        return self.table.surplus(self.ticked)

    @property
    def zone(self) -> Zone:
        """The packages that suit both."""
        return self.table.zopa()

    @property
    def edge(self) -> Frontier:
        """The packages that nobody can improve on for both."""
        return self.table.frontier()

    @cached_property
    def solutions(self) -> dict[str, Outcome]:
        """The package that each rule chooses, where there is one."""
        found = {rule: getattr(self.table, rule)() for rule in RULES}
        return {rule: outcome for rule, outcome in found.items() if outcome.agreed}

    @property
    def title(self) -> str:
        """The name of the ticked package, or nothing when it has none."""
        for name, ids in hanoi().packages.items():
            if set(ids) == set(self.ticked):
                return TITLES[name]
        return ""

    @cached_property
    def nearest(self) -> tuple[tuple[str, ...], tuple[str, ...], Outcome] | None:
        """The package of the zone with the fewest changes: what to add, leave out, and what then.

        Among equals the one with the largest product of gains.
        """
        members = self.zone.members[self.zone.members > 0]
        if not len(members):
            return None
        mask = sum(1 << i for i, name in enumerate(self.table.ids) if name in self.ticked)
        changes = np.bitwise_count(members ^ np.uint32(mask))
        near = members[changes == changes.min()]
        worth = self.table.surplus()
        product = np.maximum(worth.us[near], 0) * np.maximum(worth.dprk[near], 0)
        return self._change_to(int(near[int(product.argmax())]))

    @cached_property
    def better(self) -> tuple[tuple[str, ...], tuple[str, ...], Outcome] | None:
        """A point of the frontier that is better for one side and not worse for the other."""
        edge, mine = self.edge, self.mine
        ahead = np.minimum(edge.us - mine.us, edge.dprk - mine.dprk) >= -TOLERANCE
        ahead &= np.maximum(edge.us - mine.us, edge.dprk - mine.dprk) > TOLERANCE
        if not ahead.any():
            return None
        gain = np.where(ahead, np.minimum(edge.us - mine.us, edge.dprk - mine.dprk), -np.inf)
        return self._change_to(int(edge.numbers[int(gain.argmax())]))

    def _change_to(self, number: int) -> tuple[tuple[str, ...], tuple[str, ...], Outcome]:
        wanted = [name for i, name in enumerate(self.table.ids) if number >> i & 1]
        add = tuple(name for name in wanted if name not in self.ticked)
        drop = tuple(name for name in self.ticked if name not in wanted)
        return add, drop, self.table.surplus(wanted)

    # ------------------------------------------------------------ in words

    def sentence(self) -> str:
        """Say who would refuse the package and by how much, what would repair it, and the zone.

        Returns
        -------
        str
            A few short sentences.
        """
        if not self.table.items:
            return _WORDS["empty"]
        said = []
        if not self.ticked:
            said.append(_WORDS["nothing"])
        name = self.title
        frame = _WORDS["named" if name else "mine"]
        said.append(frame.format(name=name, verdict=verdict(self.mine)))
        if self.mine.agreed and self.ticked:
            said.append(_WORDS["agreed"])
            if self.better is None:
                said.append(_WORDS["best"])
            else:
                said.append(_say_change(_WORDS["better"], *self.better))
        elif self.nearest is not None:
            said.append(_say_change(_WORDS["near"], *self.nearest))
        said.append(self._say_zone())
        return " ".join(said)

    def _say_zone(self) -> str:
        zone = self.zone
        packages = f"{zone.packages - 1:,}"
        if zone.deals == 1:
            return _WORDS["zone_one"].format(packages=packages)
        if zone.exists:
            return _WORDS["zone"].format(deals=f"{zone.deals:,}", packages=packages)
        return _WORDS["no_zone"].format(
            packages=packages,
            items=listed(zone.nearest),
            short=amount(zone.shortfall),
            side=_SIDES[zone.fails],
        )

    def frame(self) -> pd.DataFrame:
        """Give one row a package: yours, the named ones, and those of the three rules.

        Returns
        -------
        DataFrame
            Amounts in points, against no deal.
        """
        rows = [("Your package", self.mine)]
        rows += [(TITLES[name], self.table.surplus(name)) for name in self.table.packages]
        rows += [(RULES[rule], outcome) for rule, outcome in self.solutions.items()]
        return pd.DataFrame(
            {
                "Package": [name for name, _ in rows],
                "United States gains": [round(outcome.us, 2) for _, outcome in rows],
                "North Korea gains": [round(outcome.dprk, 2) for _, outcome in rows],
                "Suits both": [outcome.agreed for _, outcome in rows],
                "Items": [
                    "; ".join(SHORT[i] for i in outcome.package) or "nothing" for _, outcome in rows
                ],
            }
        )

    # ------------------------------------------------------------ for the page

    def view(self) -> dict[str, Any]:
        """Give all that the page draws, as plain data.

        Returns
        -------
        dict
            Worth is counted from "nothing changes"; the corner is what no deal is worth.
        """
        r_us, r_dprk = self.table.reservation_us.mode, self.table.reservation_dprk.mode
        edge, zone = self.edge, self.zone
        keep = _thinned(len(edge))
        return {
            "items": [self._item(item) for item in hanoi().items],
            "corner": [r_us, r_dprk],
            "mine": {**_at(self.mine, r_us, r_dprk), "title": self.title},
            "edge": [
                _short_list(edge.us[keep] + r_us),
                _short_list(edge.dprk[keep] + r_dprk),
            ],
            "edgeMasks": edge.numbers[keep].tolist(),
            "named": [
                {**_at(self.table.surplus(name), r_us, r_dprk), "name": TITLES[name]}
                for name in self.table.packages
            ],
            "rules": [
                {**_at(outcome, r_us, r_dprk), "rule": rule, "items": list(outcome.package)}
                for rule, outcome in self.solutions.items()
            ],
            "goal": self.goal(),
            "deals": zone.deals,
            "packages": zone.packages - 1,
            "balance": [self._balance("US"), self._balance("DPRK")],
        }

    def goal(self) -> list[str] | None:
        """Give the package that the sentence advises, or nothing when there is none.

        Returns
        -------
        list of str or None
            The nearest package that suits both; when yours does, one that is better still.
        """
        found = self.better if self.mine.agreed and self.ticked else self.nearest
        return None if found is None else list(found[2].package)

    def _item(self, item: Item) -> dict[str, Any]:
        now = {here.id: here for here in self.table.items}.get(item.id)
        return {
            "id": item.id,
            "side": item.side,
            "name": SHORT[item.id],
            "about": item.name,
            "reason": item.reason,
            "on": now is not None,
            "ticked": item.id in self.ticked,
            "own": [name for name in ("cost", "value") if f"{item.id}.{name}" in self.own],
            "cost": (now or item).cost.mode,
            "value": (now or item).value.mode,
            "costRange": [item.cost.low, item.cost.mode, item.cost.high],
            "valueRange": [item.value.low, item.value.mode, item.value.high],
        }

    def _balance(self, side: str) -> dict[str, Any]:
        """Add up what one side gets and gives, and what it needs."""
        inside = [item for item in self.table.items if item.id in self.ticked]
        gets = sum(item.value.mode for item in inside if item.side != side)
        gives = sum(item.cost.mode for item in inside if item.side == side)
        needs = (self.table.reservation_us if side == "US" else self.table.reservation_dprk).mode
        gain = self.mine.us if side == "US" else self.mine.dprk
        return {
            "gets": points(gets),
            "gives": points(gives),
            "needs": points(needs),
            "sum": points(gets - gives),
            "gain": points(abs(gain)),
            "accepts": gain >= -TOLERANCE,
            "size": [gets, gives, needs],
        }


# ---------------------------------------------------------------- small helpers


def listed(names: Sequence[str]) -> str:
    """Join short names of items to a list in words.

    Parameters
    ----------
    names : sequence of str
        Ids of items.

    Returns
    -------
    str
        The names.

    Examples
    --------
    >>> listed(["liaison"]), listed(["liaison", "tests"])
    ('liaison offices', 'liaison offices and an end to tests')
    """
    said = [_inside_a_sentence(SHORT[name]) for name in names]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _inside_a_sentence(name: str) -> str:
    return name if name.startswith(("Inter-Korean", "Nyongbyon")) else name[0].lower() + name[1:]


def _say_change(frame: str, add: Sequence[str], drop: Sequence[str], outcome: Outcome) -> str:
    parts = [
        _WORDS[word].format(items=listed(names))
        for word, names in (("add", add), ("drop", drop))
        if names
    ]
    text = ", and ".join(parts)
    count = len(add) + len(drop)
    if count > 3:
        text = _WORDS["changes"].format(count=count, text=text)
    return frame.format(change=text, verdict=verdict(outcome))


def _at(outcome: Outcome, r_us: float, r_dprk: float) -> dict[str, Any]:
    return {
        "at": [round(outcome.us + r_us, 4), round(outcome.dprk + r_dprk, 4)],
        "us": round(outcome.us, 4),
        "dprk": round(outcome.dprk, 4),
        "agreed": outcome.agreed,
    }


def _thinned(count: int) -> Any:
    """Choose the points to draw: all of them, or evenly spread ones with both ends."""
    if count <= _MOST_EDGE:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, _MOST_EDGE).round().astype(int))


def _short_list(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]
