"""Monte Carlo over six-stage deals, against OpenSpiel's recursion on the same trees."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from pathlib import Path

import numpy as np
from timing import Row, best

from summitry import scenarios, sweep

ORACLES = Path(__file__).parents[1] / "tests" / "oracles"


def _openspiel_per_deal(count: int = 20) -> float:
    """Seconds that OpenSpiel needs to solve one six-stage tree, reading it not counted."""
    import pyspiel

    spec = importlib.util.spec_from_file_location("staged_tree", ORACLES / "staged_tree.py")
    tree_module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tree_module)
    scenario = scenarios.load("six-stage-reference")
    paid = scenario.deal().most_robust().payments
    worlds = sweep.draw(sweep.Ranges.of(scenario), 0, count, seed=1)

    def solve(state):
        if state.is_terminal():
            return np.array(state.returns())
        if state.is_chance_node():
            return sum(share * solve(state.child(a)) for a, share in state.chance_outcomes())
        values = [solve(state.child(a)) for a in state.legal_actions()]
        return max(values, key=lambda value: value[state.current_player()])

    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for i in range(count):
            deal = sweep.world(worlds, scenario.steps, i)
            path = Path(folder) / f"{i}.efg"
            path.write_text(tree_module.Tree(deal, paid, fakes=False).text(), encoding="utf-8")
            state = pyspiel.load_game("efg_game", {"filename": str(path)}).new_initial_state()
            start = time.perf_counter()
            solve(state)
            spent += time.perf_counter() - start
    return spent / count


def measure() -> list[Row]:
    draws = 4_000_000
    seconds = best(lambda: sweep.completion(draws), 3)
    ratio = _openspiel_per_deal() / (seconds / draws)
    # The curve from which the cost of a billion draws is told (docs/models/sweep.md).
    curve = [
        Row(f"sweep of {count:,} deals", best(lambda count=count: sweep.completion(count), 2))
        for count in (10_000, 100_000, 1_000_000, 16_000_000)
    ]
    return [
        Row("4 million six-stage deals, drawing included", seconds, 1.0, "OpenSpiel", ratio),
        Row(
            "Sobol indices of 12 assumptions",
            best(lambda: sweep.importance(parameters=_TWELVE), 3),
            3.0,
        ),
        *curve,
    ]


_TWELVE = [
    "arsenal_value",
    "us_value",
    "curvature",
    "years",
    "yearly_hazard",
    "payment_cost",
    "leverage",
    "irreversible",
    "exposure_loss",
    "snapback_stall",
    "snapback_break",
    "peace_us",
]
