"""Named deals: the assumptions behind each, with range and reason.

The numbers live in ``scenarios.toml``. They are assumptions in utils, not data.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import pandas as pd

from summitry._checks import choice, instance
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


@dataclass(frozen=True)
class Assumption:
    """One assumed number.

    Attributes
    ----------
    value, low, high : float
        The value used and the range that the course sweeps over.
    reason : str
        Why this range.
    """

    value: float
    low: float
    high: float
    reason: str

    def __str__(self) -> str:
        return f"{self.value:g} (assumed; {self.low:g} to {self.high:g}). {self.reason}"


@dataclass(frozen=True)
class Scenario:
    """A named deal.

    Attributes
    ----------
    name, title, about : str
        Its key, its title, and what it stands for.
    steps : tuple of float
        Sizes of the steps as shares of the programme.
    facts : tuple of str
        Claims that it illustrates.
    parameters : dict of str to Assumption
        Every parameter, those of `StagedDeal.from_roadmap` and of `StagedDeal`.
    """

    name: str
    title: str
    about: str
    steps: tuple[float, ...]
    facts: tuple[str, ...]
    parameters: dict[str, Assumption]

    def deal(self, **changes: float) -> StagedDeal:
        """Make the deal.

        Parameters
        ----------
        **changes : float
            Parameters to change.

        Returns
        -------
        StagedDeal
            With the assumed values, except for the changes.

        Raises
        ------
        UnknownNameError
            When a change names no parameter.
        """
        for name in changes:
            if name not in self.parameters:
                raise UnknownNameError("parameter of a scenario", name, self.parameters)
        values = {name: item.value for name, item in self.parameters.items()}
        return StagedDeal.from_roadmap(self.steps, **(values | changes))

    def table(self) -> pd.DataFrame:
        """Return the assumptions as a table.

        Returns
        -------
        DataFrame
            One row a parameter: value, range, reason.
        """
        return pd.DataFrame(
            [
                {"parameter": name, "value": a.value, "low": a.low, "high": a.high, "why": a.reason}
                for name, a in self.parameters.items()
            ]
        )

    def __str__(self) -> str:
        count = len(self.steps)
        stages = "one stage" if count == 1 else f"{count} stages"
        return f"{self.title} ({stages}). {self.about} All numbers are assumptions."


def _read() -> dict[str, Any]:
    text = files("summitry").joinpath("scenarios.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse(raw: dict[str, Any]) -> dict[str, Scenario]:
    """Check the file's content and build the scenarios.

    Parameters
    ----------
    raw : dict
        The parsed TOML.

    Returns
    -------
    dict of str to Scenario
        By name, in the order of the file.

    Raises
    ------
    SummitryError
        When a field is missing, a value lies outside its own range, or a name is unknown; the
        text names scenario and parameter.
    """
    made: dict[str, Scenario] = {}
    for name, entry in instance("the content of the file", raw, dict, "a table").items():
        instance(f"scenario {name!r}", entry, dict, "a table")
        for key in ("title", "about", "steps", "facts"):
            if key not in entry:
                raise SummitryError(f"Scenario {name!r} has no {key!r}.")
        inherited: dict[str, Assumption] = {}
        parent = entry.get("extends")
        if parent is not None:
            if parent not in made:
                raise UnknownNameError("scenario above it to extend", parent, made)
            inherited = made[parent].parameters
        own = {
            key: _assumption(name, key, value) for key, value in entry.get("parameters", {}).items()
        }
        scenario = Scenario(
            name=name,
            title=entry["title"],
            about=entry["about"],
            steps=tuple(entry["steps"]),
            facts=tuple(entry["facts"]),
            parameters={**inherited, **own},
        )
        # The model itself knows the allowed ranges: both ends and the value must be accepted.
        scenario.deal()
        for key, item in own.items():
            scenario.deal(**{key: item.low})
            scenario.deal(**{key: item.high})
        made[name] = scenario
    return made


def _assumption(scenario: str, parameter: str, value: dict[str, Any]) -> Assumption:
    where = f"{scenario}: {parameter}"
    if set(value) != {"value", "low", "high", "reason"} or not str(value["reason"]).strip():
        raise SummitryError(f"{where} needs value, low, high and a reason.")
    if not value["low"] <= value["value"] <= value["high"]:
        raise OutOfRangeError(where, value["value"], f"between {value['low']} and {value['high']}")
    return Assumption(value["value"], value["low"], value["high"], value["reason"])


@functools.cache
def _all() -> dict[str, Scenario]:
    return parse(_read())


def names() -> list[str]:
    """List the scenarios.

    Returns
    -------
    list of str
        Their names, in the order of the file.
    """
    return list(_all())


def load(name: str) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name : str
        For example ``"big-for-big"``.

    Returns
    -------
    Scenario
        The named deal; `print` it, or ask for its `table()` or its `deal()`.

    Raises
    ------
    UnknownNameError
        When there is no such scenario; the nearest names are given.

    Examples
    --------
    >>> load("big-for-big").deal().stages
    1
    """
    known = _all()
    choice("scenario", name, known)
    found = known[name]
    return replace(found, parameters=dict(found.parameters))
