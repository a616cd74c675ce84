"""Short labels for sources: the outlet and the date, as a reader would cite them in a talk."""

from __future__ import annotations

import re
from functools import cache

from summitry.errors import UnknownNameError

from . import _store

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def short_date(iso: str) -> str:
    """Write an ISO date for reading, with the precision it has.

    Parameters
    ----------
    iso : str
        "2019", "2019-02", "2019-02-28", "2019-02-28T14:00" or "".

    Returns
    -------
    str
        For example "28 Feb 2019" or "28 Feb 2019, 14:00"; "" stays "".

    Examples
    --------
    >>> short_date("2019-02-28"), short_date("2019-02"), short_date("2019")
    ('28 Feb 2019', 'Feb 2019', '2019')
    """
    day, _, clock = iso.partition("T")
    parts = day.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, _MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words) + (f", {clock}" if clock else "")


def label(source_id: str) -> str:
    """Return the short label of a source: publisher and date.

    Brackets in the publisher's name are dropped. A source without a date shows what is known
    instead ("no date"), so that two sources are never told apart by guesswork.

    Parameters
    ----------
    source_id : str
        Id of a source.

    Returns
    -------
    str
        For example "CGTN America, 28 Feb 2019".

    Raises
    ------
    UnknownNameError
        If there is no such source; the nearest ones are named.
    OutOfRangeError
        If the id is not a text.

    Examples
    --------
    >>> label("cgtn_ri")
    'CGTN America, 28 Feb 2019'
    """
    return _label(find_source(source_id))


@cache
def _label(key: str) -> str:
    source = _store.records("sources")[key]
    publisher = re.sub(r"\s*\([^)]*\)", "", str(source["publisher"])).strip()
    date = short_date(str(source["date"]))
    return f"{publisher}, {date or 'no date'}"


def find_source(name: object) -> str:
    """Return the id of a source, or name the nearest one in an UnknownNameError."""
    key = _store.text_name(name, "source id", "cgtn_ri")
    known = _store.records("sources")
    if key not in known:
        raise UnknownNameError("source", key, known)
    return key
