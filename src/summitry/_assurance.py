"""How much trust it takes to cooperate first: the assurance game."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from summitry._checks import MOST_UTILS, choice, probability, utils
from summitry._flip import Flip
from summitry.errors import OutOfRangeError


@dataclass(frozen=True)
class Assurance:
    """Whether a side trusts the other enough to cooperate. Made by `assurance`.

    Parameters
    ----------
    trust : float
        Chance that the other side will cooperate.
    both, exploit, neither, alone : float
        The side's payoffs when both cooperate, only the other does, nobody does, only it does.
    """

    trust: float
    both: float
    exploit: float
    neither: float
    alone: float

    @property
    def needed(self) -> float | None:
        """The least trust at which cooperating is best.

        Returns
        -------
        float or None
            None when exploiting a trusting partner pays more than cooperation: then no trust helps.
        """
        gain, risk = self.both - self.exploit, self.neither - self.alone
        return risk / (gain + risk) if gain > 0 else None

    @property
    def cooperates(self) -> bool:
        """Whether the side cooperates.

        Returns
        -------
        bool
            True from the needed trust on.
        """
        return self.needed is not None and self.trust >= self.needed - 1e-12

    @property
    def values(self) -> tuple[float, float]:
        """What the side expects from cooperating and from not cooperating.

        Returns
        -------
        tuple of float
            Two expected payoffs.
        """
        t = self.trust
        return (
            t * self.both + (1 - t) * self.alone,
            t * self.exploit + (1 - t) * self.neither,
        )

    def flip(self, parameter: str = "trust") -> Flip:
        """Find the value of one parameter at which the side starts or stops cooperating.

        Parameters
        ----------
        parameter : {"trust", "both", "exploit", "neither", "alone"}
            Which one to move.

        Returns
        -------
        Flip
            The value; None when no allowed value changes the choice.
        """
        names = ("trust", "both", "exploit", "neither", "alone")
        choice("parameter to flip", parameter, names)
        t, now = self.trust, float(getattr(self, parameter))
        gain, risk = self.both - self.exploit, self.neither - self.alone
        value: float | None = None
        if parameter == "trust":
            value = self.needed
        elif parameter in ("both", "exploit"):
            if t > 0:
                least = risk * (1 - t) / t  # what cooperation must bring above exploiting
                value = self.exploit + least if parameter == "both" else self.both - least
        elif t < 1 and gain > 0:
            most = gain * t / (1 - t)  # what cooperating alone may cost
            value = self.alone + most if parameter == "neither" else self.neither - most
        yes, no = "cooperate", "do not cooperate"
        here = yes if self.cooperates else no
        if value is None or abs(value) > MOST_UTILS:
            text = f"No allowed value of {parameter} changes it: {here}."
            return Flip(parameter, None, now, here, here, text)
        below, above = (yes, no) if parameter in ("exploit", "neither") else (no, yes)
        text = (
            f"The choice changes when {parameter} is {value:.4g} (it is {now:g}). "
            f"Below it: {below}; above it: {above}."
        )
        return Flip(parameter, value, now, below, above, text)

    def table(self) -> pd.DataFrame:
        """Show the payoffs and what each choice is worth at the present trust.

        Returns
        -------
        pandas.DataFrame
            Columns: choice, if_other_cooperates, if_not, expected.
        """
        return pd.DataFrame(
            {
                "choice": ["cooperate", "do not"],
                "if_other_cooperates": [self.both, self.exploit],
                "if_not": [self.alone, self.neither],
                "expected": list(self.values),
            }
        )

    def __str__(self) -> str:
        if self.needed is None:
            return (
                "No trust is enough: even against a side that surely cooperates, exploiting it "
                f"pays {self.exploit:g} and cooperation only {self.both:g}."
            )
        verb = "cooperates" if self.cooperates else "does not cooperate"
        missing = self.needed - self.trust
        end = "" if self.cooperates else f" ({100 * missing:.1f} points of trust are missing)"
        return (
            f"Cooperating is best if the other side cooperates with a chance of at least "
            f"{self.needed:.1%}. The trust is {self.trust:.1%}, so the side {verb}{end}."
        )


def assurance(
    trust: float,
    *,
    both: float = 1.0,
    exploit: float = 0.6,
    neither: float = 0.0,
    alone: float = -1.0,
) -> Assurance:
    r"""Find how much trust a side needs before it cooperates.

    In words: two sides choose at once, to cooperate or not. Both cooperating is best for a side
    that can be trusted; cooperating alone is worst. The side does not know whether the other can be
    trusted to cooperate; t is the chance that it does. Cooperating is best if and only if

    .. math:: t \ge \frac{P - S}{(R - T) + (P - S)}

    with R (both), T (exploit), P (neither) and S (alone). The more there is to lose by cooperating
    alone, the more trust it takes.

    Parameters
    ----------
    trust : float
        Chance that the other side will cooperate, 0 to 1.
    both, exploit, neither, alone : float
        R, T, P and S, in utils; finite, with S below P.

    Returns
    -------
    Assurance
        The needed trust, the choice, and where it flips.

    Raises
    ------
    OutOfRangeError
        For a trust outside [0, 1], a payoff that is not finite, or S not below P.

    References
    ----------
    A. H. Kydd, *Trust and Mistrust in International Relations* (2005), chapter 2: a side cooperates
    when its trust passes a minimum. The general formula in R, T, P and S was worked out here.

    Examples
    --------
    >>> round(assurance(0.5).needed, 6)
    0.714286
    """
    t = probability("trust", trust)
    payoffs = {
        "both": utils("both", both),
        "exploit": utils("exploit", exploit),
        "neither": utils("neither", neither),
        "alone": utils("alone", alone),
    }
    if payoffs["alone"] >= payoffs["neither"]:
        raise OutOfRangeError("alone", alone, f"below neither, which is {payoffs['neither']:g}")
    return Assurance(t, **payoffs)
