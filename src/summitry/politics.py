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
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from summitry import facts
from summitry._checks import choice, number, numbers, probability, utils, whole
from summitry._flip import Flip
from summitry.errors import OutOfRangeError, SummitryError, shown

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

    def __str__(self) -> str:
        return (
            f"{self.name[0].upper()}{self.name[1:]}: multiplies the chance of being dropped by "
            f"{self.factor:g} (assumed; {self.low:g} to {self.high:g}). {self.reason}"
        )


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


#: The last year in which a deal may begin: it lasts up to 1000 years, and dates end with 9999.
LAST_YEAR = 8998
#: The most cases that `wilson` counts; no ledger holds more.
MOST_CASES = 10**12


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Give Wilson's interval for a share.

    Parameters
    ----------
    k, n : int
        Cases counted and cases in all, ``0 <= k <= n``, ``n >= 1``.
    z : float
        Normal quantile, 0 to 100; the default gives 95 per cent.

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
    n = whole("n", n, 1, MOST_CASES)
    k = whole("k", k, 0, n)
    z = number("z", z, 0.0, 100.0)
    share = k / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The interval always holds the share itself; rounding may not move an end past it.
    low, high = min((centre - spread) / scale, share), max((centre + spread) / scale, share)
    return max(low, 0.0), min(high, 1.0)


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

    def table(self) -> pd.DataFrame:
        """Return the count as a table.

        Returns
        -------
        DataFrame
            One row: the coding, what is counted, dropped, all, share and interval.
        """
        row = {
            "coding": self.rule,
            "counted": self.unit,
            "dropped": self.k,
            "of": self.n,
            "share": self.share,
            "low": self.low,
            "high": self.high,
        }
        return pd.DataFrame([row])

    def __str__(self) -> str:
        each = (
            "meetings of a deal with a new president"
            if self.unit == "change"
            else "deals that met a new president"
        )
        text = (
            f"Of {self.n} {each}, {self.k} count as dropped under the {self.rule} rule: "
            f"{self.share:.0%} (95 per cent interval {self.low:.0%} to {self.high:.0%})."
        )
        return text + (f" Meetings with {self.without} are left out." if self.without else "")


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
        if value is not None:
            choice(column.replace("_", " "), value, frame[column])
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
    choice("coding rule", rule, RULES)
    choice("unit", unit, UNITS)
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
    for name, day in (("start", start), ("end", end)):
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            raise OutOfRangeError(name, day, "a date")
    if not 1989 <= start.year <= LAST_YEAR:
        raise OutOfRangeError("start", start.isoformat(), f"in 1989 to {LAST_YEAR}")
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
    change : float
        Probability that an inauguration brings a new president.
    drop : float
        Probability that a new president drops the deal, before the legal form is counted in.
    factor : float
        By how much the legal form multiplies ``drop``.
    """

    ends: tuple[dt.date, ...]
    crossed: tuple[int, ...]
    chances: tuple[float, ...]
    change: float
    drop: float
    factor: float

    @property
    def once(self) -> float:
        """Probability that one inauguration ends the deal."""
        return self.change * self.drop * self.factor

    @property
    def hazards(self) -> tuple[float, ...]:
        """Probability of being dropped during each stage, given that it began."""
        return tuple(1.0 - (1.0 - self.once) ** count for count in self.crossed)

    def flip(self, parameter: str = "drop", chance: float = 0.5) -> Flip:
        """Find the value of one probability at which the deal's chance crosses a level.

        The chance of reaching the end is ``(1 - m d f)^k`` with k inaugurations on the way, so the
        value is ``(1 - chance^(1/k)) / (the other two factors)``.

        Parameters
        ----------
        parameter : {"drop", "change"}
            Which one to move.
        chance : float
            The level, 0 to 1.

        Returns
        -------
        Flip
            The value; None when no probability brings the chance to that level.
        """
        level = probability("chance", chance)
        now = {"drop": self.drop, "change": self.change}
        choice("parameter to flip", parameter, now)
        count = sum(self.crossed)
        others = self.factor * (self.change if parameter == "drop" else self.drop)
        value = (1 - level ** (1 / count)) / others if count and others > 0 else None
        above = f"the deal reaches its end with a chance of more than {level:.0%}"
        below = f"the deal reaches its end with a chance of less than {level:.0%}"
        if value is None or value > 1:
            here = above if self.chances[-1] > level else below
            text = f"Whatever {parameter} is, {here}."
            if not count:
                text = f"The deal crosses no inauguration day: {parameter} does not matter."
            return Flip(parameter, None, now[parameter], here, here, text)
        text = (
            f"The chance of reaching the end is {level:.0%} when {parameter} is {value:.1%} (it is "
            f"{now[parameter]:.1%}). Below that it is higher; above it, lower."
        )
        return Flip(parameter, value, now[parameter], above, below, text)

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
            f"The deal crosses {sum(self.crossed)} inauguration "
            f"{'day' if sum(self.crossed) == 1 else 'days'}. It reaches the end of its "
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
    first = _day(start)
    if first.year > LAST_YEAR:
        raise OutOfRangeError("start", first.isoformat(), f"in 1989 to {LAST_YEAR}")
    change, drop = probability("change", change), probability("drop", drop)
    choice("commitment device", device, DEVICES)
    years = _numbers("lengths", lengths)
    for stage, length in enumerate(years, start=1):
        if not 0 < length <= 100:
            raise OutOfRangeError(f"length of stage {stage}", length, "more than 0, at most 100")
    if sum(years) > 1000:
        raise OutOfRangeError("the sum of lengths", sum(years), "at most 1000 years")
    factor = DEVICES[device].factor
    once = change * drop * factor
    ends, crossed, chances = [], [], []
    alive, begin, elapsed = 1.0, first, 0.0
    for length in years:
        elapsed += length
        end = first + dt.timedelta(days=round(365.2425 * elapsed))
        count = len(inaugurations(begin, end))
        alive *= (1.0 - once) ** count
        ends.append(end)
        crossed.append(count)
        chances.append(alive)
        begin = end
    return Survival(tuple(ends), tuple(crossed), tuple(chances), change, drop, factor)


def _day(start: object) -> dt.date:
    """Read a date, given as one or as ISO text."""
    if isinstance(start, dt.date) and not isinstance(start, dt.datetime):
        return start
    try:
        return dt.date.fromisoformat(start)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise SummitryError(
            f"start is {shown(start)}, but it must be a date such as 2019-03-01."
        ) from None


def _numbers(name: str, values: object) -> list[float]:
    """Read a list with one number a stage."""
    found = numbers(values)
    if found is None or found.ndim != 1:
        raise OutOfRangeError(name, values, "a list with one number a stage")
    if not found.size:
        raise SummitryError(f"{name} is empty, but a deal has at least one stage.")
    return [float(value) for value in found]


@dataclass(frozen=True)
class BreakEven:
    """The chance of surviving a stage at which a deal is just worth its cost.

    Attributes
    ----------
    cost : float
        What is given up at the start, in utils.
    benefits : tuple of float
        What each stage brings if the deal is still alive at its end, in utils.
    chance : float or None
        The break-even chance; None when not even certain survival pays the cost.
    """

    cost: float
    benefits: tuple[float, ...]
    chance: float | None

    @property
    def shortfall(self) -> float:
        """How much is missing, in utils, when the deal survives for certain; else 0."""
        return max(self.cost - sum(self.benefits), 0.0)

    def worth(self, chance: float) -> float:
        """Say what the deal is worth at a chance of surviving each stage.

        Parameters
        ----------
        chance : float
            Probability of surviving one stage, 0 to 1.

        Returns
        -------
        float
            Expected benefits less the cost, in utils; also the rise in cost that would flip the
            answer.
        """
        alive = probability("chance", chance) ** np.arange(1, len(self.benefits) + 1)
        return float((alive * np.array(self.benefits)).sum()) - self.cost

    def table(self) -> pd.DataFrame:
        """Return the stages at the break-even chance (at certain survival when there is none).

        Returns
        -------
        DataFrame
            One row a stage: benefit, chance of being alive, expected benefit.
        """
        chance = 1.0 if self.chance is None else self.chance
        stages = np.arange(1, len(self.benefits) + 1)
        alive = chance**stages
        return pd.DataFrame(
            {
                "stage": stages,
                "benefit": self.benefits,
                "chance alive": alive,
                "expected": alive * np.array(self.benefits),
            }
        )

    def __float__(self) -> float:
        if self.chance is None:
            raise ValueError(str(self))
        return self.chance

    def __str__(self) -> str:
        if self.chance is None:
            return (
                f"Not even a deal that surely survives pays its cost of {self.cost:g}: "
                f"{self.shortfall:g} is missing."
            )
        return (
            f"The deal is worth its cost of {self.cost:g} if it survives each stage with a chance "
            f"of at least {self.chance:.1%}."
        )


def break_even(cost: float, benefits: Sequence[float]) -> BreakEven:
    """Find the chance of surviving a stage at which a deal is just worth its cost.

    Parameters
    ----------
    cost : float
        What is given up at the start, in utils, zero or more.
    benefits : sequence of float
        What each stage brings if the deal is still alive at its end, in utils, zero or more.

    Returns
    -------
    BreakEven
        The chance, or what is missing when even certain survival does not pay; `print` it.

    Raises
    ------
    OutOfRangeError
        When a number is negative or not a number.
    SummitryError
        When there is no stage.

    Examples
    --------
    >>> print(break_even(10, [5, 5, 5]))
    The deal is worth its cost of 10 if it survives each stage with a chance of at least 81.1%.
    """
    cost = utils("cost", cost, 0.0)
    values = _numbers("benefits", benefits)
    for stage, value in enumerate(values, start=1):
        utils(f"benefit of stage {stage}", value, 0.0)
    found = BreakEven(cost, tuple(values), None)
    if found.worth(1.0) < 0:
        return found
    chance = float(brentq(found.worth, 0.0, 1.0)) if cost > 0 else 0.0
    return replace(found, chance=chance)
