"""Rules on figures, predictions and checks, read from the code of a lesson."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from summitry.course import content, quiz
from summitry.course._calls import calls, course_calls, figures, is_chart, is_foreign, tree
from summitry.course.lesson import Lesson, Problem
from summitry.errors import SummitryError, UnknownNameError


def syntax(lesson: Lesson) -> Iterator[Problem]:
    """L70, as far as it is seen without running: every cell is valid Python."""
    for cell in lesson.cells:
        if cell.kind == "code" and tree(cell.source) is None:
            text = f"the code of cell {cell.id} is not valid Python."
            yield lesson.problem(cell.line, "L70", text)


def figure_rules(lesson: Lesson) -> Iterator[Problem]:
    """L40, L41, L42: figures have words, are shown the one way, and explorers are few."""
    explorers = 0
    for cell in lesson.cells:
        found = figures(cell)
        if found and not cell.meta.get("alt"):
            text = f"cell {cell.id} shows a figure; add alt: with what the figure shows, in words."
            yield lesson.problem(found[0].line, "L40", text)
        shown = any(call.name == "charts.show" for call in found)
        for call in found:
            if is_foreign(call) or (is_chart(call) and not shown):
                text = (
                    f"{call.name} is not shown by charts.show(...), so it has no words, no table."
                )
                yield lesson.problem(call.line, "L41", text)
            if call.room == "explorers" or call.name.endswith("FigureWidget"):
                explorers += 1
                if explorers == 2:
                    text = f"{call.name} is the second explorer; keep one, show others as figures."
                    yield lesson.problem(call.line, "L42", text)


def content_ids(lesson: Lesson, bank: content.Content | None) -> Iterator[Problem]:
    """L50, L51: what cells call stands in the content file, and the other way round."""
    kinds: dict[str, Mapping[str, object]] = {
        "check": bank.checks if bank else {},
        "predict": bank.predictions if bank else {},
        "reveal": bank.predictions if bank else {},
    }
    words = {"check": "check", "predict": "prediction", "reveal": "prediction"}
    used: set[str] = set()
    for _, call in course_calls(lesson, *kinds):
        name = call.name.partition(".")[2]
        if call.text is None:
            text = f'give {call.name} its id as a text in quotes, such as "{lesson.id}-one".'
            yield lesson.problem(call.line, "L50", text)
        elif call.text not in kinds[name]:
            where = bank.file if bank else f"lesson_{lesson.id}.toml"
            error = UnknownNameError(words[name], call.text, kinds[name])
            text = f"{error} (in {where})" if kinds[name] else f"there is no {where} with it."
            yield lesson.problem(call.line, "L50", text)
        else:
            used.add(call.text)
    line = lesson.lines.get("lesson.id", 1)
    for id in [*(bank.checks if bank else ()), *(bank.predictions if bank else ())]:
        if bank and id not in used:
            text = f"{bank.file} has {id!r}, but no cell calls it; call it or delete it."
            yield lesson.problem(line, "L51", text)


def misconceptions(lesson: Lesson, bank: content.Content | None) -> Iterator[Problem]:
    """L52: a cell names only misconceptions that its check (or else the lesson's) can find."""
    checks = bank.checks if bank else {}
    for cell in lesson.cells:
        called = [call.text for call in calls(cell) if call.name == "course.check"]
        asked = [checks[id] for id in called if id in checks] or list(checks.values())
        known = {name for check in asked for name in check.misconceptions()}
        for name in cell.names("misconceptions"):
            if name not in known:
                text = str(UnknownNameError("misconception", name, known or {"none"}))
                yield lesson.problem(cell.line, "L52", text)


def answers(lesson: Lesson, bank: content.Content | None) -> Iterator[Problem]:
    """L53, L54: a check passes on its right answer, and on no other."""
    checks = bank.checks if bank else {}
    seen: set[str] = set()
    for _, call in course_calls(lesson, "check"):
        if call.text is None or call.text not in checks or call.text in seen:
            continue
        seen.add(call.text)
        check = checks[call.text]
        try:
            right = check.solution()
            if not quiz.grade(check, right).passed:
                text = f"check {check.id!r} does not pass on its own answer {right!r}."
                yield lesson.problem(call.line, "L54", text)
            for wrong in wrong_answers(check):
                if wrong != right and quiz.grade(check, wrong).passed:
                    text = f"check {check.id!r} passes on {wrong!r}."
                    yield lesson.problem(call.line, "L53", text)
        except SummitryError as error:
            yield lesson.problem(call.line, "L54", f"check {check.id!r}: {error}")


def wrong_answers(check: content.Check) -> list[object]:
    """Return answers that must not pass: the untouched one, and some wrong ones of its kind."""
    keys = [option.key for option in check.options]
    untouched: list[object] = [..., None]
    if check.kind == "single":
        return [*untouched, *(option.key for option in check.options if not option.correct)]
    if check.kind == "multiple":
        right = [option.key for option in check.options if option.correct]
        return [
            *untouched,
            [],
            *([key for key in right if key != one] for one in right),
            *([*right, key] for key in keys if key not in right),
        ]
    if check.kind == "number":
        bounds = [content.value(b) for w in check.wrong_numbers for b in (w.low, w.high)]
        return [*untouched, *(bound for bound in bounds if bound is not None)]
    if check.kind == "order":
        return [*untouched, [*keys[1:], keys[0]], keys[::-1]]
    right_pairs = {row.key: row.answer for row in check.rows}
    return [
        *untouched,
        {},
        *({**right_pairs, row.key: key} for row in check.rows for key in keys if key != row.answer),
    ]
