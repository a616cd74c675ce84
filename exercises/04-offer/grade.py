"""Variants and key: belief after a partial offer, inspection behind doors, the flip of the game."""

from typing import Any

import numpy as np

from summitry import beliefs
from summitry.grading.variants import once

#: Every variant: by the number of visits the kinds would part, by the open doors they do not.
TRAP = (
    "the offer lowers the belief",
    "visits alone would part the kinds",
    "open doors do not",
    "one equilibrium on each side",
)


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    disarmers = int(random.integers(40, 81))
    places = int(random.integers(12, 61))
    opened = int(random.integers(places // 6, places // 2 + 2))
    relief, penalty = (float(n) / 2 for n in random.integers((16, 4), (29, 12)))
    return {
        "before": int(random.integers(15, 46)),
        "disarmers": disarmers,
        "hedgers": int(random.integers(disarmers + 10, 97)),
        "places": places,
        "open": opened,
        "visits": int(random.integers(opened + 2, places + 1)),
        "relief": relief,
        "penalty": penalty,
        "opening": relief - float(random.integers(2, 6)) / 2,
        "hide": relief + penalty + int(random.integers(1, 6)),
    }


def _found(given: dict[str, Any]) -> float:
    """Give the chance that the hidden place is found: no more than the doors that open."""
    return float(min(given["open"], given["visits"]) / given["places"])


def _border(given: dict[str, Any]) -> float:
    """Give the detection at which a hedger gains nothing by promising everything."""
    return float(given["relief"] / (given["relief"] + given["penalty"]))


def _all_promise(given: dict[str, Any]) -> float:
    """Give the detection from which a disarmer would deliver, and both promise everything."""
    return float(given["opening"] / (given["relief"] + given["penalty"]))


def _worth_the_risk(given: dict[str, Any]) -> float:
    """Give the detection from which the United States would accept even a hedger's promise."""
    game = beliefs.SignallingGame()
    return 1 - game.gain_known / (game.kappa * given["relief"] + game.harm)


def game(given: dict[str, Any], detection: float) -> beliefs.SignallingGame:
    """Build the course's model of one variant, at some chance of detection."""
    return beliefs.SignallingGame(
        given["before"] / 100,
        relief_all=given["relief"],
        penalty=given["penalty"],
        site_disarmer=given["opening"],
        site_hedger=given["hide"],
        detection=detection,
    )


def kind(given: dict[str, Any], detection: float) -> str:
    """Name the sort of equilibrium, by the keys of question 3; empty if there are several."""
    names = {
        "pooling on known sites": "known",
        "pooling on everything": "everything",
        "separating (disarmer: everything, hedger: known sites)": "apart",
    }
    found = game(given, detection).equilibria()
    return names.get(found[0].name, "mixed") if len(found) == 1 else ""


@once
def _here(given: dict[str, Any]) -> tuple[float, str]:
    """Give the detection behind the closed doors, and the sort of equilibrium there."""
    detection = beliefs.detection(
        places=given["places"], visits=given["visits"], access=given["open"] / given["places"]
    )
    return detection, kind(given, detection)


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    shares = [given["disarmers"] / 100, given["hedgers"] / 100]
    detection, sort = _here(given)
    return {
        "q1": 100 * beliefs.posterior(given["before"] / 100, shares),
        "q2": 100 * detection,
        "q3": sort,
        "q4": 100 * _border(given),
    }


def _after(given: dict[str, Any], before: float) -> float:
    """Give the belief after the offer, by Bayes' rule."""
    made = before * given["disarmers"]
    return float(made / (made + (1 - before) * given["hedgers"]))


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    before, border, first = given["before"] / 100, _border(given), _all_promise(given)
    plain = (
        TRAP[0] if before - _after(given, before) > 0.02 else "",
        TRAP[1] if given["visits"] / given["places"] > border + 0.02 else "",
        TRAP[2] if _found(given) < first - 0.02 else "",
    )
    if plain != TRAP[:3]:
        return plain
    # Behind the closed doors, and just above the border, there is one equilibrium and no other.
    single = _here(given)[1] == "known" and kind(given, border + 1e-6) == "apart"
    return (*plain, TRAP[3] if single else "")


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    before, effort = given["before"] / 100, given["visits"] / given["places"]
    after = _after(given, before)
    return {
        "q1": {
            "tells-nothing": given["before"],
            "turned-round": given["disarmers"],
            "joint-not-share": before * given["disarmers"],
            "even-start": 100 * _after(given, 0.5),
            "wrong-kind": 100 * (1 - after),
        },
        "q2": {
            "effort-is-enough": 100 * effort,
            "access-twice": 100 * effort * given["open"] / given["places"],
            "open-is-everywhere": 100.0,
            "strategic-not-random": 0.0,
        },
        "q3": {"effort-is-enough": "apart", "other-pooling": "everything"},
        "q4": {
            "first-change": [100 * _all_promise(given), 100 * _worth_the_risk(given)],
            "half-is-border": 50.0,
            "turned-round": 100 * (1 - _border(given)),
        },
    }
