"""Where the course lies on this machine, and the learner's own copies of its notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from summitry.errors import SummitryError, UnknownNameError


@dataclass(frozen=True)
class Course:
    """The folder of the course: lessons as written, notebooks as built, a learner's work.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds ``lessons/`` and ``notebooks/``.
    """

    root: Path

    @property
    def notebooks(self) -> Path:
        """The built notebooks."""
        return self.root / "notebooks"

    @property
    def docs(self) -> Path:
        """The guides."""
        return self.root / "docs"

    @property
    def my_work(self) -> Path:
        """The learner's copies."""
        return self.root / "my-work"

    def lesson_files(self) -> dict[str, Path]:
        """Return the file of every lesson by its number, in order.

        Returns
        -------
        dict of str to pathlib.Path
            For example ``{"01": .../lessons/01-slug/lesson.md}``.
        """
        found = sorted((self.root / "lessons").glob("[0-9][0-9]-*/lesson.md"))
        return {path.parent.name[:2]: path for path in found}

    def choose(self, numbers: list[str] | None) -> dict[str, Path]:
        """Return the files of some lessons.

        Parameters
        ----------
        numbers : list of str or None
            Lesson numbers or folder names (``1``, ``01``, ``01-reconstruct``); None for all.

        Returns
        -------
        dict of str to pathlib.Path
            As `lesson_files`.

        Raises
        ------
        UnknownNameError
            If there is no such lesson.
        """
        files = self.lesson_files()
        if numbers is None:
            return files
        chosen = {}
        for number in numbers:
            key = number.partition("-")[0].zfill(2)
            known = key in files and files[key].parent.name.startswith(number.zfill(2))
            if not number or not known:
                raise UnknownNameError("lesson", number, (p.parent.name for p in files.values()))
            chosen[key] = files[key]
        return dict(sorted(chosen.items()))


def find_course(start: Path | None = None) -> Course:
    """Find the course folder, from a folder upward.

    Parameters
    ----------
    start : pathlib.Path, optional
        Where to begin; the current folder if left out.

    Returns
    -------
    Course
        The nearest folder that holds ``lessons/`` and ``notebooks/``.

    Raises
    ------
    SummitryError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "lessons").is_dir() and (folder / "notebooks").is_dir():
            return Course(folder)
    raise SummitryError(
        f"No course was found in {here} or above it: go to the folder that holds lessons/ and "
        "notebooks/, and run the same command there."
    )
