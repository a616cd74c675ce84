"""Published results about beliefs; the cases are in beliefs_cases.json.

`derived_here` marks a number that was worked out here and not read in the source.
"""

import json
from pathlib import Path

import pytest

from summitry import beliefs

CASES = json.loads((Path(__file__).parent / "beliefs_cases.json").read_text("utf-8"))


def beer_quiche(prior):
    """The types strong and weak drink beer or eat quiche; the other man leaves or fights."""
    game = beliefs.SenderReceiverGame(
        prior,
        sender=[[[3, 1], [2, 0]], [[2, 0], [3, 1]]],
        receiver=[[[0, -1], [0, -1]], [[0, 1], [0, 1]]],
    )
    return [
        {
            "kind": e.kind,
            "send": pytest.approx(e.send, abs=5e-7),
            "intuitive": e.intuitive,
            "payoffs": pytest.approx(e.sender_payoff, abs=5e-7),
        }
        for e in game.equilibria()
    ]


def gibbons(prior):
    """Two types send L or R, the receiver answers u or d."""
    game = beliefs.SenderReceiverGame(
        prior,
        sender=[[[1, 4], [2, 0]], [[2, 0], [1, 1]]],
        receiver=[[[3, 0], [1, 0]], [[4, 1], [0, 2]]],
        types=("t1", "t2"),
        messages=("L", "R"),
        answers=("u", "d"),
    )
    return [
        {
            "kind": e.kind,
            "send": pytest.approx(e.send, abs=5e-7),
            "unsent_belief": None if e.sent[1] else pytest.approx(e.belief[1], abs=5e-7),
            "payoffs": pytest.approx(e.sender_payoff, abs=5e-7),
        }
        for e in game.equilibria()
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["family"])
def test_published(case):
    arguments = dict(case["arguments"])
    if case["solver"] in ("beer_quiche", "gibbons"):
        assert globals()[case["solver"]](**arguments) == case["expected"]
        return
    if case["solver"] == "detection":
        found = beliefs.detection(arguments.pop("places"), arguments.pop("visits"), **arguments)
    elif case["solver"] == "assurance":
        found = beliefs.assurance(**arguments).needed
    else:
        found = getattr(beliefs, case["solver"])(**arguments)
    assert found == pytest.approx(case["expected"], abs=5e-7)


def test_every_case_names_its_source():
    assert all(case["source"] and isinstance(case["derived_here"], bool) for case in CASES)
