"""Variants and key: the largest first payment, the lump sum that is too large, its snapback."""

import math
from typing import Any

import numpy as np

from summitry.deal import StagedDeal, _slack
from summitry.grading.variants import once

#: Every variant: some first payment works, the lump sum does not, and more snapback would help.
TRAP = ("a first payment works", "the lump sum is too large", "snapback would save it")
STAGES = 4


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    leverage = int(random.integers(90, 131))
    # A multiple of three is left over, so that the rest can be cut into three plain payments.
    left = 3 * int(random.integers(5, 22))
    return {
        "worth": int(random.integers(55, 86)),
        "gain": int(random.integers(90, 141)),
        "gone": round(float(random.integers(50, 81)) / 100, 2),
        "snap": round(float(random.integers(10, 31)) / 100, 2),
        "leverage": leverage,
        "lump": leverage - left,
        "rest": left // 3,
    }


@once
def _deal(given: dict[str, Any]) -> StagedDeal:
    return StagedDeal.uniform(
        STAGES,
        arsenal_value=given["worth"],
        us_value=given["gain"],
        irreversible=given["gone"],
        snapback_stall=given["snap"],
        snapback_break=given["snap"],
        leverage=given["leverage"],
    )


@once
def _spare(given: dict[str, Any]) -> np.ndarray:
    """Give the spare of every promise when the lump sum comes first."""
    return _deal(given).promises([given["lump"], *[given["rest"]] * 3], fakes=False).slack


@once
def _limit(given: dict[str, Any]) -> float:
    """Give the largest first payment of the deal as it is; zero when none works."""
    return _most(_deal(given)) or 0.0


def _most(deal: StagedDeal, *, fakes: bool = False) -> float | None:
    """Give the largest first payment when the rest is divided as well as it can be.

    As a rule all money is used, and North Korea is then just willing to go on at each later stage:
    neither to stall nor, where that is possible, to fake pays for it. Weights on these promises
    prove that no larger payment works (duality of linear programs). Where they do not, the linear
    program itself is asked. None when no first payment works at all.
    """
    # Every spare is a straight line in the payments: its value at zero and one slope a payment.
    lines = _slack(deal, np.eye(STAGES, STAGES + 1, 1), fakes=fakes)
    none, slopes = lines[:, 0], lines[:, 1:] - lines[:, :1]
    later = np.arange(1, STAGES)
    for _ in range(STAGES):
        just = np.vstack([slopes[later], np.ones(STAGES)])
        paid = np.linalg.solve(just, [*-none[later], deal.leverage])
        spare = none + slopes @ paid
        if not fakes or spare.min() > -1e-9:
            break
        # At each later stage the weaker of the two promises, K or F, is the one to look at.
        later = np.arange(1, STAGES) + STAGES * spare[: 2 * STAGES].reshape(2, -1)[:, 1:].argmin(0)
    *weights, money = np.linalg.solve(just.T, [-1.0, 0.0, 0.0, 0.0])
    if min(weights) >= 0 >= money and paid.min() >= 0 and spare.min() > -1e-9:
        return float(paid[0])
    most = float(deal.windows("projection", fakes=fakes).ceiling[0])
    return most if math.isfinite(most) else None


def _most_equal(deal: StagedDeal) -> float:
    """Give the same when the rest is divided equally; every spare is a straight line in it."""
    total = deal.leverage
    none = deal.promises([0.0, *[total / 3] * 3], fakes=False).slack
    full = deal.promises([total, 0.0, 0.0, 0.0], fakes=False).slack
    falling = full < none
    return float(np.min(total * none[falling] / (none - full)[falling]))


def _flip(given: dict[str, Any]) -> float:
    """Give the share of past relief, in per cent, from which on the lump sum holds."""
    before = given["lump"] + given["rest"] * np.arange(3)
    return 100 * float(np.max(given["snap"] - _spare(given)[1:STAGES] / before))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    return {
        "q1": _limit(given),
        "q2": f"k{int(np.argmin(_spare(given)[:STAGES])) + 1}",
        "q3": _flip(given),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    spare, flip = _spare(given), _flip(given)
    weak = np.sort(spare[1:STAGES])
    others = min(spare[0], spare[STAGES:].min())
    saved = others > 0.5 and 100 * given["snap"] + 5 < flip < 85 and weak[1] - weak[0] > 0.3
    if not (saved and weak[0] < -1):
        return ("", "", "")
    most = _limit(given)
    return (
        TRAP[0] if most > 15 else "",
        TRAP[1] if most + 3 < given["lump"] < given["leverage"] - 12 else "",
        TRAP[2],
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    deal, spare = _deal(given), _spare(given)
    most, flip = _limit(given), _flip(given)
    equal, hidden = _most_equal(deal), _most(deal, fakes=True)
    worst = int(np.argmin(spare[:STAGES])) + 1
    first = 100 * (given["snap"] - spare[1] / given["lump"])
    return {
        "q1": {
            "leverage-is-limit": float(given["leverage"]),
            "nothing-taken-back": _most(deal.changed(snapback_stall=0.0, snapback_break=0.0)),
            "rest-divided-equally": equal if 0 < equal < most - 0.8 else None,
            "fakes-counted": hidden if hidden and most - hidden > 0.8 else None,
        },
        "q2": {
            "first-move": "k1",
            "right-after-the-lump": "k2" if worst != 2 else None,
            "last-is-dearest": "k4" if worst != 4 else None,
        },
        "q3": {
            "distance": flip - 100 * given["snap"],
            "one-promise-only": first if flip - first > 2 else None,
            "only-full-snapback": 100.0,
        },
    }
