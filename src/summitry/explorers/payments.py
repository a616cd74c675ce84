"""The payment composer shows how far each payment can move before a promise breaks.

The staged-deal composer with ready-made payment plans instead of ready-made deals, a choice of
the kind of window, and words about who sets the ends of each window.

Examples
--------
>>> explorer = PaymentComposer(faking=False)
>>> explorer.verdict.stage_lines(1)[-2:]
['While the others stay, every promise holds with a payment here from 3.7 to 21.0 points.', \
"Its lower end is set by North Korea's promise at stage 1. Its upper end is set by the leverage."]
>>> explorer.preset("Lump sum first")
>>> explorer.readout.split(". Why?")[0]
'This deal does not hold: 4 of 14 conditions fail. The worst: at stage 3 North Korea stalls (it \
gains 3.6 points by that)'
>>> explorer.set(snapback_stall=60)
>>> explorer.verdict.holds
True
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar

from summitry import scenarios
from summitry.charts.parts import Parts
from summitry.charts.windows import Limit, limits, payment_windows_parts, promise_words
from summitry.explorers import assumptions, staging
from summitry.explorers.composer import WINDOWS, Composer
from summitry.explorers.verdict import WHILE, Verdict


@dataclass(frozen=True)
class Plan:
    """A ready-made payment plan.

    Parameters
    ----------
    button : str
        What stands on its button.
    about : str
        What it stands for, in one or two sentences.
    steps : tuple of float
        In per cent of the programme.
    payments : tuple of float
        In points.
    names : tuple of str
        Names of the stages, or empty.
    scenario : str
        The named deal from which it takes its assumptions.
    changes : dict
        Assumptions that differ from it, in shown units.
    """

    button: str
    about: str
    payments: tuple[float, ...]
    steps: tuple[float, ...] = (100 / 6,) * 6
    names: tuple[str, ...] = ()
    scenario: str = assumptions.REFERENCE
    changes: tuple[tuple[str, float], ...] = ()


#: The plan from which the explorer starts: each payment about a quarter above what its step costs.
START = (9.0, 10.0, 11.0, 12.5, 15.5, 30.0)

PLANS: dict[str, Plan] = {
    "quarter-above": Plan(
        "A quarter above cost",
        "Six equal steps. Each payment is about a quarter more than the step costs North Korea. "
        "All numbers are assumptions.",
        START,
    ),
    "below-cost": Plan(
        "A tenth below cost",
        "Six equal steps. Each payment is about a tenth less than the step costs North Korea. "
        "All numbers are assumptions.",
        (6.5, 7.0, 8.0, 9.0, 11.0, 21.5),
    ),
    "lump-sum": Plan(
        "Lump sum first",
        "Six equal steps. More than half of all the leverage is paid for the first one. All "
        "numbers are assumptions.",
        (60.0, 8.0, 8.0, 8.0, 8.0, 8.0),
    ),
    "all-at-the-end": Plan(
        "All at the end",
        "Six equal steps. Nothing is paid before the last one is done. All numbers are "
        "assumptions.",
        (0.0, 0.0, 0.0, 0.0, 0.0, 100.0),
    ),
    "nyongbyon-alone": Plan(
        "Nyongbyon for five",
        "The plants at Nyongbyon against the civilian part of five resolutions, taken as 60 "
        "points, and nothing after it. All numbers are assumptions.",
        (60.0,),
        (35.0,),
        ("Nyongbyon",),
        "nyongbyon-for-five",
    ),
    "nyongbyon-first": Plan(
        "Nyongbyon as a first step",
        "First Nyongbyon for 60 points, then the rest in five steps for the leverage that is "
        "left. All numbers are assumptions.",
        (60.0, 6.0, 6.0, 7.0, 8.0, 13.0),
        (35.0, 13.0, 13.0, 13.0, 13.0, 13.0),
        ("Nyongbyon", "", "", "", "", ""),
    ),
    "nothing-rebuilt": Plan(
        "Nothing can be rebuilt",
        "Six equal steps, paid a quarter above cost; whatever is destroyed stays destroyed. All "
        "numbers are assumptions.",
        START,
        changes=(("irreversible", 100),),
    ),
}


class PaymentComposer(Composer):
    """Set the payments of a staged deal and see the window of each, of the kind you choose.

    Parameters
    ----------
    start : str
        Name of the plan to begin with, one of `PLANS`.
    **changes : object
        Values that differ from that plan.
    """

    title = "Set the payments of a staged deal"
    question = "Where is the incentive window of each step, and who sets its two ends?"
    kinds: ClassVar[tuple[str, ...]] = WINDOWS
    _free: ClassVar[tuple[str, ...]] = ()

    def __init__(self, start: str = "quarter-above", **changes: Any) -> None:
        super().__init__(start, **changes)

    def _ready_made(self, faking: bool) -> dict[str, dict[str, Any]]:
        return {name: {**state, "faking": faking} for name, state in _plans().items()}

    def _button(self, name: str) -> str:
        return PLANS[name].button

    def _told(self, name: str) -> str:
        return PLANS[name].about

    def _judge(self, state: dict[str, Any]) -> PaymentVerdict:
        return PaymentVerdict(state)

    def parts(self, state: dict[str, Any]) -> Parts:
        """Draw a state for print: payments and windows of the kind that the state asks for.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        Parts
            Always two traces.
        """
        found = self._of(state)
        return payment_windows_parts(
            found.deal,
            found.payments,
            (found.kind,),
            fakes=found.fakes,
            said=found.sentence(),
        )


class PaymentVerdict(Verdict):
    """What the model says about a state, with words about the windows."""

    @cached_property
    def limits(self) -> list[Limit]:
        """The window of each stage and the promises that set its ends."""
        return limits(self.deal, self.payments, self.kind, fakes=self.fakes, windows=self.windows)

    def _exposed(self) -> str:
        """Say where the windows are narrowest; this explorer asks about windows, not exposure."""
        there = [one for one in self.limits if not math.isnan(one.floor)]
        told = WHILE[self.kind]
        if not there:
            return f"There is no window {told}."
        if len(there) == 1 < len(self.limits):
            return f"Only stage {there[0].stage} has a window {told}: {_span(there[0])}."
        if len(there) < len(self.limits):
            return f"Only {len(there)} of {len(self.limits)} stages have a window {told}."
        if len(there) == 1:
            return f"The window of the payment: {_span(there[0])}."
        narrow = min(there, key=lambda one: one.ceiling - one.floor)
        return f"The narrowest window {told}: stage {narrow.stage}, {_span(narrow)}."

    def stage_lines(self, stage: int) -> list[str]:
        """Say what happens at one stage, its window, and who sets its two ends.

        Parameters
        ----------
        stage : int
            Number of the stage, from 1.

        Returns
        -------
        list of str
            Short sentences.
        """
        lines, one = super().stage_lines(stage), self.limits[stage - 1]
        ends = [
            f"Its {where} end is set by {promise_words(name)}."
            for where, name in (("lower", one.below), ("upper", one.above))
            if name
        ]
        return [*lines, " ".join(ends)] if ends else lines


def _span(one: Limit) -> str:
    upper = "any amount" if math.isinf(one.ceiling) else f"{one.ceiling:.1f} points"
    return f"from {one.floor:.1f} to {upper}"


@cache
def _plans() -> dict[str, dict[str, Any]]:
    """Give the plans as states: stages, payments, and every assumption."""
    found: dict[str, dict[str, Any]] = {}
    for name, ready in PLANS.items():
        scenario = scenarios.load(ready.scenario)
        names = ready.names or ("",) * len(ready.steps)
        found[name] = {
            **assumptions.of_scenario(scenario),
            **dict(ready.changes),
            **dict.fromkeys(assumptions.SWITCHES, True),
            **staging.plan(ready.steps, ready.payments, names),
        }
    return found
