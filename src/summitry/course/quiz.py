"""Checks: questions whose wrong answers say which misconception is behind them."""

from __future__ import annotations

import html
import math
import numbers
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Any

import traitlets
from IPython import get_ipython
from IPython.display import display

from summitry.course import content
from summitry.course._entries import Feedback, WrongNumber
from summitry.course.forecasts import listed, source_links
from summitry.errors import SummitryError
from summitry.explorers.control import AccessibleWidget, words

_send: Callable[..., None] = display


class AnswerError(SummitryError):
    """An answer that has not the form of this question."""


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Parameters
    ----------
    passed : bool
        Whether the answer is right.
    feedback : str
        What to tell the learner.
    misconception : str or None
        The misconception behind a wrong answer, when it is known.
    misconceptions : tuple of str
        All of them, when several parts are wrong.
    answered : bool
        False for an untouched question.
    """

    passed: bool
    feedback: str
    misconception: str | None = None
    misconceptions: tuple[str, ...] = ()
    answered: bool = True
    _shown_in: int | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        if not self.answered:
            return self.feedback
        return f"{words('correct' if self.passed else 'wrong')} {self.feedback}"

    def _ipython_display_(self) -> None:
        # The cell that gave the answer has shown the feedback already.
        shell = get_ipython()
        if shell is None or shell.execution_count != self._shown_in:
            _send(self._bundle(), raw=True)

    def _bundle(self) -> dict[str, str]:
        colour = "#1b6e3c" if self.passed else "#9a3412"
        mark = "✓" if self.passed else "✗" if self.answered else "…"
        style = f"border-left: 5px solid {colour}; padding: 0.25rem 0.75rem; font-size: 16px"
        text = f"{mark} {self}"
        return {"text/html": f'<p style="{style}">{html.escape(text)}</p>', "text/plain": text}


_UNTOUCHED = CheckResult(False, words("not_answered"), answered=False)


# ---------------------------------------------------------------- grading


def grade(item: content.Check, answer: Any) -> CheckResult:
    """Grade an answer without showing anything.

    Parameters
    ----------
    item : Check
        The check.
    answer : object
        A key (single), a list of keys (multiple, order), a number, or a dictionary from row to
        partner (match). None and ``...`` count as not answered.

    Returns
    -------
    CheckResult
        The result.

    Raises
    ------
    AnswerError
        If the answer has another form, or names a key that does not exist.
    """
    if answer is None or isinstance(answer, EllipsisType):
        return _UNTOUCHED
    graders = {
        "single": _grade_single,
        "multiple": _grade_multiple,
        "number": _grade_number,
        "order": _grade_order,
        "match": _grade_match,
    }
    wrong = graders[item.kind](item, answer)
    if wrong is None:
        return _UNTOUCHED
    if not wrong:
        return CheckResult(True, content.fill(item, item.why))
    feedback = " ".join(dict.fromkeys(content.fill(item, part.feedback) for part in wrong))
    names = tuple(dict.fromkeys(part.misconception for part in wrong))
    return CheckResult(False, feedback, names[0], names)


def _grade_single(item: content.Check, answer: Any) -> list[Feedback]:
    keys = [option.key for option in item.options]
    if not isinstance(answer, str):
        raise _form(item, "form_single", keys)
    _known(answer, keys)
    chosen = next(option for option in item.options if option.key == answer)
    return [chosen.wrong] if chosen.wrong else []


def _grade_multiple(item: content.Check, answer: Any) -> list[Feedback] | None:
    keys = [option.key for option in item.options]
    ticked = _keys(item, answer, "form_multiple", keys)
    if not ticked:
        return None
    found = [option.wrong if option.key in ticked else option.missed for option in item.options]
    return [part for part in found if part is not None]


def _grade_number(item: content.Check, answer: Any) -> list[Feedback]:
    if isinstance(answer, bool) or not isinstance(answer, numbers.Real) or math.isnan(answer):
        raise AnswerError(words("not_this_form", form=words("form_number")))
    given = float(answer)
    if _near(given, content.value(item.answer), item.tolerance):
        return []
    known = (wrong.feedback for wrong in item.wrong_numbers if _hits(wrong, given, item.tolerance))
    found = next(known, item.otherwise)
    assert found is not None
    return [found]


def _near(given: float, target: float, tolerance: float) -> bool:
    """Compare with the stated tolerance; a hair more, so that 0.1 + 0.2 counts as 0.3."""
    return math.isclose(given, target, rel_tol=1e-9, abs_tol=max(tolerance * (1 + 1e-9), 1e-12))


def _hits(wrong: WrongNumber, given: float, tolerance: float) -> bool:
    low, high = content.value(wrong.low), content.value(wrong.high)
    if low is not None and low == high:
        return _near(given, low, tolerance)
    return (low is None or given >= low) and (high is None or given <= high)


def _grade_order(item: content.Check, answer: Any) -> list[Feedback]:
    keys = [option.key for option in item.options]
    given = _keys(item, answer, "form_order", keys)
    if sorted(given) != sorted(keys):
        raise _form(item, "form_order", keys)
    if given == keys:
        return []
    place = {key: i for i, key in enumerate(given)}
    known = [w.feedback for w in item.wrong_orders if place[w.first] < place[w.later]]
    assert item.otherwise is not None
    return known[:1] or [item.otherwise]


def _grade_match(item: content.Check, answer: Any) -> list[Feedback] | None:
    rows = [row.key for row in item.rows]
    if not isinstance(answer, Mapping):
        raise _form(item, "form_match", rows)
    for key in answer:
        _known(key, rows)
    partners = [option.key for option in item.options]
    given = {key: partner for key, partner in answer.items() if partner not in (None, "", ...)}
    for partner in given.values():
        _known(partner, partners)
    if len(given) < len(rows):
        return None
    return [
        row.wrong.get(given[row.key], row.otherwise)
        for row in item.rows
        if given[row.key] != row.answer
    ]


def _keys(item: content.Check, answer: Any, form: str, keys: list[str]) -> list[str]:
    if isinstance(answer, (str, Mapping)) or not hasattr(answer, "__iter__"):
        raise _form(item, form, keys)
    given = list(answer)
    for key in given:
        _known(key, keys)
    return given


def _known(key: Any, keys: list[str]) -> None:
    if key not in keys:
        allowed = ", ".join(repr(known) for known in keys)
        raise AnswerError(words("not_such_answer", answer=repr(key), allowed=allowed))


def _form(item: content.Check, form: str, keys: list[str]) -> AnswerError:
    named = ", ".join(repr(key) for key in keys)
    return AnswerError(words("not_this_form", form=words(form, keys=named)))


# ---------------------------------------------------------------- the widget


class Quiz(AccessibleWidget):
    """One check with the button *Check* and feedback below.

    It has the same `passed`, `feedback` and `misconception` as a `CheckResult`: those of the last
    answer. The right answer is not sent to the browser before it is given.

    Parameters
    ----------
    item : Check
        The check.
    """

    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    help = traitlets.Unicode("").tag(sync=True)
    kind = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    options: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    submission = traitlets.Dict().tag(sync=True)
    verdict = traitlets.Dict().tag(sync=True)

    def __init__(self, item: content.Check) -> None:
        self.item = item
        self.result = _UNTOUCHED
        self.tries = 0
        options = [
            {"value": option.key, "label": content.fill(item, option.text)}
            for option in item.options
        ]
        rows = [{"value": row.key, "label": content.fill(item, row.text)} for row in item.rows]
        super().__init__(
            part="check",
            title=words("check_title"),
            question=content.fill(item, item.question),
            help=content.fill(item, item.help),
            kind=item.kind,
            unit=item.unit,
            options=mixed(options, item.id) if item.kind == "order" else options,
            rows=rows,
            fallback=self._words(item, rows, options),
        )
        self.observe(lambda change: self.answer(change["new"].get("answer")), "submission")

    @staticmethod
    def _words(item: content.Check, rows: list[Any], options: list[Any]) -> str:
        shown = mixed(options, item.id) if item.kind == "order" else options
        parts = [content.fill(item, item.question), content.fill(item, item.help)]
        parts += [listed([entry["label"] for entry in entries]) for entries in (rows, shown)]
        return " ".join(part for part in parts if part)

    def answer(self, answer: Any) -> CheckResult:
        """Take an answer, grade it, and show the feedback.

        Parameters
        ----------
        answer : object
            A key, a list of keys, a number or a dictionary, as the kind of check asks.

        Returns
        -------
        CheckResult
            Verdict, feedback and misconception.
        """
        try:
            self.result = grade(self.item, answer)
        except AnswerError as problem:
            self.result = CheckResult(False, str(problem), answered=False)
        if self.result.answered:
            self.tries += 1
        self.verdict = {
            "passed": self.passed,
            "answered": self.result.answered,
            "text": str(self.result),
            "tries": words("tries_one")
            if self.tries == 1
            else words("tries_many", count=self.tries),
            "sources": source_links(self.item.sources) if self.passed else [],
            "turn": self.verdict.get("turn", 0) + 1,
        }
        return self.result

    @property
    def passed(self) -> bool:
        """Whether the last answer was right."""
        return self.result.passed

    @property
    def feedback(self) -> str:
        """The feedback on the last answer."""
        return self.result.feedback

    @property
    def misconception(self) -> str | None:
        """The misconception behind the last answer, if it was wrong."""
        return self.result.misconception


def mixed(options: list[Any], seed: str) -> list[Any]:
    """Return the options in another order, always the same for the same seed.

    Parameters
    ----------
    options : list
        The options in the order of the file.
    seed : str
        Any text, for example the id of the check.

    Returns
    -------
    list
        The same options, mixed.
    """
    chance = random.Random(seed)
    order = list(options)
    while order == options:
        chance.shuffle(order)
    return order


_ASK = object()


def check(id: str, answer: Any = _ASK) -> Quiz | CheckResult:
    """Show one check, or grade an answer given in code.

    Parameters
    ----------
    id : str
        Id of the check, for example ``"01-how-many"``.
    answer : object, optional
        The answer. Without it the question is shown with a button. With it the feedback is shown;
        ``...`` (not yet filled in) says so.

    Returns
    -------
    Quiz or CheckResult
        Both have `passed`, `feedback` and `misconception`.

    Raises
    ------
    UnknownNameError
        If there is no such check.
    """
    item = content.check(id)
    if answer is _ASK:
        return Quiz(item)
    try:
        result = grade(item, answer)
    except AnswerError as problem:
        result = CheckResult(False, str(problem), answered=False)
    return _announced(result)


def _announced(result: CheckResult) -> CheckResult:
    """Show the feedback at once, also when the call is not the last line of its cell."""
    shell = get_ipython()
    if shell is None:
        print(result)
        return result
    _send(result._bundle(), raw=True)
    return replace(result, _shown_in=shell.execution_count)
