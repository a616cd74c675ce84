"""Variants and key: the window of one payment, who sets its ends, and the snapback it needs."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry.deal import StagedDeal, _slack
from summitry.grading.variants import once

#: Every variant: a plan that holds, ends of the window set by promises, snapback that is needed.
TRAP = (
    "the plan holds",
    "North Korea sets the floor, Washington the ceiling",
    "the floor is not the cost of the step",
    "without snapback the plan fails",
)
RULES = {
    "own": "the other payments stay as they are",
    "scale": "all payments grow or shrink together",
}
#: Promises that may set an end, in the order of the options.
PROMISES = ("K1", "K2", "K3", "K4", "U1", "U2", "U3", "U4")
#: All promises, in the order of the model.
ORDER = (*PROMISES, "W1")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    given = {
        "worth": int(random.integers(55, 91)),
        "gain": int(random.integers(90, 151)),
        "gone": round(float(random.integers(50, 81)) / 100, 2),
        "snap": round(float(random.integers(25, 51)) / 100, 2),
        "leverage": int(random.integers(140, 231)),
        "stage": int(random.integers(2, 5)),
        "rule": RULES[("own", "scale")[int(random.integers(0, 2))]],
    }
    more = np.concatenate([random.uniform(1.3, 2.4, 1), random.uniform(1.05, 1.4, 3)])
    given["paid"] = (np.round(_deal(given).dprk_cost * more * 2) / 2).tolist()
    return given


def _deal(given: dict[str, Any]) -> StagedDeal:
    return _built(*(given[name] for name in ("worth", "gain", "gone", "snap", "leverage")))


@lru_cache(maxsize=4)
def _built(worth: int, gain: int, gone: float, snap: float, leverage: int) -> StagedDeal:
    return StagedDeal.uniform(
        4,
        arsenal_value=worth,
        us_value=gain,
        irreversible=gone,
        snapback_stall=snap,
        snapback_break=snap,
        leverage=leverage,
    )


def _kind(given: dict[str, Any]) -> str:
    return next(kind for kind, rule in RULES.items() if rule == given["rule"])


class _Ends:
    """Where each promise breaks as one payment moves; every slack is a straight line in it."""

    def __init__(self, deal: StagedDeal, given: dict[str, Any], kind: str) -> None:
        paid, stage = np.array(given["paid"]), given["stage"] - 1
        now = paid[stage]
        more = paid.copy()
        if kind == "own":
            more[stage] = now + 1
        else:
            more *= (now + 1) / now
        self.spare, there = _slack(deal, np.column_stack([paid, more]), fakes=False).T
        slope = there - self.spare
        with np.errstate(divide="ignore", invalid="ignore"):
            root = now - self.spare / slope
        self.lows = np.where(slope > 1e-9, root, -np.inf)
        self.highs = np.where(slope < -1e-9, root, np.inf)

    @property
    def low(self) -> float:
        return max(float(self.lows.max()), 0.0)

    @property
    def high(self) -> float:
        return float(self.highs.min())

    @property
    def setters(self) -> tuple[str, str]:
        return ORDER[self.lows.argmax()], ORDER[self.highs.argmin()]

    @property
    def clear(self) -> bool:
        """Whether one promise alone sets each end."""
        low, high = np.sort(self.lows), np.sort(self.highs)
        return bool(low[-1] - low[-2] > 0.3 and high[1] - high[0] > 0.3)


@once
def _ends(given: dict[str, Any]) -> _Ends:
    """Give the ends for the rule of this variant."""
    return _Ends(_deal(given), given, _kind(given))


def _room(given: dict[str, Any], kind: str) -> float:
    """Give the largest payment that the leverage would allow."""
    total, now = sum(given["paid"]), given["paid"][given["stage"] - 1]
    return given["leverage"] - total + now if kind == "own" else given["leverage"] * now / total


def _flip(given: dict[str, Any], spare: np.ndarray, loss: float = 0.0) -> float:
    """Give the least share of past relief, in per cent, that must be lost when K stalls."""
    before = np.cumsum(given["paid"])[:3]
    return 100 * float(max(given["snap"] - (spare[1:4] - loss) / before))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    ends = _ends(given)
    return {
        "q1": _kind(given),
        "q2": ends.low,
        "q3": ends.high,
        "q4": [name.lower() for name in PROMISES if name in ends.setters],
        "q5": _flip(given, ends.spare),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    deal, kind = _deal(given), _kind(given)
    ends = _ends(given)
    low, high = ends.setters
    cost = float(deal.dprk_cost[given["stage"] - 1])
    sides = low[0] == "K" and high[0] == "U" and high != "U1" and ends.clear
    flip = _flip(given, ends.spare)
    kept = ends.spare.min() > 0.5 and sum(given["paid"]) < given["leverage"] - 3
    return (
        TRAP[0] if kept else "",
        TRAP[1] if sides and ends.high < _room(given, kind) - 2 else "",
        TRAP[2] if ends.low > 1 and abs(ends.low - cost) > 1 else "",
        TRAP[3] if 3 < flip < 100 * given["snap"] - 3 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    deal, kind = _deal(given), _kind(given)
    other = "scale" if kind == "own" else "own"
    ends, wrong_kind = _ends(given), _Ends(deal, given, other)
    low, high = ends.setters
    stage = given["stage"]
    own = [f"k{stage}", f"u{stage}"]
    alone = float(ends.lows[stage - 1])
    first = [name.lower() for name in PROMISES if name in ("K1", high)]
    flip = _flip(given, ends.spare)
    return {
        "q1": {"kinds-mixed": other, "widest-is-safe": "projection"},
        "q2": {
            "cost-is-floor": float(deal.dprk_cost[stage - 1]),
            "value-now": alone if alone > 0 and low != f"K{stage}" else None,
            "other-kind": _if_apart(wrong_kind.low, ends.low, 0.1),
            "floor-ceiling-swapped": ends.high,
        },
        "q3": {
            "money-is-ceiling": _room(given, kind),
            "snapback-forgotten": _Ends(deal.changed(snapback_break=0.0), given, kind).high,
            "other-kind": _if_apart(wrong_kind.high, ends.high, 0.1),
            "cost-is-payment": _Ends(deal.changed(payment_cost=1.0), given, kind).high,
        },
        "q4": {
            "own-stage": own if own != [low.lower(), high.lower()] else None,
            "always-the-first": first if low != "K1" and first != own else None,
        },
        "q5": {
            "distance": 100 * given["snap"] - flip,
            "start-value": 100 * given["snap"],
            "name-forgotten": _flip(given, ends.spare, deal.reputation_dprk),
        },
    }


def _if_apart(wrong: float, right: float, tolerance: float) -> float | None:
    """Leave out a wrong answer that happens to lie close to the right one."""
    return wrong if abs(wrong - right) > 4 * tolerance else None
