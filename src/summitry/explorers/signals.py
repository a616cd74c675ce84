"""A partial offer: who would make it, what it tells, and where its meaning changes.

Examples
--------
>>> explorer = Signals()
>>> explorer.readout.split(". ")[1]
'After this offer the chance of a disarmer falls from 30% to 22.2%'
>>> explorer.preset("First step")
>>> explorer.state["mode"]
'game'
>>> "tells nothing" in explorer.readout
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from summitry.charts import beliefs as chart
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import pandas as pd

    from summitry.charts.parts import Parts

#: The controls that belong to each way of setting the shares.
HAND = ("disarmer", "hedger")
GAME = ("opening", "relief", "detection", "several")

WORDS = {
    "title": "What does a partial offer tell?",
    "question": "What does an offer to close known sites tell you, and when would it tell more?",
    "made": "{first} of {all_first} disarmers and {second} of {all_second} hedgers offer the "
    "known sites only.",
    "moves": "After this offer the chance of a disarmer {change}.",
    "falls": "falls from {before}% to {after}%",
    "rises": "rises from {before}% to {after}%",
    "stays": "stays at {before}%: the offer tells nothing",
    "border": "With these shares it passes one half when the belief before passes {at}%.",
    "nobody": "Nobody offers the known sites only, so nothing can be learned from it.",
    "certain": "With these shares no belief before brings it to one half.",
    "known": "Both kinds offer the known sites only (pooling): the offer tells nothing, and the "
    "chance of a disarmer stays at {before}%.",
    "everything": "Both kinds promise everything (pooling): the promise tells nothing, and an "
    "offer of the known sites only is not made.",
    "separate": "Disarmers offer everything, hedgers the known sites only (separating): the "
    "offer of the known sites lowers the chance of a disarmer from {before}% to {after}%.",
    "mixed": "One kind does now this, now that (semi-separating): {disarmer}% of the disarmers "
    "and {hedger}% of the hedgers offer the known sites only, and this offer moves the chance of "
    "a disarmer from {before}% to {after}%.",
    "short": "The United States would accept it from {at}% on: {gap} points are missing.",
    "enough": "The United States would accept it from {at}% on.",
    "several": "The model allows {count} answers here; you see the one that tells {which}.",
    "next": "The answer changes when {changes}.",
    "change": "{label} alone reaches {value}{unit}",
    "firm": "No single control changes this answer.",
}


def _positions(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(float(value) for value in np.arange(low, high + step / 2, step))


_AT = {
    "prior": _positions(5, 95, 5),
    "disarmer": _positions(0, 100, 5),
    "hedger": _positions(0, 100, 5),
    "opening": _positions(0, 12, 1),
    "relief": _positions(0, 10, 1),
    "detection": _positions(0, 100, 5),
}
_UNITS = {"opening": " points", "relief": " points"}
_SHORT = {
    "prior": "Belief before",
    "disarmer": "Disarmers",
    "hedger": "Hedgers",
    "opening": "Opening cost",
    "relief": "Relief",
    "detection": "Detection",
}


def _range(name: str, label: str, value: int, unit: str) -> dict[str, Any]:
    at = [int(value) for value in _AT[name]]
    return {
        "name": name,
        "kind": "range",
        "label": label,
        "min": at[0],
        "max": at[-1],
        "step": at[1] - at[0],
        "value": value,
        "unit": unit,
    }


class Signals(Explorer):
    """Set, or let the model work out, who makes a partial offer; see what it tells.

    The state has ``mode`` ("hand" or "game"), ``prior`` (per cent); for shares set by hand
    ``disarmer`` and ``hedger`` (per cent who offer the known sites only); for the game ``opening``
    and ``relief`` (points), ``detection`` (per cent) and ``several`` ("least" or "most"). The mode
    follows the control that is moved.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = WORDS["title"]
    question = WORDS["question"]
    controls = (
        _range("prior", "Belief before", 30, "%"),
        {
            "name": "mode",
            "kind": "radio",
            "label": "Who makes the partial offer?",
            "options": [("hand", "I set the shares"), ("game", "The model works it out")],
        },
        _range("disarmer", "Set: disarmers", 60, "%"),
        _range("hedger", "Set: hedgers", 90, "%"),
        _range("opening", "Model: opening cost", 3, "points"),
        _range("relief", "Model: relief", 6, "points"),
        _range("detection", "Model: detection", 50, "%"),
        {
            "name": "several",
            "kind": "radio",
            "label": "Model: if several answers",
            "options": [
                ("least", "the one that tells least"),
                ("most", "the one that tells most"),
            ],
        },
    )
    presets = MappingProxyType(
        {
            "Example": {},
            "Symbolic": {"mode": "game", "opening": 3, "detection": 80},
            "First step": {"mode": "game", "opening": 9, "detection": 50},
            "Big words": {"mode": "game", "prior": 60, "detection": 50},
            "Nyongbyon only": {"mode": "game", "opening": 9, "detection": 0},
            "All places": {"mode": "game", "opening": 9, "detection": 90},
        }
    )

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ the state

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Let the mode follow the control that was moved.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            The same; the mode is changed when only controls of the other mode have moved.
        """
        moved = {name for name, value in state.items() if value != self._state[name]}
        if moved and moved <= {*HAND}:
            return {**state, "mode": "hand"}
        if moved and moved <= {*GAME}:
            return {**state, "mode": "game"}
        return dict(state)

    def _move(self, state: dict[str, Any]) -> None:
        super()._move(self.settle(state))

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        settled = self.settle(change["new"])
        if settled != change["new"] and self._panel is not None:
            self._panel.state = settled  # comes back here, in line this time
            return
        super()._panel_moved(change)

    # ------------------------------------------------------------ what it shows

    def picture(self, state: Mapping[str, Any]) -> chart.Picture:
        """Work out who offers what in a state, and what may be believed then.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Picture
            In per cent.
        """
        if state["mode"] == "hand":
            return chart.by_hand(state["prior"], state["disarmer"], state["hedger"])
        return chart.by_game(*(state[name] for name in ("prior", *GAME)))

    def strips(self, state: Mapping[str, Any]) -> list[chart.Strip]:
        """Work out what each control would change if it alone were moved.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        list of Strip
            Of the controls that count in this mode.
        """
        return list(_strips(tuple(state.items())))

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure as plain data.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always seven traces.
        """
        strips = self.strips(state)
        return chart.signals_parts(
            self.picture(state), strips, _codes(state), self._say(state, strips)
        )

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what the offer tells, and where that would change.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            A few short sentences.
        """
        return self._say(state, self.strips(state))

    def _say(self, state: Mapping[str, Any], strips: list[chart.Strip]) -> str:
        picture = self.picture(state)
        if state["mode"] == "hand":
            return _by_hand(picture)
        return " ".join([*_by_game(picture, state), _changes(strips)])

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Return the numbers behind the figure.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            Shares and beliefs first, then the stretches of each control.
        """
        return chart.signals_table(self.picture(state), self.strips(state), _codes(state))


@lru_cache(maxsize=1000)
def _strips(state: tuple[tuple[str, Any], ...]) -> tuple[chart.Strip, ...]:
    values = dict(state)
    names = ("prior", *(HAND if values["mode"] == "hand" else GAME[:3]))
    return tuple(
        chart.Strip(
            _SHORT[name],
            _AT[name],
            tuple(_code({**values, name: value}) for value in _AT[name]),
            float(values[name]),
            _UNITS.get(name, "%"),
        )
        for name in names
    )


def _codes(state: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    return chart.SIDES if state["mode"] == "hand" else chart.KINDS


def _code(state: Mapping[str, Any]) -> str:
    """Give the one thing that the strips show about a state."""
    if state["mode"] == "hand":
        return chart.side_of(
            state["prior"] * state["disarmer"], (100 - state["prior"]) * state["hedger"]
        )
    found = chart.solutions(
        float(state["prior"]),
        float(state["opening"]),
        float(state["relief"]),
        float(state["detection"]),
    )
    return chart.kind_of(chart.choose(found, state["prior"], state["several"]))


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _by_hand(picture: chart.Picture) -> str:
    if picture.known is None:
        return WORDS["nobody"]
    told = [
        WORDS["made"].format(
            first=_n(picture.prior * picture.disarmer / 100),
            all_first=_n(picture.prior),
            second=_n((100 - picture.prior) * picture.hedger / 100),
            all_second=_n(100 - picture.prior),
        )
    ]
    ends = {"before": _n(picture.prior), "after": _n(picture.known)}
    if abs(picture.known - picture.prior) < 1e-9:
        change = WORDS["stays"].format(**ends)
    else:
        change = WORDS["falls" if picture.known < picture.prior else "rises"].format(**ends)
    told.append(WORDS["moves"].format(change=change))
    if picture.disarmer and picture.hedger:
        border = 100 * picture.hedger / (picture.disarmer + picture.hedger)
        told.append(WORDS["border"].format(at=_n(border)))
    else:
        told.append(WORDS["certain"])
    return " ".join(told)


def _by_game(picture: chart.Picture, state: Mapping[str, Any]) -> list[str]:
    kind = _code(state)
    after = "" if picture.known is None else _n(picture.known)
    told = [
        WORDS[kind].format(
            before=_n(picture.prior),
            after=after,
            disarmer=_n(picture.disarmer),
            hedger=_n(picture.hedger),
        )
    ]
    if picture.known is not None and picture.accepts is not None:
        gap = picture.accepts - picture.known
        told.append(
            WORDS["short" if gap > 0 else "enough"].format(at=_n(picture.accepts), gap=_n(gap))
        )
    found = chart.solutions(*(float(state[name]) for name in ("prior", *GAME[:3])))
    if len(found) > 1:
        told.append(WORDS["several"].format(count=len(found), which=state["several"]))
    return told


def _changes(strips: list[chart.Strip]) -> str:
    changes = [
        WORDS["change"].format(label=strip.label.lower(), value=_n(found[0]), unit=strip.unit)
        for strip in strips
        if (found := strip.nearest_change())
    ]
    if not changes:
        return WORDS["firm"]
    return WORDS["next"].format(changes=", or ".join(changes))
