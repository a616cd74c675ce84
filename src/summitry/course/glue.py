"""Fill the gaps of a lesson's text: computed numbers, citations, the list of sources, what is next.

In a text cell stand ``{{ name }}`` for a number or text computed from the facts and the models,
``{cite}`` followed by ids between backticks for a citation, ``{{ sources }}`` for the list of all
sources of the lesson, ``{{ objectives }}`` for its objectives, and ``{{ next }}`` for the way on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from summitry import facts
from summitry.course import content
from summitry.course.lesson import Cell, Lesson, LessonError, Problem
from summitry.errors import SummitryError, UnknownNameError

GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
CITE = re.compile(r"\{cite\}`([^`]*)`")
_BOTH = re.compile(f"{GAP.pattern}|{CITE.pattern}")
#: Names that the builder fills itself.
RESERVED = ("sources", "next", "objectives")


@dataclass(frozen=True)
class Reference:
    """An id of the ledger, and the place in a lesson that uses it.

    Parameters
    ----------
    id : str
        The id.
    cell : Cell
        The cell.
    line : int
        Line in the lesson's file.
    by : str
        ``cite`` (in the text), ``facts`` or ``claims`` (in the metadata).
    """

    id: str
    cell: Cell
    line: int
    by: str


def references(lesson: Lesson) -> Iterator[Reference]:
    """Find every id of the ledger that a lesson names.

    Parameters
    ----------
    lesson : Lesson
        The lesson.

    Yields
    ------
    Reference
        In the order of the file.
    """
    for cell in lesson.cells:
        for by in ("claims", "facts"):
            for id in cell.names(by):
                yield Reference(id, cell, cell.line, by)
        if cell.kind == "markdown":
            for found in CITE.finditer(cell.source):
                for id in found[1].split(","):
                    yield Reference(id.strip(), cell, cell.line_at(found.start()), "cite")


def fill(lesson: Lesson, following: str = "") -> list[str]:
    """Return the source of every cell as learners read it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    following : str, optional
        The line for ``{{ next }}``.

    Returns
    -------
    list of str
        One text for each cell; code is not changed.

    Raises
    ------
    LessonError
        If a gap cannot be filled; every such gap is named.
    """
    problems: list[Problem] = []
    values = _values(lesson, problems)
    if any("sources" in GAP.findall(cell.source) for cell in lesson.cells):
        values["sources"] = _attempt(lesson, problems)
    values["next"] = following
    values["objectives"] = "\n".join(
        f"- **{name}** {text}" for name, text in lesson.objectives.items()
    )
    texts = [
        _fill_cell(lesson, cell, values, problems) if cell.kind == "markdown" else cell.source
        for cell in lesson.cells
    ]
    if problems:
        raise LessonError(problems)
    return texts


# ---------------------------------------------------------------- computed numbers


def _values(lesson: Lesson, problems: list[Problem]) -> dict[str, str]:
    found = {}
    for name, expression in lesson.glue.items():
        line = lesson.lines.get(f"glue.{name}", 1)
        found[name] = ""
        if name in RESERVED:
            problems.append(
                lesson.problem(line, "L35", f"the builder fills {name!r}; take another name.")
            )
            continue
        try:
            found[name] = as_text(content.evaluate(expression))
        except SummitryError as error:
            problems.append(lesson.problem(line, "L35", f"glue {name!r}: {error}"))
    return found


def as_text(value: object) -> str:
    """Write a computed value as it stands in a sentence.

    Parameters
    ----------
    value : object
        A whole number, a number or a text.

    Returns
    -------
    str
        At most six significant digits; round in the expression for fewer.

    Raises
    ------
    SummitryError
        If the value is something else, such as a table.

    Examples
    --------
    >>> as_text(11), as_text(0.25), as_text("five")
    ('11', '0.25', 'five')
    """
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        return f"{value}" if isinstance(value, int) else f"{value:.6g}"
    raise SummitryError(
        f"The result is {type(value).__name__} {value!r}, but it must be a number or a text."
    )


def _fill_cell(
    lesson: Lesson, cell: Cell, values: Mapping[str, str], problems: list[Problem]
) -> str:
    def gap(found: re.Match[str], name: str) -> str:
        if name in values:
            return values[name]
        text = str(UnknownNameError("glue name", name, [*lesson.glue, *RESERVED]))
        problems.append(lesson.problem(cell.line_at(found.start()), "L35", text))
        return ""

    def citation(found: re.Match[str], ids: str) -> str:
        try:
            return cite(ids)
        except SummitryError as error:
            line = cell.line_at(found.start())
            problems.append(lesson.problem(line, "L30", str(error)))
            return ""

    # In one pass, so that what a gap brings in is not read again.
    return _BOTH.sub(
        lambda found: citation(found, found[2]) if found[1] is None else gap(found, found[1]),
        cell.source,
    )


# ---------------------------------------------------------------- citations


def cite(ids: str) -> str:
    """Return a citation as Markdown: short labels that link to the sources.

    Parameters
    ----------
    ids : str
        Ids of sources or of other rows, with commas between them.

    Returns
    -------
    str
        In square brackets; a row that is not verified brings its mark.

    Raises
    ------
    UnknownNameError
        If there is no such id.
    SummitryError
        If a claim is cited (its evidence can be), or nothing at all.

    Examples
    --------
    >>> cite("O26")[:35]
    '[[CGTN America, 28 Feb 2019](https:'
    """
    parts: dict[str, str] = {}
    for id in ids.split(","):
        if not id.strip():
            raise SummitryError("A citation is empty; write an id between the backticks.")
        row = facts.row(id.strip())
        if row.table == "claims":
            raise SummitryError(
                f"{row.id} is a claim; cite a piece of its evidence ({row.id}-e1) instead."
            )
        for source in pages(facts.sources(row.id)):
            parts[link(source)] = row.mark or parts.get(link(source), "")
    return f"[{'; '.join(label + mark for label, mark in parts.items())}]"


def pages(sources: list[facts.Source]) -> list[facts.Source]:
    """Keep one of several ids of the same page.

    Parameters
    ----------
    sources : list of summitry.facts.Source
        Sources, perhaps with two ids of one page among them.

    Returns
    -------
    list of summitry.facts.Source
        In the same order, each page once.
    """
    first: dict[str, facts.Source] = {}
    for source in sources:
        first.setdefault(str(source.values["same_page_as"] or source.id), source)
    return list(first.values())


def link(source: facts.Source) -> str:
    """Return the short label of a source as a Markdown link.

    Parameters
    ----------
    source : summitry.facts.Source
        The source.

    Returns
    -------
    str
        The label alone where the source has no address.
    """
    label = plain(source.label)
    url = re.sub(r"[()\s<>]", lambda found: f"%{ord(found[0]):02X}", source.url)
    return f"[{label}]({url})" if url else label


def plain(text: str) -> str:
    r"""Keep the characters of a text from being read as Markdown.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with backslashes where they are needed.

    Examples
    --------
    >>> print(plain("a [b] *c*"))
    a \[b\] \*c\*
    """
    return re.sub(r"([\\`*_\[\]<>#|$])", r"\\\1", text)


def _attempt(lesson: Lesson, problems: list[Problem]) -> str:
    try:
        return source_list(lesson)
    except UnknownNameError:
        # The id itself is reported where it stands.
        for reference in references(lesson):
            if reference.by == "facts":
                try:
                    facts.row(reference.id)
                except SummitryError as error:
                    problems.append(lesson.problem(reference.line, "L30", str(error)))
        return ""


def source_list(lesson: Lesson) -> str:
    """Return the list of all sources that a lesson uses, as Markdown.

    Parameters
    ----------
    lesson : Lesson
        The lesson. Its citations count, and the ``facts`` of its cells.

    Returns
    -------
    str
        One line a page, by label; below it what the mark means, when the lesson shows it.

    Raises
    ------
    UnknownNameError
        If the lesson names an id that the ledger does not have.
    """
    rows = [facts.row(item.id) for item in references(lesson) if item.by in ("cite", "facts")]
    found = pages(facts.sources(*dict.fromkeys(row.id for row in rows)))
    lines = [
        f"- {link(source)}: {plain(source.title)}"
        for source in sorted(found, key=lambda source: (source.label, source.title))
    ]
    if any(row.mark for row in rows):
        lines += ["", facts.MARK_NOTE]
    return "\n".join(lines) or "This lesson rests on no outside source."
