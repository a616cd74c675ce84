"""The command ``summitry``: build and check the lessons, and open the course."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summitry import __version__
from summitry.errors import SummitryError
from summitry.grading import commands as grading

if TYPE_CHECKING:
    from summitry.course.lesson import Lesson

EPILOG = """\
To learn: `summitry lab` opens the course. To write lessons: build, check, syllabus.
To teach: assign, collect, grade, feedback, export, report (docs/instructors.md).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``summitry``; those of the shell if left out.

    Returns
    -------
    int
        0 when all is well, 1 when a check finds something, 2 when the command cannot be done, 130
        when it was stopped, 141 when whoever read its words went away (as of any program: 128 and
        the number of the signal).
    """
    try:
        try:
            return _run(arguments)
        finally:
            # What is still to be written is written here: at the end of Python it is too late to
            # see that nobody reads it.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
        return 141


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if "action" not in options:
        parser.print_help()
        return 0
    try:
        result: int = options.action(options)
        return result
    except SummitryError as error:
        print(f"summitry: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nsummitry: stopped.", file=sys.stderr)
        return 130


def _let_go() -> None:
    """Send to nowhere what nobody reads, so that Python can end quietly."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="summitry",
        description="A course on the 2019 Hanoi summit, in Jupyter notebooks.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"summitry {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    build = _command(commands, "build", _build, "build the notebooks from the lessons")
    build.add_argument(
        "--only", action="append", metavar="LESSON", help="build this lesson only, such as 01"
    )
    build.add_argument(
        "--check",
        action="store_true",
        help="write nothing; list the notebooks that are not what their lessons give",
    )
    build.add_argument(
        "--force", action="store_true", help="also replace a notebook made by someone by hand"
    )
    check = _command(commands, "check", _check, "check lessons, notebooks and ledger for mistakes")
    check.add_argument(
        "--only", action="append", metavar="LESSON", help="check this lesson only, such as 01"
    )
    check.add_argument(
        "--fast", action="store_true", help="leave out what can be seen only by running the lessons"
    )
    syllabus = _command(
        commands, "syllabus", _syllabus, "write docs/syllabus.md and docs/coverage.md"
    )
    syllabus.add_argument(
        "--check", action="store_true", help="write nothing; say which page is out of date"
    )
    lab = _command(commands, "lab", _lab, "open the course in JupyterLab")
    lab.add_argument(
        "--port", type=int, metavar="N", help="listen on this port (or set PORT=N in the shell)"
    )
    lab.add_argument(
        "--no-browser", action="store_true", help="open no browser; the address is printed"
    )
    lab.add_argument(
        "--here",
        action="store_true",
        help="show the folder you are in as it is, instead of your copies in my-work/",
    )
    lab.add_argument(
        "--teach",
        action="store_true",
        help="open the folder of a class, with nbgrader's formgrader to mark arguments by hand",
    )
    grading.add_class(lab)
    lab.set_defaults(room=None)  # so that it is seen when it was named without --teach
    grading.add(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Callable[[argparse.Namespace], int],
    purpose: str,
) -> argparse.ArgumentParser:
    added = commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )
    added.set_defaults(action=action)
    return added


# ---------------------------------------------------------------- build


def _build(options: argparse.Namespace) -> int:
    from summitry.course import build, workspace
    from summitry.course.lesson import LessonError

    course = workspace.find_course()
    stale, failed = [], False
    for number in course.choose(options.only):
        show = _Progress()
        try:
            (result,) = build.build(course, [number], options.force, not options.check, show.begin)
        except LessonError as error:
            show.end("FAILED")
            print(error, file=sys.stderr, flush=True)
            failed = True
            continue
        word = ("STALE" if options.check else "written") if result.changed else "up to date"
        show.end(word)
        if result.changed:
            stale.append(result.path.relative_to(course.root).as_posix())
    left = [] if options.only else build.orphans(course)
    for path in left:
        print(f"{path.relative_to(course.root).as_posix()} has no lesson: delete it.")
    if options.check and stale:
        print(f"Not what the lessons give: {', '.join(stale)}")
        print("Put it right with: summitry build")
    return int(failed or (options.check and bool(stale or left)))


# ---------------------------------------------------------------- check


def _check(options: argparse.Namespace) -> int:
    from summitry.course import build, lint, workspace
    from summitry.course.lesson import LessonError, read

    course = workspace.find_course()
    problems: list[object] = []
    if not options.only:
        problems += [f"ledger: {fault}" for fault in lint.ledger_faults()]
    for number, path in course.choose(options.only).items():
        try:
            lesson = read(path)
            problems += lint.check(lesson)
            if not options.fast:
                problems += lint.solutions(lesson)
                (result,) = build.build(course, [number], write=False)
                if result.changed:
                    name = result.path.relative_to(course.root).as_posix()
                    problems.append(f"{name}: not what the lesson gives; run: summitry build")
        except LessonError as error:
            problems += error.problems
    seen = dict.fromkeys(str(problem) for problem in problems)
    for text in seen:
        print(text)
    print(f"{len(seen)} {'problem' if len(seen) == 1 else 'problems'} found.")
    return int(bool(seen))


# ---------------------------------------------------------------- syllabus


def _syllabus(options: argparse.Namespace) -> int:
    from summitry.course import syllabus, workspace
    from summitry.course.build import write_whole

    course = workspace.find_course()
    stale = []
    for name, text in syllabus.pages(course).items():
        path = course.docs / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(f"docs/{name}")
        if not options.check:
            write_whole(path, text)
            print(f"docs/{name} written")
    if options.check and stale:
        print(f"Out of date: {', '.join(stale)}")
        print("Put it right with: summitry syllabus")
    elif not stale:
        print("docs/syllabus.md and docs/coverage.md are up to date")
    return int(options.check and bool(stale))


# ---------------------------------------------------------------- lab


def _lab(options: argparse.Namespace) -> int:
    from summitry.course import copies, lab, workspace

    if options.room is not None and not options.teach:
        raise SummitryError(
            f"--class {options.room} is used with --teach only: to open the class, run: summitry "
            f"lab --teach --class {options.room}"
        )
    if options.teach and options.here:
        raise SummitryError(
            "--here and --teach show two different folders, so give one of them: --here shows the "
            "folder you are in, --teach that of a class."
        )
    lab.require_packages()
    port = lab.choose_port(options.port, os.environ)  # before anything is written
    if options.teach:
        folder, first = grading.class_folder(options.room), ""
    elif options.here:
        folder, first = Path.cwd(), ""
    else:
        course = workspace.find_course()
        for copied in copies.copy(course):
            if copied.what == "kept":
                print(copied)
        folder = course.my_work
        first = next((path.name for path in sorted(folder.glob("00-*.ipynb"))), "")
    browser = not options.no_browser and lab.has_screen(os.environ)
    return lab.open_lab(folder, first, port, browser, teach=options.teach)


# ---------------------------------------------------------------- progress


class _Progress:
    """One line a lesson; on a terminal it counts the cells while they run."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.start = time.monotonic()
        self.title = ""
        self.total = 0

    def begin(self, lesson: Lesson) -> Callable[[int, int], None]:
        self.title = f"{lesson.id} {lesson.title}"
        return self.step

    def step(self, done: int, total: int) -> None:
        self.total = total
        if self.live:
            print(f"\r{self.title}: cell {done} of {total} ", end="", flush=True)

    def end(self, word: str) -> None:
        seconds = time.monotonic() - self.start
        line = f"{self.title}: {self.total} cells, {seconds:.1f} s, {word}"
        if self.title:
            print(f"\r{line}" if self.live else line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
