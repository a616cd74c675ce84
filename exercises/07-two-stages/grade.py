"""Variants and key: the window of the last payment in a deal of two stages."""

from typing import Any

import numpy as np

#: Every variant: North Korea's promise to begin sets the floor, Washington's last promise the
#: ceiling; between them is room; the plan lies outside it.
TRAP = ("to begin sets the floor", "the last promise sets the ceiling", "room", "plan outside")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    return {
        "loss1": int(random.integers(15, 41)),
        "loss2": int(random.integers(30, 66)),
        "gain1": int(random.integers(20, 51)),
        "gain2": int(random.integers(40, 101)),
        "gone": round(float(random.integers(50, 86)) / 100, 2),
        "name_dprk": int(random.integers(2, 13)),
        "name_us": int(random.integers(2, 13)),
        "good_dprk": int(random.integers(2, 16)),
        "good_us": int(random.integers(2, 16)),
        "cost": round(float(random.integers(30, 81)) / 100, 2),
        "leverage": int(random.integers(110, 201)),
        "first": int(random.integers(5, 26)),
        "last": int(random.integers(10, 131)),
    }


def _borders(given: dict[str, Any], gone: float) -> dict[str, float]:
    """Give what each promise asks of the last payment: ``k`` at least, the others at most.

    Nothing is dropped, nothing is discounted and no payment comes back, so that every promise is a
    plain sum (`summitry.deal`).
    """
    g = given
    rest, both = 1 - gone, g["gain1"] + g["gain2"]
    return {
        "k1": g["loss1"] + g["loss2"] - g["good_dprk"] - g["first"],
        "k2": g["loss2"] + rest * g["loss1"] - g["good_dprk"] - g["name_dprk"],
        "u1": (g["gain2"] + g["good_us"] + g["name_us"] + rest * g["gain1"]) / g["cost"]
        - g["first"],
        "u2": (g["good_us"] + g["name_us"] + rest * both) / g["cost"],
        "w": (both + g["good_us"]) / g["cost"] - g["first"],
        "l": float(g["leverage"] - g["first"]),
    }


def _flip(given: dict[str, Any]) -> float:
    """Give the share gone at which the last payment can only be the floor."""
    floor = _borders(given, given["gone"])["k1"]
    needed = given["cost"] * floor - given["good_us"] - given["name_us"]
    return float(1 - needed / (given["gain1"] + given["gain2"]))


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    edge = _borders(given, given["gone"])
    return {
        "q1": float(edge["k1"]),
        "q2": edge["u2"],
        "q3": "k1" if given["last"] < edge["k1"] else "u2",
        "q4": _flip(given),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    edge, flip = _borders(given, given["gone"]), _flip(given)
    # At the flip point too, no other promise of Washington may be the first to break.
    there = _borders(given, min(max(flip, 0.0), 1.0))
    tops = [min(at["u1"], at["w"], at["l"]) - at["u2"] for at in (edge, there)]
    last = given["last"]
    return (
        "to begin sets the floor" if edge["k1"] > max(edge["k2"], 0) + 3 else "",
        "the last promise sets the ceiling" if min(tops) > 3 else "",
        "room" if edge["u2"] > edge["k1"] + 5 and flip < 0.98 else "",
        # Below the floor of stage 2 as well, two promises would fail at once.
        "plan outside"
        if edge["k2"] + 1 < last < edge["k1"] - 1
        or edge["u2"] + 1 < last < min(edge["u1"], edge["w"], edge["l"]) - 1
        else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    g, edge, right = given, _borders(given, given["gone"]), solve(given)
    rest, both = 1 - g["gone"], g["gain1"] + g["gain2"]
    loss = g["good_us"] + g["name_us"] + rest * both
    flip = right["q4"]
    upside = 1 - flip
    return {
        "q1": {
            "only-the-last-step": float(g["loss2"] - g["good_dprk"]),
            "first-payment-left-out": float(edge["k1"] + g["first"]),
            "relations-left-out": float(edge["k1"] + g["good_dprk"]),
            "promise-of-stage-two": edge["k2"],
        },
        "q2": {
            "loss-is-ceiling": loss,
            "last-step-alone": (loss - rest * g["gain1"]) / g["cost"],
            "all-can-be-rebuilt": (g["good_us"] + g["name_us"] + both) / g["cost"],
            "relations-left-out": (loss - g["good_us"]) / g["cost"],
            "leverage-is-ceiling": edge["l"],
        },
        "q3": {
            "nothing-fails": "none",
            "wrong-side": "u2" if right["q3"] == "k1" else "k1",
        },
        "q4": {
            "rest-not-gone": upside,
            "cost-forgotten": 1 - (edge["k1"] - g["good_us"] - g["name_us"]) / both,
            "last-gain-alone": 1 - upside * both / g["gain2"],
        },
    }
