"""The summit step by step: who says what happened, and where the two accounts meet.

Examples
--------
>>> explorer = Timeline()
>>> explorer.preset("North Korea's reply")
>>> "Told by: North Korea. The accounts differ:" in explorer.readout
True
>>> explorer.state["period"]
'days'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from types import MappingProxyType
from typing import Any

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
    question,
    some_labels,
    tells,
    told_by,
    two_days_parts,
)
from summitry.errors import UnknownNameError
from summitry.explorers.pointing import (
    PointingExplorer,
    card,
    side_by_side,
    source_links,
    step,
)

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


class Timeline(PointingExplorer):
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
        {
            "name": "event",
            "kind": "range",
            "label": "Step through the events",
            "min": 1,
            "max": len(_events()),
            "value": _number("T103"),
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
            chosen = step(pool, number, forward=number > before)
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

    def pick(self, mark: str) -> None:
        """Point out one event, as a click on it does.

        Parameters
        ----------
        mark : str
            Id in the ledger, for example "T112".

        Raises
        ------
        UnknownNameError
            When the story has no such event.
        """
        number = _number(mark)
        changes: dict[str, Any] = {"event": number}
        if self._state["view"] == "who":
            row = _events()[number]
            if not tells(row["tellers"], self._state["narrator"]):
                changes["narrator"] = "all"
            if not row["matters"]:
                changes["contested"] = False
        self.set(**changes)

    # ------------------------------------------------------------ what it shows

    def parts(self, state: dict[str, Any]) -> Parts:
        """Draw the state: the lanes of the tellers, or the plan beside what happened.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always eight traces.
        """
        visible = state["event"] in self._pool(state)
        selected = _events()[state["event"]]["id"] if visible else None
        if state["view"] == "plan":
            return day_plan_parts(selected, self.room)
        return two_days_parts(
            _rows(state["period"]),
            narrator=state["narrator"],
            contested_only=state["contested"],
            selected=selected,
            room=self.room,
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
            f"Event {row['number']} of {len(_events())}, {_moment(row['date'])}.",
            _sentence(row["event"]),
        ]
        if state["view"] == "plan":
            parts += [_planned_words(item) for item in _planned()[state["event"]]]
        parts.append(f"Told by: {told_by(row['tellers'])}.")
        for matter in row["matters"][:1]:
            parts.append(f"The accounts differ: {question(matter)}")
            parts += [_account_words(item) for item in main_accounts(matter, row["source_ids"])]
        parts += [f"They also differ on this: {question(matter)}" for matter in row["matters"][1:]]
        if not row["matters"]:
            parts.append(f"Not contested in the ledger. Sources: {some_labels(row['source_ids'])}.")
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

    def beside(self) -> str:
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
        if not row["matters"]:
            body = f"<p>Not contested in the ledger. Sources: {source_links(row['id'])}</p>"
        else:
            body = "".join(_side_by_side(matter) for matter in row["matters"])
        return card(f"Event {row['number']}: {row['label']}", body)


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


def _moment(iso: str) -> str:
    return when(iso) + (" Hanoi time" if "T" in iso else "")


def _account_words(item: facts.Account) -> str:
    side = theme.NAMES[_SIDES[item.side]]
    return (
        f"{side} ({item.teller}, {facts.short_date(item.date)}): "
        f"{_sentence(item.says + item.mark)} [{some_labels(item.source_ids, 1)}]"
    )


def _sentence(text: str) -> str:
    """End a text with a full stop, before the mark if it has one."""
    bare = text.removesuffix(facts.MARK)
    mark = text[len(bare) :]
    return bare + ("" if bare.endswith((".", "?", "!")) else ".") + mark


def _planned_words(item: Mapping[str, Any]) -> str:
    if item["planned"]:
        return f"{item['label']}: planned for {item['planned'][-5:]}; {item['outcome']}."
    return f"{item['label']}: {item['outcome']}."


def _nothing(state: Mapping[str, Any]) -> str:
    what = "contested event" if state["contested"] else "event"
    told = "" if state["narrator"] == "all" else f" told by {NARRATORS[state['narrator']]}"
    period = _PERIODS[state["period"]]
    return f"{period}: the ledger has no {what}{told}. Choose another time or another teller."


def _side_by_side(matter: str) -> str:
    told = facts.accounts(matter)
    columns = []
    for side, role in _SIDES.items():
        says = "".join(
            f"<p><strong>{escape(item.teller)}</strong> ({facts.short_date(item.date)}): "
            f"{escape(item.says + item.mark)} [{source_links(item.id)}]</p>"
            for item in told.by_side(side)
        )
        columns.append((role, theme.NAMES[role], says or "<p>No account in the ledger.</p>"))
    note = f"<p>{escape(facts.MARK_NOTE)}</p>" if any(item.mark for item in told.rows) else ""
    asked = f"<p>The accounts differ: <strong>{escape(told.question)}</strong></p>"
    return asked + side_by_side(columns) + note
