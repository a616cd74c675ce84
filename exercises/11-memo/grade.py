"""Variants and key: which of three plans is safest, its weakest promise, and what turns it."""

from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from summitry.deal import StagedDeal, _slack
from summitry.grading.variants import once

#: Every variant: one plan is clearly safest, another fails, and a dearer payment breaks the best.
TRAP = ("one plan is clearly safest", "another plan fails", "a higher cost of payment breaks it")
PLANS = ("plan_a", "plan_b", "plan_c")
PROMISES = ("k1", "k2", "k3", "k4", "u1", "u2", "u3", "u4", "w1")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    sizes = random.permutation(
        [(35, 25, 25, 15), (30, 30, 20, 20), (40, 20, 20, 20)][int(random.integers(0, 3))]
    )
    given: dict[str, Any] = {
        "steps": [round(float(size) / 100, 2) for size in sizes],
        "years": int(random.integers(4, 11)),
        "worth": int(random.integers(50, 81)),
        "gain": int(random.integers(80, 131)),
        "gone": round(float(random.integers(50, 81)) / 100, 2),
        "snap": round(float(random.integers(15, 46)) / 100, 2),
        "cost": round(float(random.integers(35, 61)) / 100, 2),
        "leverage": int(random.integers(100, 141)),
    }
    total = float(random.uniform(0.85, 0.98)) * given["leverage"]
    cost = _deal(given).dprk_cost
    shapes = [
        cost / cost.sum(),  # as each step costs
        np.full(4, 0.25),  # the same each time
        np.array([0.5, 0.2, 0.15, 0.15]) if random.random() < 0.5 else _late(random),
    ]
    for name, place in zip(PLANS, random.permutation(3), strict=True):
        wobble = random.uniform(0.92, 1.08, 4) * shapes[place]
        given[name] = (np.floor(2 * total * wobble / wobble.sum()) / 2).tolist()
    return given


def _late(random: np.random.Generator) -> np.ndarray:
    last = float(random.uniform(0.45, 0.6))
    return np.array([(1 - last) / 3] * 3 + [last])


def _deal(given: dict[str, Any]) -> StagedDeal:
    names = ("years", "worth", "gain", "gone", "snap", "cost", "leverage")
    return _built(tuple(given["steps"]), *(given[name] for name in names))


@lru_cache(maxsize=4)
def _built(
    steps: tuple[float, ...],
    years: int,
    worth: int,
    gain: int,
    gone: float,
    snap: float,
    cost: float,
    leverage: int,
) -> StagedDeal:
    return StagedDeal.from_roadmap(
        steps,
        years=years,
        arsenal_value=worth,
        us_value=gain,
        irreversible=gone,
        snapback_stall=snap,
        snapback_break=snap,
        payment_cost=cost,
        leverage=leverage,
    )


class _Plans:
    """What each plan comes to."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.deal = _deal(given)
        self._paid = np.array([given[name] for name in PLANS]).T
        self.spare = dict(zip(PLANS, _slack(self.deal, self._paid, fakes=False).T, strict=True))
        self.least = {name: float(spare.min()) for name, spare in self.spare.items()}
        self.weakest = {name: PROMISES[spare.argmin()] for name, spare in self.spare.items()}
        self.best = max(PLANS, key=lambda name: self.least[name])
        self.others = [name for name in PLANS if name != self.best]

    @cached_property
    def turns(self) -> dict[str, np.ndarray]:
        """The cost of a point of payment at which each promise breaks; infinite if it never does.

        Every spare is a straight line in this cost.
        """
        free = _slack(self.deal.changed(payment_cost=0.0), self._paid, fakes=False).T
        fall = (free - list(self.spare.values())) / self.deal.payment_cost
        found = np.where(fall > 1e-9, free / np.where(fall > 1e-9, fall, 1.0), np.inf)
        return dict(zip(PLANS, found, strict=True))

    def turn(self, name: str) -> float:
        """Give the cost of a point of payment above which a plan fails."""
        return float(self.turns[name].min())


@once
def _plans(given: dict[str, Any]) -> _Plans:
    return _Plans(given)


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    plans = _plans(given)
    best = plans.best
    return {
        "q1": best[-1],
        "q2": plans.weakest[best],
        "q3": plans.least[best],
        "q4": plans.turn(best),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    plans = _plans(given)
    best = plans.best
    two = np.sort(plans.spare[best])[:2]
    others = [plans.least[name] for name in plans.others]
    clear = two[0] > 1 and two[1] - two[0] > 0.3 and two[0] - max(others) > 1
    if not clear:
        return ("", "", "")
    return (
        TRAP[0],
        TRAP[1] if min(others) < -0.5 else "",
        TRAP[2] if given["cost"] + 0.05 < plans.turn(best) < 3 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    plans = _plans(given)
    best, others = plans.best, plans.others
    weakest, spare, turns = plans.weakest[best], plans.least[best], plans.turns[best]
    turn, last = float(turns.min()), float(turns[PROMISES.index("u4")])
    return {
        "q1": {
            "fails": [name[-1] for name in others if plans.least[name] < 0],
            "holds-with-less": [name[-1] for name in others if plans.least[name] >= 0] or None,
        },
        "q2": {
            "of-another-plan": sorted({plans.weakest[n] for n in others} - {weakest}) or None,
            "first-is-weakest": "k1" if weakest != "k1" else None,
            "last-is-weakest": "u4" if weakest != "u4" else None,
        },
        "q3": {
            "of-another-plan": [plans.least[name] for name in others],
            "money-left": _if_apart(given["leverage"] - sum(given[best]), spare, 0.1),
            "fakes-counted": _if_apart(
                float(plans.deal.promises(given[best]).slack.min()), spare, 0.1
            ),
        },
        "q4": {
            "distance": turn - given["cost"],
            "start-value": given["cost"],
            "last-payment-only": _if_apart(last, turn, 0.01) if last < 10 else None,
            "of-another-plan": [t for t in map(plans.turn, others) if abs(t - turn) > 0.04] or None,
        },
    }


def _if_apart(wrong: float, right: float, tolerance: float) -> float | None:
    """Leave out a wrong answer that happens to lie close to the right one."""
    return wrong if abs(wrong - right) > 4 * tolerance else None
