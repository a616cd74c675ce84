"""Published results about bargaining; the cases are in bargain_cases.json.

`derived_here` marks a number that was worked out here and not read in the source.
"""

import json
from pathlib import Path

import pytest

from summitry import bargain
from summitry.bargain import Item, Negotiation

CASES = json.loads((Path(__file__).parent / "bargain_cases.json").read_text("utf-8"))

# Nash's table: worth to Bill, worth to Jack. Bill stands in for the United States.
BILL = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACK = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}


def bill_and_jack(rule):
    items = [Item(name, "US", cost=bill, value=jack) for name, (bill, jack) in BILL.items()]
    items += [Item(name, "DPRK", cost=jack, value=bill) for name, (bill, jack) in JACK.items()]
    return getattr(Negotiation(items), rule)()


def three_packages():
    """The first item alone gives (4, 0); the others move the gain to the second side."""
    items = [
        Item("a", "DPRK", cost=0, value=4),
        Item("b", "US", cost=2, value=1.5),
        Item("c", "US", cost=2, value=0.5),
    ]
    return Negotiation(items).kalai_smorodinsky()


def ends(found):
    if hasattr(found, "low"):
        return [found.low, found.high]
    return [found.first, found.second]


def value_of(found, name):
    """A field of a result, or the value at which a parameter flips it."""
    kind, _, parameter = name.partition(":")
    return found.flip(parameter).value if kind == "flip" else getattr(found, name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["family"])
def test_published(case):
    expected = case["expected"]
    if case["solver"] in ("bill_and_jack", "three_packages"):
        found = globals()[case["solver"]](**case["arguments"])
        assert (found.us, found.dprk) == pytest.approx((expected["us"], expected["dprk"]))
        if "package" in expected:
            assert list(found.package) == expected["package"]
        assert found.agreed
        return
    found = getattr(bargain, case["solver"])(**case["arguments"])
    if isinstance(expected, dict):
        seen = {name: value_of(found, name) for name in expected}
        assert seen == pytest.approx(expected, abs=5e-7)
        return
    assert ends(found) == pytest.approx(expected, abs=5e-7)


def test_risk_aversion_costs_its_bearer_a_third():
    """A pie between a neutral side and one with the utility of a square root.

    M. J. Osborne and A. Rubinstein, Bargaining and Markets (1990), ch. 2: the more risk-averse side
    gets less under Nash. Derived here: Nash gives the neutral side 2/3 (x sqrt(1 - x) is largest
    there), Kalai and Smorodinsky the x with x = sqrt(1 - x), one over the golden ratio.
    """
    pie = [(x / 3000, (1 - x / 3000) ** 0.5) for x in range(3001)]
    nash = bargain.lottery_solution(pie, "nash")
    assert (nash.first, nash.second**2) == pytest.approx((0.666667, 0.333333), abs=5e-7)
    share = bargain.lottery_solution(pie, "kalai_smorodinsky")
    assert share.first == share.second == pytest.approx(0.618034, abs=5e-7)


def test_every_case_names_its_source():
    assert all(case["source"] and isinstance(case["derived_here"], bool) for case in CASES)


def test_nash_found_one_package_in_512():
    assert bill_and_jack("nash").ties == 1
