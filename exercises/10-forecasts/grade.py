"""Variants and key: twelve forecasts, scored, compared with the base rate, and calibrated."""

from typing import Any

import numpy as np

from summitry.course import scoring

#: Every variant: one group is too sure, and the score loses to saying the base rate.
TRAP = ("too sure in the group", "worse than the base rate", "a flip point")

SIZE = 12


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the forecasts of one student."""
    group = int(random.choice([70, 80, 90]))
    size = int(random.integers(4, 7))
    others = [level for level in range(5, 100, 5) if level != group]
    said = [group] * size + [int(level) for level in random.choice(others, SIZE - size)]
    # Outcomes follow chance only loosely: this forecaster is too sure.
    chance = 0.5 + 0.4 * (np.array(said) / 100 - 0.5)
    came = (random.random(SIZE) < chance).astype(int)
    order = random.permutation(SIZE)
    return {
        "said": [said[place] for place in order],
        "came": [int(came[place]) for place in order],
        "group": group,
        "again": int(random.integers(66, 97)),
        "rival": round(float(random.integers(60, 241)) / 1000, 3),
    }


def _scores(given: dict[str, Any]) -> list[float]:
    return [scoring.brier(p, x) for p, x in zip(given["said"], given["came"], strict=True)]


def _gap(given: dict[str, Any]) -> float:
    """Give how much more the group said than happened, in percentage points."""
    pairs = zip(given["said"], given["came"], strict=True)
    came = [x for p, x in pairs if p == given["group"]]
    return float(given["group"] - 100 * np.mean(came))


def _flip(given: dict[str, Any]) -> float:
    """Give the share of hits, in per cent, at which the repeated forecast scores like the rival.

    A forecast p that comes true in a share f of cases scores f (1-p)^2 + (1-f) p^2.
    """
    p = given["again"] / 100
    return float(100 * (p**2 - given["rival"]) / (2 * p - 1))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    share = sum(given["came"]) / SIZE
    return {
        "q1": float(np.mean(_scores(given))),
        "q2": share * (1 - share),
        "q3": _gap(given),
        "q4": _flip(given),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    found = solve(given)
    return (
        "too sure in the group" if found["q3"] >= 12 else "",
        "worse than the base rate" if found["q1"] > found["q2"] + 0.02 else "",
        "a flip point" if 30 < found["q4"] < 97 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    said, came = np.array(given["said"]) / 100, np.array(given["came"])
    found, share, p = solve(given), float(came.mean()), given["again"] / 100
    inside = said == given["group"] / 100
    unsquared = 100 * (p - given["rival"]) / (2 * p - 1)
    return {
        "q1": {
            "forgot-square": float(np.abs(said - came).mean()),
            "scored-as-happened": float(((said - 1) ** 2).mean()),
            "sum-not-mean": float(((said - came) ** 2).sum()),
            "percent-not-share": 10000 * found["q1"],
            "hits-counted": float(((said > 0.5) == (came == 1)).mean()),
        },
        "q2": {
            "share-itself": share,
            "coin": 0.25,
            "mean-forecast": float(((said.mean() - came) ** 2).mean()),
        },
        "q3": {
            "share-not-distance": float(100 * came[inside].mean()),
            "sign-turned": -found["q3"],
            "all-not-group": float(100 * (said.mean() - share)),
        },
        "q4": {
            "calibrated-needed": float(given["again"]),
            "coin-for-rival": 100 * (p**2 - 0.25) / (2 * p - 1),
            "misses-not-hits": 100 - found["q4"],
            "forgot-square": unsquared if unsquared <= 100 else None,
        },
    }
