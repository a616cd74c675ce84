"""Rows of the ledger as objects: who says what, when, on which sources, and is it verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from . import _html, _labels, _store
from ._store import Value

MARK = "†"
MARK_NOTE = f"{MARK} Not fully verified: at least one detail rests on memory, not on a source."


@dataclass(frozen=True, repr=False)
class Row:
    """One row of the ledger.

    Parameters
    ----------
    id : str
        Id, unique in the whole ledger.
    table : str
        Name of its table.
    values : mapping of str to value
        The row as it stands in the table, with typed values.
    links : mapping of str to tuple of str
        Ids from the link tables, for example ``links["source_ids"]``.
    """

    id: str
    table: str
    values: Mapping[str, Value]
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources that carry the row."""
        if self.table == "matters":
            return _sources_of_matter(self.id)
        return self.links.get("source_ids", ())

    @property
    def verified(self) -> bool:
        """False when at least one detail rests on memory."""
        return self.values.get("verified") is not False

    @property
    def mark(self) -> str:
        """The dagger for a row that is not verified, otherwise an empty text."""
        return "" if self.verified else MARK

    @property
    def date(self) -> str:
        """ISO date of the row with the precision that is known; empty when there is none."""
        column = _store.specs()[self.table].row.get("date", "")
        link, _, far = column.partition(".")
        if far:
            return str(row(str(self.values[link])).values[far] or "")
        return str(self.values.get(column) or "")

    @property
    def who(self) -> str:
        """Who says it; empty for tables without a speaker."""
        return self._fill("who")

    @property
    def text(self) -> str:
        """The row as one line of text."""
        return self._fill("text")

    def _fill(self, part: str) -> str:
        template = _store.specs()[self.table].row.get(part, "")
        words = {key: _words(value) for key, value in self.values.items()}
        words["range"] = " to ".join(
            dict.fromkeys(words[end] for end in ("low", "high") if words.get(end))
        )
        if words["range"]:
            words["range"] += f" {words['unit']}"
        return " ".join(template.format_map(words).split()).removesuffix(":")

    def __str__(self) -> str:
        when = _labels.short_date(self.date)
        return f"{self.id}{self.mark}  {f'{when}: ' if when else ''}{self.text}"

    def __repr__(self) -> str:
        return f"<{self.table} row {self}>"

    def _repr_html_(self) -> str:
        rows = [
            [name, _words(value)] for name, value in self.values.items() if value not in ("", None)
        ]
        rows += [[name, ", ".join(ids)] for name, ids in self.links.items() if ids]
        table = _html.table(
            f"{self.id}{self.mark}, a row of {self.table}",
            ["column", "value"],
            [[_html.text(cell) for cell in cells] for cells in rows],
            row_header=True,
        )
        return table + _html.note(MARK_NOTE if self.mark else "")


@dataclass(frozen=True, repr=False)
class Source(Row):
    """A source: a page, a text or a book."""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The source itself."""
        return (self.id,)

    @property
    def label(self) -> str:
        """Publisher and date, for example "CGTN America, 28 Feb 2019"."""
        return _labels.label(self.id)

    @property
    def title(self) -> str:
        """Title of the page or text."""
        return str(self.values["title"])

    @property
    def publisher(self) -> str:
        """Publisher, as recorded."""
        return str(self.values["publisher"])

    @property
    def url(self) -> str:
        """Address of the page; empty where no authorised address exists."""
        return str(self.values["url"])

    def __str__(self) -> str:
        return ". ".join(part for part in (self.label, self.title, self.url) if part)

    def _link(self) -> str:
        return _html.link(self.label, self.url)


def _words(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    # Counts and money get thousands marks; years are whole numbers and stay as they are.
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def row(id: str) -> Row:
    """Return one row of the ledger by its id, whatever its table.

    Parameters
    ----------
    id : str
        Id of a claim, an event, an offer, a source or any other row.

    Returns
    -------
    Row
        The row; a `Source` when the id is that of a source.

    Raises
    ------
    UnknownNameError
        If there is no such id; the nearest ones are named.
    OutOfRangeError
        If the id is not a text.

    Examples
    --------
    >>> row("UNSCR2375").date
    '2017-09-11'
    """
    key = _store.find_id(id)
    table = _store.table_of()[key]
    kind = Source if table == "sources" else Row
    values = _store.records(table)[key]
    return kind(key, table, values, MappingProxyType(_store.linked(table, key)))


def source(id: str) -> Source:
    """Return one source by its id; other ids raise an UnknownNameError."""
    found = row(_labels.find_source(id))
    assert isinstance(found, Source)
    return found


def sources(*ids: str) -> list[Source]:
    """Return the sources behind any ids, each source once.

    Parameters
    ----------
    *ids : str
        Ids of sources or of any other rows. A claim brings the sources of all its evidence.

    Returns
    -------
    list of Source
        In the order in which they are first met.

    Raises
    ------
    UnknownNameError
        If an id does not exist.
    OutOfRangeError
        If an id is not a text.

    Examples
    --------
    >>> [item.label for item in sources("O23", "O50")]
    ['Korea JoongAng Daily, 27 Mar 2019', 'US Embassy Tokyo media highlights of Asahi, 18 Mar 2019']
    """
    wanted = dict.fromkeys(key for id in ids for key in row(id).source_ids)
    return [source(key) for key in wanted]


def _sources_of_matter(matter: str) -> tuple[str, ...]:
    told = [key for key, item in _store.records("accounts").items() if item["matter"] == matter]
    return tuple(
        dict.fromkeys(sid for key in told for sid in _store.links("accounts_sources")[key])
    )
