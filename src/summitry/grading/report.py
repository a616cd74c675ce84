"""Write the class report of an exercise: one page that needs no network."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from summitry.errors import SummitryError
from summitry.grading import records
from summitry.grading.classroom import Classroom
from summitry.grading.exercises import Exercise
from summitry.grading.items import Item, items
from summitry.grading.likeness import Pair, pairs
from summitry.grading.records import Record

STYLE = """
body { font: 17px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: #22262e; background: #fff; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.7rem 0.35rem 0;
         border-bottom: 1px solid #c9cdd4; }
.note { color: #5a606b; } figure { margin: 1rem 0; }
@media print { figure { break-inside: avoid; } }
"""

WORDS = {
    "alike": "These pairs have the same <em>wrong</em> number although their own numbers differ, "
    "or the same uncommon code. It is a reason to ask, never a proof: two students may have worked "
    "together where you allow it, or followed one bad hint.",
    "nobody": "No pair stands out.",
    "discrimination": "<strong>Discrimination</strong> says whether those who did well on the "
    "other questions did well on this one: near 1 they did, near 0 it made no difference, and "
    "below 0 the question may be unclear. With few students it moves by chance.",
    "manual": "The figures count what the machine marked. Points for the quality of an argument "
    "are typed in by hand and are not in them.",
}


class ReportError(SummitryError):
    """There is nothing to report on; the text says why."""


def write(exercise: Exercise, room: Classroom, forecasts: Path | None = None) -> Path:
    """Write the report.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    forecasts : pathlib.Path, optional
        A folder with the files in which the students exported their forecasts.

    Returns
    -------
    pathlib.Path
        The page, in ``reports/`` of the class folder; an older one is backed up.

    Raises
    ------
    ReportError
        If nothing was graded yet.
    """
    graded = list(records.read_all(room, exercise.id))
    if not graded:
        raise ReportError(
            f"Nothing of {exercise.id} was graded yet. Run: summitry grade {exercise.id}"
        )
    path = room.root / "reports" / f"{exercise.id}.html"
    text = page(exercise, room, graded, forecasts)
    if path.is_file() and path.read_text("utf-8") != text:
        room.back_up(path)
    path.parent.mkdir(exist_ok=True)
    records.write_whole(path, text)
    return path


def page(
    exercise: Exercise, room: Classroom, graded: list[Record], forecasts: Path | None = None
) -> str:
    """Build the report as HTML.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    graded : list of Record
        Its records, at least one.
    forecasts : pathlib.Path, optional
        As for `write`.

    Returns
    -------
    str
        A whole page; figures and script are inside it.
    """
    from summitry.charts import class_report

    found = items(exercise, graded)
    most = sum(question.points for question in exercise.questions)
    missing = [id for id in room.roster if id not in {record.student for record in graded}]
    head = [
        f"<h1>{escape(exercise.title)}</h1>",
        f"<p>Exercise {escape(exercise.id)}, course {escape(room.course)}: {len(graded)} of "
        f"{len(room.roster)} students handed in. {WORDS['manual']}</p>",
        _list("Nothing from", missing),
    ]
    figures = [
        class_report.scores([record.score for record in graded], most),
        class_report.difficulty(_frame(found)),
        class_report.misconceptions(_misconceptions(exercise, found)),
    ]
    body = [*head, "<h2>Scores</h2>", _figure(figures[0], first=True)]
    body += ["<h2>Questions</h2>", _figure(figures[1]), f"<p>{WORDS['discrimination']}</p>"]
    body += ["<h2>Misconceptions</h2>", _figure(figures[2])]
    body += ["<h2>Submissions that are alike</h2>", *_alike(pairs(exercise, graded))]
    body += ["<h2>To look at</h2>", *_notes(graded)]
    if forecasts is not None:
        from summitry import course

        body += ["<h2>Forecasts of the class</h2>", _figure(course.class_forecasts(forecasts))]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(exercise.id)}: class report</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>\n"
    )


def _frame(found: list[Item]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "question": [item.question for item in found],
            "text": [item.text for item in found],
            "difficulty": [item.difficulty for item in found],
            "discrimination": [item.discrimination for item in found],
            "verdict": [item.verdict for item in found],
        }
    )


def _misconceptions(exercise: Exercise, found: list[Item]) -> pd.DataFrame:
    rows = []
    for item in found:
        told = {one.name: one.feedback for one in exercise.question(item.question).mistakes}
        for name, count in item.misconceptions.items():
            rows.append((item.question, name, count, told.get(name, "")))
    return pd.DataFrame(rows, columns=["question", "name", "count", "feedback"])


def _figure(figure: Any, *, first: bool = False) -> str:
    """Give a figure with its words and its table; the first one brings plotly's script along."""
    from summitry import charts

    drawn = figure.to_html(
        full_html=False,
        include_plotlyjs=first,
        config=dict(charts.theme.CONFIG),
        div_id=f"figure-{hashlib.sha256(charts.alt(figure).encode()).hexdigest()[:8]}",
    )
    table = charts.table(figure)
    return (
        f'<figure role="group"><div aria-hidden="true">{drawn}</div>'
        f"<figcaption><strong>In words:</strong> {escape(charts.alt(figure))}</figcaption></figure>"
        f"<details><summary>The same as a table</summary>{_table(table)}</details>"
    )


def _table(frame: pd.DataFrame, caption: str = "") -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _list(head: str, names: list[str]) -> str:
    return f"<p>{head}: {escape(', '.join(names))}.</p>" if names else ""


def _alike(found: list[Pair]) -> list[str]:
    if not found:
        return [f"<p>{WORDS['nobody']}</p>"]
    frame = pd.DataFrame(
        [
            (pair.first, pair.second, ", ".join(pair.answers), ", ".join(pair.code))
            for pair in found[:40]
        ],
        columns=["Student", "Student", "Same wrong number", "Same uncommon code"],
    )
    return [f"<p>{WORDS['alike']}</p>", _table(frame, "The most alike first")]


def _notes(graded: list[Record]) -> list[str]:
    rows = [
        (record.student, note)
        for record in graded
        for note in [
            *record.notes,
            *record.told,
            *([f"Handed in {record.late / 3600:.1f} hours late."] if record.late else []),
        ]
    ]
    if not rows:
        return ["<p>Nothing out of the ordinary.</p>"]
    return [_table(pd.DataFrame(rows, columns=["Student", "What"]))]
