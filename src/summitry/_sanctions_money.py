"""What trade is worth: figures of the ledger, one compiler and one base year at a time.

A *figure* is what one compiler gives for one sector and one year. A *basis* is a set of figures
that may be added: one compiler (or one source) and one year. Figures of different bases are shown
side by side and never added.

On a basis with a series of all goods exports, lifting every export ban is worth the *gap*::

    gap = exports in the base year - exports in a year under sanctions

The sectors without a figure of their own share what the valued ones leave of the gap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from summitry import facts
from summitry._sanctions_graph import Graph, goods_sectors
from summitry._sanctions_ledger import Sector, measures, sectors, settings
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
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or math.isnan(value):
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
        ends = dict.fromkeys(f"{100 * end:.0f}" if end < math.inf else "more" for end in self)
        return " to ".join(ends) + " %"


ZERO = Range(0.0, 0.0)


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
    return tuple(facts.load("trade").to_dict("records"))


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
    if sector is not None and sector not in sectors():
        raise UnknownNameError("sector", sector, sectors())
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
    key = known.get(str(name).strip().lower())
    if key is None:
        raise UnknownNameError("basis", str(name), bases())
    return bases()[key]


# -- what a state lets through ---------------------------------------------------------------------


def exemption_range(value: object = None) -> Range:
    """Return the share that goes on under a ban with an exemption.

    Parameters
    ----------
    value : float, pair or None
        The share or its range, 0 to 1; the assumption of ``sanctions.toml`` when None.

    Returns
    -------
    Range
        The share.

    Raises
    ------
    OutOfRangeError
        When it is not within 0 and 1.
    """
    if value is None:
        raw = settings()["assumption"]["exemption"]
        return Range(raw["low"], raw["high"])
    return share_range("exemption", value)


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
        try:
            fits = not isinstance(end, bool | str) and 0 <= float(end) <= 1
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise OutOfRangeError(parameter, value, words)
    if ends[0] > ends[1]:
        raise OutOfRangeError(parameter, value, words)
    return Range(float(ends[0]), float(ends[1]))


@dataclass(frozen=True)
class Limits:
    """What the caps of a sector allow, in the unit of its value.

    Attributes
    ----------
    cap : float
        The lowest of the caps; infinite without one.
    exemption : Range
        Share that goes on under a ban with an exemption.
    """

    cap: float
    exemption: Range


def passes(state: str, value: float, limits: Limits) -> Range:
    """Say how much of a trade goes on in a state.

    Parameters
    ----------
    state : str
        One of `STATES`.
    value : float
        What the trade was worth without limits.
    limits : Limits
        Cap and exemption.

    Returns
    -------
    Range
        Never more than ``value``; a looser state never lets less through.
    """
    capped = min(value, limits.cap)
    if state == "ban":
        return ZERO
    if state == "no new":
        return Range(0.0, capped)
    if state == "cap":
        return Range(capped, capped)
    if state == "exemption":
        # The cap of a later resolution was meant to be stricter than the exemption it replaced.
        floor = capped if math.isfinite(limits.cap) else 0.0
        shares = limits.exemption
        return Range(max(shares.low * value, floor), max(shares.high * value, floor))
    return Range(value, value)


def gain(before: str, after: str, value: Range, limit: Callable[[float], Limits]) -> Range:
    """Say what a change of state is worth.

    Parameters
    ----------
    before, after : str
        States of the trade, `STATES`.
    value : Range
        What it was worth without limits. The true value is one number, so that both states are
        taken at the same end.
    limit : callable
        Gives the limits that go with a value.

    Returns
    -------
    Range
        Zero or more.
    """
    if before == after:
        return ZERO
    lows, highs = [], []
    for end in value:
        old, new = passes(before, end, limit(end)), passes(after, end, limit(end))
        lows.append(max(new.low - old.high, 0.0))
        highs.append(max(new.high - old.low, 0.0))
    return Range(min(lows), max(highs))


def _lowest_cap(sector: Sector, unit: str) -> float:
    """The lowest cap of a sector in one unit; infinite without one. Caps that ran out are gone."""
    live = (measures()[key] for key in sector.measures)
    caps = [n for item in live if not item.ended for n, text in item.caps if text.startswith(unit)]
    return min(caps, default=math.inf)


def money_cap(sector: Sector) -> float:
    """Return the cap of a sector in US$ million.

    Parameters
    ----------
    sector : Sector
        The sector.

    Returns
    -------
    float
        Infinite without a cap in money.
    """
    return _lowest_cap(sector, "US$") / 1e6


def money_limits(basis: Basis, sector: Sector, exemption: Range) -> Callable[[float], Limits]:
    """Return the limits of a goods sector, in US$ million, as a function of its value.

    The weight limb of a cap is priced at the compiler's own value per tonne, where it gives a
    weight; else only the money limb is used.

    Parameters
    ----------
    basis : Basis
        The basis.
    sector : Sector
        The sector.
    exemption : Range
        Share that goes on under a ban with an exemption.

    Returns
    -------
    callable
        Value in US$ million -> `Limits`.
    """
    money, weight = money_cap(sector), _lowest_cap(sector, "tonnes")
    tonnes = basis.volumes.get(sector.name, 0.0)

    def limits(value: float) -> Limits:
        by_weight = weight * value / tonnes if tonnes else math.inf
        return Limits(min(money, by_weight), exemption)

    return limits


@dataclass(frozen=True)
class SectorValue:
    """What a change in one sector is worth.

    Attributes
    ----------
    sector : Sector
        The sector.
    before, after : str
        What was and what is let through, `STATES`.
    gain : Range or None
        Zero or more, in ``unit`` a year; None when it has no figure on this basis.
    figure : Figure or None
        The figure behind it.
    measures : tuple of str
        Measures that were in force before or after.
    unit : str
        ``US$ million`` or ``barrels``.
    note : str
        What to bear in mind.
    """

    sector: Sector
    before: str
    after: str
    gain: Range | None
    figure: Figure | None
    measures: tuple[str, ...]
    unit: str = MILLIONS
    note: str = ""

    @property
    def others(self) -> tuple[Figure, ...]:
        """Figures of other compilers or years, not to be added."""
        used = self.figure.ids if self.figure is not None else ()
        return tuple(item for item in figures_of(self.sector) if item.ids != used)


@dataclass(frozen=True)
class Valuation:
    """What going from one graph to another is worth in goods exports, on one basis.

    Attributes
    ----------
    basis : Basis
        The basis.
    valued : tuple of SectorValue
        Sectors whose state changed and that have a figure of their own.
    unvalued : tuple of SectorValue
        Sectors whose state changed and that have none on this basis.
    rest : Range
        What the unvalued ones add together: at least, at most.
    total : Range
        All goods exports together, US$ million a year. The high end is infinite when a sector
        without a figure opened and the basis has no series of all exports to bound it.
    """

    basis: Basis
    valued: tuple[SectorValue, ...]
    unvalued: tuple[SectorValue, ...]
    rest: Range
    total: Range


def value_change(before: Graph, after: Graph, basis: Basis, exemption: Range) -> Valuation:
    """Value a change of the graph in goods exports.

    Parameters
    ----------
    before, after : Graph
        The graph before and after lifting.
    basis : Basis
        The basis.
    exemption : Range
        Share that goes on under a ban with an exemption.

    Returns
    -------
    Valuation
        Sector by sector and in all.
    """
    valued, unvalued = [], []
    for sector in goods_sectors():
        old, new = before.state(sector), after.state(sector)
        if old == new:
            continue
        held = tuple(dict.fromkeys((*before.holding(sector), *after.holding(sector))))
        figure = basis.sectors.get(sector.name)
        if figure is None:
            unvalued.append(SectorValue(sector, old, new, None, None, held))
            continue
        limits = money_limits(basis, sector, exemption)
        worth = gain(old, new, figure.value, limits)
        valued.append(SectorValue(sector, old, new, worth, figure, held, note=figure.note))
    rest = _rest(before, after, basis, unvalued)
    low = math.fsum(item.gain.low for item in valued if item.gain) + rest.low
    high = math.fsum(item.gain.high for item in valued if item.gain) + rest.high
    if basis.gap is not None:
        # Everything that is open cannot be worth more than the whole gap, and all of it is the gap.
        old_open, new_open = (_open(graph, basis, exemption) for graph in (before, after))
        low = max(low, new_open.low - old_open.high)
        high = max(min(high, new_open.high - old_open.low), low)
    return Valuation(basis, tuple(valued), tuple(unvalued), rest, Range(low, high))


def _unvalued_states(graph: Graph, basis: Basis) -> list[str]:
    return [graph.state(s) for s in goods_sectors() if s.name not in basis.sectors]


def _most(graph: Graph, sectors_open: Iterable[Sector]) -> float:
    """The most that sectors without a figure can be worth: their caps, where all are capped."""
    total = 0.0
    for sector in sectors_open:
        state = graph.state(sector)
        if state == "cap":
            total += money_cap(sector)
        elif state != "ban":
            return math.inf
    return total


def _rest(before: Graph, after: Graph, basis: Basis, changed: list[SectorValue]) -> Range:
    """What the sectors without a figure of their own add together."""
    if not changed:
        return ZERO
    most = _most(after, (item.sector for item in changed))
    if basis.rest is None:
        return Range(0.0, most)
    # Only when all of them go from closed to open is the low end known too.
    all_closed = all(state == "ban" for state in _unvalued_states(before, basis))
    all_open = all(state == "free" for state in _unvalued_states(after, basis))
    low = basis.rest.low if all_closed and all_open else 0.0
    return Range(low, min(basis.rest.high, most))


def _open(graph: Graph, basis: Basis, exemption: Range) -> Range:
    """How much of the gap a graph leaves open, with the whole gap as its bound."""
    assert basis.gap is not None and basis.rest is not None
    states = {sector.name: graph.state(sector) for sector in goods_sectors()}
    if all(state == "free" for state in states.values()):
        return basis.gap
    low = high = 0.0
    for sector in goods_sectors():
        figure = basis.sectors.get(sector.name)
        if figure is not None:
            limits = money_limits(basis, sector, exemption)
            let = [passes(states[sector.name], end, limits(end)) for end in figure.value]
            low += min(item.low for item in let)
            high += max(item.high for item in let)
    others = [s for s in goods_sectors() if s.name not in basis.sectors]
    if all(states[s.name] == "free" for s in others):
        low, high = low + basis.rest.low, high + basis.rest.high
    else:
        high += min(_most(graph, others), basis.rest.high)
    return Range(min(low, basis.gap.high), min(high, basis.gap.high))


# -- trade that the ledger gives in barrels, and wages ---------------------------------------------


def volume_change(before: Graph, after: Graph, sector: Sector) -> SectorValue | None:
    """Say how much more of a capped supply would be allowed.

    Parameters
    ----------
    before, after : Graph
        The graph before and after lifting.
    sector : Sector
        A sector with a baseline.

    Returns
    -------
    SectorValue or None
        Barrels a year up to the level before the caps; None when nothing changes.
    """
    held = tuple(dict.fromkeys((*before.holding(sector), *after.holding(sector))))
    if before.holding(sector) == after.holding(sector):
        return None
    row = trade_rows(sector.baseline)[0]
    level = float(row["value"])
    value = max(_supply(after, sector, level) - _supply(before, sector, level), 0.0)
    return SectorValue(
        sector=sector,
        before=before.state(sector),
        after=after.state(sector),
        gain=Range(value, value),
        figure=Figure(
            sector.name,
            f"stated in {row['who']}",
            int(row["year"]),
            Range(level, level),
            (row["id"],),
            mark="" if row["verified"] else facts.MARK,
        ),
        measures=held,
        unit=str(row["unit"]),
        note=f"up to the level before the caps, {level:,.0f} {row['unit']} ({row['year']})",
    )


def _supply(graph: Graph, sector: Sector, level: float) -> float:
    """How much of a supply the measures in force allow, at most the level before the caps."""
    allowed = level
    for key in graph.holding(sector):
        item = graph.measures[key]
        limits = Limits(min((number for number, _ in item.caps), default=math.inf), ZERO)
        allowed = min(allowed, passes(item.state, level, limits).high)
    return allowed


def labour_change(before: Graph, after: Graph) -> SectorValue | None:
    """Say what a change of the rules on workers abroad is worth.

    Parameters
    ----------
    before, after : Graph
        The graph before and after lifting.

    Returns
    -------
    SectorValue or None
        US$ million a year, kept apart from goods; None when nothing changes.
    """
    sector, raw = sectors()["labour"], settings()["labour"]
    old, new = before.state(sector), after.state(sector)
    if old == new:
        return None
    rows = [
        row
        for name in raw["series"]
        for row in trade_rows(name, lambda r: r["year"] == raw["year"])
    ]
    figure = make_figure(sector.name, rows)
    # The rules name no amount and no exemption.
    worth = gain(old, new, figure.value, lambda value: Limits(math.inf, ZERO))
    held = tuple(dict.fromkeys((*before.holding(sector), *after.holding(sector))))
    return SectorValue(sector, old, new, worth, figure, held, note=raw["note"])
