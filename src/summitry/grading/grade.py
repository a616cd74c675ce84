"""Grade a whole class: run, compare, write down; again and again with the same result."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitry.course import answers
from summitry.errors import SummitryError
from summitry.grading import compare, records, sandbox, submission, variants
from summitry.grading.classroom import Classroom, fold, seconds_late
from summitry.grading.exercises import Exercise
from summitry.grading.records import Record
from summitry.grading.release import MANUAL, public

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: Changes when submissions must be graded again although nothing of theirs has changed.
VERSION = 2
COPIED = "another-students-numbers"

WORDS = {
    "edited": "A cell that should not be changed was changed: {names}.",
    "stranger": "The notebook names the student {name!r}, and was handed in by {student!r}.",
    "unknown": "The notebook names the student {name!r}, who is not in the roster.",
    "twice": "Answered more than once with different values; the last counts: {names}.",
    "copied": "The answer to {names} is right for the numbers of {others}.",
    "not-yours": "This is the right answer for other numbers than yours. Run the notebook with "
    "your own id, and work with the numbers that it shows.",
    "errors": "These cells ended with an error when the notebook was run from top to bottom: "
    "{cells}. The other cells were run all the same.",
    "refused": "No answer was recorded, for the cell ended with an error: {error}",
    "type": "The cell of this question was no code cell any more, and was run as one: {names}.",
    "exercise": "This is the notebook of exercise {name}, and {wanted} was asked for.",
    "left": "No cell of the notebook was run: {problem}",
}


class GradingError(SummitryError):
    """The class cannot be graded; the text says why."""


#: Fields of ``exercise.json`` on which the marks depend.
ASKED = ("given", "questions")


@dataclass(frozen=True)
class Outcome:
    """What happened to one submission.

    Parameters
    ----------
    student : str
        Id.
    state : str
        ``graded``, ``kept`` (nothing has changed since the last run), ``missing`` (nothing was
        handed in) or ``failed`` (the grader itself could not go on; the others were graded).
    record : Record or None
        What was found.
    problem : str
        Why it failed.
    """

    student: str
    state: str
    record: Record | None = None
    problem: str = ""


@dataclass(frozen=True)
class Delay:
    """How late a submission is, and what that takes off its score.

    Parameters
    ----------
    seconds : float
        After the due date, with the student's extension; 0 when in time or when there is none.
    penalty : float or None
        Points; None when the rule of the class says nothing.
    """

    seconds: float
    penalty: float | None


@dataclass(frozen=True)
class Found:
    """What running and comparing one submission gave, before anything is written.

    Parameters
    ----------
    record : Record
        Marks and notes.
    cells : list of dict
        The cells as they were handed in.
    run : sandbox.Run
        What they did.
    """

    record: Record
    cells: list[dict[str, Any]]
    run: sandbox.Run


class Grader:
    """Grades the submissions of one exercise in one class.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    sandboxed : bool, optional
        False runs the notebooks with all rights of the user.

    Raises
    ------
    GradingError
        If the exercise was not released in this class, or has changed since.
    NoSandboxError
        If a sandbox is asked for and there is none.
    """

    def __init__(self, exercise: Exercise, room: Classroom, *, sandboxed: bool = True) -> None:
        self.exercise, self.room, self.sandboxed = exercise, room, sandboxed
        if sandboxed and not sandbox.available():
            raise sandbox.NoSandboxError(sandbox.HOW)
        self.release = room.place("release", ".", exercise.id) / f"{exercise.id}.ipynb"
        if not self.release.is_file():
            raise GradingError(
                f"{exercise.id} was not released in {room.root}. Run: summitry assign {exercise.id}"
            )
        self.public = json.loads((self.release.parent / answers.FILE).read_text("utf-8"))
        if any(self._asked(self.public[part]) != self._asked(self.now[part]) for part in ASKED):
            raise GradingError(
                f"{exercise.id} asks for something else than when it was released. Run: summitry "
                f"assign {exercise.id}, and tell those who have the old copy."
            )

    @staticmethod
    def _asked(items: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Take what a released notebook must agree with: names, kinds and points."""
        return [
            tuple(item.get(name) for name in ("name", "id", "kind", "points")) for item in items
        ]

    @cached_property
    def now(self) -> dict[str, Any]:
        """What a release of today would hold, without anybody's numbers."""
        return public(self.exercise, self.room.course, [])

    @cached_property
    def variants(self) -> dict[str, variants.Variant]:
        """The variant of every student, worked out anew and never read from a file."""
        return {
            student: variants.variant(self.exercise, self.room.course, student)
            for student in self.room.roster
        }

    @cached_property
    def shown(self) -> bytes:
        """What the notebooks see as ``exercise.json``: questions and roster of today."""
        content = dict(self.now)
        content["variants"] = {item.key: dict(item.given) for item in self.variants.values()}
        return json.dumps(content, ensure_ascii=False).encode()

    @cached_property
    def template(self) -> list[dict[str, Any]]:
        """The cells of the released notebook."""
        return list(json.loads(self.release.read_text("utf-8"))["cells"])

    def folder(self, student: str) -> Path:
        """Return where the submission of a student lies.

        Parameters
        ----------
        student : str
            Id.

        Returns
        -------
        pathlib.Path
            The folder; it need not exist.
        """
        return self.room.place("submitted", student, self.exercise.id)

    def digest(self, raw: bytes, student: str) -> str:
        """Return a hash of all that the marks depend on.

        Parameters
        ----------
        raw : bytes
            The notebook.
        student : str
            Id.

        Returns
        -------
        str
            Sixteen digits.
        """
        stamp = self.timestamp(student)
        parts = (str(VERSION), self.exercise.digest, student, str(stamp), str(self.sandboxed))
        return hashlib.sha256("\n".join(parts).encode() + b"\n" + raw).hexdigest()[:16]

    def timestamp(self, student: str) -> datetime | None:
        """Return when a submission was handed in.

        Parameters
        ----------
        student : str
            Id.

        Returns
        -------
        datetime.datetime or None
            In UTC; None when nothing says so.
        """
        path = self.folder(student) / "timestamp.txt"
        try:
            from dateutil.parser import parse

            found = parse(path.read_text("utf-8").strip())
        except (OSError, ValueError, OverflowError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def examine(self, student: str, *, again: bool = False) -> Found | Record | None:
        """Run and compare one submission. Writes nothing.

        Parameters
        ----------
        student : str
            Id.
        again : bool, optional
            True does so also when nothing has changed.

        Returns
        -------
        Found, Record or None
            None when nothing was handed in; the old record when nothing has changed.
        """
        folder = self.folder(student)
        if not folder.is_dir() or not any(folder.iterdir()):
            return None
        given = submission.read(folder, self.exercise.id)
        digest = self.digest(given.raw + given.problem.encode(), student)
        kept = records.read(self.room, self.exercise.id, student)
        written = self.room.place("autograded", student, self.exercise.id)
        if not again and kept and kept.digest == digest and (written / self.release.name).is_file():
            return kept
        run = sandbox.Run(reason=WORDS["left"].format(problem=given.problem))
        if not given.problem:
            self._restore(given)
            # Sources alone: whatever else the notebook holds is of no use to a run.
            sources = [
                {"cell_type": cell.get("cell_type"), "source": submission.text(cell)}
                for cell in given.cells
            ]
            run = sandbox.run(
                json.dumps({"cells": sources}).encode(),
                self.shown,
                self.variants[student].key,
                exercise=self.exercise.id,
                sandboxed=self.sandboxed,
            )
        return Found(self._judge(student, digest, given, run), given.cells, run)

    def _restore(self, given: submission.Submission) -> None:
        """Make cells that record answers code again: one key turns a cell into text."""
        questions = {question.id for question in self.exercise.questions}
        lost = [
            number
            for number, cell in enumerate(given.cells)
            if cell.get("cell_type") in ("markdown", "raw")
            and submission.mark_of(cell) in questions
        ]
        for number in lost:
            given.cells[number] = {**given.cells[number], "cell_type": "code"}
        if lost:
            names = ", ".join(submission.mark_of(given.cells[number]) for number in lost)
            given.notes.append(WORDS["type"].format(names=names))
            given.told.append(WORDS["type"].format(names=names))

    def _judge(
        self, student: str, digest: str, given: submission.Submission, run: sandbox.Run
    ) -> Record:
        marks = compare.marks(self.exercise, self.variants[student], run.answers)
        notes = [*given.notes, *self._oddities(student, given.cells, run)]
        marks, copied = self._others(student, marks)
        told = [*given.told, run.reason] if run.reason else [*given.told]
        opened = submission.named_exercise(given.cells)
        if opened not in ("", self.exercise.id):
            other = WORDS["exercise"].format(name=opened, wanted=self.exercise.id)
            notes.append(other)
            told.insert(0, other)
        failed = [str(number + 1) for number, cell in sorted(run.cells.items()) if "error" in cell]
        if failed:
            told.append(WORDS["errors"].format(cells=", ".join(failed)))
        places = submission.answer_cells(given.cells, [q.id for q in self.exercise.questions])
        marks = [_with_error(mark, run, places) for mark in marks]
        return Record(
            student=student,
            exercise=self.exercise.id,
            digest=digest,
            marks=marks,
            notes=[*notes, *copied],
            told=told,
            finished=run.finished,
            prints={
                name: submission.fingerprint(submission.text(given.cells[place]))
                for name, place in places.items()
            },
            seconds=round(run.seconds, 2),
        )

    def _oddities(
        self, student: str, cells: list[dict[str, Any]], run: sandbox.Run
    ) -> Iterator[str]:
        named = submission.named_student(cells)
        if named and fold(named) != fold(student):
            known = fold(named) in {fold(key) for key in self.room.roster}
            yield WORDS["stranger" if known else "unknown"].format(name=named[:60], student=student)
        twice = [one.id for one in self.exercise.questions if one.id in run.twice]
        if twice:
            yield WORDS["twice"].format(names=", ".join(twice))
        locked = {
            submission.mark_of(cell): submission.text(cell).strip()
            for cell in self.template
            if cell["metadata"]["nbgrader"]["locked"] and cell["cell_type"] == "code"
        }
        found = {submission.mark_of(cell): submission.text(cell).strip() for cell in cells}
        edited = [name for name, source in locked.items() if found.get(name, source) != source]
        if edited:
            yield WORDS["edited"].format(names=", ".join(edited))

    def _others(
        self, student: str, marks: list[compare.Mark]
    ) -> tuple[list[compare.Mark], list[str]]:
        """Look whether wrong numbers are right for somebody else's."""
        notes = []
        for place, mark in enumerate(marks):
            question = self.exercise.question(mark.question)
            if question.kind != "number" or mark.state != "wrong" or mark.value is None:
                continue
            if mark.misconception != compare.OTHER:
                continue
            owners = [
                other
                for other, variant in self.variants.items()
                if other != student
                and abs(variant.right[question.id] - mark.value) <= 1e-6 * (1 + abs(mark.value))
            ]
            if not owners:
                continue
            names = ", ".join(owners[:3]) + (" and others" if len(owners) > 3 else "")
            notes.append(WORDS["copied"].format(names=question.id, others=names))
            marks = [*marks]
            marks[place] = replace(mark, misconception=COPIED, feedback=WORDS["not-yours"])
        return marks, notes

    # ------------------------------------------------------------ writing down

    def write(self, book: Gradebook, found: Found) -> Record:
        """Write one result: the notebook for the instructor, the gradebook, and the record.

        Parameters
        ----------
        book : nbgrader.api.Gradebook
            The gradebook, open.
        found : Found
            What `examine` gave.

        Returns
        -------
        Record
            The record, with the delay of a late submission.
        """
        record = found.record
        folder = self.room.place("autograded", record.student, self.exercise.id)
        target = folder / self.release.name
        text = json.dumps(self.annotated(found), ensure_ascii=False, indent=1) + "\n"
        if target.is_file() and target.read_text("utf-8") != text:
            self.room.back_up(target)
        folder.mkdir(parents=True, exist_ok=True)
        records.write_whole(target, text)
        record = replace(record, late=self._enter(book, record))
        records.write(self.room, record)
        return record

    def _enter(self, book: Gradebook, record: Record) -> float:
        """Enter scores and words into the gradebook; return by how many seconds it is late."""
        name, student = self.exercise.id, record.student
        stamp = self.timestamp(student)
        naive = stamp.astimezone(UTC).replace(tzinfo=None) if stamp else None
        handed_in = book.update_or_create_submission(name, student, timestamp=naive)
        for mark in record.marks:
            question = self.exercise.question(mark.question)
            grade = book.find_grade(mark.question, name, name, student)
            changed = grade.auto_score != mark.score
            grade.auto_score = mark.score
            # A score typed in by hand stays; it is marked when what it rests on has changed.
            grade.needs_manual_grade = bool(grade.manual_score is not None and changed)
            comment = book.find_comment(mark.question, name, name, student)
            comment.auto_comment = _inert(mark.feedback)
            if question.manual:
                cell = MANUAL.format(question=mark.question)
                quality = book.find_grade(cell, name, name, student)
                if mark.state == "form":
                    quality.auto_score = None
                    quality.needs_manual_grade = quality.manual_score is None or changed
                else:
                    quality.auto_score, quality.needs_manual_grade = 0.0, False
        book.db.commit()
        delay = self._delay(handed_in)
        handed_in.notebooks[0].late_submission_penalty = delay.penalty
        book.db.commit()
        return delay.seconds

    @cached_property
    def rule(self) -> Any:
        """The class's rule for late submissions: a plugin of nbgrader."""
        from nbgrader.preprocessors import AssignLatePenalties

        with _modules_of(self.room.root):
            chosen = AssignLatePenalties(config=self.room.settings(), log_level="ERROR")
            chosen.init_plugin()
        return chosen.plugin_inst

    def _delay(self, handed_in: Any) -> Delay:
        """Work out from the gradebook, as it stands now, how late a submission is."""
        seconds = seconds_late(handed_in)
        if not seconds:
            return Delay(0.0, None)
        score = handed_in.notebooks[0].score
        loss = self.rule.late_submission_penalty(handed_in.student_id, score, seconds)
        return Delay(seconds, None if loss is None else min(max(0.0, float(loss)), score))

    def review(self, book: Gradebook, record: Record) -> Outcome:
        """Look once more how late a submission is that was graded already and has not changed.

        Its due date may have been moved, its student given more time, the rule changed, or points
        typed in by hand that a late submission loses too.

        Parameters
        ----------
        book : nbgrader.api.Gradebook
            The gradebook, open.
        record : Record
            What was found when it was graded.

        Returns
        -------
        Outcome
            ``kept``, or ``graded`` when the delay or what it costs is another now.
        """
        handed_in = book.find_submission(self.exercise.id, record.student)
        (notebook,) = handed_in.notebooks
        delay = self._delay(handed_in)
        if (record.late, notebook.late_submission_penalty) == (delay.seconds, delay.penalty):
            return Outcome(record.student, "kept", record)
        notebook.late_submission_penalty = delay.penalty
        book.db.commit()
        record = replace(record, late=delay.seconds)
        records.write(self.room, record)
        return Outcome(record.student, "graded", record)

    def annotated(self, found: Found) -> dict[str, Any]:
        """Build the notebook that the instructor reads in formgrader.

        It is the released notebook with the student's answers in its cells and what they printed
        below them. Cells that the student added stand at the end. Nothing that the student's
        notebook held as output is taken over.

        Parameters
        ----------
        found : Found
            What `examine` gave.

        Returns
        -------
        dict
            The notebook.
        """
        book = json.loads(self.release.read_text("utf-8"))
        if found.record.told:
            words = "\n\n".join(f"> {line}" for line in map(_printable, found.record.told))
            first = {"cell_type": "markdown", "id": "told", "metadata": {}, "source": words}
            book["cells"].insert(0, first)
        questions = [question.id for question in self.exercise.questions]
        places = submission.answer_cells(found.cells, questions)
        marks = {mark.question: mark for mark in found.record.marks}
        used = set(places.values())
        known = {submission.mark_of(cell) for cell in self.template}
        for cell in book["cells"]:
            name = submission.mark_of(cell)
            if name in questions:
                place = places.get(name)
                cell["source"] = (
                    "# There is no cell for this question in the submission."
                    if place is None
                    else _printable(submission.text(found.cells[place])[:20_000])
                )
                cell["outputs"] = _outputs(found.run, place, marks[name])
        added = [
            (number, cell)
            for number, cell in enumerate(found.cells)
            if number not in used
            and submission.mark_of(cell) not in known
            and submission.text(cell).strip()
        ]
        for number, cell in added[:40]:
            book["cells"].append(_added(number, cell, found.run))
        return dict(book)


def _with_error(mark: compare.Mark, run: sandbox.Run, places: dict[str, int]) -> compare.Mark:
    """Say in the feedback why there is no answer, where the cell itself says so."""
    error = run.cells.get(places.get(mark.question, -1), {}).get("error", "").strip()
    if mark.misconception != compare.UNANSWERED or not error:
        return mark
    # Without the name of the module in which a kind of error is defined.
    error = re.sub(r"^(\w+\.)+(?=\w+:)", "", _printable(error)[:300]).rstrip(".")
    told = WORDS["refused"].format(error=error)
    return replace(
        mark, feedback=mark.feedback.replace(compare.WORDS[compare.UNANSWERED], f"{told}.", 1)
    )


def _inert(text: str) -> str:
    """Take the power from what a student may have put into a comment: pages read it as Markdown."""
    return " ".join(text.split()).replace("<", "&lt;").replace("](", "] (")


def _outputs(
    run: sandbox.Run, place: int | None, mark: compare.Mark | None
) -> list[dict[str, Any]]:
    kept = run.cells.get(place, {}) if place is not None else {}
    pieces = [kept.get("output", ""), kept.get("error", "")]
    if mark is not None and mark.value is not None:
        pieces.insert(0, "Recorded: " + _written(mark.value))
    text = "\n".join(piece for piece in pieces if piece)
    if not text:
        return []
    return [{"output_type": "stream", "name": "stdout", "text": _printable(text) + "\n"}]


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"\n  {name}: {item}" for name, item in value.items())
    return str(value)


def _printable(text: str) -> str:
    """Leave out what cannot be stored as text: control characters and half characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def _added(number: int, cell: dict[str, Any], run: sandbox.Run) -> dict[str, Any]:
    source = _printable(submission.text(cell)[:20_000])
    made: dict[str, Any] = {"id": f"added-{number}", "metadata": {}, "source": source}
    if cell.get("cell_type") == "code":
        outputs = _outputs(run, number, None)
        return made | {"cell_type": "code", "execution_count": None, "outputs": outputs}
    # Shown letter by letter: a page would run what stands in it, with the rights of its reader.
    longest = max((len(marks) for marks in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return made | {"cell_type": "markdown", "source": f"{fence}text\n{source}\n{fence}"}


def grade(
    exercise: Exercise,
    room: Classroom,
    students: Sequence[str] | None = None,
    *,
    jobs: int = 2,
    again: bool = False,
    sandboxed: bool = True,
    progress: Callable[[Outcome, int, int], None] | None = None,
) -> list[Outcome]:
    """Grade all submissions of an exercise that have changed since they were last graded.

    Where only the due date, an extension or the rule for late work has changed, the delay is worked
    out anew and the notebook is not run. Scores and comments typed in by hand are always kept.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    students : sequence of str, optional
        Ids; by default the whole roster.
    jobs : int, optional
        How many notebooks run at a time.
    again : bool, optional
        True grades also those that have not changed.
    sandboxed : bool, optional
        False runs the notebooks with all rights of the user.
    progress : callable, optional
        Called with each outcome, how many are done, and how many there are.

    Returns
    -------
    list of Outcome
        One for each student, in the order of the roster.

    Raises
    ------
    GradingError
        If the exercise was not released here, or another run is at work in this class.
    NoSandboxError
        If a sandbox is asked for and there is none.
    """
    grader = Grader(exercise, room, sandboxed=sandboxed)
    chosen = [room.student(id).id for id in students] if students is not None else [*room.roster]
    outcomes: dict[str, Outcome] = {}
    with _alone(room):
        grader.variants  # noqa: B018  worked out before the threads begin
        room.enrol()
        room.back_up(room.root / "gradebook.db")
        with (
            room.gradebook() as book,
            ThreadPoolExecutor(max_workers=max(1, jobs)) as pool,
        ):
            entered = {one.student_id for one in book.assignment_submissions(exercise.id)}
            waiting: dict[Future[Found | Record | None], str] = {
                pool.submit(grader.examine, student, again=again or student not in entered): student
                for student in chosen
            }
            try:
                for done in as_completed(waiting):
                    student = waiting[done]
                    outcomes[student] = _settle(grader, book, student, done)
                    if progress is not None:
                        progress(outcomes[student], len(outcomes), len(chosen))
            except BaseException:
                for left in waiting:
                    left.cancel()
                raise
    return [outcomes[student] for student in chosen]


def _settle(
    grader: Grader, book: Gradebook, student: str, done: Future[Found | Record | None]
) -> Outcome:
    """Write one result. Whatever goes wrong with it stays with it."""
    try:
        found = done.result()
        if found is None:
            return Outcome(student, "missing")
        if isinstance(found, Record):
            return grader.review(book, found)
        return Outcome(student, "graded", grader.write(book, found))
    except Exception as problem:
        book.db.rollback()
        return Outcome(student, "failed", problem=f"{type(problem).__name__}: {problem}")


@contextmanager
def _modules_of(folder: Path) -> Iterator[None]:
    """Let Python find a rule for late work that lies in a file of the class folder."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


@contextmanager
def _alone(room: Classroom) -> Iterator[None]:
    """Keep a second run out of the same class."""
    lock = room.root / ".grading"
    while True:
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            try:
                owner = int(lock.read_text() or "0")
                os.kill(owner, 0)
            except (ValueError, ProcessLookupError, FileNotFoundError):
                lock.unlink(missing_ok=True)  # left by a run that was killed
                continue
            except PermissionError:
                pass
            raise GradingError(
                f"Process {owner} is grading in {room.root}. Wait for it to end."
            ) from None
    try:
        os.write(handle, str(os.getpid()).encode())
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)
