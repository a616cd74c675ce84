"""Exercise 04-offer: the key against counting governments, drawing visits and scanning the game."""

from pathlib import Path

import numpy as np
import pytest

from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "04-offer")
GRADE = EXERCISE.grader


@pytest.mark.parametrize("student", [f"student{n}" for n in range(60)])
def test_key_agrees_with_counting_and_with_the_game_on_both_sides(student):
    item = variants.variant(EXERCISE, "test-course", student)
    given, right = item.given, item.right
    # Ten thousand governments.
    made = given["before"] * given["disarmers"]
    others = (100 - given["before"]) * given["hedgers"]
    assert right["q1"] == pytest.approx(100 * made / (made + others))
    assert right["q1"] < given["before"]
    assert right["q2"] == pytest.approx(100 * given["open"] / given["places"])
    assert right["q3"] == "known"
    border = right["q4"] / 100
    for above in np.linspace(border + 1e-6, 1, 12):
        assert GRADE.kind(given, float(above)) == "apart"
    # Below it, whatever else changes, the kinds never part.
    for below in np.linspace(0, border - 1e-6, 12):
        assert not any(e.kind == "separating" for e in GRADE.game(given, float(below)).equilibria())


@pytest.mark.parametrize("student", ["ana", "bo", "chi"])
def test_border_is_where_the_model_flips_last(student):
    item = variants.variant(EXERCISE, "test-course", student)
    flip = GRADE.game(item.given, 0.99).flip("detection")
    assert 100 * float(flip) == pytest.approx(item.right["q4"])


@pytest.mark.parametrize("student", ["ana", "bo", "chi"])
def test_first_change_from_below_is_a_named_mistake(student):
    item = variants.variant(EXERCISE, "test-course", student)
    flip = GRADE.game(item.given, item.right["q2"] / 100).flip("detection")
    near = [abs(100 * float(flip) - value) for value in item.wrong["q4"]["first-change"]]
    assert min(near) < 1e-4


def test_detection_agrees_with_drawn_visits():
    given = dict(variants.variant(EXERCISE, "test-course", "ana").given)
    random = np.random.default_rng(4)
    found = 0
    for _ in range(20_000):
        hidden = random.integers(given["places"])
        doors = random.permutation(given["places"])[: given["open"]]
        found += hidden in doors[: given["visits"]]
    assert GRADE.solve(given)["q2"] == pytest.approx(100 * found / 20_000, abs=1.5)


def test_key_of_a_literal_variant():
    given = {
        "before": 25,
        "disarmers": 60,
        "hedgers": 80,
        "places": 20,
        "open": 8,
        "visits": 18,
        "relief": 12,
        "penalty": 4,
        "opening": 10.5,
        "hide": 18,
    }
    right = GRADE.solve(given)
    assert right.pop("q3") == "known"
    assert right == pytest.approx({"q1": 20.0, "q2": 40.0, "q4": 75.0})
    wrong = GRADE.mistakes(given)
    assert wrong["q1"]["joint-not-share"] == pytest.approx(15.0)
    assert wrong["q2"]["effort-is-enough"] == pytest.approx(90.0)
    assert wrong["q4"]["first-change"] == pytest.approx([65.625, 100 * 2 / 3])
    assert GRADE.kind(given, 0.9) == "apart"
