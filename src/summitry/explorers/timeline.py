"""The summit step by step: who says what happened, and where the two accounts meet.

Examples
--------
>>> explorer = Timeline()
>>> explorer.set(narrator="dprk", event=31)
>>> explorer.readout.startswith("Event 31 of 51 (Fri 1 Mar 2019, Hanoi time).")
True
>>> explorer.state["period"]
'days'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from summitry import facts
from summitry.charts import theme
from summitry.charts.events import DAYS_FROM, DAYS_TO, plan, records, story, when
from summitry.charts.parts import Parts
from summitry.charts.plan import day_plan_parts, plan_table
from summitry.charts.timeline import (
    NARRATORS,
    event_table,
    in_view,
    labels,
    question,
    tells,
    told_by,
    two_days_parts,
)
from summitry.errors import UnknownNameError
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import ipywidgets
    import plotly.graph_objects as go

_PERIODS = {
    "before": "Before the summit",
    "days": "The days of the summit",
    "after": "After the summit",
    "all": "The whole story",
}
_SIDES = {"US": "us", "DPRK": "dprk", "third": "third"}


@cache
def _story() -> pd.DataFrame:
    return story()


@cache
def _events() -> dict[int, dict[str, Any]]:
    return {int(row["number"]): row for row in records(_story())}


def _number(event_id: str) -> int:
    for number, row in _events().items():
        if row["id"] == event_id:
            return number
    raise UnknownNameError("event of the story", event_id, (r["id"] for r in _events().values()))


def _period_of(number: int) -> str:
    day = _events()[number]["date"][:10]
    if day < DAYS_FROM:
        return "before"
    return "days" if day <= DAYS_TO else "after"


@cache
def _rows(period: str) -> pd.DataFrame:
    frame = _story()
    if period == "all":
        return frame
    keep = [_period_of(int(number)) == period for number in frame["number"]]
    return frame[keep].reset_index(drop=True)


@cache
def _numbers(period: str, narrator: str, contested: bool) -> list[int]:
    shown = in_view(_rows(period), narrator, contested)
    return [int(number) for number in shown["number"]]


@cache
def _planned() -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for item in records(plan()):
        found.setdefault(_number(item["event_id"]), []).append(item)
    return found


class Timeline(Explorer):
    """Step through the events around the Hanoi summit and hear each side.

    The state has ``event`` (the number of the event, 1 to the last), ``narrator`` ("all", "us",
    "dprk", "both" or "third"), ``period`` ("before", "days", "after" or "all"), ``contested``
    (only contested events) and ``view`` ("who" or "plan"). The period follows the event, and the
    event skips what the narrator does not tell.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = "Two days in Hanoi, told by each side"
    question = "Who says what happened, and do the two accounts meet?"
    controls = (
        {
            "name": "event",
            "kind": "range",
            "label": "Step through the events",
            "min": 1,
            "max": len(_events()),
            "value": _number("T103"),
        },
        {
            "name": "narrator",
            "kind": "radio",
            "label": "Who tells it",
            "options": [
                ("all", "Everyone"),
                ("us", "Only the United States"),
                ("dprk", "Only North Korea"),
                ("both", "Only what both sides tell"),
                ("third", "Only the press and others"),
            ],
        },
        {
            "name": "period",
            "kind": "choice",
            "label": "When",
            "options": list(_PERIODS.items()),
            "value": "days",
        },
        {"name": "contested", "kind": "toggle", "label": "Only contested events"},
        {
            "name": "view",
            "kind": "radio",
            "label": "Show",
            "options": [("who", "Who says what"), ("plan", "Plan and what happened")],
        },
    )
    presets = MappingProxyType(
        {
            "What was asked for": {"event": _number("T112")},
            "North Korea's reply": {"event": _number("T113"), "narrator": "dprk"},
            "Where both agree": {"event": _number("T106"), "narrator": "both"},
            "The plan that failed": {"event": _number("T110"), "view": "plan"},
        }
    )

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self._panel_of_accounts: ipywidgets.HTML | None = None
        self._drawn: Parts | None = None
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ the state

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Bring event, period and narrator of a wished state into line.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            A new event takes its period with it and skips what is not in view. A new period,
            narrator or filter moves the event to one in view. Where nothing is in view, the
            state stays as asked.
        """
        wished = dict(state)
        number, before = wished["event"], self._state["event"]
        if number != before:
            pool = self._pool({**wished, "period": "all"})
            chosen = _step(pool, number, forward=number > before)
            if chosen is not None:
                wished["event"] = chosen
                if wished["period"] not in ("all", _period_of(chosen)):
                    wished["period"] = _period_of(chosen)
            return wished
        pool = self._pool(wished)
        if pool and number not in pool:
            moved = wished["period"] != self._state["period"]
            nearest = min(pool, key=lambda other: abs(other - number))
            wished["event"] = pool[0] if moved else nearest
        return wished

    def _pool(self, state: Mapping[str, Any]) -> list[int]:
        """List the numbers of the events that the state shows in full."""
        if state["view"] == "plan":
            return sorted(_planned())
        return _numbers(state["period"], state["narrator"], state["contested"])

    def _move(self, state: dict[str, Any]) -> None:
        super()._move(self.settle(state))

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        settled = self.settle(change["new"])
        if settled != change["new"] and self._panel is not None:
            self._panel.state = settled  # comes back here, in line this time
            return
        super()._panel_moved(change)

    def select(self, event_id: str) -> None:
        """Point out one event, as a click on it does.

        Parameters
        ----------
        event_id : str
            Id in the ledger, for example "T112".

        Raises
        ------
        UnknownNameError
            When the story has no such event.
        """
        number = _number(event_id)
        changes: dict[str, Any] = {"event": number}
        if self._state["view"] == "who":
            row = _events()[number]
            if not tells(row["tellers"], self._state["narrator"]):
                changes["narrator"] = "all"
            if not row["matters"]:
                changes["contested"] = False
        self.set(**changes)

    # ------------------------------------------------------------ what it shows

    def build(self, state: dict[str, Any]) -> go.Figure:
        """Draw the state.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        plotly.graph_objects.Figure
            Lanes of the tellers, or the plan beside what happened.
        """
        return self._parts(state).figure()

    def draw(self, state: dict[str, Any]) -> None:
        """Change the figure on the screen where the state differs from what it shows.

        Parameters
        ----------
        state : dict
            Values of the controls.
        """
        fresh = self._parts(state)
        assert self._drawn is not None
        fresh.change(self.figure, self._drawn)
        self._drawn = fresh

    def _parts(self, state: dict[str, Any]) -> Parts:
        visible = state["event"] in self._pool(state)
        selected = _events()[state["event"]]["id"] if visible else None
        if state["view"] == "plan":
            return day_plan_parts(selected)
        return two_days_parts(
            _rows(state["period"]),
            narrator=state["narrator"],
            contested_only=state["contested"],
            selected=selected,
        )

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what the state shows.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            The event, who tells it and, where it is contested, both accounts.
        """
        if state["event"] not in self._pool(state):
            return _nothing(state)
        row = _events()[state["event"]]
        parts = [
            f"Event {row['number']} of {len(_events())} ({when(row['date'])}, Hanoi time).",
            _sentence(row["event"]),
        ]
        if state["view"] == "plan":
            parts += [_planned_words(item) for item in _planned()[state["event"]]]
        parts.append(f"Told by: {told_by(row['tellers'])}. Reported by: {row['who']}.")
        for matter in row["matters"]:
            parts.append(f"The accounts differ: {question(matter)}")
            parts += [_account_words(item) for item in main_accounts(matter, row["source_ids"])]
        if not row["matters"]:
            parts.append(f"Not contested in the ledger. Sources: {_some(row['source_ids'])}.")
        text = " ".join(parts)
        return f"{text} {facts.MARK_NOTE}" if facts.MARK in text else text

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give the events in view as a table.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        pandas.DataFrame
            The same events as the figure shows in full.
        """
        if state["view"] == "plan":
            return plan_table()
        return event_table(in_view(_rows(state["period"]), state["narrator"], state["contested"]))

    # ------------------------------------------------------------ on the page

    @property
    def figure(self) -> go.FigureWidget:
        """The figure; a click on a mark selects its event."""
        fresh = self._figure is None
        figure = super().figure
        if fresh:
            self._drawn = self._parts(self.state)
            for trace in figure.data:
                trace.on_click(self._clicked)
        return figure

    def _clicked(self, trace: Any, points: Any, _keys: Any) -> None:
        if points.point_inds and trace.customdata is not None:
            self.select(str(trace.customdata[points.point_inds[0]]))

    def _compose(self) -> ipywidgets.DOMWidget:
        import ipywidgets

        whole = super()._compose()
        self._panel_of_accounts = ipywidgets.HTML(
            self.accounts_html(), layout=ipywidgets.Layout(flex="1 1 100%", min_width="0")
        )
        whole.children = (*whole.children, self._panel_of_accounts)
        return whole

    def _redraw(self) -> None:
        super()._redraw()
        if self._panel_of_accounts is not None:
            self._panel_of_accounts.value = self.accounts_html()

    def accounts_html(self) -> str:
        """Write all accounts of the selected event side by side.

        Returns
        -------
        str
            HTML: one column a side, with links to the sources; for an event that is not
            contested its sources alone.
        """
        if self._state["event"] not in self._pool(self._state):
            return ""
        row = _events()[self._state["event"]]
        head = f"Event {row['number']}: {escape(row['label'])}"
        if not row["matters"]:
            body = f"<p>Not contested in the ledger. Sources: {_links(row['id'])}</p>"
        else:
            body = "".join(_side_by_side(matter) for matter in row["matters"])
        return (
            '<div class="summitry" style="line-height: 1.5">'
            f'<p style="font-weight: 700; margin: 0 0 4px">{head}</p>{body}</div>'
        )


def _step(pool: Sequence[int], number: int, *, forward: bool) -> int | None:
    """Return the number itself if it is in the pool, else the next one on the way."""
    if not pool:
        return None
    ahead = [n for n in pool if (n >= number if forward else n <= number)]
    if ahead:
        return min(ahead) if forward else max(ahead)
    return pool[-1] if forward else pool[0]


def main_accounts(matter: str, source_ids: Sequence[str] = ()) -> list[facts.Account]:
    """Choose the accounts that stand for a contested matter in one sentence.

    Parameters
    ----------
    matter : str
        Id of the matter.
    source_ids : sequence of str, optional
        Sources of the event; an account that rests on one of them is preferred.

    Returns
    -------
    list of Account
        One of each side that has any: the United States, North Korea, others only where one of
        the two sides is silent. At least two, if the ledger has two.
    """
    told = facts.accounts(matter)
    chosen: list[facts.Account] = []
    for side in _SIDES:
        found = sorted(
            told.by_side(side), key=lambda item: not set(item.source_ids) & set(source_ids)
        )
        wanted = 1 if side != "third" else max(0, 2 - len(chosen))
        chosen += found[:wanted]
    rest = [item for item in told.rows if item not in chosen]
    return chosen + rest[: max(0, 2 - len(chosen))]


def _account_words(item: facts.Account) -> str:
    side = theme.NAMES[_SIDES[item.side]]
    return (
        f"{side} – {item.teller} ({facts.short_date(item.date)}): "
        f"{_sentence(item.says + item.mark)} [{_some(item.source_ids)}]"
    )


def _sentence(text: str) -> str:
    """End a text with a full stop, before the mark if it has one."""
    bare = text.removesuffix(facts.MARK)
    mark = text[len(bare) :]
    return bare + ("" if bare.endswith((".", "?", "!")) else ".") + mark


def _some(source_ids: Sequence[str]) -> str:
    names = labels(source_ids)
    more = f"; and {len(names) - 2} more" if len(names) > 2 else ""
    return "; ".join(names[:2]) + more


def _planned_words(item: Mapping[str, Any]) -> str:
    if item["planned"]:
        return f"{item['label']}: planned for {item['planned'][-5:]}; {item['outcome']}."
    return f"{item['label']}: {item['outcome']}."


def _nothing(state: Mapping[str, Any]) -> str:
    what = "contested event" if state["contested"] else "event"
    told = "" if state["narrator"] == "all" else f" told by {NARRATORS[state['narrator']]}"
    period = _PERIODS[state["period"]]
    return f"{period}: the ledger has no {what}{told}. Choose another time or another teller."


def _links(row_id: str) -> str:
    """Write the sources of a row as links."""
    made = []
    for source in facts.sources(row_id):
        name = escape(source.label)
        if source.url.startswith(("https://", "http://")):
            name = f'<a href="{escape(source.url)}" target="_blank" rel="noopener">{name}</a>'
        made.append(name)
    return "; ".join(dict.fromkeys(made))


def _side_by_side(matter: str) -> str:
    told = facts.accounts(matter)
    columns = []
    for side, role in _SIDES.items():
        says = "".join(
            f"<p><strong>{escape(item.teller)}</strong> ({facts.short_date(item.date)}): "
            f"{escape(item.says + item.mark)} [{_links(item.id)}]</p>"
            for item in told.by_side(side)
        )
        columns.append(
            f'<div style="flex: 1 1 15rem; min-width: 0; padding: 4px 12px; '
            f'border-left: 6px {"solid" if role != "third" else "double"} {theme.PALETTE[role]}">'
            f'<p style="font-weight: 700">{theme.NAMES[role]}</p>'
            f"{says or '<p>No account in the ledger.</p>'}</div>"
        )
    note = f"<p>{escape(facts.MARK_NOTE)}</p>" if any(i.mark for i in told.rows) else ""
    return (
        f"<p>The accounts differ: <strong>{escape(told.question)}</strong></p>"
        '<div style="display: flex; flex-wrap: wrap; gap: 16px; margin-bottom: 12px">'
        f"{''.join(columns)}</div>{note}"
    )
