"""Windows and best schedules against a second linear program, built by asking a walk on the path.

The slack of every promise is measured by walking along the path and stepping off it once, in plain
Python. A slack changes by the same amount for each util paid, so the walk at no payment and at one
util in each stage gives the whole program. Degenerate numbers on purpose: zeros, ones, hazards of 0
and 1, equal stages, one stage and thirty.
"""

import math
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from summitry.deal import StagedDeal


def walk(deal, paid, fakes):
    """Slack of each promise: the worth of keeping it less that of the one other move."""
    stages = len(paid)
    cost, gain, hazard, weight = (
        [float(x) for x in getattr(deal, name)]
        for name in ("dprk_cost", "us_gain", "hazard", "discount")
    )
    gone, kappa = deal.irreversible, deal.payment_cost
    kept = 1 - gone - deal.exposure_loss * gone
    dismantled = [sum(cost[:n]) for n in range(stages + 1)]
    gained = [sum(gain[:n]) for n in range(stages + 1)]
    received = [sum(paid[:n]) for n in range(stages + 1)]

    def dies(n, kept_back):
        """North Korea's worth of a deal that dies in stage n, one step perhaps not real."""
        return -deal.snapback_break * received[n] + kept * (dismantled[n + 1] - kept_back)

    def onwards(n, kept_back=0.0):
        if n == stages:
            return deal.peace_dprk
        goes_on = paid[n] + onwards(n + 1, kept_back)
        dead = hazard[n] * dies(n, kept_back)
        return -cost[n] + weight[n] * ((1 - hazard[n]) * goes_on + dead)

    def us_dies(n):
        return kappa * deal.snapback_break * received[n] - (1 - gone) * gained[n + 1]

    def us_onwards(n):
        if n == stages:
            return deal.peace_us
        goes_on = us_onwards(n + 1) - kappa * paid[n]
        return gain[n] + weight[n] * ((1 - hazard[n]) * goes_on + hazard[n] * us_dies(n))

    found = {"W1": us_onwards(0)}
    for n in range(stages):
        stopped = -deal.snapback_stall * received[n] + (1 - gone) * dismantled[n]
        found[f"K{n + 1}"] = onwards(n) - stopped + (deal.reputation_dprk if n else 0)
        reneged = us_dies(n) - deal.reputation_us
        found[f"U{n + 1}"] = us_onwards(n + 1) - kappa * paid[n] - reneged
        if fakes:
            caught, free = stopped - deal.penalty, paid[n] + onwards(n + 1, cost[n])
            lived = deal.detection * caught + (1 - deal.detection) * free
            faked = (1 - hazard[n]) * lived + hazard[n] * dies(n, cost[n])
            found[f"F{n + 1}"] = onwards(n) + deal.fake_cost * cost[n] - weight[n] * faked
    return found


def rows(deal, fakes):
    stages = deal.stages
    zero = walk(deal, [0.0] * stages, fakes)
    ones = [walk(deal, [float(i == j) for i in range(stages)], fakes) for j in range(stages)]
    slope = np.array([[one[name] - zero[name] for one in ones] for name in zero])
    return list(zero), np.array(list(zero.values())), slope


def solve(deal, constant, slope, objective, free=False):
    """Least value of an objective over all payments; with `free`, a column for the least slack."""
    stages = deal.stages
    above, total = -slope, np.ones(stages)
    bounds = [(0, None)] * stages
    if free:
        above = np.hstack([above, np.ones((len(above), 1))])
        total, bounds = np.append(total, 0), [*bounds, (None, None)]
    limit = constant
    if math.isfinite(deal.leverage):
        above, limit = np.vstack([above, total]), np.append(constant, deal.leverage)
    return linprog(objective, A_ub=above, b_ub=limit, bounds=bounds, method="highs")


def share(rng):
    return rng.choice([0.0, 1.0, 0.5, rng.random(), rng.random()])


def size(rng, most):
    return rng.choice([0.0, float(rng.randint(0, 5)), rng.random() * most])


def any_deal(rng, stages):
    mild, equal = rng.random() < 0.5, rng.random() < 0.3

    def each(draw):
        return [draw()] * stages if equal else [draw() for _ in range(stages)]

    return StagedDeal(
        each(lambda: size(rng, 20)),
        each(lambda: size(rng, 40)),
        each(lambda: rng.choice([0.0, 0.02, 0.05]) if mild else share(rng)),
        each(lambda: rng.choice([1.0, 0.95]) if mild else max(share(rng), 0.01)),
        payment_cost=rng.choice([0.0, 0.1, 0.5, 1.0]),
        leverage=rng.choice([0.0, 10.0, 100.0, math.inf]),
        irreversible=share(rng),
        exposure_loss=size(rng, 2),
        snapback_stall=share(rng),
        snapback_break=share(rng),
        reputation_dprk=size(rng, 5),
        reputation_us=size(rng, 10),
        peace_dprk=size(rng, 10),
        peace_us=size(rng, 20),
        detection=share(rng),
        fake_cost=share(rng),
        penalty=size(rng, 10),
    )


@pytest.mark.parametrize("seed", range(60))
def test_schedules_and_windows(seed):
    rng = random.Random(seed)
    deal = any_deal(rng, 30 if seed % 20 == 0 else rng.choice([1, 1, 2, 3, 4]))
    stages = deal.stages
    for fakes in (False, True):
        names, constant, slope = rows(deal, fakes)
        best = solve(deal, constant, slope, np.append(np.zeros(stages), -1.0), free=True)
        robust = deal.most_robust(fakes=fakes)
        assert robust.slack == pytest.approx(-best.fun, rel=1e-6, abs=1e-6)
        made = walk(deal, list(robust.payments), fakes)
        assert min(made.values()) == pytest.approx(robust.slack, rel=1e-6, abs=1e-6)
        if abs(best.fun) < 1e-5:
            continue  # on the edge both solvers may say either
        assert robust.feasible == (best.fun < 0)
        sign = slope[names.index("W1")]
        most = solve(deal, constant, slope, -sign)
        cheapest = deal.cheapest(fakes=fakes)
        assert cheapest.feasible == (most.status == 0)
        if cheapest.feasible:
            worth = constant[names.index("W1")] - most.fun
            assert cheapest.value_us == pytest.approx(worth, rel=1e-6, abs=1e-6)
        if stages == 30:
            continue
        window = deal.windows("projection", fakes=fakes)
        for n in range(stages):
            for side, end in ((1.0, window.floor[n]), (-1.0, window.ceiling[n])):
                ask = solve(deal, constant, slope, side * np.eye(stages)[n])
                if ask.status == 0:
                    assert end == pytest.approx(side * ask.fun, rel=1e-5, abs=1e-5)
                else:  # no payment works, or payments without limit do
                    assert math.isnan(end) if ask.status == 2 else end == math.inf


def line(constant, slope):
    """The values t >= 0 at which every constant + slope t is zero or more."""
    low, high = 0.0, math.inf
    for start, rise in zip(constant, slope, strict=True):
        if abs(rise) < 1e-12:
            if start < -1e-9:
                return math.nan, math.nan
        elif rise > 0:
            low = max(low, -start / rise)
        else:
            high = min(high, start / -rise)
    return (low, high) if low <= high + 1e-9 else (math.nan, math.nan)


@pytest.mark.parametrize("seed", range(60))
def test_own_and_common_windows(seed):
    rng = random.Random(seed)
    deal = any_deal(rng, rng.choice([1, 2, 3, 4]))
    stages = deal.stages
    drawn = [size(rng, 20) for _ in range(stages)]
    for paid in (drawn, deal.most_robust().payments, [0.0] * stages):
        paid = np.array(paid)
        for fakes in (False, True):
            _, constant, slope = rows(deal, fakes)
            if math.isfinite(deal.leverage):
                constant = np.append(constant, deal.leverage)
                slope = np.vstack([slope, -np.ones(stages)])
            window = deal.windows("own", paid, fakes=fakes)
            for n in range(stages):
                others = constant + slope @ paid - slope[:, n] * paid[n]
                ends = line(others, slope[:, n])
                seen = window.floor[n], window.ceiling[n]
                assert seen == pytest.approx(ends, rel=1e-5, abs=1e-5, nan_ok=True)
            common = deal.windows("scale", paid, fakes=fakes)
            for factor, found in zip(
                line(constant, slope @ paid), (common.floor, common.ceiling), strict=True
            ):
                for one, end in zip(paid, found, strict=True):
                    expected = 0.0 if one == 0 and not math.isnan(factor) else factor * one
                    assert end == pytest.approx(expected, rel=1e-5, abs=1e-5, nan_ok=True)
