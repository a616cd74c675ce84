"""The key of exercise 05-count-and-money against sums by hand."""

from pathlib import Path

import pytest

from summitry import facts, sanctions
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "05-count-and-money")
COAL = ["2371-coal", "2321-coal"]


def solve(lifted, basis="KOTRA 2015", goes_on=0.6):
    return EXERCISE.grader.solve({"lifted": lifted, "basis": basis, "goes_on": goes_on})


def test_money_is_the_sure_part_of_coal_and_all_of_textiles():
    # KOTRA 2015: exports of 2,697 less 240 in 2018 (gap), coal 1,080, clothing 800.
    gap = sanctions.bases()["KOTRA 2015"].gap.high
    coal, clothing = 1080, 800
    assert solve(COAL)["q2"] == pytest.approx(100 * 0.6 * coal / gap)
    whole = solve([*COAL, "2375-tex", "2371-sea", "2397-food"])
    assert whole["q2"] == pytest.approx(100 * (0.6 * coal + clothing) / gap)


def test_count_is_what_ends_less_what_comes_back():
    table = facts.load("provisions").set_index("id")["superseded_by"]
    in_force = set(sanctions.binding())
    lifted = [*COAL, "2375-jv", "2397-ref", "2371-sea", "2397-food", "2375-sts"]
    older = {name for name in table.index if table[name] in lifted} - set(lifted)
    older -= {"2375-ref17", "2321-coal16"}  # ran out by their own dates
    older -= {"2321-coal-t"}  # the second limit of the cap that is lifted
    gone = len(set(lifted) & in_force) - len(older)
    assert len(older) == 3
    assert solve(lifted)["q1"] == pytest.approx(100 * gone / len(in_force))


def test_at_the_flip_point_weighed_money_meets_the_count_at_its_low_end():
    found = solve([*COAL, "2375-jv", "2371-lead", "2397-wood", "2375-sts"], "KOTRA 2016", 0.75)
    assert found["q3"] / 100 * found["q2"] == pytest.approx(found["q1"])


@pytest.mark.parametrize("student", range(12))
def test_shares_are_those_of_the_sanctions_model(student):
    item = variants.variant(EXERCISE, "shares", f"student{student}")
    given = item.given
    exemption = (given["goes_on"], 1.0)
    found = sanctions.relief(given["lifted"], basis=given["basis"], exemption=exemption)
    money = found.share("money")
    assert item.right["q1"] == pytest.approx(100 * found.share("measures").low)
    assert item.right["q2"] == pytest.approx(100 * money.low)
    assert item.wrong["q2"]["high-end"] == pytest.approx(100 * money.high)
    # The other wrong answers are read off a line, and from a part of the selection.
    free = sanctions.relief(given["lifted"], basis=given["basis"], exemption=1.0)
    assert item.wrong["q2"]["exemption-is-free"] == pytest.approx(100 * free.share("money").low)
    elsewhere = [
        100 * sanctions.relief(given["lifted"], basis=name, exemption=exemption).share("money").low
        for name in ("KOTRA 2014", "KOTRA 2015", "KOTRA 2016")
        if name != given["basis"]
    ]
    apart = [low for low in elsewhere if abs(low - item.right["q2"]) > 3]
    assert item.wrong["q2"].get("another-base-year", []) == pytest.approx(apart)


def test_low_end_of_a_part_is_that_of_the_whole_selection():
    # mistakes() values only what has a figure; the rest must add nothing at the low end.
    given = {"lifted": [*COAL, "2371-sea", "2375-tex"], "basis": "KOTRA 2015", "goes_on": 0.7}
    wrong = EXERCISE.grader.mistakes(given)["q2"]["another-base-year"]
    assert wrong == pytest.approx([solve(given["lifted"], "KOTRA 2014", 0.7)["q2"]])
