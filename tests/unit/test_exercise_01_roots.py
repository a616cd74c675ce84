"""Exercise 01-roots: each report walked back to its voice, each signal weighed by Bayes' rule."""

from pathlib import Path

import numpy as np
import pytest

from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "01-roots")
GRADE = EXERCISE.grader


def walk(press):
    """Follow every report to the voice at its end, and give the different voices."""
    ends = set()
    for line in press:
        while " repeats " in line:
            number = line.rsplit(" ", 1)[1]
            (line,) = [other for other in press if other.startswith(f"Report {number} ")]
        if " quotes " in line:
            ends.add(line)
    return {line.split(" quotes ")[1] for line in ends}


def chance(start, hopes, hope, doubts, doubt):
    """Weigh one signal after the other, by Bayes' rule with two likelihoods."""
    for ratio in [hope] * hopes + [1 / doubt] * doubts:
        if_deal, if_none = ratio / (1 + ratio), 1 / (1 + ratio)
        start = start * if_deal / (start * if_deal + (1 - start) * if_none)
    return start


@pytest.mark.parametrize("student", [f"student{n}" for n in range(60)])
def test_key_agrees_with_slow_counting(student):
    item = variants.variant(EXERCISE, "test-course", student)
    given, right = item.given, item.right
    assert right["q1"] == len(walk(given["press"]))
    hopes, doubts = given["hopes"] - given["repeated"], given["doubts"] - given["late"]
    start = given["before"] / 100
    slow = chance(start, hopes, given["hope"], doubts, given["doubt"])
    assert right["q2"] == pytest.approx(100 * slow)
    assert chance(start, hopes, right["q3"], doubts, given["doubt"]) == pytest.approx(0.5)


def test_key_of_a_literal_variant():
    given = {
        "press": [
            "Report 1 quotes the host",
            "Report 2 repeats report 3",
            "Report 3 repeats report 1",
            "Report 4 quotes the host",
            "Report 5 quotes the US interpreter",
            "Report 6 says that one delegation has not answered",
            "Report 7 prints the programme made before the meeting",
        ],
        "before": 20,
        "hopes": 5,
        "repeated": 3,
        "doubts": 3,
        "late": 2,
        "hope": 2.0,
        "doubt": 2.25,
    }
    right = GRADE.solve(given)
    assert right["q1"] == 2
    assert right["q2"] == pytest.approx(100 * (0.25 * 4 / 2.25) / (1 + 0.25 * 4 / 2.25))
    assert right["q3"] == pytest.approx(3.0)  # 2.25 * 4 is 9, and two hopes share it
    wrong = GRADE.mistakes(given)
    assert wrong["q1"]["one-root-many-copies"] == [7, 5]
    assert wrong["q1"]["same-voice-twice"] == 3
    assert wrong["q3"]["even-start"] == pytest.approx(1.5)


def test_every_drawn_press_has_copies_of_copies_and_a_voice_heard_twice():
    random = np.random.default_rng(7)
    for _ in range(200):
        press = GRADE.draw(random)["press"]
        copies = {line.split()[1]: line.split()[-1] for line in press if " repeats " in line}
        assert any(source in copies for source in copies.values())
        voices = [line.split(" quotes ")[1] for line in press if " quotes " in line]
        assert len(voices) > len(set(voices))
        assert walk(press) == set(voices)
