"""Figures of the staged deal: one deal in full, two deals side by side, and where a deal holds.

Amounts are points: the model's utils. They are assumptions, not measurements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry import scenarios
from summitry.charts import theme, twins
from summitry.charts.parts import Parts, scatter
from summitry.deal import TOLERANCE, StagedDeal
from summitry.errors import OutOfRangeError

_ROWS = ((0.65, 1.0), (0.36, 0.55), (0.0, 0.22))  # where the three panels stand, from below


def staged_deal(
    deal: StagedDeal,
    payments: Sequence[float],
    *,
    fakes: bool = True,
    names: Sequence[str] = (),
) -> go.Figure:
    """Draw one staged deal: payments with their windows, exposure, and the spare of each promise.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    payments : sequence of float
        One a stage, in points.
    fakes : bool
        Whether North Korea may fake a step.
    names : sequence of str, optional
        Names of the stages.

    Returns
    -------
    plotly.graph_objects.Figure
        Three panels above each other, with words and table.

    Examples
    --------
    >>> deal = StagedDeal.uniform(stages=3)
    >>> figure = staged_deal(deal, deal.most_robust().payments)
    >>> figure.layout.title.text
    '<b>One deal, stage by stage</b>'
    """
    return staged_deal_parts(deal, payments, fakes=fakes, names=names).figure()


def staged_deal_parts(
    deal: StagedDeal,
    payments: Sequence[float],
    *,
    fakes: bool = True,
    names: Sequence[str] = (),
    said: str = "",
) -> Parts:
    """Give the figure of `staged_deal` as plain data.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    payments : sequence of float
        One a stage, in points.
    fakes : bool
        Whether North Korea may fake a step.
    names : sequence of str, optional
        Names of the stages.
    said : str, optional
        What the figure says, in words; by default written from the promises.

    Returns
    -------
    Parts
        Always eight traces.
    """
    paid = deal.check_payments(payments)
    stages = list(range(1, deal.stages + 1))
    promises = deal.promises(paid, fakes=fakes)
    exposure = deal.exposure(paid)
    windows = deal.windows("own", paid, fakes=fakes)
    slack = dict(zip(promises.names, promises.slack.tolist(), strict=True))
    top = _top([*paid.tolist(), *windows.floor.tolist()])
    table = pd.DataFrame(
        {
            "Stage": [
                f"{n}. {names[n - 1]}" if len(names) == deal.stages else str(n) for n in stages
            ],
            "Payment": paid.round(1),
            "Window from": [_word(x) for x in windows.floor],
            "Window to": [_word(x) for x in windows.ceiling],
            "North Korea would lose": exposure.dprk.round(1),
            "United States would lose": exposure.us.round(1),
            "Spare: North Korea goes on": [round(slack[f"K{n}"], 1) for n in stages],
            "Spare: the United States pays": [round(slack[f"U{n}"], 1) for n in stages],
        }
    )
    return Parts(
        [
            _window(stages, windows.floor, windows.ceiling, top),
            _bars(stages, paid.tolist(), "us", "Payment", "y"),
            _bars(stages, exposure.dprk.tolist(), "dprk", "North Korea, if the US breaks", "y2"),
            _bars(stages, exposure.us.tolist(), "us", "United States, if North Korea stalls", "y2"),
            _spare(stages, slack, "K", "dprk", "North Korea goes on"),
            _spare(stages, slack, "F", "lower", "North Korea does not fake"),
            _spare(stages, slack, "U", "us", "the United States pays"),
            _broken(stages, slack),
        ],
        {
            "title": {"text": "<b>One deal, stage by stage</b>"},
            "height": 720,
            "margin": {"l": 64, "r": 16, "t": 88, "b": 64},
            "barmode": "group",
            "showlegend": False,
            "xaxis": _stage_axis("y3", stages),
            "yaxis": {"domain": _ROWS[0], "title": {"text": "points"}, "range": [0, top]},
            "yaxis2": {
                "domain": _ROWS[1],
                "title": {"text": "points"},
                "rangemode": "tozero",
                "anchor": "x",
            },
            "yaxis3": {
                "domain": _ROWS[2],
                "title": {"text": "points"},
                "zeroline": True,
                "zerolinecolor": theme.INK,
                "rangemode": "tozero",
                "anchor": "x",
            },
            "annotations": [
                _heading("Payments (bars), windows (brackets)", _ROWS[0][1]),
                _heading("Exposure, if the other side broke", _ROWS[1][1]),
                _heading(
                    "Spare (below zero: not credible)<br>■ North Korea  ● US"
                    + ("  ▼ no fake" if fakes else ""),
                    _ROWS[2][1],
                ),
            ],
            "meta": twins.meta(said or str(promises), table, "One deal, stage by stage"),
        },
    )


def _top(values: Sequence[float]) -> float:
    found = [value for value in values if math.isfinite(value)]
    return 1.25 * max([*found, 20.0])


def _word(value: float) -> str:
    if math.isnan(value):
        return "none"
    return "any" if math.isinf(value) else f"{value:.1f}"


def _stage_axis(anchor: str, stages: Sequence[int]) -> dict[str, Any]:
    every = max(1, len(stages) // 12)
    return {
        "anchor": anchor,
        "title": {"text": "stage"},
        "tickvals": list(stages[::every]),
        "range": [0.4, len(stages) + 0.6],
    }


def _heading(text: str, y: float) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 8,
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.INK},
    }


def _bars(
    stages: Sequence[int], values: Sequence[float], role: str, name: str, axis: str
) -> dict[str, Any]:
    return {
        "type": "bar",
        "showlegend": False,
        "x": list(stages),
        "y": [round(value, 3) for value in values],
        "yaxis": axis,
        "width": 0.5 if axis == "y" else 0.36,
        "name": name,
        "marker": {
            "color": theme.PALETTE[role],
            "pattern": _hatch(role),
        },
        "hovertemplate": name + " at stage %{x}: %{y:.1f} points<extra></extra>",
    }


def _hatch(role: str) -> dict[str, Any]:
    """Give the fill pattern of a role, light on its colour."""
    return {
        "shape": theme.PATTERNS[role],
        "fillmode": "overlay",
        "fgcolor": theme.PAPER,
        "fgopacity": 0.9,
        "solidity": 0.3,
        "size": 9,
    }


def _window(stages: Sequence[int], floor: Any, ceiling: Any, top: float) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for n, low, high in zip(stages, floor.tolist(), ceiling.tolist(), strict=True):
        if math.isnan(low):
            continue
        roof = min(high, top)
        x += [n - 0.38, n + 0.38, None, n - 0.38, n - 0.38, None, n + 0.38, n + 0.38, None]
        y += [low, low, None, low, roof, None, low, roof, None]
        if high <= top:
            x += [n - 0.38, n + 0.38, None]
            y += [high, high, None]
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.INK, "width": 2},
        name="window",
        hoverinfo="skip",
    )


def _spare(
    stages: Sequence[int], slack: dict[str, float], letter: str, role: str, name: str
) -> dict[str, Any]:
    shift = {"K": -0.2, "F": 0.0, "U": 0.2}[letter]
    there = [n for n in stages if f"{letter}{n}" in slack]
    return scatter(
        x=[n + shift for n in there],
        y=[round(slack[f"{letter}{n}"], 3) for n in there],
        yaxis="y3",
        mode="markers",
        name=name,
        marker={"symbol": theme.SYMBOLS[role], "color": theme.PALETTE[role], "size": 11},
        customdata=there,
        hovertemplate=f"Stage %{{customdata}}: {name}, %{{y:.1f}} points to spare<extra></extra>",
    )


def _broken(stages: Sequence[int], slack: dict[str, float]) -> dict[str, Any]:
    spots = [
        (n + {"K": -0.2, "F": 0.0, "U": 0.2}[letter], slack[f"{letter}{n}"])
        for n in stages
        for letter in "KFU"
        if slack.get(f"{letter}{n}", 0.0) < -TOLERANCE
    ]
    return scatter(
        x=[x for x, _ in spots],
        y=[round(y, 3) for _, y in spots],
        yaxis="y3",
        mode="markers",
        name="cannot be believed",
        marker={"symbol": "x-thin", "size": 18, "line": {"color": theme.INK, "width": 3}},
        hoverinfo="skip",
    )


# ---------------------------------------------------------------- one against many


def waiting(stages: int = 6) -> go.Figure:
    """Draw what North Korea has handed over and not been paid for, in one stage and in many.

    Parameters
    ----------
    stages : int
        Number of stages of the second deal.

    Returns
    -------
    plotly.graph_objects.Figure
        Two panels: the loss if Washington breaks just before each payment, over time.
    """
    reference = scenarios.load("six-stage-reference").parameters
    one, many = StagedDeal.big_for_big(), StagedDeal.uniform(stages)
    years = [
        [reference["years"].value / count + reference["overhead"].value] * count
        for count in (1, stages)
    ]
    rows, losses = [], []
    for deal in (one, many):
        paid = deal.most_robust(fakes=False).payments
        losses.append(deal.exposure(paid).dprk)
    top = 1.2 * max(float(loss.max()) for loss in losses)
    data, notes = [], []
    labels = ("One stage: everything for everything", f"{many.stages} stages, each paid for")
    for index, (loss, lengths) in enumerate(zip(losses, years, strict=True)):
        ends = np.cumsum(lengths)
        axis = "" if index == 0 else "2"
        data.append(
            {
                "type": "bar",
                "showlegend": False,
                "x": [round(float(end), 2) for end in ends],
                "y": [round(float(x), 1) for x in loss],
                "text": [f"{x:.0f}" for x in loss],
                "textposition": "outside",
                "textfont": {"size": theme.BODY, "color": theme.INK},
                "cliponaxis": False,
                "width": 0.55,
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
                "name": labels[index],
                "marker": {
                    "color": theme.PALETTE["dprk"],
                    "pattern": _hatch("dprk"),
                },
                "hovertemplate": "%{y:.0f} points lost, after %{x:.1f} years<extra></extra>",
            }
        )
        notes.append(_heading(labels[index], 1.0 if index == 0 else 0.42))
        rows += [
            {
                "Deal": labels[index],
                "Stage": n,
                "Years from the start": round(float(end), 1),
                "North Korea would lose": round(float(x), 1),
            }
            for n, (end, x) in enumerate(zip(ends, loss, strict=True), start=1)
        ]
    last = max(float(sum(lengths)) for lengths in years) + 0.6
    xaxis = {"range": [0, last], "title": {"text": "years from the start"}}
    yaxis = {"range": [0, top], "title": {"text": "points lost"}}
    figure = go.Figure(
        data=data,
        layout={
            "title": {"text": "<b>What North Korea would lose<br>if Washington broke now</b>"},
            "height": 560,
            "margin": {"l": 64, "r": 16, "t": 116, "b": 64},
            "xaxis": {**xaxis, "title": {"text": ""}, "anchor": "y", "showticklabels": False},
            "xaxis2": {**xaxis, "anchor": "y2"},
            "yaxis": {**yaxis, "domain": [0.58, 1.0]},
            "yaxis2": {**yaxis, "domain": [0.0, 0.42], "anchor": "x2"},
            "annotations": notes,
        },
    )
    words = (
        f"Two panels over the same years. In one stage North Korea waits "
        f"{sum(years[0]):g} years for its only payment; if Washington broke just before, it "
        f"would lose {losses[0][0]:.0f} points. In {many.stages} stages a payment follows each "
        f"step; the loss just before a payment is never more than {losses[1].max():.0f} points."
    )
    return twins.describe(figure, words, pd.DataFrame(rows))


# ---------------------------------------------------------------- how many cuts


@dataclass(frozen=True)
class Cuts:
    """What a deal of equal steps is like for each number of stages.

    Attributes
    ----------
    stages : tuple of int
        1 to the last.
    spare : tuple of float
        What the weakest promise has to spare with the safest payments; below zero none hold.
    survival : tuple of float
        Chance that Washington drops the deal in no stage.
    exposed : tuple of float
        The most that North Korea would lose if Washington broke.
    """

    stages: tuple[int, ...]
    spare: tuple[float, ...]
    survival: tuple[float, ...]
    exposed: tuple[float, ...]

    @property
    def fewest(self) -> int | None:
        """The smallest number of stages that holds, or None."""
        return next(
            (n for n, spare in zip(self.stages, self.spare, strict=True) if spare >= -1e-6), None
        )

    def table(self) -> pd.DataFrame:
        """Give one row a number of stages.

        Returns
        -------
        DataFrame
            Amounts in points, chance in per cent.
        """
        return pd.DataFrame(
            {
                "Stages": list(self.stages),
                "Weakest promise has to spare": [round(x, 1) for x in self.spare],
                "Holds": ["yes" if x >= -1e-6 else "no" for x in self.spare],
                "North Korea would lose at most": [round(x, 1) for x in self.exposed],
                "Chance to reach the end (%)": [round(100 * x, 1) for x in self.survival],
            }
        )


def count_cuts(most: int = 12, *, fakes: bool = False, **assumed: float) -> Cuts:
    """Cut the same programme into 1, 2, 3 ... equal steps and pay each deal as safely as can be.

    Parameters
    ----------
    most : int
        Largest number of stages, at most 60.
    fakes : bool
        Whether North Korea may fake a step.
    **assumed : float
        Passed to `StagedDeal.uniform`.

    Returns
    -------
    Cuts
        One entry a number of stages.

    Examples
    --------
    >>> count_cuts(4).fewest
    2
    """
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= 60:
        raise OutOfRangeError("most", most, "a whole number between 1 and 60")
    spare, survival, exposed = [], [], []
    for count in range(1, most + 1):
        deal = StagedDeal.uniform(count, **assumed)
        best = deal.most_robust(fakes=fakes)
        spare.append(best.slack)
        survival.append(float(np.prod(1 - deal.hazard)))
        exposed.append(float(deal.exposure(best.payments).dprk.max()))
    return Cuts(tuple(range(1, most + 1)), tuple(spare), tuple(survival), tuple(exposed))


def cuts(most: int = 12, *, fakes: bool = False, **assumed: float) -> go.Figure:
    """Draw how the number of stages changes the weakest promise and the chance to finish.

    Parameters
    ----------
    most : int
        Largest number of stages, at most 60.
    fakes : bool
        Whether North Korea may fake a step.
    **assumed : float
        Passed to `StagedDeal.uniform`.

    Returns
    -------
    plotly.graph_objects.Figure
        Two panels above each other, with words and table.
    """
    found = count_cuts(most, fakes=fakes, **assumed)
    holds = [x >= -1e-6 for x in found.spare]
    marks = {
        "color": [theme.PALETTE["third"] if ok else theme.PAPER for ok in holds],
        "symbol": ["circle" if ok else "x" for ok in holds],
        "size": 14,
        "line": {
            "color": [theme.PALETTE["third"] if ok else theme.PALETTE["lower"] for ok in holds],
            "width": 3,
        },
    }
    figure = go.Figure(
        data=[
            {
                "type": "scatter",
                "showlegend": False,
                "x": list(found.stages),
                "y": [round(x, 2) for x in found.spare],
                "mode": "lines+markers",
                "line": {"color": theme.PALETTE["third"], "width": 2},
                "marker": marks,
                "name": "spare",
                "hovertemplate": "%{x} stages: %{y:.1f} points<extra></extra>",
            },
            {
                "type": "scatter",
                "showlegend": False,
                "x": list(found.stages),
                "y": [round(100 * x, 1) for x in found.survival],
                "mode": "lines+markers",
                "line": {"color": theme.PALETTE["us"], "width": 2, "dash": "dash"},
                "marker": {"color": theme.PALETTE["us"], "size": 10, "symbol": "diamond"},
                "name": "chance",
                "yaxis": "y2",
                "hovertemplate": "%{x} stages: %{y:.0f}%<extra></extra>",
            },
        ],
        layout={
            "title": {"text": "<b>What does one more cut change?</b>"},
            "height": 560,
            "margin": {"l": 72, "r": 16, "t": 116, "b": 64},
            "xaxis": {
                "title": {"text": "number of equal stages"},
                "anchor": "y2",
                "dtick": 1 if len(found.stages) <= 14 else 5,
                "range": [0.5, len(found.stages) + 0.5],
            },
            "yaxis": {
                "domain": [0.5, 1.0],
                "title": {"text": "points"},
                "zeroline": True,
                "zerolinecolor": theme.INK,
                "zerolinewidth": 2,
            },
            "yaxis2": {
                "domain": [0.0, 0.32],
                "title": {"text": "per cent"},
                "anchor": "x",
                "range": [0, 104],  # the whole scale: a cut one would make the loss look larger
                "dtick": 25,
            },
            "annotations": [
                _heading("Spare of the weakest promise<br>(cross: the deal fails)", 1.0),
                _heading("Chance that no administration drops the deal", 0.32),
            ],
        },
    )
    first, last = found.stages[0], found.stages[-1]
    fewest = (
        f"The first number of stages that holds is {found.fewest}."
        if found.fewest
        else "No number of stages shown here holds."
    )
    words = (
        f"Above, what the weakest promise has to spare with {first} to {last} equal stages: it "
        f"goes from {found.spare[0]:.1f} to {found.spare[-1]:.1f} points. {fewest} Below, the "
        f"chance that no administration drops the deal: it falls from {found.survival[0]:.0%} to "
        f"{found.survival[-1]:.0%}."
    )
    return twins.describe(figure, words, found.table())


# ---------------------------------------------------------------- where one step is enough


def one_step_border(
    parameter: str, low: float, high: float, *, fakes: bool = False, **assumed: float
) -> float | None:
    """Find the value of one assumption at which the deal in one stage begins or ceases to hold.

    Parameters
    ----------
    parameter : str
        A parameter of `StagedDeal.from_roadmap` or of `StagedDeal`.
    low, high : float
        The range to search; the verdict must differ at its ends.
    fakes : bool
        Whether North Korea may fake the step.
    **assumed : float
        Values of other parameters.

    Returns
    -------
    float or None
        The border, or None when the verdict is the same at both ends.

    Examples
    --------
    >>> round(one_step_border("years", 0.5, 6), 1)
    1.5
    """

    def holds(value: float) -> bool:
        deal = StagedDeal.big_for_big(**{**assumed, parameter: value})
        return deal.most_robust(fakes=fakes).feasible

    below, above = holds(low), holds(high)
    if below == above:
        return None
    while high - low > 1e-4:
        middle = 0.5 * (low + high)
        if holds(middle) == below:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def one_step_region(
    *, years: tuple[float, float] = (0.5, 10.0), worth: tuple[float, float] = (20.0, 100.0)
) -> go.Figure:
    """Draw for which programmes everything at once holds, and for which only stages can.

    Parameters
    ----------
    years : tuple of float
        Range of the years that the dismantling takes.
    worth : tuple of float
        Range of the worth of the programme to North Korea, in points.

    Returns
    -------
    plotly.graph_objects.Figure
        A map with one border, with words and table.
    """
    xs = np.linspace(*years, 39)
    border = [one_step_border("arsenal_value", 1.0, worth[1] + 60, years=float(x)) for x in xs]
    ys = [min(max(worth[0] if y is None else y, worth[0]), worth[1]) for y in border]
    reference = StagedDeal.big_for_big()
    table = pd.DataFrame(
        {
            "Years of dismantling": [round(float(x), 2) for x in xs[::2]],
            "One stage holds up to a worth of": [
                "any shown" if y is None else f"{y:.0f} points" for y in border[::2]
            ],
        }
    )
    figure = go.Figure(
        data=[
            {
                "type": "scatter",
                "showlegend": False,
                "x": [round(float(x), 3) for x in xs],
                "y": [round(float(y), 2) for y in ys],
                "mode": "lines",
                "fill": "tozeroy",
                "fillcolor": theme.TINT["third"],
                "fillpattern": {
                    "shape": ".",
                    "fgcolor": theme.PALETTE["third"],
                    "size": 9,
                    "solidity": 0.12,
                    "fillmode": "overlay",
                },
                "line": {"color": theme.PALETTE["third"], "width": 4},
                "name": "border",
                "hovertemplate": "%{x:.1f} years: one stage holds up to %{y:.0f} points"
                "<extra></extra>",
            },
            {
                "type": "scatter",
                "showlegend": False,
                "x": [6.0, 1.0],
                "y": [70.0, 70.0],
                "mode": "markers+text",
                "text": ["<b>A</b>", "<b>B</b>"],
                "textposition": "middle center",
                "textfont": {"size": theme.BODY, "color": theme.PAPER},
                "marker": {
                    "symbol": [theme.SYMBOLS["dprk"], theme.SYMBOLS["us"]],
                    "color": [theme.PALETTE["dprk"], theme.PALETTE["us"]],
                    "size": 28,
                },
                "hovertemplate": "%{x:.0f} years, %{y:.0f} points<extra></extra>",
                "name": "cases",
            },
        ],
        layout={
            "title": {"text": "<b>Where is one big step enough?</b>"},
            "height": 480,
            "margin": {"l": 72, "r": 16, "t": 72, "b": 72},
            "xaxis": {"title": {"text": "years that the dismantling takes"}, "range": list(years)},
            "yaxis": {
                "title": {"text": "worth to North Korea, in points"},
                "range": list(worth),
            },
            "annotations": [
                _inside("Big for big <b>holds</b>", 0.2, 0.12, "third"),
                _inside("Big for big <b>fails</b>:<br>only stages could hold", 0.66, 0.9, "lower"),
            ],
        },
    )
    at = one_step_border("arsenal_value", 1.0, worth[1] + 60, years=1.0)
    here = one_step_border("arsenal_value", 1.0, worth[1] + 60)
    words = (
        "A map: to the right the years that the dismantling takes, upwards the worth of the "
        "programme to North Korea. Below the border one big step holds, above it fails. For a "
        f"work of one year the border stands at {at:.0f} points, for six years at {here:.0f}. "
        f"Point A, six years and {reference.dprk_cost.sum():.0f} points, lies in the part that "
        "fails; point B, the same worth in one year, in the part that holds."
    )
    return twins.describe(figure, words, table)


def _inside(text: str, x: float, y: float, role: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "xref": "paper",
        "y": y,
        "yref": "paper",
        "showarrow": False,
        "font": {"size": theme.BODY + 2, "color": theme.TEXT[role]},
    }
