"""Two still figures on the sanctions: the ladder of resolutions, and why the base year matters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts, sanctions
from summitry.charts import theme
from summitry.charts.parts import Parts, scatter
from summitry.charts.twins import meta

#: Every word that the two pictures show.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ladder": "Count and money, step by step",
        "count": "UN measures in force",
        "money": "Exports held back, US$ million a year",
        "ladder_key": "Money: KOTRA, base year 2016.<br>Hatched: at most. Shaded: 2016 and 2017.",
        "bases": "Before and under sanctions",
        "bases_key": "All goods exports of North Korea, US$ million.<br>"
        "One line, one compiler. Never join two lines.",
        "before": "base year",
        "after": "under sanctions",
    }
)


def sanctions_ladder() -> go.Figure:
    """Draw what each resolution added, by count and by money.

    Returns
    -------
    plotly.graph_objects.Figure
        Two panels above each other, with words and table.
    """
    frame = sanctions.ladder()
    rows: list[dict[str, Any]] = [
        {str(k): v for k, v in row.items()} for row in frame.to_dict("records")
    ]
    at = list(range(len(rows)))
    names = [f"{row['resolution']}<br>{str(row['adopted'])[2:4]}" for row in rows]
    lows, highs = ([float(row[k]) for row in rows] for k in ("low", "high"))
    counts = [int(row["in force"]) for row in rows]
    five = [n for n, row in enumerate(rows) if str(row["adopted"])[:4] in ("2016", "2017")]
    table = pd.DataFrame(
        {
            "Resolution": [f"{row['resolution']}{row['mark']}" for row in rows],
            "Adopted": [row["adopted"] for row in rows],
            "New measures": [row["new"] for row in rows],
            "In force after it": counts,
            "Held back, at least": [round(x) for x in lows],
            "Held back, at most": [round(x) for x in highs],
        }
    )
    base = {"type": "bar", "x": at, "showlegend": False, "width": 0.7, "hoverinfo": "skip"}
    money = {**base, "yaxis": "y2"}
    last = rows[-1]
    before = rows[five[0] - 1]
    words = (
        f"Eleven resolutions from 2006 to 2017. By count the measures in force grow from "
        f"{counts[0]} to {counts[-1]}; after the fifth resolution there are {before['in force']}. "
        f"By money nothing is held back until 2016. Then the exports held back rise in five "
        f"steps to {last['low']:,.0f} to {last['high']:,.0f} million US dollars a year, on the "
        "figures of KOTRA for 2016. Resolution 2356 adds names only, and no money."
    )
    note = facts.MARK_NOTE if any(row["mark"] for row in rows) else ""
    annotations = [
        {
            "x": x,
            "y": y,
            "yref": ref,
            "yanchor": "bottom",
            "xanchor": "center" if ref == "y" else "right",
            "xshift": 0 if ref == "y" else 18,
            "showarrow": False,
            "text": text,
            "font": {"size": theme.SMALL, "color": theme.INK},
        }
        for x, y, ref, text in (
            *((x, c, "y", str(c)) for x, c in zip(at, counts, strict=True)),
            *(
                (x, highs[x], "y2", str(sanctions.Range(lows[x], highs[x])))
                for x in (five[0], five[-1])
            ),
        )
    ]
    annotations += [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": y,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{text}</b>",
            "font": {"size": theme.SMALL, "color": theme.INK},
        }
        for text, y in ((WORDS["count"], 1.0), (WORDS["money"], 0.44))
    ]
    hidden = {"visible": False, "fixedrange": True}
    return Parts(
        [
            {**base, "y": counts, "marker": {"color": theme.INK}, "name": "count"},
            {
                **money,
                "y": lows,
                "base": 0,
                "marker": {"color": theme.PALETTE["raise_"]},
                "name": "at least",
            },
            {
                **money,
                "y": [(high - low) or None for low, high in zip(lows, highs, strict=True)],
                "base": lows,
                "marker": {
                    "color": theme.TINT["raise_"],
                    "line": {"color": theme.PALETTE["raise_"], "width": 1.5},
                    "pattern": {"shape": "/", "fgcolor": theme.PALETTE["raise_"], "size": 6},
                },
                "name": "at most",
            },
        ],
        {
            "title": {
                "text": f"<b>{WORDS['ladder']}</b>",
                "subtitle": {
                    "text": WORDS["ladder_key"],
                    "font": {"size": theme.BODY, "color": theme.QUIET},
                },
            },
            "height": 560,
            "margin": {"l": 8, "r": 8, "t": 136, "b": 52},
            "barmode": "overlay",
            "xaxis": {
                "tickvals": at,
                "ticktext": names,
                "tickfont": {"size": theme.SMALL},
                "tickangle": 0,
                "range": [-0.6, len(at) - 0.4],
                "fixedrange": True,
                "anchor": "y2",
                "automargin": False,
            },
            "yaxis": {**hidden, "domain": [0.56, 1], "range": [0, 1.22 * max(counts)]},
            "yaxis2": {
                **hidden,
                "domain": [0, 0.42],
                "range": [0, 1.22 * max(highs)],
                "anchor": "x",
            },
            "shapes": [
                {
                    "type": "rect",
                    "yref": "paper",
                    "x0": five[0] - 0.5,
                    "x1": five[-1] + 0.5,
                    "y0": 0,
                    "y1": 1,
                    "fillcolor": theme.TINT["warn"],
                    "line": {"width": 0},
                    "layer": "below",
                }
            ],
            "annotations": annotations,
            "meta": meta(words, table, WORDS["ladder"], note),
        },
    ).figure()


def base_years() -> go.Figure:
    """Draw all goods exports before and under sanctions, one compiler and pair of years a line.

    Returns
    -------
    plotly.graph_objects.Figure
        With words and table.
    """
    found = [item for item in sanctions.bases().values() if item.gap is not None]
    lines: list[dict[str, Any]] = []
    for item in found:
        assert item.before is not None and item.after is not None and item.gap is not None
        lines.append(
            {
                "name": f"{item.compiler}, {item.year}",
                "before": item.before.value,
                "after": item.after.value,
                "gap": item.gap,
                "year": item.after.year,
                "note": item.note,
            }
        )
    at = list(range(len(lines)))
    table = pd.DataFrame(
        {
            "Compiler and base year": [line["name"] for line in lines],
            "Exports in the base year": [str(line["before"]) for line in lines],
            "Under sanctions": [f"{line['after']} ({line['year']})" for line in lines],
            "Held back": [str(line["gap"]) for line in lines],
            "Bear in mind": [line["note"] for line in lines],
        }
    )
    pairs = [f"{line['name']}: {line['before']}, then {line['after']}" for line in lines]
    lowest = min(lines, key=lambda line: float(line["gap"].low))
    highest = max(lines, key=lambda line: float(line["gap"].high))
    words = (
        "All goods exports of North Korea in a base year and under sanctions, in million US "
        f"dollars. {'; '.join(pairs)}. "
        f"So what all bans together hold back lies between {lowest['gap'].low:,.0f} "
        f"({lowest['name']}) and {highest['gap'].high:,.0f} ({highest['name']}) a year. "
        "Each line is the count of one compiler and is never joined with another."
    )
    stretch = scatter(
        x=[v for line in lines for v in (line["after"].low, line["before"].high, None)],
        y=[v for n in at for v in (n, n, None)],
        mode="lines",
        line={"color": theme.PALETTE["raise_"], "width": 5},
        hoverinfo="skip",
        name="held back",
    )
    dots = [
        scatter(
            x=[line[key].high for line in lines],
            y=at,
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 15,
                "color": fill,
                "line": {"color": theme.INK, "width": 2},
            },
            hoverinfo="skip",
            name=WORDS[key],
        )
        for key, symbol, fill in (
            ("before", "circle", theme.INK),
            ("after", "square", theme.PAPER),
        )
    ]
    top = max(float(line["before"].high) for line in lines)

    def note(x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
        return {
            "x": x,
            "y": y,
            "text": text,
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": theme.INK},
            **more,
        }

    return Parts(
        [stretch, *dots],
        {
            "title": {
                "text": f"<b>{WORDS['bases']}</b>",
                "subtitle": {
                    "text": f"{WORDS['bases_key']}<br>● {WORDS['before']}   □ {WORDS['after']}",
                    "font": {"size": theme.BODY, "color": theme.QUIET},
                },
            },
            "height": 470,
            "margin": {"l": 8, "r": 8, "t": 150, "b": 8},
            "xaxis": {"visible": False, "range": [-0.03 * top, 1.16 * top], "fixedrange": True},
            "yaxis": {"visible": False, "range": [len(at) - 0.4, -0.75], "fixedrange": True},
            "annotations": [
                *(
                    note(
                        0,
                        n,
                        f"<b>{line['name']}</b>, then {line['year']}",
                        xref="paper",
                        xanchor="left",
                        yanchor="bottom",
                        yshift=10,
                    )
                    for n, line in zip(at, lines, strict=True)
                ),
                *(
                    note(line["before"].high, n, str(line["before"]), xanchor="left", xshift=12)
                    for n, line in zip(at, lines, strict=True)
                ),
            ],
            "meta": meta(words, table, WORDS["bases"]),
        },
    ).figure()
