"""The key of exercise 06-stick against the ledger and against a search over the ranges."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from summitry import facts
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "06-stick")
GIVEN = {
    "lifted": ["2371-coal", "2375-tex", "US-EO13810", "US-NKSPEA"],
    "weight": 80,
    "share": 90,
    "back_low": 10,
    "back_high": 25,
    "closed_low": 30,
    "closed_high": 60,
    "undone": 50,
}
#: The column `type` of the ledger and the hand that it stands for.
KINDS = {
    "executive order": "president",
    "regulation": "agency",
    "designation": "report",
    "statute": "congress",
}


def test_literal_variant():
    # 0.8 * 0.9 = 0.72 lifted; 0.72 * 0.75 = 0.54 given; 0.6 * 0.5 = 0.3 removed; 1 - 0.3 / 0.72.
    assert EXERCISE.grader.solve(GIVEN) == {
        "q1": ["council", "president", "congress"],
        "q2": pytest.approx(54),
        "q3": pytest.approx(1.8),
        "q4": pytest.approx(100 * (1 - 0.3 / 0.72)),
    }


@pytest.mark.parametrize("student", range(10))
def test_hands_are_those_of_the_ledger(student):
    variant = variants.variant(EXERCISE, "hands", f"student{student}")
    kinds = facts.load("us_unilateral").set_index("id")["type"]
    lifted = variant.given["lifted"]
    hands = {KINDS[kinds[name]] for name in lifted if name.startswith("US-")} | {"council"}
    assert set(variant.right["q1"]) == hands


@pytest.mark.parametrize("student", range(10))
def test_ranges_agree_with_a_search_over_all_their_values(student):
    variant = variants.variant(EXERCISE, "search", f"student{student}")
    given, right = variant.given, variant.right
    lifted = given["weight"] / 100 * given["share"] / 100
    back = np.linspace(given["back_low"], given["back_high"], 41) / 100
    closed = np.linspace(given["closed_low"], given["closed_high"], 41) / 100
    pairs = [
        (lifted * (1 - b), c * given["undone"] / 100) for b, c in itertools.product(back, closed)
    ]
    assert right["q2"] == pytest.approx(100 * min(kept for kept, _ in pairs))
    assert right["q3"] == pytest.approx(min(kept / gone for kept, gone in pairs))
    # At the flip point the least sure pair is even; just below it, more is given everywhere.
    gone = [gone for _, gone in pairs]
    for step, sure in ((-0.001, True), (0.001, False)):
        kept = lifted * (1 - right["q4"] / 100 - step)
        assert all(kept > item for item in gone) is sure


def test_options_are_the_hands_of_the_key():
    raw = tomllib.loads((EXERCISE.folder / "exercise.toml").read_text("utf-8"))
    options = tuple(item["key"] for item in raw["question"][0]["options"])
    assert options == EXERCISE.grader.HANDS
