"""Variants and key: who must act, and relief against dismantlement as ranges."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry import sanctions

#: Every variant: three or four of five hands must act; at first more is given all over the ranges,
#: and a string on the relief can change this.
TRAP = ("the Council and others", "more given", "a flip point")

#: Hands, in the order of the options in exercise.toml.
HANDS = ("council", "president", "agency", "report", "congress")
UN = ("2371-coal", "2375-tex", "2371-sea", "2397-ref", "2375-jv", "2397-food", "2397-lab")
US = {
    "president": ("US-EO13466", "US-EO13551", "US-EO13570", "US-EO13687", "US-EO13722"),
    "agency": ("US-FINCEN311", "US-DANDONG", "US-PASSPORT"),
    "report": ("US-SST",),
    "congress": ("US-INKSNA", "US-NKSPEA", "US-CAATSA3"),
}


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the package and the ranges of one student."""
    hands = random.choice(HANDS[1:], int(random.integers(2, 4)), replace=False)
    chosen = [str(name) for name in random.choice(UN, 2, replace=False)]
    chosen += [str(random.choice(US[str(hand)])) for hand in hands]
    back_low = int(random.integers(0, 26))
    closed_low = int(random.integers(15, 46))
    return {
        "lifted": sorted(chosen),
        "weight": int(random.integers(55, 96)),
        "share": int(random.integers(60, 101)),
        "back_low": back_low,
        "back_high": back_low + int(random.integers(5, 26)),
        "closed_low": closed_low,
        "closed_high": closed_low + int(random.integers(10, 41)),
        "undone": int(random.integers(30, 81)),
    }


def _scales(given: dict[str, Any]) -> sanctions.Disproportion:
    return sanctions.disproportion(
        given["weight"] * given["share"] / 10_000,
        (given["closed_low"] / 100, given["closed_high"] / 100),
        snapback=(given["back_low"] / 100, given["back_high"] / 100),
        irreversible=given["undone"] / 100,
    )


def _hands(given: dict[str, Any]) -> tuple[str, ...]:
    """Name who must act: for a package, everyone who must act for one of its measures."""
    found = {_hand(measure) for measure in given["lifted"]}
    return tuple(name for name in HANDS if name in found)


@lru_cache(maxsize=64)
def _hand(measure: str) -> str:
    """Name who must act to lift one measure, by the routes of the sanctions model."""
    (route,) = [route for route in sanctions.relief(measure).routes if route.done]
    return route.lever.name


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    scales = _scales(given)
    # The lowest share that comes back with which the ranges of given and removed touch.
    flip = 1 - scales.removed.high / scales.relief.low
    return {
        "q1": list(_hands(given)),
        "q2": 100 * scales.given.low,
        "q3": scales.ratio.low,
        "q4": 100 * flip,
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    scales, hands = _scales(given), _hands(given)
    flip = 1 - scales.removed.high / scales.relief.low
    return (
        "the Council and others" if "council" in hands and 3 <= len(hands) <= 4 else "",
        "more given" if scales.verdict == "more given" and scales.ratio.low > 1.08 else "",
        "a flip point" if scales.snapback.high + 0.02 < flip < 0.9 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    scales, right = _scales(given), solve(given)
    relief, given_range, removed = scales.relief.low, scales.given, scales.removed
    share, back_high = given["share"], given["back_high"] / 100
    hands, closed = right["q1"], given["closed_high"] / 100
    merged = {"president" if name in ("report", "congress", "agency") else name for name in hands}
    return {
        "q1": {
            "us-lifts-un": [name for name in hands if name != "council"],
            "president-lifts-all": [name for name in HANDS if name in merged],
            "everybody": list(HANDS),
        },
        "q2": {
            "back-is-given": 100 * relief,
            "high-end": 100 * given_range.high if given["back_low"] else None,
            "weight-forgotten": share * (1 - back_high),
            "subtract-shares": 100 * (relief - back_high),
        },
        "q3": {
            "highest-ratio": scales.ratio.high,
            "low-with-low": given_range.low / removed.low,
            "closed-is-gone": given_range.low / closed,
            "upside-down": removed.high / given_range.low,
        },
        "q4": {
            "second-border": 100 * (1 - removed.low / relief),
            "kept-not-back": 100 * removed.high / relief,
            "difference-not-ratio": 100 * (relief - removed.high),
            "weight-forgotten": 100 * (1 - removed.high / (share / 100)),
        },
    }
