"""What the sanctions model reads: measures and sectors, US measures, who can lift what.

Facts come from the ledger, row by row with their ids. ``sanctions.toml`` says what the tables do
not: which rows are one measure, which have run out, which measures close which trade. Everything is
checked against the ledger when it is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, cast

from summitry import facts
from summitry.errors import SummitryError, UnknownNameError

#: What a measure, or the strictest of several, lets through. From nothing forbidden to all of it.
STATES = ("free", "exemption", "freeze", "cap", "no new", "ban")

#: The states in words.
STATE_WORDS = {
    "free": "open",
    "exemption": "banned, with an exemption for livelihood",
    "freeze": "frozen at its level",
    "cap": "capped",
    "no new": "nothing new allowed",
    "ban": "banned",
}

GOODS, INCOME, SUPPLY, CHANNEL = KINDS = ("goods", "income", "supply", "channel")


@cache
def settings() -> Mapping[str, Any]:
    """Return the parsed ``sanctions.toml``."""
    text = files("summitry").joinpath("sanctions.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@dataclass(frozen=True)
class Measure:
    """One UN measure: a row of the ledger's provisions, or two rows that are limbs of one.

    Attributes
    ----------
    id : str
        Id of the row.
    resolution : int
        Number of the resolution.
    paragraph, sector, direction, text : str
        Where it stands, what it touches, which way the trade goes, and what it says.
    state : str
        What it lets through, one of `STATES`.
    caps : tuple of (float, str)
        Numbers of a cap with their units; both limbs of a measure are here.
    effective : str
        ISO date from which it holds.
    civilian : bool
        The ledger's coding: ordinary commerce, energy, labour, investment, transport.
    five : bool
        Whether it stands in one of the five resolutions of the usual list.
    superseded_by : str
        Id of the later measure that takes its place, or an empty text.
    limbs : tuple of str
        Ids of further rows that are the same measure.
    ended : str
        ISO date on which it ran out by itself, or an empty text.
    restates : str
        Id of an older measure that it only says again, or an empty text.
    clause : bool
        True for rows that restrict nothing (an exemption, a promise).
    source_ids : tuple of str
        Sources.
    verified : bool
        False when a detail rests on memory.
    """

    id: str
    resolution: int
    paragraph: str
    sector: str
    direction: str
    text: str
    state: str
    caps: tuple[tuple[float, str], ...] = ()
    effective: str = ""
    civilian: bool = False
    five: bool = False
    superseded_by: str = ""
    limbs: tuple[str, ...] = ()
    ended: str = ""
    restates: str = ""
    clause: bool = False
    source_ids: tuple[str, ...] = ()
    verified: bool = True

    @property
    def counts(self) -> bool:
        """Whether it is counted as a measure of its own."""
        return not (self.clause or self.ended or self.restates)

    @property
    def mark(self) -> str:
        """The dagger of a row that is not fully verified, or an empty text."""
        return "" if self.verified else facts.MARK

    @property
    def group(self) -> str:
        """What kind of pressure it is, for the list of what remains."""
        if self.civilian:
            return "civilian economy"
        if "freeze" in self.text or "travel ban" in self.text:
            return "listed names"
        if self.direction == "arms" or "WMD" in self.sector:
            return "arms and weapons goods"
        if "luxury" in self.sector:
            return "luxury goods"
        if self.direction == "transport":
            return "shipping and inspection"
        return "finance" if self.direction == "finance" else "other limits"

    def __str__(self) -> str:
        paragraph = f", paragraph {self.paragraph}" if self.paragraph else ""
        text = "cap" if self.state == "cap" and self.caps else self.text
        limits = " or ".join(f"{value:,.0f} {_unit(unit)}" for value, unit in self.caps)
        text += f" of {limits}" if limits else ""
        text += ", whichever is lower" if len(self.caps) > 1 else ""
        return f"{self.id}{self.mark} ({self.resolution}{paragraph}): {self.sector}, {text}"


def _unit(text: str) -> str:
    """Return the unit of a cap without the remark in brackets."""
    return text.partition(" (")[0]


def state_of(text: str) -> str:
    """Read from the words of a measure what it lets through.

    Parameters
    ----------
    text : str
        The column ``measure`` of the ledger.

    Returns
    -------
    str
        One of `STATES`.
    """
    if text.startswith(("cap at level", "freeze of numbers")):
        return "freeze"
    if text.startswith("cap"):
        return "cap"
    if "livelihood exemption" in text:
        return "exemption"
    return "no new" if text.startswith("ban on new") else "ban"


@cache
def measures() -> Mapping[str, Measure]:
    """Read the UN measures in the order of the ledger."""
    frame = facts.load("provisions")
    limbs: dict[str, Any] = settings()["limbs"]
    restated: dict[str, Any] = settings()["restatements"]
    ended: dict[str, Any] = settings()["ended"]
    clauses: dict[str, str] = settings()["clauses"]
    known = frame["id"].tolist()
    for name in (*limbs, *restated, *ended, *clauses):
        _known("measure", name, known)
    for item in (*limbs.values(), *restated.values()):
        _known("measure", item["of"], known)
    rows = {row["id"]: row for row in frame.to_dict("records")}
    found = {}
    for key, row in rows.items():
        if key in limbs:
            continue
        mine = tuple(limb for limb, item in limbs.items() if item["of"] == key)
        numbers = [rows[name] for name in (key, *mine) if rows[name]["cap_value"] > 0]
        found[key] = Measure(
            id=key,
            resolution=int(row["resolution"].removeprefix("UNSCR")),
            paragraph=row["paragraph"],
            sector=row["sector"],
            direction=row["direction"],
            text=row["measure"],
            state=state_of(row["measure"]),
            caps=tuple((float(item["cap_value"]), item["cap_unit"]) for item in numbers),
            effective=row["effective_date"],
            civilian=bool(row["civilian_economy"]),
            five=bool(row["in_hanoi_five"]),
            superseded_by=row["superseded_by"],
            limbs=mine,
            ended=ended[key]["on"] if key in ended else "",
            restates=restated[key]["of"] if key in restated else "",
            clause=key in clauses,
            source_ids=tuple(
                dict.fromkeys(sid for name in (key, *mine) for sid in rows[name]["source_ids"])
            ),
            verified=all(bool(rows[name]["verified"]) for name in (key, *mine)),
        )
    return MappingProxyType(found)


@cache
def resolutions() -> Mapping[int, Mapping[str, Any]]:
    """Read the resolutions by number, in the order of their adoption."""
    frame = facts.load("resolutions").sort_values("adopted")
    rows = cast("list[dict[str, Any]]", frame.to_dict("records"))
    return MappingProxyType({int(row["number"]): row for row in rows})


@dataclass(frozen=True)
class Sector:
    """One kind of trade and the measures that close it.

    Attributes
    ----------
    name, title : str
        Its short name, and the same in words.
    kind : str
        ``goods`` (exports), ``income``, ``supply`` (imports) or ``channel`` (a means of trading).
    measures : tuple of str
        Ids of the UN measures.
    series : tuple of str
        Series of the ledger's trade table that value it.
    baseline : str
        Series with the volume before the caps, or an empty text.
    """

    name: str
    title: str
    kind: str
    measures: tuple[str, ...]
    series: tuple[str, ...]
    baseline: str = ""

    def __str__(self) -> str:
        names = ", ".join(f"{key}{measures()[key].mark}" for key in self.measures)
        return f"{self.title} ({self.name}): closed or limited by {names}."


@cache
def sectors() -> Mapping[str, Sector]:
    """Read the sectors; every civilian measure must stand in exactly one."""
    found = {}
    for raw in settings()["sector"]:
        found[raw["name"]] = Sector(
            name=raw["name"],
            title=raw["title"],
            kind=_known("kind of sector", raw["kind"], KINDS),
            measures=tuple(_known("measure", name, measures()) for name in raw["measures"]),
            series=tuple(raw["series"]),
            baseline=raw.get("baseline", ""),
        )
    listed = [name for sector in found.values() for name in sector.measures]
    civilian = {key for key, measure in measures().items() if measure.civilian}
    twice = {name for name in listed if listed.count(name) > 1}
    if wrong := civilian.symmetric_difference(listed) | twice:
        raise SummitryError(
            "Every civilian measure of the ledger, and no other, stands in one sector of "
            f"sanctions.toml; this is not so for {', '.join(sorted(wrong))}."
        )
    return MappingProxyType(found)


@dataclass(frozen=True)
class Lever:
    """Who can lift a kind of measure, and how it comes back.

    Attributes
    ----------
    name, title : str
        Its short name, and who it is.
    lift, back : str
        What lifting takes, and what bringing back takes.
    facts : tuple of str
        Rows of the ledger that say so.
    """

    name: str
    title: str
    lift: str
    back: str
    facts: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The dagger when a row behind it is not fully verified, or an empty text."""
        return "".join(facts.row(name).mark for name in self.facts)[:1]

    def __str__(self) -> str:
        return f"{self.title}{self.mark}. To lift: {self.lift}. To bring back: {self.back}."


@cache
def levers() -> Mapping[str, Lever]:
    """Read the levers by name."""
    return MappingProxyType(
        {
            name: Lever(
                name,
                raw["title"],
                raw["lift"],
                raw["back"],
                tuple(facts.row(key).id for key in raw["facts"]),
            )
            for name, raw in settings()["lever"].items()
        }
    )


@dataclass(frozen=True)
class UsMeasure:
    """One US measure in force at Hanoi.

    Attributes
    ----------
    id, name : str
        Id of the row, and the name of the measure.
    lever : str
        Who can lift it, a key of `levers`.
    secondary : str
        Whether it threatens firms of third countries: ``yes``, ``partly``, ``indirect``, ``no``.
    text : str
        What it does.
    source_ids : tuple of str
        Sources.
    verified : bool
        False when a detail rests on memory.
    """

    id: str
    name: str
    lever: str
    secondary: str
    text: str
    source_ids: tuple[str, ...]
    verified: bool

    @property
    def mark(self) -> str:
        """The dagger of a row that is not fully verified, or an empty text."""
        return "" if self.verified else facts.MARK

    @property
    def threatens(self) -> bool:
        """Whether it is a secondary sanction, in whole or in part."""
        return self.secondary in ("yes", "partly", "indirect")

    def __str__(self) -> str:
        return f"{self.id}{self.mark} ({self.name})"


@cache
def us_measures() -> Mapping[str, UsMeasure]:
    """Read the US measures that were in force at Hanoi; summaries and later ones are left out."""
    by_type = {kind: name for name, raw in settings()["lever"].items() for kind in raw["types"]}
    found = {}
    for row in facts.load("us_unilateral").to_dict("records"):
        lever = by_type.get(row["type"])
        if lever is None or lever == "council" or not row["in_force_at_hanoi"]:
            continue
        found[row["id"]] = UsMeasure(
            row["id"],
            row["name"],
            lever,
            row["secondary_sanctions"],
            row["what_it_does"],
            tuple(row["source_ids"]),
            bool(row["verified"]),
        )
    return MappingProxyType(found)


@dataclass(frozen=True)
class Activity:
    """Something a firm might do with North Korea, and the measures that reach it.

    Attributes
    ----------
    name : str
        What the firm does.
    sectors : tuple of str
        Sectors that must be open on the UN side.
    primary, secondary : tuple of str
        Ids of the US measures that bind US firms, and of those that threaten others.
    """

    name: str
    sectors: tuple[str, ...]
    primary: tuple[str, ...]
    secondary: tuple[str, ...]


@cache
def activities() -> Mapping[str, Activity]:
    """Read the activities; a secondary sanction must be one in the ledger too."""
    found = {}
    threats = {key for key, item in us_measures().items() if item.threatens}
    for name, raw in settings()["activity"].items():
        found[name] = Activity(
            name,
            tuple(_known("sector", item, sectors()) for item in raw["sectors"]),
            tuple(_known("US measure", item, us_measures()) for item in raw["primary"]),
            tuple(_known("secondary US measure", item, threats) for item in raw["secondary"]),
        )
    return MappingProxyType(found)


def _known(kind: str, name: str, known: Iterable[str]) -> str:
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return name
