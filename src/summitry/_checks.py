"""Checks on what a caller hands to a model: each names the parameter, the value and the range."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from summitry.errors import OutOfRangeError

FloatArray = NDArray[np.float64]


def number(
    parameter: str,
    value: object,
    low: float = -math.inf,
    high: float = math.inf,
    allowed: str | None = None,
    *,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """Return `value` as a float, or say which range it misses.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given; must be one finite number.
    low, high : float
        Ends of the allowed range.
    allowed : str, optional
        The range in words; made from `low` and `high` when left out.
    open_low, open_high : bool
        Whether an end itself is forbidden.

    Returns
    -------
    float
        The value.
    """
    words = allowed or _range_in_words(low, high, open_low, open_high)
    if isinstance(value, (str, bytes, bool, np.bool_)) or value is None:
        raise OutOfRangeError(parameter, value, words)
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise OutOfRangeError(parameter, value, words) from None
    too_low = result <= low if open_low else result < low
    too_high = result >= high if open_high else result > high
    if not math.isfinite(result) or too_low or too_high:
        raise OutOfRangeError(parameter, value, words)
    return result


def probability(parameter: str, value: object) -> float:
    """Return `value` as a probability.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given.

    Returns
    -------
    float
        A number between 0 and 1.
    """
    return number(parameter, value, 0.0, 1.0, "a probability between 0 and 1")


def whole(parameter: str, value: object, low: int, high: int | None = None) -> int:
    """Return `value` as a whole number of at least `low` (and at most `high`).

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given.
    low : int
        Smallest allowed value.
    high : int, optional
        Largest allowed value.

    Returns
    -------
    int
        The value.
    """
    words = (
        f"a whole number of {low} or more"
        if high is None
        else (f"a whole number between {low} and {high}")
    )
    top = math.inf if high is None else float(high)
    result = number(parameter, value, float(low), top, words)
    if result != int(result):
        raise OutOfRangeError(parameter, value, words)
    return int(result)


def array(parameter: str, values: ArrayLike, allowed: str = "finite numbers") -> FloatArray:
    """Return `values` as an array of finite numbers.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    values : array_like
        What was given.
    allowed : str
        What is expected, in words.

    Returns
    -------
    numpy.ndarray
        The numbers, as floats.
    """
    try:
        result = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise OutOfRangeError(parameter, values, allowed) from None
    bad = ~np.isfinite(result)
    if bad.any():
        raise OutOfRangeError(parameter, float(result[bad][0]), allowed)
    return result


def same_length(parameter: str, values: Sequence[object], other: str, length: int) -> None:
    """Complain unless `values` has `length` entries.

    Parameters
    ----------
    parameter : str
        The name of the list that is checked.
    values : sequence
        The list.
    other : str
        The name of the list it must match.
    length : int
        How long that one is.
    """
    if len(values) != length:
        raise OutOfRangeError(
            f"the length of {parameter}", len(values), f"{length}, the length of {other}"
        )


def _range_in_words(low: float, high: float, open_low: bool, open_high: bool) -> str:
    if low == -math.inf and high == math.inf:
        return "a finite number"
    if high == math.inf:
        return f"a number above {low:g}" if open_low else f"a number of {low:g} or more"
    if low == -math.inf:
        return f"a number below {high:g}" if open_high else f"a number of {high:g} or less"
    left = "above" if open_low else "from"
    right = "and below" if open_high else "to"
    return f"a number {left} {low:g} {right} {high:g}"
