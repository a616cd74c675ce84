"""The two pages made from the lessons: the syllabus, and which claim is taught where."""

from __future__ import annotations

from collections.abc import Sequence

from summitry import facts
from summitry.course import metadata, plan
from summitry.course._calls import calls
from summitry.course.glue import plain
from summitry.course.lesson import Cell, Lesson, read
from summitry.course.workspace import Course

NOTICE = "<!-- Made from the lessons by `summitry syllabus`; do not edit by hand. -->"


def pages(course: Course) -> dict[str, str]:
    """Return the generated pages.

    Parameters
    ----------
    course : Course
        The course folder.

    Returns
    -------
    dict of str to str
        File name in ``docs/`` and its whole text.
    """
    lessons = [read(path) for path in course.lesson_files().values()]
    return {"syllabus.md": syllabus(lessons), "coverage.md": coverage(lessons)}


def syllabus(lessons: Sequence[Lesson]) -> str:
    """Return the syllabus as Markdown.

    Parameters
    ----------
    lessons : sequence of Lesson
        The lessons that are written.

    Returns
    -------
    str
        A table of all lessons, then objectives and timing of each written one.
    """
    written = {lesson.id: lesson for lesson in lessons}
    lines = [
        "# Syllabus",
        "",
        NOTICE,
        "",
        f"{_count(len(lessons), 'lesson is', 'lessons are')} written, of {len(plan.lessons())} "
        f"planned; together they take {sum(lesson.minutes for lesson in lessons)} minutes.",
        "",
        "| lesson | question | part | minutes |",
        "| --- | --- | --- | --- |",
    ]
    for item in plan.lessons().values():
        lesson = written.get(item.id)
        name = f"{item.id} {item.title}"
        if lesson:
            name = f"[{lesson.id} {lesson.title}](#{anchor(f'{lesson.id} {lesson.title}')})"
        minutes = str(lesson.minutes) if lesson else "planned"
        lines.append(f"| {name} | {item.question} | {item.part} | {minutes} |")
    for lesson in lessons:
        lines += ["", *_one(lesson)]
    return "\n".join(lines) + "\n"


def _one(lesson: Lesson) -> list[str]:
    needs = ", ".join(lesson.front["needs"]) or "nothing"
    times = [
        (phase, sum(cell.minutes for cell in lesson.cells if cell.phase == phase))
        for phase in metadata.phases()
    ]
    return [
        f"## {lesson.id} {lesson.title}",
        "",
        f"*{lesson.front['hook']}*",
        "",
        f"{lesson.minutes} minutes; needs {needs}. "
        f"[Notebook](../notebooks/{lesson.slug}.ipynb), "
        f"[text](../lessons/{lesson.slug}/lesson.md).",
        "",
        *(f"- **{name}** {text}" for name, text in lesson.objectives.items()),
        "",
        "| phase | minutes |",
        "| --- | --- |",
        *(f"| {phase} | {time:g} |" for phase, time in times if time),
    ]


def anchor(title: str) -> str:
    """Return the anchor that Markdown viewers give to a heading.

    Parameters
    ----------
    title : str
        The heading.

    Returns
    -------
    str
        In small letters, with hyphens.

    Examples
    --------
    >>> anchor("00 Start here")
    '00-start-here'
    """
    kept = "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -")
    return kept.replace(" ", "-")


def coverage(lessons: Sequence[Lesson]) -> str:
    """Return the page that says where each claim of the article is taught and practised.

    Parameters
    ----------
    lessons : sequence of Lesson
        The lessons that are written.

    Returns
    -------
    str
        One row a claim; a claim that is not taught yet names the lesson that is to teach it.
    """
    rows, taught_count, practised_count = [], 0, 0
    written = {lesson.id for lesson in lessons}
    for claim in facts.load("claims")["id"]:
        taught = _where(lessons, claim, checks=False)
        practised = _where(lessons, claim, checks=True)
        taught_count += bool(taught)
        practised_count += bool(practised)
        rows.append(
            f"| {claim} | {plain(facts.row(claim).text)} "
            f"| {taught or _gap(claim, written)} | {practised or _gap(claim, written)} |"
        )
    total = len(rows)
    return "\n".join(
        [
            "# Which claim is taught where",
            "",
            NOTICE,
            "",
            "The course follows one article, whose argument the ledger splits into "
            f"{total} claims, in our own words. Of these {taught_count} are taught by a cell of a "
            f"written lesson and {practised_count} are practised by a check. A claim that is not "
            "yet there names the lesson that is to teach it.",
            "",
            "| claim | in our words | taught in | practised in |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _where(lessons: Sequence[Lesson], claim: str, checks: bool) -> str:
    found = []
    for lesson in lessons:
        cells = [
            cell
            for cell in lesson.cells
            if claim in cell.names("claims") and is_check(cell) is checks
        ]
        if cells:
            names = ", ".join(cell.id.removeprefix(f"{lesson.id}-") for cell in cells)
            found.append(f"[{lesson.id}](../lessons/{lesson.slug}/lesson.md): {names}")
    return "; ".join(found)


def is_check(cell: Cell) -> bool:
    """Tell whether a cell asks a check.

    Parameters
    ----------
    cell : Cell
        The cell.

    Returns
    -------
    bool
        True when its code calls ``course.check``.
    """
    return any(call.name == "course.check" for call in calls(cell))


def _gap(claim: str, written: set[str]) -> str:
    """Say honestly what is missing: planned for a later lesson, or missing in a written one."""
    to_come = [number for number in plan.planned_in(claim) if number not in written]
    if to_come:
        return f"planned in lesson {', '.join(to_come)}"
    return f"**missing** in lesson {', '.join(plan.planned_in(claim))}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
