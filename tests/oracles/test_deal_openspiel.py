"""The staged deal against OpenSpiel, on random instances."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from summitry.deal import StagedDeal

pyspiel = pytest.importorskip("pyspiel", reason="OpenSpiel has no wheel for this system")
_spec = importlib.util.spec_from_file_location(
    "staged_tree", Path(__file__).with_name("staged_tree.py")
)
staged_tree = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(staged_tree)


def random_deal(rng: np.random.Generator, stages: int) -> tuple[StagedDeal, np.ndarray]:
    """A deal and a schedule, now near the edge of holding, now far from it."""
    deal = StagedDeal(
        dprk_cost=rng.uniform(0.5, 20, stages),
        us_gain=rng.uniform(0.5, 30, stages),
        hazard=rng.uniform(0, 0.3, stages),
        discount=rng.uniform(0.7, 1, stages),
        payment_cost=rng.uniform(0.1, 1),
        leverage=1000.0,
        irreversible=rng.random(),
        exposure_loss=rng.random(),
        snapback_stall=rng.random(),
        snapback_break=rng.random(),
        reputation_dprk=rng.uniform(0, 5),
        reputation_us=rng.uniform(0, 8),
        peace_dprk=rng.uniform(0, 15),
        peace_us=rng.uniform(0, 15),
        detection=rng.random(),
        fake_cost=rng.uniform(0, 0.5),
        penalty=rng.uniform(0, 8),
    )
    robust = deal.most_robust().payments
    return deal, np.maximum(robust + rng.normal(0, 4, stages) * rng.integers(0, 2), 0)


def load(tmp_path, tree):
    path = tmp_path / "deal.efg"
    path.write_text(tree.text(), encoding="utf-8")
    return pyspiel.load_game("efg_game", {"filename": str(path)})


def move(state, index):
    """The state after the index-th move; OpenSpiel numbers moves by their label."""
    return state.child(state.legal_actions()[index])


def solve(state):
    """Expected payoffs of both sides under best replies, keeping the deal when indifferent."""
    if state.is_terminal():
        return np.array(state.returns())
    if state.is_chance_node():
        return sum(share * solve(state.child(action)) for action, share in state.chance_outcomes())
    mover = state.current_player()
    values = [solve(state.child(action)) for action in state.legal_actions()]
    own = [value[mover] for value in values]
    return values[0] if own[0] >= max(own) - 1e-9 else values[int(np.argmax(own))]


@pytest.mark.parametrize("stages", [1, 2, 3, 4])
def test_every_node_agrees_with_the_tree(stages, tmp_path):
    rng = np.random.default_rng(100 + stages)
    broken = 0
    for _ in range(75):
        deal, paid = random_deal(rng, stages)
        play = deal.play(paid)
        state = load(tmp_path, staged_tree.Tree(deal, paid, fakes=False)).new_initial_state()
        refusing, signing = solve(move(state, 1)), solve(move(state, 0))
        assert play.signs == (signing[1] >= refusing[1] - 1e-9)
        assert signing == pytest.approx([play.value_dprk, play.value_us], abs=1e-8)
        state = move(state, 0)
        flows, weight = np.zeros(2), 1.0  # what was received on the way to this node
        for n in range(stages):
            for node, mover in zip(play.nodes[2 * n : 2 * n + 2], (0, 1), strict=True):
                assert state.current_player() == mover
                keep, leave = solve(move(state, 0))[mover], solve(move(state, 1))[mover]
                seen = [(keep - flows[mover]) / weight, (leave - flows[mover]) / weight]
                assert seen == pytest.approx([node.value_keep, node.value_leave], abs=1e-7)
                assert node.keeps == (keep >= leave - 1e-9)
                state = move(state, 0)
                if mover == 0:
                    state = move(state, 1)  # the administration keeps the deal
                    flows += weight * np.array([-deal.dprk_cost[n], deal.us_gain[n]])
                    weight *= deal.discount[n]
                else:
                    flows += weight * paid[n] * np.array([1, -deal.payment_cost])
        broken += not play.complete
    assert 5 <= broken <= 70, "the sample should hold deals of both kinds"


def test_verdict_with_fakes_equals_best_response_regret(tmp_path):
    from open_spiel.python import policy
    from open_spiel.python.algorithms import exploitability

    rng = np.random.default_rng(7)
    kept = 0
    for _ in range(200):
        deal, paid = random_deal(rng, int(rng.integers(1, 4)))
        game = load(tmp_path, staged_tree.Tree(deal, paid, fakes=True))
        comply = policy.TabularPolicy(game)
        first = comply.legal_actions_mask.argmax(axis=1)  # sign, comply, pay
        comply.action_probability_array[:] = np.eye(game.num_distinct_actions())[first]
        regret = exploitability.nash_conv(game, comply)
        promises = deal.promises(paid)
        assert promises.kept == (regret < 1e-9), (regret, promises.failures())
        kept += promises.kept
    assert 30 <= kept <= 170, "the sample should hold both verdicts"
