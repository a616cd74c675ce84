"""Variants and key: the best number of stages, between temptation and elections."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry import politics
from summitry.charts.survival import MOST, signed
from summitry.deal import StagedDeal, _slack

#: Every variant: the numbers that cross fewest days are too tempting; the next ones are not.
TRAP = ("few stages are too tempting", "the calendar ends the next ones", "some have enough spare")
#: Months between two inauguration days.
TERM = 48


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    given = {
        "month": int(random.integers(0, 48)),
        "years": int(random.integers(5, 17)) / 2,
        "pause": int(random.integers(4, 12)),
        "drop": int(random.integers(30, 66)),
        "change": int(random.integers(55, 86)),
        "wanted": 0,
    }
    groups = _groups(given)
    if groups is not None:
        low = int(np.ceil(max(_spare(given, groups[0][-1]) + 0.4, 2.0)))
        high = int(np.floor(min(_spare(given, groups[1][-1]) - 0.9, 12.0))) if low <= 12 else 0
        if low <= high:
            given["wanted"] = int(random.integers(low, high + 1))
    return given


def _groups(given: dict[str, Any]) -> tuple[range, range] | None:
    """Give the numbers of stages that cross fewest days, and those that cross one day more.

    None when the two are not of a size to be worth a question.
    """
    ends = [given["month"] + 12 * given["years"] + n * given["pause"] for n in range(1, MOST + 1)]
    if any(end % TERM == 0 for end in ends):
        return None  # it would end on an inauguration day, give or take a day
    crossed = [int(end // TERM) for end in ends]
    few, next_ones = crossed.count(crossed[0]), crossed.count(crossed[0] + 1)
    if not (2 <= few <= 4 and 2 <= next_ones <= 5 and few + next_ones < MOST):
        return None
    return range(1, few + 1), range(few + 1, few + next_ones + 1)


def _spare(given: dict[str, Any], stages: int) -> float:
    """Give the spare of the weakest promise with the safest payments."""
    parts = (given[name] for name in ("month", "years", "pause", "drop", "change"))
    return _safest(stages, *parts)


@lru_cache(maxsize=256)
def _safest(stages: int, month: int, years: float, pause: int, drop: int, change: int) -> float:
    plan = politics.survival(
        signed(month), [years / stages + pause / 12] * stages, change=change / 100, drop=drop / 100
    )
    deal = _programme(stages, years, pause).changed(hazard=plan.hazards)
    spare = _all_alike(deal)
    return deal.most_robust(fakes=False).slack if spare is None else spare


@lru_cache(maxsize=2048)
def _programme(stages: int, years: float, pause: int) -> StagedDeal:
    """Build the deal before its stages are laid on the calendar."""
    return StagedDeal.uniform(stages, years=years, overhead=pause / 12)


def _all_alike(deal: StagedDeal) -> float | None:
    """Give the spare where all of North Korea's promises have the same and all money is used.

    As a rule no payments are safer than these. Weights on the promises prove it (duality of linear
    programs): with them, whatever the payments, the mean spare of North Korea's promises is this
    much at most. None where the proof fails; then the linear program itself must be asked.
    """
    stages = deal.stages
    # Every spare is a straight line in the payments: its value at zero and one slope a payment.
    lines = _slack(deal, np.eye(stages, stages + 1, 1), fakes=False)
    none, slopes = lines[:, 0], lines[:, 1:] - lines[:, :1]
    equal = np.zeros((stages + 1, stages + 1))
    equal[:stages, :stages], equal[:stages, -1], equal[-1, :stages] = slopes[:stages], -1, 1
    *paid, spare = np.linalg.solve(equal, [*-none[:stages], deal.leverage])
    *weights, money = np.linalg.solve(equal.T, [0.0] * stages + [-1.0])
    proved = min(weights) >= 0 >= money
    possible = min(paid) >= 0 and (none + slopes @ paid).min() > spare - 1e-9
    return float(spare) if proved and possible else None


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    few, enough = _groups(given) or (range(1, 2), range(2, 3))
    return {"q1": few[-1], "q2": enough[-1], "q3": _spare(given, enough[-1])}


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard.

    Within a group more stages have more spare, apart from small dips; so the last two are looked
    at. The tests look at all.
    """
    groups = _groups(given)
    if groups is None or not given["wanted"]:
        return ("", "", "")
    few, group = groups
    tempting = max(_spare(given, few[-1]), _spare(given, few[-2]))
    enough = _spare(given, group[-1])
    return (
        TRAP[0] if tempting < given["wanted"] - 0.1 else "",
        TRAP[1] if enough > _spare(given, group[-2]) + 0.1 else "",
        TRAP[2] if enough > given["wanted"] + 0.8 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    few, group = _groups(given) or (range(1, 2), range(2, 3))
    best = first = group[-1]
    spare, more = _spare(given, best), _spare(given, best + 1)
    while first - 1 in group and _spare(given, first - 1) >= given["wanted"]:
        first -= 1
    return {
        "q1": {"one-too-many": few[-1] + 1, "one-day-more": group[-1], "fewest-is-first": 1},
        "q2": {
            "calendar-only": few[-1],
            "one-too-many": best + 1,
            "enough-is-enough": first if first != best else None,
            "more-is-better": MOST,
        },
        "q3": {
            "distance": spare - given["wanted"],
            "start-value": float(given["wanted"]),
            "calendar-only": _spare(given, few[-1]),
            "one-too-many": more if abs(more - spare) > 0.8 else None,
        },
    }
