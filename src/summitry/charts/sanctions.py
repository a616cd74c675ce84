"""The sanctions as a graph: resolution, measure, sector, money, and what lifting does to each.

A column is a resolution, a row a kind of trade, a mark one measure. Thin lines join a measure to
the later one that covers it. To the right stands what opens in money, below it the shares.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts, sanctions
from summitry.charts import fit, theme
from summitry.charts.parts import Parts, halos, scatter
from summitry.charts.twins import meta
from summitry.errors import OutOfRangeError, UnknownNameError

#: What can be named for lifting: one name or several.
Selection = str | int | Iterable[str | int]

#: Every word that the picture shows, in one place.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "What lifting does",
        "key": "<b>●</b> in force   <b>○</b> dormant: a later one covers it   "
        '<b style="color:{open}">✕</b> lifted   <b style="color:{back}">◆</b> back in force',
        "key_2": "Square instead of circle: not civilian. Shaded: the five, as inferred.",
        "money": "Opens, US$ million",
        "money_short": "Money",
        "shares": "How much is that, of 100 %?",
        "together": "together",
        "wages": "wages",
        "barrels": "m barrels",
        "no_more": "no more",
        "no_figure": "no figure",
        "of": "of",
        "weight": "weight",
    }
)

#: The four yardsticks below the graph: key and label.
YARDSTICKS: Mapping[str, str] = MappingProxyType(
    {
        "resolutions": "Resolutions",
        "measures": "Measures",
        "money": "Money",
        "weighed": "Money, weighed",
    }
)

HEIGHT = 724  # one for every state, so that plotly keeps fitting the width
ROOMY = 500  # pixels of drawing area from which amounts are written beside the bars
WIDE = 700  # ... and from which the rows carry their long names
_TYPE = theme.SMALL


@dataclass(frozen=True)
class Row:
    """One line of the graph.

    Attributes
    ----------
    name, label, short : str
        Its key, and its label where there is room and where there is little.
    band : str
        The group that it belongs to.
    sectors : tuple of str
        Sectors of the sanctions model.
    groups : tuple of str
        Groups of measures outside the civilian economy.
    """

    name: str
    label: str
    short: str
    band: str
    sectors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


ROWS: tuple[Row, ...] = (
    Row("coal", "Coal", "Coal", "sells", ("coal",)),
    Row("textiles", "Textiles, clothing", "Textiles", "sells", ("textiles",)),
    Row("metals", "Iron, lead, metals", "Metals", "sells", ("iron", "lead", "metals", "minerals")),
    Row("seafood", "Seafood", "Seafood", "sells", ("seafood", "fishing rights")),
    Row(
        "goods",
        "Food, wood, machines",
        "Other goods",
        "sells",
        ("statues", "food", "machinery", "electrical", "stone", "wood", "vessels"),
    ),
    Row("labour", "Workers abroad", "Workers", "sells", ("labour",)),
    Row("refined", "Refined petroleum", "Petroleum", "buys", ("refined petroleum",)),
    Row(
        "crude",
        "Crude oil, gas, jet fuel",
        "Crude, gas",
        "buys",
        ("crude oil", "gas liquids", "aviation fuel"),
    ),
    Row(
        "machines",
        "Machines, metals, ships",
        "Machines",
        "buys",
        (
            "machines supplied",
            "vehicles supplied",
            "metals supplied",
            "ships and helicopters supplied",
        ),
    ),
    Row(
        "banks",
        "Banks, joint ventures",
        "Banks",
        "means",
        ("banks", "trade finance", "joint ventures"),
        ("finance",),
    ),
    Row("ships", "Ships for trade", "Ships", "means", ("shipping", "transfers at sea")),
    Row("arms", "Arms, weapons goods", "Arms", "rest", (), ("arms and weapons goods",)),
    Row("names", "Listed names", "Names", "rest", (), ("listed names",)),
    Row(
        "control",
        "Luxury, inspection, other",
        "Luxury, other",
        "rest",
        (),
        ("luxury goods", "shipping and inspection", "other limits"),
    ),
)

#: The groups of rows, in order, as they are written at the side.
BANDS: Mapping[str, str] = MappingProxyType(
    {"sells": "IT SELLS", "buys": "IT BUYS", "means": "MEANS", "rest": "THE REST"}
)

#: What a group of rows means, for words and tables.
BAND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "sells": "North Korea sells it",
        "buys": "North Korea buys it",
        "means": "a means of trading",
        "rest": "not the civilian economy",
    }
)

#: What the state of a measure is called.
STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "in force": "in force",
        "dormant": "dormant: a later one covers it",
        "lifted": "lifted",
        "lifted dormant": "lifted; it was dormant before",
        "back": "back in force, because what covered it has gone",
    }
)


@cache
def _measures() -> Mapping[str, sanctions.Measure]:
    found = sanctions.binding().before.measures
    return MappingProxyType(
        {key: item for key, item in found.items() if not (item.clause or item.ended)}
    )


def measure_ids() -> tuple[str, ...]:
    """Name the measures that the graph draws.

    Returns
    -------
    tuple of str
        Ids in the order of the ledger, without clauses and without what ran out by itself.
    """
    return tuple(_measures())


@cache
def _row_of() -> Mapping[str, int]:
    sector = {name: n for n, row in enumerate(ROWS) for name in row.sectors}
    group = {name: n for n, row in enumerate(ROWS) for name in row.groups}
    found = {
        key: sector[item.name] for item in sanctions.sectors().values() for key in item.measures
    }
    return MappingProxyType(
        {key: found.get(key, group.get(item.group, -1)) for key, item in _measures().items()}
    )


def row_of(measure: str) -> Row:
    """Give the row in which a measure stands.

    Parameters
    ----------
    measure : str
        Id of a measure.

    Returns
    -------
    Row
        The row.

    Raises
    ------
    UnknownNameError
        When the graph has no such measure.
    """
    if measure not in _row_of():
        raise UnknownNameError("measure", measure, _row_of())
    return ROWS[_row_of()[measure]]


@cache
def _places() -> tuple[Mapping[str, tuple[float, float]], Mapping[int, tuple[float, float]]]:
    """Give each measure its place, and each resolution its left and right edge."""
    cells: dict[tuple[int, int], list[str]] = {}
    for key, item in _measures().items():
        cells.setdefault((item.resolution, _row_of()[key]), []).append(key)
    spots: dict[str, tuple[float, float]] = {}
    edges: dict[int, tuple[float, float]] = {}
    left = 0.0
    for number in dict.fromkeys(item.resolution for item in _measures().values()):
        mine = {row: ids for (n, row), ids in cells.items() if n == number}
        # Three and more stand in two lines, so that a column stays narrow.
        slots = max(math.ceil(len(ids) / 2) if len(ids) > 2 else len(ids) for ids in mine.values())
        for row, ids in mine.items():
            lines = 2 if len(ids) > 2 else 1
            each = math.ceil(len(ids) / lines)
            for n, key in enumerate(ids):
                line, place = divmod(n, each)
                inside = len(ids) - each if line else each
                at = left + slots / 2 + (place - (inside - 1) / 2)
                spots[key] = (at, row + (0.0 if lines == 1 else (-0.23, 0.23)[line]))
        edges[number] = (left, left + slots)
        left += slots + 0.7
    return MappingProxyType(spots), MappingProxyType(edges)


# -- what a selection does --------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """One yardstick: how much of the whole is lifted.

    Attributes
    ----------
    name : str
        A key of `YARDSTICKS`.
    share : Range
        Between 0 and 1.
    part : str
        The same in numbers: so much of so much.
    """

    name: str
    share: sanctions.Range
    part: str


@dataclass(frozen=True)
class Lifting:
    """A selection, seen by all yardsticks.

    Attributes
    ----------
    relief : Relief
        What the sanctions model says.
    weight : float
        Assumed weight of export earnings in all the pressure, 0 to 1.
    status : mapping of str to str
        State of every measure, a key of `STATUS_WORDS`.
    shares : mapping of str to Share
        By yardstick.
    """

    relief: sanctions.Relief
    weight: float
    status: Mapping[str, str]
    shares: Mapping[str, Share]

    @property
    def verdict(self) -> str:
        """Which shows the larger share: ``money``, ``count``, ``even``; ``depends`` if ranges meet.

        The measures in force are counted, and the money is weighed.
        """
        count, money = self.shares["measures"].share.low, self.shares["weighed"].share
        if money.low > count:
            return "money"
        if money.high < count:
            return "count"
        return "even" if money.low == money.high else "depends"

    @property
    def margin(self) -> float:
        """Points of a hundred by which the larger share is larger; 0 where it depends."""
        count, money = self.shares["measures"].share.low, self.shares["weighed"].share
        gap = {"money": money.low - count, "count": count - money.high}.get(self.verdict, 0.0)
        return 100 * gap


def lifting(
    lifted: Collection[str] = (),
    basis: str = "KOTRA 2016",
    weight: float = 100,
) -> Lifting:
    """Look at a selection by all yardsticks at once.

    Parameters
    ----------
    lifted : collection of str
        Ids of the measures lifted.
    basis : str
        Figures for the money: one that has a series of all exports.
    weight : float
        Per cent of all the pressure that is carried by export earnings: an assumption.

    Returns
    -------
    Lifting
        State of each measure, and shares.

    Raises
    ------
    OutOfRangeError
        When the weight is not between 0 and 100, or the basis has no series of all exports.
    UnknownNameError
        When a measure or the basis is unknown.
    """
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 100:
        raise OutOfRangeError("weight", weight, "between 0 and 100 per cent")
    for key in lifted:
        if key not in _measures():
            raise UnknownNameError("measure", key, _measures())
    return _lifting(frozenset(lifted), basis, float(weight))


@cache
def _all_ids() -> frozenset[str]:
    return frozenset(_measures())


def _lifting(lifted: frozenset[str], basis: str, weight: float) -> Lifting:
    found = sanctions.relief(sorted(lifted), basis=basis)
    if found.basis.gap is None:
        known = [name for name, item in sanctions.bases().items() if item.gap is not None]
        raise OutOfRangeError("basis", basis, "one of " + ", ".join(known))
    before, after = set(found.binding.before.in_force), set(found.binding.after.in_force)
    status = {}
    for key in _measures():
        if key in lifted:
            status[key] = "lifted" if key in before else "lifted dormant"
        elif key in after:
            status[key] = "in force" if key in before else "back"
        else:
            status[key] = "dormant"
    count, money = found.counts, found.share("money")
    net = max(count.before - count.after, 0)
    weighed = sanctions.Range(money.low * weight / 100, money.high * weight / 100)
    shares = (
        Share(
            "resolutions",
            found.share("resolutions"),
            f"{count.resolutions} {WORDS['of']} {count.all_resolutions}",
        ),
        Share("measures", found.share("measures"), f"{net} {WORDS['of']} {count.before}"),
        Share("money", money, f"{found.total} {WORDS['of']} {found.basis.gap}"),
        Share("weighed", weighed, f"{WORDS['weight']} {weight:.0f} %"),
    )
    return Lifting(
        found,
        weight / 100,
        MappingProxyType(status),
        MappingProxyType({item.name: item for item in shares}),
    )


def money_lines(case: Lifting) -> list[tuple[tuple[int, ...], sanctions.Range]]:
    """Give what opens in goods exports, as it is drawn.

    Parameters
    ----------
    case : Lifting
        A selection.

    Returns
    -------
    list of (rows, range)
        Numbers of the rows, and US$ million a year. Sectors without a figure of their own share
        one range.
    """
    number = {name: n for n, row in enumerate(ROWS) for name in row.sectors}
    lines: list[tuple[tuple[int, ...], sanctions.Range]] = [
        ((number[item.sector.name],), item.gain) for item in case.relief.sectors if item.gain
    ]
    rest = case.relief.valuation.unvalued
    if rest:
        rows = sorted({number[item.sector.name] for item in rest})
        lines.append((tuple(rows), case.relief.valuation.rest))
    return lines


# -- the figure -------------------------------------------------------------------------------


def sanctions_graph(
    selection: Selection = (),
    *,
    basis: str = "KOTRA 2016",
    weight: float = 100,
    selected: str | None = None,
) -> go.Figure:
    """Draw the measures, what lifting some of them does, and how much that is.

    Parameters
    ----------
    selection : str, int or iterable of these
        What is lifted: ids of measures, numbers of resolutions, names of packages.
    basis : str
        Figures for the money.
    weight : float
        Assumed weight of export earnings in all the pressure, in per cent.
    selected : str, optional
        Id of the measure to point out.

    Returns
    -------
    plotly.graph_objects.Figure
        With words and table.

    Raises
    ------
    UnknownNameError, OutOfRangeError, SummitryError
        When a name is unknown, a number is out of range, or a package names no measures.
    """
    lifted = sanctions.binding(selection).lifted.un & _all_ids()
    return sanctions_graph_parts(lifting(lifted, basis, weight), selected).still().figure()


def sanctions_graph_parts(
    case: Lifting, selected: str | None = None, room: int = fit.ROOM
) -> Parts:
    """Give the figure of `sanctions_graph` as plain data, for an explorer.

    Parameters
    ----------
    case : Lifting
        The selection.
    selected : str, optional
        Id of the measure to point out.
    room : int, optional
        Width of the drawing area in pixels.

    Returns
    -------
    Parts
        Always ten traces.
    """
    if selected is not None and selected not in _measures():
        raise UnknownNameError("measure", selected, _measures())
    size = _size(room)
    ids, (spots, _) = measure_ids(), _places()
    words = meta(in_words(case), lifting_table(case), WORDS["title"], _note(case))
    layout = _layout(case, room)
    chosen = [ids.index(selected)] if selected else []
    rings = halos([spots[key] for key in ids], chosen, size + 12)
    return Parts(
        [
            _links(),
            _revivals(case),
            _marks(case, size),
            _heads(case),
            *_money(case, room >= ROOMY),
            *_bars(case),
        ],
        {**layout, "shapes": [*layout["shapes"], *rings], "meta": words},
    )


def _columns(room: int) -> tuple[float, float]:
    """Give the left and the right end of the graph, as shares of the width."""
    labels = 24 + (176 if room >= WIDE else 92)  # a strip for the groups, then the names
    money = 172 if room >= WIDE else (136 if room >= ROOMY else 60)
    return labels / room, 1 - (money + 14) / room


def _size(room: int) -> float:
    """Give marks the size at which neighbours do not touch."""
    _, edges = _places()
    left, right = _columns(room)
    slot = (right - left) * room / (max(edge for _, edge in edges.values()) + 0.8)
    return round(min(max(slot - 3.5, 5.5), 13), 1)


def _links() -> dict[str, Any]:
    spots, _ = _places()
    pairs = [(k, m.superseded_by) for k, m in _measures().items() if m.superseded_by in spots]
    return scatter(
        x=[v for a, b in pairs for v in (spots[a][0], spots[b][0], None)],
        y=[v for a, b in pairs for v in (spots[a][1], spots[b][1], None)],
        mode="lines",
        line={"color": theme.RULE, "width": 2},
        hoverinfo="skip",
        name="covered by",
    )


def _revivals(case: Lifting) -> dict[str, Any]:
    spots, _ = _places()
    pairs = []
    for key in case.relief.revived:
        covered = _measures()[key].superseded_by
        pairs.append((key, covered))
    return scatter(
        x=[v for a, b in pairs for v in (spots[a][0], spots[b][0], None)],
        y=[v for a, b in pairs for v in (spots[a][1], spots[b][1], None)],
        mode="lines",
        line={"color": theme.PALETTE["lower"], "width": 4},
        hoverinfo="skip",
        name="comes back",
    )


_LOOK: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        # symbol, fill, edge
        "in force": ("", theme.INK, theme.INK),
        "dormant": ("", theme.PAPER, theme.PALETTE["neutral"]),
        "lifted": ("x", theme.PALETTE["raise_"], theme.PALETTE["raise_"]),
        "lifted dormant": ("x-thin-open", theme.PALETTE["raise_"], theme.PALETTE["raise_"]),
        "back": ("diamond", theme.PALETTE["lower"], theme.PALETTE["lower"]),
    }
)


def _marks(case: Lifting, size: float) -> dict[str, Any]:
    spots, _ = _places()
    ids = measure_ids()
    looks = [_LOOK[case.status[key]] for key in ids]
    plain = ["circle" if _measures()[key].civilian else "square" for key in ids]
    return scatter(
        x=[spots[key][0] for key in ids],
        y=[spots[key][1] for key in ids],
        mode="markers",
        marker={
            "symbol": [look[0] or shape for look, shape in zip(looks, plain, strict=True)],
            "size": [size + (4 if look[0] == "diamond" else 0) for look in looks],
            "opacity": 1,
            "color": [look[1] for look in looks],
            "line": {"color": [look[2] for look in looks], "width": 1.5},
        },
        customdata=list(ids),
        hovertext=[_hover(key, case) for key in ids],
        hovertemplate="%{hovertext}<extra></extra>",
        name="measures",
        cliponaxis=False,
    )


def describe_measure(key: str) -> str:
    """Say in a few words what a measure is.

    Parameters
    ----------
    key : str
        Its id.

    Returns
    -------
    str
        Resolution, paragraph, matter and rule, with the dagger where it belongs.
    """
    item = _measures()[key]
    return str(item).partition(" ")[2].replace("(", "", 1).replace("): ", ": ", 1) + item.mark


@cache
def _wrapped(key: str) -> str:
    return fit.wrap(describe_measure(key), 44)


def _hover(key: str, case: Lifting) -> str:
    return f"<b>{_wrapped(key)}</b><br>{STATUS_WORDS[case.status[key]]}"


def _heads(case: Lifting) -> dict[str, Any]:
    _, edges = _places()
    ids = list(edges)
    whole = [
        all(
            case.status[k].startswith("lifted") for k, m in _measures().items() if m.resolution == n
        )
        for n in ids
    ]
    return scatter(
        x=[sum(edges[n]) / 2 for n in ids],
        y=[-0.85] * len(ids),
        mode="markers",
        marker={
            "symbol": ["x" if done else "triangle-down" for done in whole],
            "size": 11,
            "color": [theme.PALETTE["raise_" if done else "neutral"] for done in whole],
            "line": {"width": 0},
        },
        customdata=[f"UNSCR{n}" for n in ids],
        hovertext=[f"<b>{n}</b><br>click: the whole resolution" for n in ids],
        hovertemplate="%{hovertext}<extra></extra>",
        name="resolutions",
        cliponaxis=False,
    )


def _money(case: Lifting, roomy: bool) -> list[dict[str, Any]]:
    """Give brackets, sure part, possible part and words of the money column."""
    lines = money_lines(case)
    at = [sum(rows) / len(rows) + 0.24 for rows, _ in lines]
    brackets_x: list[float | None] = []
    brackets_y: list[float | None] = []
    for rows, _ in lines:
        if len(rows) > 1:
            brackets_x += [0, 0, None]
            brackets_y += [rows[0] - 0.3, rows[-1] + 0.45, None]
    common = {
        "type": "bar",
        "orientation": "h",
        "xaxis": "x2",
        "showlegend": False,
        "width": 0.3,
        "y": at,
        "hoverinfo": "skip",
    }
    lows = [value.low for _, value in lines]
    text = _money_words(case, lines) if roomy else []
    return [
        scatter(
            x=brackets_x,
            y=brackets_y,
            xaxis="x2",
            mode="lines",
            line={"color": theme.INK, "width": 2},
            hoverinfo="skip",
            name="together",
        ),
        {
            **common,
            "x": lows,
            "base": [0.0] * len(lows),
            "marker": {"color": theme.PALETTE["raise_"]},
            "name": "at least",
        },
        {
            **common,
            "x": [_more(value) for _, value in lines],
            "base": lows,
            "marker": {
                "color": theme.TINT["raise_"],
                "line": {"color": theme.PALETTE["raise_"], "width": 1.5},
                "pattern": {"shape": "/", "fgcolor": theme.PALETTE["raise_"], "size": 6},
            },
            "name": "at most",
        },
        scatter(
            x=[0.0] * len(text),
            y=[y for y, _ in text],
            xaxis="x2",
            mode="text",
            text=[words for _, words in text],
            textposition="middle right",
            textfont={"size": _TYPE, "color": theme.INK},
            hoverinfo="skip",
            name="amounts",
            cliponaxis=False,
        ),
    ]


def _more(value: sanctions.Range, scale: float = 1) -> float | None:
    """Give the length of the uncertain part; None where there is none, so that no edge is drawn."""
    return scale * (value.high - value.low) or None


def _money_words(
    case: Lifting, lines: Iterable[tuple[tuple[int, ...], sanctions.Range]]
) -> list[tuple[float, str]]:
    """Write what opens beside each row; rows without a figure say so."""
    found: list[tuple[float, str]] = []
    taken: set[int] = set()
    for rows, value in lines:
        more = f" {WORDS['together']}" if len(rows) > 1 else ""
        found.append((sum(rows) / len(rows) - 0.14, f"{value}{more}"))
        taken |= set(rows)
    number = {name: n for n, row in enumerate(ROWS) for name in row.sectors}
    labour = case.relief.labour
    if labour is not None and labour.gain is not None:
        found.append((number["labour"], f"{WORDS['wages']} {labour.gain}"))
        taken.add(number["labour"])
    for item in case.relief.volumes:
        assert item.gain is not None
        if item.sector.name == "refined petroleum":
            much = f"+{item.gain.high / 1e6:.1f} {WORDS['barrels']}"
        else:
            much = WORDS["no_more"]
        found.append((number[item.sector.name], much))
        taken.add(number[item.sector.name])
    for item in case.relief.unvalued:
        row = number[item.sector.name]
        if row not in taken:
            found.append((row, WORDS["no_figure"]))
            taken.add(row)
    return found


def _bars(case: Lifting) -> list[dict[str, Any]]:
    shares = list(case.shares.values())
    common = {
        "type": "bar",
        "orientation": "h",
        "xaxis": "x3",
        "yaxis": "y3",
        "showlegend": False,
        "width": 0.62,
        "y": list(range(len(shares))),
        "hoverinfo": "skip",
    }
    # Counting is dark, money is blue, and the weighed money hatched besides.
    colours = [theme.INK, theme.INK, theme.PALETTE["raise_"], theme.PALETTE["raise_"]]
    lows = [100 * item.share.low for item in shares]
    return [
        {
            **common,
            "x": lows,
            "base": [0.0] * len(lows),
            "marker": {"color": colours},
            "name": "share, at least",
        },
        {
            **common,
            "x": [_more(item.share, 100) for item in shares],
            "base": lows,
            "marker": {
                "color": theme.PAPER,
                "line": {"color": colours, "width": 1.5},
                "pattern": {"shape": "/", "fgcolor": theme.PALETTE["raise_"], "size": 6},
            },
            "name": "share, at most",
        },
    ]


def _layout(case: Lifting, room: int) -> dict[str, Any]:
    wide = room >= WIDE
    labels, graph_end = _columns(room)
    letters = int(room / (fit.LETTER * theme.BODY * 0.92))
    plain = WORDS["key"].replace("<b>", "").replace("</b>", "")
    short = plain.replace('<b style="color:{open}">', "").replace('<b style="color:{back}">', "")
    lines = 1 if len(short) <= letters else 2
    second = fit.wrap(WORDS["key_2"], letters)
    key = WORDS["key"].format(open=theme.TEXT["raise_"], back=theme.TEXT["lower"])
    if lines == 2:
        key = key.replace("   <b style", "<br><b style", 1)
    top = 104 + 21 * (lines + second.count("<br>") + 1)
    _, edges = _places()
    span = max(right for _, right in edges.values())
    hidden = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "showticklabels": False,
        "fixedrange": True,
        "automargin": False,
    }
    gap = case.relief.basis.gap
    assert gap is not None
    return {
        "title": {
            "text": f"<b>{WORDS['title']}</b>",
            "subtitle": {
                "text": f"{key}<br>{second}",
                "font": {"size": theme.BODY, "color": theme.QUIET},
            },
        },
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": top, "b": 8},
        "barmode": "overlay",
        "xaxis": {**hidden, "domain": [labels, graph_end], "range": [-0.6, span + 0.4]},
        # A little more than the rows, so that the ring in the lowest one is not cut.
        "yaxis": {**hidden, "domain": [0.255, 1], "range": [len(ROWS) - 0.2, -1.0]},
        "xaxis2": {
            **hidden,
            "domain": [graph_end + 14 / room, 1],
            "range": [-0.02 * gap.high, gap.high],
            "anchor": "y",
        },
        "xaxis3": {
            **hidden,
            "domain": [labels, 1 - (190 if room >= WIDE else 128) / room],
            "range": [0, 100],
            "anchor": "y3",
        },
        "yaxis3": {
            **hidden,
            "domain": [0, 0.205],
            "range": [len(YARDSTICKS) - 0.5, -0.5],
            "anchor": "x3",
        },
        "shapes": _shapes(),
        "annotations": [
            *_names(wide),
            *_numbers(),
            *_captions(room >= ROOMY),
            *_values(case, room),
        ],
    }


def _shapes() -> list[dict[str, Any]]:
    _, edges = _places()
    five = {item.resolution for item in _measures().values() if item.five}
    made: list[dict[str, Any]] = [
        {
            "type": "rect",
            "x0": edges[n][0] - 0.32,
            "x1": edges[n][1] + 0.32,
            "y0": -1.0,
            "y1": len(ROWS) - 0.5,
            "fillcolor": theme.TINT["warn"],
            "line": {"width": 0},
            "layer": "below",
        }
        for n in sorted(five)
    ]
    first = 0
    for band in BANDS:
        rows = sum(row.band == band for row in ROWS)
        made.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": first - 0.5,
                "y1": first - 0.5,
                "line": {"color": theme.PALETTE["neutral"], "width": 1},
                "layer": "below",
            }
        )
        first += rows
    # A line at half of the whole, to read the shares against.
    made.append(
        {
            "type": "line",
            "xref": "x3",
            "yref": "y3",
            "x0": 100,
            "x1": 100,
            "y0": -0.5,
            "y1": len(YARDSTICKS) - 0.5,
            "line": {"color": theme.PALETTE["neutral"], "width": 1},
        }
    )
    return made


def _names(wide: bool) -> list[dict[str, Any]]:
    made = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 24,
            "y": n,
            "yref": "y",
            "showarrow": False,
            "text": row.label if wide else row.short,
            "font": {"size": _TYPE, "color": theme.INK},
        }
        for n, row in enumerate(ROWS)
    ]
    first = 0
    for band, name in BANDS.items():
        rows = sum(row.band == band for row in ROWS)
        made.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": first + (rows - 1) / 2,
                "yref": "y",
                "textangle": -90,
                "showarrow": False,
                "text": f"<b>{name}</b>",
                "font": {"size": _TYPE, "color": theme.QUIET},
            }
        )
        first += rows
    return made


def _numbers() -> list[dict[str, Any]]:
    _, edges = _places()
    five = {item.resolution for item in _measures().values() if item.five}
    return [
        {
            "x": sum(edges[n]) / 2,
            "xref": "x",
            "y": -1.0,
            "yref": "y",
            "yanchor": "bottom",
            "yshift": 2,
            "textangle": -90,
            "showarrow": False,
            "text": f"<b>{n}</b>" if n in five else str(n),
            "font": {"size": _TYPE, "color": theme.INK},
        }
        for n in edges
    ]


def _captions(roomy: bool) -> list[dict[str, Any]]:
    return [
        {
            "x": 0,
            "xref": "x2",
            "xanchor": "left",
            "y": -0.62,
            "yref": "y",
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{WORDS['money' if roomy else 'money_short']}</b>",
            "font": {"size": _TYPE, "color": theme.INK},
        },
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 0.205,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{WORDS['shares']}</b>",
            "font": {"size": _TYPE, "color": theme.INK},
        },
    ]


def _values(case: Lifting, room: int) -> list[dict[str, Any]]:
    wide = room >= WIDE
    made = []
    for n, item in enumerate(case.shares.values()):
        share = item.share.percent()
        counted = item.name in ("resolutions", "measures")
        if room < ROOMY or item.name == "money" or not (wide or counted):
            words = f"<b>{share}</b>"
        else:
            words = f"<b>{share}</b>  {item.part}"
        made.append(
            {
                "x": 100,
                "xref": "x3",
                "xanchor": "left",
                "xshift": 8,
                "y": n,
                "yref": "y3",
                "showarrow": False,
                "text": words,
                "font": {"size": _TYPE, "color": theme.INK},
            }
        )
        made.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 0 if not wide else 24,
                "y": n,
                "yref": "y3",
                "showarrow": False,
                "text": YARDSTICKS[item.name],
                "font": {"size": _TYPE, "color": theme.INK},
            }
        )
    return made


# -- words and table --------------------------------------------------------------------------


_RULES: Mapping[str, str] = MappingProxyType(
    {"cap": " (cap)", "exemption": " (ban with an exemption)", "freeze": " (freeze)"}
)


def name_measure(key: str) -> str:
    """Name a measure in as few words as will do.

    Parameters
    ----------
    key : str
        Its id.

    Returns
    -------
    str
        Resolution, matter, and the kind of rule where it is not a plain ban.
    """
    item = _measures()[key]
    return f"{item.resolution}, {item.sector}{_RULES.get(item.state, '')}{item.mark}"


def amount(value: sanctions.Range) -> str:
    """Write an amount of money as a range.

    Parameters
    ----------
    value : Range
        US$ million.

    Returns
    -------
    str
        For example ``at most US$ 635 million``.
    """
    if value.high == 0:
        return "nothing"
    if value.low == 0:
        return f"at most US$ {value.high:,.0f} million"
    return f"US$ {value} million"


def in_words(case: Lifting) -> str:
    """Say what the figure says.

    Parameters
    ----------
    case : Lifting
        A selection.

    Returns
    -------
    str
        One paragraph.
    """
    counts, basis = case.relief.counts, case.relief.basis
    measures, money = case.shares["measures"], case.shares["money"]
    if not counts.lifted:
        return (
            f"Nothing is lifted. {counts.before} UN measures from {counts.all_resolutions} "
            f"resolutions are in force. They hold back {amount(case_gap(case))} of exports a year "
            f"({basis.name}, gross)."
        )
    parts = [
        f"Lifted: {counts.lifted} of {counts.measures} measures, from {counts.resolutions} of "
        f"{counts.all_resolutions} resolutions.",
        f"By count {measures.share.percent()} of the measures in force go ({measures.part}).",
        f"By money {money.share.percent()} of the held-back exports open: "
        f"{amount(case.relief.total)} a year ({basis.name}, gross).",
    ]
    if case.weight < 1:
        parts.append(
            f"With a weight of {100 * case.weight:.0f} %, that is at least "
            f"{case.shares['weighed'].share.percent()} of all the pressure."
        )
    parts.append(_verdict(case))
    back = [name_measure(key) for key in case.relief.revived]
    if back:
        parts.append(f"Back in force: {'; '.join(back)}.")
    return " ".join(parts)


def case_gap(case: Lifting) -> sanctions.Range:
    """Give the goods exports that all UN measures together hold back.

    Parameters
    ----------
    case : Lifting
        A selection, with its basis.

    Returns
    -------
    Range
        US$ million a year.
    """
    gap = case.relief.basis.gap
    assert gap is not None
    return gap


def _verdict(case: Lifting) -> str:
    money = case.shares["weighed"].share
    least = "" if money.low == money.high else "at least "
    points = f"{least}{case.margin:.0f} points"
    return {
        "money": f"Money shows more than the count, by {points}.",
        "count": f"The count shows more than the money, by {points}.",
        "even": "Both show the same.",
        "depends": "Which of the two is larger cannot be said: the range of the money is too wide.",
    }[case.verdict]


def verdict_words(case: Lifting) -> str:
    """Say which yardstick shows the larger share, and by how much.

    Parameters
    ----------
    case : Lifting
        A selection.

    Returns
    -------
    str
        One sentence.
    """
    return _verdict(case)


def lifting_table(case: Lifting) -> pd.DataFrame:
    """Give shares, sectors and what stays as one table.

    Parameters
    ----------
    case : Lifting
        A selection.

    Returns
    -------
    pandas.DataFrame
        First the yardsticks, then each kind of trade that changes, then the measures that stay.
    """
    rows: list[tuple[Any, ...]] = [
        (
            f"Share by {YARDSTICKS[item.name].lower()}",
            item.part,
            "",
            100 * item.share.low,
            100 * item.share.high,
            "%",
            "",
        )
        for item in case.shares.values()
    ]
    for line in case.relief.table().to_dict("records"):
        year = f"{line['compiler']} {line['base year']}".strip()
        rows.append(
            (
                str(line["item"]).capitalize() + str(line["mark"]),
                line["before"],
                line["after"],
                line["low"],
                line["high"],
                line["unit"] or "no figure",
                year,
            )
        )
    rows.extend(
        (describe_measure(key), "dormant", "back in force", math.nan, math.nan, "", "")
        for key in case.relief.revived
    )
    rows.append(
        (
            "Measures that stay in force",
            f"{len(case.relief.remains)} UN",
            f"{len(case.relief.us_remains)} US",
            math.nan,
            math.nan,
            "",
            "",
        )
    )
    columns = ["What", "Before", "After", "At least", "At most", "Unit", "Figures of"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("At least", "At most"):
        frame[name] = frame[name].astype(float).round(0)
    return frame


def _note(case: Lifting) -> str:
    return facts.MARK_NOTE if facts.MARK in in_words(case) else ""
