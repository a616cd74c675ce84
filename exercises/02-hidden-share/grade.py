"""Variants and key: what closing Nyongbyon removes, and the hidden share at which that flips."""

from typing import Any

import numpy as np

from summitry import definitions

#: Every variant: enough of the whole flow goes, although too little of the enrichment goes.
TRAP = ("enrichment alone falls short", "the whole flow does not")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    return {
        "plutonium": round(float(random.integers(5, 26)) / 10, 1),
        "uranium": round(float(random.integers(10, 61)) / 10, 1),
        "hidden": round(float(random.integers(4, 51)) / 20, 2),
        "stock": int(random.integers(15, 61)),
        "years": int(random.integers(3, 13)),
        "share": int(random.integers(30, 81)),
    }


def _plants(given: dict[str, Any]) -> definitions.Production:
    return definitions.Production(
        plutonium=given["plutonium"],
        uranium=given["uranium"],
        hidden=given["hidden"],
        stock=given["stock"],
    )


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    plants = _plants(given)
    return {
        "q1": 100 * plants.removed,
        "q2": float(plants.arsenal([given["years"]], closed=True)[0]),
        "q3": plants.flip("hidden", share=given["share"] / 100).value,
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    plants, share = _plants(given), given["share"] / 100
    return (
        "enrichment alone falls short" if plants.uranium_removed < share - 0.02 else "",
        "the whole flow does not" if plants.removed > share + 0.02 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    plants, share, years = _plants(given), given["share"] / 100, given["years"]
    here, there, stock = plants.at_nyongbyon, plants.elsewhere, plants.stock
    return {
        "q1": {
            "flow-is-uranium": 100 * plants.uranium_removed,
            "share-turned-round": 100 * (1 - plants.removed),
            "times-is-weapons": 100 * here / (here + plants.hidden),
            "flow-is-stock": 100 * here / stock,
        },
        "q2": {
            "stock-shrinks": [stock * (1 - plants.removed), stock - here * years],
            "nothing-elsewhere": stock,
            "nothing-closed": stock + (here + there) * years,
            "stock-forgotten": there * years,
            "times-is-weapons": stock + plants.hidden * years,
        },
        "q3": {
            "flow-is-uranium": 1 / share - 1,
            "share-turned-round": here / plants.uranium * share / (1 - share),
            "weapons-not-times": here * (1 / share - 1),
            "half-not-target": here / plants.uranium if given["share"] != 50 else None,
        },
    }
