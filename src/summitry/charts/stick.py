"""The stick: what relief gives against what dismantling removes, and what stays in which hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry import facts, sanctions
from summitry.charts import theme
from summitry.charts.parts import Parts, scatter
from summitry.charts.twins import describe, meta
from summitry.definitions import Production
from summitry.errors import OutOfRangeError, UnknownNameError

#: Every word that the pictures show, in one place.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "more": "More given than removed",
        "less": "Less given than removed",
        "depends": "It depends: the ranges touch",
        "weigh_key": "Gone for good, in per cent of the whole stick",
        "given": "Stick given: {range}",
        "removed": "Programme removed: {range}",
        "curve": "The same, as the hidden share varies",
        "axis": "Enrichment elsewhere, % of all",
        "curve_key": "Dashed: removed. Blue: given. Pale: the range.",
        "layers": "Who holds the stick that stays?",
        "layers_key": "Solid: stays. Pale: US firms only. Hatched: lifted.",
        "doors": "16 kinds of trade: which doors are open?",
        "doors_key": "Dotted: the UN closes. Solid: US only. White: open.",
        "holder": "<b>{who}</b>: {stay} of {all}{back}",
        "reach": ", {n} secondary",
        "council": "Security Council",
        "president": "President alone",
        "agency": "Treasury, State",
        "report": "President and report",
        "congress": "Congress, or tests",
        "came_back": ", {n} came back",
        "third": "<b>Firm of China or Russia</b>: {open} open, {us} US only",
        "home": "<b>Firm of the United States</b>: {open} open, {us} US only",
        "region": "Where is the exchange too unequal?",
        "region_x": "Enrichment elsewhere, % of all",
        "region_y": "Stick given for good, %",
        "region_more": "<b>MORE</b> given than removed:<br>too unequal",
        "region_less": "<b>LESS</b> given<br>than removed",
        "region_key": "Shaded: it hangs on what cannot be undone",
        "caption": "What is weighed",
        "caption_layers": "Who holds the stick, and what a firm may do",
    }
)

#: What can be lifted at the UN: key, label, and the package of the model.
PACKAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dprk": ("Hanoi, as North Korea told it", "civilian part of the five"),
        "state": ("Hanoi, as the State Department told it", "since March 2016 without arms"),
        "all": ("Every UN measure", "all UN measures"),
        "test": ("Coal and textiles, for a time", "R07"),
        "draft": ("China's and Russia's draft of 2019", "R10"),
    }
)

#: What happens to US measures: key, label, and the package of the model.
US_SIDE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "stay": ("All stay", ""),
        "orders": ("The President lifts his orders", "US executive orders"),
        "lifted": ("All are lifted", "all US measures"),
    }
)

#: Ways to count what is lifted at the UN: key, label, yardstick and basis of the model.
YARDSTICKS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "money": ("Export money of 2016", "money", "KOTRA 2016"),
        "money14": ("Export money of 2014", "money", "KOTRA 2014"),
        "measures": ("Number of measures", "measures", "KOTRA 2016"),
        "resolutions": ("Number of resolutions", "resolutions", "KOTRA 2016"),
    }
)

MOST_HIDDEN = 90  # per cent of all enrichment that is elsewhere
HEIGHT = 640
_POINTS = 46  # on the curve
_ROW = 1.0
_THICK = 0.34
# What has no width would vanish; it is drawn this wide, in per cent.
_HAIR = 1.2


@dataclass(frozen=True)
class Weighing:
    """What is weighed, in the numbers that the controls show.

    Parameters
    ----------
    package : str
        One of `PACKAGES`.
    us : str
        One of `US_SIDE`.
    yardstick : str
        One of `YARDSTICKS`.
    weight : float
        Per cent of the whole stick that the UN measures are; the rest are US measures.
    snapback : float
        Per cent of what is lifted that comes back when the deal breaks.
    hidden_low, hidden_high : float
        Enrichment elsewhere, per cent of all.
    permanent : float
        Per cent of the dismantling that cannot be undone.
    worth : float
        Worth of the whole programme, in per cent of the worth of the whole stick.
    """

    package: str = "dprk"
    us: str = "stay"
    yardstick: str = "money"
    weight: float = 100
    snapback: float = 0
    hidden_low: float = 0
    hidden_high: float = 67
    permanent: float = 70
    worth: float = 100

    @property
    def relief(self) -> sanctions.Relief:
        """What the model says about the relief."""
        return _relief(self.package, self.us, self.yardstick)

    @cached_property
    def share(self) -> sanctions.Range:
        """Share of the whole stick that is lifted, before snapback, 0 to 1."""
        un = self.relief.share(YARDSTICKS[self.yardstick][1])
        counts = self.relief.counts
        us = counts.us_lifted / counts.us_measures
        weight = self.weight / 100
        ends = [round(weight * end + (1 - weight) * us, 12) for end in un]
        return sanctions.Range(*ends)

    @cached_property
    def found(self) -> sanctions.Disproportion:
        """The model's comparison of the two ranges."""
        ends = (removed_share(self.hidden_high), removed_share(self.hidden_low))
        return sanctions.disproportion(
            (self.share.low, self.share.high),
            ends,
            snapback=self.snapback / 100,
            irreversible=self.permanent / 100,
            worth=self.worth / 100,
        )

    @property
    def gap(self) -> float:
        """Points by which the ranges lie apart; zero where they touch."""
        given, removed = self.found.given, self.found.removed
        return 100 * max(given.low - removed.high, removed.low - given.high, 0.0)

    def difference(self, hidden: float) -> float:
        """Say by how many points more is given than removed, at one hidden share.

        Parameters
        ----------
        hidden : float
            Enrichment elsewhere, per cent of all.

        Returns
        -------
        float
            Points, from the middle of what is given; below zero where less is given.
        """
        removed = self.worth * self.permanent / 100 * removed_share(hidden)
        return 100 * self.found.given.middle - removed

    @property
    def flip_hidden(self) -> tuple[float, float] | None:
        """Share of enrichment elsewhere at which given and removed are equal, as a range.

        None when no share from 0 to 90 per cent makes them equal.
        """
        scale = self.worth * self.permanent / 1e4
        ends = sorted(_hidden_at(end, scale) for end in self.found.given)
        if ends[1] < 0 or ends[0] > MOST_HIDDEN:
            return None
        return max(ends[0], 0.0), min(ends[1], float(MOST_HIDDEN))


def removed_share(hidden: float) -> float:
    """Say which share of the yearly flow closing Nyongbyon removes.

    Parameters
    ----------
    hidden : float
        Enrichment elsewhere, per cent of all, from 0 to 90.

    Returns
    -------
    float
        0 to 1.
    """
    if not 0 <= hidden <= MOST_HIDDEN:
        raise OutOfRangeError("hidden", hidden, f"between 0 and {MOST_HIDDEN} per cent")
    return Production(hidden=hidden / (100 - hidden)).removed


def _hidden_at(given: float, scale: float) -> float:
    """Give the hidden share, in per cent, at which `scale` times the removed share is `given`."""
    level = given / scale if scale else np.inf
    if level >= 1:
        return 0.0 if level == 1 else -1.0
    times = Production().flip("hidden", level).value if level > 0 else None
    return 101.0 if times is None else 100 * times / (1 + times)


@cache
def _relief(package: str, us: str, yardstick: str) -> sanctions.Relief:
    for kind, name, known in (
        ("package", package, PACKAGES),
        ("choice for US measures", us, US_SIDE),
        ("yardstick", yardstick, YARDSTICKS),
    ):
        if name not in known:
            raise UnknownNameError(kind, name, known)
    named = [PACKAGES[package][1], US_SIDE[us][1]]
    return sanctions.relief([n for n in named if n], basis=YARDSTICKS[yardstick][2])


# ------------------------------------------------------------------- who holds what


@dataclass(frozen=True)
class Holding:
    """How much of the stick one holder keeps.

    Attributes
    ----------
    lever, who : str
        Who can lift it: the model's name, and its words with the mark where it is needed.
    all : int
        Measures in force before.
    lifted, came_back, stay : int
        Measures that end, that come back and that are in force after.
    secondary : int
        Of those in force after, the US measures that threaten firms of third countries.
    back : str
        How the lifted ones would come back.
    """

    lever: str
    who: str
    all: int
    lifted: int
    came_back: int
    stay: int
    secondary: int
    back: str


@cache
def holdings(package: str = "dprk", us: str = "stay") -> tuple[Holding, ...]:
    """List who holds the stick before and after.

    Parameters
    ----------
    package : str
        One of `PACKAGES`.
    us : str
        One of `US_SIDE`.

    Returns
    -------
    tuple of Holding
        The Security Council first, then the hands in Washington.
    """
    found = _relief(package, us, "money")
    counts, levers = found.counts, sanctions.levers()
    council = levers["council"]
    rows = [
        Holding(
            "council",
            council.title + council.mark,
            counts.before,
            counts.ended,
            counts.revived,
            counts.after,
            0,
            council.back,
        )
    ]
    stay: dict[str, int] = {}
    gone: dict[str, int] = {}
    for route in found.routes:
        if route.lever != council:
            held = gone if route.done else stay
            held[route.lever.title] = len(route.ids)
    for name, lever in levers.items():
        left, lifted = stay.get(lever.title, 0), gone.get(lever.title, 0)
        if name != "council" and left + lifted:
            reach = sum(item.lever == name and item.threatens for item in found.us_remains)
            title = lever.title + lever.mark
            rows.append(Holding(name, title, left + lifted, lifted, 0, left, reach, lever.back))
    return tuple(rows)


@cache
def doors(package: str = "dprk", us: str = "stay") -> dict[str, dict[str, int]]:
    """Count for how many kinds of trade each layer lets a firm through.

    Parameters
    ----------
    package : str
        One of `PACKAGES`.
    us : str
        One of `US_SIDE`.

    Returns
    -------
    dict
        For firms of China, Russia and the United States: ``open``, ``us`` (only the US layer stands
        against it) and ``un`` (the UN layer closes it).
    """
    _relief(package, us, "money")
    named = [n for n in (PACKAGES[package][1], US_SIDE[us][1]) if n]
    frame = sanctions.network(named)
    found: dict[str, dict[str, int]] = {}
    for country, group in frame.groupby("firm", sort=False):
        through = group["UN layer"].isin(["free", "exemption", "freeze", "cap"])
        free = int(group["open"].sum())
        us_only = int((through & ~group["open"]).sum())
        found[str(country)] = {"open": free, "us": us_only, "un": len(group) - free - us_only}
    return found


# ------------------------------------------------------------------- the picture


def stick_parts(state: Weighing, view: str = "weigh") -> Parts:
    """Give both pictures as plain data, one of them hidden.

    Parameters
    ----------
    state : Weighing
        What is weighed.
    view : {"weigh", "stick"}
        The two ranges, or who holds what stays.

    Returns
    -------
    Parts
        Always the same number of traces and notes.
    """
    if view not in ("weigh", "stick"):
        raise UnknownNameError("view", view, ("weigh", "stick"))
    weigh = view == "weigh"
    bars, notes = _ranges(state)
    lines, more = _curve(state)
    layers, third = _layers(state.package, state.us)
    data = [{**trace, "visible": weigh} for trace in (*bars, *lines)]
    data += [{**trace, "visible": not weigh} for trace in layers]
    annotations = [{**note, "visible": weigh} for note in (*notes, *more)]
    annotations += [{**note, "visible": not weigh} for note in third]
    found = state.found
    verdict = {"more given": "more", "less given": "less", "depends": "depends"}[found.verdict]
    title = WORDS[verdict] if weigh else WORDS["layers"]
    key = WORDS["weigh_key"] if weigh else WORDS["layers_key"]
    top = _top(found)
    return Parts(
        data,
        {
            "title": {
                "text": f"<b>{title}</b>",
                "subtitle": {"text": key, "font": {"size": theme.BODY, "color": theme.QUIET}},
            },
            "height": HEIGHT,
            "margin": {"l": 60 if weigh else 16, "r": 16, "t": 92, "b": 64},
            "barmode": "overlay",
            "showlegend": False,
            # The picture that is not in view must not cover the other one.
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {
                "range": [0, top],
                "anchor": "y",
                "ticksuffix": "%",
                "visible": weigh,
                "fixedrange": True,
            },
            "yaxis": {
                "domain": [0.68, 1.0],
                "range": [-0.35, 2.0],
                "visible": False,
                "fixedrange": True,
            },
            "xaxis2": {
                "range": [0, MOST_HIDDEN],
                "anchor": "y2",
                "title": {"text": WORDS["axis"]},
                "tickvals": [0, 20, 40, 60, 80],
                "visible": weigh,
                "fixedrange": True,
            },
            "yaxis2": {
                "domain": [0.0, 0.44],
                "range": [0, top],
                "anchor": "x2",
                "ticksuffix": "%",
                "nticks": 6,
                "automargin": False,
                "visible": weigh,
                "fixedrange": True,
            },
            "xaxis3": {
                "range": [0, 100],
                "anchor": "y3",
                "domain": [0, 1],
                "visible": False,
                "fixedrange": True,
            },
            "yaxis3": {
                "domain": [0, 1],
                "range": [0.6, 8.7],
                "anchor": "x3",
                "visible": False,
                "fixedrange": True,
            },
            "annotations": annotations,
            "meta": twin(state, view),
        },
    )


def _top(found: sanctions.Disproportion) -> float:
    return max(105.0, 105 * found.removed.high, 105 * found.given.high)


def percent(value: sanctions.Range) -> str:
    """Write a range of shares in per cent.

    Parameters
    ----------
    value : Range
        Shares, 1 for all.

    Returns
    -------
    str
        For example "28 to 70%".
    """
    low, high = (round(100 * end) for end in value)
    return f"{low}%" if low == high else f"{low} to {high}%"


def _bar(
    y: float, low: float, high: float, role: str, pattern: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Draw one horizontal bar from `low` to `high`; one without length as a hair line."""
    start, end = _wide(low, high)
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "hoverinfo": "skip",
        "y": [y],
        "base": [start],
        "x": [round(end - start, 3)],
        "width": _THICK,
        "marker": {
            "color": theme.PALETTE[role],
            "line": {"color": theme.PALETTE[role], "width": 1.5},
            "pattern": pattern or {"shape": ""},
        },
    }


def _wide(low: float, high: float, repeat: bool = False) -> list[float]:
    """Give the two ends of a stretch, apart enough to be seen; or each of them twice."""
    if high - low < _HAIR:
        middle = (low + high) / 2
        low, high = middle - _HAIR / 2, middle + _HAIR / 2
    ends = [round(low, 3), round(high, 3)]
    return [ends[0], ends[0], ends[1], ends[1]] if repeat else ends


def _note(text: str, x: float, y: float, axis: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "xref": f"x{axis}",
        "xanchor": "left",
        "y": y,
        "yref": f"y{axis}",
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "font": {"size": theme.BODY, "color": theme.INK},
        **more,
    }


def _ranges(state: Weighing) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found = state.found
    given, removed = found.given, found.removed
    low, high = max(given.low, removed.low), min(given.high, removed.high)
    over = high >= low
    hatched = {**_hatch("/"), "fgcolor": theme.PAPER}
    bars = [
        scatter(
            x=_wide(100 * low, 100 * high, repeat=True) if over else [],
            y=[-0.25, 1.3, 1.3, -0.25] if over else [],
            mode="lines",
            fill="toself",
            fillcolor=theme.PALETTE["warn"],
            opacity=0.22,
            line={"width": 0},
            hoverinfo="skip",
        ),
        _bar(1.05, 100 * given.low, 100 * given.high, "us"),
        _bar(0.0, 100 * removed.low, 100 * removed.high, "dprk", hatched),
    ]
    notes = [
        _note(f"<b>{WORDS['given'].format(range=percent(given))}</b>", 0, 1.28, ""),
        _note(f"<b>{WORDS['removed'].format(range=percent(removed))}</b>", 0, 0.23, ""),
    ]
    return bars, notes


def _hatch(shape: str) -> dict[str, Any]:
    return {"shape": shape, "size": 9, "solidity": 0.3, "fillmode": "overlay"}


@cache
def _flow() -> tuple[tuple[float, float], ...]:
    at = np.linspace(0, MOST_HIDDEN, _POINTS)
    return tuple((round(float(x), 3), removed_share(float(x))) for x in at)


@cache
def estimates() -> dict[str, float]:
    """Give the reported estimates of enrichment elsewhere, in per cent of all.

    Returns
    -------
    dict of str to float
        From rows F25, F24 and F23 of the ledger.
    """
    rows = {"Heinonen": "F25", "others": "F24", "US officials": "F23"}
    return {who: 100 - float(str(facts.row(row).values["low"])) for who, row in rows.items()}


def _curve(state: Weighing) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found = state.found
    scale = state.worth * state.permanent / 100
    low, high = _wide(*(100 * end for end in found.given))
    band = _wide(state.hidden_low, state.hidden_high, repeat=True)
    top = _top(found)
    shown = estimates()
    axes = {"xaxis": "x2", "yaxis": "y2"}
    lines = [
        scatter(
            x=band,
            y=[0, top, top, 0],
            mode="lines",
            fill="toself",
            fillcolor=theme.TINT["dprk"],
            line={"width": 0},
            hoverinfo="skip",
            **axes,
        ),
        scatter(
            x=[-1, MOST_HIDDEN + 1, MOST_HIDDEN + 1, -1, -1],
            y=[low, low, high, high, low],
            mode="lines",
            fill="toself",
            fillcolor=theme.PALETTE["us"],
            opacity=0.4,
            line={"color": theme.PALETTE["us"], "width": 2},
            hoverinfo="skip",
            **axes,
        ),
        scatter(
            x=[x for x, _ in _flow()],
            y=[round(scale * y, 3) for _, y in _flow()],
            mode="lines",
            line={"color": theme.PALETTE["dprk"], "width": 4, "dash": theme.DASHES["dprk"]},
            hovertemplate="%{x:.0f}% elsewhere: %{y:.0f}% removed<extra></extra>",
            **axes,
        ),
        scatter(
            x=list(shown.values()),
            y=[round(scale * removed_share(x), 3) for x in shown.values()],
            customdata=list(shown),
            mode="markers",
            marker={
                "symbol": theme.SYMBOLS["dprk"],
                "size": 12,
                "color": theme.PAPER,
                "line": {"color": theme.PALETTE["dprk"], "width": 3},
            },
            cliponaxis=False,
            hovertemplate="%{customdata}: %{x:.0f}% elsewhere<extra></extra>",
            **axes,
        ),
    ]
    heading = (
        f"<b>{WORDS['curve']}</b><br>"
        f'<span style="font-size:{theme.SMALL}px">{WORDS["curve_key"]}</span>'
    )
    notes = [
        _note(heading, 0, 0.465, "2", yref="paper", xref="paper"),
        *(
            _note(
                who,
                x,
                scale * removed_share(x),
                "2",
                yshift=8,
                xshift=4,
                font={"size": theme.SMALL, "color": theme.INK},
            )
            for who, x in shown.items()
        ),
    ]
    return lines, notes


@cache
def _layers(package: str, us: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = holdings(package, us)
    found = doors(package, us)
    axes = {"xaxis": "x3", "yaxis": "y3"}
    heights = [8.0 - _ROW * n for n in range(len(rows))]
    base = 8.0 - _ROW * len(rows) - 1.1
    firms = (("China", "third", base), ("United States", "home", base - _ROW))

    def stack(
        ys: list[float], starts: list[float], sizes: list[float], marker: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "type": "bar",
            "orientation": "h",
            "showlegend": False,
            "hoverinfo": "skip",
            "y": ys,
            "base": [round(x, 3) for x in starts],
            "x": [round(x, 3) for x in sizes],
            "width": _THICK,
            "marker": {"line": {"color": theme.INK, "width": 1.5}, **marker},
            **axes,
        }

    stay = [100 * row.stay / row.all for row in rows]
    # Of the US measures those that reach foreign firms stand first; the UN ones reach all states.
    far = [stay[0], *(100 * row.secondary / row.all for row in rows[1:])]
    solid = [theme.PALETTE["third"], *[theme.PALETTE["us"]] * (len(rows) - 1)]
    total = sum(found["China"].values())
    un, by_us = ([100 * found[c][k] / total for c, _, _ in firms] for k in ("un", "us"))
    at = [y for _, _, y in firms]
    bars = [
        stack(heights, [0.0] * len(rows), far, {"color": solid}),
        stack(
            heights,
            far,
            [whole - part for whole, part in zip(stay, far, strict=True)],
            {"color": theme.TINT["us"]},
        ),
        stack(
            heights,
            stay,
            [100 - x for x in stay],
            {
                "color": theme.PAPER,
                "pattern": {**_hatch("\\"), "fgcolor": theme.PALETTE["neutral"]},
            },
        ),
        stack(
            at,
            [0.0, 0.0],
            un,
            {"color": theme.TINT["third"], "pattern": {**_hatch("."), "fgcolor": theme.INK}},
        ),
        stack(at, un, by_us, {"color": theme.PALETTE["us"]}),
        stack(
            at,
            [a + b for a, b in zip(un, by_us, strict=True)],
            [100 - a - b for a, b in zip(un, by_us, strict=True)],
            {"color": theme.PAPER},
        ),
    ]
    notes = [
        _note(_holder_words(row), 0, y + 0.19, "3") for row, y in zip(rows, heights, strict=True)
    ]
    notes.append(
        _note(
            f"<b>{WORDS['doors']}</b><br>"
            f'<span style="font-size:{theme.SMALL}px">{WORDS["doors_key"]}</span>',
            0,
            base + 0.58,
            "3",
        )
    )
    notes += [
        _note(WORDS[key].format(**found[country]), 0, y + 0.19, "3") for country, key, y in firms
    ]
    return bars, notes


def _holder_words(row: Holding) -> str:
    back = WORDS["came_back"].format(n=row.came_back) if row.came_back else ""
    if row.secondary:
        back += WORDS["reach"].format(n=row.secondary)
    mark = facts.MARK if row.who.endswith(facts.MARK) else ""
    return WORDS["holder"].format(
        who=WORDS[row.lever] + mark, stay=row.stay, all=row.all, back=back
    )


# ------------------------------------------------------------------- words and tables


def sentence(state: Weighing, view: str = "weigh") -> str:
    """Say what a picture says.

    Parameters
    ----------
    state : Weighing
        What is weighed.
    view : {"weigh", "stick"}
        The two ranges, or who holds what stays.

    Returns
    -------
    str
        A few short sentences.
    """
    return _weigh_words(state) if view == "weigh" else _stick_words(state)


def _weigh_words(state: Weighing) -> str:
    found = state.found
    given, removed = percent(found.given), percent(found.removed)
    gap = f"by at least {state.gap:.0f} points"
    verdict = {
        "more given": f"More is given than removed, all over both ranges, {gap}: "
        "under these assumptions the exchange is too unequal.",
        "less given": f"Less is given than removed, all over both ranges, {gap}: "
        "under these assumptions the exchange is not too unequal.",
        "depends": "The two ranges touch. Whether the exchange is too unequal depends on where in "
        "them the truth lies.",
    }[found.verdict]
    return (
        f"For good, {given} of the stick is given and {removed} of the programme is removed. "
        f"{verdict} {_end_words(state)}"
    )


def _end_words(state: Weighing) -> str:
    ends = dict.fromkeys((state.hidden_low, state.hidden_high))
    parts = []
    for hidden in ends:
        points = round(state.difference(hidden))
        word = "more" if points > 0 else "less"
        how = f"{abs(points)} points {word} are given" if points else "as much is given as removed"
        share = f"{hidden:g}%" if hidden else "none"
        parts.append(f"with {share} of the enrichment elsewhere {how}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _stick_words(state: Weighing) -> str:
    found = state.relief
    counts = found.counts
    threats = sum(item.threatens for item in found.us_remains)
    left = len(found.us_remains)
    open_to = doors(state.package, state.us)["China"]
    mark = facts.MARK if any(item.mark for item in found.us_remains) else ""
    lines = [
        f"Of {counts.before} UN measures {counts.after} are in force afterwards, and {left} of "
        f"{counts.us_measures} US measures stay.",
        f"{threats} of these{mark} threaten firms of third countries."
        if threats
        else "No US measure threatens firms of third countries any more.",
        f"Of {sum(open_to.values())} kinds of trade a firm of China or Russia finds "
        f"{open_to['open']} open; {open_to['us']} are held back by the US layer alone, and "
        f"{open_to['un']} are closed by the UN layer.",
        "What the Security Council lifts comes back only by a new vote with no veto, unless the "
        "lifting resolution itself brings it back.",
    ]
    if mark:
        lines.append(facts.MARK_NOTE)
    return " ".join(lines)


def table(state: Weighing, view: str = "weigh") -> pd.DataFrame:
    """Give a picture as a table.

    Parameters
    ----------
    state : Weighing
        What is weighed.
    view : {"weigh", "stick"}
        The two ranges, or who holds what stays.

    Returns
    -------
    DataFrame
        One row a quantity, or one row a holder and a firm.
    """
    return _weigh_table(state) if view == "weigh" else _stick_table(state)


def _weigh_table(state: Weighing) -> pd.DataFrame:
    found = state.found
    rows = [
        ("Stick lifted, before snapback", *found.relief),
        ("Comes back after a break", *found.snapback),
        ("Stick given for good", *found.given),
        ("Programme closed", *found.dismantlement),
        ("Cannot be undone", *found.irreversible),
        ("Programme removed for good, in sticks", *found.removed),
    ]
    cells = [(name, round(100 * low, 1), round(100 * high, 1)) for name, low, high in rows]
    return pd.DataFrame(cells, columns=["Quantity", "Low, %", "High, %"], dtype=object)


def _stick_table(state: Weighing) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = [
        (row.who, row.all, row.lifted, row.came_back, row.stay, row.secondary, row.back)
        for row in holdings(state.package, state.us)
    ]
    for country, found in doors(state.package, state.us).items():
        rows.append(
            (
                f"Kinds of trade, firm of {country}",
                sum(found.values()),
                found["open"],
                0,
                found["un"] + found["us"],
                None,
                f"{found['us']} of those by the US layer alone",
            )
        )
    columns = [
        "Who holds it",
        "Before",
        "Lifted or open",
        "Came back",
        "Stays or closed",
        "Secondary, of these",
        "How it comes back",
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def twin(state: Weighing, view: str) -> dict[str, Any]:
    """Give the words and the table of a picture, as a figure keeps them.

    Parameters
    ----------
    state : Weighing
        What is weighed.
    view : {"weigh", "stick"}
        Which picture.

    Returns
    -------
    dict
        The value of ``layout.meta``.
    """
    caption = WORDS["caption"] if view == "weigh" else WORDS["caption_layers"]
    return meta(sentence(state, view), table(state, view), caption)


# ------------------------------------------------------------------- figures of the lesson


def stick_layers(package: str = "dprk", us: str = "stay") -> go.Figure:
    """Draw who holds the stick after a package is lifted, and which doors are open.

    Parameters
    ----------
    package : str
        One of `PACKAGES`.
    us : str
        One of `US_SIDE`.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars, with words and table.

    Examples
    --------
    >>> stick_layers().layout.title.text
    '<b>Who holds the stick that stays?</b>'
    """
    return stick_parts(Weighing(package=package, us=us), "stick").figure()


def stick_region(permanent: tuple[float, float] = (50, 90)) -> go.Figure:
    """Draw for which hidden share and which share given the exchange is too unequal.

    Parameters
    ----------
    permanent : tuple of float
        Least and most of the dismantling that cannot be undone, in per cent.

    Returns
    -------
    plotly.graph_objects.Figure
        A map with a border that is a band, with words and table.
    """
    low, high = permanent
    if not 0 <= low <= high <= 100:
        raise OutOfRangeError("permanent", permanent, "two per cents, the lower one first")
    xs = [x for x, _ in _flow()]
    lower = [round(low * y, 3) for _, y in _flow()]
    upper = [round(high * y, 3) for _, y in _flow()]
    middle = 0.5 * (low + high)
    reported = estimates()
    heights = [round(middle * removed_share(x), 1) for x in reported.values()]
    cases = {
        "A": (reported["US officials"], 100.0, "dprk"),
        "B": (reported["Heinonen"], 50.0, "us"),
        "C": (reported["others"], round(100 * Weighing("test").share.middle), "third"),
    }
    data = [
        scatter(x=xs, y=lower, mode="lines", line={"width": 0}, hoverinfo="skip"),
        scatter(
            x=xs,
            y=upper,
            mode="lines",
            fill="tonexty",
            fillcolor=theme.TINT["warn"],
            line={"width": 0},
            hoverinfo="skip",
        ),
        scatter(
            x=xs,
            y=[round(middle * y, 3) for _, y in _flow()],
            mode="lines",
            line={"color": theme.PALETTE["warn"], "width": 4},
            hovertemplate="%{x:.0f}% elsewhere: equal at %{y:.0f}% given<extra></extra>",
        ),
        scatter(
            x=[x for x, _, _ in cases.values()],
            y=[y for _, y, _ in cases.values()],
            mode="markers+text",
            text=[f"<b>{name}</b>" for name in cases],
            textfont={"size": theme.BODY, "color": theme.PAPER},
            cliponaxis=False,
            marker={
                "symbol": [theme.SYMBOLS[role] for _, _, role in cases.values()],
                "color": [theme.PALETTE[role] for _, _, role in cases.values()],
                "size": 28,
            },
            hovertemplate="%{x:.0f}% elsewhere, %{y:.0f}% given<extra></extra>",
        ),
    ]
    figure = go.Figure(
        data=data,
        layout={
            "title": {
                "text": f"<b>{WORDS['region']}</b>",
                "subtitle": {
                    "text": WORDS["region_key"],
                    "font": {"size": theme.BODY, "color": theme.QUIET},
                },
            },
            "height": 520,
            "margin": {"l": 16, "r": 16, "t": 96, "b": 72},
            "xaxis": {"title": {"text": WORDS["region_x"]}, "range": [-3, MOST_HIDDEN]},
            "yaxis": {"title": {"text": WORDS["region_y"]}, "range": [0, 112]},
            "annotations": [
                _inside(WORDS["region_more"], 0.68, 0.74, "us"),
                _inside(WORDS["region_less"], 0.24, 0.16, "dprk"),
            ],
        },
    )
    words = (
        "A map: to the right the share of enrichment elsewhere, upwards the share of the stick "
        "that is given for good. Above the border more is given than removed. With "
        f"{middle:g}% of the dismantling that cannot be undone the border falls from "
        f"{middle:g}% with nothing elsewhere to {heights[-1]:g}% where US officials put it. The "
        f"band shows {low:g} to {high:g}%. Point A, everything given and two thirds elsewhere, "
        "lies above the band. Point B, half given and nothing elsewhere, lies at its lower edge. "
        "Point C, coal and textiles alone and somewhat more than half elsewhere, lies inside it."
    )
    frame = pd.DataFrame(
        {
            "Enrichment elsewhere, %": [round(x) for x in xs[::5]],
            f"Equal if {low:g}% cannot be undone": [round(y) for y in lower[::5]],
            f"Equal if {middle:g}% cannot be undone": [round(middle * y) for _, y in _flow()[::5]],
            f"Equal if {high:g}% cannot be undone": [round(y) for y in upper[::5]],
        }
    )
    return describe(figure, words, frame)


def _inside(text: str, x: float, y: float, role: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "xref": "paper",
        "y": y,
        "yref": "paper",
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.TEXT[role]},
    }
