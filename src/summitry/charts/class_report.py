"""Figures of the class report: how hard each question was, and which misconceptions were met."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry.charts import fit, theme
from summitry.charts.events import records
from summitry.charts.twins import describe
from summitry.errors import OutOfRangeError

WORDS = {
    "share": "Mean share of the points, %",
    "count": "Students",
    "points": "Points",
    "difficulty": "How hard was each question?",
    "misconceptions": "Which misconceptions were met?",
    "scores": "Scores of the class",
    "hardest": "The hardest question is {question} with {share} % of its points on average, the "
    "easiest {easy} with {easy_share} %.",
    "commonest": "The commonest misconception is {name}, with {count} in question {question}.",
    "no_mistake": "No named misconception was met.",
    "spread": "{count} submissions earned from {low:g} to {high:g} of {most:g} points; the middle "
    "one {middle:g}.",
}


def difficulty(items: pd.DataFrame) -> go.Figure:
    """Draw the mean share of the points of each question.

    Parameters
    ----------
    items : pandas.DataFrame
        Columns ``question``, ``text``, ``difficulty`` (0 to 1), ``discrimination`` and ``verdict``.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a question.

    Raises
    ------
    OutOfRangeError
        When there is no question.
    """
    if items.empty:
        raise OutOfRangeError("items", 0, "at least one question")
    shares = [round(100 * value) for value in items["difficulty"]]
    labels = [fit.wrap(f"{row['question']}: {row['text']}", 44) for row in records(items)]
    figure = _bars(labels, shares, "us", [f"{share} %" for share in shares])
    figure.update_layout(
        title_text=WORDS["difficulty"],
        xaxis={"range": [0, 112], "title_text": WORDS["share"], "tickvals": [0, 25, 50, 75, 100]},
    )
    ordered = sorted(records(items), key=lambda row: float(row["difficulty"]))
    words = WORDS["hardest"].format(
        question=ordered[0]["question"],
        share=round(100 * ordered[0]["difficulty"]),
        easy=ordered[-1]["question"],
        easy_share=round(100 * ordered[-1]["difficulty"]),
    )
    return describe(
        figure,
        words,
        pd.DataFrame(
            {
                "Question": items["question"],
                "What it asks": items["text"],
                "Mean share of the points": [f"{share} %" for share in shares],
                "Discrimination": [
                    "" if pd.isna(value) else f"{value:.2f}" for value in items["discrimination"]
                ],
                "What this says": items["verdict"],
            }
        ),
    )


def misconceptions(counts: pd.DataFrame) -> go.Figure:
    """Draw how often each misconception was met.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns ``question``, ``name``, ``count`` and ``feedback``. May be empty.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a misconception, the commonest first.
    """
    ordered = counts.sort_values(["count", "question"], ascending=[False, True])
    rows = records(ordered)
    labels = [f"{row['question']}: {row['name'].replace('-', ' ')}" for row in rows]
    figure = _bars(
        [fit.wrap(label, 40) for label in labels],
        [row["count"] for row in rows],
        "lower",
        [str(row["count"]) for row in rows],
    )
    most = max((row["count"] for row in rows), default=1)
    figure.update_layout(
        title_text=WORDS["misconceptions"],
        xaxis={"range": [0, 1.12 * most], "title_text": WORDS["count"], "rangemode": "tozero"},
    )
    words = WORDS["no_mistake"]
    if rows:
        top = rows[0]
        words = WORDS["commonest"].format(
            name=top["name"].replace("-", " "), count=_many(top["count"]), question=top["question"]
        )
    table = pd.DataFrame(
        {
            "Question": [row["question"] for row in rows],
            "Misconception": [row["name"] for row in rows],
            "Students": [row["count"] for row in rows],
            "What they were told": [row["feedback"] for row in rows],
        }
    )
    return describe(figure, words, table)


def scores(points: list[float], most: float) -> go.Figure:
    """Draw how the scores of a class are spread.

    Parameters
    ----------
    points : list of float
        Score of each submission.
    most : float
        The highest score that can be earned.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each tenth of the points.

    Raises
    ------
    OutOfRangeError
        When there is no score, or `most` is not above 0.
    """
    if not points or not most > 0:
        raise OutOfRangeError("points", len(points), "at least one score, of more than 0 points")
    edges = [most * step / 10 for step in range(11)]
    held = [0] * 10
    for value in points:
        held[min(9, max(0, int(10 * value / most)))] += 1
    labels = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    figure = go.Figure(
        go.Bar(
            x=labels,
            y=held,
            text=[str(count) if count else "" for count in held],
            textposition="outside",
            cliponaxis=False,
            marker={"color": theme.PALETTE["us"]},
            hovertemplate="%{x}: %{y}<extra></extra>",
        )
    )
    figure.update_layout(
        title_text=WORDS["scores"],
        xaxis_title_text=WORDS["points"],
        yaxis={"title_text": WORDS["count"], "range": [0, 1.15 * max(held)]},
    )
    ordered = sorted(points)
    words = WORDS["spread"].format(
        count=len(points),
        low=ordered[0],
        high=ordered[-1],
        most=most,
        middle=ordered[len(ordered) // 2],
    )
    return describe(figure, words, pd.DataFrame({"Points": labels, "Students": held}))


def _bars(labels: list[str], values: list[Any], role: str, texts: list[str]) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=labels,
            x=values,
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={"color": theme.PALETTE[role], "pattern": {"shape": theme.PATTERNS[role]}},
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )
    figure.update_layout(
        yaxis={"autorange": "reversed", "showgrid": False},
        height=170 + 54 * max(1, len(labels)),
    )
    return figure


def _many(count: int) -> str:
    return "one student" if count == 1 else f"{count} students"
