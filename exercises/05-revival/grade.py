"""Variants and key: what comes back when a ban is lifted, and what that lets through."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry import sanctions

#: Every variant: a line of three with two lifted, a dormant measure, and a cap
#: whose limit in tonnes is the lower one.
TRAP = (
    "the third comes back",
    "a dormant measure is named",
    "tonnes bind",
    "exemption above cap",
)

#: Lines of three: the two upper ones are lifted, the lowest comes back.
THREES = (("2371-coal", "2321-coal"), ("2397-lab", "2375-lab"), ("2397-insur", "2321-ship"))
#: Lines of which only the top is lifted.
TOPS = ("2321-bank", "2321-lux", "2375-jv", "2397-crude", "2397-ref", "2397-vessup", "2371-coal")
#: Dormant measures; to lift one alone changes nothing.
DORMANT = ("2321-ship", "2375-lab", "2375-ref", "2375-crude", "2371-jv", "2270-bank")
#: Measures with nothing below.
SINGLE = ("2371-sea", "2375-tex", "2397-food", "2397-wood", "2397-mach", "2371-lead")
#: What can come back, in the order of the options in exercise.toml.
OPTIONS = (
    *("2270-coal", "2321-coal", "2270-ship", "2321-ship", "2270-bank", "2270-lux"),
    *("2321-heli", "2371-lab", "2375-lab", "2371-jv", "2375-ref", "2375-crude"),
)


@lru_cache(maxsize=4)
def _covered() -> dict[str, str]:
    """Give what each measure is covered by."""
    graph = sanctions.binding().before
    return {name: (graph.above(name) or ("",))[0] for name in graph.measures}


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the package and the trade of one student."""
    two = THREES[random.integers(len(THREES))]
    tops = [name for name in TOPS if name not in two]
    chosen = {*two, *(str(name) for name in random.choice(tops, 2, replace=False))}
    free = [name for name in DORMANT if name not in two and _covered()[name] not in chosen]
    chosen |= {str(random.choice(free)), str(random.choice(SINGLE))}
    return {
        "lifted": sorted(chosen),
        "earned": int(random.integers(40, 161)) * 10,
        "sold": round(float(random.integers(80, 301)) / 10, 1),
        "cap_money": int(random.integers(20, 81)) * 10,
        "cap_tonnes": round(float(random.integers(20, 121)) / 10, 1),
        "goes_on": round(float(random.integers(50, 91)) / 100, 2),
    }


def _capped(given: dict[str, Any]) -> float:
    """Give what the cap lets through, in US$ million: the lower one of its two limits."""
    price = given["earned"] / given["sold"]
    return float(min(given["cap_money"], given["cap_tonnes"] * price, given["earned"]))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    back = sanctions.binding(given["lifted"]).revived
    capped = _capped(given)
    return {
        "q1": [name for name in OPTIONS if name in back],
        "q2": capped,
        "q3": given["goes_on"] * given["earned"] - capped,
        "q4": given["cap_money"] / given["cap_tonnes"],
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    lifted = set(given["lifted"])
    capped, price = _capped(given), given["earned"] / given["sold"]
    dormant = [name for name in DORMANT if name in lifted and _covered()[name] not in lifted]
    binds = given["cap_tonnes"] * price
    return (
        "the third comes back" if any(lifted.issuperset(two) for two in THREES) else "",
        "a dormant measure is named" if len(dormant) == 1 else "",
        "tonnes bind" if binds < 0.9 * given["cap_money"] < 0.8 * given["earned"] else "",
        "exemption above cap" if given["goes_on"] * given["earned"] > capped + 30 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    lifted, covered = set(given["lifted"]), _covered()
    earned, capped, price = given["earned"], _capped(given), given["earned"] / given["sold"]

    def below(top: str) -> list[str]:
        return [name for name in OPTIONS if covered[name] == top]

    return {
        "q1": {
            "lifted-is-free": [],
            "lifted-comes-back": [n for n in OPTIONS if covered[n] in lifted],
            "dormant-counts": [
                name
                for name in OPTIONS
                if name not in lifted
                and (covered[name] in lifted or any(low in lifted for low in below(name)))
            ],
        },
        "q2": {
            "lifted-is-free": float(earned),
            "wrong-limit": float(given["cap_money"]),
            "limits-added": given["cap_money"] + given["cap_tonnes"] * price,
            "held-back": earned - capped,
            "tonnes-not-money": given["cap_tonnes"],
        },
        "q3": {
            "whole-not-more": given["goes_on"] * earned,
            "high-end": earned - capped,
            "wrong-limit": given["goes_on"] * earned - given["cap_money"],
        },
        "q4": {
            "present-price": price,
            "rise-not-price": given["cap_money"] / given["cap_tonnes"] - price,
            "upside-down": given["cap_tonnes"] / given["cap_money"],
            "money-by-all-tonnes": given["cap_money"] / given["sold"],
        },
    }
