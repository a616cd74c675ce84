"""Graded exercises on the learner's side: your own numbers, and answers kept as data."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from summitry.course import answer_format
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

#: The form in which a notebook keeps an answer.
MIME = "application/vnd.summitry.answer+json"
#: The file beside the notebook: the questions, and the numbers of every learner.
FILE = "exercise.json"
SCHEMA = 1

# Set by the grader, so that a notebook is always run with the numbers of the learner who handed
# it in, whatever name stands in it.
_KEY = "SUMMITRY_VARIANT"
# On a hub a learner has a name already.
_USER = "JUPYTERHUB_USER"


class ExerciseError(SummitryError):
    """The exercise cannot be opened; the text says what to do."""


def variant_key(course: str, exercise: str, student: str) -> str:
    """Return the name under which a learner's numbers are kept.

    Parameters
    ----------
    course, exercise, student : str
        Ids. Capitals, spaces around the id and the way an accent is typed make no difference in
        the student's id.

    Returns
    -------
    str
        Sixteen hexadecimal digits, from which nobody can read the id.

    Examples
    --------
    >>> variant_key("c", "03-zone", " Ana ") == variant_key("c", "03-zone", "ana")
    True
    """
    name = unicodedata.normalize("NFC", student).strip().casefold()
    return hashlib.sha256("\n".join((course, exercise, name)).encode()).hexdigest()[:16]


class Task:
    """One exercise with the numbers of one learner. Writing its name shows them.

    Parameters
    ----------
    content : mapping
        What stands in ``exercise.json``.
    key : str
        Name of the variant.
    """

    def __init__(self, content: Mapping[str, Any], key: str) -> None:
        self._content = content
        self._values: dict[str, Any] = dict(content["variants"][key])
        self._questions = {question["id"]: question for question in content["questions"]}

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values", {})
        if name in values:
            value = values[name]
            return list(value) if isinstance(value, list) else value
        if name.startswith("_"):
            raise AttributeError(name)
        raise _UnknownNumberError("number of this exercise", name, values)

    def __dir__(self) -> list[str]:
        return [*self._values, "answer", "numbers", "questions"]

    @property
    def numbers(self) -> pd.DataFrame:
        """Your numbers: name, value, unit and what each means."""
        rows = [
            {
                "name": item["name"],
                "value": self._values[item["name"]],
                "unit": item.get("unit", ""),
                "meaning": item["text"],
            }
            for item in self._content["given"]
        ]
        # Objects, so that a whole number beside a fraction stays a whole number.
        return pd.DataFrame(rows, columns=["name", "value", "unit", "meaning"], dtype=object)

    @property
    def questions(self) -> pd.DataFrame:
        """The questions: id, what kind of answer, unit and points."""
        rows = [
            {
                "id": item["id"],
                "answer": item["kind"],
                "unit": item.get("unit", ""),
                "points": item["points"],
            }
            for item in self._content["questions"]
        ]
        return pd.DataFrame(rows, columns=["id", "answer", "unit", "points"])

    def answer(self, question: str, value: Any) -> None:
        """Record an answer. The last one recorded for a question counts.

        Parameters
        ----------
        question : str
            Id of the question, such as ``"q1"``.
        value : object
            Your answer. Its form is checked at once; whether it is right is not told.

        Raises
        ------
        UnknownNameError
            If there is no such question.
        AnswerFormatError
            If the value has another form than the question asks for.
        """
        if question not in self._questions:
            raise UnknownNameError("question", question, self._questions)
        asked = self._questions[question]
        cleaned = answer_format.clean(asked, value)
        record = {"exercise": self._content["exercise"], "question": question, "value": cleaned}
        text = f"Recorded for {question}: {answer_format.shown(asked, cleaned)}"
        display({MIME: record, "text/plain": text}, raw=True)

    def __repr__(self) -> str:
        return f"{self._content['title']}: your numbers\n{self.numbers.to_string(index=False)}"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Name", "Value", "Meaning"))
        rows = [
            (
                item["name"],
                f"{_written(self._values[item['name']])} {item.get('unit', '')}",
                item["text"],
            )
            for item in self._content["given"]
        ]
        body = "".join(
            f'<tr><th scope="row"><code>{escape(name)}</code></th>'
            f"<td>{escape(value)}</td><td>{escape(meaning)}</td></tr>"
            for name, value, meaning in rows
        )
        title = escape(self._content["title"])
        return (
            f'<table class="summitry-table"><caption>{title}: your numbers</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_written(item) for item in value)
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


class _UnknownNumberError(UnknownNameError, AttributeError):
    """An unknown number; also an AttributeError, so that hasattr works as usual."""


def exercise(name: str, student: str | None = None) -> Task:
    """Open a graded exercise with your own numbers.

    Parameters
    ----------
    name : str
        Id of the exercise, such as ``"03-zone"``.
    student : str, optional
        Your id, as your instructor wrote it into the list of the class. On a hub it is known.

    Returns
    -------
    Task
        With your numbers as attributes and ``answer``.

    Raises
    ------
    ExerciseError
        If the file ``exercise.json`` is missing or damaged, or your id is not in the class.
    """
    content = _read(name)
    key = os.environ.get(_KEY)
    if not key:
        student = student if student is not None else os.environ.get(_USER)
        if student is None:
            raise ExerciseError(
                f'Write your id: course.exercise("{name}", student="..."), with the id that your '
                "instructor gave you."
            )
        if not isinstance(student, str) or not student.strip(" ."):
            raise OutOfRangeError("student", student, "your id, in quotes")
        key = variant_key(content["course"], name, student)
    if key not in content["variants"]:
        raise ExerciseError(
            f"The id {student!r} is not in the list of the class for exercise {name}. Look for a "
            "slip of the pen, or ask your instructor."
        )
    return Task(content, key)


def _read(name: str) -> dict[str, Any]:
    path = Path(FILE)
    if not path.is_file():
        raise ExerciseError(
            f"There is no {FILE} beside this notebook. Keep both in one folder, as you got them."
        )
    try:
        content = json.loads(path.read_text("utf-8"))
        found = content["exercise"]
        if content["schema"] != SCHEMA:
            raise ExerciseError(
                f"{FILE} is written for another release of the course (schema "
                f"{content['schema']}, this one reads {SCHEMA}). Ask your instructor."
            )
    except (ValueError, KeyError, TypeError):
        raise ExerciseError(f"{FILE} is damaged. Fetch the exercise once more.") from None
    if found != name:
        raise ExerciseError(f"{FILE} belongs to exercise {found}, not to {name!r}.")
    return dict(content)
