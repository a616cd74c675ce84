"""Whole tables as data frames."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from . import _store

if TYPE_CHECKING:
    import pandas as pd


def tables() -> list[str]:
    """Return the names of all tables of the ledger, without the link tables.

    Returns
    -------
    list of str
        Names that `load` understands.

    Examples
    --------
    >>> "provisions" in tables()
    True
    """
    return list(_store.specs())


def load(table: str) -> pd.DataFrame:
    """Return one table of the ledger as a data frame.

    Texts that are missing are empty, missing numbers are NaN, and dates are ISO texts with the
    precision that is known. Link tables are joined as tuples of ids (``source_ids`` and others).
    The frame is a copy: change it freely.

    Parameters
    ----------
    table : str
        Name of a table, one of `tables()`.

    Returns
    -------
    pandas.DataFrame
        One line a row; the first column is ``id``.

    Raises
    ------
    UnknownNameError
        If there is no such table; the nearest name is given.
    OutOfRangeError
        If the name is not a text.

    Examples
    --------
    >>> five = load("resolutions").query("one_of_hanoi_five")
    >>> five["number"].tolist()
    [2270, 2321, 2371, 2375, 2397]
    """
    return _frame(_store.find_table(table)).copy()


@cache
def _frame(table: str) -> pd.DataFrame:
    import pandas as pd

    spec = _store.specs()[table]
    rows = _store.records(table)
    columns = {
        name: pd.Series([item[name] for item in rows.values()], dtype=_dtype(kind, name, table))
        for name, kind in spec.types.items()
    }
    for link in spec.links:
        name = _store.LINK_COLUMNS[link.rpartition("_")[2]]
        columns[name] = pd.Series([_store.links(link).get(key, ()) for key in rows], dtype=object)
    return pd.DataFrame(columns)


def _dtype(kind: str, name: str, table: str) -> str:
    missing = any(item[name] is None for item in _store.records(table).values())
    if kind == "boolean":
        return "boolean" if missing else "bool"
    if kind == "integer":
        return "Int64" if missing else "int64"
    return "float64" if kind == "number" else "str"
