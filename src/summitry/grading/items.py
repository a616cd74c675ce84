"""How a class did on each question: difficulty, discrimination, misconceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summitry.grading.compare import BAD_FORM, OTHER, UNANSWERED
from summitry.grading.exercises import Exercise
from summitry.grading.records import Record

#: With fewer submissions a correlation says nothing.
ENOUGH = 10


@dataclass(frozen=True)
class Item:
    """One question, over the whole class.

    Parameters
    ----------
    question, text : str
        Its id and its text.
    count : int
        Submissions.
    difficulty : float
        Mean share of the points earned, 0 to 1; low is hard. (Test theory calls this so.)
    discrimination : float or None
        Correlation of the share with the score on the *other* questions, -1 to 1. None with fewer
        than `ENOUGH` submissions, or when everybody did alike.
    unanswered : float
        Share of submissions without an answer.
    misconceptions : dict of str to int
        How often each was found, the commonest first.
    """

    question: str
    text: str
    count: int
    difficulty: float
    discrimination: float | None
    unanswered: float
    misconceptions: dict[str, int]

    @property
    def verdict(self) -> str:
        """What the two figures say about the question, in words."""
        if self.discrimination is not None and self.discrimination < 0.1:
            return "look at it again: those who did well elsewhere did no better here"
        if self.difficulty < 0.25:
            return "hard: go through it in class"
        if self.difficulty > 0.95:
            return "easy: it tells little about who has understood"
        return "fine" if self.discrimination is not None else "too few submissions to say more"


def items(exercise: Exercise, graded: Sequence[Record]) -> list[Item]:
    """Work out the figures of every question.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    graded : sequence of Record
        Its records.

    Returns
    -------
    list of Item
        In the order of the questions.

    Notes
    -----
    Discrimination is the corrected item-total correlation: the question itself is left out of the
    score with which it is compared, since it would be compared with itself.
    """
    shares = np.array([[mark.score / mark.points for mark in one.marks] for one in graded])
    points = np.array([question.points for question in exercise.questions])
    found = []
    for number, question in enumerate(exercise.questions):
        marks = [record.marks[number] for record in graded]
        rest = (shares * points).sum(axis=1) - shares[:, number] * points[number]
        names = Counter(
            mark.misconception
            for mark in marks
            if mark.misconception not in ("", UNANSWERED, BAD_FORM, OTHER)
        )
        found.append(
            Item(
                question=question.id,
                text=question.text,
                count=len(marks),
                difficulty=float(shares[:, number].mean()),
                discrimination=_correlation(shares[:, number], rest),
                unanswered=sum(mark.state == "unanswered" for mark in marks) / len(marks),
                misconceptions=dict(names.most_common()),
            )
        )
    return found


def _correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    if len(one) < ENOUGH or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
