"""The published plan of 28 February 2019 beside what happened, hour by hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry.charts import events as story_events
from summitry.charts import fit, theme
from summitry.charts.parts import Parts, scatter
from summitry.charts.timeline import HEIGHT, some_labels
from summitry.charts.twins import meta
from summitry.errors import UnknownNameError

_DAY = datetime(2019, 2, 28)
_FROM, _TO = 8.0, 25.0  # hours since midnight of that day, Hanoi time
_TYPE = theme.SMALL
# Two lanes of height 1 that mirror each other, counted downwards.
_PLANNED, _BORDER, _HAPPENED = 0.80, 1.0, 1.20
_SIZE = 28


def day_plan(selected: str | None = None) -> go.Figure:
    """Draw what had been planned for 28 February 2019 and what happened.

    Parameters
    ----------
    selected : str, optional
        Id of the event to point out.

    Returns
    -------
    plotly.graph_objects.Figure
        With alt text and a table.

    Raises
    ------
    UnknownNameError
        When the plan has no such event.
    """
    return day_plan_parts(selected).figure()


def day_plan_parts(selected: str | None = None, room: int = fit.ROOM) -> Parts:
    """Give the figure of `day_plan` as plain data, for an explorer.

    Parameters
    ----------
    selected : str, optional
        Id of the event to point out.
    room : int, optional
        Width of the drawing area in pixels; labels are fitted to it.

    Returns
    -------
    Parts
        Always eight traces, as many as `summitry.charts.timeline.two_days_parts` gives.
    """
    items = _items()
    known = [item["event_id"] for item in items]
    if selected is not None and selected not in known:
        raise UnknownNameError("event in the plan", selected, known)
    caption = "The plan of 28 February 2019 and what happened, Hanoi time"
    words = meta(_in_words(items), plan_table(), caption)
    return Parts(_traces(items, selected), {**_layout(items, selected, room), "meta": words})


def plan_table() -> pd.DataFrame:
    """Give the plan and what happened as a table.

    Returns
    -------
    pandas.DataFrame
        Number of the event in the story, what it was, planned and actual time, the outcome.
    """
    return pd.DataFrame(
        [
            {
                "No.": item["number"],
                "What": item["label"],
                "Planned for": _clock(item["planned"]) or "not on the plan seen",
                "Happened at": _clock(item["happened"]) or "did not happen",
                "Outcome": item["outcome"],
                "Sources": some_labels(item["source_ids"]),
            }
            for item in _items()
        ]
    )


def _items() -> list[dict[str, Any]]:
    story = {row["id"]: row for row in story_events.records(story_events.story())}
    items: list[dict[str, Any]] = []
    for row in story_events.records(story_events.plan()):
        event = story[row["event_id"]]
        teller = "both" if len(event["tellers"]) > 1 else event["tellers"][0]
        items.append(
            {
                **row,
                "number": int(event["number"]),
                "event": event["event"],
                "teller": teller,
                "source_ids": event["source_ids"],
            }
        )
    return items


def _clock(iso: str) -> str:
    if not iso:
        return ""
    return "after 00:00" if iso.endswith("T00:00") else iso[-5:]


def _hour(iso: str) -> float:
    return (datetime.fromisoformat(iso) - _DAY).total_seconds() / 3600


def _traces(items: list[dict[str, Any]], selected: str | None) -> list[dict[str, Any]]:
    planned = [item for item in items if item["planned"]]
    happened = [item for item in items if item["happened"]]
    called_off = [item for item in planned if not item["happened"]]
    moved = [item for item in planned if item["happened"]]
    spots = [(_hour(i["planned"]), _PLANNED) for i in planned if i["event_id"] == selected]
    spots += [(_hour(i["happened"]), _HAPPENED) for i in happened if i["event_id"] == selected]
    halo = scatter(
        x=[x for x, _ in spots],
        y=[y for _, y in spots],
        mode="markers",
        marker={
            "size": _SIZE + 10,
            "color": theme.HALO,
            "line": {"color": theme.INK, "width": 2},
        },
        hoverinfo="skip",
        name="selected",
    )
    line = {"color": theme.PALETTE["lower"], "width": 3}
    quiet = {"hoverinfo": "skip", "mode": "lines"}
    moves = scatter(
        x=[v for i in moved for v in (_hour(i["planned"]), _hour(i["happened"]), None)],
        y=[v for _ in moved for v in (_PLANNED, _HAPPENED, None)],
        line=line,
        name="moved",
        **quiet,
    )
    stubs = scatter(
        x=[v for i in called_off for v in (_hour(i["planned"]), _hour(i["planned"]), None)],
        y=[v for _ in called_off for v in (_PLANNED, _BORDER, None)],
        line={**line, "dash": "dot"},
        name="called off",
        **quiet,
    )
    crosses = scatter(
        x=[_hour(item["planned"]) for item in called_off],
        y=[_BORDER for _ in called_off],
        mode="markers",
        marker={"symbol": "x", "size": 14, "color": theme.PALETTE["lower"]},
        hoverinfo="skip",
        name="did not happen",
    )
    empty = [scatter(x=[], y=[], mode="markers", name=n) for n in ("-", "–")]
    return [
        halo,
        moves,
        stubs,
        crosses,
        _marks(planned, "planned", _PLANNED, hollow=True),
        _marks(happened, "happened", _HAPPENED, hollow=False),
        *empty,
    ]


def _marks(items: list[dict[str, Any]], column: str, y: float, *, hollow: bool) -> dict[str, Any]:
    roles = [item["teller"] for item in items]
    return scatter(
        x=[_hour(item[column]) for item in items],
        y=[y] * len(items),
        mode="markers+text",
        text=[str(item["number"]) for item in items],
        textfont={
            "size": _TYPE,
            "weight": 700,
            "color": [theme.TEXT[role] if hollow else theme.PAPER for role in roles],
        },
        marker={
            "symbol": [theme.SYMBOLS[role] for role in roles],
            "size": _SIZE,
            "color": [theme.PAPER if hollow else theme.PALETTE[role] for role in roles],
            "line": {"color": [theme.PALETTE[role] for role in roles], "width": 3},
        },
        customdata=[item["event_id"] for item in items],
        hovertext=[_hover(item) for item in items],
        hovertemplate="%{hovertext}<extra></extra>",
        name=column,
    )


def _hover(item: dict[str, Any]) -> str:
    planned = _clock(item["planned"]) or "not on the plan seen"
    happened = _clock(item["happened"]) or "did not happen"
    return (
        f"<b>{item['number']}. {item['label']}</b><br>Planned: {planned}<br>"
        f"Happened: {happened}<br>{fit.wrap(item['event'], 40)}"
    )


def _layout(items: list[dict[str, Any]], selected: str | None, room: int) -> dict[str, Any]:
    letters = int(room / (fit.LETTER * theme.BODY))
    words = ("Thursday 28 February 2019, Hanoi time.", "Cross: called off. Slanted line: moved.")
    key = [line for text in words for line in fit.wrap(text, letters).split("<br>")]
    top = 104 + 21 * len(key)
    hidden = {"visible": False, "showgrid": False, "fixedrange": True, "automargin": False}
    return {
        "title": {
            "text": "<b>The plan, and what happened</b>",
            "subtitle": {
                "text": "<br>".join(key),
                "font": {"size": theme.BODY, "color": theme.QUIET},
            },
        },
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": top, "b": 8},
        "xaxis": {**hidden, "range": [_FROM, _TO]},
        "yaxis": {**hidden, "range": [2, 0]},
        "shapes": [*_bands(), *_hour_lines()],
        "annotations": [*_hours(), *_titles(), *_labels(items, selected, room)],
    }


def _bands() -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": index + 0.015,
            "y1": index + 0.985,
            "fillcolor": theme.TINT[role],
            "line": {"width": 0},
            "layer": "below",
        }
        for index, role in enumerate(("neutral", "both"))
    ]


def _hour_lines() -> list[dict[str, Any]]:
    return [
        {
            "type": "line",
            "x0": hour,
            "x1": hour,
            "y0": 0,
            "y1": 2,
            "line": {"color": theme.RULE, "width": 1},
            "layer": "below",
        }
        for hour in range(9, 25, 3)
    ]


def _hours() -> list[dict[str, Any]]:
    return [
        {
            "x": hour,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 4,
            "showarrow": False,
            "text": f"{hour:02d}:00" if hour < 24 else "00:00",
            "font": {"size": _TYPE, "color": theme.INK},
        }
        for hour in range(9, 25, 3)
    ]


def _titles() -> list[dict[str, Any]]:
    return [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 8,
            "y": y,
            "yanchor": anchor,
            "showarrow": False,
            "text": f"<b>{title}</b>",
            "font": {"size": _TYPE, "color": theme.INK},
        }
        for title, y, anchor in (
            ("The published plan", 0.03, "top"),
            ("What happened", 1.97, "bottom"),
        )
    ]


def _labels(items: list[dict[str, Any]], selected: str | None, room: int) -> list[dict[str, Any]]:
    made = []
    scale = room / (_TO - _FROM)
    for column, y, anchor in (("planned", 0.68, "bottom"), ("happened", 1.32, "top")):
        # Placing goes from left to right.
        there = sorted((i for i in items if i[column]), key=lambda item: item[column])
        spots = [((_hour(i[column]) - _FROM) * scale, i["label"]) for i in there]
        # Lunch, signing and press conference stand close; none of the three may lose its name.
        found = fit.place(spots, size=_TYPE, left=0, right=room, gap=3)
        for item, at in zip(there, found, strict=True):
            if at is None:
                continue
            words = f"{at.text}<br>{_clock(item[column])}"
            made.append(
                {
                    "x": _hour(item[column]),
                    "y": y,
                    "xanchor": at.anchor,
                    "xshift": {"left": -12, "right": 12}.get(at.anchor, 0),
                    "yanchor": anchor,
                    "align": at.anchor,
                    "showarrow": False,
                    "borderpad": 0,
                    "text": f"<b>{words}</b>" if item["event_id"] == selected else words,
                    "font": {"size": _TYPE, "color": theme.INK},
                }
            )
    return made


def _in_words(items: list[dict[str, Any]]) -> str:
    parts = ["The plan of Thursday 28 February 2019 beside what happened, in Hanoi time."]
    for item in items:
        planned, happened = _clock(item["planned"]), _clock(item["happened"])
        at = happened if happened.startswith("after") else f"at {happened}"
        time = f"planned for {planned}" if planned else at
        if planned and happened:
            time += f", held at {happened}"
        parts.append(f"{item['label']} ({time}): {item['outcome']}.")
    return " ".join(parts)
