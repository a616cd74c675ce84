"""What lies on the table: items that one side can give, with what they cost and are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from summitry._checks import FloatArray, choice, flag, instance, number, texts, utils, whole
from summitry.errors import OutOfRangeError

SIDES = ("US", "DPRK")
KINDS = ("denuclearisation", "economic", "security", "verification")


@dataclass(frozen=True)
class Range:
    """A number that nobody knows exactly: lowest, most likely and highest value.

    Parameters
    ----------
    low, mode, high : float
        Finite, at most 1e12 in size, in rising order.

    Raises
    ------
    OutOfRangeError
        For numbers that are not finite or not in order.

    Examples
    --------
    >>> print(Range(1, 2, 4))
    2 (1 to 4)
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            object.__setattr__(self, name, utils(name, getattr(self, name)))
        if not self.low <= self.mode <= self.high:
            raise OutOfRangeError(
                "(low, mode, high)", (self.low, self.mode, self.high), "in rising order"
            )

    @classmethod
    def of(cls, value: Any, parameter: str = "value", lowest: float | None = None) -> Range:
        """Read a number, or three of them.

        Parameters
        ----------
        value : float, sequence of three floats, or Range
            One number means no doubt about it.
        parameter : str
            The name used in an error.
        lowest : float, optional
            Smallest value allowed.

        Returns
        -------
        Range
            The range.
        """
        if isinstance(value, Range):
            result = value
        else:
            try:
                parts = tuple(value)
            except TypeError:
                parts = (value,) * 3
            if len(parts) != 3 or isinstance(value, (str, bytes)):
                raise OutOfRangeError(parameter, value, "one number, or (low, mode, high)")
            low, mode, high = (utils(parameter, part) for part in parts)
            if not low <= mode <= high:
                raise OutOfRangeError(
                    f"(low, mode, high) of {parameter}", (low, mode, high), "in rising order"
                )
            result = cls(low, mode, high)
        if lowest is not None:
            number(parameter, result.low, number("lowest", lowest))
        return result

    def draw(self, rng: np.random.Generator, size: int) -> FloatArray:
        """Draw values from the triangular distribution on this range.

        Parameters
        ----------
        rng : numpy.random.Generator
            Source of randomness.
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            The draws; the value itself, so many times, where there is no doubt.
        """
        instance("rng", rng, np.random.Generator, "a numpy random generator")
        size = whole("size", size, 0, 100_000_000)
        if self.low == self.high:
            return np.full(size, self.mode)
        return rng.triangular(self.low, self.mode, self.high, size)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.mode:g}"
        return f"{self.mode:g} ({self.low:g} to {self.high:g})"


@dataclass(frozen=True)
class Item:
    """Something that one side can give to the other.

    Parameters
    ----------
    id : str
        Short name, unique in a negotiation.
    side : {"US", "DPRK"}
        Who gives it.
    name : str
        What it is, in words; the id when left out.
    kind : {"denuclearisation", "economic", "security", "verification"}
        What sort of thing it is.
    cost : float or (low, mode, high)
        What giving it costs the giver, in the giver's utils; 0 or more.
    value : float or (low, mode, high)
        What it is worth to the receiver, in the receiver's utils; 0 or more.
    reversible : bool
        Whether it can be taken back.
    facts : tuple of str
        Ids of ledger rows that say it was on the table.
    reason : str
        Why these numbers.

    Raises
    ------
    OutOfRangeError, UnknownNameError
        For a negative or missing number, or an unknown side or kind.
    """

    id: str
    side: str
    name: str = ""
    kind: str = "economic"
    cost: Range = Range(0.0, 0.0, 0.0)
    value: Range = Range(0.0, 0.0, 0.0)
    reversible: bool = True
    facts: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise OutOfRangeError("id", self.id, "a name of at least one letter")
        choice("side", self.side, SIDES)
        choice("kind of item", self.kind, KINDS)
        for name in ("name", "reason"):
            instance(f"{name} of {self.id!r}", getattr(self, name), str, "a text")
        flag(f"reversible of {self.id!r}", self.reversible)
        for name in ("cost", "value"):
            label = f"{name} of {self.id!r}"
            object.__setattr__(self, name, Range.of(getattr(self, name), label, 0.0))
        object.__setattr__(self, "name", self.name or self.id)
        object.__setattr__(self, "facts", texts(f"facts of {self.id!r}", self.facts))

    @property
    def receiver(self) -> str:
        """The side that gets the item.

        Returns
        -------
        str
            "US" or "DPRK".
        """
        return SIDES[1 - SIDES.index(self.side)]

    def __str__(self) -> str:
        return (
            f"{self.name}: given by the {self.side}, costs it {self.cost}, "
            f"worth {self.value} to the {self.receiver}."
        )
