"""A design of one's own in many worlds: how it ends, and which assumption breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import scenarios, sweep
from summitry._checks import whole
from summitry.charts import theme, twins
from summitry.charts.worlds import ASSUMPTIONS, one_plan
from summitry.scenarios import Scenario

#: Assumptions that the lower panel shows.
SHOWN = 7

WORDS = {
    "title": "<b>Your design in 100 worlds</b>",
    "ends": "<b>How it ends</b><br>number: every promise is kept",
    "halves": "<b>What breaks your design</b><br>it holds, of 100 worlds, if the<br>"
    "assumption is ▼ low ▲ high in its range",
    "worlds": "worlds of 100",
    "own": "Your design",
    "six": "Six equal steps, as in lesson 10",
    "big": "Big for big",
    "row": "{name}: <b>{share:.0f}</b>",
    "half": "{label}: <b>▼ {low:.0f} ▲ {high:.0f}</b>",
    "holds": "every promise is kept",
    "unsigned": "above the leverage, or not signed",
    "dprk": "North Korea stalls",
    "us": "the US does not pay",
    "low": "low half",
    "high": "high half",
    "hover": "{name}, {part}: {share:.0f} of 100<extra></extra>",
    "caption": "How designs end, and what breaks yours, in worlds of 100",
    "line": "Line",
    "col_low": "Low half of the range",
    "col_high": "High half of the range",
    "col_all": "All worlds",
    "end_row": "{name}: {part}",
    "alt": (
        "Your design holds in {own:.0f} of 100 worlds; six equal steps with the one plan of lesson "
        "10 hold in {six:.0f}, big for big in {big:.0f}. {faults} The assumption that parts the "
        "worlds most is: {first}. Low in its range the design holds in {low:.0f} of 100 worlds, "
        "high in its range in {high:.0f}. {rest}These shares weigh assumptions; they are not "
        "chances of history."
    ),
    "fault": "It ends first most often like this: {part}, in {share:.0f} of 100.",
    "no_fault": "It never fails.",
    "then": "Then come: {names}. ",
}

_ROLES = {"holds": "third", "unsigned": "neutral", "dprk": "dprk", "us": "us"}


@dataclass(frozen=True)
class Half:
    """In how many worlds a design holds when one assumption is low, and when it is high.

    Attributes
    ----------
    name, label : str
        The assumption, in the model and in words.
    low, high : float
        Shares among the worlds with the assumption in the lower and upper half of its range.
    """

    name: str
    label: str
    low: float
    high: float

    @property
    def gap(self) -> float:
        """How far the two shares lie apart."""
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Stress:
    """How one design fares in many worlds.

    Attributes
    ----------
    ends : dict of str to float
        Share of worlds by end: holds, unsigned (or above the leverage), dprk, us.
    halves : tuple of Half
        The assumption that parts the worlds most stands first.
    """

    ends: dict[str, float]
    halves: tuple[Half, ...]

    @property
    def share(self) -> float:
        """Share of worlds in which every promise is kept."""
        return self.ends["holds"]


def stress(
    scenario: Scenario | str, payments: Sequence[float], draws: int = 4000, seed: int = 2019
) -> Stress:
    """Play one design in many worlds.

    Parameters
    ----------
    scenario : Scenario or str
        Its steps, and the ranges from which the worlds are drawn.
    payments : sequence of float
        One a stage, in points, the same in every world.
    draws : int
        Number of worlds.
    seed : int
        Same seed, same worlds.

    Returns
    -------
    Stress
        Ends and halves.

    Examples
    --------
    >>> found = stress("six-stage-reference", one_plan("six-stage-reference"), 1000)
    >>> {half.name for half in found.halves[:2]} == {"arsenal_value", "leverage"}
    True
    """
    chosen = scenarios.load(scenario) if isinstance(scenario, str) else scenario
    paid = chosen.deal().check_payments(payments)
    ranges = sweep.Ranges.of(chosen)
    worlds = sweep.draw(ranges, 0, whole("draws", draws, 10), seed)
    failure, _ = sweep.outcomes(worlds, chosen.steps, paid)
    held = failure == 2 * len(chosen.steps) + 1
    odd = failure % 2 == 1
    ends = {
        "holds": float(held.mean()),
        "unsigned": float((failure == 0).mean()),
        "dprk": float((odd & ~held).mean()),
        "us": float((~odd & (failure > 0)).mean()),
    }
    halves = []
    for name, low, high in zip(ranges.names, ranges.low, ranges.high, strict=True):
        if name not in ASSUMPTIONS or low == high:
            continue
        below = worlds[name] < (low + high) / 2
        if below.all() or not below.any():  # only with a handful of worlds
            continue
        label = ASSUMPTIONS[name][0]
        halves.append(Half(name, label, float(held[below].mean()), float(held[~below].mean())))
    return Stress(ends, tuple(sorted(halves, key=lambda half: -half.gap)))


def stress_test(scenario: Scenario | str, payments: Sequence[float]) -> go.Figure:
    """Draw how a design ends in many worlds, and which assumption breaks it.

    Parameters
    ----------
    scenario : Scenario or str
        Its steps and ranges.
    payments : sequence of float
        One a stage, in points.

    Returns
    -------
    plotly.graph_objects.Figure
        Above, the ends of the design and of two others; below, the shares with one assumption low
        and high.
    """
    own = stress(scenario, payments)
    found = {WORDS["own"]: own}
    for label, name in ((WORDS["six"], "six-stage-reference"), (WORDS["big"], "big-for-big")):
        found[label] = stress(name, one_plan(name))
    shown = own.halves[:SHOWN]
    above = [WORDS["row"].format(name=n, share=100 * s.share) for n, s in found.items()]
    below = [WORDS["half"].format(label=h.label, low=100 * h.low, high=100 * h.high) for h in shown]
    figure = go.Figure(data=[*_bars(found), *_marks(shown)])
    figure.update_layout(
        title_text=WORDS["title"],
        height=1060,
        margin={"l": 20, "r": 20, "t": 116, "b": 72},
        barmode="stack",
        xaxis={**_percent(), "anchor": "y", "title": {"text": ""}},
        yaxis={**_rows(len(found)), "domain": [0.72, 1.0]},
        xaxis2={**_percent(), "anchor": "y2"},
        yaxis2={**_rows(len(shown)), "domain": [0.0, 0.455], "anchor": "x2"},
        legend={"y": 0.68, "yanchor": "top", "traceorder": "normal"},
        annotations=[
            *_names(above, ""),
            *_names(below, "2"),
            _heading(WORDS["ends"], 1.0),
            _heading(WORDS["halves"], 0.455),
        ],
    )
    return twins.describe(figure, _in_words(found, shown), _table(found, own), WORDS["caption"])


def _bars(found: dict[str, Stress]) -> list[dict[str, Any]]:
    rows = list(range(len(found)))[::-1]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": WORDS[end],
            "x": [round(100 * item.ends[end], 2) for item in found.values()],
            "y": rows,
            "width": 0.42,
            "marker": {
                "color": theme.PALETTE[role] if end == "holds" else theme.TINT[role],
                "line": {"color": theme.PALETTE[role], "width": 2},
                "pattern": {
                    "shape": "" if end == "holds" else theme.PATTERNS[role],
                    "fgcolor": theme.PALETTE[role],
                    "size": 9,
                    "solidity": 0.25,
                },
            },
            "hovertemplate": [
                WORDS["hover"].format(name=name, part=WORDS[end], share=100 * item.ends[end])
                for name, item in found.items()
            ],
        }
        for end, role in _ROLES.items()
    ]


def _marks(shown: Sequence[Half]) -> list[dict[str, Any]]:
    rows = list(range(len(shown)))[::-1]
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [v for half in shown for v in (100 * half.low, 100 * half.high, None)],
            "y": [v for row in rows for v in (row, row, None)],
            "line": {"color": theme.PALETTE["neutral"], "width": 4},
            "hoverinfo": "skip",
        }
    ]
    for part, role in (("low", "lower"), ("high", "raise_")):
        lines.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [round(100 * getattr(half, part), 2) for half in shown],
                "y": rows,
                "marker": {
                    "symbol": theme.SYMBOLS[role],
                    "size": 16,
                    "color": theme.PALETTE[role],
                    "line": {"color": theme.PAPER, "width": 1},
                },
                "hovertemplate": [
                    WORDS["hover"].format(
                        name=half.label, part=WORDS[part], share=100 * getattr(half, part)
                    )
                    for half in shown
                ],
            }
        )
    return [{**line, "xaxis": "x2", "yaxis": "y2", "showlegend": False} for line in lines]


def _names(texts: Sequence[str], axis: str) -> list[dict[str, Any]]:
    count = len(texts)
    return [
        {
            "text": text,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": count - 1 - row + 0.42,
            "yref": f"y{axis}",
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": theme.INK},
        }
        for row, text in enumerate(texts)
    ]


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


def _percent() -> dict[str, Any]:
    return {
        "range": [-2, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "title": {"text": WORDS["worlds"]},
        "showgrid": True,
        "gridcolor": "#E7E9ED",
        "fixedrange": True,
    }


def _rows(count: int) -> dict[str, Any]:
    return {
        "range": [-0.4, count - 0.3],
        "showticklabels": False,
        "showline": False,
        "ticks": "",
        "showgrid": False,
        "fixedrange": True,
    }


def _table(found: dict[str, Stress], own: Stress) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            WORDS["line"]: WORDS["end_row"].format(name=name, part=WORDS[end]),
            WORDS["col_all"]: round(100 * item.ends[end], 1),
            WORDS["col_low"]: None,
            WORDS["col_high"]: None,
        }
        for name, item in found.items()
        for end in _ROLES
    ]
    rows += [
        {
            WORDS["line"]: half.label,
            WORDS["col_all"]: round(100 * own.share, 1),
            WORDS["col_low"]: round(100 * half.low, 1),
            WORDS["col_high"]: round(100 * half.high, 1),
        }
        for half in own.halves
    ]
    return pd.DataFrame(rows).astype(object).where(lambda frame: frame.notna(), None)


def _in_words(found: dict[str, Stress], shown: Sequence[Half]) -> str:
    own, six, big = found.values()
    faults = {end: share for end, share in own.ends.items() if end != "holds"}
    worst = max(faults, key=lambda end: faults[end])
    told = (
        WORDS["fault"].format(part=WORDS[worst], share=100 * faults[worst])
        if faults[worst]
        else WORDS["no_fault"]
    )
    rest = [half.label for half in shown[1:3] if half.gap >= 0.05]
    return WORDS["alt"].format(
        own=100 * own.share,
        six=100 * six.share,
        big=100 * big.share,
        faults=told,
        first=shown[0].label,
        low=100 * shown[0].low,
        high=100 * shown[0].high,
        rest=WORDS["then"].format(names="; ".join(rest)) if rest else "",
    )
