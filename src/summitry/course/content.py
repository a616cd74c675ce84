"""Predictions and checks of the lessons, read from text files and validated.

The files are ``content/lesson_NN.toml``; ``content/README.md`` describes every field. Nothing here
is shown: `summitry.course.forecasts` and `summitry.course.quiz` do that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from summitry.course._entries import Check, Content, Prediction
from summitry.course._expressions import evaluate, value
from summitry.course._reader import ContentError, parse
from summitry.errors import SummitryError, UnknownNameError

__all__ = [
    "Check",
    "Content",
    "ContentError",
    "Prediction",
    "check",
    "checks",
    "evaluate",
    "fill",
    "lessons",
    "load",
    "parse",
    "prediction",
    "predictions",
    "problems",
    "value",
]


@cache
def _files() -> Mapping[str, Content]:
    folder = resources.files("summitry.course") / "content"
    names = sorted(item.name for item in folder.iterdir())
    lessons = [match[1] for name in names if (match := re.fullmatch(r"lesson_(.+)\.toml", name))]
    return {lesson: _file(lesson) for lesson in lessons}


@cache
def _file(lesson: str) -> Content:
    """Read one file; a fault in another one does not matter here."""
    path = resources.files("summitry.course") / "content" / f"lesson_{lesson}.toml"
    content = parse(path.read_text(encoding="utf-8"), path.name)
    if content.lesson != lesson:
        raise ContentError(path.name, "", "lesson", f"is {content.lesson!r}")
    return content


def _own(id: object) -> Content | None:
    """Give the file of the lesson with whose number an id begins, if there is one."""
    lesson = str(id).partition("-")[0]
    path = resources.files("summitry.course") / "content" / f"lesson_{lesson}.toml"
    return _file(lesson) if lesson.isdecimal() and path.is_file() else None


def lessons() -> list[str]:
    """Return the numbers of all lessons that have a content file.

    Returns
    -------
    list of str
        For example ``["00", "01"]``.
    """
    return list(_files())


def load(lesson: str) -> Content:
    """Return the content of one lesson.

    Parameters
    ----------
    lesson : str
        Its number, for example ``"01"``.

    Returns
    -------
    Content
        Its predictions and checks.
    """
    own = _own(lesson) or _files().get(lesson)
    if own is None:
        raise UnknownNameError("lesson with content", lesson, _files())
    return own


def predictions() -> dict[str, Prediction]:
    """Return all predictions of the course by id.

    Returns
    -------
    dict of str to Prediction
        In the order of the lessons.
    """
    return {id: item for content in _files().values() for id, item in content.predictions.items()}


def checks() -> dict[str, Check]:
    """Return all checks of the course by id.

    Returns
    -------
    dict of str to Check
        In the order of the lessons.
    """
    return {id: item for content in _files().values() for id, item in content.checks.items()}


def prediction(id: str) -> Prediction:
    """Return one prediction, or raise UnknownNameError with the nearest ids.

    Parameters
    ----------
    id : str
        For example ``"01-talks"``.

    Returns
    -------
    Prediction
        The entry.

    Raises
    ------
    UnknownNameError
        When there is no such name; the nearest ones are given.
    """
    own = _own(id)
    if own is not None and id in own.predictions:
        return own.predictions[id]
    known = predictions()
    if id not in known:
        raise UnknownNameError("prediction", id, known)
    return known[id]


def check(id: str) -> Check:
    """Return one check, or raise UnknownNameError with the nearest ids.

    Parameters
    ----------
    id : str
        For example ``"01-flip"``.

    Returns
    -------
    Check
        The entry.

    Raises
    ------
    UnknownNameError
        When there is no such name; the nearest ones are given.
    """
    own = _own(id)
    if own is not None and id in own.checks:
        return own.checks[id]
    known = checks()
    if id not in known:
        raise UnknownNameError("check", id, known)
    return known[id]


def fill(entry: Prediction | Check, text: str) -> str:
    """Return a text of an entry with its computed numbers filled in.

    Parameters
    ----------
    entry : Prediction or Check
        Whose file holds the expressions.
    text : str
        A text with gaps such as ``{{ name }}``.

    Returns
    -------
    str
        The text with its numbers.
    """
    return load(entry.lesson).fill(text)


def problems(content: Content) -> list[str]:
    """Compute every expression and look up every source of one file.

    Parameters
    ----------
    content : Content
        A file that was read without error.

    Returns
    -------
    list of str
        One sentence a problem; empty when all is well.
    """
    found = []
    for name, expression in content.glue.items():
        found += _attempt(f"glue {name!r}", evaluate, expression)
    for id, guess in content.predictions.items():
        found += _attempt(f"predict {id!r}, outcome", value, guess.reveal.outcome)
        found += _unknown_sources(f"predict {id!r}", guess.reveal.sources)
    for id, item in content.checks.items():
        found += _attempt(f"check {id!r}, answer", item.solution)
        for wrong in item.wrong_numbers:
            found += _attempt(f"check {id!r}, wrong", value, wrong.low)
            found += _attempt(f"check {id!r}, wrong", value, wrong.high)
        found += _unknown_sources(f"check {id!r}", item.sources)
    return [f"{content.file}: {problem}" for problem in dict.fromkeys(found)]


def _attempt(where: str, action: Callable[..., Any], *arguments: Any) -> list[str]:
    try:
        action(*arguments)
    except SummitryError as problem:
        return [f"{where}: {problem}"]
    return []


def _unknown_sources(where: str, ids: tuple[str, ...]) -> list[str]:
    from summitry import facts

    return [found for id in ids for found in _attempt(f"{where}, sources", facts.sources, id)]
