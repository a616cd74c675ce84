"""Read what a student handed in, whatever state it is in."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Larger files are not read. A notebook with ten figures weighs 50 MB.
LARGEST = 100 * 2**20


@dataclass
class Submission:
    """One submission.

    Parameters
    ----------
    raw : bytes
        The notebook as it came.
    cells : list of dict
        Its cells; empty when it cannot be read.
    problem : str
        Why it cannot be read, in words for the student; empty when it can.
    notes : list of str
        What was put right or looks odd, for the instructor.
    told : list of str
        What the student should know about it.
    """

    raw: bytes = b""
    cells: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def read(folder: Path, exercise: str) -> Submission:
    """Read the notebook in the folder of a submission.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of one student and exercise.
    exercise : str
        Id of the exercise; the notebook bears this name, but a renamed one is found too.

    Returns
    -------
    Submission
        Never an error: what cannot be read says so in ``problem``.
    """
    found = Submission()
    path = _choose(folder, exercise, found)
    if path is None:
        return found
    if path.stat().st_size > LARGEST:
        found.problem = f"The notebook is larger than {LARGEST // 2**20} MB. Clear its outputs."
        return found
    found.raw = path.read_bytes()
    if not found.raw.strip():
        found.problem = "The file is empty."
        return found
    try:
        cells = cells_of(found.raw)
    except (ValueError, KeyError, TypeError, RecursionError):
        found.problem = "The file is no notebook that can be opened: it is damaged."
        return found
    found.cells = cells
    return found


def cells_of(raw: bytes) -> list[dict[str, Any]]:
    """Take the cells out of a notebook.

    Parameters
    ----------
    raw : bytes
        The notebook, in UTF-8, or in UTF-16 as some Windows programs write it.

    Returns
    -------
    list of dict
        Its cells. Those of a notebook in the format before the present one are written anew.

    Raises
    ------
    ValueError, KeyError, TypeError or RecursionError
        If it is no notebook.
    """
    data = json.loads(raw)
    old = "cells" not in data and isinstance(data["worksheets"], list)
    cells = (
        [cell for sheet in data["worksheets"] for cell in sheet["cells"]] if old else data["cells"]
    )
    if not isinstance(cells, list):
        raise TypeError("cells")
    cells = [cell for cell in cells if isinstance(cell, dict)]
    if old:
        cells = [
            cell if "source" in cell else {**cell, "source": cell.get("input")} for cell in cells
        ]
    return cells


def _choose(folder: Path, exercise: str, found: Submission) -> Path | None:
    books = sorted(
        path
        for path in folder.glob("*.ipynb")
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )
    exact = [path for path in books if path.name == f"{exercise}.ipynb"]
    if not books:
        found.problem = "No notebook was handed in."
        return None
    if exact:
        if len(books) > 1:
            told = f"More than one notebook; {exact[0].name} was taken."
            found.notes.append(told)
            found.told.append(told)
        return exact[0]
    newest = max(books, key=lambda path: path.stat().st_mtime)
    found.notes.append(f"The notebook was renamed: {newest.name}.")
    return newest


def text(cell: dict[str, Any]) -> str:
    """Return the text of a cell.

    Parameters
    ----------
    cell : dict
        A cell of a notebook.

    Returns
    -------
    str
        Empty when it has none that can be read. Lines end in one way, and half characters, which
        cannot be stored, are replaced.
    """
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    return whole(source.replace("\r\n", "\n")) if isinstance(source, str) else ""


def whole(text: str) -> str:
    """Replace half characters, which JSON can hold and a file cannot.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text.
    """
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def mark_of(cell: dict[str, Any]) -> str:
    """Return the name by which nbgrader knows a cell.

    Parameters
    ----------
    cell : dict
        A cell of a notebook.

    Returns
    -------
    str
        Empty when it has none.
    """
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else ""


def answer_cells(cells: list[dict[str, Any]], questions: list[str]) -> dict[str, int]:
    """Find the cell that answers each question.

    Parameters
    ----------
    cells : list of dict
        Cells of the submission.
    questions : list of str
        Ids of the questions.

    Returns
    -------
    dict of str to int
        Number of the cell. The last cell that records an answer counts, since the last recorded
        answer does; failing that, the cell that bears the question's mark.
    """
    found: dict[str, int] = {}
    for number, cell in enumerate(cells):
        if cell.get("cell_type") == "code" and mark_of(cell) in questions:
            found[mark_of(cell)] = number
    for number, cell in enumerate(cells):
        if cell.get("cell_type") != "code":
            continue
        for name in re.findall(r"\banswer\(\s*['\"](\w+)['\"]", text(cell)):
            if name in questions:
                found[name] = number
    return found


def named_student(cells: list[dict[str, Any]]) -> str:
    """Return the id that stands in the notebook.

    Parameters
    ----------
    cells : list of dict
        Cells of the submission.

    Returns
    -------
    str
        Empty when there is none, or only the dots that stood there at first.
    """
    name = _first_quoted(cells, r"^\s*student\s*=\s*(['\"])(.*?)\1").strip()
    return "" if name == "..." else name


def named_exercise(cells: list[dict[str, Any]]) -> str:
    """Return the id of the exercise that the notebook opens.

    Parameters
    ----------
    cells : list of dict
        Cells of the submission.

    Returns
    -------
    str
        Empty when there is none.
    """
    return _first_quoted(cells, r"\bcourse\.exercise\(\s*(['\"])([\w-]{1,60})\1")


def _first_quoted(cells: list[dict[str, Any]], pattern: str) -> str:
    """Give what the first code cell with this pattern has between its quotation marks, or ""."""
    for cell in cells:
        match = re.search(pattern, text(cell), re.MULTILINE)
        if cell.get("cell_type") == "code" and match:
            return match[2]
    return ""


def fingerprint(source: str) -> str:
    """Return a hash of code without its spaces, comments and line ends.

    Parameters
    ----------
    source : str
        Code.

    Returns
    -------
    str
        Sixteen digits; equal for code that differs only in looks.
    """
    skip = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    try:
        pieces = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type not in skip and token.string
        ]
    except (tokenize.TokenError, SyntaxError, ValueError):
        pieces = source.split()
    return hashlib.sha256("\x00".join(pieces).encode("utf-8", "replace")).hexdigest()[:16]
