"""Checks on what a caller hands to a model: each names the parameter, the value and the range."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from summitry.errors import OutOfRangeError, UnknownNameError, shown

FloatArray = NDArray[np.float64]

#: The largest number of utils: sums of larger ones would lose all smaller ones.
MOST_UTILS = 1e12


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
    result = plain(value)
    if result is None:
        raise OutOfRangeError(parameter, value, words)
    too_low = result <= low if open_low else result < low
    too_high = result >= high if open_high else result > high
    if not math.isfinite(result) or too_low or too_high:
        raise OutOfRangeError(parameter, value, words)
    return result


def plain(value: object) -> float | None:
    """Return one number as a float, or None when it is no number.

    Text, True and False, and a list or array that happens to hold one number do not count.

    Parameters
    ----------
    value : object
        What was given.

    Returns
    -------
    float or None
        The number; it may be infinite or NaN.
    """
    if isinstance(value, str | bytes | bool | np.bool_) or getattr(value, "ndim", 0) != 0:
        return None
    if value is np.ma.masked:
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def utils(parameter: str, value: object, low: float = -MOST_UTILS) -> float:
    """Return `value` as a number of utils, at least `low` and at most `MOST_UTILS` in size.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given.
    low : float
        Smallest allowed value.

    Returns
    -------
    float
        The value.
    """
    least = "a finite number" if low == -MOST_UTILS else f"a number of {low:g} or more"
    words = f"{least}, at most {MOST_UTILS:g} in size"
    return number(parameter, value, low, MOST_UTILS, words)


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
    result = numbers(values)
    if result is None:
        raise OutOfRangeError(parameter, values, allowed)
    bad = ~np.isfinite(result)
    if bad.any():
        raise OutOfRangeError(parameter, float(result[bad][0]), allowed)
    return result


def numbers(values: object) -> FloatArray | None:
    """Return `values` as an array of floats, or None when something in them is no number.

    Parameters
    ----------
    values : object
        A number, or a list, tuple, array or pandas object of numbers.

    Returns
    -------
    numpy.ndarray or None
        A new array. A masked entry is NaN.
    """
    try:
        if isinstance(values, np.ma.MaskedArray):
            return np.asarray(np.ma.filled(values.astype(np.float64), math.nan))
        raw = np.asarray(values)
        if raw.dtype.kind in "iuf":
            # A list may mix True with numbers; numpy would read it as 1.
            if isinstance(values, list | tuple) and _holds_a_flag(values):
                return None
            return raw.astype(np.float64)
        if raw.dtype.kind == "O":
            found = [plain(value) for value in raw.ravel().tolist()]
            if all(value is not None for value in found):
                return np.array(found, dtype=np.float64).reshape(raw.shape)
    except (TypeError, ValueError, OverflowError):
        pass
    return None


def _holds_a_flag(values: object) -> bool:
    if isinstance(values, list | tuple):
        return any(_holds_a_flag(value) for value in values)
    return isinstance(values, bool | np.bool_)


def choice(kind: str, name: object, known: Iterable[str]) -> str:
    """Return `name` when it is one of the known names.

    Parameters
    ----------
    kind : str
        What is asked for, in words.
    name : object
        What was given.
    known : iterable of str
        The names that exist.

    Returns
    -------
    str
        The name.
    """
    names = list(known)
    if not isinstance(name, str) or name not in names:
        raise UnknownNameError(kind, name, names)
    return name


def as_text(value: object) -> str:
    """Return a text as it is, and anything else as it is shown in a message.

    Parameters
    ----------
    value : object
        What was given as a name.

    Returns
    -------
    str
        Its text.
    """
    return value if isinstance(value, str) else shown(value)


def flag(parameter: str, value: object) -> bool:
    """Return `value` as True or False; a text such as "no" is neither.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given.

    Returns
    -------
    bool
        The value.
    """
    if not isinstance(value, bool | np.bool_):
        raise OutOfRangeError(parameter, value, "True or False")
    return bool(value)


def texts(parameter: str, values: object) -> tuple[str, ...]:
    """Return a list of texts as a tuple.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    values : object
        What was given.

    Returns
    -------
    tuple of str
        The texts.
    """
    words = "a list of texts"
    found = entries(parameter, values, words)
    if not all(isinstance(value, str) for value in found):
        raise OutOfRangeError(parameter, values, words)
    return found


def entries(parameter: str, values: object, allowed: str) -> tuple[Any, ...]:
    """Return the entries of a list, tuple, array or other collection; a text is none.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    values : object
        What was given.
    allowed : str
        What is expected, in words.

    Returns
    -------
    tuple
        The entries.
    """
    try:
        if not isinstance(values, str | bytes):
            return tuple(values)  # type: ignore[arg-type]
    except TypeError:  # a number, or an array without entries
        pass
    raise OutOfRangeError(parameter, values, allowed)


def instance(parameter: str, value: object, kind: type, allowed: str) -> Any:
    """Return `value` when it is of a kind.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : object
        What was given.
    kind : type
        The kind.
    allowed : str
        The same in words.

    Returns
    -------
    object
        The value.
    """
    if not isinstance(value, kind):
        raise OutOfRangeError(parameter, value, allowed)
    return value


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
