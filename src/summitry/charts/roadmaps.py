"""The published plans for a staged deal on one scale of years, one of them told in full."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts
from summitry.charts import fit, theme
from summitry.charts.events import records
from summitry.charts.twins import describe
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.scenarios import Scenario

#: Plans that name years, in the order of the figure.
DATED: tuple[str, ...] = ("HCS18", "JANNUZI", "TONGKIM", "BOLTON1Y")
#: Plans that name steps or an order, and no years.
UNDATED: tuple[str, ...] = (
    "SIXP",
    "WWS18",
    "ICG18",
    "DPRK-HANOI",
    "US-PAPER",
    "BIEGUN",
    "CNAS-JACK",
)

WORDS = {
    "title": "<b>Published plans, year by year</b>",
    "years": "Years since the start",
    "undated": "<b>Without years: the order only</b>",
    "own": "Your design (the model's years)",
    "own_who": "You",
    "stage": "stage {number}",
    "upto": "up to {years:g} years",
    "row": "{who}, {date}",
    "does": "{phase}. North Korea: {text}{mark}",
    "return": "{phase}. In return: {text}{mark}",
    "phase": "{number} {name}",
    "not_seen": "not given in what the course could read",
    "alt": (
        "Bars on a scale of years since the start, one row a plan. {rows}. Below them stand plans "
        "that give steps and no years: {undated}. Told in full is the plan of {who}: {told}."
    ),
    "bar": "{who}: {phases}",
    "phase_alt": "{name}, {low:.3g} to {high:.3g} years",
    "caption": "Published plans, phase by phase",
    "col_plan": "Plan",
    "col_date": "Date",
    "col_phase": "Phase",
    "col_years": "Years",
    "col_dprk": "What North Korea does",
    "col_return": "What the other side does",
    "span": "{low:.3g} to {high:.3g}",
    "open": "to {high:.3g}",
    "none": "none given",
    "hover": "{name}<br>{years}<extra></extra>",
}

# Short forms of the ledger, written in full for readers who do not know them.
_IN_FULL = {
    "Yongbyon": "Nyongbyon",
    "HEU": "highly enriched uranium",
    "WMD": "mass-destruction",
    "ROK": "South Korea",
    "IAEA": "UN inspectors (IAEA)",
    "TSSL and TWEA": "end of two US listings (TSSL, TWEA)",
    "Pu and U plants": "plutonium and uranium plants",
}

_LINE = 20  # pixels from one line of small words to the next
_LETTERS = 47  # letters in a line of small words, so that they fit a narrow page
_WIDE = 38  # letters in a line of body words
_YEAR = 21  # pixels of a year on a narrow page
_BAR, _TALL = 40, 60  # height of a bar, and of one with words on three lines
_LAST = 15.6  # right end of the scale, in years


@dataclass(frozen=True)
class Phase:
    """One phase of a published plan.

    Attributes
    ----------
    number : int
        Its number; 0 speaks of the plan as a whole.
    name : str
        What the plan calls it.
    low, high : float
        First and last year since the start; not a number where the plan gives none.
    does, gets : str
        What North Korea does, and what the other side does; empty where it could not be read.
    mark : str
        The mark of a row that is not verified, or nothing.
    """

    number: int
    name: str
    low: float
    high: float
    does: str
    gets: str
    mark: str

    @property
    def title(self) -> str:
        """Number and name; a plan as a whole has no number."""
        if not self.number:
            return self.name[:1].upper() + self.name[1:]
        return WORDS["phase"].format(number=self.number, name=self.name)

    @property
    def span(self) -> str:
        """The years in words."""
        if math.isnan(self.high):
            return WORDS["none"]
        if math.isnan(self.low):
            return WORDS["open"].format(high=self.high)
        return WORDS["span"].format(low=self.low, high=self.high)


@dataclass(frozen=True)
class Plan:
    """One published plan.

    Attributes
    ----------
    code, who, date : str
        Its short name, its authors, when it was published.
    phases : tuple of Phase
        In their order.
    """

    code: str
    who: str
    date: str
    phases: tuple[Phase, ...]

    @property
    def mark(self) -> str:
        """The mark where any phase is not verified."""
        return facts.MARK if any(phase.mark for phase in self.phases) else ""

    @property
    def bars(self) -> tuple[tuple[float, float, Phase], ...]:
        """Start, end and phase of what can be drawn; a plan of one length starts at nought."""
        found = []
        for phase in self.phases:
            if math.isnan(phase.high) or (phase.number == 0 and len(self.phases) > 1):
                continue
            whole = math.isnan(phase.low) or phase.low == phase.high
            found.append((0.0 if whole else phase.low, phase.high, phase))
        return tuple(found)

    @property
    def longest(self) -> float:
        """The longest time that the plan names, in years."""
        known = [phase.high for phase in self.phases if not math.isnan(phase.high)]
        return max(known, default=0.0)


@cache
def plans() -> Mapping[str, Plan]:
    """Give every published plan of the ledger, by its short name.

    Returns
    -------
    dict of str to Plan
        In the order of the ledger.

    Examples
    --------
    >>> [phase.name for phase in plans()["HCS18"].phases][1:4]
    ['halt', 'roll back', 'eliminate or set limits']
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(facts.load("roadmaps")):
        found.setdefault(row["roadmap"], []).append(row)
    return {
        code: Plan(
            code,
            rows[0]["who"],
            facts.short_date(rows[0]["date"] or ""),
            tuple(_phase(row) for row in sorted(rows, key=lambda row: row["phase_no"])),
        )
        for code, rows in found.items()
    }


def _phase(row: Mapping[str, Any]) -> Phase:
    def years(name: str) -> float:
        return math.nan if row[name] is None else float(row[name])

    return Phase(
        int(row["phase_no"]),
        _spelt(row["phase_name"]),
        years("years_low"),
        years("years_high"),
        _spelt(row["denuclearisation_steps"]),
        _spelt(row["counterpart_steps"]),
        "" if row["verified"] else facts.MARK,
    )


def _spelt(text: str) -> str:
    """Write the site as the course does, and short forms in full."""
    for short, full in _IN_FULL.items():
        text = re.sub(rf"\b{short}\b", full, text or "")
    return text


def own_plan(scenario: Scenario) -> Plan:
    """Give a design of one's own in the form of a published plan.

    Parameters
    ----------
    scenario : Scenario
        Stages, years of dismantling, and the years that each stage adds.

    Returns
    -------
    Plan
        One phase a stage.

    Examples
    --------
    >>> from summitry import scenarios
    >>> own_plan(scenarios.load("big-for-big")).longest
    6.25
    """
    years = scenario.parameters["years"].value
    pause = scenario.parameters["overhead"].value
    made, start = [], 0.0
    for number, step in enumerate(scenario.steps, start=1):
        end = round(start + years * step + pause, 3)
        name = WORDS["stage"].format(number=number)
        made.append(Phase(number, name, start, end, f"{100 * step:.0f}%", "", ""))
        start = end
    return Plan("OWN", WORDS["own"], "", tuple(made))


def published_plans(selected: str = "HCS18", own: Scenario | None = None) -> go.Figure:
    """Draw the published plans on one scale of years, and tell one of them in full.

    Parameters
    ----------
    selected : str
        Short name of the plan to tell in full, one of `DATED` or `UNDATED`.
    own : Scenario, optional
        A design of one's own, drawn above the published plans.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a plan, with words and table.

    Raises
    ------
    UnknownNameError
        When the figure has no such plan.
    OutOfRangeError
        When the design of one's own lasts longer than the scale can show.
    """
    shown = [plans()[code] for code in (*DATED, *UNDATED)]
    if selected not in (plan.code for plan in shown):
        raise UnknownNameError("published plan", selected, [plan.code for plan in shown])
    dated = shown[: len(DATED)]
    longest = _LAST
    if own is not None:
        dated = [own_plan(own), *dated]
        longest = max(_LAST, dated[0].longest + 0.6)
        if longest > 60:
            raise OutOfRangeError("the years of your design", dated[0].longest, "at most 60")
    figure = go.Figure()
    y = 26.0
    for plan in dated:
        y = _dated_row(figure, plan, y, plan.code == selected)
    axis = y
    y += 84
    _words(figure, WORDS["undated"], y, theme.BODY, theme.INK)
    y += 34
    for plan in shown[len(DATED) :]:
        y = _undated_row(figure, plan, y, plan.code == selected)
    top, bottom = 52, 12
    # Scale and years stand between the two groups: the ticks are words, not an axis of plotly.
    _scale(figure, axis, longest)
    figure.update_layout(
        title_text=WORDS["title"],
        height=y + top + bottom,
        margin={"t": top, "b": bottom, "l": 20, "r": 20},
        xaxis={"range": [-0.15, longest], "visible": False, "fixedrange": True},
        yaxis={"range": [y, 0], "visible": False, "fixedrange": True},
        showlegend=False,
    )
    return describe(
        figure,
        _in_words(dated, shown[len(DATED) :], plans()[selected]),
        plans_table([*dated, *shown[len(DATED) :]]),
        WORDS["caption"],
        facts.MARK_NOTE,
    )


def plans_table(shown: Sequence[Plan]) -> pd.DataFrame:
    """Give plans as a table, one row a phase.

    Parameters
    ----------
    shown : sequence of Plan
        The plans.

    Returns
    -------
    DataFrame
        Who, when, which years, and what each side does.
    """
    return pd.DataFrame(
        [
            {
                WORDS["col_plan"]: plan.who,
                WORDS["col_date"]: plan.date,
                WORDS["col_phase"]: phase.name + phase.mark,
                WORDS["col_years"]: phase.span,
                WORDS["col_dprk"]: phase.does,
                WORDS["col_return"]: phase.gets,
            }
            for plan in shown
            for phase in plan.phases
        ]
    )


def _words(figure: go.Figure, text: str, y: float, size: float, colour: str) -> None:
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", y=y, yanchor="middle", align="left", showarrow=False,
        text=text, font={"size": size, "color": colour},
    )  # fmt: skip


def _label(figure: go.Figure, plan: Plan, y: float, chosen: bool) -> float:
    """Write who made a plan, and when; give the height below it."""
    lines = fit.wrap(plan.who, _WIDE).split("<br>")
    if plan.date:
        when = plan.date + plan.mark
        joined = WORDS["row"].format(who=lines[-1], date=when)
        lines[-1:] = [joined] if len(joined) <= _WIDE else [lines[-1], when]
    for line in lines:
        words = f"<b>{line}</b>" if chosen or not plan.date else line
        _words(figure, words, y, theme.BODY, theme.INK)
        y += 24
    return y - 8


def _dated_row(figure: go.Figure, plan: Plan, y: float, chosen: bool) -> float:
    """Draw a plan with years from a height downwards; give the height below it."""
    y = _label(figure, plan, y, chosen)
    tall = _TALL if len(plan.bars) > 1 else _BAR
    role = "prescription" if plan.code == "OWN" else "third" if chosen else "neutral"
    middle = y + tall / 2
    for start, end, _ in plan.bars:
        figure.add_shape(
            type="rect", x0=start, x1=end, y0=y, y1=y + tall, layer="below",
            line={"color": theme.PALETTE[role], "width": 2}, fillcolor=theme.TINT[role],
        )  # fmt: skip
    named = plan.longest
    last = max((end for _, end, _ in plan.bars), default=0.0)
    if named > last:  # the plan as a whole may take longer than its phases
        figure.add_shape(
            type="line", x0=last, x1=named, y0=middle, y1=middle,
            line={"color": theme.PALETTE[role], "width": 2, "dash": "dash"},
        )  # fmt: skip
        figure.add_annotation(
            x=(last + named) / 2, y=middle, yanchor="bottom", yshift=2, showarrow=False,
            text=WORDS["upto"].format(years=named),
            font={"size": theme.SMALL, "color": theme.TEXT[role]},
        )  # fmt: skip
    _names(figure, plan, middle, role)
    y += tall + 8
    return (_told(figure, plan, y) + 8 if chosen else y) + 18


def _names(figure: go.Figure, plan: Plan, middle: float, role: str) -> None:
    """Write the name of each phase into its bar, or beside the bar of a plan of one phase."""
    bars = plan.bars
    figure.add_trace(
        go.Scatter(
            x=[(start + end) / 2 for start, end, _ in bars],
            y=[middle] * len(bars),
            mode="markers",
            marker={"size": 26, "opacity": 0},
            hovertemplate=[
                WORDS["hover"].format(name=phase.name, years=phase.span) for _, _, phase in bars
            ],
            name=plan.who,
        )
    )
    for start, end, phase in bars:
        room = _YEAR * (end - start)
        text = phase.name + phase.mark
        if math.isnan(phase.low):  # the years speak of the whole, not of this phase
            text = WORDS["upto"].format(years=phase.high) + phase.mark
        lines = [text, fit.wrap(text, 12), fit.wrap(text, 8), str(phase.number)]
        inside = [s for s in lines if max(fit.width(p, 14) for p in s.split("<br>")) <= room]
        beside = len(bars) == 1 and (not inside or inside[0] == lines[-1])
        figure.add_annotation(
            x=end if beside else (start + end) / 2, xanchor="left" if beside else "center",
            y=middle, yanchor="middle", xshift=8 if beside else 0, showarrow=False,
            text=text if beside else inside[0] if inside else "",
            font={"size": theme.SMALL, "color": theme.TEXT[role] if beside else theme.INK},
        )  # fmt: skip


def _undated_row(figure: go.Figure, plan: Plan, y: float, chosen: bool) -> float:
    """Write a plan without years; give the height below it."""
    y = _label(figure, plan, y, chosen) + 8
    names = " → ".join(phase.name for phase in plan.phases)
    _words(figure, names, y, theme.SMALL, theme.QUIET)
    y += 16
    return (_told(figure, plan, y) + 8 if chosen else y) + 16


def _told(figure: go.Figure, plan: Plan, y: float) -> float:
    """Write what each side does in the plan; give the height below it."""
    for line in _lines(plan):
        text = fit.wrap(line, _LETTERS)
        rows = text.count("<br>") + 1
        _words(figure, text, y + rows * _LINE / 2, theme.SMALL, theme.INK)
        y += rows * _LINE + 2
    return y


def _lines(plan: Plan) -> list[str]:
    told = []
    for phase in plan.phases:
        for form, text in ((WORDS["does"], phase.does), (WORDS["return"], phase.gets)):
            if text:
                told.append(form.format(phase=phase.title, text=text, mark=phase.mark))
    return told or [
        WORDS["does"].format(phase=plan.phases[0].title, text=WORDS["not_seen"], mark="")
    ]


def _scale(figure: go.Figure, y: float, longest: float) -> None:
    figure.add_shape(
        type="line", x0=0, x1=longest, y0=y, y1=y, line={"color": theme.PALETTE["neutral"]}
    )
    for year in range(int(longest) + 1):
        named = year % 5 == 0
        figure.add_shape(
            type="line",
            x0=year,
            x1=year,
            y0=y,
            y1=y + (9 if named else 5),
            line={"color": theme.PALETTE["neutral"]},
        )
        if named:
            figure.add_annotation(
                x=year, y=y + 8, yanchor="top", showarrow=False, text=str(year),
                font={"size": theme.BODY, "color": theme.INK},
            )  # fmt: skip
    figure.add_annotation(
        x=longest / 2, y=y + 28, yanchor="top", showarrow=False, text=WORDS["years"],
        font={"size": theme.BODY, "color": theme.INK},
    )  # fmt: skip


def _in_words(dated: Sequence[Plan], undated: Sequence[Plan], chosen: Plan) -> str:
    def bars(plan: Plan) -> str:
        return ", ".join(
            WORDS["upto"].format(years=end)
            if math.isnan(phase.low)
            else WORDS["phase_alt"].format(name=phase.name, low=start, high=end)
            for start, end, phase in plan.bars
        )

    rows = "; ".join(WORDS["bar"].format(who=plan.who, phases=bars(plan)) for plan in dated)
    return WORDS["alt"].format(
        rows=rows,
        undated=", ".join(plan.who for plan in undated),
        who=chosen.who,
        told="; ".join(_lines(chosen)),
    )
