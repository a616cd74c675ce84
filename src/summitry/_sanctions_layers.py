"""Two layers of law: a trade reopens only where the UN layer and the US layer both let it.

UN measures bind every state, which turns them into its own law. US *primary* sanctions bind US
persons, US banks among them, and so every payment through the United States. US *secondary*
sanctions threaten firms of third countries even where no US person takes part: they may lose their
dollar accounts or be listed. No law of their own forbids the trade, and few large firms dare it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from summitry import facts
from summitry._checks import as_text, texts
from summitry._sanctions_graph import Graph, check_graph
from summitry._sanctions_ledger import (
    STATE_WORDS,
    STATES,
    Activity,
    activities,
    levers,
    sectors,
    settings,
    us_measures,
)
from summitry._sanctions_packages import Selection
from summitry.errors import UnknownNameError

#: States of the UN layer in which an activity is allowed, within the limit named.
ALLOWED = ("free", "exemption", "freeze", "cap")
#: What the US layer says.
US_STATES = ("open", "threatened", "forbidden")

_US_WORDS = {
    "open": "nothing in the US layer stands against it",
    "threatened": "US secondary sanctions threaten it",
    "forbidden": "US primary sanctions forbid it",
}


@dataclass(frozen=True)
class Legality:
    """Whether one firm may do one thing.

    Attributes
    ----------
    firm, activity : str
        The firm's country, and what it would do.
    un : str
        What the UN layer lets through: ``free``, ``exemption``, ``freeze``, ``cap``, ``no new`` or
        ``ban``.
    un_ids : tuple of str
        UN measures in force that hold it.
    us : str
        What the US layer says: ``open``, ``threatened`` or ``forbidden``.
    us_ids : tuple of str
        US measures in force that reach it.
    """

    firm: str
    activity: str
    un: str
    un_ids: tuple[str, ...]
    us: str
    us_ids: tuple[str, ...]

    @property
    def un_allows(self) -> bool:
        """Whether the UN layer lets it through, within a limit if there is one."""
        return self.un in ALLOWED

    @property
    def us_allows(self) -> bool:
        """Whether the US layer neither forbids nor threatens it."""
        return self.us == "open"

    @property
    def open(self) -> bool:
        """Whether both layers let it through."""
        return self.un_allows and self.us_allows

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all measures that stand against it or limit it."""
        return (*self.un_ids, *self.us_ids)

    def table(self) -> pd.DataFrame:
        """Return the measures that stand against it, layer by layer.

        Returns
        -------
        DataFrame
            One row a measure: ``layer``, ``id``, ``mark``, ``what``, ``who can lift``, ``sources``.
        """
        rows = []
        for key in self.ids:
            row = facts.row(key)
            lever = "council" if key in self.un_ids else us_measures()[key].lever
            rows.append(
                (
                    "UN" if key in self.un_ids else "US",
                    key,
                    row.mark,
                    row.text,
                    levers()[lever].title,
                    ", ".join(row.source_ids),
                )
            )
        return pd.DataFrame(
            rows, columns=["layer", "id", "mark", "what", "who can lift", "sources"]
        )

    def __str__(self) -> str:
        un = f"UN layer: {STATE_WORDS[self.un]}{_named(self.un_ids)}."
        us = f"US layer: {_US_WORDS[self.us]}{_named(self.us_ids)}."
        if self.open:
            limit = "" if self.un == "free" else ", within the limit"
            verdict = f"Both layers let it through{limit}."
        elif not self.un_allows and not self.us_allows:
            verdict = "Neither layer lets it through."
        else:
            verdict = f"Only the {'UN' if self.un_allows else 'US'} layer lets it through."
        who = (
            "A firm of the United States"
            if self.firm == "United States"
            else f"A firm of {self.firm}"
        )
        lines = [f"{who} that would {self.activity}: {verdict}", un, us]
        if self.us == "threatened":
            lines.append(
                "No US law forbids this to the firm as long as no US person and no US bank takes "
                "part; but the firm risks losing its dollar accounts and being listed itself."
            )
        if any(facts.MARK in line for line in lines):
            lines.append(facts.MARK_NOTE)
        return "\n".join(lines)


def _named(ids: Iterable[str]) -> str:
    names = ", ".join(f"{key}{facts.row(key).mark}" for key in ids)
    return f" ({names})" if names else ""


def firms() -> tuple[str, ...]:
    """List the countries whose firms can be asked about.

    Returns
    -------
    tuple of str
        Names for `lawful`.
    """
    return tuple(settings()["firm"])


def activity_names() -> tuple[str, ...]:
    """List what a firm can be asked about.

    Returns
    -------
    tuple of str
        Names for `lawful`.
    """
    return tuple(activities())


def lawful(
    firm_country: str,
    activity: str,
    lifted: Selection = (),
    *,
    graph: Graph | None = None,
) -> Legality:
    """Ask both layers whether a firm may do something with North Korea.

    Parameters
    ----------
    firm_country : str
        Where the firm is at home, one of `firms`.
    activity : str
        What it would do, one of `activity_names`, for example ``"buy coal"``.
    lifted : str, int or iterable of these
        What is lifted, UN or US, as for `relief`.
    graph : Graph, optional
        Where to start from; the ledger with nothing lifted by default.

    Returns
    -------
    Legality
        Both layers and the verdict; `print` it.

    Raises
    ------
    UnknownNameError
        When country, activity or a lifted name is unknown; the nearest are given.
    SummitryError, OutOfRangeError
        As for `relief`.

    Examples
    --------
    >>> found = lawful("China", "buy coal", lifted="civilian part of the five")
    >>> found.un, found.us, found.open
    ('free', 'threatened', False)
    """
    country = _find("country", firm_country, settings()["firm"])
    chosen = activities()[_find("activity", activity, activities())]
    return _judge(country, chosen, check_graph(graph).lift(lifted))


def _judge(country: str, activity: Activity, graph: Graph) -> Legality:
    touched = [sectors()[name] for name in activity.sectors]
    state = max((graph.state(sector) for sector in touched), key=STATES.index, default="free")
    un_ids = tuple(key for sector in touched for key in graph.holding(sector))
    standing = {item.id for item in graph.us_in_force}
    bound = country == "United States"
    reach = activity.primary if bound else activity.secondary
    us_ids = tuple(key for key in reach if key in standing)
    us = ("forbidden" if bound else "threatened") if us_ids else "open"
    return Legality(country, activity.name, state, un_ids, us, us_ids)


def _find(kind: str, name: object, known: Iterable[str]) -> str:
    names = {item.lower(): item for item in known}
    found = names.get(as_text(name).strip().lower())
    if found is None:
        raise UnknownNameError(kind, as_text(name), names.values())
    return found


def network(
    lifted: Selection = (),
    countries: Iterable[str] = ("China", "Russia", "United States"),
    *,
    graph: Graph | None = None,
) -> pd.DataFrame:
    """Ask both layers about every activity of several countries' firms.

    Parameters
    ----------
    lifted : str, int or iterable of these
        What is lifted, UN or US, as for `relief`.
    countries : iterable of str
        Where the firms are at home, of `firms`.
    graph : Graph, optional
        Where to start from; the ledger with nothing lifted by default.

    Returns
    -------
    DataFrame
        One row an edge: ``firm``, ``activity``, ``UN layer``, ``US layer``, ``open`` (both let it
        through), ``UN measures``, ``US measures`` (ids in force).

    Raises
    ------
    UnknownNameError, SummitryError, OutOfRangeError
        As for `lawful`.
    """
    after = check_graph(graph).lift(lifted)
    rows = []
    for name in texts("countries", countries):
        country = _find("country", name, settings()["firm"])
        for activity in activities().values():
            found = _judge(country, activity, after)
            rows.append(
                {
                    "firm": country,
                    "activity": activity.name,
                    "UN layer": found.un,
                    "US layer": found.us,
                    "open": found.open,
                    "UN measures": ", ".join(found.un_ids),
                    "US measures": ", ".join(found.us_ids),
                }
            )
    columns = ["firm", "activity", "UN layer", "US layer", "open", "UN measures", "US measures"]
    return pd.DataFrame(rows, columns=columns)
