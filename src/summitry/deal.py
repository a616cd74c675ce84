"""The staged deal: dismantle a step, get paid, decide again.

The game
--------
A deal has N stages. At stage n North Korea (K) *complies* (dismantles step n), *fakes* it or
*stalls*. Then, with probability ``h_n``, a new US administration abandons the deal. Then
verification catches a fake with probability ``q``. Then the United States (U) *pays* ``p_n`` or
*reneges*. Any break ends the deal for good. After stage N both sides enjoy the finished
relationship.

Formulae
--------
``C_n``, ``G_n``, ``P_n`` are running sums of ``dprk_cost``, ``us_gain`` and the payments, and
``z = 1 - iota - xi * iota``. What each side has from a break onwards::

    K stalls at n     T_n  = -rho_s P_{n-1} + (1-iota) C_{n-1} - l_K [n > 1]
                      TU_n = kappa rho_s P_{n-1} - (1-iota) G_{n-1}
    K is caught at n  Td_n = -rho_s P_{n-1} + (1-iota) C_{n-1} - l_D
    deal dies after n Z_n  = -rho_b P_{n-1} + z C_n
                      ZU_n = kappa rho_b P_{n-1} - (1-iota) G_n      (less l_U if U reneged)

In words: K can rebuild the share ``1 - iota`` of what it dismantled, and loses a share of what it
was paid; U gets that share of its payments back, and loses what K rebuilds. When the break comes
from U, K also feels the loss ``xi`` on the part that is gone for good.

What each side has on the path, from stage n onwards (``V_{N+1} = b_K``, ``W_{N+1} = b_U``)::

    V_n = -c_n + delta_n [(1-h_n) (p_n + V_{n+1}) + h_n Z_n]
    W_n =  g_n + delta_n [(1-h_n) (-kappa p_n + W_{n+1}) + h_n ZU_n]

Keeping the deal at every node is a subgame perfect equilibrium (perfect Bayesian once a fake is
possible) if and only if four families of promises hold, for every n::

    K_n   V_n >= T_n                                        North Korea does not stall
    F_n   complying >= faking step n once                   North Korea does not fake
    U_n   W_{n+1} - kappa p_n >= ZU_n - l_U                 the United States pays
    W_1 >= 0                                                the United States signs

A fake costs ``phi c_n`` and saves the rest of the step. Caught, it ends the deal with ``Td_n``. Not
caught, it is paid for like a real step, and K goes on; but if the deal dies later, there is one
step less to rebuild. With ``beta_n = delta_n [h_n + (1-h_n) beta_{n+1}]`` for the discounted chance
that the deal dies from stage n on (``beta_{N+1} = 0``), F_n reads::

    delta_n (1-h_n) [q (p_n + V_{n+1} - Td_n) + (1-q) z c_n beta_{n+1}] + delta_n h_n z c_n
        >= (1-phi) c_n

Besides, the payments add up to at most the stock of leverage L. All of these rows are linear in the
payments, so questions about schedules are linear programs (`summitry._schedule`).

Units are utils (the lessons say *points*, and *Washington* for the United States); nothing is
estimated from data. Not modelled: renegotiation, third parties, risk
aversion, a hazard that depends on the deal itself, private types inside the staged game.

Sources
-------
The commitment problem follows Powell (2006), the gradual exchange Admati and Perry (1991),
Lockwood and Thomas (2002) and Pitchford and Snyder (2004); the combination, with snapback,
irreversibility and elections, is this course's own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from summitry._checks import MOST_UTILS, flag, numbers, plain, whole
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

if TYPE_CHECKING:
    from summitry._schedule import Flip, Schedule, Windows

Array = npt.NDArray[np.float64]

#: A promise counts as kept when its slack is at least minus this many utils.
TOLERANCE = 1e-9

#: A deal cut finer than this teaches nothing more and only fills the memory.
MAX_STAGES = 10_000

#: The largest payment; larger than one number of a deal, as it may have to make up for several.
MOST_PAYMENT = 1e15

_PROBABILITY = (0.0, 1.0, "between 0 and 1")
_NOT_NEGATIVE = (0.0, math.inf, "zero or more")
_ANY_SIZE = (-math.inf, math.inf, "a finite number")

# One number a deal: lowest and highest value allowed, and the same in words.
_SCALARS: dict[str, tuple[float, float, str]] = {
    "payment_cost": _NOT_NEGATIVE,
    "leverage": _NOT_NEGATIVE,
    "irreversible": _PROBABILITY,
    "exposure_loss": _NOT_NEGATIVE,
    "snapback_stall": _PROBABILITY,
    "snapback_break": _PROBABILITY,
    "reputation_dprk": _NOT_NEGATIVE,
    "reputation_us": _NOT_NEGATIVE,
    "peace_dprk": _ANY_SIZE,
    "peace_us": _ANY_SIZE,
    "detection": _PROBABILITY,
    "fake_cost": _PROBABILITY,
    "penalty": _NOT_NEGATIVE,
}
# One number a stage.
_VECTORS: dict[str, tuple[float, float, str]] = {
    "dprk_cost": _NOT_NEGATIVE,
    "us_gain": _NOT_NEGATIVE,
    "hazard": _PROBABILITY,
    "discount": _PROBABILITY,
}


def _number(name: str, value: Any, low: float, high: float, allowed: str) -> float:
    number = plain(value)
    if number is None or not (low <= number <= high):
        raise OutOfRangeError(name, value, allowed)
    infinite_leverage = name == "leverage" and number == math.inf
    if abs(number) > MOST_UTILS and not infinite_leverage:
        raise OutOfRangeError(name, value, f"{allowed}, and at most {MOST_UTILS:g} in size")
    return number


def _vector(
    name: str, values: Any, low: float, high: float, allowed: str, largest: float = MOST_UTILS
) -> Array:
    array = numbers(values)
    if array is None:
        raise OutOfRangeError(name, values, f"a list of numbers, each {allowed}")
    if array.ndim != 1 or array.size == 0:
        raise OutOfRangeError(name, values, "a list with one number a stage, at least one")
    for stage, value in enumerate(array, start=1):
        if not (low <= value <= high):
            raise OutOfRangeError(f"{name} of stage {stage}", float(value), allowed)
        if abs(value) > largest:
            most = f"{allowed}, and at most {largest:g} in size"
            raise OutOfRangeError(f"{name} of stage {stage}", float(value), most)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class StagedDeal:
    """A deal in N stages: what each step costs and brings, and what a break does.

    Parameters
    ----------
    dprk_cost : array_like, shape (N,)
        ``c_n``, North Korea's security loss from step n, in utils, zero or more.
    us_gain : array_like, shape (N,)
        ``g_n``, the United States' gain from step n, in utils, zero or more.
    hazard : array_like, shape (N,)
        ``h_n``, probability that a new US administration abandons the deal during stage n.
    discount : array_like, shape (N,)
        ``delta_n``, weight of a payment made at the end of stage n seen from its start.
    payment_cost : float
        ``kappa``, what one util of payment costs the United States, zero or more.
    leverage : float
        ``L``, the most that all payments together can reach, zero or more; may be infinite.
    irreversible : float
        ``iota``, share of the dismantlement that cannot be rebuilt after a break, 0 to 1.
    exposure_loss : float
        ``xi``, extra loss on the irreversible part when the deal is broken on North Korea.
    snapback_stall, snapback_break : float
        ``rho_s``, ``rho_b``, share of past payments that North Korea loses when it stalls, and
        when the United States breaks, 0 to 1.
    reputation_dprk, reputation_us : float
        ``l_K``, ``l_U``, cost of stalling after the first stage, and of reneging.
    peace_dprk, peace_us : float
        ``b_K``, ``b_U``, value of the finished relationship.
    detection : float
        ``q``, probability that a fake is caught, 0 to 1.
    fake_cost : float
        ``phi``, what a fake costs as a share of the real step, 0 to 1.
    penalty : float
        ``l_D``, cost to North Korea of being caught.

    Raises
    ------
    OutOfRangeError
        When a value is outside its range or not a number; the text names parameter and range.
    SummitryError
        When the four lists do not have the same length.

    Examples
    --------
    >>> deal = StagedDeal.uniform(stages=3)
    >>> deal.stages
    3
    >>> deal.most_robust().feasible
    True
    """

    dprk_cost: Array
    us_gain: Array
    hazard: Array
    discount: Array
    payment_cost: float = 0.5
    leverage: float = 100.0
    irreversible: float = 0.7
    exposure_loss: float = 0.5
    snapback_stall: float = 0.3
    snapback_break: float = 0.3
    reputation_dprk: float = 3.0
    reputation_us: float = 5.0
    peace_dprk: float = 5.0
    peace_us: float = 5.0
    detection: float = 0.8
    fake_cost: float = 0.1
    penalty: float = 5.0

    def __post_init__(self) -> None:
        for name, (low, high, allowed) in _VECTORS.items():
            object.__setattr__(self, name, _vector(name, getattr(self, name), low, high, allowed))
        for name, (low, high, allowed) in _SCALARS.items():
            object.__setattr__(self, name, _number(name, getattr(self, name), low, high, allowed))
        lengths = {name: getattr(self, name).size for name in _VECTORS}
        if len(set(lengths.values())) > 1:
            listed = ", ".join(f"{name} has {size}" for name, size in lengths.items())
            raise SummitryError(f"Every list needs one number a stage, but {listed}.")

    # -- making a deal ---------------------------------------------------------------------

    @classmethod
    def from_roadmap(
        cls,
        steps: Sequence[float],
        *,
        arsenal_value: float = 70.0,
        us_value: float = 100.0,
        curvature: float = 0.6,
        us_curvature: float = 1.0,
        years: float = 6.0,
        overhead: float = 0.25,
        yearly_hazard: float = 0.06,
        yearly_rate: float = 0.05,
        **parameters: float,
    ) -> StagedDeal:
        """Cut one programme of dismantlement into steps of the given sizes.

        North Korea's loss from giving up a share X is ``arsenal_value * (1 - (1-X)**curvature)``,
        so that the last weapons are the dearest when ``curvature < 1``; the United States' gain is
        ``us_value * X**us_curvature``. A step of size d takes ``years * d + overhead`` years.

        Parameters
        ----------
        steps : sequence of float
            Sizes of the steps as shares of the whole programme, each positive, sum at most 1.
        arsenal_value, us_value : float
            Value of the whole programme to each side, in utils.
        curvature, us_curvature : float
            Exponents above, positive.
        years : float
            Length of the whole programme without pauses.
        overhead : float
            Years added by each stage for its own talks and inspections.
        yearly_hazard, yearly_rate : float
            Yearly rate at which a deal is abandoned, and yearly discount rate.
        **parameters : float
            Any other field of `StagedDeal`.

        Returns
        -------
        StagedDeal
            A deal with ``len(steps)`` stages.

        Raises
        ------
        OutOfRangeError, SummitryError
            As for `StagedDeal`; unknown parameter names are named.
        """
        sizes = _vector("steps", steps, 0.0, 1.0, "between 0 and 1")
        if not sizes.all():
            raise OutOfRangeError("the smallest of steps", 0.0, "more than 0")
        total = float(sizes.sum())
        if total > 1 + 1e-9:
            raise OutOfRangeError("the sum of steps", round(total, 6), "at most 1")
        positive = (0.0, math.inf, "zero or more")
        arsenal_value = _number("arsenal_value", arsenal_value, *positive)
        us_value = _number("us_value", us_value, *positive)
        curvature = _number("curvature", curvature, *positive)
        us_curvature = _number("us_curvature", us_curvature, *positive)
        for name, value in (("curvature", curvature), ("us_curvature", us_curvature)):
            if value == 0:
                raise OutOfRangeError(name, value, "more than zero")
        years = _number("years", years, *positive)
        overhead = _number("overhead", overhead, *positive)
        yearly_hazard = _number("yearly_hazard", yearly_hazard, *positive)
        yearly_rate = _number("yearly_rate", yearly_rate, *positive)
        _refuse_unknown(parameters)
        done = np.minimum(np.concatenate([[0.0], np.cumsum(sizes)]), 1.0)
        length = years * sizes + overhead
        return cls(
            dprk_cost=-arsenal_value * np.diff((1.0 - done) ** curvature),
            us_gain=us_value * np.diff(done**us_curvature),
            hazard=-np.expm1(-yearly_hazard * length),
            discount=np.exp(-yearly_rate * length),
            **parameters,
        )

    @classmethod
    def uniform(cls, stages: int = 6, **parameters: Any) -> StagedDeal:
        """Make a deal of equal steps.

        Parameters
        ----------
        stages : int
            Number of stages, 1 to `MAX_STAGES`.
        **parameters : float
            Passed to `from_roadmap`.

        Returns
        -------
        StagedDeal
            A deal whose steps have size ``1 / stages``.

        Raises
        ------
        OutOfRangeError
            When ``stages`` is not a whole number in that range.
        """
        stages = whole("stages", stages, 1, MAX_STAGES)
        return cls.from_roadmap([1.0 / stages] * stages, **parameters)

    @classmethod
    def big_for_big(cls, **parameters: Any) -> StagedDeal:
        """Make the one-stage deal: everything for everything.

        Parameters
        ----------
        **parameters : float
            Passed to `from_roadmap`.

        Returns
        -------
        StagedDeal
            A deal with one stage.
        """
        return cls.uniform(1, **parameters)

    def changed(self, **parameters: Any) -> StagedDeal:
        """Return a copy with some fields replaced.

        Parameters
        ----------
        **parameters : float or array_like
            Fields of `StagedDeal`.

        Returns
        -------
        StagedDeal
            The changed copy; this deal stays as it is.

        Raises
        ------
        UnknownNameError
            When a name is not a field of `StagedDeal`.
        """
        _refuse_unknown(parameters, vectors=True)
        return replace(self, **parameters)

    # -- sums and break payoffs ------------------------------------------------------------

    @property
    def stages(self) -> int:
        """Number of stages, N."""
        return int(self.dprk_cost.size)

    @property
    def retained(self) -> float:
        """``z``: worth of a dismantled step to North Korea after the US breaks, per util given."""
        return 1.0 - self.irreversible - self.exposure_loss * self.irreversible

    def check_payments(self, payments: Sequence[float] | Array) -> Array:
        """Check a payment schedule against this deal.

        Parameters
        ----------
        payments : array_like, shape (N,)
            ``p_n`` in North Korea's utils, each zero or more.

        Returns
        -------
        ndarray, shape (N,)
            The payments as floats.

        Raises
        ------
        OutOfRangeError, SummitryError
            When a payment is negative or not a number, or their number is not N.
        """
        array = _vector("payment", payments, *_NOT_NEGATIVE, MOST_PAYMENT)
        if array.size != self.stages:
            raise SummitryError(
                f"This deal has {self.stages} stages, but {array.size} payments were given."
            )
        return array

    def breaks(self, payments: Sequence[float] | Array) -> Breaks:
        """Payoffs of each side from a break onwards, at every stage.

        Parameters
        ----------
        payments : array_like, shape (N,)
            The schedule.

        Returns
        -------
        Breaks
            One array of shape (N,) for each kind of break, in utils.
        """
        paid = self.check_payments(payments)
        before = np.cumsum(paid) - paid
        rebuilt = 1.0 - self.irreversible
        cost_now, gain_now = np.cumsum(self.dprk_cost), np.cumsum(self.us_gain)
        cost_before, gain_before = cost_now - self.dprk_cost, gain_now - self.us_gain
        after_first = (np.arange(self.stages) > 0).astype(float)
        stall = -self.snapback_stall * before + rebuilt * cost_before
        return Breaks(
            dprk_stalls=stall - self.reputation_dprk * after_first,
            us_when_dprk_stalls=(
                self.payment_cost * self.snapback_stall * before - rebuilt * gain_before
            ),
            dprk_when_deal_dies=-self.snapback_break * before + self.retained * cost_now,
            us_when_deal_dies=(
                self.payment_cost * self.snapback_break * before - rebuilt * gain_now
            ),
            dprk_caught=stall - self.penalty,
        )

    # -- what happens ----------------------------------------------------------------------

    def play(self, payments: Sequence[float] | Array) -> Play:
        """Solve the game backwards: who does what at every node, and why.

        Fakes are left out here (they make the game one of hidden information); `promises`
        includes them. Payments that add up to more than the leverage cannot be made: the nodes
        then say what would be done if they could be, and the deal is not complete.

        Parameters
        ----------
        payments : array_like, shape (N,)
            ``p_n`` in North Korea's utils.

        Returns
        -------
        Play
            Two nodes a stage, in the order of play, with both options' values; `print` it.
        """
        paid = self.check_payments(payments)
        broken = self.breaks(paid)
        dprk, us = self.peace_dprk, self.peace_us
        nodes: list[Node] = []
        for n in range(self.stages - 1, -1, -1):
            pay = us - self.payment_cost * float(paid[n])
            renege = float(broken.us_when_deal_dies[n]) - self.reputation_us
            pays = pay >= renege - TOLERANCE
            nodes.append(Node(n + 1, "US", "pay", "renege", pay, renege, pays))
            dprk_paid = float(paid[n]) + dprk if pays else float(broken.dprk_when_deal_dies[n])
            us_paid = pay if pays else renege
            h, delta = float(self.hazard[n]), float(self.discount[n])
            comply = -float(self.dprk_cost[n]) + delta * (
                (1 - h) * dprk_paid + h * float(broken.dprk_when_deal_dies[n])
            )
            us_comply = float(self.us_gain[n]) + delta * (
                (1 - h) * us_paid + h * float(broken.us_when_deal_dies[n])
            )
            stall = float(broken.dprk_stalls[n])
            complies = comply >= stall - TOLERANCE
            nodes.append(Node(n + 1, "DPRK", "comply", "stall", comply, stall, complies))
            dprk = comply if complies else stall
            us = us_comply if complies else float(broken.us_when_dprk_stalls[n])
        signs = us >= -TOLERANCE
        survival = float(np.prod(1.0 - self.hazard))
        missing = max(float(paid.sum()) - self.leverage, 0.0)
        missing = missing if missing > TOLERANCE else 0.0
        return Play(tuple(reversed(nodes)), signs, dprk, us, survival, missing)

    def promises(self, payments: Sequence[float] | Array, *, fakes: bool = True) -> Promises:
        """Measure every promise on the path: by how much does it pay to keep it.

        Parameters
        ----------
        payments : array_like, shape (N,)
            The schedule.
        fakes : bool
            Whether North Korea may fake a step (rows F).

        Returns
        -------
        Promises
            One row a promise; negative slack is the shortfall.
        """
        paid = self.check_payments(payments)
        fakes = flag("fakes", fakes)
        slack = _slack(self, paid[:, None], fakes=fakes)[:, 0]
        names = _promise_names(self.stages, fakes=fakes)
        return Promises(names, slack, self.leverage - float(paid.sum()))

    def exposure(self, payments: Sequence[float] | Array) -> Exposure:
        """Measure what each side has lost, against never having begun, if the other breaks.

        Parameters
        ----------
        payments : array_like, shape (N,)
            The schedule.

        Returns
        -------
        Exposure
            For each stage: North Korea's loss if the US breaks after step n and before payment n,
            and the US loss if North Korea stalls at stage n; in each side's utils, without
            discounting, zero where the side is ahead.
        """
        paid = self.check_payments(payments)
        before = np.cumsum(paid) - paid
        cost = np.cumsum(self.dprk_cost)
        gain_before = np.cumsum(self.us_gain) - self.us_gain
        broken = self.breaks(paid)
        dprk_net = before - cost + broken.dprk_when_deal_dies
        us_net = gain_before - self.payment_cost * before + broken.us_when_dprk_stalls
        return Exposure(np.maximum(-dprk_net, 0.0), np.maximum(-us_net, 0.0))

    # -- schedules (linear programs) ---------------------------------------------------------
    # `_schedule` is built on this class and brings the solver, so it is imported when asked.

    def windows(
        self,
        kind: Literal["own", "projection", "scale"],
        payments: Sequence[float] | Array | None = None,
        *,
        fakes: bool = True,
    ) -> Windows:
        """Give the smallest and largest value of each payment that keeps every promise.

        Parameters
        ----------
        kind : {"own", "projection", "scale"}
            ``own``: the other payments stay as given. ``projection``: the others may move too, to
            make room. ``scale``: all payments are multiplied by one common number.
        payments : array_like, shape (N,), optional
            Needed for ``own`` and ``scale``.
        fakes : bool
            Whether North Korea may fake a step.

        Returns
        -------
        Windows
            Floors and ceilings, shape (N,), NaN where no value works; `print` it.

        Raises
        ------
        UnknownNameError
            When ``kind`` is none of the three.
        SummitryError
            When ``own`` or ``scale`` is asked without payments.
        """
        from summitry import _schedule

        return _schedule.windows(self, kind, payments, fakes=fakes)

    def most_robust(self, *, fakes: bool = True) -> Schedule:
        """Find the schedule whose weakest promise is as strong as possible (max-min slack).

        Parameters
        ----------
        fakes : bool
            Whether North Korea may fake a step.

        Returns
        -------
        Schedule
            Payments and the slack; ``feasible`` is False when even the best has a shortfall.
        """
        from summitry import _schedule

        return _schedule.most_robust(self, fakes=fakes)

    def cheapest(self, *, fakes: bool = True) -> Schedule:
        """Find a schedule that keeps every promise and is best for the United States.

        Several schedules can be equally good: compare their values, not their payments.

        Parameters
        ----------
        fakes : bool
            Whether North Korea may fake a step.

        Returns
        -------
        Schedule
            Payments and the US value ``W_1``; ``feasible`` is False when none exists.
        """
        from summitry import _schedule

        return _schedule.cheapest(self, fakes=fakes)

    def flip(
        self,
        parameter: str,
        low: float | None = None,
        high: float | None = None,
        *,
        payments: Sequence[float] | Array | None = None,
        fakes: bool = True,
    ) -> Flip:
        """Find the values of one parameter at which the verdict changes.

        Without ``payments`` the question is whether *any* schedule keeps every promise; with
        them, whether this schedule does. The range is scanned first, so several flips are found.

        Parameters
        ----------
        parameter : str
            A one-number field of `StagedDeal`, for example ``"snapback_break"``.
        low, high : float, optional
            The range to search; the allowed range where it is finite, else a wide one around the
            present value.
        payments : array_like, shape (N,), optional
            A fixed schedule.
        fakes : bool
            Whether North Korea may fake a step.

        Returns
        -------
        Flip
            The values at which the verdict changes, and the verdict on each side; `print` it.

        Raises
        ------
        UnknownNameError
            When there is no such parameter.
        OutOfRangeError
            When the range leaves the allowed one.
        """
        from summitry import _schedule

        return _schedule.flip(self, parameter, low, high, payments=payments, fakes=fakes)

    def table(self) -> pd.DataFrame:
        """Return the stages as a table.

        Returns
        -------
        DataFrame
            One row a stage: costs and gains in utils, hazard and discount as shares.
        """
        return pd.DataFrame(
            {
                "stage": np.arange(1, self.stages + 1),
                "North Korea's loss": self.dprk_cost,
                "US gain": self.us_gain,
                "chance of abandonment": self.hazard,
                "discount": self.discount,
            }
        )

    def __str__(self) -> str:
        count = "one stage" if self.stages == 1 else f"{self.stages} stages"
        survival = float(np.prod(1.0 - self.hazard))
        pays = (
            "without limit" if math.isinf(self.leverage) else f"at most {self.leverage:.4g} in all"
        )
        return (
            f"A deal in {count}: North Korea gives up {self.dprk_cost.sum():.4g}, the United "
            f"States gains {self.us_gain.sum():.4g} and can pay {pays}. With a chance of "
            f"{survival:.0%} no new administration in Washington abandons it on the way."
        )


def _refuse_unknown(parameters: dict[str, Any], *, vectors: bool = False) -> None:
    known = [f.name for f in fields(StagedDeal) if vectors or f.name in _SCALARS]
    for name in parameters:
        if name not in known:
            raise UnknownNameError("parameter of a staged deal", name, known)


def _path_values(deal: StagedDeal, paid: Array) -> tuple[Array, Array]:
    """``V_1..V_{N+1}`` and ``W_1..W_{N+1}`` for M schedules at once; both of shape (N+1, M)."""
    before = np.cumsum(paid, axis=0) - paid
    cost, gain = np.cumsum(deal.dprk_cost), np.cumsum(deal.us_gain)
    alive = (deal.discount * (1 - deal.hazard))[:, None]
    dead = (deal.discount * deal.hazard)[:, None]
    dies_dprk = -deal.snapback_break * before + (deal.retained * cost)[:, None]
    dies_us = (
        deal.payment_cost * deal.snapback_break * before
        - ((1.0 - deal.irreversible) * gain)[:, None]
    )
    v = np.empty((deal.stages + 1, paid.shape[1]))
    w = np.empty_like(v)
    v[:-1] = -deal.dprk_cost[:, None] + alive * paid + dead * dies_dprk
    w[:-1] = deal.us_gain[:, None] - alive * deal.payment_cost * paid + dead * dies_us
    v[-1], w[-1] = deal.peace_dprk, deal.peace_us
    for n in range(deal.stages - 1, -1, -1):
        v[n] += alive[n] * v[n + 1]
        w[n] += alive[n] * w[n + 1]
    return v, w


def _slack(deal: StagedDeal, paid: Array, *, fakes: bool) -> Array:
    """Slack of every promise, shape (number of promises, M), for M schedules of shape (N, M).

    The rows are K_1..K_N, F_1..F_N (if fakes are possible), U_1..U_N, W_1.
    """
    v, w = _path_values(deal, paid)
    before = np.cumsum(paid, axis=0) - paid
    rebuilt = 1.0 - deal.irreversible
    cost, gain = np.cumsum(deal.dprk_cost), np.cumsum(deal.us_gain)
    rebuilt_cost = (rebuilt * (cost - deal.dprk_cost))[:, None]
    after_first = (np.arange(deal.stages) > 0)[:, None]
    stall = -deal.snapback_stall * before + rebuilt_cost
    rows = [v[:-1] - stall + deal.reputation_dprk * after_first]
    if fakes:
        alive, dead = deal.discount * (1 - deal.hazard), deal.discount * deal.hazard
        beta = np.zeros(deal.stages + 1)  # chance, discounted, that the deal dies later
        for n in range(deal.stages - 1, -1, -1):
            beta[n] = dead[n] + alive[n] * beta[n + 1]
        kept = deal.retained * deal.dprk_cost  # of the real step, what a break would leave
        honest = alive * (1 - deal.detection) * kept * beta[1:] + dead * kept
        saved = (1 - deal.fake_cost) * deal.dprk_cost
        caught = stall - deal.penalty
        lost = (alive * deal.detection)[:, None] * (paid + v[1:] - caught)
        rows.append(lost + (honest - saved)[:, None])
    rows.append(
        w[1:]
        - deal.payment_cost * (paid + deal.snapback_break * before)
        + (rebuilt * gain)[:, None]
        + deal.reputation_us
    )
    rows.append(w[:1])
    return np.concatenate(rows)


def _promise_names(stages: int, *, fakes: bool) -> tuple[str, ...]:
    letters = "KFU" if fakes else "KU"
    return (*(f"{letter}{n}" for letter in letters for n in range(1, stages + 1)), "W1")


# Who makes each kind of promise, and what is promised.
_MAKERS = {"K": "North Korea", "F": "North Korea", "U": "United States", "W": "United States"}
_PROMISED = {"K": "not to stall", "F": "not to fake", "U": "to pay", "W": "to sign"}


def _promise_words(name: str) -> str:
    """Name a promise in words, from its letter and stage."""
    when = "the start" if name[0] == "W" else f"stage {name[1:]}"
    return f"{when}, {_MAKERS[name[0]]}, {_PROMISED[name[0]]}"


def _short(value: float) -> str:
    """Write a number of utils with one decimal; never "-0.0"."""
    return f"{round(float(value), 1) + 0.0:.1f}"


def describe_promise(name: str, shortfall: float) -> str:
    """Say in words that a promise is not credible and by how much.

    Parameters
    ----------
    name : str
        ``K3``, ``F3``, ``U3`` (letter and stage), ``W1`` or ``L``.
    shortfall : float
        How much is missing, in utils, positive.

    Returns
    -------
    str
        A sentence without its full stop.

    Raises
    ------
    UnknownNameError
        When there is no such promise.
    OutOfRangeError
        When the shortfall is negative or not a number.
    """
    made = isinstance(name, str) and name[:1] in {"K", "F", "U", "W", "L"}
    if not made or (name != "L" and not name[1:].isdecimal()):
        raise UnknownNameError("promise", name, ("K1", "F1", "U1", "W1", "L"))
    missing = plain(shortfall)
    if missing is None or not missing >= 0:
        raise OutOfRangeError("shortfall", shortfall, "a number of zero or more")
    shortfall, stage = missing, name[1:]
    return {
        "K": f"stage {stage}: North Korea gains {shortfall:.1f} by stalling",
        "F": f"stage {stage}: North Korea gains {shortfall:.1f} by faking the step",
        "U": f"stage {stage}: the United States gains {shortfall:.1f} by not paying",
        "W": f"at the start: the United States is {shortfall:.1f} better off without the deal",
        "L": f"all payments together are {shortfall:.1f} above the leverage there is",
    }[name[0]]


@dataclass(frozen=True, eq=False)
class Breaks:
    """Payoffs from a break onwards at each stage, arrays of shape (N,), in utils.

    Attributes
    ----------
    dprk_stalls, us_when_dprk_stalls : ndarray
        ``T_n`` and the United States' payoff when North Korea stalls at stage n.
    dprk_when_deal_dies, us_when_deal_dies : ndarray
        ``Z_n`` and ``ZU_n``: the deal dies after step n and before payment n.
    dprk_caught : ndarray
        ``Td_n``: a fake at stage n is caught.
    """

    dprk_stalls: Array
    us_when_dprk_stalls: Array
    dprk_when_deal_dies: Array
    us_when_deal_dies: Array
    dprk_caught: Array

    def table(self) -> pd.DataFrame:
        """Return the payoffs of all breaks as a table.

        Returns
        -------
        DataFrame
            One row a stage, in each side's utils.
        """
        return pd.DataFrame(
            {
                "stage": np.arange(1, self.dprk_stalls.size + 1),
                "North Korea, if it stalls": self.dprk_stalls,
                "US, if North Korea stalls": self.us_when_dprk_stalls,
                "North Korea, if the deal dies": self.dprk_when_deal_dies,
                "US, if the deal dies": self.us_when_deal_dies,
                "North Korea, if a fake is caught": self.dprk_caught,
            }
        )

    def __str__(self) -> str:
        lines = [
            f"stage {n + 1}: if North Korea stalls, it has {_short(self.dprk_stalls[n])} and the "
            f"United States {_short(self.us_when_dprk_stalls[n])}; if the deal dies after the step "
            "and before the payment, North Korea has "
            f"{_short(self.dprk_when_deal_dies[n])} and the "
            f"United States {_short(self.us_when_deal_dies[n])}."
            for n in range(self.dprk_stalls.size)
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Node:
    """One decision in the move tree.

    Attributes
    ----------
    stage : int
        1 to N.
    mover : str
        ``"DPRK"`` or ``"US"``.
    keep, leave : str
        Names of the two moves.
    value_keep, value_leave : float
        The mover's payoff from here on for each move, in utils.
    keeps : bool
        Whether the mover keeps the deal (ties keep it).
    """

    stage: int
    mover: str
    keep: str
    leave: str
    value_keep: float
    value_leave: float
    keeps: bool

    @property
    def slack(self) -> float:
        """How much better keeping is than leaving, in utils; negative is a shortfall."""
        return self.value_keep - self.value_leave

    def __str__(self) -> str:
        who = {"DPRK": "North Korea", "US": "the United States"}[self.mover]
        move, other = (self.keep, self.leave) if self.keeps else (self.leave, self.keep)
        does = {
            "comply": "complies",
            "stall": "stalls",
            "pay": "pays",
            "renege": "does not pay",
        }[move]
        did = {
            "comply": "complied",
            "stall": "stalled",
            "pay": "paid",
            "renege": "did not pay",
        }[other]
        best = max(self.value_keep, self.value_leave)
        rest = min(self.value_keep, self.value_leave)
        return (
            f"stage {self.stage}: {who} {does} "
            f"(worth {_short(best)} to it, against {_short(rest)} if it {did})"
        )


@dataclass(frozen=True)
class Play:
    """How the staged deal is played: backward induction at every node.

    Attributes
    ----------
    nodes : tuple of Node
        In the order of play: North Korea and the United States at stage 1, then 2, and so on.
    signs : bool
        Whether the United States enters the deal at all.
    value_dprk, value_us : float
        What each side expects at the start if the deal is signed, in utils.
    survival : float
        Probability that no administration abandons the deal in any stage.
    above_leverage : float
        By how much all payments together are above the leverage, in utils; 0 when they fit.
    """

    nodes: tuple[Node, ...]
    signs: bool
    value_dprk: float
    value_us: float
    survival: float
    above_leverage: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether the deal is signed, the payments fit the leverage and every promise is kept."""
        kept = all(node.keeps for node in self.nodes)
        return self.signs and kept and self.above_leverage == 0.0

    @property
    def probability(self) -> float:
        """Probability that the deal is carried out to the end."""
        return self.survival if self.complete else 0.0

    @property
    def first_break(self) -> Node | None:
        """The first node at which play leaves the deal, or None."""
        return next((node for node in self.nodes if not node.keeps), None)

    def table(self) -> pd.DataFrame:
        """Return the nodes as a table.

        Returns
        -------
        DataFrame
            One row a node: stage, mover, the two values in utils, the choice and its margin.
        """
        return pd.DataFrame(
            {
                "stage": [node.stage for node in self.nodes],
                "mover": [node.mover for node in self.nodes],
                "value of keeping": [node.value_keep for node in self.nodes],
                "value of leaving": [node.value_leave for node in self.nodes],
                "choice": [node.keep if node.keeps else node.leave for node in self.nodes],
                "margin": [node.slack for node in self.nodes],
            }
        )

    def __str__(self) -> str:
        if self.complete:
            return (
                "Every promise is kept. The deal is carried out to the end with probability "
                f"{self.survival:.0%}; it ends early only if a new US administration drops it."
            )
        if self.above_leverage and self.signs and self.first_break is None:
            said = describe_promise("L", self.above_leverage)
            return f"This deal cannot be paid for: {said}."
        if not self.signs:
            cause = "The United States does not sign"
            if self.first_break is None:
                return (
                    f"{cause}: the deal is worth {self.value_us:.1f} to it, less than no deal (0)."
                )
            return f"{cause}, because it foresees the break at {self.first_break}."
        assert self.first_break is not None
        lines = [f"The deal breaks down at {self.first_break}."]
        later = [node for node in self.nodes if not node.keeps][1:]
        lines += [f"It would also break down later, at {node}." for node in later]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class Promises:
    """Slack of every promise in a schedule.

    Attributes
    ----------
    names : tuple of str
        ``K1``..``KN``, ``F1``..``FN`` (if fakes are possible), ``U1``..``UN``, ``W1``.
    slack : ndarray
        In utils; negative is a shortfall.
    leverage_left : float
        Leverage minus all payments, in utils.
    """

    names: tuple[str, ...]
    slack: Array
    leverage_left: float

    @property
    def kept(self) -> bool:
        """Whether every promise is credible and the payments fit the leverage."""
        return not self.failures()

    @property
    def weakest(self) -> str:
        """Name of the promise with the least slack."""
        return self.names[int(np.argmin(self.slack))]

    def failures(self) -> dict[str, float]:
        """Name every promise that is not credible, with its shortfall.

        Returns
        -------
        dict of str to float
            Name to shortfall in utils, positive; empty when all hold.
        """
        missing = {
            name: -float(value)
            for name, value in zip(self.names, self.slack, strict=True)
            if value < -TOLERANCE
        }
        if self.leverage_left < -TOLERANCE:
            missing["L"] = -self.leverage_left
        return missing

    def table(self) -> pd.DataFrame:
        """Return the promises as a table.

        Returns
        -------
        DataFrame
            One row a promise: who makes it, its stage, its slack in utils, whether it is kept.
        """
        return pd.DataFrame(
            {
                "promise": list(self.names),
                "who": [_MAKERS[name[0]] for name in self.names],
                "to": [_PROMISED[name[0]].replace("to ", "") for name in self.names],
                "stage": [int(name[1:]) for name in self.names],
                "slack": self.slack,
                "kept": self.slack >= -TOLERANCE,
            }
        )

    def __str__(self) -> str:
        missing = self.failures()
        if not missing:
            spare = max(float(self.slack.min()), 0.0)  # a slack of -1e-10 counts as zero
            return (
                "Every promise is credible. The weakest: "
                f"{_promise_words(self.weakest)} ({spare:.1f} to spare)."
            )
        # Every promise is a condition, and so is the leverage.
        verb = "fails" if len(missing) == 1 else "fail"
        lines = [f"{len(missing)} of {len(self.names) + 1} conditions {verb}:"]
        lines += [f"- {describe_promise(name, short)}." for name, short in missing.items()]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class Exposure:
    """What each side stands to lose, against never having begun, if the other breaks.

    Attributes
    ----------
    dprk, us : ndarray, shape (N,)
        Losses in each side's own utils; zero where the side is ahead.
    """

    dprk: Array
    us: Array
    stages: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", int(self.dprk.size))

    def table(self) -> pd.DataFrame:
        """Return the exposure of both sides as a table.

        Returns
        -------
        DataFrame
            One row a stage, losses in utils.
        """
        return pd.DataFrame(
            {
                "stage": np.arange(1, self.stages + 1),
                "North Korea loses if the US breaks": self.dprk,
                "US loses if North Korea stalls": self.us,
            }
        )

    def __str__(self) -> str:
        k, u = int(np.argmax(self.dprk)), int(np.argmax(self.us))
        dprk = (
            f"North Korea is most exposed at stage {k + 1}: it loses {self.dprk[k]:.1f} if the "
            "United States breaks."
            if self.dprk[k] > 0
            else "North Korea loses nothing if the United States breaks, at any stage."
        )
        us = (
            f"The United States is most exposed at stage {u + 1}: it loses {self.us[u]:.1f} if "
            "North Korea stalls."
            if self.us[u] > 0
            else "The United States loses nothing if North Korea stalls, at any stage."
        )
        return f"{dprk} {us}"
