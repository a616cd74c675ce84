"""The UN measures as a graph: which one stands over which, and what comes back when one goes.

Each measure may be superseded by one later measure, so that the graph is a set of chains and trees.
A measure is *in force* when it stands and nothing that superseded it stands, directly or through
others. One that stands below another is *dormant*: it is covered, not repealed. Lifting the later
one brings it back. A measure that ran out by its own date stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from summitry._checks import as_text, entries, instance, texts, whole
from summitry._sanctions_ledger import (
    GOODS,
    STATES,
    Measure,
    Sector,
    UsMeasure,
    measures,
    resolutions,
    sectors,
    us_measures,
)
from summitry._sanctions_packages import Lifted, Selection, resolve
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


class Graph:
    """Resolutions, their measures, the sectors that these close, and what supersedes what.

    A graph never changes; `lift` and `upto` return new ones.

    Parameters
    ----------
    measures : iterable of Measure, optional
        The measures; those of the ledger by default.
    lifted : frozenset of str, optional
        Ids of the UN measures that are lifted already.
    us_lifted : frozenset of str, optional
        Ids of the US measures that are lifted already.
    last : int, optional
        Number of the last resolution adopted; all by default.

    Raises
    ------
    UnknownNameError
        When a measure is superseded by, or limb of, one that does not exist.
    SummitryError
        When measures supersede each other in a circle; the circle is named.

    Examples
    --------
    >>> graph = Graph()
    >>> graph.binding("2371-coal").revived
    ('2321-coal',)
    >>> graph.lift("2371-coal").binding("2321-coal").revived
    ('2270-coal',)
    """

    def __init__(
        self,
        measures: Iterable[Measure] | None = None,
        lifted: frozenset[str] = frozenset(),
        us_lifted: frozenset[str] = frozenset(),
        last: int | None = None,
    ) -> None:
        words = "a list of Measure"
        items = _ledger() if measures is None else list(entries("measures", measures, words))
        items = [instance("measures", item, Measure, words) for item in items]
        for name, ids in (("lifted", lifted), ("us_lifted", us_lifted)):
            texts(name, ids)
        if last is not None:
            last = whole("last", last, 0)
        self.measures: Mapping[str, Measure] = MappingProxyType({item.id: item for item in items})
        self.lifted = frozenset(lifted)
        self.us_lifted = frozenset(us_lifted)
        self.last = last
        self._above = _ancestors(self.measures)

    # -- what stands and what is in force ----------------------------------------------------

    @cached_property
    def standing(self) -> frozenset[str]:
        """Ids of the measures adopted, not lifted and not run out."""
        return frozenset(
            key
            for key, item in self.measures.items()
            if key not in self.lifted
            and not (item.clause or item.ended)
            and (self.last is None or item.resolution <= self.last)
        )

    @cached_property
    def in_force(self) -> tuple[str, ...]:
        """Ids of the measures that bind, in the order of the ledger."""
        return tuple(
            key
            for key in self.measures
            if key in self.standing and self.standing.isdisjoint(self._above[key])
        )

    @property
    def dormant(self) -> tuple[str, ...]:
        """Ids of the measures that stand below a later one, in the order of the ledger."""
        binding = set(self.in_force)
        return tuple(key for key in self.measures if key in self.standing and key not in binding)

    @property
    def us_in_force(self) -> tuple[UsMeasure, ...]:
        """US measures that are left."""
        return tuple(item for key, item in us_measures().items() if key not in self.us_lifted)

    def above(self, measure: str) -> tuple[str, ...]:
        """Name what superseded a measure, the next one first.

        Parameters
        ----------
        measure : str
            Id of a measure.

        Returns
        -------
        tuple of str
            Ids.

        Raises
        ------
        UnknownNameError
            When there is no such measure.
        """
        return self._above[self._find(measure)]

    def chain(self, measure: str) -> tuple[str, ...]:
        """Name all measures of the same line, in the order of the ledger.

        Parameters
        ----------
        measure : str
            Id of any one of them.

        Returns
        -------
        tuple of str
            Ids, the oldest first.

        Raises
        ------
        UnknownNameError
            When there is no such measure.
        """
        key = self._find(measure)
        top = (key, *self._above[key])[-1]
        return tuple(name for name in self.measures if top in (name, *self._above[name]))

    def state(self, sector: Sector) -> str:
        """Say what the measures in force leave of one kind of trade.

        Parameters
        ----------
        sector : Sector
            The sector.

        Returns
        -------
        str
            One of `STATES`: that of the strictest measure in force.
        """
        binding = self.holding(sector)
        return max((self.measures[key].state for key in binding), key=STATES.index, default="free")

    def holding(self, sector: Sector) -> tuple[str, ...]:
        """Name the measures in force that hold one kind of trade.

        Parameters
        ----------
        sector : Sector
            The sector.

        Returns
        -------
        tuple of str
            Ids.
        """
        instance("sector", sector, Sector, "a Sector, such as sectors()['coal']")
        return tuple(key for key in self.in_force if key in sector.measures)

    # -- other graphs ---------------------------------------------------------------------------

    def lift(self, selection: Selection) -> Graph:
        """Return the graph with more measures lifted.

        Parameters
        ----------
        selection : str, int or iterable of these
            Ids of measures, numbers of resolutions, or names of packages.

        Returns
        -------
        Graph
            A new graph; this one stays as it is.

        Raises
        ------
        UnknownNameError, SummitryError, OutOfRangeError
            When a name is unknown, does not say what it lifts, or is no name.
        """
        return self._without(resolve(selection, self.measures))

    def upto(self, resolution: int | str) -> Graph:
        """Return the graph as it stood after a resolution.

        Parameters
        ----------
        resolution : int or str
            Number of a resolution, for example ``2321``.

        Returns
        -------
        Graph
            Without the later resolutions.

        Raises
        ------
        UnknownNameError
            When there is no such resolution.
        """
        number = int(resolution) if isinstance(resolution, np.integer) else resolution
        text = as_text(number).strip().upper().removeprefix("UNSCR")
        known = [str(number) for number in resolutions()]
        if text not in known:
            raise UnknownNameError("resolution", as_text(resolution), known)
        return Graph(self.measures.values(), self.lifted, self.us_lifted, int(text))

    def binding(self, selection: Selection = ()) -> Binding:
        """Say what is in force after lifting a selection.

        Parameters
        ----------
        selection : str, int or iterable of these
            Ids of measures, numbers of resolutions, or names of packages; nothing by default.

        Returns
        -------
        Binding
            What remains, what ended and what came back; `print` it.

        Raises
        ------
        UnknownNameError, SummitryError, OutOfRangeError
            When a name is unknown, does not say what it lifts, or is no name.
        """
        lifted = resolve(selection, self.measures)
        return Binding(self, self._without(lifted), lifted)

    def _without(self, lifted: Lifted) -> Graph:
        known = self.lifted | (lifted.un & self.measures.keys())
        return Graph(self.measures.values(), known, self.us_lifted | lifted.us, self.last)

    def _find(self, measure: str) -> str:
        for key, item in self.measures.items():
            if isinstance(measure, str) and measure in (key, *item.limbs):
                return key
        raise UnknownNameError("measure", measure, self.measures)

    # -- as tables ------------------------------------------------------------------------------

    def nodes(self) -> pd.DataFrame:
        """Return the nodes of the graph.

        Returns
        -------
        DataFrame
            One row a node: ``id``, ``kind`` (resolution, measure, sector), ``title``, ``state``
            (in force, dormant, lifted, ran out; for sectors what is let through), ``civilian``,
            ``mark``.
        """
        binding = set(self.in_force)
        rows: list[dict[str, object]] = []
        for number, row in resolutions().items():
            if self.last is None or number <= self.last:
                rows.append(_node(f"UNSCR{number}", "resolution", str(number), row["adopted"]))
        for key, item in self._adopted():
            if key in binding:
                state = "in force"
            elif key in self.lifted:
                state = "lifted"
            else:
                state = "ran out" if item.ended else "dormant"
            rows.append(_node(key, "measure", str(item), state, item.civilian, item.mark))
        rows += [
            _node(sector.name, "sector", sector.title, self.state(sector), True)
            for sector in sectors().values()
        ]
        return pd.DataFrame(rows)

    def edges(self) -> pd.DataFrame:
        """Return the edges of the graph.

        Returns
        -------
        DataFrame
            One row an edge: ``source``, ``target``, ``kind`` (``contains``: resolution to measure;
            ``superseded by``: measure to measure; ``closes``: measure to sector; ``worth``: sector
            to the series of the ledger that value it).
        """
        rows = []
        adopted = dict(self._adopted())
        for key, item in adopted.items():
            rows.append((f"UNSCR{item.resolution}", key, "contains"))
            if item.superseded_by in adopted:
                rows.append((key, item.superseded_by, "superseded by"))
        for sector in sectors().values():
            rows += [(key, sector.name, "closes") for key in sector.measures if key in adopted]
            rows += [(sector.name, name, "worth") for name in sector.series]
        return pd.DataFrame(rows, columns=["source", "target", "kind"])

    def _adopted(self) -> Iterator[tuple[str, Measure]]:
        for key, item in self.measures.items():
            if not item.clause and (self.last is None or item.resolution <= self.last):
                yield key, item

    def __str__(self) -> str:
        return (
            f"UN measures in force: {len(self.in_force)}; dormant below a later one: "
            f"{len(self.dormant)}; lifted: {len(self.lifted)}. US measures in force: "
            f"{len(self.us_in_force)}."
        )

    def __repr__(self) -> str:
        return (
            f"<Graph: {len(self.in_force)} UN measures in force, {len(self.dormant)} dormant, "
            f"{len(self.lifted)} lifted>"
        )


def _node(
    key: str, kind: str, title: str, state: str, civilian: bool = False, mark: str = ""
) -> dict[str, object]:
    return {
        "id": key,
        "kind": kind,
        "title": title,
        "state": state,
        "civilian": civilian,
        "mark": mark,
    }


def _ledger() -> list[Measure]:
    return list(measures().values())


def _ancestors(items: Mapping[str, Measure]) -> dict[str, tuple[str, ...]]:
    """All that superseded each measure, nearest first; complains about circles and unknown ids."""
    found: dict[str, tuple[str, ...]] = {}
    for key in items:
        path = [key]
        while following := items[path[-1]].superseded_by:
            if following not in items:
                raise UnknownNameError(f"measure that supersedes {path[-1]}", following, items)
            if following in path:
                circle = " -> ".join([*path[path.index(following) :], following])
                raise SummitryError(f"Measures supersede each other in a circle: {circle}.")
            path.append(following)
        found[key] = tuple(path[1:])
    return found


@dataclass(frozen=True, eq=False)
class Binding:
    """What is in force after lifting a selection. Behaves like the collection of its ids.

    Attributes
    ----------
    before, after : Graph
        The graph before and after.
    lifted : Lifted
        What was named for lifting.
    """

    before: Graph = field(repr=False)
    after: Graph = field(repr=False)
    lifted: Lifted

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the UN measures in force, in the order of the ledger."""
        return self.after.in_force

    @property
    def us_ids(self) -> tuple[str, ...]:
        """Ids of the US measures in force."""
        return tuple(item.id for item in self.after.us_in_force)

    @property
    def ended(self) -> tuple[str, ...]:
        """Ids of the UN measures that were in force and are not any more."""
        kept = set(self.after.in_force)
        return tuple(key for key in self.before.in_force if key not in kept)

    @property
    def revived(self) -> tuple[str, ...]:
        """Ids of the UN measures that come back, because what superseded them has gone."""
        old = set(self.before.in_force)
        return tuple(key for key in self.after.in_force if key not in old)

    def __contains__(self, measure: object) -> bool:
        return any(measure in (key, *self.after.measures[key].limbs) for key in self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def table(self) -> pd.DataFrame:
        """Return the measures that ended, came back or stay in force.

        Returns
        -------
        DataFrame
            One row a UN measure: ``id``, ``mark``, ``resolution``, ``paragraph``, ``sector``,
            ``measure``, ``civilian``, ``status`` (ended, revived, unchanged) and ``sources``.
        """
        ended, revived = set(self.ended), set(self.revived)
        rows = []
        for key, item in self.after.measures.items():
            if key not in ended and key not in self.ids:
                continue
            rows.append(
                {
                    "id": key,
                    "mark": item.mark,
                    "resolution": item.resolution,
                    "paragraph": item.paragraph,
                    "sector": item.sector,
                    "measure": item.text,
                    "civilian": item.civilian,
                    "status": "ended"
                    if key in ended
                    else ("revived" if key in revived else "unchanged"),
                    "sources": ", ".join(item.source_ids),
                }
            )
        columns = ["id", "mark", "resolution", "paragraph", "sector", "measure", "civilian"]
        return pd.DataFrame(rows, columns=[*columns, "status", "sources"])

    def __str__(self) -> str:
        items = self.after.measures
        lines = [f"UN measures in force: {len(self.before.in_force)} before, {len(self)} after."]
        if self.ended:
            lines.append(f"Ended: {'; '.join(str(items[key]) for key in self.ended)}.")
        if self.revived:
            back = "; ".join(str(items[key]) for key in self.revived)
            lines.append(f"Back in force, because what superseded them has gone: {back}.")
        if self.lifted.un and not self.ended:
            lines.append("Nothing ended: what was lifted was not in force, or lay below others.")
        return "\n".join(lines)


@cache
def ledger_graph() -> Graph:
    """Return the graph of the ledger with nothing lifted, made once."""
    return Graph()


def goods_sectors() -> tuple[Sector, ...]:
    """Return the sectors of exported goods."""
    return tuple(sector for sector in sectors().values() if sector.kind == GOODS)


def check_graph(graph: object) -> Graph:
    """Return a graph, the ledger's when none is given.

    Parameters
    ----------
    graph : Graph or None
        What the caller gave.

    Returns
    -------
    Graph
        The graph.

    Raises
    ------
    OutOfRangeError
        When it is something else.
    """
    if graph is None:
        return ledger_graph()
    if not isinstance(graph, Graph):
        raise OutOfRangeError("graph", graph, "a sanctions graph, for example sanctions.Graph()")
    return graph
