"""Figures of the partial offer: who makes it, what it tells, and where its meaning changes.

All values of the game are assumptions in points (the model's utils). None is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from summitry.beliefs import Equilibrium, SignallingGame, posterior
from summitry.charts import theme, twins
from summitry.charts.parts import Parts, scatter
from summitry.errors import OutOfRangeError, UnknownNameError

#: What one solution of the game says about an offer of the known sites only.
KINDS: dict[str, dict[str, str]] = {
    "known": {
        "name": "both offer the known sites",
        "term": "pooling",
        "symbol": "circle-open",
        "role": "both",
    },
    "everything": {
        "name": "both promise everything",
        "term": "pooling",
        "symbol": "x-thin",
        "role": "neutral",
    },
    "mixed": {
        "name": "one kind mixes",
        "term": "semi-separating",
        "symbol": "diamond",
        "role": "warn",
    },
    "separate": {
        "name": "each its own offer",
        "term": "separating",
        "symbol": "triangle-down",
        "role": "lower",
    },
}

#: How a belief stands to one half.
SIDES: dict[str, dict[str, str]] = {
    "above": {"name": "belief above one half", "symbol": "triangle-up", "role": "raise_"},
    "half": {"name": "exactly one half", "symbol": "circle", "role": "both"},
    "below": {"name": "belief below one half", "symbol": "triangle-down", "role": "lower"},
    "none": {"name": "the offer is not made", "symbol": "x-thin", "role": "neutral"},
}

WORDS = {
    "title": "Who offers it, what it tells",
    "disarmers": "▲ Disarmers {count}",
    "hedgers": "▼ Hedgers {count}",
    "of": "<b>100 imagined governments</b>",
    "filled": "filled: offers the known sites only<br>pale: offers everything",
    "ruler": "Chance of a disarmer, in per cent",
    "before": "before",
    "after_known": "if known sites",
    "after_all": "if everything",
    "after_known_table": "after an offer of the known sites only",
    "after_all_table": "after an offer of everything",
    "not_made": "not made",
    "dotted": "dotted: one half",
    "accepts": "dotted: one half; US accepts from {at:.0f}",
    "half": "one half",
    "strips": "If one control alone moved",
    "low": "low",
    "high": "high",
    "hover_bar": "%{customdata}<extra></extra>",
    "hover_strip": "%{customdata}<extra></extra>",
    "offers_known": "{kind}: {share:.0f}% offer the known sites only",
    "offers_all": "{kind}: {share:.0f}% offer everything",
    "disarmer": "Disarmers",
    "hedger": "Hedgers",
    "region": "<b>What an offer of the known sites tells</b>",
    "region_x": "chance that a hidden site is found, %",
    "region_y": "cost to a disarmer of opening all, points",
    "what": "What",
    "value": "Per cent",
    "share": "Share of all: {kind}",
    "from": "From",
    "to": "To",
    "alone": "Control",
    "then": "Then",
    "region_words": (
        "A map for a belief of {prior:.0f} per cent before any offer. Where opening everything "
        "costs a disarmer more than the relief for it, {relief:g} points, both kinds offer the "
        "known sites and the offer tells nothing. Below that line the meaning changes with "
        "inspection: a chance of detection above {detection:.0f} per cent sets the two kinds "
        "apart. So does very weak inspection where opening is cheap, for then the United States "
        "asks for proof first. In between both promise everything, or hedgers promise it some of "
        "the time. Point A, the symbolic reading: {a}. Point B, the first-step reading: {b}."
    ),
}


# ---------------------------------------------------------------- what the model says


@lru_cache(maxsize=100_000)
def solutions(
    prior: float, opening: float, relief: float, detection: float
) -> tuple[Equilibrium, ...]:
    """Solve the game of the partial offer; leave out solutions that nobody would defend.

    Parameters
    ----------
    prior : float
        Chance of a disarmer before the offer, in per cent, above 0 and below 100.
    opening : float
        What it costs a disarmer to open everything, in points.
    relief : float
        Worth of the relief for the known sites, in points.
    detection : float
        Chance that a hidden site is found, in per cent.

    Returns
    -------
    tuple of Equilibrium
        Those that rest on no implausible belief and on no exact tie; all, if none is left.
    """
    found = SignallingGame(
        prior / 100, site_disarmer=opening, relief_known=relief, detection=detection / 100
    ).equilibria()
    return tuple(e for e in found if e.intuitive and not e.knife_edge) or found


def kind_of(solution: Equilibrium) -> str:
    """Name what a solution makes of the offers.

    Parameters
    ----------
    solution : Equilibrium
        One solution of the game.

    Returns
    -------
    str
        A key of `KINDS`.
    """
    if solution.kind == "pooling":
        return "everything" if solution.send[0] == 1 else "known"
    return "separate" if solution.kind == "separating" else "mixed"


def choose(found: Sequence[Equilibrium], prior: float, several: str = "least") -> Equilibrium:
    """Choose one of several solutions by how much the offers tell in it.

    Parameters
    ----------
    found : sequence of Equilibrium
        At least one.
    prior : float
        Chance of a disarmer before the offer, in per cent.
    several : {"least", "most"}
        Whether the offers shall tell as little or as much as possible.

    Returns
    -------
    Equilibrium
        The one in which the belief moves least, or most, on average.
    """
    if several not in ("least", "most"):
        raise UnknownNameError("choice among several solutions", several, ("least", "most"))
    share = prior / 100

    def told(solution: Equilibrium) -> float:
        mass = [
            share * first + (1 - share) * second
            for first, second in (solution.send, [1 - x for x in solution.send])
        ]
        return sum(
            weight * abs(solution.belief[m][0] - share) for m, weight in enumerate(mass) if weight
        )

    return (min if several == "least" else max)(found, key=told)


@dataclass(frozen=True)
class Picture:
    """All that is drawn of one state: who offers what, and what may be believed then.

    Attributes
    ----------
    prior : float
        Chance of a disarmer before the offer, in per cent.
    disarmer, hedger : float
        How many in a hundred of each kind offer the known sites only.
    known, everything : float or None
        Chance of a disarmer after each offer, in per cent; None for an offer that is not made.
    accepts : float or None
        Belief from which the United States would accept the partial offer, in per cent.
    """

    prior: float
    disarmer: float
    hedger: float
    known: float | None
    everything: float | None
    accepts: float | None = None


def by_hand(prior: float, disarmer: float, hedger: float) -> Picture:
    """Apply Bayes' rule to shares that somebody chose.

    Parameters
    ----------
    prior : float
        Chance of a disarmer before the offer, in per cent.
    disarmer, hedger : float
        How many in a hundred of each kind offer the known sites only.

    Returns
    -------
    Picture
        With the belief after each offer.
    """
    for name, value in (("prior", prior), ("disarmer", disarmer), ("hedger", hedger)):
        if not 0 <= value <= 100:
            raise OutOfRangeError(name, value, "between 0 and 100")
    beliefs = [
        100 * float(posterior(prior / 100, [first / 100, second / 100])) if first + second else None
        for first, second in ((disarmer, hedger), (100 - disarmer, 100 - hedger))
    ]
    return Picture(prior, disarmer, hedger, beliefs[0], beliefs[1])


def by_game(
    prior: float, opening: float, relief: float, detection: float, several: str = "least"
) -> Picture:
    """Take the shares from the game of the partial offer.

    Parameters
    ----------
    prior, opening, relief, detection : float
        See `solutions`.
    several : {"least", "most"}
        See `choose`.

    Returns
    -------
    Picture
        With the belief from which the United States would accept.
    """
    found = choose(solutions(prior, opening, relief, detection), prior, several)
    known, everything = (100 * found.belief[m][0] if found.sent[m] else None for m in (1, 0))
    bar = SignallingGame(
        prior / 100, site_disarmer=opening, relief_known=relief, detection=detection / 100
    ).game.threshold(1)
    disarmer, hedger = (100 * (1 - first) for first in found.send)
    return Picture(prior, disarmer, hedger, known, everything, None if bar is None else 100 * bar)


# ---------------------------------------------------------------- the parts of a picture

_LEFT = -92  # headings begin where the card does, not where the drawing does
_MOSAIC, _RULER, _STRIPS = (0.64, 0.97), (0.32, 0.46), (0.0, 0.21)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _bars(picture: Picture, known: bool, axis: str = "y") -> dict[str, Any]:
    widths = [picture.prior, 100 - picture.prior]
    shares = [picture.disarmer, picture.hedger]
    if not known:
        shares = [100 - share for share in shares]
    counts = [width * share / 100 for width, share in zip(widths, shares, strict=True)]
    template = WORDS["offers_known" if known else "offers_all"]
    roles = ("raise_", "lower")
    fills = theme.PALETTE if known else theme.TINT
    return {
        "type": "bar",
        "showlegend": False,
        "name": WORDS["after_known_table" if known else "after_all_table"],
        "x": [picture.prior / 2, (100 + picture.prior) / 2],
        "width": widths,
        "y": [round(share, 3) for share in shares],
        "base": [0, 0] if known else [round(100 - share, 3) for share in shares],
        "yaxis": axis,
        "marker": {
            "color": [fills[role] for role in roles],
            "line": {"color": [theme.PALETTE[role] for role in roles], "width": 2},
        },
        "text": [
            f"<b>{_number(count)}</b>" if share >= 12 and width >= 10 else ""
            for count, share, width in zip(counts, shares, widths, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": theme.BODY, "color": theme.PAPER if known else theme.INK},
        "customdata": [
            template.format(kind=WORDS[kind], share=share)
            for kind, share in zip(("disarmer", "hedger"), shares, strict=True)
        ],
        "hovertemplate": WORDS["hover_bar"],
    }


def _bar_lines(picture: Picture) -> dict[str, Any]:
    """Draw the marks of one half and of the belief from which the United States accepts."""
    x: list[float | None] = [50, 50]
    y: list[float | None] = [-0.5, 2.5]
    text = ["", WORDS["half"]]
    if picture.accepts is not None:
        x += [None, picture.accepts, picture.accepts]
        y += [None, -0.5, 2.5]
        text += ["", "", ""]
    return scatter(
        x=x,
        y=y,
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line={"color": theme.QUIET, "width": 2, "dash": "dot"},
        name=WORDS["half"],
        hoverinfo="skip",
    )


def _beliefs(picture: Picture) -> dict[str, Any]:
    """Draw the belief before, after the partial offer, and after the full one."""
    values = [picture.everything, picture.known, picture.prior]
    symbols = ["triangle-up", "square", "circle-open"]
    x = [51 if value is None else round(value, 3) for value in values]
    return scatter(
        x=x,
        y=[0, 1, 2],
        xaxis="x2",
        yaxis="y2",
        mode="markers+text",
        name=WORDS["ruler"],
        marker={
            "symbol": [
                "x-thin" if value is None else symbol
                for value, symbol in zip(values, symbols, strict=True)
            ],
            "size": [0.1 if value is None else 15 for value in values],
            "color": theme.INK,
            "line": {"color": theme.INK, "width": 3},
        },
        cliponaxis=False,
        text=[
            WORDS["not_made"] if value is None else f"<b>{_number(value)}</b>" for value in values
        ],
        textposition=[
            "middle right" if value is None or value < 70 else "middle left" for value in values
        ],
        textfont={"size": theme.BODY, "color": theme.INK},
        hoverinfo="skip",
    )


def _note(text: str, y: float, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yref": "paper",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": theme.BODY, "color": theme.INK},
        **more,
    }


def _heads(picture: Picture) -> dict[str, Any]:
    """Write the two kinds above the two columns."""
    return scatter(
        x=[0, 100],
        y=[100, 100],
        mode="text",
        text=[
            f"<b>{WORDS['disarmers'].format(count=_number(picture.prior))}</b>",
            f"<b>{WORDS['hedgers'].format(count=_number(100 - picture.prior))}</b>",
        ],
        textposition=["top right", "top left"],
        textfont={"size": theme.SMALL, "color": [theme.TEXT["raise_"], theme.TEXT["lower"]]},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _mosaic_axes(domain: Sequence[float], anchor: str = "x") -> dict[str, Any]:
    return {
        "xaxis": {
            "range": [0, 100],
            "anchor": "y",
            "showticklabels": False,
            "ticks": "",
            "showline": False,
        },
        "yaxis": {
            "range": [0, 100],
            "domain": list(domain),
            "anchor": anchor,
            "tickvals": [0, 50, 100],
            "ticktext": ["0%", "50%", "100%"],
            "tickfont": {"size": theme.SMALL},
            "showgrid": False,
        },
    }


def _ruler_axes(domain: Sequence[float]) -> dict[str, Any]:
    return {
        "xaxis2": {
            "range": [0, 100],
            "anchor": "y2",
            "tickvals": [0, 25, 50, 75, 100],
            "tickfont": {"size": theme.SMALL},
        },
        "yaxis2": {
            "range": [-0.5, 2.5],
            "domain": list(domain),
            "anchor": "x2",
            "tickvals": [0, 1, 2],
            "ticktext": [WORDS["after_all"], WORDS["after_known"], WORDS["before"]],
            "tickfont": {"size": theme.SMALL},
            "ticks": "",
        },
    }


def _ruler_head(picture: Picture, y: float) -> dict[str, Any]:
    """Name the ruler, and say what its dotted lines are."""
    dotted = WORDS["dotted"]
    if picture.accepts is not None:
        dotted = WORDS["accepts"].format(at=picture.accepts)
    quiet = f"font-size:{theme.SMALL}px;color:{theme.QUIET}"
    return _note(
        f'<b>{WORDS["ruler"]}</b><br><span style="{quiet}">{dotted}</span>',
        y,
        yshift=4,
        xshift=_LEFT,
    )


def picture_table(picture: Picture) -> pd.DataFrame:
    """Give the numbers of one picture.

    Parameters
    ----------
    picture : Picture
        A state.

    Returns
    -------
    pandas.DataFrame
        Columns: What, Per cent. An offer that is not made has no belief.
    """
    rows: list[tuple[str, float | None]] = [
        (WORDS["share"].format(kind=WORDS["disarmer"].lower()), picture.prior),
        (WORDS["share"].format(kind=WORDS["hedger"].lower()), 100 - picture.prior),
        ("Disarmers who offer the known sites only", picture.disarmer),
        ("Hedgers who offer the known sites only", picture.hedger),
        ("Chance of a disarmer before the offer", picture.prior),
        ("Chance of a disarmer after an offer of the known sites only", picture.known),
        ("Chance of a disarmer after an offer of everything", picture.everything),
    ]
    return pd.DataFrame(
        {
            WORDS["what"]: [name for name, _ in rows],
            WORDS["value"]: [
                WORDS["not_made"] if value is None else _number(value) for _, value in rows
            ],
        }
    )


# ---------------------------------------------------------------- one picture for the page


def who_offers(prior: float = 30, disarmer: float = 60, hedger: float = 90) -> go.Figure:
    """Draw a hundred imagined governments, who of them offers what, and the belief after it.

    Parameters
    ----------
    prior : float
        Chance of a disarmer before the offer, in per cent.
    disarmer, hedger : float
        How many in a hundred of each kind offer the known sites only.

    Returns
    -------
    plotly.graph_objects.Figure
        A mosaic above a ruler, with words and table.

    Examples
    --------
    >>> figure = who_offers()
    >>> figure.layout.title.text
    '<b>Who offers it, what it tells</b>'
    """
    picture = by_hand(prior, disarmer, hedger)
    made = [prior * disarmer / 100, (100 - prior) * hedger / 100]
    words = (
        f"Of 100 imagined governments {_number(prior)} are disarmers and {_number(100 - prior)} "
        f"hedgers. {_number(made[0])} disarmers and {_number(made[1])} hedgers offer the known "
        f"sites only: {_number(sum(made))} together."
    )
    if picture.known is not None:
        words += (
            f" So {_number(picture.known)} per cent of those who make this offer are disarmers; "
            f"before the offer it was {_number(prior)} per cent."
        )
    figure = go.Figure(
        data=[
            _bars(picture, known=True),
            _bars(picture, known=False),
            _bar_lines(picture),
            _beliefs(picture),
            _heads(picture),
        ],
        layout={
            "title": {"text": f"<b>{WORDS['title']}</b>"},
            "height": 540,
            "margin": {"l": 108, "r": 16, "t": 76, "b": 40},
            "barmode": "overlay",
            **_mosaic_axes((0.52, 0.98)),
            **_ruler_axes((0.0, 0.24)),
            "annotations": [
                _note(
                    WORDS["filled"],
                    0.5,
                    yanchor="top",
                    font={"size": theme.SMALL, "color": theme.QUIET},
                ),
                _ruler_head(picture, 0.24),
            ],
        },
    )
    return twins.describe(figure, words, picture_table(picture), WORDS["title"])


# ---------------------------------------------------------------- the picture of the explorer


@dataclass(frozen=True)
class Strip:
    """What every position of one control would give if the others stayed.

    Attributes
    ----------
    label : str
        Name of the control.
    values : tuple of float
        Its positions.
    codes : tuple of str
        A key of `KINDS` or `SIDES` for each.
    now : float
        Where the control stands.
    unit : str
        Its unit.
    """

    label: str
    values: tuple[float, ...]
    codes: tuple[str, ...]
    now: float
    unit: str = ""

    def runs(self) -> list[tuple[float, float, str]]:
        """Join neighbours of one code.

        Returns
        -------
        list of (float, float, str)
            First value, last value and code of each run.
        """
        made: list[tuple[float, float, str]] = []
        for value, code in zip(self.values, self.codes, strict=True):
            if made and made[-1][2] == code:
                made[-1] = (made[-1][0], value, code)
            else:
                made.append((value, value, code))
        return made

    def nearest_change(self) -> tuple[float, str] | None:
        """Find the nearest position at which the code differs from the present one.

        Returns
        -------
        (float, str) or None
            The position and its code; None when all codes are alike.
        """
        here = self.codes[self.values.index(self.now)]
        others = [
            (abs(value - self.now), value, code)
            for value, code in zip(self.values, self.codes, strict=True)
            if code != here
        ]
        if not others:
            return None
        _, value, code = min(others)
        return value, code


def side_of(first: float, second: float) -> str:
    """Say which of two kinds makes an offer more often.

    Parameters
    ----------
    first, second : float
        How many of each kind make it, in any common unit.

    Returns
    -------
    str
        A key of `SIDES`: the side of one half on which the chance of the first kind lies.
    """
    if first == second:
        return "half" if first else "none"
    return "above" if first > second else "below"


def _strip_marks(strips: Sequence[Strip], codes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    x, y, symbols, colors, said = [], [], [], [], []
    for row, strip in enumerate(strips):
        low, high = strip.values[0], strip.values[-1]
        for value, code in zip(strip.values, strip.codes, strict=True):
            look = codes[code]
            x.append(round((value - low) / (high - low), 4))
            y.append(len(strips) - 1 - row)
            symbols.append(look["symbol"])
            colors.append(theme.PALETTE[look["role"]])
            said.append(f"{strip.label} {_number(value)}{strip.unit}: {look['name']}")
    return scatter(
        x=x,
        y=y,
        xaxis="x3",
        yaxis="y3",
        mode="markers",
        name=WORDS["strips"],
        marker={
            "symbol": symbols,
            "color": colors,
            "size": 9,
            "line": {"color": colors, "width": 2},
        },
        customdata=said,
        hovertemplate=WORDS["hover_strip"],
        cliponaxis=False,
    )


def _strip_now(strips: Sequence[Strip]) -> dict[str, Any]:
    return scatter(
        x=[round((s.now - s.values[0]) / (s.values[-1] - s.values[0]), 4) for s in strips],
        y=[len(strips) - 1 - row for row in range(len(strips))],
        xaxis="x3",
        yaxis="y3",
        mode="markers",
        name="now",
        marker={
            "symbol": "circle",
            "size": 21,
            "color": theme.HALO,
            "line": {"color": theme.INK, "width": 2},
        },
        hoverinfo="skip",
        cliponaxis=False,
    )


def _key(strips: Sequence[Strip], codes: Mapping[str, Mapping[str, str]]) -> str:
    """List the symbols that stand in the strips."""
    marks = {
        "circle-open": "○",
        "x-thin": "✕",
        "diamond": "◆",
        "triangle-down": "▼",
        "triangle-up": "▲",
        "circle": "●",
    }
    there = {code for strip in strips for code in strip.codes}
    return "<br>".join(
        f"{marks[look['symbol']]} " + (f"{look['term']}: " if "term" in look else "") + look["name"]
        for code, look in codes.items()
        if code in there
    )


def signals_parts(
    picture: Picture,
    strips: Sequence[Strip],
    codes: Mapping[str, Mapping[str, str]],
    said: str,
) -> Parts:
    """Give the picture of the explorer as plain data.

    Parameters
    ----------
    picture : Picture
        Who offers what, and the beliefs.
    strips : sequence of Strip
        One a control, from above.
    codes : dict
        `KINDS` or `SIDES`: how the marks of the strips look.
    said : str
        What the picture says, in words.

    Returns
    -------
    Parts
        Always seven traces.
    """
    return Parts(
        [
            _bars(picture, known=True),
            _bars(picture, known=False),
            _bar_lines(picture),
            _beliefs(picture),
            _strip_now(strips),
            _strip_marks(strips, codes),
            _heads(picture),
        ],
        {
            "title": {"text": f"<b>{WORDS['title']}</b>"},
            "height": 780,
            "margin": {"l": 108, "r": 16, "t": 64, "b": 116},
            "barmode": "overlay",
            **_mosaic_axes(_MOSAIC),
            **_ruler_axes(_RULER),
            "xaxis3": {
                "range": [-0.03, 1.03],
                "anchor": "y3",
                "tickvals": [0, 1],
                "ticktext": [WORDS["low"], WORDS["high"]],
                "tickfont": {"size": theme.SMALL},
                "showline": False,
                "ticks": "",
            },
            "yaxis3": {
                "range": [-0.6, len(strips) - 0.4],
                "domain": list(_STRIPS),
                "anchor": "x3",
                "tickvals": list(range(len(strips))),
                "ticktext": [strip.label for strip in reversed(strips)],
                "tickfont": {"size": theme.SMALL},
                "ticks": "",
                "showline": False,
                "showgrid": False,
            },
            "annotations": [
                _note(
                    WORDS["filled"],
                    _MOSAIC[0],
                    yanchor="top",
                    yshift=-4,
                    font={"size": theme.SMALL, "color": theme.QUIET},
                ),
                _ruler_head(picture, _RULER[1]),
                _note(f"<b>{WORDS['strips']}</b>", _STRIPS[1], yshift=6, xshift=_LEFT),
                _note(
                    _key(strips, codes),
                    _STRIPS[0],
                    yanchor="top",
                    yshift=-24,
                    xshift=_LEFT,
                    font={"size": theme.SMALL, "color": theme.INK},
                ),
            ],
            "meta": twins.meta(said, signals_table(picture, strips, codes), WORDS["title"]),
        },
    )


def signals_table(
    picture: Picture, strips: Sequence[Strip], codes: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Give the numbers of the explorer's picture.

    Parameters
    ----------
    picture : Picture
        Who offers what, and the beliefs.
    strips : sequence of Strip
        One a control.
    codes : dict
        `KINDS` or `SIDES`.

    Returns
    -------
    pandas.DataFrame
        Columns: What, Per cent; then one row for each stretch of each control.
    """
    numbers = picture_table(picture)
    stretches = [
        (
            f"{strip.label} from {_number(low)}{strip.unit} to {_number(high)}{strip.unit}",
            codes[code]["name"],
        )
        for strip in strips
        for low, high, code in strip.runs()
    ]
    return pd.DataFrame(
        {
            WORDS["what"]: [*numbers[WORDS["what"]], *(name for name, _ in stretches)],
            WORDS["value"]: [*numbers[WORDS["value"]], *(text for _, text in stretches)],
        }
    )


# ---------------------------------------------------------------- the map of the boundary

#: The two readings of the partial offer as two places on the map.
READINGS: dict[str, dict[str, float]] = {
    "A": {"opening": 3.0, "detection": 80.0},
    "B": {"opening": 9.0, "detection": 50.0},
}


def offer_region(prior: float = 30) -> go.Figure:
    """Draw for which costs and which inspection the partial offer tells something.

    Parameters
    ----------
    prior : float
        Chance of a disarmer before the offer, in per cent.

    Returns
    -------
    plotly.graph_objects.Figure
        A map of symbols, with words and table.
    """
    across = [float(value) for value in np.arange(0, 101, 5)]
    up = [float(value) for value in np.arange(0, 13)]
    relief = SignallingGame(prior / 100).relief_known
    cells = {
        (q, v): kind_of(choose(solutions(prior, v, relief, q), prior)) for q in across for v in up
    }
    data = []
    for code, look in KINDS.items():
        spots = [spot for spot, found in cells.items() if found == code]
        color = theme.PALETTE[look["role"]]
        data.append(
            scatter(
                x=[q for q, _ in spots],
                y=[v for _, v in spots],
                mode="markers",
                name=f"{look['term']}: {look['name']}",
                marker={
                    "symbol": look["symbol"],
                    "color": color,
                    "size": 8,
                    "line": {"color": color, "width": 2},
                },
                cliponaxis=False,
                hovertemplate=f"detection %{{x}}%, cost %{{y}}: {look['name']}<extra></extra>",
            )
            | {"showlegend": True}
        )
    data.append(
        scatter(
            x=[place["detection"] for place in READINGS.values()],
            y=[place["opening"] for place in READINGS.values()],
            mode="markers+text",
            name="the two readings",
            text=[f"<b>{name}</b>" for name in READINGS],
            textfont={"size": theme.BODY, "color": theme.INK},
            marker={
                "symbol": "circle",
                "size": 30,
                "color": theme.HALO,
                "line": {"color": theme.INK, "width": 2},
            },
            hoverinfo="skip",
        )
    )
    rows = [
        {
            WORDS["region_y"]: v,
            WORDS["from"]: low,
            WORDS["to"]: high,
            WORDS["then"]: KINDS[code]["name"],
        }
        for v in up
        for low, high, code in Strip(
            "", tuple(across), tuple(cells[q, v] for q in across), 0.0
        ).runs()
    ]
    game = SignallingGame(prior / 100)
    said = {
        name: KINDS[cells[place["detection"], place["opening"]]]["name"]
        for name, place in READINGS.items()
    }
    words = WORDS["region_words"].format(
        prior=prior,
        relief=game.relief_all,
        detection=100 * game.relief_all / (game.relief_all + game.penalty),
        a=said["A"],
        b=said["B"],
    )
    figure = go.Figure(
        data=data,
        layout={
            "title": {"text": WORDS["region"]},
            "height": 620,
            "margin": {"l": 64, "r": 24, "t": 64, "b": 176},
            "xaxis": {"title": {"text": WORDS["region_x"]}, "range": [-3, 103]},
            "yaxis": {
                "title": {"text": WORDS["region_y"]},
                "range": [-0.5, 12.5],
                "showgrid": False,
            },
            "legend": {"orientation": "v", "y": -0.24, "font": {"size": theme.SMALL}},
        },
    )
    return twins.describe(figure, words, pd.DataFrame(rows), "The map, row by row")
