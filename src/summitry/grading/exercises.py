"""Read an exercise: its text, its questions, and the module that draws and solves variants.

An exercise is a folder ``exercises/NN-slug/`` with three files: ``exercise.md`` (the text, with its
solution), ``exercise.toml`` (questions, points, misconceptions), ``grade.py`` (variants and key).
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from summitry.course.answer_format import KINDS
from summitry.errors import SummitryError, UnknownNameError

ID = re.compile(r"^\d\d-[a-z0-9]+(-[a-z0-9]+)*$")
FILES = ("exercise.md", "exercise.toml", "grade.py")
#: Functions that ``grade.py`` offers.
OFFERS = ("draw", "solve", "trap", "mistakes")


class ExerciseFileError(SummitryError):
    """A file of an exercise breaks a rule; the text names file, place and rule."""


@dataclass(frozen=True)
class Mistake:
    """One named misconception of a question.

    Parameters
    ----------
    name : str
        A short name with hyphens.
    feedback : str
        What is true and where to look; never the key.
    share : float
        Share of the points that the answer still earns, 0 to below 1.
    """

    name: str
    feedback: str
    share: float = 0.0


@dataclass(frozen=True)
class Question:
    """One question of an exercise.

    Parameters
    ----------
    id : str
        For example ``q1``.
    kind : str
        One of `answer_format.KINDS`.
    points : float
        What the machine can give. For an argument: for its form.
    text : str
        The question in one line, for feedback and report.
    reread : str
        Where in the course the matter stands.
    otherwise : str
        Feedback on a wrong answer that fits no misconception.
    tolerance : float
        For numbers: how far from the key is still right, in the unit of the answer.
    manual : float
        For an argument: points given by the instructor.
    rubric : tuple of str
        For an argument: one line for each thing that the instructor looks for.
    mistakes : tuple of Mistake
        The misconceptions that can be recognised.
    public : mapping
        What the learner's notebook may know: id, kind, unit, range, options, points.
    """

    id: str
    kind: str
    points: float
    text: str
    reread: str
    otherwise: str
    tolerance: float
    manual: float
    rubric: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    public: Mapping[str, Any]

    def mistake(self, name: str) -> Mistake:
        """Return a misconception by name.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        Mistake
            The misconception.

        Raises
        ------
        UnknownNameError
            If the question has none of this name.
        """
        for item in self.mistakes:
            if item.name == name:
                return item
        raise UnknownNameError("misconception", name, (item.name for item in self.mistakes))


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    folder : pathlib.Path
        Where its three files lie.
    id, title, lesson : str
        Its id (the name of the folder), title, and the number of its lesson.
    objective, claims : tuple of str
        What it practises.
    minutes : float
        How long it takes.
    given : tuple of mapping
        The numbers of a variant: ``name``, ``text`` and perhaps ``unit``.
    questions : tuple of Question
        In order.
    """

    folder: Path
    id: str
    title: str
    lesson: str
    objective: tuple[str, ...]
    claims: tuple[str, ...]
    minutes: float
    given: tuple[Mapping[str, Any], ...]
    questions: tuple[Question, ...]

    @property
    def text(self) -> Path:
        """The file with the text and its solution."""
        return self.folder / "exercise.md"

    @property
    def points(self) -> float:
        """All points, those of the instructor included."""
        return sum(question.points + question.manual for question in self.questions)

    @cached_property
    def digest(self) -> str:
        """Sixteen digits that change with any of the three files."""
        whole = hashlib.sha256()
        for name in FILES:
            whole.update((self.folder / name).read_bytes())
        return whole.hexdigest()[:16]

    @cached_property
    def grader(self) -> ModuleType:
        """The module ``grade.py``.

        Raises
        ------
        ExerciseFileError
            If it cannot be loaded, or lacks a function.
        """
        path = self.folder / "grade.py"
        spec = importlib.util.spec_from_file_location(
            f"_summitry_exercise_{self.id.replace('-', '_')}", path
        )
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as problem:
            raise ExerciseFileError(f"{path}: {type(problem).__name__}: {problem}") from problem
        for name in OFFERS:
            if not isinstance(getattr(module, name, None), Callable):  # type: ignore[arg-type]
                raise ExerciseFileError(f"{path}: it must offer the function {name}().")
        if not hasattr(module, "TRAP"):
            raise ExerciseFileError(f"{path}: it must say in TRAP which trap every variant sets.")
        return module

    def question(self, id: str) -> Question:
        """Return a question by its id.

        Parameters
        ----------
        id : str
            For example ``q1``.

        Returns
        -------
        Question
            The question.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        for item in self.questions:
            if item.id == id:
                return item
        raise UnknownNameError("question", id, (item.id for item in self.questions))


def find(folder: Path) -> dict[str, Path]:
    """Return the folders of all exercises by their ids, in order.

    Parameters
    ----------
    folder : pathlib.Path
        The folder ``exercises``.

    Returns
    -------
    dict of str to pathlib.Path
        For example ``{"03-zone": .../exercises/03-zone}``.
    """
    return {path.parent.name: path.parent for path in sorted(folder.glob("*/exercise.toml"))}


def load(folder: Path) -> Exercise:
    """Read the exercise in one folder.

    Parameters
    ----------
    folder : pathlib.Path
        With ``exercise.md``, ``exercise.toml`` and ``grade.py``.

    Returns
    -------
    Exercise
        The exercise; ``grade.py`` is loaded when it is needed.

    Raises
    ------
    ExerciseFileError
        If a file is missing or breaks a rule.
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise ExerciseFileError(f"{folder / name} is missing.")
    path = folder / "exercise.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ExerciseFileError(f"{path}: {problem}") from problem
    return _Reader(path).exercise(folder, data)


class _Reader:
    """Checks one file field by field, so that a message can name the place."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, where: str, rule: str) -> ExerciseFileError:
        return ExerciseFileError(f"{self.path}: {where}: {rule}")

    def exercise(self, folder: Path, data: Mapping[str, Any]) -> Exercise:
        self.fields(
            "the file",
            data,
            {"schema", "id", "title", "lesson", "objective", "minutes", "question"},
            {"claims", "given"},
        )
        if data["schema"] != 1:
            raise self.fail("schema", f"it is {data['schema']!r}, but must be 1.")
        if data["id"] != folder.name or not ID.match(data["id"]):
            raise self.fail("id", f"it is {data['id']!r}, but must be the folder's, NN-slug.")
        if data["lesson"] != data["id"][:2]:
            raise self.fail("lesson", f"it is {data['lesson']!r}, but must begin the id.")
        given = tuple(data.get("given", ()))
        for number, item in enumerate(given, 1):
            self.fields(f"given {number}", item, {"name", "text"}, {"unit"})
            if not str(item["name"]).isidentifier():
                raise self.fail(f"given {number}", f"name {item['name']!r} is no plain name.")
        questions = tuple(self.question(item) for item in data["question"])
        ids = [question.id for question in questions]
        if len(set(ids)) != len(ids):
            raise self.fail("question", "two questions have one id.")
        return Exercise(
            folder=folder,
            id=data["id"],
            title=data["title"],
            lesson=data["lesson"],
            objective=tuple(data["objective"]),
            claims=tuple(data.get("claims", ())),
            minutes=float(data["minutes"]),
            given=given,
            questions=questions,
        )

    def question(self, item: Mapping[str, Any]) -> Question:
        where = f"question {item.get('id', '?')!r}"
        needed = {"id", "kind", "points", "text", "reread"}
        self.fields(
            where,
            item,
            needed,
            {
                *("unit", "min", "max", "options", "tolerance", "otherwise"),
                *("mistake", "manual", "rubric"),
            },
        )
        kind = item["kind"]
        if kind not in KINDS:
            raise self.fail(where, str(UnknownNameError("kind", kind, KINDS)))
        if not re.fullmatch(r"[a-z][a-z0-9]*", item["id"]):
            raise self.fail(where, "an id has small letters and digits.")
        if not item["points"] > 0:
            raise self.fail(where, f"points is {item['points']!r}, but must be above 0.")
        if kind == "number" and not item.get("tolerance", 0) > 0:
            raise self.fail(where, "a number needs a tolerance above 0.")
        if kind in ("number", "whole") and not ("min" in item and "max" in item):
            raise self.fail(where, "a number needs min and max.")
        if kind in ("choice", "choices") and len(item.get("options", ())) < 2:
            raise self.fail(where, "a choice needs at least two options.")
        if kind != "argument" and not item.get("otherwise"):
            raise self.fail(where, "it needs the field otherwise.")
        if kind == "argument" and not (item.get("manual") and item.get("rubric")):
            raise self.fail(where, "an argument needs manual points and a rubric.")
        mistakes = tuple(self.mistake(where, entry) for entry in item.get("mistake", ()))
        shown = ("id", "kind", "points", "unit", "min", "max", "options")
        return Question(
            id=item["id"],
            kind=kind,
            points=float(item["points"]),
            text=item["text"],
            reread=item["reread"],
            otherwise=item.get("otherwise", ""),
            tolerance=float(item.get("tolerance", 0.0)),
            manual=float(item.get("manual", 0.0)),
            rubric=tuple(item.get("rubric", ())),
            mistakes=mistakes,
            public={name: item[name] for name in shown if name in item},
        )

    def mistake(self, where: str, entry: Mapping[str, Any]) -> Mistake:
        self.fields(f"{where}, a mistake", entry, {"name", "feedback"}, {"share"})
        share = float(entry.get("share", 0.0))
        if not 0 <= share < 1:
            raise self.fail(f"{where}, {entry['name']}", f"share is {share}, but must be 0 to 1.")
        return Mistake(entry["name"], entry["feedback"], share)

    def fields(self, where: str, item: Mapping[str, Any], needed: set[str], more: set[str]) -> None:
        for name in needed - set(item):
            raise self.fail(where, f"the field {name} is missing.")
        for name in set(item) - needed - more:
            raise self.fail(where, str(UnknownNameError("field", name, needed | more)))
