"""Figures of the deal zone: every package at Hanoi at once, and where a deal is possible at all.

Amounts are points: the model's utils. They are assumptions, and each side has points of its own.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry.bargain import TOLERANCE, Item, Negotiation, Outcome, Range, as_reported
from summitry.charts import theme, twins
from summitry.charts.parts import Parts, scatter
from summitry.errors import OutOfRangeError, UnknownNameError

#: Short names of the items, for rows, marks and sentences.
SHORT: dict[str, str] = {
    "nyongbyon": "Nyongbyon plants",
    "other-sites": "Other sites",
    "tests": "An end to tests",
    "halt": "A halt of all work",
    "declaration": "A full declaration",
    "inspectors": "Full inspections",
    "warheads": "All nuclear weapons",
    "missiles": "All missiles",
    "chemical-biological": "Chemical, biological",
    "five-resolutions": "Five resolutions",
    "other-sanctions": "All other sanctions",
    "inter-korean": "Inter-Korean projects",
    "liaison": "Liaison offices",
    "end-of-war": "An end-of-war text",
    "economic-future": "Investment help",
    "security": "Security guarantees",
}

#: Names of the packages that were told at the time.
TITLES: dict[str, str] = {
    "big-for-big": "Big for big",
    "nyongbyon-for-five": "Nyongbyon for five",
    "nyongbyon-plus-one": "Nyongbyon plus one",
    "draft": "Leaked draft",
}

#: The steps of North Korea against sanctions, and nothing else on the table.
SANCTIONS_ONLY: tuple[str, ...] = (
    "nyongbyon",
    "other-sites",
    "tests",
    "halt",
    "declaration",
    "inspectors",
    "warheads",
    "missiles",
    "chemical-biological",
    "five-resolutions",
    "other-sanctions",
)

# Every word of the figures below.
_WORDS = {
    "map": "<b>Every package, and what it is worth</b>",
    "map_close": "<b>Every package, seen from close by</b>",
    "region": "<b>Where some package suits both</b>",
    "us": "worth to the United States, points",
    "dprk": "worth to North Korea, points",
    "frontier": "frontier",
    "no_deal": "no deal",
    "both": "suits both",
    "here": "your package",
    "x_region": "what giving costs North Korea",
    "y_region": "what giving costs the United States",
    "low": "low end",
    "mode": "most likely",
    "high": "high end",
    "whole": "whole table",
    "alone": "each number by itself",
    "together": "costs rise together",
    "shares": "<b>In how many assumed worlds is there a deal?</b>",
    "share": "share of assumed worlds",
    "narrow": "sanctions only",
    "none": "no package<br>suits both",
    "some_whole": "a deal is possible,<br>with the whole table",
    "some_narrow": "possible also with<br>sanctions only",
}

#: The three rules and what they are called.
RULES: dict[str, str] = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
}
_CELLS = 56  # along each axis of the shading
_DEARER = 0.25  # all costs a quarter of the way to the high end: point B of the map


# ---------------------------------------------------------------- values within their ranges


def between(numbers: Range, position: float) -> float:
    """Give the number at a position within its range.

    Parameters
    ----------
    numbers : Range
        Low, most likely and high.
    position : float
        -1 is the low end, 0 the most likely number, 1 the high end.

    Returns
    -------
    float
        The number.

    Examples
    --------
    >>> between(Range(10, 18, 30), 0.5), between(Range(10, 18, 30), -1)
    (24.0, 10.0)
    """
    end = numbers.high if position >= 0 else numbers.low
    return numbers.mode + (end - numbers.mode) * abs(position)


def moved(
    table: Negotiation,
    *,
    us_gives: float = 0.0,
    us_gets: float = 0.0,
    dprk_gives: float = 0.0,
    dprk_gets: float = 0.0,
    only: Iterable[str] | None = None,
    reservation_us: float | None = None,
    reservation_dprk: float | None = None,
) -> Negotiation:
    """Move all costs or values of a side together within their ranges, or take items off the table.

    Parameters
    ----------
    table : Negotiation
        The table to begin with.
    us_gives, us_gets, dprk_gives, dprk_gets : float
        Where the costs of what a side gives, and the values of what it gets, stand: -1 for the low
        end of every range, 0 for the most likely number, 1 for the high end.
    only : iterable of str, optional
        Ids of the items that stay on the table.
    reservation_us, reservation_dprk : float, optional
        What each side expects without a deal.

    Returns
    -------
    Negotiation
        Numbers without ranges. Named packages stay when all their items are there.

    Raises
    ------
    OutOfRangeError
        For a position outside -1 to 1.
    UnknownNameError
        For an item that is not on the table.

    Examples
    --------
    >>> moved(as_reported(), us_gives=0.25, dprk_gives=0.25).zopa().exists
    False
    """
    places = {"us_gives": us_gives, "us_gets": us_gets}
    places |= {"dprk_gives": dprk_gives, "dprk_gets": dprk_gets}
    for name, place in places.items():
        if not -1 <= place <= 1:
            raise OutOfRangeError(name, place, "between -1 and 1")
    kept = set(table.ids) if only is None else set(only)
    for name in kept - set(table.ids):
        raise UnknownNameError("item", name, table.ids)
    items = [
        _at(item, places["us_gives"], places["dprk_gets"])
        if item.side == "US"
        else _at(item, places["dprk_gives"], places["us_gets"])
        for item in table.items
        if item.id in kept
    ]
    us, dprk = table.reservation_us.mode, table.reservation_dprk.mode
    return Negotiation(
        items,
        Range.of(us if reservation_us is None else reservation_us),
        Range.of(dprk if reservation_dprk is None else reservation_dprk),
        {name: ids for name, ids in table.packages.items() if kept.issuperset(ids)},
    )


def _at(item: Item, gives: float, gets: float) -> Item:
    return dataclasses.replace(
        item,
        cost=Range.of(between(item.cost, gives)),
        value=Range.of(between(item.value, gets)),
    )


# ---------------------------------------------------------------- every package


def package_map(
    table: Negotiation | None = None, package: Sequence[str] = (), *, close: bool = False
) -> go.Figure:
    """Draw every package as a place: how much it is worth to each side.

    Parameters
    ----------
    table : Negotiation, optional
        The table; by default the one at Hanoi.
    package : sequence of str
        Ids of the items of one more package to mark.
    close : bool
        Whether to show only the part around the packages that suit both.

    Returns
    -------
    plotly.graph_objects.Figure
        With words and table.

    Examples
    --------
    >>> figure = package_map(close=True)
    >>> figure.layout.title.text
    '<b>Every package, seen from close by</b>'
    """
    return package_parts(table or as_reported(), package, close=close).figure()


def package_parts(
    table: Negotiation, package: Sequence[str] = (), *, close: bool = False, said: str = ""
) -> Parts:
    """Give the figure of `package_map` as plain data.

    Parameters
    ----------
    table : Negotiation
        The table.
    package : sequence of str
        Ids of the items of one more package to mark.
    close : bool
        Whether to show only the part around the packages that suit both.
    said : str, optional
        What the figure says, in words; by default written from the table.

    Returns
    -------
    Parts
        Always six traces.
    """
    corner = (table.reservation_us.mode, table.reservation_dprk.mode)
    worth = table.surplus()
    us, dprk = worth.us + corner[0], worth.dprk + corner[1]
    edge, zone = table.frontier(), table.zopa()
    window = _window(table, us, dprk, close=close)
    named = [(TITLES.get(name, name), table.surplus(name)) for name in table.packages]
    mine = table.surplus(list(package)) if package else None
    rows = [*named, *(((_WORDS["here"], mine),) if mine else ()), *_solutions(table)]
    inside = [worth_of for worth_of in rows if _within(worth_of[1], corner, window)]
    (x0, x1), (y0, y1) = window
    return Parts(
        [
            _shading(us, dprk, window),
            scatter(
                x=_plain(edge.us + corner[0]),
                y=_plain(edge.dprk + corner[1]),
                mode="lines",
                line={"color": theme.INK, "width": 2, "shape": "vh"},
                hoverinfo="skip",
                name=_WORDS["frontier"],
            ),
            scatter(
                x=_plain(us[zone.members]),
                y=_plain(dprk[zone.members]),
                mode="markers",
                marker={"color": theme.PALETTE["third"], "size": 8, "opacity": 0.75},
                hoverinfo="skip",
                name=_WORDS["both"],
            ),
            _marks([row for row in inside if row[0] in TITLES.values()], corner, window),
            _marks([row for row in inside if row[0] == _WORDS["here"]], corner, window, mine=True),
            scatter(
                x=[corner[0]],
                y=[corner[1]],
                mode="markers+text",
                text=[f"<b>{_WORDS['no_deal']}</b> "],
                textposition="bottom left",
                textfont={"size": theme.SMALL},
                marker={"symbol": "cross", "size": 14, "color": theme.INK},
                hoverinfo="skip",
            ),
        ],
        {
            "title": {"text": _WORDS["map_close" if close else "map"]},
            "height": 560,
            "margin": {"l": 24, "r": 16, "t": 64, "b": 64},
            "showlegend": False,
            "shapes": [
                _box(corner[0], corner[1], x1, y1),
                _line(corner[0], corner[0], y0, y1),
                _line(x0, x1, corner[1], corner[1]),
            ],
            "annotations": [
                {
                    "x": 1,
                    "y": 1,
                    "xref": "paper",
                    "yref": "paper",
                    "xanchor": "right",
                    "yanchor": "top",
                    "text": f"<b>{_WORDS['both']}</b>",
                    "font": {"color": theme.TEXT["third"]},
                    "showarrow": False,
                }
            ],
            "xaxis": {"title": {"text": _WORDS["us"]}, "range": [x0, x1], "zeroline": False},
            "yaxis": {"title": {"text": _WORDS["dprk"]}, "range": [y0, y1], "zeroline": False},
            "meta": _twins(table, rows, said),
        },
    )


def _solutions(table: Negotiation) -> list[tuple[str, Outcome]]:
    found = [(name, getattr(table, rule)()) for rule, name in RULES.items()]
    return [(name, outcome) for name, outcome in found if outcome.agreed]


def _plain_title(text: str) -> str:
    return text.removeprefix("<b>").removesuffix("</b>")


def _plain(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]


def _within(
    outcome: Outcome, corner: tuple[float, float], window: tuple[tuple[float, float], ...]
) -> bool:
    at = outcome.us + corner[0], outcome.dprk + corner[1]
    return all(low <= value <= high for value, (low, high) in zip(at, window, strict=True))


def _window(
    table: Negotiation, us: Any, dprk: Any, *, close: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give the part of the plane to show."""
    corner = (table.reservation_us.mode, table.reservation_dprk.mode)
    if close:
        unit = max(float(np.abs(us).max()), 1.0) / 100
        return (
            (min(-12 * unit, corner[0] - 8 * unit), max(27 * unit, corner[0] + 15 * unit)),
            (min(-15 * unit, corner[1] - 8 * unit), max(27 * unit, corner[1] + 15 * unit)),
        )
    ends = []
    for worth, own in ((us, corner[0]), (dprk, corner[1])):
        low, high = min(float(worth.min()), own), max(float(worth.max()), own)
        room = max(0.06 * (high - low), 1.0)
        ends.append((low - room, high + room))
    return ends[0], ends[1]


def _shading(us: Any, dprk: Any, window: tuple[tuple[float, float], ...]) -> dict[str, Any]:
    """Count packages in small cells: the darker, the more."""
    edges = [_edges(low, high) for low, high in window]
    count, x, y = np.histogram2d(us, dprk, bins=edges)
    shade = np.log1p(count.T)
    return {
        "type": "heatmap",
        "x": _plain((x[1:] + x[:-1]) / 2),
        "y": _plain((y[1:] + y[:-1]) / 2),
        "z": [[round(float(cell), 2) if cell else None for cell in row] for row in shade],
        "colorscale": [[0, "#EEF0F3"], [1, "#8F97A6"]],
        "showscale": False,
        "hoverinfo": "skip",
    }


def _edges(low: float, high: float) -> Any:
    """Cut a stretch into cells around whole numbers of points, so that none is empty by chance."""
    cell = max(1.0, math.ceil((high - low) / _CELLS))
    first = math.floor(low / cell) * cell - cell / 2
    return first + cell * np.arange(math.ceil((high - first) / cell) + 1)


def _marks(
    rows: Sequence[tuple[str, Outcome]],
    corner: tuple[float, float],
    window: tuple[tuple[float, float], ...],
    *,
    mine: bool = False,
) -> dict[str, Any]:
    """Mark packages; a name that would stand on another one is left to the table."""
    (x0, x1), (y0, y1) = window
    places = [(outcome.us + corner[0], outcome.dprk + corner[1]) for _, outcome in rows]
    words: list[str] = []
    taken = [corner[1] - (y1 - y0) / 28]  # where "no deal" is written
    for (name, _), (_, y) in zip(rows, places, strict=True):
        apart = mine or all(abs(y - other) > (y1 - y0) / 18 for other in taken)
        taken += [y] if apart else []
        words.append(f"  <b>{name}</b>  " if apart else "")
    return scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers+text",
        text=words,
        textposition=[
            "middle left" if x - x0 > 0.28 * (x1 - x0) else "middle right" for x, _ in places
        ],
        textfont={"size": theme.SMALL, "color": theme.INK},
        marker={
            "symbol": "circle" if mine else "diamond",
            "size": 16 if mine else 14,
            "color": theme.HALO if mine else theme.PAPER,
            "line": {"color": theme.INK, "width": 2.5},
        },
        hovertext=[name for name, _ in rows],
        hoverinfo="text",
    )


def _box(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "fillcolor": theme.TINT["third"],
        "line": {"width": 0},
        "layer": "below",
    }


def _line(x0: float, x1: float, y0: float, y1: float) -> dict[str, Any]:
    line = {"color": theme.INK, "width": 1.5, "dash": "dash"}
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line}


def _twins(table: Negotiation, rows: Sequence[tuple[str, Outcome]], said: str) -> dict[str, Any]:
    frame = pd.DataFrame(
        {
            "Package": [name for name, _ in rows],
            "United States, against no deal": [round(o.us, 1) for _, o in rows],
            "North Korea, against no deal": [round(o.dprk, 1) for _, o in rows],
            "Suits both": ["yes" if o.agreed else "no" for _, o in rows],
            "Items": [", ".join(SHORT.get(i, i) for i in o.package) or "nothing" for _, o in rows],
        }
    )
    words = [
        f"Each of {2 ** len(table.items):,} packages is a place: to the right it is worth more to "
        "the United States, higher up more to North Korea.",
        str(table.zopa()),
    ]
    for name, outcome in rows:
        if name in TITLES.values():
            words.append(f"{name}: {verdict(outcome)}.")
    return twins.meta(said or " ".join(words), frame, _plain_title(_WORDS["map"]))


def verdict(outcome: Outcome) -> str:
    """Say in words who accepts a package, and who would refuse it and by how much.

    Parameters
    ----------
    outcome : Outcome
        What both sides gain over having no deal.

    Returns
    -------
    str
        Half a sentence for each side, without a full stop.

    Examples
    --------
    >>> verdict(as_reported().surplus("nyongbyon-for-five"))
    'the United States refuses, 4 points short; North Korea gains 9'
    """
    parts = []
    for name, value in (("the United States", outcome.us), ("North Korea", outcome.dprk)):
        if value < -TOLERANCE:
            parts.append(f"{name} refuses, {amount(-value)} short")
        elif value < TOLERANCE:
            parts.append(f"{name} is neither better nor worse off")
        else:
            parts.append(f"{name} gains {points(value)}")
    return "; ".join(parts)


def points(value: float) -> str:
    """Write a number of points without needless digits.

    Parameters
    ----------
    value : float
        Points.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> points(4.0), points(2.25), points(-12_345.6)
    ('4', '2.3', '−12,346')
    """
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size + 1e-9:.1f}".removesuffix(".0")
    return f"−{text}" if value < 0 and text != "0" else text


def amount(value: float) -> str:
    """Write a number of points with its unit.

    Parameters
    ----------
    value : float
        Points.

    Returns
    -------
    str
        Number and unit.

    Examples
    --------
    >>> amount(1), amount(4)
    ('1 point', '4 points')
    """
    text = points(value)
    return f"{text} point" if text == "1" else f"{text} points"


# ---------------------------------------------------------------- where a deal is possible


def zone_region(steps: int = 60) -> go.Figure:
    """Map for which costs some package suits both, with the whole table and with sanctions only.

    Parameters
    ----------
    steps : int
        How finely to look, 4 to 400.

    Returns
    -------
    plotly.graph_objects.Figure
        With words and table.

    Examples
    --------
    >>> table = twins.table(zone_region(4))
    >>> table.columns[0]
    'Costs of North Korea'
    """
    if not 4 <= steps <= 400:
        raise OutOfRangeError("steps", steps, "between 4 and 400")
    places = np.linspace(-1, 1, steps + 1)
    table = as_reported()
    whole = [last_cost(table, float(place)) for place in places]
    narrow = [last_cost(table, float(place), SANCTIONS_ONLY) for place in places]
    frame = pd.DataFrame(
        {
            "Costs of North Korea": [place_text(float(place)) for place in places],
            "Whole table: a deal while US costs are below": [place_text(x) for x in whole],
            "Sanctions only: a deal while US costs are below": [place_text(x) for x in narrow],
        }
    )
    here = last_cost(table, 0.0)
    words = (
        "To the right, giving costs North Korea more; higher up, it costs the United States more. "
        "A, in the middle, stands for the most likely numbers; B for all costs of both sides a "
        "quarter of the way up. With the whole table open, some package suits both below the "
        "solid curve. A lies inside: there US costs may move up to "
        f"{place_text(here).removesuffix(' up')} of the way to their high end. B lies just "
        "outside. With only sanctions for disarming, below the dashed curve, the region is "
        "smaller, and A lies outside it too. Above the curves no package suits both."
    )
    return Parts(
        [
            _area(places, whole, theme.TINT["third"]),
            _area(places, narrow, "#CFE7E7"),
            _border(places, whole, _WORDS["whole"], "solid"),
            _border(places, narrow, _WORDS["narrow"], "dash"),
            scatter(
                x=[0.0, _DEARER],
                y=[0.0, _DEARER],
                mode="markers+text",
                text=["<b>A</b>", "<b>B</b>"],
                textposition="middle center",
                textfont={"size": theme.BODY, "color": theme.PAPER},
                marker={
                    "symbol": [theme.SYMBOLS["dprk"], theme.SYMBOLS["us"]],
                    "size": 26,
                    "color": [theme.INK, theme.PALETTE["lower"]],
                },
                hoverinfo="skip",
            ),
        ],
        {
            "title": {"text": _WORDS["region"]},
            "height": 520,
            "showlegend": False,
            "margin": {"l": 24, "r": 24, "t": 64, "b": 64},
            "xaxis": _place_axis(_WORDS["x_region"]),
            "yaxis": {**_place_axis(_WORDS["y_region"], "<br>"), "showgrid": False},
            "annotations": [
                _note(0.62, 0.72, _WORDS["none"]),
                _note(0.56, -0.2, _WORDS["some_whole"]),
                _note(-0.6, -0.6, _WORDS["some_narrow"]),
            ],
            "meta": twins.meta(words, frame, _plain_title(_WORDS["region"])),
        },
    ).figure()


def zone_shares(draws: int = 300) -> go.Figure:
    """Show in what share of assumed worlds some package suits both, drawn in four ways.

    Parameters
    ----------
    draws : int
        How many worlds, where each number is drawn by itself.

    Returns
    -------
    plotly.graph_objects.Figure
        With words and table.

    Examples
    --------
    >>> len(twins.table(zone_shares(20)))
    4
    """
    whole = as_reported()
    narrow = Negotiation(
        [item for item in whole.items if item.id in SANCTIONS_ONLY],
        whole.reservation_us,
        whole.reservation_dprk,
    )
    shares = {
        (_WORDS["whole"], _WORDS["alone"]): whole.sample(draws).zone_share,
        (_WORDS["whole"], _WORDS["together"]): together_share(whole),
        (_WORDS["narrow"], _WORDS["alone"]): narrow.sample(draws).zone_share,
        (_WORDS["narrow"], _WORDS["together"]): together_share(narrow),
    }
    frame = pd.DataFrame(
        {
            "On the table": [table for table, _ in shares],
            "How the numbers are drawn": [way for _, way in shares],
            "Worlds with a deal": [f"{share:.0%}" for share in shares.values()],
        }
    )
    words = [
        f"{table.capitalize()}, {way}: some package suits both in {share:.0%} of the worlds."
        for (table, way), share in shares.items()
    ]
    words.append("These are shares of assumed worlds, not chances of history.")
    bars = [f"{table},<br>{way}" for table, way in shares]
    return Parts(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": [round(100 * share, 1) for share in shares.values()],
                "y": bars,
                "text": [f"<b>{share:.0%}</b>" for share in shares.values()],
                "textposition": "auto",
                "marker": {
                    "color": [theme.PALETTE["third"]] * 2 + [theme.PAPER] * 2,
                    "line": {"color": theme.PALETTE["third"], "width": 3},
                },
                "hoverinfo": "skip",
                "showlegend": False,
            }
        ],
        {
            "title": {"text": _WORDS["shares"]},
            "height": 420,
            "margin": {"l": 24, "r": 24, "t": 64, "b": 64},
            "xaxis": {"range": [0, 100], "ticksuffix": "%", "title": {"text": _WORDS["share"]}},
            "yaxis": {"autorange": "reversed", "showgrid": False},
            "meta": twins.meta(" ".join(words), frame, _plain_title(_WORDS["shares"])),
        },
    ).figure()


def together_share(table: Negotiation) -> float:
    """Give the share of worlds with a deal when all costs of both sides rise and fall together.

    One number is drawn for all costs: how far they stand from the most likely numbers, most often
    near them and never beyond the ends (a triangular distribution from -1 to 1).

    Parameters
    ----------
    table : Negotiation
        The table.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> 0 < together_share(as_reported()) < 1
    True
    """

    def some(place: float) -> bool:
        return moved(table, us_gives=place, dprk_gives=place).zopa().exists

    last = _last(some)
    return (1 + last) ** 2 / 2 if last < 0 else 1 - (1 - last) ** 2 / 2


def last_cost(table: Negotiation, dprk_gives: float, only: Iterable[str] | None = None) -> float:
    """Find how far the costs of the United States may rise while some package suits both.

    Parameters
    ----------
    table : Negotiation
        The table.
    dprk_gives : float
        Where North Korea's costs stand, -1 to 1.
    only : iterable of str, optional
        Ids of the items that stay on the table.

    Returns
    -------
    float
        A position, -1 to 1; -1 also when there is no such package at all.

    Examples
    --------
    >>> round(last_cost(as_reported(), 0.0), 2)
    0.5
    """
    kept = tuple(table.ids if only is None else only)

    def some(place: float) -> bool:
        now = moved(table, us_gives=place, dprk_gives=dprk_gives, only=kept)
        return now.zopa().exists

    return _last(some)


def _last(some: Callable[[float], bool]) -> float:
    """Find the last position, from -1 to 1, at which something still holds that holds before it."""
    if not some(-1.0):
        return -1.0
    low, high = -1.0, 1.0
    if some(high):
        return high
    while high - low > 0.004:
        middle = (low + high) / 2
        low, high = (middle, high) if some(middle) else (low, middle)
    return low


def place_text(place: float) -> str:
    """Write a position within the ranges in plain words.

    Parameters
    ----------
    place : float
        -1 to 1.

    Returns
    -------
    str
        The position.

    Examples
    --------
    >>> place_text(-1), place_text(0), place_text(0.25), place_text(-0.5)
    ('low end', 'most likely', '25% up', '50% down')
    """
    percent = round(100 * abs(place))
    if percent == 0:
        return _WORDS["mode"]
    if percent == 100:
        return _WORDS["high" if place > 0 else "low"]
    return f"{percent}% {'up' if place > 0 else 'down'}"


def _area(places: Any, ends: Sequence[float], colour: str) -> dict[str, Any]:
    return scatter(
        x=[-1.0, *_plain(places), 1.0],
        y=[-1.0, *_plain(ends), -1.0],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=colour,
        hoverinfo="skip",
    )


def _border(places: Any, ends: Sequence[float], name: str, dash: str) -> dict[str, Any]:
    return scatter(
        x=_plain(places),
        y=_plain(ends),
        mode="lines",
        line={"color": theme.PALETTE["third"], "width": 3, "dash": dash},
        hoverinfo="skip",
        name=name,
    )


def _place_axis(title: str, between_words: str = " ") -> dict[str, Any]:
    ends = ("low", "mode", "high")
    return {
        "title": {"text": title},
        "range": [-1, 1],
        "tickvals": [-0.96, 0, 0.96],
        "ticktext": [_WORDS[end].replace(" ", between_words) for end in ends],
        "zeroline": False,
    }


def _note(x: float, y: float, text: str) -> dict[str, Any]:
    font = {"size": theme.BODY, "color": theme.INK}
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font}
