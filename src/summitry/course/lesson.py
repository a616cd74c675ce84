"""Read one lesson from its text file, and say file, line and rule when it cannot be read.

A lesson is written as a MyST text notebook, ``lessons/NN-slug/lesson.md``: front matter in YAML,
text cells that each begin with a ``+++`` line, and code cells in fences marked ``{code-cell}``.
The grammar is jupytext's; the walk over it is our own, because every cell must know its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from summitry.course import metadata
from summitry.course.rules import RULES
from summitry.errors import SummitryError

CODE = "{code-cell}"


@dataclass(frozen=True, order=True)
class Problem:
    """One broken rule of one lesson.

    Parameters
    ----------
    path : str
        The file, as it is shown.
    line : int
        Line in the file, counted from 1.
    rule : str
        Id of the rule, such as ``L20``.
    text : str
        What is wrong and how to put it right.
    """

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} {RULES[self.rule].name}: {self.text}"


class LessonError(SummitryError):
    """A lesson cannot be read.

    Parameters
    ----------
    problems : sequence of Problem
        What stands in the way, at least one.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson.

    Parameters
    ----------
    kind : str
        ``markdown`` or ``code``.
    source : str
        Its text or code.
    line : int
        Line of the first line of `source` in the file, counted from 1.
    meta : mapping
        What stands under ``course`` in its metadata.
    """

    kind: str
    source: str
    line: int
    meta: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id, unique in the lesson."""
        return str(self.meta["id"])

    @property
    def phase(self) -> str:
        """Its phase in the template."""
        return str(self.meta["phase"])

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return float(self.meta["minutes"])

    @property
    def solution(self) -> str:
        """The code with the right answer; empty when the cell asks for none."""
        return str(self.meta.get("solution", ""))

    def names(self, field: str) -> tuple[str, ...]:
        """Return one list of its metadata, for example ``claims``.

        Parameters
        ----------
        field : str
            ``objective``, ``claims``, ``facts`` or ``misconceptions``.

        Returns
        -------
        tuple of str
            Empty when the field does not stand.
        """
        return tuple(self.meta.get(field, ()))

    def line_at(self, offset: int) -> int:
        """Return the line in the file of one place in `source`.

        Parameters
        ----------
        offset : int
            Characters from the beginning of `source`.

        Returns
        -------
        int
            Counted from 1.
        """
        return self.line + self.source.count("\n", 0, offset)


@dataclass(frozen=True)
class Lesson:
    """One lesson, as it is written.

    Parameters
    ----------
    path : str
        Its file, as it is shown in messages.
    slug : str
        Name of its folder, such as ``01-reconstruct-two-days-in-hanoi``.
    front : mapping
        What stands under ``lesson`` in the front matter.
    glue : mapping of str to str
        Names of computed numbers, and their expressions.
    cells : tuple of Cell
        In order.
    lines : mapping of str to int
        Line of each field of the front matter, such as ``lesson.minutes`` or ``glue.count``.
    """

    path: str
    slug: str
    front: Mapping[str, Any]
    glue: Mapping[str, str]
    cells: tuple[Cell, ...]
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its number, such as ``01``."""
        return str(self.front["id"])

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.front["title"])

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int(self.front["minutes"])

    @property
    def objectives(self) -> Mapping[str, str]:
        """Its objectives by id."""
        return dict(self.front["objectives"])

    @property
    def template(self) -> str:
        """``lesson`` or ``orientation``."""
        return str(self.front["template"])

    def problem(self, line: int, rule: str, text: str) -> Problem:
        """Return a problem of this lesson.

        Parameters
        ----------
        line : int
            Line in the file.
        rule : str
            Id of the rule.
        text : str
            What is wrong and how to put it right.

        Returns
        -------
        Problem
            With the lesson's path.
        """
        return Problem(self.path, line, rule, text)


def read(path: Path, shown: str = "") -> Lesson:
    """Read a lesson from its file.

    Parameters
    ----------
    path : pathlib.Path
        ``.../NN-slug/lesson.md``.
    shown : str, optional
        How messages name the file; ``lessons/NN-slug/lesson.md`` if left out.

    Returns
    -------
    Lesson
        The lesson.

    Raises
    ------
    LessonError
        If the file cannot be read or breaks a rule of form; every such place is named.
    """
    shown = shown or "/".join(path.parts[-3:])
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise LessonError([Problem(shown, 1, "L01", "the file does not exist.")]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise LessonError([Problem(shown, line, "L01", "save the file as UTF-8.")]) from None
    return parse(text, shown, path.parent.name)


def parse(text: str, path: str = "lesson.md", slug: str = "") -> Lesson:
    """Read a lesson from its text.

    Parameters
    ----------
    text : str
        The whole file.
    path : str, optional
        How messages name the file.
    slug : str, optional
        Name of the lesson's folder.

    Returns
    -------
    Lesson
        The lesson.

    Raises
    ------
    LessonError
        If the text breaks a rule of form; every such place is named.
    """
    reader = _Reader(text.replace("\r\n", "\n"), path)
    front, glue, lines = reader.front_matter()
    cells = list(reader.cells())
    if not cells and not reader.problems:
        reader.fault(1, "L02", "the lesson has no cells; begin the first one with a +++ line.")
    if reader.problems:
        raise LessonError(reader.problems)
    return Lesson(path, slug or str(front["id"]), front, glue, tuple(cells), lines)


class _Reader:
    """One walk over the text; problems are collected, so that an author sees all of them."""

    def __init__(self, text: str, path: str) -> None:
        metadata.import_jsonschema()
        from jupytext.myst import get_parser

        self.path = path
        self.lines = text.split("\n")
        self.tokens = get_parser().parse(text + "\n")
        self.problems: list[Problem] = []
        self.start = 0

    def fault(self, line: int, rule: str, text: str) -> None:
        self.problems.append(Problem(self.path, line, rule, text))

    # ------------------------------------------------------------ front matter

    def front_matter(self) -> tuple[dict[str, Any], dict[str, str], dict[str, int]]:
        if not self.tokens or self.tokens[0].type != "front_matter":
            self.fault(1, "L01", "begin the file with front matter between two lines of ---.")
            return {}, {}, {}
        block = self.tokens.pop(0)
        self.start = block.map[1]
        data, lines = self._yaml(block.content, 2, "L01")
        if data is None:
            return {}, {}, {}
        if not isinstance(data, dict) or "lesson" not in data:
            self.fault(1, "L01", "the front matter has no part 'lesson:'.")
            return {}, {}, {}
        glue = data.get("glue") or {}
        for part, value in (("lesson", data["lesson"]), ("glue", glue)):
            for name, text in metadata.faults(part, value):
                place = lines.get(f"{part}.{name}") or lines.get(part, 1)
                self.fault(place, "L01", text)
        return data["lesson"], glue, lines

    def _yaml(self, text: str, first_line: int, rule: str) -> tuple[Any, dict[str, int]]:
        """Return the value of a YAML text and the line of every key; (None, {}) when it is bad."""
        import yaml

        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            value = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = first_line + (mark.line if mark else 0)
            why = (error.problem or error.context or "it cannot be read").strip()
            self.fault(line, rule, f"this is not valid YAML: {why}.")
            return None, {}
        except (yaml.YAMLError, ValueError) as error:
            why = " ".join(str(error).split())
            self.fault(first_line, rule, f"this is not valid YAML: {why}.")
            return None, {}
        lines: dict[str, int] = {}
        for name, line in _key_lines(node):
            if name in lines:
                self.fault(first_line + line, rule, f"{name} stands twice.")
            lines[name] = first_line + line
        return value, lines

    # ------------------------------------------------------------ cells

    def cells(self) -> Iterator[Cell]:
        """Yield every cell; a text runs from its +++ line to the next cell."""
        start, marker, meta = self.start, 0, None
        nesting = 0
        for token in self.tokens:
            nesting += token.nesting
            if nesting or token.map is None:
                continue
            if token.type == "fence" and token.info.startswith(CODE):
                yield from self._text(start, token.map[0], marker, meta)
                yield from self._code(token)
                start, marker, meta = token.map[1], 0, None
            elif token.type == "myst_block_break":
                yield from self._text(start, token.map[0], marker, meta)
                start, marker = token.map[1], token.map[0] + 1
                meta = self._marker(token.content.strip(), marker)
        yield from self._text(start, len(self.lines), marker, meta)

    def _text(
        self, start: int, end: int, marker: int, meta: Mapping[str, Any] | None
    ) -> Iterator[Cell]:
        while start < end and not self.lines[start].strip():
            start += 1
        source = "\n".join(self.lines[start:end]).rstrip()
        if source and not marker:
            if not self.start:
                return  # Without front matter the file is read wrongly from its first line.
            self.fault(start + 1, "L02", "this text belongs to no cell; write a +++ line above it.")
        elif marker and not source:
            self.fault(marker, "L02", "this cell is empty; write its text below, or delete it.")
        elif source and meta is not None:
            yield Cell("markdown", source, start + 1, meta)

    def _marker(self, text: str, line: int) -> Mapping[str, Any] | None:
        try:
            data = json.loads(text or "{}")
        except json.JSONDecodeError as error:
            self.fault(line, "L02", f"what follows +++ is not valid JSON: {error.msg}.")
            return None
        return self._course(data, {}, line, "markdown")

    def _code(self, token: Any) -> Iterator[Cell]:
        line = token.map[0] + 1
        body = token.content.split("\n")
        data: Any = {}
        keys: dict[str, int] = {}
        if body[0].startswith("---"):
            end = next((i for i, text in enumerate(body) if i and text.startswith("---")), None)
            if end is None:
                self.fault(line + 1, "L02", "close the metadata of this cell with a line of ---.")
                return
            data, keys = self._yaml("\n".join(body[1:end]), line + 2, "L02")
            if data is None and keys == {} and any(text.strip() for text in body[1:end]):
                return
            body, line = body[end + 1 :], line + end + 1
        meta = self._course(data, keys, token.map[0] + 1, "code")
        while body and not body[0].strip():
            body, line = body[1:], line + 1
        source = "\n".join(body).rstrip()
        if not source:
            self.fault(token.map[0] + 1, "L02", "this code cell is empty; fill it or delete it.")
        elif meta is not None:
            yield Cell("code", source, line + 1, meta)

    def _course(
        self, data: Any, keys: Mapping[str, int], line: int, kind: str
    ) -> Mapping[str, Any] | None:
        """Return what stands under ``course``, or None when it breaks the schema."""
        if not isinstance(data, dict) or "course" not in data:
            self.fault(line, "L02", 'this cell has no "course" metadata; give it id, phase, ...')
            return None
        before = len(self.problems)
        for name in data:
            if name != "course":
                self.fault(line, "L03", f"{name!r} does not belong here; only 'course' may stand.")
        for name, text in metadata.faults("cell", data["course"]):
            self.fault(keys.get(f"course.{name}", line), "L03", text)
        if kind == "markdown" and isinstance(data["course"], dict):
            for name in ("alt", "solution"):
                if name in data["course"]:
                    self.fault(line, "L03", f"{name} belongs to code cells only.")
        return data["course"] if len(self.problems) == before else None


def _key_lines(node: Any, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the line of every key of a YAML mapping."""
    from yaml import MappingNode

    if isinstance(node, MappingNode):
        for key, value in node.value:
            name = f"{prefix}{key.value}"
            yield name, key.start_mark.line
            yield from _key_lines(value, f"{name}.")
