"""What a change of the graph is worth: what passes after, less what passes before.

For one sector and one figure ``v``::

    passes:  ban 0;  cap min(v, cap);  exemption a share of v;  open v
    gain = passes after - passes before

The true ``v`` is one number, so that both states are taken at the same end of its range. Sectors
without a figure of their own share what the valued ones leave of the gap (see
`summitry._sanctions_figures`): at least nothing and at most all of it, or their caps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from summitry import facts
from summitry._sanctions_figures import (
    MILLIONS,
    ZERO,
    Basis,
    Figure,
    Range,
    figures_of,
    make_figure,
    share_range,
    trade_rows,
)
from summitry._sanctions_graph import Graph, goods_sectors
from summitry._sanctions_ledger import STATE_WORDS, Sector, measures, sectors, settings


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
    """Return the lowest live cap of a sector in one unit; infinite without one."""
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

    def __str__(self) -> str:
        change = (
            f"{self.sector.title}: {STATE_WORDS[self.before]} before, "
            f"{STATE_WORDS[self.after]} after"
        )
        if self.gain is None:
            return f"{change}; no figure of its own."
        if self.unit != MILLIONS:
            return f"{change}; {self.gain} more {self.unit} a year."
        source = "" if self.figure is None else f" ({', '.join(self.figure.ids)})"
        mark = "" if self.figure is None else self.figure.mark
        return f"{change}; US$ {self.gain} million{mark} a year{source}."


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
    """Return the most that sectors without a figure let through: their caps, or no bound."""
    total = 0.0
    for sector in sectors_open:
        state = graph.state(sector)
        if state == "cap":
            total += money_cap(sector)
        elif state != "ban":
            return math.inf
    return total


def _rest(before: Graph, after: Graph, basis: Basis, changed: list[SectorValue]) -> Range:
    """Bound what the sectors without a figure of their own add together."""
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
