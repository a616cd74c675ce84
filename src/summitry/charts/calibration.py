"""Forecasts against what happened: how much came of all that was called 70 per cent likely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry.charts import fit, theme
from summitry.charts.events import records
from summitry.charts.twins import describe
from summitry.errors import OutOfRangeError

#: Edges of the bands into which forecasts are put, in per cent.
EDGES = (0, 20, 40, 60, 80, 100)

WORDS = {
    "title": "<b>What you said, and what happened</b>",
    "class_title": "<b>What the class said, and what happened</b>",
    "x": "forecast, in %",
    "y": "of these it happened, in %",
    "perfect": "as often as said",
    "key": "number: how many forecasts<br>dotted: it happens as often as said",
    "band": "{low} to {high}%",
    "hover": "said %{x:.0f}% on average, happened in %{y:.0f}%, %{text} forecasts<extra></extra>",
    "col_band": "Forecast",
    "col_count": "How many",
    "col_said": "Said on average (%)",
    "col_came": "Happened (%)",
    "caption": "Forecasts by band",
    "none": "No forecast is scored yet. The dotted line shows where good forecasts would lie.",
    "empty": "No scored forecast yet",
    "alt": (
        "A square with the forecast to the right and the share that happened upwards; the "
        "dotted diagonal is a forecaster whose word can be taken. {told}. {few}"
    ),
    "told": "{band}: {count}, said {said:.0f} on average, {came:.0f} per cent happened",
    "few": "A band with few forecasts says little.",
    "one": "1 forecast",
    "many": "{n} forecasts",
    "col_question": "Question",
    "col_mean": "Mean (%)",
    "col_low": "Lowest (%)",
    "col_high": "Highest (%)",
    "col_outcome": "Happened",
    "col_brier": "Mean Brier score",
    "yes": "yes",
    "no": "no",
    "class_caption": "Forecasts of the class, question by question",
    "came": "▲ it happened",
    "did_not": "▼ it did not happen",
    "rates_title": "<b>Published hit rates of forecasts in conflicts</b>",
    "rates_x": "right forecasts, in % (black mark: guessing)",
    "rates_row": "{method}: <b>{rate:.0f}%</b> of {count}",
    "rates_alt": (
        "Published shares of right forecasts about decisions in real conflicts, study by study. "
        "{rows}. Guessing would be right in about {chance:.0f} per cent."
    ),
    "rates_told": "{study}: {rows}",
    "rates_one": "{method} {rate:.0f} per cent of {count}",
    "rates_caption": "Hit rates in three published studies",
    "col_study": "Study",
    "col_method": "Who or how",
    "col_rate": "Right (%)",
    "col_source": "Source",
}


def bands(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Sort forecasts into bands and count what happened in each.

    Parameters
    ----------
    forecasts : DataFrame
        Columns ``percent`` (0 to 100) and ``outcome`` (1 it happened, 0 it did not).

    Returns
    -------
    DataFrame
        One row a band that has forecasts: ``low``, ``high``, ``count``, ``said`` (mean forecast
        in per cent) and ``came`` (per cent that happened).

    Raises
    ------
    OutOfRangeError
        When a forecast is not between 0 and 100, or an outcome is neither 0 nor 1.

    Examples
    --------
    >>> bands(pd.DataFrame({"percent": [70, 80, 10], "outcome": [1, 1, 0]}))["count"].tolist()
    [1, 1, 1]
    """
    for percent in forecasts["percent"]:
        if not 0 <= percent <= 100:
            raise OutOfRangeError("forecast", percent, "between 0 and 100")
    for outcome in forecasts["outcome"]:
        if outcome not in (0, 1):
            raise OutOfRangeError("outcome", outcome, "0 or 1")
    rows = []
    for low, high in pairwise(EDGES):
        last = high == EDGES[-1]
        inside = forecasts[
            (forecasts["percent"] >= low)
            & ((forecasts["percent"] < high) | (last & (forecasts["percent"] == high)))
        ]
        if len(inside):
            rows.append(
                {
                    "low": low,
                    "high": high,
                    "count": len(inside),
                    "said": float(inside["percent"].mean()),
                    "came": 100 * float(inside["outcome"].mean()),
                }
            )
    return pd.DataFrame(rows, columns=["low", "high", "count", "said", "came"])


def calibration(forecasts: pd.DataFrame, *, title: str = "") -> go.Figure:
    """Draw how often things happened that were given a certain chance.

    Parameters
    ----------
    forecasts : DataFrame
        Columns ``percent`` and ``outcome``, one row a forecast; it may be empty or have one row.
    title : str, optional
        Another title.

    Returns
    -------
    plotly.graph_objects.Figure
        One mark a band, with the number of forecasts in it; the diagonal is perfect calibration.
    """
    found = bands(forecasts)
    figure = go.Figure(data=[_diagonal(), _points(found)])
    figure.update_layout(title_text=title or WORDS["title"], height=600, **_square(found))
    return describe(figure, _told(found), _table(found), WORDS["caption"])


def _diagonal() -> go.Scatter:
    return go.Scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line={"color": theme.PALETTE["neutral"], "width": 2, "dash": "dot"},
        name=WORDS["perfect"],
        hoverinfo="skip",
        showlegend=False,
    )


def _points(found: pd.DataFrame) -> go.Scatter:
    counts = [int(n) for n in found["count"]]
    return go.Scatter(
        x=[round(x, 1) for x in found["said"]],
        y=[round(y, 1) for y in found["came"]],
        mode="markers+text",
        text=[str(n) for n in counts],
        textfont={"color": theme.PAPER, "size": theme.BODY},
        marker={
            "size": [28 + 4 * min(n, 10) for n in counts],
            "color": theme.TEXT["third"],
            "line": {"color": theme.PAPER, "width": 2},
        },
        cliponaxis=False,
        hovertemplate=WORDS["hover"],
        showlegend=False,
    )


def _square(found: pd.DataFrame) -> dict[str, Any]:
    # A little room beyond 0 and 100, so that marks at the ends are seen whole.
    axis = {"range": [-9, 109], "tickvals": [0, 20, 40, 60, 80, 100], "fixedrange": True}
    notes: list[dict[str, Any]] = [
        {
            "text": WORDS["key"],
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 8,
            "align": "left",
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": theme.QUIET},
        }
    ]
    if not len(found):
        notes.append(
            {
                "text": WORDS["empty"],
                "x": 50,
                "y": 92,
                "xanchor": "center",
                "showarrow": False,
                "font": {"size": theme.BODY, "color": theme.INK},
            }
        )
    return {
        "xaxis": {**axis, "title": {"text": WORDS["x"]}, "showgrid": True},
        "yaxis": {**axis, "title": {"text": WORDS["y"]}},
        "margin": {"l": 72, "r": 20, "t": 112, "b": 72},
        "annotations": notes,
    }


def _band(row: Mapping[str, Any]) -> str:
    return WORDS["band"].format(low=row["low"], high=row["high"])


def _many(count: int) -> str:
    return WORDS["one"] if count == 1 else WORDS["many"].format(n=count)


def _told(found: pd.DataFrame) -> str:
    if not len(found):
        return WORDS["none"]
    told = "; ".join(
        WORDS["told"].format(
            band=_band(row), count=_many(int(row["count"])), said=row["said"], came=row["came"]
        )
        for row in records(found)
    )
    return WORDS["alt"].format(told=told, few=WORDS["few"])


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            WORDS["col_band"]: [_band(row) for row in records(found)],
            WORDS["col_count"]: [int(n) for n in found["count"]],
            WORDS["col_said"]: [round(x, 1) for x in found["said"]],
            WORDS["col_came"]: [round(x, 1) for x in found["came"]],
        }
    )


# ------------------------------------------------------------------- a whole class


def class_calibration(forecasts: pd.DataFrame, note: str = "") -> go.Figure:
    """Draw the forecasts of a class: calibration above, one line a question below.

    Parameters
    ----------
    forecasts : DataFrame
        Columns ``question``, ``percent`` and ``outcome``, one row a forecast, no names.
    note : str, optional
        A sentence about what could not be read.

    Returns
    -------
    plotly.graph_objects.Figure
        Two panels.
    """
    found = bands(forecasts)
    questions = list(dict.fromkeys(forecasts["question"]))
    table = _questions(forecasts, questions)
    square = _square(found)
    share = 420 / (420 + 84 * max(len(questions), 1) + 120)
    below = [0.0, max(1 - share - 0.16, 0.05)]
    outcomes = forecasts.drop_duplicates("question")["outcome"]
    figure = go.Figure(
        data=[
            _diagonal(),
            _points(found),
            _dots(forecasts, questions),
            _means(table, len(questions)),
        ],
    )
    notes = [*square.pop("annotations")]
    for row, (question, outcome) in enumerate(zip(questions, outcomes, strict=True)):
        notes.append(
            {
                "text": f"{fit.wrap(_short(question), 46)} <b>"
                f"{WORDS['came' if outcome else 'did_not']}</b>",
                "x": 0,
                "xref": "x2",
                "y": len(questions) - 1 - row + 0.2,
                "yref": "y2",
                "xanchor": "left",
                "yanchor": "bottom",
                "align": "left",
                "showarrow": False,
                "font": {"size": theme.SMALL, "color": theme.INK},
            }
        )
    figure.update_layout(
        title_text=WORDS["class_title"],
        height=450 + 84 * max(len(questions), 1) + 120,
        margin=square["margin"],
        xaxis={**square["xaxis"], "anchor": "y"},
        yaxis={**square["yaxis"], "domain": [1 - share, 1]},
        xaxis2={**square["xaxis"], "anchor": "y2"},
        yaxis2={
            "domain": below,
            "anchor": "x2",
            "range": [-0.4, max(len(questions), 1) - 0.1],
            "showticklabels": False,
            "ticks": "",
            "showgrid": False,
            "fixedrange": True,
        },
        annotations=notes,
    )
    return describe(
        figure,
        " ".join(part for part in (_told(found), note) if part),
        table,
        WORDS["class_caption"],
        note,
    )


def _short(question: str) -> str:
    """Keep the last sentence, which asks, and cut it where it is long."""
    asked = [part for part in question.replace("? ", "?|").replace(". ", ".|").split("|") if part]
    last = next((part for part in reversed(asked) if part.endswith("?")), question)
    return last if len(last) <= 88 else f"{last[:86].rsplit(' ', 1)[0]} …"


def _dots(forecasts: pd.DataFrame, questions: Sequence[str]) -> go.Scatter:
    places = {question: len(questions) - 1 - row for row, question in enumerate(questions)}
    return go.Scatter(
        x=list(forecasts["percent"]),
        y=[places[question] for question in forecasts["question"]],
        xaxis="x2",
        yaxis="y2",
        mode="markers",
        marker={
            "symbol": "circle-open",
            "size": 13,
            "color": theme.TEXT["third"],
            "line": {"width": 2},
        },
        hovertemplate="%{x:.0f}%<extra></extra>",
        showlegend=False,
    )


def _means(table: pd.DataFrame, count: int) -> go.Scatter:
    return go.Scatter(
        x=list(table[WORDS["col_mean"]]),
        y=list(range(count))[::-1],
        xaxis="x2",
        yaxis="y2",
        mode="markers",
        marker={"symbol": "diamond", "size": 15, "color": theme.INK},
        hovertemplate="%{x:.0f}%<extra></extra>",
        showlegend=False,
    )


def _questions(forecasts: pd.DataFrame, questions: Sequence[str]) -> pd.DataFrame:
    rows = []
    for question in questions:
        asked = forecasts[forecasts["question"] == question]
        outcome = int(asked["outcome"].iloc[0])
        said = asked["percent"]
        rows.append(
            {
                WORDS["col_question"]: question,
                WORDS["col_count"]: len(asked),
                WORDS["col_mean"]: round(float(said.mean()), 1),
                WORDS["col_low"]: round(float(said.min()), 1),
                WORDS["col_high"]: round(float(said.max()), 1),
                WORDS["col_outcome"]: WORDS["yes" if outcome else "no"],
                WORDS["col_brier"]: round(float(((said / 100 - outcome) ** 2).mean()), 3),
            }
        )
    columns = ("question", "count", "mean", "low", "high", "outcome", "brier")
    return pd.DataFrame(rows, columns=[WORDS[f"col_{name}"] for name in columns])


# ------------------------------------------------------------------- published rates


def hit_rates(rates: pd.DataFrame) -> go.Figure:
    """Draw published shares of right forecasts, study by study.

    Parameters
    ----------
    rates : DataFrame
        Columns ``study``, ``method``, ``rate`` (per cent), ``forecasts`` (how many), ``chance``
        (per cent) and ``source``.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a row, with the rate of guessing as a line.
    """
    rows = records(rates)
    studies = list(dict.fromkeys(str(row["study"]) for row in rows))
    places: list[float] = []
    heads: list[float] = []
    place = 0.0
    for row in reversed(rows):
        later = [other for other in rows[rows.index(row) + 1 :] if other["study"] == row["study"]]
        if places and not later:
            heads.append(place)
            place += 0.7
        places.append(place)
        place += 1.0
    heads.append(place)
    places.reverse()
    chance = float(rates["chance"].mean())
    figure = go.Figure(
        go.Bar(
            x=[row["rate"] for row in rows],
            y=places,
            orientation="h",
            width=0.4,
            marker={"color": theme.PALETTE["raise_"]},
            hoverinfo="skip",
        )
    )
    for at in places:
        figure.add_shape(
            type="line", x0=chance, x1=chance, y0=at - 0.3, y1=at + 0.24,
            line={"color": theme.INK, "width": 3},
        )  # fmt: skip
    notes = [
        (
            WORDS["rates_row"].format(
                method=row["method"], rate=row["rate"], count=_many(int(row["forecasts"]))
            ),
            at + 0.22,
        )
        for row, at in zip(rows, places, strict=True)
    ]
    notes += [
        (f"<b>{study}</b>", at - 0.1) for study, at in zip(studies, reversed(heads), strict=True)
    ]
    for text, at in notes:
        figure.add_annotation(
            text=text, x=0, y=at, xanchor="left", yanchor="bottom", showarrow=False,
            font={"size": theme.BODY, "color": theme.INK},
        )  # fmt: skip
    figure.update_layout(
        title_text=WORDS["rates_title"],
        height=int(58 * place) + 150,
        margin={"l": 24, "r": 20, "t": 64, "b": 64},
        xaxis={
            "range": [0, 102],
            "tickvals": [0, 25, 50, 75, 100],
            "title": {"text": WORDS["rates_x"]},
            "fixedrange": True,
        },
        yaxis={
            "range": [-0.5, place + 0.5],
            "showticklabels": False,
            "ticks": "",
            "showgrid": False,
            "fixedrange": True,
        },
    )
    told = ". ".join(
        WORDS["rates_told"].format(
            study=study,
            rows=", ".join(
                WORDS["rates_one"].format(
                    method=row["method"], rate=row["rate"], count=_many(int(row["forecasts"]))
                )
                for row in rows
                if row["study"] == study
            ),
        )
        for study in studies
    )
    table = pd.DataFrame(
        {
            WORDS["col_study"]: [row["study"] for row in rows],
            WORDS["col_method"]: [row["method"] for row in rows],
            WORDS["col_rate"]: [row["rate"] for row in rows],
            WORDS["col_count"]: [row["forecasts"] for row in rows],
            WORDS["col_source"]: [row["source"] for row in rows],
        }
    )
    return describe(
        figure,
        WORDS["rates_alt"].format(rows=told, chance=chance),
        table,
        WORDS["rates_caption"],
    )
