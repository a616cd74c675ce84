"""Sobol indices of the Ishigami function, put in the place of the staged deal.

T. Ishigami and T. Homma (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on [-pi, pi]^3. The indices
follow from its variance in closed form (I. M. Sobol and Y. L. Levitan 1999); the digits were
computed here: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from summitry import scenarios, sweep

NAMES = ("peace_dprk", "peace_us", "leverage")


def test_indices_of_the_ishigami_function(monkeypatch):
    scenario = scenarios.load("big-for-big")
    span = {name: replace(scenario.parameters[name], low=-math.pi, high=math.pi) for name in NAMES}
    scenario = replace(scenario, parameters={**scenario.parameters, **span})

    def ishigami(worlds, steps, payments):
        x1, x2, x3 = (worlds[name] for name in NAMES)
        value = np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
        # The outcome is read as: every promise kept, with this chance of survival.
        return np.full(len(x1), 2 * len(payments) + 1), value

    monkeypatch.setattr(sweep, "outcomes", ishigami)
    found = sweep.importance(scenario, [50.0], parameters=NAMES, samples=65_536)
    assert found.first == pytest.approx([0.313905, 0.442411, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.557589, 0.442411, 0.243684], abs=0.01)
