"""The textbook results about bargaining that the lessons quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from summitry._checks import choice, number, probability, utils, whole
from summitry._flip import Flip
from summitry.errors import OutOfRangeError


# --- alternating offers ---------------------------------------------------------------------------
@dataclass(frozen=True)
class OfferSplit:
    """How a pie of size 1 is split by alternating offers. Made by `rubinstein`.

    Parameters
    ----------
    delta_1, delta_2 : float
        Discount factors of the two sides.
    rounds : int or None
        Number of rounds; None for no end.
    first, second : float
        Shares of the side that proposes first and of the other.
    """

    delta_1: float
    delta_2: float
    rounds: int | None
    first: float
    second: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.first, self.second))

    def __str__(self) -> str:
        end = "without end" if self.rounds is None else f"for at most {self.rounds} rounds"
        return (
            f"Offers alternate {end}. The first side proposes and gets {self.first:.1%}, the "
            f"second accepts {self.second:.1%} at once. Patience pays: what comes one round later "
            f"is worth {self.delta_1:g} times as much to the first side, {self.delta_2:g} times "
            "to the second."
        )

    def table(self) -> pd.DataFrame:
        """Show both sides.

        Returns
        -------
        pandas.DataFrame
            Columns: side, discount, share.
        """
        return pd.DataFrame(
            {
                "side": ["first", "second"],
                "discount": [self.delta_1, self.delta_2],
                "share": [self.first, self.second],
            }
        )

    def flip(self, parameter: str = "delta_1") -> Flip:
        r"""Find the discount factor at which the two sides get the same.

        Without end: :math:`\delta_1 = 2 - 1/\delta_2`, or :math:`\delta_2 = 1 / (2 - \delta_1)`.

        Parameters
        ----------
        parameter : {"delta_1", "delta_2"}
            Which one to move.

        Returns
        -------
        Flip
            The value; None when one side gets more whatever the value.
        """
        now = {"delta_1": self.delta_1, "delta_2": self.delta_2}
        choice("parameter to flip", parameter, now)
        if self.rounds is not None:
            raise OutOfRangeError("rounds", self.rounds, "None to flip a discount factor")
        if parameter == "delta_1":
            value = 2 - 1 / self.delta_2 if self.delta_2 > 0 else -1.0
            below, above = "the second side gets more", "the first side gets more"
        else:
            value = 1 / (2 - self.delta_1)
            below, above = "the first side gets more", "the second side gets more"
        if not 0 <= value < 1:
            same = "the first side gets more" if self.first > 0.5 else "the second side gets more"
            text = f"Whatever {parameter} is, {same}."
            return Flip(parameter, None, now[parameter], same, same, text)
        text = (
            f"Both get one half when {parameter} is {value:.4g} (it is {now[parameter]:g}). "
            f"Below that, {below}; above it, {above}."
        )
        return Flip(parameter, value, now[parameter], below, above, text)


def rubinstein(delta_1: float, delta_2: float, rounds: int | None = None) -> OfferSplit:
    r"""Return the split of a pie by alternating offers.

    In words: side 1 proposes how to share a pie of size 1. Side 2 accepts, or refuses and proposes
    one period later, and so on. Each period of waiting multiplies what is left by the side's
    discount factor. In the one subgame perfect equilibrium side 1 proposes, and side 2 accepts at
    once,

    .. math:: x_1 = \frac{1 - \delta_2}{1 - \delta_1 \delta_2}, \qquad x_2 = 1 - x_1 .

    With a last round, the last proposer would take everything; working back from there, a proposer
    keeps one minus what the other could get by waiting.

    Parameters
    ----------
    delta_1, delta_2 : float
        Discount factors, 0 to 1; without an end not both 1.
    rounds : int, optional
        Number of rounds, 1 to 1 000 000. Left out: no end.

    Returns
    -------
    OfferSplit
        The two shares; it unpacks as ``first, second``.

    Raises
    ------
    OutOfRangeError
        For a discount factor outside [0, 1], or both 1 without an end (any split is then possible).

    References
    ----------
    A. Rubinstein, "Perfect Equilibrium in a Bargaining Model", Econometrica 50 (1982). I. Ståhl,
    *Bargaining Theory* (1972), for a last round.

    Examples
    --------
    >>> first, second = rubinstein(0.9, 0.9)
    >>> round(first, 6)
    0.526316
    """
    d1 = number("delta_1", delta_1, 0.0, 1.0)
    d2 = number("delta_2", delta_2, 0.0, 1.0)
    if rounds is None:
        if d1 * d2 == 1:
            raise OutOfRangeError("delta_1 and delta_2", (d1, d2), "not both 1")
        first = (1 - d2) / (1 - d1 * d2)
    else:
        rounds = whole("rounds", rounds, 1, 1_000_000)
        keeps = 1.0  # what the proposer of the last round keeps
        for t in range(rounds - 1, 0, -1):
            keeps = 1 - (d2 if t % 2 else d1) * keeps
        first = keeps
    return OfferSplit(d1, d2, rounds, first, 1 - first)


# --- splitting a pie ------------------------------------------------------------------------------
@dataclass(frozen=True)
class PieSplit:
    """How a pie is split by the Nash bargaining solution. Made by `nash_split`.

    Parameters
    ----------
    pie : float
        What there is to share.
    disagreement_1, disagreement_2 : float
        What each side has without a deal.
    power_1 : float
        Bargaining power of the first side.
    first, second : float
        What each side ends up with.
    """

    pie: float
    disagreement_1: float
    disagreement_2: float
    power_1: float
    first: float
    second: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.first, self.second))

    @property
    def surplus(self) -> float:
        """What a deal adds to what both have without one.

        Returns
        -------
        float
            Negative when there is nothing to agree on.
        """
        return self.pie - self.disagreement_1 - self.disagreement_2

    @property
    def agreed(self) -> bool:
        """Whether there is something to agree on.

        Returns
        -------
        bool
            True when the surplus is not negative.
        """
        return self.surplus >= 0

    def __str__(self) -> str:
        if not self.agreed:
            return (
                f"No deal: the two sides want at least {self.disagreement_1:g} and "
                f"{self.disagreement_2:g}, but there is only {self.pie:g}. "
                f"{-self.surplus:g} is missing."
            )
        return (
            f"A deal adds {self.surplus:g}. The first side ends with {self.first:g}, the second "
            f"with {self.second:g}: what each has without a deal, plus its share of the gain."
        )

    def table(self) -> pd.DataFrame:
        """Show both sides.

        Returns
        -------
        pandas.DataFrame
            Columns: side, without_deal, gain, total.
        """
        total = np.array([self.first, self.second])
        without = np.array([self.disagreement_1, self.disagreement_2])
        return pd.DataFrame(
            {
                "side": ["first", "second"],
                "without_deal": without,
                "gain": total - without,
                "total": total,
            }
        )

    def flip(self, parameter: str = "pie") -> Flip:
        """Find the value of one parameter at which a deal becomes possible.

        Parameters
        ----------
        parameter : {"pie", "disagreement_1", "disagreement_2"}
            Which one to move.

        Returns
        -------
        Flip
            The value at which the surplus is 0.
        """
        now = {
            "pie": self.pie,
            "disagreement_1": self.disagreement_1,
            "disagreement_2": self.disagreement_2,
        }
        choice("parameter to flip", parameter, now)
        value = now[parameter] + (-self.surplus if parameter == "pie" else self.surplus)
        below, above = ("no deal", "deal") if parameter == "pie" else ("deal", "no deal")
        text = (
            f"A deal is possible up to the point where {parameter} is {value:.4g} "
            f"(it is {now[parameter]:g}). Below it: {below}; above it: {above}."
        )
        return Flip(parameter, value, now[parameter], below, above, text)


def nash_split(
    pie: float = 1.0,
    disagreement_1: float = 0.0,
    disagreement_2: float = 0.0,
    power_1: float = 0.5,
) -> PieSplit:
    r"""Split a pie by the Nash bargaining solution.

    In words: each side first gets what it has without a deal; the gain from the deal is shared by
    bargaining power. This maximises :math:`(x_1-d_1)^{w}(x_2-d_2)^{1-w}`:

    .. math:: x_1 = d_1 + w (P - d_1 - d_2), \qquad x_2 = P - x_1 .

    Parameters
    ----------
    pie : float
        P, what there is to share; any finite number.
    disagreement_1, disagreement_2 : float
        What each side has without a deal; any finite numbers.
    power_1 : float
        w, bargaining power of the first side, 0 to 1; one half in Nash's own solution.

    Returns
    -------
    PieSplit
        What each gets; without a surplus, both keep what they have and `agreed` is False.

    Raises
    ------
    OutOfRangeError
        For a number that is not finite or a power outside [0, 1].

    References
    ----------
    J. F. Nash, "The Bargaining Problem", Econometrica 18 (1950). The weights: J. C. Harsanyi and
    R. Selten, Management Science 18 (1972).

    Examples
    --------
    >>> first, second = nash_split(100, 20, 40)
    >>> first, second
    (40.0, 60.0)
    """
    total = utils("pie", pie)
    d1 = utils("disagreement_1", disagreement_1)
    d2 = utils("disagreement_2", disagreement_2)
    w = number("power_1", power_1, 0.0, 1.0)
    surplus = total - d1 - d2
    if surplus < 0:
        return PieSplit(total, d1, d2, w, d1, d2)
    return PieSplit(total, d1, d2, w, d1 + w * surplus, d2 + (1 - w) * surplus)


# --- the bargaining range of a conflict -----------------------------------------------------------
@dataclass(frozen=True)
class ConflictRange:
    """The splits that both sides prefer to a conflict. Made by `fearon_range`.

    Parameters
    ----------
    p : float
        Chance that side A would win.
    cost_a, cost_b : float
        What the conflict would cost each side, as shares of the stake.
    low, high : float
        Smallest share of A that A accepts, largest share of A that B accepts.
    """

    p: float
    cost_a: float
    cost_b: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How much room there is.

        Returns
        -------
        float
            cost_a + cost_b, unless an end is cut off at 0 or 1.
        """
        return self.high - self.low

    def contains(self, share: float) -> bool:
        """Return whether both sides prefer a split to the conflict.

        Parameters
        ----------
        share : float
            A's share, 0 to 1.

        Returns
        -------
        bool
            True from `low` to `high`, ends included.
        """
        x = number("share", share, 0.0, 1.0)
        return self.low - 1e-12 <= x <= self.high + 1e-12

    def flip(self, parameter: str, share: float) -> Flip:
        """Find the value of one parameter at which a split enters or leaves the range.

        Parameters
        ----------
        parameter : {"p", "cost_a", "cost_b"}
            Which one to move.
        share : float
            A's share, 0 to 1.

        Returns
        -------
        Flip
            The value nearest to the present one; None when no allowed value does it.
        """
        x = number("share", share, 0.0, 1.0)
        now = {"p": self.p, "cost_a": self.cost_a, "cost_b": self.cost_b}
        choice("parameter to flip", parameter, now)
        both, one = "both sides prefer the split", "one side prefers the conflict"
        a_refuses, b_refuses = x < self.p - self.cost_a, x > self.p + self.cost_b
        value: float | None
        if parameter == "p":
            ends = [end for end in (x - self.cost_b, x + self.cost_a) if 0 <= end <= 1]
            value = min(ends, key=lambda end: abs(end - self.p), default=None)
            below, above = (one, both) if value == x - self.cost_b else (both, one)
        else:
            value = self.p - x if parameter == "cost_a" else x - self.p
            other_refuses = b_refuses if parameter == "cost_a" else a_refuses
            below, above = one, both
            if value < 0 or other_refuses:
                value = None
        here = one if a_refuses or b_refuses else both
        if value is None:
            text = f"No allowed value of {parameter} changes it: {here} (A's share {x:.1%})."
            return Flip(parameter, None, now[parameter], here, here, text)
        text = (
            f"At A's share of {x:.1%} the answer changes when {parameter} is {value:.4g} "
            f"(it is {now[parameter]:g}). Below it, {below}; above it, {above}."
        )
        return Flip(parameter, value, now[parameter], below, above, text)

    def table(self) -> pd.DataFrame:
        """Show what each side expects from a conflict and what it would accept.

        Returns
        -------
        pandas.DataFrame
            Columns: side, conflict_value, accepts_a_share_from, accepts_a_share_to.
        """
        return pd.DataFrame(
            {
                "side": ["A", "B"],
                "conflict_value": [self.p - self.cost_a, 1 - self.p - self.cost_b],
                "accepts_a_share_from": [self.low, 0.0],
                "accepts_a_share_to": [1.0, self.high],
            }
        )

    def __str__(self) -> str:
        return (
            f"Both sides prefer every split that gives A between {self.low:.1%} and "
            f"{self.high:.1%} to a conflict that A would win with probability {self.p:.1%}. "
            f"The range is {100 * self.width:.1f} points wide: that is what a deal saves in costs."
        )


def fearon_range(p: float, cost_a: float, cost_b: float) -> ConflictRange:
    r"""Return the splits that both sides prefer to a costly conflict.

    In words: a stake of 1 can be split, or fought over. A would win everything with probability p;
    fighting costs the sides :math:`c_A` and :math:`c_B`. A accepts a share of at least
    :math:`p - c_A`; B lets A have at most :math:`p + c_B`. As fighting costs something, the range
    is never empty: conflict needs another reason (private information, no way to commit, a stake
    that cannot be divided).

    Parameters
    ----------
    p : float
        Chance that A would win, 0 to 1.
    cost_a, cost_b : float
        Costs as shares of the stake, 0 or more.

    Returns
    -------
    ConflictRange
        The range, cut off at 0 and 1.

    Raises
    ------
    OutOfRangeError
        For a probability outside [0, 1] or a negative cost.

    References
    ----------
    J. D. Fearon, "Rationalist Explanations for War", International Organization 49 (1995).

    Examples
    --------
    >>> room = fearon_range(0.5, 0.2, 0.2)
    >>> round(room.low, 6), round(room.high, 6)
    (0.3, 0.7)
    """
    chance = probability("p", p)
    a = utils("cost_a", cost_a, 0.0)
    b = utils("cost_b", cost_b, 0.0)
    return ConflictRange(chance, a, b, max(0.0, chance - a), min(1.0, chance + b))
