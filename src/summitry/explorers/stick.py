"""The scales: what of the stick is given, what of the programme is removed, and what stays.

Examples
--------
>>> explorer = Stick()
>>> explorer.readout.split(". ")[0]
'For good, 100% of the stick is given and 28 to 70% of the programme is removed'
>>> explorer.set(weight=50)
>>> "It depends" in explorer.figure.layout.title.text
True
>>> explorer.set(us="orders", view="stick")
>>> "7 of 13 US measures stay" in explorer.readout
True
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from summitry.charts import stick
from summitry.charts.parts import Parts
from summitry.charts.stick import Weighing
from summitry.explorers.explorer import Explorer

_HIDDEN = ("hidden_low", "hidden_high")


def _labels(known: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, labels[0]) for name, labels in known.items()]


class Stick(Explorer):
    """Weigh relief against dismantlement as two ranges, and see what stick stays in whose hands.

    The state has ``view`` ("weigh" or "stick"); what is lifted: ``package`` and ``us``; how it is
    counted: ``yardstick`` and ``weight``; and in per cent ``snapback``, ``hidden_low``,
    ``hidden_high``, ``permanent`` and ``worth`` (see `summitry.charts.stick.Weighing`). The upper
    end of the hidden share never lies below the lower one.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = "Weigh the stick"
    question = (
        "What would lifting have cost the United States, and under which assumptions was the "
        "exchange too unequal?"
    )
    controls = (
        {
            "name": "view",
            "kind": "radio",
            "label": "Show",
            "options": [
                ("weigh", "The scales"),
                ("stick", "The stick that stays"),
            ],
        },
        {
            "name": "weight",
            "kind": "range",
            "label": "Weight of the UN part",
            "max": 100,
            "step": 5,
            "value": 100,
            "unit": "%",
            "help": "Of the whole stick. The rest are US measures.",
        },
        {
            "name": "hidden_low",
            "kind": "range",
            "label": "Made elsewhere, at least",
            "max": stick.MOST_HIDDEN,
            "unit": "%",
        },
        {
            "name": "hidden_high",
            "kind": "range",
            "label": "Made elsewhere, at most",
            "max": stick.MOST_HIDDEN,
            "value": 67,
            "unit": "%",
        },
        {
            "name": "snapback",
            "kind": "range",
            "label": "Comes back after a break",
            "max": 100,
            "step": 5,
            "unit": "%",
        },
        {
            "name": "permanent",
            "kind": "range",
            "label": "Cannot be undone",
            "max": 100,
            "step": 5,
            "value": 70,
            "unit": "%",
        },
        {
            "name": "package",
            "kind": "choice",
            "label": "Lifted at the UN",
            "options": _labels(stick.PACKAGES),
        },
        {
            "name": "us",
            "kind": "choice",
            "label": "US measures",
            "options": _labels(stick.US_SIDE),
        },
        {
            "name": "yardstick",
            "kind": "choice",
            "label": "UN measures, counted by",
            "options": _labels(stick.YARDSTICKS),
        },
        {
            "name": "worth",
            "kind": "range",
            "label": "Worth of the programme",
            "min": 25,
            "max": 200,
            "step": 5,
            "value": 100,
            "unit": "%",
            "help": "Against the stick, a judgement. Counting old bombs lowers it.",
        },
    )
    presets = MappingProxyType(
        {
            "Hanoi, by money": {},
            "Most unequal": {
                "package": "state",
                "hidden_low": 55,
                "hidden_high": 67,
                "permanent": 50,
            },
            "Least unequal": {
                "weight": 50,
                "hidden_high": 0,
                "permanent": 90,
            },
            "Coal and textiles": {"package": "test", "snapback": 80},
            "With US orders": {"us": "orders", "view": "stick"},
        }
    )

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ the state

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the two ends of the hidden share in order.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            The same; the end that was not moved gives way.
        """
        low, high = (state[name] for name in _HIDDEN)
        if low <= high:
            return dict(state)
        moved_low = low != self._state["hidden_low"]
        end = low if moved_low else high
        return {**state, "hidden_low": end, "hidden_high": end}

    def _move(self, state: dict[str, Any]) -> None:
        super()._move(self.settle(state))

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        settled = self.settle(change["new"])
        if settled != change["new"] and self._panel is not None:
            self._panel.state = settled  # comes back here, in order this time
            return
        super()._panel_moved(change)

    # ------------------------------------------------------------ what it shows

    def parts(self, state: Mapping[str, Any]) -> Parts:
        """Draw both pictures, one of them hidden.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always the same number of traces.
        """
        return stick.stick_parts(weighing(state), state["view"])

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what the picture in view says.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            A few short sentences.
        """
        return stick.sentence(weighing(state), state["view"])

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give the picture in view as a table.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            The two ranges, or who holds what stays.
        """
        return stick.table(weighing(state), state["view"])


def weighing(state: Mapping[str, Any]) -> Weighing:
    """Turn a state of the explorer into what the chart weighs.

    Parameters
    ----------
    state : dict
        Values of the controls.

    Returns
    -------
    Weighing
        All but the view.
    """
    return Weighing(**{name: value for name, value in state.items() if name != "view"})
