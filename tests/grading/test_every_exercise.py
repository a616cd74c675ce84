"""What holds for every exercise: fair variants, a key that its own solution meets, no leak."""

import json
import statistics
from functools import cache
from itertools import pairwise
from pathlib import Path

import jupytext
import pytest

from summitry import facts
from summitry.course import answers, plan
from summitry.grading import compare, exercises, release, sandbox, variants

ROOT = Path(__file__).parents[2]
FOLDERS = exercises.find(ROOT / "exercises")
COURSE = "test-course"
STUDENTS = [f"student{number:04d}" for number in range(2000)]

walled = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)
# All tests of one exercise in one process, since they share its variants. A runner that does not
# keep them together loses little: each test works out no more variants than it looks at.
every = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in FOLDERS]
)


@cache
def load(name: str) -> exercises.Exercise:
    return exercises.load(FOLDERS[name])


DRAWN: dict[str, list[variants.Variant]] = {name: [] for name in FOLDERS}


def drawn(name: str, count: int) -> list[variants.Variant]:
    """Give the variants of the first students; what is there already is not worked out again."""
    found = DRAWN[name]
    for student in STUDENTS[len(found) : count]:
        found.append(variants.variant(load(name), COURSE, student))
    return found[:count]


@pytest.fixture(scope="module")
def loaded():
    return {name: load(name) for name in FOLDERS}


@every
def test_two_thousand_students_get_fair_numbers_of_their_own(loaded, name):
    exercise = loaded[name]
    found = drawn(name, len(STUDENTS))
    grader = exercise.grader
    # Every variant was accepted for its trap; a sample is asked once more.
    assert {grader.trap(dict(item.given)) for item in found[::20]} == {grader.TRAP}
    # No two neighbours of the roster see the same numbers, or have the same answers to give.
    for left, right in pairwise(found):
        assert left.given != right.given
        assert left.right != right.right
    different = {json.dumps(dict(item.given), sort_keys=True) for item in found}
    assert len(different) > 0.95 * len(found)
    for question in exercise.questions:
        if question.kind == "number":
            values = [item.right[question.id] for item in found]
            spread = statistics.pstdev(values)
            assert spread > 4 * question.tolerance, f"{question.id}: one answer serves many"


@every
def test_numbers_can_be_worked_out_again(loaded, name):
    exercise = loaded[name]
    once = variants.variant(exercise, COURSE, "ana")
    again = variants.variant(exercises.load(exercise.folder), COURSE, " Ana ")
    assert once == again
    assert variants.variant(exercise, "another-course", "ana").given != once.given


@every
def test_key_mistakes_and_rounding_are_marked_as_they_should_be(loaded, name):
    exercise = loaded[name]
    for variant in drawn(name, 40):
        for mark in compare.marks(exercise, variant, variant.right):
            kind = exercise.question(mark.question).kind
            assert mark.state == ("unanswered" if kind == "argument" else "right")
        for question in exercise.questions:
            named = {item.name for item in question.mistakes}
            for mistake, wrong in variant.wrong.get(question.id, {}).items():
                for value in variants.several(question, wrong):
                    (mark,) = [
                        mark
                        for mark in compare.marks(exercise, variant, {question.id: value})
                        if mark.question == question.id
                    ]
                    assert mark.score < mark.points, (question.id, mistake)
                    # The range of the question is wide enough for it: else a student would be told
                    # of the range, and nothing of the mistake.
                    assert mark.misconception in named, (question.id, mistake)


@every
def test_every_misconception_can_be_met(loaded, name):
    exercise = loaded[name]
    met: dict[str, set[str]] = {}
    for variant in drawn(name, 300):
        for question, wrong in variant.wrong.items():
            met.setdefault(question, set()).update(wrong)
    for question in exercise.questions:
        assert {item.name for item in question.mistakes} == met.get(question.id, set())


def run(exercise, notebook, student):
    key = answers.variant_key(COURSE, exercise.id, student)
    public = json.dumps(release.public(exercise, COURSE, [student])).encode()
    book = jupytext.writes(notebook, fmt="ipynb").encode()
    return sandbox.run(book, public, key, exercise=exercise.id)


@walled
@every
def test_the_solution_earns_all_points(loaded, name):
    exercise = loaded[name]
    for student in ("ana", "bo"):
        done = run(exercise, release.source(exercise), student)
        assert done.finished, done.reason
        assert not [cell for cell in done.cells.values() if "error" in cell]
        marks = compare.marks(exercise, variants.variant(exercise, COURSE, student), done.answers)
        assert [mark.state for mark in marks if mark.score != mark.points] == []


@walled
@every
def test_the_untouched_copy_earns_nothing(loaded, name):
    exercise = loaded[name]
    book = release.source(exercise)
    for cell in book.cells:
        if release.BEGIN in cell.source:
            after = cell.source.partition(release.END)[2]
            before = cell.source.partition(release.BEGIN)[0]
            cell.source = before + "value = ..." + after
    done = run(exercise, book, "ana")
    assert done.answers == {}
    assert done.finished


@every
def test_texts_name_what_exists(loaded, name):
    exercise = loaded[name]
    lessons = plan.lessons()
    assert exercise.lesson in lessons
    claims = set(facts.load("claims")["id"])
    assert set(exercise.claims) <= claims
    assert 10 <= exercise.minutes <= 45
    for question in exercise.questions:
        if question.kind == "argument":
            assert len(question.rubric) >= 4


@every
def test_feedback_never_tells_the_key(loaded, name):
    exercise = loaded[name]
    variant = variants.variant(exercise, COURSE, "ana")
    for question in exercise.questions:
        texts = [question.otherwise, *(item.feedback for item in question.mistakes)]
        right = variant.right.get(question.id)
        if isinstance(right, float):
            assert not [text for text in texts if f"{right:g}" in text.split()]


def test_there_are_at_least_fifteen_and_one_for_every_lesson(loaded):
    assert len(loaded) >= 15
    held = [exercise.lesson for exercise in loaded.values()]
    for lesson in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"):
        assert lesson in held, lesson
    for lesson in ("03", "05", "07", "08", "09"):
        assert held.count(lesson) >= 2, lesson
    flips = [ex for ex in loaded.values() if any("flip" in q.text.lower() for q in ex.questions)]
    arguments = [ex for ex in loaded.values() if any(q.kind == "argument" for q in ex.questions)]
    assert len(flips) >= 10
    assert len(arguments) >= 8
