"""Variants and key: surplus of a proposal, the zone on a table of six items, and its flip point."""

from typing import Any

import numpy as np

from summitry import bargain

#: Every variant: both proposals are refused, each by another side, and still a zone exists.
TRAP = (
    "North Korea's proposal is refused by the United States only",
    "the US proposal is refused by North Korea only",
    "a zone exists",
)

#: Lowest and highest cost and worth of each item, and who gives it.
ITEMS = {
    "plants": ("DPRK", (45, 105), (60, 120)),
    "tests": ("DPRK", (6, 30), (12, 42)),
    "site": ("DPRK", (45, 120), (36, 105)),
    "relief": ("US", (90, 180), (90, 180)),
    "office": ("US", (3, 24), (6, 30)),
    "text": ("US", (3, 30), (9, 42)),
}
NAMES = list(ITEMS)
DPRK_PROPOSAL = ("plants", "tests", "relief")
US_PROPOSAL = ("plants", "tests", "site", "office")

#: One row a package: which of the six items are in it. Row 0 is no item at all.
_INSIDE = (np.arange(2 ** len(NAMES))[:, None] >> np.arange(len(NAMES)) & 1).astype(float)


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    given: dict[str, Any] = {}
    for name, (_, cost, worth) in ITEMS.items():
        given[f"{name}_cost"] = int(random.integers(cost[0], cost[1] + 1))
        given[f"{name}_worth"] = int(random.integers(worth[0], worth[1] + 1))
    given["no_deal_us"] = int(random.integers(6, 31))
    given["no_deal_dprk"] = int(random.integers(6, 31))
    return given


def table(given: dict[str, Any]) -> bargain.Negotiation:
    """Build the course's model of one variant."""
    items = [
        bargain.Item(name, side, cost=given[f"{name}_cost"], value=given[f"{name}_worth"])
        for name, (side, _, _) in ITEMS.items()
    ]
    return bargain.Negotiation(items, given["no_deal_us"], given["no_deal_dprk"])


def _worth(given: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Give what every package is worth to each side, no deal left out."""
    us, dprk = [], []
    for name, (side, _, _) in ITEMS.items():
        cost, worth = given[f"{name}_cost"], given[f"{name}_worth"]
        us.append(worth if side == "DPRK" else -cost)
        dprk.append(-cost if side == "DPRK" else worth)
    return _INSIDE @ np.array(us, float), _INSIDE @ np.array(dprk, float)


def _number(package: tuple[str, ...]) -> int:
    return sum(1 << NAMES.index(name) for name in package)


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    model = table(given)
    # The bits of a package's number say which items are in it, as in the rows of _INSIDE.
    worth = model.surplus()
    held = _INSIDE[(worth.us >= 0) & (worth.dprk >= 0)].all(axis=0)
    return {
        "q1": model.surplus(DPRK_PROPOSAL).us,
        "q2": model.zopa().deals,
        "q3": [name for name, always in zip(NAMES, held, strict=True) if always],
        "q4": model.flip("reservation_us").value,
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    us, dprk = _worth(given)
    us, dprk = us - given["no_deal_us"], dprk - given["no_deal_dprk"]
    theirs, ours = _number(DPRK_PROPOSAL), _number(US_PROPOSAL)
    both = (us >= 0) & (dprk >= 0)
    # Between two and twelve deals, at least one item in all of them, and not by a hair.
    held = _INSIDE[both].all(axis=0).sum() if both.any() else 0
    exists = 2 <= both.sum() <= 12 and 1 <= held <= 4 and us[both].max() >= 2
    return (
        TRAP[0] if us[theirs] <= -2 and dprk[theirs] >= 0 else "",
        TRAP[1] if dprk[ours] <= -2 and us[ours] >= 0 else "",
        TRAP[2] if exists else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    us, dprk = _worth(given)
    r_us, r_dprk = given["no_deal_us"], given["no_deal_dprk"]
    one = _number(DPRK_PROPOSAL)
    some = np.arange(len(us)) > 0
    right = float(us[some & (dprk >= r_dprk)].max())
    return {
        "q1": {
            "no-deal-is-zero": float(us[one]),
            "reservation-added": float(us[one] + r_us),
            "sign-lost": float(r_us - us[one]),
            "wrong-side": float(dprk[one] - r_dprk),
        },
        "q2": {
            "no-deal-is-zero": int((some & (us >= 0) & (dprk >= 0)).sum()),
            "one-side-is-enough": [
                int((some & (us >= r_us)).sum()),
                int((some & (dprk >= r_dprk)).sum()),
            ],
            "points-can-be-added": int((some & (us + dprk >= r_us + r_dprk)).sum()),
            "two-points-are-all": 0,
        },
        "q4": {
            "added-not-total": right - r_us,
            "other-side-forgotten": float(us.max()),
            "one-package-only": float(us[one]),
            "wrong-side": float(dprk[some & (us >= r_us)].max()),
        },
    }
