"""Named deals: complete, validated, and close to what the lessons say of them."""

import copy

import pytest

from summitry import facts, scenarios
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


def test_the_scenarios_that_the_course_names():
    assert set(scenarios.names()) == {
        "six-stage-reference",
        "big-for-big",
        "nyongbyon-for-five",
        "hanoi-as-reported",
        "jcpoa-like",
        "agreed-framework-like",
        "hecker-ten-years",
    }


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_is_complete_and_its_facts_exist(name):
    scenario = scenarios.load(name)
    assert scenario.deal().stages == len(scenario.steps)
    assert all(item.reason for item in scenario.parameters.values())
    for identifier in scenario.facts:
        assert facts.row(identifier).id == identifier
    assert len(scenario.table()) == 21
    assert "assumptions" in str(scenario)


def test_what_holds_at_the_assumed_values():
    holds = {n: scenarios.load(n).deal().most_robust().feasible for n in scenarios.names()}
    assert not holds["big-for-big"]
    assert holds["six-stage-reference"]
    assert holds["jcpoa-like"]


def test_nyongbyon_for_five_holds_in_a_part_of_the_assumed_space_only():
    swap = scenarios.load("nyongbyon-for-five").deal()
    assert swap.flip("leverage").verdicts == (False, True)
    assert swap.flip("irreversible").verdicts == (True, False)


def test_changes_and_unknown_names():
    scenario = scenarios.load("big-for-big")
    assert scenario.deal(leverage=7).leverage == 7
    with pytest.raises(UnknownNameError, match="leverage"):
        scenario.deal(levrage=7)
    with pytest.raises(UnknownNameError, match="big-for-big"):
        scenarios.load("big-for-bigger")


def test_a_loaded_scenario_can_be_changed_without_harm():
    scenarios.load("big-for-big").parameters.clear()
    assert scenarios.load("big-for-big").parameters


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (lambda raw: raw["big-for-big"].pop("about"), SummitryError, "no 'about'"),
        (
            lambda raw: raw["big-for-big"].update(extends="six-stage"),
            UnknownNameError,
            "six-stage-reference",
        ),
        (
            lambda raw: raw["jcpoa-like"]["parameters"]["detection"].update(value=0.1),
            OutOfRangeError,
            "jcpoa-like: detection is 0.1",
        ),
        (
            lambda raw: raw["jcpoa-like"]["parameters"]["detection"].update(high=1.1),
            OutOfRangeError,
            "detection is 1.1",
        ),
        (
            lambda raw: raw["jcpoa-like"]["parameters"]["detection"].pop("reason"),
            SummitryError,
            "needs value, low, high and a reason",
        ),
        (
            lambda raw: raw["jcpoa-like"]["parameters"].update(
                snap={"value": 0, "low": 0, "high": 1, "reason": "x"}
            ),
            UnknownNameError,
            "snap",
        ),
    ],
)
def test_a_spoiled_file_names_scenario_and_parameter(spoil, error, words):
    raw = copy.deepcopy(scenarios._read())
    spoil(raw)
    with pytest.raises(error, match=words):
        scenarios.parse(raw)
