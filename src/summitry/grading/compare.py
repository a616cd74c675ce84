"""Compare recorded answers with the key of one student, and say in words what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from summitry.course import answer_format
from summitry.errors import SummitryError
from summitry.grading.exercises import Exercise, Question
from summitry.grading.variants import Variant, several

#: A number a little beside the key, within so many tolerances, earns half: it was rounded early.
NEAR = 3.0
ROUNDED = "rounded-too-early"
#: Names for what is not a misconception of the matter.
UNANSWERED, BAD_FORM, OTHER = "not-answered", "not-an-answer", "other"

WORDS = {
    "right": "Right.",
    UNANSWERED: "No answer was recorded when the notebook was run from top to bottom.",
    BAD_FORM: "What was recorded is not an answer to this question: {why}",
    ROUNDED: "Nearly: the method is right, but a number was rounded on the way. Round at the end.",
    "form": "The five fields are there. Your instructor reads them.",
    "reread": "Read again: {where}.",
}


@dataclass(frozen=True)
class Mark:
    """What one question earned.

    Parameters
    ----------
    question : str
        Its id.
    score, points : float
        Earned, and to be earned from the machine.
    state : str
        ``right``, ``partly``, ``wrong``, ``unanswered`` or ``form`` (an argument that is complete).
    misconception : str
        Its name; empty when the answer is right.
    feedback : str
        For the student, in words; never the key.
    value : object
        The answer as it was understood; None if there is none.
    """

    question: str
    score: float
    points: float
    state: str
    misconception: str
    feedback: str
    value: Any


def marks(exercise: Exercise, variant: Variant, answers: Mapping[str, Any]) -> list[Mark]:
    """Mark every question of an exercise.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    variant : Variant
        Numbers and key of the student.
    answers : mapping
        Recorded values by question. They come from the student's own process and are trusted in
        nothing: each is read again by the rules of its form.

    Returns
    -------
    list of Mark
        One for each question, in order.
    """
    return [_mark(question, variant, answers) for question in exercise.questions]


def _mark(question: Question, variant: Variant, answers: Mapping[str, Any]) -> Mark:
    def given(share: float, state: str, name: str, feedback: str, value: Any = None) -> Mark:
        if state in ("wrong", "partly", "unanswered"):
            feedback = f"{feedback} {WORDS['reread'].format(where=question.reread)}"
        score = round(share * question.points, 2)
        return Mark(question.id, score, question.points, state, name, feedback, value)

    if question.id not in answers:
        return given(0.0, "unanswered", UNANSWERED, WORDS[UNANSWERED])
    try:
        value = answer_format.clean(question.public, answers[question.id])
    except SummitryError as problem:
        return given(0.0, "wrong", BAD_FORM, WORDS[BAD_FORM].format(why=problem))
    if question.kind == "argument":
        return given(1.0, "form", "", WORDS["form"], value)
    key = variant.right[question.id]
    if _equal(question, value, key, 1.0):
        return given(1.0, "right", "", WORDS["right"], value)
    for name, wrong in variant.wrong.get(question.id, {}).items():
        if any(_equal(question, value, item, 1.0) for item in several(question, wrong)):
            found = question.mistake(name)
            state = "partly" if found.share else "wrong"
            return given(found.share, state, name, found.feedback, value)
    if question.kind == "number" and _equal(question, value, key, NEAR):
        return given(0.5, "partly", ROUNDED, WORDS[ROUNDED], value)
    if question.kind == "choices":
        return given(*_some(question, value, key), question.otherwise, value)
    return given(0.0, "wrong", OTHER, question.otherwise, value)


def _equal(question: Question, value: Any, key: Any, times: float) -> bool:
    if question.kind == "number":
        # A little more than the tolerance, so that its border itself still counts.
        return bool(abs(value - key) <= times * question.tolerance * (1 + 1e-9))
    return bool(value == key)


def _some(question: Question, value: list[str], key: list[str]) -> tuple[float, str, str]:
    """Give a share for some right choices: right ones less wrong ones, never below nothing."""
    hits, slips = len(set(value) & set(key)), len(set(value) - set(key))
    share = max(0.0, (hits - slips) / len(key)) if key else 0.0
    return (round(share, 2), "partly", OTHER) if share else (0.0, "wrong", OTHER)
