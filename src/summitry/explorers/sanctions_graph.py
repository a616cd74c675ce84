"""Lift sanctions one by one, by resolution or as a package, and see what opens and what comes back.

Examples
--------
>>> explorer = SanctionsGraph()
>>> explorer.preset("One ban: coal")
>>> explorer.relief.revived
('2321-coal',)
>>> explorer.lift("2321-coal")
>>> str(explorer.relief.total)
'952 to 1,190'
>>> explorer.set(lifted="five as listed")
>>> len(explorer.state["lifted"])
60
>>> explorer.set(weight=140)
Traceback (most recent call last):
...
summitry.errors.OutOfRangeError: weight is 140, but it must be between 0 and 100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd

from summitry import facts, sanctions
from summitry.charts.parts import Parts
from summitry.charts.sanctions import (
    BAND_WORDS,
    ROWS,
    STATUS_WORDS,
    Lifting,
    Selection,
    amount,
    case_gap,
    describe_measure,
    lifting,
    lifting_table,
    measure_ids,
    name_measure,
    row_of,
    sanctions_graph_parts,
    verdict_words,
)
from summitry.explorers.control import Spec
from summitry.explorers.pointing import PointingExplorer, card, side_by_side, source_links

#: Every text of the explorer that is not a label of a control.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "selected": "Chosen: {what}: {status}.",
        "nothing": "Nothing is lifted: {count} UN measures from {all} resolutions are in force and "
        "hold back {gap} of exports a year ({basis}, gross).",
        "lifted": "You lift {lifted} of {measures} measures, from {some} of {all} resolutions.",
        "shares": "By count {count} of the measures in force go ({part}); by money {money} of the "
        "held-back exports open: {total} a year ({basis}, gross).",
        "oil": "Petroleum: {barrels} more barrels a year, without a price.",
        "weighed": "If exports carry {weight} of all the pressure, that is at least {share} of it.",
        "back": "Back in force: {names}.",
        "more": "and {count} more",
        "left": "Left: {un} UN and {us} US measures.",
        "measure": "The measure you have chosen",
        "returns": "What comes back",
        "stays": "What stays in force",
        "none_back": "Nothing: no earlier measure lay below what you lift.",
        "of_un": "UN: {groups}.",
        "of_us": "United States: {count} measures, {threats} of which threaten firms of other "
        "countries. The Security Council cannot lift them.",
        "direction": "Which way: {band}.",
        "state": "State: {status}.",
        "covered": "Covered by: {names}.",
        "civilian": "Civilian, by the coding of the ledger.",
        "military": "Not civilian, by the coding of the ledger.",
        "not_valued": "Opens too, without a figure on this basis: {names}.",
    }
)

#: The named scenarios: what they lift, and which measure they point out.
PRESETS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "The five, told by the DPRK": (("civilian part of the five",), "2371-coal"),
        "The five, told by the US": (("since March 2016 without arms",), "2270-freeze"),
        "One ban: coal": (("2371-coal",), "2321-coal"),
        "One cap: petroleum": (("2397-ref",), "2375-ref"),
        "Coal and textiles": (("R07",), "2375-tex"),
        "Another five": (("five since September 2016",), "2270-coal"),
    }
)

_BASES = {
    "KOTRA 2016": "KOTRA, 2016",
    "KOTRA 2015": "KOTRA, 2015",
    "KOTRA 2014": "KOTRA, 2014",
    "KITA 2014": "KITA, 2014",
    "KITA 2015": "KITA, 2015",
    "China customs 2017": "China's customs, 2017",
}
_NAMED = 3  # measures that come back, and sources, that are named before the rest is counted


def _of_resolution(number: int) -> tuple[str, ...]:
    return tuple(key for key in measure_ids() if _measure(key).resolution == number)


def _measure(key: str) -> sanctions.Measure:
    return sanctions.binding().before.measures[key]


def _ids(selection: Selection) -> list[str]:
    """Turn names of any kind into the measures that the graph draws, in their order."""
    un = sanctions.binding(selection).lifted.un
    return [key for key in measure_ids() if key in un]


class LiftSpec(Spec):
    """Controls, and beside them the list of what is lifted, which has no single control.

    Parameters
    ----------
    controls : sequence of dict
        The controls.
    presets : dict of str to dict, optional
        Named scenarios.
    """

    @property
    def initial(self) -> dict[str, Any]:
        """The state at the start: nothing is lifted."""
        return {**super().initial, "lifted": []}

    def check(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return checked changes.

        Parameters
        ----------
        changes : dict
            Values by control name; ``lifted`` may name measures, resolutions and packages.

        Returns
        -------
        dict
            The same, in plain Python types.

        Raises
        ------
        SummitryError
            When a name is unknown or a value is not allowed.
        """
        plain = {name: value for name, value in changes.items() if name != "lifted"}
        found = super().check(plain)
        if "lifted" in changes:
            found["lifted"] = _ids(changes["lifted"])
        return found


class SanctionsGraph(PointingExplorer):
    """Lift measures and see what opens, what comes back and what stays.

    The state has ``lifted`` (ids of the measures lifted), ``step`` (number of the chosen measure),
    ``lift`` and ``whole`` (whether the chosen measure, and all of its resolution, are lifted),
    ``basis`` (the figures) and ``weight`` (per cent of all the pressure that exports carry).

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = "Lift sanctions, and see what happens"
    question = "Is five of eleven a little or a lot?"
    controls: Any = (
        {
            "name": "step",
            "kind": "range",
            "label": "Step through the measures",
            "min": 1,
            "max": len(measure_ids()),
            "value": measure_ids().index("2371-coal") + 1,
        },
        {"name": "lift", "kind": "toggle", "label": "Lift this measure"},
        {"name": "whole", "kind": "toggle", "label": "Lift its whole resolution"},
        {
            "name": "basis",
            "kind": "choice",
            "label": "Figures: who counted, which year",
            "options": list(_BASES.items()),
        },
        {
            "name": "weight",
            "kind": "range",
            "label": "Weight of exports in all the pressure",
            "min": 0,
            "max": 100,
            "step": 5,
            "unit": "%",
            "value": 100,
            "help": "An assumption. 100% means: only lost exports hurt.",
        },
    )

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        bare = LiftSpec(self.controls)
        self.presets = {
            name: _derive(
                {**bare.initial, "lifted": _ids(names), "step": measure_ids().index(mark) + 1}
            )
            for name, (names, mark) in PRESETS.items()
        }
        self.spec = LiftSpec(self.controls, self.presets)
        self._state = self.spec.initial
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ the state

    @property
    def state(self) -> dict[str, Any]:
        """A copy of the state; changing it changes nothing here."""
        return {**self._state, "lifted": list(self._state["lifted"])}

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the list of what is lifted and the two check boxes into line.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            A new list wins; else a changed box lifts or puts back; else the boxes follow the step.
        """
        wished, old = dict(state), self._state
        if wished["lifted"] == old["lifted"] and wished["step"] == old["step"]:
            here = measure_ids()[wished["step"] - 1]
            if wished["whole"] != old["whole"]:
                whole = _of_resolution(_measure(here).resolution)
                wished["lifted"] = _with(wished["lifted"], whole, lift=wished["whole"])
            elif wished["lift"] != old["lift"]:
                wished["lifted"] = _with(wished["lifted"], (here,), lift=wished["lift"])
        return _derive(wished)

    def lift(self, selection: Selection) -> None:
        """Lift more.

        Parameters
        ----------
        selection : str, int or iterable of these
            Ids of measures, numbers of resolutions, names of packages.
        """
        self.set(lifted=_with(self._state["lifted"], _ids(selection), lift=True))

    def put_back(self, selection: Selection) -> None:
        """Put back what was lifted.

        Parameters
        ----------
        selection : str, int or iterable of these
            Ids of measures, numbers of resolutions, names of packages.
        """
        self.set(lifted=_with(self._state["lifted"], _ids(selection), lift=False))

    def pick(self, mark: str) -> None:
        """Lift what was clicked, or put it back when it is lifted.

        Parameters
        ----------
        mark : str
            Id of a measure, or of a resolution such as ``UNSCR2371``.
        """
        mine = _ids(mark)
        lift = not set(mine) <= set(self._state["lifted"])
        step = self._state["step"] if len(mine) > 1 else measure_ids().index(mine[0]) + 1
        self.set(lifted=_with(self._state["lifted"], mine, lift=lift), step=step)

    # ------------------------------------------------------------ what the model says

    @property
    def case(self) -> Lifting:
        """The present selection by all yardsticks."""
        return _case(self._state)

    @property
    def relief(self) -> sanctions.Relief:
        """What the sanctions model says about the present selection."""
        return self.case.relief

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure of a state as plain data.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always ten traces.
        """
        return sanctions_graph_parts(_case(state), measure_ids()[state["step"] - 1], self.room)

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what is lifted, what it is by count and by money, and what comes back.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            A few short sentences.
        """
        case, here = _case(state), measure_ids()[state["step"] - 1]
        counts, basis = case.relief.counts, _BASES[state["basis"]]
        chosen = WORDS["selected"].format(
            what=name_measure(here), status=STATUS_WORDS[case.status[here]]
        )
        if not counts.lifted:
            nothing = WORDS["nothing"].format(
                count=counts.before,
                all=counts.all_resolutions,
                gap=amount(case_gap(case)),
                basis=basis,
            )
            return f"{nothing} {chosen}"
        said = [
            WORDS["lifted"].format(
                lifted=counts.lifted,
                measures=counts.measures,
                some=counts.resolutions,
                all=counts.all_resolutions,
            ),
            WORDS["shares"].format(
                count=case.shares["measures"].share.percent(),
                part=case.shares["measures"].part,
                money=case.shares["money"].share.percent(),
                total=amount(case.relief.total),
                basis=basis,
            ),
        ]
        said += [
            WORDS["oil"].format(barrels=item.gain)
            for item in case.relief.volumes
            if item.sector.name == "refined petroleum" and item.gain and item.gain.high
        ]
        if case.weight < 1:
            said.append(
                WORDS["weighed"].format(
                    weight=f"{100 * case.weight:.0f} %",
                    share=case.shares["weighed"].share.percent(),
                )
            )
        said.append(verdict_words(case))
        if case.relief.revived:
            said.append(WORDS["back"].format(names=_names(case.relief.revived)))
        left = WORDS["left"].format(un=len(case.relief.remains), us=len(case.relief.us_remains))
        return " ".join([*said, left, chosen])

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give shares, trades that open and measures that stay.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            Yardsticks first.
        """
        return lifting_table(_case(state))

    def beside(self) -> str:
        """Write out the chosen measure, what comes back, and what stays.

        Returns
        -------
        str
            HTML.
        """
        case, here = self.case, measure_ids()[self._state["step"] - 1]
        item = _measure(here)
        lines = [
            f"<strong>{escape(describe_measure(here))}</strong>",
            escape(WORDS["state"].format(status=STATUS_WORDS[case.status[here]])),
            escape(WORDS["direction"].format(band=BAND_WORDS[row_of(here).band])),
            escape(WORDS["civilian" if item.civilian else "military"]),
        ]
        above = self.relief.binding.before.above(here)
        if above:
            names = "; then ".join(describe_measure(key) for key in above)
            lines.append(escape(WORDS["covered"].format(names=names)))
        links = source_links(here).split("; ")
        more = WORDS["more"].format(count=len(links) - _NAMED)
        lines.append("; ".join(links[:_NAMED] + [more] * (len(links) > _NAMED)))
        back = self.relief.revived
        returns = (
            "".join(f"<li>{escape(describe_measure(key))}</li>" for key in back)
            if back
            else f"<li>{escape(WORDS['none_back'])}</li>"
        )
        columns = [
            ("third", WORDS["measure"], "".join(f"<p>{line}</p>" for line in lines)),
            ("lower", WORDS["returns"], f"<ul>{returns}</ul>{self._not_valued()}"),
            ("both", WORDS["stays"], self._stays()),
        ]
        note = f"<p>{escape(facts.MARK_NOTE)}</p>"
        return card(self.title, side_by_side(columns) + note)

    def _stays(self) -> str:
        groups = Counter(item.group for item in self.relief.remains)
        un = ", ".join(f"{name} ({count})" for name, count in groups.most_common())
        us = self.relief.us_remains
        lines = (
            WORDS["of_un"].format(groups=un or "nothing"),
            WORDS["of_us"].format(count=len(us), threats=sum(item.threatens for item in us)),
        )
        return "".join(f"<p>{escape(line)}</p>" for line in lines)

    def _not_valued(self) -> str:
        opened = {item.sector.name for item in self.relief.unvalued}
        names = [row.label for row in ROWS if opened & set(row.sectors)]
        if not names:
            return ""
        return f"<p>{escape(WORDS['not_valued'].format(names=', '.join(names)))}</p>"


@cache
def _cached(lifted: tuple[str, ...], basis: str, weight: float) -> Lifting:
    return lifting(lifted, basis, weight)


def _case(state: Mapping[str, Any]) -> Lifting:
    return _cached(tuple(state["lifted"]), state["basis"], state["weight"])


def _with(old: Sequence[str], more: Sequence[str], *, lift: bool) -> list[str]:
    wanted = set(old) | set(more) if lift else set(old) - set(more)
    return [key for key in measure_ids() if key in wanted]


def _derive(state: Mapping[str, Any]) -> dict[str, Any]:
    """Let the two check boxes say what is true of the chosen measure."""
    here = measure_ids()[state["step"] - 1]
    lifted = set(state["lifted"])
    whole = set(_of_resolution(_measure(here).resolution))
    return {**state, "lift": here in lifted, "whole": whole <= lifted}


def _names(keys: Sequence[str]) -> str:
    said = [name_measure(key) for key in keys[:_NAMED]]
    if len(keys) > _NAMED:
        said.append(WORDS["more"].format(count=len(keys) - _NAMED))
    return "; ".join(said)
