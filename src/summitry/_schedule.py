"""Payment schedules for a staged deal, found by linear programming.

The unknowns are the running sums of the payments, ``P_1 .. P_N``, and the values on the path,
``V_1 .. V_N`` and ``W_1 .. W_N``; running sums keep every row short, so that the whole program
has a number of entries proportional to N. One more unknown, ``t``, is the least slack of all
promises. The solver is HiGHS: through `highspy` when it is installed (it keeps its basis from one
question to the next), else through `scipy.optimize.linprog`.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from summitry._checks import MOST_UTILS, choice, flag, number
from summitry.deal import (
    _SCALARS,
    TOLERANCE,
    Array,
    Promises,
    StagedDeal,
    _slack,
    describe_promise,
)
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

#: Points at which `flip` looks before it closes in on each change of verdict.
SCAN_POINTS = 41


@dataclass(frozen=True, eq=False)
class Program:
    """A linear program ``row_low <= A x <= row_high``, ``low <= x <= high``."""

    matrix: csr_array
    row_low: Array
    row_high: Array
    low: Array
    high: Array


class Solver(Protocol):
    """Solves one program for several objectives; gives None when it is infeasible."""

    def minimise(self, objective: dict[int, float]) -> tuple[float, Array] | None:
        """Return the least value of the objective and a point that reaches it."""
        ...


class _Rows:
    """Collects the entries of a sparse matrix row by row."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, entries: list[tuple[int, float]], low: float, high: float) -> None:
        index = len(self.low)
        for column, value in entries:
            self.row.append(index)
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)


def program(deal: StagedDeal, *, fakes: bool, least_slack: tuple[float, float]) -> Program:
    """Write the promises of a deal as a linear program.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    fakes : bool
        Whether North Korea may fake a step.
    least_slack : tuple of float
        Bounds on ``t``: ``(0, 0)`` asks that every promise holds, ``(-inf, inf)`` leaves it free.

    Returns
    -------
    Program
        Columns ``P_1..P_N, V_1..V_N, W_1..W_N, t``.
    """
    n_stages = deal.stages
    V, W, t = n_stages, 2 * n_stages, 3 * n_stages  # noqa: N806 - the lesson's letters
    kappa, rho_s, rho_b = deal.payment_cost, deal.snapback_stall, deal.snapback_break
    rebuilt, z, q = 1.0 - deal.irreversible, deal.retained, deal.detection
    cost, gain = np.cumsum(deal.dprk_cost), np.cumsum(deal.us_gain)
    alive, dead = deal.discount * (1 - deal.hazard), deal.discount * deal.hazard
    beta = np.zeros(n_stages + 1)
    for n in range(n_stages - 1, -1, -1):
        beta[n] = dead[n] + alive[n] * beta[n + 1]

    rows = _Rows()
    for n in range(n_stages):
        c, g, a, d = (float(x[n]) for x in (deal.dprk_cost, deal.us_gain, alive, dead))
        last = n == n_stages - 1
        cost_before = float(cost[n]) - c

        def entries(
            terms: list[tuple[int, float]], pay: float = 0.0, past: float = 0.0, n: int = n
        ) -> list[tuple[int, float]]:
            """Terms plus ``pay * p_n + past * P_{n-1}``, written with running sums."""
            found = [*terms, (n, pay)] if pay else list(terms)
            if n and past != pay:
                found.append((n - 1, past - pay))
            return found

        next_v = [] if last else [(V + n + 1, 1.0)]
        next_w = [] if last else [(W + n + 1, 1.0)]
        end_v, end_w = (deal.peace_dprk, deal.peace_us) if last else (0.0, 0.0)

        def times(factor: float, terms: list[tuple[int, float]]) -> list[tuple[int, float]]:
            return [(column, factor * value) for column, value in terms]

        value_k = -c + d * z * float(cost[n]) + a * end_v
        rows.add(entries([(V + n, 1.0), *times(-a, next_v)], -a, d * rho_b), value_k, value_k)
        value_u = g - d * rebuilt * float(gain[n]) + a * end_w
        rows.add(
            entries([(W + n, 1.0), *times(-a, next_w)], a * kappa, -d * kappa * rho_b),
            value_u,
            value_u,
        )
        stall = rebuilt * cost_before - (deal.reputation_dprk if n else 0.0)
        rows.add(entries([(V + n, 1.0), (t, -1.0)], 0.0, rho_s), stall, math.inf)
        renege = -rebuilt * float(gain[n]) - deal.reputation_us - end_w
        rows.add(entries([*next_w, (t, -1.0)], -kappa, -kappa * rho_b), renege, math.inf)
        if fakes:
            saved = (1 - deal.fake_cost) * c - d * z * c - a * (1 - q) * z * c * beta[n + 1]
            saved -= a * q * (end_v - rebuilt * cost_before + deal.penalty)
            rows.add(
                entries([*times(a * q, next_v), (t, -1.0)], a * q, a * q * rho_s),
                float(saved),
                math.inf,
            )
        rows.add(entries([], 1.0), 0.0, math.inf)  # a payment is never negative
    rows.add([(W, 1.0), (t, -1.0)], 0.0, math.inf)

    low = np.concatenate([np.zeros(n_stages), np.full(2 * n_stages, -math.inf), [least_slack[0]]])
    high = np.concatenate(
        [np.full(n_stages, deal.leverage), np.full(2 * n_stages, math.inf), [least_slack[1]]]
    )
    matrix = csr_array(
        (rows.value, (rows.row, rows.column)), shape=(len(rows.low), 3 * n_stages + 1)
    )
    return Program(matrix, np.array(rows.low), np.array(rows.high), low, high)


class ScipySolver:
    """HiGHS through scipy; starts afresh for every objective.

    Parameters
    ----------
    problem : Program
        What to solve.
    """

    def __init__(self, problem: Program) -> None:
        self._problem = problem
        equal = problem.row_low == problem.row_high
        self._equal = problem.matrix[equal], problem.row_low[equal]
        self._above = -problem.matrix[~equal], -problem.row_low[~equal]
        self._bounds = list(zip(problem.low.tolist(), problem.high.tolist(), strict=True))
        self._columns = len(problem.low)

    def minimise(self, objective: dict[int, float]) -> tuple[float, Array] | None:
        """Return the least value of the objective and a point that reaches it, or None."""
        costs = np.zeros(self._columns)
        for column, value in objective.items():
            costs[column] = value
        found = linprog(
            costs,
            A_ub=self._above[0],
            b_ub=self._above[1],
            A_eq=self._equal[0],
            b_eq=self._equal[1],
            bounds=self._bounds,
            method="highs",
        )
        if found.status == 3:
            return -math.inf, np.full(self._columns, math.nan)
        if found.status == 2:
            return None
        if found.status != 0:
            raise _trouble(self._problem, str(found.message))
        assert found.fun is not None
        return float(found.fun), np.asarray(found.x, dtype=float)


class HighspySolver:
    """HiGHS through `highspy`; keeps the last basis, so that the next objective is quick.

    Parameters
    ----------
    problem : Program
        What to solve.
    """

    def __init__(self, problem: Program) -> None:
        # highspy has no types; as Any it is left alone by the strict checker.
        highspy: Any = importlib.import_module("highspy")
        self._names, self._problem = highspy, problem
        self._columns = len(problem.low)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._columns, len(problem.row_low)
        model.col_cost_ = np.zeros(self._columns)
        model.col_lower_, model.col_upper_ = problem.low, problem.high
        model.row_lower_, model.row_upper_ = problem.row_low, problem.row_high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = problem.matrix.indptr
        model.a_matrix_.index_ = problem.matrix.indices
        model.a_matrix_.value_ = problem.matrix.data
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.passModel(model)
        # Devex pricing needs a third fewer seconds here than the default, steepest edge.
        self._highs.setOptionValue("simplex_dual_edge_weight_strategy", 1)
        self._objective: dict[int, float] = {}

    def minimise(self, objective: dict[int, float]) -> tuple[float, Array] | None:
        """Return the least value of the objective and a point that reaches it, or None."""
        for column in self._objective:
            self._highs.changeColCost(column, 0.0)
        for column, value in objective.items():
            self._highs.changeColCost(column, value)
        self._objective = dict(objective)
        self._highs.run()
        status = self._highs.getModelStatus()
        known = self._names.HighsModelStatus
        if status == known.kUnboundedOrInfeasible:
            # Presolve could not tell which; without it the simplex method can.
            self._highs.setOptionValue("presolve", "off")
            self._highs.run()
            status = self._highs.getModelStatus()
        if status == known.kUnbounded:
            return -math.inf, np.full(self._columns, math.nan)
        if status == known.kInfeasible:
            return None
        if status != known.kOptimal:
            text = self._highs.modelStatusToString(status)
            raise _trouble(self._problem, str(text))
        # An optimal basis stays feasible when only the objective changes, so that the primal
        # simplex method can go on from it.
        self._highs.setOptionValue("simplex_strategy", 4)
        point = np.array(self._highs.getSolution().col_value)
        return float(self._highs.getObjectiveValue()), point


def _trouble(problem: Program, said: str) -> SummitryError:
    """Explain a solver that gives up: nearly always the numbers differ too much in size."""
    sizes = np.abs(np.concatenate([problem.matrix.data, problem.row_low, problem.row_high]))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return SummitryError(
        f"No schedule could be computed: the numbers of this deal run from {sizes.min():.3g} to "
        f"{sizes.max():.3g} in size; bring them closer together. (The solver HiGHS says: {said})"
    )


def solver(problem: Program, backend: str | None = None) -> Solver:
    """Choose the solver.

    Parameters
    ----------
    problem : Program
        What to solve.
    backend : {"highspy", "scipy"}, optional
        Which one; by default `highspy` where it is installed.

    Returns
    -------
    Solver
        Ready to `minimise`.
    """
    if backend is None:
        backend = "highspy" if importlib.util.find_spec("highspy") else "scipy"
    known: dict[str, Callable[[Program], Solver]] = {
        "highspy": HighspySolver,
        "scipy": ScipySolver,
    }
    if backend not in known:
        raise UnknownNameError("solver", backend, known)
    return known[backend](problem)


@dataclass(frozen=True, eq=False)
class Schedule:
    """A payment schedule chosen by a criterion.

    Attributes
    ----------
    payments : ndarray, shape (N,)
        In North Korea's utils; NaN when there is none.
    feasible : bool
        Whether every promise is kept.
    slack : float
        The least slack of all promises, in utils; negative is a shortfall.
    value_dprk, value_us : float
        What each side expects at the start, in utils.
    promises : Promises
        Slack of each promise; for a schedule that does not exist, of the most robust one.
    """

    payments: Array
    feasible: bool
    slack: float
    value_dprk: float
    value_us: float
    promises: Promises

    def table(self) -> pd.DataFrame:
        """Return the payments as a table.

        Returns
        -------
        DataFrame
            One row a stage: payment and running sum, in utils.
        """
        return pd.DataFrame(
            {
                "stage": np.arange(1, self.payments.size + 1),
                "payment": self.payments,
                "paid so far": np.cumsum(self.payments),
            }
        )

    def __str__(self) -> str:
        if self.feasible:
            listed = ", ".join(f"{payment:.1f}" for payment in self.payments)
            return (
                f"Pay {listed}. Every promise is kept with at least {abs(self.slack):.1f} to "
                "spare; "
                f"North Korea expects {self.value_dprk + 0.0:.1f}, the United States "
                f"{self.value_us:.1f}."
            )
        reasons = "; ".join(
            describe_promise(name, short) for name, short in self.promises.failures().items()
        )
        return f"No schedule keeps every promise. Even the most robust one fails at {reasons}."


@dataclass(frozen=True, eq=False)
class Windows:
    """Smallest and largest value of each payment that keeps every promise.

    Attributes
    ----------
    kind : str
        ``own``, ``projection`` or ``scale``.
    floor, ceiling : ndarray, shape (N,)
        In North Korea's utils; NaN where no value works. For ``scale``, the payments at the
        smallest and the largest common factor.
    factor : tuple of float or None
        For ``scale``: the smallest and largest factor.
    """

    kind: str
    floor: Array
    ceiling: Array
    factor: tuple[float, float] | None = None

    @property
    def open(self) -> bool:
        """Whether every stage has a value that works."""
        return bool(np.all(self.floor <= self.ceiling))

    def table(self) -> pd.DataFrame:
        """Return the windows as a table.

        Returns
        -------
        DataFrame
            One row a stage: floor, ceiling and width in utils.
        """
        return pd.DataFrame(
            {
                "stage": np.arange(1, self.floor.size + 1),
                "floor": self.floor,
                "ceiling": self.ceiling,
                "width": self.ceiling - self.floor,
            }
        )

    def __str__(self) -> str:
        meaning = {
            "own": "while the other payments stay as they are",
            "projection": "while the other payments may move to make room",
            "scale": "while all payments grow or shrink together",
        }[self.kind]
        lines = [f"Windows of each payment, {meaning}:"]
        for stage, (low, high) in enumerate(zip(self.floor, self.ceiling, strict=True), start=1):
            span = f"{low:.1f} to {high:.1f}" if low <= high else "no value works"
            if math.isinf(high):
                span = f"{low:.1f} or more"
            lines.append(f"stage {stage}: {span}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Flip:
    """Where the verdict changes as one parameter moves.

    Attributes
    ----------
    parameter : str
        The parameter.
    value : float
        Its present value.
    low, high : float
        The range that was searched.
    points : tuple of float
        Values at which the verdict changes, rising.
    verdicts : tuple of bool
        Whether the deal holds in each stretch between them; one longer than ``points``.
    """

    parameter: str
    value: float
    low: float
    high: float
    points: tuple[float, ...]
    verdicts: tuple[bool, ...]

    def table(self) -> pd.DataFrame:
        """Return the stretches as a table.

        Returns
        -------
        DataFrame
            One row a stretch: from, to, whether the deal holds.
        """
        edges = [self.low, *self.points, self.high]
        return pd.DataFrame({"from": edges[:-1], "to": edges[1:], "holds": list(self.verdicts)})

    def __str__(self) -> str:
        words = {True: "holds", False: "does not hold"}
        if not self.points:
            return (
                f"The deal {words[self.verdicts[0]]} for every {self.parameter} from "
                f"{self.low:g} to {self.high:g}; nothing flips."
            )
        parts = [f"The deal {words[self.verdicts[0]]} below {self.points[0]:.4g}"]
        for point, verdict in zip(self.points, self.verdicts[1:], strict=True):
            parts.append(f"{words[verdict]} above {point:.4g}")
        return (
            f"{', '.join(parts)} ({self.parameter} is {self.value:g} now; searched from "
            f"{self.low:g} to {self.high:g})."
        )


def _payments(deal: StagedDeal, point: Array) -> Array:
    """Payments from a solution; the solver may leave one at minus a rounding error."""
    return np.maximum(np.diff(point[: deal.stages], prepend=0.0), 0.0)


def _schedule(deal: StagedDeal, point: Array, *, fakes: bool) -> Schedule:
    paid = _payments(deal, point)
    promises = deal.promises(paid, fakes=fakes)
    n_stages = deal.stages
    slack = float(promises.slack.min())
    return Schedule(
        payments=paid,
        # The solver itself works to 1e-7, so a slack of -1e-8 is a slack of zero.
        feasible=slack >= -1e-6,
        slack=slack,
        value_dprk=float(point[n_stages]),
        value_us=float(point[2 * n_stages]),
        promises=promises,
    )


def most_robust(deal: StagedDeal, *, fakes: bool = True, backend: str | None = None) -> Schedule:
    """Find the schedule with the greatest least slack; see `StagedDeal.most_robust`."""
    fakes = flag("fakes", fakes)
    problem = program(deal, fakes=fakes, least_slack=(-math.inf, math.inf))
    found = solver(problem, backend).minimise({3 * deal.stages: -1.0})
    # Paying nothing is always possible when t is free, and U_N bounds t from above.
    assert found is not None
    return _schedule(deal, found[1], fakes=fakes)


def cheapest(deal: StagedDeal, *, fakes: bool = True, backend: str | None = None) -> Schedule:
    """Find the best schedule for the United States; see `StagedDeal.cheapest`."""
    fakes = flag("fakes", fakes)
    problem = program(deal, fakes=fakes, least_slack=(0.0, 0.0))
    found = solver(problem, backend).minimise({2 * deal.stages: -1.0})
    if found is not None:
        return _schedule(deal, found[1], fakes=fakes)
    best = most_robust(deal, fakes=fakes, backend=backend)
    nothing = np.full(deal.stages, math.nan)
    return Schedule(nothing, False, best.slack, math.nan, math.nan, best.promises)


def feasible(deal: StagedDeal, *, fakes: bool = True, backend: str | None = None) -> bool:
    """Whether any schedule keeps every promise.

    Parameters
    ----------
    deal : StagedDeal
        The deal.
    fakes : bool
        Whether North Korea may fake a step.
    backend : {"highspy", "scipy"}, optional
        The solver.

    Returns
    -------
    bool
        True when the linear program has a solution.
    """
    problem = program(deal, fakes=fakes, least_slack=(0.0, 0.0))
    return solver(problem, backend).minimise({}) is not None


def windows(
    deal: StagedDeal,
    kind: str,
    payments: Sequence[float] | Array | None,
    *,
    fakes: bool = True,
    backend: str | None = None,
) -> Windows:
    """Give floor and ceiling of each payment; see `StagedDeal.windows`."""
    choice("kind of window", kind, ("own", "projection", "scale"))
    fakes = flag("fakes", fakes)
    if kind == "projection":
        return _projection(deal, fakes=fakes, backend=backend)
    if payments is None:
        raise SummitryError(f"Windows of kind {kind!r} need a payment schedule.")
    paid = deal.check_payments(payments)
    # Slack is affine in the payments: its value at zero and one slope a payment say it all.
    probes = np.hstack([np.zeros((deal.stages, 1)), np.eye(deal.stages)])
    rows = _slack(deal, probes, fakes=fakes)
    constants, slopes = rows[:, 0], rows[:, 1:] - rows[:, :1]
    # The leverage is one more promise: L - sum of payments >= 0.
    if math.isfinite(deal.leverage):
        constants = np.append(constants, deal.leverage)
        slopes = np.vstack([slopes, -np.ones(deal.stages)])
    if kind == "scale":
        low, high = _interval(constants, (slopes @ paid)[:, None])
        factors = float(low[0]), float(high[0])
        # A payment of zero stays zero, however large the factor.
        floor, ceiling = (
            paid * (np.where(paid > 0, factor, 0.0) if factor == math.inf else factor)
            for factor in factors
        )
        return Windows(kind, floor, ceiling, factors)
    others = (constants + slopes @ paid)[:, None] - slopes * paid
    return Windows(kind, *_interval(others, slopes))


def _interval(constant: Array, slope: Array) -> tuple[Array, Array]:
    """Smallest and largest x >= 0 with ``constant + slope * x >= 0`` in every row, per column."""
    constant = np.broadcast_to(constant.reshape(len(slope), -1), slope.shape) + TOLERANCE
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        root = -constant / slope
    low = np.where(slope > 0, root, -math.inf).max(axis=0)
    high = np.where(slope < 0, root, math.inf).min(axis=0)
    low = np.maximum(low, 0.0)
    broken = ((slope == 0) & (constant < 0)).any(axis=0) | (low > high)
    return np.where(broken, math.nan, low), np.where(broken, math.nan, high)


def _projection(deal: StagedDeal, *, fakes: bool, backend: str | None) -> Windows:
    asked = solver(program(deal, fakes=fakes, least_slack=(0.0, 0.0)), backend)
    floor, ceiling = np.full(deal.stages, math.nan), np.full(deal.stages, math.nan)
    for sign, ends in ((1.0, floor), (-1.0, ceiling)):
        for n in range(deal.stages):
            objective = {n: sign, n - 1: -sign} if n else {0: sign}
            found = asked.minimise(objective)
            if found is None:
                return Windows("projection", floor, ceiling)
            ends[n] = max(sign * found[0], 0.0)
    return Windows("projection", floor, ceiling)


def flip(
    deal: StagedDeal,
    parameter: str,
    low: float | None = None,
    high: float | None = None,
    *,
    payments: Sequence[float] | Array | None = None,
    fakes: bool = True,
) -> Flip:
    """Find where the verdict changes with one parameter; see `StagedDeal.flip`."""
    choice("parameter of a staged deal", parameter, _SCALARS)
    fakes = flag("fakes", fakes)
    least, most, allowed = _SCALARS[parameter]
    value = float(getattr(deal, parameter))
    reach = 4.0 * max(abs(value), 10.0) if math.isfinite(value) else 4.0 * deal.dprk_cost.sum()
    start = low if low is not None else (least if math.isfinite(least) else -reach)
    stop = high if high is not None else (most if math.isfinite(most) else reach)
    ends = max(least, -MOST_UTILS), min(most, MOST_UTILS)
    start, stop = (
        number(f"the range of {parameter}", end, *ends, allowed) for end in (start, stop)
    )
    if start >= stop:
        raise OutOfRangeError("low", start, f"below high, which is {stop:g}")
    paid = None if payments is None else deal.check_payments(payments)

    def holds(x: float) -> bool:
        changed: Any = {parameter: x}
        moved = deal.changed(**changed)
        return (
            feasible(moved, fakes=fakes) if paid is None else moved.promises(paid, fakes=fakes).kept
        )

    grid = np.linspace(start, stop, SCAN_POINTS)
    verdicts = [holds(float(x)) for x in grid]
    points, stretches = [], [verdicts[0]]
    for left, right, before, after in zip(
        grid[:-1], grid[1:], verdicts[:-1], verdicts[1:], strict=True
    ):
        if before == after:
            continue
        inner, outer = float(left), float(right)
        while outer - inner > 1e-9 * max(stop - start, 1.0):
            middle = 0.5 * (inner + outer)
            if holds(middle) == before:
                inner = middle
            else:
                outer = middle
        points.append(0.5 * (inner + outer))
        stretches.append(after)
    return Flip(parameter, value, start, stop, tuple(points), tuple(stretches))
