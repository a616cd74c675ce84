"""The stages of a deal as plain data: add, split, join, move, resize and pay them.

A *plan* is a dictionary with three lists of equal length: ``steps`` (shares of the programme, in
per cent), ``payments`` (in points of value to North Korea) and ``names``. Every function returns a
new plan and leaves the old one alone.

Examples
--------
>>> whole = plan([100], [90])
>>> halves = split(whole, 1)
>>> halves["steps"], halves["payments"]
([50, 50], [45, 45])
>>> resize(halves, 1, 30)["steps"]
[30, 70]
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from typing import Any

from summitry.errors import OutOfRangeError, SummitryError

#: The most stages a deal can have here.
MOST_STAGES = 30
#: The smallest step, in per cent of the programme.
LEAST_STEP = 1.0
#: The largest payment, in points.
MOST_PAID = 500.0
#: The longest name of a stage, in letters.
LONGEST_NAME = 40

#: The lists of a plan.
LISTS = ("steps", "payments", "names")

Plan = dict[str, list[Any]]


def plan(
    steps: Sequence[float],
    payments: Sequence[float] | None = None,
    names: Sequence[str] | None = None,
) -> Plan:
    """Check stages and give them in plain form.

    Parameters
    ----------
    steps : sequence of float
        Size of each step in per cent of the programme.
    payments : sequence of float, optional
        One a step, in points; zero each if left out.
    names : sequence of str, optional
        One a step; empty if left out.

    Returns
    -------
    dict
        ``steps``, ``payments`` and ``names``, in plain Python types.

    Raises
    ------
    OutOfRangeError
        When there are too many stages, a step is too small, a payment is negative or too large,
        or all steps together are more than the programme.
    SummitryError
        When the lists do not have the same length.
    """
    count = len(_listed("steps", steps))
    if not 1 <= count <= MOST_STAGES:
        raise OutOfRangeError("the number of stages", count, f"between 1 and {MOST_STAGES}")
    sizes = [
        _amount(f"the step of stage {n}", step, LEAST_STEP, 100.0)
        for n, step in enumerate(steps, start=1)
    ]
    if sum(sizes) > 100 + 1e-4:  # a hair more is rounding
        raise OutOfRangeError("the sum of all steps", tidy(sum(sizes)), "at most 100 per cent")
    paid = [0.0] * count if payments is None else _listed("payments", payments)
    called = [""] * count if names is None else _listed("names", names)
    for what, found in (("payments", paid), ("names", called)):
        if len(found) != count:
            raise SummitryError(f"This deal has {count} steps, but {len(found)} {what}.")
    return {
        "steps": [tidy(size) for size in sizes],
        "payments": [
            tidy(_amount(f"the payment of stage {n}", pay, 0.0, MOST_PAID))
            for n, pay in enumerate(paid, start=1)
        ],
        "names": [_name(name) for name in called],
    }


def changed(old: Mapping[str, Any], lists: Mapping[str, Any]) -> Plan:
    """Put other lists into a plan, and complete what they leave open.

    Parameters
    ----------
    old : dict
        The plan.
    lists : dict
        Some of ``steps``, ``payments`` and ``names``.

    Returns
    -------
    dict
        The new plan. Another number of steps shares out the old sum of the payments, and drops
        the names, where there are no new ones.

    Raises
    ------
    SummitryError
        Where `plan` raises it, and when a step would get more than the largest payment.

    Examples
    --------
    >>> changed(plan([50, 50], [30, 10]), {"steps": [20, 20, 40]})["payments"]
    [10, 10, 20]
    """
    given = {what: _listed(what, values) for what, values in lists.items()}
    steps = given.get("steps", old["steps"])
    if len(steps) == len(old["steps"]):
        return plan(**{**{what: old[what] for what in LISTS}, **given})
    sizes = plan(steps)["steps"]
    if "payments" not in given:
        total = sum(old["payments"])
        given["payments"] = [total * size / sum(sizes) for size in sizes]
        if max(given["payments"]) > MOST_PAID:
            allowed = (
                f"a list that gives no step more than {MOST_PAID:g} of the {tidy(total)} points "
                "that are paid in all, or come with new payments"
            )
            raise OutOfRangeError("steps", steps, allowed)
    return plan(sizes, given["payments"], given.get("names"))


def _listed(what: str, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__iter__"):
        raise OutOfRangeError(what, values, "a list with one entry a stage")
    return list(values)


def _amount(what: str, value: Any, low: float, high: float) -> float:
    allowed = f"between {low:g} and {high:g}"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise OutOfRangeError(what, value, allowed)
    number = float(value)
    if not math.isfinite(number) or not low - 1e-9 <= number <= high + 1e-9:
        raise OutOfRangeError(what, value, allowed)
    return min(max(number, low), high)


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise OutOfRangeError("the name of a stage", value, "a text")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[
        :LONGEST_NAME
    ]


def tidy(value: float) -> float:
    """Write a number without the dust of binary fractions.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float
        The same, a whole number where it is one.

    Examples
    --------
    >>> tidy(0.1 + 0.2), tidy(35.00000000001)
    (0.3, 35)
    """
    rounded = round(float(value), 6)
    return int(rounded) if rounded.is_integer() else rounded


def _place(old: Mapping[str, Any], stage: Any) -> int:
    """Turn the number of a stage into its place in the lists."""
    count = len(old["steps"])
    whole = isinstance(stage, numbers.Integral) and not isinstance(stage, bool)
    if not whole or not 1 <= int(stage) <= count:
        allowed = "1, the only one" if count == 1 else f"between 1 and {count}"
        raise OutOfRangeError("the stage", stage, allowed)
    return int(stage) - 1


def _rows(old: Mapping[str, Any]) -> list[tuple[float, float, str]]:
    return list(zip(old["steps"], old["payments"], old["names"], strict=True))


def _from(rows: Sequence[tuple[float, float, str]]) -> Plan:
    steps, payments, names = zip(*rows, strict=True)
    return plan(steps, payments, names)


def rest(old: Mapping[str, Any]) -> float:
    """Give the share of the programme that no stage covers.

    Parameters
    ----------
    old : dict
        The plan.

    Returns
    -------
    float
        Per cent.
    """
    return max(tidy(100 - sum(old["steps"])), 0)


def equal(old: Mapping[str, Any], count: int) -> Plan:
    """Cut the same share of the programme into equal steps, with equal payments.

    Parameters
    ----------
    old : dict
        The plan.
    count : int
        Number of stages.

    Returns
    -------
    dict
        The new plan; the sums of steps and of payments stay.
    """
    if (
        isinstance(count, bool)
        or not isinstance(count, numbers.Integral)
        or not 1 <= count <= MOST_STAGES
    ):
        allowed = f"a whole number between 1 and {MOST_STAGES}"
        raise OutOfRangeError("the number of stages", count, allowed)
    number = int(count)
    covered = sum(old["steps"])
    if covered / number < LEAST_STEP:
        raise SummitryError(
            f"{covered:g} per cent of the programme cannot be cut into {number} steps: "
            f"each needs at least {LEAST_STEP:g} per cent."
        )
    return plan([covered / number] * number, [sum(old["payments"]) / number] * number)


def split(old: Mapping[str, Any], stage: int) -> Plan:
    """Cut one stage in two halves, with half of its payment each.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the stage, from 1.

    Returns
    -------
    dict
        The new plan.
    """
    at, rows = _place(old, stage), _rows(old)
    step, paid, name = rows[at]
    _room_for_one(rows)
    if step < 2 * LEAST_STEP:
        raise SummitryError(
            f"Stage {stage} is {step:g} per cent of the programme, too small to split: "
            f"each part needs at least {LEAST_STEP:g} per cent."
        )
    parts = [(step / 2, paid / 2, f"{name} ({part})" if name else "") for part in (1, 2)]
    return _from([*rows[:at], *parts, *rows[at + 1 :]])


def add(old: Mapping[str, Any], stage: int) -> Plan:
    """Put a new stage behind one: out of what is not yet in the deal, or else half of that stage.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the stage, from 1.

    Returns
    -------
    dict
        The new plan; the new stage pays nothing yet if it takes what was left over.
    """
    at, rows = _place(old, stage), _rows(old)
    left = rest(old)
    if left < LEAST_STEP:
        return split(old, stage)
    _room_for_one(rows)
    return _from([*rows[: at + 1], (left, 0.0, ""), *rows[at + 1 :]])


def _room_for_one(rows: Sequence[Any]) -> None:
    if len(rows) >= MOST_STAGES:
        raise SummitryError(f"A deal has at most {MOST_STAGES} stages here; join two first.")


def remove(old: Mapping[str, Any], stage: int) -> Plan:
    """Take one stage out of the deal; its part of the programme stays as it is.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the stage, from 1.

    Returns
    -------
    dict
        The new plan.
    """
    at, rows = _place(old, stage), _rows(old)
    if len(rows) == 1:
        raise SummitryError("This is the only stage; a deal needs at least one.")
    return _from([*rows[:at], *rows[at + 1 :]])


def join(old: Mapping[str, Any], stage: int) -> Plan:
    """Make one stage out of a stage and the next one.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the first of the two, from 1.

    Returns
    -------
    dict
        The new plan; steps and payments are added up.
    """
    at, rows = _place(old, stage), _rows(old)
    if at + 1 == len(rows):
        raise SummitryError(f"Stage {stage} is the last one; there is no next stage to join.")
    (step, paid, name), (more, most, other) = rows[at : at + 2]
    both = (step + more, paid + most, name if name == other else name or other)
    return _from([*rows[:at], both, *rows[at + 2 :]])


def move(old: Mapping[str, Any], stage: int, to: int) -> Plan:
    """Move one stage to another place in the order.

    Parameters
    ----------
    old : dict
        The plan.
    stage, to : int
        Its number now, and the number it is to have.

    Returns
    -------
    dict
        The new plan; a stage takes its step, its payment and its name with it.
    """
    start, end, rows = _place(old, stage), _place(old, to), _rows(old)
    row = rows.pop(start)
    rows.insert(end, row)
    return _from(rows)


def resize(old: Mapping[str, Any], stage: int, step: float) -> Plan:
    """Move the cut at the end of a stage: what it gains the next stage loses.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the stage, from 1. The last stage takes from, or leaves to, what is not in the
        deal.
    step : float
        Its new size in per cent of the programme; kept inside what there is to share.

    Returns
    -------
    dict
        The new plan.
    """
    at, rows = _place(old, stage), _rows(old)
    wished = _amount(f"the step of stage {stage}", step, 0.0, 100.0)
    size, paid, name = rows[at]
    last = at + 1 == len(rows)
    most = size + (rest(old) if last else rows[at + 1][0] - LEAST_STEP)
    new = min(max(wished, LEAST_STEP), most)
    rows[at] = (new, paid, name)
    if not last:
        after, more, other = rows[at + 1]
        rows[at + 1] = (after + size - new, more, other)
    return _from(rows)


def pay(old: Mapping[str, Any], stage: int, amount: float) -> Plan:
    """Change the payment of one stage.

    Parameters
    ----------
    old : dict
        The plan.
    stage : int
        Number of the stage, from 1.
    amount : float
        Points, zero or more.

    Returns
    -------
    dict
        The new plan.
    """
    at, rows = _place(old, stage), _rows(old)
    rows[at] = (rows[at][0], amount, rows[at][2])
    return _from(rows)
