"""Variants and key: which of three plans is safest, its weakest promise, and what turns it."""

from typing import Any

import numpy as np

from summitry.deal import StagedDeal

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
    cost = _costs(given)
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


def _deal(given: dict[str, Any], cost: float | None = None) -> StagedDeal:
    return StagedDeal.from_roadmap(
        given["steps"],
        years=given["years"],
        arsenal_value=given["worth"],
        us_value=given["gain"],
        irreversible=given["gone"],
        snapback_stall=given["snap"],
        snapback_break=given["snap"],
        payment_cost=given["cost"] if cost is None else cost,
        leverage=given["leverage"],
    )


def _costs(given: dict[str, Any]) -> np.ndarray:
    return _deal(given).dprk_cost


class _Found:
    """What each plan comes to."""

    def __init__(self, given: dict[str, Any]) -> None:
        deal, free, whole = _deal(given), _deal(given, 0.0), _deal(given, 1.0)
        self.deal, self.names, self.spare, self.turn = deal, {}, {}, {}
        self.turns: dict[str, np.ndarray] = {}
        for name in PLANS:
            paid = given[name]
            here = deal.promises(paid, fakes=False)
            self.names[name] = here.weakest.lower()
            self.spare[name] = here.slack
            # Every spare is a straight line in what a point of payment costs Washington.
            start = free.promises(paid, fakes=False).slack
            fall = start - whole.promises(paid, fakes=False).slack
            turns = np.where(fall > 1e-9, start / np.where(fall > 1e-9, fall, 1.0), np.inf)
            self.turns[name] = turns
            self.turn[name] = float(turns.min())
        self.least = {name: float(spare.min()) for name, spare in self.spare.items()}
        self.best = max(PLANS, key=lambda name: self.least[name])
        self.others = [name for name in PLANS if name != self.best]


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    found = _Found(given)
    best = found.best
    return {
        "q1": best[-1],
        "q2": found.names[best],
        "q3": found.least[best],
        "q4": found.turn[best],
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    found = _Found(given)
    best = found.best
    two = np.sort(found.spare[best])[:2]
    others = [found.least[name] for name in found.others]
    clear = two[0] > 1 and two[1] - two[0] > 0.3 and two[0] - max(others) > 1
    return (
        TRAP[0] if clear else "",
        TRAP[1] if min(others) < -0.5 else "",
        TRAP[2] if given["cost"] + 0.05 < found.turn[best] < 3 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    found = _Found(given)
    best, others = found.best, found.others
    weakest, spare, turn = found.names[best], found.least[best], found.turn[best]
    last = float(found.turns[best][PROMISES.index("u4")])
    return {
        "q1": {
            "fails": [name[-1] for name in others if found.least[name] < 0],
            "holds-with-less": [name[-1] for name in others if found.least[name] >= 0] or None,
        },
        "q2": {
            "of-another-plan": sorted({found.names[n] for n in others} - {weakest}) or None,
            "first-is-weakest": "k1" if weakest != "k1" else None,
            "last-is-weakest": "u4" if weakest != "u4" else None,
        },
        "q3": {
            "of-another-plan": [found.least[name] for name in others],
            "money-left": _if_apart(given["leverage"] - sum(given[best]), spare, 0.1),
            "fakes-counted": _if_apart(
                float(found.deal.promises(given[best]).slack.min()), spare, 0.1
            ),
        },
        "q4": {
            "distance": turn - given["cost"],
            "start-value": given["cost"],
            "last-payment-only": _if_apart(last, turn, 0.01) if last < 10 else None,
            "of-another-plan": [found.turn[n] for n in others if abs(found.turn[n] - turn) > 0.04]
            or None,
        },
    }


def _if_apart(wrong: float, right: float, tolerance: float) -> float | None:
    """Leave out a wrong answer that happens to lie close to the right one."""
    return wrong if abs(wrong - right) > 4 * tolerance else None
