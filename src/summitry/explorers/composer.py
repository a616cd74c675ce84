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

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

import pandas as pd
import traitlets

from summitry import scenarios
from summitry.charts.parts import Parts
from summitry.charts.staged import staged_deal_parts
from summitry.deal import StagedDeal
from summitry.errors import SummitryError, UnknownNameError
from summitry.explorers import assumptions, control, staging
from summitry.explorers.control import AccessibleWidget, frame_as_table, strings
from summitry.explorers.explorer import Explorer
from summitry.explorers.verdict import Verdict, best_payments

_PLAN = ("steps", "payments", "names")
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
# The line of widgets.js below which only its own widgets stand.
_ENTRY = f"// {'-' * 64} entry point"
_REMEMBERED = 100  # how many changes can be undone


@cache
def _text(name: str) -> str:
    return control.static(name)


def _script() -> str:
    """Put the helpers of the common widgets before the script of this one."""
    helpers, mark, _ = _text("widgets.js").partition(_ENTRY)
    if not mark:
        raise SummitryError("widgets.js has no entry point any more, so its helpers are not found.")
    return helpers + _text("composer.js")


@cache
def _own_words() -> dict[str, str]:
    words: dict[str, str] = json.loads(_text("composer.json"))
    return words


class Workbench(AccessibleWidget):
    """The composer on the page: controls, the picture with its handles, and the sentence.

    The browser writes ``wish`` only; Python answers with ``state``, ``view`` and the read-out.

    Parameters
    ----------
    fallback : str
        What a reader sees where the widget cannot run.
    **traits : object
        First values of the traits.
    """

    _esm = _script()
    _css = _text("widgets.css") + _text("composer.css")

    wish = traitlets.Dict().tag(sync=True, echo_update=False)
    state = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    spec: traitlets.List[Any] = traitlets.List().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    kinds: traitlets.List[Any] = traitlets.List().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)
    figure_title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, fallback: str = "", **traits: Any) -> None:
        super().__init__(fallback=fallback, part="composer", **traits)
        self.ui = {**strings(), **_own_words()}


class Composer(Explorer):
    """Compose a staged deal and see at once which promises can be believed.

    The state is a plain dictionary: ``steps`` (per cent of the programme), ``payments`` (points)
    and ``names``, one entry a stage; ``payer`` ("me", "robust" or "cheapest"); ``window``, the
    kind of window that is drawn; the switches ``elections``, ``snapback``, ``irreversibility`` and
    ``faking``; and every assumption of the model by its name there, shares in per cent.

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
    #: Names of the assumptions that stand in the panel at once.
    main: ClassVar[tuple[str, ...]] = (
        *assumptions.SWITCHES,
        *(dial.name for dial in assumptions.DIALS if dial.main),
    )
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
        self._initial = self._checked(begin, changes)
        kept = {name: self._initial[name] for name in (*assumptions.SWITCHES, "payer")}
        self.presets = {
            self._button(name): {**self.spec.initial, **kept, **deal}
            for name, deal in named.items()
        }
        self.spec.presets = {name: dict(state) for name, state in self.presets.items()}
        self._state = dict(self._initial)
        self._verdict: Verdict | None = None
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._bench: Workbench | None = None

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
        """Ask the model about a state."""
        return Verdict(state)

    # ------------------------------------------------------------ the state

    @property
    def state(self) -> dict[str, Any]:
        """A copy of the state; changing it changes nothing here."""
        return {k: list(v) if isinstance(v, list) else v for k, v in self._state.items()}

    def _checked(self, old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """Give the state after some changes, or raise and change nothing."""
        known = (*self.spec.controls, *_PLAN, "payer", "window")
        for name in changes:
            if name not in known:
                raise UnknownNameError("control", name, known)
        plain = {k: v for k, v in changes.items() if k in self.spec.controls}
        new = {**old, **self.spec.check(plain)}
        if "payer" in changes:
            if changes["payer"] not in PAYERS:
                raise UnknownNameError("way to set the payments", changes["payer"], PAYERS)
            new["payer"] = changes["payer"]
        if "window" in changes:
            if changes["window"] not in WINDOWS:
                raise UnknownNameError("kind of window", changes["window"], WINDOWS)
            new["window"] = changes["window"]
        if any(name in changes for name in _PLAN):
            new.update(_plan_of(old, changes))
            if "payments" in changes and "payer" not in changes:
                new["payer"] = "me"
        return new

    def set(self, **changes: Any) -> None:
        """Change the plan, a switch or an assumption.

        Parameters
        ----------
        **changes : object
            New values by name. New steps keep the sum of the payments where no payments are given.
            Setting payments also sets ``payer`` to "me".

        Raises
        ------
        SummitryError
            If there is no such name, or a value is not allowed; nothing is changed then.
        """
        self._move(self._checked(self._state, changes))

    def reset(self) -> None:
        """Go back to the deal from which this explorer began."""
        self._move(dict(self._initial))

    def preset(self, name: str) -> None:
        """Take a named deal with its assumptions; switches and payer stay as they began.

        The kind of window stays as it is.

        Parameters
        ----------
        name : str
            One of `presets`.
        """
        if name not in self.presets:
            raise UnknownNameError("preset", name, self.presets)
        self._move({"window": self._state["window"], **self.presets[name]})

    def undo(self) -> None:
        """Take back the last change; changes of one and the same value count as one."""
        if self._past:
            self._state = self._past.pop()[1]
            self._verdict = None
            self._redraw()

    def _move(self, state: dict[str, Any]) -> None:
        if state == self._state:
            return
        self._remember(state)
        self._state = state
        self._verdict = None
        self._redraw()

    def _remember(self, new: Mapping[str, Any]) -> None:
        """Keep the present state to come back to, unless the same value is being moved on."""
        touched = [name for name in new if new[name] != self._state.get(name)]
        where = ""
        if touched == ["payments"] or touched == ["steps"]:
            pairs = zip(new[touched[0]], self._state[touched[0]], strict=False)
            where = ",".join(str(n) for n, (a, b) in enumerate(pairs) if a != b)
        mark = f"{sorted(touched)} {where} {len(new['steps'])}"
        if (
            not self._past
            or self._past[-1][0] != mark
            or len(new["steps"]) != len(self._state["steps"])
        ):
            self._past.append((mark, dict(self._state)))
            del self._past[:-_REMEMBERED]

    # ------------------------------------------------------------ the stages

    def _replan(self, change: Callable[..., staging.Plan], *args: Any) -> None:
        now = {**{name: self._state[name] for name in _PLAN}, "payments": self.payments}
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
            title=_own_words()["own_title"],
            about=_own_words()["own_deal"],
            steps=tuple(step / whole for step in self._state["steps"]),
            facts=(),
            parameters=values,
        )

    @property
    def verdict(self) -> Verdict:
        """What the model says about the present state."""
        if self._verdict is None:
            self._verdict = self._judge(dict(self._state))
        return self._verdict

    def sentence(self, state: dict[str, Any]) -> str:
        """Say whether a deal holds, and if not, which promise fails, by how much and why.

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

    def _of(self, state: Mapping[str, Any]) -> Verdict:
        return self.verdict if state == self._state else self._judge(dict(state))

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

    @property
    def widget(self) -> Workbench:
        """The whole explorer as one widget, made when first asked for."""
        if self._bench is None:
            limits = {"stages": staging.MOST_STAGES, "step": staging.LEAST_STEP}
            self._bench = Workbench(
                fallback=self._words_at_start(),
                spec=[{**item, "main": item["name"] in self.main} for item in self.spec.as_list()],
                limits={**limits, "paid": staging.MOST_PAID, "name": staging.LONGEST_NAME},
                presets=[
                    {"name": name, "state": dict(state)} for name, state in self.presets.items()
                ],
                kinds=list(self.kinds),
                title=self.title,
                question=self.question,
                caption=self.title,
            )
            self._bench.observe(self._wished, "wish")
            self._bench.observe(self._table_toggled, "shown")
            self._say()
        return self._bench

    def _redraw(self) -> None:
        self._draw()
        self._say()

    def _say(self, turn: Any = None, problem: str = "") -> None:
        """Send state, picture and sentence to the page, in one message."""
        bench = self._bench
        if bench is None:
            return
        found = self.verdict
        with bench.hold_sync():
            bench.state = self.state
            bench.view = {
                **found.view(),
                "turn": bench.view.get("turn") if turn is None else turn,
                "about": self._about(),
                "undo": len(self._past),
            }
            bench.sentence = problem or self.readout
            if bench.shown:
                bench.table = frame_as_table(self.table())

    def _about(self) -> str:
        ignored = (*assumptions.SWITCHES, "payer", *self._free)
        for name, state in self._ready_made(True).items():
            if all(state[key] == self._state[key] for key in state if key not in ignored):
                return self._told(name)
        return _own_words()["own_deal"]

    def _wished(self, change: Mapping[str, Any]) -> None:
        """Do what the learner did on the page; say it in the read-out when it cannot be done."""
        wish = change["new"]
        if not isinstance(wish, dict) or "turn" not in wish:
            return
        problem = ""
        bench, self._bench = self._bench, None  # one message at the end, not one for each step
        try:
            if wish.get("action"):
                self._act(str(wish["action"]), wish.get("stage"), wish.get("value"))
            else:
                changes = wish.get("changes")
                self.set(**(changes if isinstance(changes, dict) else {}))
        except (SummitryError, TypeError) as error:
            problem = str(error)
        finally:
            self._bench = bench
        self._say(wish["turn"], problem)

    def _act(self, action: str, stage: Any, value: Any) -> None:
        acts: dict[str, Callable[[], None]] = {
            "equal": lambda: self.equal(value),
            "split": lambda: self.split(stage),
            "add": lambda: self.add(stage),
            "remove": lambda: self.remove(stage),
            "join": lambda: self.join(stage),
            "move": lambda: self.move(stage, value),
            "resize": lambda: self.resize(stage, value),
            "pay": lambda: self.pay(stage, value),
            "pay_best": lambda: self.pay_best(str(value)),
            "preset": lambda: self.preset(str(value)),
            "undo": self.undo,
            "reset": self.reset,
        }
        if action not in acts:
            raise UnknownNameError("action", action, acts)
        acts[action]()

    def _table_toggled(self, change: Mapping[str, Any]) -> None:
        if change["new"] and self._bench is not None:
            self._bench.table = frame_as_table(self.table())

    def _words_at_start(self) -> str:
        sentence = self.sentence(dict(self._initial))
        said = control.words("at_start", sentence=sentence)
        return f"{self.title}. {self.question} {said}"


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


def _plan_of(old: Mapping[str, Any], changes: Mapping[str, Any]) -> staging.Plan:
    """Complete a change of the plan with what it leaves open."""
    for name in _PLAN:
        if name in changes:
            staging._listed(name, changes[name])
    if "steps" not in changes or len(staging._listed("steps", changes["steps"])) == len(
        old["steps"]
    ):
        given = {name: changes.get(name, old[name]) for name in _PLAN}
        return staging.plan(given["steps"], given["payments"], given["names"])
    fresh = staging.plan(changes["steps"])
    total, whole = sum(old["payments"]), sum(fresh["steps"])
    shared = [total * step / whole for step in fresh["steps"]]
    return staging.plan(
        fresh["steps"], changes.get("payments", shared), changes.get("names", fresh["names"])
    )
