"""Is it too unequal? The share of leverage given against the share of capability removed.

With ``r`` the share of leverage given, ``sigma`` the share of it that comes back when the deal
breaks, ``d`` the share of capability removed and ``iota`` the share of that which cannot be
rebuilt::

    given = r (1 - sigma)        removed = d iota        ratio = given / removed

All four are ranges. A ratio of 1 means equal shares. It means an equal exchange only if the whole
leverage and the whole capability are worth the same, which is a judgement and not a number in the
ledger: ``worth`` says how much the whole capability is worth in units of the whole leverage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from summitry._checks import MOST_UTILS, choice, number
from summitry._sanctions_figures import Range, share_range
from summitry._sanctions_relief import YARDSTICKS, Relief

PARAMETERS = ("relief", "dismantlement", "snapback", "irreversible")


@dataclass(frozen=True)
class FlipRange:
    """Where the verdict changes, as a range because the other numbers are ranges.

    Attributes
    ----------
    parameter : str
        The number that is moved.
    value : Range or None
        Where given and removed are equal, for the other numbers anywhere in their ranges; None when
        that never happens between 0 and 1.
    sentence : str
        The same in words.
    """

    parameter: str
    value: Range | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Disproportion:
    """Leverage given against capability removed.

    Attributes
    ----------
    relief, dismantlement : Range
        Share of leverage given, and of capability removed.
    snapback, irreversible : Range
        Share of the leverage that comes back after a break, and of the dismantlement that stays.
    worth : float
        Worth of the whole capability in units of the whole leverage.
    yardstick : str
        How the share of leverage was measured.
    """

    relief: Range
    dismantlement: Range
    snapback: Range
    irreversible: Range
    worth: float
    yardstick: str

    @property
    def given(self) -> Range:
        """Share of leverage that is gone for good."""
        low = self.relief.low * (1 - self.snapback.high)
        return Range(low, self.relief.high * (1 - self.snapback.low))

    @property
    def removed(self) -> Range:
        """Share of capability that is gone for good, in units of the whole leverage."""
        low = self.dismantlement.low * self.irreversible.low
        high = self.dismantlement.high * self.irreversible.high
        return Range(self.worth * low, self.worth * high)

    @property
    def ratio(self) -> Range:
        """Given over removed; infinite where nothing may be removed, 0 where nothing is given."""
        return Range(
            _ratio(self.given.low, self.removed.high), _ratio(self.given.high, self.removed.low)
        )

    @property
    def verdict(self) -> str:
        """``more given``, ``less given`` or ``depends``: the ranges overlap."""
        if self.given.low > self.removed.high:
            return "more given"
        return "less given" if self.given.high < self.removed.low else "depends"

    def flip(self, parameter: str = "dismantlement") -> FlipRange:
        """Find the value of one number at which given and removed are equal.

        Parameters
        ----------
        parameter : str
            ``relief``, ``dismantlement``, ``snapback`` or ``irreversible``.

        Returns
        -------
        FlipRange
            Lowest and highest flip point over the ranges of the others; `print` it.

        Raises
        ------
        UnknownNameError
            When there is no such number.
        """
        choice("number in the disproportion", parameter, PARAMETERS)
        points = self._flips(parameter)
        name = _WORDS[parameter]
        # More relief makes the exchange more generous; more of each of the others less so.
        below, above = ("less", "more") if parameter == "relief" else ("more", "less")
        if points.low > 1 or points.high < 0:
            side = below if points.low > 1 else above
            return FlipRange(
                parameter,
                None,
                f"{name.capitalize()}: no share from 0 to 100 % makes it even; {side} leverage is "
                "given than capability removed, whatever it is.",
            )
        value = Range(max(points.low, 0.0), min(points.high, 1.0))
        parts = []
        if points.low > 0:
            parts.append(f"below {value.low:.0%} {below} leverage is given than capability removed")
        if points.high < 1:
            more = "" if parts else " leverage is given than capability removed"
            parts.append(f"above {value.high:.0%} {above}{more}")
        if points.high > points.low:
            where = f"from {value.low:.0%} to {value.high:.0%}"
            parts.append(f"{where} it depends on the other numbers")
        return FlipRange(parameter, value, f"{name.capitalize()}: {'; '.join(parts)}.")

    def _flips(self, parameter: str) -> Range:
        """Flip points for the others at their ends, not yet cut to 0 and 1."""
        if parameter == "relief":
            kept = Range(1 - self.snapback.high, 1 - self.snapback.low)
            return _quotients(self.removed, kept)
        if parameter == "snapback":
            # 1 - sigma = removed / relief
            found = _quotients(self.removed, self.relief)
            return Range(1 - found.high, 1 - found.low)
        other = self.irreversible if parameter == "dismantlement" else self.dismantlement
        scale = Range(self.worth * other.low, self.worth * other.high)
        return _quotients(self.given, scale)

    def sensitivity(self) -> pd.DataFrame:
        """Move one number at a time across its range, the others in the middle of theirs.

        Returns
        -------
        DataFrame
            One row a number, the one that moves the ratio most first: ``number``, ``low``,
            ``high``, ``ratio at low``, ``ratio at high``, ``swing``.
        """
        middle = {name: getattr(self, name).middle for name in PARAMETERS}
        rows = []
        for name in PARAMETERS:
            ends = getattr(self, name)
            ratios = [self._point(**{**middle, name: end}) for end in ends]
            swing = 0.0 if ratios[0] == ratios[1] else abs(ratios[1] - ratios[0])
            rows.append((name, *ends, *ratios, swing))
        columns = ["number", "low", "high", "ratio at low", "ratio at high", "swing"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.sort_values("swing", ascending=False, kind="stable").reset_index(drop=True)

    def _point(
        self, relief: float, dismantlement: float, snapback: float, irreversible: float
    ) -> float:
        return _ratio(relief * (1 - snapback), self.worth * dismantlement * irreversible)

    def table(self) -> pd.DataFrame:
        """Return the ranges behind the verdict.

        Returns
        -------
        DataFrame
            One row a quantity: ``quantity``, ``low``, ``high``, ``flip low``, ``flip high``
            (missing where no value from 0 to 1 flips the verdict).
        """
        rows: list[tuple[object, ...]] = []
        for name in PARAMETERS:
            flip = self.flip(name).value
            ends = (flip.low, flip.high) if flip else (math.nan, math.nan)
            rows.append((_WORDS[name], *getattr(self, name), *ends))
        for name, item in (("given", self.given), ("removed", self.removed), ("ratio", self.ratio)):
            rows.append((name, *item, math.nan, math.nan))
        return pd.DataFrame(rows, columns=["quantity", "low", "high", "flip low", "flip high"])

    def __str__(self) -> str:
        verdicts = {
            "more given": "More leverage is given than capability removed, all over both ranges.",
            "less given": "Less leverage is given than capability removed, all over both ranges.",
            "depends": "The ranges overlap: whether it is too unequal depends on where in them "
            "the truth lies.",
        }
        ends = [f"{end:.2g}" if math.isfinite(end) else "without limit" for end in self.ratio]
        return "\n".join(
            [
                f"Leverage given for good: {self.given.percent()} (by {self.yardstick}). "
                f"Capability removed for good: {self.removed.percent()}.",
                f"Ratio: {' to '.join(dict.fromkeys(ends))}. {verdicts[self.verdict]}",
                str(self.flip("dismantlement")),
                "A ratio of shares is an exchange rate only if the whole leverage is worth "
                f"{self._worth_text()} the whole capability. That is a judgement.",
            ]
        )

    def _worth_text(self) -> str:
        return "as much as" if self.worth == 1 else f"{1 / self.worth:.2g} times"


_WORDS = {
    "relief": "leverage given",
    "dismantlement": "capability removed",
    "snapback": "leverage that comes back after a break",
    "irreversible": "dismantlement that cannot be undone",
}


def _ratio(top: float, bottom: float) -> float:
    if bottom == 0:
        return math.inf if top > 0 else 0.0
    return top / bottom


def _quotients(top: Range, bottom: Range) -> Range:
    return Range(_ratio(top.low, bottom.high), _ratio(top.high, bottom.low))


def disproportion(
    relief_share: float | tuple[float, float] | Relief,
    dismantlement_share: object,
    *,
    snapback: float | tuple[float, float] = 0.0,
    irreversible: float | tuple[float, float] = 1.0,
    worth: float = 1.0,
    by: str = "money",
) -> Disproportion:
    """Set the share of leverage given against the share of capability removed.

    Parameters
    ----------
    relief_share : float, pair of float, Range or Relief
        Share of all leverage that is given, 0 to 1. Of a `Relief` its ``share(by)`` is taken, which
        leaves out arms, finance and US measures, and so is the high side.
    dismantlement_share : float, pair, Range or object with ``removed``
        Share of capability removed, 0 to 1. An object with a number ``removed``, such as
        ``definitions.Production``, or a pair of them, gives that number.
    snapback : float or pair of float
        Share of the leverage that comes back when the deal breaks, 0 to 1.
    irreversible : float or pair of float
        Share of the dismantlement that cannot be undone, 0 to 1.
    worth : float
        Worth of the whole capability in units of the whole leverage, more than 0.
    by : str
        Yardstick for a `Relief`: ``money``, ``measures`` or ``resolutions``.

    Returns
    -------
    Disproportion
        Ratio and flip points; `print` it.

    Raises
    ------
    OutOfRangeError
        When a share is not within 0 and 1, or a pair is out of order.
    UnknownNameError, SummitryError
        When the yardstick is unknown or the basis gives no share.

    Examples
    --------
    >>> found = disproportion((0.5, 0.9), (0.33, 0.8))
    >>> found.verdict
    'depends'
    >>> [round(end, 3) for end in found.flip("dismantlement").value]
    [0.5, 0.9]
    """
    if isinstance(relief_share, Relief):
        given, yardstick = relief_share.share(by), f"{by}, {relief_share.basis.name}"
        yardstick = yardstick if by == "money" else by
    else:
        given, yardstick = share_range("relief_share", relief_share), "the share given"
    worth = number("worth", worth, 0.0, MOST_UTILS, "a finite number, more than 0", open_low=True)
    choice("yardstick", by, YARDSTICKS)
    return Disproportion(
        relief=given,
        dismantlement=share_range("dismantlement_share", _removed(dismantlement_share)),
        snapback=share_range("snapback", snapback),
        irreversible=share_range("irreversible", irreversible),
        worth=worth,
        yardstick=yardstick,
    )


def _removed(value: object) -> object:
    """Read ``removed`` of an object, or of the two ends of a pair, put in order."""
    if isinstance(value, tuple | list) and len(value) == 2:
        ends: list[Any] = [getattr(end, "removed", end) for end in value]
        # A pair of results has no order of its own; a pair of numbers is checked as it stands.
        objects = all(hasattr(end, "removed") for end in value)
        return tuple(sorted(map(float, ends))) if objects else tuple(ends)
    return getattr(value, "removed", value)
