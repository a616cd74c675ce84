"""Bargaining solutions when the sides may also agree on a lottery between points."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from summitry._checks import MOST_UTILS, FloatArray, array, choice
from summitry.errors import OutOfRangeError

_SIZE = f"at most {MOST_UTILS:g} in size"
RULES = ("nash", "kalai_smorodinsky", "egalitarian")


@dataclass(frozen=True)
class LotterySolution:
    """A bargaining solution when sides may toss a coin between points.

    Parameters
    ----------
    rule : str
        Name of the rule.
    first, second : float or None
        What each side expects; None when no mixture suits both.
    points : tuple of int
        Positions of the one or two points that are mixed.
    weight : float
        Probability of the first of them.
    shortfall : float
        How far the best mixture falls short for the worse-off side when none suits both; else 0.
    """

    rule: str
    first: float | None
    second: float | None
    points: tuple[int, ...]
    weight: float
    shortfall: float

    @property
    def agreed(self) -> bool:
        """Whether some mixture suits both sides.

        Returns
        -------
        bool
            False when there is no deal.
        """
        return self.first is not None

    def table(self) -> pd.DataFrame:
        """Show the points that are mixed.

        Returns
        -------
        pandas.DataFrame
            Columns: point (its position), probability; empty when no mixture suits both.
        """
        shares = [self.weight, 1 - self.weight][: len(self.points)] if self.agreed else []
        points = list(self.points) if self.agreed else []
        return pd.DataFrame({"point": points, "probability": shares})

    def __str__(self) -> str:
        if not self.agreed:
            return (
                "No mixture of these points suits both sides; "
                f"the best one falls {self.shortfall:.3g} short for one of them."
            )
        mix = f"point number {self.points[0]}"
        if len(self.points) == 2:
            mix = (
                f"draw lots, {mix} with probability {self.weight:.1%}, otherwise point number "
                f"{self.points[1]}"
            )
        return (
            f"{self.rule.replace('_', '-').title()} solution: {mix}. On average the first side "
            f"gets {self.first:.4g} and the second {self.second:.4g}."
        )


def lottery_solution(
    points: ArrayLike, rule: str = "nash", disagreement: tuple[float, float] = (0.0, 0.0)
) -> LotterySolution:
    r"""Solve a bargaining problem in which sides may also agree on a lottery.

    In words: each point is a pair of utilities that a deal would bring. Sides may agree on a
    lottery over points and may throw utility away, so that the problem is convex. With
    :math:`s_i = u_i - d_i` and :math:`a_i` the largest :math:`s_i` when the other side gets no less
    than without a deal, the rules maximise

    - nash: :math:`s_1 s_2`;
    - kalai_smorodinsky: :math:`\min(s_1/a_1, s_2/a_2)`;
    - egalitarian: :math:`\min(s_1, s_2)`, the only rule that compares the two sides' utils.

    Parameters
    ----------
    points : array_like
        Pairs of utilities, one row a point.
    rule : {"nash", "kalai_smorodinsky", "egalitarian"}
        Which rule.
    disagreement : tuple of float
        What the sides have without a deal.

    Returns
    -------
    LotterySolution
        Expected utilities and the points mixed.

    Raises
    ------
    OutOfRangeError, UnknownNameError
        For points that are not pairs of finite numbers, or another rule.

    References
    ----------
    J. F. Nash (1950). E. Kalai and M. Smorodinsky, "Other Solutions to Nash's Bargaining Problem",
    Econometrica 43 (1975). E. Kalai, Econometrica 45 (1977).

    Examples
    --------
    >>> solution = lottery_solution([(0, 1), (1, 0), (1, 0.7)], "kalai_smorodinsky")
    >>> round(solution.first, 6), round(solution.second, 6)
    (0.769231, 0.769231)
    """
    pairs = np.atleast_2d(array("points", points, "pairs of finite numbers"))
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not len(pairs):
        raise OutOfRangeError("the shape of points", pairs.shape, "(n, 2) with n of 1 or more")
    choice("bargaining rule", rule, RULES)
    if np.abs(pairs).max() > MOST_UTILS:
        raise OutOfRangeError("points", float(pairs.flat[np.abs(pairs).argmax()]), _SIZE)
    d = array("disagreement", disagreement, "a pair of finite numbers")
    if d.shape != (2,):
        raise OutOfRangeError("disagreement", disagreement, "a pair of finite numbers")
    if np.abs(d).max() > MOST_UTILS:
        raise OutOfRangeError("disagreement", disagreement, _SIZE)
    gains = pairs - d
    hull = _frontier_of_lotteries(gains)
    corners = _individually_rational(gains[hull])
    if corners is None:
        best = _largest_minimum(gains[hull], np.ones(2))
        return LotterySolution(rule, None, None, (), 0.0, float(-best.min()))
    if rule == "nash":
        best = _largest_product(corners)
    elif rule == "egalitarian":
        best = _largest_minimum(corners, np.ones(2))
    else:
        ideal = np.array([corners[-1, 0], corners[0, 1]])
        best = _largest_minimum(corners, np.where(ideal > 0, ideal, 1.0))
    used, weight = _mixture(gains, hull, best)
    u = best + d
    return LotterySolution(rule, float(u[0]), float(u[1]), used, weight, 0.0)


def _frontier_of_lotteries(gains: FloatArray) -> list[int]:
    """Return the points that span the Pareto frontier of lotteries, first side's gain rising."""
    chain: list[int] = []
    for i in map(int, np.lexsort((gains[:, 1], gains[:, 0]))):
        while chain and gains[i, 1] >= gains[chain[-1], 1]:
            chain.pop()  # dominated by i
        while len(chain) >= 2 and _below(gains[chain[-1]], gains[chain[-2]], gains[i]):
            chain.pop()  # a lottery between its neighbours does at least as well
        chain.append(i)
    return chain


def _below(point: FloatArray, left: FloatArray, right: FloatArray) -> bool:
    """Return whether a point is on or below the line from left to right."""
    run, rise = right - left
    return bool((point[1] - left[1]) * run <= (point[0] - left[0]) * rise)


def _individually_rational(corners: FloatArray) -> FloatArray | None:
    """Cut a frontier down to the part where neither side gets less than without a deal."""
    for side in (0, 1):
        if corners[:, side].max() < -1e-12:
            return None
        kept: list[FloatArray] = []
        for a, b in itertools.pairwise([*corners, corners[-1]]):
            if a[side] >= -1e-12:
                kept.append(a)
            if (a[side] >= -1e-12) != (b[side] >= -1e-12):
                kept.append(a + a[side] / (a[side] - b[side]) * (b - a))
        corners = np.array(kept)
    return corners


def _largest_product(corners: FloatArray) -> FloatArray:
    """Return the point of the frontier with the largest product of gains."""
    candidates = list(corners)
    for a, b in itertools.pairwise(corners):
        step = b - a
        if step[0] * step[1] < 0:  # the product along an edge is a parabola: try its top
            t = -(a[0] * step[1] + a[1] * step[0]) / (2 * step[0] * step[1])
            candidates.append(a + min(1.0, max(0.0, t)) * step)
    return max(candidates, key=lambda s: (float(s[0] * s[1]), float(s.sum())))


def _largest_minimum(corners: FloatArray, scale: FloatArray) -> FloatArray:
    """Return the point of the frontier where the smaller scaled gain is largest."""
    gap = corners[:, 0] / scale[0] - corners[:, 1] / scale[1]  # rises from left to right
    if gap[0] >= 0:
        return np.asarray(corners[0])
    if gap[-1] <= 0:
        return np.asarray(corners[-1])
    i = int(np.searchsorted(gap, 0.0)) - 1
    t = gap[i] / (gap[i] - gap[i + 1])
    return np.asarray(corners[i] + t * (corners[i + 1] - corners[i]))


def _mixture(gains: FloatArray, hull: list[int], best: FloatArray) -> tuple[tuple[int, ...], float]:
    """Return the one or two points whose lottery gives `best`, and the weight of the first."""
    along = gains[hull, 0]
    i = int(np.clip(np.searchsorted(along, best[0]) - 1, 0, max(0, len(hull) - 2)))
    if len(hull) == 1:
        return (hull[0],), 1.0
    weight = float((along[i + 1] - best[0]) / (along[i + 1] - along[i]))
    if weight >= 1 - 1e-12:
        return (hull[i],), 1.0
    return ((hull[i + 1],), 1.0) if weight <= 1e-12 else ((hull[i], hull[i + 1]), weight)
