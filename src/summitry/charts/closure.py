"""What closing Nyongbyon would remove: of the stock nothing, of the flow a share."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry import facts
from summitry.charts import theme
from summitry.charts.parts import Parts, scatter
from summitry.charts.twins import describe, meta
from summitry.definitions import Production
from summitry.errors import OutOfRangeError

#: The most that may be hidden elsewhere, in per cent of all enrichment.
MOST_HIDDEN = 90
#: Weapons' worth of plutonium made at Nyongbyon in a year: a press figure, the ledger's row F27.
PLUTONIUM = 1.0

WORDS = {
    "title": "Closing Nyongbyon removes {stock} of<br>the stock and {flow} of the yearly flow",
    "stock_bar": "In stock: {stock} weapons' worth. {gone} goes.",
    "flow_bar": "Made in a year: {flow} weapons' worth. {gone} goes.",
    "plutonium": "plutonium, goes",
    "uranium": "uranium there, goes",
    "stays": "stays",
    "x": "Share of all enrichment that is elsewhere",
    "y": "Share of the yearly flow that goes",
    "half": "half",
    "caption": "Stock and flow, before and after closing Nyongbyon",
    "what": "What",
    "before": "Before",
    "after": "After",
    "removed": "Removed, %",
    "row_stock": "Stock, weapons' worth",
    "row_plutonium": "Plutonium, weapons' worth a year",
    "row_here": "Uranium at Nyongbyon, weapons' worth a year",
    "row_there": "Uranium elsewhere, weapons' worth a year",
    "row_flow": "All of the flow, weapons' worth a year",
    "row_if": "All of the flow, if {share}% is elsewhere ({who})",
    "row_flip": "All of the flow, at the flip point of {share}%",
    "none": "Heinonen:<br>none",
    "others": "other<br>estimates",
    "officials": "US<br>officials",
    "region_title": "Where closing Nyongbyon removes<br>less than half of the flow",
    "region_x": "Share of all enrichment that is elsewhere",
    "region_y": "Uranium made at Nyongbyon, weapons' worth a year",
    "region_less": "LESS than half goes",
    "region_more": "MORE than half goes",
    "region_alt": "A map with the share of enrichment that is elsewhere across and the uranium "
    "made at Nyongbyon upwards; plutonium is one weapon's worth a year. A border runs from "
    "{top} per cent at half a weapon's worth of uranium to {bottom} per cent at six. To the right "
    "of it closing Nyongbyon removes less than half of the flow, to the left more. Reported "
    "estimates stand as three lines: none elsewhere, far on the left; {others} per cent, left of "
    "the border unless Nyongbyon makes much uranium; {officials} per cent, right of "
    "the border unless Nyongbyon makes little.",
    "region_caption": "The border between less and more than half",
    "region_uranium": "Uranium at Nyongbyon, weapons' worth a year",
    "region_border": "Border: share elsewhere, %",
}

SAID = {
    "removes": "Closing Nyongbyon removes none of the stock ({stock:g} weapons' worth) and "
    "{gone:.0%} of the yearly flow ({here:.3g} of {flow:.3g} weapons' worth a year): {verdict}",
    "less": "less than half, by {points} percentage {unit}.",
    "more": "more than half, by {points} percentage {unit}.",
    "even": "half.",
    "flip": "The border is at {flip:.0f}% of all enrichment elsewhere; here it is {hidden:g}%, "
    "which is {times:.2g} times Nyongbyon's.",
    "later": "In ten years {open:.0f} weapons' worth with Nyongbyon open, {closed:.0f} with it "
    "closed.",
    "zero": "The border is at {flip:.0f}% of all enrichment elsewhere; here nothing is elsewhere.",
}

_BARS = (1.0, 0.0)  # heights of the two bars: stock above flow


def production(hidden: float, plutonium: float, uranium: float, stock: float) -> Production:
    """Give the model for a share of enrichment that is elsewhere.

    Parameters
    ----------
    hidden : float
        Per cent of all enrichment, from 0 to `MOST_HIDDEN`.
    plutonium, uranium : float
        Weapons' worth a year made at Nyongbyon.
    stock : float
        Weapons' worth held.

    Returns
    -------
    Production
        With the share turned into a multiple of Nyongbyon's enrichment.

    Raises
    ------
    OutOfRangeError
        When the share is out of range.
    """
    if not 0 <= hidden <= MOST_HIDDEN:
        raise OutOfRangeError("hidden", hidden, f"between 0 and {MOST_HIDDEN} per cent")
    share = hidden / 100
    return Production(plutonium, uranium, share / (1 - share), stock)


def flip_share(plutonium: float, uranium: float) -> float:
    """Give the hidden share at which the closure removes just half of the flow.

    Parameters
    ----------
    plutonium, uranium : float
        Weapons' worth a year made at Nyongbyon; some uranium.

    Returns
    -------
    float
        Per cent of all enrichment.
    """
    times = float(Production(plutonium, uranium).flip("hidden", 0.5))
    return 100 * times / (1 + times)


@cache
def estimates() -> dict[str, float]:
    """Give the reported estimates as shares of all enrichment that would be elsewhere.

    Returns
    -------
    dict of str to float
        Per cent, from the ledger's rows F25, F24 and F23.
    """
    rows = {"none": "F25", "others": "F24", "officials": "F23"}
    return {who: 100 - float(str(facts.row(row).values["low"])) for who, row in rows.items()}


def _curve(plutonium: float, uranium: float) -> list[tuple[float, float]]:
    at = np.linspace(0, MOST_HIDDEN, 46)
    return [(float(x), 100 * production(x, plutonium, uranium, 0).removed) for x in at]


def closing_parts(hidden: float, plutonium: float, uranium: float, stock: float) -> Parts:
    """Draw stock and flow as plain data, on the axes x2, y2 (curve) and x3, y3 (bars).

    Parameters
    ----------
    hidden : float
        Per cent of all enrichment that is elsewhere.
    plutonium, uranium : float
        Weapons' worth a year made at Nyongbyon.
    stock : float
        Weapons' worth held.

    Returns
    -------
    Parts
        Always eight traces: three bars, the half, the curve above and below it, the estimates, the
        present place. The words above the bars are annotations.
    """
    model = production(hidden, plutonium, uranium, stock)
    flow = model.at_nyongbyon + model.elsewhere
    share = [0.0, 100 * plutonium / flow], [0.0, 100 * uranium / flow]
    stays = [100.0, 100 - share[0][1] - share[1][1]]
    gone = f"{model.removed:.0%}"
    border = flip_share(plutonium, uranium)
    points = _curve(plutonium, uranium)
    above = [p for p in points if p[0] < border] + [(border, 50.0)] * (border <= MOST_HIDDEN)
    below = [(border, 50.0)] * (border <= MOST_HIDDEN) + [p for p in points if p[0] > border]
    known = estimates()
    data = [
        _bar(WORDS["plutonium"], share[0], "both", "x"),
        _bar(WORDS["uranium"], share[1], "third", "/"),
        _bar(WORDS["stays"], stays, "neutral", ""),
        _line([(0, 50), (MOST_HIDDEN, 50)], {"color": theme.QUIET, "width": 2, "dash": "dot"}),
        _line(above, {"color": theme.PALETTE["third"], "width": 4}),
        _line(below, {"color": theme.PALETTE["lower"], "width": 4, "dash": "dash"}),
        scatter(
            mode="markers+text",
            x=list(known.values()),
            y=[3.0] * len(known),
            text=[WORDS[who] for who in known],
            textposition=["top right", "top left", "top right"],
            textfont={"size": theme.SMALL, "color": theme.INK},
            marker={"symbol": "triangle-down", "size": 13, "color": theme.INK},
            hoverinfo="skip",
            xaxis="x2",
            yaxis="y2",
        ),
        scatter(
            mode="lines+markers",
            x=[hidden, hidden],
            y=[0, 100 * model.removed],
            line={"color": theme.INK, "width": 2},
            marker={
                "symbol": "circle",
                "size": [0, 20],
                "color": theme.HALO,
                "opacity": 1,
                "line": {"color": theme.INK, "width": 2.5},
            },
            hoverinfo="skip",
            xaxis="x2",
            yaxis="y2",
        ),
    ]
    stops = [0, 25, 50, 75, 100]
    axis = {
        "fixedrange": True,
        "automargin": False,
        "tickvals": stops,
        "ticktext": [f"{stop}%" for stop in stops],
    }
    layout = {
        "title": {
            "text": WORDS["title"].format(stock="0%", flow=gone),
            "pad": {"l": 16, "t": 22, "r": 16},
        },
        "annotations": [
            _above(_BARS[0], "stock_bar", stock=f"{stock:g}", gone="0%"),
            _above(_BARS[1], "flow_bar", flow=f"{flow:.3g}", gone=gone),
        ],
        "barmode": "stack",
        "bargap": 0.5,
        "plot_bgcolor": "rgba(0,0,0,0)",  # the two pictures lie on one another
        "legend": {"x": 0, "y": 0.64, "yanchor": "middle", "traceorder": "normal"},
        "xaxis2": {
            **axis,
            "range": [-2, MOST_HIDDEN + 2],
            "anchor": "y2",
            "title": {"text": WORDS["x"]},
        },
        "yaxis2": {
            **axis,
            "range": [0, 104],
            "anchor": "x2",
            "domain": [0.0, 0.53],
            "title": {"text": WORDS["y"]},
        },
        "xaxis3": {"range": [0, 100], "visible": False, "anchor": "y3", "fixedrange": True},
        "yaxis3": {
            "range": [-0.35, 1.75],
            "visible": False,
            "anchor": "x3",
            "domain": [0.72, 1.0],
            "fixedrange": True,
        },
        "meta": meta(
            sentence(hidden, plutonium, uranium, stock),
            closing_table(hidden, plutonium, uranium, stock),
            WORDS["caption"],
        ),
    }
    return Parts(data, layout)


def _above(height: float, key: str, **values: str) -> dict[str, Any]:
    """Write above a bar, from the left edge of the picture on."""
    return {
        "xref": "paper",
        "x": 0,
        "xshift": -62,
        "xanchor": "left",
        "yref": "y3",
        "y": height + 0.47,
        "yanchor": "middle",
        "showarrow": False,
        "text": WORDS[key].format(**values),
        "font": {"size": theme.BODY, "color": theme.INK},
    }


def _bar(name: str, lengths: list[float], role: str, pattern: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "showlegend": True,
        "x": lengths,
        "y": list(_BARS),
        "marker": {
            "color": theme.PALETTE[role],
            "pattern": {
                "shape": pattern,
                "bgcolor": theme.PALETTE[role],
                "fgcolor": theme.PAPER,
                "size": 8,
                "solidity": 0.2,
            },
            "line": {"color": theme.PAPER, "width": 1},
        },
        "width": 0.42,
        "hoverinfo": "skip",
        "xaxis": "x3",
        "yaxis": "y3",
    }


def _line(points: list[tuple[float, float]], style: dict[str, Any]) -> dict[str, Any]:
    return scatter(
        mode="lines",
        x=[x for x, _ in points],
        y=[y for _, y in points],
        line=style,
        hoverinfo="skip",
        xaxis="x2",
        yaxis="y2",
    )


def closing_table(hidden: float, plutonium: float, uranium: float, stock: float) -> pd.DataFrame:
    """Give stock and flow as a table.

    Parameters
    ----------
    hidden : float
        Per cent of all enrichment that is elsewhere.
    plutonium, uranium : float
        Weapons' worth a year made at Nyongbyon.
    stock : float
        Weapons' worth held.

    Returns
    -------
    DataFrame
        Stock and flow before and after, then the flow for each estimate and at the flip point.
    """
    model = production(hidden, plutonium, uranium, stock)
    rows: list[tuple[str, float, float]] = [
        (WORDS["row_stock"], stock, stock),
        (WORDS["row_plutonium"], plutonium, 0.0),
        (WORDS["row_here"], uranium, 0.0),
        (WORDS["row_there"], model.elsewhere, model.elsewhere),
        (WORDS["row_flow"], model.at_nyongbyon + model.elsewhere, model.elsewhere),
    ]
    for who, share in estimates().items():
        other = production(share, plutonium, uranium, stock)
        label = WORDS["row_if"].format(
            share=f"{share:g}", who=WORDS[who].replace("<br>", " ").removesuffix(": none")
        )
        rows.append((label, other.at_nyongbyon + other.elsewhere, other.elsewhere))
    border = flip_share(plutonium, uranium)
    here = plutonium + uranium
    rows.append((WORDS["row_flip"].format(share=f"{border:.0f}"), 2 * here, here))
    return pd.DataFrame(
        {
            WORDS["what"]: [name for name, _, _ in rows],
            WORDS["before"]: [round(before, 2) for _, before, _ in rows],
            WORDS["after"]: [round(after, 2) for _, _, after in rows],
            WORDS["removed"]: [
                round(100 * (1 - after / before)) if before else 0 for _, before, after in rows
            ],
        }
    )


def sentence(hidden: float, plutonium: float, uranium: float, stock: float) -> str:
    """Say what the picture of stock and flow says.

    Parameters
    ----------
    hidden : float
        Per cent of all enrichment that is elsewhere.
    plutonium, uranium : float
        Weapons' worth a year made at Nyongbyon.
    stock : float
        Weapons' worth held.

    Returns
    -------
    str
        A few short sentences, with the distance from half.
    """
    model = production(hidden, plutonium, uranium, stock)
    points = abs(round(100 * model.removed) - 50)
    key = "even" if points == 0 else "less" if model.removed < 0.5 else "more"
    unit = "point" if points == 1 else "points"
    flow = model.at_nyongbyon + model.elsewhere
    ahead = [float(model.arsenal([10], closed=closed)[0]) for closed in (False, True)]
    border = flip_share(plutonium, uranium)
    where = SAID["flip" if hidden else "zero"]
    return " ".join(
        [
            SAID["removes"].format(
                stock=stock,
                gone=model.removed,
                here=model.at_nyongbyon,
                flow=flow,
                verdict=SAID[key].format(points=points, unit=unit),
            ),
            where.format(flip=border, hidden=hidden, times=model.hidden),
            SAID["later"].format(open=ahead[0], closed=ahead[1]),
        ]
    )


def closure_region(plutonium: float = PLUTONIUM) -> go.Figure:
    """Draw where closing Nyongbyon removes less than half of the flow.

    Parameters
    ----------
    plutonium : float
        Weapons' worth of plutonium a year.

    Returns
    -------
    plotly.graph_objects.Figure
        The border over the hidden share and the uranium made at Nyongbyon, with the reported
        estimates.
    """
    makes = [0.5 + 0.25 * step for step in range(23)]
    border = [flip_share(plutonium, uranium) for uranium in makes]
    known = estimates()
    figure = go.Figure()
    for edge, role, pattern in ((0, "third", ""), (MOST_HIDDEN, "lower", "\\")):
        figure.add_trace(
            go.Scatter(
                x=[*border, edge, edge],
                y=[*makes, makes[-1], makes[0]],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=theme.TINT[role],
                fillpattern={
                    "shape": pattern,
                    "fgcolor": theme.PALETTE[role],
                    "bgcolor": theme.TINT[role],
                    "size": 14,
                    "solidity": 0.06,
                },
                hoverinfo="skip",
                showlegend=False,
            )
        )
    figure.add_trace(
        go.Scatter(
            x=border, y=makes, mode="lines", showlegend=False,
            line={"color": theme.INK, "width": 4},
            hovertemplate="%{x:.0f}%, %{y:g}<extra></extra>",
        )
    )  # fmt: skip
    for who, share in known.items():
        figure.add_shape(
            type="line", x0=share, x1=share, y0=makes[0], y1=makes[-1],
            line={"color": theme.QUIET, "width": 2, "dash": "dot"},
        )  # fmt: skip
        figure.add_annotation(
            x=share, y=makes[-1], text=WORDS[who], showarrow=False, yanchor="bottom",
            xanchor={"none": "left", "others": "right", "officials": "left"}[who],
            font={"size": theme.SMALL, "color": theme.INK},
        )  # fmt: skip
    for x, key in ((26, "region_more"), (79, "region_less")):
        figure.add_annotation(
            x=x, y=2.2, text=WORDS[key].replace(" than ", "<br>than<br>", 1)
            if key == "region_less" else WORDS[key],
            showarrow=False, bgcolor=theme.PAPER, borderpad=4,
            font={"size": theme.BODY, "color": theme.INK, "weight": 600},
        )  # fmt: skip
    figure.update_layout(
        title={"text": WORDS["region_title"], "pad": {"l": 16, "t": 22, "r": 16}},
        height=520,
        margin={"l": 16, "r": 20, "t": 124, "b": 70},
        xaxis={
            "range": [0, MOST_HIDDEN], "ticksuffix": "%", "fixedrange": True,
            "title": {"text": WORDS["region_x"]},
        },
        yaxis={
            "range": [makes[0], makes[-1]], "fixedrange": True, "showgrid": False,
            "title": {"text": WORDS["region_y"]},
        },
    )  # fmt: skip
    table = pd.DataFrame(
        {
            WORDS["region_uranium"]: makes,
            WORDS["region_border"]: [round(share, 1) for share in border],
        }
    )
    alt = WORDS["region_alt"].format(
        top=f"{border[0]:.0f}",
        bottom=f"{border[-1]:.0f}",
        others=f"{known['others']:g}",
        officials=f"{known['officials']:g}",
    )
    return describe(figure, alt, table, caption=WORDS["region_caption"])
