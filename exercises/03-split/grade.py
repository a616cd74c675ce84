"""Variants and key: three rules divide one line of deals, and the weight of a point that flips."""

from typing import Any

import numpy as np

from summitry import bargain

#: Every variant: Nash stays inside the line, and the three rules choose three places on it.
TRAP = (
    "Nash stays inside the line",
    "Kalai-Smorodinsky gives the United States least",
    "equal gains give the United States most",
)


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    return {
        "most_dprk": int(random.integers(40, 121)),
        "most_us": int(random.integers(20, 91)),
        "left_dprk": int(random.integers(5, 41)),
    }


def _slope(given: dict[str, Any]) -> float:
    """Give what one point for the United States takes from North Korea along the line."""
    return float((given["most_dprk"] - given["left_dprk"]) / given["most_us"])


def _nash(given: dict[str, Any]) -> float:
    """Give the United States' gain where the product of both gains is largest."""
    return float(min(given["most_us"], given["most_dprk"] / (2 * _slope(given))))


def _same_share(given: dict[str, Any]) -> float:
    """Give its gain where both have the same share of their best."""
    share = given["most_dprk"] / (2 * given["most_dprk"] - given["left_dprk"])
    return float(given["most_us"] * share)


def _equal(given: dict[str, Any]) -> float:
    """Give its gain where both gains are equal."""
    return float(given["most_dprk"] / (1 + _slope(given)))


def _rest(given: dict[str, Any], us: float) -> float:
    """Give North Korea's gain at a place on the line."""
    return float(given["most_dprk"] - _slope(given) * us)


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    ends = [(0, given["most_dprk"]), (given["most_us"], given["left_dprk"])]
    nash = bargain.lottery_solution(ends, "nash").first
    assert nash is not None
    return {
        "q1": nash,
        "q2": bargain.lottery_solution(ends, "kalai_smorodinsky").first,
        "q3": nash / _rest(given, nash),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    if given["left_dprk"] > 0.45 * given["most_dprk"]:
        return ()
    nash, share, equal = _nash(given), _same_share(given), _equal(given)
    return (
        TRAP[0] if nash < given["most_us"] - 1 else "",
        TRAP[1] if share < nash - 1 else "",
        TRAP[2] if nash + 1 < equal < given["most_us"] - 0.5 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    nash, share, equal = _nash(given), _same_share(given), _equal(given)
    half = given["most_us"] / 2
    return {
        "q1": {
            "half-of-the-best": half,
            "other-rule": [share, equal],
            "sum-not-product": [0.0, float(given["most_us"])],
            "wrong-side": _rest(given, nash),
        },
        "q2": {
            "half-of-the-best": half,
            "other-rule": [nash, equal],
            "share-not-points": [share / given["most_us"], 100 * share / given["most_us"]],
            "wrong-side": _rest(given, share),
        },
        "q3": {
            "turned-round": _rest(given, nash) / nash,
            "other-rule": share / _rest(given, share),
            "points-are-alike": 1.0,
            "difference-not-ratio": abs(_rest(given, nash) - nash),
        },
    }
