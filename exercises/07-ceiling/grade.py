"""Variants and key: the largest last payment that Washington can be believed to make."""

from typing import Any

import numpy as np

#: Every variant: the ceiling lies below worth and leverage, and relations could close the gap.
TRAP = ("ceiling below worth", "ceiling below leverage")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    return {
        "worth": int(random.integers(55, 96)),
        "gain": int(random.integers(80, 161)),
        "gone": round(float(random.integers(40, 91)) / 100, 2),
        "name_us": int(random.integers(2, 13)),
        "good_us": int(random.integers(2, 16)),
        "cost": round(float(random.integers(30, 91)) / 100, 2),
        "leverage": int(random.integers(100, 181)),
    }


def _lost(given: dict[str, Any]) -> float:
    """Give what Washington loses by not paying at the end, good relations left out."""
    return float((1 - given["gone"]) * given["gain"] + given["name_us"])


def _ceiling(given: dict[str, Any]) -> float:
    return (_lost(given) + given["good_us"]) / given["cost"]


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    return {
        "q1": _ceiling(given),
        "q2": "yes" if _ceiling(given) >= given["worth"] else "no",
        "q3": given["cost"] * given["leverage"] - _lost(given),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    ceiling = _ceiling(given)
    return (
        "ceiling below worth" if ceiling < given["worth"] - 2 else "",
        "ceiling below leverage" if ceiling < given["leverage"] - 10 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    lost, cost = _lost(given), given["cost"]
    return {
        "q1": {
            "loss-is-ceiling": lost + given["good_us"],
            "relations-left-out": lost / cost,
            "all-can-be-rebuilt": (given["gain"] + given["name_us"] + given["good_us"]) / cost,
            "leverage-is-ceiling": float(given["leverage"]),
        },
        "q3": {
            "added-not-total": cost * given["leverage"] - lost - given["good_us"],
            "cost-forgotten": given["leverage"] - lost,
        },
    }
