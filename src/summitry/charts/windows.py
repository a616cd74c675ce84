"""Figures about the size of payments: too little and too much, windows by kind, the lump sum.

Amounts are points: the model's utils. They are assumptions, not measurements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry.charts import theme, twins
from summitry.charts.parts import Parts
from summitry.deal import TOLERANCE, Array, StagedDeal, _promise_names, _slack
from summitry.errors import OutOfRangeError

if TYPE_CHECKING:
    from summitry._schedule import Windows

Kind = Literal["own", "projection", "scale"]

#: What each kind of window holds fixed, in words for a heading.
KINDS: dict[Kind, str] = {
    "own": "others stay",
    "scale": "all together",
    "projection": "others may move",
}
_WORDS = {
    "windows": "One plan, three kinds of window",
    "balance": "Too little and too much",
    "lump": "How much may come first?",
    "K": "North Korea's promise at stage {stage}",
    "F": "North Korea's promise not to fake stage {stage}",
    "U": "Washington's promise at stage {stage}",
    "W": "Washington's signature",
    "L": "the leverage",
}
#: How far beyond the end of a window the model is asked which promise fails there.
_BEYOND = 0.1


@dataclass(frozen=True)
class Limit:
    """One window and the promises that set its ends.

    Attributes
    ----------
    stage : int
        From 1.
    floor, ceiling : float
        In points; not a number where no payment works.
    below, above : str
        The promise that fails by most just outside the window, such as ``K1``; ``L`` for the
        leverage; empty where nothing fails.
    """

    stage: int
    floor: float
    ceiling: float
    below: str
    above: str


def limits(
    deal: StagedDeal,
    payments: Sequence[float],
    kind: Kind = "own",
    *,
    fakes: bool = False,
    windows: Windows | None = None,
) -> list[Limit]:
    """Give the window of each payment, and which promise sets each end.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    payments : sequence of float
        One a stage, in points.
    kind : {"own", "scale", "projection"}
        The others stay; all grow or shrink together; the others may move. For the last kind no
        single promise sets an end.
    fakes : bool
        Whether North Korea may fake a step.
    windows : Windows, optional
        The windows of that kind, where they are known already.

    Returns
    -------
    list of Limit
        One a stage.

    Examples
    --------
    >>> deal = StagedDeal.uniform(6)
    >>> first = limits(deal, [9, 10, 11, 12.5, 15.5, 30])[0]
    >>> round(first.floor, 1), first.below, round(first.ceiling, 1), first.above
    (3.7, 'K1', 21.0, 'L')
    """
    paid = deal.check_payments(payments)
    found = deal.windows(kind, paid, fakes=fakes) if windows is None else windows
    below, above = [""] * deal.stages, [""] * deal.stages
    if kind == "own":
        below = _fails(deal, paid, found.floor - _BEYOND, fakes=fakes)
        above = _fails(deal, paid, found.ceiling + _BEYOND, fakes=fakes)
    elif kind == "scale" and found.factor is not None and paid.any():
        one_step = _BEYOND / float(paid.sum())
        for names, factor in (
            (below, found.factor[0] - one_step),
            (above, found.factor[1] + one_step),
        ):
            if 0 <= factor < math.inf:
                missing = deal.promises(factor * paid, fakes=fakes).failures()
                names[:] = [max(missing, key=missing.__getitem__, default="")] * deal.stages
    ends = zip(found.floor.tolist(), found.ceiling.tolist(), below, above, strict=True)
    return [Limit(n, *row) for n, row in enumerate(ends, start=1)]


def _fails(deal: StagedDeal, paid: Array, moved: Array, *, fakes: bool) -> list[str]:
    """Name the promise that fails by most when one payment is moved; one name a stage."""
    works = np.isfinite(moved) & (moved >= 0)
    # One schedule a column, asked all at once.
    schedules = np.repeat(paid[:, None], deal.stages, axis=1)
    np.fill_diagonal(schedules, np.where(works, moved, paid))
    slack = np.vstack([_slack(deal, schedules, fakes=fakes), deal.leverage - schedules.sum(axis=0)])
    names = (*_promise_names(deal.stages, fakes=fakes), "L")
    worst, least = slack.argmin(axis=0), slack.min(axis=0)
    return [
        names[at] if there and short < -TOLERANCE else ""
        for at, short, there in zip(worst.tolist(), least.tolist(), works.tolist(), strict=True)
    ]


def promise_words(name: str) -> str:
    """Say in a few words whose promise sets an end of a window.

    Parameters
    ----------
    name : str
        Such as ``K1``, ``U6``, ``L``, or empty.

    Returns
    -------
    str
        Such as "North Korea's promise at stage 1".

    Examples
    --------
    >>> promise_words("U6"), promise_words("L")
    ("Washington's promise at stage 6", 'the leverage')
    """
    return _WORDS[name[0]].format(stage=name[1:]) if name else "–"


# ---------------------------------------------------------------- windows of three kinds


def payment_windows(
    deal: StagedDeal,
    payments: Sequence[float],
    kinds: Sequence[Kind] = ("own", "scale", "projection"),
    *,
    fakes: bool = False,
) -> go.Figure:
    """Draw the window of each payment, one panel a kind of window.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    payments : sequence of float
        One a stage, in points.
    kinds : sequence of str
        Kinds of window, from above.
    fakes : bool
        Whether North Korea may fake a step.

    Returns
    -------
    plotly.graph_objects.Figure
        The same payments in every panel, with words and table.
    """
    return payment_windows_parts(deal, payments, kinds, fakes=fakes).figure()


def payment_windows_parts(
    deal: StagedDeal,
    payments: Sequence[float],
    kinds: Sequence[Kind] = ("own", "scale", "projection"),
    *,
    fakes: bool = False,
    said: str = "",
) -> Parts:
    """Give the figure of `payment_windows` as plain data.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    payments : sequence of float
        One a stage, in points.
    kinds : sequence of str
        Kinds of window, from above.
    fakes : bool
        Whether North Korea may fake a step.
    said : str, optional
        What the figure says, in words; by default written from the windows.

    Returns
    -------
    Parts
        Two traces a kind.
    """
    paid = deal.check_payments(payments).tolist()
    stages = list(range(1, deal.stages + 1))
    found = {kind: limits(deal, paid, kind, fakes=fakes) for kind in kinds}
    # Room for the largest window, but never for one without an end.
    ends = [
        one.ceiling for all_of in found.values() for one in all_of if math.isfinite(one.ceiling)
    ]
    top = 1.22 * max([*paid, *ends, 10.0])
    share = 1.0 / len(kinds)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "title": {"text": f"<b>{_WORDS['windows']}</b>"},
        "height": 120 + 190 * len(kinds),
        "margin": {"l": 64, "r": 16, "t": 92, "b": 56},
        "annotations": [],
    }
    rows = []
    for index, kind in enumerate(kinds):
        axis = "" if index == 0 else str(index + 1)
        upper = 1.0 - share * index
        domain = [upper - share * 0.76, upper]
        data += [
            _bars_of_windows(found[kind], top, axis),
            _payment_marks(stages, paid, axis),
        ]
        layout[f"yaxis{axis}"] = {
            "domain": domain,
            "range": [0, top],
            "title": {"text": "points"},
            "anchor": f"x{axis}",
            "nticks": 5,
        }
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}",
            "range": [0.45, len(stages) + 0.55],
            "tickvals": stages,
            "title": {"text": "stage" if index + 1 == len(kinds) else ""},
            "showticklabels": index + 1 == len(kinds),
        }
        layout["annotations"].append(
            _heading(f"{KINDS[kind][0].upper()}{KINDS[kind][1:]} (<i>{kind}</i>)", upper)
        )
        layout["annotations"] += _end_labels(found[kind], top, axis)
        rows += [
            {
                "Kind of window": KINDS[kind],
                "Stage": one.stage,
                "Payment": round(paid[one.stage - 1], 1),
                "From": _number(one.floor),
                "To": _number(one.ceiling),
                "Lower end set by": promise_words(one.below),
                "Upper end set by": promise_words(one.above),
            }
            for one in found[kind]
        ]
    words = said or " ".join(
        ["The same payments against their windows, in panels by kind of window."]
        + [_panel_words(kind, found[kind]) for kind in kinds]
    )
    layout["meta"] = twins.meta(words, pd.DataFrame(rows), _WORDS["windows"])
    return Parts(data, layout)


def _panel_words(kind: Kind, found: Sequence[Limit]) -> str:
    first, last = found[0], found[-1]
    if math.isnan(first.floor) and math.isnan(last.floor):
        return f"If the {KINDS[kind]}: no window, since another promise fails."
    how = {
        "own": "While the others stay",
        "scale": "While all grow or shrink together",
        "projection": "While the others may move",
    }[kind]
    return (
        f"{how}, the first payment can go from {_number(first.floor)} to "
        f"{_number(first.ceiling)} points and the last from {_number(last.floor)} to "
        f"{_number(last.ceiling)}."
    )


def _number(value: float) -> Any:
    if math.isnan(value):
        return "none"
    return "any" if math.isinf(value) else round(value, 1) + 0.0


def _bars_of_windows(found: Sequence[Limit], top: float, axis: str) -> dict[str, Any]:
    there = [one for one in found if not math.isnan(one.floor)]
    return {
        "type": "bar",
        "showlegend": False,
        "x": [one.stage for one in there],
        "base": [round(one.floor, 3) for one in there],
        # A window of one value is still seen as a line.
        "y": [round(max(min(one.ceiling, top) - one.floor, 0.004 * top), 3) for one in there],
        "width": 0.7,
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "name": "window",
        "marker": {
            "color": theme.TINT["third"],
            "line": {"color": theme.PALETTE["third"], "width": 2},
        },
        "customdata": [
            [_number(one.floor), _number(one.ceiling), *map(promise_words, (one.below, one.above))]
            for one in there
        ],
        "hovertemplate": "Stage %{x}: from %{customdata[0]} to %{customdata[1]} points<br>"
        "lower end: %{customdata[2]}<br>upper end: %{customdata[3]}<extra></extra>",
    }


def _payment_marks(stages: Sequence[int], paid: Sequence[float], axis: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "showlegend": False,
        "mode": "markers",
        "x": list(stages),
        "y": list(paid),
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "name": "payment",
        "marker": {
            "symbol": theme.SYMBOLS["us"],
            "color": theme.PALETTE["us"],
            "size": 13,
            "line": {"color": theme.PAPER, "width": 2},
        },
        "hovertemplate": "Payment at stage %{x}: %{y:.1f} points<extra></extra>",
    }


def _end_labels(found: Sequence[Limit], top: float, axis: str) -> list[dict[str, Any]]:
    labels = []
    for one in found:
        if math.isnan(one.floor):
            labels.append(_label(one.stage, 0.5 * top, "none", "middle", axis, 0))
            continue
        high = "any" if math.isinf(one.ceiling) else f"{one.ceiling:.0f}"
        labels.append(_label(one.stage, min(one.ceiling, top), high, "bottom", axis, 1))
        if one.floor > 0.16 * top:  # below that there is no room under the window
            labels.append(_label(one.stage, one.floor, f"{one.floor:.0f}", "top", axis, -1))
    return labels


def _label(x: float, y: float, text: str, anchor: str, axis: str, shift: float) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": round(y, 3),
        "xref": f"x{axis}",
        "yref": f"y{axis}",
        "yanchor": anchor,
        "yshift": shift,
        "showarrow": False,
        "font": {"size": 15, "color": theme.TEXT["third"]},
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
        "yshift": 5,
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.INK},
    }


# ---------------------------------------------------------------- too little, too much


def too_little_too_much(
    deal: StagedDeal,
    payments: Sequence[float],
    *,
    most: float = 210.0,
    fakes: bool = False,
) -> go.Figure:
    """Draw what the weakest promise of each side has to spare as all payments grow together.

    Parameters
    ----------
    deal : StagedDeal
        The deal; its leverage is drawn as a line, and does not stop the curves.
    payments : sequence of float
        The shape of the payments; they are multiplied by one common number.
    most : float
        Largest sum of the payments, in points.
    fakes : bool
        Whether North Korea may fake a step.

    Returns
    -------
    plotly.graph_objects.Figure
        Two curves over the sum of all payments, with words and table.
    """
    shape = deal.check_payments(payments)
    total = float(shape.sum())
    if total <= 0:
        raise OutOfRangeError("the sum of the payments", total, "more than zero")
    sums = np.linspace(0.0, most, 37)
    spare: dict[str, list[float]] = {"K": [], "U": []}
    for amount in sums:
        promises = deal.promises(shape * (amount / total), fakes=fakes)
        by_side: dict[str, list[float]] = {"K": [], "U": []}
        for name, slack in zip(promises.names, promises.slack.tolist(), strict=True):
            by_side["K" if name[0] in "KF" else "U"].append(slack)
        for side, values in by_side.items():
            spare[side].append(min(values))
    free = deal.changed(leverage=math.inf).windows("scale", shape, fakes=fakes)
    assert free.factor is not None
    low, high = (factor * total for factor in free.factor)
    span = [min(min(spare["K"]), min(spare["U"])), max(max(spare["K"]), max(spare["U"]))]
    sides = (("K", "dprk", "North Korea's promises"), ("U", "us", "Washington's promises"))
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "lines",
            "x": sums.round(2).tolist(),
            "y": [round(value, 3) for value in spare[side]],
            "line": {"color": theme.PALETTE[role], "width": 4, "dash": theme.DASHES[role]},
            "name": name,
            "hovertemplate": name + ": %{y:.1f} points to spare when %{x:.0f} are paid in all"
            "<extra></extra>",
        }
        for side, role, name in sides
    ]
    shapes, notes = _balance_marks(deal, low, high, most, span)
    notes += [
        _curve_label("North Korea<br>goes on", most, spare["K"][-1], "dprk"),
        _curve_label("Washington pays", 0.0, spare["U"][0], "us"),
    ]
    figure = go.Figure(
        data=data,
        layout={
            "title": {"text": f"<b>{_WORDS['balance']}</b>"},
            "height": 460,
            "margin": {"l": 64, "r": 24, "t": 72, "b": 64},
            "xaxis": {"title": {"text": "all payments together, in points"}, "range": [0, most]},
            "yaxis": {
                "title": {"text": "spare of the weakest promise"},
                "zeroline": True,
                "zerolinecolor": theme.INK,
                "zerolinewidth": 2,
                "range": [span[0] - 6, span[1] + 14],
            },
            "shapes": shapes,
            "annotations": notes,
        },
    )
    words = (
        "Two curves over the sum of all payments. The spare of North Korea's weakest promise "
        "rises with the sum, the spare of Washington's weakest promise falls. "
    )
    if low < high:
        words += (
            f"The first is above zero from {low:.0f} points on, the second up to {high:.0f} "
            "points. Only between the two can every promise be believed."
        )
    else:
        words += "Nowhere are both above zero: no payments of this shape keep every promise."
    if math.isfinite(deal.leverage):
        words += f" A line marks the leverage: no more than {deal.leverage:.0f} points can be paid."
    table = pd.DataFrame(
        {
            "All payments": sums.round(0)[::3].astype(int),
            "North Korea's weakest promise has to spare": np.round(spare["K"], 1)[::3],
            "Washington's weakest promise has to spare": np.round(spare["U"], 1)[::3],
        }
    )
    return twins.describe(figure, words, table)


def _balance_marks(
    deal: StagedDeal, low: float, high: float, most: float, span: Sequence[float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the band in which both curves are above zero, and the line of the leverage."""
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if low < high:
        shapes.append(
            {
                "type": "rect",
                "x0": low,
                "x1": min(high, most),
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "fillcolor": theme.TINT["third"],
                "line": {"width": 0},
                "layer": "below",
            }
        )
        notes.append(_note("both hold", 0.5 * (low + min(high, most)), 0.02, "third"))
        notes.append(_note("too little", 0.5 * low, 0.02, "dprk"))
        if high < most:
            notes.append(_note("too much", 0.5 * (high + most), 0.02, "us"))
    if math.isfinite(deal.leverage) and deal.leverage <= most:
        shapes.append(
            {
                "type": "line",
                "x0": deal.leverage,
                "x1": deal.leverage,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": theme.INK, "width": 2, "dash": "dot"},
            }
        )
        notes.append(_note("leverage", deal.leverage, 0.99, "both", "top", "right"))
    return shapes, notes


def _note(
    text: str, x: float, y: float, role: str, yanchor: str = "bottom", xanchor: str = "center"
) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>",
        "x": x,
        "y": y,
        "yref": "paper",
        "yanchor": yanchor,
        "xanchor": xanchor,
        "xshift": -5 if xanchor == "right" else 0,
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.TEXT[role]},
    }


def _curve_label(text: str, x: float, y: float, role: str) -> dict[str, Any]:
    """Name a curve: left of its right end and under it, or right of its left end and above it."""
    return {
        "text": f"<b>{text}</b>",
        "x": x,
        "y": y,
        "xanchor": "right" if x else "left",
        "yanchor": "top" if x else "bottom",
        "xshift": -4 if x else 6,
        "yshift": -76 if x else 6,
        "align": "right" if x else "left",
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.TEXT[role]},
    }


# ---------------------------------------------------------------- the lump sum


def most_at_first(
    deal: StagedDeal, snapback: float, *, both: bool = True, fakes: bool = False
) -> float:
    """Give the largest first payment with which the rest can still be paid so that all holds.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    snapback : float
        Share of past relief that is lost after a break, 0 to 1.
    both : bool
        Whether it is lost whoever breaks, or only when North Korea does.
    fakes : bool
        Whether North Korea may fake a step.

    Returns
    -------
    float
        Points: the ceiling of the window of stage 1, the others free to move. Not a number where
        nothing holds.

    Examples
    --------
    >>> deal = StagedDeal.uniform(6)
    >>> [round(most_at_first(deal, share)) for share in (0, 0.3, 0.6)]
    [30, 53, 100]
    """
    changed = deal.changed(
        snapback_stall=snapback, **({"snapback_break": snapback} if both else {})
    )
    return float(changed.windows("projection", fakes=fakes).ceiling[0])


def lump_sum_region(
    deal: StagedDeal | None = None,
    *,
    first_step: float | None = None,
    paid: float = 60.0,
    fakes: bool = False,
) -> go.Figure:
    """Draw how much can be paid at the first step, for every strength of snapback.

    Parameters
    ----------
    deal : StagedDeal, optional
        The deal; six equal steps if left out.
    first_step : float, optional
        Share of the programme in the first step of a second deal, drawn as one more border; the
        rest of that deal is cut into five equal steps.
    paid : float
        A first payment to mark, at the snapback that the deal has now.
    fakes : bool
        Whether North Korea may fake a step.

    Returns
    -------
    plotly.graph_objects.Figure
        A map of snapback and first payment, with words and table.
    """
    name = "Six equal steps" if deal is None else "This deal"
    deal = StagedDeal.uniform(6) if deal is None else deal
    shares = np.linspace(0.0, 1.0, 21)
    borders = {name: [most_at_first(deal, float(x), fakes=fakes) for x in shares]}
    if first_step is not None:
        rest = (1.0 - first_step) / 5
        other = StagedDeal.from_roadmap([first_step] + [rest] * 5, leverage=deal.leverage)
        borders[f"First step {first_step:.0%}"] = [
            most_at_first(other, float(x), fakes=fakes) for x in shares
        ]
    top = float(deal.leverage)
    data: list[dict[str, Any]] = []
    looks = (("third", "solid", 4.0), ("both", "dash", 3.0))
    for index, ((name, values), (role, dash, width)) in enumerate(
        zip(borders.items(), looks, strict=False)
    ):
        trace: dict[str, Any] = {
            "type": "scatter",
            "showlegend": False,
            "mode": "lines",
            "x": (100 * shares).round(1).tolist(),
            "y": [round(value, 2) for value in values],
            "line": {"color": theme.PALETTE[role], "width": width, "dash": dash},
            "name": name,
            "hovertemplate": f"{name}: with %{{x:.0f}}% snapback at most %{{y:.0f}} points first"
            "<extra></extra>",
        }
        if index == 0:
            trace |= {"fill": "tozeroy", "fillcolor": theme.TINT["third"]}
        data.append(trace)
    now = 100 * deal.snapback_stall
    data.append(
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "markers+text",
            "x": [now],
            "y": [paid],
            "text": ["<b>A</b>"],
            "textposition": "middle center",
            "textfont": {"size": theme.BODY, "color": theme.PAPER},
            "marker": {"symbol": "circle", "color": theme.PALETTE["us"], "size": 28},
            "name": "A",
            "hovertemplate": "A: %{y:.0f} points first, %{x:.0f}% snapback<extra></extra>",
        }
    )
    notes = [
        _place("can hold", 70, 0.28 * top, "third"),
        {
            **_place("breaks:<br>too much<br>at first", 2, 0.9 * top, "lower"),
            "xanchor": "left",
            "align": "left",
        },
    ]
    if first_step is not None:
        text = f"dashed:<br>first step {first_step:.0%}"
        notes.append(_place(text, 70, 0.7 * top, "both"))
    figure = go.Figure(
        data=data,
        layout={
            "title": {"text": f"<b>{_WORDS['lump']}</b>"},
            "height": 480,
            "margin": {"l": 72, "r": 20, "t": 72, "b": 72},
            "xaxis": {"title": {"text": "snapback: past relief lost, %"}, "range": [0, 100]},
            "yaxis": {
                "title": {"text": "first payment, in points"},
                "range": [0, top * 1.06],
            },
            "annotations": notes,
        },
    )
    return twins.describe(
        figure, _lump_words(shares, borders, now, paid), _lump_table(shares, borders)
    )


def _place(text: str, x: float, y: float, role: str) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>",
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {"size": theme.BODY + 1, "color": theme.TEXT[role]},
    }


def _lump_table(shares: Any, borders: dict[str, list[float]]) -> pd.DataFrame:
    columns: dict[str, Any] = {"Snapback (%)": [round(100 * float(x)) for x in shares]}
    for name, values in borders.items():
        columns[f"{name}: most at first"] = [_number(value) for value in values]
    return pd.DataFrame(columns)


def _lump_words(shares: Any, borders: dict[str, list[float]], now: float, paid: float) -> str:
    (named, first), *others = borders.items()
    parts = [
        "A map: to the right the share of past relief that is lost after a break, upwards the "
        "first payment. Below the border the rest can be paid so that every promise holds, above "
        f"it not. {named}: the border rises from {first[0]:.0f} points without snapback to "
        f"{max(first):.0f}."
    ]
    if first[-1] < max(first) - 0.5:
        parts.append(
            f"It falls again to {first[-1]:.0f} where Washington, too, would get everything back "
            "by breaking."
        )
    for name, values in others:
        parts.append(f"{name}: the border begins at {values[0]:.0f} points without snapback.")
    parts.append(f"Point A: {paid:.0f} points first, with a snapback of {now:.0f} per cent.")
    return " ".join(parts)
