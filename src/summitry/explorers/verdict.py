"""What the model says about one staged deal, in numbers for the picture and in plain sentences.

All values are points: the model's utils, which are assumptions and no measurements.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from summitry.deal import TOLERANCE, Exposure, Node, Play, Promises, StagedDeal
from summitry.explorers import assumptions
from summitry.explorers.staging import tidy

if TYPE_CHECKING:
    from summitry._schedule import Windows

#: A payment or a spare smaller than this is shown as nothing.
_SMALL = 0.05

_ACTS = {
    "K": "North Korea stalls",
    "F": "North Korea fakes the step",
    "U": "the United States does not pay",
}


#: What the other payments do while a window is measured.
WHILE = {
    "own": "while the others stay",
    "scale": "while all payments grow or shrink together",
    "projection": "while the others may move",
}


@lru_cache(maxsize=64)
def _best(
    steps: tuple[float, ...], dials: tuple[tuple[str, Any], ...], criterion: str
) -> tuple[tuple[float, ...], bool]:
    """Payments that a criterion chooses, and whether every promise is then kept."""
    state = {"steps": list(steps), **dict(dials)}
    deal, fakes = assumptions.deal(state), bool(state["faking"])
    if criterion == "cheapest":
        cheapest = deal.cheapest(fakes=fakes)
        if cheapest.feasible:
            return tuple(float(paid) for paid in cheapest.payments), True
    robust = deal.most_robust(fakes=fakes)
    return tuple(float(paid) for paid in robust.payments), robust.feasible


def best_payments(state: Mapping[str, Any], criterion: str) -> tuple[list[float], bool]:
    """Let the model choose the payments.

    Parameters
    ----------
    state : dict
        Steps, switches and dials.
    criterion : {"robust", "cheapest"}
        The strongest weakest promise, or the best value for the United States.

    Returns
    -------
    payments : list of float
        Points, one a stage; where no schedule keeps every promise, the one that comes closest.
    holds : bool
        Whether every promise is kept.
    """
    paid, holds = _best(tuple(state["steps"]), _dials(state), criterion)
    return list(paid), holds


def _dials(state: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    names = (*assumptions.SWITCHES, *(dial.name for dial in assumptions.DIALS))
    return tuple((name, state[name]) for name in names)


@lru_cache(maxsize=64)
def _projection(steps: tuple[float, ...], dials: tuple[tuple[str, Any], ...]) -> Windows:
    state = {"steps": list(steps), **dict(dials)}
    return assumptions.deal(state).windows("projection", fakes=bool(state["faking"]))


def projection_windows(state: Mapping[str, Any]) -> Windows:
    """Give the window of each payment when the others may move; it does not depend on any.

    Parameters
    ----------
    state : dict
        Steps, switches and dials.

    Returns
    -------
    Windows
        Floors and ceilings in points.
    """
    return _projection(tuple(state["steps"]), _dials(state))


@dataclass(frozen=True, eq=False)
class Verdict:
    """Everything the model says about one state of the composer.

    Parameters
    ----------
    state : dict
        Steps, payments, names, who pays, switches and dials.
    """

    state: Mapping[str, Any]

    @cached_property
    def deal(self) -> StagedDeal:
        """The deal."""
        return assumptions.deal(self.state)

    @property
    def fakes(self) -> bool:
        """Whether steps can be faked."""
        return bool(self.state["faking"])

    @cached_property
    def payments(self) -> list[float]:
        """The payments: the learner's own, or those that the model sets."""
        if self.state["payer"] == "me":
            return [float(paid) for paid in self.state["payments"]]
        return best_payments(self.state, self.state["payer"])[0]

    @cached_property
    def promises(self) -> Promises:
        """How much each promise has to spare."""
        return self.deal.promises(self.payments, fakes=self.fakes)

    @cached_property
    def play(self) -> Play:
        """What each side does at each node, solved backwards, with all moves in the open."""
        return self.deal.play(self.payments)

    @cached_property
    def exposure(self) -> Exposure:
        """What each side loses if the other breaks."""
        return self.deal.exposure(self.payments)

    @cached_property
    def windows(self) -> Windows:
        """Floor and ceiling of each payment, of the kind that the state asks for."""
        if self.kind == "projection":
            return projection_windows(self.state)
        return self.deal.windows(self.kind, self.payments, fakes=self.fakes)

    @property
    def kind(self) -> Literal["own", "projection", "scale"]:
        """Kind of window that is shown: ``own`` unless the state says otherwise."""
        kind: Literal["own", "projection", "scale"] = self.state.get("window", "own")
        return kind

    @cached_property
    def failures(self) -> dict[str, float]:
        """The promises that cannot be believed, with what is missing."""
        return self.promises.failures()

    @property
    def holds(self) -> bool:
        """Whether every promise can be believed and the payments fit the leverage."""
        return not self.failures

    @cached_property
    def any_schedule(self) -> bool:
        """Whether other payments could make the deal hold."""
        return best_payments(self.state, "robust")[1]

    @property
    def worst(self) -> str | None:
        """The promise that fails by most; a stall comes before a fake of the same step."""
        found = self.failures
        open_moves = {
            name: missing
            for name, missing in found.items()
            if not (name[0] == "F" and f"K{name[1:]}" in found)
        }
        return max(open_moves, key=open_moves.__getitem__) if open_moves else None

    # ------------------------------------------------------------ in words

    def sentence(self) -> str:
        """Say whether the deal holds, which promise is not credible, by how much, and why.

        Returns
        -------
        str
            A few short sentences.
        """
        parts = [self._payer(), *(self._holding() if self.holds else self._failing())]
        return " ".join(part for part in parts if part)

    def _payer(self) -> str:
        if self.state["payer"] == "me":
            return ""
        which = {
            "robust": "the safest payments: they make the weakest promise as strong as possible",
            "cheapest": "the payments that are best for the United States",
        }[self.state["payer"]]
        if not self.any_schedule:
            return "No payments can make this deal hold. The model shows those that come closest."
        return f"The model sets {which}."

    def _holding(self) -> list[str]:
        name = self.promises.weakest
        spare = max(float(self.promises.slack.min()), 0.0)
        return [
            "This deal holds: every promise can be believed.",
            f"The weakest one is {_promise(name)}, with {points(spare)} to spare.",
            self._exposed(),
            f"The chance that it runs to the end is {self.play.survival:.0%}: "
            + (
                "it ends early only if Washington drops it on the way."
                if self.play.survival < 1 - 1e-9
                else "nothing from outside can end it here."
            ),
        ]

    def _failing(self) -> list[str]:
        worst = self.worst
        assert worst is not None
        count, total = len(self.failures), len(self.promises.names) + 1
        parts = [
            f"This deal does not hold: {count} of {total} conditions fail.",
            f"The worst: {describe(worst, self.failures[worst])}.",
            f"Why? {self.why(worst)}",
        ]
        others = [name for name in self.failures if name != worst]
        if others:
            listed = "; ".join(describe(name, self.failures[name]) for name in others[:3])
            more = f"; and {len(others) - 3} more" if len(others) > 3 else ""
            parts.append(f"Not credible either: {listed}{more}.")
        if self.state["payer"] == "me":
            parts.append(
                "Other payments could make it hold."
                if self.any_schedule
                else "No other payments could make it hold; change the steps or an assumption."
            )
        return [*parts, self._exposed()]

    def _exposed(self) -> str:
        k, u = int(np.argmax(self.exposure.dprk)), int(np.argmax(self.exposure.us))
        lost_k, lost_u = float(self.exposure.dprk[k]), float(self.exposure.us[u])
        said_k = f"{points(lost_k)} at stage {k + 1}" if lost_k > _SMALL else "nothing"
        said_u = f"{points(lost_u)} at stage {u + 1}" if lost_u > _SMALL else "nothing"
        return f"Most that North Korea can lose by a break: {said_k}; the United States: {said_u}."

    def why(self, name: str) -> str:
        """Say why a promise is not credible, with the numbers behind it.

        Parameters
        ----------
        name : str
            ``K3``, ``F3``, ``U3``, ``W1`` or ``L``.

        Returns
        -------
        str
            One or two sentences.
        """
        deal, paid = self.deal, np.asarray(self.payments)
        if name == "L":
            return (
                f"The payments add up to {points(float(paid.sum()))}, and the leverage is "
                f"{points(deal.leverage)}."
            )
        if name[0] == "W":
            return (
                "All its payments, and what may go wrong, weigh more than all that it would gain."
            )
        n = int(name[1:]) - 1
        if name[0] == "K":
            return self._why_stall(n)
        if name[0] == "F":
            return self._why_fake(n)
        return self._why_keep(n)

    def _why_stall(self, n: int) -> str:
        deal = self.deal
        years = assumptions.stage_years(self.state)[n]
        hazard = float(deal.hazard[n])
        drops = (
            f", and with a chance of {hazard:.0%} Washington drops the deal first"
            if hazard > 1e-9
            else ""
        )
        broken = self.deal.breaks(self.payments)
        stall = float(broken.dprk_stalls[n])
        slack = float(self.promises.slack[n])
        return (
            f"It would give up {points(float(deal.dprk_cost[n]))} first. The payment of "
            f"{points(self.payments[n])} comes {_years(years)} later{drops}. Even if all "
            f"later promises were kept, going on is worth {_signed(stall + slack)} to it, stalling "
            f"{_signed(stall)}."
        )

    def _why_fake(self, n: int) -> str:
        deal = self.deal
        saved = (1 - deal.fake_cost) * float(deal.dprk_cost[n])
        return (
            f"A fake saves it {points(saved)} and is found with a chance of {deal.detection:.0%}. "
            "What it loses when it is found is not enough to hold it back."
        )

    def _why_keep(self, n: int) -> str:
        deal, paid = self.deal, np.asarray(self.payments)
        bill = deal.payment_cost * float(paid[n])
        undone = (1 - deal.irreversible) * float(np.cumsum(deal.us_gain)[n])
        back = deal.payment_cost * deal.snapback_break * float(paid[:n].sum())
        slack = float(self.promises.slack[-1 - deal.stages + n])
        future = slack + bill + back - undone - deal.reputation_us
        returns = f", and {points(back)} of past relief come back to it" if back > _SMALL else ""
        return (
            f"Paying costs it {points(bill)}. What would still come is worth {_signed(future)} to "
            "it. "
            f"If it keeps the money it loses only {points(undone)} of what it gained and "
            f"{points(deal.reputation_us)} of its name{returns}: "
            f"{deal.irreversible:.0%} of what is destroyed stays destroyed anyway."
        )

    def stage_lines(self, stage: int) -> list[str]:
        """Say what happens at one stage: each side's move and its reason, and the window.

        Parameters
        ----------
        stage : int
            Number of the stage, from 1.

        Returns
        -------
        list of str
            Short sentences.
        """
        n = stage - 1
        k, u = self.play.nodes[2 * n : 2 * n + 2]
        lines = [_move(k), _move(u)]
        if self.fakes and f"F{stage}" in self.failures:
            lines.append(f"A fake would gain North Korea {points(self.failures[f'F{stage}'])}.")
        low, high = float(self.windows.floor[n]), float(self.windows.ceiling[n])
        if math.isnan(low):
            lines.append(f"No payment here makes the deal hold {WHILE[self.kind]}.")
        else:
            upper = "any amount" if math.isinf(high) else points(high)
            told, holds = WHILE[self.kind], "can hold" if self.kind == "projection" else "holds"
            lines.append(
                f"{told[0].upper()}{told[1:]}, every promise {holds} with a payment here from "
                f"{low:.1f} to {upper}."
            )
        return lines

    # ------------------------------------------------------------ in numbers

    def name(self, stage: int) -> str:
        """Name a stage.

        Parameters
        ----------
        stage : int
            Its number, from 1.

        Returns
        -------
        str
            Its own name, or "Stage" and its number.
        """
        return str(self.state["names"][stage - 1]) or f"Stage {stage}"

    def table(self) -> pd.DataFrame:
        """Give everything as a table.

        Returns
        -------
        DataFrame
            One row a stage.
        """
        count = self.deal.stages
        k = self.play.nodes[0::2]
        u = self.play.nodes[1::2]
        slack = dict(zip(self.promises.names, self.promises.slack, strict=True))
        columns: dict[str, list[Any]] = {
            "Stage": list(range(1, count + 1)),
            "Name": [self.name(n) for n in range(1, count + 1)],
            "Step (% of the programme)": [round(step, 1) for step in self.state["steps"]],
            "Years": [round(years, 2) for years in assumptions.stage_years(self.state)],
            "Washington drops it (%)": [round(100 * float(h), 1) for h in self.deal.hazard],
            "Payment": [round(paid, 1) for paid in self.payments],
            "Window from": [_cell(x) for x in self.windows.floor],
            "Window to": [_cell(x) for x in self.windows.ceiling],
            "North Korea": [_verb(node) for node in k],
            "Spare of North Korea's promise": [
                round(float(slack[f"K{n}"]), 1) for n in range(1, count + 1)
            ],
            "United States": [_verb(node) for node in u],
            "Spare of the US promise": [
                round(float(slack[f"U{n}"]), 1) for n in range(1, count + 1)
            ],
            "North Korea would lose": [round(float(x), 1) for x in self.exposure.dprk],
            "United States would lose": [round(float(x), 1) for x in self.exposure.us],
        }
        if self.fakes:
            columns["Spare of the promise not to fake"] = [
                round(float(slack[f"F{n}"]), 1) for n in range(1, count + 1)
            ]
        return pd.DataFrame(columns)

    def view(self) -> dict[str, Any]:
        """Give what the picture in the browser needs, as plain data.

        Returns
        -------
        dict
            Lists with one entry a stage, and the verdict.
        """
        count = self.deal.stages
        slack = dict(zip(self.promises.names, self.promises.slack, strict=True))
        first = self.play.first_break
        return {
            "kind": self.kind,
            "payments": [tidy(round(paid, 3)) for paid in self.payments],
            "floor": [_number(x) for x in self.windows.floor],
            "ceiling": [_number(x) for x in self.windows.ceiling],
            "exposureDprk": [_number(x) for x in self.exposure.dprk],
            "exposureUs": [_number(x) for x in self.exposure.us],
            "dprkKeeps": [node.keeps for node in self.play.nodes[0::2]],
            "usKeeps": [node.keeps for node in self.play.nodes[1::2]],
            "fakes": [
                self.fakes and float(slack[f"F{n}"]) < -TOLERANCE for n in range(1, count + 1)
            ],
            "spareDprk": [_number(slack[f"K{n}"]) for n in range(1, count + 1)],
            "spareUs": [_number(slack[f"U{n}"]) for n in range(1, count + 1)],
            "years": [tidy(round(x, 3)) for x in assumptions.stage_years(self.state)],
            "signs": self.play.signs,
            "firstBreak": None if first is None else [first.stage, first.mover],
            "holds": self.holds,
            "survival": float(self.play.survival),
            "leverage": _number(self.deal.leverage),
            "lines": [" ".join(self.stage_lines(n)) for n in range(1, count + 1)],
        }


def points(value: float) -> str:
    """Write an amount.

    Parameters
    ----------
    value : float
        Points.

    Returns
    -------
    str
        One decimal and the unit.

    Examples
    --------
    >>> points(18.03), points(1.0)
    ('18.0 points', '1.0 points')
    """
    return f"{value:.1f} points"


def _signed(value: float) -> str:
    """Write an amount that may be a loss, with a real minus and no minus zero."""
    shown = round(value, 1) + 0.0
    return f"{'−' if shown < 0 else ''}{abs(shown):.1f}"


def _years(value: float) -> str:
    if value < 1:
        months = max(round(12 * value), 1)
        return "one month" if months == 1 else f"{months} months"
    return "one year" if abs(value - 1) < 0.005 else f"{round(value, 2):g} years"


def _promise(name: str) -> str:
    """Name a promise in words."""
    if name[0] == "W":
        return "that the United States signs at all"
    stage = name[1:]
    kept = {
        "K": "that North Korea goes on",
        "F": "that North Korea does not fake",
        "U": "that the United States pays",
    }[name[0]]
    return f"{kept} at stage {stage}"


def describe(name: str, missing: float) -> str:
    """Say that a promise is not credible, and by how much.

    Parameters
    ----------
    name : str
        ``K3``, ``F3``, ``U3``, ``W1`` or ``L``.
    missing : float
        Points.

    Returns
    -------
    str
        A part of a sentence.

    Examples
    --------
    >>> describe("K1", 18.0)
    'at stage 1 North Korea stalls (it gains 18.0 points by that)'
    """
    if name == "L":
        return f"the payments are {points(missing)} above the leverage there is"
    if name[0] == "W":
        return f"the United States does not sign (it is {points(missing)} better off without)"
    return f"at stage {name[1:]} {_ACTS[name[0]]} (it gains {points(missing)} by that)"


def _verb(node: Node) -> str:
    done = node.keep if node.keeps else node.leave
    return {"comply": "goes on", "stall": "stalls", "pay": "pays", "renege": "does not pay"}[done]


def _move(node: Node) -> str:
    who = {"DPRK": "North Korea", "US": "The United States"}[node.mover]
    other = {
        ("DPRK", True): "stalling",
        ("DPRK", False): "going on",
        ("US", True): "not paying",
        ("US", False): "paying",
    }[node.mover, node.keeps]
    best, left = node.value_keep, node.value_leave
    if not node.keeps:
        best, left = left, best
    return (
        f"{who} {_verb(node)}: this is worth {_signed(best)} to it from here on, {other} "
        f"{_signed(left)}."
    )


def _number(value: float) -> float | None:
    plain = float(value)
    return round(plain, 3) + 0.0 if math.isfinite(plain) else None


def _cell(value: float) -> Any:
    plain = float(value)
    if math.isnan(plain):
        return "none"
    return "any" if math.isinf(plain) else round(plain, 1)
