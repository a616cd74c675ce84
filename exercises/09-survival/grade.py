"""Variants and key: a schedule on the calendar of elections, with a chance from few cases."""

import datetime as dt
from typing import Any

import numpy as np

from summitry import politics

#: Every variant: several days on the way, dividing by four miscounts, the goal is not reached.
TRAP = ("two days or more", "dividing by four miscounts", "the goal needs a smaller chance")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    day = dt.date(int(random.integers(2022, 2034)), int(random.integers(1, 13)), 1)
    return {
        "start": day.isoformat(),
        "stages": int(random.integers(4, 10)),
        "length": int(random.integers(5, 10)) / 4,
        "change": int(random.integers(50, 81)),
        "left": int(random.integers(1, 5)),
        "cases": int(random.integers(8, 21)),
        "goal": 5 * int(random.integers(13, 19)),
    }


def _plan(given: dict[str, Any], drop: float) -> politics.Survival:
    lengths = [given["length"]] * given["stages"]
    return politics.survival(given["start"], lengths, change=given["change"] / 100, drop=drop)


def _elections(given: dict[str, Any], plan: politics.Survival) -> int:
    """Count the election days on the way: early in November, in the year before."""
    start, end = dt.date.fromisoformat(given["start"]), plan.ends[-1]
    years = range(start.year - 1, end.year + 1)
    return sum(start < dt.date(year, 11, 5) <= end for year in years if year % 4 == 0)


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    plan = _plan(given, given["left"] / given["cases"])
    high = politics.wilson(given["left"], given["cases"])[1]
    days = sum(plan.crossed)
    goal = given["goal"] / 100
    return {
        "q1": days,
        "q2": 100 * plan.chances[-1],
        "q3": 100 * _plan(given, high).chances[-1],
        "q4": 100 * (1 - goal ** (1 / max(days, 1))) / (given["change"] / 100),
        "q5": 100 * (1 - goal ** (1 / max(4 * days, 1))),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    share = given["left"] / given["cases"]
    plan = _plan(given, share)
    days, years = sum(plan.crossed), given["stages"] * given["length"]
    # An end on an inauguration day itself would be a quarrel about hours.
    start = dt.date.fromisoformat(given["start"])
    near = politics.inaugurations(start, plan.ends[-1] + dt.timedelta(days=20))
    ends_clear = len(near) == days and not (plan.ends[-1].month == 1 and plan.ends[-1].day > 10)
    small = 0.08 <= share <= 0.35
    flip = (1 - (given["goal"] / 100) ** (1 / max(days, 1))) / (given["change"] / 100)
    return (
        TRAP[0] if days >= 2 and ends_clear and small else "",
        TRAP[1] if int(years // 4) != days else "",
        TRAP[2] if flip < share - 0.02 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    left, cases, change = given["left"], given["cases"], given["change"] / 100
    share = left / cases
    plan = _plan(given, share)
    days = sum(plan.crossed)
    right = solve(given)
    low, high = politics.wilson(left, cases)
    plain = min(share + 1.96 * (share * (1 - share) / cases) ** 0.5, 1.0)
    goal = given["goal"] / 100
    elections = _elections(given, plan)

    def alive(once: float, count: int = days) -> float:
        return 100 * (1 - once) ** count

    flip, yearly = right["q4"], right["q5"]
    added = 100 * (1 - change * share * days)
    return {
        "q1": {
            "years-by-four": int(given["stages"] * given["length"] // 4),
            "election-days": elections if elections != days else None,
        },
        "q2": {
            "change-forgotten": alive(share),
            "each-stage": alive(change * share, given["stages"]),
            "one-day-only": alive(change * share, 1),
            "chances-added": _if_apart(added, right["q2"], 0.3),
        },
        "q3": {
            "other-end": 100 * _plan(given, low).chances[-1],
            "share-is-chance": right["q2"],
            "change-forgotten": alive(high),
            "plain-interval": _if_apart(alive(change * plain), right["q3"], 0.3),
        },
        "q4": {
            "change-forgotten": 100 * (1 - goal ** (1 / days)),
            "one-day-only": 100 * (1 - goal) / change,
            "distance": 100 * share - flip,
            "chances-added": _if_apart(100 * (1 - goal) / (change * days), flip, 0.3),
        },
        "q5": {
            "change-forgotten": 100 * (1 - (1 - flip / 100) ** 0.25),
            "term-for-year": 100 * (1 - goal ** (1 / days)),
            "divided-by-four": _if_apart(100 * (1 - goal ** (1 / days)) / 4, yearly, 0.02),
        },
    }


def _if_apart(wrong: float, right: float, tolerance: float) -> float | None:
    """Leave out a wrong answer that happens to lie close to the right one."""
    return wrong if wrong > 0 and abs(wrong - right) > 4 * tolerance else None
