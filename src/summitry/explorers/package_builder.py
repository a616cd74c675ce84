"""The package builder: tick what each side gives; see at once who would refuse, and by how much.

Examples
--------
>>> explorer = PackageBuilder()
>>> explorer.readout.split(". ")[0]
'Nyongbyon for five: the United States refuses, 4 points short; North Korea gains 9'
>>> explorer.tick("inspectors", "liaison")
>>> explorer.found.mine.agreed
True
>>> explorer.world("Only sanctions for disarming")
>>> explorer.found.zone.deals
0
>>> explorer.undo()
>>> explorer.set(reservation_us=500)
Traceback (most recent call last):
...
summitry.errors.OutOfRangeError: reservation_us is 500, but it must be between -20 and 40.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import pandas as pd
import traitlets

from summitry.charts.packages import SANCTIONS_ONLY, TITLES, package_parts
from summitry.charts.parts import Parts
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import control
from summitry.explorers.package_findings import BALANCED, Findings, hanoi
from summitry.explorers.workbench import Page, Workbench, script, style, texts

#: Nobody needs a cost or a value above this; it keeps the picture readable.
MOST_WORTH = 1000.0
_LISTS = ("ticked", "off")


def _dial(name: str, label: str, help_: str) -> dict[str, Any]:
    ends = {"min": -100, "max": 100, "step": 5, "value": 0, "unit": "%"}
    return {"name": name, "kind": "range", "label": label, "help": help_, **ends}


def _no_deal(name: str, label: str, value: float, help_: str) -> dict[str, Any]:
    ends = {"min": -20, "max": 40, "step": 0.5, "value": value, "unit": "points"}
    return {"name": name, "kind": "range", "label": label, "help": help_, **ends}


_CONTROLS: tuple[dict[str, Any], ...] = (
    _no_deal(
        "reservation_us",
        "Worth of no deal to the US",
        BALANCED["reservation_us"],
        "Assumed: 4, between 0 and 12. Below this it refuses.",
    ),
    _no_deal(
        "reservation_dprk",
        "Worth of no deal to North Korea",
        BALANCED["reservation_dprk"],
        "Assumed: 3, between 0 and 10. Below this it refuses.",
    ),
    _dial(
        "us_gives",
        "All costs of the United States",
        "0% is the most likely number of each item, 100% the high end, -100% the low end.",
    ),
    _dial("dprk_gives", "All costs of North Korea", "The same for what North Korea gives."),
    _dial("us_gets", "All it gets, for the United States", "How much it values what it gets."),
    _dial("dprk_gets", "All it gets, for North Korea", "How much it values what it gets."),
)

_OTHERS = tuple(name for name in hanoi().ids if name not in SANCTIONS_ONLY)
_ASSUMED: dict[str, Any] = {**BALANCED, "off": [], "own": {}}

#: Packages to load: they change what is ticked and nothing else.
PACKAGES: dict[str, tuple[str, ...]] = {
    **{
        TITLES[name]: tuple(item for item in hanoi().ids if item in ids)
        for name, ids in hanoi().packages.items()
    },
    "In between": (
        "nyongbyon",
        "tests",
        "inspectors",
        "inter-korean",
        "liaison",
        "end-of-war",
        "economic-future",
        "security",
    ),
    "Nothing": (),
    "Everything": hanoi().ids,
}
#: Sets of assumptions to load: they leave what is ticked, as far as it stays on the table.
WORLDS: dict[str, dict[str, Any]] = {
    "As assumed": _ASSUMED,
    "Only sanctions for disarming": {**_ASSUMED, "off": list(_OTHERS)},
    "Giving is dearer": {**_ASSUMED, "us_gives": 25, "dprk_gives": 25},
    "Giving is cheaper": {**_ASSUMED, "us_gives": -25, "dprk_gives": -25},
    "Both can wait": {**_ASSUMED, "reservation_us": 12, "reservation_dprk": 10},
    "Nyongbyon counts for more": {
        **_ASSUMED,
        "own": {"nyongbyon.value": 26.0, "five-resolutions.cost": 24.0},
    },
}


class PackagePage(Page):
    """The package builder on the page: items, picture, sentence and assumptions.

    Parameters
    ----------
    **traits : object
        First values of the traits.
    """

    _esm = script("package_builder.js")
    _css = style("package_builder.css")

    packages: traitlets.List[Any] = traitlets.List().tag(sync=True)
    worlds: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(_own_texts(), part="package-builder", **traits)


def _own_texts() -> dict[str, str]:
    return texts("package_builder.json")


class PackageBuilder(Workbench[Findings]):
    """Build a package from what each side could give, and see who would refuse it.

    The state is a plain dictionary: ``ticked`` and ``off`` (ids of items in the package, and of
    items that are not on the table), ``own`` (numbers of your own, such as
    ``{"nyongbyon.value": 22}``), the worth of no deal, and for each side where all costs and all
    values stand within their ranges, in per cent of the way to the end.

    An item that is ticked comes back on the table; an item that is taken off the table is no longer
    ticked. A ready-made package leaves the assumptions, ready-made assumptions leave the package.

    Parameters
    ----------
    start : str
        Name of the package to begin with, one of `PACKAGES`.
    **changes : object
        Values that differ from the assumed ones.
    """

    title = "Build a package"
    question = "Was any package acceptable to both? Under which assumptions?"
    controls: Any = _CONTROLS
    presets: Mapping[str, Mapping[str, Any]] = {
        **{name: {"ticked": list(ids)} for name, ids in PACKAGES.items()},
        **WORLDS,
    }
    main: ClassVar[tuple[str, ...]] = ("reservation_us", "reservation_dprk")
    _others: ClassVar[tuple[str, ...]] = (*_LISTS, "own")

    def __init__(self, start: str = "Nyongbyon for five", **changes: Any) -> None:
        super().__init__()
        if start not in PACKAGES:
            raise UnknownNameError("package", start, PACKAGES)
        begin = {"ticked": list(PACKAGES[start]), "off": [], "own": {}, **self.spec.initial}
        self._begin(begin, changes)

    # ------------------------------------------------------------ the state

    def _checked(self, old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        new = super()._checked(old, changes)
        for name in _LISTS:
            if name in changes:
                new[name] = _items(name, changes[name])
        if "own" in changes:
            new["own"] = _own(changes["own"])
        if "ticked" in changes:  # what is in the package is on the table
            new["off"] = [name for name in new["off"] if name not in new["ticked"]]
        else:
            new["ticked"] = [name for name in new["ticked"] if name not in new["off"]]
        return new

    def package(self, name: str) -> None:
        """Load a named package.

        Parameters
        ----------
        name : str
            One of `PACKAGES`.
        """
        if name not in PACKAGES:
            raise UnknownNameError("package", name, PACKAGES)
        self.preset(name)

    def world(self, name: str) -> None:
        """Load a named set of assumptions.

        Parameters
        ----------
        name : str
            One of `WORLDS`.
        """
        if name not in WORLDS:
            raise UnknownNameError("set of assumptions", name, WORLDS)
        self.preset(name)

    def tick(self, *names: str) -> None:
        """Put items into the package.

        Parameters
        ----------
        *names : str
            Ids of items.
        """
        self.set(ticked=[*self._state["ticked"], *names])

    def untick(self, *names: str) -> None:
        """Take items out of the package.

        Parameters
        ----------
        *names : str
            Ids of items.
        """
        gone = _items("ticked", names)
        self.set(ticked=[name for name in self._state["ticked"] if name not in gone])

    def take(self, rule: str) -> None:
        """Load the package that a rule chooses, or the nearest one that both would rather have.

        Parameters
        ----------
        rule : {"nash", "kalai_smorodinsky", "egalitarian", "nearest"}
            Which one.

        Raises
        ------
        SummitryError
            When no package suits both, so that the rule has nothing to choose from.
        """
        known = ("nash", "kalai_smorodinsky", "egalitarian", "nearest")
        if rule not in known:
            raise UnknownNameError("rule", rule, known)
        if rule == "nearest":
            ids = self.found.goal()
        else:
            chosen = self.found.solutions.get(rule)
            ids = None if chosen is None else list(chosen.package)
        if ids is None:
            raise SummitryError(
                _own_texts()["nothing_to_take" if rule != "nearest" else "no_nearer"]
            )
        self.set(ticked=ids)

    def _mark(self, touched: Sequence[str], new: Mapping[str, Any]) -> tuple[str, bool]:
        # Only what slides is moved many times in one go.
        return " ".join(touched), all(name in self.spec.controls for name in touched)

    # ------------------------------------------------------------ what the model says

    @property
    def found(self) -> Findings:
        """What the model says about the present state."""
        return self._finding

    def _judge(self, state: dict[str, Any]) -> Findings:
        return Findings(state)

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give one row a package: yours, the named ones, and those of the three rules.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        DataFrame
            Amounts in points, against no deal.
        """
        return self._of(state).frame()

    # ------------------------------------------------------------ a figure to keep

    def parts(self, state: dict[str, Any]) -> Parts:
        """Draw a state for print.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        Parts
            Always the same number of traces.
        """
        found = self._of(state)
        return package_parts(found.table, found.ticked, close=True, said=found.sentence())

    # ------------------------------------------------------------ on the page

    def _open(self, **traits: Any) -> Page:
        return PackagePage(
            limits={"worth": MOST_WORTH},
            packages=[{"name": name, "ticked": list(ids)} for name, ids in PACKAGES.items()],
            worlds=[{"name": name, "state": dict(state)} for name, state in WORLDS.items()],
            **traits,
        )

    def _acts(self, wish: Mapping[str, Any]) -> dict[str, Callable[[], None]]:
        return {**super()._acts(wish), "take": lambda: self.take(str(wish.get("value")))}


def _items(name: str, wished: Any) -> list[str]:
    """Check a list of ids and bring it into the order of the table, each once."""
    if isinstance(wished, str) or not isinstance(wished, Iterable):
        raise OutOfRangeError(name, wished, "a list of ids of items")
    asked = list(wished)
    for item in asked:
        if item not in hanoi().ids:
            raise UnknownNameError("item", str(item), hanoi().ids)
    return [item for item in hanoi().ids if item in asked]


def _own(wished: Any) -> dict[str, float]:
    """Check numbers of the learner's own: "item.cost" or "item.value", 0 to 1000."""
    if not isinstance(wished, Mapping):
        raise OutOfRangeError("own", wished, 'a dictionary such as {"nyongbyon.value": 22}')
    known = [f"{item}.{what}" for item in hanoi().ids for what in ("cost", "value")]
    checked: dict[str, float] = {}
    for name, value in wished.items():
        if name not in known:
            raise UnknownNameError("number of an item", str(name), known)
        number = control.Control(name, "number", name, 0.0, 0, MOST_WORTH, 0.1)
        checked[name] = float(number.check(value))
    return {name: checked[name] for name in known if name in checked}
