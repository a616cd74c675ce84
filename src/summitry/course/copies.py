"""The learner's own copies of the notebooks: made, renewed, and never overwritten.

Copies lie in ``my-work/``. Beside them, ``.summitry.json`` records what each copy was when it was
made. A copy counts as changed when its text or code differs from that; outputs do not count,
because running a notebook makes them again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summitry.course.build import is_built, write_whole
from summitry.course.workspace import Course
from summitry.errors import SummitryError

RECORD = ".summitry.json"


@dataclass(frozen=True)
class Copied:
    """What happened to one notebook.

    Parameters
    ----------
    name : str
        Name of the learner's notebook.
    what : str
        ``new``, ``same``, ``renewed``, or ``kept``.
    beside : str, optional
        When the learner's copy was kept: where the newer version of the lesson lies.
    """

    name: str
    what: str
    beside: str = ""

    def __str__(self) -> str:
        if self.what == "kept":
            return (
                f"{self.name} holds your changes and stays as it is; the newer version of the "
                f"lesson is {self.beside}."
            )
        return f"{self.name}: {self.what}"


def copy(course: Course) -> list[Copied]:
    """Copy the notebooks into the learner's folder.

    Parameters
    ----------
    course : Course
        The course folder.

    Returns
    -------
    list of Copied
        One for each notebook of the course.

    Raises
    ------
    SummitryError
        If the folder cannot be written.
    """
    if course.my_work.exists() and not os.access(course.my_work, os.W_OK | os.X_OK):
        raise SummitryError(
            f"{course.my_work} is read-only, so your work could not be saved: copy the course to "
            "a folder that you may write to."
        )
    record = _read_record(course)
    done = [
        _copy_one(course, path, record)
        for path in sorted(course.notebooks.glob("*.ipynb"))
        if is_built(path)
    ]
    text = json.dumps({"v": 1, "copied": record}, indent=1, sort_keys=True) + "\n"
    target = course.my_work / RECORD
    if not target.exists() or target.read_text("utf-8") != text:
        write_whole(target, text)
    return done


def _copy_one(course: Course, source: Path, record: dict[str, str]) -> Copied:
    text = source.read_text("utf-8")
    now = mark(text)
    for name in _names(source.stem):
        target = course.my_work / name
        if target.exists():
            there = _mark_of(target)
            if there == now:
                record[name] = now
                return _outcome(source.name, name, "same")
            # A changed copy: is it a copy of this very version, or of an older one?
            if record.get(name) == now:
                return _outcome(source.name, name, "same")
            if record.get(name) != there:
                continue
        what = "renewed" if target.exists() else "new"
        write_whole(target, text)
        record[name] = now
        return _outcome(source.name, name, what)
    raise AssertionError("the names of copies never end")


def _outcome(wanted: str, name: str, what: str) -> Copied:
    """Say it once, when the newer version is put beside; later it is nothing new."""
    if name == wanted or what == "same":
        return Copied(wanted, what)
    return Copied(wanted, "kept", name)


def _names(stem: str) -> Iterator[str]:
    yield f"{stem}.ipynb"
    yield f"{stem}-new.ipynb"
    number = 2
    while True:
        yield f"{stem}-new-{number}.ipynb"
        number += 1


def mark(text: str) -> str:
    """Return what identifies the text and code of a notebook, without its outputs.

    Parameters
    ----------
    text : str
        The file.

    Returns
    -------
    str
        A hash; for a file that is no notebook, the hash of the whole file.
    """
    try:
        cells: Any = [
            [cell["cell_type"], "".join(cell["source"]), cell.get("attachments", {})]
            for cell in json.loads(text)["cells"]
        ]
    except (ValueError, KeyError, TypeError):
        cells = text
    plain = json.dumps(cells, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _mark_of(path: Path) -> str:
    return mark(path.read_bytes().decode("utf-8", "replace"))


def _read_record(course: Course) -> dict[str, str]:
    """Return the record; without one, every copy that differs counts as changed."""
    try:
        copied = json.loads((course.my_work / RECORD).read_text("utf-8"))["copied"]
        return {str(name): str(value) for name, value in copied.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
