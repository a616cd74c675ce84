"""The days of the summit as a picture: who says what, and what had been planned.

`two_days` gives each teller a lane. Events stand in the order of time, one column each; columns
are not equal lengths of time, because eight things happen on one day and none on the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts
from summitry.charts import events as story_events
from summitry.charts import fit, theme
from summitry.charts.events import records, when
from summitry.charts.parts import Parts, halos, scatter
from summitry.charts.twins import meta
from summitry.errors import OutOfRangeError, UnknownNameError

LANES: dict[str, str] = {
    "us": "The US account",
    "dprk": "North Korea's account",
    "third": "Press and others",
}

NARRATORS: dict[str, str] = {
    "all": "everyone",
    "us": "the United States",
    "dprk": "North Korea",
    "both": "both the United States and North Korea",
    "third": "the press and others",
}

#: One height for every state: plotly gives up fitting the width once a height is changed.
HEIGHT = 528

_TYPE = theme.SMALL
# Where things stand inside a lane of height 1, counted downwards. The first two lanes mirror each
# other, so that lines between their marks cross no words.
_MARK_AT = {"us": 0.82, "dprk": 0.18, "third": 0.36}
_TITLE_AT = {"us": (0.03, "top"), "dprk": (0.97, "bottom"), "third": (0.03, "top")}
_LABEL_AT = {"us": (0.67, "bottom"), "dprk": (0.33, "top"), "third": (0.53, "top")}
_NUMBERED = 19  # pixels a column from which on each mark carries its number
_SHORT = 12  # letters a line of a label that stands at an end of the picture
_LABELLED = 12  # ... and from which on there is room for labels


def tells(tellers: Sequence[str], narrator: str) -> bool:
    """Say whether a narrator tells an event.

    Parameters
    ----------
    tellers : sequence of str
        The tellers of the event.
    narrator : str
        "all", "us", "dprk", "both" (both sides tell it) or "third".

    Returns
    -------
    bool
        Whether the event belongs to what this narrator tells.
    """
    if narrator not in NARRATORS:
        raise UnknownNameError("narrator", narrator, NARRATORS)
    if narrator == "all":
        return True
    if narrator == "both":
        return "us" in tellers and "dprk" in tellers
    return narrator in tellers


def two_days(
    rows: pd.DataFrame | None = None,
    *,
    narrator: str = "all",
    contested_only: bool = False,
    selected: str | None = None,
) -> go.Figure:
    """Draw who says what happened, lane by lane.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        Events as `summitry.charts.story` gives them. By default 25 February to 5 March 2019.
    narrator : str, optional
        Whose events are drawn in full; the others stay as small grey dots.
    contested_only : bool, optional
        Draw only contested events in full.
    selected : str, optional
        Id of the event to point out.

    Returns
    -------
    plotly.graph_objects.Figure
        With alt text and a table of the events drawn in full.

    Raises
    ------
    UnknownNameError
        When the narrator or the event is not known.
    OutOfRangeError
        When there are no rows.
    """
    if rows is None:
        rows = story_events.story(story_events.DAYS_FROM, story_events.DAYS_TO)
    return (
        two_days_parts(rows, narrator=narrator, contested_only=contested_only, selected=selected)
        .still()
        .figure()
    )


def two_days_parts(
    rows: pd.DataFrame,
    *,
    narrator: str = "all",
    contested_only: bool = False,
    selected: str | None = None,
    room: int = fit.ROOM,
) -> Parts:
    """Give the figure of `two_days` as plain data, for an explorer.

    Parameters
    ----------
    rows : pandas.DataFrame
        Events as `summitry.charts.story` gives them.
    narrator, contested_only, selected
        As for `two_days`.
    room : int, optional
        Width of the drawing area in pixels; labels and marks are fitted to it.

    Returns
    -------
    Parts
        Always six traces.
    """
    if rows.empty:
        raise OutOfRangeError("rows", 0, "at least one event")
    if selected is not None and selected not in set(rows["id"]):
        raise UnknownNameError("event in this picture", selected, rows["id"])
    shown = in_view(rows, narrator, contested_only)
    drawing = _Drawing(records(rows), set(shown["id"]), selected, room)
    words = meta(
        _in_words(rows, shown, narrator, contested_only),
        event_table(shown),
        f"Events {_span(rows)}, Hanoi time",
        facts.MARK_NOTE if any(facts.MARK in event for event in shown["event"]) else "",
    )
    return Parts(drawing.traces(), {**drawing.layout(), "meta": words})


def in_view(rows: pd.DataFrame, narrator: str, contested_only: bool) -> pd.DataFrame:
    """Give the events that a narrator tells.

    Parameters
    ----------
    rows : pandas.DataFrame
        Events as `summitry.charts.story` gives them.
    narrator : str
        See `tells`.
    contested_only : bool
        Keep only events about which the accounts differ.

    Returns
    -------
    pandas.DataFrame
        Some of the rows.
    """
    keep = [
        tells(tellers, narrator) and (bool(matters) or not contested_only)
        for tellers, matters in zip(rows["tellers"], rows["matters"], strict=True)
    ]
    return rows[pd.Series(keep, index=rows.index, dtype=bool)].reset_index(drop=True)


def event_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give events as a table in plain words.

    Parameters
    ----------
    rows : pandas.DataFrame
        Events as `summitry.charts.story` gives them.

    Returns
    -------
    pandas.DataFrame
        Number, time, event, teller, what is contested, sources.
    """
    return pd.DataFrame(
        {
            "No.": [int(number) for number in rows["number"]],
            "When (Hanoi time)": [when(date) for date in rows["date"]],
            "What happened": list(rows["event"]),
            "Told by": [told_by(tellers) for tellers in rows["tellers"]],
            "Contested": [
                "; ".join(question(matter) for matter in matters) or "no"
                for matters in rows["matters"]
            ],
            "Sources": [some_labels(ids) for ids in rows["source_ids"]],
        }
    )


def told_by(tellers: Sequence[str]) -> str:
    """Name the tellers of an event in words.

    Parameters
    ----------
    tellers : sequence of str
        "us", "dprk", "third".

    Returns
    -------
    str
        For example "United States and North Korea".
    """
    return " and ".join(theme.NAMES[teller] for teller in tellers)


def question(matter: str) -> str:
    """Give the question behind a contested matter.

    Parameters
    ----------
    matter : str
        Id of the matter.

    Returns
    -------
    str
        The question.
    """
    return facts.row(matter).text


def labels(source_ids: Sequence[str]) -> list[str]:
    """Give the short labels of sources.

    Parameters
    ----------
    source_ids : sequence of str
        Ids of sources.

    Returns
    -------
    list of str
        For example "VOA, 28 Feb 2019".
    """
    return list(dict.fromkeys(facts.label(source) for source in source_ids))


def some_labels(source_ids: Sequence[str], most: int = 2) -> str:
    """Name the first sources, and say how many more there are.

    Parameters
    ----------
    source_ids : sequence of str
        Ids of sources.
    most : int, optional
        How many to name.

    Returns
    -------
    str
        For example "VOA, 28 Feb 2019; and 2 more".
    """
    names = labels(source_ids)
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "; ".join([*names[:most], *more])


class _Drawing:
    """Positions of the events of one picture, and the plotly parts made from them."""

    def __init__(
        self, rows: list[dict[str, Any]], shown: set[str], selected: str | None, room: int
    ) -> None:
        self.rows = rows
        self.column = {row["id"]: index for index, row in enumerate(rows)}
        self.shown = shown
        self.selected = next((row for row in rows if row["id"] == selected), None)
        self.room = room
        self.pitch = room / len(rows)
        self.numbered = self.pitch >= _NUMBERED

    def traces(self) -> list[dict[str, Any]]:
        """Return always the same number of traces, so that a widget can be updated in place."""
        return [
            self._links("solid", contested=False),
            self._links("dash", contested=True),
            *(self._marks(lane) for lane in LANES),
            self._left_out(),
        ]

    def _spots(self, row: dict[str, Any]) -> list[tuple[int, float]]:
        return [(self.column[row["id"]], _mark_y(teller)) for teller in row["tellers"]]

    def _links(self, dash: str, *, contested: bool) -> dict[str, Any]:
        x: list[Any] = []
        y: list[Any] = []
        for row in self.rows:
            if row["id"] not in self.shown or bool(row["matters"]) != contested:
                continue
            if tells(row["tellers"], "both"):
                x += [self.column[row["id"]], self.column[row["id"]], None]
                y += [_mark_y("us"), _mark_y("dprk"), None]
        return scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": theme.PALETTE["both"], "width": 3, "dash": dash},
            hoverinfo="skip",
            name="told by both sides",
        )

    def _marks(self, lane: str) -> dict[str, Any]:
        rows = [r for r in self.rows if r["id"] in self.shown and lane in r["tellers"]]
        hollow = [bool(row["matters"]) for row in rows]
        return scatter(
            x=[self.column[row["id"]] for row in rows],
            y=[_mark_y(lane) for _ in rows],
            mode="markers+text" if self.numbered else "markers",
            text=[str(row["number"]) for row in rows],
            textfont={
                "size": _TYPE,
                "weight": 700,
                "color": [theme.TEXT[lane] if open_ else theme.PAPER for open_ in hollow],
            },
            marker={
                "symbol": theme.SYMBOLS[lane],
                "size": _size(lane, self.pitch),
                "color": [theme.PAPER if open_ else theme.PALETTE[lane] for open_ in hollow],
                "line": {"color": theme.PALETTE[lane], "width": 3 if self.pitch >= 24 else 2},
            },
            customdata=[row["id"] for row in rows],
            hovertext=[_hover(row) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
            name=LANES[lane],
            cliponaxis=False,
        )

    def _left_out(self) -> dict[str, Any]:
        spots = [
            (row, spot)
            for row in self.rows
            if row["id"] not in self.shown
            for spot in self._spots(row)
        ]
        return scatter(
            x=[x for _, (x, _) in spots],
            y=[y for _, (_, y) in spots],
            mode="markers",
            marker={
                "symbol": "circle",
                "size": 8 if self.numbered else 5,
                "color": theme.PALETTE["neutral"],
            },
            customdata=[row["id"] for row, _ in spots],
            hovertext=[_hover(row) for row, _ in spots],
            hovertemplate="%{hovertext}<extra></extra>",
            name="not in view",
        )

    def layout(self) -> dict[str, Any]:
        count = len(self.rows)
        key = self._key()
        top = 104 + 21 * len(key)
        hidden = {"visible": False, "showgrid": False, "fixedrange": True, "automargin": False}
        beside = fit.BESIDE / self.pitch
        return {
            "xaxis": {**hidden, "range": [-0.5 - beside, count - 0.5 + beside]},
            "yaxis": {**hidden, "range": [len(LANES), 0]},
            "title": {
                "text": "<b>Who says what happened?</b>",
                "subtitle": {
                    "text": "<br>".join(key),
                    "font": {"size": theme.BODY, "color": theme.QUIET},
                },
            },
            "height": HEIGHT,
            "margin": {"l": 8 - fit.BESIDE, "r": 8 - fit.BESIDE, "t": top, "b": 8},
            "shapes": [
                *self._bands(),
                *self._separators(),
                *self._columns(),
                *self._counterparts(),
                *self._halos(),
                *self._labels(),
                *self._headers(HEIGHT - top - 8),
                *self._lane_titles(),
            ],
        }

    def _key(self) -> list[str]:
        """Write the key below the title, in as many lines as the room asks for."""
        words = ["Filled: not contested. Hollow: contested."]
        if self.selected is not None and self.selected["matters"]:
            words.append("Joined: both tell it. Dotted: same question.")
        else:
            words.append("Joined: the US and North Korea both tell it.")
        letters = int(self.room / (fit.LETTER * theme.BODY))
        return [line for text in words for line in fit.wrap(text, letters).split("<br>")]

    def _bands(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": index + 0.02,
                "y1": index + 0.98,
                "fillcolor": theme.TINT[lane],
                "line": {"width": 0},
                "layer": "below",
            }
            for index, lane in enumerate(LANES)
        ]

    def _groups(self) -> list[tuple[str, int, int]]:
        """Split the columns into days, or into longer stretches when the days are many."""
        heads = [_head(row["date"], self._span_days()) for row in self.rows]
        groups = []
        start = 0
        for head, members in groupby(heads):
            size = len(list(members))
            groups.append((head, start, start + size))
            start += size
        return groups

    def _span_days(self) -> int:
        first, last = (pd.Timestamp(self.rows[i]["date"][:10]) for i in (0, -1))
        return int((last - first).days)

    def _separators(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "line",
                "x0": start - 0.5,
                "x1": start - 0.5,
                "y0": 0,
                "y1": len(LANES),
                "line": {"color": theme.RULE, "width": 1},
                "layer": "below",
            }
            for _, start, _ in self._groups()[1:]
        ]

    # What marks the selected event is there for every event, and seen for one: plotly then draws
    # the two that change, instead of the whole figure.

    def _is_selected(self, row: dict[str, Any]) -> bool:
        return self.selected is not None and row["id"] == self.selected["id"]

    def _columns(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "rect",
                "x0": at - 0.5,
                "x1": at + 0.5,
                "y0": 0,
                "y1": len(LANES),
                "fillcolor": theme.HALO,
                "opacity": 0.28 * self._is_selected(row),
                "line": {"width": 0},
                "layer": "below",
            }
            for at, row in enumerate(self.rows)
        ]

    def _halos(self) -> list[dict[str, Any]]:
        spots = [(row, spot) for row in self.rows for spot in self._spots(row)]
        chosen = [index for index, (row, _) in enumerate(spots) if self._is_selected(row)]
        return halos([spot for _, spot in spots], chosen, _size("us", self.pitch) + 10)

    def _counterparts(self) -> list[dict[str, Any]]:
        """Lead from each event to the others on the same contested matter."""
        made = []
        for one, other in combinations(self.rows, 2):
            if not set(one["matters"]) & set(other["matters"]):
                continue
            start, end = self._spots(one)[0], self._spots(other)[0]
            made.append(
                {
                    "name": "the same contested matter",
                    "type": "line",
                    "x0": start[0],
                    "y0": start[1],
                    "x1": end[0],
                    "y1": end[1],
                    "line": {"color": theme.PALETTE["lower"], "width": 3, "dash": "dot"},
                    "opacity": int(self._is_selected(one) or self._is_selected(other)),
                    "layer": "below",
                }
            )
        return made

    def _headers(self, plot_height: float) -> list[dict[str, Any]]:
        made = []
        before = ""
        reached = -8.0  # the margin
        for head, start, end in self._groups():
            first, _, second = head.partition("|")
            if fit.width(first, _TYPE) > (end - start) * self.pitch - 4:
                first = first.split()[-1]  # "Mon 25" becomes "25"
            # A month or year that has not changed need not be said again.
            again = second if second != before else " "
            before = second
            middle = (start + end) / 2 * self.pitch
            half = fit.width(f"{first}<br>{again}", _TYPE) / 2
            if middle - half < reached:  # two short months side by side: name the first
                continue
            reached = middle + half + 3
            made.append(
                _words(
                    "header",
                    (start + end - 1) / 2,
                    1 + 4 / plot_height,
                    f"<b>{first}</b><br>{again}",
                    yref="paper",
                    yanchor="bottom",
                )
            )
        return made

    def _lane_titles(self) -> list[dict[str, Any]]:
        return [
            _words(
                "lane title",
                8 / self.pitch - 0.5,
                index + _TITLE_AT[lane][0],
                f"<b>{title}</b>",
                xanchor="left",
                yanchor=_TITLE_AT[lane][1],
                color=theme.TEXT[lane],
            )
            for index, (lane, title) in enumerate(LANES.items())
        ]

    def _labels(self) -> list[dict[str, Any]]:
        lanes = list(enumerate(LANES))
        plain = [label for index, lane in lanes for label in self._lane(index, lane)]
        # The selected event's label lies on top: a label that it would cover gives way.
        return [*plain, *(label for index, lane in lanes for label in self._chosen(index, lane))]

    def _first_told(self, lane: str) -> list[dict[str, Any]]:
        """List the events in view that have their label in a lane: its upper one."""
        return [
            row
            for row in self.rows
            if row["id"] in self.shown and min(row["tellers"], key=list(LANES).index) == lane
        ]

    def _spot(self, row: dict[str, Any]) -> tuple[float, str]:
        return (self.column[row["id"]] + 0.5) * self.pitch, row["label"]

    def _lane(self, index: int, lane: str) -> list[dict[str, Any]]:
        rows = self._first_told(lane) if self.pitch >= _LABELLED else []
        found = fit.place(
            [self._spot(row) for row in rows],
            size=_TYPE,
            left=0,
            right=self.room,
            weights=[_weight(row) for row in rows],
        )
        chosen = next(
            (self._alone(row) for row in self._first_told(lane) if self._is_selected(row)), None
        )
        return [
            self._label(index, lane, at, seen=chosen is None or _apart(at, chosen))
            for at in found
            if at is not None
        ]

    def _chosen(self, index: int, lane: str) -> list[dict[str, Any]]:
        return [
            self._label(index, lane, self._alone(row), seen=self._is_selected(row), bold=True)
            for row in self._first_told(lane)
        ]

    def _alone(self, row: dict[str, Any]) -> fit.Placed:
        """Place one label as if there were no others."""
        spot = self._spot(row)
        (at,) = fit.place([spot], size=_TYPE, left=0, right=self.room)
        if at is not None:
            return at
        # Too near to an end to hang above its mark: it begins, or stops, at the end.
        text = fit.wrap(row["label"], _SHORT)
        wide = fit.width(text, _TYPE)
        if spot[0] < self.room / 2:
            return fit.Placed(text, "left", 0, wide)
        return fit.Placed(text, "right", self.room - wide, self.room)

    def _label(
        self,
        index: int,
        lane: str,
        at: fit.Placed,
        *,
        seen: bool,
        bold: bool = False,
    ) -> dict[str, Any]:
        hangs = {"left": at.left, "right": at.right}.get(at.anchor, (at.left + at.right) / 2)
        x, y = hangs / self.pitch - 0.5, index + _LABEL_AT[lane][0]
        text = f"<b>{at.text}</b>" if bold else at.text
        return _words(
            "label", x, y, text if seen else "", xanchor=at.anchor, yanchor=_LABEL_AT[lane][1]
        )


def _words(
    name: str,
    x: float,
    y: float,
    text: str,
    *,
    yref: str = "y",
    xanchor: str = "center",
    yanchor: str,
    color: str = theme.INK,
) -> dict[str, Any]:
    """Give words as the label of an invisible shape: plotly draws it once, a note twice."""
    return {
        "name": name,
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": y,
        "y1": y,
        "yref": yref,
        "line": {"width": 0},
        "label": {
            "text": text,
            "textangle": 0,
            "textposition": "middle",
            "xanchor": xanchor,
            "yanchor": yanchor,
            "padding": 0,
            "font": {"size": _TYPE, "color": color},
        },
    }


def _apart(one: fit.Placed, other: fit.Placed, gap: float = 8) -> bool:
    return one.right + gap <= other.left or other.right + gap <= one.left


def _weight(row: dict[str, Any]) -> int:
    """Say how much it matters that an event keeps its label."""
    return 1 + 20 * bool(row["key"]) + 5 * bool(row["matters"])


def _mark_y(lane: str) -> float:
    return list(LANES).index(lane) + _MARK_AT[lane]


def _size(lane: str, pitch: float) -> float:
    """Give the size of a mark that leaves its neighbours free, for so many pixels a column."""
    size = max(min(28.0, math.floor(pitch)), 9.0)
    # Of equal size, a square looks larger than a circle.
    return round(size * {"dprk": 0.93}.get(lane, 1.0), 1)


def _head(iso: str, days: int) -> str:
    """Name the stretch a date belongs to: first part | second part."""
    words = when(iso).split(",")[0].split()
    if days <= 15:
        return f"{words[0]} {words[1]}|{words[2]}"
    if days <= 400:
        return f"{words[-2]}|{words[-1]}"
    if iso < "2019":
        return "2018|"
    if iso < story_events.DAYS_FROM:
        return "Early|2019"
    return "25 Feb|to 5 Mar" if iso[:10] <= story_events.DAYS_TO else "Later|in 2019"


def _hover(row: dict[str, Any]) -> str:
    lines = [f"<b>{row['number']}. {when(row['date'])}</b>", fit.wrap(row["event"], 40)]
    lines.append(f"Told by: {told_by(row['tellers'])}")
    lines += [f"<b>Contested:</b> {fit.wrap(question(matter), 30)}" for matter in row["matters"]]
    return "<br>".join(lines)


def _span(rows: pd.DataFrame) -> str:
    first, last = (facts.short_date(rows["date"].iloc[i].split("T")[0]) for i in (0, -1))
    return f"on {first}" if first == last else f"from {first} to {last}"


def _in_words(rows: pd.DataFrame, shown: pd.DataFrame, narrator: str, contested_only: bool) -> str:
    what = "contested event" if contested_only else "event"
    parts = [f"A timeline of {_count(len(rows), 'event')} {_span(rows)}, in three lanes."]
    if len(shown) < len(rows):
        told = "" if narrator == "all" else f" told by {NARRATORS[narrator]}"
        parts.append(f"It points out {_count(len(shown), what)}{told}; the others are grey dots.")
    events: list[dict[str, Any]] = records(shown)
    lanes = [sum(lane in row["tellers"] for row in events) for lane in LANES]
    parts.append(
        f"The United States tells {lanes[0]}, North Korea {lanes[1]}, "
        f"the press and others {lanes[2]}."
    )
    both = [row for row in events if tells(row["tellers"], "both")]
    if both:
        named = "; ".join(f"{row['number']}, {row['label']}" for row in both)
        parts.append(f"Both sides tell these: {named}.")
    asked: dict[str, list[int]] = {}
    for row in events:
        for matter in row["matters"]:
            asked.setdefault(question(matter), []).append(row["number"])
    if asked:
        parts.append("The accounts differ on these questions.")
        parts += [f"{words} ({listed(numbers)})" for words, numbers in asked.items()]
    elif events:
        parts.append("None of them is contested in the ledger.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def listed(numbers: Sequence[int]) -> str:
    """Name events by their numbers.

    Parameters
    ----------
    numbers : sequence of int
        At least one.

    Returns
    -------
    str
        For example "events 24, 26 and 27".

    Examples
    --------
    >>> listed([24, 26, 27]), listed([30])
    ('events 24, 26 and 27', 'event 30')
    """
    words = [str(number) for number in numbers]
    joined = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
    return ("event " if len(words) == 1 else "events ") + joined
