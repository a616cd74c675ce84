"""Names for what could be lifted: a measure, a resolution, a package, an option of the ledger."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from summitry import facts
from summitry._checks import as_text
from summitry._sanctions_ledger import measures, resolutions, settings, us_measures
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

#: What can be named for lifting: one name or several. Numbers of resolutions may be whole numbers.
Selection = str | int | Iterable[str | int]

FIVE = "five as listed"
CIVILIAN = "civilian part of the five"
LATER_FIVE = "five since September 2016"
NO_ARMS = "since March 2016 without arms"
ALL_UN = "all UN measures"
ORDERS = "US executive orders"
ALL_US = "all US measures"
EVERYTHING = "everything"


@dataclass(frozen=True)
class Package:
    """A named set of measures.

    Attributes
    ----------
    name, title : str
        Its key, and what it is.
    un, us : tuple of str
        Ids of the UN and US measures that it lifts.
    note : str
        Where the list comes from.
    stated : bool
        False when whoever spoke of it did not say which measures.
    """

    name: str
    title: str
    un: tuple[str, ...] = ()
    us: tuple[str, ...] = ()
    note: str = ""
    stated: bool = True

    def __str__(self) -> str:
        size = f"{len(self.un)} UN and {len(self.us)} US measures" if self.stated else "not stated"
        return f"{self.name}: {self.title} ({size}). {self.note}".rstrip()


@dataclass(frozen=True)
class Lifted:
    """What a selection lifts, by id.

    Attributes
    ----------
    names : tuple of str
        The names as given.
    un, us : frozenset of str
        Ids of the UN and US measures.
    notes : tuple of str
        Remarks on the packages among the names.
    """

    names: tuple[str, ...]
    un: frozenset[str]
    us: frozenset[str]
    notes: tuple[str, ...] = ()


@cache
def packages() -> Mapping[str, Package]:
    """Return all packages by name: the course's own, then the relief options of the ledger.

    Returns
    -------
    mapping of str to Package
        Names that every function of the sanctions model understands.
    """
    un = {key: item for key, item in measures().items() if not item.clause}
    us = us_measures()
    own = [
        Package(
            FIVE,
            "2270, 2321, 2371, 2375 and 2397, whole",
            tuple(key for key, item in un.items() if item.five),
            note="The usual list. It is an inference: North Korea gave a number.",
        ),
        Package(
            CIVILIAN,
            "the civilian measures of 2270, 2321, 2371, 2375 and 2397",
            tuple(key for key, item in un.items() if item.five and item.civilian),
            note="North Korea's account. Which items are civilian is the ledger's own coding.",
        ),
        Package(
            LATER_FIVE,
            "2321, 2356, 2371, 2375 and 2397, whole",
            tuple(k for k, item in un.items() if item.resolution > 2270),
            note="The other way to count to five, found in one news report.",
        ),
        Package(
            NO_ARMS,
            "all measures since March 2016 except those on arms",
            tuple(k for k, m in un.items() if m.resolution >= 2270 and m.direction != "arms"),
            note="The State Department's account of the request.",
        ),
        Package(ALL_UN, "every UN measure of the eleven resolutions", tuple(un)),
        Package(
            ORDERS,
            "what the President can revoke alone",
            us=tuple(key for key, item in us.items() if item.lever == "president"),
        ),
        Package(ALL_US, "every US measure in force at Hanoi", us=tuple(us)),
        Package(EVERYTHING, "every UN and every US measure", tuple(un), tuple(us)),
    ]
    found = {package.name: package for package in own}
    for option in facts.load("relief_options").to_dict("records"):
        found[option["id"]] = _option(option["id"], option["package"], found)
    return MappingProxyType(found)


def _option(name: str, title: str, known: Mapping[str, Package]) -> Package:
    """Make a package of one relief option, from the ledger's links or from the reading."""
    reading = settings()["reading"].get(name, {})
    note = reading.get("note", "")
    if "package" in reading:
        base = known[reading["package"]]
        return Package(name, title, base.un, base.us, note)
    if "silent" in reading:
        return Package(name, title, note=reading["silent"], stated=False)
    if "none" in reading:
        return Package(name, title, note=reading["none"])
    ids = (*facts.row(name).links["provision_ids"], *reading.get("adds", ()))
    if not ids:
        raise SummitryError(
            f"Relief option {name} is linked to no measure, and sanctions.toml has no reading of "
            "it."
        )
    for key in ids:
        if key not in measures():
            raise UnknownNameError(f"measure in relief option {name}", key, measures())
    return Package(name, title, ids, note=note or "Measures as the ledger links them.")


@cache
def _names() -> Mapping[str, tuple[str, frozenset[str], frozenset[str]]]:
    """Every single name in small letters: its spelling, its UN ids and its US ids."""
    nothing: frozenset[str] = frozenset()
    found: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {}
    for key, item in measures().items():
        for spelling in (key, *item.limbs):
            found[spelling.lower()] = (spelling, frozenset([key]), nothing)
    for number in resolutions():
        ids = frozenset(
            k for k, item in measures().items() if item.resolution == number and not item.clause
        )
        for spelling in (str(number), f"UNSCR{number}"):
            found[spelling.lower()] = (spelling, ids, nothing)
    for key in us_measures():
        found[key.lower()] = (key, nothing, frozenset([key]))
    return MappingProxyType(found)


@cache
def _other_us() -> Mapping[str, str]:
    """Rows of the table of US measures that cannot be lifted at Hanoi, and why."""
    found = {}
    for row in facts.load("us_unilateral").to_dict("records"):
        if row["id"] not in us_measures():
            later = not row["in_force_at_hanoi"]
            found[row["id"].lower()] = (
                f"it came later ({row['date']})" if later else "it sums up other rows"
            )
    return MappingProxyType(found)


def resolve(selection: Selection, own: Container[str] = ()) -> Lifted:
    """Turn names into the measures that they lift.

    Parameters
    ----------
    selection : str, int or iterable of these
        Ids of measures, numbers of resolutions, or names of packages; nothing lifts nothing.
    own : container of str
        Further ids that are understood: those of a graph that is not the ledger's.

    Returns
    -------
    Lifted
        UN and US measures.

    Raises
    ------
    UnknownNameError
        When a name is unknown; the nearest are given.
    SummitryError
        When a package does not say what it lifts, or a row is not a restriction.
    OutOfRangeError
        When something is not a name at all.
    """
    several = isinstance(selection, Iterable) and not isinstance(selection, str | np.ndarray)
    if isinstance(selection, np.ndarray):
        several = selection.ndim > 0
    given: list[object] = list(selection) if several else [selection]  # type: ignore[arg-type]
    names, un, us, notes = [], set[str](), set[str](), []
    for item in given:
        if isinstance(item, bool) or not isinstance(item, str | int | np.integer):
            raise OutOfRangeError(
                "the selection",
                item,
                "the id of a measure, the number of a resolution, the name of a package, or a list "
                "of these",
            )
        name = (str(int(item)) if isinstance(item, np.integer) else as_text(item)).strip()
        in_ledger = name not in own or name in measures()
        spelling, more_un, more_us, note = (
            _one(name) if in_ledger else (name, frozenset([name]), frozenset[str](), "")
        )
        names.append(spelling)
        un |= more_un
        us |= more_us
        if note and note not in notes:
            notes.append(note)
    return Lifted(tuple(dict.fromkeys(names)), frozenset(un), frozenset(us), tuple(notes))


def _one(name: str) -> tuple[str, frozenset[str], frozenset[str], str]:
    key = name.lower()
    if key in _names():
        spelling, un, us = _names()[key]
        for measure in un:
            if measures()[measure].clause:
                why = settings()["clauses"][measure]
                raise SummitryError(f"{measure} cannot be lifted. {why}")
        return spelling, un, us, ""
    by_name = {package.name.lower(): package for package in packages().values()}
    if key in by_name:
        package = by_name[key]
        if not package.stated:
            raise SummitryError(
                f"{package.name} does not say which measures would be lifted, so that nothing can "
                f"be worked out for it. {package.note}"
            )
        return package.name, frozenset(package.un), frozenset(package.us), package.note
    if key in _other_us():
        raise SummitryError(
            f"{name} stands in the ledger, but it is no US measure in force at Hanoi: "
            f"{_other_us()[key]}."
        )
    known = [spelling for spelling, _, _ in _names().values()]
    raise UnknownNameError("measure, resolution or package", name, [*known, *packages()])
