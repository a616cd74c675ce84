"""Tables over all resolutions, all yardsticks and all relief options."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from summitry import facts
from summitry._sanctions_figures import DEFAULT_BASIS, Range, bases, find_basis, trade_rows
from summitry._sanctions_graph import check_graph
from summitry._sanctions_ledger import resolutions, sectors
from summitry._sanctions_packages import ALL_UN, CIVILIAN, Selection, packages
from summitry._sanctions_relief import GROSS, Relief, relief
from summitry._sanctions_value import exemption_range, value_change


def ladder(*, basis: str = DEFAULT_BASIS) -> pd.DataFrame:
    """Climb the resolutions from 2006 to 2017 and say what each one added.

    Parameters
    ----------
    basis : str
        On which figures the money is stated.

    Returns
    -------
    DataFrame
        One row a resolution: ``resolution``, ``adopted``, ``new`` (measures it brought), ``so far``
        (measures adopted since 2006), ``superseded`` (measures of earlier ones that it covered),
        ``in force`` and ``civilian in force`` after it, ``sectors`` that it touched first, ``low``
        and ``high`` (goods exports held back since then, US$ million a year, on the basis), ``id``,
        ``mark`` and ``sources``.

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
        before = first.binding.before
        old = sum(before.measures[key].civilian for key in before.in_force)
        new = sum(item.civilian for item in first.remains)
        rows: list[tuple[object, ...]] = [
            _count("resolutions", counts.resolutions, counts.all_resolutions, "touched at all"),
            _count("provisions adopted", counts.lifted, counts.measures, "limbs counted once"),
            _count(
                "provisions in force",
                counts.before - counts.after,
                counts.before,
                "those that end less those that come back",
            ),
            _count("civilian provisions in force", old - new, old, "by the ledger's coding"),
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
            "money leaves out arms, finance and names. Both are shown, neither is hidden. Rows "
            "with money have different compilers and years and are not to be added. " + GROSS
        )
        return "\n".join(lines)


def _count(name: str, part: int, whole: int, note: str) -> tuple[object, ...]:
    share = part / whole if whole else 0.0
    unit = "resolutions" if name == "resolutions" else "provisions"
    return (name, unit, part, part, whole, whole, share, share, note)


def count_and_value(selection: Selection = CIVILIAN) -> CountAndValue:
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
