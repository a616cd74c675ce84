"""Variants and key: the largest first payment, the lump sum that is too large, its snapback."""

from typing import Any

import numpy as np

from summitry.deal import StagedDeal

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


def _spare(deal: StagedDeal, given: dict[str, Any]) -> np.ndarray:
    """Give the spare of every promise when the lump sum comes first."""
    return deal.promises([given["lump"], *[given["rest"]] * 3], fakes=False).slack


def _most(deal: StagedDeal, *, fakes: bool = False) -> float:
    """Give the largest first payment when the rest is divided as well as it can be."""
    return float(deal.windows("projection", fakes=fakes).ceiling[0])


def _most_equal(deal: StagedDeal) -> float:
    """Give the same when the rest is divided equally; every spare is a straight line in it."""
    total = deal.leverage
    none = deal.promises([0.0, *[total / 3] * 3], fakes=False).slack
    full = deal.promises([total, 0.0, 0.0, 0.0], fakes=False).slack
    falling = full < none
    return float(np.min(total * none[falling] / (none - full)[falling]))


def _flip(given: dict[str, Any], spare: np.ndarray) -> float:
    """Give the share of past relief, in per cent, from which on the lump sum holds."""
    before = given["lump"] + given["rest"] * np.arange(3)
    return 100 * float(np.max(given["snap"] - spare[1:STAGES] / before))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    deal = _deal(given)
    spare = _spare(deal, given)
    return {
        "q1": _most(deal),
        "q2": f"k{int(np.argmin(spare[:STAGES])) + 1}",
        "q3": _flip(given, spare),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    deal = _deal(given)
    spare = _spare(deal, given)
    flip = _flip(given, spare)
    weak = np.sort(spare[1:STAGES])
    others = min(spare[0], spare[STAGES:].min())
    saved = others > 0.5 and 100 * given["snap"] + 5 < flip < 85 and weak[1] - weak[0] > 0.3
    if not (saved and weak[0] < -1):
        return ("", "", "")
    most = _most(deal)
    return (
        TRAP[0] if most > 15 else "",
        TRAP[1] if most + 3 < given["lump"] < given["leverage"] - 12 else "",
        TRAP[2],
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    deal = _deal(given)
    most, spare = _most(deal), _spare(deal, given)
    equal, flip = _most_equal(deal), _flip(given, spare)
    hidden = _most(deal, fakes=True)
    worst = int(np.argmin(spare[:STAGES])) + 1
    first = 100 * (given["snap"] - spare[1] / given["lump"])
    return {
        "q1": {
            "leverage-is-limit": float(given["leverage"]),
            "nothing-taken-back": _most(deal.changed(snapback_stall=0.0, snapback_break=0.0)),
            "rest-divided-equally": equal if 0 < equal < most - 0.8 else None,
            "fakes-counted": hidden if most - hidden > 0.8 else None,
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
