"""The instructor's commands: assign, collect, grade, feedback, export, report."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from summitry.errors import SummitryError, UnknownNameError

DEFAULT_CLASS = "my-class"


def add(commands: Any) -> None:
    """Add the commands to the parser of ``summitry``.

    Parameters
    ----------
    commands : argparse subparsers
        Where they go.
    """
    assign = _command(
        commands,
        "assign",
        _assign,
        "make the students' copies of an exercise, each with own numbers",
    )
    assign.add_argument(
        "exercise", nargs="*", help="such as 07-ceiling; without one, list them all"
    )
    assign.add_argument("--course", metavar="ID", help="name of the course, when the class is new")
    assign.add_argument(
        "--roster", type=Path, metavar="CSV", help="take this roster (the old one is backed up)"
    )
    assign.add_argument(
        "--release", action="store_true", help="also put it into nbgrader's exchange, as on a hub"
    )
    collect = _command(commands, "collect", _collect, "bring the submissions into the class folder")
    collect.add_argument("exercise", help="such as 07-ceiling")
    collect.add_argument(
        "--from",
        dest="origin",
        type=Path,
        metavar="PATH",
        help="a folder, or the zip file of Canvas or Moodle; without it, nbgrader's exchange",
    )
    grade = _command(
        commands, "grade", _grade, "run and mark the submissions that have changed, in a sandbox"
    )
    grade.add_argument("exercise", nargs="+", help="such as 07-ceiling")
    grade.add_argument("--student", action="append", metavar="ID", help="only this student")
    grade.add_argument(
        "--jobs", type=int, default=min(4, os.cpu_count() or 1), metavar="N", help="at a time"
    )
    grade.add_argument(
        "--again", action="store_true", help="also those that have not changed since the last time"
    )
    grade.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run the notebooks with all your rights: only what you have read yourself",
    )
    feedback = _command(
        commands, "feedback", _feedback, "write a page of feedback for each student"
    )
    feedback.add_argument("exercise", nargs="+", help="such as 07-ceiling")
    feedback.add_argument(
        "--release", action="store_true", help="also put it into nbgrader's exchange, as on a hub"
    )
    export = _command(commands, "export", _export, "write the scores for an LMS or a spreadsheet")
    export.add_argument(
        "--to", choices=("canvas", "moodle", "csv"), required=True, help="for which system"
    )
    export.add_argument("--out", type=Path, metavar="FILE", help="where to; a new name by default")
    export.add_argument(
        "--template",
        type=Path,
        metavar="CSV",
        help="the gradebook as Canvas exported it, so that its own columns come back",
    )
    report = _command(
        commands, "report", _report, "write the class report: difficulty, misconceptions, likeness"
    )
    report.add_argument("exercise", nargs="+", help="such as 07-ceiling")
    report.add_argument(
        "--forecasts", type=Path, metavar="FOLDER", help="forecasts that the students exported"
    )
    for parser in (assign, collect, grade, feedback, export, report):
        add_class(parser)


def add_class(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the folder of the class.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        The command.
    """
    parser.add_argument(
        "--class",
        dest="room",
        type=Path,
        default=default_class(),
        metavar="FOLDER",
        help=f"folder of the class (default: {DEFAULT_CLASS}, or $SUMMITRY_CLASS)",
    )


def default_class() -> Path:
    """Return the folder of a class that is meant where none is named.

    Returns
    -------
    pathlib.Path
        As it stands in the variable ``SUMMITRY_CLASS``, else `DEFAULT_CLASS`.
    """
    return Path(os.environ.get("SUMMITRY_CLASS", DEFAULT_CLASS))


def class_folder(room: Path | None) -> Path:
    """Return the folder of a class that is to be opened in JupyterLab.

    Parameters
    ----------
    room : pathlib.Path or None
        As it was named on the command line; None where it was not.

    Returns
    -------
    pathlib.Path
        Its full path.

    Raises
    ------
    SummitryError
        If nbgrader is missing, or there is no class in the folder.
    """
    from summitry.grading import classroom

    _require()
    return classroom.open_class(room or default_class()).root


def _command(
    commands: Any, name: str, action: Callable[[argparse.Namespace], int], purpose: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )
    parser.set_defaults(action=action)
    return parser


# ---------------------------------------------------------------- what all need


def _exercises() -> dict[str, Path]:
    from summitry.course import workspace
    from summitry.grading import exercises

    return exercises.find(workspace.find_course().root / "exercises")


def _load(name: str) -> Any:
    from summitry.grading import exercises

    known = _exercises()
    if name not in known:
        raise UnknownNameError("exercise", name, known)
    return exercises.load(known[name])


def _require() -> None:
    import importlib.util

    if importlib.util.find_spec("nbgrader") is None:
        raise SummitryError(
            "The package nbgrader is not installed here: run `make course` in the course folder, "
            "or install the extra 'summitry[teach]'."
        )


class _Bar:
    """One line that tells how far it is; on a terminal it is written over and over."""

    def __init__(self, what: str) -> None:
        self.what, self.begun, self.live = what, time.monotonic(), sys.stdout.isatty()

    def step(self, done: int, total: int, name: str = "") -> None:
        if not self.live:
            return
        width = 24
        full = round(width * done / total) if total else width
        spent = time.monotonic() - self.begun
        left = f", {spent / done * (total - done):.0f} s left" if 0 < done < total else ""
        bar = "#" * full + "." * (width - full)
        line = f"{self.what} [{bar}] {done} of {total}{left} {name}"
        print("\r" + line[:78].ljust(78), end="", flush=True)

    def outcome(self, one: Any, done: int, total: int) -> None:
        self.step(done, total, one.student)

    def end(self, line: str) -> None:
        spent = time.monotonic() - self.begun
        text = f"{self.what}: {line} ({spent:.0f} s)"
        print("\r" + text.ljust(78) if self.live else text, flush=True)


# ---------------------------------------------------------------- assign


def _assign(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, exercises, release

    if not options.exercise:
        for name, folder in _exercises().items():
            found = exercises.load(folder)
            print(f"{name:24} {found.points:>4g} points {found.minutes:>4g} min  {found.title}")
        return 0
    chosen = [_load(name) for name in options.exercise]
    _require()
    room = classroom.open_class(options.room, options.course, create=True)
    if options.roster is not None:
        classroom.read_roster(options.roster)
        target = room.root / "roster.csv"
        if not target.exists() or target.read_bytes() != options.roster.read_bytes():
            kept = room.back_up(target)
            shutil.copyfile(options.roster, target)
            print(f"Roster taken; the old one is {kept}" if kept else "Roster taken")
    for exercise in chosen:
        bar = _Bar(exercise.id)
        done = release.release(exercise, room)
        word = "written" if done.changed else "up to date"
        bar.end(f"{word}, numbers for {done.students} students")
        print(f"  hand out: {done.bundle}")
        if options.release:
            _to_exchange(room, exercise.id)
    return 0


def _to_exchange(room: Any, exercise: str) -> None:
    from summitry.grading import classroom

    with room.nbgrader() as commands:
        # Released once more when the roster has grown: with the numbers of the new students.
        commands.config.ExchangeReleaseAssignment.force = True
        result = commands.release_assignment(exercise)
    classroom.expect_done(result, f"release {exercise}", SummitryError)
    print("  released in nbgrader's exchange")


# ---------------------------------------------------------------- collect


def _collect(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, collect

    exercise = _load(options.exercise)
    _require()
    room = classroom.open_class(options.room)
    bar = _Bar(exercise.id)
    if options.origin is None:
        names = collect.collect_exchange(exercise, room)
        bar.end(f"{len(names)} submissions in the class folder")
        return 0
    found = collect.collect(
        exercise, room, options.origin, lambda one, done, total: bar.step(done, total, one.name)
    )
    counts = {state: sum(one.state == state for one in found) for state in _STATES}
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    bar.end(f"{len(found)} notebooks: {told}")
    lost = [one for one in found if one.state == "unmatched"]
    came = {one.student for one in found if one.state in ("new", "same", "replaced")}
    wrong = [one for one in found if one.state == collect.OTHER and one.student not in came]
    for one in [*lost, *wrong]:
        print(f"  {one.name}: {one.reason}")
    if lost:
        print(f"  They lie in {room.root / 'unmatched' / exercise.id}.")
    missing = [id for id in room.roster if not room.place("submitted", id, exercise.id).is_dir()]
    if missing:
        print(f"  Nothing yet from {len(missing)}: {_some(missing)}")
    return int(bool(lost))


_STATES = ("new", "same", "replaced", "older", "of another exercise", "unmatched")


def _some(names: list[str], most: int = 12) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


# ---------------------------------------------------------------- grade


def _grade(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, grade

    chosen = [_load(name) for name in options.exercise]
    _require()
    room = classroom.open_class(options.room)
    if options.no_sandbox:
        print("Without a sandbox: the notebooks run with all your rights.", file=sys.stderr)
    failed = False
    for exercise in chosen:
        bar = _Bar(exercise.id)
        outcomes = grade.grade(
            exercise,
            room,
            options.student,
            jobs=options.jobs,
            again=options.again,
            sandboxed=not options.no_sandbox,
            progress=bar.outcome,
        )
        counts = {state: sum(one.state == state for one in outcomes) for state in _OUTCOMES}
        told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        bar.end(told)
        for one in outcomes:
            if one.state == "failed":
                print(f"  {one.student}: {one.problem}")
            for note in one.record.notes if one.state == "graded" and one.record else ():
                print(f"  {one.student}: {note}")
        failed |= bool(counts["failed"])
    return int(failed)


_OUTCOMES = ("graded", "kept", "missing", "failed")


# ---------------------------------------------------------------- feedback, export, report


def _feedback(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, feedback

    chosen = [_load(name) for name in options.exercise]
    _require()
    room = classroom.open_class(options.room)
    for exercise in chosen:
        bar = _Bar(exercise.id)
        pages = feedback.write(exercise, room, bar.step)
        changed = sum(page.changed for page in pages)
        bar.end(f"{len(pages)} pages, {changed} of them new")
        if options.release:
            count = feedback.release(exercise, room)
            print(f"  released in nbgrader's exchange, for {count} students")
    return 0


def _export(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, export

    _require()
    room = classroom.open_class(options.room)
    path = export.write(room, options.to, options.out, options.template)
    print(f"{path} written")
    return 0


def _report(options: argparse.Namespace) -> int:
    from summitry.grading import classroom, report

    chosen = [_load(name) for name in options.exercise]
    _require()
    room = classroom.open_class(options.room)
    for exercise in chosen:
        path = report.write(exercise, room, options.forecasts)
        print(f"{path} written")
    return 0
