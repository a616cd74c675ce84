"""Variants and key: one selection of measures, by count and by money, and where they cross."""

from functools import lru_cache
from typing import Any

import numpy as np

from summitry import sanctions

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


@lru_cache(maxsize=256)
def _measured(
    lifted: tuple[str, ...], basis: str, least: float
) -> tuple[sanctions.Relief, float, sanctions.Range]:
    """Give what a selection opens, and its shares by count and by money."""
    found = sanctions.relief(lifted, basis=basis, exemption=(least, 1.0))
    return found, found.share("measures").low, found.share("money")


def _own(given: dict[str, Any]) -> tuple[sanctions.Relief, float, sanctions.Range]:
    return _measured(tuple(given["lifted"]), given["basis"], given["goes_on"])


def _low(given: dict[str, Any], basis: str, least: float) -> float:
    """Give the low end by money in per cent; of the selection only what has a figure matters."""
    valued = tuple(name for name in given["lifted"] if name in (*COAL, "2375-tex"))
    return 100 * _measured(valued, basis, least)[2].low


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
