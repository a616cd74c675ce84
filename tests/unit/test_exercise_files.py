"""An exercise is read field by field, and a fault is named with file, place and rule."""

import shutil
from pathlib import Path

import pytest

from summitry.errors import UnknownNameError
from summitry.grading import compare, exercises, variants
from summitry.grading.exercises import ExerciseFileError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "07-ceiling"
    shutil.copytree(ROOT / "exercises" / "07-ceiling", copy)
    return copy


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_good_one_is_read_whole(folder):
    found = exercises.load(folder)
    assert (found.id, found.lesson, found.points) == ("07-ceiling", "07", 13)
    assert [question.id for question in found.questions] == ["q1", "q2", "q3", "argument"]
    assert found.question("q1").mistake("loss-is-ceiling").share == 0.5
    with pytest.raises(UnknownNameError, match="question 'q9'"):
        found.question("q9")
    with pytest.raises(UnknownNameError, match="misconception 'loss'"):
        found.question("q1").mistake("loss")
    assert exercises.find(folder.parent) == {"07-ceiling": folder}


FAULTS = [
    ("schema = 1", "schema = 2", "schema: it is 2, but must be 1"),
    ('id = "07-ceiling"', 'id = "07-floor"', "must be the folder's"),
    ('lesson = "07"', 'lesson = "08"', "lesson: it is '08'"),
    ('title = "', 'titel = "', "the field title is missing"),
    ("minutes = 20", "minutes = 20\nhours = 1", "hours"),
    ('name = "worth"', 'name = "the worth"', "name 'the worth' is no plain name"),
    ('kind = "number"', 'kind = "numbre"', "Did you mean 'number'"),
    ("points = 3", "points = 0", "points is 0, but must be above 0"),
    ("tolerance = 0.5", "tolerance = 0", "a number needs a tolerance above 0"),
    ("max = 1000\n", "", "a number needs min and max"),
    ('id = "q1"', 'id = "Q1"', "small letters and digits"),
    ('id = "q3"', 'id = "q1"', "two questions have one id"),
    ("share = 0.5", "share = 1.0", "share is 1.0, but must be 0 to 1"),
    ('name = "loss-is-ceiling"', 'nam = "x"', "the field name is missing"),
    ("manual = 5", "", "an argument needs manual points and a rubric"),
    ("= 1\nid", "= = 1\nid", "exercise.toml"),
]


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_fault_is_named(folder, old, new, words):
    edit(folder, "exercise.toml", old, new)
    with pytest.raises(ExerciseFileError, match=words) as caught:
        exercises.load(folder)
    assert str(folder / "exercise.toml") in str(caught.value)


def test_a_choice_needs_options_and_a_word_for_wrong_answers(folder):
    path = folder / "exercise.toml"
    text = path.read_text("utf-8")
    start, end = text.index("options = ["), text.index("]\n", text.index("options = [")) + 2
    path.write_text(text[:start] + "options = []\n" + text[end:], "utf-8")
    with pytest.raises(ExerciseFileError, match="at least two options"):
        exercises.load(folder)
    path.write_text(text.replace('otherwise = "Put', 'feedback = "Put'), "utf-8")
    with pytest.raises(ExerciseFileError, match="feedback"):
        exercises.load(folder)


@pytest.mark.parametrize("name", exercises.FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ExerciseFileError, match=f"{name} is missing"):
        exercises.load(folder)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("def solve(", "def solution(", r"must offer the function solve\(\)"),
        ("TRAP = (", "TRIP = (", "TRAP"),
        ("import numpy as np", "import numpy as np\n1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_fault_in_grade_py_is_named(folder, old, new, words):
    edit(folder, "grade.py", old, new)
    with pytest.raises(ExerciseFileError, match=words):
        exercises.load(folder).grader  # noqa: B018


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"worth": int(', '"worht": int(', "draw"),
        ('"q2": "yes"', '"q7": "yes"', "solve"),
        ('else "",\n        "ceiling below leverage"', 'else "no",\n        "ceiling"', "none of"),
        ('"q1": _ceiling(given),', '"q1": -1.0,', "none of 2000 draws"),
        ('"loss-is-ceiling": lost + given["good_us"]', '"loss-is-ceiling": None', None),
        ('"leverage-is-ceiling": float(given["leverage"])', '"unheard": 1.0', "unheard"),
        ('float(given["leverage"])', 'float("nan")', "nan for 'leverage-is-ceiling' of q1"),
    ],
)
def test_variants_that_are_not_fair_are_refused(folder, old, new, words):
    edit(folder, "grade.py", old, new)
    exercise = exercises.load(folder)
    if words is None:
        assert "loss-is-ceiling" not in variants.variant(exercise, "c", "ana").wrong["q1"]
        return
    with pytest.raises((variants.VariantError, UnknownNameError), match=words):
        variants.variant(exercise, "c", "ana")


def test_a_misconception_near_the_key_is_no_fair_variant(folder):
    edit(folder, "grade.py", '"loss-is-ceiling": lost', '"loss-is-ceiling": _ceiling(given) + 0 *')
    with pytest.raises(variants.VariantError, match="keeps right and wrong answers apart"):
        variants.variant(exercises.load(folder), "c", "ana")


def test_what_is_kept_is_found_again_when_a_number_changes():
    asked = []

    @variants.once
    def total(given):
        asked.append(dict(given))
        return sum(given["parts"]) + given["more"]

    given = {"parts": [1, 2], "more": 1}
    assert [total(given), total(dict(given)), total({"parts": [1, 2], "more": 1})] == [4, 4, 4]
    assert len(asked) == 1
    given["parts"].append(5)  # changed in place
    assert total(given) == 9
    assert total({**given, "more": 2}) == 10
    assert total({"parts": [1, 2], "more": 1}) == 4
    assert len(asked) == 4


def question(kind, **more):
    public = {"id": "q", "kind": kind, "points": 4, "min": 0, "max": 100}
    public |= {"options": [{"key": key, "text": key} for key in "abcd"]}
    base = {"id": "q", "kind": kind, "points": 4.0, "text": "t", "reread": "lesson 01"}
    base |= {"otherwise": "Think.", "tolerance": 0.5, "manual": 0.0, "rubric": ()}
    return exercises.Question(**base, mistakes=(), public=public)


def mark(asked, key, value):
    exercise = type("Any", (), {"questions": (asked,)})
    variant = variants.Variant("k", {}, {"q": key}, {})
    (found,) = compare.marks(exercise, variant, {"q": value})
    return found.score, found.state, found.misconception


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", "b"], (4.0, "right", "")),
        (["a"], (2.0, "partly", "other")),
        (["a", "b", "c"], (2.0, "partly", "other")),
        (["a", "c"], (0.0, "wrong", "other")),
        (["c", "d"], (0.0, "wrong", "other")),
        ("a", (0.0, "wrong", "not-an-answer")),
    ],
)
def test_some_right_choices_earn_a_share(value, expected):
    assert mark(question("choices"), ["a", "b"], value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10.5, (4.0, "right", "")),
        (9.5, (4.0, "right", "")),
        (10.51, (2.0, "partly", "rounded-too-early")),
        (11.5, (2.0, "partly", "rounded-too-early")),
        (11.51, (0.0, "wrong", "other")),
        (float("nan"), (0.0, "wrong", "not-an-answer")),
        ([1], (0.0, "wrong", "not-an-answer")),
        (None, (0.0, "wrong", "not-an-answer")),
        ({"a": [[]] * 10}, (0.0, "wrong", "not-an-answer")),
    ],
)
def test_the_border_of_the_tolerance(value, expected):
    assert mark(question("number"), 10.0, value) == expected


def test_whole_numbers_are_exact():
    assert mark(question("whole"), 3, 3)[0] == 4.0
    assert mark(question("whole"), 3, 4)[0] == 0.0
