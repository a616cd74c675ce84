"""Many worlds: narrow what you assume, and see which conclusions still hold.

Examples
--------
>>> explorer = Worlds()
>>> explorer.preset("A modest programme and strong leverage")
>>> explorer.state["first"], explorer.state["second"]
('leverage', 'arsenal_value')
>>> "a majority" in explorer.readout
True
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from summitry.charts import worlds as chart
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import pandas as pd

    from summitry.charts.parts import Parts

WORDS = {
    "title": "The same deals in many worlds",
    "question": "Which assumption carries each conclusion, and when does the majority change?",
    "all_open": "All ranges are open.",
    "narrowed": "{label}: {span} only.",
    "held": "{label}: {span} in every world.",
    "same": "Both choices name the same assumption; the first one counts.",
    "share": "{label} in {now:.0f} of 100 worlds{before}: {verdict}.",
    "before": " ({open:.0f} with all ranges open)",
    "majority": "a majority",
    "minority": "a minority",
    "worst": "The plan fails first most often because {fault} ({share:.0f} of 100 worlds).",
    "never": "The plan never fails.",
    "movers": "What moves the verdict most: {first} ({total:.0f}%)",
    "then": ", then {second} ({total:.0f}%)",
    "unmoved": "The verdict is the same in every world.",
    "not": "These shares weigh assumptions; they are not chances of history.",
}


def _part(low: str, high: str, which: str) -> list[dict[str, Any]]:
    common = {"kind": "range", "min": 0, "max": 100, "step": 5, "unit": "%"}
    return [
        {"name": low, "label": f"{which}: range from", "value": 0, **common},
        {"name": high, "label": f"{which}: range to", "value": 100, **common},
    ]


_NAMES = [(name, label) for name, (label, _) in chart.ASSUMPTIONS.items()]
_OPEN = {"from": 0, "to": 100, "from_2": 0, "to_2": 100}


class Worlds(Explorer):
    """Shares of worlds in which conclusions hold, and what moves them.

    The state has ``chosen`` (a key of `summitry.charts.worlds.CONCLUSIONS`), the assumptions
    ``first`` and ``second``, and for each of them the part of its range that is kept, in per cent
    of the range: ``from``, ``to`` and ``from_2``, ``to_2``. If from is larger than to, the two are
    taken the other way round; if they are equal, the assumption is held at one value.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = WORDS["title"]
    question = WORDS["question"]
    controls = (
        {
            "name": "chosen",
            "kind": "radio",
            "label": "Conclusion to look into",
            "options": [(key, item.label) for key, item in chart.CONCLUSIONS.items()],
            "value": "staged",
        },
        {
            "name": "first",
            "kind": "choice",
            "label": "First assumption",
            "options": _NAMES,
            "value": "leverage",
        },
        *_part("from", "to", "First"),
        {
            "name": "second",
            "kind": "choice",
            "label": "Second assumption",
            "options": _NAMES,
            "value": "arsenal_value",
            "help": "0% is the lowest value of the range, 100% the highest. The same ends hold "
            "an assumption at one value.",
        },
        *_part("from_2", "to_2", "Second"),
    )
    presets = MappingProxyType(
        {
            "Strong leverage": {**_OPEN, "first": "leverage", "from": 50},
            "A modest programme": {
                **_OPEN,
                "first": "arsenal_value",
                "to": 50,
                "second": "leverage",
            },
            "A modest programme and strong leverage": {
                **_OPEN,
                "first": "leverage",
                "from": 50,
                "second": "arsenal_value",
                "to_2": 50,
            },
            "A steady Washington": {
                **_OPEN,
                "first": "yearly_hazard",
                "to": 25,
                "second": "snapback_break",
                "to_2": 25,
            },
            "Relief that can be taken back": {
                **_OPEN,
                "first": "snapback_stall",
                "from": 90,
                "second": "arsenal_value",
            },
        }
    )

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure as plain data.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always six traces.
        """
        return chart.worlds_parts(state["chosen"], limits(state), self.sentence(state))

    def sentence(self, state: dict[str, Any]) -> str:
        """Say in how many worlds the chosen conclusion holds, what fails, and what moves it.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            A few short sentences.
        """
        kept = limits(state)
        chosen, item = state["chosen"], chart.CONCLUSIONS[state["chosen"]]
        found, open_ = chart.share(chosen, kept), chart.share(chosen)
        before = WORDS["before"].format(open=100 * open_.share) if kept else ""
        verdict = WORDS["majority" if found.share > 0.5 else "minority"]
        fault, times = found.worst()
        told = [
            *_ranges(state, kept, item.scenario),
            WORDS["share"].format(
                label=item.label, now=100 * found.share, before=before, verdict=verdict
            ),
            WORDS["worst"].format(fault=fault, share=100 * times) if fault else WORDS["never"],
            _moving(chosen, kept),
            WORDS["not"],
        ]
        return " ".join(told)

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Return the numbers behind the figure.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            Conclusions first, then assumptions.
        """
        return chart.worlds_table(state["chosen"], limits(state))


def limits(state: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Give the narrowed assumptions of a state.

    Parameters
    ----------
    state : dict
        Values of the controls.

    Returns
    -------
    dict
        Name to (from, to) as shares of the range; open ranges are left out.
    """
    made = {}
    for name, low, high in (
        (state["second"], state["from_2"], state["to_2"]),
        (state["first"], state["from"], state["to"]),
    ):
        made[name] = (min(low, high) / 100, max(low, high) / 100)
    return {name: part for name, part in made.items() if part != (0.0, 1.0)}


def _ranges(
    state: Mapping[str, Any], kept: Mapping[str, tuple[float, float]], scenario: str
) -> list[str]:
    told = [] if kept else [WORDS["all_open"]]
    for name in dict.fromkeys((state["first"], state["second"])):
        if name in kept:
            part = kept[name]
            key = "held" if part[0] == part[1] else "narrowed"
            label = chart.ASSUMPTIONS[name][0]
            told.append(WORDS[key].format(label=label, span=chart.span(name, part, scenario)))
    if state["first"] == state["second"]:
        told.append(WORDS["same"])
    return told


def _moving(chosen: str, kept: Mapping[str, tuple[float, float]]) -> str:
    found = chart.movers(chosen, kept)
    if not found:
        return WORDS["unmoved"]
    text = WORDS["movers"].format(first=_lower(found[0].label), total=100 * found[0].total)
    if len(found) > 1:
        text += WORDS["then"].format(second=_lower(found[1].label), total=100 * found[1].total)
    return text + "."


def _lower(label: str) -> str:
    """Write a label inside a sentence; names keep their capital letter."""
    names = ("North", "Washington")
    return label if label.startswith(names) else label[0].lower() + label[1:]
