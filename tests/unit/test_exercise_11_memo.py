"""Exercise 11-memo: its key against playing the three plans out."""

from pathlib import Path

import pytest

from summitry.deal import StagedDeal
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "11-memo")


def deal_of(given, **changes):
    return StagedDeal.from_roadmap(
        given["steps"],
        years=given["years"],
        arsenal_value=given["worth"],
        us_value=given["gain"],
        irreversible=given["gone"],
        snapback_stall=given["snap"],
        snapback_break=given["snap"],
        leverage=given["leverage"],
        **({"payment_cost": given["cost"]} | changes),
    )


@pytest.mark.parametrize("student", ["ana", "bo", "cy", "dee", "eve", "finn"])
def test_the_key_is_what_playing_the_plans_shows(student):
    found = variants.variant(EXERCISE, "course", student)
    given, right = found.given, found.right
    deal = deal_of(given)
    played = {letter: deal.play(given[f"plan_{letter}"]) for letter in "abc"}
    best = right["q1"]
    plan = given[f"plan_{best}"]
    assert played[best].complete
    assert not all(play.complete for play in played.values())
    # On a path that is kept to its end, the margins of the moves are the spares of the promises.
    letters = {"DPRK": "k", "US": "u"}
    margins = {f"{letters[node.mover]}{node.stage}": node.slack for node in played[best].nodes}
    margins["w1"] = played[best].value_us
    assert min(margins, key=margins.get) == right["q2"]
    assert margins[right["q2"]] == pytest.approx(right["q3"])
    for letter in "abc":
        assert deal.promises(given[f"plan_{letter}"], fakes=False).slack.min() <= right["q3"] + 1e-9
        assert sum(given[f"plan_{letter}"]) <= given["leverage"]
    for cost, holds in ((right["q4"] - 0.001, True), (right["q4"] + 0.001, False)):
        assert deal_of(given, payment_cost=cost).play(plan).complete is holds


def test_the_rubric_fills_the_points_of_the_memo():
    memo = EXERCISE.question("argument")
    assert 8 <= memo.manual <= 10
    assert sum(line.count("(1)") for line in memo.rubric) == memo.manual


def test_the_even_plan_stands_under_every_letter():
    letters = set()
    for number in range(30):
        given = variants.variant(EXERCISE, "course", f"s{number}").given
        letters.add(min("abc", key=lambda x: max(given[f"plan_{x}"]) - min(given[f"plan_{x}"])))
    assert letters == {"a", "b", "c"}
