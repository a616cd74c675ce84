"""What "denuclearisation" covers, and what closing Nyongbyon would remove.

Two small models.

*Definitions.* Each text or speaker is read component by component: warheads, fissile material,
production and so on are `included`, `excluded`, `silent` (not in the text seen), `ambiguous` or
`conditional`. Two definitions overlap by the Jaccard index of what they include::

    J(A, B) = (components in both) / (components in either)

Only `included` counts at first. Ambiguous and conditional cells can be read either way, so the
index has bounds: the lowest and the highest value over all readings.

*Stock and flow.* An arsenal has a stock (weapons and material held) and a flow (what the plants
add each year). Closing Nyongbyon leaves the stock as it is and removes a share of the flow. With
plutonium worth ``a`` weapons a year (all of it at Nyongbyon), uranium worth ``u`` at Nyongbyon,
and ``k`` times as much enrichment elsewhere as there::

    share of the flow removed = (a + u) / (a + u + k u)

Sources: the table of definitions and the facilities of the ledger; the coding of the cells and the
numbers of the second model are readings and assumptions, not data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from summitry import facts
from summitry._checks import MOST_UTILS, choice, flag, number, numbers, texts, utils
from summitry._flip import Flip
from summitry.errors import OutOfRangeError

Array = npt.NDArray[np.float64]

#: The components, in the order of the ledger's table.
COMPONENTS = (
    "warheads",
    "fissile_material",
    "production",
    "undeclared_sites",
    "delivery",
    "cbw",
    "declaration",
    "verification",
    "transfer_abroad",
    "testing",
    "us_umbrella",
)
#: What a cell can say.
READINGS = ("included", "excluded", "silent", "ambiguous", "conditional")
#: Cells that can be read either way.
OPEN_READINGS = ("ambiguous", "conditional")


def matrix() -> pd.DataFrame:
    """Read the definitions as a matrix.

    Returns
    -------
    DataFrame
        One row a definition (index: its id), one column a component; cells are `READINGS`.
    """
    frame = facts.load("definitions").set_index("id")
    return frame[list(COMPONENTS)]


@dataclass(frozen=True)
class Overlap:
    """How far two definitions cover the same.

    Attributes
    ----------
    first, second : str
        Ids of the definitions.
    both, either : tuple of str
        Components that both include for certain, and that at least one does.
    index : float
        Jaccard index of the certain inclusions, 0 to 1; NaN when neither includes anything.
    low, high : float
        The index when the open cells are read so as to part, and so as to join the two.
    """

    first: str
    second: str
    both: tuple[str, ...]
    either: tuple[str, ...]
    index: float
    low: float
    high: float

    def table(self) -> pd.DataFrame:
        """Return the two readings side by side.

        Returns
        -------
        DataFrame
            One row a component: the two cells.
        """
        return matrix().loc[[self.first, self.second]].T.rename_axis("component").reset_index()

    def __str__(self) -> str:
        def name(identifier: str) -> str:
            return str(facts.row(identifier).values["who"])

        pair = f"{name(self.first)} and {name(self.second)}"
        if math.isnan(self.index):
            sure = f"{pair} include nothing for certain, so that nothing can be compared"
        else:
            sure = (
                f"{pair} share {len(self.both)} of the {len(self.either)} parts that either "
                f"includes for certain (overlap {self.index:.0%})"
            )
        return (
            f"{sure}. The open parts can be read either way: then the overlap lies between "
            f"{self.low:.0%} and {self.high:.0%}."
        )


def overlap(first: str, second: str, *, silent_is_open: bool = False) -> Overlap:
    """Compare two definitions.

    Parameters
    ----------
    first, second : str
        Ids of the ledger's table, for example ``"DEF-HANOI-P"``.
    silent_is_open : bool
        Whether silence too can be read either way; else a silent text does not include.

    Returns
    -------
    Overlap
        Index and bounds; `print` it.

    Raises
    ------
    UnknownNameError
        When there is no such definition.
    """
    frame = matrix()
    for identifier in (first, second):
        choice("definition", identifier, frame.index)
    silent_is_open = flag("silent_is_open", silent_is_open)
    free = (*OPEN_READINGS, "silent") if silent_is_open else OPEN_READINGS
    both, either = [], []
    # Numerator and denominator of the index when the open cells part and when they join.
    parted, joined = [0, 0], [0, 0]
    for component in COMPONENTS:
        cells = (frame.at[first, component], frame.at[second, component])
        sure = [cell == "included" for cell in cells]
        can = [cell == "included" or cell in free for cell in cells]
        if any(sure):
            either.append(component)
        if all(sure):
            both.append(component)
        # To part them: one includes what the other leaves out, wherever a reading allows it.
        parted[0] += all(sure)
        parted[1] += any(can)
        # To join them: both include where both can; else nobody does, if a reading allows it.
        joined[0] += all(can)
        joined[1] += all(can) or any(sure)
    return Overlap(
        first,
        second,
        tuple(both),
        tuple(either),
        len(both) / len(either) if either else math.nan,
        parted[0] / parted[1] if parted[1] else 0.0,
        joined[0] / joined[1] if joined[1] else 0.0,
    )


def overlaps(identifiers: Sequence[str] | None = None) -> pd.DataFrame:
    """Compare several definitions pair by pair.

    Parameters
    ----------
    identifiers : sequence of str, optional
        Which definitions; all by default.

    Returns
    -------
    DataFrame
        Square table of the index; rows and columns are ids.

    Raises
    ------
    UnknownNameError
        When there is no such definition.
    """
    chosen = list(matrix().index) if identifiers is None else texts("identifiers", identifiers)
    values = [[overlap(one, two).index for two in chosen] for one in chosen]
    return pd.DataFrame(values, index=chosen, columns=chosen)


@dataclass(frozen=True)
class Production:
    """Stock and flow of an arsenal, in weapons' worth of material.

    Parameters
    ----------
    plutonium : float
        ``a``, weapons' worth of plutonium a year, all of it made at Nyongbyon. The press figure
        of 2019 is about one (ledger row F27).
    uranium : float
        ``u``, weapons' worth of enriched uranium a year made at Nyongbyon.
    hidden : float
        ``k``, enrichment elsewhere as a multiple of Nyongbyon's. Reports range from none to twice
        (ledger row F12); the true value is not publicly known.
    stock : float
        Weapons' worth held at the start.

    Raises
    ------
    OutOfRangeError
        When a number is negative, infinite or not a number.

    Examples
    --------
    >>> round(Production(plutonium=1, uranium=2, hidden=2).removed, 3)
    0.429
    """

    plutonium: float = 1.0
    uranium: float = 3.0
    hidden: float = 1.0
    stock: float = 25.0

    def __post_init__(self) -> None:
        for name in ("plutonium", "uranium", "hidden", "stock"):
            object.__setattr__(self, name, utils(name, getattr(self, name), 0.0))

    @property
    def at_nyongbyon(self) -> float:
        """Weapons' worth a year made at Nyongbyon."""
        return self.plutonium + self.uranium

    @property
    def elsewhere(self) -> float:
        """Weapons' worth a year made elsewhere."""
        return self.hidden * self.uranium

    @property
    def removed(self) -> float:
        """Share of the yearly flow that closing Nyongbyon removes, 0 to 1; NaN without a flow."""
        total = self.at_nyongbyon + self.elsewhere
        return self.at_nyongbyon / total if total else math.nan

    @property
    def uranium_removed(self) -> float:
        """Share of the enrichment that closing Nyongbyon removes, ``1 / (1 + k)``."""
        return 1.0 / (1.0 + self.hidden)

    @property
    def stock_removed(self) -> float:
        """Share of the stock that closing Nyongbyon removes: none."""
        return 0.0

    def arsenal(self, years: Sequence[float] | Array, *, closed: bool) -> Array:
        """Project the stock.

        Parameters
        ----------
        years : array_like
            Years from the start, zero or more.
        closed : bool
            Whether Nyongbyon is closed from the start.

        Returns
        -------
        ndarray
            Weapons' worth held after each number of years.

        Raises
        ------
        OutOfRangeError
            When a year is negative or not a number.
        """
        closed = flag("closed", closed)
        elapsed = numbers(years)
        if elapsed is None or not ((elapsed >= 0) & (elapsed <= MOST_UTILS)).all():
            raise OutOfRangeError("years", years, f"numbers from 0 to {MOST_UTILS:g}")
        flow = self.elsewhere if closed else self.at_nyongbyon + self.elsewhere
        return self.stock + flow * elapsed

    def flip(self, parameter: str = "hidden", share: float = 0.5) -> Flip:
        """Find the value of one parameter at which the closure removes a given share of the flow.

        From the formula of the removed share: ``k* = (a + u) / u * (1 / share - 1)``, and the same
        solved for ``a`` or ``u``.

        Parameters
        ----------
        parameter : {"hidden", "plutonium", "uranium", "stock"}
            Which one to move. The stock never matters: the closure removes none of it.
        share : float
            The share of the flow, more than 0 and less than 1.

        Returns
        -------
        Flip
            The value; None when no allowed value reaches the share.

        Raises
        ------
        OutOfRangeError
            When the share is out of range.
        UnknownNameError
            When there is no such parameter.
        """
        names = ("hidden", "plutonium", "uranium", "stock")
        choice("parameter to flip", parameter, names)
        level = number("share", share, 0.0, 1.0, open_low=True, open_high=True)
        a, u, k = self.plutonium, self.uranium, self.hidden
        value: float | None = None
        if parameter == "hidden" and u > 0:
            value = (a + u) / u * (1 / level - 1)
        elif parameter == "plutonium":
            value = k * u * level / (1 - level) - u
        elif parameter == "uranium":
            excess = level * k - (1 - level)
            value = a * (1 - level) / excess if excess > 0 else None
        now = float(getattr(self, parameter))
        more = f"the closure removes more than {level:.0%} of the flow"
        less = f"the closure removes less than {level:.0%} of the flow"
        if value is None or value <= 0 or not math.isfinite(value):
            here = less if self.removed < level else more
            text = f"No value of {parameter} brings the removed share of the flow to {level:.0%}."
            return Flip(parameter, None, now, here, here, text)
        below, above = (less, more) if parameter == "plutonium" else (more, less)
        text = (
            f"The closure removes {level:.0%} of the flow when {parameter} is {value:.4g} (it is "
            f"{now:g}). Below it, {below}; above it, {above}."
        )
        return Flip(parameter, value, now, below, above, text)

    def table(self, years: Sequence[float] = (0, 2, 4, 6, 8, 10)) -> pd.DataFrame:
        """Return the projection as a table.

        Parameters
        ----------
        years : sequence of float
            Years from the start.

        Returns
        -------
        DataFrame
            One row a year: weapons' worth with Nyongbyon open and closed.
        """
        if np.ndim(self.arsenal(years, closed=False)) != 1:
            raise OutOfRangeError("years", years, f"a list of numbers from 0 to {MOST_UTILS:g}")
        return pd.DataFrame(
            {
                "year": list(years),
                "Nyongbyon open": self.arsenal(years, closed=False),
                "Nyongbyon closed": self.arsenal(years, closed=True),
            }
        )

    def __str__(self) -> str:
        if math.isnan(self.removed):
            return "No plant adds anything, so that closing Nyongbyon removes nothing."
        text = (
            f"Closing Nyongbyon removes none of the stock ({self.stock:g} weapons' worth) and "
            f"{self.removed:.0%} of the yearly flow, if enrichment elsewhere is {self.hidden:g} "
            "times Nyongbyon's."
        )
        half = self.flip().value
        if half is None:  # no uranium at Nyongbyon, so that its multiple is nothing either
            return text
        return f"{text} At least half of the flow goes if it is at most {half:.2g} times."
