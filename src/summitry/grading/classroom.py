"""The folder of one class: its roster, nbgrader's folders, and the gradebook.

```
my-class/
  nbgrader_config.py    written once, then yours
  roster.csv            id, first_name, last_name, email, lms_id
  source/ release/ submitted/ autograded/ feedback/ gradebook.db     nbgrader's own
  records/              what each grading run found, one JSON file a submission
  backups/              whatever was about to be replaced
```
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
import time
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitry.course import lab
from summitry.errors import SummitryError, UnknownNameError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI

COLUMNS = ("id", "first_name", "last_name", "email", "lms_id")
#: nbgrader makes folders of ids, and joins them with "+".
STUDENT = re.compile(r"[\w@-][\w.@ -]{0,62}[\w@-]|[\w@-]")

CONFIG = """\
# Settings of nbgrader for this class. Written once by `summitry assign`; change it as you like.
c = get_config()
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = {root}
# What stands in a student's copy where the solution was.
c.ClearSolutions.code_stub = {{"python": {stub!r}}}
c.ClearSolutions.text_stub = "Your answer."
# What a late submission loses, when the exercise has a due date (set in formgrader): "none", or
# "zero" for all its points. For other rules name a plugin class of your own, as nbgrader's
# documentation of late submissions shows.
c.LateSubmissionPlugin.penalty_method = "none"
"""
STUB = "value = ...  # your calculation here"


class ClassroomError(SummitryError):
    """The class folder or its roster cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Student:
    """One line of the roster.

    Parameters
    ----------
    id : str
        As it is used in file names.
    first_name, last_name, email, lms_id : str
        May be empty. ``lms_id`` is the number by which Canvas or Moodle knows the student.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id where there is no name."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


@dataclass(frozen=True)
class Classroom:
    """One class.

    Parameters
    ----------
    root : pathlib.Path
        The class folder.
    course : str
        Id of the course as it is held this time, such as ``hanoi-2027``. Variants depend on it.
    """

    root: Path
    course: str

    @property
    def database(self) -> str:
        """Address of the gradebook."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def place(self, step: str, student: str, exercise: str) -> Path:
        """Return nbgrader's folder for one student and exercise.

        Parameters
        ----------
        step : str
            ``source``, ``release``, ``submitted``, ``autograded`` or ``feedback``.
        student : str
            Id; ``"."`` for source and release.
        exercise : str
            Id of the exercise.

        Returns
        -------
        pathlib.Path
            The folder; it need not exist.
        """
        return self.root / step / student / exercise

    @cached_property
    def roster(self) -> dict[str, Student]:
        """The students by id, in the order of the roster.

        Raises
        ------
        ClassroomError
            If the file is missing or a line breaks a rule; names the line.
        """
        return read_roster(self.root / "roster.csv")

    def student(self, id: str) -> Student:
        """Return one student.

        Parameters
        ----------
        id : str
            Id; capitals do not matter.

        Returns
        -------
        Student
            The line of the roster.

        Raises
        ------
        UnknownNameError
            If there is none of this id.
        """
        wanted = fold(id)
        for key, found in self.roster.items():
            if fold(key) == wanted:
                return found
        raise UnknownNameError("student", id, self.roster)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open nbgrader's gradebook; it is closed at the end.

        Yields
        ------
        nbgrader.api.Gradebook
            The gradebook.
        """
        from nbgrader.api import Gradebook

        with _path_to_tools(), warnings.catch_warnings():
            # Of nbgrader's own use of its database; nothing that a user could act on.
            warnings.filterwarnings("ignore", module=r"nbgrader\..*")
            with Gradebook(self.database, self.course) as book:
                yield book

    @contextmanager
    def nbgrader(self) -> Iterator[NbGraderAPI]:
        """Give nbgrader's own commands, set up for this class.

        Yields
        ------
        nbgrader.apps.api.NbGraderAPI
            The commands.
        """
        from nbgrader.apps.api import NbGraderAPI

        with _path_to_tools():
            yield NbGraderAPI(config=self.settings())

    def settings(self) -> Any:
        """Return the settings of nbgrader for this class, as its own file gives them.

        Returns
        -------
        traitlets.config.Config
            The settings.
        """
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.course_id = self.course
        return config

    def enrol(self) -> None:
        """Bring the gradebook's students to what the roster says; nobody is removed."""
        students = self.roster.values()  # read before anything is written
        with self.gradebook() as book:
            for student in students:
                book.update_or_create_student(
                    student.id,
                    first_name=student.first_name,
                    last_name=student.last_name,
                    email=student.email,
                    lms_user_id=student.lms_id or None,
                )

    def back_up(self, path: Path) -> Path | None:
        """Copy a file or folder into ``backups/`` before it is replaced.

        Parameters
        ----------
        path : pathlib.Path
            Inside the class folder.

        Returns
        -------
        pathlib.Path or None
            The copy; None when there is nothing to copy.
        """
        if not path.exists():
            return None
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        target = self.root / "backups" / stamp / path.relative_to(self.root)
        number = 1
        while target.exists():
            number += 1
            target = self.root / "backups" / f"{stamp}-{number}" / path.relative_to(self.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            shutil.copy2(path, target)
        return target


def fold(id: str) -> str:
    """Return an id as it is compared: capitals and the way an accent is typed do not matter.

    Parameters
    ----------
    id : str
        An id or a name.

    Returns
    -------
    str
        Its folded form.
    """
    return unicodedata.normalize("NFC", id).strip().casefold()


def open_class(root: Path, course: str | None = None, *, create: bool = False) -> Classroom:
    """Open the folder of a class.

    Parameters
    ----------
    root : pathlib.Path
        The folder.
    course : str, optional
        Id of the course; by default the name that was given when the folder was made, and at the
        beginning the name of the folder.
    create : bool, optional
        Make the folder, its settings and an example of a roster where they are missing.

    Returns
    -------
    Classroom
        The class.

    Raises
    ------
    ClassroomError
        If there is no class in the folder, or it belongs to another course.
    """
    root = root.resolve()
    marker = root / "summitry-class.json"
    if marker.is_file():
        kept = str(json.loads(marker.read_text("utf-8"))["course"])
        if course not in (None, kept):
            raise ClassroomError(
                f"{root} belongs to the course {kept!r}, not to {course!r}. The numbers of the "
                "students depend on this name, so it stays. Use another folder for another course."
            )
        return Classroom(root, kept)
    if not create:
        raise ClassroomError(f"There is no class in {root}. Begin one with: summitry assign")
    name = course or root.name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", name):
        raise ClassroomError(
            f"course is {name!r}, but must be 1 to 63 plain letters, digits, dots or hyphens."
        )
    root.mkdir(parents=True, exist_ok=True)
    config = root / "nbgrader_config.py"
    if not config.exists():
        here = "__import__('os').path.dirname(__import__('os').path.abspath(__file__))"
        config.write_text(CONFIG.format(course=name, root=here, stub=STUB), "utf-8")
    if not (root / "roster.csv").exists():
        (root / "roster.csv").write_text(",".join(COLUMNS) + "\n", "utf-8")
    marker.write_text(json.dumps({"schema": 1, "course": name}) + "\n", "utf-8")
    return Classroom(root, name)


def expect_done(result: Mapping[str, Any], what: str, problem: type[SummitryError]) -> None:
    """Make sure that a command of nbgrader was done.

    Parameters
    ----------
    result : mapping
        What the command gave.
    what : str
        What it was to do, such as ``release 07-ceiling``.
    problem : type of SummitryError
        What is raised when it was not.

    Raises
    ------
    SummitryError
        Of the kind that was named, with the end of nbgrader's log.
    """
    if result["success"]:
        return
    # The log says more; where there is none, the last line of the traceback names the error.
    log, trace = (str(result.get(name) or "").split("\n") for name in ("log", "error"))
    told = [line.strip() for line in log if line.strip()][-3:]
    told = told or [line.strip() for line in trace if line.strip()][-1:]
    raise problem(" ".join([f"nbgrader could not {what}:", *(told or ["it does not say why."])]))


def seconds_late(handed_in: Any) -> float:
    """Return how late a submission is.

    Parameters
    ----------
    handed_in : nbgrader.api.SubmittedAssignment
        From the gradebook. Its own ``total_seconds_late`` fails when a student was given more time
        and the due date was taken away later.

    Returns
    -------
    float
        Seconds after the due date, with the student's extension; 0 when in time or when there is
        no due date.
    """
    due, stamp = handed_in.assignment.duedate, handed_in.timestamp
    if due is None or stamp is None:
        return 0.0
    return max(0.0, float((stamp - due - (handed_in.extension or timedelta())).total_seconds()))


def read_roster(path: Path) -> dict[str, Student]:
    """Read a roster.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the column ``id``, and perhaps ``first_name``, ``last_name``, ``email`` and
        ``lms_id``. Other columns are left alone.

    Returns
    -------
    dict of str to Student
        In the order of the file.

    Raises
    ------
    ClassroomError
        If it is missing, empty, or a line breaks a rule; names the line.
    """
    if not path.is_file():
        raise ClassroomError(f"There is no roster: {path}. Write one with the column id.")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ClassroomError(f"{path} is not in UTF-8: save it as 'CSV UTF-8'.") from None
    lines = text.splitlines()
    dialect: Any = csv.excel
    if lines and lines[0].count(";") > lines[0].count(","):
        dialect = type("Semicolon", (csv.excel,), {"delimiter": ";"})
    reader = csv.DictReader(lines, dialect=dialect)
    names = {name: name.strip().lower() for name in reader.fieldnames or () if name}
    if "id" not in names.values():
        raise ClassroomError(f"{path}: the first line must name the columns, id among them.")
    found: dict[str, Student] = {}
    for number, line in enumerate(reader, 2):
        values = {names[key]: (value or "").strip() for key, value in line.items() if key in names}
        if not any(values.values()):
            continue
        id = unicodedata.normalize("NFC", values["id"])
        if not STUDENT.fullmatch(id) or id in (".", ".."):
            raise ClassroomError(
                f"{path}, line {number}: the id {id!r} must have 1 to 64 letters, digits, dots, "
                "hyphens, underscores or @."
            )
        if fold(id) in {fold(other) for other in found}:
            raise ClassroomError(f"{path}, line {number}: the id {id!r} stands there twice.")
        found[id] = Student(id, *(values.get(name, "") for name in COLUMNS[1:]))
    if not found:
        raise ClassroomError(f"{path} names no student yet: one line for each, the id first.")
    return found


@contextmanager
def _path_to_tools() -> Iterator[None]:
    """Let nbgrader find alembic, which it starts by name, and a template that fetches nothing."""
    tools = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    wanted = {"PATH": os.pathsep.join(tools), "JUPYTER_PATH": lab.with_templates(os.environ)}
    old = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in old.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
