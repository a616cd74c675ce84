"""Butter for bombs: the offer that makes building a weapon not worth its cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from summitry._checks import choice, number, probability, utils
from summitry._flip import Flip
from summitry.errors import OutOfRangeError

FREE = "it does not build, and needs no offer"
OFFER = "an offer keeps it from building"
BUILDS = "it builds, because the offer would cost the other side too much"


@dataclass(frozen=True)
class ButterForBombs:
    """Whether a standing offer keeps a side from building a weapon.

    Made by `butter_for_bombs`. Shares are of a stake of 1 in every period.

    Parameters
    ----------
    power_now, power_after : float
        Chance that the side wins a war without and with the weapon.
    war_cost : float
        What a war costs it.
    build_cost : float
        What building costs it, once.
    discount : float
        Weight of the next period.
    """

    power_now: float
    power_after: float
    war_cost: float
    build_cost: float
    discount: float

    @property
    def without(self) -> float:
        """Share it gets when it cannot build: what a war would bring.

        Returns
        -------
        float
            ``max(0, power_now - war_cost)``.
        """
        return max(0.0, self.power_now - self.war_cost)

    @property
    def armed(self) -> float:
        """Share it gets once it has the weapon.

        Returns
        -------
        float
            ``max(0, power_after - war_cost)``.
        """
        return max(0.0, self.power_after - self.war_cost)

    @property
    def offer(self) -> float:
        """Smallest share, in every period, at which it does not build.

        Returns
        -------
        float
            Never less than `without`.
        """
        saved = (1 - self.discount) / self.discount * self.build_cost
        return max(self.without, self.armed - saved)

    @property
    def verdict(self) -> str:
        """What happens.

        Returns
        -------
        str
            One of three sentences without a full stop.
        """
        if self.armed - self.without <= self._needs_no_offer:
            return FREE
        return OFFER if self.armed - self.without <= self._worth_an_offer else BUILDS

    @property
    def builds(self) -> bool:
        """Whether it builds in the end.

        Returns
        -------
        bool
            True when the other side prefers that to the standing offer.
        """
        return self.verdict == BUILDS

    # The two bounds on what the weapon adds, `armed - without`.
    @property
    def _needs_no_offer(self) -> float:
        return (1 - self.discount) / self.discount * self.build_cost + 1e-12

    @property
    def _worth_an_offer(self) -> float:
        return self.build_cost / self.discount + 1e-12

    def _edges(self, parameter: str) -> list[tuple[float, str, str]]:
        """Values of one parameter at which the verdict changes, with the verdict on each side."""
        k, d, gain = self.build_cost, self.discount, self.armed - self.without
        if parameter == "build_cost":
            return [(d * gain, BUILDS, OFFER), (d * gain / (1 - d), OFFER, FREE)]
        if parameter == "power_after":
            floor = self.without + self.war_cost
            return [(floor + k * (1 - d) / d, FREE, OFFER), (floor + k / d, OFFER, BUILDS)]
        first = (k / (k + gain), FREE, OFFER) if gain > 0 else (math.inf, FREE, OFFER)
        second = (k / gain, OFFER, BUILDS) if gain > 0 else (math.inf, OFFER, BUILDS)
        return [first, second]

    def flip(self, parameter: str = "build_cost") -> Flip:
        """Find the nearest value of one parameter at which the verdict changes.

        Parameters
        ----------
        parameter : {"build_cost", "power_after", "discount"}
            Which one to move.

        Returns
        -------
        Flip
            The nearest value; None when no allowed value changes the verdict.
        """
        now = {
            "build_cost": self.build_cost,
            "power_after": self.power_after,
            "discount": self.discount,
        }
        choice("parameter to flip", parameter, now)
        top = {"build_cost": math.inf, "power_after": 1.0, "discount": 1.0}[parameter]
        low = {"build_cost": 0.0, "power_after": self.power_now, "discount": 0.0}[parameter]
        here = now[parameter]
        edges = [edge for edge in self._edges(parameter) if low < edge[0] < top]
        if not edges:
            text = f"No allowed value of {parameter} changes it: {self.verdict}."
            return Flip(parameter, None, here, self.verdict, self.verdict, text)
        value, below, above = min(edges, key=lambda edge: abs(edge[0] - here))
        text = (
            f"The answer changes when {parameter} is {value:.4g} (it is {here:g}). "
            f"Below it, {below}; above it, {above}."
        )
        return Flip(parameter, value, here, below, above, text)

    def table(self) -> pd.DataFrame:
        """Show what the side gets in each case.

        Returns
        -------
        pandas.DataFrame
            Columns: case, share (of the stake, in every period).
        """
        return pd.DataFrame(
            {
                "case": [
                    "cannot build",
                    "smallest offer that keeps it from building",
                    "has built",
                ],
                "share": [self.without, self.offer, self.armed],
            }
        )

    def __str__(self) -> str:
        return (
            f"Without the weapon the side gets {self.without:.1%} of the stake; with the weapon "
            f"{self.armed:.1%}, less the cost of building. Building does not pay if the other side "
            f"offers at least {self.offer:.1%} in every period. The result: {self.verdict}."
        )


def butter_for_bombs(
    power_now: float,
    power_after: float,
    war_cost: float,
    build_cost: float,
    discount: float,
) -> ButterForBombs:
    r"""Find the standing offer that makes building a weapon unprofitable.

    In words: in every period the other side offers a share of a stake of 1; the side takes it (or
    fights) and may then build a weapon at a cost k. From the next period on it is stronger and is
    offered what a war would then bring. Taking the money and building as well is possible in every
    period, and still a standing offer can hold: building gives up the cost k, and the offer leaves
    little to win by it. Not building is best when the offer is at least

    .. math:: x^* = x_1 - \frac{1-\delta}{\delta} k, \qquad x_i = \max(0, p_i - c) .

    If that is below :math:`x_0`, no concession is needed. The other side prefers the offer to a
    weapon when :math:`k \ge \delta (x_1 - x_0)`.

    Left out: a strike by the other side before the weapon is ready, hidden building, and a future
    in which building becomes impossible (then the offers would stop, and the side builds while it
    can).

    Parameters
    ----------
    power_now, power_after : float
        Chance of winning a war without and with the weapon, 0 to 1, the second not smaller.
    war_cost : float
        c, what a war costs the side, 0 or more.
    build_cost : float
        k, what building costs it once, 0 or more.
    discount : float
        Weight of the next period, more than 0 and less than 1.

    Returns
    -------
    ButterForBombs
        The offer, the verdict and where it flips.

    Raises
    ------
    OutOfRangeError
        For a number outside its range.

    References
    ----------
    W. Spaniel, *Bargaining over the Bomb* (2019), chapter 2. The formulae were worked out here
    from the game as told above.

    Examples
    --------
    >>> round(butter_for_bombs(0.2, 0.6, 0.1, 0.5, 0.9).offer, 6)
    0.444444
    """
    now = probability("power_now", power_now)
    after = probability("power_after", power_after)
    if after < now:
        raise OutOfRangeError("power_after", power_after, f"at least power_now, which is {now:g}")
    return ButterForBombs(
        now,
        after,
        utils("war_cost", war_cost, 0.0),
        utils("build_cost", build_cost, 0.0),
        number("discount", discount, 0.0, 1.0, open_low=True, open_high=True),
    )
