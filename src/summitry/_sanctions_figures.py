"""What trade was worth: figures of the ledger, one compiler and one base year at a time.

A *figure* is what one compiler gives for one sector and one year. A *basis* is a set of figures
that may be added: one compiler (or one source) and one year. Figures of different bases are shown
side by side and never added.

Where one compiler gives all goods exports, all export bans together are worth the *gap*::

    gap = exports in the base year - exports in a year under sanctions
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import pandas as pd

from summitry import facts
from summitry._checks import as_text, choice, plain
from summitry._sanctions_ledger import Sector, sectors, settings
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

DEFAULT_BASIS = "KOTRA 2016"
MILLIONS = "US$ million"
_AS_STATED = "as stated in the source"


@dataclass(frozen=True)
class Range:
    """A lowest and a highest value.

    Parameters
    ----------
    low, high : float
        The two ends, in order; not NaN. The high end may be infinite.

    Raises
    ------
    OutOfRangeError
        When the ends are not numbers or out of order.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            value = getattr(self, name)
            number = plain(value) if isinstance(value, int | float) else None
            if number is None or math.isnan(number):
                raise OutOfRangeError(f"the {name} end of a range", value, "a number")
        if self.low > self.high:
            raise OutOfRangeError("the low end of a range", self.low, f"at most {self.high:g}")

    @property
    def middle(self) -> float:
        """The point half-way between the ends."""
        return (self.low + self.high) / 2

    def __iter__(self) -> Any:
        return iter((self.low, self.high))

    def __str__(self) -> str:
        ends = dict.fromkeys(f"{end:,.0f}" for end in self)
        return " to ".join(ends)

    def percent(self) -> str:
        """Return the range as percentages.

        Returns
        -------
        str
            For example ``40 to 60 %``.
        """
        ends = dict.fromkeys(f"{100 * end:.0f}" for end in self)
        return " to ".join(ends) + " %"


ZERO = Range(0.0, 0.0)


def share_range(parameter: str, value: object) -> Range:
    """Read a share, or a range of shares.

    Parameters
    ----------
    parameter : str
        The name the caller knows.
    value : float, pair of float or Range
        What was given. An object with ``low`` and ``high`` counts as a pair.

    Returns
    -------
    Range
        Within 0 and 1.

    Raises
    ------
    OutOfRangeError
        When a number is missing, not within 0 and 1, or the two are out of order.
    """
    words = "a share between 0 and 1, or a pair of shares, the lower one first"
    if hasattr(value, "low") and hasattr(value, "high"):
        ends = (value.low, value.high)
    else:
        ends = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(ends) != 2:
        raise OutOfRangeError(parameter, value, words)
    for end in ends:
        share = plain(end)
        if share is None or not 0 <= share <= 1:
            raise OutOfRangeError(parameter, value, words)
    if ends[0] > ends[1]:
        raise OutOfRangeError(parameter, value, words)
    return Range(float(ends[0]), float(ends[1]))


@dataclass(frozen=True)
class Figure:
    """What one compiler gives for one sector and one year.

    Attributes
    ----------
    sector : str
        Name of the sector.
    compiler : str
        Who compiled it; for single statements, who printed it.
    year : int
        Base year.
    value : Range
        US$ million a year.
    ids : tuple of str
        Rows of the ledger.
    note : str
        Remarks of those rows.
    derived : bool
        Whether a row is worked out from a percentage or a complement.
    mark : str
        The dagger of a row that is not fully verified, or an empty text.
    """

    sector: str
    compiler: str
    year: int
    value: Range
    ids: tuple[str, ...]
    note: str = ""
    derived: bool = False
    mark: str = ""

    def __str__(self) -> str:
        return (
            f"{self.sector} {self.year}, {self.compiler}: US$ {self.value} million"
            f"{self.mark} ({', '.join(self.ids)})"
        )


Row = Mapping[str, Any]


@cache
def _trade() -> tuple[Row, ...]:
    return tuple(cast("list[Row]", facts.load("trade").to_dict("records")))


def trade_rows(series: str, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Return rows of one series of the ledger's trade table.

    Parameters
    ----------
    series : str
        Name of the series.
    keep : callable
        Which rows to keep.

    Returns
    -------
    list of mapping
        The rows, in the order of the table.

    Raises
    ------
    UnknownNameError
        When there is no such series.
    """
    found = [row for row in _trade() if row["series"] == series]
    if not found:
        raise UnknownNameError("series of the trade table", series, {r["series"] for r in _trade()})
    return [row for row in found if keep(row)]


def make_figure(sector: str, rows: list[Row], compiler: str = "") -> Figure:
    """Join rows of one compiler and one year into a figure.

    Parameters
    ----------
    sector : str
        Name of the sector.
    rows : list of mapping
        Rows in US$ million.
    compiler : str
        Who compiled them; read from the rows when empty.

    Returns
    -------
    Figure
        With the lowest and the highest value.

    Raises
    ------
    SummitryError
        When a row is in another unit.
    """
    for row in rows:
        if row["unit"] != MILLIONS:
            raise SummitryError(f"{row['id']} is in {row['unit']}, not in {MILLIONS}.")
    values = [float(row["value"]) for row in rows]
    stated = rows[0]["compiler"] == _AS_STATED
    return Figure(
        sector=sector,
        compiler=compiler or (f"stated in {rows[0]['who']}" if stated else rows[0]["compiler"]),
        year=int(rows[0]["year"]),
        value=Range(min(values), max(values)),
        ids=tuple(row["id"] for row in rows),
        note="; ".join(dict.fromkeys(row["note"] for row in rows if row["note"])),
        derived=any(bool(row["derived"]) for row in rows),
        mark="" if all(row["verified"] for row in rows) else facts.MARK,
    )


@cache
def figures_of(sector: Sector) -> tuple[Figure, ...]:
    """Return every yearly figure of the ledger for a sector, compilers apart.

    Parameters
    ----------
    sector : Sector
        The sector.

    Returns
    -------
    tuple of Figure
        In order of year and compiler.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for series in sector.series:
        stem = series.removesuffix("_low").removesuffix("_high")
        for row in trade_rows(series):
            teller = row["source_ids"] if row["compiler"] == _AS_STATED else ()
            groups.setdefault((row["year"], row["compiler"], stem, teller), []).append(row)
    found = [make_figure(sector.name, rows) for rows in groups.values()]
    return tuple(sorted(found, key=lambda item: (item.year, item.compiler)))


def figures(sector: str | None = None) -> pd.DataFrame:
    """List what the ledger says trade was worth, one compiler and year a row.

    Parameters
    ----------
    sector : str, optional
        Name of one sector; all by default.

    Returns
    -------
    DataFrame
        ``sector``, ``base year``, ``compiler``, ``low``, ``high`` (US$ million), ``derived``,
        ``mark``, ``ids`` (ledger rows), ``sources`` and ``note``. Never add rows of different
        compilers or years.

    Raises
    ------
    UnknownNameError
        When there is no such sector.
    """
    if sector is not None:
        choice("sector", sector, sectors())
    chosen = sectors().values() if sector is None else [sectors()[sector]]
    rows = [figure_row(item) for one in chosen for item in figures_of(one)]
    return pd.DataFrame(rows, columns=list(_FIGURE_COLUMNS))


_FIGURE_COLUMNS = (
    "sector",
    "base year",
    "compiler",
    "low",
    "high",
    "derived",
    "mark",
    "ids",
    "sources",
    "note",
)


def figure_row(item: Figure) -> dict[str, object]:
    """Return a figure as a row of a table.

    Parameters
    ----------
    item : Figure
        The figure.

    Returns
    -------
    dict
        Cells by column.
    """
    cells = (
        item.sector,
        item.year,
        item.compiler,
        item.value.low,
        item.value.high,
        item.derived,
        item.mark,
        ", ".join(item.ids),
        sources_of(item.ids),
        item.note,
    )
    return dict(zip(_FIGURE_COLUMNS, cells, strict=True))


def sources_of(ids: Iterable[str]) -> str:
    """Return the ids of the sources behind rows of the ledger.

    Parameters
    ----------
    ids : iterable of str
        Ids of rows.

    Returns
    -------
    str
        Ids of sources, separated by commas.
    """
    return ", ".join(dict.fromkeys(sid for key in ids for sid in facts.row(key).source_ids))


# -- bases ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Basis:
    """Figures that may be added: one compiler (or one source) and one base year.

    Attributes
    ----------
    name : str
        For example ``KOTRA 2016``.
    compiler : str
        Who compiled the figures.
    year : int
        Base year.
    sectors : mapping of str to Figure
        Sectors that have a figure of their own.
    volumes : mapping of str to float
        Tonnes behind a figure, where the same compiler gives them.
    before, after : Figure or None
        All goods exports in the base year, and in the year under sanctions set against it.
    note : str
        What to bear in mind.
    """

    name: str
    compiler: str
    year: int
    sectors: Mapping[str, Figure]
    volumes: Mapping[str, float]
    before: Figure | None
    after: Figure | None
    note: str

    @property
    def gap(self) -> Range | None:
        """All goods exports in the base year less those under sanctions; None without a series."""
        if self.before is None or self.after is None:
            return None
        return Range(
            self.before.value.low - self.after.value.high,
            self.before.value.high - self.after.value.low,
        )

    @property
    def rest(self) -> Range | None:
        """What the gap leaves for the sectors without a figure of their own; None without a gap."""
        if self.gap is None:
            return None
        low = self.gap.low - sum(item.value.high for item in self.sectors.values())
        high = self.gap.high - sum(item.value.low for item in self.sectors.values())
        return Range(max(low, 0.0), high)

    @property
    def ids(self) -> tuple[str, ...]:
        """Rows of the ledger behind the gap."""
        ends = (self.before, self.after)
        return tuple(key for end in ends if end is not None for key in end.ids)

    def __str__(self) -> str:
        parts = [f"{name} US$ {item.value} million" for name, item in self.sectors.items()]
        if self.gap is not None and self.after is not None:
            parts.append(
                f"all goods exports less those of {self.after.year}: US$ {self.gap} million"
            )
        return f"{self.name}: {'; '.join(parts)}. {self.note}"


@cache
def bases() -> Mapping[str, Basis]:
    """Return the bases on which values can be stated, the usual one first.

    Returns
    -------
    mapping of str to Basis
        By name.
    """
    return MappingProxyType({raw["name"]: _basis(raw) for raw in settings()["basis"]})


def _basis(raw: Mapping[str, Any]) -> Basis:
    name = raw["name"]

    def rows(series: str, year: int) -> list[Row]:
        found = trade_rows(series, lambda row: row["year"] == year and mine(row))
        if not found:
            raise SummitryError(
                f"Basis {name!r} finds no row of {series} for {year} in the ledger."
            )
        return found

    def mine(row: Row) -> bool:
        if "source" in raw:
            return raw["source"] in row["source_ids"]
        return bool(row["compiler"] == raw["compiler"])

    who = raw.get("compiler") or facts.sources(raw["source"])[0].publisher
    own: dict[str, Figure] = {}
    for sector, series in raw["sectors"].items():
        if sector not in sectors():
            raise UnknownNameError(f"sector in basis {name!r}", sector, sectors())
        own[sector] = make_figure(sector, rows(series, raw["year"]), who)
    volumes = {}
    for sector, series in raw.get("volumes", {}).items():
        found = rows(series, raw["year"])
        if len(found) != 1 or found[0]["unit"] != "million tonnes":
            raise SummitryError(f"Basis {name!r} needs one row of {series} in million tonnes.")
        volumes[sector] = 1e6 * float(found[0]["value"])
    before = after = None
    if "all" in raw:
        before = make_figure("all goods exports", rows(raw["all"], raw["year"]), who)
        after = make_figure("all goods exports", rows(raw["all"], raw["after"]), who)
    basis = Basis(
        name,
        who,
        raw["year"],
        MappingProxyType(own),
        MappingProxyType(volumes),
        before,
        after,
        raw["note"],
    )
    if basis.gap is not None and basis.gap.low < sum(i.value.high for i in own.values()):
        raise SummitryError(f"On the basis {name!r} the sectors add up to more than the whole gap.")
    return basis


def find_basis(name: str) -> Basis:
    """Return a basis by its name.

    Parameters
    ----------
    name : str
        Its name; small letters will do.

    Returns
    -------
    Basis
        The basis.

    Raises
    ------
    UnknownNameError
        When there is no such basis.
    """
    known = {key.lower(): key for key in bases()}
    key = known.get(as_text(name).strip().lower())
    if key is None:
        raise UnknownNameError("basis", as_text(name), bases())
    return bases()[key]
