"""Variants and key: one selection of measures, by count and by money, and where they cross."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry import sanctions
from summitry.grading.variants import once

#: Every variant: measures come back, money is a range, and its low end lies above the count.
TRAP = ("two or more come back", "a real range", "money above count")

#: The ban on coal and the cap below it. The ban with an exemption comes back.
COAL = ("2371-coal", "2321-coal")
#: Export bans without a figure of their own on the bases below.
NO_FIGURE = (
    *("2270-min", "2321-metal", "2321-statue", "2371-lead", "2371-sea", "2397-food"),
    *("2397-mach", "2397-elec", "2397-stone", "2397-wood", "2397-vesx"),
)
#: Measures that cover an older one, and others, that no export figure sees.
COVERS = ("2321-bank", "2321-lux", "2375-jv", "2397-crude", "2397-ref", "2397-lab", "2397-insur")
OTHERS = ("2321-trade", "2375-ngl", "2375-sts", "2397-fish", "2397-imach", "2397-imet")
BASES = ("KOTRA 2014", "KOTRA 2015", "KOTRA 2016")


def _some(random: np.random.Generator, pool: tuple[str, ...], least: int, most: int) -> list[str]:
    size = int(random.integers(least, most + 1))
    return [str(name) for name in random.choice(pool, size, replace=False)]


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the selection, the basis and the assumption of one student."""
    textiles = ["2375-tex"] if random.random() < 0.5 else []
    chosen = [
        *COAL,
        *textiles,
        *_some(random, NO_FIGURE, 2, 8),
        *_some(random, COVERS, 1, 3),
        *_some(random, OTHERS, 1, 6),
    ]
    return {
        "lifted": sorted(chosen),
        "basis": str(random.choice(BASES)),
        "goes_on": round(float(random.integers(500, 901)) / 1000, 3),
    }


@lru_cache(maxsize=8)
def _everything(basis: str) -> sanctions.Range:
    """Give the exports that lifting all UN measures would open."""
    return sanctions.relief("all UN measures", basis=basis).total


def _share(found: sanctions.Relief) -> sanctions.Range:
    """Give the share by money, as `Relief.share` does, without valuing everything each time."""
    whole = _everything(found.basis.name)
    low = found.total.low / whole.high
    return sanctions.Range(low, max(min(found.total.high / whole.low, 1.0), low))


@once
def _own(given: dict[str, Any]) -> tuple[sanctions.Relief, float, sanctions.Range]:
    """Give what the selection opens, and its shares by count and by money."""
    exemption = (given["goes_on"], 1.0)
    found = sanctions.relief(given["lifted"], basis=given["basis"], exemption=exemption)
    return found, found.share("measures").low, _share(found)


def _low(given: dict[str, Any], basis: str, goes_on: float) -> float:
    """Give the low end by money, in per cent, on any basis and with any share that goes on."""
    half, whole = _ends("2375-tex" in given["lifted"], basis)
    return half + (whole - half) * (goes_on - 0.5) / 0.5


@lru_cache(maxsize=8)
def _ends(textiles: bool, basis: str) -> tuple[float, float]:
    """Give that low end when half of the coal trade goes on, and when all does.

    Between the two it is a straight line. Of a selection only what has a figure matters.
    """
    valued = (*COAL, "2375-tex") if textiles else COAL
    half, whole = (
        100 * _share(sanctions.relief(valued, basis=basis, exemption=(goes_on, 1.0))).low
        for goes_on in (0.5, 1.0)
    )
    return half, whole


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    _, count, money = _own(given)
    return {"q1": 100 * count, "q2": 100 * money.low, "q3": 100 * count / money.low}


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    found, count, money = _own(given)
    return (
        "two or more come back" if found.counts.revived >= 2 else "",
        "a real range" if money.high - money.low > 0.05 else "",
        "money above count" if money.low > 1.2 * count else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    found, count, money = _own(given)
    counts, low, high = found.counts, 100 * money.low, 100 * money.high
    count = 100 * count
    adopted = 100 * counts.lifted / counts.measures
    # By another year the share may come out nearly the same; then it tells nothing.
    others = [_low(given, name, given["goes_on"]) for name in BASES if name != given["basis"]]
    forgotten = 100 * counts.ended / counts.before
    return {
        "q1": {
            "revival-forgotten": forgotten,
            "all-adopted": adopted if abs(adopted - count) > 2 else None,
            "resolutions-for-measures": 100 * counts.resolutions / counts.all_resolutions,
        },
        "q2": {
            "high-end": high,
            "exemption-is-free": _low(given, given["basis"], 1.0),
            "another-base-year": [other for other in others if abs(other - low) > 3],
            "money-not-share": found.total.low,
        },
        "q3": {
            "high-end": 100 * count / high,
            "revival-forgotten": 100 * forgotten / low,
            "difference-not-ratio": low - count,
            "upside-down": 100 * low / count,
        },
    }
