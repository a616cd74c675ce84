"""Figures of many worlds: in how many each conclusion holds, and which assumption moves it.

A *world* is one draw of every assumption from its range (see `summitry.sweep`). Each deal has one
plan of payments, written before anybody knows the world: the shape that is safest at the
reference values, scaled to the total that holds in most worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from summitry import scenarios, sweep
from summitry.charts import theme, twins
from summitry.charts.parts import Parts, scatter
from summitry.errors import OutOfRangeError, UnknownNameError

Array = npt.NDArray[np.float64]
#: Part of the range of each narrowed assumption: from, to, as shares of the whole range.
Limits = Mapping[str, tuple[float, float]]

#: Points of the design behind the bars; the shares use twice as many worlds.
SAMPLES = 1024
#: Seed of the design.
SEED = 2019
#: Assumptions that the lower panel shows.
SHOWN = 8
#: Totals that are tried for each plan, in points.
TOTALS = tuple(range(5, 145, 5))


@dataclass(frozen=True)
class Conclusion:
    """A sentence that is true in some worlds and false in others.

    Attributes
    ----------
    label : str
        The sentence.
    scenario : str
        The deal that it is about.
    lump : bool
        Whether all is paid at the first stage.
    fails : bool
        Whether the sentence says that the plan fails.
    """

    label: str
    scenario: str
    lump: bool = False
    fails: bool = False


CONCLUSIONS: dict[str, Conclusion] = {
    "big": Conclusion("Big for big fails", "big-for-big", fails=True),
    "swap": Conclusion("Nyongbyon for five holds", "nyongbyon-for-five"),
    "staged": Conclusion("The deal in six stages holds", "six-stage-reference"),
    "lump": Conclusion("Paid all at the start, it breaks", "six-stage-reference", True, True),
}

#: Name and unit of every assumption that varies.
ASSUMPTIONS: dict[str, tuple[str, str]] = {
    "leverage": ("Leverage (most that can be paid)", "points"),
    "arsenal_value": ("Worth of the programme to North Korea", "points"),
    "irreversible": ("Share that cannot be rebuilt", "%"),
    "yearly_hazard": ("Yearly chance that Washington drops it", "%"),
    "years": ("Years of dismantling", "years"),
    "payment_cost": ("Cost of one point of relief to the US", "points"),
    "snapback_stall": ("Relief lost if North Korea stalls", "%"),
    "snapback_break": ("Relief lost if Washington breaks", "%"),
    "exposure_loss": ("Extra harm to a disarmed side", "%"),
    "us_value": ("Worth of its end to the US", "points"),
    "curvature": ("How dear the last weapons are", ""),
    "us_curvature": ("How late the US gains", ""),
    "overhead": ("Years that each stage adds", "years"),
    "yearly_rate": ("Impatience, each year", "%"),
    "reputation_dprk": ("North Korea's name, if it stalls", "points"),
    "reputation_us": ("Washington's name, if it does not pay", "points"),
    "peace_dprk": ("Worth of the peace to North Korea", "points"),
    "peace_us": ("Worth of the peace to the US", "points"),
}

#: Deals of the figure `found_or_missed`: label and scenario.
DEALS: dict[str, str] = {
    "Big for big": "big-for-big",
    "Nyongbyon for five": "nyongbyon-for-five",
    "Six equal stages": "six-stage-reference",
    "Like the 1994 Agreed Framework": "agreed-framework-like",
    "Like the 2015 Iran deal": "jcpoa-like",
}

WORDS = {
    "title": "<b>Of 100 worlds, and what moves them</b>",
    "name": "Worlds in which each conclusion holds",
    "shares": "<b>In how many of 100 worlds it holds</b><br>◆ with all ranges open",
    "moves": "<b>What moves: {label}</b><br>light: with others, dark: alone",
    "worlds": "worlds of 100",
    "moved": "% of the ups and downs",
    "half": "half",
    "chosen": "▶ {label}: <b>{share:.0f}</b>",
    "other": "{label}: <b>{share:.0f}</b>",
    "bar": "{label}: <b>{total:.0f}%</b>",
    "same": "The verdict is the same in every world: nothing moves it.",
    "line": "Line",
    "value": "Now (%)",
    "open": "With all ranges open (%)",
    "alone": "Alone (%)",
    "share_row": "{label}, share of worlds",
    "move_row": "{label}, moves it",
    "found_title": "<b>A plan exists. Does one plan hold?</b>",
    "found_x": "worlds of 100",
    "exists": "some plan exists for this world",
    "one": "one plan for all worlds holds",
    "found_alt": (
        "For five deals, two numbers of worlds out of a hundred: those for which some plan of "
        "payments exists, and those in which one plan, written before the world is known, holds. "
        "{rows}. The distance between the two is the price of not knowing."
    ),
    "found_row": "{deal}: {exists:.0f} and {one:.0f}",
    "deal": "Deal",
    "found_caption": "Worlds of 100 with some plan, and with the one plan",
}


# ------------------------------------------------------------------- the worlds


def span(assumption: str, part: tuple[float, float], scenario: str = "six-stage-reference") -> str:
    """Write a part of a range in the unit of the assumption.

    Parameters
    ----------
    assumption : str
        Its name in the model.
    part : tuple of float
        From and to, as shares of the range.
    scenario : str
        The deal whose range it is.

    Returns
    -------
    str
        For example ``100 to 140 points``.

    Examples
    --------
    >>> span("leverage", (0.5, 1.0))
    '100 to 140 points'
    >>> span("yearly_hazard", (0.0, 0.0))
    '2%'
    """
    assumed = scenarios.load(scenario).parameters[assumption]
    unit = ASSUMPTIONS[assumption][1]
    scale = 100 if unit == "%" else 1
    low, high = (scale * (assumed.low + (assumed.high - assumed.low) * x) for x in part)
    text = f"{low:.3g}" if part[0] == part[1] else f"{low:.3g} to {high:.3g}"
    return text + unit if unit == "%" else f"{text} {unit}".strip()


@cache
def _design() -> tuple[Array, Array]:
    """Two sets of points that fill the unit cube evenly, one row an assumption."""
    from scipy.stats import qmc  # half a second: not in every first cell

    count = len(ASSUMPTIONS)
    points = qmc.Sobol(2 * count, rng=np.random.default_rng(SEED)).random(SAMPLES).T
    return np.ascontiguousarray(points[:count]), np.ascontiguousarray(points[count:])


def _worlds(scenario: str, limits: Limits, points: Array) -> dict[str, Array]:
    """Put points of the unit cube into the ranges of a deal."""
    assumed = scenarios.load(scenario).parameters
    made = {}
    for row, name in zip(points, ASSUMPTIONS, strict=True):
        item = assumed[name]
        start, stop = limits.get(name, (0.0, 1.0))
        wide = item.high - item.low
        made[name] = item.low + wide * start + (wide * (stop - start)) * row
    return made


def _steps(conclusion: Conclusion) -> tuple[float, ...]:
    return scenarios.load(conclusion.scenario).steps


def _true(conclusion: Conclusion, failure: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    kept: npt.NDArray[np.bool_] = failure == 2 * len(_steps(conclusion)) + 1
    return ~kept if conclusion.fails else kept


@cache
def one_plan(scenario: str, lump: bool = False) -> tuple[float, ...]:
    """Give the one plan of payments of a deal: the total that holds in most worlds.

    Parameters
    ----------
    scenario : str
        A named deal.
    lump : bool
        Whether all is paid at the first stage.

    Returns
    -------
    tuple of float
        One payment a stage, in points.

    Examples
    --------
    >>> one_plan("nyongbyon-for-five")
    (30.0,)
    """
    deal = scenarios.load(scenario)
    safest = np.asarray(deal.deal().most_robust(fakes=False).payments)
    shape = np.eye(len(deal.steps))[0] if lump else safest / safest.sum()
    worlds = _worlds(scenario, {}, np.hstack(_design()))
    held = 2 * len(deal.steps) + 1
    kept = [
        int((sweep.outcomes(worlds, deal.steps, shape * total)[0] == held).sum())
        for total in TOTALS
    ]
    best = TOTALS[int(np.argmax(kept))]
    return tuple(float(x) for x in np.round(shape * best, 1))


def _play(conclusion: Conclusion, worlds: dict[str, Array]) -> npt.NDArray[Any]:
    plan = one_plan(conclusion.scenario, conclusion.lump)
    return sweep.outcomes(worlds, _steps(conclusion), plan)[0]


def _key(limits: Limits) -> tuple[tuple[str, tuple[float, float]], ...]:
    for name, part in limits.items():
        if name not in ASSUMPTIONS:
            raise UnknownNameError("assumption", name, ASSUMPTIONS)
        if not 0 <= part[0] <= part[1] <= 1:
            raise OutOfRangeError(f"part of {name}", part, "two rising shares from 0 to 1")
    return tuple(sorted((name, part) for name, part in limits.items() if part != (0.0, 1.0)))


@dataclass(frozen=True)
class Share:
    """In how many worlds one conclusion holds, and how its plan fails.

    Attributes
    ----------
    share : float
        Share of worlds in which the sentence is true.
    failures : tuple of int
        Worlds by first failure of the plan, in the numbering of `sweep.outcomes`.
    """

    share: float
    failures: tuple[int, ...]

    def worst(self) -> tuple[str, float]:
        """Name the most frequent first failure.

        Returns
        -------
        tuple of str and float
            In words, and its share of all worlds; an empty text when the plan never fails.
        """
        count = sum(self.failures)
        place = int(np.argmax(self.failures[:-1]))
        if not self.failures[place]:
            return "", 0.0
        return _fault(place), self.failures[place] / count


def _fault(place: int) -> str:
    if place == 0:
        return "the payments are more than the leverage, or the US would not sign"
    stage = (place + 1) // 2
    if place % 2:
        return f"North Korea stalls at stage {stage}"
    return f"the US does not pay at stage {stage}"


def share(conclusion: str, limits: Limits | None = None) -> Share:
    """Count the worlds in which a conclusion holds.

    Parameters
    ----------
    conclusion : str
        A key of `CONCLUSIONS`.
    limits : dict, optional
        Narrowed assumptions: name to (from, to) as shares of the range.

    Returns
    -------
    Share
        The share, and the failures of the plan.

    Examples
    --------
    >>> share("swap").share > share("staged").share
    True
    """
    return _share(_known(conclusion), _key(limits or {}))


def _known(conclusion: str) -> str:
    if conclusion not in CONCLUSIONS:
        raise UnknownNameError("conclusion", conclusion, CONCLUSIONS)
    return conclusion


@lru_cache(maxsize=256)
def _share(key: str, limits: tuple[tuple[str, tuple[float, float]], ...]) -> Share:
    conclusion = CONCLUSIONS[key]
    worlds = _worlds(conclusion.scenario, dict(limits), np.hstack(_design()))
    failure = _play(conclusion, worlds)
    counts = np.bincount(failure, minlength=2 * len(_steps(conclusion)) + 2)
    return Share(float(_true(conclusion, failure).mean()), tuple(int(x) for x in counts))


@dataclass(frozen=True)
class Mover:
    """How much one assumption moves a conclusion.

    Attributes
    ----------
    name, label : str
        In the model, and in words.
    total, alone : float
        Total and first-order Sobol index: share of the ups and downs, with others and alone.
    """

    name: str
    label: str
    total: float
    alone: float


def movers(conclusion: str, limits: Limits | None = None) -> tuple[Mover, ...]:
    """Rank the assumptions by how much they move a conclusion.

    Parameters
    ----------
    conclusion : str
        A key of `CONCLUSIONS`.
    limits : dict, optional
        Narrowed assumptions: name to (from, to) as shares of the range.

    Returns
    -------
    tuple of Mover
        The strongest first; empty when the conclusion is the same in every world.

    Examples
    --------
    >>> movers("lump")[0].name
    'snapback_stall'
    """
    return _movers(_known(conclusion), _key(limits or {}))


@lru_cache(maxsize=256)
def _movers(key: str, limits: tuple[tuple[str, tuple[float, float]], ...]) -> tuple[Mover, ...]:
    conclusion, parts = CONCLUSIONS[key], dict(limits)
    one, two = _design()
    base = _worlds(conclusion.scenario, parts, one)
    other = _worlds(conclusion.scenario, parts, two)
    f_a = _true(conclusion, _play(conclusion, base)).astype(float)
    f_b = _true(conclusion, _play(conclusion, other)).astype(float)
    spread = float(np.concatenate([f_a, f_b]).var())
    if spread == 0:
        return ()
    found = []
    for name, (label, _) in ASSUMPTIONS.items():
        start, stop = parts.get(name, (0.0, 1.0))
        if start == stop:  # held at one value: it moves nothing
            continue
        f_ab = _true(conclusion, _play(conclusion, {**base, name: other[name]})).astype(float)
        # The estimators of Saltelli (alone) and Jansen (with others), as scipy has them.
        alone = float(np.mean(f_b * (f_ab - f_a))) / spread
        total = float(np.mean((f_a - f_ab) ** 2)) / 2 / spread
        found.append(Mover(name, label, min(total, 1.0), min(max(alone, 0.0), total, 1.0)))
    return tuple(sorted(found, key=lambda mover: -mover.total))


# ------------------------------------------------------------------- the explorer's figure


def worlds_parts(chosen: str, limits: Limits, said: str) -> Parts:
    """Give shares of worlds and the movers of one conclusion as a figure in plain data.

    Parameters
    ----------
    chosen : str
        The conclusion of the lower panel.
    limits : dict
        Narrowed assumptions.
    said : str
        The figure in words.

    Returns
    -------
    Parts
        Always six traces.
    """
    now = [100 * share(key, limits).share for key in CONCLUSIONS]
    before = [100 * share(key).share for key in CONCLUSIONS]
    found = movers(chosen, limits)[:SHOWN]
    rows = list(range(len(CONCLUSIONS)))[::-1]
    below = list(range(SHOWN))[::-1]
    filled = [*found, *[None] * (SHOWN - len(found))]
    labels = [
        WORDS["chosen" if key == chosen else "other"].format(label=item.label, share=value)
        for (key, item), value in zip(CONCLUSIONS.items(), now, strict=True)
    ]
    moves = [
        WORDS["bar"].format(label=mover.label, total=100 * mover.total) if mover else ""
        for mover in filled
    ]
    if not found:
        moves[0] = WORDS["same"]
    major = [value > 50 for value in now]
    data: list[dict[str, Any]] = [
        {
            **_bars(rows, now, "y", 0.36),
            "marker": {
                "color": [theme.PALETTE["third" if x else "neutral"] for x in major],
                "pattern": {
                    "shape": ["" if x else "/" for x in major],
                    "fillmode": "overlay",
                    "fgcolor": theme.PAPER,
                    "solidity": 0.3,
                    "size": 9,
                },
            },
        },
        scatter(
            x=[round(x, 1) for x in before],
            y=rows,
            mode="markers",
            marker={
                "symbol": "diamond",
                "size": 14,
                "color": theme.INK,
                "line": {"color": theme.PAPER, "width": 2},
            },
            hoverinfo="skip",
        ),
        _texts(rows, labels, "y"),
        {
            **_bars(below, [100 * m.total if m else 0.0 for m in filled], "y2", 0.36),
            "marker": {
                "color": theme.PALETTE["prescription"],
                "opacity": 0.5,
                "line": {"color": theme.TEXT["prescription"], "width": 1},
            },
        },
        {
            **_bars(below, [100 * m.alone if m else 0.0 for m in filled], "y2", 0.36),
            "marker": {"color": theme.TEXT["prescription"]},
        },
        _texts(below, moves, "y2"),
    ]
    layout: dict[str, Any] = {
        "title": {"text": WORDS["title"]},
        "height": 800,
        "margin": {"l": 24, "r": 20, "t": 124, "b": 64},
        "barmode": "overlay",
        "showlegend": False,
        "xaxis": {**_percents(WORDS["worlds"]), "anchor": "y"},
        "xaxis2": {**_percents(WORDS["moved"]), "anchor": "y2"},
        "yaxis": {**_rows(len(rows)), "domain": [0.69, 1.0]},
        "yaxis2": {**_rows(len(below)), "domain": [0.0, 0.5], "anchor": "x2"},
        "shapes": [
            {
                "type": "line",
                "x0": 50,
                "x1": 50,
                "xref": "x",
                "y0": 0,
                "y1": 1,
                "yref": "y domain",
                "layer": "below",
                "line": {"color": theme.INK, "width": 2, "dash": "dot"},
            }
        ],
        "annotations": [
            _heading(WORDS["shares"], 1.0),
            _heading(WORDS["moves"].format(label=CONCLUSIONS[chosen].label), 0.5),
        ],
        "meta": twins.meta(said, worlds_table(chosen, limits), WORDS["name"]),
    }
    return Parts(data, layout)


def worlds_table(chosen: str, limits: Limits) -> pd.DataFrame:
    """Give the numbers behind the figure of `worlds_parts`.

    Parameters
    ----------
    chosen : str
        The conclusion of the lower panel.
    limits : dict
        Narrowed assumptions.

    Returns
    -------
    DataFrame
        First the conclusions, then all assumptions, the strongest mover first.
    """
    rows: list[dict[str, Any]] = [
        {
            WORDS["line"]: WORDS["share_row"].format(label=item.label),
            WORDS["value"]: round(100 * share(key, limits).share, 1),
            WORDS["open"]: round(100 * share(key).share, 1),
            WORDS["alone"]: "",
        }
        for key, item in CONCLUSIONS.items()
    ]
    before = {mover.name: mover.total for mover in movers(chosen)}
    rows += [
        {
            WORDS["line"]: WORDS["move_row"].format(label=mover.label),
            WORDS["value"]: round(100 * mover.total, 1),
            WORDS["open"]: round(100 * before[mover.name], 1),
            WORDS["alone"]: round(100 * mover.alone, 1),
        }
        for mover in movers(chosen, limits)
    ]
    return pd.DataFrame(rows)


def _bars(rows: Sequence[int], values: Sequence[float], axis: str, width: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "x": [round(float(value), 1) for value in values],
        "y": list(rows),
        "yaxis": axis,
        "xaxis": "x" + axis[1:],
        "width": width,
        "hoverinfo": "skip",
    }


def _texts(rows: Sequence[int], texts: Sequence[str], axis: str) -> dict[str, Any]:
    return scatter(
        x=[0.0] * len(rows),
        y=[row + 0.41 for row in rows],
        yaxis=axis,
        xaxis="x" + axis[1:],
        mode="text",
        text=list(texts),
        textposition="middle right",
        textfont={"size": theme.BODY, "color": theme.INK},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _percents(title: str) -> dict[str, Any]:
    return {
        "range": [0, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "title": {"text": title},
        "showgrid": True,
        "gridcolor": "#E7E9ED",
        "fixedrange": True,
    }


def _rows(count: int) -> dict[str, Any]:
    return {
        "range": [-0.4, count - 0.3],
        "showticklabels": False,
        "ticks": "",
        "showgrid": False,
        "fixedrange": True,
    }


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


# ------------------------------------------------------------------- a plan exists


@lru_cache(maxsize=16)
def exists(scenario: str, worlds: int = 128) -> float:
    """Give the share of worlds for which some plan of payments holds.

    Parameters
    ----------
    scenario : str
        A named deal.
    worlds : int
        Number of worlds, 1 to `SAMPLES`; each is solved as a linear program of its own. A power
        of two fills the ranges most evenly.

    Returns
    -------
    float
        The share.
    """
    if isinstance(worlds, bool) or not isinstance(worlds, int) or not 1 <= worlds <= SAMPLES:
        raise OutOfRangeError("worlds", worlds, f"a whole number between 1 and {SAMPLES}")
    deal = scenarios.load(scenario)
    drawn = _worlds(scenario, {}, _design()[0][:, :worlds])
    # Faking is left out, but a deal needs a number for it all the same.
    rest = {n: np.full(worlds, a.value) for n, a in deal.parameters.items() if n not in drawn}
    found = [
        sweep.world({**drawn, **rest}, deal.steps, index).most_robust(fakes=False).feasible
        for index in range(worlds)
    ]
    return float(np.mean(found))


def one_holds(scenario: str) -> float:
    """Give the share of worlds in which the one plan of a deal holds.

    Parameters
    ----------
    scenario : str
        A named deal.

    Returns
    -------
    float
        The share.
    """
    steps = scenarios.load(scenario).steps
    worlds = _worlds(scenario, {}, np.hstack(_design()))
    failure, _ = sweep.outcomes(worlds, steps, one_plan(scenario))
    return float(np.mean(failure == 2 * len(steps) + 1))


def found_or_missed(worlds: int = 128) -> go.Figure:
    """Draw for each deal in how many worlds some plan exists, and in how many the one plan holds.

    Parameters
    ----------
    worlds : int
        Number of worlds for the first of the two.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a deal.
    """
    some = [100 * exists(name, worlds) for name in DEALS.values()]
    one = [100 * one_holds(name) for name in DEALS.values()]
    rows = list(range(len(DEALS)))[::-1]
    table = pd.DataFrame(
        {
            WORDS["deal"]: list(DEALS),
            WORDS["exists"]: [round(x) for x in some],
            WORDS["one"]: [round(x) for x in one],
        }
    )
    figure = go.Figure(
        data=[
            {
                **_bars(rows, some, "y", 0.36),
                "name": WORDS["exists"],
                "showlegend": True,
                "marker": {
                    "color": theme.TINT["third"],
                    "line": {"color": theme.PALETTE["third"], "width": 2},
                },
            },
            {
                **_bars(rows, one, "y", 0.36),
                "name": WORDS["one"],
                "showlegend": True,
                "marker": {"color": theme.PALETTE["third"]},
            },
            _texts(
                rows,
                [
                    f"{deal}: <b>{a:.0f}</b> / <b>{b:.0f}</b>"
                    for deal, a, b in zip(DEALS, some, one, strict=True)
                ],
                "y",
            ),
        ],
        layout={
            "title": {"text": WORDS["found_title"]},
            "height": 520,
            "margin": {"l": 24, "r": 20, "t": 72, "b": 124},
            "barmode": "overlay",
            "xaxis": {**_percents(WORDS["found_x"]), "anchor": "y"},
            "yaxis": _rows(len(rows)),
            "legend": {"y": -0.24, "traceorder": "normal"},
        },
    )
    told = "; ".join(
        WORDS["found_row"].format(deal=deal, exists=a, one=b)
        for deal, a, b in zip(DEALS, some, one, strict=True)
    )
    alt = WORDS["found_alt"].format(rows=told)
    return twins.describe(figure, alt, table, WORDS["found_caption"])
