"""Whatever is handed to a model: a result without NaN, or an error that says what is wrong.

Never a bare error of Python, numpy or scipy, never NaN in silence, and no run without an end.
"""

import dataclasses
import datetime as dt
import decimal
import inspect
import math
import warnings

import numpy as np
import pandas as pd
import pytest

from summitry import bargain, beliefs, deal, definitions, politics, sanctions, scenarios, sweep
from summitry.errors import SummitryError

ABSURD = {
    "nan": math.nan,
    "inf": math.inf,
    "minus inf": -math.inf,
    "negative": -1,
    "half": 2.5,
    "huge": 1e308,
    "tiny": 5e-324,
    "too long": 10**400,
    "far too long": 10**5000,
    "a million million": 10**12,
    "True": True,
    "numpy True": np.bool_(True),
    "text": "abc",
    "number as text": "0.5",
    "no text": "",
    "bytes": b"ab",
    "nothing": None,
    "empty list": [],
    "empty mapping": {},
    "list of nan": [math.nan],
    "list of None": [None, None],
    "list with True": [1, True],
    "list of texts": ["0.5", "0.2"],
    "ragged": [[1, 2], [3]],
    "set": {1, 2},
    "mapping": {"a": 0.5},
    "thirty": [0.1] * 30,
    "negatives": [-1, -1],
    "long": [[0.5] * 300],
    "complex": 1 + 2j,
    "decimal": decimal.Decimal("0.5"),
    "signalling nan": decimal.Decimal("sNaN"),
    "numpy number": np.int64(2),
    "array of none": np.array(0.5),
    "array of one": np.array([0.5]),
    "array of objects": np.array([None, "a"], dtype=object),
    "table": np.ones((2, 2)),
    "masked": np.ma.masked_array([0.5, 0.5], [0, 1]),
    "series": pd.Series([0.5, 0.5], index=["x", "y"]),
    "frame": pd.DataFrame({"a": [1, 2]}),
    "missing": pd.NA,
    "no time": pd.NaT,
    "date": dt.date(2019, 2, 28),
    "time": dt.datetime(2019, 2, 28),
    "object": object(),
    "type": int,
}
TWO = deal.StagedDeal.uniform(2)
TABLE = bargain.Negotiation(
    [bargain.Item("a", "US", cost=1, value=2), bargain.Item("b", "DPRK", cost=1, value=2)],
    packages={"x": ["a", "b"]},
)
ONE = scenarios.load("big-for-big")
RANGES = sweep.Ranges.of(ONE)
WORLDS = sweep.draw(RANGES, 0, 5, 1)
BEER = ([[[3, 1], [2, 0]], [[2, 0], [3, 1]]], [[[0, -1], [0, -1]], [[0, 1], [0, 1]]])
STORY = beliefs.SignallingGame()
GRAPH = sanctions.Graph()
FIRST, SECOND = definitions.matrix().index[:2]
PAID = [30.0, 30.0]


def fields(thing, *names):
    """The values of a result's own fields, as arguments to make it again."""
    chosen = names or [f.name for f in dataclasses.fields(thing) if f.init]
    return {name: getattr(thing, name) for name in chosen}


GOOD = [
    (deal.StagedDeal, fields(TWO)),
    (
        deal.StagedDeal.from_roadmap,
        {
            "steps": [0.5, 0.5],
            **{
                name: parameter.default
                for name, parameter in inspect.signature(
                    deal.StagedDeal.from_roadmap
                ).parameters.items()
                if name not in ("steps", "parameters")
            },
        },
    ),
    (deal.StagedDeal.uniform, {"stages": 2}),
    (TWO.changed, {"hazard": [0.1, 0.1], "leverage": 5.0}),
    *((getattr(TWO, name), {"payments": PAID}) for name in ("play", "breaks", "exposure")),
    (TWO.promises, {"payments": PAID, "fakes": True}),
    (TWO.most_robust, {"fakes": True}),
    (TWO.cheapest, {"fakes": True}),
    (TWO.windows, {"kind": "projection", "payments": PAID, "fakes": True}),
    (
        TWO.flip,
        {"parameter": "leverage", "low": 1.0, "high": 99.0, "payments": PAID, "fakes": True},
    ),
    (deal.describe_promise, {"name": "K1", "shortfall": 1.0}),
    (bargain.Item, fields(TABLE.items[0])),
    (bargain.Range, {"low": 1.0, "mode": 2.0, "high": 3.0}),
    (bargain.Range.of, {"value": 1.0, "lowest": 0.0}),
    (bargain.Range(1, 2, 3).draw, {"rng": np.random.default_rng(1), "size": 3}),
    (bargain.Negotiation, fields(TABLE)),
    (TABLE.surplus, {"package": "x"}),
    (TABLE.with_lotteries, {"rule": "nash"}),
    (TABLE.flip, {"parameter": "a.cost", "package": "x"}),
    (TABLE.sample, {"draws": 5, "seed": 1}),
    (TABLE.sample(5).accepted, {"package": "x"}),
    (TABLE.frontier().package, {"point": 0}),
    (TABLE.frontier().table, {"limit": 3}),
    (TABLE.zopa().table, {"limit": 3}),
    (TABLE.surplus().package, {"number": 0}),
    (bargain.rubinstein, {"delta_1": 0.9, "delta_2": 0.8, "rounds": 3}),
    (bargain.rubinstein(0.9, 0.8).flip, {"parameter": "delta_1"}),
    (
        bargain.nash_split,
        {"pie": 1.0, "disagreement_1": 0.1, "disagreement_2": 0.1, "power_1": 0.5},
    ),
    (bargain.nash_split().flip, {"parameter": "pie"}),
    (bargain.fearon_range, {"p": 0.5, "cost_a": 0.2, "cost_b": 0.2}),
    (bargain.fearon_range(0.5, 0.2, 0.2).flip, {"parameter": "p", "share": 0.5}),
    (
        bargain.lottery_solution,
        {"points": [(0, 1), (1, 0)], "rule": "nash", "disagreement": (0.0, 0.0)},
    ),
    (bargain.commitment_problem, {"p": 0.6, "shift": 0.4, "cost": 0.2, "discount": 0.9}),
    (bargain.commitment_problem(0.6, 0.4, 0.2, 0.9).flip, {"parameter": "shift"}),
    (bargain.butter_for_bombs, fields(bargain.butter_for_bombs(0.2, 0.6, 0.1, 0.5, 0.9))),
    (bargain.butter_for_bombs(0.2, 0.6, 0.1, 0.5, 0.9).flip, {"parameter": "discount"}),
    (beliefs.assurance, fields(beliefs.assurance(0.5))),
    (beliefs.assurance(0.5).flip, {"parameter": "trust"}),
    (beliefs.belief_path, {"prior": 0.5, "likelihoods": [0.8, 0.4], "signals": ["x"]}),
    (beliefs.posterior, {"prior": [0.5, 0.5], "likelihoods": [[0.8, 0.4]]}),
    (beliefs.weight_of_evidence, {"if_true": 0.8, "if_false": 0.4}),
    (beliefs.from_decibans, {"prior": 0.5, "decibans": 3.0}),
    (
        beliefs.odds_path,
        {"prior": 0.4, "strengths": ["raises"], "strength": 2.0, "labels": ["a"]},
    ),
    (beliefs.odds_path(0.4, [2.0]).flip, {"parameter": "prior"}),
    (
        beliefs.detection,
        {
            "places": 10,
            "visits": 3,
            "hidden": 2,
            "access": 0.8,
            "sensitivity": 0.9,
            "hider": "random",
        },
    ),
    (beliefs.inspection, fields(beliefs.inspection(0.5, 0.4, gain=1, penalty=2))),
    (beliefs.inspection(0.5, 0.4).flip, {"parameter": "q"}),
    (
        beliefs.SenderReceiverGame,
        {
            "prior": 0.5,
            "sender": BEER[0],
            "receiver": BEER[1],
            "types": ("a", "b"),
            "messages": ("c", "d"),
            "answers": ("e", "f"),
        },
    ),
    (beliefs.SenderReceiverGame(0.5, *BEER).threshold, {"message": 0}),
    (beliefs.SignallingGame, fields(STORY)),
    (STORY.delivers, {"site": 3.0}),
    (STORY.belief_after, {"offer": "everything"}),
    (STORY.flip, {"parameter": "prior"}),
    (definitions.Production, fields(definitions.Production())),
    (definitions.Production().arsenal, {"years": [1, 2], "closed": True}),
    (definitions.Production().flip, {"parameter": "hidden", "share": 0.5}),
    (definitions.Production().table, {"years": [0, 1]}),
    (definitions.overlap, {"first": FIRST, "second": SECOND, "silent_is_open": False}),
    (definitions.overlaps, {"identifiers": [FIRST, SECOND]}),
    (politics.break_even, {"cost": 10.0, "benefits": [5, 5, 5]}),
    (politics.break_even(10, [5, 5, 5]).worth, {"chance": 0.5}),
    (
        politics.frequency,
        {"rule": "strict", "unit": "deal", "deal_class": "arms control", "without": "ADM-Trump1"},
    ),
    (politics.leave_one_out, {"rule": "strict"}),
    (politics.inaugurations, {"start": dt.date(2000, 1, 1), "end": dt.date(2020, 1, 1)}),
    (
        politics.survival,
        {
            "start": "2019-02-28",
            "lengths": [1.0, 2.0],
            "change": 0.5,
            "drop": 0.1,
            "device": "treaty",
        },
    ),
    (politics.survival("2019-02-28", [3.0]).flip, {"parameter": "drop", "chance": 0.5}),
    (politics.wilson, {"k": 2, "n": 5, "z": 1.96}),
    (sanctions.relief, {"selection": "2371-coal", "basis": "KOTRA 2016", "exemption": 0.8}),
    (sanctions.relief("2371-coal").share, {"by": "money"}),
    (
        sanctions.disproportion,
        {
            "relief_share": 0.5,
            "dismantlement_share": 0.3,
            "snapback": 0.1,
            "irreversible": 0.5,
            "worth": 1.0,
            "by": "money",
        },
    ),
    (sanctions.disproportion(0.5, 0.3).flip, {"parameter": "relief"}),
    (sanctions.figures, {"sector": "coal"}),
    (sanctions.lawful, {"firm_country": "China", "activity": "buy coal", "lifted": "2371-coal"}),
    (sanctions.network, {"lifted": "2371-coal", "countries": ["China"]}),
    (GRAPH.above, {"measure": "2371-coal"}),
    (GRAPH.upto, {"resolution": 2371}),
    (GRAPH.binding, {"selection": "2371-coal"}),
    (GRAPH.state, {"sector": sanctions.sectors()["coal"]}),
    (
        sanctions.Graph,
        {
            "measures": list(GRAPH.measures.values()),
            "lifted": frozenset(),
            "us_lifted": frozenset(),
            "last": 2371,
        },
    ),
    (sanctions.Range, {"low": 0.0, "high": 1.0}),
    (scenarios.load, {"name": "big-for-big"}),
    (ONE.deal, {"leverage": 5.0}),
    (scenarios.parse, {"raw": {}}),
    (sweep.Ranges.of, {"scenario": ONE, "leverage": 5.0}),
    (
        sweep.completion,
        {
            "draws": 10,
            "scenario": "big-for-big",
            "payments": [50.0],
            "seed": 1,
            "block": 10,
            "task": 100,
            "leverage": 50.0,
        },
    ),
    (sweep.draw, {"ranges": RANGES, "start": 0, "stop": 5, "seed": 1}),
    (sweep.outcomes, {"worlds": WORLDS, "steps": (1.0,), "payments": [50.0]}),
    (sweep.world, {"worlds": WORLDS, "steps": (1.0,), "index": 0}),
    (
        sweep.threshold,
        {
            "parameter": "leverage",
            "share": 0.5,
            "scenario": "big-for-big",
            "payments": [50.0],
            "draws": 10,
            "seed": 1,
            "low": 10.0,
            "high": 100.0,
        },
    ),
    (
        sweep.importance,
        {
            "scenario": "six-stage-reference",
            "payments": None,
            "parameters": ["leverage", "peace_us", "irreversible"],
            "measure": "chance of completion",
            "samples": 64,
            "seed": 1,
        },
    ),
]


def silent_nan(found, depth=0):
    """Whether a number somewhere in a result is NaN."""
    if isinstance(found, float):
        return math.isnan(found)
    if isinstance(found, np.ndarray):
        return found.dtype.kind == "f" and bool(np.isnan(found).any())
    if isinstance(found, list | tuple):
        return depth < 4 and any(silent_nan(part, depth + 1) for part in found)
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return depth < 4 and any(silent_nan(part, depth + 1) for part in vars(found).values())
    return False


@pytest.mark.parametrize(("call", "good"), GOOD, ids=lambda part: getattr(part, "__qualname__", ""))
def test_every_argument_is_read_or_refused(call, good):
    assert str(call(**good)), "the example itself must work"
    wrong = []
    for name in good:
        for kind, value in ABSURD.items():
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try:
                    found = call(**{**good, name: value})
                    if silent_nan(found) or not str(found):
                        wrong.append(f"{name}={kind}: NaN")
                except SummitryError as refused:
                    text = str(refused)
                    if len(text) > 700 or "\n" in text:
                        wrong.append(f"{name}={kind}: {len(text)} letters: {text[:80]}")
                except Exception as bare:
                    wrong.append(f"{name}={kind}: {type(bare).__name__}: {bare}")
    assert not wrong
