"""Figures about outliving an administration: the record of past changes, and stages on a calendar.

The record is counted in `summitry.politics`; the stages are laid on the calendar of inauguration
days and then played as a staged deal. Amounts are points: the model's utils. They are assumptions,
not measurements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy.optimize import linprog

from summitry import politics
from summitry.charts import theme, twins
from summitry.charts.parts import Parts, scatter
from summitry.deal import StagedDeal, _slack
from summitry.errors import OutOfRangeError, UnknownNameError

#: Largest number of stages that is tried.
MOST = 12
#: The inauguration day from which the start of a deal is counted.
TERM = dt.date(2017, 1, 20)

WORDS = {
    "title": "<b>Stages on the election calendar</b>",
    "alive": "Chance that the deal is still alive",
    "spare": "Spare of the weakest promise, in points",
    "chance": "Chance to reach the end",
    "stages": "number of stages",
    "asked": "wanted",
    "end": "{chance:.0%} at the end",
    "inauguration": "Jan<br>{year}",
    "row_stage": "Stage",
    "row_ends": "Ends",
    "row_crossed": "Inauguration days inside",
    "row_alive": "Chance to be alive (%)",
    "row_low": "At the low end of the count (%)",
    "row_high": "At the high end of the count (%)",
    "record_title": "<b>How often did a new US<br>administration leave a deal?</b>",
    "record_x": "share of changes of president, in per cent",
    "record_caption": "Shares with 95 per cent intervals",
    "record_row": "<b>{name}</b>: {k} of {n}",
    "map_title": "<b>Which number of stages is best?</b>",
    "map_x": "chance of a drop, in per cent",
    "map_y": "months from inauguration to signature",
    "map_none": "–",
}

#: From where to where the boxes of the stages reach, on the scale of the chance in per cent.
BOX = (-19.0, -5.0)

#: Rows of the record: what is counted, and how `record` asks for it.
COUNTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Strict", {"rule": "strict"}),
    ("Broad", {"rule": "broad"}),
    ("Strict, disarming a state only", {"rule": "strict", "deal_class": "denuclearisation"}),
    ("Broad, disarming a state only", {"rule": "broad", "deal_class": "denuclearisation"}),
    ("Strict, without the change of 2017", {"rule": "strict", "without": "ADM-Trump1"}),
    ("Broad, without the change of 2017", {"rule": "broad", "without": "ADM-Trump1"}),
)


# ---------------------------------------------------------------- a deal on the calendar


def signed(months: int) -> dt.date:
    """Give the day of signature so many months after an inauguration day.

    Parameters
    ----------
    months : int
        0 to 47.

    Returns
    -------
    date
        In the term that began in January 2017.

    Examples
    --------
    >>> signed(25).isoformat()
    '2019-02-20'
    """
    if isinstance(months, bool) or not isinstance(months, int) or not 0 <= months <= 47:
        raise OutOfRangeError("months", months, "a whole number between 0 and 47")
    return TERM.replace(year=TERM.year + months // 12, month=1 + months % 12)


@lru_cache(maxsize=256)
def _uniform(count: int, years: float, pause: float) -> StagedDeal:
    return StagedDeal.uniform(count, years=years, overhead=pause)


@dataclass(frozen=True)
class Choices:
    """The same programme cut into 1, 2, 3 ... stages, each laid on the calendar.

    Attributes
    ----------
    plans : tuple of Survival
        One a number of stages.
    spare : tuple of float
        What the weakest promise has to spare with the safest payments; below zero it fails.
    payments : tuple of tuple of float
        The safest payments.
    """

    plans: tuple[politics.Survival, ...]
    spare: tuple[float, ...]
    payments: tuple[tuple[float, ...], ...]

    @property
    def chance(self) -> tuple[float, ...]:
        """Chance that no administration drops the deal, one a number of stages."""
        return tuple(plan.chances[-1] for plan in self.plans)

    def best(self, wanted: float = 0.0) -> int | None:
        """Find the best number of stages.

        Parameters
        ----------
        wanted : float
            Points that each promise must have to spare, at least.

        Returns
        -------
        int or None
            Of those with enough to spare, the one with the highest chance to reach the end; of
            several with the same chance, the one with most to spare. None when none has enough.
        """
        enough = [
            (round(chance, 9), spare, -count)
            for count, (chance, spare) in enumerate(
                zip(self.chance, self.spare, strict=True), start=1
            )
            if spare >= wanted - 1e-6
        ]
        return -max(enough)[2] if enough else None


@lru_cache(maxsize=4096)
def choices(
    months: int = 25,
    *,
    years: float = 6.0,
    pause: float = 0.5,
    change: float = 0.67,
    drop: float = 0.15,
    device: str = "executive agreement",
) -> Choices:
    """Lay every number of stages on the calendar and find the safest payments of each.

    Parameters
    ----------
    months : int
        Months from the last inauguration day to the signature.
    years : float
        Years that the dismantling takes, without pauses.
    pause : float
        Years that each stage adds for its own talks and inspections.
    change, drop : float
        Chance that an inauguration brings a new president, and that a new one drops the deal.
    device : str
        One of `politics.DEVICES`.

    Returns
    -------
    Choices
        One entry a number of stages.

    Examples
    --------
    >>> found = choices(25, drop=0.31)
    >>> found.best(5), round(found.spare[6], 1), round(found.chance[6], 2)
    (7, 13.6, 0.63)
    """
    start = signed(months)
    plans, deals = [], []
    for count in range(1, MOST + 1):
        plan = politics.survival(
            start, [years / count + pause] * count, change=change, drop=drop, device=device
        )
        plans.append(plan)
        base = _uniform(count, float(years), float(pause))
        deals.append(base.changed(hazard=list(plan.hazards)))
    payments, spare = _safest(deals)
    return Choices(tuple(plans), spare, payments)


def _safest(
    deals: Sequence[StagedDeal],
) -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    """Find the safest payments of many deals at once: one linear program with a block a deal."""
    width = sum(deal.stages + 1 for deal in deals)
    height = sum(2 * deal.stages + 2 for deal in deals)
    matrix, limits = np.zeros((height, width)), np.empty(height)
    objective = np.zeros(width)
    top = left = 0
    for deal in deals:
        count = deal.stages
        # Slack is affine in the payments: its value at zero and one slope a payment say it all.
        rows = _slack(deal, np.hstack([np.zeros((count, 1)), np.eye(count)]), fakes=False)
        below, right = top + len(rows), left + count
        matrix[top:below, left:right] = rows[:, :1] - rows[:, 1:]
        matrix[top:below, right] = 1.0
        matrix[below, left:right] = 1.0
        limits[top:below], limits[below] = rows[:, 0], deal.leverage
        objective[right] = -1.0
        top, left = below + 1, right + 1
    bounds = [(None, None) if cost else (0.0, None) for cost in objective.tolist()]
    found = linprog(objective, A_ub=matrix, b_ub=limits, bounds=bounds)
    assert found.x is not None  # paying nothing is always possible
    parts = np.split(found.x, np.cumsum([deal.stages + 1 for deal in deals])[:-1])
    return (
        tuple(tuple(np.maximum(part[:-1], 0.0).tolist()) for part in parts),
        tuple(float(part[-1]) for part in parts),
    )


def last_drop(wanted: float, count: int | None = None, **assumed: Any) -> float | None:
    """Find how likely a drop may be before the deal, or one number of stages, fails.

    Parameters
    ----------
    wanted : float
        Points that each promise must have to spare.
    count : int, optional
        The number of stages; any number by default.
    **assumed : object
        As for `choices`, without ``drop``.

    Returns
    -------
    float or None
        The largest chance that a new president drops the deal; None when it never matters.

    Examples
    --------
    >>> round(last_drop(5, months=25), 2)
    0.67
    """
    if count is not None and not 1 <= count <= MOST:
        raise OutOfRangeError("count", count, f"between 1 and {MOST}")

    def holds(drop: float) -> bool:
        found = choices(drop=drop, **assumed)
        top = max(found.spare) if count is None else found.spare[count - 1]
        return top >= wanted

    if holds(1.0) or not holds(0.0):
        return None
    low, high = 0.0, 1.0
    while high - low > 1e-3:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return 0.5 * (low + high)


def yearly(change: float, drop: float, device: str = "executive agreement") -> float:
    """Turn the chance of a drop at an inauguration into a steady chance a year.

    Parameters
    ----------
    change, drop : float
        Chance of a new president, and that a new one drops the deal.
    device : str
        One of `politics.DEVICES`.

    Returns
    -------
    float
        The yearly chance that gives the same over the four years between two inaugurations.

    Examples
    --------
    >>> round(yearly(0.67, 0.31), 3)
    0.056
    """
    if device not in politics.DEVICES:
        raise UnknownNameError("commitment device", device, politics.DEVICES)
    once = change * drop * politics.DEVICES[device].factor
    return float(1.0 - (1.0 - once) ** 0.25)


# ---------------------------------------------------------------- the explorer's figure


def survival_parts(
    found: Choices, count: int, wanted: float, band: tuple[float, float], start: dt.date, said: str
) -> Parts:
    """Give the calendar, the spare and the chance as one figure in plain data.

    Parameters
    ----------
    found : Choices
        All numbers of stages.
    count : int
        The chosen one.
    wanted : float
        Points that each promise must have to spare.
    band : tuple of float
        Low and high end of the chance that a new president drops the deal.
    start : date
        Day of signature.
    said : str
        The figure in words.

    Returns
    -------
    Parts
        Always fourteen traces.
    """
    plan = found.plans[count - 1]
    ends = [_year(day) for day in plan.ends]
    begins = [_year(start), *ends[:-1]]
    days = politics.inaugurations(start, plan.ends[-1])
    at = [_year(day) for day in days]
    # The calendar stays where it is whatever is moved but the years: the deal slides along it.
    longest = max(other.ends[-1] for other in found.plans) - start
    calendar = politics.inaugurations(TERM, TERM.replace(year=TERM.year + 4) + longest)
    lines = [_year(day) for day in calendar]
    first, last = _year(TERM) - 0.3, _year(TERM) + 4 + longest.days / 365.25 + 0.6
    steps = [_year(start), *[x for day in at for x in (day, day)], ends[-1]]
    middle, low, high = (_stairs(len(days), plan, drop) for drop in (plan.drop, band[0], band[1]))
    best = found.best(wanted)
    enough = [spare >= wanted - 1e-6 for spare in found.spare]
    numbers = list(range(1, MOST + 1))
    shown = [round(max(spare, -20.0), 2) for spare in found.spare]
    chances = [round(100 * chance, 1) for chance in found.chance]
    # A label only where the chance changes; the first one stands for those that follow.
    named = [
        (number, now)
        for number, now, before in zip(numbers, chances, [None, *chances[:-1]], strict=True)
        if now != before
    ]
    role = ["third" if ok else "lower" for ok in enough]
    data: list[dict[str, Any]] = [
        scatter(
            x=steps + steps[::-1],
            y=low + high[::-1],
            mode="lines",
            fill="toself",
            fillcolor="rgba(23, 71, 158, 0.14)",
            line={"width": 0},
            hoverinfo="skip",
        ),
        scatter(
            x=steps,
            y=middle,
            mode="lines",
            line={"color": theme.PALETTE["us"], "width": 4},
            hovertemplate="%{y:.0f}% alive<extra></extra>",
        ),
        scatter(
            x=[x for day in lines for x in (day, day, None)],
            y=[y for _ in lines for y in (-4, 100, None)],
            mode="lines",
            line={"color": theme.PALETTE["neutral"], "width": 2, "dash": "dot"},
            hoverinfo="skip",
        ),
        scatter(
            x=lines,
            y=[118.0] * len(lines),
            mode="text",
            text=[WORDS["inauguration"].format(year=day.year) for day in calendar],
            textfont={"size": 14, "color": theme.INK},
            cliponaxis=False,
            hoverinfo="skip",
        ),
        *(_boxes(list(zip(begins, ends, strict=True))[odd::2], odd) for odd in (0, 1)),
        _box_numbers(begins, ends, last - first),
        scatter(
            x=[ends[-1]],
            y=[middle[-1]],
            mode="markers+text",
            text=[WORDS["end"].format(chance=plan.chances[-1])],
            textposition="bottom left" if plan.chances[-1] > 0.2 else "top left",
            textfont={"size": theme.BODY, "color": theme.TEXT["us"]},
            marker={"size": 13, "color": theme.PALETTE["us"], "symbol": theme.SYMBOLS["us"]},
            cliponaxis=False,
            hoverinfo="skip",
        ),
        _stems(numbers, shown),
        {
            # What lies below the panel is drawn at its edge; the hover text tells the true value.
            **_dots(
                numbers,
                shown,
                role,
                enough,
                "y2",
                "%{x} stages: %{customdata} points<extra></extra>",
            ),
            "customdata": [round(spare, 1) for spare in found.spare],
        },
        scatter(
            x=[0.4, MOST + 0.6],
            y=[wanted, wanted],
            xaxis="x2",
            yaxis="y2",
            mode="lines",
            line={"color": theme.INK, "width": 2, "dash": "dash"},
            hoverinfo="skip",
        ),
        _dots(numbers, chances, role, enough, "y3", "%{x} stages: %{y:.0f}%<extra></extra>"),
        scatter(
            x=[number for number, _ in named],
            y=[chance + 13 for _, chance in named],
            xaxis="x3",
            yaxis="y3",
            mode="text",
            text=[f"{chance:.0f}%" for _, chance in named],
            textposition="top center",
            textfont={"size": 14, "color": theme.INK},
            cliponaxis=False,
            hoverinfo="skip",
        ),
        scatter(
            x=[] if best is None else [best],
            y=[] if best is None else [chances[best - 1]],
            xaxis="x3",
            yaxis="y3",
            mode="markers",
            marker={
                "symbol": "star",
                "size": 26,
                "color": "#F2C230",
                "line": {"color": theme.INK, "width": 2},
            },
            hovertemplate="best: %{x} stages<extra></extra>",
        ),
    ]
    counts = {
        "range": [0.4, MOST + 0.6],
        "tickvals": numbers,
        "fixedrange": True,
        "automargin": False,
        "showgrid": False,
    }
    layout: dict[str, Any] = {
        "title": {"text": WORDS["title"]},
        "height": 860,
        "margin": {"l": 64, "r": 20, "t": 88, "b": 64},
        "showlegend": False,
        "xaxis": {
            "range": [round(first, 2), round(last, 2)],
            "anchor": "y",
            "dtick": 2 if last - first < 18 else 4,
            "tickformat": "d",
            "fixedrange": True,
            "automargin": False,
        },
        "yaxis": {
            "range": [-22, 134],
            "domain": [0.66, 1.0],
            "tickvals": [0, 50, 100],
            "ticktext": ["0%", "50%", "100%"],
            "fixedrange": True,
            "automargin": False,
        },
        "xaxis2": {**counts, "anchor": "y2", "showticklabels": False, "ticks": ""},
        "yaxis2": {
            "range": [-22, 22],
            "domain": [0.3, 0.545],
            "anchor": "x2",
            "tickvals": [-20, -10, 0, 10, 20],
            "fixedrange": True,
            "automargin": False,
        },
        "xaxis3": {**counts, "anchor": "y3", "title": {"text": WORDS["stages"]}},
        "yaxis3": {
            "range": [0, 130],
            "domain": [0.0, 0.2],
            "anchor": "x3",
            "tickvals": [0, 50, 100],
            "ticktext": ["0%", "50%", "100%"],
            "fixedrange": True,
            "automargin": False,
        },
        "shapes": [
            *(
                {
                    "type": "rect",
                    "xref": f"x{panel}",
                    "yref": f"y{panel} domain",
                    "x0": number - 0.45,
                    "x1": number + 0.45,
                    "y0": 0,
                    "y1": 1,
                    "layer": "below",
                    "fillcolor": "#FFF3C4",
                    "line": {"color": "#B98A00", "width": 1, "dash": "dot"},
                    "opacity": int(number == count),
                }
                for panel in (2, 3)
                for number in numbers
            ),
            {
                "type": "line",
                "xref": "x2",
                "yref": "y2",
                "x0": 0.4,
                "x1": MOST + 0.6,
                "y0": 0,
                "y1": 0,
                "line": {"color": theme.INK, "width": 1},
            },
        ],
        "annotations": [
            _heading(WORDS["alive"], 1.0),
            _heading(WORDS["spare"], 0.545),
            _heading(WORDS["chance"], 0.2),
        ],
        "meta": twins.meta(said, survival_table(found, wanted), "Numbers of stages compared"),
    }
    return Parts(data, layout)


def survival_table(found: Choices, wanted: float) -> pd.DataFrame:
    """Compare all numbers of stages.

    Parameters
    ----------
    found : Choices
        What `choices` gives.
    wanted : float
        Points that each promise must have to spare.

    Returns
    -------
    DataFrame
        One row a number of stages.
    """
    best = found.best(wanted)
    return pd.DataFrame(
        {
            "Stages": range(1, MOST + 1),
            "Ends": [plan.ends[-1].isoformat() for plan in found.plans],
            "Inauguration days on the way": [sum(plan.crossed) for plan in found.plans],
            "Chance to reach the end (%)": [round(100 * chance, 1) for chance in found.chance],
            "Weakest promise has to spare": [round(spare, 1) for spare in found.spare],
            "Enough": ["yes" if spare >= wanted - 1e-6 else "no" for spare in found.spare],
            "Best": ["best" if count == best else "" for count in range(1, MOST + 1)],
        }
    )


def _stairs(count: int, plan: politics.Survival, drop: float) -> list[float]:
    """Give the chance to be alive, in per cent, before and after each inauguration."""
    once = plan.change * drop * plan.factor
    levels = [100 * (1 - once) ** n for n in range(count + 1)]
    return [round(level, 2) for level in levels for _ in range(2)]


def _boxes(stages: Sequence[tuple[float, float]], odd: int) -> dict[str, Any]:
    """Give a box for every second stage, below the chance to be alive."""
    low, high = BOX
    return scatter(
        x=[x for begin, end in stages for x in (begin, end, end, begin, begin, None)],
        y=[y for _ in stages for y in (low, low, high, high, low, None)],
        mode="lines",
        fill="toself",
        fillcolor=("#F5F6F8", "#DCE1EA")[odd],
        line={"color": theme.PALETTE["neutral"], "width": 1},
        hoverinfo="skip",
    )


def _box_numbers(begins: Sequence[float], ends: Sequence[float], span: float) -> dict[str, Any]:
    """Write the number of each stage in its box; where boxes are narrow, of every second or so."""
    every = min(ceil(0.045 * span / (ends[0] - begins[0])), len(ends))
    named = range(every, len(ends) + 1, every)
    return scatter(
        x=[(begins[n - 1] + ends[n - 1]) / 2 for n in named],
        y=[sum(BOX) / 2 for _ in named],
        mode="text",
        text=[str(n) for n in named],
        textfont={"size": 14, "color": theme.INK},
        hoverinfo="skip",
    )


def _stems(numbers: Sequence[int], values: Sequence[float]) -> dict[str, Any]:
    return scatter(
        x=[x for number in numbers for x in (number, number, None)],
        y=[y for value in values for y in (0, value, None)],
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line={"color": theme.PALETTE["neutral"], "width": 3},
        hoverinfo="skip",
    )


def _dots(
    numbers: Sequence[int],
    values: Sequence[float],
    role: Sequence[str],
    enough: Sequence[bool],
    axis: str,
    hover: str,
) -> dict[str, Any]:
    return scatter(
        x=list(numbers),
        y=list(values),
        xaxis="x" + axis[1:],
        yaxis=axis,
        mode="markers",
        marker={
            "size": 13,
            "symbol": ["circle" if ok else "x-thin" for ok in enough],
            "color": [theme.PALETTE[name] for name in role],
            "line": {"color": [theme.PALETTE[name] for name in role], "width": 3},
        },
        cliponaxis=False,
        hovertemplate=hover,
    )


def _heading(text: str, y: float) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 6,
        "align": "left",
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.INK},
    }


def _year(day: dt.date) -> float:
    """Give a day as a number of years, such as 2021.05."""
    first = dt.date(day.year, 1, 1)
    return round(day.year + (day - first).days / 365.25, 3)


# ---------------------------------------------------------------- the record


def turnover_record() -> go.Figure:
    """Draw how often a new administration left a deal, counted in six ways.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a way of counting, each with Wilson's interval.
    """
    rows = [(name, politics.frequency(**asked)) for name, asked in COUNTS]  # type: ignore[arg-type]
    places = list(range(len(rows)))[::-1]
    broad = [item.rule == "broad" for _, item in rows]
    figure = go.Figure(
        data=[
            scatter(
                x=[x for _, item in rows for x in (100 * item.low, 100 * item.high, None)],
                y=[y for place in places for y in (place, place, None)],
                mode="lines",
                line={"color": theme.PALETTE["neutral"], "width": 7},
                hoverinfo="skip",
            ),
            scatter(
                x=[round(100 * item.share, 1) for _, item in rows],
                y=places,
                mode="markers",
                marker={
                    "size": 17,
                    "symbol": ["diamond" if wide else "circle" for wide in broad],
                    "color": [theme.PALETTE["lower" if wide else "us"] for wide in broad],
                    "line": {"color": theme.PAPER, "width": 2},
                },
                hovertemplate="%{x:.0f}%<extra></extra>",
            ),
            scatter(
                x=[0.0] * len(rows),
                y=[place + 0.42 for place in places],
                mode="text",
                text=[
                    WORDS["record_row"].format(name=name, k=item.k, n=item.n) for name, item in rows
                ],
                textposition="middle right",
                textfont={"size": theme.BODY, "color": theme.INK},
                cliponaxis=False,
                hoverinfo="skip",
            ),
        ],
        layout={
            "title": {"text": WORDS["record_title"]},
            "height": 560,
            "margin": {"l": 24, "r": 24, "t": 92, "b": 72},
            "xaxis": {
                "range": [0, 100],
                "tickvals": [0, 25, 50, 75, 100],
                "showgrid": True,
                "gridcolor": "#E7E9ED",
                "title": {"text": WORDS["record_x"]},
            },
            "yaxis": {
                "range": [-0.5, len(rows) - 0.3],
                "showticklabels": False,
                "ticks": "",
                "showgrid": False,
            },
        },
    )
    told = "; ".join(
        f"{name}: {item.k} of {item.n}, {item.share:.0%}, interval {item.low:.0%} to "
        f"{item.high:.0%}"
        for name, item in rows
    )
    table = pd.DataFrame(
        {
            "Count": [name for name, _ in rows],
            "Left": [item.k for _, item in rows],
            "Changes of president": [item.n for _, item in rows],
            "Share (%)": [round(100 * item.share) for _, item in rows],
            "From (%)": [round(100 * item.low) for _, item in rows],
            "To (%)": [round(100 * item.high) for _, item in rows],
        }
    )
    words = f"The same record counted in {len(rows)} ways, each share with its interval. {told}."
    return twins.describe(figure, words, table, WORDS["record_caption"])


# ---------------------------------------------------------------- which number is best, where


def best_stages_map(
    wanted: float = 5.0,
    drops: Sequence[int] = (5, 15, 25, 35, 45, 55, 65, 75, 85, 95),
    months: Sequence[int] = (1, 7, 13, 19, 25, 31, 37, 43),
) -> go.Figure:
    """Draw the best number of stages for each day of signature and each chance of a drop.

    Parameters
    ----------
    wanted : float
        Points that each promise must have to spare.
    drops : sequence of int
        Chances that a new president drops the deal, in per cent.
    months : sequence of int
        Months from the last inauguration day to the signature.

    Returns
    -------
    plotly.graph_objects.Figure
        A map with a number in each field, and a dash where no number holds.
    """
    best = [[choices(month, drop=drop / 100).best(wanted) for drop in drops] for month in months]
    values = [[0 if number is None else number for number in row] for row in best]
    texts = [
        [WORDS["map_none"] if number is None else str(number) for number in row] for row in best
    ]
    # Few stages are dark, many are light; white stands for none.
    scale = [[0.0, theme.PAPER], [0.001, "#7FC0C1"], [1.0, "#EAF5F5"]]
    figure = go.Figure(
        data=[
            {
                "type": "heatmap",
                "x": list(range(len(drops))),
                "y": list(range(len(months))),
                "z": values,
                "zmin": 0,
                "zmax": MOST,
                "colorscale": scale,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "text": texts,
                "texttemplate": "%{text}",
                "textfont": {"size": theme.BODY, "color": theme.INK},
                "hoverinfo": "skip",
            }
        ],
        layout={
            "title": {"text": WORDS["map_title"]},
            "height": 520,
            "margin": {"l": 72, "r": 16, "t": 72, "b": 76},
            "xaxis": {
                "tickvals": list(range(len(drops))),
                "ticktext": [str(drop) for drop in drops],
                "title": {"text": WORDS["map_x"]},
            },
            "yaxis": {
                "tickvals": list(range(len(months))),
                "ticktext": [str(month) for month in months],
                "title": {"text": WORDS["map_y"]},
                "showgrid": False,
            },
        },
    )
    table = pd.DataFrame(texts, columns=[f"{drop}%" for drop in drops])
    table.insert(0, "Months", list(months))
    none = sum(value == 0 for row in values for value in row)
    numbers = sorted({value for row in values for value in row if value})
    words = (
        "A map: to the right the chance that a new president drops the deal, upwards the months "
        f"from inauguration to signature. Each field names the best number of stages, with at "
        f"least {wanted:g} points to spare. The best numbers run from {numbers[0]} to "
        f"{numbers[-1]}; early in a term few stages are best, and in {none} of "
        f"{len(drops) * len(months)} fields no number holds, all of them to the right."
    )
    return twins.describe(figure, words, table, "Best number of stages")
