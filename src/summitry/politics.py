"""Whether a deal can outlive an administration.

*Frequency.* The ledger lists agreements and the changes of US president that each one met. Under
the strict coding a deal counts as dropped when the incoming administration left it on US
initiative; under the broad one when it died or a core promise was broken in that term, by anyone.
A share of k in n comes with Wilson's 95 per cent interval (Wilson 1927), which is too narrow here:
the rows are not independent and the deals were chosen because they are famous.

*Survival.* A deal can be dropped only after an inauguration that brings a new president. With
probability ``m`` that an election brings one and probability ``d`` that a new one drops the deal,
it survives an inauguration with probability ``1 - m d``. Inaugurations are on 20 January of every
fourth year from 1993.

*Break-even.* North Korea gives something up at once and receives benefits stage by stage, each only
if the deal is still alive. The break-even chance ``s`` of surviving one stage solves::

    sum over stages of s^n benefit_n = cost

Sources: the tables `admin_exposures` and `administrations` of the ledger (own coding).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from summitry import facts
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

RULES = ("strict", "broad")
UNITS = ("change", "deal")


@dataclass(frozen=True)
class Device:
    """A legal form that makes a deal harder to leave, as an assumption.

    Attributes
    ----------
    name : str
        What it is.
    factor : float
        The chance of being dropped is multiplied by this.
    low, high : float
        Range of the factor.
    reason : str
        Why.
    """

    name: str
    factor: float
    low: float
    high: float
    reason: str


#: Commitment devices. The factors are assumptions: the ledger is too small to estimate them.
DEVICES = {
    "executive agreement": Device(
        "executive agreement", 1.0, 1.0, 1.0, "The base: a signature undoes it, as in May 2018."
    ),
    "UN resolution": Device(
        "UN resolution",
        0.9,
        0.7,
        1.0,
        "Others stay bound and may object; it did not hold the United States in 2018.",
    ),
    "statute": Device(
        "statute", 0.6, 0.3, 0.9, "Congress must act to undo it, and must first agree to pass it."
    ),
    "treaty": Device(
        "treaty",
        0.6,
        0.3,
        1.0,
        "Ratification is hard and binds more; the ABM, INF and Open Skies treaties were left too.",
    ),
}


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Give Wilson's interval for a share.

    Parameters
    ----------
    k, n : int
        Cases counted and cases in all, ``0 <= k <= n``, ``n >= 1``.
    z : float
        Normal quantile; the default gives 95 per cent.

    Returns
    -------
    tuple of float
        Lower and upper end, 0 to 1.

    Raises
    ------
    OutOfRangeError
        When the counts do not fit.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(4, 26)]
    [0.062, 0.335]
    """
    if n < 1:
        raise OutOfRangeError("n", n, "at least 1")
    if not 0 <= k <= n:
        raise OutOfRangeError("k", k, f"between 0 and {n}")
    share = k / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max((centre - spread) / scale, 0.0), min((centre + spread) / scale, 1.0)


@dataclass(frozen=True)
class Frequency:
    """How often deals were dropped.

    Attributes
    ----------
    k, n : int
        Dropped, and all.
    low, high : float
        Wilson's 95 per cent interval.
    rule, unit : str
        ``strict`` or ``broad``; per ``change`` of president or per ``deal``.
    without : str
        The incoming president left out, or an empty text.
    """

    k: int
    n: int
    low: float
    high: float
    rule: str
    unit: str
    without: str = ""

    @property
    def share(self) -> float:
        """Share dropped, 0 to 1."""
        return self.k / self.n

    def __str__(self) -> str:
        each = "changes of president" if self.unit == "change" else "deals that met a change"
        text = (
            f"Of {self.n} {each}, {self.k} count as dropped under the {self.rule} coding: "
            f"{self.share:.0%} (95 per cent interval {self.low:.0%} to {self.high:.0%})."
        )
        return text + (f" The change to {self.without} is left out." if self.without else "")


def exposures(deal_class: str | None = None, without: str | None = None) -> pd.DataFrame:
    """Read the changes of president that deals met.

    Parameters
    ----------
    deal_class : str, optional
        ``"denuclearisation"`` or ``"arms control"``; both by default.
    without : str, optional
        An incoming president to leave out, for example ``"ADM-Trump1"``.

    Returns
    -------
    DataFrame
        One row a deal and change; ``strict`` and ``broad`` say whether it was dropped.

    Raises
    ------
    UnknownNameError
        When class or president are not in the table.
    """
    frame = facts.load("admin_exposures")
    for column, value in (("deal_class", deal_class), ("incoming", without)):
        if value is not None and value not in set(frame[column]):
            raise UnknownNameError(column.replace("_", " "), value, frame[column])
    if deal_class is not None:
        frame = frame[frame["deal_class"] == deal_class]
    if without is not None:
        frame = frame[frame["incoming"] != without]
    return frame.reset_index(drop=True)


def frequency(
    rule: Literal["strict", "broad"] = "strict",
    unit: Literal["change", "deal"] = "change",
    *,
    deal_class: str | None = None,
    without: str | None = None,
) -> Frequency:
    """Count how often deals were dropped after a change of president.

    Parameters
    ----------
    rule : {"strict", "broad"}
        The coding.
    unit : {"change", "deal"}
        Count changes of president met by a deal, or deals that met at least one.
    deal_class, without : str, optional
        As for `exposures`.

    Returns
    -------
    Frequency
        Counts and interval; `print` it.

    Raises
    ------
    UnknownNameError
        When a name is unknown.
    """
    if rule not in RULES:
        raise UnknownNameError("coding rule", rule, RULES)
    if unit not in UNITS:
        raise UnknownNameError("unit", unit, UNITS)
    frame = exposures(deal_class, without)
    dropped = frame[rule] if unit == "change" else frame.groupby("deal")[rule].any()
    k, n = int(dropped.sum()), len(dropped)
    return Frequency(k, n, *wilson(k, n), rule, unit, without or "")


def leave_one_out(rule: Literal["strict", "broad"] = "strict") -> pd.DataFrame:
    """Count again without each incoming president in turn.

    Parameters
    ----------
    rule : {"strict", "broad"}
        The coding.

    Returns
    -------
    DataFrame
        One row a president left out: k, n, share and interval.
    """
    rows = []
    for president in sorted(set(facts.load("admin_exposures")["incoming"])):
        found = frequency(rule, without=president)
        rows.append(
            {
                "without": president,
                "k": found.k,
                "n": found.n,
                "share": found.share,
                "low": found.low,
                "high": found.high,
            }
        )
    return pd.DataFrame(rows)


def inaugurations(start: dt.date, end: dt.date) -> list[dt.date]:
    """List the inauguration days after ``start`` and up to ``end``.

    Parameters
    ----------
    start, end : date
        Both from 1989 on.

    Returns
    -------
    list of date
        20 January of each year that follows an election.

    Raises
    ------
    OutOfRangeError
        When the dates are out of order or before 1989.
    """
    if start.year < 1989:
        raise OutOfRangeError("start", start.isoformat(), "in 1989 or later")
    if end < start:
        raise OutOfRangeError("end", end.isoformat(), f"not before {start.isoformat()}")
    days = (dt.date(year, 1, 20) for year in range(1989, end.year + 1, 4))
    return [day for day in days if start < day <= end]


@dataclass(frozen=True)
class Survival:
    """How likely a deal is to reach the end of each stage.

    Attributes
    ----------
    ends : tuple of date
        End of each stage.
    crossed : tuple of int
        Inauguration days inside each stage.
    chances : tuple of float
        Probability of being alive at the end of each stage.
    drop : float
        Probability that one inauguration ends the deal.
    """

    ends: tuple[dt.date, ...]
    crossed: tuple[int, ...]
    chances: tuple[float, ...]
    drop: float

    @property
    def hazards(self) -> tuple[float, ...]:
        """Probability of being dropped during each stage, given that it began."""
        return tuple(1.0 - (1.0 - self.drop) ** count for count in self.crossed)

    def table(self) -> pd.DataFrame:
        """Return the stages as a table.

        Returns
        -------
        DataFrame
            One row a stage: end, inaugurations inside it, chance of reaching its end.
        """
        return pd.DataFrame(
            {
                "stage": range(1, len(self.ends) + 1),
                "ends": [day.isoformat() for day in self.ends],
                "inaugurations inside": self.crossed,
                "chance of reaching the end": self.chances,
            }
        )

    def __str__(self) -> str:
        return (
            f"The deal crosses {sum(self.crossed)} inauguration days. It reaches the end of its "
            f"last stage, on {self.ends[-1].isoformat()}, with probability {self.chances[-1]:.0%}."
        )


def survival(
    start: dt.date | str,
    lengths: Sequence[float],
    *,
    change: float = 0.5,
    drop: float = 0.15,
    device: str = "executive agreement",
) -> Survival:
    """Lay the stages of a deal on the calendar of US inaugurations.

    Parameters
    ----------
    start : date or str
        First day of the deal (ISO date), 1989 or later.
    lengths : sequence of float
        Length of each stage in years, each more than zero.
    change : float
        ``m``, probability that an inauguration brings a new president, 0 to 1.
    drop : float
        ``d``, probability that a new president drops the deal, 0 to 1. The strict share per
        change in the ledger is 0.15, with a wide interval.
    device : str
        One of `DEVICES`; multiplies ``d``.

    Returns
    -------
    Survival
        Chances stage by stage; `print` it.

    Raises
    ------
    OutOfRangeError
        When a number is out of range.
    UnknownNameError
        When the device is unknown.
    SummitryError
        When the start is not a date or there is no stage.
    """
    try:
        first = dt.date.fromisoformat(start) if isinstance(start, str) else start
    except ValueError:
        raise SummitryError(
            f"start is {start!r}, but it must be a date such as 2019-03-01."
        ) from None
    for name, value in (("change", change), ("drop", drop)):
        if not 0 <= value <= 1:
            raise OutOfRangeError(name, value, "between 0 and 1")
    if device not in DEVICES:
        raise UnknownNameError("commitment device", device, DEVICES)
    if not len(lengths):
        raise SummitryError("lengths is empty, but a deal has at least one stage.")
    for stage, length in enumerate(lengths, start=1):
        if not 0 < length <= 100:
            raise OutOfRangeError(f"length of stage {stage}", length, "more than 0, at most 100")
    once = change * drop * DEVICES[device].factor
    ends, crossed, chances = [], [], []
    alive, begin, elapsed = 1.0, first, 0.0
    for length in lengths:
        elapsed += float(length)
        end = first + dt.timedelta(days=round(365.2425 * elapsed))
        count = len(inaugurations(begin, end))
        alive *= (1.0 - once) ** count
        ends.append(end)
        crossed.append(count)
        chances.append(alive)
        begin = end
    return Survival(tuple(ends), tuple(crossed), tuple(chances), once)


def break_even(cost: float, benefits: Sequence[float]) -> float:
    """Find the chance of surviving a stage at which a deal is just worth its cost.

    Parameters
    ----------
    cost : float
        What is given up at the start, in utils, zero or more.
    benefits : sequence of float
        What each stage brings if the deal is still alive at its end, in utils, zero or more.

    Returns
    -------
    float
        ``s`` between 0 and 1; NaN when not even certain survival pays the cost.

    Raises
    ------
    OutOfRangeError
        When a number is negative or not a number.
    SummitryError
        When there is no stage.

    Examples
    --------
    >>> round(break_even(10, [5, 5, 5]), 4)
    0.8105
    """
    values = np.asarray(benefits, dtype=float)
    if not values.size:
        raise SummitryError("benefits is empty, but a deal has at least one stage.")
    if not (0 <= cost < math.inf):
        raise OutOfRangeError("cost", cost, "a number, zero or more")
    for stage, value in enumerate(values, start=1):
        if not (0 <= value < math.inf):
            raise OutOfRangeError(f"benefit of stage {stage}", float(value), "zero or more")
    if cost == 0:
        return 0.0
    powers = np.arange(1, values.size + 1)

    def gain(s: float) -> float:
        return float((s**powers * values).sum()) - cost

    return float(brentq(gain, 0.0, 1.0)) if gain(1.0) >= 0 else math.nan
