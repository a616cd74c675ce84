"""Answers are data: checked at once for their form, never for being right."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from summitry import course
from summitry.course import answer_format, answers
from summitry.course.answer_format import AnswerFormatError, clean, shown
from summitry.errors import OutOfRangeError, UnknownNameError

NUMBER = {"id": "q1", "kind": "number", "unit": "points", "min": 0, "max": 100}
WHOLE = {"id": "q2", "kind": "whole", "min": 1, "max": 9}
OPTIONS = [{"key": "yes", "text": "It holds"}, {"key": "no", "text": "It fails"}]
CHOICE = {"id": "q3", "kind": "choice", "options": OPTIONS}
CHOICES = {"id": "q4", "kind": "choices", "options": [*OPTIONS, {"key": "both", "text": "Both"}]}
ARGUMENT = {"id": "q5", "kind": "argument"}
GOOD = {
    "claim": "A claim that could be wrong.",
    "evidence": ["O34", "O35", "O34"],
    "warrant": "Because both tell of the request.",
    "counter": "The other side tells it otherwise.",
    "flip": "A third document from the meeting.",
}


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        (NUMBER, 12, 12.0),
        (NUMBER, np.float64(3.5), 3.5),
        (NUMBER, np.int64(7), 7.0),
        (NUMBER, 0, 0.0),
        (NUMBER, 100, 100.0),
        (WHOLE, 3.0, 3),
        (CHOICE, " Yes ", "yes"),
        (CHOICES, {"both", "yes"}, ["yes", "both"]),
        (CHOICES, [], []),
        (CHOICES, ("no", "no"), ["no"]),
        # Meant well, and clear.
        (NUMBER, Decimal("12.5"), 12.5),
        (NUMBER, Fraction(1, 4), 0.25),
        (NUMBER, np.array(3.5), 3.5),
        (NUMBER, pd.Series([3.5]), 3.5),
        (WHOLE, np.array([4]), 4),
        (CHOICE, "\u200fyes\u200b\xa0", "yes"),
        (CHOICE, "\uff39\uff45\uff53", "yes"),
        (CHOICE, np.str_("no"), "no"),
        (CHOICE, np.where(True, "yes", "no"), "yes"),
        (CHOICES, pd.Series(["both", "no"]), ["no", "both"]),
    ],
)
def test_good_answers_become_plain_data(question, value, expected):
    found = clean(question, value)
    assert found == expected
    assert type(found) is type(expected)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    "evidence",
    [
        ("O35", "O34"),
        {"O34", "O35"},
        ["o34", "O35\u200b"],
        pd.Series(["O34", "O35"]),
        ["O34 ", "O35", "O34"],
    ],
)
def test_evidence_may_come_in_any_kind_of_list(evidence):
    found = clean(ARGUMENT, GOOD | {"evidence": evidence})["evidence"]
    assert sorted(found) == ["O34", "O35"]
    assert type(found) is list


def test_text_that_no_file_can_hold_is_put_right():
    found = clean(ARGUMENT, GOOD | {"claim": "A half \ud800 and a \x00 sign stand in this claim."})
    assert found["claim"] == "A half \ufffd and a \ufffd sign stand in this claim."


class Liar(float):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __float__(self):
        return self

    __hash__ = None


class Mute:
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (NUMBER, "12", "without quotes"),
        (NUMBER, ..., "still ..."),
        (NUMBER, None, "a number of points from 0 to 100"),
        (NUMBER, True, "True"),
        (NUMBER, math.nan, "nan"),
        (NUMBER, math.inf, "inf"),
        (NUMBER, -0.1, "-0.1"),
        (NUMBER, 101, "from 0 to 100"),
        (NUMBER, 10**400, "a number of points"),
        (NUMBER, Mute(), "an object of type Mute"),
        (NUMBER, [1] * 100, r"\.\.\."),
        (NUMBER, (12, 5), "without quotes"),
        (NUMBER, 12 + 0j, "without quotes"),
        (NUMBER, np.array([1.0, 2.0]), "a number of points"),
        (NUMBER, np.array(True), "True"),
        (NUMBER, Decimal("NaN"), "NaN|nan"),
        (CHOICE, True, "in quotes"),
        (WHOLE, 2.5, "a whole number from 1 to 9"),
        (CHOICE, 3, "in quotes"),
        (CHOICE, "yse", "Did you mean 'yes'"),
        (CHOICES, "yes", "a list with some of"),
        (CHOICES, ["yes"] * 50, "at most 3 keys"),
        (CHOICES, ["maybe"], "There is no answer for 'q4': 'maybe'"),
        (ARGUMENT, "words", "a dictionary with the fields claim"),
        (ARGUMENT, GOOD | {"clam": "x"}, "Did you mean 'claim'"),
        (ARGUMENT, GOOD | {"claim": "short"}, "text of 20 to 1500 letters"),
        (ARGUMENT, GOOD | {"flip": "x" * 1501}, "one of|text of 20 to 1500"),
        (ARGUMENT, GOOD | {"evidence": "O34"}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": "O34, O35"}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": {"O34": "O35"}}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": ["O34"] * 13}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": ["O34", "o34 "]}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": ["O34", "O34"]}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": ["O34", 5]}, "a list of two to 12 different ids"),
        (ARGUMENT, GOOD | {"evidence": ["O34", "Z99"]}, "Z99"),
        (ARGUMENT, {}, "claim"),
    ],
)
def test_other_forms_are_refused_with_what_to_write(question, value, words):
    with pytest.raises(AnswerFormatError, match=words):
        clean(question, value)


def test_an_object_that_is_equal_to_everything_becomes_a_plain_number():
    found = clean(NUMBER, Liar(5))
    assert type(found) is float
    assert found != 6


def test_ranges_with_one_end():
    with pytest.raises(AnswerFormatError, match="at least 3"):
        clean({"id": "q", "kind": "number", "min": 3}, 2)
    with pytest.raises(AnswerFormatError, match="at most 3"):
        clean({"id": "q", "kind": "number", "max": 3}, 4)
    assert clean({"id": "q", "kind": "number"}, -1e9) == -1e9


def test_an_argument_is_tidied():
    found = clean(ARGUMENT, GOOD)
    assert found["evidence"] == ["O34", "O35"]
    assert list(found) == list(answer_format.FIELDS)


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (NUMBER, 12.5, "12.5 points"),
        (WHOLE, 3, "3"),
        (CHOICE, "no", "no (It fails)"),
        (CHOICES, ["yes", "both"], "yes (It holds); both (Both)"),
        (CHOICES, [], "none of them"),
        (ARGUMENT, clean(ARGUMENT, GOOD), "5 fields, with 2 ids as evidence"),
    ],
)
def test_answers_in_words(question, value, words):
    assert shown(question, value) == words


# ---------------------------------------------------------------- the learner's side


def content(**changes):
    key = answers.variant_key("c", "03-zone", "ana")
    return {
        "schema": 1,
        "exercise": "03-zone",
        "title": "Zone <b>",
        "course": "c",
        "given": [
            {"name": "worth", "text": "what it is worth", "unit": "points"},
            {"name": "costs", "text": "one for each item"},
        ],
        "questions": [{**NUMBER, "points": 2}, {**CHOICE, "points": 1}],
        "variants": {key: {"worth": 70, "costs": [1.5, 2]}},
    } | changes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.delenv("SUMMITRY_VARIANT", raising=False)
    (tmp_path / "exercise.json").write_text(json.dumps(content()))
    return tmp_path


def test_numbers_of_one_s_own(folder):
    task = course.exercise("03-zone", " Ana")
    assert task.worth == 70
    task.costs.append(9)
    assert task.costs == [1.5, 2]  # a copy each time
    assert task.numbers["value"].tolist() == [70, [1.5, 2]]
    assert task.questions["id"].tolist() == ["q1", "q3"]
    assert "what it is worth" in repr(task)
    assert {"worth", "answer"} <= set(dir(task))
    html = task._repr_html_()
    assert "Zone &lt;b&gt;" in html
    assert "1.5, 2" in html


def test_an_unknown_number_is_named(folder):
    task = course.exercise("03-zone", "ana")
    with pytest.raises(UnknownNameError, match="Did you mean 'worth'"):
        task.wort  # noqa: B018
    assert not hasattr(task, "_repr_png_")


def test_an_answer_is_kept_as_data_in_the_notebook(folder, monkeypatch):
    shown_things = []
    monkeypatch.setattr(answers, "display", lambda data, raw: shown_things.append(data))
    task = course.exercise("03-zone", "ana")
    task.answer("q1", np.float64(12.5))
    (data,) = shown_things
    assert data[answers.MIME] == {"exercise": "03-zone", "question": "q1", "value": 12.5}
    assert data["text/plain"] == "Recorded for q1: 12.5 points"
    with pytest.raises(UnknownNameError, match="question 'q7'"):
        task.answer("q7", 1)
    with pytest.raises(AnswerFormatError):
        task.answer("q1", "12.5")
    assert len(shown_things) == 1


def test_the_id_comes_from_the_hub_or_from_the_grader(folder, monkeypatch):
    with pytest.raises(answers.ExerciseError, match="Write your id"):
        course.exercise("03-zone")
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    assert course.exercise("03-zone").worth == 70
    monkeypatch.setenv("SUMMITRY_VARIANT", answers.variant_key("c", "03-zone", "ana"))
    assert course.exercise("03-zone", "somebody else").worth == 70


@pytest.mark.parametrize("wrong", ["", " ", "...", 5])
def test_an_id_that_is_none(folder, wrong):
    with pytest.raises(OutOfRangeError, match="your id, in quotes"):
        course.exercise("03-zone", wrong)


def test_an_id_that_is_not_in_the_class(folder):
    with pytest.raises(answers.ExerciseError, match="'anna' is not in the list of the class"):
        course.exercise("03-zone", "anna")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "There is no exercise.json beside this notebook"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"exercise": "03-zone"}', "damaged"),
        (json.dumps(content(schema=2)), "another release of the course"),
        (json.dumps(content(exercise="05-x")), "belongs to exercise 05-x"),
    ],
)
def test_a_file_that_cannot_be_used(folder, text, words):
    path = folder / "exercise.json"
    path.unlink() if text is None else path.write_text(text)
    with pytest.raises(answers.ExerciseError, match=words):
        course.exercise("03-zone", "ana")
