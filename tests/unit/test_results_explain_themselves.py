"""Every result of a model prints sentences a learner can read, and most give a table too."""

import dataclasses
import inspect
import re

import pandas as pd
import pytest

from summitry import (
    _schedule,
    bargain,
    beliefs,
    deal,
    definitions,
    politics,
    scenarios,
    sweep,
)

DEAL = deal.StagedDeal.uniform(3)
PAID = [20.0, 25.0, 30.0]
TABLE = bargain.as_reported()
STORY = beliefs.SignallingGame(prior=0.3)
SCENARIO = scenarios.load("six-stage-reference")

RESULTS = [
    DEAL,
    DEAL.breaks(PAID),
    DEAL.play(PAID),
    DEAL.promises(PAID),
    DEAL.exposure(PAID),
    DEAL.most_robust(),
    DEAL.cheapest(),
    DEAL.windows("projection"),
    DEAL.flip("leverage"),
    TABLE,
    TABLE.surplus(),
    TABLE.zopa(),
    TABLE.frontier(),
    TABLE.nash(),
    TABLE.sample(50, 1),
    TABLE.with_lotteries("nash"),
    TABLE.flip("reservation_us"),
    bargain.rubinstein(0.9, 0.8),
    bargain.nash_split(10, 1, 2),
    bargain.fearon_range(0.5, 0.1, 0.2),
    bargain.lottery_solution([(4, 0), (0, 1)]),
    bargain.commitment_problem(0.6, 0.4, 0.2, 0.9),
    bargain.butter_for_bombs(0.2, 0.6, 0.1, 0.5, 0.9),
    beliefs.assurance(0.5),
    beliefs.belief_path(0.5, [(0.8, 0.4)]),
    beliefs.odds_path(0.4, ["raises"]),
    beliefs.inspection(0.8, 0.3),
    STORY,
    STORY.equilibria()[0],
    definitions.overlap("DEF-HANOI-P", "DEF-HECKER"),
    definitions.Production(),
    politics.frequency(),
    politics.survival("2019-03-01", [2, 4]),
    politics.break_even(8, [5, 5]),
    SCENARIO,
    sweep.Ranges.of(SCENARIO),
    sweep.completion(500),
    sweep.importance(parameters=["leverage", "yearly_hazard"], samples=64),
    sweep.threshold("leverage", 0.2, draws=200),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_a_result_speaks(result):
    text = str(result)
    assert re.search(r"[a-z] [a-z]", text), "words"
    assert not text.startswith(type(result).__name__ + "("), "not the bare fields"
    assert not re.search(r"\b(nan|None|array\()", text)
    frame = result.table()
    assert isinstance(frame, pd.DataFrame) and len(frame.columns) >= 2
    assert all(isinstance(name, str) for name in frame.columns)


def test_no_result_is_forgotten():
    """Public dataclasses that are no results are named here, with the reason."""
    no_results = {
        "Range": "a number that goes in",
        "Item": "goes in",
        "Assumption": "goes in; the scenario has the table",
        "Device": "goes in",
        "Node": "one row of the table of a play",
        "SenderReceiverGame": "the general form of SignallingGame",
    }
    modules = (bargain, beliefs, definitions, deal, politics, scenarios, sweep, _schedule)
    found = {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and dataclasses.is_dataclass(thing)
        and (module not in (bargain, beliefs) or name in module.__all__)
        and not name.startswith("_")
    }
    seen = {type(result).__name__ for result in RESULTS}
    assert set(found) - seen - set(no_results) == {"Program"}, "Program: the solver's input"
    for name in set(found) & set(no_results):
        owners = [kind for kind in found[name].__mro__[:-1] if "__str__" in vars(kind)]
        assert owners, f"{name} prints its bare fields"


def test_words_of_what_goes_in():
    assert str(politics.DEVICES["statute"]).startswith("Statute: multiplies the chance of being")
    assumed = SCENARIO.parameters["leverage"]
    assert str(assumed).startswith("100 (assumed; 60 to 140). All that relief")


def test_words_of_a_deal_and_its_breaks():
    one = deal.StagedDeal.big_for_big(leverage=float("inf"))
    assert str(one).startswith("A deal in one stage: North Korea gives up 70, the United")
    assert "can pay without limit." in str(one)
    assert "3 stages" in str(DEAL) and "at most 100 in all" in str(DEAL)
    broken = DEAL.breaks(PAID)
    lines = str(broken).splitlines()
    assert [line.split(":")[0] for line in lines] == ["stage 1", "stage 2", "stage 3"]
    assert f"if North Korea stalls, it has {broken.dprk_stalls[1]:.1f} and the" in lines[1]
    assert f"North Korea has {broken.dprk_when_deal_dies[2]:.1f} and the" in lines[2]
    assert lines[2].endswith(f"United States {broken.us_when_deal_dies[2]:.1f}.")
    assert broken.table()["stage"].tolist() == [1, 2, 3]
    assert broken.table().shape == (3, 6)


def test_tables_of_a_flip_and_of_mixtures():
    flip = TABLE.flip("reservation_us")
    assert flip.table()["conclusion"].tolist() == [flip.below, flip.above]
    assert flip.table()["to"][0] == flip.table()["from"][1] == flip.value
    never = bargain.rubinstein(0, 0).flip()
    assert never.table()["conclusion"].tolist() == [never.below]
    mixed = bargain.lottery_solution([(0, 1), (1, 0), (1, 0.7)], "kalai_smorodinsky")
    assert mixed.table()["probability"].sum() == pytest.approx(1)
    assert mixed.table()["point"].tolist() == list(mixed.points)
    assert bargain.lottery_solution([(-1, 0.5), (0.2, -4)]).table().empty
    equilibrium = STORY.equilibria()[0]
    table = equilibrium.table()
    first, second = table.columns[1:3]
    assert table[first].sum() == table[second].sum() == 1
    assert table[first][0] == equilibrium.send[0]
    assert table.iloc[1, 3] == equilibrium.belief[1][0]
    assert table.iloc[0, 6] == equilibrium.accept[0][1]


def test_words_of_windows_and_ranges():
    free = deal.StagedDeal.uniform(2, payment_cost=0.0, leverage=float("inf"))
    assert str(free.windows("projection")).splitlines()[1].endswith("or more")
    ranges = sweep.Ranges.of(SCENARIO, leverage=90)
    assert str(ranges) == "Assumptions that vary: 20; held at one value: 1."
    assert ranges.table().set_index("parameter").loc["leverage"].tolist() == [90, 90]
