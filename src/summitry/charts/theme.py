"""One look for every figure: colours, symbols, type sizes and the plotly template "summitry".

Colours are named by role, not by hue. Each role also has a symbol, a dash and a fill pattern, so
that no chart has to rely on colour alone. The tests compute how the colours look to people with
the three common kinds of colour blindness and what contrast they have against the page.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

#: Name of the plotly template.
NAME = "summitry"

#: Marks, lines and fills: at least 3:1 against white.
PALETTE: dict[str, str] = {
    "us": "#17479E",
    "dprk": "#C4540F",
    "third": "#00797B",
    "both": "#22262E",
    "raise_": "#2E8FD8",
    "lower": "#96395A",
    "warn": "#8A5A00",
    "neutral": "#858A94",
    "fact": "#22262E",
    "reported": "#00797B",
    "inference": "#96395A",
    "prescription": "#6F5BD0",
    "assumption": "#22262E",
}

#: The same roles for words: at least 4.5:1 against white.
TEXT: dict[str, str] = {
    "us": "#17479E",
    "dprk": "#A8470A",
    "third": "#006466",
    "both": "#22262E",
    "raise_": "#1A68A6",
    "lower": "#8A2F50",
    "warn": "#7A4F00",
    "neutral": "#5A606B",
    "fact": "#22262E",
    "reported": "#006466",
    "inference": "#8A2F50",
    "prescription": "#5B46BE",
    "assumption": "#22262E",
}

#: Pale fills behind marks of a role. They carry no meaning of their own.
TINT: dict[str, str] = {
    "us": "#EEF3FA",
    "dprk": "#FCF3EC",
    "third": "#EAF5F5",
    "both": "#F2F3F5",
    "raise_": "#EAF4FC",
    "lower": "#F8EDF1",
    "warn": "#F8F1E4",
    "neutral": "#F5F6F8",
    "fact": "#F2F3F5",
    "reported": "#EAF5F5",
    "inference": "#F8EDF1",
    "prescription": "#F1EFFB",
    "assumption": "#FFFFFF",
}

#: Roles that may stand in one figure and must be told apart by everybody: who says it and what
#: it does, and the kinds of statement in the article.
DISTINCT: tuple[str, ...] = ("us", "dprk", "third", "both", "raise_", "lower")
KINDS: tuple[str, ...] = ("fact", "reported", "inference", "prescription", "assumption")

#: Marker symbol of each role.
SYMBOLS: dict[str, str] = {
    "us": "circle",
    "dprk": "square",
    "third": "hexagon",
    "both": "pentagon",
    "raise_": "triangle-up",
    "lower": "triangle-down",
    "warn": "x",
    "neutral": "circle-open",
    "fact": "circle",
    "reported": "hexagon",
    "inference": "square",
    "prescription": "pentagon",
    "assumption": "circle-open",
}

#: Line dash of each role.
DASHES: dict[str, str] = {
    "us": "solid",
    "dprk": "dash",
    "third": "dot",
    "both": "16px 4px",
    "raise_": "longdash",
    "lower": "dashdot",
    "warn": "longdashdot",
    "neutral": "dot",
    "fact": "solid",
    "reported": "dot",
    "inference": "dash",
    "prescription": "longdash",
    "assumption": "dashdot",
}

#: Fill pattern of each role, for bars and areas.
PATTERNS: dict[str, str] = {
    "us": "",
    "dprk": "/",
    "third": ".",
    "both": "x",
    "raise_": "+",
    "lower": "\\",
    "warn": "-",
    "neutral": "|",
    "fact": "",
    "reported": ".",
    "inference": "/",
    "prescription": "-",
    "assumption": "x",
}

#: What a role is called in legends and tables.
NAMES: dict[str, str] = {
    "us": "United States",
    "dprk": "North Korea",
    "third": "Press and others",
    "both": "Both sides",
    "raise_": "Raises the chance",
    "lower": "Lowers the chance",
    "warn": "Take care",
    "neutral": "Not in view",
    "fact": "Stated as fact",
    "reported": "Reported by others",
    "inference": "Inference",
    "prescription": "Advice",
    "assumption": "Assumption",
}

INK = "#22262E"  # words and axes
QUIET = "#5A606B"  # second-rank words
RULE = "#C9CDD4"  # thin separators, never the only carrier of meaning
PAPER = "#FFFFFF"  # figures stay white cards in a dark notebook, so contrasts hold
HALO = "#FFC83D"  # ring behind the selected mark, always with a dark edge as well

FONT = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
BODY = 16
TITLE = 21
SMALL = 14  # the smallest size any figure may use

#: What plotly needs to be told besides the figure: no tool bar, no logo, fit the page's width.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}


def template() -> go.layout.Template:
    """Build the plotly template of the course.

    Returns
    -------
    plotly.graph_objects.layout.Template
        Large type, wide margins, no vertical grid, a quiet horizontal one.
    """
    axis = {
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": PALETTE["neutral"],
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": PALETTE["neutral"],
        "tickfont": {"size": BODY, "color": INK},
        "title": {"font": {"size": BODY, "color": INK}, "standoff": 14},
    }
    layout = {
        "font": {"family": FONT, "size": BODY, "color": INK},
        "title": {
            "font": {"size": TITLE, "color": INK},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 16, "t": 16, "r": 16},
        },
        "colorway": [PALETTE[role] for role in DISTINCT],
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "autosize": True,
        "height": 460,
        "margin": {"l": 24, "r": 24, "t": 84, "b": 64, "pad": 0, "autoexpand": True},
        "hovermode": "closest",
        "dragmode": False,
        "hoverdistance": 24,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": INK,
            "font": {"family": FONT, "size": BODY, "color": INK},
            "align": "left",
            "namelength": -1,
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.2,
            "yanchor": "top",
            "font": {"size": BODY, "color": INK},
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
        "xaxis": axis,
        "yaxis": {**axis, "showgrid": True, "gridcolor": "#E7E9ED", "gridwidth": 1},
    }
    data = {
        "scatter": [{"marker": {"size": 11}, "line": {"width": 3}}],
        "bar": [{"marker": {"line": {"color": PAPER, "width": 1}}}],
    }
    return go.layout.Template(layout=layout, data=data)


def register() -> str:
    """Make "summitry" known to plotly and use it from now on.

    Returns
    -------
    str
        The name of the template.
    """
    pio.templates[NAME] = template()
    pio.templates.default = NAME
    return NAME
