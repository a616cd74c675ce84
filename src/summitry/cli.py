"""The command ``summitry``: build and check the lessons, and open the course."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from summitry import __version__
from summitry.errors import SummitryError

if TYPE_CHECKING:
    from summitry.course.lesson import Lesson

EPILOG = """\
To learn: `summitry lab` opens the course. The other commands are for authors of lessons.
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
        0 when all is well, 1 when a check finds something, 2 when the command cannot be done.
    """
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

    course = workspace.find_course()
    stale = []
    for number in course.choose(options.only):
        show = _Progress()
        (result,) = build.build(course, [number], options.force, not options.check, show.begin)
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
    return int(options.check and bool(stale or left))


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
        print(f"\r{line}" if self.live else line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
