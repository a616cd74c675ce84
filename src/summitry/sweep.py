"""How sure are we: the same deal in very many possible worlds.

A *world* is one draw of every assumption of a scenario from its range, each evenly spread and
independent of the others. In each world a fixed payment schedule either is carried out (every
promise on the path is credible) or fails at a first promise. The share of worlds in which it is
carried out says how much of the *assumed* space supports a conclusion. It is not a probability
that the deal would have worked: the ranges are judgements, not data.

Every assumption has its own stream of random numbers (PCG64DXSM, seeded through one
`numpy.random.SeedSequence`), and world number i always takes the i-th number of each stream. So
two sweeps with one seed compare the same worlds (common random numbers), and the counts do not
depend on the size of the blocks or on how the work is split between machines.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from summitry import scenarios
from summitry._checks import array, choice, flag, instance, number, texts, whole
from summitry.deal import TOLERANCE, StagedDeal
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

Array = npt.NDArray[np.float64]

#: Worlds computed at once; arrays of this length stay in the processor's cache.
BLOCK = 4096
#: Worlds in one task when the work is split between machines.
TASK = 2_000_000
#: Most worlds in one sweep: more would say nothing more, and run for hours.
MOST_DRAWS = 10_000_000_000
#: Largest block: a thousand times the default, and still a few gigabytes only.
MOST_BLOCK = 4_096_000
#: Largest sample of `importance`; with every assumption varying it needs about half a gigabyte.
MOST_SAMPLES = 65_536
#: Values at which `threshold` looks before it closes in on each crossing.
SCAN_POINTS = 21
#: Chances are added up as whole numbers of this fraction, so that no sum depends on its order.
CHANCE_UNIT = 2.0**-30

_NOT_CHANCES = "These are shares of assumed worlds, not chances of history."


@dataclass(frozen=True)
class Ranges:
    """The assumptions that vary, in a fixed order.

    Attributes
    ----------
    names : tuple of str
        Parameters of `StagedDeal.from_roadmap` and of `StagedDeal`.
    low, high : tuple of float
        Their ranges.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def table(self) -> pd.DataFrame:
        """Return the ranges as a table.

        Returns
        -------
        DataFrame
            One row a parameter: lowest and highest value.
        """
        return pd.DataFrame({"parameter": self.names, "low": self.low, "high": self.high})

    def __str__(self) -> str:
        held = sum(low == high for low, high in zip(self.low, self.high, strict=True))
        return f"Assumptions that vary: {len(self.names) - held}; held at one value: {held}."

    @classmethod
    def of(cls, scenario: scenarios.Scenario, **fixed: float) -> Ranges:
        """Take the ranges of a scenario.

        Parameters
        ----------
        scenario : Scenario
            The named deal.
        **fixed : float
            Parameters held at one value instead.

        Returns
        -------
        Ranges
            One range a parameter.

        Raises
        ------
        UnknownNameError
            When a fixed name is not a parameter.
        OutOfRangeError
            When a fixed value is not allowed by the model.
        """
        instance("scenario", scenario, scenarios.Scenario, "a Scenario")
        scenario.deal(**fixed)
        names = tuple(scenario.parameters)
        low = tuple(fixed.get(n, scenario.parameters[n].low) for n in names)
        high = tuple(fixed.get(n, scenario.parameters[n].high) for n in names)
        return cls(names, tuple(map(float, low)), tuple(map(float, high)))


def draw(ranges: Ranges, start: int, stop: int, seed: int) -> dict[str, Array]:
    """Draw the worlds number ``start`` to ``stop - 1``.

    Parameters
    ----------
    ranges : Ranges
        What varies.
    start, stop : int
        World numbers, the first included and the last not.
    seed : int
        Seed of the whole sweep.

    Returns
    -------
    dict of str to ndarray, shape (stop - start,)
        One array a parameter.

    Raises
    ------
    OutOfRangeError
        When a world number or the seed is negative, or ``stop`` comes before ``start``.
    """
    instance("ranges", ranges, Ranges, "Ranges")
    start = whole("start", start, 0, MOST_DRAWS)
    stop = whole("stop", stop, start, MOST_DRAWS)
    if stop - start > MOST_BLOCK:
        most = f"at most {MOST_BLOCK:,} at once"
        raise OutOfRangeError("the number of worlds", stop - start, most)
    return _Streams(ranges, start, whole("seed", seed, 0)).block(stop - start)


class _Streams:
    """The streams of `draw`, kept open so that block after block is drawn without seeking."""

    def __init__(self, ranges: Ranges, start: int, seed: int) -> None:
        self.ranges = ranges
        self.generators = []
        for stream in np.random.SeedSequence(seed).spawn(len(ranges.names)):
            bits = np.random.PCG64DXSM(stream)
            bits.advance(start)
            self.generators.append(np.random.Generator(bits))

    def block(self, size: int) -> dict[str, Array]:
        worlds: dict[str, Array] = {}
        spans = zip(self.ranges.names, self.ranges.low, self.ranges.high, strict=True)
        for generator, (name, low, high) in zip(self.generators, spans, strict=True):
            values = generator.random(size)
            values *= high - low
            values += low
            worlds[name] = values
        return worlds


# What `outcomes` reads; fakes are left out, so the three parameters about them are not needed.
_NEEDED = (
    "arsenal_value",
    "us_value",
    "curvature",
    "us_curvature",
    "years",
    "overhead",
    "yearly_hazard",
    "yearly_rate",
    "payment_cost",
    "leverage",
    "irreversible",
    "exposure_loss",
    "snapback_stall",
    "snapback_break",
    "reputation_dprk",
    "reputation_us",
    "peace_dprk",
    "peace_us",
)


def outcomes(
    worlds: dict[str, Array], steps: Sequence[float], payments: Sequence[float] | Array
) -> tuple[npt.NDArray[np.integer[Any]], Array]:
    """Play one schedule in many worlds.

    Parameters
    ----------
    worlds : dict of str to ndarray, shape (M,)
        One array a parameter of `StagedDeal.from_roadmap` and `StagedDeal`.
    steps : sequence of float, length N
        Sizes of the steps as shares of the programme.
    payments : sequence of float, length N
        The schedule, in North Korea's utils.

    Returns
    -------
    first_failure : ndarray of int, shape (M,)
        The first promise, in the order of play, that is not credible even if all later ones are
        kept: 0 not signed or above the leverage, ``2n - 1`` North Korea stalls at stage n, ``2n``
        the United States does not pay stage n, ``2N + 1`` none. Backward induction
        (`StagedDeal.play`) can end play earlier: a side that sees a later break coming leaves
        before it.
    chance : ndarray, shape (M,)
        Probability that no administration abandons the deal on the way.

    Raises
    ------
    UnknownNameError
        When a parameter has no worlds.
    OutOfRangeError
        When there is not one payment a step.
    """
    w = worlds
    instance("worlds", w, Mapping, "a mapping of a parameter to its values")
    for name in _NEEDED:
        if name not in w:
            raise UnknownNameError("parameter among the worlds", name, w)
    size, paid = _shares("steps", steps), _shares("payments", payments)
    if len(paid) != len(size):
        raise OutOfRangeError("the number of payments", len(paid), f"{len(size)}, one a step")
    done = np.minimum(np.concatenate([[0.0], np.cumsum(size)]), 1.0)
    before = np.cumsum(paid) - paid
    stages = len(size)
    rebuilt = 1.0 - w["irreversible"]
    z = rebuilt - w["exposure_loss"] * w["irreversible"]
    kappa, rho_b, rho_s = w["payment_cost"], w["snapback_break"], w["snapback_stall"]
    kappa_rho = kappa * rho_b
    v, u = w["peace_dprk"], w["peace_us"]
    cost, gain = _value(w, done[stages], "cost"), _value(w, done[stages], "gain")
    # One byte a world is enough for up to 60 stages, and counts faster.
    failure: npt.NDArray[np.integer[Any]] = np.full(
        len(v), 2 * stages + 1, dtype=np.int8 if stages < 60 else np.int64
    )
    chance = np.ones(len(v))
    alive, dead, survives = np.empty(0), np.empty(0), np.empty(0)
    length = -1.0
    for n in range(stages - 1, -1, -1):
        if size[n] != length:  # equal steps share their hazard and discount
            length = float(size[n])
            years = w["years"] * length + w["overhead"]
            survives = np.exp(-w["yearly_hazard"] * years)
            discount = np.exp(-w["yearly_rate"] * years)
            alive = discount * survives
            dead = discount - alive
        cost_before = _value(w, done[n], "cost")
        gain_before = _value(w, done[n], "gain")
        dies = z * cost
        dies -= rho_b * before[n]
        dies_us = kappa_rho * before[n]
        dies_us -= rebuilt * gain
        pay = u - kappa * paid[n]
        renege = dies_us - w["reputation_us"]
        renege -= TOLERANCE
        np.putmask(failure, pay < renege, 2 * n + 2)
        v = v + paid[n]
        v *= alive
        v -= cost
        v += cost_before
        dies *= dead
        v += dies
        u = pay
        u *= alive
        u += gain
        u -= gain_before
        dies_us *= dead
        u += dies_us
        stall = rebuilt * cost_before - rho_s * before[n]
        if n:
            stall -= w["reputation_dprk"]
        stall -= TOLERANCE
        np.putmask(failure, v < stall, 2 * n + 1)
        chance *= survives
        cost, gain = cost_before, gain_before
    failure[(u < -TOLERANCE) | (paid.sum() > w["leverage"] + TOLERANCE)] = 0
    return failure, chance


def _shares(name: str, values: object) -> Array:
    """Read a list with one number a stage, each zero or more."""
    words = "a list with one number a stage, each zero or more"
    found = array(name, values, words)  # type: ignore[arg-type]
    if found.ndim != 1 or not found.size or (found < 0).any():
        raise OutOfRangeError(name, values, words)
    return found


def _value(worlds: dict[str, Array], share: float, kind: str) -> Array:
    """Cost to North Korea, or gain to the United States, of dismantling a share."""
    if kind == "cost":
        total, power = worlds["arsenal_value"], worlds["curvature"]
        if share >= 1.0:
            return total
        if share <= 0.0:
            return np.zeros_like(total)
        result = np.exp(power * math.log1p(-share))
        np.subtract(1.0, result, out=result)
        result *= total
        return result
    total, power = worlds["us_value"], worlds["us_curvature"]
    if share >= 1.0:
        return total
    if share <= 0.0:
        return np.zeros_like(total)
    result = np.exp(power * math.log(share))
    result *= total
    return result


@dataclass(frozen=True, eq=False)
class Completion:
    """How one schedule fares over many worlds.

    Attributes
    ----------
    draws : int
        Number of worlds.
    counts : ndarray of int, shape (2N + 2,)
        Worlds by first failure, in the numbering of `outcomes`; the last is "nowhere".
    chance_sum : int
        Sum over the worlds that hold of the chance that no administration abandons the deal, in
        whole multiples of `CHANCE_UNIT`.
    seed : int
        Seed of the sweep.
    """

    draws: int
    counts: npt.NDArray[np.int64]
    chance_sum: int
    seed: int

    @property
    def completed(self) -> int:
        """Worlds in which every promise on the path is credible."""
        return int(self.counts[-1])

    @property
    def share(self) -> float:
        """Share of worlds in which every promise on the path is credible."""
        return self.completed / self.draws

    @property
    def probability(self) -> float:
        """Share of worlds in which the deal is carried out, each weighted by its survival.

        A world that keeps every promise counts with the chance that no administration abandons
        the deal in it; the others count zero. Like `share`, it weighs assumptions.
        """
        return self.chance_sum * CHANCE_UNIT / self.draws

    @property
    def margin(self) -> float:
        """Twice the standard error of `share`, from drawing a sample of worlds only."""
        return 2 * math.sqrt(self.share * (1 - self.share) / self.draws)

    def table(self) -> pd.DataFrame:
        """Return the first failures as a table.

        Returns
        -------
        DataFrame
            One row a kind of outcome: number and share of worlds.
        """
        stages = (len(self.counts) - 2) // 2
        rows = ["not signed, or above the leverage"]
        for stage in range(1, stages + 1):
            rows += [f"North Korea stalls at stage {stage}", f"the US does not pay stage {stage}"]
        rows.append("every promise is kept")
        return pd.DataFrame(
            {"outcome": rows, "worlds": self.counts, "share": self.counts / self.draws}
        )

    def __str__(self) -> str:
        worst = int(np.argmax(self.counts[:-1]))
        text = (
            f"In {self.share:.1%} of {self.draws:,} worlds (give or take {100 * self.margin:.1f} "
            "points) every promise is kept. Even then a new administration in Washington may drop "
            "the deal: counting that too, it is carried out to the end in "
            f"{self.probability:.1%} of the worlds."
        )
        if self.counts[worst]:
            name = self.table()["outcome"][worst]
            text += f" What fails first most often: {name} ({self.counts[worst]:,} worlds)."
        return f"{text} {_NOT_CHANCES}"


def completion(
    draws: int,
    scenario: str | scenarios.Scenario = "six-stage-reference",
    payments: Sequence[float] | Array | None = None,
    *,
    seed: int = 2019,
    block: int = BLOCK,
    client: Any = None,
    task: int = TASK,
    progress: bool | Callable[[int, int], None] = False,
    **fixed: float,
) -> Completion:
    """Play one schedule in many worlds and count how it ends.

    Parameters
    ----------
    draws : int
        Number of worlds, 1 to `MOST_DRAWS`.
    scenario : str or Scenario
        The deal; its ranges are the worlds.
    payments : sequence of float, optional
        The schedule; by default the most robust one at the scenario's own values.
    seed : int
        Same seed, same worlds.
    block : int
        Worlds computed at once; changes the speed, never the counts.
    client : distributed.Client, optional
        Spreads the work over a Dask cluster; the counts are the same.
    task : int
        Worlds in one task of the cluster.
    progress : bool or callable
        True prints a line that grows; a callable gets (worlds done, worlds in all).
    **fixed : float
        Parameters held at one value in every world.

    Returns
    -------
    Completion
        Whole-number counts; `print` it.

    Raises
    ------
    OutOfRangeError
        When ``draws``, ``block``, ``task`` or a fixed value is out of range.
    UnknownNameError
        When the scenario or a fixed parameter does not exist.
    SummitryError
        When the payments do not fit the deal.

    Examples
    --------
    >>> result = completion(10_000)
    >>> result.draws == result.counts.sum()
    np.True_
    """
    draws, task = whole("draws", draws, 1, MOST_DRAWS), whole("task", task, 1)
    seed = whole("seed", seed, 0)
    block = whole("block", block, 1, MOST_BLOCK)
    chosen = _chosen(scenario)
    deal = chosen.deal(**fixed)
    paid = deal.most_robust().payments if payments is None else deal.check_payments(payments)
    ranges = Ranges.of(chosen, **fixed)
    report = _reporter(progress)
    total = np.zeros(2 * deal.stages + 2, dtype=np.int64)
    chance = done = 0
    if client is None:
        pieces = _pieces(ranges, chosen.steps, paid, 0, draws, seed, block)
    else:
        pieces = _from_cluster(client, ranges, chosen.steps, paid, draws, seed, block, task)
    for size, counts, part in pieces:
        total += counts
        chance += part
        done += size
        report(done, draws)
    return Completion(draws, total, chance, seed)


def _chosen(scenario: str | scenarios.Scenario) -> scenarios.Scenario:
    return scenario if isinstance(scenario, scenarios.Scenario) else scenarios.load(scenario)


@dataclass(frozen=True)
class Threshold:
    """Where the share of worlds that hold crosses a level as one parameter moves.

    Attributes
    ----------
    parameter : str
        The parameter that is held at one value after another.
    share : float
        The level.
    low, high : float
        The range that was searched.
    points : tuple of float
        Values at which the share crosses the level, rising.
    above : tuple of bool
        Whether the share reaches the level in each stretch between them; one longer than
        ``points``.
    least, most : float
        Smallest and largest share seen in the scan.
    draws : int
        Number of worlds, the same ones at every value.
    """

    parameter: str
    share: float
    low: float
    high: float
    points: tuple[float, ...]
    above: tuple[bool, ...]
    least: float
    most: float
    draws: int

    def table(self) -> pd.DataFrame:
        """Return the stretches as a table.

        Returns
        -------
        DataFrame
            One row a stretch: from, to, whether the share reaches the level.
        """
        edges = [self.low, *self.points, self.high]
        reached = list(self.above)
        return pd.DataFrame({"from": edges[:-1], "to": edges[1:], "level reached": reached})

    def __str__(self) -> str:
        words = {True: f"at least {self.share:.0%}", False: f"less than {self.share:.0%}"}
        first = f"the deal holds in {words[self.above[0]]} of {self.draws:,} worlds"
        if not self.points:
            return (
                f"Whatever {self.parameter} is between {self.low:g} and {self.high:g}, {first}: "
                f"the share stays from {self.least:.0%} to {self.most:.0%}. {_NOT_CHANCES}"
            )
        parts = [f"Below {self.points[0]:.4g} {first}"]
        for point, reached in zip(self.points, self.above[1:], strict=True):
            parts.append(f"above {point:.4g} in {words[reached]}")
        return (
            f"{'; '.join(parts)} ({self.parameter}, searched from {self.low:g} to {self.high:g}). "
            f"{_NOT_CHANCES}"
        )


def threshold(
    parameter: str,
    share: float = 0.5,
    scenario: str | scenarios.Scenario = "six-stage-reference",
    payments: Sequence[float] | Array | None = None,
    *,
    draws: int = 20_000,
    seed: int = 2019,
    low: float | None = None,
    high: float | None = None,
    **fixed: float,
) -> Threshold:
    """Find the value of one parameter at which the share of worlds that hold crosses a level.

    The parameter is held at one value after another while all others vary, in the same worlds
    each time (common random numbers), so that only the parameter moves the share. The range is
    scanned first; each crossing is then closed in on by halving, to a thousandth of the range.

    Parameters
    ----------
    parameter : str
        The parameter to move, for example ``"leverage"``.
    share : float
        The level, 0 to 1.
    scenario : str or Scenario
        The deal and its ranges.
    payments : sequence of float, optional
        The schedule; by default the most robust one at the scenario's own values. It stays the
        same while the parameter moves.
    draws : int
        Number of worlds.
    seed : int
        Same seed, same worlds.
    low, high : float, optional
        The range to search; by default the scenario's own.
    **fixed : float
        Other parameters held at one value.

    Returns
    -------
    Threshold
        The values, and on which side the level is reached; `print` it.

    Raises
    ------
    UnknownNameError
        When the scenario or a parameter does not exist.
    OutOfRangeError
        When a number is out of range, or the range is empty.
    SummitryError
        When the payments do not fit the deal, or the parameter to move is held fixed too.

    Examples
    --------
    >>> found = threshold("snapback_break", 0.2, draws=2_000)
    >>> len(found.above) == len(found.points) + 1
    True
    """
    level = number("share", share, 0.0, 1.0)
    chosen = _chosen(scenario)
    choice("parameter of a scenario", parameter, chosen.parameters)
    if parameter in fixed:
        raise SummitryError(
            f"{parameter} cannot be moved and held at {fixed[parameter]!r} at once."
        )
    span = chosen.parameters[parameter]
    start = number("low", span.low if low is None else low)
    stop = number("high", span.high if high is None else high)
    if start >= stop:
        raise OutOfRangeError("low", start, f"below high, which is {stop:g}")
    deal = chosen.deal(**fixed)
    paid = deal.most_robust().payments if payments is None else deal.check_payments(payments)

    def found(value: float) -> float:
        held: Any = {**fixed, parameter: value}
        return completion(draws, chosen, paid, seed=seed, **held).share

    grid = [float(value) for value in np.linspace(start, stop, SCAN_POINTS)]
    shares = [found(value) for value in grid]
    seen = [value >= level for value in shares]
    points, stretches = [], [seen[0]]
    for left, right, before, after in zip(grid, grid[1:], seen, seen[1:], strict=False):
        if before == after:
            continue
        inner, outer = left, right
        while outer - inner > 1e-3 * (stop - start):
            middle = 0.5 * (inner + outer)
            if (found(middle) >= level) == before:
                inner = middle
            else:
                outer = middle
        points.append(0.5 * (inner + outer))
        stretches.append(after)
    ends = min(shares), max(shares)
    return Threshold(parameter, level, start, stop, tuple(points), tuple(stretches), *ends, draws)


_Piece = tuple[int, npt.NDArray[np.int64], int]


def _pieces(
    ranges: Ranges,
    steps: Sequence[float],
    paid: Array,
    start: int,
    stop: int,
    seed: int,
    block: int,
) -> Iterator[_Piece]:
    """Yield size, counts and chance of block after block of worlds."""
    streams = _Streams(ranges, start, seed)
    held = 2 * len(steps) + 1
    for low in range(start, stop, block):
        size = min(block, stop - low)
        failure, chance = outcomes(streams.block(size), steps, paid)
        whole = np.rint(chance[failure == held] / CHANCE_UNIT).astype(np.int64)
        yield size, np.bincount(failure, minlength=held + 1), int(whole.sum())


def _run_task(*arguments: Any) -> _Piece:
    """Add up one task's blocks; runs on a worker of the cluster."""
    sizes, counts, chances = zip(*_pieces(*arguments), strict=True)
    return sum(sizes), np.sum(counts, axis=0), sum(chances)


def _from_cluster(
    client: Any,
    ranges: Ranges,
    steps: Sequence[float],
    paid: Array,
    draws: int,
    seed: int,
    block: int,
    task: int,
) -> Iterator[_Piece]:
    """Yield finished tasks in any order; a task of a worker that died is run again elsewhere."""
    # distributed has no types; as Any it is left alone by the strict checker.
    as_completed: Any = importlib.import_module("distributed").as_completed
    tasks = [
        client.submit(
            _run_task, ranges, steps, paid, start, min(start + task, draws), seed, block, pure=False
        )
        for start in range(0, draws, task)
    ]
    for _, piece in as_completed(tasks, with_results=True):
        yield piece


def _reporter(progress: bool | Callable[[int, int], None]) -> Callable[[int, int], None]:
    if callable(progress):
        return progress
    if not flag("progress", progress):
        return lambda done, total: None
    last = -1

    def line(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // total
        if percent > last:
            last = percent
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{done:,} of {total:,} worlds ({percent}%){end}")
            sys.stderr.flush()

    return line


@dataclass(frozen=True, eq=False)
class Importance:
    """Which assumption moves the outcome most (Sobol indices).

    Attributes
    ----------
    names : tuple of str
        The parameters that vary.
    first, total : ndarray, shape (d,)
        Share of the outcome's variance that a parameter explains alone, and together with
        others. Estimates from a sample: small negative values are noise around zero.
    measure : str
        What the outcome is.
    """

    names: tuple[str, ...]
    first: Array
    total: Array
    measure: str

    def table(self) -> pd.DataFrame:
        """Return the indices as a table, the most important assumption first.

        Returns
        -------
        DataFrame
            One row a parameter: share of variance alone and with others.
        """
        frame = pd.DataFrame(
            {"parameter": list(self.names), "alone": self.first, "with others": self.total}
        )
        return frame.sort_values("with others", ascending=False, ignore_index=True)

    def __str__(self) -> str:
        frame = self.table()
        return (
            f"The assumption that moves the {self.measure} most is {frame['parameter'][0]}: alone "
            f"or together with others, it accounts for {frame['with others'][0]:.0%} of how much "
            f"the outcome varies. Next comes {frame['parameter'][1]} "
            f"({frame['with others'][1]:.0%})."
        )


def _chance(failure: Array, chance: Array, held: int) -> Array:
    return np.where(failure == held, chance, 0.0)


def _verdict(failure: Array, chance: Array, held: int) -> Array:
    return np.where(failure == held, 1.0, 0.0)


_MEASURES: dict[str, Callable[..., Array]] = {
    "chance of completion": _chance,
    "verdict": _verdict,
}


def importance(
    scenario: str | scenarios.Scenario = "six-stage-reference",
    payments: Sequence[float] | Array | None = None,
    *,
    parameters: Sequence[str] | None = None,
    measure: str = "chance of completion",
    samples: int = 4096,
    seed: int = 2019,
) -> Importance:
    """Estimate how much each assumption moves the outcome (Sobol indices, Saltelli's method).

    Parameters
    ----------
    scenario : str or Scenario
        The deal and its ranges.
    payments : sequence of float, optional
        The schedule; by default the most robust one at the scenario's own values.
    parameters : sequence of str, optional
        Which assumptions vary; by default all with a range that matter without fakes.
    measure : {"chance of completion", "verdict"}
        The outcome.
    samples : int
        A power of 2, at most 65 536; the model runs ``samples * (d + 2)`` times.
    seed : int
        Seed of the sample.

    Returns
    -------
    Importance
        First-order and total indices; `print` it.

    Raises
    ------
    UnknownNameError
        When a parameter, the measure or the scenario does not exist.
    OutOfRangeError
        When ``samples`` is not a power of 2 up to `MOST_SAMPLES`.
    SummitryError
        When fewer than two parameters vary, or the outcome is the same in every world.
    """
    chosen = _chosen(scenario)
    choice("measure", measure, _MEASURES)
    samples = whole("samples", samples, 2, MOST_SAMPLES)
    if samples & (samples - 1):
        raise OutOfRangeError("samples", samples, "a power of 2")
    seed = whole("seed", seed, 0)
    deal = chosen.deal()
    paid = deal.most_robust().payments if payments is None else deal.check_payments(payments)
    unused = {"detection", "fake_cost", "penalty"}
    usual = (n for n in chosen.parameters if n not in unused)
    asked = usual if parameters is None else texts("parameters", parameters)
    names = tuple(dict.fromkeys(asked))
    for name in names:
        choice("parameter of a scenario", name, chosen.parameters)
    if len(names) < 2:
        raise SummitryError("At least two assumptions must vary to compare their importance.")
    fixed = {n: a.value for n, a in chosen.parameters.items() if n not in names}
    held = 2 * deal.stages + 1
    seen: set[float] = set()

    def model(x: Array) -> Array:
        size = x.shape[1]
        worlds = dict(zip(names, x, strict=True))
        worlds.update({name: np.full(size, value) for name, value in fixed.items()})
        found = _MEASURES[measure](*outcomes(worlds, chosen.steps, paid), held)
        seen.update((float(found.min()), float(found.max())))
        return found.reshape(1, -1)

    spans = [chosen.parameters[name] for name in names]
    from scipy.stats import sobol_indices, uniform  # half a second: not in every first cell

    dists: Any = [uniform(a.low, a.high - a.low) for a in spans]
    result = sobol_indices(
        func=model,
        n=samples,
        dists=dists,
        rng=np.random.default_rng(seed),
    )
    if len(seen) == 1:  # a variance of rounding errors has no shares
        raise SummitryError(f"The {measure} is the same in every world; nothing moves it.")
    first, total = np.ravel(result.first_order), np.ravel(result.total_order)
    return Importance(names, first, total, measure)


def world(worlds: dict[str, Array], steps: Sequence[float], index: int) -> StagedDeal:
    """Rebuild one world as a `StagedDeal`, to look at it closely.

    Parameters
    ----------
    worlds : dict of str to ndarray
        As `draw` returns them.
    steps : sequence of float
        Sizes of the steps.
    index : int
        Which world.

    Returns
    -------
    StagedDeal
        The deal with that world's numbers.

    Raises
    ------
    OutOfRangeError
        When there is no such world.
    """
    instance("worlds", worlds, Mapping, "a mapping of a parameter to its values")
    columns = {name: np.atleast_1d(array(str(name), column)) for name, column in worlds.items()}
    count = min((len(column) for column in columns.values()), default=0)
    if not count:
        raise OutOfRangeError("the number of worlds", 0, "1 or more")
    index = whole("index", index, 0, count - 1)
    values = {name: float(column[index]) for name, column in columns.items()}
    return StagedDeal.from_roadmap(steps, **values)
