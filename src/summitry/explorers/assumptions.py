"""The assumptions of a staged deal as controls: labels in plain words, and ranges.

Shares are shown in per cent, everything else as the model has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from summitry import scenarios
from summitry.deal import StagedDeal
from summitry.explorers.control import Control
from summitry.explorers.staging import tidy


@dataclass(frozen=True)
class Dial:
    """One assumption: how it is shown, and what it is in the model.

    Parameters
    ----------
    name : str
        Parameter of `StagedDeal.from_roadmap` or of `StagedDeal`; also the key in the state.
    label : str
        What the learner reads.
    low, high, step : float
        The range of the control, in the shown unit.
    unit : str
        The shown unit; ``%`` for a share.
    main : bool
        Whether it stands in the panel at once, or under *More assumptions*.
    group : str
        The switch that turns it off, or empty.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    unit: str = "points"
    main: bool = False
    group: str = ""

    @property
    def scale(self) -> float:
        """How many shown units make one unit of the model."""
        return 100.0 if self.unit == "%" else 1.0

    def shown(self, value: float) -> float:
        """Turn a value of the model into the shown one.

        Parameters
        ----------
        value : float
            In the unit of the model.

        Returns
        -------
        float
            In the unit that the control shows.
        """
        return tidy(value * self.scale)

    def control(self) -> Control:
        """Give the control, with the reason for its range as help.

        Returns
        -------
        Control
            A slider.
        """
        assumed = scenarios.load(REFERENCE).parameters[self.name]
        return Control(
            name=self.name,
            kind="range",
            label=self.label,
            value=self.shown(assumed.value),
            min=self.low,
            max=self.high,
            step=self.step,
            unit=self.unit,
            help="" if self.main else assumed.reason,
        )


#: The scenario from which every explorer of the staged deal starts.
REFERENCE = "six-stage-reference"

#: Switches: name, label, and what is set to zero when it is off.
SWITCHES: dict[str, tuple[str, tuple[str, ...]]] = {
    "elections": ("Washington can drop the deal", ("yearly_hazard",)),
    "irreversibility": ("Part of it cannot be rebuilt", ("irreversible",)),
    "snapback": ("Snapback", ("snapback_stall", "snapback_break")),
    "faking": ("Steps can be faked: verification matters", ()),
}

DIALS: tuple[Dial, ...] = (
    Dial("yearly_hazard", "Chance of that, a year", 0, 30, 1, "%", True, "elections"),
    Dial("irreversible", "Share that cannot be rebuilt", 0, 100, 1, "%", True, "irreversibility"),
    Dial(
        "exposure_loss",
        "Extra harm when the deal is broken on it",
        0,
        200,
        5,
        "%",
        True,
        "irreversibility",
    ),
    Dial(
        "snapback_stall", "Past relief lost if North Korea stalls", 0, 100, 1, "%", True, "snapback"
    ),
    Dial(
        "snapback_break", "Past relief lost if Washington breaks", 0, 100, 1, "%", True, "snapback"
    ),
    Dial("detection", "Chance that a fake is found", 0, 100, 1, "%", True, "faking"),
    Dial("years", "Years of dismantling", 0.25, 15, 0.25, "years", True),
    Dial("arsenal_value", "Worth of the programme to North Korea", 5, 150, 1, "points", True),
    Dial("leverage", "Leverage: most that can be paid", 0, 200, 1, "points", True),
    Dial("us_value", "Worth of its end to the United States", 10, 200, 1),
    Dial("payment_cost", "Cost of one point of relief to the United States", 0, 1.5, 0.05),
    Dial("curvature", "How dear the last weapons are (lower: dearer)", 0.2, 1.5, 0.05, ""),
    Dial("us_curvature", "How late the United States gains (higher: later)", 0.4, 2, 0.05, ""),
    Dial("overhead", "Years that each stage adds", 0, 2, 0.05, "years"),
    Dial("yearly_rate", "Impatience a year", 0, 30, 1, "%"),
    Dial("reputation_dprk", "Cost to North Korea of stalling, in reputation", 0, 40, 0.5),
    Dial("reputation_us", "Cost to the United States of not paying, in reputation", 0, 40, 0.5),
    Dial("peace_dprk", "Worth of the finished deal to North Korea", 0, 60, 0.5),
    Dial("peace_us", "Worth of the finished deal to the United States", 0, 60, 0.5),
    Dial("fake_cost", "What a fake costs, of the real step", 0, 100, 1, "%", group="faking"),
    Dial("penalty", "Cost to North Korea of being caught", 0, 60, 0.5, group="faking"),
)


def controls() -> list[Control]:
    """List the switches and the dials as controls.

    Returns
    -------
    list of Control
        A switch stands before the dials that it turns off; all switches are on.
    """
    made: list[Control] = []
    for group, (label, _) in SWITCHES.items():
        made.append(Control(name=group, kind="toggle", label=label, value=True))
        made += [dial.control() for dial in DIALS if dial.group == group and dial.main]
    made += [dial.control() for dial in DIALS if not dial.group and dial.main]
    return made + [dial.control() for dial in DIALS if not dial.main]


def of_scenario(scenario: scenarios.Scenario) -> dict[str, float]:
    """Give the assumptions of a named deal in shown units.

    Parameters
    ----------
    scenario : Scenario
        The named deal.

    Returns
    -------
    dict of str to float
        One value a dial.
    """
    return {dial.name: dial.shown(scenario.parameters[dial.name].value) for dial in DIALS}


def deal(state: Mapping[str, Any]) -> StagedDeal:
    """Make the deal that a state describes.

    Parameters
    ----------
    state : dict
        Steps, switches and dials.

    Returns
    -------
    StagedDeal
        What a switch turns off counts as zero. Whether steps can be faked is not part of the deal:
        the model is asked with ``fakes=state["faking"]``.
    """
    values = {dial.name: state[dial.name] / dial.scale for dial in DIALS}
    for switch, (_, names) in SWITCHES.items():
        if not state[switch]:
            values.update(dict.fromkeys(names, 0.0))
    # Shares are rounded in the state, so their sum may lie a hair above the whole.
    whole = max(sum(state["steps"]), 100.0)
    return StagedDeal.from_roadmap([step / whole for step in state["steps"]], **values)


def stage_years(state: Mapping[str, Any]) -> list[float]:
    """Give the length of each stage in years.

    Parameters
    ----------
    state : dict
        Steps and dials.

    Returns
    -------
    list of float
        One number a stage.
    """
    return [state["years"] * step / 100 + state["overhead"] for step in state["steps"]]
