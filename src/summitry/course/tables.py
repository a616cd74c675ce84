"""Tables of the ledger as a learner reads them: plain names, marks, sources by short label."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitry.course.forecasts import source_links
from summitry.errors import UnknownNameError
from summitry.explorers.control import cell_text, strings, words

if TYPE_CHECKING:
    import pandas as pd

# Columns that say how sure a row is; they are shown as a mark, not as columns.
SILENT = ("verified", "unverified_part")
SOURCES = "source_ids"
ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?(T\d{2}:\d{2})?")
ONE_LINE = re.compile(r"[\d.,]+%?†?|(\d{1,2} )?[A-Z][a-z]{2} \d{4}†?")  # numbers and dates
WIDTH = 92

_TABLE = "border-collapse: collapse; table-layout: auto; margin: 0; font-size: 16px; width: auto"
_CAPTION = (
    "text-align: left; font-weight: 600; font-size: 16px; caption-side: top; padding: 6px 0; "
    "color: inherit"
)
_CELL = (
    "text-align: left; vertical-align: top; padding: 6px 8px; font-size: 16px; line-height: 1.4; "
    "border-bottom: 1px solid currentcolor; "
)


_STAY = "white-space: nowrap"
_WRAP = "max-width: 34em; overflow-wrap: break-word"


@dataclass(frozen=True, repr=False)
class Table:
    """A table that shows itself: as HTML where there is a page, as text elsewhere.

    Parameters
    ----------
    frame : pandas.DataFrame
        What is shown, with columns named in plain words.
    caption : str
        Caption above the table.
    note : str
        Note below it; empty when there is nothing to note.
    """

    frame: pd.DataFrame
    caption: str
    note: str = ""

    def __len__(self) -> int:
        return len(self.frame)

    def __str__(self) -> str:
        lines = [f"{self.caption} ({_count(len(self))})"]
        for cells in self.frame.itertuples(index=False, name=None):
            parts = [
                f"{name}: {_plain(cell)}"
                for name, cell in zip(self.frame.columns, cells, strict=True)
                if _plain(cell)
            ]
            lines.append(
                textwrap.fill(
                    "; ".join(parts),
                    WIDTH,
                    initial_indent="- ",
                    subsequent_indent="  ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
        return "\n".join([*lines, self.note] if self.note else lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/html": self._html(), "text/plain": str(self)}

    def _html(self) -> str:
        columns = list(self.frame.columns)
        numeric = [dtype.kind in "iuf" for dtype in self.frame.dtypes]
        head = "".join(_cell("th", html.escape(name), name, scope="col") for name in columns)
        body = []
        for cells in self.frame.itertuples(index=False, name=None):
            tags = [
                _cell(
                    "td" if i else "th",
                    _rich(cell),
                    _plain(cell),
                    scope="" if i else "row",
                    right=numeric[i],
                )
                for i, cell in enumerate(cells)
            ]
            body.append(f"<tr>{''.join(tags)}</tr>")
        caption = html.escape(f"{self.caption} ({_count(len(self))})")
        note = f'<p style="font-size: 16px">{html.escape(self.note)}</p>' if self.note else ""
        return (
            f'<div role="region" aria-label="{html.escape(self.caption)}" tabindex="0" '
            'style="overflow-x: auto; max-width: 100%">'
            f'<table style="{_TABLE}"><caption style="{_CAPTION}">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{note}"
        )


def _cell(tag: str, inside: str, text: str, *, scope: str = "", right: bool = False) -> str:
    """Write one cell; texts wrap, numbers and dates stay on one line."""
    style = _CELL + (_STAY if ONE_LINE.fullmatch(text) else _WRAP)
    if right:
        style = style.replace("text-align: left", "text-align: right")
    where = f' scope="{scope}"' if scope else ""
    return f'<{tag}{where} style="{style}">{inside}</{tag}>'


class _Sources(tuple[tuple[str, str], ...]):
    """Labels and addresses of the sources of one row."""


def _plain(cell: Any) -> str:
    if isinstance(cell, _Sources):
        return "; ".join(label for label, _ in cell)
    text = cell_text(cell)
    if ISO_DATE.fullmatch(text):
        from summitry import facts

        return facts.short_date(text)
    return text


def _rich(cell: Any) -> str:
    if not isinstance(cell, _Sources):
        return html.escape(_plain(cell))
    return "; ".join(
        f'<a href="{html.escape(url)}" target="_blank" rel="noopener">{html.escape(label)}</a>'
        if url.startswith(("https://", "http://"))
        else html.escape(label)
        for label, url in cell
    )


def _count(rows: int) -> str:
    if rows == 0:
        return words("rows_none").rstrip(".").lower()
    return words("rows_one") if rows == 1 else words("rows_many", count=rows)


def plain_name(column: str) -> str:
    """Return a column's name in plain words.

    Parameters
    ----------
    column : str
        A column of the ledger.

    Returns
    -------
    str
        The name a learner sees.

    Examples
    --------
    >>> plain_name("source_ids"), plain_name("planned_date")
    ('Sources', 'Planned date')
    """
    return strings().get(f"column_{column}", column.replace("_", " ").capitalize())


def table(
    data: str | pd.DataFrame,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    where: Mapping[str, Any] | None = None,
    caption: str | None = None,
) -> Table:
    """Show a table of the ledger, or any data frame.

    Parameters
    ----------
    data : str or pandas.DataFrame
        Name of a ledger table (one of ``facts.tables()``), or a data frame.
    columns : list of str or dict, optional
        Which columns, in this order. A dictionary also gives the names to show.
    where : dict, optional
        Which rows: a value, a list of values, or a function for each column named. In a column
        that holds several ids, a row fits when one of them does.
    caption : str, optional
        Caption of the table.

    Returns
    -------
    Table
        Shows itself at the end of a cell. Rows that are not fully verified carry a mark, which is
        explained below the table.

    Raises
    ------
    UnknownNameError
        If there is no such table or column.

    Examples
    --------
    >>> short = table("resolutions", columns=["number", "adopted"], where={"number": [1718, 2397]})
    >>> print(short)
    Resolutions (2 rows)
    - Number: 1718; Adopted: 14 Oct 2006
    - Number: 2397; Adopted: 22 Dec 2017
    """
    from summitry import facts

    if isinstance(data, str):
        frame, caption = facts.load(data), caption or plain_name(data)
    else:
        frame, caption = data, caption or words("table")
    for column, wanted in (where or {}).items():
        _known(column, frame)
        frame = frame[[_fits(cell, wanted) for cell in frame[column]]]
    if columns is None:
        columns = [name for name in frame.columns if name not in SILENT]
    names = dict(columns) if isinstance(columns, Mapping) else {c: plain_name(c) for c in columns}
    for column in names:
        _known(column, frame)
    marked = _unverified(frame)
    shown = frame[list(names)].reset_index(drop=True)
    if SOURCES in names:
        shown[SOURCES] = shown[SOURCES].map(_labels)
    if any(marked):
        first = next(iter(names))
        shown[first] = [
            f"{_plain(cell)}{facts.MARK if mark else ''}"
            for cell, mark in zip(shown[first], marked, strict=True)
        ]
    return Table(shown.rename(columns=names), caption, facts.MARK_NOTE if any(marked) else "")


def _known(column: str, frame: pd.DataFrame) -> None:
    if column not in frame.columns:
        raise UnknownNameError("column", column, map(str, frame.columns))


def _fits(cell: Any, wanted: Any) -> bool:
    if callable(wanted):
        return bool(wanted(cell))
    allowed = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
    if isinstance(cell, (tuple, list)):
        return any(item in allowed for item in cell)
    return any(bool(cell == item) for item in allowed)


def _unverified(frame: pd.DataFrame) -> list[bool]:
    if "verified" not in frame.columns:
        return [False] * len(frame)
    return [verified is False or str(verified) == "False" for verified in frame["verified"]]


def _labels(ids: Iterable[str]) -> _Sources:
    return _Sources((link["label"], link["url"]) for link in source_links(tuple(ids)))
