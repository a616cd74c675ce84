"""A shift in power against the cost of war: the commitment problem."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from summitry._checks import choice, number, probability
from summitry._flip import Flip
from summitry.errors import OutOfRangeError

#: A shortfall this small counts as none.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class PowerShift:
    """Whether a coming loss of power leaves a peace that suits both sides.

    Made by `commitment_problem`. All values are shares of the yearly stake, on average over time.

    Parameters
    ----------
    p : float
        Chance that the declining side would win a war now.
    shift : float
        How much that chance falls by the next period.
    cost : float
        Share of the stake that a war destroys.
    discount : float
        Weight of the next period.
    """

    p: float
    shift: float
    cost: float
    discount: float

    @property
    def war_value(self) -> float:
        """What the declining side gets from a war now.

        Returns
        -------
        float
            ``p (1 - cost)``.
        """
        return self.p * (1 - self.cost)

    @property
    def most_peace_can_give(self) -> float:
        """The most that the declining side can be promised in a way that will be kept.

        Returns
        -------
        float
            Everything now, and later all but what the risen side could then take by war.
        """
        return 1 - self.discount * (1 - self.p + self.shift) * (1 - self.cost)

    @property
    def shortfall(self) -> float:
        """What is missing each period for the declining side to prefer peace.

        Returns
        -------
        float
            0 when nothing is missing. A third party who could be trusted would have to add it.
        """
        missing = self.war_value - self.most_peace_can_give
        return missing if missing > TOLERANCE else 0.0

    @property
    def peaceful(self) -> bool:
        """Whether some peace suits both sides and will be kept.

        Returns
        -------
        bool
            True when there is no shortfall.
        """
        return self.shortfall == 0.0

    def flip(self, parameter: str = "shift") -> Flip:
        """Find the value of one parameter at which peace stops being possible.

        Parameters
        ----------
        parameter : {"shift", "cost", "discount", "p"}
            Which one to move.

        Returns
        -------
        Flip
            The value; None when no allowed value changes the answer.
        """
        now = {"shift": self.shift, "cost": self.cost, "discount": self.discount, "p": self.p}
        choice("parameter to flip", parameter, now)
        left, d = 1 - self.cost, self.discount
        later = 1 - self.p + self.shift  # the risen side's chance
        allowed = {"shift": self.p, "cost": 1.0, "discount": 1.0, "p": 1.0}[parameter]
        lowest = self.shift if parameter == "p" else 0.0
        value: float | None = None
        if parameter == "shift" and d * left > 0:
            value = self.cost / (d * left) + (1 - self.p) * (1 - d) / d
        elif parameter == "cost":
            value = 1 - 1 / (self.p + d * later) if self.p + d * later > 0 else None
        elif parameter == "discount" and later * left > 0:
            value = (1 - self.war_value) / (later * left)
        elif parameter == "p" and left > 0:
            value = (1 / left - d * (1 + self.shift)) / (1 - d)
        if value is not None and not lowest <= value <= allowed:
            value = None
        peace, war = "some peace suits both sides", "no peace that will be kept suits both sides"
        here = peace if self.peaceful else war
        if value is None:
            text = f"No allowed value of {parameter} changes it: {here}."
            return Flip(parameter, None, now[parameter], here, here, text)
        below, above = (war, peace) if parameter == "cost" else (peace, war)
        text = (
            f"The answer changes when {parameter} is {value:.4g} (it is {now[parameter]:g}). "
            f"Below it, {below}; above it, {above}."
        )
        return Flip(parameter, value, now[parameter], below, above, text)

    def table(self) -> pd.DataFrame:
        """Show what the declining side compares.

        Returns
        -------
        pandas.DataFrame
            Columns: choice, value (share of the stake).
        """
        return pd.DataFrame(
            {
                "choice": ["war now", "the best peace that will be kept", "missing for peace"],
                "value": [self.war_value, self.most_peace_can_give, self.shortfall],
            }
        )

    def __str__(self) -> str:
        start = (
            f"A war now gives the declining side {self.war_value:.1%} of the stake. The best peace "
            f"that will still be kept after the shift gives it {self.most_peace_can_give:.1%}."
        )
        if self.peaceful:
            return f"{start} Some peace suits both sides."
        return (
            f"{start} {self.shortfall:.1%} is missing each period: the stronger side of tomorrow "
            "cannot promise today not to use its strength."
        )


def commitment_problem(p: float, shift: float, cost: float, discount: float) -> PowerShift:
    r"""Compare a shift in power with the cost of war.

    In words: two sides share a stake of 1 in every period. Side 1 would win a war now with
    probability p; from the next period on only with p less the shift (because it disarmed, or the
    other armed). A war destroys a share c of the stake for good, and the winner keeps the rest.
    Today side 2 can give everything; tomorrow it will take what a war would then bring it, whatever
    it promised. Side 1 prefers a war now to every peace that will be kept if and only if

    .. math:: p (1 - c) > 1 - \delta (1 - p + s)(1 - c) .

    So peace holds as long as the shift is at most
    :math:`c / (\delta (1-c)) + (1-p)(1-\delta)/\delta`. With very patient sides that is the cost of
    war alone, :math:`c / (1-c)`: a fast, large shift breaks a peace that a slow one leaves alone.

    Parameters
    ----------
    p : float
        Chance that the declining side would win now, 0 to 1.
    shift : float
        s, how much that chance falls by the next period, 0 to p.
    cost : float
        c, share of the stake that a war destroys, 0 to 1.
    discount : float
        Weight of the next period, 0 to less than 1.

    Returns
    -------
    PowerShift
        Whether a peace exists, what is missing, and where that flips.

    Raises
    ------
    OutOfRangeError
        For a number outside its range.

    References
    ----------
    R. Powell, "War as a Commitment Problem", International Organization 60 (2006); before him
    J. D. Fearon, International Organization 49 (1995). The closed form for a single shift was
    worked out here from the condition that the shift exceed what peace saves.

    Examples
    --------
    >>> print(commitment_problem(0.6, 0.4, 0.2, 0.9).flip("shift"))  # doctest: +ELLIPSIS
    The answer changes when shift is 0.3222 (it is 0.4). Below it, some peace suits both sides; ...
    """
    chance = probability("p", p)
    fall = number("shift", shift, 0.0)
    if fall > chance:
        raise OutOfRangeError("shift", shift, f"at most p, which is {chance:g}")
    destroyed = number("cost", cost, 0.0, 1.0)
    weight = number("discount", discount, 0.0, 1.0, open_high=True)
    return PowerShift(chance, fall, destroyed, weight)
