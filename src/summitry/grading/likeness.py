"""Submissions that are strangely alike. A sign to ask about, never a proof.

Two things are looked for: the same *wrong* number (students have different numbers, so an equal
slip gives different results), and the same code where the class wrote many kinds of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from summitry.grading.compare import OTHER
from summitry.grading.exercises import Exercise
from summitry.grading.records import Record

#: Code that more than this share of the class has is the common way, and no sign of anything.
COMMON = 0.2
_ODD = (OTHER, "another-students-numbers")


@dataclass(frozen=True)
class Pair:
    """Two submissions that are alike.

    Parameters
    ----------
    first, second : str
        Ids of the students.
    answers : tuple of str
        Questions with the same wrong number.
    code : tuple of str
        Questions with the same uncommon code.
    """

    first: str
    second: str
    answers: tuple[str, ...]
    code: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many signs there are; an equal wrong answer counts twice."""
        return 2 * len(self.answers) + len(self.code)


def pairs(exercise: Exercise, graded: Sequence[Record]) -> list[Pair]:
    """Find pairs of submissions that are alike, the most alike first.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    graded : sequence of Record
        Its records.

    Returns
    -------
    list of Pair
        Pairs with an equal wrong answer, or with at least two equal pieces of uncommon code.
    """
    wrong: dict[tuple[str, str], list[str]] = {}
    code: dict[tuple[str, str], list[str]] = {}
    for question in exercise.questions:
        prints = Counter(one.prints.get(question.id, "") for one in graded)
        most = max(2, COMMON * len(graded))
        groups: dict[str, list[str]] = {}
        values: dict[str, list[str]] = {}
        for record in graded:
            mark = next(mark for mark in record.marks if mark.question == question.id)
            held = record.prints.get(question.id, "")
            if held and prints[held] <= most and mark.state != "unanswered":
                groups.setdefault(held, []).append(record.student)
            # A named slip can give two students one number by chance; an odd one hardly can.
            if question.kind == "number" and mark.misconception in _ODD and mark.value is not None:
                values.setdefault(f"{mark.value:.9g}", []).append(record.student)
        _note(code, groups, question.id)
        _note(wrong, values, question.id)
    found = [
        Pair(*who, tuple(wrong.get(who, ())), tuple(code.get(who, ())))
        for who in {**wrong, **code}
        if who in wrong or len(code[who]) >= 2
    ]
    return sorted(found, key=lambda pair: (-pair.weight, pair.first, pair.second))


def _note(
    found: dict[tuple[str, str], list[str]], groups: dict[str, list[str]], question: str
) -> None:
    for students in groups.values():
        for pair in combinations(sorted(students), 2):
            found.setdefault(pair, []).append(question)
