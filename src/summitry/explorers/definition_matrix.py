"""Two meanings of one word, and what one offer would remove.

Examples
--------
>>> explorer = DefinitionMatrix()
>>> explorer.readout.split(". ")[0]
'US paper, Hanoi and Ri, Hanoi share 0 of the 9 parts that at least one of them includes for \
certain: an overlap of 0%'
>>> explorer.set(hidden=67)
>>> explorer.state["view"]
'plants'
>>> explorer.readout.split(": ")[0].endswith("40% of the yearly flow (4 of 10.1 weapons' worth a \
year)")
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from summitry.charts import closure
from summitry.charts import definition_matrix as matrix
from summitry.charts.parts import Parts
from summitry.explorers.explorer import Explorer

#: The controls that belong to each of the two pictures.
WORDS = ("first", "second", "reading", "silent")
PLANTS = ("hidden", "uranium", "stock")

# One of the two pictures stands still while the other moves, so it need not be drawn again.
_words_parts = lru_cache(maxsize=8)(matrix.two_texts_parts)
_plants_parts = lru_cache(maxsize=8)(closure.closing_parts)

_TEXTS = [(text, name) for text, (name, _) in matrix.TEXTS.items()]


class DefinitionMatrix(Explorer):
    """Compare two texts part by part, then close Nyongbyon and see what goes.

    The state has ``view`` ("words" or "plants"); for the words ``first`` and ``second`` (ids of
    definitions), ``reading`` ("open", "part" or "meet") and ``silent``; for the plants ``hidden``
    (per cent of all enrichment that is elsewhere), ``uranium`` (weapons' worth a year made at
    Nyongbyon) and ``stock``. Plutonium is one weapon's worth a year. The view follows the control
    that is moved.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = "One word, two meanings, one offer"
    question = (
        "Did both sides mean the same thing, and how much of the programme would closing "
        "Nyongbyon have removed?"
    )
    controls = (
        {
            "name": "view",
            "kind": "radio",
            "label": "Show",
            "options": [
                ("words", "The words: two texts"),
                ("plants", "The plants: stock and flow"),
            ],
        },
        {"name": "first", "kind": "choice", "label": "First text", "options": _TEXTS},
        {
            "name": "second",
            "kind": "choice",
            "label": "Second text",
            "options": _TEXTS,
            "value": "DEF-HANOI-D",
        },
        {
            "name": "reading",
            "kind": "choice",
            "label": "Read the open parts",
            "options": [
                ("open", "Leave them open"),
                ("part", "So that the texts part"),
                ("meet", "So that the texts meet"),
            ],
        },
        {"name": "silent", "kind": "toggle", "label": "Count silence as open too"},
        {
            "name": "hidden",
            "kind": "range",
            "label": "Enrichment elsewhere, share of all",
            "max": closure.MOST_HIDDEN,
            "value": 50,
            "unit": "%",
        },
        {
            "name": "uranium",
            "kind": "range",
            "label": "Uranium at Nyongbyon, weapons' worth",
            "min": 0.5,
            "max": 6,
            "step": 0.5,
            "value": 3.0,
            "unit": "a year",
        },
        {
            "name": "stock",
            "kind": "range",
            "label": "Stock in hand, weapons' worth",
            "min": 10,
            "max": 60,
            "step": 5,
            "value": 25,
        },
    )
    presets = MappingProxyType(
        {
            "Hanoi": {},
            "Joint texts": {"first": "DEF-SIXP05", "second": "DEF-SING"},
            "One envoy": {"first": "DEF-BIEGUN", "second": "DEF-BIEG-M"},
            "None hidden": {"view": "plants", "hidden": int(closure.estimates()["none"])},
            "A fifth more": {
                "view": "plants",
                "hidden": int(closure.estimates()["others"]),
            },
            "Twice": {
                "view": "plants",
                "hidden": int(closure.estimates()["officials"]),
            },
        }
    )

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ the state

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Let the picture follow the control that was moved.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            The same; the view is changed when only values of the other picture have changed.
            The start and the named scenarios bring their own view.
        """
        if state == self.spec.initial or state in self.spec.presets.values():
            return dict(state)
        moved = {name for name, value in state.items() if value != self._state[name]}
        if moved and moved <= {*WORDS}:
            return {**state, "view": "words"}
        if moved and moved <= {*PLANTS}:
            return {**state, "view": "plants"}
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

    def parts(self, state: dict[str, Any]) -> Parts:
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
        words = _words_parts(*_of(state, WORDS))
        plants = _plants_parts(*_plants(state))
        shown = state["view"] == "words"
        data = [{**trace, "visible": shown} for trace in words.data]
        data += [{**trace, "visible": not shown} for trace in plants.data]
        front = words.layout if shown else plants.layout
        layout = {**plants.layout, **words.layout}
        layout |= {"title": front["title"], "meta": front["meta"]}
        room = {"l": 16, "b": 10} if shown else {"l": 78, "b": 62}
        layout["margin"] = {"r": 16, "t": 76, **room}
        layout["annotations"] = [
            {**note, "visible": not shown} for note in plants.layout["annotations"]
        ]
        for axis in ("xaxis2", "yaxis2"):
            layout[axis] = {**layout[axis], "visible": not shown}
        return Parts(data, layout)

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
        if state["view"] == "words":
            return matrix.sentence(*_of(state, WORDS))
        return closure.sentence(*_plants(state))

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give the picture in view as a table.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            A row a part, or stock and flow before and after.
        """
        if state["view"] == "words":
            return matrix.two_texts_table(*_of(state, WORDS))
        return closure.closing_table(*_plants(state))


def _plants(state: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Give what the picture of the plants takes."""
    return state["hidden"], closure.PLUTONIUM, state["uranium"], state["stock"]


def _of(state: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(state[name] for name in names)
