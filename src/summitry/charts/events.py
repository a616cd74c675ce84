"""The events of the summit story, ready to be drawn: who tells each, and which are contested.

The events themselves stand in the ledger. This file adds what a picture needs and a ledger does
not: a label of a few words, and the lane of the teller.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from summitry import facts
from summitry.errors import OutOfRangeError

#: First and last day of the story.
FIRST, LAST = "2018-04-20", "2019-12-31"

#: The days around the summit, shown hour by hour where the record gives hours.
DAYS_FROM, DAYS_TO = "2019-02-25", "2019-03-05"

_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as plain dictionaries.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table with text column names.

    Returns
    -------
    list of dict
        One dictionary a row.
    """
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


@cache
def _story() -> pd.DataFrame:
    drawn = {row["id"]: row for row in _rows("events.csv")}
    ledger = facts.load("timeline")
    rows: list[dict[str, Any]] = []
    for record in records(ledger):
        if record["id"] not in drawn:
            continue
        extra = drawn[record["id"]]
        rows.append(
            {
                "number": len(rows) + 1,
                "id": record["id"],
                "date": record["date"],
                "event": record["event"] + ("" if record["verified"] else facts.MARK),
                "label": extra["label"],
                "key": extra["key"] == "yes",
                "tellers": tuple(extra["tellers"].split(";")),
                "who": record["who"],
                "matters": tuple(record["matter_ids"]),
                "source_ids": tuple(record["source_ids"]),
            }
        )
    return pd.DataFrame(rows)


def story(first: str = FIRST, last: str = LAST) -> pd.DataFrame:
    """Give the events of the story between two days.

    Parameters
    ----------
    first, last : str, optional
        ISO days, both included. By default the whole story.

    Returns
    -------
    pandas.DataFrame
        One row an event, in the order of time: ``number`` (counted through the whole story),
        ``id``, ``date``, ``event``, ``label``, ``key`` (a turning point), ``tellers`` ("us",
        "dprk", "third"), ``who`` (the outlets), ``matters`` (what about it is contested) and
        ``source_ids``.

    Raises
    ------
    OutOfRangeError
        When a day is not an ISO day, or the first comes after the last.
    """
    for name, day in (("first", first), ("last", last)):
        try:
            date.fromisoformat(day)
        except (TypeError, ValueError):
            raise OutOfRangeError(name, day, "a day such as '2019-02-28'") from None
    if first > last:
        raise OutOfRangeError("first", first, f"no later than last ({last})")
    frame = _story()
    days = frame["date"].str.slice(0, 10)
    return frame[(days >= first) & (days <= last)].reset_index(drop=True)


def plan() -> pd.DataFrame:
    """Give the published plan of 28 February 2019 beside what happened.

    Returns
    -------
    pandas.DataFrame
        ``event_id``, ``label``, ``planned`` and ``happened`` (Hanoi time, "" for no time) and
        ``outcome`` in words.
    """
    return pd.DataFrame([dict(row) for row in _rows("plan.csv")])


def when(iso: str) -> str:
    """Write a date of the ledger in words, with the precision it has.

    Parameters
    ----------
    iso : str
        For example "2019-02-28T14:00", "2019-02-28" or "2018-10".

    Returns
    -------
    str
        For example "Thu 28 Feb 2019, 14:00".

    Examples
    --------
    >>> when("2019-02-28T14:00"), when("2018-10")
    ('Thu 28 Feb 2019, 14:00', 'Oct 2018')
    """
    words = facts.short_date(iso)
    if len(iso) < 10:
        return words
    return f"{_DAY_NAMES[date.fromisoformat(iso[:10]).weekday()]} {words}"
