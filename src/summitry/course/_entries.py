"""What a content file holds, once read: predictions and checks."""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from summitry.course._expressions import evaluate, value
from summitry.errors import UnknownNameError
from summitry.explorers.control import number_text

GAP = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Feedback:
    """What a wrong answer shows: the misconception behind it, and the words for the learner."""

    misconception: str
    feedback: str


@dataclass(frozen=True)
class Option:
    """One thing to choose, tick, order or match.

    For a check, `wrong` is what ticking it wrongly shows, and `missed` what leaving it out shows.
    """

    key: str
    text: str
    correct: bool = False
    wrong: Feedback | None = None
    missed: Feedback | None = None


@dataclass(frozen=True)
class WrongNumber:
    """A number, or a range of numbers, that shows a known misconception."""

    low: Any
    high: Any
    feedback: Feedback


@dataclass(frozen=True)
class WrongOrder:
    """A misconception shown when `first` is placed before `later`, though it comes after."""

    first: str
    later: str
    feedback: Feedback


@dataclass(frozen=True)
class MatchRow:
    """One line to match: its right partner, and what other partners show."""

    key: str
    text: str
    answer: str
    wrong: Mapping[str, Feedback]
    otherwise: Feedback


@dataclass(frozen=True)
class Reveal:
    """What happened, and what the record says."""

    happened: str
    outcome: Any
    record: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """One sealed prediction of a lesson."""

    id: str
    lesson: str
    kind: str
    question: str
    reveal: Reveal
    help: str = ""
    unit: str = ""
    min: float | None = None
    max: float | None = None
    step: float | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Check:
    """One check of a lesson, with feedback for every wrong answer."""

    id: str
    lesson: str
    kind: str
    question: str
    why: str
    help: str = ""
    unit: str = ""
    sources: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    answer: Any = None
    tolerance: float = 0.0
    wrong_numbers: tuple[WrongNumber, ...] = ()
    wrong_orders: tuple[WrongOrder, ...] = ()
    rows: tuple[MatchRow, ...] = ()
    otherwise: Feedback | None = None

    def solution(self) -> Any:
        """Return the right answer, in the form that ``course.check(id, answer=...)`` takes."""
        if self.kind == "single":
            return next(option.key for option in self.options if option.correct)
        if self.kind == "multiple":
            return [option.key for option in self.options if option.correct]
        if self.kind == "number":
            return value(self.answer)
        if self.kind == "order":
            return [option.key for option in self.options]
        return {row.key: row.answer for row in self.rows}

    def misconceptions(self) -> tuple[str, ...]:
        """Return the misconceptions that its wrong answers name, each once."""
        found = [m.misconception for m in _feedbacks(self) if m.misconception]
        return tuple(dict.fromkeys(found))


def _feedbacks(check: Check) -> Iterator[Feedback]:
    for option in check.options:
        yield from (part for part in (option.wrong, option.missed) if part)
    yield from (wrong.feedback for wrong in check.wrong_numbers)
    yield from (wrong.feedback for wrong in check.wrong_orders)
    for row in check.rows:
        yield from row.wrong.values()
        yield row.otherwise
    if check.otherwise:
        yield check.otherwise


@dataclass(frozen=True)
class Content:
    """Everything one content file holds."""

    lesson: str
    file: str
    glue: Mapping[str, str] = field(default_factory=dict)
    predictions: dict[str, Prediction] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Return a text with its ``{{ name }}`` gaps filled from the file's ``[glue]`` table."""

        def filled(gap: re.Match[str]) -> str:
            if gap[1] not in self.glue:
                raise UnknownNameError("glue name", gap[1], self.glue)
            found = evaluate(self.glue[gap[1]])
            plain = isinstance(found, numbers.Real) and not isinstance(found, bool)
            return number_text(float(found)) if plain else str(found)

        return GAP.sub(filled, text)
