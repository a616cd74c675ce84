"""The key of exercise 05-revival against the sanctions model and against sums by hand."""

import math
import tomllib
from pathlib import Path

import pytest

from summitry import facts, sanctions
from summitry._sanctions_value import Limits, gain
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "05-revival")
TRADE = {"earned": 1000, "sold": 20.0, "cap_money": 400, "cap_tonnes": 5.0, "goes_on": 0.6}


def solve(**changes):
    lifted = ["2371-coal", "2321-coal", "2375-jv", "2397-ref", "2375-lab", "2371-sea"]
    return EXERCISE.grader.solve({"lifted": lifted, **TRADE, **changes})


def test_literal_variant():
    # 20 million tonnes for 1,000 million dollars: 50 dollars a tonne, so 5 million tonnes earn 250.
    assert solve() == {
        "q1": ["2270-coal", "2371-jv", "2375-ref"],
        "q2": pytest.approx(250),
        "q3": pytest.approx(600 - 250),
        "q4": pytest.approx(80),
    }


def climb(lifted):
    """Walk each line from the top, by the ledger's own column."""
    over = facts.load("provisions").set_index("id")["superseded_by"].to_dict()
    gone = {"2375-ref17", "2321-coal16", "2321-coal-t"}  # ran out, or a limb of the cap
    back = set()
    for name in over:
        if name in lifted or name in gone:
            continue
        above, key = [], name
        while key := over[key]:
            above.append(key)
        if above and all(key in lifted for key in above):
            back.add(name)
    return back


@pytest.mark.parametrize("student", range(40))
def test_what_comes_back_agrees_with_a_walk_through_the_ledger(student):
    variant = variants.variant(EXERCISE, "walk", f"student{student}")
    assert set(variant.right["q1"]) == climb(set(variant.given["lifted"]))
    # The line of three gives one, and the two single tops one each, unless they are one line.
    assert len(variant.right["q1"]) >= 2


def test_cap_and_exemption_agree_with_the_sanctions_model():
    trade, found = sanctions.Range(TRADE["earned"], TRADE["earned"]), solve()

    def limit(value):
        by_weight = TRADE["cap_tonnes"] * value / TRADE["sold"]
        return Limits(min(TRADE["cap_money"], by_weight), sanctions.Range(TRADE["goes_on"], 1.0))

    assert gain("ban", "cap", trade, limit).low == pytest.approx(found["q2"])
    assert gain("cap", "exemption", trade, limit).low == pytest.approx(found["q3"])


def test_at_the_flip_price_both_limits_hold():
    price = solve()["q4"]
    dearer = {"earned": price * TRADE["sold"]}
    assert solve(**dearer)["q2"] == pytest.approx(TRADE["cap_money"])
    above, below = (solve(earned=price * k * TRADE["sold"])["q2"] for k in (1.1, 0.9))
    assert math.isclose(above, TRADE["cap_money"])
    assert below < TRADE["cap_money"]


def test_options_are_those_of_the_key():
    raw = tomllib.loads((EXERCISE.folder / "exercise.toml").read_text("utf-8"))
    options = tuple(item["key"] for item in raw["question"][0]["options"])
    assert options == EXERCISE.grader.OPTIONS
