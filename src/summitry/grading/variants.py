"""The numbers of each student: drawn from a hash, solved, and accepted only when they are fair."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from summitry.course import answer_format
from summitry.course.answers import variant_key
from summitry.errors import SummitryError
from summitry.grading.exercises import Exercise, Question

#: A wrong answer that stands for a misconception lies at least so many tolerances from the key.
APART = 4.0
#: Draws before an exercise is called unfair.
TRIES = 2000

_Found = TypeVar("_Found")


class VariantError(SummitryError):
    """No fair variant was found, or grade.py gives something else than the questions ask for."""


@dataclass(frozen=True)
class Variant:
    """The numbers of one student, with the key.

    Parameters
    ----------
    key : str
        Name of the variant, as in ``exercise.json``.
    given : mapping
        What the student sees.
    right : mapping
        The right answer to each question that the machine marks for more than its form.
    wrong : mapping
        For each question the wrong answers that stand for a misconception, by its name.
    """

    key: str
    given: Mapping[str, Any]
    right: Mapping[str, Any]
    wrong: Mapping[str, Mapping[str, Any]]


def variant(exercise: Exercise, course: str, student: str) -> Variant:
    """Work out the variant of one student.

    The numbers depend on course, exercise and student alone, so they can be worked out again at
    any time. A draw is accepted when it sets the trap that the exercise is about, every right
    answer can be written in the form asked for, and no misconception gives a right answer.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    course, student : str
        Ids.

    Returns
    -------
    Variant
        Numbers and key.

    Raises
    ------
    VariantError
        If no draw is accepted.

    Notes
    -----
    The generator is PCG64DXSM, seeded with the SHA-256 hash of the three ids.
    """
    key = variant_key(course, exercise.id, student)
    seed = int.from_bytes(hashlib.sha256(f"summitry variant {key}".encode()).digest(), "big")
    random = np.random.Generator(np.random.PCG64DXSM(seed))
    grader = exercise.grader
    asked = {item["name"] for item in exercise.given}
    for _ in range(TRIES):
        given = {name: _plain(value) for name, value in grader.draw(random).items()}
        if set(given) != asked:
            raise VariantError(
                f"{exercise.folder / 'grade.py'}: draw() gives {sorted(given)}, "
                f"not {sorted(asked)}."
            )
        if grader.trap(given) != grader.TRAP:
            continue
        found = _solved(exercise, key, given)
        if found is not None:
            return found
    raise VariantError(
        f"{exercise.folder / 'grade.py'}: none of {TRIES} draws sets the trap and keeps right and "
        "wrong answers apart. Widen the ranges in draw()."
    )


def _solved(exercise: Exercise, key: str, given: dict[str, Any]) -> Variant | None:
    grader = exercise.grader
    right = {name: _plain(value) for name, value in grader.solve(given).items()}
    marked = [question for question in exercise.questions if question.kind != "argument"]
    if set(right) != {question.id for question in marked}:
        raise VariantError(
            f"{exercise.folder / 'grade.py'}: solve() gives {sorted(right)}, "
            "not the questions' ids."
        )
    wrong = {
        name: {mistake: _plain(value) for mistake, value in found.items() if value is not None}
        for name, found in grader.mistakes(given).items()
    }
    for question in marked:
        try:
            answer_format.clean(question.public, right[question.id])
        except SummitryError:
            return None
        for mistake, value in wrong.get(question.id, {}).items():
            question.mistake(mistake)  # it must have feedback
            if question.kind == "number" and not np.isfinite(value).all():
                raise VariantError(
                    f"{exercise.folder / 'grade.py'}: mistakes() gives {value} for {mistake!r} of "
                    f"{question.id}, but it must be a finite number, or None where there is none."
                )
            if any(
                too_near(question, right[question.id], item) for item in several(question, value)
            ):
                return None
    return Variant(key, given, right, wrong)


def once(work: Callable[[dict[str, Any]], _Found]) -> Callable[[dict[str, Any]], _Found]:
    """Make a function of ``grade.py`` keep what it last found.

    ``trap()``, ``solve()`` and ``mistakes()`` are asked about the same numbers one after the other.
    What costs time is so worked out once for each draw, and again as soon as a number differs.

    Parameters
    ----------
    work : callable
        Takes the numbers of one student. What it returns is handed out again, so nobody may
        change it.

    Returns
    -------
    callable
        The same function, with a memory of one.

    Examples
    --------
    >>> @once
    ... def total(given):
    ...     print("adding")
    ...     return sum(given["parts"])
    >>> total({"parts": [1, 2]}), total({"parts": [1, 2]}), total({"parts": [1, 3]})
    adding
    adding
    (3, 3, 4)
    """
    kept: list[Any] = []

    @functools.wraps(work)
    def asked(given: dict[str, Any]) -> _Found:
        # Lists are copied: one that was changed in place must not look like the one kept.
        now = {name: list(v) if isinstance(v, list) else v for name, v in given.items()}
        if not kept or kept[0] != now:
            kept[:] = [now, work(given)]
        return kept[1]

    return asked


def several(question: Question, wrong: Any) -> list[Any]:
    """Return all answers that stand for one misconception; most have one.

    Parameters
    ----------
    question : Question
        The question.
    wrong : object
        What ``mistakes()`` gives under the name of the misconception.

    Returns
    -------
    list
        The answers.
    """
    return list(wrong) if isinstance(wrong, list) and question.kind != "choices" else [wrong]


def too_near(question: Question, right: Any, wrong: Any) -> bool:
    """Say whether a wrong answer could be taken for the right one.

    Parameters
    ----------
    question : Question
        The question.
    right, wrong : object
        Two answers.

    Returns
    -------
    bool
        True when they are equal or, for numbers, within `APART` tolerances.
    """
    if question.kind == "number":
        return bool(abs(right - wrong) < APART * question.tolerance)
    return bool(right == wrong)


def table(exercise: Exercise, course: str, students: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Work out what each student sees, under the name of the variant.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    course : str
        Id of the course.
    students : sequence of str
        Ids, in the order of the roster.

    Returns
    -------
    dict of str to dict
        The numbers only; no key.
    """
    found = [variant(exercise, course, student) for student in students]
    return {item.key: dict(item.given) for item in sorted(found, key=lambda item: item.key)}


def _plain(value: Any) -> Any:
    """Turn numpy's numbers into Python's, so that they can be written as JSON."""
    if type(value) in (int, float, str):
        return value  # nearly all of them
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
