"""Bring submissions into the class folder: from nbgrader's exchange, a folder, or an LMS's zip.

Canvas and Moodle hand out one zip file with all submissions, each with names of their own making.
A submission is given to a student only when exactly one fits; it is never guessed.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from summitry.errors import SummitryError
from summitry.grading import submission
from summitry.grading.classroom import Classroom, Student, expect_done, fold
from summitry.grading.exercises import Exercise

#: Most that is unpacked of one zip file, and how deep zips may lie in zips.
LARGEST, DEEPEST = 2**30, 3
#: State of a notebook that lies among the submissions and belongs to another exercise.
OTHER = "of another exercise"


class CollectError(SummitryError):
    """Nothing can be collected from there; the text says why."""


@dataclass(frozen=True)
class Piece:
    """One notebook that was found.

    Parameters
    ----------
    name : str
        Its path, those of zip files included.
    raw : bytes
        Its bytes.
    when : datetime.datetime
        When it was last changed, in UTC.
    """

    name: str
    raw: bytes
    when: datetime


@dataclass(frozen=True)
class Collected:
    """What happened to one notebook.

    Parameters
    ----------
    name : str
        Where it was found.
    student : str
        To whom it was given; empty when to nobody.
    state : str
        ``new``, ``same`` (it was there already), ``replaced`` (the older one is in the backups),
        ``older`` (a newer one was taken), ``of another exercise`` (left where it is) or
        ``unmatched``.
    reason : str
        By what it was matched, or why not.
    """

    name: str
    student: str
    state: str
    reason: str


def collect(
    exercise: Exercise,
    room: Classroom,
    origin: Path,
    progress: Callable[[Collected, int, int], None] | None = None,
) -> list[Collected]:
    """Collect the submissions of an exercise from a folder or a zip file.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    origin : pathlib.Path
        A folder (one folder a student, or loose files) or a zip file.
    progress : callable, optional
        Called with each result, how many are done, and how many there are.

    Returns
    -------
    list of Collected
        One for each notebook found.

    Raises
    ------
    CollectError
        If there is nothing at that place, or no notebook in it.
    """
    if not origin.exists():
        raise CollectError(f"There is no file or folder {origin}.")
    pieces = sorted(_pieces(origin), key=lambda piece: (piece.when, piece.name))
    if not pieces:
        raise CollectError(f"There is no notebook (.ipynb) in {origin}.")
    # The newest of a student counts; so older ones come first and are overtaken.
    newest: dict[str, Piece] = {}
    matched: list[tuple[Piece, Student | None, str, str]] = []
    for piece in pieces:
        student, reason = match(piece, exercise, room)
        opens = submission.named_exercise(_cells(piece)) or exercise.id
        matched.append((piece, student, reason, opens))
        if student is not None and opens == exercise.id:
            newest[student.id] = piece
    results = []
    for number, (piece, student, reason, opens) in enumerate(matched, 1):
        if opens != exercise.id:
            who = student.id if student else ""
            done = Collected(piece.name, who, OTHER, f"it is the notebook of exercise {opens}")
        elif student is None:
            done = Collected(piece.name, "", "unmatched", reason)
            _set_aside(piece, exercise, room)
        elif newest[student.id] is not piece:
            done = Collected(piece.name, student.id, "older", "a newer one was handed in")
        else:
            state = _put(piece, student, exercise, room)
            done = Collected(piece.name, student.id, state, reason)
        results.append(done)
        if progress is not None:
            progress(done, number, len(matched))
    return results


def match(piece: Piece, exercise: Exercise, room: Classroom) -> tuple[Student | None, str]:
    """Find the student to whom a notebook belongs.

    Parameters
    ----------
    piece : Piece
        The notebook.
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.

    Returns
    -------
    tuple of Student or None, and str
        The student and by what it was known, or None and why nobody or several fit.
    """
    roster = list(room.roster.values())
    parts = PurePosixPath(unicodedata.normalize("NFC", piece.name)).parts
    words = {fold(word) for part in parts for word in _words(part, exercise.id)}
    rules: list[tuple[str, Callable[[Student], bool]]] = [
        ("by the id in its path", lambda one: fold(one.id) in words),
        ("by the number of the LMS", lambda one: bool(one.lms_id) and fold(one.lms_id) in words),
        ("by the name in its path", lambda one: any(name in words for name in _names(one))),
    ]
    for reason, fits in rules:
        found = [student for student in roster if fits(student)]
        if len(found) == 1:
            return found[0], reason
        if found:
            names = ", ".join(student.id for student in found)
            return None, f"several students fit: {names}"
    named = submission.named_student(_cells(piece))
    found = [student for student in roster if named and fold(student.id) == fold(named)]
    if found:
        return found[0], "by the id written in the notebook"
    return None, "no student of the roster fits its path or the id in it"


def _cells(piece: Piece) -> list[dict[str, Any]]:
    try:
        return submission.cells_of(piece.raw)
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _words(part: str, exercise: str) -> Iterator[str]:
    """Give what may be an id or a name in one part of a path."""
    yield part
    stem = re.sub(r"\.(ipynb|zip)$", "", part, flags=re.IGNORECASE)
    yield stem
    # Moodle: "Ana Pérez_12345_assignsubmission_file"; Canvas: "perezana_LATE_123_456_03-zone-1".
    pieces = stem.split("_")
    yield from pieces
    # nbgrader's exchange: "ana+07-ceiling+time+random".
    yield from stem.split("+")
    for rest in (stem.removesuffix(exercise), stem.removeprefix(exercise)):
        yield rest.strip(" -_.+")


def _names(student: Student) -> set[str]:
    first, last = fold(student.first_name), fold(student.last_name)
    if not (first and last):
        return set()
    return {f"{first} {last}", f"{last} {first}", f"{last}, {first}", _plain(last + first)}


def _plain(name: str) -> str:
    """Write a name as Canvas does: letters and digits only, without accents."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if letter.isalnum())


def _pieces(origin: Path) -> Iterator[Piece]:
    if origin.is_file():
        if origin.suffix.lower() == ".ipynb":
            yield _of_file(origin, origin.name)
        elif zipfile.is_zipfile(origin):
            yield from _unzip(origin.read_bytes(), origin.name, DEEPEST, [LARGEST])
        else:
            raise CollectError(f"{origin} is neither a folder, nor a zip file, nor a notebook.")
        return
    for path in sorted(origin.rglob("*")):
        name = path.relative_to(origin).as_posix()
        hidden = any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
        if hidden or path.is_symlink() or not path.is_file():
            continue
        if path.suffix.lower() == ".ipynb":
            yield _of_file(path, name)
        elif path.suffix.lower() == ".zip":
            yield from _unzip(path.read_bytes(), name, DEEPEST, [LARGEST])


def _of_file(path: Path, name: str) -> Piece:
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    stamp = path.with_name("timestamp.txt")
    if stamp.is_file():
        import contextlib

        from dateutil.parser import parse

        with contextlib.suppress(ValueError, OverflowError):
            told = parse(stamp.read_text("utf-8").strip())
            when = told if told.tzinfo else told.replace(tzinfo=UTC)
    return Piece(name, path.read_bytes() if path.stat().st_size < LARGEST else b"", when)


def _unzip(raw: bytes, name: str, depth: int, room: list[int]) -> Iterator[Piece]:
    """Read the notebooks of a zip file in memory; nothing is unpacked to a path it names."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except zipfile.BadZipFile:
        return
    with archive:
        for info in archive.infolist():
            inner = f"{name}/{info.filename}"
            base = PurePosixPath(info.filename).name
            if info.is_dir() or base.startswith(".") or "__MACOSX" in info.filename:
                continue
            kind = PurePosixPath(base).suffix.lower()
            if kind not in (".ipynb", ".zip"):
                continue
            room[0] -= info.file_size
            if room[0] < 0:
                raise CollectError(f"{name} unpacks to more than {LARGEST // 2**30} GB.")
            try:
                with archive.open(info) as held:
                    inside = held.read(info.file_size + 1)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
                inside = b""  # damaged or locked: collected as an empty file, so that it is seen
            if kind == ".zip":
                if depth > 1:
                    yield from _unzip(inside, inner, depth - 1, room)
                continue
            year, month, day, hour, minute, second = info.date_time
            try:
                when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except ValueError:
                when = datetime(1980, 1, 1, tzinfo=UTC)
            yield Piece(inner, inside, when)


def _put(piece: Piece, student: Student, exercise: Exercise, room: Classroom) -> str:
    folder = room.place("submitted", student.id, exercise.id)
    target = folder / f"{exercise.id}.ipynb"
    state = "new"
    if target.is_file():
        if target.read_bytes() == piece.raw:
            return "same"
        room.back_up(folder)
        state = "replaced"
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(piece.raw)
    stamp = piece.when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    (folder / "timestamp.txt").write_text(stamp, "utf-8")
    return state


def _set_aside(piece: Piece, exercise: Exercise, room: Classroom) -> None:
    folder = room.root / "unmatched" / exercise.id
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(piece.raw + piece.name.encode()).hexdigest()[:8]
    name = re.sub(r"[^\w.@+-]+", "_", piece.name)[-120:]
    (folder / f"{digest}-{name}").write_bytes(piece.raw)


def collect_exchange(exercise: Exercise, room: Classroom) -> list[str]:
    """Collect from nbgrader's exchange, as on a hub.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.

    Returns
    -------
    list of str
        Ids of the students whose submissions now lie in the class folder.

    Raises
    ------
    CollectError
        If nbgrader cannot collect.
    """
    with room.nbgrader() as commands:
        result = commands.collect(exercise.id, update=True)
    expect_done(result, f"collect {exercise.id}", CollectError)
    found = [room.place("submitted", student, exercise.id) for student in room.roster]
    return [path.parent.name for path in found if path.is_dir()]
