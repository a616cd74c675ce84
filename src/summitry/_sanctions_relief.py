"""What lifting would give, and what would be left: the result that explains itself."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd

from summitry import facts
from summitry._checks import choice
from summitry._sanctions_figures import (
    DEFAULT_BASIS,
    ZERO,
    Basis,
    Range,
    bases,
    find_basis,
    sources_of,
    trade_rows,
)
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
from summitry._sanctions_packages import ALL_UN, Selection
from summitry._sanctions_value import (
    SectorValue,
    Valuation,
    exemption_range,
    labour_change,
    value_change,
    volume_change,
)
from summitry.errors import SummitryError

GROSS = (
    "This is gross, not net: textile exports use imported cloth, coal not sold abroad has some use "
    "at home, banned goods were sold in secret anyway, and prices, buyers and plants were not "
    "those of the base year."
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

    def __str__(self) -> str:
        lines = [
            f"{self.lifted} of {self.measures} UN measures, {self.civilian} of "
            f"{self.all_civilian} civilian ones, from {self.resolutions} of "
            f"{self.all_resolutions} resolutions; {self.us_lifted} of {self.us_measures} US "
            "measures."
        ]
        if self.lifted:
            lines.append(
                f"In force: {self.before} before, {self.after} after. {self.ended} "
                f"end{'s' if self.ended == 1 else ''}, and "
                f"{self.revived} earlier come{'s' if self.revived == 1 else ''} back."
            )
        return "\n".join(lines)


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
        count = f"{len(self.ids)} {'measure' if len(self.ids) == 1 else 'measures'}"
        what = "what is named" if self.done else f"{count} that would stay"
        return (
            f"{self.lever.title}{self.lever.mark} ({what}). To lift: {self.lever.lift}. "
            f"To bring back: {self.lever.back}."
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
        choice("yardstick", by, YARDSTICKS)
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
        council = levers()["council"]
        rows: list[tuple[object, ...]] = [
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
            for item in self.remains
        ]
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
        names = ", ".join(self.selection) or "nothing"
        named, *changed = str(self.counts).splitlines()
        lines = [f"Lifting {names}: {named}", *self.binding.lifted.notes, *changed]
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
                f"  Without a figure of their own on this basis: {names}. Together "
                f"{_amount(self.valuation.rest)}."
            )
        if self.valuation.valued or self.valuation.unvalued:
            lines.append(f"On other bases, never to be added or mixed: {self._others_text()}.")
        if self.labour is not None and self.labour.gain is not None:
            figure = self.labour.figure
            assert figure is not None
            lines.append(
                f"Wages of workers abroad, not added to goods: US$ {self.labour.gain} million "
                f"{figure.mark}a year ({figure.year}, {figure.compiler}, {', '.join(figure.ids)}). "
                f"{self.labour.note}"
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

    def _others_text(self) -> str:
        parts = []
        for row in self.alternatives().to_dict("records"):
            if row["basis"] == self.basis.name:
                continue
            amount = _amount(Range(row["low"], row["high"]))
            only = f" ({row['valued']} alone)" if math.isinf(row["high"]) and row["low"] else ""
            parts.append(f"{row['basis']} {amount}{only}")
        return "; ".join(parts)

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
            return f"at least US$ {value.low:,.0f} million"
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
