"""The staged-deal composer: cut a deal into stages, set the payments, see which promise breaks.

Examples
--------
>>> explorer = Composer(start="big-for-big", faking=False)
>>> explorer.readout.split(". Why?")[0]
'This deal does not hold: 2 of 4 conditions fail. The worst: at stage 1 North Korea stalls (it \
gains 18.0 points by that)'
>>> explorer.equal(6)
>>> explorer.set(payer="robust")
>>> explorer.verdict.holds
True
>>> explorer.undo()
>>> explorer.pay(1, 25)
>>> explorer.state["payments"][0], explorer.state["payer"]
(25, 'me')
>>> explorer.set(steps=[60, 60])
Traceback (most recent call last):
...
summitry.errors.OutOfRangeError: the sum of all steps is 120, but it must be at most 100 per cent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

import pandas as pd
import traitlets

from summitry import scenarios
from summitry.charts.parts import Parts
from summitry.charts.staged import staged_deal_parts
from summitry.deal import StagedDeal
from summitry.errors import UnknownNameError
from summitry.explorers import assumptions, staging
from summitry.explorers.verdict import Verdict, best_payments
from summitry.explorers.workbench import Page, Workbench, script, style, texts

#: Kinds of window, as `summitry.deal.StagedDeal.windows` names them.
WINDOWS = ("own", "scale", "projection")
#: Who sets the payments: the learner, or the model by one of two criteria.
PAYERS = ("me", "robust", "cheapest")

# Short names of the named deals on their buttons, and of their stages.
_BUTTONS = {
    "big-for-big": "Big for big",
    "hanoi-as-reported": "Hanoi as reported",
    "nyongbyon-for-five": "Nyongbyon for five",
    "six-stage-reference": "Six equal steps",
    "agreed-framework-like": "Like 1994",
    "jcpoa-like": "Like Iran 2015",
    "hecker-ten-years": "Hecker's ten years",
}
_NAMES: dict[str, tuple[str, ...]] = {
    "hanoi-as-reported": ("Nyongbyon", "The rest"),
    "nyongbyon-for-five": ("Nyongbyon",),
    "hecker-ten-years": ("Halt", "Roll back", "Eliminate"),
}


class ComposerPage(Page):
    """The composer on the page: controls, the picture with its handles, and the sentence.

    Parameters
    ----------
    **traits : object
        First values of the traits.
    """

    _esm = script("composer.js")
    _css = style("composer.css")

    presets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    kinds: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(_own_texts(), part="composer", **traits)


def _own_texts() -> dict[str, str]:
    return texts("composer.json")


class Composer(Workbench[Verdict]):
    """Compose a staged deal and see at once which promises can be believed.

    The state is a plain dictionary: ``steps`` (per cent of the programme), ``payments`` (points)
    and ``names``, one entry a stage; ``payer`` ("me", "robust" or "cheapest"); ``window``, the
    kind of window that is drawn; the switches ``elections``, ``snapback``, ``irreversibility`` and
    ``faking``; and every assumption of the model by its name there, shares in per cent.

    New steps keep the sum of the payments where no payments are given. New payments also set
    ``payer`` to "me". A ready-made deal brings its assumptions; switches and payer are then as they
    began.

    Parameters
    ----------
    start : str
        Name of the deal to begin with, one of `summitry.scenarios.names`.
    **changes : object
        Values that differ from that deal.
    """

    title = "Compose a staged deal"
    question = "Which promise is the first that nobody should believe, and what would repair it?"
    controls: Any = tuple(assumptions.controls())
    presets: Mapping[str, Mapping[str, Any]] = {}
    main: ClassVar[tuple[str, ...]] = (
        *assumptions.SWITCHES,
        *(dial.name for dial in assumptions.DIALS if dial.main),
    )
    _others: ClassVar[tuple[str, ...]] = (*staging.LISTS, "payer", "window")
    #: What may differ from a ready-made case without making it another deal.
    _free: ClassVar[tuple[str, ...]] = ("payments",)
    #: Kinds of window to choose from on the page; with one there is no choice.
    kinds: ClassVar[tuple[str, ...]] = ("own",)

    def __init__(self, start: str = assumptions.REFERENCE, **changes: Any) -> None:
        super().__init__()
        switches = dict.fromkeys(assumptions.SWITCHES, True)
        named = self._ready_made(changes.get("faking", True) is not False)
        if start not in named:
            raise UnknownNameError("scenario", start, named)
        begin = {**self.spec.initial, **switches, "payer": "me", **named[start], "window": "own"}
        self._begin(begin, changes)
        kept = {name: self._initial[name] for name in (*assumptions.SWITCHES, "payer")}
        self.presets = {
            self._button(name): {**self.spec.initial, **kept, **deal}
            for name, deal in named.items()
        }

    # ------------------------------------------------------------ what a kind of composer changes

    def _ready_made(self, faking: bool) -> dict[str, dict[str, Any]]:
        """Give the ready-made cases as states, by name."""
        return _deals(faking)

    def _button(self, name: str) -> str:
        """Give the words on the button of a ready-made case."""
        return _BUTTONS.get(name, scenarios.load(name).title)

    def _told(self, name: str) -> str:
        """Say what a ready-made case stands for."""
        return str(scenarios.load(name))

    def _judge(self, state: dict[str, Any]) -> Verdict:
        return Verdict(state)

    # ------------------------------------------------------------ the state

    def _checked(self, old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        new = super()._checked(old, changes)
        if "payer" in changes:
            if changes["payer"] not in PAYERS:
                raise UnknownNameError("way to set the payments", changes["payer"], PAYERS)
            new["payer"] = changes["payer"]
        if "window" in changes:
            if changes["window"] not in WINDOWS:
                raise UnknownNameError("kind of window", changes["window"], WINDOWS)
            new["window"] = changes["window"]
        plan = {name: changes[name] for name in staging.LISTS if name in changes}
        if plan:
            new.update(staging.changed(old, plan))
            if "payments" in changes and "payer" not in changes:
                new["payer"] = "me"
        return new

    def _ready(self, case: Mapping[str, Any]) -> dict[str, Any]:
        return {**self._state, **case}  # nothing in it can be wrong

    def _mark(self, touched: Sequence[str], new: Mapping[str, Any]) -> tuple[str, bool]:
        # Only a drag goes on: it changes values where they are. Another number of stages, or
        # another order of them, is one press of a button.
        old = self._state["steps"]
        moved = new["steps"] != old and sorted(new["steps"]) == sorted(old)
        if len(new["steps"]) != len(old) or moved:
            return "", False
        where = ""
        if touched in (["payments"], ["steps"]):
            pairs = zip(new[touched[0]], self._state[touched[0]], strict=True)
            where = ",".join(str(n) for n, (a, b) in enumerate(pairs) if a != b)
        return f"{touched} {where}", True

    # ------------------------------------------------------------ the stages

    def _replan(self, change: Callable[..., staging.Plan], *args: Any) -> None:
        now = {**{name: self._state[name] for name in staging.LISTS}, "payments": self.payments}
        plan = change(now, *args)
        payer = "me" if change is staging.pay else self._state["payer"]
        self._move({**self._state, **plan, "payer": payer})

    def equal(self, count: int) -> None:
        """Cut the deal into equal steps with equal payments.

        Parameters
        ----------
        count : int
            Number of stages, at most 30.
        """
        self._replan(staging.equal, count)

    def split(self, stage: int) -> None:
        """Cut one stage in two halves.

        Parameters
        ----------
        stage : int
            Its number, from 1.
        """
        self._replan(staging.split, stage)

    def add(self, stage: int) -> None:
        """Put a new stage behind one.

        Parameters
        ----------
        stage : int
            Its number, from 1.
        """
        self._replan(staging.add, stage)

    def remove(self, stage: int) -> None:
        """Take one stage out of the deal.

        Parameters
        ----------
        stage : int
            Its number, from 1.
        """
        self._replan(staging.remove, stage)

    def join(self, stage: int) -> None:
        """Make one stage out of a stage and the next one.

        Parameters
        ----------
        stage : int
            Number of the first of the two, from 1.
        """
        self._replan(staging.join, stage)

    def move(self, stage: int, to: int) -> None:
        """Move a stage to another place in the order.

        Parameters
        ----------
        stage, to : int
            Its number now, and the number it is to have.
        """
        self._replan(staging.move, stage, to)

    def resize(self, stage: int, step: float) -> None:
        """Move the cut at the end of a stage; the next stage gives or takes.

        Parameters
        ----------
        stage : int
            Its number, from 1.
        step : float
            Its new size in per cent of the programme.
        """
        self._replan(staging.resize, stage, step)

    def pay(self, stage: int, amount: float) -> None:
        """Set the payment of one stage; from then on you set the payments.

        Parameters
        ----------
        stage : int
            Its number, from 1.
        amount : float
            Points.
        """
        self._replan(staging.pay, stage, amount)

    def pay_best(self, criterion: str = "robust") -> None:
        """Take over the payments that the model would choose now, and leave them in your hands.

        Parameters
        ----------
        criterion : {"robust", "cheapest"}
            The safest payments, or the best for the United States.
        """
        if criterion not in ("robust", "cheapest"):
            raise UnknownNameError("way to choose payments", criterion, ("robust", "cheapest"))
        paid, _ = best_payments(self._state, criterion)
        self.set(payments=[round(amount, 1) for amount in paid], payer="me")

    # ------------------------------------------------------------ what the model says

    @property
    def deal(self) -> StagedDeal:
        """The deal of the present state, for further questions to the model."""
        return self.verdict.deal

    @property
    def payments(self) -> list[float]:
        """The payments of the present state, whoever sets them."""
        return [staging.tidy(paid) for paid in self.verdict.payments]

    @property
    def scenario(self) -> scenarios.Scenario:
        """The present stages and values with the course's ranges, to try in many worlds."""
        base = scenarios.load(assumptions.REFERENCE)
        values = {
            dial.name: replace(
                base.parameters[dial.name], value=self._state[dial.name] / dial.scale
            )
            for dial in assumptions.DIALS
        }
        whole = max(sum(self._state["steps"]), 100.0)
        return replace(
            base,
            name="own",
            title=_own_texts()["own_title"],
            about=_own_texts()["own_deal"],
            steps=tuple(step / whole for step in self._state["steps"]),
            facts=(),
            parameters=values,
        )

    @property
    def verdict(self) -> Verdict:
        """What the model says about the present state."""
        return self._finding

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give one row a stage: step, payment, window, moves, spare and exposure.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        DataFrame
            Amounts in points.
        """
        return self._of(state).table()

    # ------------------------------------------------------------ a figure to keep

    def parts(self, state: dict[str, Any]) -> Parts:
        """Draw a state for print: the same content as the picture with the handles.

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
        names = [found.name(stage) for stage in range(1, found.deal.stages + 1)]
        return staged_deal_parts(
            found.deal, found.payments, fakes=found.fakes, names=names, said=found.sentence()
        )

    # ------------------------------------------------------------ on the page

    def _open(self, **traits: Any) -> Page:
        limits = {"stages": staging.MOST_STAGES, "step": staging.LEAST_STEP}
        return ComposerPage(
            limits={**limits, "paid": staging.MOST_PAID, "name": staging.LONGEST_NAME},
            presets=[{"name": name, "state": dict(state)} for name, state in self.presets.items()],
            kinds=list(self.kinds),
            **traits,
        )

    def _view(self) -> dict[str, Any]:
        return {"about": self._about()}

    def _about(self) -> str:
        ignored = (*assumptions.SWITCHES, "payer", *self._free)
        for name, state in self._ready_made(True).items():
            if all(state[key] == self._state[key] for key in state if key not in ignored):
                return self._told(name)
        return _own_texts()["own_deal"]

    def _acts(self, wish: Mapping[str, Any]) -> dict[str, Callable[[], None]]:
        stage: Any = wish.get("stage")
        value: Any = wish.get("value")
        return {
            **super()._acts(wish),
            "equal": lambda: self.equal(value),
            "split": lambda: self.split(stage),
            "add": lambda: self.add(stage),
            "remove": lambda: self.remove(stage),
            "join": lambda: self.join(stage),
            "move": lambda: self.move(stage, value),
            "resize": lambda: self.resize(stage, value),
            "pay": lambda: self.pay(stage, value),
            "pay_best": lambda: self.pay_best(str(value)),
        }


@cache
def _deals(faking: bool) -> dict[str, dict[str, Any]]:
    """Give the named deals as states: stages, the safest payments, and every assumption."""
    found: dict[str, dict[str, Any]] = {}
    for name in (*_BUTTONS, *(n for n in scenarios.names() if n not in _BUTTONS)):
        if name not in scenarios.names():
            continue
        scenario = scenarios.load(name)
        state: dict[str, Any] = {
            **assumptions.of_scenario(scenario),
            **dict.fromkeys(assumptions.SWITCHES, True),
            "faking": faking,
            "steps": [staging.tidy(100 * step) for step in scenario.steps],
        }
        paid, _ = best_payments(state, "robust")
        plan = staging.plan(
            state["steps"],
            [round(amount, 1) for amount in paid],
            _NAMES.get(name, ("",) * len(scenario.steps)),
        )
        found[name] = {**{dial.name: state[dial.name] for dial in assumptions.DIALS}, **plan}
    return found
