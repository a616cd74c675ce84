"""Search for the design that holds in most worlds: where the number of lesson 11 comes from.

Run it with `python lessons/11-design-the-way-forward/search.py`; it takes less than a minute. For
each number of stages from one to twelve it draws designs at random, keeps the best few, and
changes these a little, again and again: some 9,500 designs in all, played in the same worlds. The
best of many looks better in these worlds than it is, so the number that counts comes at the end,
from fresh worlds. The search is large and not complete: a better design may exist.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from summitry import scenarios, sweep

Array = npt.NDArray[np.float64]

#: Most stages of a design.
MOST_STAGES = 12
#: Designs that live on after each round.
KEPT = 20
#: Rounds of small changes; each is smaller than the one before.
ROUNDS = 8
#: Seeds of the worlds of the search, of the designs, and of the fresh worlds at the end.
SEARCH_SEED, DESIGN_SEED, FRESH_SEED = 1, 11, 7


@dataclass(frozen=True)
class Design:
    """Steps and payments, fixed before the world is known.

    Attributes
    ----------
    steps : tuple of float
        Parts of the programme; they add up to 1.
    payments : tuple of float
        One payment a step, in points.
    """

    steps: tuple[float, ...]
    payments: tuple[float, ...]


def rounded(steps: Array, payments: Array) -> Design:
    """Write a design with few digits, as a plan on paper would have it.

    Parameters
    ----------
    steps, payments : ndarray, shape (N,)
        Sizes of the steps on any scale, and points.

    Returns
    -------
    Design
        Steps in thousandths that add up to 1, payments in tenths of a point.
    """
    sizes = np.maximum(np.round(1000 * steps / steps.sum()), 1).astype(int)
    sizes[-1] += 1000 - sizes.sum()
    return Design(
        tuple((sizes / 1000).tolist()), tuple(np.round(np.maximum(payments, 0), 1).tolist())
    )


def share(design: Design, worlds: dict[str, Array]) -> float:
    """Give the share of worlds in which every promise of a design can be believed.

    Parameters
    ----------
    design : Design
        Steps and payments.
    worlds : dict of str to ndarray
        Worlds of `summitry.sweep.draw`.

    Returns
    -------
    float
        From 0 to 1.
    """
    failure, _ = sweep.outcomes(worlds, design.steps, design.payments)
    return float(np.mean(failure == 2 * len(design.steps) + 1))


def worlds_of(draws: int, seed: int) -> dict[str, Array]:
    """Draw worlds from the ranges of the deal of lesson 10.

    Parameters
    ----------
    draws : int
        Number of worlds.
    seed : int
        Seed of the sweep.

    Returns
    -------
    dict of str to ndarray
        One array an assumption.
    """
    ranges = sweep.Ranges.of(scenarios.load("six-stage-reference"))
    return sweep.draw(ranges, 0, draws, seed)


def anywhere(rng: np.random.Generator, stages: int) -> Design:
    """Draw a design: steps and payments of any size, a bill between 40 and 120 points.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    stages : int
        Number of stages.

    Returns
    -------
    Design
        A design.
    """
    steps = rng.dirichlet(np.full(stages, 4.0))
    paid = rng.dirichlet(np.full(stages, 4.0)) * rng.uniform(40, 120)
    return rounded(steps, paid)


def nearby(rng: np.random.Generator, design: Design, size: float) -> Design:
    """Change a design a little: its steps, its payments, and its bill.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    design : Design
        Where to start.
    size : float
        About the part by which each number changes.

    Returns
    -------
    Design
        A neighbour.
    """
    steps = np.array(design.steps) * np.exp(rng.normal(0, size, len(design.steps)))
    paid = np.array(design.payments) * np.exp(rng.normal(0, size, len(design.payments)))
    return rounded(steps, paid * np.exp(rng.normal(0, size / 4)))


def search(stages: int, designs: int = 800, draws: int = 4000) -> tuple[Design, float]:
    """Look for the best design of one number of stages.

    Parameters
    ----------
    stages : int
        Number of stages.
    designs : int
        Designs tried, shared out evenly among the rounds.
    draws : int
        Worlds in which each is played.

    Returns
    -------
    design : Design
        The best one found.
    share : float
        Its share in the worlds of the search: on the high side, since it was chosen in them.
    """
    worlds = worlds_of(draws, SEARCH_SEED)
    rng = np.random.default_rng([DESIGN_SEED, stages])
    each = max(designs // (ROUNDS + 1), 1)
    best: list[tuple[Design, float]] = []
    for number in range(ROUNDS + 1):
        size = 0.5 * 0.7 ** (number - 1)
        tries = [
            nearby(rng, best[i % len(best)][0], size) if best else anywhere(rng, stages)
            for i in range(each)
        ]
        best += [(design, share(design, worlds)) for design in tries]
        best = sorted(best, key=lambda pair: -pair[1])[:KEPT]
    return best[0]


def main() -> None:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description="Search for the design that holds most often.")
    parser.add_argument("--designs", type=int, default=800, help="designs a number of stages")
    parser.add_argument("--draws", type=int, default=4000, help="worlds of the search")
    chosen = parser.parse_args()
    fresh = worlds_of(20_000, FRESH_SEED)
    print("stages  worlds of 100, in the search  in fresh worlds")
    found = []
    for stages in range(1, MOST_STAGES + 1):
        design, seen = search(stages, chosen.designs, chosen.draws)
        found.append((design, seen))
        print(f"{stages:6}  {100 * seen:28.1f}  {100 * share(design, fresh):15.1f}", flush=True)
    best = max(found, key=lambda pair: pair[1])[0]
    print(f"Best in the search: steps {list(best.steps)}, payments {list(best.payments)}.")


if __name__ == "__main__":
    main()
