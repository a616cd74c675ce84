"""Published results about gradual exchange; the cases are in deal_cases.json.

With nothing reversible, no snapback and no reputation, each payment just makes up for a step, and
each next step just makes up for a payment. Only the last payment lacks something: a stake in the
finished relationship. With it, every promise holds with nothing to spare.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from summitry.deal import StagedDeal

CASES = json.loads((Path(__file__).parent / "deal_cases.json").read_text("utf-8"))


def gradual(stages, cost, gain, payment_cost, discount, hazard, ratio):
    """The deal whose steps shrink by the ratio, the first one being cost and gain."""
    sizes = ratio ** np.arange(stages, dtype=float)
    return StagedDeal(
        dprk_cost=cost * sizes,
        us_gain=gain * sizes,
        hazard=np.full(stages, hazard),
        discount=np.full(stages, discount),
        payment_cost=payment_cost,
        leverage=math.inf,
        irreversible=1.0,
        exposure_loss=0.0,
        snapback_stall=0.0,
        snapback_break=0.0,
        reputation_dprk=0.0,
        reputation_us=0.0,
        peace_dprk=0.0,
        peace_us=0.0,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["family"])
def test_published(case):
    arguments, expected = case["arguments"], case["expected"]
    weight = arguments["discount"] * (1 - arguments["hazard"])
    ratio = arguments["payment_cost"] * arguments["cost"] / (weight * arguments["gain"])
    assert ratio == pytest.approx(expected["ratio"], abs=5e-7)
    deal = gradual(**arguments, ratio=ratio)
    last = f"U{deal.stages}"
    alone = deal.promises(expected["payments"], fakes=False)
    assert alone.failures()[last] == pytest.approx(expected["last_stake"], abs=5e-7)
    # With that stake, nothing is to spare anywhere, and no other payments hold.
    staked = deal.changed(peace_us=expected["last_stake"] + 1e-6)
    found = staked.promises(expected["payments"], fakes=False)
    assert found.slack[:-1] == pytest.approx(np.zeros(2 * deal.stages), abs=2e-5)
    windows = staked.windows("projection", fakes=False)
    assert windows.floor == pytest.approx(expected["payments"], abs=1e-4)
    assert windows.ceiling == pytest.approx(expected["payments"], abs=1e-4)
    # A larger first step than the ratio allows cannot be paid for.
    steeper = gradual(**arguments, ratio=0.9 * ratio).changed(peace_us=expected["last_stake"])
    assert not steeper.most_robust(fakes=False).feasible


def test_every_case_names_its_source():
    assert all(case["source"] and isinstance(case["derived_here"], bool) for case in CASES)
