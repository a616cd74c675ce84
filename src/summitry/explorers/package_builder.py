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

import json
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any, ClassVar

import pandas as pd
import traitlets

from summitry.charts.packages import SANCTIONS_ONLY, TITLES, package_parts
from summitry.charts.parts import Parts
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import control
from summitry.explorers.control import AccessibleWidget, frame_as_table, strings
from summitry.explorers.explorer import Explorer
from summitry.explorers.package_findings import BALANCED, Findings, hanoi

#: Nobody needs a cost or a value above this; it keeps the picture readable.
MOST_WORTH = 1000.0
# Where two scripts are cut: this one uses the helpers of the common widgets and of the composer.
_CUTS = (
    ("widgets.js", f"// {'-' * 64} entry point"),
    ("composer.js", f"// {'-' * 64} the picture"),
)
_REMEMBERED = 100  # how many changes can be undone
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


@cache
def _words() -> dict[str, str]:
    found: dict[str, str] = json.loads(control.static("package_builder.json"))
    return found


def _script() -> str:
    """Put the helpers of the common widgets and of the composer before the script of this one."""
    parts = []
    for name, cut in _CUTS:
        helpers, mark, _ = control.static(name).partition(cut)
        if not mark:
            raise SummitryError(f"{name} has no line {cut!r} any more, so its helpers are lost.")
        parts.append(helpers)
    return "".join([*parts, control.static("package_builder.js")])


class Counter(AccessibleWidget):
    """The package builder on the page: items, picture, sentence and assumptions.

    The browser writes ``wish`` only; Python answers with ``state``, ``view`` and the read-out.

    Parameters
    ----------
    fallback : str
        What a reader sees where the widget cannot run.
    **traits : object
        First values of the traits.
    """

    _esm = _script()
    _css = control.static("widgets.css") + control.static("package_builder.css")

    wish = traitlets.Dict().tag(sync=True, echo_update=False)
    state = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    spec: traitlets.List[Any] = traitlets.List().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    packages: traitlets.List[Any] = traitlets.List().tag(sync=True)
    worlds: traitlets.List[Any] = traitlets.List().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)
    figure_title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, fallback: str = "", **traits: Any) -> None:
        super().__init__(fallback=fallback, part="package-builder", **traits)
        self.ui = {**strings(), **_words()}


class PackageBuilder(Explorer):
    """Build a package from what each side could give, and see who would refuse it.

    The state is a plain dictionary: ``ticked`` and ``off`` (ids of items in the package, and of
    items that are not on the table), ``own`` (numbers of your own, such as
    ``{"nyongbyon.value": 22}``), the worth of no deal, and for each side where all costs and all
    values stand within their ranges, in per cent of the way to the end.

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
    #: Controls that stand beside the picture; the others are opened on demand.
    main: ClassVar[tuple[str, ...]] = ("reservation_us", "reservation_dprk")

    def __init__(self, start: str = "Nyongbyon for five", **changes: Any) -> None:
        named, self.presets = self.presets, {}
        super().__init__()
        self.presets = named
        if start not in PACKAGES:
            raise UnknownNameError("package", start, PACKAGES)
        begin = {"ticked": list(PACKAGES[start]), "off": [], "own": {}, **self.spec.initial}
        self._initial = self._checked(begin, changes)
        self._state = dict(self._initial)
        self._found: Findings | None = None
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._counter: Counter | None = None

    # ------------------------------------------------------------ the state

    @property
    def state(self) -> dict[str, Any]:
        """A copy of the state; changing it changes nothing here."""
        return {k: copy(v) for k, v in self._state.items()}

    def _checked(self, old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """Give the state after some changes, or raise and change nothing."""
        known = (*_LISTS, "own", *self.spec.controls)
        for name in changes:
            if name not in known:
                raise UnknownNameError("control", name, known)
        plain = {k: v for k, v in changes.items() if k in self.spec.controls}
        new = {**old, **self.spec.check(plain)}
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

    def set(self, **changes: Any) -> None:
        """Change what is ticked, what is on the table, or an assumption.

        Parameters
        ----------
        **changes : object
            New values by name. An item that is ticked comes back on the table; an item that is
            taken off the table is no longer ticked.

        Raises
        ------
        SummitryError
            If there is no such name, or a value is not allowed; nothing is changed then.
        """
        self._move(self._checked(self._state, changes))

    def reset(self) -> None:
        """Go back to where this explorer began."""
        self._move(dict(self._initial))

    def preset(self, name: str) -> None:
        """Load a named package, or a named set of assumptions.

        Parameters
        ----------
        name : str
            One of `presets`. A package leaves the assumptions, assumptions leave the package.
        """
        if name not in self.presets:
            raise UnknownNameError("preset", name, self.presets)
        self.set(**self.presets[name])

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
            raise SummitryError(_words()["nothing_to_take" if rule != "nearest" else "no_nearer"])
        self.set(ticked=ids)

    def undo(self) -> None:
        """Take back the last change; changes of one and the same slider count as one."""
        if self._past:
            self._state = self._past.pop()[1]
            self._found = None
            self._redraw()

    def _move(self, state: dict[str, Any]) -> None:
        if state == self._state:
            return
        touched = sorted(name for name in state if state[name] != self._state[name])
        mark = " ".join(touched)
        sliding = all(name in self.spec.controls for name in touched)
        if not (sliding and self._past and self._past[-1][0] == mark):
            self._past.append((mark, self.state))
            del self._past[:-_REMEMBERED]
        self._state = state
        self._found = None
        self._redraw()

    # ------------------------------------------------------------ what the model says

    @property
    def found(self) -> Findings:
        """What the model says about the present state."""
        if self._found is None:
            self._found = Findings(self._state)
        return self._found

    def _of(self, state: Mapping[str, Any]) -> Findings:
        return self.found if state == self._state else Findings(state)

    def sentence(self, state: dict[str, Any]) -> str:
        """Say who would refuse the package, by how much, and what would repair it.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        str
            A few short sentences.
        """
        return self._of(state).sentence()

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

    @property
    def widget(self) -> Counter:
        """The whole explorer as one widget, made when first asked for."""
        if self._counter is None:
            self._counter = Counter(
                fallback=self._words_at_start(),
                spec=[{**item, "main": item["name"] in self.main} for item in self.spec.as_list()],
                limits={"worth": MOST_WORTH},
                packages=[{"name": name, "ticked": list(ids)} for name, ids in PACKAGES.items()],
                worlds=[{"name": name, "state": dict(state)} for name, state in WORLDS.items()],
                title=self.title,
                question=self.question,
                caption=self.title,
            )
            self._counter.observe(self._wished, "wish")
            self._counter.observe(self._table_toggled, "shown")
            self._say()
        return self._counter

    def _redraw(self) -> None:
        self._draw()
        self._say()

    def _say(self, turn: Any = None, problem: str = "") -> None:
        """Send state, picture and sentence to the page, in one message."""
        counter = self._counter
        if counter is None:
            return
        with counter.hold_sync():
            counter.state = self.state
            counter.view = {
                **self.found.view(),
                "turn": counter.view.get("turn") if turn is None else turn,
                "undo": len(self._past),
            }
            counter.sentence = problem or self.readout
            if counter.shown:
                counter.table = frame_as_table(self.table())

    def _wished(self, change: Mapping[str, Any]) -> None:
        """Do what the learner did on the page; say it in the read-out when it cannot be done."""
        wish = change["new"]
        if not isinstance(wish, dict) or "turn" not in wish:
            return
        problem = ""
        counter, self._counter = self._counter, None  # one message at the end, not one a step
        try:
            if wish.get("action"):
                self._act(str(wish["action"]), wish.get("value"))
            else:
                changes = wish.get("changes")
                self.set(**(changes if isinstance(changes, dict) else {}))
        except (SummitryError, TypeError) as error:
            problem = str(error)
        finally:
            self._counter = counter
        self._say(wish["turn"], problem)

    def _act(self, action: str, value: Any) -> None:
        acts = {"preset": self.preset, "take": self.take}
        plain = {"undo": self.undo, "reset": self.reset}
        if action in acts:
            acts[action](str(value))
        elif action in plain:
            plain[action]()
        else:
            raise UnknownNameError("action", action, (*acts, *plain))

    def _table_toggled(self, change: Mapping[str, Any]) -> None:
        if change["new"] and self._counter is not None:
            self._counter.table = frame_as_table(self.table())

    def _words_at_start(self) -> str:
        said = control.words("at_start", sentence=self.sentence(dict(self._initial)))
        return f"{self.title}. {self.question} {said}"


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
