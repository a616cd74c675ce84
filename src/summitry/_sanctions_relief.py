"""What lifting would give, and what would be left: the result that explains itself."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd

from summitry import facts
from summitry._sanctions_graph import Binding, Graph, check_graph
from summitry._sanctions_ledger import (
    CHANNEL,
    GOODS,
    STATE_WORDS,
    Lever,
    Measure,
    UsMeasure,
    levers,
    resolutions,
    sectors,
    us_measures,
)
from summitry._sanctions_money import (
    DEFAULT_BASIS,
    ZERO,
    Basis,
    Range,
    SectorValue,
    Valuation,
    bases,
    exemption_range,
    find_basis,
    labour_change,
    sources_of,
    trade_rows,
    value_change,
    volume_change,
)
from summitry._sanctions_packages import ALL_UN, Selection, packages
from summitry.errors import SummitryError, UnknownNameError

GROSS = (
    "This is gross, not net: textile exports use imported cloth, coal not sold abroad has some use "
    "at home, banned goods were sold in secret anyway, and prices, buyers and plants were not those "
    "of the base year."
)

#: Ways to measure how much is lifted.
YARDSTICKS = ("money", "measures", "resolutions")


@dataclass(frozen=True)
class Counts:
    """How much is lifted, by counting.

    Attributes
    ----------
    lifted, measures : int
        Measures lifted, and all that were adopted. Two limbs of one measure count once; a measure
        that only repeats another, ran out or restricts nothing is not counted.
    civilian, all_civilian : int
        The same for measures coded as civilian.
    resolutions, all_resolutions : int
        Resolutions of which something is lifted, and all.
    before, after, ended, revived : int
        Measures in force before and after, those that ended and those that came back.
    us_lifted, us_measures : int
        US measures lifted, and all in force at Hanoi.
    """

    lifted: int
    measures: int
    civilian: int
    all_civilian: int
    resolutions: int
    all_resolutions: int
    before: int
    after: int
    ended: int
    revived: int
    us_lifted: int
    us_measures: int


@dataclass(frozen=True)
class Channels:
    """With whom the trade would run.

    Attributes
    ----------
    china : Range
        China's share of all recorded goods trade, 0 to 1.
    others : Range
        The share of all others together, Russia among them.
    years : tuple of int
        Years of the shares.
    oil_russia : Range
        Russia's share of the refined petroleum reported to the 1718 Committee.
    oil_years : tuple of int
        Years of these.
    ids : tuple of str
        Rows of the ledger.
    """

    china: Range
    others: Range
    years: tuple[int, ...]
    oil_russia: Range
    oil_years: tuple[int, ...]
    ids: tuple[str, ...]

    def __str__(self) -> str:
        years = f"{min(self.years)}-{max(self.years)}"
        oil = f"{min(self.oil_years)}-{max(self.oil_years)}"
        return (
            f"China had {self.china.percent()} of the recorded trade (KOTRA, {years}), Russia and "
            f"all others together {self.others.percent()}; the ledger has no Russian share of "
            f"goods. Of the refined petroleum reported to the UN, {self.oil_russia.percent()} came "
            f"from Russia ({oil}) and the rest from China."
        )


@cache
def channels() -> Channels:
    """Read with whom North Korea traded before and at the time of Hanoi.

    Returns
    -------
    Channels
        Shares as ranges, with years and ledger rows; `print` it.
    """
    rows = trade_rows("kotra_china_share", lambda row: 2014 <= row["year"] <= 2019)
    shares = [float(row["value"]) / 100 for row in rows]
    china = Range(min(shares), max(shares))

    def barrels(series: str) -> dict[int, dict[str, object]]:
        return {r["year"]: dict(r) for r in trade_rows(series, lambda r: r["unit"] == "barrels")}

    russia, total = barrels("refined_reported_russia"), barrels("refined_reported_total")
    years = sorted((russia.keys() & total.keys()) & set(range(2014, 2020)))
    parts = [float(str(russia[y]["value"])) / float(str(total[y]["value"])) for y in years]
    oil = [str(table[year]["id"]) for year in years for table in (russia, total)]
    return Channels(
        china=china,
        others=Range(1 - china.high, 1 - china.low),
        years=tuple(sorted({int(row["year"]) for row in rows})),
        oil_russia=Range(min(parts), max(parts)),
        oil_years=tuple(years),
        ids=(*(row["id"] for row in rows), *oil),
    )


@dataclass(frozen=True)
class Route:
    """Who must act, on which measures, and how they come back.

    Attributes
    ----------
    lever : Lever
        Who can lift them.
    ids : tuple of str
        The measures.
    done : bool
        True for what the selection lifts; False for US measures that would stay.
    """

    lever: Lever
    ids: tuple[str, ...]
    done: bool

    def __str__(self) -> str:
        what = f"{len(self.ids)} {'measure' if len(self.ids) == 1 else 'measures'}"
        verb = "to lift" if self.done else "that would stay"
        return (
            f"{self.lever.title}{self.lever.mark} ({what} {verb}): {self.lever.lift}. "
            f"They come back: {self.lever.back}."
        )


@dataclass(frozen=True, eq=False)
class Relief:
    """What lifting a selection gives and leaves. `print` it, or take its `table`.

    Attributes
    ----------
    binding : Binding
        What ended, came back and stays in force.
    valuation : Valuation
        Goods exports on one basis.
    exemption : Range
        Share assumed to go on under a ban with a livelihood exemption.
    """

    binding: Binding
    valuation: Valuation
    exemption: Range = field(default=ZERO)

    # -- what is lifted --------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[str, ...]:
        """The names that were given."""
        return self.binding.lifted.names

    @property
    def basis(self) -> Basis:
        """The basis of the stated total."""
        return self.valuation.basis

    @property
    def revived(self) -> tuple[str, ...]:
        """Ids of the UN measures that come back."""
        return self.binding.revived

    @cached_property
    def counts(self) -> Counts:
        """What is lifted, by counting; all are whole numbers."""
        before, after = self.binding.before, self.binding.after
        adopted = [
            item
            for item in before.measures.values()
            if item.counts and (before.last is None or item.resolution <= before.last)
        ]
        lifted = [item for item in adopted if item.id in after.lifted - before.lifted]
        whole = [n for n in resolutions() if before.last is None or n <= before.last]
        return Counts(
            lifted=len(lifted),
            measures=len(adopted),
            civilian=sum(item.civilian for item in lifted),
            all_civilian=sum(item.civilian for item in adopted),
            resolutions=len({item.resolution for item in lifted}),
            all_resolutions=len(whole),
            before=len(before.in_force),
            after=len(after.in_force),
            ended=len(self.binding.ended),
            revived=len(self.binding.revived),
            us_lifted=len(after.us_lifted - before.us_lifted),
            us_measures=len(us_measures()),
        )

    # -- what it is worth ----------------------------------------------------------------------

    @property
    def total(self) -> Range:
        """Goods exports a year on the basis, gross, in US$ million."""
        return self.valuation.total

    @cached_property
    def sectors(self) -> tuple[SectorValue, ...]:
        """Export sectors that change and have a figure on this basis."""
        return self.valuation.valued

    @cached_property
    def labour(self) -> SectorValue | None:
        """Wages of workers abroad, apart from goods; None when nothing changes for them."""
        return labour_change(self.binding.before, self.binding.after)

    @cached_property
    def volumes(self) -> tuple[SectorValue, ...]:
        """Oil, in barrels a year; the ledger has no price."""
        before, after = self.binding.before, self.binding.after
        found = [volume_change(before, after, s) for s in sectors().values() if s.baseline]
        return tuple(item for item in found if item is not None)

    @cached_property
    def unvalued(self) -> tuple[SectorValue, ...]:
        """What changes and cannot be valued on this basis. It is not worth nothing."""
        before, after = self.binding.before, self.binding.after
        done = {"labour", *(item.sector.name for item in self.volumes)}
        found = list(self.valuation.unvalued)
        for sector in sectors().values():
            old, new = before.holding(sector), after.holding(sector)
            if sector.kind == GOODS or sector.name in done or old == new:
                continue
            held = tuple(dict.fromkeys((*old, *new)))
            states = (before.state(sector), after.state(sector))
            found.append(SectorValue(sector, *states, None, None, held))
        return tuple(found)

    def alternatives(self) -> pd.DataFrame:
        """Return the total on every basis, side by side. They are never added or mixed.

        Returns
        -------
        DataFrame
            One row a basis: ``basis``, ``compiler``, ``base year``, ``low``, ``high`` (US$ million
            a year; high is infinite where nothing bounds it), ``valued``, ``not valued``, ``note``.
        """
        rows = []
        for basis in bases().values():
            found = value_change(self.binding.before, self.binding.after, basis, self.exemption)
            rows.append(
                {
                    "basis": basis.name,
                    "compiler": basis.compiler,
                    "base year": basis.year,
                    "low": found.total.low,
                    "high": found.total.high,
                    "valued": ", ".join(item.sector.name for item in found.valued),
                    "not valued": ", ".join(item.sector.name for item in found.unvalued),
                    "note": basis.note,
                }
            )
        return pd.DataFrame(rows)

    def share(self, by: str = "money") -> Range:
        """Say which share of all UN pressure is lifted, by one yardstick.

        Parameters
        ----------
        by : str
            ``money``: of the goods exports that all UN measures hold back, on the basis;
            ``measures``: of the measures in force, those that end less those that come back;
            ``resolutions``: of all resolutions, those of which something is lifted.

        Returns
        -------
        Range
            Between 0 and 1.

        Raises
        ------
        UnknownNameError
            When there is no such yardstick.
        SummitryError
            When the basis has no series of all exports to take a share of.
        """
        if by not in YARDSTICKS:
            raise UnknownNameError("yardstick", by, YARDSTICKS)
        counts = self.counts
        if by == "resolutions":
            share = counts.resolutions / counts.all_resolutions
            return Range(share, share)
        if by == "measures":
            share = max(counts.before - counts.after, 0) / max(counts.before, 1)
            return Range(share, share)
        if self.basis.gap is None:
            raise SummitryError(
                f"The basis {self.basis.name!r} has no series of all exports, so that no share of "
                f"them can be given. Take another, for example {DEFAULT_BASIS!r}."
            )
        before = self.binding.before
        everything = before.binding(ALL_UN).after
        whole = value_change(before, everything, self.basis, self.exemption)
        if all(before.state(s) == "free" for s in sectors().values() if s.kind == GOODS):
            return ZERO
        if all(
            self.binding.after.state(s) == "free" for s in sectors().values() if s.kind == GOODS
        ):
            return Range(1.0, 1.0)
        low = self.total.low / whole.total.high
        return Range(low, max(min(self.total.high / whole.total.low, 1.0), low))

    # -- with whom, what stays, who decides --------------------------------------------------------

    @property
    def channels(self) -> Channels:
        """With whom the trade would run."""
        return channels()

    @property
    def remains(self) -> tuple[Measure, ...]:
        """UN measures that stay or come back: the stick in the hands of the Council."""
        return tuple(self.binding.after.measures[key] for key in self.binding.ids)

    @property
    def us_remains(self) -> tuple[UsMeasure, ...]:
        """US measures that stay: the stick in the hands of the United States."""
        return self.binding.after.us_in_force

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Who must act for what is lifted, and who holds the US measures that stay."""
        before, after = self.binding.before, self.binding.after
        un = tuple(key for key in after.measures if key in after.lifted - before.lifted)
        us_lifted = after.us_lifted - before.us_lifted
        found = [Route(levers()["council"], un, True)] if un else []
        for done in (True, False):
            for name, lever in levers().items():
                ids = tuple(
                    key
                    for key, item in us_measures().items()
                    if item.lever == name
                    and (key in us_lifted if done else key not in after.us_lifted)
                )
                if ids:
                    found.append(Route(lever, ids, done))
        return tuple(found)

    # -- as table and as text -------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """Return what changes, sector by sector.

        Returns
        -------
        DataFrame
            One row a sector, and one for all goods exports: ``item``, ``kind``, ``before``,
            ``after``, ``low``, ``high``, ``unit``, ``base year``, ``compiler``, ``valued`` (False
            where there is no figure: low and high are then missing, not zero), ``measures`` and
            ``figures`` (ledger ids), ``sources``, ``mark`` and ``note``.
        """
        money = [*self.sectors, *([self.labour] if self.labour else [])]
        rows = [self._line(item) for item in (*money, *self.volumes, *self.unvalued)]
        if self.valuation.valued or self.valuation.unvalued:
            rows.append(self._total_line())
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def _line(self, item: SectorValue) -> dict[str, object]:
        ids = item.figure.ids if item.figure is not None else ()
        note = item.note
        if item.gain is None:
            note = _no_figure(item)
        verified = all(facts.row(key).verified for key in (*item.measures, *ids))
        cells = (
            item.sector.title,
            item.sector.kind,
            STATE_WORDS[item.before],
            STATE_WORDS[item.after],
            math.nan if item.gain is None else item.gain.low,
            math.nan if item.gain is None else item.gain.high,
            "" if item.gain is None else item.unit,
            str(item.figure.year) if item.figure else "",
            item.figure.compiler if item.figure else "",
            item.gain is not None,
            ", ".join(item.measures),
            ", ".join(ids),
            sources_of((*item.measures, *ids)),
            "" if verified else facts.MARK,
            note,
        )
        return dict(zip(_COLUMNS, cells, strict=True))

    def _total_line(self) -> dict[str, object]:
        ids = dict.fromkeys(
            key for item in self.sectors if item.figure is not None for key in item.figure.ids
        )
        if self.valuation.unvalued:
            ids |= dict.fromkeys(self.basis.ids)
        measures = dict.fromkeys(
            key for item in (*self.sectors, *self.valuation.unvalued) for key in item.measures
        )
        cells = (
            "all goods exports",
            "total",
            "",
            "",
            self.total.low,
            self.total.high,
            "US$ million",
            str(self.basis.year),
            self.basis.compiler,
            True,
            ", ".join(measures),
            ", ".join(ids),
            sources_of((*measures, *ids)),
            "" if all(facts.row(key).verified for key in (*measures, *ids)) else facts.MARK,
            f"gross, not net. {self.basis.note}",
        )
        return dict(zip(_COLUMNS, cells, strict=True))

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of all sources behind the result."""
        cells = [text for text in self.table()["sources"] if text]
        return tuple(dict.fromkeys(sid for text in cells for sid in text.split(", ")))

    def stick(self) -> pd.DataFrame:
        """Return what remains in force.

        Returns
        -------
        DataFrame
            One row a measure: ``layer`` (UN or US), ``id``, ``mark``, ``group``, ``what``,
            ``who can lift``, ``how it comes back``, ``secondary`` (whether it threatens firms of
            third countries), ``sources``.
        """
        rows: list[tuple[object, ...]] = []
        council = levers()["council"]
        for item in self.remains:
            rows.append(
                (
                    "UN",
                    item.id,
                    item.mark,
                    item.group,
                    f"{item.sector}: {item.text}",
                    council.title,
                    council.back,
                    "no",
                    ", ".join(item.source_ids),
                )
            )
        for us in self.us_remains:
            lever = levers()[us.lever]
            rows.append(
                (
                    "US",
                    us.id,
                    us.mark,
                    "secondary sanctions" if us.threatens else "primary sanctions",
                    us.text,
                    lever.title,
                    lever.back,
                    us.secondary,
                    ", ".join(us.source_ids),
                )
            )
        columns = ["layer", "id", "mark", "group", "what", "who can lift", "how it comes back"]
        return pd.DataFrame(rows, columns=[*columns, "secondary", "sources"])

    def __str__(self) -> str:
        lines = [*self._lifted_text(), *self._worth_text()]
        if self.valuation.valued or self.valuation.unvalued or self.volumes:
            lines.append(f"With whom: {self.channels}")
        lines += [self._stick_text(), *(f"Who decides: {route}" for route in self.routes)]
        if any(facts.MARK in line for line in lines):
            lines.append(facts.MARK_NOTE)
        return "\n".join(lines)

    def _lifted_text(self) -> list[str]:
        count = self.counts
        names = ", ".join(self.selection) or "nothing"
        lines = [
            f"Lifting {names}: {count.lifted} of {count.measures} UN measures, {count.civilian} of "
            f"{count.all_civilian} civilian ones, from {count.resolutions} of "
            f"{count.all_resolutions} resolutions; {count.us_lifted} of {count.us_measures} US "
            "measures."
        ]
        lines += self.binding.lifted.notes
        if count.lifted:
            lines.append(
                f"In force: {count.before} before, {count.after} after. {count.ended} end, and "
                f"{count.revived} earlier come{'s' if count.revived == 1 else ''} back."
            )
        items = self.binding.after.measures
        lines += [f"Back in force: {items[key]}." for key in self.binding.revived]
        return lines

    def _worth_text(self) -> list[str]:
        lines = []
        if not (self.sectors or self.unvalued or self.volumes or self.labour):
            return ["It opens no trade."]
        if self.valuation.valued or self.valuation.unvalued:
            worth = _amount(self.total)
            lines.append(
                f"Goods exports on the basis {self.basis.name} ({self.basis.compiler}, base year "
                f"{self.basis.year}): {worth} a year. {GROSS}"
            )
        for item in self.sectors:
            assert item.gain is not None and item.figure is not None
            what = f"now {STATE_WORDS[item.after]}"
            lines.append(
                f"  {item.sector.title}, {what}: US$ {item.gain} million{item.figure.mark} "
                f"({', '.join(item.figure.ids)})."
            )
        if self.valuation.unvalued and self.basis.rest is not None:
            names = ", ".join(item.sector.name for item in self.valuation.unvalued)
            lines.append(
                f"  Without a figure of their own on this basis: {names}. Together {_amount(self.valuation.rest)}."
            )
        if self.labour is not None and self.labour.gain is not None:
            figure = self.labour.figure
            assert figure is not None
            lines.append(
                f"Wages of workers abroad, not added to goods: US$ {self.labour.gain} million a "
                f"year ({figure.year}, {figure.compiler}, {', '.join(figure.ids)}). {self.labour.note}"
            )
        lines += [
            f"{item.sector.title.capitalize()}: {item.gain} more barrels a year, {item.note}. "
            "No price is in the ledger."
            for item in self.volumes
        ]
        others = [i for i in self.unvalued if i.sector.kind != GOODS or self.basis.rest is None]
        if others:
            lines.append(
                "Not valued, which does not mean worth nothing: "
                + ", ".join(item.sector.title for item in others)
                + "."
            )
        return lines

    def _stick_text(self) -> str:
        groups = Counter(item.group for item in self.remains)
        un = ", ".join(f"{name} ({count})" for name, count in groups.most_common())
        threats = [item.id for item in self.us_remains if item.threatens]
        us = f"{len(self.us_remains)} US measures"
        if threats:
            us += f", of which {len(threats)} threaten firms of third countries"
        return f"What stays in force: UN: {un or 'nothing'}. US: {us}."


_COLUMNS = (
    "item",
    "kind",
    "before",
    "after",
    "low",
    "high",
    "unit",
    "base year",
    "compiler",
    "valued",
    "measures",
    "figures",
    "sources",
    "mark",
    "note",
)


def _amount(value: Range) -> str:
    if math.isinf(value.high):
        if value.low > 0:
            return f"at least US$ {value.low:,.0f} million; no upper end can be given"
        return "an amount that cannot be given"
    if value.low == 0 and value.high > 0:
        return f"at most US$ {value.high:,.0f} million"
    return f"US$ {value} million"


def _no_figure(item: SectorValue) -> str:
    if item.sector.kind == CHANNEL:
        return "a means of trading, without a value of its own"
    if item.others:
        others = "; ".join(str(figure) for figure in item.others)
        return f"no figure on this basis. Elsewhere, not to be added: {others}"
    return "no figure in the ledger"


def relief(
    selection: Selection,
    *,
    basis: str = DEFAULT_BASIS,
    exemption: float | tuple[float, float] | None = None,
    graph: Graph | None = None,
) -> Relief:
    """Say what lifting would give and what would be left.

    Parameters
    ----------
    selection : str, int or iterable of these
        Ids of measures (``"2371-coal"``, ``"US-EO13810"``), numbers of resolutions (``2371``), or
        names of packages (``"civilian part of the five"``, ``"R10"``).
    basis : str
        On which figures the total is stated, one of `bases`.
    exemption : float or pair of float, optional
        Share of a trade that goes on under a ban with a livelihood exemption, 0 to 1.
    graph : Graph, optional
        Where to start from; the ledger with nothing lifted by default.

    Returns
    -------
    Relief
        Value, channels, what remains, who decides; `print` it.

    Raises
    ------
    UnknownNameError
        When a name is unknown; the nearest are given.
    SummitryError
        When a relief option does not say what it lifts.
    OutOfRangeError
        When a share is not within 0 and 1, or something is not a name.

    Examples
    --------
    >>> found = relief("2371-coal")
    >>> found.revived
    ('2321-coal',)
    >>> round(found.total.high, 2)
    400.87
    """
    share = exemption_range(exemption)
    chosen = find_basis(basis)
    binding = check_graph(graph).binding(selection)
    valuation = value_change(binding.before, binding.after, chosen, share)
    return Relief(binding, valuation, share)


# -- tables over all resolutions and all options -----------------------------------------------------


def ladder(*, basis: str = DEFAULT_BASIS) -> pd.DataFrame:
    """Climb the resolutions from 2006 to 2017 and say what each one added.

    Parameters
    ----------
    basis : str
        On which figures the money is stated.

    Returns
    -------
    DataFrame
        One row a resolution: ``resolution``, ``adopted``, ``new`` (measures it brought),
        ``so far`` (measures adopted since 2006), ``superseded`` (measures of earlier ones that it covered), ``in force`` and ``civilian in
        force`` after it, ``sectors`` that it touched first, ``low`` and ``high`` (goods exports
        held back since then, US$ million a year, on the basis), ``id``, ``mark`` and ``sources``.

    Raises
    ------
    UnknownNameError
        When there is no such basis.
    """
    chosen, share = find_basis(basis), exemption_range()
    rows = []
    older: tuple[str, ...] = ()
    touched: set[str] = set()
    start = check_graph(None)
    for number, row in resolutions().items():
        graph = start.upto(number)
        new = [key for key in graph.standing if graph.measures[key].resolution == number]
        first = [
            sector.name
            for sector in sectors().values()
            if sector.name not in touched and set(sector.measures) & set(new)
        ]
        touched |= set(first)
        held = value_change(graph, graph.binding(ALL_UN).after, chosen, share).total
        rows.append(
            {
                "resolution": number,
                "adopted": row["adopted"],
                "new": sum(graph.measures[key].counts for key in new),
                "so far": sum(graph.measures[key].counts for key in graph.standing),
                "superseded": sum(key not in graph.in_force for key in older),
                "in force": len(graph.in_force),
                "civilian in force": sum(graph.measures[key].civilian for key in graph.in_force),
                "sectors": ", ".join(first),
                "low": held.low,
                "high": held.high,
                "id": row["id"],
                "mark": "" if row["verified"] else facts.MARK,
                "sources": ", ".join(row["source_ids"]),
            }
        )
        older = graph.in_force
    return pd.DataFrame(rows)


@dataclass(frozen=True, eq=False)
class CountAndValue:
    """One package by every yardstick. Both are shown, neither is hidden.

    Attributes
    ----------
    reliefs : tuple of Relief
        The package on each basis that has a series of all exports.
    """

    reliefs: tuple[Relief, ...]

    def table(self) -> pd.DataFrame:
        """Return the yardsticks side by side.

        Returns
        -------
        DataFrame
            One row a yardstick: ``yardstick``, ``unit``, ``low`` and ``high`` (lifted), ``of low``
            and ``of high`` (the whole), ``share low`` and ``share high`` (0 to 1), ``note``.
        """
        first = self.reliefs[0]
        counts = first.counts
        civil = sum(item.civilian for item in first.remains)
        civil_before = sum(
            first.binding.before.measures[key].civilian for key in first.binding.before.in_force
        )
        rows: list[tuple[object, ...]] = [
            _count("resolutions", counts.resolutions, counts.all_resolutions, "touched at all"),
            _count("provisions adopted", counts.lifted, counts.measures, "limbs counted once"),
            _count(
                "provisions in force",
                counts.before - counts.after,
                counts.before,
                "those that end less those that come back",
            ),
            _count(
                "civilian provisions in force", civil_before - civil, civil_before, "own coding"
            ),
        ]
        for item in self.reliefs:
            gap = item.basis.gap
            assert gap is not None and item.basis.before is not None
            share, exports = item.share("money"), item.basis.before.value
            rows.append(
                (
                    f"money held back ({item.basis.name})",
                    "US$ million a year",
                    *item.total,
                    *gap,
                    *share,
                    "of the goods exports that the UN measures hold back",
                )
            )
            rows.append(
                (
                    f"money of all exports ({item.basis.name})",
                    "US$ million a year",
                    *item.total,
                    *exports,
                    item.total.low / exports.high,
                    min(item.total.high / exports.low, 1.0),
                    f"of all goods exports in {item.basis.year}",
                )
            )
        columns = ["yardstick", "unit", "low", "high", "of low", "of high"]
        return pd.DataFrame(rows, columns=[*columns, "share low", "share high", "note"])

    def __str__(self) -> str:
        first = self.reliefs[0]
        lines = [f"{', '.join(first.selection)}, by count and by value:"]
        for row in self.table().to_dict("records"):
            part = str(Range(row["low"], row["high"]))
            whole = str(Range(row["of low"], row["of high"]))
            share = Range(row["share low"], row["share high"]).percent()
            lines.append(
                f"  {row['yardstick']}: {part} of {whole} {row['unit']} = {share} ({row['note']})"
            )
        lines.append(
            "No yardstick is the true one: a count treats a list of names like a ban on coal, and "
            "money leaves out arms, finance and names. Both are shown, neither is hidden. Rows with "
            "money have different compilers and years and are not to be added."
        )
        return "\n".join(lines)


def _count(name: str, part: int, whole: int, note: str) -> tuple[object, ...]:
    share = part / whole if whole else 0.0
    unit = "resolutions" if name == "resolutions" else "provisions"
    return (name, unit, part, part, whole, whole, share, share, note)


def count_and_value(selection: Selection = "civilian part of the five") -> CountAndValue:
    """Measure a package by count and by money, side by side.

    Parameters
    ----------
    selection : str, int or iterable of these
        As for `relief`.

    Returns
    -------
    CountAndValue
        `print` it, or take its ``table``.

    Raises
    ------
    UnknownNameError, SummitryError, OutOfRangeError
        As for `relief`.
    """
    found = [relief(selection, basis=name) for name, b in bases().items() if b.gap is not None]
    return CountAndValue(tuple(found))


def options(*, basis: str = DEFAULT_BASIS) -> pd.DataFrame:
    """Compare the relief options of the ledger and the course's own packages.

    Parameters
    ----------
    basis : str
        On which figures the money is stated.

    Returns
    -------
    DataFrame
        One row a package: ``package``, ``what``, ``stated`` (False where it does not say what it
        lifts; its numbers are then missing, not zero), ``measures`` lifted, ``revived`` (ids),
        ``resolutions`` touched, ``low`` and ``high`` (goods exports, US$ million a year),
        ``share low`` and ``share high`` of the money held back, ``note`` and ``mark``.

    Raises
    ------
    UnknownNameError
        When there is no such basis.
    """
    find_basis(basis)
    rows = []
    for package in packages().values():
        own = package.name in facts.load("relief_options")["id"].tolist()
        row: dict[str, object] = {
            "package": package.name,
            "what": package.title,
            "stated": package.stated,
            "note": package.note,
            "mark": facts.row(package.name).mark if own else "",
        }
        if package.stated:
            found = relief(package.name, basis=basis)
            bounded = found.basis.gap is not None
            share = tuple(found.share()) if bounded else (math.nan, math.nan)
            row |= {
                "measures": found.counts.lifted,
                "revived": ", ".join(found.revived),
                "resolutions": found.counts.resolutions,
                "low": found.total.low,
                "high": found.total.high,
                "share low": share[0],
                "share high": share[1],
            }
        rows.append(row)
    frame = pd.DataFrame(rows)
    for column in ("measures", "resolutions"):
        frame[column] = frame[column].astype("Int64")
    frame["revived"] = frame["revived"].fillna("")
    columns = ["package", "what", "stated", "measures", "revived", "resolutions", "low", "high"]
    return frame[[*columns, "share low", "share high", "note", "mark"]]


def gaps() -> pd.DataFrame:
    """Set exports before the bans against exports under them, compiler by compiler.

    Returns
    -------
    DataFrame
        One row a compiler and pair of years: ``compiler``, ``base year``, ``year after``, ``low``
        and ``high`` (US$ million lost), ``share low`` and ``share high`` of the base year, ``ids``.
        Rows of different compilers are never joined.
    """
    rows = []
    for series in ("kotra_exports", "kita_exports"):
        years: dict[int, list[dict[str, object]]] = {}
        for row in trade_rows(series):
            years.setdefault(int(row["year"]), []).append(dict(row))
        for base in (2014, 2015, 2016):
            for after in (2018, 2019):
                if base not in years or after not in years:
                    continue
                old = [float(str(row["value"])) for row in years[base]]
                new = [float(str(row["value"])) for row in years[after]]
                lost = Range(min(old) - max(new), max(old) - min(new))
                rows.append(
                    {
                        "compiler": years[base][0]["compiler"],
                        "base year": base,
                        "year after": after,
                        "low": lost.low,
                        "high": lost.high,
                        "share low": 1 - max(new) / min(old),
                        "share high": 1 - min(new) / max(old),
                        "ids": ", ".join(str(r["id"]) for y in (base, after) for r in years[y]),
                    }
                )
    return pd.DataFrame(rows)
