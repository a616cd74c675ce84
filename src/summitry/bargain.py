"""Bargaining over packages: whether any deal could have suited both sides.

- `Item` and `Negotiation`: every package of items, both sides' surplus, the zone of possible
  agreement, the whole Pareto frontier, and the Nash, Kalai-Smorodinsky and egalitarian solutions.
- `as_reported`: the table at Hanoi, with what was on it taken from the ledger and what it was
  worth assumed, openly and with ranges.
- `rubinstein`, `nash_split`, `fearon_range`, `lottery_solution`: textbook results.
- `commitment_problem`, `butter_for_bombs`: what a shift in power does to a deal.

Units are utils. The two sides' utils are different units: a solution that compares them
(egalitarian) says more than the data can.
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, overload

import numpy as np
import pandas as pd

from summitry._butter import ButterForBombs, butter_for_bombs
from summitry._checks import FloatArray, choice, entries, instance, texts, whole
from summitry._flip import Flip
from summitry._frontier import Masks, Staircase, blocks, staircase, utilities
from summitry._items import Item, Range
from summitry._lottery import LotterySolution, lottery_solution
from summitry._power_shift import PowerShift, commitment_problem
from summitry._textbook import (
    ConflictRange,
    OfferSplit,
    PieSplit,
    fearon_range,
    nash_split,
    rubinstein,
)
from summitry.errors import OutOfRangeError, UnknownNameError

__all__ = [
    "MAX_ITEMS",
    "ButterForBombs",
    "ConflictRange",
    "Flip",
    "Frontier",
    "Item",
    "LotterySolution",
    "Negotiation",
    "OfferSplit",
    "Outcome",
    "PieSplit",
    "PowerShift",
    "Range",
    "Sample",
    "Surpluses",
    "Zone",
    "as_reported",
    "butter_for_bombs",
    "commitment_problem",
    "fearon_range",
    "lottery_solution",
    "nash_split",
    "rubinstein",
]

#: 2^24 packages are gone through in blocks and never need more than 1 GiB; 2^25 might.
MAX_ITEMS = 24

#: Utilities are sums of decimals; a surplus this close to 0 counts as 0.
TOLERANCE = 1e-9

SIDE_NAMES = {"us": "the United States", "dprk": "North Korea"}


# --- results --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Outcome:
    """One package, or no deal, and what both sides gain over having no deal.

    Parameters
    ----------
    rule : str
        How it was chosen.
    package : tuple of str
        Ids of the items in it; empty for the empty package and for no deal.
    us, dprk : float
        Surplus of each side: its utility less its reservation value. Both 0 when there is no deal.
    agreed : bool
        Whether both sides do at least as well as without a deal.
    ties : int
        How many packages the rule finds equally good.
    note : str
        A further sentence, such as how far the nearest package falls short.
    """

    rule: str
    package: tuple[str, ...]
    us: float
    dprk: float
    agreed: bool
    ties: int = 1
    note: str = ""

    @property
    def joint(self) -> float:
        """The sum of both surpluses; it means something only if the two units are the same.

        Returns
        -------
        float
            us + dprk.
        """
        return self.us + self.dprk

    def table(self) -> pd.DataFrame:
        """Show both sides' surplus.

        Returns
        -------
        pandas.DataFrame
            Columns: side, surplus, accepts.
        """
        surplus = [self.us, self.dprk]
        return pd.DataFrame(
            {
                "side": ["US", "DPRK"],
                "surplus": surplus,
                "accepts": [value >= -TOLERANCE for value in surplus],
            }
        )

    def __str__(self) -> str:
        inside = ", ".join(self.package) or "nothing"
        if self.rule and not self.agreed and not self.package:
            return f"{self.rule}: no deal. {self.note}".rstrip()
        lines = [f"{self.rule}: {inside}." if self.rule else f"Package: {inside}."]
        for side, value in (("us", self.us), ("dprk", self.dprk)):
            name = SIDE_NAMES[side]
            name = name[0].upper() + name[1:]
            if value >= -TOLERANCE:
                lines.append(f"{name} gains {max(value, 0.0):.3g} over no deal.")
            else:
                lines.append(f"{name} refuses: it falls {-value:.3g} short of no deal.")
        if self.ties > 1:
            lines.append(f"{self.ties} packages do equally well; this is the first of them.")
        return " ".join([*lines, self.note]).rstrip()


@dataclass(frozen=True)
class Surpluses:
    """Both sides' surplus in every package.

    Parameters
    ----------
    us, dprk : numpy.ndarray
        Surplus in package number m, where bit i of m says whether item i is in it.
    ids : tuple of str
        Ids of the items.
    """

    us: FloatArray
    dprk: FloatArray
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.us)

    def package(self, number: int) -> tuple[str, ...]:
        """Return the items of a package.

        Parameters
        ----------
        number : int
            Package number, from 0.

        Returns
        -------
        tuple of str
            Ids of the items in it.
        """
        whole("number", number, 0, len(self) - 1)
        return _names(self.ids, number)

    def table(self, limit: int = 1000) -> pd.DataFrame:
        """Show the first packages.

        Parameters
        ----------
        limit : int
            At most so many rows.

        Returns
        -------
        pandas.DataFrame
            Columns: package, us, dprk.
        """
        count = min(whole("limit", limit, 1), len(self))
        return pd.DataFrame(
            {
                "package": [", ".join(_names(self.ids, m)) or "nothing" for m in range(count)],
                "us": self.us[:count],
                "dprk": self.dprk[:count],
            }
        )

    def __str__(self) -> str:
        both = int(np.count_nonzero((self.us >= -TOLERANCE) & (self.dprk >= -TOLERANCE)))
        return f"{len(self):,} packages; {both:,} of them {_suit(both)} both sides."


@dataclass(frozen=True)
class Zone:
    """The zone of possible agreement: the packages that leave neither side worse off.

    Parameters
    ----------
    count : int
        How many packages suit both sides. The empty package, which is the state of things today,
        counts when it does.
    deals : int
        The same without the empty package.
    packages : int
        How many packages there are in all.
    best_us, best_dprk : float or None
        The largest surplus of each side inside the zone: the ideal point. None when it is empty.
    shortfall : float
        When there is no deal: how far the nearest package falls short for the side it fails more.
    nearest : tuple of str
        That package.
    fails : str
        The side that it fails: "us", "dprk", or "" when the zone has a deal.
    together : bool
        Whether one package gives both sides their largest surplus at once.
    members : numpy.ndarray
        Numbers of the packages in the zone, in rising order.
    ids : tuple of str
        Ids of the items.
    """

    count: int
    deals: int
    packages: int
    best_us: float | None
    best_dprk: float | None
    shortfall: float
    nearest: tuple[str, ...]
    fails: str
    together: bool
    members: Masks
    ids: tuple[str, ...]

    @property
    def exists(self) -> bool:
        """Whether some package with at least one item suits both sides.

        Returns
        -------
        bool
            True when a deal is possible.
        """
        return self.deals > 0

    def __bool__(self) -> bool:
        return self.exists

    def __len__(self) -> int:
        return self.count

    def table(self, limit: int = 1000) -> pd.DataFrame:
        """Show the first packages of the zone.

        Parameters
        ----------
        limit : int
            At most so many rows.

        Returns
        -------
        pandas.DataFrame
            Columns: number, package.
        """
        shown = self.members[: whole("limit", limit, 1)]
        return pd.DataFrame(
            {
                "number": shown.astype(np.int64),
                "package": [", ".join(_names(self.ids, int(m))) or "nothing" for m in shown],
            }
        )

    def __str__(self) -> str:
        if self.packages == 1:
            return "Nothing is on the table, so there is no deal to make."
        if not self.exists:
            return (
                f"No deal among {self.packages:,} packages suits both sides. The nearest "
                f"({', '.join(self.nearest)}) falls {self.shortfall:.3g} short for "
                f"{SIDE_NAMES[self.fails]}."
            )
        at_once = "and one package gives both" if self.together else "but not both at once"
        return (
            f"{self.deals:,} of {self.packages - 1:,} deals {_suit(self.deals)} both sides. Inside "
            f"the zone the United States can gain at most {self.best_us:.3g} and North Korea at "
            f"most {self.best_dprk:.3g}, {at_once}."
        )


@dataclass(frozen=True)
class Frontier:
    """The whole Pareto frontier: packages that no other package improves on for both sides.

    Parameters
    ----------
    us, dprk : numpy.ndarray
        Surplus of each side at each point; `us` rises and `dprk` falls.
    numbers : numpy.ndarray
        One package that reaches each point: the one with the smallest number.
    counts : numpy.ndarray
        How many packages reach each point.
    ids : tuple of str
        Ids of the items.
    """

    us: FloatArray
    dprk: FloatArray
    numbers: Masks
    counts: Masks
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.us)

    def package(self, point: int) -> tuple[str, ...]:
        """Return the items of the package at a point.

        Parameters
        ----------
        point : int
            Position on the frontier, from 0.

        Returns
        -------
        tuple of str
            Ids of the items in it.
        """
        whole("point", point, 0, len(self) - 1)
        return _names(self.ids, int(self.numbers[point]))

    @property
    def rational(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which points suit both sides.

        Returns
        -------
        numpy.ndarray
            True where neither side gets less than without a deal.
        """
        return np.asarray((self.us >= -TOLERANCE) & (self.dprk >= -TOLERANCE))

    def table(self, limit: int = 1000) -> pd.DataFrame:
        """Show the points, from the best for North Korea to the best for the United States.

        Parameters
        ----------
        limit : int
            At most so many rows.

        Returns
        -------
        pandas.DataFrame
            Columns: us, dprk, suits_both, packages, package.
        """
        count = min(whole("limit", limit, 1), len(self))
        return pd.DataFrame(
            {
                "us": self.us[:count],
                "dprk": self.dprk[:count],
                "suits_both": self.rational[:count],
                "packages": self.counts[:count].astype(np.int64),
                "package": [", ".join(self.package(i)) or "nothing" for i in range(count)],
            }
        )

    def __str__(self) -> str:
        inside = int(np.count_nonzero(self.rational))
        return (
            f"The frontier has {len(self):,} points, reached by {int(self.counts.sum()):,} "
            f"packages; {inside:,} of the points {_suit(inside)} both sides. Compared with no "
            f"deal, one end gives the United States {self.us[-1]:+.3g} and North Korea "
            f"{self.dprk[-1]:+.3g}, the other end {self.us[0]:+.3g} and {self.dprk[0]:+.3g}."
        )


@dataclass(frozen=True)
class Sample:
    """What happens when the assumed numbers are drawn from their ranges.

    Parameters
    ----------
    draws, seed : int
        How many draws, and the seed that repeats them.
    zone : numpy.ndarray
        For each draw, whether some deal suits both sides.
    us, dprk : dict of str to numpy.ndarray
        For each named package, each side's surplus in each draw.
    in_nash : dict of str to float
        For each item, the share of the draws with a deal whose Nash solution holds it.
    """

    draws: int
    seed: int
    zone: np.ndarray[Any, np.dtype[np.bool_]]
    us: dict[str, FloatArray]
    dprk: dict[str, FloatArray]
    in_nash: dict[str, float]

    @property
    def zone_share(self) -> float:
        """The share of the draws in which some deal suits both sides.

        Returns
        -------
        float
            Between 0 and 1. A share of assumed worlds, not a probability of history.
        """
        return float(self.zone.mean())

    def accepted(self, package: str) -> float:
        """Return the share of the draws in which a named package suits both sides.

        Parameters
        ----------
        package : str
            Its name.

        Returns
        -------
        float
            Between 0 and 1.
        """
        choice("package", package, self.us)
        us, dprk = self.us[package], self.dprk[package]
        return float(((us >= -TOLERANCE) & (dprk >= -TOLERANCE)).mean())

    def table(self) -> pd.DataFrame:
        """Show how each named package fares.

        Returns
        -------
        pandas.DataFrame
            Columns: package, both_accept, us_accepts, dprk_accepts, and the 5th, 50th and 95th
            percentile of each side's surplus.
        """
        rows = []
        for name, us in self.us.items():
            dprk = self.dprk[name]
            row: dict[str, object] = {
                "package": name,
                "both_accept": self.accepted(name),
                "us_accepts": float((us >= -TOLERANCE).mean()),
                "dprk_accepts": float((dprk >= -TOLERANCE).mean()),
            }
            for side, values in (("us", us), ("dprk", dprk)):
                for q in (5, 50, 95):
                    row[f"{side}_p{q:02d}"] = float(np.percentile(values, q))
            rows.append(row)
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        lines = [
            f"In {self.zone_share:.1%} of {self.draws:,} draws from the ranges some deal suits "
            "both sides. This is a share of assumed worlds, not a probability of history."
        ]
        lines += [f"{name}: suits both in {self.accepted(name):.1%}." for name in self.us]
        return "\n".join(lines)


# --- the model ------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Negotiation:
    r"""Two sides bargain over which items to exchange.

    In words: each item is given by one side, costs the giver something and is worth something to
    the receiver. A package is any set of items. What it is worth adds up:

    .. math::

       u_{US}(S) = \sum_{i \in S,\ \text{DPRK gives}} v_i - \sum_{i \in S,\ \text{US gives}} c_i,
       \qquad
       u_{K}(S) = \sum_{i \in S,\ \text{US gives}} v_i - \sum_{i \in S,\ \text{DPRK gives}} c_i .

    A side accepts a package when it brings at least its *reservation value*, the utility that it
    expects without a deal; the difference is its *surplus*. No item at all is 0 for both.

    Parameters
    ----------
    items : sequence of Item
        At most 24, with different ids.
    reservation_us, reservation_dprk : float or (low, mode, high)
        What each side expects without a deal, in its own utils. Any finite numbers.
    packages : mapping of str to sequence of str, optional
        Named packages: name to ids of items.

    Raises
    ------
    OutOfRangeError
        For more than 24 items (2^25 packages could need more than 1 GiB), ids given twice, or
        numbers that are not finite.
    UnknownNameError
        For a named package that holds an unknown item.

    Notes
    -----
    The model asks whether a deal existed, not whether the sides could have found it, trusted each
    other to keep it, or defended it at home. With a long menu, some package nearly always suits
    both.

    All results use the most likely value (mode) of each number; `sample` uses the ranges. Values
    add up: an item is worth the same whatever else is in the package. Sums are floating-point
    numbers; a surplus within 1e-9 of 0 counts as 0.

    Examples
    --------
    >>> table = Negotiation([Item("plant", "DPRK", cost=2, value=5),
    ...                      Item("relief", "US", cost=3, value=4)])
    >>> print(table.nash())  # doctest: +NORMALIZE_WHITESPACE
    Nash solution: plant, relief. The United States gains 2 over no deal.
    North Korea gains 2 over no deal.
    """

    items: Sequence[Item]
    reservation_us: Range = Range(0.0, 0.0, 0.0)  # noqa: RUF009 - frozen, so it can be shared
    reservation_dprk: Range = Range(0.0, 0.0, 0.0)  # noqa: RUF009
    packages: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        items = entries("items", self.items, "a list of Item")
        if len(items) > MAX_ITEMS:
            raise OutOfRangeError(
                "the number of items",
                len(items),
                f"at most {MAX_ITEMS}: {2 ** len(items):,} packages may not fit into 1 GiB",
            )
        for item in items:
            if not isinstance(item, Item):
                raise OutOfRangeError("items", item, "a list of Item")
        ids = [item.id for item in items]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise OutOfRangeError("the id of an item", twice[0], "used once only")
        object.__setattr__(self, "items", items)
        for name in ("reservation_us", "reservation_dprk"):
            object.__setattr__(self, name, Range.of(getattr(self, name), name))
        words = "a mapping of a name to ids of items"
        given = instance("packages", self.packages, Mapping, words)
        named = {str(name): texts(f"package {name!r}", ids) for name, ids in given.items()}
        object.__setattr__(self, "packages", named)
        for package in named.values():
            self._mask(package)

    # --- numbers ----------------------------------------------------------------------------------
    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the items, in order.

        Returns
        -------
        tuple of str
            Item i is bit i of a package number.
        """
        return tuple(item.id for item in self.items)

    @cached_property
    def _steps(self) -> tuple[FloatArray, FloatArray]:
        """What each item adds for the United States and for North Korea."""
        cost = np.array([item.cost.mode for item in self.items], dtype=np.float64)
        value = np.array([item.value.mode for item in self.items], dtype=np.float64)
        return _who_gets_what(self.items, cost, value)

    @property
    def _reservation(self) -> tuple[float, float]:
        return self.reservation_us.mode, self.reservation_dprk.mode

    def _mask(self, package: str | Iterable[str]) -> int:
        """Return the number of a package given by name or by its items."""
        known = {name: i for i, name in enumerate(self.ids)}
        if isinstance(package, str):
            if package not in self.packages:
                raise UnknownNameError("package", package, self.packages)
            package = self.packages[package]
        package = texts("package", package)
        mask = 0
        for name in package:
            if name not in known:
                raise UnknownNameError("item", name, known)
            mask |= 1 << known[name]
        return mask

    @overload
    def surplus(self) -> Surpluses: ...
    @overload
    def surplus(self, package: str | Iterable[str]) -> Outcome: ...
    def surplus(self, package: str | Iterable[str] | None = None) -> Surpluses | Outcome:
        """Return what both sides gain over having no deal.

        Parameters
        ----------
        package : str or iterable of str, optional
            Name of a package or ids of items. Left out: every package.

        Returns
        -------
        Outcome or Surpluses
            For one package an `Outcome`, otherwise the arrays over all packages (16 bytes each).
        """
        r_us, r_dprk = self._reservation
        if package is None:
            us, dprk = utilities(*self._steps)
            us -= r_us
            dprk -= r_dprk
            return Surpluses(us, dprk, self.ids)
        mask = self._mask(package)
        us_steps, dprk_steps = self._steps
        inside = [i for i in range(len(self.items)) if mask >> i & 1]
        us_gain = _add_up(us_steps[inside]) - r_us
        dprk_gain = _add_up(dprk_steps[inside]) - r_dprk
        rule = package if isinstance(package, str) else ""
        agreed = min(us_gain, dprk_gain) >= -TOLERANCE
        return Outcome(rule, _names(self.ids, mask), us_gain, dprk_gain, agreed)

    def _blocks(self) -> Iterator[tuple[int, FloatArray, FloatArray]]:
        """Walk through both sides' surplus in all packages, block by block."""
        r_us, r_dprk = self._reservation
        for start, us, dprk in blocks(*self._steps):
            yield start, us - r_us, dprk - r_dprk

    # --- zone and frontier ------------------------------------------------------------------------
    def zopa(self) -> Zone:
        """Return the zone of possible agreement, from all packages.

        Returns
        -------
        Zone
            Its size and members; when it holds no deal, the nearest package and its shortfall.
        """
        return self._zone

    @cached_property
    def _zone(self) -> Zone:
        members: list[tuple[int, Masks]] = []
        nearest, nearest_at = -math.inf, 0
        best = [-math.inf, -math.inf]
        with_best_us = -math.inf  # the most for North Korea where the United States has its best
        for start, us, dprk in self._blocks():
            inside = np.flatnonzero((us >= -TOLERANCE) & (dprk >= -TOLERANCE))
            members.append((start, (inside + start).astype(np.uint32)))
            if inside.size:
                top = float(us[inside].max())
                beside = float(dprk[inside][us[inside] >= top - TOLERANCE].max())
                if top > best[0] + TOLERANCE:
                    with_best_us = beside
                elif top >= best[0] - TOLERANCE:
                    with_best_us = max(with_best_us, beside)
                best = [max(best[0], top), max(best[1], float(dprk[inside].max()))]
            worse_off = np.minimum(us, dprk)
            if start == 0:
                worse_off[0] = -math.inf  # the empty package is no deal
            at = int(worse_off.argmax())
            if worse_off[at] > nearest:
                nearest, nearest_at = float(worse_off[at]), start + at
        members.sort(key=lambda block: block[0])
        found = np.concatenate([block for _, block in members])
        deals = len(found) - int(len(found) > 0 and found[0] == 0)
        fails = ""
        closest: tuple[str, ...] = ()
        if not deals and self.items:
            closest = _names(self.ids, nearest_at)
            gap = self.surplus(closest)
            fails = "us" if gap.us <= gap.dprk else "dprk"
        return Zone(
            count=len(found),
            deals=deals,
            packages=2 ** len(self.items),
            best_us=best[0] if len(found) else None,
            best_dprk=best[1] if len(found) else None,
            shortfall=0.0 if deals or not self.items else -nearest,
            nearest=closest,
            fails=fails,
            together=bool(len(found)) and with_best_us >= best[1] - TOLERANCE,
            members=found,
            ids=self.ids,
        )

    def frontier(self) -> Frontier:
        """Return the whole Pareto frontier.

        Returns
        -------
        Frontier
            Also the points that one side would refuse.

        Notes
        -----
        Packages are not listed one by one: items are added one at a time and dominated packages
        dropped (Nemhauser and Ullmann 1969). Sums are rounded to twelve significant digits of all
        items together, so that 0.1 + 0.2 and 0.3 are one point and not two. Where 2^24 packages are
        all on the frontier this takes about 4 seconds and 0.8 GiB; usually it takes a few
        milliseconds.
        """
        r_us, r_dprk = self._reservation
        points = self._points
        return Frontier(
            points.first - r_us, points.second - r_dprk, points.masks, points.counts, self.ids
        )

    @cached_property
    def _points(self) -> Staircase:
        return staircase(*self._steps, rounded=True)

    # --- solutions --------------------------------------------------------------------------------
    def nash(self) -> Outcome:
        r"""Return the Nash bargaining solution over packages.

        The package that maximises :math:`s_{US} s_{K}`, the product of both surpluses, among those
        that suit both sides. It does not depend on the units of either side.

        Where no package gives both sides a gain, every product is 0 and the rule cannot choose.
        Then the answer is one that neither side can improve on alone; `ties` says how many there
        are.

        Returns
        -------
        Outcome
            "No deal" when no package suits both.

        References
        ----------
        J. F. Nash, "The Bargaining Problem", Econometrica 18 (1950). For finitely many
        alternatives: M. Mariotti, Social Choice and Welfare 15 (1998).
        """
        return self._solve("Nash solution", lambda us, dprk: (us * dprk, us * 0.0))

    def kalai_smorodinsky(self) -> Outcome:
        r"""Return the Kalai-Smorodinsky solution over packages.

        The *ideal point* :math:`(a_{US}, a_K)` holds the largest surplus of each side among the
        packages that suit both. With divisible goods the solution gives both the same share
        :math:`s/a` of their ideal. Packages are not divisible, so no package may do that exactly;
        then the rule is the lexicographic one: maximise the smaller of the two shares
        :math:`s_{US}/a_{US}` and :math:`s_K/a_K`, and among equals the larger. A side whose ideal
        is 0 counts as having its whole share. It does not depend on the units of either side.

        Returns
        -------
        Outcome
            "No deal" when no package suits both.

        References
        ----------
        E. Kalai and M. Smorodinsky, Econometrica 43 (1975). H. Imai, Econometrica 51 (1983), for
        the lexicographic form; R. Nagahisa and M. Tanaka, Social Choice and Welfare 19 (2002), for
        finite sets.
        """

        def shares(us: FloatArray, dprk: FloatArray) -> tuple[FloatArray, FloatArray]:
            ideal = float(us.max()), float(dprk.max())
            first = us / ideal[0] if ideal[0] > TOLERANCE else np.ones_like(us)
            second = dprk / ideal[1] if ideal[1] > TOLERANCE else np.ones_like(dprk)
            return np.minimum(first, second), np.maximum(first, second)

        return self._solve("Kalai-Smorodinsky solution", shares)

    def egalitarian(self) -> Outcome:
        r"""Return the egalitarian solution over packages.

        Maximise the smaller surplus, and among equals the larger. Unlike the other two rules it
        depends on the units: it takes one util of the United States to be worth one util of North
        Korea.

        Returns
        -------
        Outcome
            "No deal" when no package suits both.

        References
        ----------
        E. Kalai, "Proportional Solutions to Bargaining Situations", Econometrica 45 (1977).
        """
        return self._solve(
            "Egalitarian solution",
            lambda us, dprk: (np.minimum(us, dprk), np.maximum(us, dprk)),
        )

    def _solve(
        self, rule: str, score: Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]
    ) -> Outcome:
        """Choose the point of the rational frontier with the best score, then second score."""
        edge = self.frontier()
        inside = np.flatnonzero(edge.rational)
        if not inside.size:
            return Outcome(rule, (), 0.0, 0.0, False, 0, str(self.zopa()))
        us, dprk = np.maximum(edge.us[inside], 0.0), np.maximum(edge.dprk[inside], 0.0)
        first, second = score(us, dprk)
        best = first >= first.max() * (1 - TOLERANCE)
        best &= second >= second[best].max() * (1 - TOLERANCE)
        chosen = inside[int(np.flatnonzero(best)[0])]
        return Outcome(
            rule=rule,
            package=edge.package(int(chosen)),
            us=float(edge.us[chosen]),
            dprk=float(edge.dprk[chosen]),
            agreed=True,
            ties=int(edge.counts[inside[best]].sum()),
        )

    def with_lotteries(self, rule: str = "nash") -> LotterySolution:
        """Return a solution when the sides may also agree to draw lots between packages.

        Parameters
        ----------
        rule : {"nash", "kalai_smorodinsky", "egalitarian"}
            Which rule.

        Returns
        -------
        LotterySolution
            Expected surpluses; the points are positions on the frontier.
        """
        edge = self.frontier()
        return lottery_solution(np.column_stack([edge.us, edge.dprk]), rule)

    # --- tables and words -------------------------------------------------------------------------
    def table(self) -> pd.DataFrame:
        """Show the items.

        Returns
        -------
        pandas.DataFrame
            One row an item: who gives it, cost and value with their ranges, facts, reason.
        """
        rows = []
        for item in self.items:
            row: dict[str, object] = {
                "id": item.id,
                "side": item.side,
                "name": item.name,
                "kind": item.kind,
            }
            for name, numbers in (("cost", item.cost), ("value", item.value)):
                row[name] = numbers.mode
                row[f"{name}_low"], row[f"{name}_high"] = numbers.low, numbers.high
            row["reversible"] = item.reversible
            row["facts"] = ", ".join(item.facts)
            row["reason"] = item.reason
            rows.append(row)
        return pd.DataFrame(rows)

    def compare(self) -> pd.DataFrame:
        """Show both sides' surplus in each named package.

        Returns
        -------
        pandas.DataFrame
            Columns: package, us, dprk, us_accepts, dprk_accepts, items.
        """
        outcomes = [(name, self.surplus(name)) for name in self.packages]
        return pd.DataFrame(
            {
                "package": [name for name, _ in outcomes],
                "us": [result.us for _, result in outcomes],
                "dprk": [result.dprk for _, result in outcomes],
                "us_accepts": [result.us >= -TOLERANCE for _, result in outcomes],
                "dprk_accepts": [result.dprk >= -TOLERANCE for _, result in outcomes],
                "items": [", ".join(result.package) for _, result in outcomes],
            }
        )

    def __str__(self) -> str:
        return "\n".join([str(self.zopa()), *(str(self.surplus(name)) for name in self.packages)])

    # --- where it flips ---------------------------------------------------------------------------
    def flip(self, parameter: str, package: str | Iterable[str] | None = None) -> Flip:
        """Find the value of one parameter at which a deal, or one package, starts to suit both.

        Parameters
        ----------
        parameter : str
            "reservation_us", "reservation_dprk", or an item and a number: "plant.cost",
            "plant.value".
        package : str or iterable of str, optional
            Ask about this package. Left out: ask whether any deal suits both.

        Returns
        -------
        Flip
            The value, exactly; None when the answer is the same for every value allowed.

        Raises
        ------
        UnknownNameError
            For another parameter.
        """
        side, item, now, falling = self._read(parameter)
        margin = self._margin(side, item, package)
        value = now + margin if falling else now - margin
        if package is None:
            yes, no = "some deal suits both sides", "no deal suits both sides"
        else:
            yes, no = "this package suits both sides", "this package does not suit both sides"
        # Costs and values start at 0. At a flip itself the answer is yes, so that a value which
        # would have to rise to 0 never flips, while a cost may hold at 0 alone.
        out = item is not None and value <= (-TOLERANCE if falling else TOLERANCE)
        if not math.isfinite(value) or out:
            holds = self.zopa().exists if package is None else self.surplus(package).agreed
            here = yes if holds else no
            text = f"Whatever {parameter} is, {here}. (It is {now:g}.)"
            return Flip(parameter, None, now, here, here, text)
        below, above = (yes, no) if falling else (no, yes)
        if item is not None and value <= TOLERANCE:
            text = (
                f"The answer changes when {parameter} leaves 0 (it is {now:g}). "
                f"At 0, {below}; above it, {above}."
            )
            return Flip(parameter, 0.0, now, below, above, text)
        text = (
            f"The answer changes when {parameter} is {value:.4g} (it is {now:g}). "
            f"Below it, {below}; above it, {above}."
        )
        return Flip(parameter, value, now, below, above, text)

    def _read(self, parameter: str) -> tuple[int, int | None, float, bool]:
        """Return whose surplus a parameter moves, its item, its value now, and if it lowers it."""
        known = [f"{name}.{part}" for name in self.ids for part in ("cost", "value")]
        choice("parameter to flip", parameter, [*known, "reservation_us", "reservation_dprk"])
        if parameter in ("reservation_us", "reservation_dprk"):
            side = 0 if parameter == "reservation_us" else 1
            return side, None, self._reservation[side], True
        name, _, part = parameter.rpartition(".")
        position = self.ids.index(name)
        item = self.items[position]
        pays = item.side if part == "cost" else item.receiver
        number = item.cost.mode if part == "cost" else item.value.mode
        return (0 if pays == "US" else 1), position, number, part == "cost"

    def _margin(self, side: int, item: int | None, package: str | Iterable[str] | None) -> float:
        """Return how far one side's surplus could fall before the answer turns to no.

        That is the largest surplus of the side among the deals in question that hold the item and
        suit the other side: negative when it must rise. Infinite when a deal without the item
        suits both, minus infinity when no deal suits the other side.
        """
        if package is not None:
            result = self.surplus(package)
            own, other = (result.us, result.dprk)[:: 1 if side == 0 else -1]
            if item is not None and self.ids[item] not in result.package:
                return math.inf if result.agreed else -math.inf
            return own if other >= -TOLERANCE else -math.inf
        margin = -math.inf
        for start, us, dprk in self._blocks():
            mine, theirs = (us, dprk) if side == 0 else (dprk, us)
            number = start + np.arange(len(mine))
            asked = (theirs >= -TOLERANCE) & (number > 0)
            if item is not None:
                holds = (number >> item & 1).astype(bool)
                if (asked & ~holds & (mine >= -TOLERANCE)).any():
                    return math.inf
                asked &= holds
            margin = max(margin, float(mine[asked].max(initial=-math.inf)))
        return margin

    # --- how sure -----------------------------------------------------------------------------
    def sample(self, draws: int = 1000, seed: int = 2019) -> Sample:
        """Draw all numbers from their ranges, again and again, and solve each time.

        Every cost, value and reservation is drawn on its own from a triangular distribution on
        (low, mode, high).

        Parameters
        ----------
        draws : int
            1 to 1 000 000.
        seed : int
            Whole number of 0 or more; the same seed gives the same draws.

        Returns
        -------
        Sample
            How often some deal, and each named package, suits both sides.
        """
        count = whole("draws", draws, 1, 1_000_000)
        start = whole("seed", seed, 0)
        rng = np.random.default_rng(start)
        cost = np.array([item.cost.draw(rng, count) for item in self.items]).reshape(-1, count)
        value = np.array([item.value.draw(rng, count) for item in self.items]).reshape(-1, count)
        r_us = self.reservation_us.draw(rng, count)
        r_dprk = self.reservation_dprk.draw(rng, count)
        us, dprk = _who_gets_what(self.items, cost, value)

        named_us, named_dprk = {}, {}
        for name in self.packages:
            mask = self._mask(name)
            inside = [i for i in range(len(self.items)) if mask >> i & 1]
            named_us[name] = us[inside].sum(axis=0) - r_us
            named_dprk[name] = dprk[inside].sum(axis=0) - r_dprk

        zone = np.zeros(count, dtype=bool)
        held = np.zeros(len(self.items))
        for d in range(count):
            deals = staircase(us[:, d], dprk[:, d], empty=False)
            s_us, s_dprk = deals.first - r_us[d], deals.second - r_dprk[d]
            suits = (s_us >= -TOLERANCE) & (s_dprk >= -TOLERANCE)
            if suits.any():
                zone[d] = True
                product = np.maximum(s_us[suits], 0) * np.maximum(s_dprk[suits], 0)
                best = int(deals.masks[suits][int(product.argmax())])
                held += [best >> i & 1 for i in range(len(self.items))]
        share = held / max(1, int(zone.sum()))
        in_nash = {name: float(x) for name, x in zip(self.ids, share, strict=True)}
        return Sample(count, start, zone, named_us, named_dprk, in_nash)


def as_reported() -> Negotiation:
    """Return the table at Hanoi: what was asked and offered, and what it may have been worth.

    What lay on the table is taken from the ledger; every item names its rows. What it was worth to
    each side is assumed: the file ``hanoi_table.toml`` gives each number a range and a reason.
    Costs and values of each side are in hundredths of what it would gain if the other side gave
    everything on the list, so the units of the two sides differ.

    The named packages are *big-for-big* (the United States' proposal as reported),
    *nyongbyon-for-five* (North Korea's offer as its foreign minister described it), *draft* (the
    terms that leaked before the summit) and *nyongbyon-plus-one* (the one step more that the
    United States is said to have wanted).

    Returns
    -------
    Negotiation
        All items and named packages.

    Examples
    --------
    >>> print(as_reported().surplus("big-for-big"))  # doctest: +ELLIPSIS
    big-for-big: ...
    """
    data = tomllib.loads((files("summitry") / "hanoi_table.toml").read_text(encoding="utf-8"))
    return Negotiation(
        items=[Item(**entry) for entry in data["item"]],
        reservation_us=data["reservation"]["us"]["value"],
        reservation_dprk=data["reservation"]["dprk"]["value"],
        packages={name: entry["items"] for name, entry in data["package"].items()},
    )


# --- small helpers --------------------------------------------------------------------------------
def _suit(count: int) -> str:
    """Return the verb that goes with a number of packages."""
    return "suits" if count == 1 else "suit"


def _names(ids: tuple[str, ...], mask: int) -> tuple[str, ...]:
    """Return the ids in a package number."""
    return tuple(name for i, name in enumerate(ids) if mask >> i & 1)


def _who_gets_what(
    items: Sequence[Item], cost: FloatArray, value: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what each item adds for the United States and for North Korea."""
    us_gives = np.array([item.side == "US" for item in items], dtype=bool)
    if cost.ndim == 2:
        us_gives = us_gives[:, None]
    return np.where(us_gives, -cost, value), np.where(us_gives, value, -cost)


def _add_up(steps: FloatArray) -> float:
    """Add in the order of the items, as the enumeration of all packages does."""
    total = 0.0
    for step in steps:
        total += float(step)
    return total
